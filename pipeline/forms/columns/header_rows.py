"""Where the header of a table ends.

Belongs here: header rows and data rows told apart, rows that only number the columns, what looks like an amount.
Does not: what stands above a column (`header`), what it means (`meaning`).
"""

from __future__ import annotations

import re
from itertools import takewhile

from pipeline.documents.model import Cell
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word, numbering_depth, squeezed, without_numbering, year_in
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    label_words,
    line_words,
    measure_words,
    subtotal_words,
    total_words,
    vocabulary,
)

_CODE = re.compile(r"\d{3}|\d{5}|\d{7}|\d{9}")
_CODE_AS_NUMBER = re.compile(r"[1-9](?:\d*|\d{0,2}(?:,\d{3})+)(?:\.0+)?")
_CODE_NAME = re.compile(r"(\d{3}(?:\d{2}){0,3})[-－—_ ]?(\D.*)")
_LETTERED = re.compile(r"[A-Za-z]?\d{0,2}(?:[=+\-(].*)?|\d{1,2}=.*")
_OWN_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?:$|=)")
_PRECISE = re.compile(r"\d[\d,，]*\.\d+|\d{1,3}([,，]\d{3})+")


def is_column_number_row(texts: list[str]) -> bool:
    """A row that only numbers the columns: 栏次 1 2 3, or 1 2 3=1+2."""
    words = [t for t in texts if t]
    if not words:
        return False
    numbering = vocabulary("lines")["column_numbers"]
    if bare(words[0]) in numbering:
        return True
    # 类 款 项 栏次 1 2 3: the word stands after the labels of the codes.
    if any(bare(word) in numbering for word in words[:4]) and sum(squeezed(w).isdigit() for w in words) >= 2:
        return True
    if all(_LETTERED.fullmatch(squeezed(w)) or not bare(w) for w in words) and any(not bare(w) for w in words):
        return True  # ** ** 1 2: stars under the labels
    words = _behind_stems(words)
    if len(words) < 3 or not all(_LETTERED.fullmatch(squeezed(w)) for w in words):
        return False
    return _counts_up(words) or _counts_up([w for w in words if squeezed(w).isdigit()])


def _behind_stems(words: list[str]) -> list[str]:
    """The words after 甲 乙 丙, which number the columns of labels as 1 2 3 do those of numbers."""
    stems = takewhile(lambda pair: squeezed(pair[0]) == pair[1], zip(words, vocabulary("lines")["stems"], strict=False))
    return words[len(list(stems)) :]


def _counts_up(words: list[str]) -> bool:
    """Whether each word that begins with a number of its own (3, (3), 3=4+5) has the next one's place."""
    matches = ((place, _OWN_NUMBER.match(squeezed(word))) for place, word in enumerate(words))
    first = {int(match[1]) - place for place, match in matches if match}
    return len(first) == 1 and first <= {0, 1, 2} and len(words) >= 2


def looks_like_amount(text: str) -> bool:
    """A printed number that is plainly an amount: separators or decimals, or a percentage."""
    flat = squeezed(text)
    return bool(_PRECISE.search(flat)) and is_amount(text)


def code_shown(text: str) -> str:
    """The code in a cell whose format shows it as an amount (2,130,301.00 or 2130301.0); else the text as it is."""
    return re.sub(r"\.0+$|,", "", text) if _CODE_AS_NUMBER.fullmatch(text) else text


def is_code_shown_as_number(text: str, is_part: bool) -> bool:
    """Whether `code_shown` makes it a code of a length that codes, or 类, 款 and 项 of them, have."""
    flat = squeezed(text)
    code = code_shown(flat)
    return code != flat and (_CODE.fullmatch(code) is not None or (is_part and len(code) < 3))


def is_header_word(text: str) -> bool:
    """Whether the vocabulary knows the text as a word above a column."""
    word, _ = header_word(text)
    if not word:
        return year_in(text) is not None
    return (
        label_words().find(word) is not None
        or measure_words().find(word) is not None
        or basis_words().find(word) is not None
        or subtotal_words().find(word) is not None
    )


def _is_data_row(table: LogicalTable, index: int, seen_header: bool) -> bool:
    anchors = table.anchors(index)
    texts = [cell.text for _, cell in anchors]
    filled = [t for t in texts if t.strip()]
    if not filled:
        return seen_header
    if is_column_number_row(texts):
        return True
    if any(looks_like_amount(t) for t in filled):
        return True
    if seen_header and any(squeezed(table.text(index, c)).isdigit() for c in _line_number_columns(table, index)):
        return True
    first = squeezed(filled[0])
    if seen_header and (_CODE.fullmatch(first) or _CODE_NAME.fullmatch(first)):
        return True
    key = bare(without_numbering(filled[0])[0])
    if seen_header and len(filled) == 1 and total_words().find(key):
        return True
    if seen_header and len(filled) == 1 and numbering_depth(filled[0]):
        return True
    numbers = [t for t in filled if is_amount(t)]
    if seen_header and numbers and len(numbers) >= 0.4 * len(filled) and not all(is_header_word(t) for t in filled):
        return True
    if seen_header and line_words().find(key) and key != bare(filled[0]):
        # A numbered balance line (一、财政拨款收入) with nothing beside it.
        return True
    return bool(
        seen_header
        and len(filled) >= 2
        and not any(is_header_word(t) for t in filled)
        and not _spans_columns(anchors)
        and not _names_columns(anchors)
    )


def _names_columns(anchors: list[tuple[int, Cell]]) -> bool:
    """Whether words made of known parts head columns here: three side by side, or nothing else and no label."""
    named = {column for column, cell in anchors if composed_measure(header_word(cell.text)[0])}
    filled = {column for column, cell in anchors if cell.text.strip()}
    if named == filled and 0 not in filled:
        return True
    return any(named >= {column, column + 1, column + 2} for column in named)


def _line_number_columns(table: LogicalTable, before: int) -> list[int]:
    """The columns headed 行次 in the rows before one."""
    return [
        c for r in range(before) for c, cell in table.anchors(r) if label_words().find(bare(cell.text)) == "line_no"
    ]


def _spans_columns(anchors: list[tuple[int, Cell]]) -> bool:
    return any(cell.column_span > 1 for _, cell in anchors)


def count_header_rows(table: LogicalTable) -> int:
    """How many leading rows are header; 0 when the first row is already data."""
    seen = False
    depth_limit = min(len(table.rows), 8)
    for index in range(depth_limit):
        if _is_data_row(table, index, seen):
            # A vertical span of the header that reaches into this row keeps it header.
            if (
                index
                and header_reaches(table, index)
                and not any(looks_like_amount(cell.text) for _, cell in table.anchors(index))
                and any(is_header_word(cell.text) for _, cell in table.anchors(index) if cell.text.strip())
            ):
                continue
            return index
        seen = seen or any(is_header_word(cell.text) for _, cell in table.anchors(index) if cell.text.strip())
    return depth_limit if seen else 0


def header_reaches(table: LogicalTable, index: int) -> bool:
    return any(
        slot is not None and not slot.is_anchor and slot.cell.row < index and slot.cell.row_span > 1
        for slot in table.rows[index]
    )
