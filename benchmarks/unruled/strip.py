"""Pages as if their rulings had not been drawn.

Belongs here: which rulings each way of drawing a table leaves out. Does not: comparing (`compare`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from pipeline.documents.readers.pdf.ink import PageInk, Ruling
from pipeline.documents.readers.pdf.lattice import SNAP, Grid, grids
from pipeline.documents.readers.pdf.runs import lines_of


def _without(ink: PageInk, drops: Callable[[Ruling], bool]) -> PageInk:
    return replace(ink, rulings=[ruling for ruling in ink.rulings if not drops(ruling)])


def no_verticals(ink: PageInk) -> PageInk:
    """Horizontal rulings only."""
    return _without(ink, lambda ruling: not ruling.horizontal)


def no_rulings(ink: PageInk) -> PageInk:
    return _without(ink, lambda ruling: True)


def three_lines(ink: PageInk) -> PageInk:
    """A ruling above and below every table, and one below its header where it has one."""
    kept: list[Ruling] = []
    for grid in grids(ink.rulings):
        header = _header_rows(ink, grid)
        chosen = sorted({0, header, len(grid.ys) - 1})
        kept += [Ruling(True, grid.ys[i], grid.xs[0], grid.xs[-1]) for i in chosen]
    return replace(ink, rulings=kept)


def _header_rows(ink: PageInk, grid: Grid) -> int:
    """The rows before the first that prints a number."""
    for row, (top, bottom) in enumerate(pairwise(grid.ys)):
        lines = lines_of([g for g in ink.glyphs if top < (g.top + g.bottom) / 2 < bottom])
        if any(line.has_number for line in lines):
            return row
    return 0


def open_sides(ink: PageInk) -> PageInk:
    """Without the outermost verticals of every table."""
    sides = {x for grid in grids(ink.rulings) for x in (grid.xs[0], grid.xs[-1])}
    return _without(ink, lambda r: not r.horizontal and any(abs(r.at - x) <= 2 * SNAP for x in sides))


def frame_only(ink: PageInk) -> PageInk:
    """The outer box and the horizontals of every table, nothing between its columns."""
    sides = {x for grid in grids(ink.rulings) for x in (grid.xs[0], grid.xs[-1])}
    return _without(ink, lambda r: not r.horizontal and not any(abs(r.at - x) <= 2 * SNAP for x in sides))


WAYS: dict[str, Callable[[PageInk], PageInk]] = {
    "open sides": open_sides,
    "no verticals": no_verticals,
    "frame and horizontals": frame_only,
    "three lines": three_lines,
    "no rulings": no_rulings,
}
