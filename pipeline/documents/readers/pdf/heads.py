"""The header of a table without vertical rulings: which words are one, and which columns each stands above.

Belongs here: words broken over lines, words above one column, words above several.
Does not: finding the columns that print numbers (`gaps`), rows (`bands`), what the words mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.documents.readers.pdf.gaps import (
    Column,
    Interval,
    edges_between,
    is_one_phrase,
    joined_to_neighbours,
    with_heads,
)
from pipeline.documents.readers.pdf.runs import Line, Run
from pipeline.documents.readers.pdf.words import words as listed

# Letters of one word may be set apart as far as this (of the height): 合    计.
_SPACED = 4.0
# Lines of a broken word stand no further apart than this (of the height), and usually nearer than the second.
_LEADING, _NEAR = 1.1, 0.35
# The first line of a broken word may be shorter than the next by this (of the height).
_FULLER = 1.5
# What a column costs that is under no word of a level although it could be, as a share of the width of a column.
_LEFT_OUT = 0.35
# From a group's height to the lowest words: what stands lower than this belongs to the group, where there is one level.
_LOW = 0.7
# Two words that touch begin with so many of the same letters (公务用车购置公务用车运行).
_ALIKE = 2

_STOPS, _OPENINGS = "、，,：:；;”’》)）", "(（“‘《"

Ruled = tuple[float, float, float]  # y, from x, to x


@dataclass(slots=True, eq=False)
class Word:
    """One cell of the header: its ink, and the columns it stands above once they are known."""

    x0: float
    top: float
    x1: float
    bottom: float
    lines: int = 1
    columns: list[int] = field(default_factory=list)
    floor: float = 0.0  # where the cell ends

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2


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
    lines = _untouched(lines)
    words = _joined([_pieces(line, body) for line in lines], rulings, height, is_drawn=is_drawn or bool(rulings))
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


def _untouched(lines: list[Line]) -> list[Line]:
    """The lines of a header with the first lines of two words apart that touch, each above what goes on with it."""
    found = list(lines)
    for number, line in enumerate(lines):
        following = [run for later in lines[number + 1 : number + 3] for run in later.runs]
        runs = [part for run in line.runs for part in _apart(run, following, line.height)]
        if len(runs) > len(line.runs):
            found[number] = replace(line, runs=runs)
    return found


def _apart(run: Run, following: list[Run], height: float) -> list[Run]:
    """The two words of a run whose halves begin alike and stand each over the middle of a piece below; else the run."""
    at = run.text.find(run.text[:_ALIKE], _ALIKE)
    near = [r for r in following if 0 <= r.top - run.bottom < _LEADING * height and run.x0 <= r.middle <= run.x1]
    if at < 0 or len(near) != 2:
        return [run]
    left, right = sorted(near, key=lambda r: r.x0)
    x, other = 2 * left.middle - run.x0, 2 * right.middle - run.x1
    expected = run.x0 + (run.x1 - run.x0) * at / len(run.text)
    if max(abs(x - other), abs(x - expected)) > 0.5 * height:
        return [run]
    return [
        run._replace(text=run.text[:at], x1=x, is_number=False, is_amount=False),
        run._replace(text=run.text[at:], x0=x, is_number=False, is_amount=False),
    ]


def _pieces(line: Line, body: list[Column]) -> list[Word]:
    found: list[Word] = []
    last: Run | None = None
    for run in line.runs:
        if last is not None and _is_one_word(last, run, body, line.height):
            word = found[-1]
            word.x1 = max(word.x1, run.x1)
            word.top, word.bottom = min(word.top, run.top), max(word.bottom, run.bottom)
        else:
            found.append(Word(run.x0, run.top, run.x1, run.bottom))
        last = run
    return found


def _is_one_word(a: Run, b: Run, body: list[Column], height: float) -> bool:
    gap = b.x0 - a.x1
    if a.text[-1] in _STOPS or b.text[0] in _OPENINGS:
        return gap < 1.0 * height
    if a.text[-1].isascii() != b.text[0].isascii() and gap < 0.5 * height:
        return True  # 2026 年: set apart by the program, not by a column
    over_a = {i for i, c in enumerate(body) if a.x0 < c.x1 and a.x1 > c.x0}
    over_b = {i for i, c in enumerate(body) if b.x0 < c.x1 and b.x1 > c.x0}
    are_apart = bool(over_a and over_b) and not over_a & over_b
    if len(a.text) == len(b.text) == 1 and not {a.text, b.text} <= listed("code_levels"):
        # The last letters of two words above neighbouring columns look like one word that is spread over both.
        if are_apart and a.text + b.text not in listed("spaced_words"):
            return False
        return is_one_phrase(a, b, height)
    if are_apart:
        return False
    if over_a and over_a == over_b:
        return gap < (_SPACED if len(over_a) == 1 else 0.8) * height
    return False


def _joined(by_line: list[list[Word]], rulings: list[Ruled], height: float, *, is_drawn: bool) -> list[Word]:
    """Pieces of one word on several lines become one; in a drawn header, all that no ruling parts."""
    words: list[Word] = []
    open_words: list[Word] = []
    for number, pieces in enumerate(by_line):
        uppers = [[w for w in open_words if _overlap(w, p) > 0] for p in pieces]
        following = [p for later in by_line[number + 1 : number + 3] for p in later]
        # Decided for all pieces before any is joined: a word grows by its piece, and is then no neighbour's measure.
        joins = [
            _upper(piece, above, uppers, rulings)
            if len(above) == 1 and (is_drawn or _continues(above[0], piece, pieces, open_words, following, height))
            else None
            for piece, above in zip(pieces, uppers, strict=True)
        ]
        taken: list[Word] = []
        for piece, upper in zip(pieces, joins, strict=True):
            if upper is not None:
                upper.x0, upper.x1 = min(upper.x0, piece.x0), max(upper.x1, piece.x1)
                upper.bottom = max(upper.bottom, piece.bottom)
                upper.lines += 1
            else:
                words.append(piece)
            taken.append(upper or piece)
        covered = [w for w in open_words if w not in taken and not any(_overlap(w, p) > 0 for p in pieces)]
        open_words = taken + covered
    return words


def _upper(piece: Word, above: list[Word], uppers: list[list[Word]], rulings: list[Ruled]) -> Word | None:
    """The one word above a piece, where no ruling and no other piece comes between."""
    upper = above[0]
    parted = any(upper.centre < y < piece.centre and x0 <= piece.middle <= x1 for y, x0, x1 in rulings)
    return None if parted or sum(upper in other for other in uppers) != 1 else upper


def _continues(
    upper: Word, piece: Word, pieces: list[Word], open_words: list[Word], following: list[Word], height: float
) -> bool:
    gap = piece.top - upper.bottom
    if gap > _LEADING * height:
        return False
    if abs(upper.middle - piece.middle) > 0.9 * height and abs(upper.x0 - piece.x0) > 0.9 * height:
        return False
    if upper.lines == 1 and (piece.x1 - piece.x0) - (upper.x1 - upper.x0) > _FULLER * height:
        return False  # a word is broken where its line is full
    if gap <= _NEAR * height or upper.lines > 1:
        return True
    # A word above the middle one of three columns: its neighbours print on the lower line and not on the upper. The
    # middle line of three of one word stands as low, but has one below it too.
    place = pieces.index(piece)
    neighbours = [
        n
        for n in pieces[max(0, place - 1) : place] + pieces[place + 1 : place + 2]
        if not any(min(n.x1, piece.x1) <= other.x0 and other.x1 <= max(n.x0, piece.x0) for other in open_words)
    ]
    lonely = not any(
        other is not upper and abs(other.bottom - upper.bottom) < 0.3 * height and _overlap(other, n) > 0
        for n in neighbours
        for other in open_words
    )
    third = any(_overlap(piece, p) > 0 and abs(p.top - piece.bottom - gap) < 0.3 * height for p in following)
    return third or not (len(neighbours) == 2 and lonely)


def _overlap(a: Word, b: Word) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)


def _is_group(word: Word, words: list[Word], rulings: list[Ruled]) -> bool:
    """Whether a word stands above others: drawn so, or printed so."""
    lower = [w for w in words if w.top >= word.bottom - 0.3 * (word.bottom - word.top) / word.lines]
    if any(word.centre < y < w.centre for w in lower for y, _, _ in rulings):
        return any(x0 <= word.middle <= x1 and any(word.centre < y < w.centre for w in lower) for y, x0, x1 in rulings)
    if any(_overlap(word, w) > 0.2 * min(word.x1 - word.x0, w.x1 - w.x0) for w in lower):
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
