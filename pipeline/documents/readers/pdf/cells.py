"""Which glyphs stand in which cell of a grid.

Belongs here: the one pass over the glyphs of a page that gives them to the cells; a glyph stands where its middle is.
Does not: what the glyphs of a cell say (`lines`), where the cells are (`lattice`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from pipeline.documents.readers.pdf.ink import Glyph
from pipeline.documents.readers.pdf.lattice import Grid
from pipeline.documents.readers.pdf.strings import TOUCHING, Home, moves


class Placed(NamedTuple):
    """For each grid the glyphs of each of its cells, and the glyphs that stand in no cell."""

    inside: list[list[list[Glyph]]]
    outside: list[Glyph]


def placed(glyphs: list[Glyph], found: list[Grid]) -> Placed:
    """The glyphs of a page in the cells of its grids."""
    if not found:
        return Placed([], glyphs)
    inside: list[list[list[Glyph]]] = [[[] for _ in grid.cells] for grid in found]
    outside: list[Glyph] = []
    grids_and_cells = [(grid.xs, grid.ys, grid.owner, cells) for grid, cells in zip(found, inside, strict=True)]
    home, right, line = outside, 0.0, 0.0
    crossings = []
    for number, glyph in enumerate(glyphs):
        _, x0, top, x1, bottom, baseline = glyph
        x, y = (x0 + x1) / 2, (top + bottom) / 2
        owned = outside
        for xs, ys, owner, cells in grids_and_cells:
            # As Grid.cell_at, for all the glyphs of a page.
            if ys[0] <= y < ys[-1] and xs[0] <= x < xs[-1]:
                index = owner[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
                if index >= 0:
                    owned = cells[index]
                    break
        owned.append(glyph)
        if owned is not home:
            if baseline == line and -TOUCHING < x0 - right < TOUCHING:
                crossings.append(number)
            home = owned
        right, line = x1, baseline
    if crossings:
        for move in moves(glyphs, crossings, lambda glyph: _home(glyph, found, inside, outside)):
            _moved(*move)
    return Placed(inside, outside)


def _home(glyph: Glyph, found: list[Grid], inside: list[list[list[Glyph]]], outside: list[Glyph]) -> Home:
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for grid, cells in zip(found, inside, strict=True):
        index = grid.cell_at(x, y)
        if index >= 0:
            return Home(cells[index], bisect_right(grid.ys, y))
    return Home(outside, -1)


def _moved(glyph: Glyph, source: list[Glyph], target: list[Glyph]) -> None:
    """A glyph at the seam of two strings may be asked to move by both: it moves once."""
    place = next((place for place, one in enumerate(source) if one is glyph), None)
    if place is not None:
        target.append(source.pop(place))


def is_inside(grid: Grid, glyph: Glyph) -> bool:
    """Whether a glyph stands in the box of a grid, in a cell or not."""
    _, x0, top, x1, bottom, _ = glyph
    return grid.xs[0] <= (x0 + x1) / 2 <= grid.xs[-1] and grid.ys[0] <= (top + bottom) / 2 <= grid.ys[-1]
