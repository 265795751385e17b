"""Which year a number holds for, and what a change is measured against.

Belongs here: years and bases in front of a number. Does not: what the number is about (`about`).
"""

from __future__ import annotations

import re

from pipeline.narrative.model import Span
from pipeline.narrative.passage import Passage
from pipeline.narrative.phrases import entries, phrase
from pipeline.narrative.subjects import MONEY, Mention
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import vocabulary


def years(passage: Passage, end: int) -> list[tuple[int, int, bool, bool]]:
    """(place, year, is a base, is an as-of) of the years before `end`, outside reasons and purposes."""
    found = []
    bases = {span.start: year for year, span in bases_before(passage, end) if year is not None}
    for match in phrase("year").finditer(passage.text, 0, end):
        if passage.aside(match.start()) is not None:
            continue
        is_base = any(start <= match.start("year") <= start + 6 for start in bases)
        found.append((match.start(), int(match["year"]), is_base, bool(match["as_of"])))
    return found


def bases_before(passage: Passage, end: int) -> list[tuple[int | None, Span]]:
    """What is compared with before `end`: the year and where it is said."""
    found: list[tuple[int | None, Span]] = []
    for compiled, _ in entries("base", "year"):
        for match in compiled.finditer(passage.text, 0, end):
            printed = match.groupdict().get("year")
            prior = passage.fiscal_year - 1 if passage.fiscal_year is not None else None
            found.append((int(printed) if printed else prior, Span(match.start(), match.end())))
    return sorted(found, key=lambda f: f[1].start)


def base_of(passage: Passage, token: Token) -> tuple[int | None, Span] | None:
    """What a number is compared with."""
    found = [base for base in bases_before(passage, token.start) if passage.aside(base[1].start) is None]
    return found[-1] if found else None


def value_year(passage: Passage, start: int, mention: Mention | None, subject: str) -> tuple[int | None, bool]:
    """The year a figure holds for, and whether it is the figure something is compared with."""
    last_mention = mention.end if mention is not None and mention in passage.mentions else -1
    base = [b for b in bases_before(passage, start) if passage.aside(b[1].start) is None]
    plain = [y for y in years(passage, start) if not y[2]]
    if base and base[-1][1].start >= last_mention and (not plain or plain[-1][0] < base[-1][1].start):
        return base[-1][0], True
    stock = re.search(vocabulary("subjects")["stocks"], subject) is not None
    own = [y for y in plain if stock or not y[3]]
    if own:
        return own[-1][1], False
    if stock and passage.before.as_of_year is not None:
        return passage.before.as_of_year, False
    return passage.before.year or passage.fiscal_year, False


def year_after(passage: Passage, token: Token) -> int | None:
    """The year of a figure that a change leads to: named after the figure it starts from, else this one."""
    start = max((t.end for t in passage.tokens if t.kind == MONEY and t.end <= token.start), default=0)
    named = [year for place, year, _, as_of in years(passage, token.start) if place >= start and not as_of]
    return named[-1] if named else passage.fiscal_year


def year_of_change(passage: Passage, token: Token) -> int | None:
    """The year that something changed in."""
    plain = [y for y in years(passage, token.start) if not y[2] and not y[3]]
    return plain[-1][1] if plain else passage.before.year or passage.fiscal_year
