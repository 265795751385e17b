"""Extraction or disclosure? Doubtful pages are read by a second reader before a finding blames the publisher.

Belongs here: which numbers both readings have, and what that says about the cause of a finding: `extraction` where a
number of it was read differently, `disclosure` where all were read alike, `undecided` where it cannot be told.
Does not: choosing the pages (`doubts`), reading (`pipeline.documents`), comparing readings
(`pipeline.documents.second_reading`), why an identity breaks (`explain`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb

from expectations.doubts import Doubts, doubtful_pages, settings
from expectations.findings.wording import said
from pipeline.documents.model import Box, Document
from pipeline.documents.read import SECOND_READER
from pipeline.documents.second_reading import (
    Comparison,
    Difference,
    Printed,
    Statement,
    TableRow,
    compare,
    lined_up_alike,
    stated_alike,
)

# document_id -> pages to the second reading of them, or the sentence that says why there is none.
ReadAgain = Callable[[Mapping[str, tuple[int, ...]]], Mapping[str, "Document | str"]]


def referee(
    connection: duckdb.DuckDBPyConnection,
    document_ids: Sequence[str],
    read_again: ReadAgain,
    *,
    with_sample: bool = True,
) -> None:
    """Read the doubtful pages of these judged documents again; set `confirmed_by`, keep what differs, settle findings.

    Works inside the caller's transaction. Documents whose format has no second reader keep `confirmed_by` NULL.
    """
    wanted = list(dict.fromkeys(document_ids))
    for statement in _FORGET:
        connection.execute(f"{statement} AND document_id IN (SELECT unnest(?::VARCHAR[]))", [wanted])
    doubts = doubtful_pages(connection, wanted, with_sample=with_sample)
    again = read_again({id_: tuple(sorted(pages)) for id_, pages in sorted(doubts.items())}) if doubts else {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        known = _known(connection, [id_ for id_ in some if id_ in again])
        _settle(connection, {id_: _verdict(connection, id_, again.get(id_), known, doubts) for id_ in some})


def _verdict(
    connection: duckdb.DuckDBPyConnection,
    document_id: str,
    second: Document | str | None,
    known_of: Mapping[str, _Known],
    doubts: Doubts,
) -> _Verdict:
    """What the second reading of a document comes to, stored as far as it is about its numbers."""
    if second is None:
        return _Verdict()
    if isinstance(second, str):
        _not_read_again(connection, document_id, second)
        return _Verdict()
    known = known_of[document_id]
    verdict = _store(connection, document_id, known, compare(known.printed, second, known.others), doubts)
    verdict.agreed |= stated_alike(known.statements, second) | lined_up_alike(known.rows, second)
    return verdict


# Documents asked for together: a question costs nearly the same for one as for many, and what is known of them is kept
# in memory.
_AT_ONCE = 50

# The tables in which the second reading changes rows.
SETTLED = frozenset(("amount", "reading_difference", "problem", "finding"))

_NOT_READ_AGAIN = "not_read_again"
_FORGET = (
    "DELETE FROM reading_difference WHERE true",
    "UPDATE amount SET confirmed_by = NULL WHERE confirmed_by IS NOT NULL",
    f"DELETE FROM problem WHERE stage = 'checks' AND what = '{_NOT_READ_AGAIN}'",
)


def _not_read_again(connection: duckdb.DuckDBPyConnection, document_id: str, reason: str) -> None:
    connection.execute(
        """INSERT INTO problem BY NAME
           SELECT ? AS problem_id, document_id, fiscal_year, region_code, 'checks' AS stage, ? AS what, ? AS detail
           FROM document WHERE document_id = ?""",
        [
            hashlib.sha256(f"{document_id}|{_NOT_READ_AGAIN}".encode()).hexdigest()[:16],
            _NOT_READ_AGAIN,
            reason,
            document_id,
        ],
    )


@dataclass(slots=True)
class _Known:
    """What the first reading has of one document, by place."""

    printed: list[Printed] = field(default_factory=list)
    others: list[tuple[int, Box]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    form_of: dict[str, str] = field(default_factory=dict)
    read_by: dict[str, str] = field(default_factory=dict)

    def form_at(self, difference: Difference) -> str | None:
        """The form whose amounts stand nearest on the page."""
        if difference.id is not None:
            return self.form_of[difference.id]
        there = [printed for printed in self.printed if printed.page == difference.page]
        nearest = min(there, key=lambda p: (abs(p.box.top - difference.box.top), p.id), default=None)
        return self.form_of[nearest.id] if nearest else None


def _known(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> dict[str, _Known]:
    """What the first reading has of each of these documents."""
    known = {document_id: _Known() for document_id in document_ids}

    def of_these(query: str) -> list[tuple[Any, ...]]:
        where = "document_id IN (SELECT unnest(?::VARCHAR[]))"
        return connection.execute(f"{query} AND {where} ORDER BY ALL", [list(document_ids)]).fetchall() if known else []

    for id_, amount_id, form_id, read_by, page, *box, text in of_these(
        "SELECT document_id, amount_id, form_id, read_by, page, x0, top, x1, bottom, printed_text FROM amount "
        "WHERE x0 IS NOT NULL"
    ):
        known[id_].printed.append(Printed(amount_id, page, Box(*box), text))
        known[id_].form_of[amount_id], known[id_].read_by[amount_id] = form_id, read_by
    for id_, indicator_id, page, *box, weight, target in of_these(
        "SELECT document_id, indicator_id, page, x0, top, x1, bottom, CAST(weight AS VARCHAR), target_printed "
        "FROM indicator WHERE x0 IS NOT NULL"
    ):
        known[id_].others.append((page, Box(*box)))
        known[id_].rows.append(TableRow(indicator_id, page, Box(*box), (_plain(weight), target or "")))
    for id_, *claim in of_these(
        "SELECT document_id, claim_id, page, sentence, value_printed FROM claim "
        "WHERE page IS NOT NULL AND value_printed IS NOT NULL"
    ):
        known[id_].statements.append(Statement(*claim))
    return known


def _plain(weight: str | None) -> str:
    """A stored weight as it is printed: without the zeros of its column."""
    return weight.rstrip("0").rstrip(".") if weight and "." in weight else weight or ""


@dataclass(slots=True)
class _Verdict:
    """What the second reading says about the numbers of one document."""

    agreed: set[str] = field(default_factory=set)  # amounts, claims and indicators read alike
    differing: dict[str, Difference] = field(default_factory=dict)  # by amount_id
    only_second: dict[tuple[str | None, int], Difference] = field(default_factory=dict)  # by form and page


def _store(
    connection: duckdb.DuckDBPyConnection,
    document_id: str,
    known: _Known,
    comparison: Comparison,
    doubts: Doubts,
) -> _Verdict:
    if comparison.agreed:
        connection.execute(
            "UPDATE amount SET confirmed_by = ? WHERE amount_id IN (SELECT unnest(?::VARCHAR[]))",
            [SECOND_READER, sorted(comparison.agreed)],
        )
    verdict = _Verdict(set(comparison.agreed))
    for difference in comparison.differences:
        form_id = known.form_at(difference)
        if difference.id is not None:
            verdict.differing[difference.id] = difference
        else:
            verdict.only_second.setdefault((form_id, difference.page), difference)
        box = tuple(round(side, 2) for side in difference.box)
        connection.execute(
            """INSERT INTO reading_difference BY NAME
               SELECT ? AS difference_id, document_id, fiscal_year, region_code, ? AS form_id, ? AS amount_id,
                      CAST(? AS INTEGER) AS page, CAST(? AS DOUBLE) AS x0, CAST(? AS DOUBLE) AS top,
                      CAST(? AS DOUBLE) AS x1, CAST(? AS DOUBLE) AS bottom, ? AS read_by, ? AS printed_text,
                      ? AS second_read_by, ? AS second_text, ?::VARCHAR[] AS because
               FROM document WHERE document_id = ?""",
            [
                hashlib.sha256(f"{document_id}|{difference.page}|{box}|{difference.id}".encode()).hexdigest()[:16],
                form_id, difference.id, difference.page, *box, known.read_by.get(difference.id or ""), difference.first,
                SECOND_READER, difference.second, sorted(doubts[document_id].get(difference.page, ())), document_id,
            ],
        )  # fmt: skip
    return verdict


_FINDINGS = """
SELECT f.document_id, f.finding_id, d.format, d.read_status = 'read' AS is_whole,
       coalesce(bool_or(m.trust = 'aligned'), false) AS is_aligned,
       list(DISTINCT coalesce(o.amount_id, o.claim_id, o.indicator_id)) AS operands,
       list(DISTINCT {'form_id': a.form_id, 'page': a.page}) FILTER (a.page IS NOT NULL) AS places
