"""Which column of a table is part of which: the tree of addends above the rows.

Belongs here: the whole of a group of columns, the total of a table, columns that add to nothing.
Does not: what a column means (`meaning`), which row is part of which (`rows`).
"""

from __future__ import annotations

import re

from pipeline.forms.columns.model import ColumnHead
from pipeline.forms.model import Column
from pipeline.forms.text import header_word
from pipeline.forms.words import makes_up, measure_entry, measure_words, subtotal_words, vocabulary

# Beside a budget and what was spent of it: what is left over is no part of the budget.
_LEFT_OVER = frozenset({"carry_over", "carry_forward", "closing_balance", "surplus"})

# Of one column without a group above it, what makes it the total of its table.
_TOTALS = frozenset({"total", "current_revenue", "three_public_total"})

_BESIDE_THE_THREE = frozenset({"meeting", "training", "agency_operating_expense", "procurement_budget"})


def column_tree(columns: list[Column], heads: dict[int, ColumnHead]) -> None:
    """For each column the column whose addend it is: the whole of its group, or of the group around."""
    cut = _second_side(columns, heads)
    if cut is not None:
        column_tree(columns[:cut], heads)
        column_tree(columns[cut:], heads)
        return
    wholes: dict[tuple[int, int], Column] = {}
    for column in columns:
        head = heads[column.column_no]
        if len(head.path) >= 2 and (is_whole(head.path[-1]) or _sums_its_group(head)):
            wholes.setdefault(head.spans[-2], column)
    top = _total(columns, heads)
    if any(c.measure == "closing_balance" for c in columns):
        for column in columns:
            column.measure = "opening_balance" if column.measure == "carry_over" else column.measure
    compares = len({c.basis for c in columns if c.basis is not None}) > 1
    for column in columns:
        head = heads[column.column_no]
        if top is not None and top.measure == "three_public_total" and column.measure in _BESIDE_THE_THREE:
            continue  # printed beside the three, not part of them
        if _is_apart(column, head):
            continue
        whole = _whole_around(column, head, wholes)
        if whole is None and top is not None and _is_addend(column, top, compares):
            whole = top
        if whole is not None:
            column.parent_column_no = whole.column_no
        if column.is_of_which:
            column.parent_column_no = _before(columns, column, column.parent_column_no)
    _parts_without_group(columns, heads)
    _once_divided(columns)
    _parts_of_which_are_all(columns)


def _second_side(columns: list[Column], heads: dict[int, ColumnHead]) -> int | None:
    """Where 支出合计 begins the columns of the other side, behind 收入合计: a unit prints both on one line.

    None where there is one side, or a column of what was left over at the end of the year.
    """
    if any(c.measure == "closing_balance" for c in columns):
        return None
    words = [header_word(path[0])[0] if len(path := heads[c.column_no].path) == 1 else "" for c in columns]
    firsts = [
        next((i for i, word in enumerate(words) if any(re.fullmatch(p, word) for p in patterns)), None)
        for patterns in vocabulary("schemes")["totals_of_sides"].values()
    ]
    places = [place for place in firsts if place is not None]
    return max(places) if len(places) > 1 else None


def _total(columns: list[Column], heads: dict[int, ColumnHead]) -> Column | None:
    """The column that all others add up to: called so, by what it means, or beside a group of sources."""
    alone = [c for c in columns if len(heads[c.column_no].path) == 1]
    called = [c for c in alone if is_whole(heads[c.column_no].path[0])]
    meant = [c for c in alone if c.measure in _TOTALS]
    top = next(iter([*called, *meant]), None) or _sum_of_sources(columns, heads)
    if top is not None and top.measure == "current_revenue" and top is not columns[0]:
        return None  # opening balance, revenue, expenditure, closing balance: a flow, not a sum
    return top


def _whole_around(column: Column, head: ColumnHead, wholes: dict[tuple[int, int], Column]) -> Column | None:
    """The whole of the nearest group around the column that has one."""
    around = (wholes.get(span) for span in reversed(head.spans[:-1] if len(head.path) > 1 else []))
    return next((whole for whole in around if whole is not None and whole is not column), None)


