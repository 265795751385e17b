"""Pages as pictures.

Belongs here: rendering a PDF page, drawing rectangles on it, painting over what must not be shown.
Does not: which rectangles (`pipeline.terminal.inspecting`), which pages (`pipeline.report`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pypdfium2
from PIL import Image, ImageDraw

from pipeline.documents.model import Box


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

    Lines of text that match a pattern of `hide` are painted over across the whole page, because a name may stand in the
    cell beside its label. A turned page with such a line is left out: its lines do not lie where its text says.
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
            strips = _strips(page, hide)
            if strips and page.get_rotation():
                continue
            image = page.render(scale=scale).to_pil()
            if image.mode != "RGB":
                image = image.convert("RGB")
            pen = ImageDraw.Draw(image)
            for bottom, top in strips:
                pen.rectangle(
                    (0, (height - top - 2) * scale, image.width, (height - bottom + 2) * scale), fill="#d9d9d9"
                )
            made[number] = (width, height, _jpeg(image))
    finally:
        document.close()
    return made


def _strips(page: pypdfium2.PdfPage, hide: Sequence[re.Pattern[str]]) -> list[tuple[float, float]]:
    """Bottom and top, in points from the foot of the page, of the lines that match."""
    text = page.get_textpage()
    content = text.get_text_range()
    found = []
    start = 0
    for line in content.splitlines(keepends=True):
        if any(pattern.search(line) for pattern in hide):
            boxes = [text.get_rect(index) for index in range(text.count_rects(start, len(line)))]
            if boxes:
                found.append((min(box[1] for box in boxes), max(box[3] for box in boxes)))
        start += len(line)
    return found


def _jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    # 1.4 ms a page; WebP, by its quickest method, 8 ms for files of a half to nine tenths of the size.
    image.save(stream, "JPEG", quality=60)
    return stream.getvalue()
