"""What is visibly printed on one PDF page: glyphs and rulings, whichever library found them.

Belongs here: the shapes shared by the pdfium and the pdfplumber source, and what counts as visible.
Does not: tables (`lattice`) and lines of text (`lines`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Glyph(NamedTuple):
    """One visible character; coordinates in points from the top left of the page as read."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    baseline: float


class Slanted(NamedTuple):
    """One visible character set at an angle."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    turn: int  # quarters clockwise by which the page is to be turned for it to be level; 0 where none does
    origin: tuple[float, float]  # where its baseline begins


class Ruling(NamedTuple):
    """One straight visible stroke, horizontal or vertical: `at` is its fixed coordinate."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class PageInk:
    """Everything visible on one page, and the counts of what was left out."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    slanted: list[Slanted] = field(default_factory=list)  # in the order in which they are drawn
    turn: int = 0  # quarters by which the page was turned for this
    unmapped: int = 0
    hidden: int = 0
    image_share: float = 0.0
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)  # large enough for a table

    @property
    def wanted_turn(self) -> int:
        """Quarters clockwise after which most of the letters are level; 0 where most are, or no turn would do it.

        A label, a stamp or a note that runs up the margin turns nothing; a page on its side does, with the page number
        that stands upright on it.
        """
        [(turn, letters)] = Counter(letter.turn for letter in self.slanted).most_common(1) or [(0, 0)]
        return turn if 2 * letters > len(self.glyphs) + len(self.slanted) else 0


# A filled rectangle thinner than this is a drawn line (office programs draw rulings as thin fills).
THIN = 3.0
# A stroke shorter than this is part of a letter or a dotted pattern, not a side of a cell.
SHORT = 2.0


def rectangle_rulings(x0: float, top: float, x1: float, bottom: float, *, stroked: bool) -> list[Ruling]:
    """The rulings a visible rectangle stands for: itself when it is thin, its four sides otherwise."""
    width, height = x1 - x0, bottom - top
    if not stroked and height <= THIN and width > height:
        return [Ruling(True, (top + bottom) / 2, x0, x1)] if width >= SHORT else []
    if not stroked and width <= THIN:
        return [Ruling(False, (x0 + x1) / 2, top, bottom)] if height >= SHORT else []
    return [
        Ruling(True, top, x0, x1),
        Ruling(True, bottom, x0, x1),
        Ruling(False, x0, top, bottom),
        Ruling(False, x1, top, bottom),
    ]


# Print that reaches out of its clip by no more than this (points) is cut by nobody's intention.
TOUCHING_CLIP = 1.0


def cut(glyph: Glyph, clip: tuple[float, float, float, float]) -> Glyph:
    """A glyph as its clip (left, top, right, bottom) leaves it to be seen: half a line too many stays in its cell."""
    if glyph.top >= clip[1] - TOUCHING_CLIP and glyph.bottom <= clip[3] + TOUCHING_CLIP:
        return glyph
    return glyph._replace(top=max(glyph.top, clip[1]), bottom=min(glyph.bottom, clip[3]))
