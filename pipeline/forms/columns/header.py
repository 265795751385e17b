"""What stands above each column of a table.

Belongs here: header paths per column, label columns and number columns, blocks side by side.
Does not: where the header ends (`header_rows`), the measure a path of words means (`meaning`), which column is part of
which (`column_sums`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.forms.columns.header_rows import (
    count_header_rows,
    header_reaches,
    is_code_shown_as_number,
    is_column_number_row,
    looks_like_amount,
)
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word, squeezed, year_in
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    label_words,
    measure_entry,
    measure_words,
    subtotal_words,
    vocabulary,
)

_MONTH = re.compile(r"20\d\d\.\d{1,2}")  # 2024.6
_STEPS = ("class_code", "section_code", "item_code")
_CODES = (*_STEPS, "code", "classification")
# Labels above digits that are no amounts.
_DIGITS = (*_CODES, "serial", "line_no", "unit_code", "project_code", "other_code", "date")
_ROW_LABELS = {"class_code", "code", "classification", "name", "item", "unit_code", "unit_name", "project_name"}


@dataclass(slots=True)
class ColumnHead:
    """The words above one elementary column and what they are."""

    column_no: int
    path: list[str]
    label: str | None = None  # a key of columns.yml labels, or None for a column of numbers
    is_of_which: bool = False
    block_no: int = 0
    side: str | None = None
    scheme: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)  # columns covered by each word of the path

    @property
    def printed(self) -> str:
        return " / ".join(squeezed(word) for word in self.path)


@dataclass(slots=True)
class Header:
    """The header of a logical table: `rows` header rows, one head per column that holds anything."""

    rows: int
    heads: list[ColumnHead]

    def numeric(self, block: int | None = None) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is None and (block is None or h.block_no == block)]

    def labels(self, block: int) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is not None and h.block_no == block]

    @property
    def blocks(self) -> list[int]:
        return sorted({h.block_no for h in self.heads})


def read_header(table: LogicalTable, context: str = "", rows: int | None = None) -> Header:
    """The header of a table; `context` is 'performance' in performance tables, `rows` where it is known to end."""
    rows = count_header_rows(table) if rows is None else rows
    heads = []
    filled = _filled_rows(table, rows)
    mixed = _mixed_words(table, rows)
    for column in range(table.width):
        path, spans = _path(table, filled, rows, column)
        if column in mixed:
            path.append(mixed[column])
            spans.append((column, column))
        head = ColumnHead(column, path, spans=spans)
        _classify(table, head, rows, context)
        if head.label is not None or path or _column_has_numbers(table, rows, column):
            heads.append(head)
    heads = [h for h in heads if _is_anchored(table, rows, h.column_no)]
    _fix_repeated_groups(heads)
    _blocks(heads)
    header = Header(rows, heads)
    _sides_of_totals(table, header)
    return header


def _is_anchored(table: LogicalTable, rows: int, column: int) -> bool:
    """Whether any data cell, or header cell, starts in the column."""
    for index in range(len(table.rows)):
        slot = table.rows[index][column]
        if slot is not None and slot.is_anchor and (index >= rows or index == rows - 1 or slot.cell.row_span > 1):
            return True
    return len(table.rows) <= rows


def _filled_rows(table: LogicalTable, rows: int) -> list[list[str]]:
    """Header texts per place; where a format keeps no spans, an empty cell repeats its left neighbour
    if something stands below it."""
    texts = [[table.text(r, c).strip() for c in range(table.width)] for r in range(rows)]
    for r in range(rows):
        row_has_spans = any(cell.column_span > 1 for _, cell in table.anchors(r))
        for c in range(1, table.width):
            slot = table.rows[r][c]
            spanned = slot is not None and not slot.is_anchor
            below = any(texts[k][c] for k in range(r + 1, rows))
            above_same = r == 0 or texts[r - 1][c] == texts[r - 1][c - 1]
            if not texts[r][c] and not spanned and below and above_same and not (row_has_spans and table.edges):
                texts[r][c] = texts[r][c - 1]
    return texts


def _mixed_words(table: LogicalTable, rows: int) -> dict[int, str]:
    """Words of a header that share their row with the total row's numbers, or with the columns' (类 款 项 栏次)."""
    if rows >= len(table.rows):
        return {}
    numbers_columns = is_column_number_row([cell.text for _, cell in table.anchors(rows)])
    if not numbers_columns and not header_reaches(table, rows):
        return {}
    found = {}
    for column, cell in table.anchors(rows):
        word, _ = header_word(cell.text)
        is_step = label_words().find(word) in _STEPS
        if is_step or (
            cell.text.strip() and not numbers_columns and not is_amount(cell.text) and measure_words().find(word)
        ):
            found[column] = cell.text
    return found


def _path(
    table: LogicalTable, filled: list[list[str]], rows: int, column: int
) -> tuple[list[str], list[tuple[int, int]]]:
    path: list[str] = []
    spans: list[tuple[int, int]] = []
    last: object = None
    for r in range(rows):
        text = filled[r][column]
        slot = table.rows[r][column]
        identity: object = slot.cell if slot is not None and slot.text.strip() else (r, text)
        if not text or identity is last:
            continue
        left = column
        while left > 0 and _same(table, filled, r, left - 1, column):
            left -= 1
        right = column
        while right + 1 < table.width and _same(table, filled, r, right + 1, column):
            right += 1
        path.append(text)
        spans.append((left, right))
        last = identity
    return path, spans


def _same(table: LogicalTable, filled: list[list[str]], r: int, a: int, b: int) -> bool:
    slot_a, slot_b = table.rows[r][a], table.rows[r][b]
    if slot_a is not None and slot_b is not None and slot_a.cell is slot_b.cell:
        return True
    original_a, original_b = table.text(r, a).strip(), table.text(r, b).strip()
    low, high = min(a, b), max(a, b)
    if filled[r][a] != filled[r][b] or not filled[r][a]:
        return False
    # Filled from the same left neighbour: no printed word between.
    return not any(table.text(r, k).strip() for k in range(low + 1, high + 1)) and bool(original_a or original_b or low)


def _column_has_numbers(table: LogicalTable, rows: int, column: int) -> bool:
    return any(
        slot is not None and slot.is_anchor and is_amount(slot.text)
        for slot in (table.rows[r][column] for r in range(rows, len(table.rows)))
    )


def _classify(table: LogicalTable, head: ColumnHead, rows: int, context: str) -> None:
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
    is_part = label in _STEPS
    amounts = [t for t in texts if looks_like_amount(t)]
    if label in _CODES and all(is_code_shown_as_number(t, is_part) for t in amounts):
        return True
    months = [t for t in amounts if label == "date" and _MONTH.fullmatch(squeezed(t))]
    return len(amounts) - len(months) <= 0.5 * max(len(texts), 1)


def scheme_of_words(path: list[str]) -> str | None:
    """The classification a header names: functional, departmental or government economic."""
    for word in reversed(path):
        key = bare(word)
        for scheme, patterns in vocabulary("schemes")["words"].items():
            if any(re.search(p, key) for p in patterns):
                return str(scheme)
    return None


def _fix_repeated_groups(heads: list[ColumnHead]) -> None:
    """Where leaf words repeat with a period, the top groups follow the repetition.

    Conversions to text lose spans: twelve leaves that are twice the same six belong to two groups of six,
    wherever the group's word was put.
    """
    numeric = [h for h in heads if h.label is None and h.path]
    leaves = [header_word(h.path[-1])[0] for h in numeric]
    total = len(leaves)
    for period in range(2, total // 2 + 1):
        if total % period or leaves != leaves[:period] * (total // period):
            continue
        tops: list[str] = []
        for head in numeric:
            if len(head.path) > 1 and (not tops or tops[-1] != head.path[0]):
                tops.append(head.path[0])
        if len(tops) == total // period and all(year_in(t) for t in tops):
            for index, head in enumerate(numeric):
                group = index // period
                members = numeric[group * period : (group + 1) * period]
                head.path[0] = tops[group]
                head.spans[0] = (members[0].column_no, members[-1].column_no)
        return


def _blocks(heads: list[ColumnHead]) -> None:
    """Number the blocks: labels after amounts, with amounts after them again, start a new block.

    Lists of purchases print a quantity among their labels (采购项目 | 数量 | 计量单位 | 金额): a count ends no block.
    """
    block, seen_numbers = 0, False
    for index, head in enumerate(heads):
        starts = head.label in _ROW_LABELS
        if starts and seen_numbers and any(h.label is None and not _counts(h) for h in heads[index:]):
            block += 1
            seen_numbers = False
        if head.label is None and not _counts(head):
            seen_numbers = True
        head.block_no = block
    for number in range(block + 1):
        members = [h for h in heads if h.block_no == number]
        sides = {side for side in (side_of(h.path) for h in members) if side}
        # 年初结转 | 本年收入 | 本年支出 | 年末结转 is a flow and stands on neither side.
        side = sides.pop() if len(sides) == 1 else None
        for head in members:
            head.side = side


def _sides_of_totals(table: LogicalTable, header: Header) -> None:
    """The sides of two blocks under the same words, where 收入总计 stands in the left and 支出总计 in the right."""
    if len(header.blocks) != 2 or any(head.side for head in header.heads):
        return
    left, right = ([h.path for h in header.heads if h.block_no == block] for block in header.blocks)
    if left != right:
        return
    found = [
        {
            side
            for head in header.labels(block)
            for r in range(header.rows, len(table.rows))
            for side, patterns in vocabulary("schemes")["totals_of_sides"].items()
            if any(re.fullmatch(p, bare(table.text(r, head.column_no))) for p in patterns)
        }
        for block in header.blocks
    ]
    if found == [{"revenue"}, {"expenditure"}]:
        for head in header.heads:
            head.side = "revenue" if head.block_no == header.blocks[0] else "expenditure"


def _counts(head: ColumnHead) -> bool:
    """Whether a column of numbers counts things, by its last word."""
    measure = measure_words().find(header_word(head.path[-1])[0]) if head.path else None
    return measure is not None and measure_entry(measure).get("quantity") == "count"


def side_of(path: list[str]) -> str | None:
    for word in path[:1]:
        key, _ = header_word(word)
        for side, patterns in vocabulary("schemes")["sides"].items():
            if any(re.fullmatch(p, key) for p in patterns):
                return str(side)
    return None
