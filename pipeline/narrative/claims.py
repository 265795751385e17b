"""Sentences to claims: every number of the text with what it is about, and statements without a number.

Belongs here: which mention a number belongs to, its kind, year, base, direction, denominator, reason.
Does not: finding numbers (`tokens`) and mentions (`subjects`), whether a claim is true (`expectations`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.documents.model import Document
from pipeline.money import UNITS, Number
from pipeline.narrative.sentences import Sentence, sentences
from pipeline.narrative.subjects import COUNT, MONEY, PERCENT, Mention, Names, Subjects
from pipeline.narrative.tokens import Token, tokens_of
from pipeline.narrative.words import pattern, vocabulary


@dataclass(frozen=True, slots=True)
class Claim:
    """One number or statement of the narrative, as printed.

    `char_from` and `char_to` count in the squeezed text of the joined paragraph the sentence stands in.
    `reason` is None where none is given and "" where its words stand without one. `measure` is one of the measures
    of amounts (executed, prior_year_budget, delta ...), None where the text does not say which figure it is.
    `subject_printed` holds the words that name the subject, None where an earlier sentence or heading named it;
    `is_aside` says that the number stands in a reason or a purpose.
    """

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
    code_scheme: str | None = None
    code: str | None = None
    basis: str | None = None
    value_year: int | None = None
    base_year: int | None = None
    direction: str | None = None
    denominator: str | None = None
    reason: str | None = None
    paragraph: int = 0
    subject_printed: str | None = None
    is_aside: bool = False

    @property
    def unit_factor(self) -> Decimal | None:
        return UNITS.get(self.unit) if self.unit else None


@dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end


@dataclass(slots=True)
class _Paragraph:
    """What a paragraph said so far: subjects in order, its leading subject, years."""

    lead: Mention | None = None
    named: list[str] = field(default_factory=list)
    year: int | None = None
    as_of_year: int | None = None
    changes: list[int] = field(default_factory=list)  # claims of the last sentence that a reason can belong to


@lru_cache(maxsize=1)
def _forms() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    return [(pattern(e["pattern"], f"phrases.yml: {e['kind']}"), e) for e in vocabulary("phrases")["forms"]]


@lru_cache(maxsize=1)
def _statements() -> list[tuple[re.Pattern[str], dict[str, Any]]]:
    return [(pattern(e["pattern"], f"phrases.yml: {e['subject']}"), e) for e in vocabulary("phrases")["claims"]]


def _has_unit(entry: dict[str, Any], token: Token) -> bool:
    """Whether a form is of this number's unit; times and percentage points have forms of their own."""
    return bool(entry.get("unit") == token.unit or ("unit" not in entry and token.unit not in _units_of_their_own()))


@lru_cache(maxsize=1)
def _units_of_their_own() -> frozenset[str]:
    return frozenset(entry["unit"] for entry in vocabulary("phrases")["forms"] if "unit" in entry)


def _phrase(name: str) -> re.Pattern[str]:
    return pattern(vocabulary("phrases")[name], f"phrases.yml: {name}")


def claims(document: Document, fiscal_year: int | None = None, names: Names = Names()) -> list[Claim]:  # noqa: B008
    """The claims of the narrative in order of the text.

    `fiscal_year` dates what has no year of its own (上年 is the year before it); `names` are the codes and projects
    of the document's own tables, which the words of the text are compared with.
    """
    return _Reader(fiscal_year, names).read(sentences(document))


class _Reader:
    def __init__(self, fiscal_year: int | None, names: Names) -> None:
        self.fiscal_year = fiscal_year
        self.subjects = Subjects(names)
        self.wholes: list[tuple[str | None, str]] = []  # (side, subject) of the totals stated, the last one last
        self.found: list[Claim] = []
        self.words = vocabulary("subjects")

    def read(self, all_sentences: Iterable[Sentence]) -> list[Claim]:
        paragraph, number = _Paragraph(), -1
        waiting: Mention | None = None
        heading_named: list[str] = []
        for sentence in all_sentences:
            if sentence.paragraph != number:
                number = sentence.paragraph
                goes_on = _phrase("continues").search(sentence.text) and waiting is None
                before = paragraph.lead if goes_on and paragraph.lead is not None and paragraph.lead.code else None
                paragraph = _Paragraph(lead=waiting or before, named=list(heading_named))
            mentions = self.subjects.mentions(sentence.text, sentence.path[-2:])
            numbers = tokens_of(sentence.text)
            _Sentence(self, sentence, mentions, numbers, paragraph).read()
            has_numbers = any(token.kind in (MONEY, PERCENT) for token in numbers)
            if sentence.is_heading:
                heading_named = [m.subject for m in mentions]
            # A line that only names something speaks of what follows it.
            if has_numbers:
                waiting = None
            elif mentions and (sentence.is_heading or len(sentence.text) <= 45):
                waiting = mentions[-1]
            elif sentence.is_heading:
                waiting = None
        return self.found


