"""The rows of the lists of indicators.

Belongs here: lists below a key-value part, and tables with a row per indicator and columns for projects.
Does not: the header of a list (`columns`), what the cells of one indicator mean (`target`), indicators that stand in no
list (`written`).
"""

from __future__ import annotations

import re
from itertools import takewhile

from pipeline.documents.model import Cell
from pipeline.forms.columns.header_rows import is_column_number_row, looks_like_amount
from pipeline.forms.columns.model import Header
from pipeline.forms.model import LeftOut, RecognisedForm, Trouble
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.columns import IndicatorList, ListHeader, kind_of, list_header
from pipeline.forms.performance.merged import down_the_rows
from pipeline.forms.performance.money import read_money
from pipeline.forms.performance.target import add_indicator, add_written, continue_indicator
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import squeezed

_DIGITS = re.compile(r"\d")
_LEVELS = ("level1", "level2")
_REASONS = {
    "weight": "indicator weight",
    "target": "indicator target",
    "interim": "indicator target",
    "both": "indicator target",
    "name": "digits in a name",
    "score": "indicator score",
    "actual": "indicator result",
}


def _dimensions(table: LogicalTable, each: IndicatorList, start: int) -> list[str]:
    """For every row the levels above its indicator, joined."""
    columns = [each.columns[kind] for kind in _LEVELS if kind in each.columns]
    levels: list[list[str]] = []
    for column in columns:
        levels.append(down_the_rows(table, start, column, levels[-1] if levels else None))
    fixed = [each.dimension] if each.dimension else []
    return [" / ".join([*fixed, *(squeezed(text) for text in row if text)]) for row in zip(*levels, strict=True)] or (
        [each.dimension] * len(table.rows)
    )


def read_indicators(table: LogicalTable, form: RecognisedForm, top: int) -> None:
    """The lists below row `top`, and the numbers beside them."""
    header = list_header(table, top, form.title_year)
    dimensions = [_dimensions(table, each, header.end) for each in header.lists]
    for r in range(header.end, len(table.rows)):
        cells = table.anchors(r)
        if _is_header(cells) or is_column_number_row([cell.text for _, cell in cells]):
            continue
        shift = _shift(table, top, r, header) if len(header.lists) == 1 else {}
        if shift:
            found = "the row stands left of its columns: a merged first cell is missing"
            form.troubles.append(Trouble("leading_cell_missing", cells[0][1].text, found, cells[0][1].page))
            dimensions[0][r] = dimensions[0][r - 1]
        for each, of_rows in zip(header.lists, dimensions, strict=True):
            _add(table, form, r, each, of_rows[r], shift)
        taken = {shift.get(c, c): kind for c, kind in header.kinds.items() if not shift or c in shift}
        _leave(table, form, r, taken)


def _is_header(cells: list[tuple[int, Cell]]) -> bool:
    """The header repeated on a page."""
    kinds = {kind_of(cell.text) for _, cell in cells} - {None}
    return "target" in kinds and len(kinds) > 1


def _add(
    table: LogicalTable, form: RecognisedForm, r: int, each: IndicatorList, dimension: str, shift: dict[int, int]
) -> None:
    values: dict[str, Cell] = {}
    for kind, column in each.columns.items():
        if shift and column not in shift:
            continue
        slot = table.rows[r][shift.get(column, column)]
        if slot is not None and slot.is_anchor:
            values[kind] = slot.cell
    if "both" in values:
        add_written(form, values["both"], dimension)
    elif not (r in table.starts_of_pieces[1:] and continue_indicator(form, values)):
        add_indicator(form, values, dimension)


def _leave(table: LogicalTable, form: RecognisedForm, r: int, kinds: dict[int, str]) -> None:
    for c, cell in table.anchors(r):
        if not _DIGITS.search(cell.text):
            continue
        if c not in kinds and is_number(cell.text) and looks_like_amount(cell.text):
            read_money(table, form, r, c, cell)
        else:
            form.left_out.append(LeftOut(cell, _REASONS.get(kinds.get(c, ""), "text"), r, c))


def _shift(table: LogicalTable, top: int, r: int, header: ListHeader) -> dict[int, int]:
    """Header column -> column of row r that belongs under it, where the row has moved; else empty.

    Conversions drop a merged leading cell, and the rest of the row moves left with it. The shift, in cells, that puts
    a number under the weight and words under the name is the right one.
    """
    weight, name = (header.lists[0].columns.get(kind) for kind in ("weight", "name"))
    if weight is None or name is None or _fits(table, r, weight, name):
        return {}
    heads = [c for c, _ in table.anchors(top)]
    cells = [c for c, _ in table.anchors(r)]
    for shift in range(1, 4):
        moved = {
            c: cells[heads.index(c) - shift]
            for c in header.kinds
            if c in heads and 0 <= heads.index(c) - shift < len(cells)
        }
        if weight in moved and name in moved and _fits(table, r, moved[weight], moved[name]):
            return moved
    return {}


def _fits(table: LogicalTable, r: int, weight: int, name: int) -> bool:
    words = table.text(r, name)
    return is_number(table.text(r, weight)) and bool(words.strip()) and not is_number(words)


def mark_indicator_columns(header: Header, lists: ListHeader) -> None:
    """In tables with a row per indicator and columns for projects, the indicator's columns hold no amounts."""
    for head in header.heads:
        kind = lists.kinds.get(head.column_no)
        if kind is not None:
            head.label = f"indicator_{kind}"


def read_indicator_columns(table: LogicalTable, header: Header, lists: ListHeader, form: RecognisedForm) -> None:
    """The indicators of such a table, each with the project its row belongs to and that project's money."""
    dimensions = [_dimensions(table, each, header.rows) for each in lists.lists]
    named = next((h.column_no for h in header.heads if h.label == "project_name"), None)
    projects = down_the_rows(table, header.rows, named) if named is not None else [""] * len(table.rows)
    priced = _budget_column(form)
    budgets = {a.row_no: a.number for a in form.amounts if a.column_no == priced}
    budget = None
    for r in range(header.rows, len(table.rows)):
        cells = table.anchors(r)
        if _is_header(cells) or is_column_number_row([cell.text for _, cell in cells]):
            continue
        budget = budgets.get(r, budget if r and projects[r] == projects[r - 1] else None)
        if budget is None:  # a page break may have left the number in the second half of its cell
            same = takewhile(projects[r].__eq__, projects[r:])
            budget = next((budgets[k] for k, _ in enumerate(same, start=r) if k in budgets), None)
        before = len(form.indicators)
        for each, of_rows in zip(lists.lists, dimensions, strict=True):
            _add(table, form, r, each, of_rows[r], {})
        for indicator in form.indicators[before:]:
            indicator.project_name = projects[r].replace("\n", "")
            indicator.project_budget = budget


def _budget_column(form: RecognisedForm) -> int | None:
    """The column of each project's budget: the one called so, or the only one of money."""
    money = [c for c in form.columns if c.quantity == "money"]
    called = [c for c in money if c.measure == "project_budget"] or (money if len(money) == 1 else [])
    return called[0].column_no if called else None
