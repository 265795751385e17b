"""Which mention a number is about: the last one before it that can have such a number, and what speaks against that.

Belongs here: choosing among mentions. Does not: finding them (`subjects`), how the number is claimed (`figures`).
"""

from __future__ import annotations

import math
import re

from pipeline.narrative.passage import Passage
from pipeline.narrative.phrases import ends_with, phrase
from pipeline.narrative.subjects import COUNT, MONEY, PERCENT, Mention
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import vocabulary
from pipeline.narrative.years import base_of

_INSERTION = re.compile(r"\([^()]*\)")
_NO_WORD = re.compile("[^\u4e00-\u9fff]")


def mention_for(passage: Passage, token: Token, kind: str) -> Mention | None:
    """The mention a number is about: the last one before it that can have such a number, else the lead."""
    if _is_behind_number(passage, token) or _names_another_cost(passage, token):
        return None
    aside = passage.aside(token.start)
    usable = passage.usable(token.kind, token.unit, in_asides=aside is not None)
    before = [m for m in usable if m.end <= token.start]
    if aside is not None:
        near = [m for m in before if aside.holds(m.start) and not re.search(r"[,、;]", _between(passage, m, token))]
        return near[-1] if near else None
    before = _without_insertions(passage, before, token)
    if kind in ("change", "rate", "flat") and _speaks_of_whole_again(passage, token, before):
        whole = [m for m in before if passage.parts_at is not None and m.start < passage.parts_at]
        chosen = whole[-1] if whole else passage.before.lead or (before[-1] if before else None)
        passage.whole_again = (token.start, chosen)
        return chosen
    if passage.whole_again is not None and not any(m.start > passage.whole_again[0] for m in before):
        return passage.whole_again[1]
    since = before[-1].end if before else 0
    if _stranger(passage, since, token):
        return None
    # In front of a share stand the words of what it is a share of, not another name.
    is_another = kind != "share" and bool(_unknown_name(passage, since, token))
    if before:
        return None if is_another or (kind == "rate" and _is_of_things(passage, before[-1], token)) else before[-1]
    lead = None if is_another or _counts_something_else(passage, token) else _spoken_of(passage)
    return lead if lead is not None and lead.of(token.kind, token.unit) is not None else None


def _between(passage: Passage, mention: Mention, token: Token) -> str:
    """The text between a mention and a number, without numbers of the same things: 接待15批,120人次."""
    text = passage.text[mention.end : token.start]
    return phrase("counted_before").sub("", text) if token.kind == COUNT else text


def _is_behind_number(passage: Passage, token: Token) -> bool:
    """Whether money stands right behind other money: 较上年9元2元, where the word that said how they differ is lost."""
    ends = (t.end + len(t.unit or "") for t in passage.tokens if t.kind == MONEY and t.start < token.start)
    return token.kind == MONEY and token.start in ends


def _names_another_cost(passage: Passage, token: Token) -> bool:
    """Whether the number is what one visitor or an event costs, whatever was named before."""
    return any(ends_with(name, passage.text, token.start) for name in ("per_head_number", "spent_on_event"))


def _is_of_things(passage: Passage, mention: Mention, token: Token) -> bool:
    """Whether a rate stands behind a number of things, not behind money: 接待30批次,比上年下降25%."""
    numbers = [t for t in passage.tokens if mention.end <= t.start < token.start and t.kind in (MONEY, PERCENT, COUNT)]
    return bool(numbers) and numbers[-1].kind == COUNT and numbers[-1].unit in dict(mention.units)


def _spoken_of(passage: Passage) -> Mention | None:
    """What a sentence without a name is about: what leads the paragraph, or the part in front of a semicolon."""
    if passage.before.part is not None and phrase("of_part").match(passage.text):
        return passage.before.part
    return passage.before.lead


def _without_insertions(passage: Passage, before: list[Mention], token: Token) -> list[Mention]:
    """Mentions without those in brackets that are closed before the number, where others are left."""
    outside = [m for m in before if not passage.encloses(m, token.start)] if passage.brackets else before
    return outside or before


def mentions_for_all(passage: Passage, place: Token) -> list[Mention | None]:
    """Whom a statement without a number is about; several where it says 均."""
    if phrase("each").search(passage.text[: place.start]):
        start = passage.parts_at if passage.parts_at is not None else 0
        listed = [
            m
            for m in passage.mentions
            if start <= m.start < place.start and m.of(MONEY, None) and not passage.aside(m.start)
        ]
        if len(listed) > 1:
            return list(listed)
    return [mention_for(passage, place, "flat")]


def unnamed_subject(passage: Passage, token: Token) -> str | None:
    """The words that name what no vocabulary knows; what follows in the sentence without a name is about it too."""
    since = max((m.end for m in passage.mentions if m.end <= token.start), default=0)
    name = _unknown_name(passage, since, token)
    if name:
        passage.strangers.append((token.start, name))
    return name or _stranger(passage, since, token) or None


def is_of_something_else(passage: Passage, mention: Mention, token: Token) -> bool:
    """Whether words in front of a number of things name others than the mention does: 公务用车6辆,特种作业车2辆."""
    return bool(_unknown_name(passage, mention.end, token))


def _stranger(passage: Passage, since: int, token: Token) -> str:
    """A name that no vocabulary knows and that a number before this one was about."""
    return next((name for place, name in reversed(passage.strangers) if since <= place < token.start), "")


def _counts_something_else(passage: Passage, token: Token) -> bool:
    """Whether the sentence counts what no vocabulary knows before it comes to a number: 举办活动2场,支出3元."""
    if passage.counts_strangers_from is None:
        counts = (t for t in passage.tokens if t.kind == COUNT)
        strange = (
            t.start for t in counts if _unknown_name(passage, 0, t) or phrase("events").search(passage.text[: t.start])
        )
        passage.counts_strangers_from = min(strange, default=math.inf)
    return passage.counts_strangers_from < token.start


def _unknown_name(passage: Passage, start: int, token: Token) -> str:
    """The words right in front of a number that no vocabulary knows; "" where all are known."""
    if token.kind not in (MONEY, PERCENT, COUNT) or not token.text:
        return ""
    text = _INSERTION.sub("", passage.text[start : token.start])
    text = text.rstrip(":") if token.kind == COUNT else text
    piece = max(text.rfind(mark) + 1 for mark in ",;:。、(")
    if piece == 0 and start > 0 and token.kind != COUNT:
        return ""
    filler = "filler" if token.kind != COUNT else "count_filler"
    unknown = _NO_WORD.sub("", phrase(filler).sub("", text[piece:]))
    longest = int(vocabulary("phrases")["longest_unknown"])
    if token.kind == COUNT or phrase("nouns").search(text):
        longest = 1
    return unknown if len(unknown) > longest else ""


def _speaks_of_whole_again(passage: Passage, token: Token, before: list[Mention]) -> bool:
    """After a list of parts without changes of their own, a change against last year is the whole's."""
    parts_at = passage.parts_at
    if parts_at is None or token.start < parts_at:
        return False
    listed = [t for t in passage.tokens if parts_at < t.start < token.start and t.kind == MONEY]
    if len(listed) < 2 or not before:
        return False
    base = base_of(passage, token)
    if base is None or base.span.start < max(m.end for m in before):
        return False
    claims = [c for c in passage.claims if passage.place(c) >= parts_at]
    # Two figures of one part are no list: 其中:甲9元,较上年6元增加3元.
    if len({(c.subject, c.subject_printed) for c in claims if c.kind == "amount"}) < 2:
        return False
    kinds = [c.kind for c in claims]
    return "change" not in kinds and "rate" not in kinds and "flat" not in kinds
