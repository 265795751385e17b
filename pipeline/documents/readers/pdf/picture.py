"""Pages as pictures, with marks.

Belongs here: rendering a PDF page and drawing rectangles on it.
Does not: which rectangles (`pipeline.terminal.inspecting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import ImageDraw

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
