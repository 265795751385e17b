"""Tables whose every other row is filled and none is ruled: the stripes and the white rows between them are one table.

Belongs here: which grids of a page are stripes of one table, and the sides of the rows left white.
Does not: tables without fills (`aligned`), what a cell says.

A fill is as good as four rulings, so each stripe is a grid by itself. Stripes have the same columns, and what stands
between two of them is set in these columns; a title, a unit of money or a sentence is not, and keeps two tables apart.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents.readers.pdf.bands import edge_between, rows_of
from pipeline.documents.readers.pdf.gaps import Column
from pipeline.documents.readers.pdf.ink import Glyph, PageInk, Ruling, rectangle_rulings
from pipeline.documents.readers.pdf.lattice import ALIGNED, OPEN, SNAP, Grid, grid_of
from pipeline.documents.readers.pdf.rectangles import GAP
from pipeline.documents.readers.pdf.runs import Line, Run, lines_of
from pipeline.documents.readers.pdf.words import pattern

Edges = tuple[float, ...]

# Two columns at least.
_FEWEST_EDGES = 3
# A white row of words in one column, or without any, is no higher than so many rows of the stripes beside it.
_PLAIN = 1.5
# The lines of a row are closer than this share of their height; what is further off is another block.
_LEADING = 1.0
# A run reaches over an edge by more than this (points), else its print only touches it.
_OVER = 2.0


class _Band(NamedTuple):
    """White rows: how high they reach, and their lines."""

    top: float
    bottom: float
    lines: list[Line]


def joined(ink: PageInk, found: list[Grid], carried: Edges = ()) -> tuple[list[Grid], Edges]:
    """The grids of a page, stripes of one table as one, the list itself where there are none; and what is handed on.

    `carried` are the edges of a striped table at the end of the page before: one stripe by itself goes on with it.
    """
    tables: list[list[Grid]] = []
    for grid in found:
        if tables and _goes_on(ink, tables[-1], grid):
            tables[-1].append(grid)
        else:
            tables.append([grid])
    alone = bool(found) and bool(carried) and len(tables[0]) == 1 and _has_columns(found[0], carried)
    if len(tables) == len(found) and not alone:
        return found, ()
    striped = [len(stripes) > 1 or (alone and stripes is tables[0]) for stripes in tables]
    made = [
        _one(ink, stripes, found, carried if alone and stripes is tables[0] else ()) if is_striped else stripes[0]
        for stripes, is_striped in zip(tables, striped, strict=True)
    ]
    return made, made[-1].xs if striped[-1] else ()


def _goes_on(ink: PageInk, stripes: list[Grid], grid: Grid) -> bool:
    """Whether a grid is the next stripe."""
    last = stripes[-1]
    top, bottom = last.ys[-1], grid.ys[0]
    xs = max((*(s.xs for s in stripes), grid.xs), key=len)
    if bottom - top < -GAP or not all(_has_columns(s, xs) for s in (*stripes, grid)):
        return False
    lines = lines_of(_between(ink, top, bottom))
    row = min(b - a for s in (last, grid) for a, b in pairwise(s.ys))
    return _is_white(lines, xs, is_plain=bottom - top <= _PLAIN * row)


def _has_columns(grid: Grid, xs: Edges) -> bool:
    """Whether all edges of a grid are among these, the outer ones the same; cells over several columns have fewer."""
    outer = abs(grid.xs[0] - xs[0]) <= SNAP and abs(grid.xs[-1] - xs[-1]) <= SNAP
    inner = all(any(abs(x - edge) <= SNAP for edge in xs) for x in grid.xs)
    return len(xs) >= _FEWEST_EDGES and outer and inner and all(cell.is_rectangle for cell in grid.cells)


def _between(ink: PageInk, top: float, bottom: float) -> list[Glyph]:
    """What is printed in this band of the page, words beside the table included: they are none of its rows."""
    return [g for g in ink.glyphs if top < (g.top + g.bottom) / 2 < bottom]


def _is_white(lines: list[Line], xs: Edges, *, is_plain: bool) -> bool:
    """Whether these lines are rows of a table with these columns."""
    runs = [run for line in lines for run in line.runs]
    if any(not xs[0] - _OVER <= run.middle <= xs[-1] + _OVER for run in runs):
        return False
    if any(pattern("unit_line").search(line.text) or line.is_sentence for line in lines):
        return False
    if any(run.is_amount for run in runs):
        return not any(_crosses(run, x) for run in runs if run.is_number for x in xs)
    if any(_crosses(run, x) for run in runs for x in xs):
        return False
    if len({bisect_right(xs, run.middle) for run in runs}) > 1:
        return True
    return is_plain and not any(pattern("title").search(line.text) for line in lines)


def _crosses(run: Run, x: float) -> bool:
    return run.x0 + _OVER < x < run.x1 - _OVER


def _one(ink: PageInk, stripes: list[Grid], found: list[Grid], carried: Edges) -> Grid:
    """The table of these stripes, with the rows left white between them, above the first and below the last."""
    xs = max((carried, *(s.xs for s in stripes)), key=len)
    bands = [
        _Band(a.ys[-1], b.ys[0], lines_of(_between(ink, a.ys[-1], b.ys[0])))
        for a, b in pairwise(stripes)
        if b.ys[0] - a.ys[-1] > GAP
    ]
    bands += _outer(ink, stripes, found, xs)
    rows = [_rows(band.lines, xs) for band in bands]
    sides = [side for stripe in stripes for side in _sides_of(stripe)]
    for band, of_band in zip(bands, rows, strict=True):
        sides += _white(of_band, xs, band.top, band.bottom)
    grid = grid_of(sides)
    assert grid is not None  # it has the cells of its stripes
    # Where fills bound no row it was found in the white.
    return replace(grid, trust=ALIGNED if any(len(of_band) > 1 for of_band in rows) else OPEN)


def _outer(ink: PageInk, stripes: list[Grid], found: list[Grid], xs: Edges) -> list[_Band]:
    """The white row above the first stripe and that below the last, where there are."""
    first, last = stripes[0].ys[0], stripes[-1].ys[-1]
    ceiling = max((g.ys[-1] for g in found if g.ys[-1] < first), default=0.0)
    floor = min((g.ys[0] for g in found if g.ys[0] > last), default=ink.height)
    bands = []
    above = _beside(lines_of(_between(ink, ceiling, first))[::-1], xs, first)[::-1]
    # A line above a filled header is its caption, unless it is broken in the columns as the words of cells are; above a
    # filled row of numbers stands a row or the header.
    top = lines_of(_between(ink, first, stripes[0].ys[1]))
    if len(above) > 1 or (above and any(_numbers(lines, xs) for lines in (above, top))):
        bands.append(_Band(above[0].top - 2, first, above))
    below = _beside(lines_of(_between(ink, last, floor)), xs, last)
    if below:
        bands.append(_Band(last, below[-1].bottom + 2, below))
    return bands


def _sides_of(grid: Grid) -> list[Ruling]:
    return [
        side
        for c in grid.cells
        for side in rectangle_rulings(
            grid.xs[c.column],
            grid.ys[c.row],
            grid.xs[c.column + c.column_span],
            grid.ys[c.row + c.row_span],
            stroked=True,
        )
    ]


def _beside(lines: list[Line], xs: Edges, edge: float) -> list[Line]:
    """The lines of the one white row at the outer edge of the first or last stripe, outwards from it."""
    taken: list[Line] = []
    for line in lines:
        apart = max(line.top - edge, edge - line.bottom)
        if apart > _LEADING * line.height or (taken and _is_next_row(taken, line, xs)):
            break
        if not _is_white([line], xs, is_plain=True):
            break
        taken.append(line)
        edge = line.bottom if line.top >= edge else line.top
    return taken if _is_white(taken, xs, is_plain=False) else []


def _is_next_row(lines: list[Line], line: Line, xs: Edges) -> bool:
    """Whether a line prints a number in a column where these print one already."""
    return bool(_numbers([line], xs) & _numbers(lines, xs))


def _numbers(lines: list[Line], xs: Edges) -> set[int]:
    return {bisect_right(xs, run.middle) for line in lines for run in line.runs if run.is_amount}


def _rows(lines: list[Line], xs: Edges) -> list[list[Line]]:
    """The rows of a white band: mostly one, however many lines its labels have."""
    if any(_is_next_row(lines[:number], line, xs) for number, line in enumerate(lines)):
        return rows_of(lines, [Column(a + 1, b - 1) for a, b in pairwise(xs)], [])
    return [lines]


def _white(rows: list[list[Line]], xs: Edges, top: float, bottom: float) -> list[Ruling]:
    """The sides of the white rows in this band."""
    cuts = [edge_between(max(line.bottom for line in a), min(line.top for line in b), []) for a, b in pairwise(rows)]
    ys = [top, *cuts, bottom]
    sides = [Ruling(True, y, xs[0], xs[-1]) for y in ys]
    for row, (upper, lower) in zip(rows, pairwise(ys), strict=True):
        runs = [run for line in row for run in line.runs]
        sides += [Ruling(False, x, upper, lower) for x in xs if not any(_crosses(run, x) for run in runs)]
    return sides
