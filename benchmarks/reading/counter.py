"""Numbers printed in the ruled areas of a PDF, counted by rules of its own.

Belongs here: which fields are numbers, and which of those are no amounts, with the reason.
Does not: the pipeline. Nothing of it is imported, so that both can be wrong only independently.

The rules are simple on purpose: a field is a number when all of its text is one; the heading above it, the label left
of it, or its own shape say when it is a code, a line number, a serial, a date or part of an indicator.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from .areas import Area, Field, areas
from .poppler import Sheet, Word, sheets

YEARS = range(1990, 2041)
SAME_EDGE = 3.0  # points that the edges of a table may differ on the next page
SAME_LINE = 0.5  # share of a word's height within which words stand on one line


@dataclass(frozen=True, slots=True)
class Number:
    """One printed number. `reason` is None for an amount, else why it is none."""

    page: int
    text: str
    value: Decimal
    reason: str | None
    label: str
    heading: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Count:
    """What stands on the pages of one PDF: numbers of ruled areas, and every digit group of each page's text."""

    numbers: tuple[Number, ...]
    tokens: dict[int, tuple[Decimal, ...]]
    hidden: int
    page_count: int


@cache
def words() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "words.yml").read_text(encoding="utf-8"))
    return content


@cache
def _number() -> re.Pattern[str]:
    digits = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+"
    return re.compile(rf"([(]?[-+−]?)({digits})([)]?)(%|{words()['units']})?")


@cache
def _patterns(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern)) for reason, pattern in words()[group].items())


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(words()[name])


def count(path: Path) -> Count:
    """Count a PDF. Raises PopplerFailed."""
    pages = sheets(path)
    numbers: list[Number] = []
    previous: _Table | None = None
    for sheet in pages:
        for index, area in enumerate(areas(sheet)):
            previous = _Table(area, sheet.number, index == 0, previous)
            numbers.extend(previous.numbers())
    tokens = {sheet.number: tuple(_tokens(sheet)) for sheet in pages}
    return Count(tuple(numbers), tokens, sum(len(s.hidden) for s in pages), len(pages))


def value_of(text: str) -> Decimal | None:
    """The number that the whole text is, sign and all; None for anything else. "(1.00)" is -1.00, "5%" is 5."""
    found = _number().fullmatch(squeeze(text))
    if found is None:
        return None
    opening, digits, closing, _ = found.groups()
    if opening.startswith("(") != bool(closing):
        return None
    value = Decimal(digits.replace(",", ""))
    is_negative = opening.strip("(").startswith(("-", "−")) or bool(closing)
    return -value if is_negative else value


