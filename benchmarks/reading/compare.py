"""The counter's numbers against the pipeline's, page by page.

Belongs here: reading and judging the files through the pipeline, and what differs.
Does not: counting (`counter`), costs (`costs`), tables for people (`report`).

Only values and pages are compared, as multisets: the two sides know nothing of each other's rows and columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipeline.journey import check_files, look_at
from pipeline.warehouse import Warehouse

from .counter import Count, Number

GOOD = ("holds", "rounding")
JUDGED = (*GOOD, "breaks")


@dataclass(slots=True)
class Difference:
    """What the two sides of one document do not share."""

    missing: list[Number] = field(default_factory=list)  # counted, no amount
    invented: list[dict[str, Any]] = field(default_factory=list)  # amount, not on the page
    disputed: list[tuple[dict[str, Any], str]] = field(default_factory=list)  # amount, the counter says it is none: why


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Instances of the rules of some groups: how they ended, and why some were excused."""

    by_outcome: Counter[str]
    excuses: Counter[str]
    errors: int  # breaks of rules whose break is an error; the others warn or inform
    idle: int  # of the excused, rules that nothing in the document calls for: one row for each, which says why

    @property
    def expected(self) -> int:
        return sum(self.by_outcome.values())

    @property
    def good(self) -> int:
        return sum(self.by_outcome[outcome] for outcome in GOOD)

    @property
    def excused(self) -> int:
        return self.expected - sum(self.by_outcome[outcome] for outcome in JUDGED)


def read_and_judge(files: Iterable[Path], workers: int) -> tuple[Warehouse, dict[Path, str]]:
    """The files in a warehouse in memory, which the caller closes, and the document_id of each."""
    raws = [look_at(path) for path in files]
    return check_files(raws, workers), {raw.path: raw.document_id for raw in raws}


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[dict[str, Any]]:
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def compare(count: Count, amounts: list[dict[str, Any]]) -> Difference:
    """Match numbers by page and value; an amount that was not counted is disputed if its number stands there at all."""
    found = Difference()
    for page in range(1, count.page_count + 1):
        _compare_page(
            [n for n in count.numbers if n.page == page],
            Counter(count.tokens.get(page, ())),
            [a for a in amounts if a["page"] == page],
            found,
        )
    return found


def _compare_page(
    numbers: list[Number], tokens: Counter[Decimal], amounts: list[dict[str, Any]], found: Difference
) -> None:
    left = Counter(Decimal(a["value"]).normalize() for a in amounts)
    others: dict[Decimal, list[str]] = {}
    for number in numbers:
        value = number.value.normalize()
        if number.reason is not None:
            others.setdefault(value, []).append(number.reason)
        elif left[value]:
            left[value] -= 1
        else:
            found.missing.append(number)
    loose = Counter({value.normalize(): times for value, times in tokens.items()})
    for amount in amounts:
        value = Decimal(amount["value"]).normalize()
        if not left[value]:
            continue
        left[value] -= 1
        if others.get(value):
            found.disputed.append((amount, others[value].pop()))
        elif loose[value] or loose[-value]:
            found.disputed.append((amount, "outside ruled areas, or part of a text"))
        else:
            found.invented.append(amount)


def outcomes(connection: duckdb.DuckDBPyConnection, document_id: str, groups: str) -> Outcomes:
    """Check results of the rules whose id starts with one of the letters of `groups`."""
    found = rows(
        connection,
        """SELECT outcome, coalesce(reason, '') AS reason, count(*) AS n,
                  count(*) FILTER (outcome = 'breaks' AND severity = 'error') AS errors,
                  count(*) FILTER (form_id IS NULL AND of_rule = 1) AS alone
           FROM (SELECT *, count(*) OVER (PARTITION BY document_id, rule_id) AS of_rule FROM check_result)
           WHERE document_id = ? AND contains(?, left(rule_id, 1)) GROUP BY ALL""",
        document_id,
        groups,
    )
    by_outcome: Counter[str] = Counter()
    excuses: Counter[str] = Counter()
    idle = 0
    for row in found:
        by_outcome[row["outcome"]] += row["n"]
        if row["outcome"] not in JUDGED:
            excuses[f"{row['outcome']}: {row['reason']}"] += row["n"]
            idle += row["alone"]
    return Outcomes(by_outcome, excuses, sum(row["errors"] for row in found), idle)


def breaks(connection: duckdb.DuckDBPyConnection, document_id: str, groups: str) -> list[dict[str, Any]]:
    """Each breaking instance with its page and printed operands."""
    return rows(
        connection,
        """SELECT c.rule_id, c.severity, c.form_id, f.form_kind, c.subject, c.left_value, c.right_value, c.difference,
                  c.tolerance, c.hypothesis,
                  list_transform(c.operands, o -> o.role) AS roles,
                  (SELECT list(DISTINCT a.page ORDER BY a.page) FROM unnest(c.operands) AS u(o)
                   JOIN amount a ON a.amount_id = o.amount_id) AS pages,
                  (SELECT list(concat_ws(' ', o.role, 'p' || a.page, coalesce(a.code, ''), a.item_name, a.measure,
                                         a.printed_text)
                               ORDER BY a.page, a.row_no, a.column_no)
                   FROM unnest(c.operands) AS u(o) JOIN amount a ON a.amount_id = o.amount_id) AS printed
           FROM check_result c LEFT JOIN form f USING (form_id)
           WHERE c.document_id = ? AND contains(?, left(c.rule_id, 1)) AND c.outcome = 'breaks'
           ORDER BY c.rule_id, c.form_id, c.subject""",
        document_id,
        groups,
    )
