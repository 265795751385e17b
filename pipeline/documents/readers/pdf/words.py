"""The words that tell where a table without its rulings begins, and what is a row of it: words.yml, read once.

Belongs here: loading and compiling.
Does not: any word (`words.yml`), what is done where one is found (`areas`, `bands`, `gaps`, `heads`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.yaml_file import load_mapping

_NAME = "words.yml"


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return load_mapping(files("pipeline.documents.readers.pdf") / _NAME, f"documents/readers/pdf/{_NAME}")


@lru_cache(maxsize=32)
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of this name. Raises CatalogueError where there is none."""
    return re.compile(str(_entry("patterns", name)["pattern"]))


@lru_cache(maxsize=8)
def words(name: str) -> frozenset[str]:
    """The list of words of this name. Raises CatalogueError where there is none."""
    return frozenset(_entry("lists", name)["words"])


def _entry(group: str, name: str) -> dict[str, Any]:
    entry = _content().get(group, {}).get(name)
    if not isinstance(entry, dict):
        raise CatalogueError(f"documents/readers/pdf/{_NAME}: {group} has no {name}")
    return entry
