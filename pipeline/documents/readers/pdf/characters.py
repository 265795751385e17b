"""The characters of a page that people see, with their places.

Belongs here: pdfium's text page, and which of its characters are hidden by what `objects` found.
Does not: lines of text (`lines`).
"""

from __future__ import annotations

import ctypes
import math
from itertools import pairwise, repeat

import pypdfium2.raw as pdfium

from pipeline.documents.model import UNREADABLE
from pipeline.documents.readers.pdf import calls
from pipeline.documents.readers.pdf.calls import Address
from pipeline.documents.readers.pdf.frame import Frame, Rectangle, common
from pipeline.documents.readers.pdf.ink import TOUCHING_CLIP, Glyph, PageInk, Slanted, cut
from pipeline.documents.readers.pdf.objects import Objects
from pipeline.errors import UnreadableFile

# A page with more characters is an attack; reading it would take minutes.
MAX_GLYPHS = 200_000
# Line ends, and the second half of a character of two codes: they have no glyph of their own.
_NO_GLYPHS = (10, 13)
_SECOND_HALF = -1
# What pdfium says of a glyph whose font maps it to nothing.
_NO_CODE = 0
_NONE = chr(_NO_CODE)
_SPACE = 32
# The first codes of characters of two, of their second halves, and behind these.
_HIGH, _LOW, _BEHIND = 0xD800, 0xDC00, 0xE000
# The sine of the angle up to which print is level: at a greater one a stamp, a watermark, a page on its side is set.
# Letters leaned over are level.
_LEANING = 0.05
# Of a line that is cut by its clip this share of the height must show: half a line is read by people, a sliver is not.
_SLIVER = 0.25
# pdfium reports a hyphen between letters at a line end as U+FFFE.
_HYPHEN_AT_LINE_END, _HYPHEN = 0xFFFE, ord("-")

_LEFT, _RIGHT, _BOTTOM, _TOP, _X, _Y = (ctypes.c_double() for _ in range(6))
_BOX_RESULTS = tuple(map(ctypes.byref, (_LEFT, _RIGHT, _BOTTOM, _TOP)))
_ORIGIN_RESULTS = tuple(map(ctypes.byref, (_X, _Y)))
_MATRIX = pdfium.FS_MATRIX()
_MATRIX_RESULT = ctypes.byref(_MATRIX)


def collect(text_page: Address, count: int, frame: Frame, objects: Objects, ink: PageInk) -> None:
    """Put the visible ones of `count` characters into `ink`, in the order in which they are drawn."""
    if count > MAX_GLYPHS:
        raise UnreadableFile(f"page {ink.number} has {count} characters (limit {MAX_GLYPHS})")
    codes = _codes(text_page, count)
    drawn = [index for index, code in enumerate(codes) if code > _SPACE or _is_drawn(text_page, index, code)]
    glyphs = _measured(text_page, codes, drawn, frame)
    # Five of six pages have nothing that hides, leans or lacks its letter: what is asked of each glyph elsewhere is
    # asked of all at once.
    if _is_plain(text_page, drawn, glyphs, frame, objects):
        ink.glyphs += glyphs
    else:
        _sift(text_page, drawn, glyphs, frame, objects, ink)


def _is_drawn(text_page: Address, index: int, code: int) -> bool:
    if code == _SPACE:
        return bool(calls.is_generated(text_page, index) != 1)
    return code not in _NO_GLYPHS and code != _SECOND_HALF


def _measured(text_page: Address, codes: list[int], drawn: list[int], frame: Frame) -> list[Glyph]:
    """The characters at the indices `drawn` with their places, seen or not."""
    # As in `objects`: this loop runs for every character. A Glyph is made as tuple makes it, without its own __new__.
    get_box, get_origin, new, character = calls.glyph_box, calls.glyph_origin, tuple.__new__, chr
    x0, x1, y0, y1, ox, oy = _LEFT, _RIGHT, _BOTTOM, _TOP, _X, _Y
    box_results, origin_results = _BOX_RESULTS, _ORIGIN_RESULTS
    left, edge, upright = frame.left, frame.top, frame.rotation == 0
    glyphs: list[Glyph] = []
    add = glyphs.append
    for index in drawn:
        get_box(text_page, index, *box_results)
        get_origin(text_page, index, *origin_results)
        text = character(codes[index])
        if upright:
            place = text, x0.value - left, edge - y1.value, x1.value - left, edge - y0.value, edge - oy.value
        else:
            box = frame.rectangle((x0.value, y0.value, x1.value, y1.value))
            place = text, *box, frame.point(ox.value, oy.value)[1]
        add(new(Glyph, place))
    return glyphs


def _is_plain(text_page: Address, drawn: list[int], glyphs: list[Glyph], frame: Frame, objects: Objects) -> bool:
    """Whether all of these glyphs are seen, level and known letters."""
    if not glyphs:
        return True
    if objects.unseen or objects.white_text or 1 in map(calls.has_map_error, repeat(text_page), drawn):
        return False
    texts, lefts, tops, rights, bottoms, baselines = zip(*glyphs, strict=True)
    x0, y0, x1, y1 = common(objects.unclipped, (0.0, 0.0, frame.width, frame.height))
    if min(lefts) < x0 or min(tops) < y0 or max(rights) > x1 or max(bottoms) > y1:
        return False
    firsts = [0, *[place for place, (a, b) in enumerate(pairwise(baselines), 1) if a != b]]
    if any(_turn(text_page, drawn[place], frame.rotation) is not None for place in firsts):
        return False
    return _NONE not in texts


