"""The tables of one sheet, and the lines above, between and below them.

Belongs here: which rows of a sheet are rows of a table, by its rulings or by what it holds, and which columns.
Does not: the cells themselves (`spreadsheet_grid`), a form's header or unit (`pipeline.forms`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from msgspec.structs import replace

from pipeline.documents.model import Cell, Paragraph, Table
from pipeline.documents.readers.spreadsheet_grid import SheetGrid

# A sheet whose cells are ruled in less than this share is taken as not ruled at all.
RULED_SHARE = 0.5
# A row without rulings that holds at least so many cells belongs to the ruled rows beside it.
FEWEST_CELLS_OF_A_ROW = 3
# "name: 5.00" after NFKC, with what may stand behind the number; a date has more between its digits.
_NAMED_NUMBER = re.compile(r".*:\s*[-+(¥]?\d[\d,]*(?:\.\d+)?\s*[^\d\s]{0,3}\s*", re.DOTALL)


def blocks_of(grid: SheetGrid) -> Iterator[Paragraph | Table]:
    """Tables, and what stands above, between and below them as one Paragraph for each filled cell."""
    filled: list[list[Cell]] = [[] for _ in range(grid.row_count)]
    for cell in grid.cells.values():
        filled[cell.row].append(cell)
    is_ruled = len(grid.ruled) >= RULED_SHARE * max(1, len(grid.cells))
    in_table = _ruled_rows(grid, filled) if is_ruled else _rows_by_content(grid, filled)
    row = 0
    while row < grid.row_count:
        if not in_table[row]:
            for cell in sorted(filled[row], key=lambda cell: cell.column):
                if cell.text.strip():
                    yield Paragraph(text=cell.text)
            row += 1
            continue
        end = row
        while end < grid.row_count and in_table[end]:
            end += 1
        yield from _table(grid, row, end)
        row = end


def _ruled_rows(grid: SheetGrid, filled: list[list[Cell]]) -> list[bool]:
    """Ruled rows, blank rows between them, and full rows beside them."""
    rows = [
        any((cell.row, cell.column) in grid.ruled for cell in cells) or (not cells and grid.is_spanned(row))
        for row, cells in enumerate(filled)
    ]
    known = [row for row, inside in enumerate(rows) if inside]
    for above, below in pairwise(known):
        if not any(filled[row] for row in range(above + 1, below)):
            rows[above + 1 : below] = [True] * (below - above - 1)
    for row in range(1, len(rows)):
        rows[row] = rows[row] or (rows[row - 1] and len(filled[row]) >= FEWEST_CELLS_OF_A_ROW)
    for row in range(len(rows) - 2, -1, -1):
        rows[row] = rows[row] or (rows[row + 1] and len(filled[row]) >= FEWEST_CELLS_OF_A_ROW)
    return rows


def _rows_by_content(grid: SheetGrid, filled: list[list[Cell]]) -> list[bool]:
    """Without rulings: a table begins with its first row of two cells that are not lines of their own.

    It ends where a row of a single cell follows an empty one, before the heading of another table, and before
    notes as wide as the sheet.
    """
    rows = [False] * len(filled)
    headings = _headings(grid, filled)
    inside = False
    for row, cells in enumerate(filled):
        follows_gap = len(cells) == 1 and row and not filled[row - 1] and not grid.is_spanned(row)
        if follows_gap or row in headings:
            inside = False
        inside = inside or (len(cells) > 1 and (not _are_lines(cells) or _is_data(cells)))
        rows[row] = inside
    for row in range(len(filled) - 1, -1, -1):
        is_last = rows[row] and (row + 1 == len(filled) or not rows[row + 1])
        is_note = len(filled[row]) == 1 and filled[row][0].column_span == grid.column_count
        if is_last and (not filled[row] or is_note) and not grid.is_spanned(row):
            rows[row] = False
    return rows


def _headings(grid: SheetGrid, filled: list[list[Cell]]) -> set[int]:
    """Rows that stand between two tables of a sheet: several, "name: value" among them, under a title.

    One such row alone may be a part of a form, as the goals of a performance table are; so is one whose value is
    a number, or that a merged cell reaches down into.
    """
    found: set[int] = set()
    run: list[int] = []
    for row, cells in enumerate([*filled, []]):
        is_alone = len(cells) == 1 and cells[0].column == 0
        if cells and (is_alone or _are_lines(cells)) and not _is_data(cells) and not grid.is_spanned(row):
            run.append(row)
            continue
        if _are_headings(grid, [filled[part] for part in run]):
            found.update(run)
        run = []
    return found


def _are_headings(grid: SheetGrid, run: list[list[Cell]]) -> bool:
    """Whether a title is as wide as the sheet or as the lines below it, or lines stand side by side below it."""
    titles = [cells[0].column_span for cells in run if len(cells) == 1 and cells[0].column == 0]
    lines = [cells for cells in run if _are_lines(cells)]
    if len(run) < 2 or not titles or not lines:
        return False
    reach = max(cells[-1].column + cells[-1].column_span for cells in lines)
    return (
        max(titles) == grid.column_count or max(titles) >= max(reach, 2) or any(len(cells) > 1 for cells in lines[-1:])
    )


def _table(grid: SheetGrid, first: int, end: int) -> Iterator[Paragraph | Table]:
    cells = []
    columns = _used_columns(grid, first, end)
    for row in range(first, end):
        for column in columns:
            corner = grid.covered.get((row, column))
            if corner is not None and corner[0] >= first:
                continue
            cell = grid.cells.get((row, column))
            if cell is None:
                row_span, column_span = grid.spans.get((row, column), (1, 1))
                cell = Cell(row, column, "", row_span, column_span)
            row_span = min(cell.row_span, end - row)
            cells.append(replace(cell, row=row - first, row_span=row_span))
    cells, column_count = _own_columns(cells)
    if column_count == 1:
        yield from (Paragraph(text=cell.text) for cell in cells if cell.text.strip())
        return
    # Rows come from what the file says, so a table is as sure as a ruled one.
    yield Table(tuple(cells), end - first, column_count, sheet=grid.name)


def _used_columns(grid: SheetGrid, first: int, end: int) -> list[int]:
    """All columns, but for those of a ruled table that hold nothing from its first row to its last: the halves of a
    balance are set apart by such a column."""
    everywhere = list(range(grid.column_count))
    if not grid.ruled:
        return everywhere
    used = {column for place in (grid.cells, grid.spans, grid.covered) for row, column in place if first <= row < end}
    return [column for column in everywhere if column in used]


def _own_columns(cells: list[Cell]) -> tuple[list[Cell], int]:
    """The cells on the columns of their own table, and how many those are.

    Tables on one sheet share its columns: one in which no cell of this table begins is no column of it, nor are
    those to the right of its last text. A row of one cell is as wide as the table, whatever it spans.
    """
    texts_of_row = Counter(cell.row for cell in cells if cell.text)
    shared = [cell for cell in cells if cell.text and texts_of_row[cell.row] > 1]
    width = max((cell.column + cell.column_span for cell in shared or cells), default=0)
    begins = sorted({cell.column for cell in cells if cell.column < width})
    found = []
    for cell in cells:
        column = bisect_left(begins, cell.column)
        if cell.column < width or cell.text:
            column_span = max(1, bisect_left(begins, cell.column + cell.column_span) - column)
            found.append(replace(cell, column=column, column_span=column_span))
    return found, max((cell.column + cell.column_span for cell in found), default=0)


def _are_lines(cells: list[Cell]) -> bool:
    """Whether every text reads "name: value", as the lines with organisation and unit above a table do."""
    return bool(cells) and all(":" in unicodedata.normalize("NFKC", cell.text) for cell in cells)


def _is_data(cells: list[Cell]) -> bool:
    """Whether every text is a name and a number behind it: a row of a form, however it reads."""
    return all(_NAMED_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell.text)) for cell in cells)
