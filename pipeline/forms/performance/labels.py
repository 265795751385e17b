"""Which words of a performance table belong to a number of its key-value part.

Belongs here: telling labels from values, the label beside or above a number and the groups it stands in.
Does not: the amount itself (`money`).
"""

from __future__ import annotations

import re

from pipeline.forms.numbers import is_number
from pipeline.forms.performance.columns import kind_of
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word, without_numbering
from pipeline.forms.words import composed_measure, measure_words, performance_keys, subtotal_words

_DIGITS = re.compile(r"\d")


def measure_of(printed: str) -> str | None:
    """The measure a label names in a performance table; None for the word of a sum, whose group names it."""
    word, _ = header_word(printed)
    measure = measure_words("performance").find(word)
    if measure is None and (behind := re.split("[:：]", printed)[-1]) != printed:
        # 按支出结构：基本支出
        measure = measure_words("performance").find(header_word(behind)[0])
    if measure is None and not subtotal_words().find(word):
        measure = composed_measure(word, "performance")
    return measure


def label_kind(printed: str) -> str | None:
    """`money` for the label of a number, `key` for another label of these tables, None for what is no label."""
    word, _ = header_word(printed)
    if not word or (_DIGITS.search(word) and is_number(word)):
        return None
    if measure_words("performance").find(word):
        return "money"
    unnumbered, _ = without_numbering(printed)
    if performance_keys().find(bare(unnumbered)) or kind_of(unnumbered):
        return "key"
    return "money" if subtotal_words().find(word) or measure_of(printed) else None


def labels_of(table: LogicalTable, r: int, c: int) -> list[str]:
    """The labels of a number, its own first: left of it where a label stands there, else above it; then the groups.

    Empty where the words nearest to it are not known as a label: what stands further away is the label of another.
    """
    left = [(column, cell) for column, cell in table.anchors(r) if column < c and cell.text.strip()]
    nearest = left[-1][1].text if left else ""
    merged = [
        slot.text
        for column in range(c)
        if (slot := table.rows[r][column]) is not None and slot.cell.row_span > 1 and slot.text != nearest
    ]
    groups = [text for text in dict.fromkeys(reversed(merged)) if text.strip()]
    if label_kind(nearest) == "money":
        heads = _above(table, r, left[-1][0]) if subtotal_words().find(header_word(nearest)[0]) else []
        return [nearest, *groups, *heads]
    above = _above(table, r, c)
    if above:
        return [*above, *groups, *(cell.text for _, cell in reversed(left))]
    for _, cell in reversed(left):
        if label_kind(cell.text) == "money":
            return [cell.text, *groups]
        if not is_number(cell.text):
            return []
    named = [text for text in groups if label_kind(text) == "money"]
    return [*named[:1], *(text for text in groups if text not in named[:1])] if named else []


def _above(table: LogicalTable, r: int, c: int) -> list[str]:
    found: list[str] = []
    seen: set[int] = set()
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is None or id(slot.cell) in seen:
            continue
        seen.add(id(slot.cell))
        if slot.text.strip() and not is_number(slot.text):
            if label_kind(slot.text) != "money":
                break
            found.append(slot.text)
    return found


def nearest_words(table: LogicalTable, r: int, c: int) -> str:
    """The words right beside or above a number that nothing explains."""
    beside = [cell.text for column, cell in table.anchors(r) if column < c and cell.text.strip()]
    return beside[-1] if beside else ""
