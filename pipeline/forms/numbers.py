"""Numbers in cells: the grammar of `pipeline.money` after folding what conversions leave in a cell.

Belongs here: mark-up around a number (<b>7,563.00</b>), radicals, full-width forms.
Does not: the grammar itself.
"""

from __future__ import annotations

from pipeline import money
from pipeline.forms.text import folded
from pipeline.money import Number


def read_number(printed: str) -> Number | None:
    """As money.read_number; mark-up is not part of the number."""
    return money.read_number(folded(printed))


def is_number(printed: str) -> bool:
    """As money.is_number; mark-up is not part of the number."""
    return money.is_number(folded(printed))


def reports_none(printed: str) -> bool:
    """As money.reports_none; mark-up is not part of the cell."""
    return money.reports_none(folded(printed))


__all__ = ["Number", "is_number", "read_number", "reports_none"]
