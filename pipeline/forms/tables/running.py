"""Lines printed on page after page: headers and footers, which are no line before or after a table.

Belongs here: finding them. Does not: numbers of pages (`captions`), which table goes on over the page (`stitch`).
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.documents.model import Document, Paragraph
from pipeline.forms.kinds import title_kinds
from pipeline.forms.tables.captions import organisation_of, pattern, unit_of
from pipeline.forms.text import squeezed


def running_lines(document: Document) -> set[str]:
    """Lines printed at the head or foot of three or more pages (headers, footers), or of two in the very same place;
    captions excepted."""
    pages: dict[str, set[int]] = defaultdict(set)
    places: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    heights = {page.number: page.height for page in document.pages}
    for paragraph in document.paragraphs:
        height = heights.get(paragraph.page)
        if not height or paragraph.box is None or len(paragraph.text) > 60:
            continue
        if paragraph.box.bottom < 0.12 * height or paragraph.box.top > 0.9 * height:
            text, box = _digits_out(paragraph.text), paragraph.box
            pages[text].add(paragraph.page)
            places[text, round(box.x0), round(box.top)].add(paragraph.page)
    often = {text for text, numbers in pages.items() if len(numbers) >= 3}
    return often | {text for (text, *_), numbers in places.items() if len(numbers) == 2}


def is_running(paragraph: Paragraph, running: set[str]) -> bool:
    text = paragraph.text
    if _digits_out(text) not in running:
        return False
    return not (
        title_kinds(text)
        or unit_of(text)
        or organisation_of(text) is not None
        or pattern("label").match(squeezed(text))
    )


def _digits_out(text: str) -> str:
    return re.sub(r"\d+", "#", squeezed(text))
