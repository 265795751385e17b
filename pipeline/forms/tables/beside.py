"""The parts of a broad sheet, printed on pages of their own, put together as if they stood on one page.

Belongs here: rows on common heights, columns side by side, words and lines that the edges of the pages cut.
Does not: which pages print parts of one table (`sideways`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from msgspec.structs import replace

from pipeline.documents.model import Box, Cell, Paragraph, Table
from pipeline.forms.tables.captions import organisation_of, pattern, unit_of
from pipeline.forms.text import squeezed

# Rows of one sheet are printed at the same height on every page; drawing moves them by less.
TOLERANCE = 2.0
_FEWEST_ROWS = 3
# A word may reach out of the columns it heads, and its halves may stand apart, by this (points).
_REACH = 12.0


@dataclass(slots=True)
class Sheet:
    """What one page prints: its only table, and the lines above, in and below it."""

    table: Table
    above: list[Paragraph] = field(default_factory=list)
    within: list[Paragraph] = field(default_factory=list)
    below: list[Paragraph] = field(default_factory=list)


def end_level(ours: list[float], theirs: list[float]) -> bool:
    """Whether all rows lie as high as the others, or those from the last one up do: cells of headers are joined."""
    few, many = sorted((ours, theirs), key=len)
    if len(few) > 1 and abs(few[-1] - many[-1]) <= TOLERANCE and all(_place(many, y) is not None for y in few):
        return True
    level = 0
    for a, b in zip(reversed(ours), reversed(theirs), strict=False):
        if abs(a - b) > TOLERANCE:
            break
        level += 1
    return level > _FEWEST_ROWS


def row_edges(table: Table) -> list[float]:
    """Where the rows of a table begin and end on their page; empty where that is not known of all.

    The first row and the last have no cell where all their words go on to another page.
    """
    edges = {0: table.box.top, table.row_count: table.box.bottom} if table.box is not None else {}
    for cell in table.cells:
        if cell.box is None:
            return []
        edges[cell.row], edges[cell.row + cell.row_span] = cell.box.top, cell.box.bottom
    return [edges[row] for row in sorted(edges)] if len(edges) == table.row_count + 1 else []


def _place(edges: list[float], y: float) -> int | None:
    return next((i for i, edge in enumerate(edges) if abs(edge - y) <= TOLERANCE), None)


def joined(parts: list[Sheet]) -> list[Paragraph | Table]:
    """The blocks of the parts as if they were printed on one broad page."""
    table, above, below = parts[0].table, parts[0].above, parts[0].below
    words, seams = list(parts[0].within), []
    for part in parts[1:]:
        shift, seam = table.column_edges[-1] - part.table.column_edges[0], table.column_count
        table = _beside(table, part.table, shift)
        above, below = _merged_lines(above, part.above), _merged_lines(below, part.below)
        words += [_shifted(word, shift) for word in part.within]
        seams.append(seam)
    cells, rest = _cut_words(table, seams, words)
    whole = replace(table, cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))
    return [*above, *rest, whole, *below]


def _shifted(line: Paragraph, by: float) -> Paragraph:
    box = line.box
    return line if box is None else replace(line, box=box._replace(x0=box.x0 + by, x1=box.x1 + by))


def _beside(left: Table, right: Table, shift: float) -> Table:
    """The table with the columns of `right` beside those of `left`."""
    ours, theirs = row_edges(left), row_edges(right)
    mine = others = list(range(left.row_count + 1))
    if end_level(ours, theirs):
        ys = sorted([*ours, *(y for y in theirs if _place(ours, y) is None)])
        mine, others = ([_place(ys, y) or 0 for y in edges] for edges in (ours, theirs))
    cells = [_moved(cell, mine, 0) for cell in left.cells]
    cells += [_moved(cell, others, left.column_count) for cell in right.cells]
    return replace(
        left,
        cells=tuple(cells),
        row_count=max(mine[-1], others[-1]),
        column_count=left.column_count + right.column_count,
        column_edges=(*left.column_edges, *(edge + shift for edge in right.column_edges[1:])),
    )


def _moved(cell: Cell, rows: list[int], columns: int) -> Cell:
    row, end = rows[cell.row], rows[cell.row + cell.row_span]
    return replace(cell, row=row, row_span=max(1, end - row), column=cell.column + columns)


def _cut_words(table: Table, seams: list[int], words: list[Paragraph]) -> tuple[list[Cell], list[Paragraph]]:
    """The cells with those that the edges of the pages cut, and the words that are in none.

    Words above columns of several parts are printed at the edges, in no cell: they head the columns beside a seam that
    have no cell in their row. Where such columns have no words, the head beyond the seam is printed there alone.
    """
    cells = list(table.cells)
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    rest = words
    for row, (top, bottom) in enumerate(pairwise(row_edges(table))):
        for first, last in _open_runs(taken, row, table.column_count):
            if not any(first <= seam <= last for seam in seams):
                continue
            around = Box(table.column_edges[first] - _REACH, top, table.column_edges[last] + _REACH, bottom)
            here = [w for w in rest if w.box is not None and around.contains(*_middle(w.box))]
            cells += _laid_out(here, table.column_edges, row, first, last)
            rest = [word for word in rest if word not in here]
            beyond = next((i for i, c in enumerate(cells) if (c.row, c.column) == (row, last) and c.text.strip()), None)
            if row == 0 and not here and last in seams and beyond is not None:
                wide = cells[beyond]
                cells[beyond] = replace(wide, column=first, column_span=wide.column_span + last - first)
    return cells, rest


def _open_runs(taken: set[tuple[int, int]], row: int, width: int) -> list[tuple[int, int]]:
    """The columns of a row that have no cell, as runs of neighbours."""
    runs: list[tuple[int, int]] = []
    for column in range(width):
        if (row, column) in taken:
            continue
        if runs and runs[-1][1] == column:
            runs[-1] = runs[-1][0], column + 1
        else:
            runs.append((column, column + 1))
    return runs


def _laid_out(words: list[Paragraph], edges: Sequence[float], row: int, first: int, last: int) -> list[Cell]:
    """Cells for the words over a run of columns: halves of a word are one, and words stand in the middle of theirs."""
    whole: list[tuple[str, float, float, int]] = []
    for text, x0, x1, page in _upright(words):
        if whole and x0 - whole[-1][2] < x1 - x0 + _REACH and any(whole[-1][2] <= x <= x0 for x in edges):
            before, x0, _, page = whole.pop()
            whole.append((before + text, x0, x1, page))
        else:
            whole.append((text, x0, x1, page))
    cells = []
    for number, (text, x0, x1, page) in enumerate(whole):
        end = last
        if number < len(whole) - 1:
            aim = x0 + x1 - edges[first]
            end = min(range(first + 1, last), key=lambda i: abs(edges[i] - aim), default=last)
        if first < end:
            cells.append(Cell(row, first, text, 1, end - first, page))
        first = end
    return cells


def _upright(words: list[Paragraph]) -> list[tuple[str, float, float, int]]:
    """Words from left to right, the lines of one word as one: text, from x, to x, page."""
    found: list[tuple[str, float, float, int]] = []
    placed = [(word, word.box) for word in words if word.box is not None]
    for word, box in sorted(placed, key=lambda pair: pair[1].top):
        over = next((i for i, (_, x0, x1, _) in enumerate(found) if min(x1, box.x1) > max(x0, box.x0)), None)
        if over is None:
            found.append((word.text, box.x0, box.x1, word.page))
        else:
            text, x0, x1, page = found[over]
            found[over] = f"{text}\n{word.text}", min(x0, box.x0), max(x1, box.x1), page
    return sorted(found, key=lambda one: one[1])


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2


def _merged_lines(lines: list[Paragraph], more: list[Paragraph]) -> list[Paragraph]:
    """Lines of two parts from top to bottom; one that the edge of the page cuts is one again."""
    merged = list(lines)
    for line in more:
        same = next((i for i, one in enumerate(merged) if _on_one_line(one.box, line.box)), None)
        if same is None:
            merged.append(line)
        elif _names(merged[same]) or _names(line):
            merged.insert(same + 1, line)
        else:
            merged[same] = replace(merged[same], text=merged[same].text + line.text)
    return sorted(merged, key=lambda line: line.box.top if line.box is not None else 0.0)


def _on_one_line(one: Box | None, other: Box | None) -> bool:
    return one is not None and other is not None and abs(one.top - other.top) <= TOLERANCE


def _names(line: Paragraph) -> bool:
    """Whether a line says an organisation, a unit or a label: no part of a title."""
    text = squeezed(line.text)
    return organisation_of(text) is not None or unit_of(text) is not None or bool(pattern("label").match(text))
