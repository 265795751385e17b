"""Claims without a number of their own: nothing changed, there is none, lists of names; and why something changed.

Belongs here: statements, lists and reasons of a sentence. Does not: numbers (`figures`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.money import Number
from pipeline.narrative.about import mentions_for_all
from pipeline.narrative.model import Claim, Span
from pipeline.narrative.passage import Passage, unresolved
from pipeline.narrative.phrases import entries, list_spans
from pipeline.narrative.subjects import MONEY
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import vocabulary
from pipeline.narrative.years import bases_before, value_year

_MOVED = ("change", "rate", "flat")


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
            base = [b for b in bases_before(passage, span.end) if span.start <= b[1].start]
            for mention in mentions_for_all(passage, Token("", span.start, span.end, MONEY)):
                subject = mention.subject if mention else ""
                passage.claim(
                    "flat",
                    mention.of(MONEY, None) or mention.subject if mention else unresolved(),
                    span,
                    mention,
                    number=Number(Decimal(0), 0),
                    measure="delta",
                    value_year=value_year(passage, span.start, mention, subject)[0],
                    base_year=base[0][0] if base else None,
                    direction="flat",
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
        inner = [c for c in passage.claims if span.holds(passage.place(c))]
        if any(c.kind in ("change", "rate") and c.subject != unresolved() for c in inner):
            continue
        mine = [
            i
            for i, c in enumerate(passage.claims)
            if c.kind in _MOVED and c.char_to - passage.sentence.char_from <= span.start
        ]
        if mine:
            subject = passage.claims[mine[-1]].subject
            _give(passage.claims, [i for i in mine if passage.claims[i].subject == subject], text)
        else:
            _give(earlier, passage.before.changes, text)


def _give(claims: list[Claim], places: list[int], reason: str) -> None:
    for i in places:
        if claims[i].reason is None:
            claims[i] = replace(claims[i], reason=reason)
