"""A table too wide for its page: its right columns are printed on the next one, beside no labels.

Belongs here: telling that a table is the right part of the one before, and putting its columns beside that one's.
Does not: tables that go on downwards (`stitch`, `grid`).
"""

from __future__ import annotations

from pipeline.documents.model import Cell, Paragraph, Table
from pipeline.forms.captions import pattern, unit_of
from pipeline.forms.grid import LogicalTable, Row, Slot, first_piece, matrix, row_key
from pipeline.forms.header_rows import count_header_rows
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_amount, reports_none
from pipeline.forms.text import header_word, squeezed
from pipeline.forms.words import label_words

# Rows of one sheet are printed at the same height on every page; drawing moves them by less.
_ROW_TOLERANCE = 2.0
_FEWEST_ROWS = 3


def goes_on_right(logical: LogicalTable, table: Table, lines: list[Paragraph]) -> bool:
    """Whether a table on the next page holds nothing but numbers under words of its own, row for row beside `logical`.

    Its rows are printed as high as those beside them, and no title stands above it; or a line says that the table goes
    on (续), and it has as many rows.
    """
    if table.page != logical.page_to + 1 or len(logical.starts_of_pieces) != 1 or not table.column_edges:
        return False
    right = first_piece(table, [])
    start = count_header_rows(right)
    if not start or len(right.rows) < start + 2 or len(right.rows) > len(logical.rows):
        return False
    if row_key(right.rows[0]) == row_key(logical.rows[0]) or not _holds_only_numbers(right, start):
        return False
    if any(pattern("continued").search(squeezed(line.text)) for line in lines):
        return len(right.rows) == len(logical.rows)
    return not any(title_kinds(line.text) for line in lines) and _are_level(logical, right)


def append_right(logical: LogicalTable, table: Table, lines: list[Paragraph]) -> None:
    """Put the columns of `table` beside those of `logical`, from the last row up; its unit belongs to the whole."""
    rows, seam = matrix(table), logical.width
    missing: list[Row] = [[None] * table.column_count for _ in range(len(logical.rows) - len(rows))]
    for row, more in zip(logical.rows, [*missing, *rows], strict=True):
        row.extend(more)
    shift = logical.edges[-1] - table.column_edges[0]
    logical.edges = (*logical.edges, *(edge + shift for edge in table.column_edges[1:]))
    logical.width += table.column_count
    logical.page_to = table.page
    logical.before = [*logical.before, *(line for line in lines if unit_of(line.text) is not None)]
    _put_cut_words(logical, seam, lines)


def _put_cut_words(logical: LogicalTable, seam: int, lines: list[Paragraph]) -> None:
    """A word above columns of both parts is printed at the edge of the page, in no cell: it heads the columns that have
    none in its row, and goes on as far as the next parts leave its row empty."""
    tops = _tops(logical)
    for r in range(min(count_header_rows(logical), len(tops) - 1)):
        row, top, end = logical.rows[r], tops[r], tops[r + 1]
        first = seam
        while first and row[first - 1] is None:
            first -= 1
        last = next((c for c in range(seam, logical.width) if row[c] is not None), logical.width)
        slot = row[seam - 1]
        cell = slot.cell if slot is not None and slot.cell.box is None else None
        if first < seam < last and top is not None and end is not None:
            cut = next((p for p in lines if p.box is not None and top <= p.box.top < end and not unit_of(p.text)), None)
            cell = Cell(r, first, cut.text, 1, last - first, cut.page) if cut is not None else None
        if cell is not None:
            row[first:last] = [Slot(cell, c == first and first < seam) for c in range(first, last)]


def _holds_only_numbers(table: LogicalTable, start: int) -> bool:
    """Whether below the header stand numbers alone, under no word for labels."""
    words = [cell.text for r in range(start) for _, cell in table.anchors(r) if cell.text.strip()]
    if not words or any(label_words().find(header_word(word)[0]) for word in words):
        return False
    cells = [cell for r in range(start, len(table.rows)) for _, cell in table.anchors(r)]
    numbers = sum(is_amount(cell.text) for cell in cells)
    return numbers > 0 and all(is_amount(cell.text) or reports_none(cell.text) for cell in cells)


def _are_level(left: LogicalTable, right: LogicalTable) -> bool:
    """Whether the rows of the right part lie as high on their page as the last rows of the left one on theirs."""
    pairs = list(zip(reversed(_tops(left)), reversed(_tops(right)), strict=False))
    level = [a is not None and abs(a - b) <= _ROW_TOLERANCE for a, b in pairs if b is not None]
    return len(level) >= _FEWEST_ROWS and all(level)


def _tops(table: LogicalTable) -> list[float | None]:
    """Where each row begins on its page; None where its cells have no box."""
    boxes = [[cell.box.top for _, cell in table.anchors(r) if cell.box is not None] for r in range(len(table.rows))]
    return [min(row, default=None) for row in boxes]
