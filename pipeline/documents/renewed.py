"""One child process at a time, replaced as needed, so that every file is read or has a problem that says why not.

Belongs here: starting, asking and replacing the child, reading page by page what it must recognise.
Does not: several side by side (`sandbox`), a child's pipes, its time and what its death means (`child`), reading
(`read`).

A child reads several files, because starting one costs as long as reading a few pages; it is replaced after
FILES_PER_WORKER files, after every failure that could have damaged it, and a file that failed in a child that had
read others is tried again in a fresh one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import msgspec

from pipeline.documents.child import Child, Death, Job, TimeOut
from pipeline.documents.limits import Limits, check_document
from pipeline.documents.model import Document
from pipeline.documents.scans import pages_to_recognise, with_recognised
from pipeline.documents.worker import ERRORS, Finished, Made, Refused, Task
from pipeline.errors import SourceProblem, UnreadableFile, UnsupportedFormat

FILES_PER_WORKER = 50

# What a child is asked for that is about no file.
NO_FILE = Path()


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


class RenewedChild:
    """One child process at a time, replaced as needed; used by one thread, stopped from any."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._child: Child | None = None
        self._files = 0  # given to the present child
        self._last: Path | None = None  # of them
        self._stopped = False
        self._lock = threading.Lock()  # of the child's coming and going

    def __enter__(self) -> RenewedChild:
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
            if job.path != NO_FILE and (job.task is None or job.path != self._last):
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