def squeeze(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def lines_of(inside: Iterable[Word]) -> list[list[Word]]:
    """Words as lines from top to bottom, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(inside, key=lambda w: (w.y, w.x0)):
        first = lines[-1][0] if lines else None
        if first is not None and abs(word.y - first.y) <= SAME_LINE * (first.bottom - first.top):
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.x0) for line in lines]


def text_of(inside: Sequence[Word]) -> str:
    return squeeze("".join(word.text for line in lines_of(inside) for word in line))


def numbers_in(inside: Sequence[Word]) -> list[str]:
    """The numbers of a field: one, however many words and baselines it is printed in, or one per line."""
    joined = text_of(inside)
    across = squeeze("".join(word.text for word in sorted(inside, key=lambda w: w.x0)))
    for text in (joined, across):
        if value_of(text) is not None:
            return [text]
    texts = [squeeze("".join(word.text for word in line)) for line in lines_of(inside)]
    return texts if all(value_of(text) is not None for text in texts) else []


class _Table:
    """One area, with what it takes over from the page before when it goes on without headings."""

    def __init__(self, area: Area, page: int, is_first: bool, previous: _Table | None) -> None:
        self.area = area
        self.page = page
        self.is_first = is_first  # of its page
        self.texts = {f: text_of(f.words) for f in area.fields}
        self.printed = {f: numbers_in(f.words) for f in area.fields}
        self.rows: dict[Field, list[Field]] = {
            f: sorted((g for g in area.fields if g.top < f.y < g.bottom), key=lambda g: g.left) for f in area.fields
        }
        self.before = previous if self._shared_edges(previous) == 2 else None
        # The open cell of a section goes on without its left ruling: one edge must do.
        self.section = previous if is_first and self._shared_edges(previous) else None
        # A first row with numbers needs the headings of the page before.
        has_own_headings = not any(self.printed[f] for f in self.rows[area.fields[0]][1:])
        carried = self.before.columns if self.before is not None and not has_own_headings else {}
        self.columns: dict[tuple[float, float], str] = dict(carried)
        self.carried = carried
        self.indicators_from = self._indicators_from()
        self.money_columns = self._money_columns()

    def _shared_edges(self, previous: _Table | None) -> int:
        if previous is None or previous.page not in (self.page - 1, self.page):
            return 0
        edges = ((previous.area.left, self.area.left), (previous.area.right, self.area.right))
        return sum(abs(a - b) <= SAME_EDGE for a, b in edges)

    def _indicators_from(self) -> float | None:
        rows = [f.top for f in self.area.fields if _pattern("indicator_rows").search(self.texts[f])]
        if rows:
            return min(rows)
        goes_on = self.section is not None and self.section.indicators_from is not None
        return self.area.top if goes_on else None

    def _money_columns(self) -> list[tuple[float, float]]:
        """Columns headed as money beside the headings of indicators: a list with one project per row."""
        heads = [f for f in self.area.fields if _pattern("indicator_rows").search(self.texts[f])]
        if not heads:
            goes_on = self.section is not None and self.indicators_from is not None
            return self.section.money_columns if goes_on and self.section is not None else []
        top = min(f.top for f in heads)
        bottom = max(f.bottom for f in heads if f.top <= top + 1)
        beside = [f for f in self.area.fields if f.top >= top - 1 and f.bottom <= bottom + 1 and not self.printed[f]]
        return [(f.left, f.right) for f in beside if _pattern("money_headings").search(self.texts[f])]

    def numbers(self) -> list[Number]:
        found = []
        for place in self.area.fields:
            heading = self.heading(place)
            label = self.label(place)
            for text in self.printed[place]:
                value = value_of(text)
                assert value is not None
                box = (
                    min(w.x0 for w in place.words),
                    min(w.top for w in place.words),
                    max(w.x1 for w in place.words),
                    max(w.bottom for w in place.words),
                )
                reason = self.reason(place, text, heading, label)
                found.append(Number(self.page, text, value, reason, label, heading.replace("\n", " / "), box))
        return found

    def heading(self, place: Field) -> str:
        """The texts above a field's middle, from the top, one per line; those of the page before where it goes on."""
        above = [f for f in self.area.fields if f.bottom <= place.top + 1 and f.left < place.x < f.right]
        texts = [self.texts[f] for f in above if not self.printed[f]]
        covering = [key for key in self.carried if key[0] - SAME_EDGE <= place.x <= key[1] + SAME_EDGE]
        if covering:
            narrowest = min(covering, key=lambda key: key[1] - key[0])
            texts = [*self.carried[narrowest].split("\n"), *texts]
        heading = "\n".join(text for text in texts if text)
        own = "" if self.printed[place] else "\n" + self.texts[place]
        self.columns.setdefault((place.left, place.right), heading + own)
        return heading

    def label(self, place: Field) -> str:
        left = [f for f in self.rows[place] if f.right <= place.left + 1 and not self.printed[f] and self.texts[f]]
        return self.texts[left[-1]] if left else ""

    def reason(self, place: Field, text: str, heading: str, label: str) -> str | None:
        """Why a number is no amount; None where it is one."""
        row = self.rows[place]
        by_label = _first("labels", label)
        if by_label and (by_label != "date" or _is_year(text)):
            return by_label
        if self._counts_columns(row):
            return "line_number"
        is_about_money = any(_pattern("money_rows").search(self.texts[f]) for f in row)
        for line in heading.split("\n"):
            reason = _first("headings", line)
            if reason and not (reason == "date" and not _is_year(text)):
                return reason
        is_money = is_about_money or any(left < place.x < right for left, right in self.money_columns)
        if self.indicators_from is not None and place.top >= self.indicators_from - 1 and not is_money:
            return "indicator"
        if text.isdigit() and not any(f.right <= place.left + 1 for f in row):
            return "date" if _is_year(text) else "row_label"
        if _is_year(text) and all(_is_year(t) for f in row for t in self.printed[f]):
            return "date"
        return "code" if self._is_code_column(place) else None

    def _counts_columns(self, row: list[Field]) -> bool:
        texts = [t for f in row for t in self.printed[f]]
        others = [self.texts[f] for f in row if not self.printed[f] and self.texts[f]]
        if texts and others and all(t.isdigit() for t in texts) and not any(_has_letters(t) for t in others):
            return True  # "**" stands for the columns of words
        if len(texts) < 3 or not all(t.isdigit() for t in texts):
            return False
        steps = {int(b) - int(a) for a, b in pairwise(texts)}
        return steps == {1}

    def _is_code_column(self, place: Field) -> bool:
        column = [f for f in self.area.fields if abs(f.left - place.left) <= 2 and abs(f.right - place.right) <= 2]
        texts = [t for f in column for t in self.printed[f]]
        is_shape = all(t.isdigit() and len(t) in (3, 5, 7) and t[0] in "235" for t in texts)
        has_name = any(f.left >= place.right - 1 and not self.printed[f] and self.texts[f] for f in self.rows[place])
        return is_shape and len(texts) > 1 and has_name


def _first(group: str, text: str) -> str | None:
    return next((reason for reason, pattern in _patterns(group) if pattern.search(text)), None)


def _is_year(text: str) -> bool:
    return text.isdigit() and len(text) == 4 and int(text) in YEARS


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _tokens(sheet: Sheet) -> list[Decimal]:
    """Every digit group of a page's visible text, wherever it stands: what an honest reading can have read."""
    found = []
    for word in sheet.words:
        for digits in re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", unicodedata.normalize("NFKC", word.text)):
            found.append(Decimal(digits.replace(",", "").replace("−", "-")))
    return found
