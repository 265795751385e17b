"""Labels set sideways in the cells of a level page: narrow columns are headed so, and rows of one group are named so.

Belongs here: which letters at a right angle are the text of a cell, and what they say.
Does not: pages most of whose print runs sideways (`pdfium` and `plumber` turn them before), level text (`lines`).

What stands whole in one cell, where nothing else does, is its text. What runs over the side of a cell is a watermark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipeline.documents.model import Box
from pipeline.documents.readers.pdf.ink import Glyph, Slanted
from pipeline.documents.readers.pdf.lattice import Grid
from pipeline.documents.readers.pdf.lines import cell_text, glyph_height, split_lines

# By the number of a cell of a grid: what it says, and where.
Labels = dict[int, tuple[str, Box | None]]
# Letters of one word stand no further apart than this (of their height).
_APART = 0.5


def sideways_labels(
    slanted: list[Slanted], found: Sequence[Grid], inside: Sequence[list[list[Glyph]]]
) -> tuple[dict[int, Labels], list[Slanted]]:
    """By the number of a grid, the labels in its cells; and the letters that are none. `inside` are the level ones."""
    labels: dict[int, Labels] = defaultdict(dict)
    if not slanted or not found:
        return labels, slanted
    taken: set[int] = set()
    for turn in (1, 2, 3):
        for (grid, cell), letters in _standing([letter for letter in slanted if letter.turn == turn], found).items():
            if cell >= 0 and cell not in labels[grid] and not any(not g.text.isspace() for g in inside[grid][cell]):
                labels[grid][cell] = cell_text([_level(letter) for letter in letters]), _box(letters)
                taken |= set(map(id, letters))
    return labels, [letter for letter in slanted if id(letter) not in taken]


def _standing(letters: list[Slanted], found: Sequence[Grid]) -> dict[tuple[int, int], list[Slanted]]:
    """The letters of each cell, without those that run on into another."""
    standing: dict[tuple[int, int], list[Slanted]] = defaultdict(list)
    for run in _runs(letters):
        places = {_place(letter, found) for letter in run}
        if len(places) == 1:
            standing[places.pop()] += run
    return standing


def _place(letter: Slanted, found: Sequence[Grid]) -> tuple[int, int]:
    """The grid and the cell in which a letter stands; -1 outside."""
    x, y = (letter.x0 + letter.x1) / 2, (letter.top + letter.bottom) / 2
    return next(((number, cell) for number, grid in enumerate(found) if (cell := grid.cell_at(x, y)) >= 0), (-1, -1))


def _runs(letters: list[Slanted]) -> Iterator[list[Slanted]]:
    """Letters of one turn that stand beside each other in one line."""
    level = [_level(letter) for letter in letters]
    known = {id(glyph): letter for glyph, letter in zip(level, letters, strict=True)}
    for line in split_lines(level):
        height, run = glyph_height(line), [line[0]]
        for glyph in line[1:]:
            if glyph.x0 - run[-1].x1 > _APART * height:
                yield [known[id(one)] for one in run]
                run = []
            run.append(glyph)
        yield [known[id(one)] for one in run]


def _level(letter: Slanted) -> Glyph:
    """The letter on the page turned so that it is level; where that page begins does not matter."""
    text, x0, top, x1, bottom, turn, (x, y) = letter
    match turn:
        case 1:
            return Glyph(text, -bottom, x0, -top, x1, x)
        case 2:
            return Glyph(text, -x1, -bottom, -x0, -top, -y)
        case _:
            return Glyph(text, top, -x1, bottom, -x0, -x)


def _box(letters: list[Slanted]) -> Box:
    _, lefts, tops, rights, bottoms, _, _ = zip(*letters, strict=True)
    return Box(round(min(lefts), 2), round(min(tops), 2), round(max(rights), 2), round(max(bottoms), 2))
