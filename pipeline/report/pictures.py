"""Pictures of the pages findings speak of.

Belongs here: which page becomes a picture, what is hidden on it, reuse of a picture made before.
Does not: rendering (`pipeline.documents.readers.pdf.picture`), the marks, which the page draws over the picture.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.documents.readers.pdf.picture import Photographs, Wanted
from pipeline.documents.renewed import Result
from pipeline.documents.sandbox import Readers
from pipeline.documents.worker import Task
from pipeline.report.words import hidden

_PHOTOGRAPHED = "pipeline.documents.readers.pdf.picture:photographed"
# Disclosures whose pictures are made, and kept in memory, at a time.
_AT_ONCE = 16

Shown = TypeVar("Shown")
# document_id -> the file and the pages of it that are to be pictures
Pages = dict[str, tuple[Path, tuple[int, ...]]]


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
        for kept in sorted((before / "pages").glob("*-p*-*.jpg")):
            document_id, page, _ = kept.stem.rsplit("-", 2)
            self._before.setdefault(document_id, {})[int(page[1:])] = kept

    def keep(self, document_id: str) -> None:
        """Take all pictures of a document whose page stays as it was."""
        for kept in self._before.get(document_id, {}).values():
            self._link(kept)

    def of(
        self, shown: Iterable[Shown], pages_of: Callable[[Shown], Pages], workers: int
    ) -> Iterator[tuple[Shown, dict[tuple[str, int], Picture]]]:
        """Each with the pictures of its pages, written into folder/pages or linked from there, as far as there are any.

        A strip of a page that holds a contact or a telephone number is painted over. Children make the pictures of the
        next few while the caller has these; a file on which they fail has none.
        """
        remaining = iter(shown)
        with Readers(workers) as children, ThreadPoolExecutor(1, thread_name_prefix="pictures") as beside:

            def next_few() -> tuple[list[tuple[Shown, Pages]], Future[dict[Path, Photographs]]]:
                few = [(one, pages_of(one)) for one in islice(remaining, _AT_ONCE)]
                wanted = {path: self._missing(id_, pages) for _, its in few for id_, (path, pages) in its.items()}
                return few, beside.submit(_made, children, {path: pages for path, pages in wanted.items() if pages})

            few, making = next_few()
            while few:
                made = making.result()
                following = next_few()
                for one, pages in few:
                    yield one, self._put(pages, made)
                few, making = following

    def _missing(self, document_id: str, pages: Sequence[int]) -> tuple[int, ...]:
        known = self._before.get(document_id, {})
        return tuple(page for page in pages if page not in known)

    def _put(self, wanted: Pages, made: Mapping[Path, Photographs]) -> dict[tuple[str, int], Picture]:
        found: dict[tuple[str, int], Picture] = {}
        for document_id, (path, pages) in wanted.items():
            known = self._before.get(document_id, {})
            for page in pages:
                if page in known:
                    width, height = (float(part) for part in known[page].stem.rsplit("-", 1)[1].split("x"))
                    found[document_id, page] = Picture(self._link(known[page]), page, width, height)
                elif page in made.get(path, {}):
                    found[document_id, page] = self._write(document_id, page, *made[path][page])
        return found

    def _write(self, document_id: str, page: int, width: float, height: float, content: bytes) -> Picture:
        name = f"{document_id}-p{page:03d}-{width:.1f}x{height:.1f}.jpg"
        (self._folder / "pages" / name).write_bytes(content)
        self.count += 1
        return Picture(f"pages/{name}", page, float(f"{width:.1f}"), float(f"{height:.1f}"))

    def _link(self, kept: Path) -> str:
        name = f"pages/{kept.name}"
        os.link(kept, self._folder / name)
        self.count += 1
        return name


def _made(children: Readers, wanted: Mapping[Path, tuple[int, ...]]) -> dict[Path, Photographs]:
    made: dict[Path, Photographs] = {}

    def keep(result: Result) -> None:
        if result.made is not None:
            with suppress(msgspec.DecodeError):
                made[result.path] = msgspec.json.decode(result.made, type=Photographs)

    hide = tuple(pattern.pattern for pattern in hidden())
    children.do(
        (
            (path, Task(_PHOTOGRAPHED, msgspec.Raw(msgspec.json.encode(Wanted(str(path), pages, hide))), len(pages)))
            for path, pages in wanted.items()
        ),
        on_done=keep,
    )
    return made
