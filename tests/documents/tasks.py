"""Tasks about a file that end badly, for test_sandbox: a child calls them by name.

Belongs here: one small function per way. Does not: the tests.
"""

from __future__ import annotations

import os
import time

kept: list[bytearray] = []


def echoes(given: bytes) -> bytes:
    return given


def names_its_process(given: bytes) -> bytes:
    return str(os.getpid()).encode()


def aborts(given: bytes) -> bytes:
    os.abort()


def sleeps(given: bytes) -> bytes:
    time.sleep(60)
    return given


def dies_slowly(given: bytes) -> bytes:
    time.sleep(0.6)
    os.abort()


def spins(given: bytes) -> bytes:
    while True:
        pass


def hogs(given: bytes) -> bytes:
    while True:
        kept.append(bytearray(16 << 20))


def raises(given: bytes) -> bytes:
    raise ZeroDivisionError("a defect of ours")


def says_too_much(given: bytes) -> bytes:
    return b'"' + bytes(b"x" * 10_000) + b'"'
