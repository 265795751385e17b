"""What explaining starts from and what comes of it: instances that break, printed cells, findings.

Belongs here: the shapes between `judge` and `explain`. Does not: how one becomes the other (`explain`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a finding points to, and what is printed there; None where a format has no pages."""

    form_id: str | None = None
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Suspect:
    """One instance that breaks, or that only rounding explains. Values in yuan, percent or counts."""

    check_id: str
    rule_id: str
    document_id: str
    form_id: str | None
    subject: str
    outcome: str
    severity: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    hypothesis: str | None
    operands: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause in one document, as the table `finding` holds it."""

    finding_id: str
    document_id: str
    severity: str
    cause: str
    title_zh: str
    title_en: str
    explanation_zh: str
    explanation_en: str
    rule_ids: tuple[str, ...]
    check_ids: tuple[str, ...]
    cell: Cell
    suggested: str | None = None
