"""Reading files that may be broken or mean harm: in child processes with limits, never in this one.

Belongs here: several children side by side, and who is given what next. A parser may abort its process or run for
ever; that is a problem of that file, recorded, and the next file is read. It is never a Document without tables.
Does not: when a child is replaced (`renewed`), its pipes and its time (`child`), reading (`read`), what is made of a
Document: the rooms above give a task, a function by its name and what it is given, which a child does as it reads,
within the same limits.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from pipeline.documents.child import Job
from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document
from pipeline.documents.renewed import NO_FILE, Reading, RenewedChild, Result
from pipeline.documents.worker import Task
from pipeline.errors import UnreadableFile

# -P: no module is taken from the folder the run was started in, which may be full of received files.
WORKER: tuple[str, ...] = (sys.executable, "-P", "-m", "pipeline.documents.worker")

Done = TypeVar("Done")


def read_in_child(path: Path, kind: str, limits: Limits = DEFAULT, *, command: Sequence[str] = WORKER) -> Document:
    """`pipeline.documents.read.read` in a child process within `limits`.

    Raises UnsupportedFormat or UnreadableFile; the latter also where the child crashed, took too long, needed
    too much memory or answered nonsense, and says which.
    """
    with RenewedChild(command) as reader:
        reading = reader.read(Job(path, kind), limits)
    if reading.document is None:
        raise reading.problem or UnreadableFile("the file was not read")
    return reading.document


class Readers:
    """`workers` children side by side, for one round of reading after another; use it in a `with`.

    In a round `on_done` is called once for each file, in the order in which files are finished and always from the
    thread of the caller, so that it may write to one place. Files are drawn from as they are needed, and few readings
    wait at any time. An exception in `on_done` (or an interrupt) ends the children and is raised.
    """

    def __init__(self, workers: int, *, command: Sequence[str] | None = None, prepares_second: bool = False) -> None:
        """With `prepares_second`, a child that has nothing to do loads what a second reading needs."""
        self._readers = [RenewedChild(command or WORKER) for _ in range(max(1, workers))]
        self._prepares_second = prepares_second
        self._loading: list[Future[Result]] = []

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the children."""
        for reader in self._readers:
            reader.stop()
        wait(self._loading)
        for reader in self._readers:
            reader.close()

    def load(self, function: str, given: str = "") -> None:
        """Have every child load what it will need, by a function that a Task can name; the next round waits for it.

        What goes wrong with loading costs the time it would have saved, and is told when the child is asked.
        """
        wait(self._loading)
        job = Job(NO_FILE, "", task=Task(function, msgspec.Raw(msgspec.json.encode(given)), 0))
        with_each = ThreadPoolExecutor(len(self._readers), thread_name_prefix="loading")
        self._loading = [with_each.submit(reader.do, job, DEFAULT) for reader in self._readers]
        with_each.shutdown(wait=False)

    def read(
        self,
        files: Iterable[tuple[Path, str]],
        limits: Limits = DEFAULT,
        on_done: Callable[[Reading], None] = lambda reading: None,
        then: Callable[[Path, Document], Task] | None = None,
    ) -> None:
        """Read (path, kind) pairs; `then` gives the task that the child has with a Document before the next file."""

        def work(reader: RenewedChild, job: Job) -> Reading:
            if then is None:
                return reader.read(job, limits)
            reading = reader.read(replace(job, prepares_second=False), limits)
            if reading.document is None:
                return reading
            # What a second reading needs is loaded after the task, for whose answer somebody waits.
            task = reading.before(then(job.path, reading.document))
            return replace(reading, result=reader.do(replace(job, task=task), limits))

        self._round((Job(path, kind, (), self._prepares_second) for path, kind in files), work, on_done)

    def do(
        self,
        tasks: Iterable[tuple[Path, Task]],
        limits: Limits = DEFAULT,
        on_done: Callable[[Result], None] = lambda result: None,
    ) -> None:
        """Do tasks about files that were read before."""
        self._round(
            (Job(path, "", task=task) for path, task in tasks),
            lambda reader, job: reader.do(job, limits),
            on_done,
        )

    def read_again(
        self,
        files: Iterable[tuple[Path, str, tuple[int, ...]]],
        limits: Limits = DEFAULT,
        on_done: Callable[[Reading], None] = lambda reading: None,
    ) -> None:
        """Read pages a second time: (path, kind, pages from 1), the file's pages in one Document."""
        jobs = (Job(path, kind, pages) for path, kind, pages in files)
        self._round(jobs, lambda reader, job: reader.read(job, limits), on_done)

    def _round(
        self, jobs: Iterable[Job], do: Callable[[RenewedChild, Job], Done], on_done: Callable[[Done], None]
    ) -> None:
        wait(self._loading)
        remaining = iter(jobs)
        idle = list(reversed(self._readers))
        lock = threading.Lock()

        def work(job: Job) -> Done:
            with lock:
                reader = idle.pop()
            try:
                return do(reader, job)
            finally:
                with lock:
                    idle.append(reader)

        with ThreadPoolExecutor(len(self._readers), thread_name_prefix="reading") as threads:
            pending: dict[Future[Done], None] = {}
            try:
                while True:
                    # Twice as many as workers: none of them waits for on_done to return.
                    wanted = 2 * len(self._readers) - len(pending)
                    pending.update((threads.submit(work, job), None) for job in islice(remaining, wanted))
                    if not pending:
                        break
                    done, _ = wait(pending, return_when=FIRST_COMPLETED)
                    # Of those that finished since, the one asked for first comes first: a set has no order.
                    for future in [each for each in pending if each in done]:
                        del pending[future]
                        on_done(future.result())
            except BaseException:
                for future in pending:
                    future.cancel()
                for reader in self._readers:
                    reader.stop()
                raise


def read_many(
    files: Iterable[tuple[Path, str]],
    workers: int,
    limits: Limits = DEFAULT,
    on_done: Callable[[Reading], None] = lambda reading: None,
    *,
    then: Callable[[Path, Document], Task] | None = None,
    command: Sequence[str] | None = None,
) -> None:
    """One round of `Readers`, whose children end with it."""
    with Readers(workers, command=command) as readers:
        readers.read(files, limits, on_done, then)
