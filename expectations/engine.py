"""Great Expectations, loaded ahead.

Belongs here: importing it beside other work. Does not: using it (`suites`, `duckdb_gx`, `data_docs`).
"""

from __future__ import annotations

import functools
import importlib
import threading

_MODULES = ("great_expectations", "great_expectations.expectations", "expectations.duckdb_gx")


@functools.cache
def load_beside() -> None:
    """Begin, once, to import what takes 3 s of a processor, while files are taken in and read; whoever needs it first
    waits for the rest."""
    threading.Thread(target=_load, name="loading Great Expectations").start()


def _load() -> None:
    for name in _MODULES:
        importlib.import_module(name)
