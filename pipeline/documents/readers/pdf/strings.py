"""Numbers and words that run over a side of their cell: all of one belongs to the cell in which most of it stands.

Belongs here: what is drawn without a gap, and which of it is one number or one word.
Does not: which cell a single glyph stands in (`cells`), columns of tables without rulings (`gaps`).

A side may cut a number so that what is left on either side of it is a number too: 1,234.50 with its stop below a
ruling, or with its last figure right of one. So a number is never cut; but figures that merely stand close to a side
are not moved over it, for codes are set in narrow columns, a few figures in each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from pipeline.documents.readers.pdf.ink import Glyph
from pipeline.documents.readers.pdf.runs import SIGNS, gap_limit, unglued

# Two glyphs drawn one after the other no further apart than this (points) may be neighbours in a number or a word.
TOUCHING = 3.0
# A gap inside one number is no wider than so many times the others: a 1 leaves half its square white.
_EVEN = 1.5

# Print that is drawn back over itself by more than this (of its height) is another string.
_BACK = 0.1

Cell = list[Glyph]
Move = tuple[Glyph, Cell, Cell]


class Home(NamedTuple):
    """Where a glyph stands: what is printed in its cell, and the row of the grid (-1 outside)."""

    cell: Cell
    row: int


def moves(glyphs: list[Glyph], crossings: list[int], home: Callable[[Glyph], Home]) -> Iterator[Move]:
    """(glyph, from, to) of what is to be moved; at each place of `crossings` in `glyphs` a string changes its cell."""
    done = -1
    for place in crossings:
        if place <= done:
            continue
        start, end = place - 1, place
        while start > 0 and _touch(glyphs[start - 1], glyphs[start]):
            start -= 1
        while end < len(glyphs) and _touch(glyphs[end - 1], glyphs[end]):
            end += 1
        done = end - 1
        for part in _parts(glyphs[start:end]):
            yield from _gathered(part, [home(glyph) for glyph in part])


def _touch(a: Glyph, b: Glyph) -> bool:
    gap = b.x0 - a.x1
    height = max(a.bottom - a.top, b.bottom - b.top)
    return (
        a.baseline == b.baseline and not b.text.isspace() and -_BACK * height < gap < gap_limit(a.text, b.text) * height
    )


def _parts(string: list[Glyph]) -> Iterator[list[Glyph]]:
    """The numbers and the words of a string."""
    for is_number, grouped in groupby(string, key=lambda glyph: glyph.text in SIGNS):
        part = list(grouped)
        yield from unglued(part) if is_number else [part]


def _gathered(part: list[Glyph], homes: list[Home]) -> Iterator[Move]:
    counts = Counter(id(home.cell) for home in homes)
    if len(counts) < 2:
        return
    (most, count), (_, next_count) = counts.most_common(2)
    if count == next_count or not _is_cut(part, homes):
        return
    target = next(home.cell for home in homes if id(home.cell) == most)
    for glyph, home in zip(part, homes, strict=True):
        if home.cell is not target:
            yield glyph, home.cell, target


def _is_cut(part: list[Glyph], homes: list[Home]) -> bool:
    """Whether a side goes through one word or number: figures on either side of it are set as close as the others."""
    if part[0].text not in SIGNS:
        return True
    within: list[float] = []
    across: list[float] = []
    for (a, home_a), (b, home_b) in pairwise(zip(part, homes, strict=True)):
        if home_a.row != home_b.row:
            continue  # they stand on one line: the ruling goes through it
        (within if home_a.cell is home_b.cell else across).append(b.x0 - a.x1)
    return not across or (bool(within) and max(across) <= _EVEN * max(within))
