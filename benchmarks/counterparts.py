"""Which numbers of a text other printed numbers of the disclosure fix, found without any rule and without subjects.

    python benchmarks/counterparts.py ../shared/seed/yubei-gsl-2024.pdf

A number of the text has a **counterpart** where other printed numbers of the same disclosure state the same fact:

    table       an amount is a cell of a table, written in the text's unit and rounded or cut to its digits
    text        it stands again in another sentence, as the same kind of statement
    difference  a change is the difference of two amounts: of one row of a table, this year's being the amount of the
                latest year stated last before the change, or of that amount and one of an earlier year in its paragraph
    rate        a rate is the change between two such amounts, or from an amount and the change stated before it
    share       a share is the amount stated before it over an amount of the text or a total of a table
    sum         an amount is the sum of the next amounts of its paragraph

Numbers of fewer than three digits, noughts at the end not counted, agree with others by chance: for `table` and `text`
such a number needs the words as well, those in front of it standing in the row or above the column.
The counterpart **fixes** the number where the same statement with a number one printed step larger would be false
whatever rounding hid: tolerances T0, T2, T4, T5 and T6 of the domain. Where all amounts are rounded to the step of
the change, T4 forgives one step, and no reader can tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

import duckdb

_DIGITS_OF_CHANCE = 3
_LONGEST_SUM = 12
_FEN = Decimal("0.01")
_MONEY = ("amount", "change")


@dataclass(frozen=True, slots=True)
class Said:
    """A number of the text, in yuan, percent or things; changes and rates are signed."""

    claim_id: str
    ordinal: int
    paragraph: int
    sentence: str
    kind: str
    value: Decimal
    step: Decimal
    year: int | None
    words: str
    unit: str

    @property
    def half(self) -> Decimal:
        """What rounding may have hidden; amounts in fen are exact."""
        is_exact = self.kind == "count" or (self.kind in _MONEY and self.step <= _FEN)
        return Decimal(0) if is_exact else self.step / 2

    @property
    def is_short(self) -> bool:
        digits = str(int(abs(self.value) / self.step)).rstrip("0") if self.step else ""
        return len(digits) < _DIGITS_OF_CHANCE


@dataclass(frozen=True, slots=True)
class Printed:
    """A number of a table."""

    row: tuple[str, int, int]
    value: Decimal
    step: Decimal
    year: int | None
    words: str
    is_total: bool

    @property
    def half(self) -> Decimal:
        return Decimal(0) if self.step <= _FEN else self.step / 2


@dataclass(frozen=True, slots=True)
class Fact:
    """How other numbers state what the text says; `is_true_of` asks it of any number of that place."""

    how: str
    is_true_of: Callable[[Decimal], bool]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The numbers of a text and of the tables beside it."""

    said: tuple[Said, ...]
    printed: tuple[Printed, ...]

    def counterparts(self, one: Said) -> list[Fact]:
        """What states the same as this number."""
        return [fact for fact in self._facts(one) if fact.is_true_of(one.value)]

    def fixed_by(self, one: Said) -> list[Fact]:
        """Those of them that a number one printed step larger would contradict."""
        larger = one.value + one.step if one.value >= 0 else one.value - one.step
        return [fact for fact in self.counterparts(one) if not fact.is_true_of(larger)]

    def _facts(self, one: Said) -> Iterator[Fact]:
        if one.kind in _MONEY or one.kind == "count":
            yield from self._same(one)
        if one.kind == "change":
            yield from (Fact("difference", _difference(one, *pair)) for pair in self._years(one))
        elif one.kind == "rate":
            pairs = [(now, base, nh, bh) for now, base, nh, bh in self._years(one)]
            yield from (Fact("rate", _rate(one, *pair)) for pair in pairs + self._moved(one))
        elif one.kind == "share":
            yield from (Fact("share", _share(one, *pair)) for pair in self._wholes(one))
        elif one.kind in ("amount", "count"):
            yield from self._sums(one)

    def _same(self, one: Said) -> Iterator[Fact]:
        if one.kind == "amount":
            for cell in self.printed:
                if cell.step <= one.step and (not one.is_short or _shares_words(one.words, cell.words)):
                    yield Fact("table", _rounds_to(cell.value, one.step))
        for other in self.said:
            if other.kind != one.kind or other.unit != one.unit or other.sentence == one.sentence:
                continue
            if other.step <= one.step and (not one.is_short or (one.words and one.words == other.words)):
                yield Fact("text", _rounds_to(other.value, one.step))

    def _before(self, one: Said) -> list[Said]:
        return [o for o in self.said if o.kind == "amount" and o.paragraph == one.paragraph and o.ordinal < one.ordinal]

    def _years(self, one: Said) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
        """(now, base, half of each) of this year and last year, as the text or a row of a table prints them."""
        before = self._before(one)
        if not before:
            return []
        latest = max((o.year for o in before if o.year is not None), default=None)
        now = [o for o in before if o.year == latest][-1]
        pairs = [
            (now.value, o.value, now.half, o.half)
            for o in before
            if o.year is not None and latest is not None and o.year < latest
        ]
        rows: dict[tuple[str, int, int], list[Printed]] = defaultdict(list)
        for cell in self.printed:
            rows[cell.row].append(cell)
        for cells in rows.values():
            for current in cells:
                if not _rounds_to(current.value, now.step)(now.value):
                    continue
                pairs += [
                    (current.value, base.value, current.half, base.half)
                    for base in cells
                    if base.year is not None and current.year is not None and base.year < current.year
                ]
        return pairs

    def _moved(self, one: Said) -> list[tuple[Decimal, Decimal, Decimal, Decimal]]:
        """This year's amount and last year's, from the change stated in the sentence of the rate."""
        changes = [
            o for o in self.said if o.kind == "change" and o.sentence == one.sentence and o.ordinal < one.ordinal
        ]
        before = self._before(one)
        if not changes or not before:
            return []
        change, now = changes[-1], before[-1]
        return [(now.value, now.value - change.value, now.half, now.half + change.half)]

    def _wholes(self, one: Said) -> Iterator[tuple[Decimal, Decimal, Decimal, Decimal]]:
        parts = [o for o in self._before(one) if o.sentence == one.sentence]
        if not parts:
            return
        part = parts[-1]
        for whole in self.said:
            if whole.kind == "amount" and whole.ordinal < part.ordinal and whole.value >= part.value:
                yield part.value, whole.value, part.half, whole.half
        for cell in self.printed:
            if cell.is_total and cell.value >= part.value:
                yield part.value, cell.value, part.half, cell.half

    def _sums(self, one: Said) -> Iterator[Fact]:
        after = [
            o
            for o in self.said
            if (o.kind, o.unit, o.paragraph) == (one.kind, one.unit, one.paragraph) and o.ordinal > one.ordinal
        ]
        for count in range(2, min(len(after), _LONGEST_SUM) + 1):
            parts = after[:count]
            total = sum((p.value for p in parts), Decimal(0))
            reach = sum((p.half for p in parts), one.half)
            yield Fact("sum", lambda value, total=total, reach=reach: abs(value - total) <= reach)


