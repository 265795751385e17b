"""The second reading of doubtful pages, each read once by this version of the second reader.

Belongs here: what of it is kept, and what is still to be read. Does not: which pages are doubtful
(`expectations.referee`), reading (`pipeline.documents`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from msgspec.structs import replace

from assets.place import Place
from expectations.doubts import Doubts
from expectations.referee import ReadAgain
from pipeline.documents.model import Document
from pipeline.documents.read import SECOND_READER_VERSION
from pipeline.documents.renewed import Reading
from pipeline.stores import Stored


@contextmanager
def reading_ahead(place: Place, doubts: Doubts) -> Iterator[ReadAgain]:
    """Have children read these pages while the block does something else; gives what answers with their readings."""
    pages = {document_id: tuple(sorted(its)) for document_id, its in doubts.items()}
    with ThreadPoolExecutor(1, thread_name_prefix="reading again") as beside:
        reading = beside.submit(read_again, place, pages)

        def answer(asked: Mapping[str, tuple[int, ...]]) -> dict[str, Document | str]:
            found = reading.result()
            return found if dict(asked) == pages else read_again(place, asked)

        yield answer


def read_again(place: Place, pages: Mapping[str, tuple[int, ...]]) -> dict[str, Document | str]:
    """document_id -> the second reading of these pages and no others, or why there is none."""
    found: dict[str, Document | str] = {}
    missing: dict[str, tuple[int, ...]] = {}
    for document_id, wanted in pages.items():
        kept = _kept(place, document_id)
        missing[document_id] = tuple(page for page in wanted if page not in {known.number for known in kept.pages})
        found[document_id] = kept
    raws = {id_: raw for id_, raw in place.raw_of(missing).items() if missing[id_]}
    found |= {id_: "the file is not kept any more" for id_, wanted in missing.items() if wanted and id_ not in raws}
    by_path = {raw.path: raw for raw in raws.values()}

    def store(reading: Reading) -> None:
        document_id = by_path[reading.path].document_id
        if reading.document is None:
            found[document_id] = str(reading.problem)
            return
        whole = _joined(_kept(place, document_id), reading.document)
        place.second_readings.save(
            Stored(document_id, SECOND_READER_VERSION, whole, seconds=reading.seconds, peak_bytes=reading.peak_bytes)
        )
        found[document_id] = whole

    if by_path:
        with place.readers(len(by_path)) as readers:
            readers.read_again([(raw.path, raw.kind, missing[id_]) for id_, raw in raws.items()], on_done=store)
    # What an earlier program asked for and this one does not must not confirm anything: the rows follow from the
    # bytes and this program, not from what was done before.
    return {id_: _only(second, pages[id_]) if isinstance(second, Document) else second for id_, second in found.items()}


def _kept(place: Place, document_id: str) -> Document:
    stored = place.second_readings.load(document_id)
    return stored.content if stored is not None and stored.content is not None else Document(format="", blocks=())


def _joined(one: Document, other: Document) -> Document:
    """The pages of both, in their order."""
    return replace(
        other,
        blocks=tuple(sorted((*one.blocks, *other.blocks), key=lambda block: block.page)),
        pages=tuple(sorted((*one.pages, *other.pages), key=lambda page: page.number)),
        remarks=(*one.remarks, *other.remarks),
    )


def _only(document: Document, pages: tuple[int, ...]) -> Document:
    return replace(
        document,
        blocks=tuple(block for block in document.blocks if block.page in pages),
        pages=tuple(page for page in document.pages if page.number in pages),
    )
