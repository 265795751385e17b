"""The fast source of ink: characters and visible paths of a page through pypdfium2.

Belongs here: calls into pdfium and what pdfium calls visible (render mode, colour, clip, page box).
Does not: tables and lines.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from pathlib import Path

import pypdfium2.raw as pdfium

from pipeline.documents.readers.pdf import calls
from pipeline.documents.readers.pdf.calls import Address
from pipeline.documents.readers.pdf.ink import SHORT, THIN, Glyph, PageInk, Ruling, rectangle_rulings
from pipeline.errors import UnreadableFile

# A page with more objects than this is an attack or a drawing; reading it would take minutes.
MAX_OBJECTS = 200_000
MAX_GLYPHS = 200_000
MAX_DEPTH = 12
_WHITE = 250
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_UNSEEN_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_FILLED_MODE = pdfium.FPDF_TEXTRENDERMODE_FILL
_IDENTITY = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]
Rectangle = tuple[float, float, float, float]


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    g, h, i, j, k, l = n  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


class PdfiumFile:
    """An open PDF; use as a context manager. Raises UnreadableFile with pdfium's reason."""

    _reasons = {
        2: "the file cannot be opened; check that it exists and may be read",
        3: "the file is no PDF or is damaged (cut off?); fetch it again from its source",
        4: "the file is encrypted and needs a password; ask the publisher for an open copy",
        5: "the file uses an unsupported security handler",
        6: "a page cannot be loaded",
    }

    def __init__(self, path: Path) -> None:
        pdfium.FPDF_InitLibrary()
        self._data = path.read_bytes()
        self._handle = pdfium.FPDF_LoadMemDocument64(self._data, len(self._data), None)
        if not self._handle:
            code = pdfium.FPDF_GetLastError()
            raise UnreadableFile(self._reasons.get(code, f"pdfium error {code}"))

    def __enter__(self) -> PdfiumFile:
        return self

    def __exit__(self, *_: object) -> None:
        pdfium.FPDF_CloseDocument(self._handle)

    @property
    def page_count(self) -> int:
        return int(pdfium.FPDF_GetPageCount(self._handle))

    def ink(self, number: int) -> PageInk:
        """Everything visible on page `number` (from 1)."""
        page = pdfium.FPDF_LoadPage(self._handle, number - 1)
        if not page:
            raise UnreadableFile(f"page {number} cannot be loaded")
        try:
            return _PageReader(page, number).read()
        finally:
            pdfium.FPDF_ClosePage(page)


