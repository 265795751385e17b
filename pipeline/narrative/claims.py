"""Sentences to claims: every number of the text with what it is about, and statements without a number.

Belongs here: the way from sentence to sentence, and what one leaves for the next.
Does not: finding numbers (`tokens`) and mentions (`subjects`), the claims of one sentence (`figures`, `statements`),
whether a claim is true (`expectations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.documents.model import Document
from pipeline.narrative.figures import read_numbers
from pipeline.narrative.model import MOVED, Claim
from pipeline.narrative.organisations import named_organisation, others_named
from pipeline.narrative.passage import Base, Before, Passage
from pipeline.narrative.phrases import phrase
from pipeline.narrative.sentences import Sentence, sentences
from pipeline.narrative.statements import add_reasons, read_lists, read_statements
from pipeline.narrative.subjects import MONEY, PERCENT, Mention, Names, Subjects
from pipeline.narrative.tokens import tokens_of
from pipeline.narrative.years import bases_before, years

__all__ = ["Claim", "claims"]

# A line of this length at most that only names something speaks of what follows it.
_LONGEST_NAMING = 45


def claims(document: Document, fiscal_year: int | None = None, names: Names = Names()) -> list[Claim]:  # noqa: B008
    """The claims of the narrative in order of the text.

    `fiscal_year` dates what has no year of its own (上年 is the year before it); `names` are the codes and projects
    of the document's own tables, which the words of the text are compared with.
    """
    return _Reader(fiscal_year, names).read(sentences(document))


class _Reader:
    def __init__(self, fiscal_year: int | None, names: Names) -> None:
        self.fiscal_year = fiscal_year
        self.organisation = names.organisation
        self.subjects = Subjects(names)
        self.wholes: list[tuple[str | None, str]] = []
        self.found: list[Claim] = []

    def read(self, all_sentences: Iterable[Sentence]) -> list[Claim]:
        before, number = Before(), -1
        all_sentences = list(all_sentences)
        others = others_named(all_sentences, self.organisation)
        is_of_another = False
        waiting: Mention | None = None
        heading_named: list[str] = []
        for sentence in all_sentences:
            if sentence.paragraph != number:
                number = sentence.paragraph
                goes_on = phrase("continues").search(sentence.text) and waiting is None
                lead = before.lead if goes_on and before.lead is not None and before.lead.code else None
                before = Before(lead=waiting or lead, named=list(heading_named))
                is_of_another = False
            named = named_organisation(sentence.text)
            is_of_another = named in others if named else is_of_another
            mentions = self.subjects.mentions(sentence.text, sentence.path[-2:])
            numbers = tokens_of(sentence.text)
            passage = Passage(
                sentence, list(mentions), numbers, before, self.fiscal_year, self.wholes, is_of_another=is_of_another
            )
            self._read(passage)
            has_numbers = any(token.kind in (MONEY, PERCENT) for token in numbers)
            if sentence.is_heading:
                heading_named = [m.subject for m in mentions]
            if has_numbers:
                waiting = None
            elif mentions and (sentence.is_heading or len(sentence.text) <= _LONGEST_NAMING):
                waiting = mentions[-1]
            elif sentence.is_heading:
                waiting = None
        return self.found

    def _read(self, passage: Passage) -> None:
        """Adds the claims of one sentence in order of the text."""
        if phrase("as_of_last_year").search(passage.text) and self.fiscal_year is not None:
            passage.before.as_of_year = self.fiscal_year - 1
        read_statements(passage)
        read_numbers(passage)
        read_lists(passage)
        add_reasons(passage, self.found)
        _remember(passage)
        offset = len(self.found)
        ordered = sorted(passage.claims, key=lambda claim: claim.char_from)
        self.found.extend(ordered)
        changes = [offset + n for n, claim in enumerate(ordered) if claim.kind in MOVED]
        if changes or not passage.reasons:
            passage.before.changes = changes


def _only_part(passage: Passage, outer: list[Mention]) -> Mention | None:
    """The one that a sentence ended by a semicolon states figures of, where there is one."""
    stated = {c.subject for c in passage.claims if c.kind == "amount" and not c.is_aside}
    if not passage.text.endswith(";"):
        return None
    if not stated and phrase("of_part").match(passage.text):
        return passage.before.part
    if len(stated) != 1:
        return None
    return next((m for m in outer if m.of(MONEY, None) in stated), None)


def _announced(passage: Passage, last: Mention) -> Mention | None:
    """The part whose name alone ends a sentence, for the next one to speak of: 其中:1.公务接待费。"""
    is_alone = re.fullmatch(r"[。:]?", passage.text[last.end :]) is not None
    return last if is_alone and phrase("part_alone").search(passage.text[: last.start]) else None


def _base_of(passage: Passage, change: Claim) -> Base | None:
    """What a change was measured against."""
    bases = [b for b in bases_before(passage, passage.place(change)) if passage.aside(b.span.start) is None]
    return bases[-1] if bases else passage.before.base


def _remember(passage: Passage) -> None:
    """What the next sentences of the paragraph can refer back to."""
    before = passage.before
    outer = [m for m in passage.mentions if passage.aside(m.start) is None]
    before.name(m.subject for m in outer)
    before.part = _only_part(passage, outer)
    named = years(passage, len(passage.text))
    if plain := [year.year for year in named if not year.is_base and not year.is_as_of]:
        before.latest_year = max(plain)
    for _, year, is_base, is_as_of in named:
        if is_as_of:
            before.as_of_year = year
        elif not is_base:
            before.year, before.as_of_year = year, None
    # 甲9元,其中:乙4元;丙5元。 Parts that go on behind a semicolon do not lead the paragraph.
    is_part, goes_on = before.in_list, passage.text.endswith(";")
    changed = [c for c in passage.claims if c.kind == "change" and not c.is_aside and c.base_year is not None]
    if changed or not (is_part or before.goes_on or passage.parts_at == 0):
        before.base = _base_of(passage, changed[-1]) if changed else None
    before.in_list = goes_on and (is_part or passage.parts_at is not None)
    before.goes_on = goes_on
    if outer and (announced := _announced(passage, outer[-1])) is not None:
        before.lead = announced
        return
    if not outer or (before.lead is not None and (is_part or phrase("parts_start").search(passage.text))):
        return
    money = [m for m in outer if not passage.is_denominator(m) and m.of(MONEY, None) is not None]
    if passage.parts_at is not None and any(m.start < passage.parts_at for m in money):
        money = [m for m in money if m.start < passage.parts_at]
    stated = {c.subject for c in passage.claims if c.kind in ("amount", "change")}
    numbered = [m for m in money if m.subject in stated]
    before.lead = (numbered[:1] or money[-1:] or outer[-1:])[0]
