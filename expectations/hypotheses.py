"""How one printed number may have become another: the words for a likely mistake.

Belongs here: comparing what is printed with what would fit (digits, sign, factor, the number of a neighbour), and
saying it in both languages. Does not: finding what would fit (`mending`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal


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
    """A kind of mistake, how telling it is among others, and the words."""

    kind: str
    weight: int
    zh: str
    en: str


def _is_like(kind: str, weight: int, zh: str, en: str) -> Hypothesis:
    return Hypothesis(kind, weight, zh, en)


UNKNOWN = _is_like("unknown", 0, "与其他各处不符", "disagrees with all the others")
_SIGN = _is_like("sign", 6, "正负号相反", "the sign is the other way round")
_MINUS = _is_like("sign", 1, "可能漏印负号", "a minus may be missing")
_TRANSPOSED = _is_like("transposed", 5, "相邻两位数字颠倒", "two neighbouring digits are transposed")
_EXTRA = _is_like("digit_too_many", 5, "多印一位数字", "a digit too many")
_MISSING = _is_like("digit_missing", 5, "少印一位数字", "a digit is missing")
_DIGIT = _is_like("digit", 3, "有一位数字不同", "one digit differs")
_LAST_DIGIT = _is_like("last_digit", 4, "末位数字相差 1", "the last digit is one off")


def _digits(value: Decimal, step: Decimal) -> str:
    """The digits as printed, without separators: whole steps."""
    return str(abs(int((value / step).to_integral_value())))


def slip(printed: Decimal, fitting: Decimal, step: Decimal) -> Hypothesis:
    """The slip of pen or eye that turns `fitting` into `printed`, from the digits alone."""
    if printed == -fitting:
        return _SIGN if printed < 0 else _MINUS  # few numbers of a budget are negative
    if (printed < 0) != (fitting < 0) or not fitting or not printed:
        return UNKNOWN
    for power in (1, 2, 3, 4, 6, 8):
        for one, other in ((printed, fitting), (fitting, printed)):
            if abs(one - other * 10**power) < (step * 10**power if one is fitting else step):
                factor = "1 万" if power == 4 else "1 亿" if power == 8 else str(10**power)
                is_large = one is printed
                return _is_like(
                    f"factor_{10**power}",
                    6,
                    f"{'大' if is_large else '小'}了 {factor} 倍（单位或小数点）",
                    f"{10**power} times too {'large' if is_large else 'small'} (unit or decimal point)",
                )
    a, b = _digits(printed, step), _digits(fitting, step)
    if len(a) == len(b):
        places = [place for place in range(len(a)) if a[place] != b[place]]
        if (
            len(places) == 2
            and places[1] == places[0] + 1
            and a[places[0]] + a[places[1]] == b[places[1]] + b[places[0]]
        ):
            return _TRANSPOSED
        if abs(printed - fitting) == step:
            return _LAST_DIGIT
        if len(places) == 1:
            return _DIGIT
    elif abs(printed - fitting) == step:
        return _LAST_DIGIT
    elif len(a) == len(b) + 1 and any(a[:place] + a[place + 1 :] == b for place in range(len(a))):
        return _EXTRA
    elif len(b) == len(a) + 1 and any(b[:place] + b[place + 1 :] == a for place in range(len(b))):
        return _MISSING
    return UNKNOWN


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
            return _is_like("prior_year", 5, "与上年栏数值相同", "the same as last year's column")
    for rows, zh, en in ((-1, "上一行", "line above"), (1, "下一行", "line below")):
        near = neighbours.get((at[0], at[1] + rows, at[2]))
        if near is not None and near.value == place.value and near.value != 0:
            return _is_like("line", 5, f"与{zh}“{near.label}”数值相同", f"the same as the {en} ({near.label})")
    return None


def addend(printed: Decimal, fitting: Decimal, parts: Mapping[str, Decimal]) -> Hypothesis | None:
    """A total that leaves out one of its parts, or counts it twice. `parts` are label -> value."""
    for label, value in parts.items():
        if value and printed == fitting - value:
            return _is_like("addend_missing", 4, f"漏加“{label}”", f"leaves out {label}")
        if value and printed == fitting + value:
            return _is_like("addend_twice", 4, f"重复计入“{label}”", f"counts {label} twice")
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