class _Sentence:
    """One sentence being read; claims are added to the reader's in order of the text."""

    def __init__(
        self, reader: _Reader, sentence: Sentence, mentions: list[Mention], numbers: list[Token], paragraph: _Paragraph
    ) -> None:
        self.reader, self.sentence, self.paragraph = reader, sentence, paragraph
        self.text = sentence.text
        self.tokens = numbers
        phrases = vocabulary("phrases")
        self.reasons = self._spans(phrases["reason"])
        self.purposes = self._spans(phrases["purpose"])
        self.mentions = [self._in_scope(mentions, index) for index in range(len(mentions))]
        parts = _phrase("parts").search(self.text)
        self.parts_at = parts.start() if parts else None
        self.claims: list[Claim] = []
        # Where a list of parts was left for the whole again, and the whole.
        self.whole_again: tuple[int, Mention | None] | None = None

    # -- spans

    def _spans(self, words: dict[str, str]) -> list[_Span]:
        trigger, ends = pattern(words["trigger"], "phrases.yml: trigger"), pattern(words["ends"], "phrases.yml: ends")
        spans: list[_Span] = []
        for match in trigger.finditer(self.text):
            if match.end() == match.start() or (spans and match.start() < spans[-1].end):
                continue
            end = ends.search(self.text, match.end())
            spans.append(_Span(match.end(), end.start() if end else len(self.text)))
        return spans

    def _aside(self, place: int) -> _Span | None:
        return next((span for span in (*self.reasons, *self.purposes) if span.holds(place)), None)

    # -- subjects

    def _in_scope(self, mentions: list[Mention], index: int) -> Mention:
        """The mention as it reads after what the paragraph named before it."""
        mention = mentions[index]
        subject = mention.subject
        if mention.within:
            scopes = dict(mention.within)
            before = [*self.paragraph.named, *(m.subject for m in mentions[:index])]
            scope = next((name for name in reversed(before) if name in scopes), None)
            if scope is not None:
                renamed = scopes[scope]
                counted = renamed if mention.count_subject else None
                return replace(mention, subject=renamed, count_subject=counted)
        return replace(mention, subject=subject)

    def _mention_for(self, token: Token, kind: str) -> Mention | None:
        """The mention a number is about: the last one before it that can have such a number, else the lead."""
        aside = self._aside(token.start)
        before = [
            m
            for m in self.mentions
            if m.end <= token.start and (m.of(token.kind, token.unit) is not None) and not self._is_denominator(m)
        ]
        if aside is not None:
            near = [
                m for m in before if aside.holds(m.start) and not re.search(r"[,、;]", self.text[m.end : token.start])
            ]
            return near[-1] if near else None
        before = [m for m in before if self._aside(m.start) is None]
        if kind in ("change", "rate", "flat") and self._speaks_of_whole_again(token, before):
            whole = [m for m in before if self.parts_at is not None and m.start < self.parts_at]
            chosen = whole[-1] if whole else self.paragraph.lead or (before[-1] if before else None)
            self.whole_again = (token.start, chosen)
            return chosen
        if self.whole_again is not None and not any(m.start > self.whole_again[0] for m in before):
            return self.whole_again[1]
        # In front of a share stand the words of what it is a share of, not another name.
        is_another = kind != "share" and self._names_another(before[-1].end if before else 0, token)
        if before:
            return None if is_another else before[-1]
        lead = None if is_another else self.paragraph.lead
        return lead if lead is not None and lead.of(token.kind, token.unit) is not None else None

    def _names_another(self, start: int, token: Token) -> bool:
        """Whether the words right in front of a number name something that no vocabulary knows."""
        return bool(self._unknown_name(start, token))

    def _unknown_name(self, start: int, token: Token) -> str:
        """The words right in front of a number that no vocabulary knows; "" where all are known."""
        if token.kind not in (MONEY, PERCENT) or not token.text:
            return ""
        piece = max(start, *(self.text.rfind(mark, start, token.start) + 1 for mark in ",;:。、("))
        if piece == start and start > 0:
            return ""
        left = _phrase("filler").sub("", self.text[piece : token.start])
        unknown = re.sub(r"^.*\)|[^\u4e00-\u9fff]", "", left)
        return unknown if len(unknown) > int(vocabulary("phrases")["longest_unknown"]) else ""

    def _is_denominator(self, mention: Mention) -> bool:
        """Whether the mention is what a share is a share of: 占本年支出的..."""
        return any(place.start <= mention.start < place.end for place in self._denominators())

    def _denominators(self) -> list[_Span]:
        spans = []
        for token in self.tokens:
            if token.kind != PERCENT:
                continue
            form = self._form(token)
            if form is not None and form[0]["kind"] == "share" and form[1].start("of") >= 0:
                spans.append(_Span(form[1].start("of"), form[1].end("of")))
        return spans

    def _speaks_of_whole_again(self, token: Token, before: list[Mention]) -> bool:
        """After a list of parts without changes of their own, a change against last year is the whole's."""
        if self.parts_at is None or token.start < self.parts_at:
            return False
        listed = [t for t in self.tokens if self.parts_at < t.start < token.start and t.kind == MONEY]
        if len(listed) < 2 or not before:
            return False
        base = self._base_before(token)
        if base is None or base[1].start < max(m.end for m in before):
            return False
        kinds = [c.kind for c in self.claims if c.char_from >= self.sentence.char_from + self.parts_at]
        return "change" not in kinds and "rate" not in kinds and "flat" not in kinds

    # -- years

    def _years(self, end: int) -> list[tuple[int, int, bool, bool]]:
        """(place, year, is a base, is an as-of) of the years before `end`, outside reasons and purposes."""
        found = []
        bases = {span.start: year for year, span in self._bases(end) if year is not None}
        for match in _phrase("year").finditer(self.text, 0, end):
            if self._aside(match.start()) is not None:
                continue
            is_base = any(start <= match.start("year") <= start + 6 for start in bases)
            found.append((match.start(), int(match["year"]), is_base, bool(match["as_of"])))
        return found

    def _bases(self, end: int) -> list[tuple[int | None, _Span]]:
        found: list[tuple[int | None, _Span]] = []
        for entry in vocabulary("phrases")["base"]:
            for match in pattern(entry["pattern"], "phrases.yml: base").finditer(self.text, 0, end):
                printed = match.groupdict().get("year")
                prior = self.reader.fiscal_year - 1 if self.reader.fiscal_year is not None else None
                found.append((int(printed) if printed else prior, _Span(match.start(), match.end())))
        return sorted(found, key=lambda f: f[1].start)

    def _base_before(self, token: Token) -> tuple[int | None, _Span] | None:
        bases = [base for base in self._bases(token.start) if self._aside(base[1].start) is None]
        return bases[-1] if bases else None

    def _value_year(self, token_start: int, mention: Mention | None, subject: str) -> tuple[int | None, bool]:
        """The year a figure holds for, and whether it is the figure something is compared with."""
        years = self._years(token_start)
        last_mention = mention.end if mention is not None and mention in self.mentions else -1
        base = [b for b in self._bases(token_start) if self._aside(b[1].start) is None]
        plain = [y for y in years if not y[2]]
        if base and base[-1][1].start >= last_mention and (not plain or plain[-1][0] < base[-1][1].start):
            return base[-1][0], True
        stock = re.search(self.reader.words["stocks"], subject) is not None
        own = [y for y in plain if stock or not y[3]]
        if own:
            return own[-1][1], False
        if stock and self.paragraph.as_of_year is not None:
            return self.paragraph.as_of_year, False
        return self.paragraph.year or self.reader.fiscal_year, False

    def _year_after(self, token: Token) -> int | None:
        """The year of a figure that a change leads to: named after the figure it starts from, else this one."""
        start = max((t.end for t in self.tokens if t.kind == MONEY and t.end <= token.start), default=0)
        named = [year for place, year, _, as_of in self._years(token.start) if place >= start and not as_of]
        return named[-1] if named else self.reader.fiscal_year

    # -- forms

    def _form(self, token: Token) -> tuple[dict[str, Any], re.Match[str]] | None:
        front = self.text[: token.start]
        # 增加了培训费2元: the subject stands between the verb and its number.
        named = next((m for m in self.mentions if m.end == token.start), None)
        if named is not None and token.kind == MONEY and _phrase("changed_subject").search(self.text[: named.start]):
            front = self.text[: named.start]
        for compiled, entry in _forms():
            if entry["for"] == token.kind and _has_unit(entry, token):
                match = compiled.search(front)
                if match:
                    return entry, match
        return None

    def _basis(self, token: Token, mention: Mention | None, is_base: bool) -> tuple[str | None, str | None]:
        """Basis and measure that the words in front of the number say."""
        start = max(self.text.rfind(mark, 0, token.start) for mark in (",", ";", "(", "。", "、")) + 1
        if mention is not None and mention in self.mentions and mention.start < start:
            inside = [t for t in self.tokens if mention.end <= t.start < token.start and t.kind == MONEY]
            start = start if inside else mention.start
        if mention is not None and mention in self.mentions and mention.start >= start and mention.is_project:
            start = mention.end
        best: tuple[int, str, str] | None = None
        for entry in vocabulary("phrases")["bases"]:
            for match in pattern(entry["pattern"], "phrases.yml: bases").finditer(self.text, start, token.start):
                if best is None or match.end() > best[0]:
                    best = (match.end(), entry["basis"], entry["prior" if is_base else "measure"])
        return (best[1], best[2]) if best else (None, None)

    # -- reading

    def read(self) -> None:
        if _phrase("as_of_last_year").search(self.text) and self.reader.fiscal_year is not None:
            self.paragraph.as_of_year = self.reader.fiscal_year - 1
        self._statements()
        self._flats()
        for token in self.tokens:
            self._number(token)
        self._respectively()
        self._lists()
        self._add_reasons()
        self._remember()
        offset = len(self.reader.found)
        ordered = sorted(range(len(self.claims)), key=lambda i: (self.claims[i].char_from, i))
        self.reader.found.extend(self.claims[i] for i in ordered)
        changes = [offset + n for n, i in enumerate(ordered) if self.claims[i].kind in ("change", "rate", "flat")]
        if changes or not self.reasons:
            self.paragraph.changes = changes

    def _claim(
        self, kind: str, subject: str, start: int, end: int, about: Mention | None = None, **values: Any
    ) -> None:
        if about is not None:
            values |= {"code_scheme": about.scheme, "code": about.code}
        named = about is not None and about in self.mentions
        unknown = values.pop("unknown", None)
        self.claims.append(
            Claim(
                sentence=self.text,
                section=self.sentence.section,
                subject=subject,
                kind=kind,
                measure=values.pop("measure", None),
                number=values.pop("number", None),
                printed=values.pop("printed", self.text[start:end]),
                unit=values.pop("unit", None),
                page=self.sentence.page,
                char_from=self.sentence.char_from + start,
                char_to=self.sentence.char_from + end,
                paragraph=self.sentence.paragraph,
                subject_printed=self.text[about.start : about.end] if about is not None and named else unknown,
                is_aside=self._aside(start) is not None,
                **values,
            )
        )

    def _statements(self) -> None:
        for compiled, entry in _statements():
            match = compiled.search(self.text)
            if match is None or self._aside(match.start()) is not None:
                continue
            group: str | int = "statement" if "statement" in match.groupdict() else 0
            start, end = match.span(group)
            self._claim(entry["kind"], entry["subject"], start, end, value_year=self._value_year(start, None, "")[0])

    def _flats(self) -> None:
        taken: list[_Span] = []
        for entry in vocabulary("phrases")["flat"]:
            for match in pattern(entry["pattern"], "phrases.yml: flat").finditer(self.text):
                start, end = match.span("statement")
                if any(span.holds(start) for span in taken) or self._aside(start) is not None:
                    continue
                taken.append(_Span(start, end))
                place = Token("", start, end, MONEY)
                base = [b for b in self._bases(end) if start <= b[1].start]
                for mention in self._flat_mentions(place):
                    self._claim(
                        "flat",
                        mention.of(MONEY, None) or mention.subject if mention else self.reader.words["unresolved"],
                        start,
                        end,
                        mention,
                        number=Number(Decimal(0), 0),
                        measure="delta",
                        value_year=self._value_year(start, mention, mention.subject if mention else "")[0],
                        base_year=base[0][0] if base else None,
                        direction="flat",
                    )

    def _flat_mentions(self, place: Token) -> list[Mention | None]:
        """Whom a statement without a number is about; several where it says 均."""
        if _phrase("each").search(self.text[: place.start]):
            start = self.parts_at if self.parts_at is not None else 0
            listed = [
                m
                for m in self.mentions
                if start <= m.start < place.start and m.of(MONEY, None) and not self._aside(m.start)
            ]
            if len(listed) > 1:
                return list(listed)
        return [self._mention_for(place, "flat")]

    def _number(self, token: Token) -> None:
        inside = next((m for m in self.mentions if m.start <= token.start < m.end), None)
        if inside is not None and token.kind == MONEY:
            self._claim("qualifier", self.reader.words["thresholds"], token.start, token.end, unit=token.unit)
            return
        if token.kind == COUNT:
            self._count(token)
        elif token.kind in (MONEY, PERCENT) and token.number is not None:
            self._figure(token)

    def _count(self, token: Token) -> None:
        mention = self._mention_for(token, "count")
        subject = mention.of(COUNT, token.unit) if mention else None
        if mention is None or subject is None or mention not in self.mentions:
            return
        # 15批次、120人次: numbers of the same things may stand between.
        between = _phrase("counted_before").sub("", self.text[mention.end : token.start])
        if len(between) > 20 or re.search(r"[;。\d]", between):
            return
        year = self._value_year(token.start, mention, subject)[0]
        self._claim(
            "count",
            subject,
            token.start,
            token.end,
            mention,
            number=token.number,
            unit=token.unit,
            measure="count",
            value_year=year,
        )

    def _figure(self, token: Token) -> None:
        form = self._form(token)
        if form is None:
            return
        entry, match = form
        kind: str = entry["kind"]
        mention = self._mention_for(token, kind)
        subject = (mention.of(token.kind, token.unit) if mention else None) or self.reader.words["unresolved"]
        year, is_base = self._value_year(token.start, mention, subject)
        if entry.get("now"):
            year, is_base = self._year_after(token), False
        of_before = year is not None and self.reader.fiscal_year is not None and year < self.reader.fiscal_year
        basis, measure = self._basis(token, mention, is_base or of_before)
        values: dict[str, Any] = {"basis": basis, "value_year": year, "measure": measure}
        if mention is None and self._aside(token.start) is None:
            before = [m.end for m in self.mentions if m.end <= token.start]
            values["unknown"] = self._unknown_name(max(before, default=0), token) or None
        if kind in ("change", "rate"):
            base = self._base_before(token)
            plain = [y for y in self._years(token.start) if not y[2] and not y[3]]
            values["base_year"] = base[0] if base else None
            values["value_year"] = plain[-1][1] if plain else self.paragraph.year or self.reader.fiscal_year
            values["direction"] = entry.get("direction")
            values["measure"] = "delta" if kind == "change" else "growth_pct"
        elif kind == "share":
            values["basis"] = None
            values["measure"] = entry.get("measure")
            values["denominator"] = self._denominator(entry, match, mention)
        printed = token.text + (token.unit or "") if token.kind == PERCENT else token.text
        end = token.end + (len(token.unit or "") if token.kind == PERCENT else 0)
        if kind == "change" and entry.get("direction") == "flat":
            kind = "flat"
        self._claim(
            kind,
            subject,
            token.start,
            end,
            mention,
            number=token.number,
            printed=printed,
            unit=token.unit,
            **values,
        )
        if kind == "amount" and mention is not None and mention.is_whole and self._aside(token.start) is None:
            self.reader.wholes.append((mention.side, subject))

    def _denominator(self, entry: dict[str, Any], match: re.Match[str], mention: Mention | None) -> str | None:
        """What a share is a share of: as said, else the whole stated last on the same side."""
        if entry.get("measure"):
            return "budget"
        said = [m for m in self.mentions if match.start("of") <= m.start < match.end("of")]
        if said:
            return said[-1].subject
        side, own = (mention.side, mention.subject) if mention else (None, "")
        # What is a share of something is no whole of what follows.
        while self.reader.wholes and self.reader.wholes[-1][1] == own:
            self.reader.wholes.pop()
        return next((whole for at, whole in reversed(self.reader.wholes) if at in (side, None)), None)

    def _respectively(self) -> None:
        """甲、乙分别为3元、5元: the numbers after 分别 belong to the names before it, in order."""
        match = _phrase("respectively").search(self.text)
        if match is None:
            return
        names = [m for m in self.mentions if m.end <= match.start() and self._aside(m.start) is None]
        places = [
            i
            for i, claim in enumerate(self.claims)
            if claim.kind in ("amount", "share") and claim.char_from - self.sentence.char_from >= match.end()
        ]
        for kind in ("amount", "share"):
            run = [i for i in places if self.claims[i].kind == kind]
            years = [year for place, year, _, _ in self._years(match.start()) if place < match.start()]
            if len(run) > 1 and len(years) == len(run):
                for index, year in zip(run, years, strict=True):
                    self.claims[index] = replace(self.claims[index], value_year=year)
                continue
            if len(run) < 2 or len(names) < len(run):
                continue
            if any(
                m.start >= match.end() and m.end <= self.claims[run[-1]].char_from - self.sentence.char_from
                for m in self.mentions
            ):
                continue
            for index, mention in zip(run, names[-len(run) :], strict=True):
                self.claims[index] = replace(
                    self.claims[index],
                    subject=mention.subject,
                    code_scheme=mention.scheme,
                    code=mention.code,
                    subject_printed=self.text[mention.start : mention.end],
                )

    def _lists(self) -> None:
        """Lists of names after a stated number: 公用经费3元,主要包括办公费、水费等."""
        words = vocabulary("phrases")["list"]
        kinds: dict[str, str] = self.reader.words["lists"]
        stated = [c for c in self.claims if c.kind in ("amount", "count") and c.subject in kinds]
        bounds = [c.char_to - self.sentence.char_from for c in stated]
        for index, claim in enumerate(stated):
            begin = bounds[index]
            stop = next((b for b in bounds[index + 1 :] if b > begin), len(self.text))
            for name in ("exact", "loose"):
                match = pattern(words[name], "phrases.yml: list").search(self.text, begin, stop)
                if match is None:
                    continue
                end = pattern(words["ends"], "phrases.yml: list").search(self.text, match.end())
                start, finish = match.end(), end.start() if end else len(self.text)
                if finish > start and (claim.kind == "count" or words["between"] in self.text[start:finish]):
                    self._claim("list", kinds[claim.subject], start, finish, value_year=claim.value_year)
                    break

    def _add_reasons(self) -> None:
        for span in self.reasons:
            text = self.text[span.start : span.end].strip(",:。;")
            inner = [c for c in self.claims if span.holds(c.char_from - self.sentence.char_from)]
            if any(c.kind in ("change", "rate") and c.subject != self.reader.words["unresolved"] for c in inner):
                continue
            mine = [
                i
                for i, c in enumerate(self.claims)
                if c.kind in ("change", "rate", "flat") and c.char_to - self.sentence.char_from <= span.start
            ]
            if mine:
                subject = self.claims[mine[-1]].subject
                for i in mine:
                    if self.claims[i].subject == subject and self.claims[i].reason is None:
                        self.claims[i] = replace(self.claims[i], reason=text)
                continue
            for i in self.paragraph.changes:
                if self.reader.found[i].reason is None:
                    self.reader.found[i] = replace(self.reader.found[i], reason=text)

    def _remember(self) -> None:
        """What the next sentences of the paragraph can refer back to."""
        outer = [m for m in self.mentions if self._aside(m.start) is None]
        self.paragraph.named.extend(m.subject for m in outer)
        for _, year, is_base, is_as_of in self._years(len(self.text)):
            if is_as_of:
                self.paragraph.as_of_year = year
            elif not is_base:
                self.paragraph.year = year
                self.paragraph.as_of_year = None
        if not outer or (self.paragraph.lead is not None and _phrase("parts_start").search(self.text)):
            return
        money = [m for m in outer if not self._is_denominator(m) and m.of(MONEY, None) is not None]
        if self.parts_at is not None and any(m.start < self.parts_at for m in money):
            money = [m for m in money if m.start < self.parts_at]
        numbered = [
            m for m in money if any(c.subject == m.subject and c.kind in ("amount", "change") for c in self.claims)
        ]
        chosen = numbered[:1] or money[-1:] or outer[-1:]
        self.paragraph.lead = chosen[0]
