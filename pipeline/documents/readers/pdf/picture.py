"""Pages as pictures.

Belongs here: rendering a PDF page, drawing rectangles on it, painting over what must not be shown.
Does not: which rectangles (`pipeline.terminal.drawing`), which pages (`pipeline.report`).
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pypdfium2
from PIL import Image, ImageDraw

from pipeline.documents.model import Box, Page
from pipeline.documents.readers.pdf.lines import ink_box, line_text, split_lines
from pipeline.documents.readers.pdf.pdfium import PdfiumFile

# Points painted over above and below a line.
_AROUND = 2
# Of a page so many letters are asked whether they are level, and this is the least cosine of those that are.
_LETTERS_ASKED, _LEVEL = 50, 0.9


@dataclass(frozen=True, slots=True)
class Mark:
    """A rectangle in points from the top left of the page, its colour, and a word beside it."""

    box: Box
    colour: str
    word: str = ""
    width: int = 1


def draw_page(path: Path, page: int, marks: Sequence[Mark], into: Path, dots_per_inch: int = 110) -> None:
    """Write the page with its marks as a PNG."""
    scale = dots_per_inch / 72
    document = pypdfium2.PdfDocument(path)
    try:
        image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    pen = ImageDraw.Draw(image)
    for mark in marks:
        left, top, right, bottom = (round(v * scale) for v in mark.box)
        pen.rectangle((left, top, right, bottom), outline=mark.colour, width=mark.width)
        if mark.word:
            pen.text((left + 2, max(0, top - 11)), mark.word, fill=mark.colour)
    image.save(into)


class Wanted(msgspec.Struct, frozen=True):
    """A task for a child: pages of a file, without the lines that match a pattern."""

    path: str
    pages: tuple[int, ...]
    hide: tuple[str, ...] = ()


# Page -> width and height in points and the page as JPEG.
Photographs = dict[int, tuple[float, float, bytes]]


def photographed(given: bytes) -> bytes:
    """In a child: a Wanted to its Photographs. pdfium may end a process, or never end."""
    wanted = msgspec.json.decode(given, type=Wanted)
    patterns = [re.compile(pattern) for pattern in wanted.hide]
    return msgspec.json.encode(photograph(Path(wanted.path), wanted.pages, hide=patterns))


def photograph(
    path: Path, pages: Sequence[int], *, hide: Sequence[re.Pattern[str]] = (), dots_per_inch: int = 96
) -> Photographs:
    """The pages as pictures.

    Lines of text that match a pattern of `hide` are painted over from side to side of the page, because a name may
    stand in the cell beside its label.
    """
    made: Photographs = {}
    if not pages:
        return made
    scale = dots_per_inch / 72
    document = pypdfium2.PdfDocument(path)
    try:
        for number in pages:
            page = document[number - 1]
            width, height = page.get_size()
            strips = _strips(page, path, number, hide) if hide else []
            image = page.render(scale=scale).to_pil()
            if image.mode != "RGB":
                image = image.convert("RGB")
            pen = ImageDraw.Draw(image)
            for strip in strips:
                pen.rectangle([side * scale for side in strip], fill="#d9d9d9")
            made[number] = (width, height, _jpeg(image))
    finally:
        document.close()
    return made


def _strips(page: pypdfium2.PdfPage, path: Path, number: int, hide: Sequence[re.Pattern[str]]) -> list[Box]:
    """From side to side of the page, the lines that match."""
    text = page.get_textpage()
    if page.get_rotation() or not _is_level(text):
        return _strips_as_read(path, number, hide)
    width, height = page.get_size()
    return _strips_of_text(text, width, height, hide)


def _is_level(text: pypdfium2.PdfTextPage) -> bool:
    """Whether most letters are level, of those that are asked."""
    count = text.count_chars()
    asked = range(0, count, max(1, count // _LETTERS_ASKED))
    angles = [pypdfium2.raw.FPDFText_GetCharAngle(text, index) for index in asked]
    return 2 * sum(math.cos(angle) < _LEVEL for angle in angles) <= len(angles)


def _strips_as_read(path: Path, number: int, hide: Sequence[re.Pattern[str]]) -> list[Box]:
    """The lines that match on a page that is turned: its reading tells where, for pdfium's lines are no lines there."""
    with PdfiumFile(path) as file:
        ink = file.ink(number)
    page = Page(number, ink.width, ink.height, turn=ink.turn)
    lines = [line for line in split_lines(ink.glyphs) if any(pattern.search(line_text(line)) for pattern in hide)]
    boxes = [box for line in lines if (box := ink_box(line)) is not None]
    return [page.shown(Box(0, box.top - _AROUND, ink.width, box.bottom + _AROUND)) for box in boxes]


def _strips_of_text(
    text: pypdfium2.PdfTextPage, width: float, height: float, hide: Sequence[re.Pattern[str]]
) -> list[Box]:
    """The lines that match on a page whose print is level."""
    content = text.get_text_range()
    found = []
    start = 0
    for line in content.splitlines(keepends=True):
        if any(pattern.search(line) for pattern in hide):
            boxes = [text.get_rect(index) for index in range(text.count_rects(start, len(line)))]
            if boxes:
                bottom, top = min(box[1] for box in boxes), max(box[3] for box in boxes)
                found.append(Box(0, height - top - _AROUND, width, height - bottom + _AROUND))
        start += len(line)
    return found


def _jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    # 1.4 ms a page; WebP, by its quickest method, 8 ms for files of a half to nine tenths of the size.
    image.save(stream, "JPEG", quality=60)
    return stream.getvalue()
