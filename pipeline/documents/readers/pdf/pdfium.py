"""The fast source of ink: characters and visible paths of a page through pypdfium2.

Belongs here: opening a PDF and its pages, and why one cannot be opened.
Does not: what stands on a page (`objects`, `characters`), tables and lines.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

import pypdfium2.raw as pdfium

from pipeline.documents.readers.pdf import calls
from pipeline.documents.readers.pdf.annotations import made_part_of
from pipeline.documents.readers.pdf.characters import collect
from pipeline.documents.readers.pdf.covers import covered
from pipeline.documents.readers.pdf.frame import Frame
from pipeline.documents.readers.pdf.ink import PageInk
from pipeline.documents.readers.pdf.objects import Objects
from pipeline.errors import UnreadableFile

# A page without a letter and with more segments of filled curves than an emblem has shows letters all the same.
_OUTLINES = 400


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

    def attachments(self) -> list[str]:
        """The names of the files that the file carries with it, of the first hundred."""
        count = pdfium.FPDFDoc_GetAttachmentCount(self._handle)
        return [_name(pdfium.FPDFDoc_GetAttachment(self._handle, index)) for index in range(min(count, 100))]

    def ink(self, number: int) -> PageInk:
        """Everything visible on page `number` (from 1)."""
        page = self._page(number)
        try:
            ink = self._ink(page, number)
            return self._turned(page, number, ink.wanted_turn) if ink.wanted_turn else ink
        finally:
            pdfium.FPDF_ClosePage(page)

    def _page(self, number: int) -> pdfium.FPDF_PAGE:
        page = self._loaded(number)
        if not made_part_of(page):
            return page
        pdfium.FPDF_ClosePage(page)
        return self._loaded(number)

    def _loaded(self, number: int) -> pdfium.FPDF_PAGE:
        page = pdfium.FPDF_LoadPage(self._handle, number - 1)
        if not page:
            raise UnreadableFile(f"page {number} cannot be loaded")
        return page

    def _turned(self, page: pdfium.FPDF_PAGE, number: int, turn: int) -> PageInk:
        """The page as it would be if it were shown turned by so many quarters clockwise."""
        shown = pdfium.FPDFPage_GetRotation(page)
        pdfium.FPDFPage_SetRotation(page, (shown + turn) % 4)
        try:
            ink = self._ink(page, number)
        finally:
            pdfium.FPDFPage_SetRotation(page, shown)  # it is kept with the file
        ink.turn = turn
        return ink

    def _ink(self, page: pdfium.FPDF_PAGE, number: int) -> PageInk:
        frame = Frame(page)
        ink = PageInk(number, frame.width, frame.height)
        objects = Objects(frame, ink)
        objects.walk(calls.address_of(page))
        if objects.covers:
            objects.unseen |= covered(self._handle, page, objects.covers)
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            raise UnreadableFile(f"the text of page {number} cannot be loaded")
        try:
            collect(calls.address_of(text_page), pdfium.FPDFText_CountChars(text_page), frame, objects, ink)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
        area = ink.width * ink.height
        ink.image_share = min(1.0, objects.image_area / area) if area else 0.0
        if not ink.glyphs and objects.outlines > _OUTLINES:
            ink.image_share = 1.0  # letters turned into curves are a picture of letters
        return ink


def _name(attachment: pdfium.FPDF_ATTACHMENT) -> str:
    buffer = (ctypes.c_ushort * 256)()
    pdfium.FPDFAttachment_GetName(attachment, buffer, ctypes.sizeof(buffer))
    return bytes(buffer).decode("utf-16-le", errors="replace").split("\0", 1)[0]
