"""Tables side by side in one grid, each below a title of its own: each as a table for itself.

Belongs here: finding the titles and cutting the grid, where a web page or a text file lays forms out as one table.
Does not: sheets, whose rulings tell more (`readers.spreadsheet_columns`), halves of one table below one title, forms
one under the other (`inside`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from msgspec.structs import replace

from pipeline.documents.model import Box, Cell, Paragraph, Table
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.captions import pattern
from pipeline.forms.text import squeezed

Block = Paragraph | Table

# A form prints more than one number; a list of forms, whose lines are titles side by side, prints none.
_FEWEST_NUMBERS = 2


def apart(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, with grids of several forms side by side cut into these, from left to right."""
    for block in blocks:
        if isinstance(block, Table):
            yield from _parts(block)
        else:
            yield block


def _parts(table: Table) -> Iterator[Block]:
    rows = _rows_of_titles(table)
    ends = [row for row, _ in rows[1:]] + [table.row_count]
    for (row, titles), end in zip(rows, ends, strict=False):
        cuts = _cuts(table, titles, row + 2, end)
        if cuts is None:
            continue
        last = _row_over_all(table, row + 2, end, cuts)
        forms = [_trimmed(_cut(table, row, last, *side)) for side in pairwise([0, *cuts, table.column_count])]
        if all(_is_form(form) for form in forms):
            yield from _lines(table, 0, row)
            yield from forms
            yield from _lines(table, last, end)
            if end < table.row_count:
                yield from _parts(_cut(table, end, table.row_count, 0, table.column_count))
            return
    yield table


def _rows_of_titles(table: Table) -> list[tuple[int, list[Cell]]]:
    """Rows of nothing but titles, two at least, from left to right."""
    filled: dict[int, list[Cell]] = {}
    for cell in table.cells:
        if cell.text.strip():
            filled.setdefault(cell.row, []).append(cell)
    return [
        (row, sorted(cells, key=lambda cell: cell.column))
        for row, cells in sorted(filled.items())
        if len(cells) > 1 and all(pattern("title_end").search(squeezed(c.text)) and title_kinds(c.text) for c in cells)
    ]


def _cuts(table: Table, titles: list[Cell], first: int, end: int) -> list[int] | None:
    """Where each title but the first has its left column: behind an empty one, else where the title begins; None where
    cells reach over it."""
    used = {
        column
        for cell in table.cells
        if first <= cell.row < end and cell.text.strip()
        for column in range(cell.column, cell.column + cell.column_span)
    }
    cuts = []
    for left, right in pairwise(titles):
        empty = [c for c in range(left.column + 1, right.column) if c not in used]
        cuts.append(empty[-1] + 1 if empty else right.column)
    crossed = [
        cell
        for cell in table.cells
        if first <= cell.row < end and any(_reaches_over(cell, cut) for cut in cuts) and not _is_alone(table, cell)
    ]
    return None if crossed else cuts


def _reaches_over(cell: Cell, cut: int) -> bool:
    return cell.column < cut < cell.column + cell.column_span


def _is_alone(table: Table, cell: Cell) -> bool:
    return not any(one.text.strip() for one in table.cells if one.row == cell.row and one is not cell)


def _row_over_all(table: Table, first: int, end: int, cuts: list[int]) -> int:
    """The first row from which on lines are as wide as the grid: notes to all of its forms."""
    rows = [cell.row for cell in table.cells if first <= cell.row < end and any(_reaches_over(cell, c) for c in cuts)]
    return min(rows, default=end)


def _cut(table: Table, first: int, end: int, left: int, right: int) -> Table:
    """These rows and columns as a table, counted from 0 again; a line over more columns stands in each part."""
    cells = []
    for cell in table.cells:
        x0, x1 = max(cell.column, left), min(cell.column + cell.column_span, right)
        if first <= cell.row < end and x0 < x1:
            height = min(cell.row_span, end - cell.row)
            cells.append(replace(cell, row=cell.row - first, column=x0 - left, row_span=height, column_span=x1 - x0))
    edges = table.column_edges[left : right + 1]
    return replace(table, cells=tuple(cells), row_count=end - first, column_count=right - left, column_edges=edges)


def _trimmed(table: Table) -> Table:
    """Without the rows at its end in which only the forms beside it print something."""
    count = 1 + max((cell.row for cell in table.cells if cell.text.strip()), default=0)
    return _cut(table, 0, count, 0, table.column_count)


def _is_form(table: Table) -> bool:
    return table.column_count > 1 and sum(is_amount(cell.text) for cell in table.cells) >= _FEWEST_NUMBERS


def _lines(table: Table, first: int, end: int) -> Iterator[Paragraph]:
    """What stands in rows above or below all forms, one line for each cell."""
    for cell in sorted(table.cells, key=lambda one: (one.row, one.column)):
        if first <= cell.row < end and cell.text.strip():
            yield Paragraph(text=cell.text, page=cell.page, box=cell.box or Box(0, 0, 0, 0))