def _sift(
    text_page: Address, drawn: list[int], glyphs: list[Glyph], frame: Frame, objects: Objects, ink: PageInk
) -> None:
    """Put those glyphs into `ink` that are seen, one by one."""
    width, height = frame.width, frame.height
    may_be_hidden = bool(objects.unseen or objects.white_text)
    clip_left, clip_top, clip_right, clip_bottom = objects.unclipped
    line, since_slanted = -1.0, len(glyphs)
    for index, glyph in zip(drawn, glyphs, strict=True):
        text, x0, top, x1, bottom, baseline = glyph
        if not (0 <= (x0 + x1) / 2 <= width and 0 <= (top + bottom) / 2 <= height):
            ink.hidden += 1
            continue
        if may_be_hidden or x0 < clip_left or top < clip_top or x1 > clip_right or bottom > clip_bottom:
            address = calls.glyph_object(text_page, index).value
            if _is_hidden(objects, address, glyph):
                ink.hidden += 1
                continue
            if (clip := objects.clipped.get(address)) is not None:
                glyph = cut(glyph, clip)
        # Letters of one line have one baseline; of print at an angle each has its own.
        if baseline != line:
            line = baseline
            turn = _turn(text_page, index, frame.rotation)
            if turn is not None:
                if since_slanted == 1:  # the letter at the top of a round stamp
                    above = ink.glyphs.pop()
                    ink.slanted.append(Slanted(*above[:5], 0, (above.x0, above.baseline)))
                ink.slanted.append(Slanted(*glyph[:5], turn, _origin(text_page, index, frame)))
                line, since_slanted = math.nan, 0  # the next letter is asked too
                continue
        if text == _NONE or calls.has_map_error(text_page, index) == 1:
            if glyph.x1 <= glyph.x0 or glyph.bottom <= glyph.top:
                continue  # a space
            ink.unmapped += 1
            glyph = glyph._replace(text=UNREADABLE)
        since_slanted += 1
        ink.glyphs.append(glyph)


def _origin(text_page: Address, index: int, frame: Frame) -> tuple[float, float]:
    calls.glyph_origin(text_page, index, *_ORIGIN_RESULTS)
    return frame.point(_X.value, _Y.value)


def _turn(text_page: Address, index: int, rotation: int) -> int | None:
    """Quarters clockwise by which the page is to be turned for a letter to be level: None where it is, 0: none does."""
    if not calls.glyph_matrix(text_page, index, _MATRIX_RESULT):
        return None
    a, b, c, d = _MATRIX.a, _MATRIX.b, _MATRIX.c, _MATRIX.d
    along, across = ((a, b), (b, -a), (-a, -b), (-b, a))[rotation]  # to the right and up, on the page as shown
    least = _LEANING * math.hypot(along, across)
    is_level, is_mirrored = abs(across) <= least, a * d < b * c
    if is_level and (along >= 0 or is_mirrored):
        return None
    if is_mirrored or not (is_level or abs(along) <= least):
        return 0
    is_backwards = calls.font_size(text_page, index) < 0  # a size below nought is half a turn
    if is_level:
        return None if is_backwards else 2
    return 1 if (across > 0) is not is_backwards else 3


def _codes(text_page: Address, count: int) -> list[int]:
    """The code of each character: all at once, or one by one where pdfium would leave out or change some."""
    buffer = (ctypes.c_ushort * (count + 1))()
    codes: list[int] = []
    if calls.page_text(text_page, 0, count, ctypes.byref(buffer)) == count + 1:
        codes = buffer[:count]
    if len(codes) != count or _HYPHEN_AT_LINE_END in codes:
        codes = [calls.glyph_code(text_page, index) for index in range(count)]
        codes = [_HYPHEN if code == _HYPHEN_AT_LINE_END else code for code in codes]
    return _whole(codes) if any(_HIGH <= code < _BEHIND for code in set(codes)) else codes


def _whole(codes: list[int]) -> list[int]:
    """Codes in which rare characters are two, with the first telling the whole; half a character has no code."""
    found = [_NO_CODE if _HIGH <= code < _BEHIND else code for code in codes]
    for place, (high, low) in enumerate(pairwise(codes)):
        if _HIGH <= high < _LOW <= low < _BEHIND:
            found[place] = 0x10000 + ((high - _HIGH) << 10) + (low - _LOW)
            found[place + 1] = _SECOND_HALF
    return found


def _is_hidden(objects: Objects, address: int | None, glyph: Glyph) -> bool:
    """Whether nobody sees this glyph of the text object at `address`."""
    if address in objects.unseen:
        return True
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    clip = objects.clipped.get(address)
    if clip is not None and _reaches_out(glyph, clip):
        visible = min(glyph.bottom, clip[3]) - max(glyph.top, clip[1])
        if not clip[0] <= x <= clip[2] or visible < _SLIVER * max(glyph.bottom - glyph.top, 0.1):
            return True
    return address in objects.white_text and not any(d[0] <= x <= d[2] and d[1] <= y <= d[3] for d in objects.dark)


def _reaches_out(glyph: Glyph, clip: Rectangle) -> bool:
    return (
        glyph.x0 < clip[0] - TOUCHING_CLIP
        or glyph.top < clip[1] - TOUCHING_CLIP
        or glyph.x1 > clip[2] + TOUCHING_CLIP
        or glyph.bottom > clip[3] + TOUCHING_CLIP
    )
