"""One sentence with everything around it that decides what its numbers mean.

Belongs here: its mentions, numbers, reasons and purposes, what its paragraph said before it, the claims made of it.
Does not: which mention a number belongs to (`about`), years (`years`), which claims are made (`figures`, `statements`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from pipeline.narrative.model import Claim, Span
from pipeline.narrative.phrases import Form, ends_with, form_of, phrase, spans
from pipeline.narrative.sentences import Sentence
from pipeline.narrative.subjects import MONEY, PERCENT, Mention, units_of
from pipeline.narrative.tokens import Token
from pipeline.narrative.words import pattern, vocabulary


class Year(NamedTuple):
    """A year that a sentence names: where, which, whether something is compared with it, whether it is as of then."""

    place: int
    year: int
    is_base: bool
    is_as_of: bool


class Base(NamedTuple):
    """What something is compared with: a year, or the budget of the year itself (年初预算), and where it is said."""

    year: int | None
    span: Span
    is_budget: bool = False


@dataclass(slots=True)
class Before:
    """What a paragraph said so far: subjects in the order they were named last, its leading subject, years."""

    lead: Mention | None = None
    named: list[str] = field(default_factory=list)
    whole: str | None = None  # what the last share was said to be of, as long as no other whole is stated
    year: int | None = None
    latest_year: int | None = None  # of several that the last sentence with a year named
    as_of_year: int | None = None
    part: Mention | None = None  # the only one with a figure in a sentence that a semicolon ended
    in_list: bool = False  # whether the last sentence left a list of parts open
    goes_on: bool = False  # whether a semicolon ended the last sentence
    base: Base | None = None  # what the changes of a whole were measured against, for those of its parts
    changes: list[int] = field(default_factory=list)  # claims of the last sentence that a reason can belong to

    def name(self, subjects: Iterable[str]) -> None:
        """These were named after the others; each subject is kept once, where it was named last."""
        self.named = list(dict.fromkeys(reversed([*self.named, *subjects])))[::-1]


@dataclass(slots=True)
class Passage:
    """A sentence being read; places count in its text."""

    sentence: Sentence
    mentions: list[Mention]
    tokens: list[Token]
    before: Before
    fiscal_year: int | None
    # (side, subject) of the totals the document stated, the last one last.
    wholes: list[tuple[str | None, str]]
    # Whether it speaks of another organisation than the one that publishes the document.
    is_of_another: bool = False
    claims: list[Claim] = field(default_factory=list)
    reasons: list[Span] = field(init=False)
    purposes: list[Span] = field(init=False)
    asides: list[Span] = field(init=False)  # both
    parts_at: int | None = field(init=False)
    brackets: list[Span] = field(init=False)
    of_one_fund: dict[str, str] = field(init=False)  # totals as they read where the sentence is about one fund
    # What shares are said to be of, once somebody asked.
    denominators: list[Span] | None = field(init=False, default=None)
    # Where it first counts what no vocabulary knows, once somebody asked; math.inf where it never does.
    counts_strangers_from: float | None = field(init=False, default=None)
    # What was worked out about the sentence so far, so that many numbers cost no more than their number.
    _named: frozenset[Mention] = field(init=False, default=frozenset())
    _usable: dict[tuple[str, str | None, bool], list[Mention]] = field(init=False, default_factory=dict)
    bases: dict[int, list[Base]] = field(init=False, default_factory=dict)
    years: dict[int, list[Year]] = field(init=False, default_factory=dict)
    # Where a name stands that no vocabulary knows, right in front of a number, and the name.
    strangers: list[tuple[int, str]] = field(default_factory=list)
    # Where a list of parts was left for the whole again, and the whole.
    whole_again: tuple[int, Mention | None] | None = None

    def __post_init__(self) -> None:
        self.reasons, self.purposes = spans("reason", self.text), spans("purpose", self.text)
        self.asides = [*self.reasons, *self.purposes]
        parts = phrase("parts").search(self.text)
        self.parts_at = parts.start() if parts else None
        self.brackets = _brackets(self.text)
        self.of_one_fund = self._of_one_fund()
        self.mentions = self._in_scope(self.mentions)
        self._named = frozenset(self.mentions)

    @property
    def text(self) -> str:
        return self.sentence.text

    def aside(self, place: int) -> Span | None:
        """The reason or purpose a place stands in."""
        return next((span for span in self.asides if span.holds(place)), None)

    def base_of_list(self) -> Base | None:
        """What a whole is compared with, for parts or reasons further on: 比上年减少9元。其中:甲减少5元;乙减少4元."""
        goes_on = self.before.in_list or self.before.goes_on or self.parts_at == 0
        return self.before.base if goes_on else None

    def names(self, mention: Mention | None) -> bool:
        """Whether a mention stands in this sentence, not in one before it."""
        return mention is not None and mention in self._named

    def usable(self, kind: str, unit: str | None, *, in_asides: bool) -> list[Mention]:
        """The mentions that can have a number of this kind and unit; what a share is of has none."""
        found = self._usable.get((kind, unit, in_asides))
        if found is None:
            found = [m for m in self.mentions if m.of(kind, unit) is not None and not self.is_denominator(m)]
            found = [m for m in found if not self._is_remark(m)]
            found = found if in_asides else [m for m in found if self.aside(m.start) is None]
            self._usable[kind, unit, in_asides] = found
        return found

    def _is_remark(self, mention: Mention) -> bool:
        """Whether it only says what all of something is: 购置及运行费9元,全部为运行费,比上年减少2元."""
        return self.text[mention.end :][:1] in ",)" and ends_with("all_of_it", self.text, mention.start) is not None

    def place(self, claim: Claim) -> int:
        """Where a claim of this sentence begins in it."""
        return claim.char_from - self.sentence.char_from

    def _in_scope(self, mentions: list[Mention]) -> list[Mention]:
        """The mentions as they read after what the paragraph named before them, without those that lack it."""
        # Subject -> where it was named last; the sentences before stand in front of this one.
        named = {subject: place for place, subject in enumerate(self.before.named, start=-len(self.before.named))}
        outside = dict(named)
        found: list[Mention] = []
        outer: Mention | None = None
        for place, mention in enumerate(mentions):
            is_inside = self._in_brackets(mention)
            # What brackets insert says nothing about what is named behind them, if anything else does.
            read = self._after(mention, named if is_inside else outside, outer) or self._after(mention, named, outer)
            if read is not None:
                found.append(read)
            named[mention.subject] = place
            if not is_inside:
                outside[mention.subject] = place
                outer = mention
        return found

    def _after(self, mention: Mention, named: dict[str, int], outer: Mention | None) -> Mention | None:
        """The mention as it reads where these were named before, the last of them outside brackets being `outer`."""
        is_per_head = ends_with("per_head", self.text, mention.start)
        if self.is_of_another or is_per_head or self._is_fund_of_a_part(mention, outer):
            return replace(mention, subject=unresolved(), is_whole=False)
        scopes = dict(mention.within)
        scope = max((subject for subject in scopes if subject in named), key=named.__getitem__, default=None)
        if scope is None and mention.only_within:
            return None
        if scope is None:
            renamed = self.of_one_fund.get(mention.subject) or self._of_same_money(mention)
            return mention if renamed is None else replace(mention, subject=renamed, is_whole=False)
        renamed = scopes[scope]
        count = renamed if mention.count_subject else None
        return replace(mention, subject=renamed, count_subject=count, units=units_of(renamed) or mention.units)

    def _of_one_fund(self) -> dict[str, str]:
        """What totals mean where one fund alone is named in front of the first subject, or above the sentence."""
        front = self.text[: self.mentions[0].start] if self.mentions else ""
        for entry in vocabulary("subjects")["of_one_fund"]:
            named, others = (pattern(entry[key], "subjects.yml: of_one_fund") for key in ("named", "not_with"))
            if any(named.search(text) and not others.search(text) for text in (front, self.sentence.section)):
                return dict(entry["subjects"])
        return {}

    def _of_same_money(self, mention: Mention) -> str | None:
        """What a total means behind the income from one kind of money: 一般公共预算收入9元,本年支出5元."""
        words = vocabulary("subjects")["same_money"]
        name = pattern(words["names"], "subjects.yml: same_money")
        if name.fullmatch(self.text, mention.start, mention.end) is None:
            return None
        before = [m for m in self.mentions if m.start < mention.start]
        first = before[0] if before else self.before.lead
        if first is None or (self.parts_at is not None and self.parts_at < mention.start):
            return None
        renamed: dict[str, str] = words["subjects"].get(first.subject, {})
        is_alone = all(m.subject == first.subject or m.subject in renamed for m in before)
        return renamed.get(mention.subject) if is_alone else None

    def _is_fund_of_a_part(self, mention: Mention, outer: Mention | None) -> bool:
        """Whether a fund in brackets says from which money a part is: 三公经费9元(其中:一般公共预算支出9元)."""
        words = vocabulary("subjects")
        if outer is None or mention.subject not in words["funds"] or not self._in_brackets(mention):
            return False
        return outer.subject not in words["made_of_funds"]

    def _in_brackets(self, mention: Mention) -> bool:
        return any(b.start < mention.start and mention.end < b.end for b in self.brackets)

    def encloses(self, mention: Mention, place: int) -> bool:
        """Whether a mention is an insertion in brackets closed before a place: 接待5批(其中外事接待2批),30人次."""
        for span in self.brackets:
            if span.start < mention.start and mention.end <= span.end <= place:
                inside = self.text[span.start + 1 : span.end - 1]
                if mention.end - mention.start == len(inside) and not mention.is_whole:
                    return True
                return phrase("insertion").match(inside) is not None or any(span.holds(t.start) for t in self.tokens)
        return False

    def form(self, token: Token) -> Form | None:
        """How a number is claimed: the entry of phrases.yml and its match in front of the number."""
        text, end = self.text, token.start
        # 增加了培训费2元: the subject stands between the verb and its number.
        named = next((m for m in self.mentions if m.end == end), None)
        if named is not None and token.kind == MONEY and ends_with("changed_subject", text, named.start):
            end = named.start
        elif ends_with("each_of_several", text, end):
            # 分别增长3%、5%: what is said in front of the first number holds of all.
            numbers = ends_with("numbers_before", text, end)
            end = numbers.start() if numbers else end
        return form_of(text, end, token)

    def is_denominator(self, mention: Mention) -> bool:
        """Whether the mention is what a share is a share of, be its number left out or not: 占本年支出的..."""
        if ends_with("share_of", self.text, mention.start):
            return True
        if self.denominators is None:
            self.denominators = self._denominators()
        return any(place.holds(mention.start) for place in self.denominators)

    def _denominators(self) -> list[Span]:
        found = []
        for token in self.tokens:
            form = self.form(token) if token.kind == PERCENT else None
            if form is not None and form[0]["kind"] == "share" and form[1].start("of") >= 0:
                found.append(Span(form[1].start("of"), form[1].end("of")))
        return found

    def claim(self, kind: str, subject: str, span: Span, about: Mention | None = None, **values: Any) -> None:
        """Adds a claim that stands at a place of the sentence."""
        if about is not None:
            values |= {"code_scheme": about.scheme, "code": about.code}
        here = about if self.names(about) else None
        unknown = values.pop("unknown", None)
        line = self.sentence.line_of(span.start)
        self.claims.append(
            Claim(
                sentence=self.text,
                section=self.sentence.section,
                subject=subject,
                kind=kind,
                measure=values.pop("measure", None),
                number=values.pop("number", None),
                printed=values.pop("printed", self.text[span.start : span.end]),
                unit=values.pop("unit", None),
                page=line.page,
                box=line.box,
                char_from=self.sentence.char_from + span.start,
                char_to=self.sentence.char_from + span.end,
                paragraph=self.sentence.paragraph,
                subject_printed=self.text[here.start : here.end] if here is not None else unknown,
                is_aside=self.aside(span.start) is not None,
                **values,
            )
        )


def _brackets(text: str) -> list[Span]:
    """The outermost pairs of brackets."""
    found: list[Span] = []
    depth = start = 0
    for place, sign in enumerate(text):
        if sign == "(":
            start = place if depth == 0 else start
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            if depth == 0:
                found.append(Span(start, place + 1))
    return found


def unresolved() -> str:
    """The subject of what no vocabulary knows."""
    return str(vocabulary("subjects")["unresolved"])