FROM finding AS f JOIN document AS d USING (document_id)
LEFT JOIN (SELECT finding_id, unnest(operands, recursive := true) FROM check_result
           WHERE document_id IN (SELECT unnest($ids::VARCHAR[])) AND outcome = 'breaks') AS o USING (finding_id)
LEFT JOIN amount AS a ON a.amount_id = o.amount_id
LEFT JOIN form AS m ON m.form_id = a.form_id
WHERE f.document_id IN (SELECT unnest($ids::VARCHAR[])) AND f.cause NOT IN ('rounding', 'formatting')
GROUP BY ALL ORDER BY f.document_id, f.finding_id
"""


def _settle(connection: duckdb.DuckDBPyConnection, verdicts: Mapping[str, _Verdict]) -> None:
    """A finding without printed operands (a form that is missing, a title) rests on words: where every page could be
    read, there is nothing to read again. Which column a number belongs to is our guess where no ruling says it: the
    finding stays undecided, and warns."""
    for document_id, finding_id, format_, is_whole, is_aligned, found, places in connection.execute(
        _FINDINGS, {"ids": list(verdicts)}
    ).fetchall():
        verdict = verdicts[document_id]
        if format_ in settings()["cells_stated_by_file"]:
            continue
        operands = sorted(operand for operand in found if operand is not None)
        difference = next(_differences(verdict, operands, places or ()), None)
        if difference is not None:
            _blame_the_reading(connection, finding_id, difference)
        elif is_aligned:
            connection.execute(
                "UPDATE finding SET cause = 'undecided', "
                "severity = CASE severity WHEN 'error' THEN 'warning' ELSE severity END "
                "WHERE finding_id = ?",
                [finding_id],
            )
        elif not (verdict.agreed.issuperset(operands) if operands else is_whole):
            connection.execute("UPDATE finding SET cause = 'undecided' WHERE finding_id = ?", [finding_id])


def _differences(
    verdict: _Verdict, operands: Sequence[str], places: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    yield from (verdict.differing[operand] for operand in operands if operand in verdict.differing)
    for place in sorted(places, key=lambda one: (one["form_id"], one["page"])):
        if (found := verdict.only_second.get((place["form_id"], place["page"]))) is not None:
            yield found


def _blame_the_reading(connection: duckdb.DuckDBPyConnection, finding_id: str, difference: Difference) -> None:
    """The finding points to the cell read in two ways; it warns, since it is ours to repair and nobody's fault yet."""
    first, second = (text.replace("\n", " ") if text else "" for text in (difference.first, difference.second))
    title = said("read_in_two_ways")
    told = said("both_readings", page=difference.page, first=first or said("blank"), second=second or said("blank"))
    connection.execute(
        """UPDATE finding SET cause = 'extraction',
                  severity = CASE severity WHEN 'error' THEN 'warning' ELSE severity END,
                  title_zh = ? || title_zh, title_en = ? || title_en,
                  explanation_zh = ? || coalesce(explanation_zh, ''),
                  explanation_en = ? || coalesce(explanation_en, ''),
                  page = CAST(? AS INTEGER), x0 = CAST(? AS DOUBLE), top = CAST(? AS DOUBLE), x1 = CAST(? AS DOUBLE),
                  bottom = CAST(? AS DOUBLE), printed = ?, suggested = ?
           WHERE finding_id = ?""",
        [
            *title, *told, difference.page, *(round(side, 2) for side in difference.box), difference.first,
            difference.second, finding_id,
        ],
    )  # fmt: skip
