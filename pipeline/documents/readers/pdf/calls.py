"""The calls into pdfium that are made for every glyph and every object of a page, bound so that they cost little.

Belongs here: which functions these are and what they return.
Does not: what is asked once a page (`pypdfium2.raw`), and what the answers mean (`pdfium`).

A page of a budget has some hundred of objects and of glyphs, and each is asked a dozen questions. pypdfium2 binds
pdfium with typed pointers: an object made for each result and a conversion tried for each argument. Bound again with
plain addresses and without declared arguments a call takes less than half (ctypes, "Function prototypes"). So nothing
checks the arguments: pass `Address`, int, or `byref` of a number kept for results, never a bare int for a pointer.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium


class Address(ctypes.c_void_p):
    """A handle of pdfium. A class of its own, for ctypes makes a plain c_void_p an int, which it passes as 32 bits."""


def _bound(function: Any, result: type) -> Callable[..., Any]:
    # PYFUNCTYPE keeps the lock of the interpreter, which is right for calls this short.
    address = ctypes.cast(function, ctypes.c_void_p).value
    if address is None:
        raise ImportError("this build of pdfium lacks a function that the reader calls")
    return ctypes.PYFUNCTYPE(result)(address)


def address_of(handle: object) -> Address:
    """The address behind a typed handle of pypdfium2."""
    return Address(ctypes.cast(handle, ctypes.c_void_p).value)  # type: ignore[arg-type]


_INT, _UINT = ctypes.c_int, ctypes.c_uint

count_objects = _bound(pdfium.FPDFPage_CountObjects, _INT)
object_of_page = _bound(pdfium.FPDFPage_GetObject, Address)
count_form_objects = _bound(pdfium.FPDFFormObj_CountObjects, _INT)
object_of_form = _bound(pdfium.FPDFFormObj_GetObject, Address)

object_type = _bound(pdfium.FPDFPageObj_GetType, _INT)
object_bounds = _bound(pdfium.FPDFPageObj_GetBounds, _INT)
object_matrix = _bound(pdfium.FPDFPageObj_GetMatrix, _INT)
fill_colour = _bound(pdfium.FPDFPageObj_GetFillColor, _INT)
stroke_colour = _bound(pdfium.FPDFPageObj_GetStrokeColor, _INT)
render_mode = _bound(pdfium.FPDFTextObj_GetTextRenderMode, _INT)

clip_path = _bound(pdfium.FPDFPageObj_GetClipPath, Address)
count_clip_paths = _bound(pdfium.FPDFClipPath_CountPaths, _INT)
count_clip_segments = _bound(pdfium.FPDFClipPath_CountPathSegments, _INT)
clip_segment = _bound(pdfium.FPDFClipPath_GetPathSegment, Address)

draw_mode = _bound(pdfium.FPDFPath_GetDrawMode, _INT)
count_segments = _bound(pdfium.FPDFPath_CountSegments, _INT)
path_segment = _bound(pdfium.FPDFPath_GetPathSegment, Address)
segment_point = _bound(pdfium.FPDFPathSegment_GetPoint, _INT)
segment_type = _bound(pdfium.FPDFPathSegment_GetType, _INT)
segment_closes = _bound(pdfium.FPDFPathSegment_GetClose, _INT)

page_text = _bound(pdfium.FPDFText_GetText, _INT)
glyph_code = _bound(pdfium.FPDFText_GetUnicode, _UINT)
glyph_box = _bound(pdfium.FPDFText_GetCharBox, _INT)
glyph_origin = _bound(pdfium.FPDFText_GetCharOrigin, _INT)
glyph_matrix = _bound(pdfium.FPDFText_GetMatrix, _INT)
font_size = _bound(pdfium.FPDFText_GetFontSize, ctypes.c_double)
glyph_object = _bound(pdfium.FPDFText_GetTextObject, Address)
is_generated = _bound(pdfium.FPDFText_IsGenerated, _INT)
has_map_error = _bound(pdfium.FPDFText_HasUnicodeMapError, _INT)
