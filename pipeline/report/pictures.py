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


class Pictures:
    """The pictures of a report that is being made, those of the report before used again."""

    def __init__(self, folder: Path, before: Path) -> None:
        self.count = 0
        self._folder = folder
        self._before: dict[str, dict[int, Path]] = {}  # document_id -> page -> its picture
        for kept in sorted((before / "pages").glob("*-p*-*.webp")):
            document_id, page, _ = kept.stem.rsplit("-", 2)
            self._before.setdefault(document_id, {})[int(page[1:])] = kept

    def keep(self, document_id: str) -> None:
        """Take all pictures of a document whose page stays as it was."""
        for kept in self._before.get(document_id, {}).values():
            self._link(kept)

    def of(self, path: Path, document_id: str, pages: Sequence[int]) -> dict[int, Picture]:
        """Page -> its picture, written into folder/pages or linked from there, without what cannot be shown.

        A strip of the page that holds a contact or a telephone number is painted over.
        """
        known = self._before.get(document_id, {})
        found: dict[int, Picture] = {}
        for page in pages:
            if page in known:
                width, height = (float(part) for part in known[page].stem.rsplit("-", 1)[1].split("x"))
                found[page] = Picture(self._link(known[page]), page, width, height)
        wanted = [page for page in pages if page not in found]
        made = photograph(path, wanted, hide=(CONTACT, TELEPHONE)) if wanted else {}
        for page, (width, height, content) in made.items():
            name = f"{document_id}-p{page:03d}-{width:.1f}x{height:.1f}.webp"
            (self._folder / "pages" / name).write_bytes(content)
            self.count += 1
            found[page] = Picture(f"pages/{name}", page, float(f"{width:.1f}"), float(f"{height:.1f}"))
        return found

    def _link(self, kept: Path) -> str:
        name = f"pages/{kept.name}"
        os.link(kept, self._folder / name)
        self.count += 1
        return name
