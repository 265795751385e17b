"""Tables side by side on a sheet, each below a title of its own: each is read as if it had a sheet for itself.

Belongs here: finding them and cutting the sheet. Does not: which rows are a table (`spreadsheet_tables`); one table in
two halves below one title, which stays as it is.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from pipeline.documents.model import Cell
from pipeline.documents.readers.spreadsheet_grid import SheetGrid


def side_by_side(grid: SheetGrid) -> list[SheetGrid]:
    """What stands above the tables, each table from its title down, and what stands below; mostly the sheet itself."""
    if not grid.ruled:
        return [grid]  # only rulings tell the head of a column from a title
    end = 1 + max(row for row, _ in grid.ruled)
    for row in range(end):
        titles = sorted((cell for cell in grid.cells.values() if cell.row == row), key=lambda cell: cell.column)
        gutters = _gutters(grid, titles, row, end)
        if gutters is not None:
            sides = zip(
                [0, *(last + 1 for _, last in gutters)],
                [*(first for first, _ in gutters), grid.column_count],
                strict=True,
            )
            parts = [_cut(grid, row, end, left, right) for left, right in sides]
            if all(part.ruled for part in parts):
                above = _cut(grid, 0, row, 0, grid.column_count)
                below = _cut(grid, end, grid.row_count, 0, grid.column_count)
                return [part for part in (above, *parts, below) if part.cells]
    return [grid]


def _gutters(grid: SheetGrid, titles: list[Cell], first: int, end: int) -> list[tuple[int, int]] | None:
    """The first and last of the empty columns between titles as wide as tables; None where there are no such titles."""
    if len(titles) < 2 or any((one.row, one.column) in grid.ruled or one.column_span < 2 for one in titles):
        return None
    used = {column for row, column in grid.cells if first <= row < end}
    used |= {column for row, column in grid.covered if first <= row < end}
    gutters = []
    for left, right in pairwise(titles):
        free = [column for column in range(left.column + left.column_span, right.column) if column not in used]
        if not free or free != list(range(free[0], free[-1] + 1)):
            return None
        gutters.append((free[0], free[-1]))
    return gutters


def _cut(grid: SheetGrid, first: int, end: int, left: int, right: int) -> SheetGrid:
    """These rows and columns as a sheet, counted from 0 again."""
    part = SheetGrid(grid.name, max(0, end - first), right - left)

    def is_inside(place: tuple[int, int]) -> bool:
        return first <= place[0] < end and left <= place[1] < right

    def moved(place: tuple[int, int]) -> tuple[int, int]:
        return place[0] - first, place[1] - left

    part.cells = {
        moved(place): replace(cell, row=place[0] - first, column=place[1] - left)
        for place, cell in grid.cells.items()
        if is_inside(place)
    }
    part.spans = {moved(place): span for place, span in grid.spans.items() if is_inside(place)}
    part.covered = {moved(place): moved(corner) for place, corner in grid.covered.items() if is_inside(place)}
    part.ruled = {moved(place) for place in grid.ruled if is_inside(place)}
    return part
