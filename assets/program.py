"""Which program this is, by its words, rules and code: what another one made is made again.

Belongs here: the versions. Does not: what is to be made again (`state`). Readers have a version of their own.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipeline.documents.read import READER_VERSION

# Everything that decides what becomes of a Document, and of its rows.
_DERIVING = ("pipeline.forms", "pipeline.narrative", "pipeline.facts", "pipeline.tables")
_JUDGING = ("expectations",)
_MODULES = ("money.py",)
_SOURCES = (".py", ".yml", ".tsv", ".sql")


@lru_cache(maxsize=1)
def program_version() -> str:
    """Twelve hex digits over reader version, vocabulary, rules and code between a Document and its findings."""
    return _version(derivation_version(), _JUDGING, ())


@lru_cache(maxsize=1)
def derivation_version() -> str:
    """The same for what lies between a Document and its rows."""
    return _version(READER_VERSION, _DERIVING, _MODULES)


def _version(before: str, packages: tuple[str, ...], modules: tuple[str, ...]) -> str:
    digest = hashlib.sha256(before.encode())
    for package in packages:
        _add(digest, files(package), package)
    for module in modules:
        digest.update((files("pipeline") / module).read_bytes())
    return digest.hexdigest()[:12]


def _add(digest: hashlib._Hash, folder: Traversable, name: str) -> None:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            _add(digest, entry, f"{name}/{entry.name}")
        elif entry.name.endswith(_SOURCES):
            digest.update(f"{name}/{entry.name}\0".encode() + entry.read_bytes())
