"""Pictures of the pages findings speak of.

Belongs here: which page becomes a picture, what is hidden on it, reuse of a picture made before.
Does not: rendering (`pipeline.documents.readers.pdf.picture`), the marks, which the page draws over the picture.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents.readers.pdf.picture import photograph
from pipeline.report.words import CONTACT, TELEPHONE


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as a file of the report; width and height in points."""

    file: str  # relative to the report's folder
    page: int
    width: float
    height: float


def pictures_of(path: Path, document_id: str, pages: Sequence[int], folder: Path, before: Path) -> dict[int, Picture]:
    """Page -> its picture, written into folder/pages or linked from the report before; without what cannot be shown.

    A strip of the page that holds a contact or a telephone number is painted over.
    """
    found: dict[int, Picture] = {}
    wanted = []
    for page in pages:
        for kept in sorted((before / "pages").glob(f"{document_id}-p{page:03d}-*.webp")):
            width, height = (float(part) for part in kept.stem.rsplit("-", 1)[1].split("x"))
            found[page] = Picture(f"pages/{kept.name}", page, width, height)
            os.link(kept, folder / "pages" / kept.name)
        if page not in found:
            wanted.append(page)
    for page, (width, height, content) in photograph(path, wanted, hide=(CONTACT, TELEPHONE)).items():
        name = f"{document_id}-p{page:03d}-{width:.1f}x{height:.1f}.webp"
        (folder / "pages" / name).write_bytes(content)
        found[page] = Picture(f"pages/{name}", page, float(f"{width:.1f}"), float(f"{height:.1f}"))
    return found
