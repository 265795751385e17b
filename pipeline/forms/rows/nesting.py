"""Rows without codes: which are parts of which.

Belongs here: lists of units, projects and purchases with subtotals among them. A row whose first label stands right of
all the labels of an earlier row is part of the last such row; among rows that begin in the same column, one that
prints the sum of two or more rows right below it is their subtotal.
Does not: parts that words tell (`of_which`), rows among coded ones (`groups`), the sums (`adding_up`), rows with codes
or numbering (`addends`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.forms.model import Row
from pipeline.forms.rows.adding_up import Values, make_up, run_below
from pipeline.forms.rows.of_which import SET_IN, parts_of_totals, whole_by_measure


@dataclass(frozen=True, slots=True)
class Place:
    """Which label columns a row fills: the first, the last without a gap from there, and what each says."""

    first: int
    last: int
    words: frozenset[tuple[int, str]] = frozenset()


def nest(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Set parent, depth and role of the rows; `places` and `values` are by row number."""
    total = next((row for row in members if row.role == "total"), None)
    is_first = total is not None and total is members[0]
    open_rows: list[Row] = []
    for row in members:
        if row.role == "total":
            if is_first:
                total, open_rows = row, []  # 收入总计 above its parts, 支出总计 above its own
            continue
        while open_rows and places[open_rows[-1].row_no].last >= places[row.row_no].first:
            open_rows.pop()
        parent = open_rows[-1] if open_rows else total
        row.parent_row_no = parent.row_no if parent is not None else None
        row.depth = len(open_rows) + 1
        open_rows.append(row)
    for row in members:
        whole = whole_by_measure(row, members) if row.role != "total" else None
        if whole is not None and whole.role != "total":
            row.parent_row_no, row.depth = whole.row_no, whole.depth + 1
    parts_of_totals(members, values)
    _subtotals(members, places, values)
    parents = {row.parent_row_no for row in members}
    for row in members:
        if row.role == "item" and row.row_no in parents:
            row.role = "subtotal"


def _subtotals(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Among brothers, the one that prints the sum of the next ones takes them as its parts: of two or more, or of one
    that repeats its words and adds to them (其他运转类 | — above 其他运转类 | 物业), or that is set in deeper.

    Brothers that make up their whole as they stand have no subtotals among them. Where they do not, one that prints
    what the next one prints takes it too, if they do then.
    """
    # From the top down, each whole before its parts: a set of them has no order, nor the same in every process.
    for parent in list(dict.fromkeys(row.parent_row_no for row in members)):
        brothers = [
            row for row in members if row.parent_row_no == parent and row.role != "total" and not row.is_of_which
        ]
        wanted = values.get(parent) if parent is not None else None
        if wanted is not None and make_up(brothers, wanted, values):
            continue
        alike = _take_parts(brothers, places, values)
        parts = {part.row_no for _, part in alike}
        left = [row for row in brothers if row.parent_row_no == parent and row.row_no not in parts]
        if wanted is not None and alike and make_up(left, wanted, values):
            for head, part in alike:
                part.parent_row_no, part.depth = head.row_no, part.depth + 1


def _take_parts(
    brothers: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]
) -> list[tuple[Row, Row]]:
    """Hang each run of parts on the brother above that prints its sum; returns the pairs that only print the same."""
    alike: list[tuple[Row, Row]] = []
    index = 0
    while index < len(brothers) - 1:
        head, following = brothers[index], brothers[index + 1]
        run = run_below(brothers, index, values)
        adds_words = places[head.row_no].words < places[following.row_no].words
        if run == 1 and not adds_words and following.indent <= head.indent + SET_IN:
            alike.append((head, following))
            index += 2
            continue
        for part in brothers[index + 1 : index + 1 + run]:
            part.parent_row_no = head.row_no
            part.depth += 1
        index += run + 1
    return alike
