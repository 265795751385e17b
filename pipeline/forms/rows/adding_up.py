"""Sums that rows print: which rows add up to another.

Belongs here: exact sums over what rows print, column by column. Does not: what follows from them for a row (`nesting`,
`groups`), whether the sums are right (`expectations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pipeline.forms.model import Row

# The numbers a row prints, one for each column; None where it is blank.
Values = tuple[Decimal | None, ...]


def make_up(rows: list[Row], wanted: Values, values: Mapping[int, Values]) -> bool:
    """Whether rows add up to their whole in every column that prints the whole's number."""
    printed = [values.get(row.row_no, ()) for row in rows]
    sums = [sum((own[c] or Decimal(0) for own in printed if c < len(own)), Decimal(0)) for c in range(len(wanted))]
    return all(whole is None or whole == found for whole, found in zip(wanted, sums, strict=True))


def run_below(brothers: list[Row], index: int, values: Mapping[int, Values]) -> int:
    """How many rows right below brother `index` add up to it; 0 when none do."""
    own = values.get(brothers[index].row_no, ())
    wanted = _first(own)
    if not wanted:
        return 0

    def below() -> Iterator[Values]:
        # One by one: a list of all rows below each row takes minutes for a table of 95,000.
        return (values.get(brothers[place].row_no, ()) for place in range(index + 1, len(brothers)))

    found = Decimal(0)
    for count, printed in enumerate(below(), start=1):
        found += _first(printed)
        if found == wanted:
            return count
        if abs(found) > abs(wanted):
            break
    return _run_of_others(own, below())


def _first(printed: Values) -> Decimal:
    return next((value for value in printed if value is not None), Decimal(0))


def _run_of_others(own: Values, below: Iterable[Values]) -> int:
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


def has_room(whole: Row, row: Row, members: list[Row], values: Mapping[int, Values]) -> bool:
    """Whether the rows told so far as parts of the whole leave as much of it as the row prints, but for rounding."""
    own, all_of_it = values.get(row.row_no, ()), values.get(whole.row_no, ())
    column = next((c for c, value in enumerate(own) if value), None)
    if column is None or column >= len(all_of_it) or not all_of_it[column]:
        return False
    printed = [values.get(m.row_no, ()) for m in members if m.parent_row_no == whole.row_no and m.row_no < row.row_no]
    left = (all_of_it[column] or Decimal(0)) - sum(
        (one[column] or Decimal(0) for one in printed if column < len(one)), Decimal(0)
    )
    number = own[column] or Decimal(0)
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return abs(number) <= abs(left) + step
