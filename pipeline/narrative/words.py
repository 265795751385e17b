"""The vocabularies of the narrative: words as data, read and compiled once.

Belongs here: loading vocabulary/*.yml, writing the <parts> of a pattern out, naming the entry that is wrong.
Does not: any word, and what a word means for a claim.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from pipeline.errors import CatalogueError

_PART = re.compile(r"(?<!\?P)<([a-z_]+)>")


@lru_cache(maxsize=8)
def vocabulary(name: str) -> dict[str, Any]:
    """The content of vocabulary/<name>.yml. Raises CatalogueError naming the file."""
    source = files("pipeline.narrative") / "vocabulary" / f"{name}.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(source.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError(f"narrative/vocabulary/{name}.yml: {error}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"narrative/vocabulary/{name}.yml: the top level must be a mapping")
    return content


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
