"""Which year a number holds for, and what a change is measured against.

Belongs here: years and bases in front of a number. Does not: what the number is about (`about`).
"""

from __future__ import annotations

import re

from pipeline.narrative.model import Span
from pipeline.narrative.passage import Base, Passage, Year
from pipeline.narrative.phrases import entries, phrase
from pipeline.narrative.subjects import MONEY, Mention
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import vocabulary


def years(passage: Passage, end: int) -> list[Year]:
    """The years before `end`, outside reasons and purposes."""
    if end not in passage.years:
        passage.years[end] = _years(passage, end)
    return passage.years[end]


def _years(passage: Passage, end: int) -> list[Year]:
    found = []
    bases = {base.span.start for base in bases_before(passage, end) if base.year is not None}
    for match in phrase("year").finditer(passage.text, 0, end):
        if passage.aside(match.start()) is not None or _is_inserted(passage, match.start(), end):
            continue
        is_base = any(start <= match.start("year") <= start + 6 for start in bases)
        found.append(Year(match.start(), int(match["year"]), is_base, bool(match["as_of"])))
    return found


def _is_inserted(passage: Passage, place: int, end: int) -> bool:
    """Whether a year is only spoken of in brackets that are closed again: 项目5个(含2030年1个),预算9元."""
    closed = (span for span in passage.brackets if span.holds(place) and span.end <= end)
    return any(phrase("insertion").match(passage.text, span.start + 1) for span in closed)


def own_year(passage: Passage) -> int | None:
    """The year of figures that name none: that of the heading above them, if it names one alone, or the document's."""
    for heading in reversed(passage.sentence.path):
        if named := {int(match["year"]) for match in phrase("year_of_heading").finditer(heading)}:
            return named.pop() if len(named) == 1 else passage.fiscal_year
    return passage.fiscal_year


def bases_before(passage: Passage, end: int) -> list[Base]:
    """What is compared with before `end`, in order of the text."""
    if end not in passage.bases:
        passage.bases[end] = _bases_before(passage, end)
    return passage.bases[end]


def _bases_before(passage: Passage, end: int) -> list[Base]:
    found: list[Base] = []
    is_dated = passage.before.year is not None or phrase("year").search(passage.text) is not None
    year_of_all = passage.fiscal_year if is_dated else own_year(passage)
    prior = year_of_all - 1 if year_of_all is not None else None
    for compiled, entry in entries("base", "year"):
        for match in compiled.finditer(passage.text, 0, end):
            printed = match.groupdict().get("year")
            is_budget = entry["year"] == "same"
            year = int(printed) if printed else None if is_budget else prior
            found.append(Base(year, Span(match.start(), match.end()), is_budget))
    return sorted(found, key=lambda base: base.span.start)


def base_of(passage: Passage, token: Token) -> Base | None:
    """What a number is compared with."""
    found = [base for base in bases_before(passage, token.start) if passage.aside(base.span.start) is None]
    return found[-1] if found else None


def value_year(passage: Passage, start: int, mention: Mention | None, subject: str) -> tuple[int | None, bool]:
    """The year a figure holds for, and whether it is last year's figure that something is compared with."""
    last_mention = mention.end if mention is not None and passage.names(mention) else -1
    bases = [b for b in bases_before(passage, start) if passage.aside(b.span.start) is None]
    # Behind 较上年9元减少1元,较预算数 the figure is of the year again.
    base = [b for b in bases if not b.is_budget] if not (bases and bases[-1].is_budget) else []
    plain = [y for y in years(passage, start) if not y.is_base]
    if base and base[-1].span.start >= last_mention and (not plain or plain[-1].place < base[-1].span.start):
        return base[-1].year, base[-1].year != passage.fiscal_year
    if base and mention is not None and _starts_from(passage, base[-1], mention, start):
        return base[-1].year, base[-1].year != passage.fiscal_year
    stock = re.search(vocabulary("subjects")["stocks"], subject) is not None
    own = [y for y in plain if stock or not y.is_as_of]
    if own:
        return own[-1].year, False
    if stock and passage.before.as_of_year is not None:
        return passage.before.as_of_year, False
    return passage.before.year or own_year(passage), False


def _starts_from(passage: Passage, base: Base, mention: Mention, start: int) -> bool:
    """Whether a figure is what a change starts from, its name behind the year: 较2030年项目支出5元增长3%."""
    if not passage.names(mention) or base.year is None or mention.start < base.span.start:
        return False
    # A name may begin with the last sign of the year: 比2030年度总支出5元增加.
    between = phrase("of_base").fullmatch(passage.text, base.span.end, max(mention.start, base.span.end))
    return between is not None and phrase("starts_from").match(passage.text, start) is not None


def year_after(passage: Passage, token: Token) -> int | None:
    """The year of a figure that a change leads to: named after the figure it starts from, else this one."""
    start = max((t.end for t in passage.tokens if t.kind == MONEY and t.end <= token.start), default=0)
    named = [y.year for y in years(passage, token.start) if y.place >= start and not y.is_as_of]
    return named[-1] if named else passage.fiscal_year


def years_of_change(passage: Passage, token: Token, base: Base | None) -> tuple[int | None, int | None]:
    """The year that something changed in, and the year it is compared with: the same where that is a budget.

    Where figures of several years stand before a change (2031年9元,2030年7元,增加2元) it leads to the latest.
    """
    plain = [y.year for y in years(passage, token.start) if not y.is_base and not y.is_as_of]
    year = plain[-1] if plain else passage.before.latest_year or passage.before.year or own_year(passage)
    if base is not None and base.is_budget:
        return year, year
    before = base.year if base is not None else None
    if base is not None and (own := _year_of_all(passage, plain)) and not _is_printed(passage, base):
        return own, own - 1
    if plain and (before is None or (year is not None and year <= before)):
        year = max(plain)
    if before is not None and passage.fiscal_year is not None and year is not None and year <= before:
        year = passage.fiscal_year
    return year, before


def _year_of_all(passage: Passage, plain: list[int]) -> int | None:
    """An earlier year that all a sentence said so far holds for: 2030年支出9元,同比增长3% in a text of 2031."""
    said = {claim.value_year for claim in passage.claims if claim.kind == "amount" and not claim.is_aside}
    is_earlier = bool(plain) and passage.fiscal_year is not None and plain[-1] < passage.fiscal_year
    return plain[-1] if is_earlier and said == set(plain) and len(said) == 1 else None


def _is_printed(passage: Passage, base: Base) -> bool:
    return re.search(r"\d", passage.text[base.span.start : base.span.end]) is not None
