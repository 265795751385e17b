"""Print that lies over a page without being part of it: what was typed into the fields of a form or onto the page.

Belongs here: making it part of the page, in memory. Does not: reading the page (`pdfium`, `plumber`).

Viewers and poppler show it; the text and the objects that pdfium gives of a page, and the characters of pdfplumber, are
without it. Highlights, links and notes are left out: they are about the page, and would be taken for its rulings.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

_PRINT = frozenset({pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_STAMP})


def made_part_of(page: pdfium.FPDF_PAGE) -> bool:
    """Whether print that lay over the page is part of it now: the page has to be loaded again to be read with it."""
    count = pdfium.FPDFPage_GetAnnotCount(page)
    others = [index for index in range(count) if _kind(page, index) not in _PRINT]
    if len(others) == count:
        return False
    for index in reversed(others):
        pdfium.FPDFPage_RemoveAnnot(page, index)
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _kind(page: pdfium.FPDF_PAGE, index: int) -> int:
    annotation = pdfium.FPDFPage_GetAnnot(page, index)
    try:
        return int(pdfium.FPDFAnnot_GetSubtype(annotation))
    finally:
        pdfium.FPDFPage_CloseAnnot(annotation)


def with_print_over_pages(path: Path, numbers: Sequence[int] | None) -> io.BytesIO | None:
    """The file with such print made part of these pages (from 1, all without a choice); None where there is none, or
    pdfium cannot open it."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return None
    try:
        wanted = numbers if numbers is not None else range(1, len(document) + 1)
        pages = [document[number - 1] for number in wanted]  # kept: what nobody holds is closed
        changed = [made_part_of(page.raw) for page in pages]
        if not any(changed):
            return None
        whole = io.BytesIO()
        document.save(whole)
        return whole
    finally:
        document.close()
