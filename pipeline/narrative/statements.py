"""Claims without a number of their own: nothing changed, there is none, lists of names; and why something changed.

Belongs here: statements, lists and reasons of a sentence. Does not: numbers (`figures`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.money import Number
from pipeline.narrative.about import mentions_for_all
from pipeline.narrative.model import MOVED, Claim, Span
from pipeline.narrative.passage import Passage, unresolved
from pipeline.narrative.phrases import entries, list_spans, phrase
from pipeline.narrative.subjects import COUNT, MONEY, PERCENT
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import vocabulary
from pipeline.narrative.years import base_of, value_year, years_of_change


def read_statements(passage: Passage) -> None:
    """What a sentence says there is none of, or of what kind something is; then what it says stayed the same."""
    for compiled, entry in entries("claims", "subject"):
        match = compiled.search(passage.text)
        if match is None or passage.aside(match.start()) is not None:
            continue
        group: str | int = "statement" if "statement" in match.groupdict() else 0
        span = Span(*match.span(group))
        year = value_year(passage, span.start, None, "")[0]
        passage.claim(entry["kind"], entry["subject"], span, value_year=year)
    _read_flats(passage)


def _read_flats(passage: Passage) -> None:
    taken: list[Span] = []
    for compiled, _ in entries("flat", "pattern"):
        for match in compiled.finditer(passage.text):
            span = Span(*match.span("statement"))
            if any(other.holds(span.start) for other in taken) or passage.aside(span.start) is not None:
                continue
            taken.append(span)
            if _follows_a_count(passage, span.start):
                continue
            place = Token("", span.start, span.end, MONEY)
            base = base_of(passage, Token("", span.end, span.end, MONEY))
            year, base_year = years_of_change(passage, place, base if base and base.span.end > span.start else None)
            for mention in mentions_for_all(passage, place):
                passage.claim(
                    "flat",
                    mention.of(MONEY, None) or mention.subject if mention else unresolved(),
                    span,
                    mention,
                    number=Number(Decimal(0), 0),
                    measure="delta",
                    value_year=year,
                    base_year=base_year,
                    direction="flat",
                )


def _follows_a_count(passage: Passage, place: int) -> bool:
    """Whether the number right in front of a statement counts things: 购置车辆2辆,与上年持平 is not about money."""
    before = [t for t in passage.tokens if t.end <= place and t.kind in (MONEY, PERCENT, COUNT)]
    return (
        bool(before)
        and before[-1].kind == COUNT
        and not any(before[-1].end <= m.start < place for m in passage.mentions)
    )


def read_lists(passage: Passage) -> None:
    """Lists of names after a stated number: 公用经费3元,主要包括办公费、水费等."""
    kinds: dict[str, str] = vocabulary("subjects")["lists"]
    stated = [c for c in passage.claims if c.kind in ("amount", "count") and c.subject in kinds]
    bounds = [c.char_to - passage.sentence.char_from for c in stated]
    for claim, begin in zip(stated, bounds, strict=True):
        stop = next((b for b in bounds if b > begin), len(passage.text))
        for span, is_list in list_spans(passage.text, begin, stop):
            if claim.kind == "count" or is_list:
                passage.claim("list", kinds[claim.subject], span, value_year=claim.value_year)
                break


def add_reasons(passage: Passage, earlier: list[Claim]) -> None:
    """Gives the changes in front of a reason that reason, or those of the sentence before, among `earlier`."""
    for span in passage.reasons:
        text = passage.text[span.start : span.end].strip(",:。;")
        if not text and phrase("reason_below").search(passage.text[: span.start]):
            continue
        is_of_budget = phrase("reason_of_budget").search(passage.text[: span.start]) is not None
        inner = [c for c in passage.claims if span.holds(passage.place(c))]
        if any(c.kind in ("change", "rate") and c.subject != unresolved() for c in inner):
            continue
        mine = [
            i
            for i, c in enumerate(passage.claims)
            if c.kind in MOVED
            and c.char_to - passage.sentence.char_from <= span.start
            and (not is_of_budget or _is_against_budget(c))
        ]
        if mine:
            subject = passage.claims[mine[-1]].subject
            _give(passage.claims, [i for i in mine if passage.claims[i].subject == subject], text)
        else:
            _give(
                earlier, [i for i in passage.before.changes if not is_of_budget or _is_against_budget(earlier[i])], text
            )


def _is_against_budget(claim: Claim) -> bool:
    """Whether a change is one against the budget of its own year."""
    return claim.base_year is not None and claim.base_year == claim.value_year


def _give(claims: list[Claim], places: list[int], reason: str) -> None:
    for i in places:
        if claims[i].reason is None:
            claims[i] = replace(claims[i], reason=reason)
