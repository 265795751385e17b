"""Glyphs to text: the lines inside a cell, and the lines and paragraphs outside tables.

Belongs here: reading order and white space. Glyphs share a line when their baselines agree; a gap that
people see becomes one space.
Does not: meaning. A number printed on two baselines stays two lines ("244,895" and ".02").
"""

from __future__ import annotations

from operator import attrgetter

from pipeline.documents.model import Box, Paragraph
from pipeline.documents.readers.pdf.ink import Glyph

# Baselines of one line differ by less than this share of the glyph height.
_SAME_LINE = 0.35
# Visible gaps, as shares of the line height: between two ASCII glyphs, and between others.
_ASCII_GAP = 0.45
_WIDE_GAP = 1.2
# Fonts whose digits are half a square wide print 1,857.40 with the comma and the stop at the left of their halves.
_POINT_GAP = 0.8

# No print is taken for lower than this (points).
_LEAST_HEIGHT = 4.0

_baseline, _left = attrgetter("baseline"), attrgetter("x0")


def glyph_height(glyphs: list[Glyph]) -> float:
    """How high the print of these glyphs is, in points."""
    heights = sorted([g.bottom - g.top for g in glyphs])
    # Commas and dashes are low; the tallest quarter tells the size of the print.
    return max(heights[(3 * len(heights)) // 4], _LEAST_HEIGHT)


def split_lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs grouped by baseline, from top to bottom, each line from left to right."""
    if len(glyphs) < 2:
        return [glyphs] if glyphs else []
    ordered = sorted(glyphs, key=_baseline)
    if ordered[-1].baseline - ordered[0].baseline <= _SAME_LINE * _LEAST_HEIGHT:
        ordered.sort(key=_left)
        return [ordered]  # as most cells are: one line, however high its print is
    tolerance = _SAME_LINE * glyph_height(glyphs)
    lines: list[list[Glyph]] = [[ordered[0]]]
    reference = ordered[0].baseline
    for glyph in ordered[1:]:
        if glyph.baseline - reference <= tolerance:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
            reference = glyph.baseline
    for line in lines:
        line.sort(key=_left)
    return lines


def line_text(line: list[Glyph]) -> str:
    """The text of one line; overprinted copies of a glyph (bold drawn twice) count once."""
    last_text, last_x0, _, last_x1, _, _ = line[0]
    parts = [last_text]
    height = 0.0  # asked for where there is a gap or the same letter twice, which is seldom
    for text, x0, _, x1, _, _ in line[1:]:
        gap = x0 - last_x1
        if gap > _ASCII_GAP * _LEAST_HEIGHT or text == last_text:
            height = height or glyph_height(line)
            is_twin = text == last_text and abs(x0 - last_x0) < 0.25 * height
            if is_twin and min(x1, last_x1) - max(x0, last_x0) > 0.6 * (x1 - x0):
                continue
            if gap > _ASCII_GAP * height and _is_space(last_text, text, gap / height):
                parts.append(" ")
        parts.append(text)
        last_text, last_x0, last_x1 = text, x0, x1
    return "".join(parts).strip()


def _is_space(before: str, after: str, gap: float) -> bool:
    """Whether a gap between two glyphs (a share of the line's height) is seen as a space; drawn spaces are enough."""
    limit = _ASCII_GAP if after.isascii() and before.isascii() else _WIDE_GAP
    if before in ",." and after.isdigit():
        limit = _POINT_GAP
    return gap > limit and not before.isspace() and not after.isspace()


def ink_box(glyphs: list[Glyph]) -> Box | None:
    """The rectangle of the visible ink; spaces leave none."""
    visible = [g for g in glyphs if not g[0].isspace()]
    if not visible:
        return None
    _, lefts, tops, rights, bottoms, _ = zip(*visible, strict=True)
    return Box(round(min(lefts), 2), round(min(tops), 2), round(max(rights), 2), round(max(bottoms), 2))


def cell_text(glyphs: list[Glyph]) -> str:
    """The text of a cell, its printed lines joined by line breaks."""
    texts = (line_text(line) for line in split_lines(glyphs))
    return "\n".join(text for text in texts if text)


def paragraphs(glyphs: list[Glyph], page: int, page_width: float) -> list[Paragraph]:
    """The lines outside tables, joined where one runs full width into the next.

    A line that does not reach the right fifth of the page is never continued: titles and captions
    stand alone however long the longest of them is.
    """
    kept = [(line, box) for line in split_lines(glyphs) if (box := ink_box(line)) is not None]
    if not kept:
        return []
    left = min(box.x0 for _, box in kept)
    right = max(max(box.x1 for _, box in kept), 0.8 * page_width)
    found: list[Paragraph] = []
    text, area, previous = "", None, None
    for line, box in kept:
        em = max(box.height, 6.0)
        continues = (
            previous is not None
            and previous.x1 >= right - 2.2 * em
            and box.x0 <= left + 1.0 * em
            and previous.x0 <= left + 3.0 * em
            and abs(previous.height - box.height) <= 0.35 * em
            and box.top - previous.bottom <= 2.0 * em
        )
        if continues and area is not None:
            text += line_text(line)
            area = Box(min(area.x0, box.x0), area.top, max(area.x1, box.x1), box.bottom)
        else:
            if area is not None:
                found.append(Paragraph(text=text, page=page, box=area))
            text, area = line_text(line), box
        previous = box
    if area is not None:
        found.append(Paragraph(text=text, page=page, box=area))
    return [p for p in found if p.text]
