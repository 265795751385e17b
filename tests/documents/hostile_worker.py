"""The worker of pipeline.documents with readers that misbehave, for test_sandbox.

Belongs here: one small function per way in which a parser fails. Run as a program, never imported.
"""

from __future__ import annotations

import ctypes
import os
import time
from pathlib import Path
from types import MappingProxyType

from pipeline.documents import readers, worker
from pipeline.documents.limits import Limits
from pipeline.documents.model import Document, Paragraph

MIB = 1024 * 1024
kept: list[bytearray] = []


def say(text: str) -> Document:
    return Document(format="text", blocks=(Paragraph(text=text),))


def aborts(path: Path, limits: Limits) -> Document:
    os.abort()


def reads_address_zero(path: Path, limits: Limits) -> Document:
    return say(ctypes.string_at(0).decode())


def sleeps(path: Path, limits: Limits) -> Document:
    time.sleep(60)
    return say("awake")


def spins(path: Path, limits: Limits) -> Document:
    while True:
        pass


def hogs(path: Path, limits: Limits) -> Document:
    while True:
        kept.append(bytearray(16 * MIB))


def leaves_memory_behind(path: Path, limits: Limits) -> Document:
    kept.append(bytearray(160 * MIB))
    return say("done")


def needs_memory(path: Path, limits: Limits) -> Document:
    return say(str(len(bytearray(160 * MIB))))


def ends_quietly(path: Path, limits: Limits) -> Document:
    os._exit(0)


def raises(path: Path, limits: Limits) -> Document:
    raise ZeroDivisionError("a defect of the reader")


def says_too_much(path: Path, limits: Limits) -> Document:
    return say("x" * limits.max_result_bytes)


def prints(path: Path, limits: Limits) -> Document:
    print("chatter of a library", flush=True)
    return say("quiet")


def names_its_process(path: Path, limits: Limits) -> Document:
    return say(str(os.getpid()))


def writes_a_lot(path: Path, limits: Limits) -> Document:
    path.with_suffix(".out").write_bytes(bytes(2 * limits.max_written_bytes))
    return say("written")


def has_many_pages(path: Path, limits: Limits) -> Document:
    time.sleep(limits.wall_seconds)
    return say("patience")


MISBEHAVING = (
    aborts, reads_address_zero, sleeps, spins, hogs, leaves_memory_behind, needs_memory, ends_quietly, raises,
    says_too_much, prints, names_its_process, writes_a_lot, has_many_pages,
)  # fmt: skip

if __name__ == "__main__":
    misbehaving = {function.__name__: function for function in MISBEHAVING}
    readers.READERS = MappingProxyType({**readers.READERS, **misbehaving})
    readers.PAGE_COUNTERS = MappingProxyType({"has_many_pages": lambda path: 1000})
    worker.main()
