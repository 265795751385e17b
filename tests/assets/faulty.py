"""What the child calls in place of `pipeline.facts.child.derive`, for tests of programs that fail on a document.

Belongs here: one function for each way to fail, all on files of one name. Does not: the tests.
"""

from __future__ import annotations

import os

from pipeline.facts import child
from pipeline.facts.model import Reading

NAME = "two.txt"
_real = child.facts_of_recognised


def raises(given: bytes) -> bytes:
    """A fault of ours, after the document was identified."""

    def faulty(*asked: object) -> Reading:
        if NAME in str(asked[0]):
            raise KeyError("a column nobody thought of")
        return _real(*asked)  # type: ignore[arg-type]

    child.facts_of_recognised = faulty
    return child.derive(given)


def aborts(given: bytes) -> bytes:
    """The death of the process."""
    if NAME.encode() in given:
        os.abort()
    return child.derive(given)


def hogs(given: bytes) -> bytes:
    """All memory there is, and more."""
    if NAME.encode() in given:
        kept = [bytearray(64 << 20) for _ in range(1 << 10)]
        return bytes(len(kept))
    return child.derive(given)
