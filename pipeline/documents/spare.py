"""A second child for a file that is read alone: it has the task that follows, and half of the pages to be read again.

Belongs here: letting it load what it needs before it is asked, halving the pages, putting the halves together.
Does not: what a child is and what its death means (`sandbox`), what the task is, which pages are read again
(`expectations.doubts`).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from pipeline.documents.model import Document
from pipeline.documents.renewed import Reading, Result
from pipeline.documents.sandbox import Readers
from pipeline.documents.worker import Task

_SECOND_READER = "pipeline.documents.read:load_second_reader"


class Spare:
    """A child for the task about a file of this kind and for its pages; use it in a `with`."""

    def __init__(self, kind: str, loading: str) -> None:
        """`loading` names a function (as in a Task) that the child calls first, so that the task finds it done."""
        self._readers = Readers(1)
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="spare")
        self._kind = kind
        self._readers.load(loading)

    def __enter__(self) -> Spare:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._readers.__exit__(kind, error, at)
        self._threads.shutdown(cancel_futures=True)

    def do(self, path: Path, task: Task) -> Result:
        """The task about the file; afterwards the child loads what a second reading needs."""
        results: list[Result] = []
        self._readers.do([(path, task)], on_done=results.append)
        self._readers.load(_SECOND_READER, self._kind)
        return results[0]

    def read_again(self, path: Path, kind: str, pages: tuple[int, ...], readers: Readers) -> Reading:
        """These pages a second time: the first half by this child, the others by one of `readers`."""
        half = len(pages) // 2
        found: dict[int, Reading] = {}
        if half:
            first = self._threads.submit(
                self._readers.read_again,
                [(path, kind, pages[:half])],
                on_done=lambda reading: found.update({0: reading}),
            )
        readers.read_again([(path, kind, pages[half:])], on_done=lambda reading: found.update({1: reading}))
        if half:
            first.result()
        return _together(found[0], found[1]) if half else found[1]


def _together(first: Reading, second: Reading) -> Reading:
    """Both halves as one reading, or the one that has a problem."""
    one, other = first.document, second.document
    if one is None or other is None:
        return first if one is None else second
    document = Document(
        one.format,
        one.blocks + other.blocks,
        one.pages + other.pages,
        one.remarks + other.remarks,
        one.read_method,
    )
    seconds, peak = max(first.seconds, second.seconds), max(first.peak_bytes, second.peak_bytes)
    return Reading(first.path, first.kind, document, None, seconds, peak)
