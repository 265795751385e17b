"""Pictures on a web page that are large enough for a table: told, for what they show is not read.

Belongs here: how large a picture says it is, and which pictures are none of the page's content.
Does not: what of the page is shown (`html_page`). Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from pipeline.documents.model import LEAST_PICTURE_POINTS, Remark

_MOST_TOLD = 100
_POINTS_A_PIXEL = 0.75  # CSS
_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d*)?\s*(?:px)?\s*")
_STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,5})(?:\.\d*)?px", re.IGNORECASE)


def pictures_told(root: etree._Element) -> tuple[Remark, ...]:
    """A remark for each picture that says it is as large as a table. A link's picture is a button or a banner."""
    return tuple(islice(_told(root), _MOST_TOLD))


def _told(root: etree._Element) -> Iterator[Remark]:
    for picture in root.iter("img"):
        width, height = _points(picture, "width"), _points(picture, "height")
        is_large = width >= LEAST_PICTURE_POINTS[0] and height >= LEAST_PICTURE_POINTS[1]
        if is_large and not any(ancestor.tag == "a" for ancestor in picture.iterancestors()):
            words = picture.get("alt") or picture.get("title") or (picture.get("src") or "").rsplit("/", 1)[-1]
            detail = f"a picture, {width:.0f} by {height:.0f} points, stands on the page; what it shows was not read"
            yield Remark("picture_in_document", printed_text=words[:100].strip(), detail=detail)


def _points(picture: etree._Element, side: str) -> float:
    """The side as it is declared, 0 where it is not."""
    declared = _PIXELS.fullmatch(picture.get(side) or "")
    styled = dict(_STYLE.findall((picture.get("style") or "").lower())).get(side)
    pixels = styled or (declared[1] if declared else "0")
    return int(pixels) * _POINTS_A_PIXEL
