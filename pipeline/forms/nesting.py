"""Rows without codes: which are parts of which.

Belongs here: lists of units, projects and purchases with subtotals among them. A row whose first label stands right of
all the labels of an earlier row is part of the last such row; among rows that begin in the same column, one that
prints the sum of two or more rows right below it is their subtotal.
The parts that follow
其中, and the heads without code above codes, are told for all tables.
Does not: rows with codes or numbering (`addends`), whether the sums are right (`expectations`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.forms.model import Row
from pipeline.forms.text import numbering_depth

# The numbers a row prints, one for each column; None where it is blank.
Values = tuple[Decimal | None, ...]

# A label this many points further right is set in deeper.
_SET_IN = 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """Which label columns a row fills: the first, the last without a gap from there, and what each says."""

    first: int
    last: int
    words: frozenset[tuple[int, str]] = frozenset()


def goes_on_with_parts(row: Row, above: Row, whole: Row) -> bool:
    """Whether a row without number or 其中 belongs to the list that 其中 opened above it.

    其中：A / B / C prints 其中 once; B and C are set in deeper than the whole or, where nothing is set in, have no
    number below a whole that has one (三、…).
    """
    if not above.is_of_which or row.is_of_which or row.codes or numbering_depth(row.name):
        return False
    if above.indent > whole.indent + _SET_IN:
        return row.indent > whole.indent + _SET_IN
    return numbering_depth(whole.name) > 0 and row.indent >= above.indent - _SET_IN


def nest(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Set parent, depth and role of the rows; `places` and `values` are by row number."""
    total = next((row for row in members if row.role == "total"), None)
    open_rows: list[Row] = []
    for row in members:
        if row.role == "total":
            continue
        while open_rows and places[open_rows[-1].row_no].last >= places[row.row_no].first:
            open_rows.pop()
        parent = open_rows[-1] if open_rows else total
        row.parent_row_no = parent.row_no if parent is not None else None
        row.depth = len(open_rows) + 1
        open_rows.append(row)
    _subtotals(members, places, values)
    parents = {row.parent_row_no for row in members}
    for row in members:
        if row.role == "item" and row.row_no in parents:
            row.role = "subtotal"


def head_by_sum(members: list[Row], unit_codes: Mapping[int, str], values: Mapping[int, Values]) -> None:
    """A department printed without code above its units, or above the codes of its money, is their whole.

    Among the rows of a total, one without code or number that prints the sum of the next ones heads them, where they
    say more than it does: they have codes, a unit's code, or are set in deeper; or there are several.
    """
    brothers = [row for row in members if row.role != "total" and _hangs_on_total(row, members)]
    index = 0
    while index < len(brothers) - 1:
        head, following = brothers[index], brothers[index + 1]
        run = _run(brothers, index, values) if not head.codes and not numbering_depth(head.name) else 0
        says_more = (
            bool(following.codes)
            or (following.row_no in unit_codes and head.row_no not in unit_codes)
            or following.indent > head.indent + _SET_IN
        )
        if run and (says_more or run > 1):
            for part in brothers[index + 1 : index + 1 + run]:
                part.parent_row_no = head.row_no
            head.role = "subtotal"
        else:
            run = 0
        index += run + 1


def _hangs_on_total(row: Row, members: list[Row]) -> bool:
    return row.parent_row_no is None or any(
        other.row_no == row.parent_row_no and other.role == "total" for other in members
    )


def _subtotals(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Among brothers, the one that prints the sum of the next ones takes them as its parts: of two or more, or of one
    that repeats its words and adds to them (其他运转类 | — above 其他运转类 | 物业)."""
    for parent in {row.parent_row_no for row in members}:
        brothers = [row for row in members if row.parent_row_no == parent and row.role != "total"]
        index = 0
        while index < len(brothers) - 1:
            run = _run(brothers, index, values)
            if run == 1 and not places[brothers[index].row_no].words < places[brothers[index + 1].row_no].words:
                run = 0
            if run:
                for part in brothers[index + 1 : index + 1 + run]:
                    part.parent_row_no = brothers[index].row_no
                    part.depth += 1
            index += run + 1


def _run(brothers: list[Row], index: int, values: Mapping[int, Values]) -> int:
    """How many rows right below brother `index` add up to it; 0 when none do."""
    own = values.get(brothers[index].row_no, ())
    below = [values.get(row.row_no, ()) for row in brothers[index + 1 :]]
    wanted = _first(own)
    if not wanted:
        return 0
    found = Decimal(0)
    for count, printed in enumerate(below, start=1):
        found += _first(printed)
        if found == wanted:
            return count
        if abs(found) > abs(wanted):
            break
    return _run_of_others(own, below)


def _first(printed: Values) -> Decimal:
    return next((value for value in printed if value is not None), Decimal(0))


def _run_of_others(own: Values, below: list[Values]) -> int:
    """The same by all columns but the first one printed, two of which say something: one number misprinted must not
    change which rows belong together."""
    first = next((column for column, value in enumerate(own) if value is not None), 0)
    others = [column for column in range(len(own)) if column != first]
    if sum(bool(own[column]) for column in others) < 2:
        return 0
    sums = dict.fromkeys(others, Decimal(0))
    for count, printed in enumerate(below, start=1):
        for column in others:
            sums[column] += (printed[column] if column < len(printed) else None) or 0
        if count > 1 and all(sums[column] == (own[column] or 0) for column in others):
            return count
    return 0
