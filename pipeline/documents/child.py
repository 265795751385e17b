"""One child process that reads files: what it is asked, how long it may take, and what its death means in a sentence.

Belongs here: the process, its pipes, its time. Does not: when a child is started, tried again and replaced
(`renewed`), what it does there and to itself (`worker`).

Children are started as new programs (`python -m pipeline.documents.worker`), never forked from this process:
its threads (Dagster has many) would leave locks behind.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import msgspec

import pipeline
from pipeline.documents.limits import Limits
from pipeline.documents.worker import OUT_OF_MEMORY_STATUS, Finished, Made, Pages, Refused, Reply, Request, Task

_CHUNK = 1 << 20
# A child works with one thread, and so do its libraries: each further one reserves over 100 MiB of the address space
# that is its limit, and pages that are pictures then had not enough (docs/decisions/0008).
_ONE_THREAD = {"MALLOC_ARENA_MAX": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# Room for the reply's frame around a Document of the largest size allowed.
_FRAME = 4096
# A child that has closed its output is about to end; how long to wait for its status.
_FAREWELL_SECONDS = 5.0
# How much of the last line of its error output goes into a message.
_LAST_WORDS = 300


class Words(NamedTuple):
    """How to speak of what a child was at when it ended."""

    doing: str
    not_done: str
    failed: str
    next_step: str


_READING = Words(
    "reading the file",
    "the file was not read",
    "the reader failed",
    "open it in a viewer: if it looks right there, print it to a new PDF and register that",
)
_MAKING = Words(
    "working out what the file says",
    "what the file says was not worked out",
    "working out what the file says failed",
    "its pages could be read: look at it, and report it if it is a disclosure",
)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read; with `pages`, to read these again; with `scan`, to recognise the picture of this page; with
    `task`, to do this about it.

    `prepares_second`: expect to be asked for a second reading.
    """

    path: Path
    kind: str
    pages: tuple[int, ...] = ()
    prepares_second: bool = False
    scan: int = 0
    task: Task | None = None

    @property
    def words(self) -> Words:
        return _READING if self.task is None else _MAKING


class Death(Exception):
    """The child is gone or cannot be used further; the message says why, as part of a sentence."""


class TimeOut(Death):
    """The child was ended because it took too long: trying again would take as long."""


class Child:
    """A running worker: asks it for one file at a time and reads its replies within the time allowed."""

    def __init__(self, command: tuple[str, ...]) -> None:
        # The package may be a checkout that is not installed; the child must find the same one.
        root = str(Path(pipeline.__file__).resolve().parent.parent)
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed in end()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            bufsize=0,
            env={**os.environ, "PYTHONPATH": path, **_ONE_THREAD},
            # Its own group, so that whatever it starts ends with it.
            start_new_session=True,
        )
        self._number = 0
        self._received = bytearray()  # output not taken yet: a quick child says the pages and the answer in one breath
        # Of the process's death: its number is not signalled after it may belong to another process.
        self._lock = threading.Lock()

    def ask(self, job: Job, limits: Limits, began: float) -> Finished | Made | Refused:
        """Raises Death where no proper answer comes in the time allowed, counted from `began`."""
        self._number += 1
        path = str(job.path.absolute())
        request = Request(self._number, path, job.kind, limits, job.pages, job.prepares_second, job.scan, job.task)
        allowed = limits.wall_seconds_for(job.task.pages if job.task is not None else 0)
        try:
            self._send(msgspec.json.encode(request) + b"\n")
        except BrokenPipeError:
            raise Death(self._cause_of_death(job.words, limits)) from None
        while True:
            line = self._line(began, allowed, job.words, limits)
            try:
                reply: Reply | msgspec.DecodeError = msgspec.json.decode(line, type=Reply)
            except msgspec.DecodeError as error:
                reply = error
            if self._received and not isinstance(reply, Pages):
                raise Death("the reading process answered more than it was asked")
            if isinstance(reply, msgspec.DecodeError):
                raise Death(f"the reading process answered nonsense ({reply})")
            if reply.number != self._number:
                raise Death("the reading process answered for another file")
            if not isinstance(reply, Pages):
                return reply
            allowed = limits.wall_seconds_for(min(reply.pages, limits.max_pages))

    def _send(self, line: bytes) -> None:
        """An unbuffered stream may take a long line in parts."""
        assert self._process.stdin is not None
        rest = memoryview(line)
        while rest:
            rest = rest[self._process.stdin.write(rest) or 0 :]

    def _line(self, began: float, allowed: float, words: Words, limits: Limits) -> bytearray:
        """The next line of output, without its end."""
        assert self._process.stdout is not None
        received = self._received
        with selectors.DefaultSelector() as selector:
            descriptor = self._process.stdout.fileno()
            selector.register(descriptor, selectors.EVENT_READ)
            end = received.find(b"\n")
            while end < 0:
                left = began + allowed - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeOut(f"{words.not_done} within {allowed:g} seconds")
                chunk = os.read(descriptor, _CHUNK)
                if not chunk:
                    raise Death(self._cause_of_death(words, limits))
                received += chunk
                if len(received) > limits.max_result_bytes + _FRAME:
                    raise Death(f"the reading process answered with more than {limits.max_result_bytes:,} bytes")
                end = received.find(b"\n", len(received) - len(chunk))
        self._received = received[end + 1 :]
        del received[end:]
        return received

    def _cause_of_death(self, words: Words, limits: Limits) -> str:
        """What the end of the process means. An empty result is not among the meanings."""
        status = self._status()
        if status is None:
            return "the reading process stopped answering"
        memory = f"{limits.memory_bytes // (1024 * 1024):,} MiB"
        if status == OUT_OF_MEMORY_STATUS:
            return f"{words.doing} needs more than {memory} of memory"
        if status == -signal.SIGXCPU:
            return f"{words.doing} used up its processor time ({limits.cpu_seconds:g} seconds and more for pages)"
        if status == -signal.SIGKILL:
            return "the reading process was killed, probably by the system for want of memory"
        if status < 0:
            return (
                f"the reading process died of signal {-status} ({_signal_name(-status)}), as parsers do on damaged "
                f"files and when {memory} of memory are not enough"
            )
        return f"{words.failed} in a way it does not know ({self._last_words() or f'status {status}'})"

    def _status(self) -> int | None:
        """The exit status (-n: signal n) of a child that has closed its output; None where it lives on."""
        deadline = time.monotonic() + _FAREWELL_SECONDS
        # WNOWAIT leaves the dead child its number, so that what it started can be killed with it.
        while os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            if time.monotonic() > deadline:
                return None
            time.sleep(0.005)
        self.kill()
        with self._lock:
            return self._process.wait()

    def _last_words(self) -> str:
        """The last line of error output: for an error of Python, its class and message."""
        size = self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, size - 4096))
        lines = self._errors.read().decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip()[:_LAST_WORDS] if lines else ""

    def kill(self) -> None:
        """End the process and all it started, from any thread; does not wait for the end."""
        with self._lock:
            if self._process.returncode is None:
                os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kill the process, wait for its end, and let go of its pipes."""
        self.kill()
        with self._lock:
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return "unknown"
