"""What this room hands on: who published what, and the rows of one file.

Belongs here: shapes that both sides of a process know, so nothing that takes long to load. Does not: making them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

# Codes of regions: of the state itself, and where the text does not say.
CENTRAL, UNKNOWN = "100000", "000000"

Values = dict[str, Any]
Rows = dict[str, list[Values]]


@dataclass(slots=True)
class Identity:
    """Who published what; `evidence` quotes the line behind each field."""

    title: str = ""
    organisation: str = ""
    parent: str | None = None
    scope: str | None = None
    stage: str | None = None
    fiscal_year: int | None = None
    region_code: str = UNKNOWN
    region_name: str | None = None
    is_template: bool = False
    several: tuple[str, ...] = ()  # of an archive of several disclosures: whose each of them is (`archives`)
    evidence: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: its identity and the rows of every document table."""

    identity: Identity
    rows: Rows
    problems: int
