"""Grids side by side: tables below a title each, for which the page is read column by column, or parts of one table.

Belongs here: which of the two they are, which of the print outside tables belongs to which, making one of parts.
Does not: tables of several pages side by side (`pipeline.forms.tables.beside`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents.readers.pdf.ink import Glyph
from pipeline.documents.readers.pdf.lattice import SNAP, Grid
from pipeline.documents.readers.pdf.lines import split_lines

# Of the height of the lower of two tables side by side, at least.
_BESIDE = 0.5
# A title stands in the middle of its table: off by no more than this share of the table's width.
_CENTRED = 0.15
# 收 入 over one half of a table and 支 出 over the other are the heads of its halves: a title has more letters.
_FEWEST_LETTERS = 5
# An empty column between the halves of one table is no wider (points).
_GUTTER = 60.0


class Column(NamedTuple):
    """A table and the print above it that is its own, in points; `first` is the top of the columns side by side."""

    grid: int
    left: float
    right: float
    first: float
    bottom: float

    def has(self, glyph: Glyph) -> bool:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        return self.left <= x < self.right and self.first <= y < self.bottom


def columns(found: Sequence[Grid], outside: list[Glyph]) -> list[Column]:
    """The columns of a page with these grids and this print outside them, from left to right; mostly none."""
    made: list[Column] = []
    for band in _bands(found):
        top = min(found[number].ys[0] for number in band)
        first = _titles_top(band, found, top, outside)
        if first is not None:
            edges = [0.0, *_gutters(band, found), float("inf")]
            bottom = max(found[number].ys[-1] for number in band)
            made += [Column(n, *sides, first, bottom) for n, sides in zip(band, pairwise(edges), strict=True)]
    return made


def united(found: list[Grid], apart: Sequence[Column]) -> list[Grid]:
    """The grids with those as one that have the same rows side by side: a sheet's empty column lies between them.

    Those `apart` stay so. The list itself where nothing is to be united.
    """
    alone = {column.grid for column in apart}
    parts = [band for band in _bands(found) if alone.isdisjoint(band) and _have_same_rows([found[n] for n in band])]
    if not parts:
        return found
    inside = {number for band in parts for number in band}
    whole = [_one([found[number] for number in band]) for band in parts]
    whole += [grid for number, grid in enumerate(found) if number not in inside]
    return sorted(whole, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _have_same_rows(grids: Sequence[Grid]) -> bool:
    first = grids[0].ys
    return all(b.xs[0] - a.xs[-1] <= _GUTTER for a, b in pairwise(grids)) and all(
        len(grid.ys) == len(first) and all(abs(a - b) <= SNAP for a, b in zip(grid.ys, first, strict=True))
        for grid in grids[1:]
    )


def _one(grids: Sequence[Grid]) -> Grid:
    """The grids from left to right as one: the last column of each reaches to the next grid."""
    first, *others = grids
    xs, cells, owner = list(first.xs), list(first.cells), [list(row) for row in first.owner]
    for grid in others:
        shift, known = len(xs) - 1, len(cells)
        cells += [replace(cell, column=cell.column + shift) for cell in grid.cells]
        for row, its in zip(owner, grid.owner, strict=True):
            row += [known + index if index >= 0 else index for index in its]
        xs = [*xs[:-1], *grid.xs]
    return Grid(first.ys, tuple(xs), tuple(cells), tuple(map(tuple, owner)), first.trust)


def _bands(found: Sequence[Grid]) -> list[list[int]]:
    """The numbers of grids that stand side by side, from left to right."""
    bands: list[list[int]] = []
    for number in sorted(range(len(found)), key=lambda n: found[n].xs[0]):
        home = next((band for band in bands if _is_beside(found[band[-1]], found[number])), None)
        if home is None:
            bands.append([number])
        else:
            home.append(number)
    return [band for band in bands if len(band) > 1]


def _is_beside(left: Grid, right: Grid) -> bool:
    shared = min(left.ys[-1], right.ys[-1]) - max(left.ys[0], right.ys[0])
    return left.xs[-1] < right.xs[0] and shared >= _BESIDE * min(left.ys[-1] - left.ys[0], right.ys[-1] - right.ys[0])


def _gutters(band: Sequence[int], found: Sequence[Grid]) -> list[float]:
    return [(found[a].xs[-1] + found[b].xs[0]) / 2 for a, b in pairwise(band)]


def _titles_top(band: Sequence[int], found: Sequence[Grid], top: float, outside: list[Glyph]) -> float | None:
    """The top of the highest line above the tables that has a title for each; None where there is no such line.

    A line of print over a gutter is about all of them, and so is what stands above it.
    """
    above = max((g.ys[-1] for g in found if g.ys[-1] <= top), default=0.0)
    first = None
    for line in reversed(split_lines([glyph for glyph in outside if above <= glyph.baseline <= top])):
        seen = [glyph for glyph in line if not glyph.text.isspace()]
        parts = _parted(seen, _gutters(band, found))
        if parts is None:
            break
        if all(_is_title(part, found[number]) for part, number in zip(parts, band, strict=True)):
            first = min(glyph.top for glyph in seen)
    return first


def _parted(line: list[Glyph], gutters: list[float]) -> list[list[Glyph]] | None:
    """The glyphs of a line between the gutters; None where some stand in one, or words run across it."""
    parts: list[list[Glyph]] = [[] for _ in range(len(gutters) + 1)]
    for glyph in line:
        parts[sum(glyph.x0 >= gutter for gutter in gutters)].append(glyph)
    for (left, right), gutter in zip(pairwise(parts), gutters, strict=True):
        nearest = min((g.x0 for g in right), default=gutter + 99.0) - max((g.x1 for g in left), default=gutter - 99.0)
        if nearest < 2 * max((g.bottom - g.top for g in line), default=0.0):
            return None
    return parts


def _is_title(part: list[Glyph], grid: Grid) -> bool:
    if len(part) < _FEWEST_LETTERS:
        return False
    middle = (min(g.x0 for g in part) + max(g.x1 for g in part)) / 2
    return abs(middle - (grid.xs[0] + grid.xs[-1]) / 2) <= _CENTRED * (grid.xs[-1] - grid.xs[0])
