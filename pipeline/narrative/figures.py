"""Numbers to claims: amounts, changes, rates, shares and counts, with year, base, basis and denominator.

Belongs here: the claim that one number makes, and names that share their numbers in order (分别为).
Does not: statements without a number and reasons (`statements`), whether a claim is true (`expectations`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from pipeline.narrative.about import is_of_something_else, mention_for, unnamed_subject
from pipeline.narrative.model import Claim, Span
from pipeline.narrative.passage import Base, Passage, unresolved
from pipeline.narrative.phrases import entries, phrase
from pipeline.narrative.subjects import COUNT, MONEY, PERCENT, Mention
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import pattern, vocabulary
from pipeline.narrative.years import base_of, value_year, year_after, years, years_of_change

# The last signs of a name that name it again: 车辆保有量9辆,实际保有量4辆.
_NAMED_AGAIN = 3


def read_numbers(passage: Passage) -> None:
    """The claims of the numbers of a sentence."""
    for mention in passage.mentions:
        # A whole that is named without its amount, in front of what it is made of.
        if mention.is_whole and phrase("made_of").match(passage.text, mention.end):
            passage.wholes.append((mention.side, mention.subject))
    for token in passage.tokens:
        _number(passage, token)
    _respectively(passage)
    _both_sides(passage)
    _parts_of_an_item(passage)


def _number(passage: Passage, token: Token) -> None:
    inside = next((m for m in passage.mentions if m.start <= token.start < m.end), None)
    if inside is not None and token.kind == MONEY:
        threshold = vocabulary("subjects")["thresholds"]
        passage.claim("qualifier", threshold, Span(token.start, token.end), unit=token.unit)
    elif token.kind == COUNT:
        _count(passage, token)
    elif token.kind in (MONEY, PERCENT) and token.number is not None:
        _figure(passage, token)


def _count(passage: Passage, token: Token) -> None:
    mention = mention_for(passage, token, "count")
    subject = mention.of(COUNT, token.unit) if mention else None
    if mention is None or subject is None or not passage.names(mention):
        return
    if _is_of_some_of_them(passage, mention, token, subject):
        return
    # 15批次、120人次: numbers of the same things may stand between.
    between = phrase("counted_before").sub("", passage.text[mention.end : token.start])
    if len(between) > 20 or re.search(r"[;。\d]", between) or is_of_something_else(passage, mention, token):
        return
    passage.claim(
        "count",
        subject,
        Span(token.start, token.end),
        mention,
        number=token.number,
        unit=token.unit,
        measure="count",
        value_year=value_year(passage, token.start, mention, subject)[0],
    )


def _is_of_some_of_them(passage: Passage, mention: Mention, token: Token, subject: str) -> bool:
    """Whether another number of the same things stands in front, and no name again: 公务员9人(其中:女4人)."""
    front = [t for t in passage.tokens if t.kind == COUNT and mention.end <= t.start < token.start]
    same = [t for t in front if mention.of(COUNT, t.unit) == subject]
    name = passage.text[mention.start : mention.end][-_NAMED_AGAIN:]
    return bool(same) and name not in passage.text[same[-1].end : token.start]


def _figure(passage: Passage, token: Token) -> None:
    form = passage.form(token)
    if form is None:
        return
    entry, match = form
    kind: str = entry["kind"]
    mention = mention_for(passage, token, kind)
    subject = (mention.of(token.kind, token.unit) if mention else None) or unresolved()
    values = _amount_values(passage, token, mention, subject, leads_to_it=bool(entry.get("now")))
    if mention is None and passage.aside(token.start) is None:
        values["unknown"] = unnamed_subject(passage, token)
    if kind in ("change", "rate"):
        base = base_of(passage, token) or passage.base_of_list()
        if entry.get("base") == "same":
            base = Base(None, Span(token.start, token.start), is_budget=True)
        values["basis"] = values["basis"] or _basis_of_comparison(passage, token, base)
        values["value_year"], values["base_year"] = years_of_change(passage, token, base)
        values["direction"] = _direction(entry, token)
        values["measure"] = "delta" if kind == "change" else "growth_pct"
    elif kind == "share":
        values["basis"] = None
        values["value_year"] = years_of_change(passage, token, base_of(passage, token))[0]
        values["measure"] = entry.get("measure")
        values["denominator"] = _denominator(passage, entry, match, mention)
    unit = (token.unit or "") if token.kind == PERCENT else ""
    if kind == "change" and entry.get("direction") == "flat":
        kind = "flat"
    passage.claim(
        kind,
        subject,
        Span(token.start, token.end + len(unit)),
        mention,
        number=token.number,
        printed=token.text + unit,
        unit=token.unit,
        **values,
    )
    if kind == "amount" and mention is not None and mention.is_whole and passage.aside(token.start) is None:
        passage.wholes.append((mention.side, subject))
        passage.before.whole = None


def _direction(entry: dict[str, Any], token: Token) -> str | None:
    """Where a form has a sign of its own (差异率-8%), the number points the way."""
    if entry.get("direction") != "signed":
        direction: str | None = entry.get("direction")
        return direction
    return "down" if token.number is not None and token.number.value < 0 else "up"


def _amount_values(
    passage: Passage, token: Token, mention: Mention | None, subject: str, *, leads_to_it: bool
) -> dict[str, Any]:
    """Year, basis and measure of an amount; `leads_to_it` where a change does: 减少至9元."""
    year, is_base = value_year(passage, token.start, mention, subject)
    if leads_to_it:
        year, is_base = year_after(passage, token), False
    of_before = year is not None and passage.fiscal_year is not None and year < passage.fiscal_year
    basis, measure = _basis(passage, token, mention, is_base or of_before)
    if basis is None and not is_base:
        basis, measure = _basis_of_whole(passage, token, year) or (None, measure)
    if basis is None and of_before:
        measure = measure or _measure_of_heading(passage)
    return {"basis": basis, "value_year": year, "measure": measure}


def _basis_of_comparison(passage: Passage, token: Token, base: Base | None) -> str | None:
    """The basis said in a clause of its own in front of the change: 与上年决算数相比,减少9元."""
    if base is None or base.span.start == base.span.end:
        return None
    then = phrase("base_then").match(passage.text, base.span.end)
    if then is None or any(then.end() <= t.start < token.start for t in passage.tokens if t.kind == MONEY):
        return None
    said = [
        (match.end(), entry["basis"])
        for compiled, entry in entries("bases", "basis")
        for match in compiled.finditer(passage.text, base.span.start, then.end())
    ]
    return str(max(said)[1]) if said else None


def _basis_of_whole(passage: Passage, token: Token, year: int | None) -> tuple[str, str | None] | None:
    """Where the whole is a budget, so are its parts of the same year: 预算为9元,其中:甲5元、乙4元."""
    if passage.parts_at is None or token.start < passage.parts_at:
        return None
    before = [c for c in passage.claims if c.kind == "amount" and passage.place(c) < passage.parts_at]
    # 费用为9元,较预算数8元增加1元(其中:甲5元: the budget is only what the whole is compared with.
    same = [c for c in before if (c.subject, c.value_year) == (before[-1].subject, year)]
    whole = before[-1] if same else None
    if whole is None or any(c.basis != "budget" for c in same) or whole.number is None or whole.value_year != year:
        return None
    return "budget", whole.measure


def _measure_of_heading(passage: Passage) -> str | None:
    """What figures of a year before are by the heading above them: 2030年决算情况."""
    found = [
        entry["prior"] for compiled, entry in entries("bases", "basis") if compiled.search(passage.sentence.section)
    ]
    return str(found[0]) if len(found) == 1 else None


def _basis(passage: Passage, token: Token, mention: Mention | None, is_base: bool) -> tuple[str | None, str | None]:
    """Basis and measure that the words in front of the number say."""
    start = max(passage.text.rfind(mark, 0, token.start) for mark in (",", ";", "(", "。", "、")) + 1
    if mention is not None and passage.names(mention) and mention.start < start:
        inside = [t for t in passage.tokens if mention.end <= t.start < token.start and t.kind == MONEY]
        start = start if inside else mention.start
    if mention is not None and passage.names(mention) and mention.start >= start and mention.is_project:
        start = mention.end
    best: tuple[int, str, str] | None = None
    for compiled, entry in entries("bases", "basis"):
        for match in compiled.finditer(passage.text, start, token.start):
            if best is None or match.end() > best[0]:
                best = (match.end(), entry["basis"], entry["prior" if is_base else "measure"])
    return (best[1], best[2]) if best else (None, None)


def _denominator(passage: Passage, entry: dict[str, Any], match: re.Match[str], mention: Mention | None) -> str | None:
    """What a share is a share of: as said, else the whole stated last on the same side."""
    if entry.get("measure"):
        return "budget"
    said = [m for m in passage.mentions if match.start("of") <= m.start < match.end("of")]
    if said:
        whole = _whole_called_total(passage, said[-1], mention) or said[-1].subject
        if said[-1].is_whole:
            passage.before.whole = whole
        return whole
    if passage.before.whole is not None:
        return passage.before.whole
    side, own = (mention.side, mention.subject) if mention else (None, "")
    # What is a share of something is no whole of what follows.
    if passage.wholes and passage.wholes[-1][1] == own:
        passage.wholes.pop()
    return next((whole for at, whole in reversed(passage.wholes) if at in (side, None)), None)


def _whole_called_total(passage: Passage, said: Mention, part: Mention | None) -> str | None:
    """The whole of a part that calls it the total, where that whole was stated last."""
    words = vocabulary("subjects")["called_total"]
    last = passage.wholes[-1][1] if passage.wholes else None
    if part is None or said.subject != words["total"] or part.subject not in words["wholes"].get(last, ()):
        return None
    return last


def _both_sides(passage: Passage) -> None:
    """收、支总计各为3元、5元: the first number is of the income, the second of the expenditure."""
    sides: dict[str, list[str]] = vocabulary("subjects")["both_sides"]
    for first, second in zip(range(len(passage.claims)), range(1, len(passage.claims)), strict=False):
        one, other = passage.claims[first], passage.claims[second]
        between = passage.text[passage.place(one) + len(one.printed) : passage.place(other)]
        front = passage.text[: passage.place(other)]
        if one.subject not in sides or (one.kind, one.subject) != (other.kind, other.subject):
            continue
        if phrase("next_number").fullmatch(between) and phrase("each_of_several").search(front):
            passage.claims[first] = replace(one, subject=sides[one.subject][0])
            passage.claims[second] = replace(other, subject=sides[one.subject][1])


def _parts_of_an_item(passage: Passage) -> None:
    """行政运行9元,其中:基本支出5元: basic expenditure of the item is not that of all."""
    at = passage.parts_at
    if at is None:
        return
    wholes = [c for c in passage.claims if c.kind == "amount" and passage.place(c) < at]
    lead = passage.before.lead
    whole = wholes[0] if len(wholes) == 1 else None
    scheme = whole.code_scheme if whole else lead.scheme if lead and not wholes and at == 0 else None
    words = vocabulary("subjects")
    if scheme != "functional" and not (whole and _is_like_an_item(passage, whole)):
        return
    parts = words["parts_of_an_item"]
    for index, claim in enumerate(passage.claims):
        if claim.subject in parts and passage.place(claim) > at:
            passage.claims[index] = replace(claim, subject=unresolved())


def _is_like_an_item(passage: Passage, whole: Claim) -> bool:
    """Whether it is of some expenditure that has basic expenditure of its own, known or by how its name ends."""
    words = vocabulary("subjects")
    ends = pattern(words["ends_as_items"], "subjects.yml: ends_as_items")
    is_named = whole.subject == unresolved() and bool(whole.subject_printed)
    is_item = is_named and ends.search(passage.text, 0, passage.place(whole)) is not None
    return is_item or whole.subject in words["like_an_item"]


def _respectively(passage: Passage) -> None:
    """甲、乙分别为3元、5元: the numbers after 分别 belong to the names before it, in order."""
    match = phrase("respectively").search(passage.text)
    if match is None:
        return
    names = [m for m in passage.mentions if m.end <= match.start() and passage.aside(m.start) is None]
    for kind in ("amount", "share", "change", "rate"):
        run = [i for i, c in enumerate(passage.claims) if c.kind == kind and passage.place(c) >= match.end()]
        said = [y.year for y in years(passage, match.start())]
        if len(run) > 1 and len(said) == len(run):
            for index, year in zip(run, said, strict=True):
                passage.claims[index] = replace(passage.claims[index], value_year=year)
            continue
        if len(run) < 2:
            continue
        last = passage.place(passage.claims[run[-1]])
        if any(match.end() <= m.start <= last and not passage.is_denominator(m) for m in passage.mentions):
            continue
        if len(names) < len(run):
            # Some are named in the sentence before: better nobody's than all the last one's.
            for index in run if kind != "amount" else ():
                passage.claims[index] = replace(
                    passage.claims[index], subject=unresolved(), code=None, code_scheme=None, subject_printed=None
                )
            continue
        for index, mention in zip(run, names[-len(run) :], strict=True):
            passage.claims[index] = replace(
                passage.claims[index],
                subject=mention.subject,
                code_scheme=mention.scheme,
                code=mention.code,
                subject_printed=passage.text[mention.start : mention.end],
            )