class _PageReader:
    def __init__(self, page: pdfium.FPDF_PAGE, number: int) -> None:
        self.page = page
        self.rotation = pdfium.FPDFPage_GetRotation(page)
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        self.left, self.bottom, self.right, self.top = box.left, box.bottom, box.right, box.top
        self.ink = PageInk(number, float(pdfium.FPDF_GetPageWidthF(page)), float(pdfium.FPDF_GetPageHeightF(page)))
        # By the address of the text object.
        self.hidden: dict[int, Rectangle | None] = {}
        self.dark: list[Rectangle] = []
        self.white_text: set[int] = set()
        self.objects = 0
        self.image_area = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of PDF user space on the page as shown, from its top left."""
        match self.rotation:
            case 1:
                return y - self.bottom, x - self.left
            case 2:
                return self.right - x, y - self.bottom
            case 3:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def rectangle(self, x0: float, y0: float, x1: float, y1: float) -> Rectangle:
        """A rectangle of user space, x0 <= x1 and y0 <= y1, on the page as shown."""
        if self.rotation == 0:
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def read(self) -> PageInk:
        page = calls.address_of(self.page)
        for index in range(calls.count_objects(page)):
            self._object(calls.object_of_page(page, index), _IDENTITY, 0)
        self._glyphs()
        area = self.ink.width * self.ink.height
        self.ink.image_share = min(1.0, self.image_area / area) if area else 0.0
        return self.ink

    def _object(self, item: Address, matrix: Matrix, depth: int) -> None:
        self.objects += 1
        if self.objects > MAX_OBJECTS:
            raise UnreadableFile(f"page {self.ink.number} has more than {MAX_OBJECTS} objects")
        kind = calls.object_type(item)
        if kind == _TEXT:
            self._text_object(item, matrix)
        elif kind == _PATH:
            self._path(item, matrix)
        elif kind == _IMAGE:
            self._image(item, matrix)
        elif kind == _FORM:
            if depth >= MAX_DEPTH:
                raise UnreadableFile(f"page {self.ink.number} nests forms deeper than {MAX_DEPTH}")
            inner = _multiply(_matrix_of(item), matrix)
            for index in range(calls.count_form_objects(item)):
                self._object(calls.object_of_form(item, index), inner, depth + 1)

    def _image(self, item: Address, matrix: Matrix) -> None:
        bounds = _bounds(item)
        if bounds is not None:
            x0, y0, x1, y1 = _transform_box(bounds, matrix)
            self.image_area += max(0.0, x1 - x0) * max(0.0, y1 - y0)

    def _path(self, item: Address, matrix: Matrix) -> None:
        if not calls.draw_mode(item, *_MODE_RESULTS):
            return
        stroked = bool(_STROKES.value) and _is_ink(calls.stroke_colour, item)
        filled = bool(_FILLS.value) and _is_ink(calls.fill_colour, item)
        if not stroked and not filled:
            return
        clip = self._clip(item, matrix)
        if filled and not stroked:
            bounds = _bounds(item)
            if bounds is None:
                return
            x0, top, x1, bottom = self.rectangle(*_transform_box(bounds, matrix))
            segments = calls.count_segments(item)
            if min(x1 - x0, bottom - top) > THIN:
                self.dark.append((x0, top, x1, bottom))
                if segments > 6 or not _is_angular(item, segments):
                    return  # a filled drawing (the slice of a pie), not a cell's background
            self._add(rectangle_rulings(x0, top, x1, bottom, stroked=False), clip)
            return
        self._add(self._segments(item, _multiply(_matrix_of(item), matrix)), clip)

    def _add(self, rulings: list[Ruling], clip: Rectangle | None) -> None:
        for ruling in rulings:
            if clip is not None:
                low, high = (clip[0], clip[2]) if ruling.horizontal else (clip[1], clip[3])
                across = (clip[1], clip[3]) if ruling.horizontal else (clip[0], clip[2])
                if not across[0] - THIN <= ruling.at <= across[1] + THIN:
                    continue
                ruling = Ruling(ruling.horizontal, ruling.at, max(ruling.start, low), min(ruling.end, high))
            limit = self.ink.height if ruling.horizontal else self.ink.width
            if ruling.end - ruling.start >= SHORT and -THIN <= ruling.at <= limit + THIN:
                self.ink.rulings.append(ruling)

    def _segments(self, item: Address, matrix: Matrix) -> list[Ruling]:
        """The straight axis-parallel strokes of a path."""
        a, b, c, d, e, f = matrix
        rulings: list[Ruling] = []
        start: tuple[float, float] | None = None
        last: tuple[float, float] | None = None
        count = calls.count_segments(item)
        if count > MAX_OBJECTS:
            raise UnreadableFile(f"page {self.ink.number} has a path of {count} segments")
        for index in range(count):
            segment = calls.path_segment(item, index)
            calls.segment_point(segment, *_POINT_RESULTS)
            x, y = _X.value, _Y.value
            point = self.point(a * x + c * y + e, b * x + d * y + f)
            kind = calls.segment_type(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                start = last = point
                continue
            if kind == pdfium.FPDF_SEGMENT_LINETO and last is not None:
                _stroke(last, point, rulings)
            last = point
            if calls.segment_closes(segment) and start is not None and last is not None:
                _stroke(last, start, rulings)
                last = start
        return rulings

    def _clip(self, item: Address, matrix: Matrix) -> Rectangle | None:
        """The bounding rectangle of the object's clip on the page as shown, or None for no clip."""
        clip = calls.clip_path(item)
        if not clip:
            return None
        result: Rectangle | None = None
        for path_index in range(calls.count_clip_paths(clip)):
            bounds = _clip_bounds(clip, path_index)
            if bounds is None:
                continue
            box = self.rectangle(*_transform_box(bounds, matrix))
            result = (
                box
                if result is None
                else (max(result[0], box[0]), max(result[1], box[1]), min(result[2], box[2]), min(result[3], box[3]))
            )
        return result

    def _text_object(self, item: Address, matrix: Matrix) -> None:
        address = item.value or 0
        mode = calls.render_mode(item)
        if mode in _UNSEEN_MODES:
            self.hidden[address] = None
            return
        if mode == _FILLED_MODE and not _is_ink(calls.fill_colour, item):
            self.white_text.add(address)
        clip = self._clip(item, matrix)
        if clip is None:
            return
        bounds = _bounds(item)
        if bounds is None:
            return
        x0, top, x1, bottom = self.rectangle(*_transform_box(bounds, matrix))
        if x0 < clip[0] - 1 or top < clip[1] - 1 or x1 > clip[2] + 1 or bottom > clip[3] + 1:
            self.hidden[address] = clip

    def _glyphs(self) -> None:
        text_page = pdfium.FPDFText_LoadPage(self.page)
        if not text_page:
            raise UnreadableFile(f"the text of page {self.ink.number} cannot be loaded")
        try:
            self._collect(calls.address_of(text_page), pdfium.FPDFText_CountChars(text_page))
        finally:
            pdfium.FPDFText_ClosePage(text_page)

    def _collect(self, text_page: Address, count: int) -> None:
        if count > MAX_GLYPHS:
            raise UnreadableFile(f"page {self.ink.number} has {count} characters (limit {MAX_GLYPHS})")
        x0, x1, y0, y1, ox, oy = (ctypes.c_double() for _ in range(6))
        box_results = tuple(map(ctypes.byref, (x0, x1, y0, y1)))
        origin_results = tuple(map(ctypes.byref, (ox, oy)))
        ink, glyphs = self.ink, self.ink.glyphs
        width, height = ink.width, ink.height
        check_objects = bool(self.hidden or self.white_text)
        upright = self.rotation == 0
        left, top_edge = self.left, self.top
        get_code, get_box, get_origin = calls.glyph_code, calls.glyph_box, calls.glyph_origin
        is_generated, has_error = calls.is_generated, calls.has_map_error
        for index in range(count):
            code = get_code(text_page, index)
            if code in (0, 10, 13) or (code == 32 and is_generated(text_page, index) == 1):
                continue
            get_box(text_page, index, *box_results)
            get_origin(text_page, index, *origin_results)
            if upright:
                gx0, gx1 = x0.value - left, x1.value - left
                gtop, gbottom = top_edge - y1.value, top_edge - y0.value
                baseline = top_edge - oy.value
            else:
                gx0, gtop, gx1, gbottom = self.rectangle(x0.value, y0.value, x1.value, y1.value)
                baseline = self.point(ox.value, oy.value)[1]
            middle_x, middle_y = (gx0 + gx1) / 2, (gtop + gbottom) / 2
            if not (0 <= middle_x <= width and 0 <= middle_y <= height):
                ink.hidden += 1
                continue
            if check_objects and self._is_hidden(text_page, index, middle_x, middle_y, gtop, gbottom):
                ink.hidden += 1
                continue
            if has_error(text_page, index) == 1:
                ink.unmapped += 1
            # pdfium reports a hyphen between letters at a line end as U+FFFE.
            text = "-" if code == 0xFFFE else chr(code)
            glyphs.append(Glyph(text, gx0, gtop, gx1, gbottom, baseline))

    def _is_hidden(self, text_page: Address, index: int, x: float, y: float, top: float, bottom: float) -> bool:
        address = calls.glyph_object(text_page, index).value
        if address in self.hidden:
            clip = self.hidden[address]
            if clip is None:
                return True
            visible = min(bottom, clip[3]) - max(top, clip[1])
            # A line cut in half by its cell is still read by people; a sliver is not.
            return not clip[0] <= x <= clip[2] or visible < 0.25 * max(bottom - top, 0.1)
        if address in self.white_text:
            return not any(d[0] <= x <= d[2] and d[1] <= y <= d[3] for d in self.dark)
        return False


