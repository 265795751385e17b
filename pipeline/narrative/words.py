"""The vocabularies of the narrative: words as data, read and compiled once.

Belongs here: loading vocabulary/*.yml, writing the <parts> of a pattern out, naming the entry that is wrong.
Does not: any word, and what a word means for a claim.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.yaml_file import load_mapping

_PART = re.compile(r"(?<!\?P)<([a-z_]+)>")


@lru_cache(maxsize=8)
def vocabulary(name: str) -> dict[str, Any]:
    """The content of vocabulary/<name>.yml. Raises CatalogueError naming the file."""
    return load_mapping(files("pipeline.narrative") / "vocabulary" / f"{name}.yml", f"narrative/vocabulary/{name}.yml")


def pattern(text: str, where: str) -> re.Pattern[str]:
    """A pattern with its <parts> of vocabulary/parts.yml written out. Raises CatalogueError naming `where`."""
    return _compiled(text, where)


@lru_cache(maxsize=1024)
def _compiled(text: str, where: str) -> re.Pattern[str]:
    parts = vocabulary("parts")

    def written_out(match: re.Match[str]) -> str:
        if match[1] not in parts:
            raise CatalogueError(f"narrative/vocabulary: {where}: there is no part <{match[1]}>")
        return "(?:" + _PART.sub(written_out, parts[match[1]]) + ")"

    try:
        return re.compile(_PART.sub(written_out, text))
    except re.error as error:
        raise CatalogueError(f"narrative/vocabulary: {where}: {text!r}: {error}") from error
