"""Printed numbers as intervals: what the digits on the page can hide. The meaning of the classes T0 to T9.

Belongs here: the arithmetic of identities.md 3.0 in exact rationals, as the definition that sql/verdict.sql is tested
against. Does not: reading numbers (`pipeline.money`), choosing a class for a rule (rules/*.yml).

A number printed to a step u, rounded, lies within u/2 of the truth; truncated, less than u from it, towards zero.
Money printed to 0.01 yuan or finer is exact. There is no percentage tolerance anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

FEN = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number in yuan, percent points or counts, and one unit of its last printed place."""

    value: Decimal
    step: Decimal

    @property
    def half(self) -> Fraction:
        """What rounding may hide on either side: half a step, nothing in money printed to the fen."""
        step = Fraction(self.step)
        return step / 2 if step > FEN else Fraction(0)


@dataclass(frozen=True, slots=True)
class Interval:
    """Closed on both sides."""

    low: Fraction
    high: Fraction

    def __contains__(self, value: object) -> bool:
        return isinstance(value, (int, Fraction, Decimal)) and self.low <= Fraction(value) <= self.high


def rounded(printed: Printed) -> Interval:
    """The true values that print like this when rounded (half up or half even)."""
    value = Fraction(printed.value)
    return Interval(value - printed.half, value + printed.half)


def truncated(printed: Printed) -> Interval:
    """The true values that print like this when cut off towards zero."""
    value, step = Fraction(printed.value), 2 * printed.half
    return Interval(value - step if value <= 0 else value, value + step if value >= 0 else value)


def allowed_difference(operands: Sequence[Printed], tolerance: str) -> Fraction:
    """The largest difference between both sides that rounding explains.

    `operands` are the printed numbers of both sides (blank ones do not count). T0 and T9 allow nothing where all have
    one step: one figure printed twice is printed the same. Else n addends and their total hide at most half a step
    each, and where all are multiples of one step that is floor((n + 1) / 2) steps.
    """
    steps = {max(Fraction(one.step), FEN) for one in operands}
    if tolerance == "T9" or not operands or max(steps) <= FEN:
        return Fraction(0)
    if len(steps) == 1:
        return Fraction(0) if tolerance == "T0" else len(operands) // 2 * max(steps)
    return sum((one.half for one in operands), Fraction(0))


def cut_off(positive: Sequence[Printed], negative: Sequence[Printed]) -> Interval:
    """Between which differences (positive less negative, both ends excluded) cutting off every number may lead.

    Each number that counts up hides less than a step above it, so that the difference falls short by less than their
    steps; each that counts down does the opposite. A total of n addends cut off is 0 to n - 1 steps above their sum.
    A printed 0 may hide a part of either sign.
    """
    low = sum((2 * one.half for one in positive if one.value >= 0), Fraction(0))
    low += sum((2 * one.half for one in negative if one.value <= 0), Fraction(0))
    high = sum((2 * one.half for one in negative if one.value >= 0), Fraction(0))
    high += sum((2 * one.half for one in positive if one.value <= 0), Fraction(0))
    return Interval(-low, high)


def judge_sum(left: Sequence[Printed], right: Sequence[Printed], tolerance: str, relation: str = "=") -> str:
    """holds, rounding, truncated or breaks, for printed operands on both sides: rounding is tried first."""
    difference = sum((Fraction(one.value) for one in left), Fraction(0)) - sum(
        (Fraction(one.value) for one in right), Fraction(0)
    )
    if difference == 0 or (relation == "<=" and difference < 0):
        return "holds"
    operands = [*left, *right]
    if abs(difference) <= allowed_difference(operands, tolerance):
        return "rounding"
    is_one_figure = tolerance == "T0" and len({max(Fraction(one.step), FEN) for one in operands}) == 1
    allowed = cut_off(left, right)
    if tolerance != "T9" and not is_one_figure and allowed.low < difference < allowed.high:
        return "truncated"
    return "breaks"


def growth(current: Printed, prior: Printed) -> Interval | None:
    """The growth in percent that the printed digits allow (T6); None where the base may be zero."""
    now, base = rounded(current), rounded(prior)
    if base.low <= 0:
        return None
    low = now.low / (base.high if now.low >= 0 else base.low)
    high = now.high / (base.low if now.high >= 0 else base.high)
    return Interval(100 * (low - 1), 100 * (high - 1))


def judge_growth(current: Printed, prior: Printed, rate: Printed) -> str:
    """holds, rounded twice, breaks, or vague where the digits of a small base say nothing."""
    allowed = growth(current, prior)
    if allowed is None or allowed.high - allowed.low > 10:
        return "vague"
    printed, half = Fraction(rate.value), Fraction(rate.step) / 2
    is_fine = printed != 0 and half < Fraction(6, 1000)
    if is_fine and allowed.low - 100 * half <= 100 * printed <= allowed.high + 100 * half:
        return "holds"  # printed as a share of one: 0.25 for 25 %
    for verdict, reach in (("holds", half), ("rounded twice", half * Fraction(11, 10))):
        if allowed.low - reach <= printed <= allowed.high + reach:
            return verdict
    return "breaks"


def share(part: Printed, whole: Printed) -> Interval | None:
    """The share in percent that the printed digits allow (T5), for amounts that are not negative."""
    a, b = rounded(part), rounded(whole)
    return None if b.low <= 0 else Interval(100 * max(a.low, Fraction(0)) / b.high, 100 * a.high / b.low)


def shares_of_one_whole(shares: Sequence[Printed]) -> Interval:
    """What n printed shares of one whole may sum to (T7)."""
    reach = sum((Fraction(one.step) / 2 for one in shares), Fraction(0))
    return Interval(100 - reach, 100 + reach)


def same_percentage(one: Printed, other: Printed) -> bool:
    """Whether two printed percentages may be one figure at two precisions (T8)."""
    return abs(Fraction(one.value) - Fraction(other.value)) <= (Fraction(one.step) + Fraction(other.step)) / 2