def _stroke(a: tuple[float, float], b: tuple[float, float], rulings: list[Ruling]) -> None:
    dx, dy = abs(a[0] - b[0]), abs(a[1] - b[1])
    if dy <= 1.0 and dx >= SHORT:
        rulings.append(Ruling(True, (a[1] + b[1]) / 2, min(a[0], b[0]), max(a[0], b[0])))
    elif dx <= 1.0 and dy >= SHORT:
        rulings.append(Ruling(False, (a[0] + b[0]) / 2, min(a[1], b[1]), max(a[1], b[1])))


def _is_angular(item: Address, segments: int) -> bool:
    """Whether a path has straight sides only."""
    return all(
        calls.segment_type(calls.path_segment(item, index)) != pdfium.FPDF_SEGMENT_BEZIERTO for index in range(segments)
    )


# Where pdfium puts its answers; one set for all, for pdfium itself is called by one thread at a time only.
_X, _Y = ctypes.c_float(), ctypes.c_float()
_POINT_RESULTS = ctypes.byref(_X), ctypes.byref(_Y)
_LEFT, _BOTTOM, _RIGHT, _TOP = (ctypes.c_float() for _ in range(4))
_BOUNDS_RESULTS = tuple(map(ctypes.byref, (_LEFT, _BOTTOM, _RIGHT, _TOP)))
_RED, _GREEN, _BLUE, _ALPHA = (ctypes.c_uint() for _ in range(4))
_COLOUR_RESULTS = tuple(map(ctypes.byref, (_RED, _GREEN, _BLUE, _ALPHA)))
_FILLS, _STROKES = ctypes.c_int(), ctypes.c_int()
_MODE_RESULTS = ctypes.byref(_FILLS), ctypes.byref(_STROKES)


