"""Pictures between the text of a PDF that show the lines of a table: told, for what they show is not read.

Belongs here: looking for long dark lines across and down a picture as it is rendered; most pictures are charts.
Does not: pages that are one picture, which are recognised (`readers.scan`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2
from msgspec.structs import replace

from pipeline.documents.model import Box, Document, Page, Remark
from pipeline.documents.scans import pages_to_recognise
from pipeline.errors import UnreadableFile

_DOTS_PER_POINT = 100 / 72
# Greys up to this (of 255) are a line; the helping lines of a chart are paler.
_DARK = 190
_MARKS = bytes(1 if grey <= _DARK else 0 for grey in range(256))
# A line is at least this long (of the picture) and at most this thick (dots); the sides of a bar are thicker.
_LENGTH = 0.25
_THICK = 4
# The frame of a picture is no line of a table: what is nearer to its edge (of its width or height).
_EDGE = 0.03
# So many lines a table has across and down, inside its frame. A chart has its helping lines across and one axis down.
_ACROSS, _DOWN = 3, 2


def with_pictures_told(path: Path, document: Document) -> Document:
    """The Document of a PDF with a remark for each picture beside text that shows lines as a table has.

    Raises UnreadableFile where a page cannot be rendered.
    """
    recognised = set(pages_to_recognise(document))
    pages = [page for page in document.pages if page.pictures and page.number not in recognised]
    if not pages:
        return document
    try:
        file = pypdfium2.PdfDocument(path)
        try:
            told = tuple(remark for page in pages for remark in _told(page, _rows(file[page.number - 1])))
        finally:
            file.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"the pictures of the file cannot be looked at ({error})") from error
    return replace(document, remarks=document.remarks + told)


def _told(page: Page, rows: Sequence[bytes]) -> Iterator[Remark]:
    for picture in page.pictures:
        if _has_lines(page.shown(picture), rows):
            size = f"{picture.width:.0f} by {picture.height:.0f} points"
            detail = f"a picture, {size}, shows the lines of a table; what it shows was not read"
            yield Remark("picture_in_document", page.number, detail=detail, box=picture)


def _rows(page: pypdfium2.PdfPage) -> list[bytes]:
    """The page as it is shown, row by row: 1 for a dark dot."""
    bitmap = page.render(scale=_DOTS_PER_POINT, grayscale=True)
    dots = bytes(bitmap.buffer).translate(_MARKS)
    return [dots[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height)]


def _has_lines(picture: Box, rows: Sequence[bytes]) -> bool:
    x0, top, x1, bottom = (max(0, round(side * _DOTS_PER_POINT)) for side in picture)
    across = [row[x0:x1] for row in rows[top:bottom]]
    down = [bytes(column) for column in zip(*across, strict=True)]
    return _lines(across) >= _ACROSS and _lines(down) >= _DOWN


def _lines(rows: Sequence[bytes]) -> int:
    """How many thin lines of dark dots run along these rows."""
    edge = max(1, round(_EDGE * len(rows)))
    inside = [(first, last) for first, last in _dark(rows) if first >= edge and last < len(rows) - edge]
    return sum(1 for first, last in inside if last - first < _THICK)


def _dark(rows: Sequence[bytes]) -> Iterator[tuple[int, int]]:
    """The first and last of rows one below another that hold a line."""
    first = None
    for place, row in enumerate([*rows, b""]):
        is_dark = len(row) > 0 and b"\1" * max(2, round(_LENGTH * len(row))) in row
        if is_dark and first is None:
            first = place
        elif not is_dark and first is not None:
            yield first, place - 1
            first = None
