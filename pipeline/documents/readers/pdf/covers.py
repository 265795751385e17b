"""Text that a picture of the whole page lies over: the text layer of a scan that a scanner put below its picture.

Belongs here: whether a picture lets nothing through, and which text was drawn before it.
Does not: which pictures are as large as the page (`objects`), recognising what they show (`readers.scan`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

import pypdfium2.raw as pdfium

from pipeline.documents.readers.pdf import calls
from pipeline.documents.readers.pdf.calls import Address

# Of 255; the edge of a picture may be blended with the paper.
_OPAQUE = 250
# Looking at a picture takes a tenth of a second, and four bytes of memory a dot: so many are, up to this size.
_MOST_COVERS = 3
_MOST_DOTS = 50_000_000
# Rows and dots between those looked at: the mask of a watermark lets most of the page through.
_EVERY = 16


def covered(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, covers: list[Address]) -> set[int | None]:
    """The addresses of the text objects below those of the pictures `covers` that let nothing through."""
    for cover in covers[: -_MOST_COVERS - 1 : -1]:
        below = _text_before(page, cover)
        if below and _is_opaque(document, page, cover):
            return below
    return set()


def _text_before(page: pdfium.FPDF_PAGE, cover: Address) -> set[int | None]:
    found: set[int | None] = set()
    for item in _in_order(calls.object_of_page, calls.address_of(page), pdfium.FPDFPage_CountObjects(page)):
        if item.value == cover.value:
            break
        if calls.render_mode(item) >= 0:
            found.add(item.value)
    return found


def _in_order(child: Callable[[Address, int], Address], parent: Address, count: int) -> Iterator[Address]:
    """The objects of a page as they are drawn, those of its forms included (`objects` has seen how deep they go)."""
    for index in range(count):
        item = child(parent, index)
        if calls.object_type(item) == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _in_order(calls.object_of_form, item, calls.count_form_objects(item))
        else:
            yield item


def _is_opaque(document: pdfium.FPDF_DOCUMENT, page: pdfium.FPDF_PAGE, picture: Address) -> bool:
    """Whether nothing shows through; a picture that cannot be drawn hides nothing."""
    handle = ctypes.cast(picture, pdfium.FPDF_PAGEOBJECT)
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(handle, wide, high)
    if wide.value * high.value > _MOST_DOTS or pdfium.FPDFPageObj_HasTransparency(handle):
        return False
    bitmap = pdfium.FPDFImageObj_GetRenderedBitmap(document, page, handle)
    if not bitmap:
        return False
    try:
        return _least_alpha(bitmap) >= _OPAQUE
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _least_alpha(bitmap: pdfium.FPDF_BITMAP) -> int:
    """Of the dots looked at, how much of the paper the most transparent hides (of 255)."""
    if pdfium.FPDFBitmap_GetFormat(bitmap) != pdfium.FPDFBitmap_BGRA:
        return 255
    wide, high = pdfium.FPDFBitmap_GetWidth(bitmap), pdfium.FPDFBitmap_GetHeight(bitmap)
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    dots = (ctypes.c_ubyte * (stride * high)).from_address(pdfium.FPDFBitmap_GetBuffer(bitmap) or 0)
    rows = range(_EVERY, high - _EVERY, _EVERY)
    return min((min(dots[row * stride + 3 : row * stride + 4 * wide : 4 * _EVERY]) for row in rows), default=255)
