"""The list of indicators: which column says what, and the rows below.

Belongs here: lists below a key-value part, and tables with a row per indicator and columns for projects.
Does not: what the cells of one indicator mean (`target`).
"""

from __future__ import annotations

import re

from pipeline.documents.model import Cell
from pipeline.forms.grid import LogicalTable
from pipeline.forms.header import Header
from pipeline.forms.header_rows import looks_like_amount
from pipeline.forms.model import LeftOut, RecognisedForm, Row, Trouble
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.keys import read_money
from pipeline.forms.performance.target import add_indicator
from pipeline.forms.text import bare
from pipeline.forms.words import indicator_columns

_DIGITS = re.compile(r"\d")


def read_indicators(table: LogicalTable, form: RecognisedForm, header: int) -> None:
    kinds: dict[int, str] = {}
    for c, cell in table.anchors(header):
        kind = indicator_columns().find(bare(cell.text))
        if kind is not None and kind not in kinds.values():
            kinds[c] = kind
    for r in range(header + 1, len(table.rows)):
        cells = table.anchors(r)
        places = _places(table, header, r, kinds)
        if cells and any(place != c for c, place in places.items()):
            found = "the row stands left of its columns: a merged first cell is missing"
            form.troubles.append(Trouble("leading_cell_missing", cells[0][1].text, found, cells[0][1].page))
        if any(indicator_columns().find(bare(cell.text)) == "target" for _, cell in cells):
            continue  # the header repeated
        values: dict[str, Cell] = {}
        for c, kind in kinds.items():
            place = places.get(c)
            slot = table.rows[r][place] if place is not None else None
            if slot is not None and (slot.is_anchor or kind in ("level1", "level2")):
                values[kind] = slot.cell
        add_indicator(form, values, r)
        taken = {id(cell) for cell in values.values()}
        for c, cell in cells:
            if _DIGITS.search(cell.text):
                named = next((k for k, v in values.items() if v is cell), None)
                reason = {
                    "weight": "indicator weight",
                    "target": "indicator target",
                    "name": "digits in a name",
                    "score": "indicator score",
                    "actual": "indicator result",
                }.get(named or "", "text")
                if id(cell) not in taken and looks_like_amount(cell.text):
                    read_money(table, form, r, c, cell)
                else:
                    form.left_out.append(LeftOut(cell, reason, r, c))


def _places(table: LogicalTable, header: int, r: int, kinds: dict[int, str]) -> dict[int, int]:
    """Header column -> column of row r that belongs under it.

    Conversions drop a merged leading cell, and the rest of the row moves left with it. The shift, in cells, that puts
    a number under the weight and words under the name is the right one.
    """
    straight = {c: c for c in kinds}
    weight = next((c for c, kind in kinds.items() if kind == "weight"), None)
    name = next((c for c, kind in kinds.items() if kind == "name"), None)
    if weight is None or name is None or _fits(table, r, weight, name):
        return straight
    heads = [c for c, _ in table.anchors(header)]
    cells = [c for c, _ in table.anchors(r)]
    for shift in range(1, 4):
        moved = {c: cells[heads.index(c) - shift] for c in kinds if 0 <= heads.index(c) - shift < len(cells)}
        if weight in moved and name in moved and _fits(table, r, moved[weight], moved[name]):
            return moved
    return straight


def _fits(table: LogicalTable, r: int, weight: int, name: int) -> bool:
    words = table.text(r, name)
    return is_number(table.text(r, weight)) and bool(words.strip()) and not is_number(words)


def mark_indicator_columns(header: Header) -> None:
    """In tables with a row per indicator and columns for projects, the indicator's columns hold no amounts."""
    for head in header.heads:
        for word in reversed(head.path):
            kind = indicator_columns().find(bare(word))
            if kind is not None:
                head.label = f"indicator_{kind}"
                break


def read_indicator_columns(
    table: LogicalTable, header: Header, form: RecognisedForm, rows: dict[tuple[int, int], Row]
) -> None:
    """The indicators of such a table, each with the project its row belongs to."""
    kinds = {
        h.column_no: h.label.removeprefix("indicator_")
        for h in header.heads
        if h.label is not None and h.label.startswith("indicator_")
    }
    project = ""
    for r in range(header.rows, len(table.rows)):
        row = rows.get((r, 0))
        project = row.project_name or project if row is not None else project
        before = len(form.indicators)
        values = {
            kind: slot.cell
            for c, kind in kinds.items()
            if (slot := table.rows[r][c]) is not None and (slot.is_anchor or kind in ("level1", "level2"))
        }
        add_indicator(form, values, r)
        for indicator in form.indicators[before:]:
            indicator.project_name = project
