"""Commands that people wait for load no more than they need.

Belongs here: keeping pandas out of a process. Does not: anything about results.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_pandas() -> Iterator[None]:
    """DuckDB and pyarrow import pandas, where it is installed, only to ask whether a value is a frame.

    That takes a second, a third of the time in which a person waits for the findings of one file.
    """
    sys.meta_path.insert(0, _NoPandas)
    try:
        yield
    finally:
        sys.meta_path.remove(_NoPandas)


class _NoPandas:
    """A finder that knows one thing: pandas is not there. What is already imported stays."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)
