"""Bars: amounts as lengths.

Belongs here: what is drawn how long. Does not: SVG and words (`templates/charts.html`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart. `permille` is its length of the longest, `share` its percentage of the whole."""

    label_zh: str
    label_en: str
    amount: Decimal  # yuan
    permille: int
    share: Decimal | None
    before: Decimal | None = None  # yuan, the year before
    before_permille: int = 0


def bars(rows: Iterable[tuple[str, str, Decimal, Decimal | None]], whole: Decimal | None = None) -> list[Bar]:
    """(Chinese label, English label, amount, the year before) as bars on one scale; shares where a whole is given."""
    known = list(rows)
    longest = max((abs(value) for row in known for value in row[2:] if value is not None), default=Decimal(0))
    return [
        Bar(
            zh,
            en,
            amount,
            _permille(amount, longest),
            (amount * 100 / whole).quantize(Decimal("0.1")) if whole else None,
            before,
            _permille(before, longest),
        )
        for zh, en, amount, before in known
    ]


def _permille(value: Decimal | None, longest: Decimal) -> int:
    return int(max(value, Decimal(0)) * 1000 / longest) if value is not None and longest else 0
