"""The second reading of a PDF page: the characters of pdfplumber's parser and pdfplumber's own tables.

Belongs here: making pdfplumber see only what is visible (no white fills, no clipped, invisible or off-page text), and
its tables as grids. Nothing is shared with `pdfium` but the shapes, so that agreement of the two means something.
Does not: deciding which reading counts (`reader`).

pdfplumber keeps neither the clip nor the render mode of a character. A page interpreter that notes both takes hidden
characters out of the layout before pdfplumber turns it into objects. `Page._layout` is private to pdfplumber
0.11.10; a test holds that it still works.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer, LTCurve
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page as PlumberPage
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from pipeline.documents.readers.pdf.annotations import with_print_over_pages
from pipeline.documents.readers.pdf.ink import Glyph, PageInk, Slanted, cut
from pipeline.documents.readers.pdf.lattice import SNAP, Grid
from pipeline.documents.readers.pdf.rectangles import GridCell
from pipeline.documents.readers.pdf.tokens import execute

# Of fonts that office programs write every day; a page has hundreds of such warnings.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_WHITE = 0.98
_INVISIBLE_MODES = (3, 7)
# The sine of the angle up to which print is level.
_LEANING = 0.05
Rectangle = tuple[float, float, float, float]  # PDF user space: x0, y0, x1, y1


class _Interpreter(PDFPageInterpreter):
    """Notes the clip that applies to what is drawn."""

    device: _Device
    execute = execute

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self.clip: Rectangle | None = getattr(self.device, "clip", None)
        self.clips: list[Rectangle | None] = []
        self.pending = False

    def do_q(self) -> None:
        super().do_q()
        self.clips.append(self.clip)

    def do_Q(self) -> None:
        super().do_Q()
        if self.clips:
            self._set(self.clips.pop())

    def _set(self, clip: Rectangle | None) -> None:
        self.clip = clip
        self.device.clip = clip

    def do_W(self) -> None:
        self.pending = True

    def do_W_a(self) -> None:
        self.pending = True

    def do_n(self) -> None:
        self._apply()
        super().do_n()

    def do_S(self) -> None:
        self._apply()
        super().do_S()

    def do_f(self) -> None:
        self._apply()
        super().do_f()

    def do_f_a(self) -> None:
        self._apply()
        super().do_f_a()

    def _apply(self) -> None:
        """The pending path becomes part of the clip: its bounding box, as cells clip with rectangles."""
        if not self.pending:
            return
        self.pending = False
        a, b, c, d, e, f = self.ctm
        points = []
        for segment in self.curpath:
            numbers = [float(v) for v in segment[1:]]
            points += [
                (a * x + c * y + e, b * x + d * y + f) for x, y in zip(numbers[::2], numbers[1::2], strict=False)
            ]
        if not points:
            return
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        old = self.clip
        self._set(
            box if old is None else (max(old[0], box[0]), max(old[1], box[1]), min(old[2], box[2]), min(old[3], box[3]))
        )

    def do_Tj(self, s: Any) -> None:
        self.device.render_mode = self.textstate.render
        super().do_Tj(s)

    def do_TJ(self, seq: Any) -> None:
        self.device.render_mode = self.textstate.render
        super().do_TJ(seq)


class _Device(PDFPageAggregatorWithMarkedContent):
    clip: Rectangle | None = None
    render_mode = 0

    def tag_cur_item(self) -> None:
        super().tag_cur_item()
        if self.cur_item._objs:
            item: Any = self.cur_item._objs[-1]
            item.clip, item.render_mode = self.clip, self.render_mode


def _is_white(colour: Any) -> bool:
    if colour is None:
        return False
    values = colour if isinstance(colour, list | tuple) else (colour,)
    if not values or not all(isinstance(v, int | float) for v in values):
        return False
    return all(v <= 1 - _WHITE for v in values) if len(values) == 4 else all(v >= _WHITE for v in values)


class PlumberFile:
    """An open PDF for the second reading of these pages, of all without a choice; use as a context manager."""

    def __init__(self, path: Path, numbers: Sequence[int] | None = None) -> None:
        self._pdf = pdfplumber.open(with_print_over_pages(path, numbers) or path)

    def __enter__(self) -> PlumberFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._pdf.close()

    @property
    def page_count(self) -> int:
        return len(self._pdf.pages)

    def page(self, number: int) -> tuple[PageInk, list[Grid]]:
        """The visible glyphs of page `number` (from 1) and the grids pdfplumber finds."""
        page = self._pdf.pages[number - 1]
        ink = _ink(page)
        if turn := ink.wanted_turn:
            page = _turned(page, turn)
            ink = _ink(page)
            ink.turn = turn
        left, up = float(page.bbox[0]), float(page.bbox[1])
        tables = (
            [(x0 - left, top - up, x1 - left, bottom - up) for x0, top, x1, bottom in table.cells]
            for table in page.find_tables()
        )
        found = [grid for cells in tables if (grid := _grid(cells)) is not None]
        page.close()
        return ink, sorted(found, key=lambda g: (g.ys[0], g.xs[0]))


def _turned(page: PlumberPage, turn: int) -> PlumberPage:
    """The page as it would be if it were shown turned by so many quarters clockwise."""
    turned = copy(page.page_obj)
    turned.rotate = (turned.rotate + 90 * turn) % 360
    turned.attrs = {**turned.attrs, "Rotate": turned.rotate}
    page.close()
    return PlumberPage(page.pdf, turned, page.page_number, page.initial_doctop)


def _ink(page: PlumberPage) -> PageInk:
    """The visible glyphs of the page, which keeps a layout without them."""
    characters, hidden = _lay_out(page)
    # pdfplumber counts from the origin of the PDF's coordinates, which need not be the corner of the page.
    left, up = float(page.bbox[0]), float(page.bbox[1])
    ink = PageInk(page.page_number, float(page.width), float(page.height), hidden=hidden)
    for char in characters:
        _write(ink, char, float(page.mediabox[0]) - left, float(page.mediabox[1]) - up)
    return ink


def _write(ink: PageInk, char: LTChar, right: float, down: float) -> None:
    """One character of the layout onto the page, so far right of and below where pdfminer counts it."""
    x0, x1 = char.x0 + right, char.x1 + right
    top, bottom = ink.height - char.y1 + down, ink.height - char.y0 + down
    if not (0 <= (x0 + x1) / 2 <= ink.width and 0 <= (top + bottom) / 2 <= ink.height):
        ink.hidden += 1
    elif (turn := _turn(char)) is not None:
        origin = float(char.matrix[4]) + right, ink.height - float(char.matrix[5]) + down
        ink.slanted.append(Slanted(char.get_text(), x0, top, x1, bottom, turn, origin))
    else:
        baseline = ink.height - float(char.matrix[5]) if char.upright else bottom
        glyph = Glyph(char.get_text(), x0, top, x1, bottom, baseline)
        if (clip := getattr(char, "clip", None)) is not None:
            low, high = ink.height - clip[3] + down, ink.height - clip[1] + down
            glyph = cut(glyph, (clip[0] + right, low, clip[2] + right, high))
        ink.glyphs.append(glyph)


def _turn(char: LTChar) -> int | None:
    """Quarters clockwise that make a letter level, 0 where none does; None where it is, or is only leaned over."""
    a, b, c, d = char.matrix[:4]
    size = -1 if char.adv < 0 else 1  # a size below nought is half a turn
    degrees = math.degrees(math.atan2(size * b, size * a))
    quarters, is_mirrored = round(degrees / 90) % 4, a * d < b * c
    if abs(math.sin(math.radians(degrees - 90 * round(degrees / 90)))) > _LEANING:
        return 0
    if is_mirrored:
        return 0 if quarters % 2 else None
    return quarters or None


def _lay_out(page: PlumberPage) -> tuple[list[LTChar], int]:
    """The visible characters, and how many were left out; the page keeps a layout of visible lines and fills only.

    Tables are found by these, and pdfplumber makes objects of everything in the layout: a sixth of all its time.
    """
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    interpreter = _Interpreter(page.pdf.rsrcmgr, device)
    interpreter.process_page(page.page_obj)
    layout = device.get_result()
    characters: list[LTChar] = []
    _keep_visible(layout, characters)
    shown = [char for char in characters if not _hides(char)]
    page._layout = layout
    return shown, len(characters) - len(shown)


def _keep_visible(container: Any, characters: list[LTChar]) -> None:
    """Move the characters out of the container, and drop what is drawn in white."""
    kept = []
    for item in container._objs:
        if isinstance(item, LTChar):
            characters.append(item)
            continue
        if isinstance(item, LTCurve):
            stroked = item.stroke and not _is_white(item.stroking_color)
            filled = item.fill and not _is_white(item.non_stroking_color)
            if not stroked and not filled:
                continue
        elif isinstance(item, LTContainer):
            _keep_visible(item, characters)
        kept.append(item)
    container._objs = kept


def _hides(char: Any) -> bool:
    if char.render_mode in _INVISIBLE_MODES:
        return True
    clip = char.clip
    if clip is None:
        return False
    visible = min(char.y1, clip[3]) - max(char.y0, clip[1])
    middle = (char.x0 + char.x1) / 2
    return bool(not clip[0] <= middle <= clip[2] or visible < 0.25 * max(char.y1 - char.y0, 0.1))


def _clusters(values: Iterator[float]) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):
        if not edges or value - edges[-1] > SNAP:
            edges.append(value)
    return edges


def _grid(cells: list[Rectangle]) -> Grid | None:
    """pdfplumber's cells (x0, top, x1, bottom) on their elementary grid."""
    if len(cells) < 2:
        return None
    xs = _clusters(v for cell in cells for v in (cell[0], cell[2]))
    ys = _clusters(v for cell in cells for v in (cell[1], cell[3]))

    def at(edges: list[float], value: float) -> int:
        return min(range(len(edges)), key=lambda i: abs(edges[i] - value))

    owner = [[-1] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    placed: list[GridCell] = []
    for x0, top, x1, bottom in sorted(cells, key=lambda c: (c[1], c[0])):
        row, column = at(ys, top), at(xs, x0)
        height, width = max(1, at(ys, bottom) - row), max(1, at(xs, x1) - column)
        for r in range(row, min(row + height, len(owner))):
            for c in range(column, min(column + width, len(owner[0]))):
                owner[r][c] = len(placed)
        placed.append(GridCell(row, column, height, width))
    return Grid(tuple(ys), tuple(xs), tuple(placed), tuple(tuple(row) for row in owner))
