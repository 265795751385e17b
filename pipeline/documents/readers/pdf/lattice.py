"""Rulings to grids: which closed cells the visible lines of a page form.

Belongs here: geometry only. Lines that nearly touch are joined, the plane between them is cut into
elementary rectangles, and rectangles without a line between them are one cell (so spans come out of
the drawing itself). A cell that is open to the outside is no cell.
Does not: text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from pipeline.documents.readers.pdf.ink import Ruling
from pipeline.errors import UnreadableFile

# Office programs place the two halves of one line up to about a point apart.
SNAP = 1.6
# A gap this small in a line is where another line crosses it.
GAP = 3.0
# An elementary side counts as drawn when this share of it is covered.
COVERED = 0.6
# How the sides of the cells were found: all drawn; those outside added; some found in the white between the text.
RULED, OPEN, ALIGNED = "ruled", "open", "aligned"
# Lines of one direction times lines of the other: the time and the memory of a grid. The densest page seen has 680.
MAX_CROSSINGS = 2_000_000


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    is_rectangle: bool = True


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


class _Groups:
    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, item: int) -> int:
        parent = self.parent
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    def join(self, a: int, b: int) -> None:
        root_a, root_b = self.find(a), self.find(b)
        if root_a != root_b:
            self.parent[root_a] = root_b


def _connected(
    horizontals: list[tuple[float, float, float]], verticals: list[tuple[float, float, float]]
) -> list[tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]]:
    """Groups of lines that touch one another: one group a table."""
    groups = _Groups(len(horizontals) + len(verticals))
    offset = len(horizontals)
    ordered = sorted((y, start, end, i) for i, (y, start, end) in enumerate(horizontals))
    places = [y for y, _, _, _ in ordered]
    for j, (x, top, bottom) in enumerate(verticals):
        first, last = bisect_left(places, top - GAP), bisect_right(places, bottom + GAP)
        for _, start, end, i in ordered[first:last]:
            if start - GAP <= x <= end + GAP:
                groups.join(i, offset + j)
    members: dict[int, tuple[list[tuple[float, float, float]], list[tuple[float, float, float]]]] = {}
    for i, horizontal in enumerate(horizontals):
        members.setdefault(groups.find(i), ([], []))[0].append(horizontal)
    for j, vertical in enumerate(verticals):
        members.setdefault(groups.find(offset + j), ([], []))[1].append(vertical)
    return list(members.values())


def _covered(intervals: list[tuple[float, float]], start: float, end: float) -> bool:
    drawn = 0.0
    for a, b in intervals:
        if a < end and b > start:
            drawn += (b if b < end else end) - (a if a > start else start)
    return drawn >= COVERED * (end - start)


def _covers_all(intervals: list[tuple[float, float]], edges: list[float]) -> bool:
    """Whether one line runs past all edges: the usual case, and cheaper than to ask for each side."""
    return len(intervals) == 1 and intervals[0][0] <= edges[0] and intervals[0][1] >= edges[-1]


def _close_sides(horizontals: list[tuple[float, float, float]], verticals: list[tuple[float, float, float]]) -> bool:
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


def _reach(column_lines: dict[float, list[tuple[float, float]]], x: float, y: float) -> bool:
    """Whether a vertical at x ends, or passes, at height y."""
    return any(top - GAP <= y <= bottom + GAP for top, bottom in column_lines[x])


def _grid(horizontals: list[tuple[float, float, float]], verticals: list[tuple[float, float, float]]) -> Grid | None:
    is_open = _close_sides(horizontals, verticals)
    row_lines: dict[float, list[tuple[float, float]]] = defaultdict(list)
    column_lines: dict[float, list[tuple[float, float]]] = defaultdict(list)
    for y, start, end in horizontals:
        row_lines[y].append((start, end))
    for x, top, bottom in verticals:
        column_lines[x].append((top, bottom))
    ys, xs = sorted(row_lines), sorted(column_lines)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    # Node rows*columns is the outside of the table.
    outside = rows * columns
    groups = _Groups(outside + 1)
    for i, y in enumerate(ys):
        lines = row_lines[y]
        if _covers_all(lines, xs):
            continue
        for j in range(columns):
            if _covered(lines, xs[j], xs[j + 1]):
                continue
            if i in (0, rows) and _reach(column_lines, xs[j], y) and _reach(column_lines, xs[j + 1], y):
                is_open = True  # a merged cell that goes on over the page break: its sides end at the table's edge
                continue
            above = (i - 1) * columns + j if i > 0 else outside
            below = i * columns + j if i < rows else outside
            groups.join(above, below)
    for j, x in enumerate(xs):
        lines = column_lines[x]
        if _covers_all(lines, ys):
            continue
        for i in range(rows):
            if _covered(lines, ys[i], ys[i + 1]):
                continue
            left = i * columns + j - 1 if j > 0 else outside
            right = i * columns + j if j < columns else outside
            groups.join(left, right)
    outer = groups.find(outside)
    roots = [groups.find(node) for node in range(outside)]
    extents: dict[int, list[int]] = {}
    for i in range(rows):
        for j in range(columns):
            root = roots[i * columns + j]
            if root == outer:
                continue
            extent = extents.get(root)
            if extent is None:
                extents[root] = [i, j, i, j, 1]
            else:
                extent[0] = min(extent[0], i)
                extent[1] = min(extent[1], j)
                extent[2] = max(extent[2], i)
                extent[3] = max(extent[3], j)
                extent[4] += 1
    if not extents:
        return None
    index = {root: number for number, root in enumerate(extents)}
    cells = tuple(
        GridCell(
            top,
            left,
            bottom - top + 1,
            right - left + 1,
            is_rectangle=count == (bottom - top + 1) * (right - left + 1),
        )
        for top, left, bottom, right, count in extents.values()
    )
    owners = [index.get(root, -1) for root in roots]
    owner = tuple(tuple(owners[i * columns : (i + 1) * columns]) for i in range(rows))
    return Grid(tuple(ys), tuple(xs), cells, owner, OPEN if is_open else RULED)


def grid_of(rulings: list[Ruling]) -> Grid | None:
    """The one grid of these rulings, all of them sides of the same table; None where they close no cell."""
    horizontals = [
        (y, start, end) for y, parts in merged([r for r in rulings if r.horizontal]).items() for start, end in parts
    ]
    verticals = [
        (x, top, end) for x, parts in merged([r for r in rulings if not r.horizontal]).items() for top, end in parts
    ]
    return _grid(horizontals, verticals) if len(horizontals) >= 2 and len(verticals) >= 2 else None


def grids(rulings: list[Ruling]) -> list[Grid]:
    """The grids that the rulings of one page form, from top to bottom; a lone box is none.

    Raises UnreadableFile where there are more lines than any table has.
    """
    horizontals = [
        (y, start, end)
        for y, intervals in merged([r for r in rulings if r.horizontal]).items()
        for start, end in intervals
        if end - start > GAP
    ]
    verticals = [
        (x, top, bottom)
        for x, intervals in merged([r for r in rulings if not r.horizontal]).items()
        for top, bottom in intervals
        if bottom - top > GAP
    ]
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
