"""Lines to cells: what of the plane between the lines of one table is closed.

Belongs here: geometry only. The lines cut the plane into elementary rectangles, and rectangles without a line between
them are one cell (so spans come out of the drawing itself). A cell that is open to the outside is no cell.
Does not: which lines are one table (`lattice`), text.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

# A line of the page: its place across its direction, its start and its end along it.
Line = tuple[float, float, float]
_Lines = dict[float, list[tuple[float, float]]]

# A gap this small in a line is where another line crosses it.
GAP = 3.0
# An elementary side counts as drawn when this share of it is covered.
COVERED = 0.6


@dataclass(frozen=True, slots=True)
class GridCell:
    row: int
    column: int
    row_span: int
    column_span: int
    is_rectangle: bool = True


@dataclass(frozen=True, slots=True)
class Cells:
    """Edges of rows and columns, the cells, and for each elementary rectangle the index of its cell (-1: none)."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]
    goes_on: bool  # a cell has no upper or lower line, because it goes on over the page break


class Groups:
    """Numbers from 0, joined into groups."""

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


def cells_between(horizontals: list[Line], verticals: list[Line]) -> Cells | None:
    """The closed cells of one table; None where the lines close none."""
    row_lines, column_lines = _by_position(horizontals), _by_position(verticals)
    ys, xs = sorted(row_lines), sorted(column_lines)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    # Node rows*columns is the outside of the table.
    groups = Groups(rows * columns + 1)
    goes_on = _join_rows(groups, row_lines, column_lines)
    _join_columns(groups, row_lines, column_lines)
    cells, owner = _closed(groups, rows, columns)
    return Cells(tuple(ys), tuple(xs), cells, owner, goes_on) if cells else None


def _by_position(lines: list[tuple[float, float, float]]) -> _Lines:
    by_position: _Lines = defaultdict(list)
    for at, start, end in lines:
        by_position[at].append((start, end))
    return by_position


def _covered(intervals: list[tuple[float, float]], start: float, end: float) -> bool:
    drawn = 0.0
    for a, b in intervals:
        if a < end and b > start:
            drawn += (b if b < end else end) - (a if a > start else start)
    return drawn >= COVERED * (end - start)


def _covers_all(intervals: list[tuple[float, float]], edges: list[float]) -> bool:
    """Whether one line runs past all edges: the usual case, and cheaper than to ask for each side."""
    return len(intervals) == 1 and intervals[0][0] <= edges[0] and intervals[0][1] >= edges[-1]


def _reach(column_lines: _Lines, x: float, y: float) -> bool:
    """Whether a vertical at x ends, or passes, at height y."""
    return any(top - GAP <= y <= bottom + GAP for top, bottom in column_lines[x])


def _join_rows(groups: Groups, row_lines: _Lines, column_lines: _Lines) -> bool:
    """Join the rectangles that no horizontal divides; True where a cell goes on over the page break."""
    ys, xs = sorted(row_lines), sorted(column_lines)
    rows, columns = len(ys) - 1, len(xs) - 1
    outside = rows * columns
    goes_on = False
    for i, y in enumerate(ys):
        lines = row_lines[y]
        if _covers_all(lines, xs):
            continue
        for j in range(columns):
            if _covered(lines, xs[j], xs[j + 1]):
                continue
            if i in (0, rows) and _reach(column_lines, xs[j], y) and _reach(column_lines, xs[j + 1], y):
                goes_on = True  # a merged cell whose sides end at the table's edge
                continue
            above = (i - 1) * columns + j if i > 0 else outside
            below = i * columns + j if i < rows else outside
            groups.join(above, below)
    return goes_on


def _join_columns(groups: Groups, row_lines: _Lines, column_lines: _Lines) -> None:
    """Join the rectangles that no vertical divides."""
    ys, xs = sorted(row_lines), sorted(column_lines)
    rows, columns = len(ys) - 1, len(xs) - 1
    outside = rows * columns
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


def _closed(groups: Groups, rows: int, columns: int) -> tuple[tuple[GridCell, ...], tuple[tuple[int, ...], ...]]:
    """The groups that are not joined to the outside, and which of them each rectangle is of."""
    outer = groups.find(rows * columns)
    roots = [groups.find(node) for node in range(rows * columns)]
    extents: dict[int, list[int]] = {}  # top, left, bottom, right, rectangles
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
    index = {root: number for number, root in enumerate(extents)}
    owners = [index.get(root, -1) for root in roots]
    return cells, tuple(tuple(owners[i * columns : (i + 1) * columns]) for i in range(rows))
