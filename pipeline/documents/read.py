"""One file to one Document, in this process.

Belongs here: choosing the reader and the checks that hold for every format.
Does not: protection from a file that means harm. Anything that did not come from ourselves is read through
`pipeline.documents.sandbox`, which calls this in a child process.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from pipeline.documents import readers
from pipeline.documents.formulas import formula_remarks
from pipeline.documents.limits import DEFAULT, Limits, check_document
from pipeline.documents.model import Document
from pipeline.errors import UnreadableFile, UnsupportedFormat

# Part of a document's status: raise it when a reader returns something else for the same bytes, and the
# next run reads every document again.
READER_VERSION = "18"
# The same for the second reading, and who does it.
SECOND_READER_VERSION = "3"
SECOND_READER = "pdfplumber"


def read(path: Path, kind: str, limits: Limits = DEFAULT) -> Document:
    """What is on the pages of `path`, read as `kind` (pdf, html, text ...); the same bytes give the same Document.

    Raises UnsupportedFormat for a kind without a reader, and UnreadableFile for a file that is missing, empty,
    damaged, encrypted or over a limit. Both messages say what to do.
    """
    reader = readers.READERS.get(kind)
    if reader is None:
        raise UnsupportedFormat(
            f"no reader for files of kind {kind}: {readers.ADVICE.get(kind, readers.DEFAULT_ADVICE)}"
        )
    with _readable(path, limits):
        document = reader(path, limits)
    check_document(document, limits)
    remarks = formula_remarks(document)
    return replace(document, remarks=document.remarks + remarks) if remarks else document


def read_again(path: Path, kind: str, pages: Sequence[int], limits: Limits = DEFAULT) -> Document:
    """These pages of `path` as the second, independent reader sees them, without the others.

    Raises as `read`; UnsupportedFormat for a kind of which there is only one reading.
    """
    reader = readers.SECOND_READERS.get(kind)
    if reader is None:
        raise UnsupportedFormat(
            f"files of kind {kind} have one reading only: they say themselves what their cells hold"
        )
    with _readable(path, limits):
        document = reader(path, pages)
    check_document(document, limits)
    return document


def recognise_page(path: Path, kind: str, number: int, limits: Limits = DEFAULT) -> Document:
    """Page `number` (from 1) of `path`, a picture, as far as its letters can be recognised.

    Raises as `read`; UnsupportedFormat also where the extra `ocr` is not installed.
    """
    reader = readers.SCAN_READERS.get(kind)
    if reader is None:
        raise UnsupportedFormat(f"pages of files of kind {kind} are not recognised: save the file as PDF")
    with _readable(path, limits):
        document = reader(path, number)
    check_document(document, limits)
    return document


def prepare_second_reading(kind: str) -> None:
    """Load what `read_again` needs for files of this kind, while nobody waits for it."""
    if prepare := readers.SECOND_READERS_PREPARED.get(kind):
        prepare()


def load_second_reader(kind: bytes) -> bytes:
    """`prepare_second_reading` as a task of a child: the kind and the answer are JSON."""
    prepare_second_reading(msgspec.json.decode(kind, type=str))
    return b"null"


def count_pages(path: Path, kind: str, limits: Limits = DEFAULT) -> int:
    """Pages of the file, 0 for a kind without pages. Raises UnreadableFile, also for too many pages."""
    counter = readers.PAGE_COUNTERS.get(kind)
    if counter is None:
        return 0
    with _readable(path, limits):
        pages = counter(path)
    if pages > limits.max_pages:
        raise UnreadableFile(
            f"the file has {pages:,} pages, more than the {limits.max_pages:,} allowed; "
            "look at it, and split it if it is real"
        )
    return pages


@contextmanager
def _readable(path: Path, limits: Limits) -> Iterator[None]:
    """A file of a size that is read; what the machine refuses of it is told with what to do."""
    try:
        _check_size(path.stat().st_size, limits)
        yield
    except OSError as error:
        reason = error.strerror or error
        raise UnreadableFile(f"the file cannot be read ({reason}); check that it exists and may be read") from error


def _check_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise UnreadableFile("the file is empty (0 bytes); fetch it again from its source")
    if size > limits.max_bytes:
        raise UnreadableFile(
            f"the file has {size:,} bytes, more than the {limits.max_bytes:,} allowed; "
            "look at it, and split it if it is real"
        )
