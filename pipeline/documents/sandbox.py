"""Reading files that may be broken or mean harm: in child processes with limits, never in this one.

Belongs here: starting, feeding and replacing the child processes. A parser may abort its process or run for ever;
that is a problem of that file, recorded, and the next file is read. It is never a Document without tables.
Does not: a child's pipes, its time and what its death means (`child`), reading (`read`), what is made of a Document:
the rooms above give a task, a function by its name and what it is given, which a child does as it reads, within the
same limits.

A child reads several files, because starting one costs as long as reading a few pages; it is replaced after
FILES_PER_WORKER files, after every failure that could have damaged it, and a file that failed in a child that had
read others is tried again in a fresh one.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import msgspec

from pipeline.documents.child import Child, Death, Job, TimeOut
from pipeline.documents.limits import DEFAULT, Limits, check_document
from pipeline.documents.model import Document
from pipeline.documents.scans import pages_to_recognise, with_recognised
from pipeline.documents.worker import ERRORS, Finished, Made, Refused, Task
from pipeline.errors import SourceProblem, UnreadableFile, UnsupportedFormat

# -P: no module is taken from the folder the run was started in, which may be full of received files.
WORKER: tuple[str, ...] = (sys.executable, "-P", "-m", "pipeline.documents.worker")
FILES_PER_WORKER = 50

# What a child is asked for that is about no file.
_NO_FILE = Path()

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Result:
    """How a task ended: with what its function returned or with a problem of the file, never both."""

    path: Path
    made: bytes | None
    problem: SourceProblem | None


@dataclass(frozen=True, slots=True)
class Reading:
    """How the reading of one file ended: with a document or with a problem, never both."""

    path: Path
    kind: str
    document: Document | None
    problem: SourceProblem | None
    seconds: float  # wall time in the child; for a problem, from request to verdict
    peak_bytes: int  # most memory the child ever held, over all its files; 0 where it died
    result: Result | None = None  # of the task that followed the reading, where there was one
    recognising: float = 0.0  # of the seconds, those for pictures, which have a limit of their own

    def before(self, task: Task) -> Task:
        """The task that follows, in what this reading left of the file's time."""
        return msgspec.structs.replace(task, spent=self.seconds - self.recognising)


def read_in_child(path: Path, kind: str, limits: Limits = DEFAULT, *, command: Sequence[str] = WORKER) -> Document:
    """`pipeline.documents.read.read` in a child process within `limits`.

    Raises UnsupportedFormat or UnreadableFile; the latter also where the child crashed, took too long, needed
    too much memory or answered nonsense, and says which.
    """
    with _Reader(command) as reader:
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
        self._readers = [_Reader(command or WORKER) for _ in range(max(1, workers))]
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
        job = Job(_NO_FILE, "", task=Task(function, msgspec.Raw(msgspec.json.encode(given)), 0))
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

        def work(reader: _Reader, job: Job) -> Reading:
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

    def _round(self, jobs: Iterable[Job], do: Callable[[_Reader, Job], Done], on_done: Callable[[Done], None]) -> None:
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


class _Reader:
    """One child process at a time, replaced as needed; used by one thread, stopped from any."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._child: Child | None = None
        self._files = 0  # given to the present child
        self._last: Path | None = None  # of them
        self._stopped = False
        self._lock = threading.Lock()  # of the child's coming and going

    def __enter__(self) -> _Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def stop(self) -> None:
        """Kill the child; a file being read fails, and no other child is started."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        self.stop()
        self._dismiss()

    def read(self, job: Job, limits: Limits) -> Reading:
        reading = self._once(job, limits)
        if job.pages or reading.document is None:
            return reading
        scans = pages_to_recognise(reading.document)
        return self._recognised(job, reading, scans, limits) if scans else reading

    def _recognised(self, job: Job, reading: Reading, scans: Sequence[int], limits: Limits) -> Reading:
        """The reading with its pictures recognised, page by page: what goes wrong with one is that page's problem."""
        assert reading.document is not None
        started = time.monotonic()
        allowed = limits.wall_seconds + limits.seconds_per_scan * min(len(scans), limits.max_scans)
        found: dict[int, Document | str] = {}
        reason = f"only {limits.max_scans:,} pages of a file are recognised: look at it, and split it if it is real"
        peak = reading.peak_bytes
        for number in scans[: limits.max_scans]:
            if time.monotonic() - started > allowed:
                reason = f"recognising the pages before took the {allowed:g} seconds there are for all of them"
                break
            page = self._once(Job(job.path, job.kind, scan=number), limits)
            found[number] = page.document or str(page.problem)
            peak = max(peak, page.peak_bytes)
            if isinstance(page.problem, UnsupportedFormat):
                reason = str(page.problem)
                break
        # What recognised holds models and pictures; the next file starts without them.
        self._dismiss()
        document = with_recognised(reading.document, {number: found.get(number, reason) for number in scans})
        recognising = time.monotonic() - started
        seconds = reading.seconds + recognising
        try:
            check_document(document, limits)
        except UnreadableFile as problem:
            return Reading(job.path, job.kind, None, problem, seconds, peak)
        return Reading(job.path, job.kind, document, None, seconds, peak, recognising=recognising)

    def do(self, job: Job, limits: Limits) -> Result:
        reply = self._reply(job, limits)
        if isinstance(reply, Made):
            return Result(job.path, bytes(reply.made), None)
        return Result(job.path, None, _problem(reply))

    def _once(self, job: Job, limits: Limits) -> Reading:
        path, kind = job.path, job.kind
        started = time.monotonic()
        reply = self._reply(job, limits)
        if isinstance(reply, Finished):
            return Reading(path, kind, reply.document, None, reply.seconds, reply.peak_bytes)
        peak = reply.peak_bytes if isinstance(reply, Refused) else 0
        return Reading(path, kind, None, _problem(reply), time.monotonic() - started, peak)

    def _reply(self, job: Job, limits: Limits) -> Finished | Made | Refused | UnreadableFile:
        """The child's answer, or what its death means; however often it is asked, within the file's time."""
        began = time.monotonic() - (job.task.spent if job.task is not None else 0.0)
        first: Death | None = None
        while True:
            if self._files >= FILES_PER_WORKER:
                self._dismiss()
            is_fresh = self._files == 0
            try:
                return self._present_child(job).ask(job, limits, began)
            except Death as death:
                self._dismiss()
                # That trying again took what was left of the time says less than the death before it.
                first = first or death
                last = first if isinstance(death, TimeOut) else death
                # What other files left behind in the child may be the cause.
                if is_fresh or self._stopped or isinstance(death, TimeOut):
                    return UnreadableFile(f"{last}; {job.words.next_step}")

    def _present_child(self, job: Job) -> Child:
        with self._lock:
            if self._stopped:
                raise Death("reading was stopped")
            if self._child is None:
                self._child = Child(self._command)
            # A task about the file just read goes with it, and loading is no file.
            if job.path != _NO_FILE and (job.task is None or job.path != self._last):
                self._files += 1
                self._last = job.path
            return self._child

    def _dismiss(self) -> None:
        with self._lock:
            child, self._child, self._files, self._last = self._child, None, 0, None
        if child is not None:
            child.end()


def _problem(reply: Finished | Made | Refused | UnreadableFile) -> SourceProblem:
    """What a reply that is not what was asked for says of the file."""
    if isinstance(reply, Refused):
        return ERRORS.get(reply.error, UnreadableFile)(reply.message)
    return reply if isinstance(reply, UnreadableFile) else UnreadableFile("the reading process answered nonsense")
