"""Tables without vertical rulings, without any, or with too few: the missing sides of their cells, found in the white.

Belongs here: putting area, columns, header and rows together, and what a table hands on to the next page.
Does not: where it stands (`areas`), its columns (`gaps`), its header (`heads`), its rows (`bands`), what words mean.

The sides found are handed to `lattice` as if they were drawn, so spans come out as they do elsewhere; the grid says
that it was aligned. What is no table is left to be read as lines.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.documents.readers.pdf.areas import (
    Area,
    areas,
    below,
    body_start,
    crowded,
    is_table,
    lines_that_may_hold_a_table,
    numbers_columns,
)
from pipeline.documents.readers.pdf.bands import edge_between, is_banded, rows_of
from pipeline.documents.readers.pdf.cells import Placed
from pipeline.documents.readers.pdf.gaps import Column, body_columns, clear_of_labels, without_indents
from pipeline.documents.readers.pdf.heads import Heading, read_heading
from pipeline.documents.readers.pdf.headwords import Ruled
from pipeline.documents.readers.pdf.ink import Glyph, PageInk, Ruling
from pipeline.documents.readers.pdf.lattice import ALIGNED, Grid, grid_of
from pipeline.documents.readers.pdf.runs import Line, lines_of

# A header has two columns at least.
FEWEST_SIDES = 3


class Carried(NamedTuple):
    """What a table at the end of a page hands to the next page: where its columns are, the words above them."""

    edges: tuple[float, ...] = ()
    header: tuple[str, ...] = ()


def completed(
    ink: PageInk, found: list[Grid], cells: Placed, carried: Carried | None = None
) -> tuple[list[Grid], Carried | None]:
    """The grids of a page with those whose sides are not, or not all, drawn; and what the last hands on.

    `cells` are the glyphs in the cells of `found`, `carried` is what such a table at the end of the page before handed
    on. Where nothing is to be completed the list itself is returned.
    """
    kept: list[Grid] = []
    handed: Carried | None = None
    made = False
    for number, (grid, glyphs) in enumerate(zip(found, cells.inside, strict=True)):
        area = crowded(ink, grid, glyphs)
        better = _grid(area, carried if number == 0 else None) if area is not None else None
        kept.append(better or grid)
        if area is not None and better is not None:
            made = True
            handed = _handed(area, better, carried)
    glyphs_outside = ink.glyphs if made else cells.outside
    lines = lines_that_may_hold_a_table(glyphs_outside, kept, goes_on=carried is not None)
    for number, (grid, glyphs) in enumerate(zip(found, cells.inside, strict=True) if lines else ()):
        longer = _with_rows_below(ink, grid, glyphs, below(ink, lines, grid, kept)) if kept[number] is grid else None
        if longer is not None:
            made = True
            kept[number] = longer
            handed = Carried(longer.xs)
            lines = [line for line in lines if not longer.ys[0] <= line.middle <= longer.ys[-1]]
    for area in areas(ink, lines, kept, goes_on=carried is not None) if lines else ():
        added = _grid(area, carried)
        if added is not None:
            made = True
            kept.append(added)
            handed = _handed(area, added, carried)
    return (sorted(kept, key=lambda g: (g.ys[0], g.xs[0])) if made else found), handed


def _handed(area: Area, grid: Grid, carried: Carried | None) -> Carried:
    """Its own columns, or those it was handed."""
    edges = grid.columns or grid.xs
    goes_on = carried is not None and edges == carried.edges
    return Carried(edges, carried.header if carried is not None and goes_on else _header_texts(area))


def _header_texts(area: Area) -> tuple[str, ...]:
    return tuple(line.text for line in area.lines[: body_start(area)])


def _grid(area: Area, carried: Carried | None) -> Grid | None:
    """The grid of an area, or None where it is no table."""
    start = body_start(area)
    if carried is not None and not area.has_unit and _header_texts(area) != carried.header:
        start = 0  # words at the top of a page that goes on are rows without numbers
    header, body = area.lines[:start], area.lines[start:]
    if not body or not is_table(area, body):
        return None
    plain = [line for line in body if not numbers_columns(line)] or body
    columns = without_indents(body_columns(plain), plain)
    numeric = [c for c in columns if _numbers_in(c, body)]
    if len(columns) < 2 or not numeric:
        return None
    rows = rows_of(body, columns, area.full)
    top = area.top if area.top is not None else (header or body)[0].top - 2
    bottom = area.bottom if area.bottom is not None else body[-1].bottom + 2
    floor = edge_between(header[-1].bottom, rows[0][0].top, area.full) if header else top
    same = carried is not None and bool(header) and carried.header == _header_texts(area)
    goes_on = carried is not None and (same or not (header or area.has_unit)) and _fits(carried.edges, body)
    if not header and not goes_on:
        return None
    among = [r for r in area.rulings if top < r[0] < floor - 1]
    # The sides of a single row, perhaps of its colour, say nothing of those of the header.
    drawn = len(plain) > 1 and is_banded(body, area.full)
    heading = read_heading(header, plain, columns, among, (area.left, area.right), floor, is_drawn=drawn)
    if carried is not None and goes_on:
        heading = _carried(heading, carried.edges, header, plain, among, floor, is_drawn=drawn)
    if header and not _names_columns(heading):
        return None
    heads = [min((w.x0 for w in stack if len(w.columns) == 1), default=area.right) for stack in heading.stacks]
    edges, heading.edges = heading.edges, clear_of_labels(heading.edges, heads, rows)
    grid = _aligned(_sides(area, heading, rows, top, floor, bottom))
    moved = grid is not None and heading.edges != edges and len(grid.xs) == len(edges)
    return replace(grid, columns=tuple(edges)) if grid is not None and moved else grid


def _aligned(sides: list[Ruling]) -> Grid | None:
    grid = grid_of(sides)
    return replace(grid, trust=ALIGNED) if grid is not None else None


def _with_rows_below(ink: PageInk, head: Grid, cells: list[list[Glyph]], area: Area | None) -> Grid | None:
    """A drawn header with the rows of numbers printed right below it, whose own sides are not drawn."""
    if area is None or len(head.xs) < FEWEST_SIDES or not _is_head(cells):
        return None
    if not is_table(area, area.lines) or not _fits(head.xs, area.lines):
        return None
    heading = Heading([Column(a + 1, b - 1) for a, b in pairwise(head.xs)], list(head.xs), [[] for _ in head.xs[1:]])
    rows = rows_of(area.lines, heading.columns, area.full)
    floor = head.ys[-1]
    sides = _sides(area, heading, rows, floor, floor, area.lines[-1].bottom + 2)
    drawn = [r for r in ink.rulings if head.ys[0] - 2 <= (r.at if r.horizontal else r.start) <= floor + 2]
    return _aligned([*(r for r in drawn if r.horizontal or r.end <= floor + 2), *sides])


def _is_head(cells: list[list[Glyph]]) -> bool:
    """Whether a grid prints words and no amount."""
    return any(cells) and not any(run.is_amount for glyphs in cells for line in lines_of(glyphs) for run in line.runs)


def _numbers_in(column: Column, body: list[Line]) -> int:
    return sum(r.is_number and column.x0 - 1 <= r.middle <= column.x1 + 1 for line in body for r in line.runs)


def _names_columns(heading: Heading) -> bool:
    named = sum(bool(stack) for stack in heading.stacks)
    return named >= 2 and named >= 0.5 * len(heading.columns)


def _fits(carried: tuple[float, ...], lines: list[Line]) -> bool:
    """Whether no number of these lines lies across an edge of the page before, and the edges part them."""
    if len(carried) < 3:
        return False
    for line in lines:
        seen: set[int] = set()
        for run in line.runs:
            if run.is_number and any(run.x0 + 1 < x < run.x1 - 1 for x in carried):
                return False
            place = sum(x <= run.middle for x in carried)
            if not 0 < place < len(carried):
                return False
            if run.is_number and place in seen:
                return False
            if run.is_number:
                seen.add(place)
    return True


def _carried(
    heading: Heading,
    carried: tuple[float, ...],
    header: list[Line],
    rows: list[Line],
    among: list[Ruled],
    floor: float,
    *,
    is_drawn: bool,
) -> Heading:
    """The same table on its next page: the columns it had."""
    columns = [Column(a + 1, b - 1) for a, b in pairwise(carried)]
    if not header:
        return Heading(columns, list(carried), [[] for _ in columns])
    again = read_heading(header, rows, columns, among, (carried[0], carried[-1]), floor, is_drawn=is_drawn)
    if len(again.columns) != len(columns):
        return heading
    return Heading(again.columns, list(carried), again.stacks)


def _sides(
    area: Area, heading: Heading, rows: list[list[Line]], top: float, floor: float, bottom: float
) -> list[Ruling]:
    """The missing sides."""
    edges = heading.edges
    left, right = edges[0], edges[-1]
    ys = [floor]
    for a, b in pairwise(rows):
        ys.append(edge_between(max(line.bottom for line in a), min(line.top for line in b), area.full))
    ys.append(max(bottom, max(line.bottom for line in rows[-1]) + 1))
    horizontals: list[Ruled] = [side for y in ys for side in _row_sides(y, left, right, area)]
    verticals: list[Ruled] = []
    if floor - top > 1:
        horizontals.append((top, left, right))
        horizontals += _header_floors(heading, floor)
        verticals += _header_sides(heading, top, floor)
    for x in (left, right):
        verticals.append((x, min(top, floor), ys[-1]))
    for row, (upper, lower) in zip(rows, pairwise(ys), strict=True):
        runs = [(r.x0, r.x1) for line in row for r in line.runs if not r.is_number]
        for x in edges[1:-1]:
            if not any(x0 + 2 < x < x1 - 2 for x0, x1 in runs):
                verticals.append((x, upper, lower))
    return [*(Ruling(True, *line) for line in horizontals), *(Ruling(False, *line) for line in verticals)]


def _row_sides(y: float, left: float, right: float, area: Area) -> list[Ruled]:
    """What parts two rows: the drawn pieces, if any (a cell over both rows has none), else one side across."""
    return [r for r in area.rulings if abs(r[0] - y) < 0.1] or [(y, left, right)]


def _header_floors(heading: Heading, floor: float) -> list[Ruled]:
    found = []
    for stack in heading.stacks:
        for word in stack:
            if word.columns and word.floor < floor - 1:
                found.append((word.floor, heading.edges[word.columns[0]], heading.edges[word.columns[-1] + 1]))
    return found


def _header_sides(heading: Heading, top: float, floor: float) -> list[Ruled]:
    found = []
    for i, x in enumerate(heading.edges[1:-1]):
        a, b = heading.stacks[i], heading.stacks[i + 1]
        start = top
        for word, other in zip(a, b, strict=False):
            if word is not other:
                break
            start = word.floor
        if start < floor - 1:
            found.append((x, start, floor))
    return found
