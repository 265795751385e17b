"""How one printed number may have become another: which kind of mistake is likely.

Belongs here: comparing what is printed with what would fit (digits, sign, factor, the number of a neighbour).
Does not: finding what would fit (`mending`), the words of a kind and how telling it is (hypotheses.yml).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from expectations.findings.wording import Said, filled, load

# Powers of ten that Chinese has a word for.
_LARGE = {4: "1 万", 8: "1 亿"}


@dataclass(frozen=True, slots=True)
class Place:
    """One printed number of a form and where it stands. `value` in yuan, percent or counts; `step` likewise."""

    cell: str
    form_id: str | None
    block_no: int
    row_no: int
    column_no: int
    parent_row_no: int | None
    value: Decimal
    step: Decimal
    printed: str
    label: str  # what the row is called, with its code
    measure: str
    is_prior: bool = False
    shown: Decimal = Decimal(0)  # the number as printed, in the printed unit


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A kind of mistake, how telling it is among others, and its words."""

    kind: str
    weight: int
    words: Said


@lru_cache(maxsize=4096)
def hypothesis(kind: str, **values: object) -> Hypothesis:
    """A kind of hypotheses.yml, with what its words need."""
    known = load("hypotheses.yml")[kind]
    return Hypothesis(kind, known["weight"], filled(known, values))


def _digits(value: Decimal, step: Decimal) -> str:
    """The digits as printed, without separators: whole steps."""
    return str(abs(int((value / step).to_integral_value())))


def slip(printed: Decimal, fitting: Decimal, step: Decimal) -> Hypothesis:
    """The slip of pen or eye that turns `fitting` into `printed`, from the digits alone."""
    if printed == -fitting:
        return hypothesis("sign" if printed < 0 else "minus")
    if (printed < 0) != (fitting < 0) or not fitting or not printed:
        return hypothesis("unknown")
    for power in (1, 2, 3, 4, 6, 8):
        for one, other in ((printed, fitting), (fitting, printed)):
            if abs(one - other * 10**power) < (step * 10**power if one is fitting else step):
                times = Said(_LARGE.get(power, str(10**power)), str(10**power))
                return hypothesis("too_large" if one is printed else "too_small", times=times)
    a, b = _digits(printed, step), _digits(fitting, step)
    if len(a) == len(b):
        places = [place for place in range(len(a)) if a[place] != b[place]]
        if (
            len(places) == 2
            and places[1] == places[0] + 1
            and a[places[0]] + a[places[1]] == b[places[1]] + b[places[0]]
        ):
            return hypothesis("transposed")
        if abs(printed - fitting) == step:
            return hypothesis("last_digit")
        if len(places) == 1:
            return hypothesis("digit")
    elif abs(printed - fitting) == step:
        return hypothesis("last_digit")
    elif len(a) == len(b) + 1 and any(a[:place] + a[place + 1 :] == b for place in range(len(a))):
        return hypothesis("digit_too_many")
    elif len(b) == len(a) + 1 and any(b[:place] + b[place + 1 :] == a for place in range(len(b))):
        return hypothesis("digit_missing")
    return hypothesis("unknown")


def unslipped(printed: Decimal, step: Decimal) -> Iterator[Decimal]:
    """Every value from which one slip of the digits leads to `printed`, small slips of the last digit left out."""
    yield -printed
    for power in (1, 2, 3, 4):
        yield printed * 10**power
        yield printed / 10**power
    digits = _digits(printed, step)
    sign = -1 if printed < 0 else 1
    for place in range(len(digits)):
        head, tail = digits[:place], digits[place + 1 :]
        for other in "0123456789":
            yield sign * int(head + other + tail) * step
            yield sign * int(head + other + digits[place] + tail) * step
        if tail:
            yield sign * int(head + tail[0] + digits[place] + tail[1:]) * step
            yield sign * int(head + tail) * step


def copied(place: Place, neighbours: Mapping[tuple[int, int, int], Place]) -> Hypothesis | None:
    """The number of a neighbour: the line above or below, the column beside it, last year's column."""
    at = (place.block_no, place.row_no, place.column_no)
    beside = [other for (block, row, _), other in neighbours.items() if (block, row) == at[:2] and other is not place]
    for other in beside:
        if other.value == place.value and other.is_prior and not place.is_prior:
            return hypothesis("prior_year")
    for rows, kind in ((-1, "line_above"), (1, "line_below")):
        near = neighbours.get((at[0], at[1] + rows, at[2]))
        if near is not None and near.value == place.value and near.value != 0:
            return hypothesis(kind, label=near.label)
    return None


def addend(printed: Decimal, fitting: Decimal, parts: Mapping[str, Decimal]) -> Hypothesis | None:
    """A total that leaves out one of its parts, or counts it twice. `parts` are label -> value."""
    for label, value in parts.items():
        if value and printed == fitting - value:
            return hypothesis("addend_missing", label=label)
        if value and printed == fitting + value:
            return hypothesis("addend_twice", label=label)
    return None


def as_printed(value: Decimal, place: Place) -> str:
    """The value in the unit, with the places and separators of the cell."""
    text = place.printed.replace("，", ",").replace("．", ".")
    digits = "".join(char for char in text if char.isdigit() or char == ".")
    places = len(digits.rpartition(".")[2]) if "." in digits else 0
    unit = place.value / place.shown if place.shown else place.step * 10**places
    number = value / unit
    is_short = len(digits.partition(".")[0]) < 4  # too short to show whether thousands are set apart
    shown = f"{number:,.{places}f}" if "," in text or is_short else f"{number:.{places}f}"
    return shown + ("%" if "%" in text or "％" in text else "")