def _clip_point(clip: Address, path_index: int, index: int) -> tuple[float, float]:
    calls.segment_point(calls.clip_segment(clip, path_index, index), *_POINT_RESULTS)
    return _X.value, _Y.value


def _clip_bounds(clip: Address, path_index: int) -> Rectangle | None:
    """The bounding box of one path of a clip. Rectangles, nearly all there are, need two corners only."""
    segments = calls.count_clip_segments(clip, path_index)
    if segments <= 0:
        return None
    if segments in (4, 5):
        ax, ay = _clip_point(clip, path_index, 0)
        bx, by = _clip_point(clip, path_index, 2)
        if ax != bx and ay != by:
            return (ax if ax < bx else bx), (ay if ay < by else by), (bx if ax < bx else ax), (by if ay < by else ay)
    points = [_clip_point(clip, path_index, index) for index in range(segments)]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def _matrix_of(item: Address) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not calls.object_matrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _bounds(item: Address) -> Rectangle | None:
    if not calls.object_bounds(item, *_BOUNDS_RESULTS):
        return None
    return _LEFT.value, _BOTTOM.value, _RIGHT.value, _TOP.value


def _transform_box(box: Rectangle, matrix: Matrix) -> Rectangle:
    if matrix is _IDENTITY:
        return box
    a, b, c, d, e, f = matrix
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [p[0] for p in corners], [p[1] for p in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _is_ink(colour: Callable[..., int], item: Address) -> bool:
    """Whether the colour leaves a mark on white paper."""
    if not colour(item, *_COLOUR_RESULTS):
        return True
    return _ALPHA.value > 10 and (_RED.value < _WHITE or _GREEN.value < _WHITE or _BLUE.value < _WHITE)
