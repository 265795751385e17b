"""White gaps to columns: where the lines of a table agree that nothing is printed.

Belongs here: the strips between columns, and which columns the words above them add.
Does not: rows (`bands`), spans (`aligned`), what the words mean.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from pipeline.documents.readers.pdf.runs import WIDE, Line, Run
from pipeline.documents.readers.pdf.words import words

# Words may cross a strip on this share of the lines that keep it white: titles of sections, totals over two columns.
_MAY_CROSS = 0.2
# What it costs to leave a word or a column by itself when the words of the header are laid on the columns, in heights.
_LONE_WORD, _LONE_COLUMN, _SHARED_WORD = 2.0, 8.0, 1.0

# Letters of one word may be set apart as far as this (of the height), those of some words further: 收        入.
_SPACED, _FAR = 4.0, 16.0

# What prints on other lines than its neighbour, and nothing stands above, is the same column when it is as near as this
# (of the height): codes at their right, levels at their left.
_BESIDE = 2.4

Interval = tuple[float, float]


@dataclass(slots=True)
class Column:
    """What is printed of one column: its ink from left to right, and the ink of the words above it."""

    x0: float
    x1: float
    head: Interval | None = None
    has_body: bool = True

    @property
    def left(self) -> float:
        return min(self.x0, self.head[0]) if self.head else self.x0

    @property
    def right(self) -> float:
        return max(self.x1, self.head[1]) if self.head else self.x1


@dataclass(slots=True)
class _Sweep:
    """How many lines print, and how many leave white, between neighbouring x positions."""

    points: list[float]
    numbers: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    white: list[int] = field(default_factory=list)


def body_columns(lines: list[Line]) -> list[Column]:
    """The columns of these lines by their white gaps alone; columns in which nothing is printed are not among them."""
    sweep = _swept(lines)
    strips = _strips(sweep)
    phrases = [phrase for line in lines for phrase in phrases_of(line)]
    edges = [-1e9, *(middle for _, _, middle in strips), 1e9]
    columns: list[Column] = []
    for low, high in pairwise(edges):
        inside = [p for p in phrases if low <= (p.x0 + p.x1) / 2 < high]
        # What reaches over a strip is a label longer than the others, and no column of its own.
        fitting = [p for p in inside if p.x0 >= low - 1 and p.x1 <= high + 1]
        if fitting:
            columns.append(Column(min(p.x0 for p in fitting), max(p.x1 for p in fitting)))
    return columns


def phrases_of(line: Line) -> list[Run]:
    """The runs of a line, letters joined over gaps no wider than between words, or inside 合    计."""
    found: list[Run] = []
    last: Run | None = None
    for run in line.runs:
        if last is not None and not last.is_number and not run.is_number and is_one_phrase(last, run, line.height):
            whole = found[-1]
            top, bottom = min(whole.top, run.top), max(whole.bottom, run.bottom)
            found[-1] = Run(whole.text + run.text, whole.x0, top, run.x1, bottom, False, False)
        else:
            found.append(run)
        last = run
    return found


def is_one_phrase(a: Run, b: Run, height: float) -> bool:
    """Whether two neighbours are parts of one word or label."""
    gap = b.x0 - a.x1
    if len(a.text) == len(b.text) == 1 and a.text != b.text:
        return gap <= (_FAR if a.text + b.text in words("spaced_words") else _SPACED) * height
    return gap <= WIDE * height


def _swept(lines: list[Line]) -> _Sweep:
    by_line = [phrases_of(line) for line in lines]
    points = sorted({x for phrases in by_line for p in phrases for x in (p.x0, p.x1)})
    sweep = _Sweep(points)
    steps = [[0] * (len(points) + 1) for _ in range(3)]

    def note(kind: int, low: float, high: float) -> None:
        steps[kind][bisect_left(points, low)] += 1
        steps[kind][bisect_left(points, high)] -= 1

    for phrases in by_line:
        for phrase in phrases:
            note(0 if phrase.is_number else 1, phrase.x0, phrase.x1)
        for a, b in pairwise(phrases):
            if b.x0 > a.x1:
                note(2, a.x1, b.x0)
    sweep.numbers, sweep.words, sweep.white = (list(accumulate(s)) for s in steps)
    return sweep


def _strips(sweep: _Sweep) -> list[tuple[float, float, float]]:
    """(left, right, where to cut) of the strips that lines agree on, from left to right."""
    found: list[tuple[float, float, float]] = []
    run: list[int] = []
    for i in range(len(sweep.points)):
        last = i == len(sweep.points) - 1
        white = sweep.white[i]
        if not last and not sweep.numbers[i] and white and sweep.words[i] <= _MAY_CROSS * white:
            run.append(i)
            continue
        if run:
            found.append(_cut(sweep, run))
            run = []
    return found


def _cut(sweep: _Sweep, run: list[int]) -> tuple[float, float, float]:
    least = min(sweep.words[i] for i in run)
    most = max(sweep.white[i] for i in run if sweep.words[i] == least)
    best = max(
        (i for i in run if sweep.words[i] == least and sweep.white[i] == most),
        key=lambda i: sweep.points[i + 1] - sweep.points[i],
    )
    low, high = sweep.points[best], sweep.points[best + 1]
    return sweep.points[run[0]], sweep.points[run[-1] + 1], (low + high) / 2


def without_indents(columns: list[Column], lines: list[Line]) -> list[Column]:
    """The columns with those joined that are one, its codes set in by their level: 301, and 30101 further right.

    No line prints in both, and none of their codes is a part of one (01 below 301), which has a column of its own.
    """
    found: list[Column] = []
    for column in columns:
        last = found[-1] if found else None
        if last is not None and _are_indents(last, column, lines):
            found[-1] = Column(last.x0, column.x1)
        else:
            found.append(column)
    return found


def _are_indents(a: Column, b: Column, lines: list[Line]) -> bool:
    texts = [p.text for column in (a, b) for p in _printed(column, lines)]
    return all(text.isdigit() and len(text) >= 3 for text in texts) and _never_both(a, b, lines)


def _printed(column: Column, lines: list[Line]) -> list[Run]:
    return [p for line in lines for p in phrases_of(line) if column.x0 - 1 <= p.middle <= column.x1 + 1]


def _never_both(a: Column, b: Column, lines: list[Line]) -> bool:
    return not any(_printed(a, [line]) and _printed(b, [line]) for line in lines)


def joined_to_neighbours(columns: list[Column], lone: list[int], lines: list[Line], height: float) -> list[Column]:
    """The columns of the body; those of `lone`, with no word above, joined to a near one that prints on other lines."""
    found: list[Column] = []
    joins_next = False
    for i, column in enumerate(columns):
        if not column.has_body:
            joins_next = False
            continue
        last = found[-1] if found else None
        near = last is not None and column.x0 - last.x1 < _BESIDE * height and _never_both(last, column, lines)
        if last is not None and near and (joins_next or i in lone):
            found[-1] = Column(last.x0, column.x1)
        else:
            found.append(Column(column.x0, column.x1))
        joins_next = i in lone
    return found


def with_heads(columns: list[Column], heads: list[Interval], height: float) -> tuple[list[Column], list[list[int]]]:
    """The columns with those that only a word of the header shows, and for each word the columns it stands above.

    Words and columns are matched from left to right: each word takes the column it stands over or beside, or several
    where it lies over all of them; a word with no column near is a column that prints nothing.
    """
    n, m = len(heads), len(columns)
    best = [[(float("inf"), "", 0)] * (m + 1) for _ in range(n + 1)]
    best[0][0] = (0.0, "", 0)
    for i in range(n + 1):
        for j in range(m + 1):
            cost = best[i][j][0]
            if cost == float("inf"):
                continue
            if j < m:
                _better(best, i, j + 1, cost + _LONE_COLUMN * height, "column", 1)
            if i < n:
                _better(best, i + 1, j, cost + _LONE_WORD * height + _overlap(heads[i], columns), "word", 0)
                for k in range(1, m - j + 1):
                    price = _match(heads[i], columns[j : j + k], height)
                    if price is None:
                        break
                    _better(best, i + 1, j + k, cost + price, "match", k)
    return _laid_out(columns, heads, best)


def _better(best: list[list[tuple[float, str, int]]], i: int, j: int, cost: float, how: str, count: int) -> None:
    if cost < best[i][j][0]:
        best[i][j] = (cost, how, count)


def _overlap(head: Interval, columns: list[Column]) -> float:
    return sum(max(0.0, min(head[1], c.x1) - max(head[0], c.x0)) for c in columns)


def _match(head: Interval, columns: list[Column], height: float) -> float | None:
    """What it costs to put the word over these columns: how far it stands from them; None where it cannot."""
    first, last = columns[0], columns[-1]
    if len(columns) == 1:
        return max(0.0, first.x0 - head[1], head[0] - first.x1)
    if any(min(head[1], c.x1) - max(head[0], c.x0) <= 0 for c in columns):
        return None
    return abs((head[0] + head[1]) / 2 - (first.x0 + last.x1) / 2) + _SHARED_WORD * height * (len(columns) - 1)


def _laid_out(
    columns: list[Column], heads: list[Interval], best: list[list[tuple[float, str, int]]]
) -> tuple[list[Column], list[list[int]]]:
    i, j = len(heads), len(columns)
    steps = []
    while i or j:
        _, how, count = best[i][j]
        steps.append((how, i - 1, j - count, count))
        i, j = i - (how != "column"), j - count
    found: list[Column] = []
    above: list[list[int]] = [[] for _ in heads]
    for how, word, column, count in reversed(steps):
        if how == "word":
            above[word] = [len(found)]
            found.append(Column(*heads[word], head=heads[word], has_body=False))
            continue
        for k in range(column, column + count):
            if how == "match":
                above[word].append(len(found))
            head = heads[word] if how == "match" and count == 1 else None
            found.append(Column(columns[k].x0, columns[k].x1, head))
    return found, above


def edges_between(columns: list[Column], left: float, right: float) -> list[float]:
    """The x of every edge: the table's left, the middle of the white between neighbours, the table's right."""
    edges = [min(left, columns[0].left - 1)]
    for a, b in pairwise(columns):
        low, high = a.right, b.left
        if low > high:  # a word of the header reaches over its neighbour's ink
            low, high = a.x1, b.x0
        edges.append((low + high) / 2)
    edges.append(max(right, columns[-1].right + 1))
    return edges


def clear_of_labels(edges: list[float], heads: list[float], rows: list[list[Line]]) -> list[float]:
    """The edges, moved right of labels longer than the others of their column that print a number behind them.

    `heads` is for each column where the words above it begin.
    """
    found = list(edges)
    runs_of_rows = [[run for line in row for run in line.runs] for row in rows]
    for k in range(1, len(edges) - 1):
        left, x, right = edges[k - 1 : k + 2]
        longer, behind = [], [heads[k], right]
        for runs in runs_of_rows:
            numbers = [run.x0 for run in runs if run.is_number and x < run.middle < right]
            labels = [run.x1 for run in runs if not run.is_number and left <= run.middle < x + 2 < run.x1]
            behind += numbers
            longer += [end for end in labels if any(end < number for number in numbers)]
        if longer and max(longer) < min(behind):
            found[k] = (max(longer) + min(behind)) / 2
    return found
