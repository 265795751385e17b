"""What findings say in both languages, from wording.yml and hypotheses.yml.

Belongs here: filling in phrases. Does not: which phrase is meant (`explain`, `hypotheses`, `referee`), what a rule says
(rules/*.yml), why an instance breaks as a rule says it (rules/reasons.yml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from pipeline.yaml_file import load_mapping


class Said(NamedTuple):
    """The same in Chinese and in English."""

    zh: str
    en: str


NOTHING_SAID = Said("", "")


@lru_cache(maxsize=2)
def load(name: str) -> Mapping[str, Mapping[str, Any]]:
    """wording.yml or hypotheses.yml."""
    return load_mapping(files("expectations.findings") / name)


def filled(words: Mapping[str, Any], values: Mapping[str, object]) -> Said:
    """`words` (zh, en) with the values in them; of a value that is Said, each language has its own."""
    return Said(
        words["zh"].format_map({k: v.zh if isinstance(v, Said) else v for k, v in values.items()}),
        words["en"].format_map({k: v.en if isinstance(v, Said) else v for k, v in values.items()}),
    )


def said(phrase: str, **values: object) -> Said:
    return filled(load("wording.yml")[phrase], values)


def joined(parts: Iterable[Said], zh: str, en: str) -> Said:
    """The parts with these between them."""
    some = list(parts)
    return Said(zh.join(part.zh for part in some), en.join(part.en for part in some))
