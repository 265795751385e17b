"""Sentences to claims by the phrases of vocabulary/phrases.yml.

Belongs here: amounts with their subject, statements that decide whether a rule applies.
Does not: whether a claim is true (`expectations`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.documents.model import Document
from pipeline.money import UNITS, Number, read_number
from pipeline.narrative.sentences import phrases, sentences


@dataclass(frozen=True, slots=True)
class Claim:
    """One number or statement of the narrative, as printed."""

    sentence: str
    section: str
    subject: str
    kind: str
    measure: str | None
    number: Number | None
    printed: str
    unit: str | None
    page: int
    char_from: int
    char_to: int

    @property
    def unit_factor(self) -> Decimal | None:
        return UNITS.get(self.unit) if self.unit else None


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], dict[str, str]]]:
    return [(re.compile(entry["pattern"]), entry) for entry in phrases()["claims"]]


def claims(document: Document) -> list[Claim]:
    """The claims of the narrative in order of the text."""
    found: list[Claim] = []
    for sentence in sentences(document):
        for pattern, entry in _patterns():
            match = pattern.search(sentence.text)
            if match is None:
                continue
            groups = match.groupdict()
            printed = groups.get("amount") or ""
            found.append(
                Claim(
                    sentence=sentence.text,
                    section=sentence.section,
                    subject=entry["subject"],
                    kind=entry["kind"],
                    measure=entry.get("measure"),
                    number=read_number(printed) if printed else None,
                    printed=printed,
                    unit=groups.get("unit"),
                    page=sentence.page,
                    char_from=sentence.char_from + (match.start("amount") if printed else match.start()),
                    char_to=sentence.char_from + (match.end("amount") if printed else match.end()),
                )
            )
    return found
