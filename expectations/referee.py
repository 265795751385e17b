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
    for document_id in wanted:
        second = again.get(document_id)
        verdict = _Verdict()
        if isinstance(second, str):
            _not_read_again(connection, document_id, second)
        elif second is not None:
            known = _Known.of(connection, document_id)
            verdict = _store(connection, document_id, known, compare(known.printed, second, known.others), doubts)
            verdict.agreed |= stated_alike(known.statements, second) | lined_up_alike(known.rows, second)
        _settle(connection, document_id, verdict)


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

    printed: list[Printed]
    others: list[tuple[int, Box]]
    statements: list[Statement]
    rows: list[TableRow]
    form_of: dict[str, str]
    read_by: dict[str, str]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, document_id: str) -> _Known:
        rows = connection.execute(
            "SELECT amount_id, form_id, read_by, page, x0, top, x1, bottom, printed_text FROM amount "
            "WHERE document_id = ? AND x0 IS NOT NULL ORDER BY amount_id",
            [document_id],
        ).fetchall()
        indicators = connection.execute(
            "SELECT indicator_id, page, x0, top, x1, bottom, CAST(weight AS VARCHAR), target_printed FROM indicator "
            "WHERE document_id = ? AND x0 IS NOT NULL ORDER BY indicator_id",
            [document_id],
        ).fetchall()
        claims = connection.execute(
            "SELECT claim_id, page, sentence, value_printed FROM claim "
            "WHERE document_id = ? AND page IS NOT NULL AND value_printed IS NOT NULL ORDER BY claim_id",
            [document_id],
        ).fetchall()
        return cls(
            [Printed(row[0], row[3], Box(*row[4:8]), row[8]) for row in rows],
            [(row[1], Box(*row[2:6])) for row in indicators],
            [Statement(*row) for row in claims],
            [TableRow(row[0], row[1], Box(*row[2:6]), (_plain(row[6]), row[7] or "")) for row in indicators],
            {row[0]: row[1] for row in rows},
            {row[0]: row[2] for row in rows},
        )

    def form_at(self, difference: Difference) -> str | None:
        """The form whose amounts stand nearest on the page."""
        if difference.id is not None:
            return self.form_of[difference.id]
        there = [printed for printed in self.printed if printed.page == difference.page]
        nearest = min(there, key=lambda p: (abs(p.box.top - difference.box.top), p.id), default=None)
        return self.form_of[nearest.id] if nearest else None


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
SELECT f.finding_id, d.format, d.read_status = 'read' AS is_whole,
       coalesce(bool_or(m.trust = 'aligned'), false) AS is_aligned,
       list(DISTINCT coalesce(o.amount_id, o.claim_id, o.indicator_id)) AS operands,
       list(DISTINCT {'form_id': a.form_id, 'page': a.page}) FILTER (a.page IS NOT NULL) AS places
FROM finding AS f JOIN document AS d USING (document_id)
LEFT JOIN (SELECT finding_id, unnest(operands, recursive := true) FROM check_result WHERE document_id = $id
           AND outcome = 'breaks') AS o USING (finding_id)
LEFT JOIN amount AS a ON a.amount_id = o.amount_id
LEFT JOIN form AS m ON m.form_id = a.form_id
WHERE f.document_id = $id AND f.cause NOT IN ('rounding', 'formatting')
GROUP BY ALL ORDER BY f.finding_id
"""


def _settle(connection: duckdb.DuckDBPyConnection, document_id: str, verdict: _Verdict) -> None:
    """A finding without printed operands (a form that is missing, a title) rests on words: where every page could be
    read, there is nothing to read again. Which column a number belongs to is our guess where no ruling says it: the
    finding stays undecided, and warns."""
    for finding_id, format_, is_whole, is_aligned, found, places in connection.execute(
        _FINDINGS, {"id": document_id}
    ).fetchall():
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
    said_zh = f"第{difference.page}页：第一次读作“{first or '空白'}”，第二次读作“{second or '空白'}”。"
    said_en = f"Page {difference.page}: read as “{first or 'blank'}” first and as “{second or 'blank'}” again. "
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
            "两次读取不一致，未必是公开方之误：", "Read in two ways, so not held against the publisher: ", said_zh,
            said_en, difference.page, *(round(side, 2) for side in difference.box), difference.first,
            difference.second, finding_id,
        ],
    )  # fmt: skip
