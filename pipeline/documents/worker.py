"""The child process that reads files for `pipeline.documents.sandbox`: one request after another on its input.

Belongs here: the messages of the two sides, and the limits the process puts on itself.
Does not: deciding what the death of the process means (`child`), reading (`read`), what the rooms above make of a
Document: they name a function that does it here, within the same limits.

It imports no reader before the first file needs it. What goes wrong in a way no reader names ends this
process: the sandbox reports it with the last line of the error output and starts another.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import msgspec

from pipeline.collector import OBJECTS_A_SEARCH
from pipeline.documents.limits import Limits
from pipeline.documents.model import Document
from pipeline.documents.read import count_pages, prepare_second_reading, read, read_again, recognise_page
from pipeline.errors import SourceProblem, UnreadableFile, UnsupportedFormat


class Task(msgspec.Struct, frozen=True):
    """Something to be made of what was read, by a function of bytes to bytes, both JSON.

    `function` is named module:function. It may raise nothing: whatever it raises ends the process.
    """

    function: str
    given: msgspec.Raw
    pages: int  # of the file, for the time it may take
    spent: float = 0.0  # seconds of that time which its reading took: a file has one time for both


class Request(msgspec.Struct, frozen=True):
    """One file to read, `pages` of it to read again, the page `scan` to recognise as a picture, or a task about it.

    Every reply carries the `number` of its request.
    """

    number: int
    path: str
    kind: str
    limits: Limits
    pages: tuple[int, ...] = ()
    prepares_second: bool = False
    scan: int = 0
    task: Task | None = None


class Pages(msgspec.Struct, frozen=True, tag="pages"):
    """Said before reading: the file has so many pages, and needs time accordingly."""

    number: int
    pages: int


class Finished(msgspec.Struct, frozen=True, tag="finished"):
    """The Document, with the seconds it took and the most memory this process ever used (bytes)."""

    number: int
    document: Document
    seconds: float
    peak_bytes: int


class Made(msgspec.Struct, frozen=True, tag="made"):
    """What the function of a task returned."""

    number: int
    made: msgspec.Raw


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The file could not be read; `error` is the class of pipeline.errors by name."""

    number: int
    error: str
    message: str
    peak_bytes: int


Reply = Pages | Finished | Made | Refused
# The errors a reader may refuse a file with; the sandbox raises them again.
ERRORS: dict[str, type[SourceProblem]] = {error.__name__: error for error in (UnreadableFile, UnsupportedFormat)}

# The exit status that means it; with memory short, no message is composed.
OUT_OF_MEMORY_STATUS = 73


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer every line of `requests` until there are no more."""
    decoder = msgspec.json.Decoder(Request)
    for line in requests:
        request = decoder.decode(line)
        try:
            _limit_process(request.limits)
            if request.task is not None:
                answer = _do(request, request.task)
            else:
                pages = 0 if request.scan else count_pages(Path(request.path), request.kind, request.limits)
                if pages:
                    _limit_cpu(request.limits.cpu_seconds_for(pages))
                    _send(replies, msgspec.json.encode(Pages(request.number, pages)))
                answer = _read(request)
        except SourceProblem as problem:
            name = type(problem).__name__
            error = name if name in ERRORS else UnreadableFile.__name__
            answer = msgspec.json.encode(Refused(request.number, error, str(problem), _peak_bytes()))
        _send(replies, answer)
        if request.prepares_second:
            prepare_second_reading(request.kind)


def _read(request: Request) -> bytes:
    """The encoded Finished. Raises SourceProblem, also where it is larger than allowed."""
    started = time.monotonic()
    path, kind, limits = Path(request.path), request.kind, request.limits
    if request.scan:
        document = recognise_page(path, kind, request.scan, limits)
    elif request.pages:
        document = read_again(path, kind, request.pages, limits)
    else:
        document = read(path, kind, limits)
    return _within(request, Finished(request.number, document, time.monotonic() - started, _peak_bytes()))


def _do(request: Request, task: Task) -> bytes:
    """The encoded Made. Raises UnreadableFile where it is larger than allowed."""
    _limit_cpu(max(0.0, request.limits.cpu_seconds_for(task.pages) - task.spent))
    module, _, name = task.function.partition(":")
    function: Callable[[bytes], bytes] = getattr(import_module(module), name)
    return _within(request, Made(request.number, msgspec.Raw(function(bytes(task.given)))))


def _within(request: Request, answer: Finished | Made) -> bytes:
    encoded = msgspec.json.encode(answer)
    if len(encoded) > request.limits.max_result_bytes:
        raise UnreadableFile(
            f"what was read is {len(encoded):,} bytes, more than the {request.limits.max_result_bytes:,} allowed; "
            "look at the file, and split it if it is real"
        )
    return encoded


def _send(replies: BinaryIO, encoded: bytes) -> None:
    replies.write(encoded + b"\n")
    replies.flush()


def _peak_bytes() -> int:
    """The most memory this process has held so far (Linux counts it in KiB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _limit_process(limits: Limits) -> None:
    """Limits on memory, processor time and written files of this process; a crash leaves no core file."""
    _lower(resource.RLIMIT_AS, limits.memory_bytes)
    _lower(resource.RLIMIT_FSIZE, limits.max_written_bytes)
    _lower(resource.RLIMIT_CORE, 0)
    _limit_cpu(limits.cpu_seconds)


def _limit_cpu(seconds: float) -> None:
    """The process ends by SIGXCPU after so many seconds of processor time from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime + seconds) + 1)


def _lower(which: int, value: int) -> None:
    """Set the soft limit only: the next file may be given more."""
    _, hard = resource.getrlimit(which)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(which, (value, hard))


def main() -> None:
    gc.set_threshold(OBJECTS_A_SEARCH)
    # Libraries print to standard output; replies go through a descriptor that only this module knows.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        serve(sys.stdin.buffer, replies)
    except MemoryError:
        os._exit(OUT_OF_MEMORY_STATUS)
    except BrokenPipeError:
        os._exit(0)  # the sandbox is gone, and nobody waits for the answer


if __name__ == "__main__":
    main()
