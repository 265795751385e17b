"""Rulings to grids: which closed cells the visible lines of a page form.

Belongs here: which pieces are one line, which lines are one table, sides that a table is drawn without.
Does not: the cells between the lines (`rectangles`), text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from pipeline.documents.readers.pdf.ink import Ruling
from pipeline.documents.readers.pdf.rectangles import GAP, GridCell, Groups, Line, cells_between
from pipeline.errors import UnreadableFile

# Office programs place the two halves of one line up to about a point apart.
SNAP = 1.6
# How the sides of the cells were found: all drawn; those outside added; some found in the white between the text.
RULED, OPEN, ALIGNED = "ruled", "open", "aligned"
# Lines of one direction times lines of the other: the time and the memory of a grid. The densest page seen has 680.
MAX_CROSSINGS = 2_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Edges of rows and columns, the cells, and for each elementary rectangle the index of its cell (-1: none)."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]
    trust: str = RULED
    columns: tuple[float, ...] = ()  # the edges by which its pages are one table, where some of this page were moved

    def cell_at(self, x: float, y: float) -> int:
        """Index of the cell that contains the point, or -1."""
        row = bisect_right(self.ys, y) - 1
        column = bisect_right(self.xs, x) - 1
        if 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1:
            return self.owner[row][column]
        return -1


def _snap(values: list[float]) -> dict[float, float]:
    """Each value to the mean of its cluster; neighbours closer than SNAP are one line."""
    ordered = sorted(set(values))
    snapped: dict[float, float] = {}
    cluster: list[float] = []
    for value in ordered:
        if cluster and value - cluster[-1] > SNAP:
            mean = sum(cluster) / len(cluster)
            snapped.update((v, mean) for v in cluster)
            cluster = []
        cluster.append(value)
    if cluster:
        mean = sum(cluster) / len(cluster)
        snapped.update((v, mean) for v in cluster)
    return snapped


def merged(rulings: list[Ruling]) -> dict[float, list[tuple[float, float]]]:
    """Rulings of one direction: position -> disjoint intervals, ordered."""
    snapped = _snap([r.at for r in rulings])
    by_position: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for ruling in rulings:
        by_position[snapped[ruling.at]].append((ruling.start, ruling.end))
    merged: dict[float, list[tuple[float, float]]] = {}
    for position, intervals in by_position.items():
        intervals.sort()
        joined: list[tuple[float, float]] = []
        for start, end in intervals:
            if joined and start <= joined[-1][1] + GAP:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end))
            else:
                joined.append((start, end))
        merged[position] = joined
    return merged


def _connected(horizontals: list[Line], verticals: list[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Groups of lines that touch one another: one group a table."""
    groups = Groups(len(horizontals) + len(verticals))
    offset = len(horizontals)
    ordered = sorted((y, start, end, i) for i, (y, start, end) in enumerate(horizontals))
    places = [y for y, _, _, _ in ordered]
    for j, (x, top, bottom) in enumerate(verticals):
        first, last = bisect_left(places, top - GAP), bisect_right(places, bottom + GAP)
        for _, start, end, i in ordered[first:last]:
            if start - GAP <= x <= end + GAP:
                groups.join(i, offset + j)
    members: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, horizontal in enumerate(horizontals):
        members.setdefault(groups.find(i), ([], []))[0].append(horizontal)
    for j, vertical in enumerate(verticals):
        members.setdefault(groups.find(offset + j), ([], []))[1].append(vertical)
    return list(members.values())


def _close_sides(horizontals: list[Line], verticals: list[Line]) -> bool:
    """Add the outer sides of a table drawn without them; True when one was added.

    A row cut off by the page break lacks its upper or lower line as a table without a frame does: the verticals reach
    beyond the last one.
    """
    left, right = min(start for _, start, _ in horizontals), max(end for _, _, end in horizontals)
    top, bottom = min(y for y, _, _ in horizontals), max(y for y, _, _ in horizontals)
    first, last = min(x for x, _, _ in verticals), max(x for x, _, _ in verticals)
    highest, lowest = min(v[1] for v in verticals), max(v[2] for v in verticals)
    most_rows, most_columns = 0.6 * len(horizontals), 0.6 * len(verticals)
    opens_left = first - left > 4 * SNAP and sum(h[1] <= left + GAP for h in horizontals) >= most_rows
    opens_right = right - last > 4 * SNAP and sum(h[2] >= right - GAP for h in horizontals) >= most_rows
    opens_up = top - highest > 6 * SNAP and sum(v[1] <= highest + GAP for v in verticals) >= most_columns
    opens_down = lowest - bottom > 6 * SNAP and sum(v[2] >= lowest - GAP for v in verticals) >= most_columns
    left, right = (left if opens_left else first), (right if opens_right else last)
    top, bottom = (highest if opens_up else top), (lowest if opens_down else bottom)
    verticals += [(x, top, bottom) for x, is_open in ((left, opens_left), (right, opens_right)) if is_open]
    horizontals += [(y, left, right) for y, is_open in ((top, opens_up), (bottom, opens_down)) if is_open]
    return opens_left or opens_right or opens_up or opens_down


def _grid(horizontals: list[Line], verticals: list[Line]) -> Grid | None:
    is_open = _close_sides(horizontals, verticals)
    found = cells_between(horizontals, verticals)
    if found is None:
        return None
    return Grid(found.ys, found.xs, found.cells, found.owner, OPEN if is_open or found.goes_on else RULED)


def _lines(rulings: list[Ruling]) -> tuple[list[Line], list[Line]]:
    """The horizontals and the verticals that the rulings draw, pieces of one line joined."""
    horizontals, verticals = (
        [
            (position, start, end)
            for position, pieces in merged([r for r in rulings if r.horizontal == is_level]).items()
            for start, end in pieces
        ]
        for is_level in (True, False)
    )
    return horizontals, verticals


def grid_of(rulings: list[Ruling]) -> Grid | None:
    """The one grid of these rulings, all of them sides of the same table; None where they close no cell."""
    horizontals, verticals = _lines(rulings)
    return _grid(horizontals, verticals) if len(horizontals) >= 2 and len(verticals) >= 2 else None


def grids(rulings: list[Ruling]) -> list[Grid]:
    """The grids that the rulings of one page form, from top to bottom; a lone box is none.

    Raises UnreadableFile where there are more lines than any table has.
    """
    horizontals, verticals = ([line for line in lines if line[2] - line[1] > GAP] for lines in _lines(rulings))
    if len(horizontals) * len(verticals) > MAX_CROSSINGS:
        raise UnreadableFile(
            f"a page has {len(horizontals):,} horizontal and {len(verticals):,} vertical lines, more than any table; "
            "look at it: it is a drawing, or was made to do harm"
        )
    found = []
    for group_horizontals, group_verticals in _connected(horizontals, verticals):
        if len(group_horizontals) >= 2 and group_verticals:
            grid = _grid(group_horizontals, group_verticals)
            if grid is not None and len(grid.cells) >= 2:
                found.append(grid)
    return sorted(found, key=lambda g: (g.ys[0], g.xs[0]))