def _rounds_to(exact: Decimal, step: Decimal) -> Callable[[Decimal], bool]:
    """T0 and T2: the number rounded, or cut off, to the printed step."""
    ways = {(exact / step).quantize(Decimal(1), way) * step for way in (ROUND_HALF_UP, ROUND_DOWN)}
    return lambda value: value in ways


def _difference(
    one: Said, now: Decimal, base: Decimal, now_half: Decimal, base_half: Decimal
) -> Callable[[Decimal], bool]:
    return lambda value: abs(value - (now - base)) <= one.half + now_half + base_half


def _rate(one: Said, now: Decimal, base: Decimal, now_half: Decimal, base_half: Decimal) -> Callable[[Decimal], bool]:
    low, high = base - base_half, base + base_half
    if low <= 0 or now < 0:
        return lambda value: False
    least, most = 100 * ((now - now_half) / high - 1) - one.half, 100 * ((now + now_half) / low - 1) + one.half
    return lambda value: least <= value <= most


def _share(
    one: Said, part: Decimal, whole: Decimal, part_half: Decimal, whole_half: Decimal
) -> Callable[[Decimal], bool]:
    if whole - whole_half <= 0 or part <= 0:
        return lambda value: False
    least = 100 * (part - part_half) / (whole + whole_half) - one.half
    most = 100 * (part + part_half) / (whole - whole_half) + one.half
    return lambda value: least <= value <= most


def _shares_words(words: str, others: str) -> bool:
    """Whether the words in front of a number stand beside the cell."""
    bare = re.sub(r"支出|费用|费|经费|预算|决算|[()“”\"]", "", words)
    return len(bare) > 1 and bare in re.sub(r"[\s()（）“”\"]", "", others)


_SAID = """
SELECT claim_id, ordinal, paragraph, sentence, kind,
       CASE WHEN direction = 'down' AND kind IN ('change', 'rate') THEN -1 ELSE 1 END * coalesce(amount_yuan, value),
       CASE WHEN kind = 'count' THEN 1 ELSE printed_step END, value_year, coalesce(subject_printed, ''),
       CASE WHEN amount_yuan IS NULL THEN value_unit ELSE '' END
FROM claim
WHERE document_id = ? AND kind IN ('amount', 'change', 'rate', 'share', 'count') AND value IS NOT NULL
ORDER BY ordinal
"""

_PRINTED = """
SELECT a.form_id, a.block_no, a.row_no, a.amount_yuan, a.printed_step_yuan, a.value_year,
       concat_ws(' ', a.item_name, a.project_name, c.header_printed, f.title_printed),
       a.row_role = 'total' OR a.line IN ('grand_total', 'current_total')
FROM amount AS a JOIN form AS f USING (form_id)
LEFT JOIN (SELECT form_id, column_no, any_value(header_printed) AS header_printed FROM form_column GROUP BY ALL) AS c
  USING (form_id, column_no)
WHERE a.document_id IN (SELECT unnest(?::VARCHAR[])) AND a.amount_yuan IS NOT NULL AND a.printed_step_yuan > 0
"""


def disclosure(connection: duckdb.DuckDBPyConnection, document_id: str) -> Disclosure:
    """The numbers of one text, and of the tables of every preferred file of its disclosure."""
    files = connection.execute(
        "SELECT list(o.document_id) FROM document AS d JOIN document AS o USING (disclosure_id)"
        " WHERE d.document_id = ? AND (o.is_preferred OR o.document_id = d.document_id)",
        [document_id],
    ).fetchone()
    said = connection.execute(_SAID, [document_id]).fetchall()
    printed = connection.execute(_PRINTED, [files[0] if files else []]).fetchall()
    return Disclosure(
        tuple(Said(*row) for row in said if row[6]),
        tuple(Printed((form, block, row), *rest) for form, block, row, *rest in printed),
    )
