"""Parts that words tell: the list that 其中 opens, and what is measured as a part of something else.

Belongs here: which rows such a list goes on with, wholes and parts by what they measure, 其中 that takes nothing away.
Does not: parts told by sums and places (`nesting`), by codes and numbering (`addends`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, takewhile

from pipeline.forms.model import Row
from pipeline.forms.rows.adding_up import Values, make_up
from pipeline.forms.text import bare, header_word, numbering_depth, without_numbering
from pipeline.forms.words import composed_measure, makes_up, measure_entry, measure_words, vocabulary

# A label this many points further right is set in deeper.
SET_IN = 3.0


def goes_on_with_parts(row: Row, above: Row, whole: Row) -> bool:
    """Whether a row without number or 其中 belongs to the list that 其中 opened above it.

    其中：A / B / C prints 其中 once; B and C are set in deeper than the whole or, where nothing is set in, have no
    number below a whole that has one (三、…).
    """
    if not above.is_of_which or row.is_of_which or row.codes or numbering_depth(row.name):
        return False
    if bare(row.name).endswith(tuple(vocabulary("columns")["sum_endings"])):
        return False  # 资产总计 below 其中：累计盈余 sums up more than the list
    if above.indent > whole.indent + SET_IN:
        return row.indent > whole.indent + SET_IN
    return numbering_depth(whole.name) > 0 and row.indent >= above.indent - SET_IN


def whole_by_measure(row: Row, members: list[Row]) -> Row | None:
    """The row, above or else below, that a row is a part of by what both measure: 运行费 of 购置及运行费."""
    whole = measure_entry(_measure(row)).get("part_of")
    if whole is None:
        return None
    above = [m for m in reversed(members) if m.row_no < row.row_no]
    below = [m for m in members if m.row_no > row.row_no]
    return next((m for m in above + below if _measure(m) == whole), None)


def complete_parts(members: list[Row]) -> None:
    """Where a whole is always split into the same parts and all are printed, 其中 before the first takes none away."""
    parts: dict[int, list[Row]] = {}
    for row in members:
        whole = whole_by_measure(row, members) if not row.codes and row.role != "total" else None
        if whole is not None and row.parent_row_no == whole.row_no and "split" in measure_entry(_measure(whole)):
            parts.setdefault(whole.row_no, []).append(row)
    names = {row.row_no: _measure(row) for row in members}
    for whole_no, found in parts.items():
        measures = {names[row.row_no] for row in found}
        if len(measures) == len(found) and makes_up(names[whole_no], measures):
            for row in found:
                row.is_of_which = False


def parts_of_totals(members: list[Row], values: Mapping[int, Values]) -> None:
    """合计 / 其中：A / B: with B, A is all of it and 其中 takes nothing away; else the list of 其中 goes on with B."""
    for total, first in pairwise(members):
        if total.role != "total" or not first.is_of_which or first.parent_row_no != total.row_no:
            continue
        below = members[members.index(first) + 1 :]
        rest = list(takewhile(lambda row: row.role != "total", below))
        rest = [row for row in rest if row.parent_row_no == total.row_no]
        is_all = total.row_no in values and make_up([first, *rest], values[total.row_no], values)
        for row in [first, *rest]:
            row.is_of_which = not is_all


def _measure(row: Row) -> str:
    word = header_word(without_numbering(row.name)[0])[0]
    return measure_words().find(word) or composed_measure(word) or ""
