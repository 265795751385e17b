"""Lines of glyphs to runs: what is printed without a gap wide enough for a column to end in it.

Belongs here: cutting a line at its gaps, and which runs are numbers that stand alone.
Does not: which gaps are columns (`gaps`), what a number means.

A line is cut rather too often than too seldom: a gap is a column's edge only where many lines agree on it.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.documents.readers.pdf.ink import Glyph
from pipeline.documents.readers.pdf.lines import glyph_height, line_text, split_lines
from pipeline.documents.readers.pdf.words import pattern

# Gaps that end a run, as shares of the line's height: between signs of numbers, behind their stops (fonts whose stop
# stands at the left of its square), between a digit and a letter, between letters.
_IN_NUMBER, _BEHIND_STOP, _BESIDE_NUMBER, _BETWEEN_LETTERS = 0.45, 0.8, 0.3, 0.5
_LEAST_LIMIT = min(_IN_NUMBER, _BEHIND_STOP, _BESIDE_NUMBER, _BETWEEN_LETTERS)
# A gap as wide as this (of the line's height) is seen as one.
WIDE = 1.2
# A whole number stands alone when it keeps this distance (of the height) from letters.
_ALONE = 0.9

# What numbers are written with.
SIGNS = frozenset("0123456789,.%-−－–+()（）¥￥，．０１２３４５６７８９％")
_AMOUNT = re.compile(r"[-+(]?[¥]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+)%?\)?|[-+]?\d+(?:\.\d+)?%")
_WHOLE = re.compile(r"-?\d+")
_CODE = re.compile(r"\d{3}(?:\d{2}){0,4}")
_NIL = re.compile(r"[-—–]{1,3}")
_GLUED = re.compile(r"-?[\d,]+\.[\d,]+\.\d+")
_LEADING_AMOUNT = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d{2,})")
_SENTENCE = re.compile("[。；]")


class Run(NamedTuple):
    """Glyphs side by side on one line; `is_number` for one that stands alone, a dash for none included."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    is_number: bool
    is_amount: bool  # with decimals, groups or a percent sign: no code, no serial

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(slots=True)
class Line:
    """One printed line as runs from left to right."""

    runs: list[Run]
    top: float
    bottom: float
    height: float  # of its print

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def has_number(self) -> bool:
        return any(run.is_number for run in self.runs)

    @property
    def wide_gaps(self) -> int:
        return sum(b.x0 - a.x1 > WIDE * self.height for a, b in zip(self.runs, self.runs[1:], strict=False))

    @property
    def is_sentence(self) -> bool:
        """Print that runs on: it ends a sentence, or fills the line without a gap."""
        text = self.text
        return bool(_SENTENCE.search(text)) or (not self.wide_gaps and (len(text) > 32 or text.count("，") > 1))

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines_of(glyphs: list[Glyph]) -> list[Line]:
    """The printed lines of these glyphs from top to bottom, blank ones left out."""
    return runs_of(split_lines(glyphs))


def runs_of(split: list[list[Glyph]]) -> list[Line]:
    """The same of glyphs that are split into lines already."""
    found = []
    for glyphs_of_line in split:
        visible = [g for g in glyphs_of_line if not g.text.isspace()]
        if visible:
            height = glyph_height(visible)
            runs = _runs(visible, height)
            found.append(Line(runs, min(r.top for r in runs), max(r.bottom for r in runs), height))
    return found


def _runs(glyphs: list[Glyph], height: float) -> list[Run]:
    pieces: list[list[Glyph]] = [[glyphs[0]]]
    right = glyphs[0].x1
    for before, glyph in itertools.pairwise(glyphs):
        if glyph.x0 - right > _LEAST_LIMIT * height and glyph.x0 - right > gap_limit(before.text, glyph.text) * height:
            pieces.append([])
        pieces[-1].append(glyph)
        right = max(right, glyph.x1)
    pieces = [part for piece in pieces for half in _before_label(piece) for part in unglued(half)]
    texts = [unicodedata.normalize("NFKC", line_text(piece)).replace("−", "-") for piece in pieces]
    lefts = [min([g.x0 for g in piece]) for piece in pieces]
    rights = [max([g.x1 for g in piece]) for piece in pieces]
    shapes = [_shape(text) for text in texts]
    found = []
    for i, (piece, text) in enumerate(zip(pieces, texts, strict=True)):
        is_amount = shapes[i] == "amount"
        alone = is_amount
        if shapes[i] and not is_amount:
            space_before = lefts[i] - rights[i - 1] if i else None
            space_after = lefts[i + 1] - rights[i] if i + 1 < len(pieces) else None
            alone = _is_alone(text, space_before, space_after, shapes, i, _ALONE * height)
        top, bottom = min([g.top for g in piece]), max([g.bottom for g in piece])
        found.append(Run(text, lefts[i], top, rights[i], bottom, alone, is_amount))
    return found


def gap_limit(before: str, after: str) -> float:
    """The gap that ends a run between these two glyphs, as a share of the line's height."""
    first, second = before in SIGNS, after in SIGNS
    if first and second:
        return _BEHIND_STOP if before in ",." and after.isdigit() else _IN_NUMBER
    return _BESIDE_NUMBER if first or second else _BETWEEN_LETTERS


def unglued(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Numbers of two columns that touch, 1,234.50 and 78.90: cut where both keep the same decimals."""
    text = "".join(g.text for g in glyphs)
    if not _GLUED.match(text):
        return [glyphs]
    places = len(text) - text.rindex(".") - 1
    parts = re.findall(rf"-?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.\d{{{places}}}", text) if places else []
    if "".join(parts) != text:
        return [glyphs]
    found, start = [], 0
    for part in parts:
        found.append(glyphs[start : start + len(part)])
        start += len(part)
    return found


def _before_label(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """An amount at its column's right cut from the numbered label that it touches, 4,066.60二、教育."""
    if not glyphs[0].text.isdigit() or glyphs[-1].text.isdigit():
        return [glyphs]
    text = "".join(g.text for g in glyphs)
    amount = _LEADING_AMOUNT.match(text)
    if amount is None or len(text) != len(glyphs) or not pattern("numbered_item").search(text[amount.end() :]):
        return [glyphs]
    return [glyphs[: amount.end()], glyphs[amount.end() :]]


def _shape(text: str) -> str:
    text = text.replace("，", ",")
    if _AMOUNT.fullmatch(text):
        return "amount"
    if _WHOLE.fullmatch(text):
        return "code" if _CODE.fullmatch(text) else "whole"
    return "nil" if _NIL.fullmatch(text) else ""


def _is_alone(text: str, before: float | None, after: float | None, shapes: list[str], i: int, limit: float) -> bool:
    """Whether a whole number is one by itself: 2024 in 2024年 is not, 2010301 in front of its name is."""
    free_left = before is None or before > limit or shapes[i - 1] in ("amount", "code", "whole")
    free_right = after is None or after > limit or shapes[i + 1] != ""
    if free_left and free_right:
        return True
    after_code = i > 0 and shapes[i - 1] in ("code", "whole") and len(text) <= 3
    return free_left and (shapes[i] == "code" or after_code)
