"""What was changed, what became of it, and what all changes of a document came to.

Belongs here: the shapes. Does not: changing (`changes`, `targets`), judging (`trials`, `incremental`),
counting (`report`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Target:
    """What was changed: the amounts that differ (id -> new value in yuan or percent; None where it went)."""

    kind: str
    form_kind: str
    amount_id: str
    old_text: str
    values: dict[str, Decimal | None]
    envelope: str  # none · inside · some · outside: of how many of its identities the change leaves the envelope
    named_by: frozenset[str] = frozenset()  # amounts whose naming counts


@dataclass
class Trial:
    """What became of one change."""

    file: str
    target: Target
    rules: list[str] = field(default_factory=list)  # that break now and did not before, above info
    findings: int = 0
    is_named: bool = False
    is_suggested: bool = False
    told: str = ""


@dataclass
class Outcome:
    """One document: its trials, and what is found in it unchanged."""

    file: str
    trials: list[Trial]
    quick: list[Trial]  # judged by the unchanged document's sums
    unchanged: list[str]
    passes: bool
    seconds: float = 0.0
