"""Columns of labels and columns of numbers, told by the words above them and by their cells.

Belongs here: which kind a column is, and the classification a header names.
Does not: the words above a column (`header`), the measure they mean (`meaning`).
"""

from __future__ import annotations

import re

from pipeline.forms.columns.header_rows import is_code_shown_as_number, looks_like_amount
from pipeline.forms.columns.model import ColumnHead
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word, squeezed
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    label_words,
    measure_words,
    subtotal_words,
    vocabulary,
)

_MONTH = re.compile(r"20\d\d\.\d{1,2}")  # 2024.6
STEPS = ("class_code", "section_code", "item_code")
_CODES = (*STEPS, "code", "classification")
# Labels above digits that are no amounts.
_DIGITS = (*_CODES, "serial", "line_no", "unit_code", "project_code", "other_code", "date")


def classify(table: LogicalTable, head: ColumnHead, rows: int, context: str) -> None:
    """Label column or number column, by its words and, where they are silent or wrong, by its cells."""
    label, measure = _read_words(head, context)
    texts = [
        slot.text
        for slot in (table.rows[r][head.column_no] for r in range(rows, len(table.rows)))
        if slot is not None and slot.is_anchor and slot.text.strip()
    ]
    numbers = sum(is_amount(t) for t in texts)
    if label in _DIGITS:
        head.label = label if _are_digits(label, texts) else None
    elif label is not None and measure is None:
        head.label = label if numbers <= 0.5 * max(len(texts), 1) else None
    elif measure is None and not any(
        basis_words().find(header_word(w)[0]) or subtotal_words().find(header_word(w)[0]) for w in head.path
    ):
        if not texts or numbers < 0.5 * len(texts):
            head.label = "text"
    elif texts and numbers == 0 and label is not None:
        head.label = label
    elif texts and numbers < 0.3 * len(texts) and all(t.strip("-—－ ") for t in texts):
        head.label = label or "text"
    head.scheme = scheme_of_words(head.path)


def _read_words(head: ColumnHead, context: str) -> tuple[str | None, str | None]:
    """The label and the measure that the last understood word above the column means; marks 其中 on the way."""
    label, measure, is_whole = None, None, False
    for word in reversed(head.path):
        key, of_which = header_word(word)
        head.is_of_which = head.is_of_which or of_which
        if not key:
            continue
        label = label_words().find(key)
        measure = measure_words(context).find(key)
        is_whole = subtotal_words().find(key) is not None
        if label or measure or is_whole or basis_words().find(key):
            break
        measure = composed_measure(key, context)
        if measure:
            break
    if is_whole and len(head.path) > 1:
        head.is_of_which = head.is_of_which or header_word(head.path[-2])[1]  # 小计 below 其中：财政拨款结转
    return label, measure


def _are_digits(label: str, texts: list[str]) -> bool:
    """Whether a column of codes, numbers of rows or dates holds them and no amounts, however a sheet shows them."""
    is_part = label in STEPS
    amounts = [t for t in texts if looks_like_amount(t)]
    if label in _CODES and all(is_code_shown_as_number(t, is_part) for t in amounts):
        return True
    months = [t for t in amounts if label == "date" and _MONTH.fullmatch(squeezed(t))]
    return len(amounts) - len(months) <= 0.5 * max(len(texts), 1)


def has_numbers(table: LogicalTable, rows: int, column: int) -> bool:
    return any(
        slot is not None and slot.is_anchor and is_amount(slot.text)
        for slot in (table.rows[r][column] for r in range(rows, len(table.rows)))
    )


def scheme_of_words(path: list[str]) -> str | None:
    """The classification a header names: functional, departmental or government economic."""
    for word in reversed(path):
        key = bare(word)
        for scheme, patterns in vocabulary("schemes")["words"].items():
            if any(re.search(p, key) for p in patterns):
                return str(scheme)
    return None
