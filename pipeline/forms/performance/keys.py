"""The key-value part of a performance table: the name of the project and what it says in words.

Belongs here: keys and their values, beside one another, below one another or in one cell.
Does not: the numbers (`money`), the list of indicators (`indicators`).
"""

from __future__ import annotations

import re

from pipeline.documents.model import Cell
from pipeline.forms.model import FormText, LeftOut, RecognisedForm
from pipeline.forms.numbers import is_number, reports_none
from pipeline.forms.performance.columns import kind_of
from pipeline.forms.performance.labels import label_kind
from pipeline.forms.performance.money import read_money, read_written
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, folded, squeezed
from pipeline.forms.words import performance_keys

_DIGITS = re.compile(r"\d")
# What stands behind the value of a key in the same line: white space, or another key with its colon.
_NEXT_KEY = re.compile(r" {2,}|\s+(?=\S{2,12}:)")
_TEXT_KEYS = frozenset({"overview", "basis", "goal"})


def read_keys(table: LogicalTable, form: RecognisedForm, end: int) -> None:
    """Name, money and words of the rows above `end`."""
    for r in range(end):
        anchors = table.anchors(r)
        for position, (c, cell) in enumerate(anchors):
            text = cell.text.strip()
            if not form.project_name:
                form.project_name = _project_name(anchors, position)
            key = performance_keys().find(bare(text))
            if key in _TEXT_KEYS:
                _keep_text(table, form, key, r, position)
            if not text or not _DIGITS.search(text):
                continue
            if is_number(text) and not reports_none(text):
                read_money(table, form, r, c, cell)
            elif not read_written(table, form, r, c, cell):
                form.left_out.append(LeftOut(cell, "text", r, c))


def _project_name(anchors: list[tuple[int, Cell]], position: int) -> str:
    """The name right of its key, or behind it in the same cell; '' where neither stands there.

    Many a project is called as its money is (会议费, 专项业务费), so only other keys are no names.
    """
    text = anchors[position][1].text
    if performance_keys().find(bare(folded(text).partition(":")[0])) != "project_name":
        return ""
    if written := written_name(text):
        return written
    value = anchors[position + 1][1].text.strip() if position + 1 < len(anchors) else ""
    is_key = performance_keys().find(bare(value)) or kind_of(value)
    return "" if is_key else value.replace("\n", "")


def written_name(text: str) -> str:
    """The project named behind its key in one cell or line (项目名称：水渠整治), or ''."""
    key, _, behind = folded(text).partition(":")
    is_name = performance_keys().find(bare(key)) == "project_name"
    return _NEXT_KEY.split(behind.strip())[0].replace("\n", "") if is_name else ""


def _keep_text(table: LogicalTable, form: RecognisedForm, part: str, r: int, position: int) -> None:
    """The words right of a label such as 项目概况, or below it where nothing or another label stands right of it."""
    anchors = table.anchors(r)
    column, label = anchors[position]
    cell = anchors[position + 1][1] if position + 1 < len(anchors) else None
    if (cell is None or label_kind(cell.text)) and r + 1 < len(table.rows):
        below = table.rows[r + 1][column]
        cell = below.cell if below is not None and below.is_anchor else None
    if cell is not None and cell.text.strip() and not is_number(cell.text) and not label_kind(cell.text):
        form.texts.append(FormText(part, squeezed(label.text), cell))
