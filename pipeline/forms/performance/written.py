"""Indicators that stand in no list: written in words beside or below the name of their level.

Belongs here: rows such as 数量指标 | 救生衣≥200件；冲锋舟≥2艘, and tables with a column for each level.
Does not: the grammar of the words (`target`), lists with a header (`indicators`).
"""

from __future__ import annotations

import re

from pipeline.documents.model import Cell
from pipeline.forms.columns.model import Header
from pipeline.forms.model import LeftOut, RecognisedForm, Row
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.target import add_written
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, squeezed
from pipeline.forms.words import dimension_words

_DIGITS = re.compile(r"\d")
_LABEL = "indicator_both"


def written_from(table: LogicalTable) -> int | None:
    """The first of the rows in which words stand beside the name of a level, where at least two such rows follow."""
    rows = [r for r in range(len(table.rows)) if _words_beside(table, r) is not None]
    return rows[0] if len(rows) > 1 else None


def _words_beside(table: LogicalTable, r: int) -> tuple[list[str], int, Cell] | None:
    """(levels, column, cell) of a row that names its level left of the words."""
    levels: list[str] = []
    for c in range(table.width):
        slot = table.rows[r][c]
        if slot is None or not slot.text.strip():
            continue
        if dimension_words().find(bare(slot.text)):
            if squeezed(slot.text) not in levels:
                levels.append(squeezed(slot.text))
        elif levels and slot.is_anchor and not is_number(slot.text):
            return levels, c, slot.cell
        elif levels:
            return None
    return None


def read_written_rows(table: LogicalTable, form: RecognisedForm, start: int) -> None:
    """The indicators of the rows from `start`."""
    for r in range(start, len(table.rows)):
        found = _words_beside(table, r)
        if found is not None:
            add_written(form, found[2], " / ".join(found[0]))
        for c, cell in table.anchors(r):
            if _DIGITS.search(cell.text):
                is_target = found is not None and cell is found[2]
                form.left_out.append(LeftOut(cell, "indicator target" if is_target else "text", r, c))


def mark_written_columns(header: Header) -> None:
    """Columns headed by the name of a level hold indicators, no amounts."""
    levels = [head for head in header.heads if head.path and dimension_words().find(bare(head.path[-1]))]
    if len(levels) > 1:
        for head in levels:
            head.label = _LABEL


def read_written_columns(
    table: LogicalTable, header: Header, form: RecognisedForm, rows: dict[tuple[int, int], Row]
) -> None:
    """The indicators of such columns, row by row."""
    for r in range(header.rows, len(table.rows)):
        row = rows.get((r, 0))
        before = len(form.indicators)
        for head in header.heads:
            slot = table.rows[r][head.column_no]
            if head.label == _LABEL and slot is not None and slot.is_anchor and slot.text.strip():
                add_written(form, slot.cell, " / ".join(_levels(head.path)))
        for indicator in form.indicators[before:]:
            indicator.project_name = row.project_name if row is not None else ""


def _levels(path: list[str]) -> list[str]:
    return [squeezed(word) for word in path if dimension_words().find(bare(word))]
