"""Rows without codes: which are parts of which.

Belongs here: lists of units, projects and purchases with subtotals among them. A row whose first label stands right of
all the labels of an earlier row is part of the last such row; among rows that begin in the same column, one that
prints the sum of two or more rows right below it is their subtotal.
Does not: rows with codes or numbering (`rows`), whether the sums are right (`expectations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pipeline.forms.model import Row


def nest(members: list[Row], levels: Mapping[int, tuple[int, int]], values: Mapping[int, Decimal]) -> None:
    """Set parent, depth and role of the rows.

    By row number: `levels` has the first and the last label column the row fills without a gap, `values` its first
    number; a blank value is missing.
    """
    total = next((row for row in members if row.role == "total"), None)
    open_rows: list[Row] = []
    for row in members:
        if row.role == "total":
            continue
        while open_rows and levels[open_rows[-1].row_no][1] >= levels[row.row_no][0]:
            open_rows.pop()
        parent = open_rows[-1] if open_rows else total
        row.parent_row_no = parent.row_no if parent is not None else None
        row.depth = len(open_rows) + 1
        open_rows.append(row)
    _subtotals(members, values)
    parents = {row.parent_row_no for row in members}
    for row in members:
        if row.role == "item" and row.row_no in parents:
            row.role = "subtotal"


def _subtotals(members: list[Row], values: Mapping[int, Decimal]) -> None:
    """Among brothers, the one that prints the sum of the next two or more takes them as its parts."""
    for parent in {row.parent_row_no for row in members}:
        brothers = [row for row in members if row.parent_row_no == parent and row.role != "total"]
        index = 0
        while index < len(brothers) - 2:
            run = _run(brothers, index, values)
            if run:
                for part in brothers[index + 1 : index + 1 + run]:
                    part.parent_row_no = brothers[index].row_no
                    part.depth += 1
            index += run + 1


def _run(brothers: list[Row], index: int, values: Mapping[int, Decimal]) -> int:
    """How many rows below brother `index` add up to it; 0 when none do."""
    wanted = values.get(brothers[index].row_no)
    if not wanted:
        return 0
    found = Decimal(0)
    for count, row in enumerate(brothers[index + 1 :], start=1):
        found += values.get(row.row_no, Decimal(0))
        if found == wanted and count >= 2:
            return count
        if abs(found) > abs(wanted):
            return 0
    return 0
