"""The phrases of vocabulary/phrases.yml, compiled: how a number is claimed, statements, where reasons begin and end.

Belongs here: asking the vocabulary of phrases. Does not: any word, and what a phrase means for a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pipeline.narrative.model import Span
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import pattern, vocabulary

# Nothing that says how a number is claimed begins further in front of it.
_LOOK_BACK = 200

# An entry of the vocabulary and where it matched.
Form = tuple[dict[str, Any], re.Match[str]]


def phrase(name: str) -> re.Pattern[str]:
    """The one pattern of this name."""
    return pattern(vocabulary("phrases")[name], f"phrases.yml: {name}")


@lru_cache(maxsize=8)
def entries(name: str, called_by: str) -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    """The entries of a list with their patterns; `called_by` is the key that names an entry in an error."""
    return [(pattern(e["pattern"], f"phrases.yml: {e[called_by]}"), e) for e in vocabulary("phrases")[name]]


def ends_with(name: str, text: str, end: int) -> re.Match[str] | None:
    """Where the text up to a place ends with this phrase, one whose pattern ends in $."""
    return phrase(name).search(text, max(0, end - _LOOK_BACK), end)


def form_of(text: str, end: int, token: Token) -> Form | None:
    """The first form that fits a number with the text up to `end` in front of it."""
    for compiled, entry in entries("forms", "kind"):
        if entry["for"] == token.kind and _has_unit(entry, token):
            match = compiled.search(text, max(0, end - _LOOK_BACK), end)
            if match:
                return entry, match
    return None


def _has_unit(entry: dict[str, Any], token: Token) -> bool:
    """Whether a form is of this number's unit; times and percentage points have forms of their own."""
    return bool(entry.get("unit") == token.unit or ("unit" not in entry and token.unit not in _units_of_their_own()))


@lru_cache(maxsize=1)
def _units_of_their_own() -> frozenset[str]:
    return frozenset(entry["unit"] for entry in vocabulary("phrases")["forms"] if "unit" in entry)


def spans(name: str, text: str) -> list[Span]:
    """The stretches of a sentence that run from a trigger to what ends it: reason, purpose."""
    words = vocabulary("phrases")[name]
    trigger, ends = pattern(words["trigger"], "phrases.yml: trigger"), pattern(words["ends"], "phrases.yml: ends")
    found: list[Span] = []
    for match in trigger.finditer(text):
        if match.end() == match.start() or (found and match.start() < found[-1].end):
            continue
        end = ends.search(text, match.end())
        found.append(Span(match.end(), end.start() if end else len(text)))
    return found


def list_spans(text: str, begin: int, stop: int) -> Iterator[tuple[Span, bool]]:
    """Where a list of names follows; whether it is one beyond doubt."""
    words = vocabulary("phrases")["list"]
    for name in ("exact", "loose"):
        match = pattern(words[name], "phrases.yml: list").search(text, begin, stop)
        if match is None:
            continue
        end = pattern(words["ends"], "phrases.yml: list").search(text, match.end())
        span = Span(match.end(), end.start() if end else len(text))
        if span.end > span.start:
            yield span, words["between"] in text[span.start : span.end]
