"""The objects of a page: the rulings its paths draw, its pictures, and which of its text nobody sees.

Belongs here: what pdfium calls visible (render mode, colour, clip).
Does not: characters (`characters`), cells (`lattice`).
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from functools import reduce

import pypdfium2.raw as pdfium

from pipeline.documents.model import LEAST_PICTURE_POINTS
from pipeline.documents.readers.pdf import calls
from pipeline.documents.readers.pdf.calls import Address
from pipeline.documents.readers.pdf.frame import IDENTITY, Frame, Matrix, Rectangle, common, multiplied, transformed
from pipeline.documents.readers.pdf.ink import SHORT, THIN, PageInk, Ruling, rectangle_rulings
from pipeline.errors import UnreadableFile

# A page with more objects than this is an attack or a drawing; reading it would take minutes.
MAX_OBJECTS = 200_000
MAX_DEPTH = 12
_WHITE = 250
# A picture of more than this share of the page hides what was drawn before it.
_WHOLE_PAGE = 0.9
# A page with more large pictures is drawn in tiles.
_MOST_PICTURES = 20
_TEXT, _PATH = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_PAGEOBJ_PATH
_IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_UNSEEN_MODES = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_FILLED_MODE = pdfium.FPDF_TEXTRENDERMODE_FILL
# What a clip leaves visible that has no corners.
EVERYWHERE: Rectangle = (-math.inf, -math.inf, math.inf, math.inf)

# Where pdfium puts its answers; one set for all, for pdfium itself is called by one thread at a time only.
_X, _Y = ctypes.c_float(), ctypes.c_float()
_POINT_RESULTS = ctypes.byref(_X), ctypes.byref(_Y)
_LEFT, _BOTTOM, _RIGHT, _TOP = (ctypes.c_float() for _ in range(4))
_BOUNDS_RESULTS = tuple(map(ctypes.byref, (_LEFT, _BOTTOM, _RIGHT, _TOP)))
_RED, _GREEN, _BLUE, _ALPHA = (ctypes.c_uint() for _ in range(4))
_COLOUR_RESULTS = tuple(map(ctypes.byref, (_RED, _GREEN, _BLUE, _ALPHA)))
_FILLS, _STROKES = ctypes.c_int(), ctypes.c_int()
_MODE_RESULTS = ctypes.byref(_FILLS), ctypes.byref(_STROKES)
_MATRIX = pdfium.FS_MATRIX()
_MATRIX_RESULT = ctypes.byref(_MATRIX)


class Objects:
    """Goes through the objects of a page once and keeps what the characters are judged by."""

    def __init__(self, frame: Frame, ink: PageInk) -> None:
        self.frame, self.ink = frame, ink
        # Addresses of text objects: those drawn invisibly, those drawn in white, and the clips of the clipped.
        self.unseen: set[int | None] = set()
        self.white_text: set[int | None] = set()
        self.clipped: dict[int | None, Rectangle] = {}
        # What lies inside all these clips: no clip hides a glyph that stands there.
        self.unclipped = EVERYWHERE
        self.dark: list[Rectangle] = []
        self.image_area = 0.0
        self.covers: list[Address] = []  # pictures as large as the page
        self.outlines = 0  # segments of filled drawings: letters turned into curves have a dozen each
        self._seen = 0
        # By the matrix and the address of the first corner of its last path: what a clip comes to on the page.
        self._clips: dict[Matrix, dict[int, Rectangle]] = {}

    def walk(self, page: Address) -> None:
        """All objects of the page, those of its forms included."""
        self._each(calls.object_of_page, page, calls.count_objects(page), IDENTITY, 0)

    def _each(
        self, child: Callable[[Address, int], Address], parent: Address, count: int, matrix: Matrix, depth: int
    ) -> None:
        self._seen += count
        if self._seen > MAX_OBJECTS:
            raise UnreadableFile(f"page {self.ink.number} has more than {MAX_OBJECTS} objects")
        # The loop of the reader that runs most often: nothing is looked up or called in it that need not be.
        mode_of, colour_of, clip_of = calls.render_mode, calls.fill_colour, calls.clip_path
        count_clips, corner, clips = calls.count_clip_paths, calls.clip_segment, self._clips.setdefault(matrix, {})
        red, alpha, results = _RED, _ALPHA, _COLOUR_RESULTS
        clipped, last_seen = self.clipped, EVERYWHERE
        for index in range(count):
            item = child(parent, index)
            mode = mode_of(item)
            if mode < 0:  # what is no text has none
                self._other(item, calls.object_type(item), matrix, depth)
                continue
            if mode in _UNSEEN_MODES:
                self.unseen.add(item.value)
                continue
            if mode == _FILLED_MODE and colour_of(item, *results) and (red.value >= _WHITE or alpha.value <= 10):
                self._pale_text(item)
            clip = clip_of(item)
            if (paths := count_clips(clip)) > 0:
                seen = clips.get(corner(clip, paths - 1, 0).value) or self._clip(clip, paths, matrix)
                clipped[item.value] = seen
                if seen is not last_seen:
                    last_seen = seen
                    self.unclipped = common(self.unclipped, seen)

    def _other(self, item: Address, kind: int, matrix: Matrix, depth: int) -> None:
        if kind == _PATH:
            self._path(item, matrix)
        elif kind == _IMAGE:
            bounds = _bounds(item)
            if bounds is not None:
                self._picture(item, transformed(bounds, matrix))
        elif kind == _FORM:
            if depth >= MAX_DEPTH:
                raise UnreadableFile(f"page {self.ink.number} nests forms deeper than {MAX_DEPTH}")
            inner = multiplied(_matrix_of(item), matrix)
            self._each(calls.object_of_form, item, calls.count_form_objects(item), inner, depth + 1)

    def _picture(self, item: Address, bounds: Rectangle) -> None:
        x0, top, x1, bottom = self.frame.rectangle(bounds)
        area = max(0.0, x1 - x0) * max(0.0, bottom - top)
        self.image_area += area
        if area > _WHOLE_PAGE * self.frame.width * self.frame.height:
            self.covers.append(item)
        is_large = x1 - x0 >= LEAST_PICTURE_POINTS[0] and bottom - top >= LEAST_PICTURE_POINTS[1]
        if is_large and len(self.ink.pictures) < _MOST_PICTURES:
            self.ink.pictures.append((x0, top, x1, bottom))

    def _pale_text(self, item: Address) -> None:
        """Text whose colour, just asked for, has much red or hardly any substance."""
        if not _is_dark():
            self.white_text.add(item.value)

    def _path(self, item: Address, matrix: Matrix) -> None:
        if not calls.draw_mode(item, *_MODE_RESULTS):
            return
        stroked = bool(_STROKES.value) and _is_ink(calls.stroke_colour, item)
        filled = bool(_FILLS.value) and _is_ink(calls.fill_colour, item)
        if not stroked and not filled:
            return
        path = calls.clip_path(item)
        paths = calls.count_clip_paths(path)
        clip = self._clip(path, paths, matrix) if paths > 0 else None
        if filled and not stroked:
            bounds = _bounds(item)
            if bounds is None:
                return
            x0, top, x1, bottom = self.frame.rectangle(transformed(bounds, matrix))
            segments = calls.count_segments(item)
            if min(x1 - x0, bottom - top) > THIN:
                self.dark.append((x0, top, x1, bottom))
                if segments > 6 or not _is_angular(item, segments):
                    self.outlines += segments
                    return  # a filled drawing (the slice of a pie), not a cell's background
            self._add(rectangle_rulings(x0, top, x1, bottom, stroked=False), clip)
            return
        self._add(self._segments(item, multiplied(_matrix_of(item), matrix)), clip)

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
            point = self.frame.point(a * x + c * y + e, b * x + d * y + f)
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

    def _clip(self, clip: Address, count: int, matrix: Matrix) -> Rectangle:
        """The bounding rectangle of a clip of `count` paths on the page as shown."""
        # The objects between two changes of the clip share its paths in pdfium, and each change adds a path of its own
        # at the end: a page of a thousand objects has one clip or two, known by where their last path begins.
        known, last = self._clips.setdefault(matrix, {}), calls.clip_segment(clip, count - 1, 0).value
        if last not in known:
            seen = self._read_clip(clip, count, matrix)
            if last is None:  # a path without a corner is known by nothing
                return seen
            known[last] = seen
        return known[last]

    def _read_clip(self, clip: Address, count: int, matrix: Matrix) -> Rectangle:
        paths = []
        for index in range(count):
            if (segments := calls.count_clip_segments(clip, index)) > 0:
                bounds = transformed(_clip_bounds(clip, index, segments), matrix)
                paths.append(self.frame.rectangle(bounds))
        return reduce(common, paths, EVERYWHERE)


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


def _clip_bounds(clip: Address, path_index: int, segments: int) -> Rectangle:
    """The bounding box of one path of a clip."""
    xs, ys = [], []
    for index in range(segments):
        calls.segment_point(calls.clip_segment(clip, path_index, index), *_POINT_RESULTS)
        xs.append(_X.value)
        ys.append(_Y.value)
    return min(xs), min(ys), max(xs), max(ys)


def _matrix_of(item: Address) -> Matrix:
    if not calls.object_matrix(item, _MATRIX_RESULT):
        return IDENTITY
    return (_MATRIX.a, _MATRIX.b, _MATRIX.c, _MATRIX.d, _MATRIX.e, _MATRIX.f)


def _bounds(item: Address) -> Rectangle | None:
    if not calls.object_bounds(item, *_BOUNDS_RESULTS):
        return None
    return _LEFT.value, _BOTTOM.value, _RIGHT.value, _TOP.value


def _is_ink(colour: Callable[..., int], item: Address) -> bool:
    """Whether the colour leaves a mark on white paper."""
    return not colour(item, *_COLOUR_RESULTS) or _is_dark()


def _is_dark() -> bool:
    """Whether the colour that pdfium answered last leaves a mark on white paper."""
    return _ALPHA.value > 10 and (_RED.value < _WHITE or _GREEN.value < _WHITE or _BLUE.value < _WHITE)
