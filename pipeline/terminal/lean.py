"""Commands that people wait for load no more than they need.

Belongs here: keeping pandas and NumPy out of a process. Does not: anything about results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_frames() -> Iterator[None]:
    """DuckDB and pyarrow import pandas and NumPy, where they are installed, only to ask whether a value is theirs.

    pandas takes a second, NumPy a third of one: much of the time in which a person waits for the findings of one file.
    Children that recognise scans are processes of their own and have both.
    """
    sys.meta_path.insert(0, _NoFrames)
    try:
        yield
    finally:
        sys.meta_path.remove(_NoFrames)


class _NoFrames:
    """A finder that knows one thing: these two are not there. What is already imported stays."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name in ("pandas", "numpy"):
            raise ModuleNotFoundError(name)
