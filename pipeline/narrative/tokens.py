"""The printed numbers of a text, and what each is: money, percent, count – or no amount at all.

Belongs here: finding numbers, telling years, dates, document numbers, list numbers and codes from amounts.
Does not: what an amount is about (`subjects`), claims (`claims`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.documents.model import Document
from pipeline.documents.readers.numbering import chinese
from pipeline.errors import NumberNotUnderstood
from pipeline.money import Number, read_number
from pipeline.narrative.sentences import Sentence, sentences
from pipeline.narrative.words import pattern, vocabulary

UNKNOWN = "unknown"
# Nothing that says what a number is begins further in front of it, or ends further behind it.
_LOOK_AROUND = 200


@dataclass(frozen=True, slots=True)
class Token:
    """One printed number of a sentence; `start` and `end` count in the sentence.

    `kind` is one of tokens.yml, or unknown; `unit` is as printed (万元, %, 辆).
    """

    text: str
    start: int
    end: int
    kind: str
    unit: str | None = None
    number: Number | None = None

    @property
    def is_no_amount(self) -> bool:
        """Whether it needs no claim: a year, a list number, a number of things ..."""
        return self.kind in vocabulary("tokens")["no_amounts"]


@dataclass(frozen=True, slots=True)
class _Kind:
    kind: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    number: re.Pattern[str] | None


@lru_cache(maxsize=1)
def _kinds() -> list[_Kind]:
    def compiled(entry: dict[str, Any], key: str) -> re.Pattern[str] | None:
        return pattern(str(entry[key]), f"tokens.yml: {entry['kind']}") if key in entry else None

    return [
        _Kind(entry["kind"], compiled(entry, "before"), compiled(entry, "after"), compiled(entry, "number"))
        for entry in vocabulary("tokens")["kinds"]
    ]


def tokens_of(text: str) -> list[Token]:
    """The numbers of one sentence in order. A number no entry knows has the kind unknown."""
    found = []
    for match in pattern("<number>", "parts.yml").finditer(text):
        start, end = match.span()
        # A hyphen is a minus sign only where nothing but a word stands before it; else it joins two numbers.
        kind, unit = _kind_of(text, start, end)
        if match[0].startswith(("-", "−")) and kind in ("money", "percent") and start and text[start - 1].isdigit():
            start += 1
        found.append(Token(text[start:end], start, end, kind, unit, _number(text[start:end], kind)))
    return sorted((*found, *_in_characters(text)), key=lambda token: token.start)


@lru_cache(maxsize=1)
def _values_of_characters() -> dict[str, int]:
    return {chinese(value): value for value in range(1, 100)} | {"两": 2}


def _in_characters(text: str) -> Iterator[Token]:
    """Numbers of offices and units that are written as words: 八个内设机构."""
    for match in pattern(vocabulary("tokens")["in_characters"], "tokens.yml: in_characters").finditer(text):
        group, unit = ("number", match["unit"]) if match["number"] else ("behind", match["unit_behind"])
        value = _values_of_characters().get(match[group])
        if value is not None:
            yield Token(match[group], match.start(group), match.end(group), "count", unit, Number(Decimal(value), 0))


def _kind_of(text: str, start: int, end: int) -> tuple[str, str | None]:
    number, after = text[start:end], text[end : end + _LOOK_AROUND]
    first = max(0, start - _LOOK_AROUND)
    for each in _kinds():
        if each.number is not None and not each.number.fullmatch(number):
            continue
        if each.before is not None and not each.before.search(text, first, start):
            continue
        match = each.after.match(after) if each.after is not None else None
        if each.after is not None and match is None:
            continue
        unit = match.groupdict().get("unit") if match else None
        return each.kind, vocabulary("tokens")["short_units"].get(unit, unit) if each.kind == "money" else unit
    return UNKNOWN, None


def _number(printed: str, kind: str) -> Number | None:
    try:
        number = read_number(printed)
    except NumberNotUnderstood:
        return None
    if number is None:
        return None
    return Number(number.value, number.decimals, kind == "percent", number.is_irregular)


def tokens(document: Document) -> list[tuple[Sentence, Token]]:
    """Every printed number of the narrative with its sentence, in order."""
    return [(sentence, token) for sentence in sentences(document) for token in tokens_of(sentence.text)]
