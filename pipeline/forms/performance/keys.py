"""The key-value part of a performance table: the name of the project, its money, what it says in words.

Belongs here: which label a number belongs to, and the measure that label names.
Does not: the list of indicators (`indicators`).
"""

from __future__ import annotations

import re

from pipeline.documents.model import Cell
from pipeline.forms.grid import LogicalTable
from pipeline.forms.header_rows import looks_like_amount
from pipeline.forms.model import Amount, Column, FormText, LeftOut, RecognisedForm, Row, Trouble
from pipeline.forms.numbers import is_number, read_number, reports_none
from pipeline.forms.text import bare, header_word, squeezed, unit_in
from pipeline.forms.words import (
    composed_measure,
    indicator_columns,
    measure_entry,
    measure_words,
    performance_keys,
    subtotal_words,
)

_DIGITS = re.compile(r"\d")


_MONEY_KEYS = frozenset(
    {
        "project_budget",
        "project_fiscal",
        "project_period_total",
        "other_funds",
        "carry_over",
        "upper_level_expenditure",
        "lower_level_subsidy",
        "full_year_budget",
        "executed",
        "execution_rate_pct",
        "fiscal_special_account",
        "gpb",
        "gov_fund",
        "state_capital",
        "unit_funds",
        "basic",
        "project",
        "total",
        "prior_year_budget",
    }
)


_TEXT_KEYS = frozenset({"overview", "basis", "goal"})


def _label_kind(text: str) -> str | None:
    word, _ = header_word(text)
    if not word or (_DIGITS.search(word) and is_number(word)):
        return None
    if measure_words("performance").find(word) in _MONEY_KEYS:
        return "money"
    if performance_keys().find(bare(text)) or indicator_columns().find(bare(text)):
        return "key"
    if subtotal_words().find(word) or composed_measure(word, "performance") in _MONEY_KEYS:
        return "money"
    return None


def read_keys(table: LogicalTable, form: RecognisedForm, end: int) -> None:
    for r in range(end):
        anchors = table.anchors(r)
        for position, (c, cell) in enumerate(anchors):
            text = cell.text.strip()
            key = performance_keys().find(bare(text))
            if key == "project_name" and position + 1 < len(anchors) and not form.project_name:
                value = anchors[position + 1][1].text.strip()
                if not _label_kind(value):
                    form.project_name = value.replace("\n", "")
                    continue
            if key in _TEXT_KEYS:
                _keep_text(table, form, key, r, position)
            if not text or not _DIGITS.search(text):
                continue
            if is_number(text) and not reports_none(text):
                read_money(table, form, r, c, cell)
            else:
                form.left_out.append(LeftOut(cell, "text", r, c))


def _keep_text(table: LogicalTable, form: RecognisedForm, part: str, r: int, position: int) -> None:
    """The words right of a label such as 项目概况, or below it where nothing stands right of it."""
    anchors = table.anchors(r)
    column, label = anchors[position]
    cell = anchors[position + 1][1] if position + 1 < len(anchors) else None
    if cell is None and r + 1 < len(table.rows):
        below = table.rows[r + 1][column]
        cell = below.cell if below is not None and below.is_anchor else None
    if cell is not None and cell.text.strip() and not is_number(cell.text) and not _label_kind(cell.text):
        form.texts.append(FormText(part, squeezed(label.text), cell))


def _points(table: LogicalTable, r: int, c: int) -> str | None:
    """`weight` or `score` where the nearest words above a number (分值, 得分) say that it counts points, not money."""
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is not None and slot.is_anchor and slot.text.strip() and not is_number(slot.text):
            kind = indicator_columns().find(bare(slot.text))
            return kind if kind in ("weight", "score") else None
    return None


def read_money(table: LogicalTable, form: RecognisedForm, r: int, c: int, cell: Cell) -> None:
    points = _points(table, r, c)
    if points == "weight":
        form.left_out.append(LeftOut(cell, "indicator weight", r, c))
        return
    labels = _labels_of(table, r, c)
    measures = []
    unit = None
    for label in labels:
        word, _ = header_word(label)
        unit = unit or unit_in(label)
        measure = measure_words("performance").find(word)
        if measure is None and not subtotal_words().find(word):
            measure = composed_measure(word, "performance")
        if measure is not None:
            measures.append(measure)
    if unit is None:
        # 项目资金（万元） stands at the head of the group, in the same row or merged down over it.
        around = [slot.text for k in range(c) if (slot := table.rows[r][k]) is not None]
        unit = next((u for t in around if (u := unit_in(t))), None)
    measure = "score" if points else _key_measure(measures)
    number = read_number(cell.text)
    assert number is not None
    if measure is None and not looks_like_amount(cell.text):
        form.left_out.append(LeftOut(cell, "text", r, c))
        return
    if measure is None:
        form.troubles.append(Trouble("number_without_meaning", cell.text, " / ".join(labels), cell.page))
    column = next((x for x in form.columns if x.column_no == c and x.measure == (measure or "unknown")), None)
    if column is None:
        entry = measure_entry(measure or "")
        column = Column(
            c,
            0,
            " / ".join(squeezed(x) for x in labels),
            measure or "unknown",
            fund=entry.get("fund"),
            quantity=entry.get("quantity", "money"),
            unit=unit,
        )
        if not any(x.column_no == c for x in form.columns):
            form.columns.append(column)
    if not any(row.row_no == r for row in form.rows):
        form.rows.append(Row(r, 0, None, name=squeezed(labels[0]) if labels else "", page=cell.page))
    form.amounts.append(
        Amount(r, c, 0, cell, number, measure=measure or "unknown", row_label=" / ".join(squeezed(x) for x in labels))
    )
    if measure == "project_budget" and form.project_budget is None:
        form.project_budget = number


def _key_measure(measures: list[str]) -> str | None:
    """`measures` from the nearest label outwards."""
    return measures[0] if measures else None


def _labels_of(table: LogicalTable, r: int, c: int) -> list[str]:
    """The labels of a number: left of it when the left neighbour is a label, else above it; then the groups."""
    left = [cell.text for column, cell in table.anchors(r) if column < c]
    spanning = [
        slot.text
        for column in range(c)
        if (slot := table.rows[r][column]) is not None and not slot.is_anchor and slot.cell.row_span > 1
    ]
    above = []
    seen: set[int] = set()
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is None or id(slot.cell) in seen:
            continue
        seen.add(id(slot.cell))
        if slot.text.strip() and not is_number(slot.text):
            if _label_kind(slot.text) != "money":
                break
            above.append(slot.text)
    nearest = next((t for t in reversed(left) if t.strip()), "")
    groups = [t for t in dict.fromkeys(reversed(spanning)) if t.strip()]
    if _label_kind(nearest) == "money":
        return [nearest, *groups]
    if above:
        return [*above, *groups, *reversed(left)]
    for text in reversed(left):
        if _label_kind(text) == "money":
            return [text, *groups]
    for text in groups:
        if _label_kind(text) == "money":
            return [text, *(g for g in groups if g is not text)]
    return [nearest, *groups] if nearest else groups
