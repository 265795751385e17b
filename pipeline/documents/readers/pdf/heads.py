"""The header of a table without vertical rulings: which columns each of its words stands above.

Belongs here: words above one column, words above several, the levels of a header.
Does not: which pieces are one word (`headwords`), where columns are (`gaps`), rows (`bands`), what words mean.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.documents.readers.pdf.gaps import (
    Column,
    Interval,
    edges_between,
    joined_to_neighbours,
    with_heads,
)
from pipeline.documents.readers.pdf.headwords import Ruled, Word, overlap, words_of
from pipeline.documents.readers.pdf.runs import Line

# What a column costs that is under no word of a level although it could be, as a share of the width of a column.
_LEFT_OUT = 0.35
# From a group's height to the lowest words: what stands lower than this belongs to the group, where there is one level.
_LOW = 0.7


@dataclass(slots=True)
class Heading:
    """The columns of the whole table and the words above each, from top to bottom."""

    columns: list[Column]
    edges: list[float]
    stacks: list[list[Word]]


def read_heading(
    lines: list[Line],
    rows: list[Line],
    body: list[Column],
    rulings: list[Ruled],
    sides: Interval,
    floor: float,
    *,
    is_drawn: bool,
) -> Heading:
    """The words of the header `lines` laid on the columns of the body, whose lines are `rows`.

    `floor` is where the body begins; `is_drawn` where rulings part all that is to be parted.
    """
    height = max((line.height for line in lines), default=10.0)
    words = words_of(lines, body, rulings, height, is_drawn=is_drawn or bool(rulings))
    leaves = [w for w in words if not _is_group(w, words, rulings)]
    leaves.sort(key=lambda w: w.middle)
    columns, above = with_heads(body, [(w.x0, w.x1) for w in leaves], height)
    cutting = {numbers[0] for numbers in above if _cuts(columns, numbers)}
    if cutting:
        leaves = [w for w, numbers in zip(leaves, above, strict=True) if numbers[0] not in cutting]
        columns, above = with_heads(body, [(w.x0, w.x1) for w in leaves], height)
    # No word of its own: none above it, or one that stands above its neighbour too.
    lone = [i for i, c in enumerate(columns) if c.has_body and not any(i == numbers[0] for numbers in above if numbers)]
    joined = joined_to_neighbours(columns, lone, rows, height)
    if len(joined) < len(columns):
        columns, above = with_heads(joined, [(w.x0, w.x1) for w in leaves], height)
    for word, numbers in zip(leaves, above, strict=True):
        word.columns = numbers
    edges = edges_between(columns, *sides)
    stacks: list[list[Word]] = [[] for _ in columns]
    for word in leaves:
        for number in word.columns:
            stacks[number].append(word)
    groups = sorted((w for w in words if w not in leaves), key=lambda w: w.top)
    levels = _levels(groups)
    for level, limit in zip(levels, _limits(levels, leaves), strict=True):
        _spread(level, columns, edges, stacks, rulings, limit)
    for stack in stacks:
        stack.sort(key=lambda w: w.centre)
    _floors(words, stacks, rulings, floor)
    return Heading(columns, edges, stacks)


def _cuts(columns: list[Column], numbers: list[int]) -> bool:
    """Whether a word laid out as a column of its own lies over the print of both its neighbours.

    It stands above them: a column for it would cut what they print.
    """
    if len(numbers) != 1 or columns[numbers[0]].has_body:
        return False
    number = numbers[0]
    column, sides = columns[number], columns[max(0, number - 1) : number] + columns[number + 1 : number + 2]
    return len(sides) == 2 and all(c.has_body and min(c.x1, column.x1) > max(c.x0, column.x0) for c in sides)


def _is_group(word: Word, words: list[Word], rulings: list[Ruled]) -> bool:
    """Whether a word stands above others: drawn so, or printed so."""
    lower = [w for w in words if w.top >= word.bottom - 0.3 * (word.bottom - word.top) / word.lines]
    if any(word.centre < y < w.centre for w in lower for y, _, _ in rulings):
        return any(x0 <= word.middle <= x1 and any(word.centre < y < w.centre for w in lower) for y, x0, x1 in rulings)
    if any(overlap(word, w) > 0.2 * min(word.x1 - word.x0, w.x1 - w.x0) for w in lower):
        return True
    # Above the white between two words: a word above one column alone would stand at half the header's height.
    middle = (min(w.top for w in words) + max(w.bottom for w in words)) / 2
    return word.bottom < middle and any(w.x1 <= word.x0 for w in lower) and any(w.x0 >= word.x1 for w in lower)


def _levels(groups: list[Word]) -> list[list[Word]]:
    levels: list[list[Word]] = []
    for group in groups:
        if levels and group.top < max(w.bottom for w in levels[-1]) - 1:
            levels[-1].append(group)
        else:
            levels.append([group])
    return levels


def _spread(
    level: list[Word],
    columns: list[Column],
    edges: list[float],
    stacks: list[list[Word]],
    rulings: list[Ruled],
    limit: float,
) -> None:
    """Give each word of one level the columns it stands above: neighbours that print lower, shared out by middles."""
    low = [_is_low(i, level, stacks, edges, rulings, limit) for i in range(len(columns))]
    start = 0
    while start < len(columns):
        if not low[start]:
            start += 1
            continue
        end = start
        while end < len(columns) and low[end] and (end == start or _same_parent(stacks, start, end)):
            end += 1
        inside = sorted((w for w in level if edges[start] <= w.middle < edges[end]), key=lambda w: w.middle)
        if inside:
            _share(inside, start, end, edges, stacks)
        start = end
    for word in level:
        if not word.columns:
            word.columns = [i for i in range(len(columns)) if edges[i] < word.x1 and edges[i + 1] > word.x0]
            for i in word.columns:
                stacks[i].append(word)


def _same_parent(stacks: list[list[Word]], a: int, b: int) -> bool:
    """Whether two columns stand under the same words of the levels above."""

    def parents(i: int) -> list[Word]:
        return [w for w in stacks[i] if len(w.columns) > 1]

    return parents(a) == parents(b) or not (parents(a) and parents(b))


def _is_low(
    i: int, level: list[Word], stacks: list[list[Word]], edges: list[float], rulings: list[Ruled], limit: float
) -> bool:
    """Whether the lowest word above column i, at `limit` or lower, belongs under the words of a level."""
    leaf = max(stacks[i], key=lambda w: w.centre, default=None)
    if leaf is None:
        return False
    middle = (edges[i] + edges[i + 1]) / 2
    bottom = max(w.bottom for w in level)
    centre = sum(w.centre for w in level) / len(level)
    between = [r for r in rulings if centre < r[0] and any(r[0] < w.centre for s in stacks for w in s)]
    if between:
        return any(x0 - 1 <= middle <= x1 + 1 and centre < y < leaf.centre for y, x0, x1 in between)
    # A word above one column only stands at half the height that is left to it.
    is_below = leaf.top > bottom - 0.3 * (leaf.bottom - leaf.top) / leaf.lines
    return is_below and leaf.centre > limit


def _limits(levels: list[list[Word]], leaves: list[Word]) -> list[float]:
    """For each level of groups how low a word above one column stands at least that belongs under it.

    A word stands in the middle of what the levels above it leave: each lifts it by half its own height.
    """
    if not levels or not leaves:
        return [0.0 for _ in levels]
    centres = [sum(w.centre for w in level) / len(level) for level in levels]
    deepest = max(w.centre for w in leaves)
    if len(levels) == 1:
        return [centres[0] + _LOW * (deepest - centres[0])]
    half = (centres[-1] - centres[0]) / (len(levels) - 1) / 2
    return [deepest - (len(levels) - 1 - number + 0.5) * half for number in range(len(levels))]


def _share(words: list[Word], start: int, end: int, edges: list[float], stacks: list[list[Word]]) -> None:
    """Cut columns start..end-1 into one stretch a word so that the words stand over the middles of theirs."""
    width = (edges[end] - edges[start]) / (end - start)
    # best[k][j]: the cost with k words placed and columns up to j decided; and where the k-th word begins and ends.
    best: list[dict[int, tuple[float, tuple[tuple[int, int], ...]]]] = [{start: (0.0, ())}]
    for word in words:
        reached: dict[int, tuple[float, tuple[tuple[int, int], ...]]] = {}
        for j, (cost, placed) in best[-1].items():
            for a in range(j, end):
                for b in range(a + 1, end + 1):
                    price = cost + _LEFT_OUT * width * (a - j) + abs((edges[a] + edges[b]) / 2 - word.middle)
                    if b not in reached or price < reached[b][0]:
                        reached[b] = (price, (*placed, (a, b)))
        best.append(reached)
    if not best[-1]:
        return
    _, placed = min((cost + _LEFT_OUT * width * (end - j), spans) for j, (cost, spans) in best[-1].items())
    for word, (a, b) in zip(words, placed, strict=True):
        word.columns = list(range(a, b))
        for i in word.columns:
            stacks[i].append(word)


def _floors(words: list[Word], stacks: list[list[Word]], rulings: list[Ruled], floor: float) -> None:
    """Where each cell of the header ends: at a ruling, else between it and what stands under it."""
    for word in words:
        under = [
            stack[stack.index(word) + 1] for stack in stacks if word in stack and stack.index(word) + 1 < len(stack)
        ]
        if not under:
            word.floor = floor
            continue
        ceiling = min(w.top for w in under)
        drawn = [
            y for y, x0, x1 in rulings if word.centre < y < min(w.centre for w in under) and x0 <= word.middle <= x1
        ]
        word.floor = drawn[0] if drawn else (word.bottom + max(ceiling, word.bottom)) / 2
