"""Printed numbers: text to Decimal, and Decimal to yuan. The only place that converts.

Belongs here: the grammar of a printed number, its printed step, units of money.
Does not: deciding whether a cell holds a number at all (`pipeline.forms`), tolerances (`expectations`).

Blank and dash mean "none reported" and are None; only a printed 0 is zero. No float is ever involved.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from pipeline.errors import NumberNotUnderstood

UNITS: dict[str, Decimal] = {
    "元": Decimal(1),
    "百元": Decimal(100),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
# Any of them, in a pattern: the longest first, as 元 ends all.
UNIT = "|".join(sorted(UNITS, key=len, reverse=True))

_DASHES = "-‐‑‒–—―−─━﹣－ｰ一/"
_NONE_REPORTED = re.compile(rf"[{re.escape(_DASHES)}*\s]{{1,6}}")
_MINUS = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?[¥￥]?"
    r"(?P<whole>\d{1,3}(?:,\d{3})+|\d+)?(?:\.(?P<fraction>\d+))?"
    r"(?P<percent>%)?(?P<close>\))?"
)
# A thousands separator in the wrong place is still one printed number; it is kept and reported.
_LOOSE = re.compile(r"(?P<sign>-)?(?P<whole>\d[\d,，]*\d)(?:\.(?P<fraction>\d+))?(?P<percent>%)?")

# No amount in yuan has more digits (100 trillion): such a number is an account's, or a slip. The checks calculate with
# as many: one number they cannot would end the judging of its whole batch.
_MOST_DIGITS = 14
_MOST_DECIMALS = 8


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: `value` as printed, `decimals` printed places, `is_percent` when a % stands beside it."""

    value: Decimal
    decimals: int
    is_percent: bool = False
    is_irregular: bool = False  # separators out of place, such as 12,34.50
    unit: str | None = None  # of money, where it is printed behind the number (35.20万元)

    @property
    def step(self) -> Decimal:
        """One unit in the last printed place, in the printed unit."""
        return Decimal(1).scaleb(-self.decimals)


def _folded(printed: str) -> str:
    text = unicodedata.normalize("NFKC", printed).translate(_MINUS)
    return re.sub(r"\s+", "", text).replace("，", ",")


def reports_none(printed: str) -> bool:
    """Whether the cell is blank or holds a dash."""
    return not printed.strip() or _NONE_REPORTED.fullmatch(printed.strip()) is not None


def read_number(printed: str) -> Number | None:
    """The number printed in a cell, or None where the cell reports none.

    Accepts full-width digits, thousands separators, line breaks and spaces inside the number, a leading sign,
    accounting parentheses for a negative number, and a percent sign.

    Raises NumberNotUnderstood, with the printed text, for anything else.
    """
    if reports_none(printed):
        return None
    text = _folded(printed)
    match = _NUMBER.fullmatch(text)
    irregular = False
    if match is None or not (match["whole"] or match["fraction"]) or bool(match["open"]) != bool(match["close"]):
        match = _LOOSE.fullmatch(text)
        irregular = True
        if match is None:
            raise NumberNotUnderstood(f"{printed!r} is not a number")
    whole = (match["whole"] or "0").replace(",", "")
    fraction = match["fraction"] or ""
    if len(whole) > _MOST_DIGITS or len(fraction) > _MOST_DECIMALS:
        raise NumberNotUnderstood(f"{printed!r} has more digits than an amount")
    value = Decimal(f"{whole}.{fraction}" if fraction else whole)
    negative = match["sign"] == "-" or (not irregular and bool(match["open"]))
    return Number(-value if negative else value, len(fraction), bool(match["percent"]), irregular)


def is_number(printed: str) -> bool:
    """Whether the text is one printed number (a dash or a blank is not)."""
    try:
        return read_number(printed) is not None
    except NumberNotUnderstood:
        return False


def to_yuan(value: Decimal, factor: Decimal) -> Decimal:
    """A printed amount in yuan, exact: `factor` is yuan per printed unit.

    Raises NumberNotUnderstood when the amount has parts smaller than 0.01 yuan, or is larger than any.
    """
    yuan = value * factor
    rounded = yuan.quantize(Decimal("0.01"))
    if rounded != yuan:
        raise NumberNotUnderstood(f"{value} × {factor} yuan is finer than 0.01 yuan")
    if abs(rounded) >= 10**_MOST_DIGITS:
        raise NumberNotUnderstood(f"{value} × {factor} yuan is more than any amount")
    return rounded
