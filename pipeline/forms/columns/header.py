"""What stands above each column of a table.

Belongs here: header paths per column, through spans as they are printed and as they were lost.
Does not: where the header ends (`header_rows`), which columns hold labels (`labelled`), blocks side by side (`blocks`),
the measure a path of words means (`meaning`), which column is part of which (`column_sums`).
"""

from __future__ import annotations

from pipeline.forms.columns.blocks import number_blocks, tell_sides_by_totals
from pipeline.forms.columns.header_rows import count_header_rows, header_reaches, is_column_number_row
from pipeline.forms.columns.labelled import STEPS, classify, has_numbers
from pipeline.forms.columns.model import ColumnHead, Header
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import header_word, year_in
from pipeline.forms.words import label_words, measure_words


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
        classify(table, head, rows, context)
        if head.label is not None or path or has_numbers(table, rows, column):
            heads.append(head)
    heads = [h for h in heads if _is_anchored(table, rows, h.column_no)]
    _fix_repeated_groups(heads)
    number_blocks(heads)
    header = Header(rows, heads)
    tell_sides_by_totals(table, header)
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
        is_step = label_words().find(word) in STEPS
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
