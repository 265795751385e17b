"""Great Expectations, loaded ahead.

Belongs here: importing it beside other work, without what it draws charts and fits distributions with. Does not: using
it (`suites`, `source`, `data_docs`).
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import sys
import threading
from importlib.machinery import ModuleSpec

_MODULES = ("great_expectations", "expectations.gx.query", "expectations.gx.source")
# Imported by it for charts and distributions, which no expectation here has: two fifths of the time.
_UNUSED = frozenset({"altair", "scipy", "scipy.stats"})
_LOADING = threading.Lock()


@functools.cache
def load_beside() -> None:
    """Begin, once, to import what takes 2 s of a processor, while files are taken in and read; whoever needs it first
    waits for the rest.

    SQLAlchemy's mapper is not loaded beside: its first lines offer to inspect what every statement is made of, which
    fails until its last one is there, and Dagster makes statements all the time.
    """
    importlib.import_module("sqlalchemy.orm")
    threading.Thread(target=load, name="loading Great Expectations").start()


def load() -> None:
    """Import it, or wait until it is. What it does not use here is loaded when somebody does."""
    with _LOADING:
        sys.meta_path.insert(0, _WhenUsed)
        try:
            for name in _MODULES:
                importlib.import_module(name)
        finally:
            sys.meta_path.remove(_WhenUsed)


class _WhenUsed:
    """Finds these modules as the others would, and has them executed at the first look into them."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if name not in _UNUSED:
            return None
        for finder in sys.meta_path:
            spec = finder.find_spec(name, path, target) if finder is not _WhenUsed else None  # type: ignore[arg-type]
            if spec is not None and spec.loader is not None:
                spec.loader = importlib.util.LazyLoader(spec.loader)
                return spec
        return None