def _is_addend(column: Column, top: Column, compares: bool) -> bool:
    """Whether money of the total's year and basis; where a table `compares`, what is left over is none."""
    return (
        column is not top
        and column.quantity == "money"
        and column.value_year in (None, top.value_year)
        and _of_one_basis(column, top)
        and not (compares and column.measure in _LEFT_OVER)
        and column.measure not in ("delta", "growth_pct")
        and not column.measure.startswith("prior_")
    )


def _parts_of_which_are_all(columns: list[Column]) -> None:
    """其中 that stands before the first of all the parts there are makes them addends as well."""
    for column in columns:
        parts = [c for c in columns if c.parent_column_no == column.column_no]
        parts = [c for c in parts if measure_entry(c.measure).get("part_of") == column.measure]
        if makes_up(column.measure, {c.measure for c in parts}) and not all(c.is_of_which for c in parts):
            for part in parts:
                part.is_of_which = False


def _once_divided(columns: list[Column]) -> None:
    """Quarters beside the sources of the same money divide it a second time: they are no further addends."""
    for quarter in [c for c in columns if c.measure == "part_of_year" and c.parent_column_no is not None]:
        beside = [c for c in columns if c.parent_column_no == quarter.parent_column_no and c.measure != "part_of_year"]
        if beside:
            quarter.parent_column_no = None


def _parts_without_group(columns: list[Column], heads: dict[int, ColumnHead]) -> None:
    """基本支出 | 人员经费 | 公用经费 side by side: by what they mean, the last two are the parts of the first."""
    for index, column in enumerate(columns):
        part_of = measure_entry(column.measure).get("part_of")
        if part_of is None or column.is_of_which:
            continue
        left = [c for c in columns[:index] if measure_entry(c.measure).get("part_of") != part_of]
        whole = left[-1] if left else None
        if whole is None or whole.measure != part_of or whole.parent_column_no != column.parent_column_no:
            continue
        word = header_word(heads[whole.column_no].path[-1])[0]
        together = heads[whole.column_no].spans[:-1] == heads[column.column_no].spans[:-1]
        if together and measure_words().find(word) == part_of and whole.value_year == column.value_year:
            column.parent_column_no = whole.column_no


def _of_one_basis(column: Column, top: Column) -> bool:
    """Whether two columns may be of one sum: 年初预算数 is no part of 决算数."""
    return column.basis is None or top.basis is None or column.basis == top.basis


def _before(columns: list[Column], column: Column, fallback: int | None) -> int | None:
    earlier = [c for c in columns if c.column_no < column.column_no and not c.is_of_which]
    return earlier[-1].column_no if earlier else fallback


def _sum_of_sources(columns: list[Column], heads: dict[int, ColumnHead]) -> Column | None:
    """The one column of money beside a group of sources (预算金额 | 资金来源: 一般公共预算, 其他资金)."""
    sources = set(vocabulary("columns")["sources"])
    tops = {c.column_no: header_word(path[0])[0] for c in columns if (path := heads[c.column_no].path)}
    in_group = {column_no for column_no, word in tops.items() if word in sources}
    others = [c for c in columns if c.column_no not in in_group and c.quantity == "money" and c.measure != "unknown"]
    others = [c for c in others if not _is_apart(c, heads[c.column_no])]
    return others[0] if in_group and len(others) == 1 else None


def _is_apart(column: Column, head: ColumnHead) -> bool:
    """Whether a column is no addend of what stands beside it: a price, a limit."""
    word = header_word(head.path[-1])[0] if head.path else ""
    return bool(measure_entry(column.measure).get("adds_to_nothing")) or word in vocabulary("columns")["apart"]


def _sums_its_group(head: ColumnHead) -> bool:
    """“三公”经费合计 as the first column of a group that says of which money."""
    first, last = head.spans[-2]
    return first == head.column_no < last and header_word(head.path[-1])[0].endswith(
        tuple(vocabulary("columns")["sum_endings"])
    )


def is_whole(word: str) -> bool:
    key, _ = header_word(word)
    return subtotal_words().find(key) is not None
