"""Great Expectations, loaded ahead.

Belongs here: importing it beside other work. Does not: using it (`suites`, `duckdb_gx`, `data_docs`).
"""

from __future__ import annotations

import importlib
import threading

_MODULES = ("great_expectations", "great_expectations.expectations", "expectations.duckdb_gx")


def load_beside() -> None:
    """Begin to import what takes 3 s of a processor, while children read; whoever needs it first waits for the rest."""
    threading.Thread(target=_load, name="loading Great Expectations").start()


def _load() -> None:
    for name in _MODULES:
        importlib.import_module(name)
