"""What a rule is: small frozen types, one object per entry of rules/*.yml.

Belongs here: the shape of a rule and of what rules name. Does not: reading the files (`rule_files`), SQL (`compile`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEVERITIES = ("error", "warning", "info")
STAGES = ("budget", "final_account")
TOLERANCES = tuple(f"T{n}" for n in range(10))
SHAPES = ("column_sum", "row_sum", "leaf_sum", "part_of_whole", "compare", "instances", "later")
# What pairs the cells of both sides; the CASE in sql/comparisons.sql says how.
KEYS = tuple(
    "none code second_code code_measure line measure carried_line carried_measure row column form year".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Term:
    """Cells of one side of a comparison; None means "any"."""

    side: str
    role: str
    forms: tuple[str, ...]
    coefficient: int = 1
    is_sum: bool = False
    is_optional: bool = False
    every_form: bool = False
    key: str = "none"
    row_side: str | None = None
    lines: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    schemes: tuple[str, ...] | None = None
    levels: tuple[int, ...] | None = None
    codes: tuple[str, ...] | None = None
    prefix: str | None = None
    measures: tuple[str, ...] | None = None
    years: str = "current"
    bases: str = "stage"
    is_named_as_listed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, a relation between them, and the alternatives the rule also accepts."""

    variants: tuple[tuple[Term, ...], ...]
    relation: str = "="
    tolerance: str = "T1"
    blank_is_none: bool = False
    only_printed: str | None = None
    stages: tuple[str, ...] | None = None
    only_if: str | None = None
    unless: str | None = None
    forgives: str | None = None
    forgiven_if: str | None = None
    forgiven_unless: str | None = None
    forgiven_because: str | None = None
    warns: str | None = None
    warned_if: str | None = None
    warned_because: str | None = None

    @property
    def is_keyed(self) -> bool:
        return any(term.key != "none" for term in self.variants[0])


@dataclass(frozen=True, slots=True)
class Node:
    """Which nodes of the forms' own trees of addends a sum rule claims; None means "any"."""

    forms: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    lines: tuple[str, ...] | None = None
    side: str | None = None
    schemes: tuple[str, ...] | None = None
    levels: tuple[int, ...] | None = None
    measures: tuple[str, ...] | None = None
    child_measures: tuple[str, ...] | None = None
    of_units: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)  # one object per rule: compared and hashed by identity
class Rule:
    """One rule: its sentence, how it is tested, how loudly it fails, and an example each way."""

    rule_id: str
    group: str
    severity: str
    says_zh: str
    says_en: str
    basis: str
    tolerance: str
    shapes: tuple[str, ...]
    stages: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    restriction: str | None
    exceptions: str | None
    otherwise: str
    otherwise_because: str
    cause: str
    columns: tuple[Node, ...]
    rows: tuple[Node, ...]
    leaves: tuple[Node, ...]
    comparisons: tuple[Comparison, ...]
    instances: str | None
    holds: Mapping[str, Any] | None
    breaks: Mapping[str, Any] | None
    # What other places may print without an error: kept from being one by the rule's own restriction.
    excused: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One file of rules."""

    group: str
    title_zh: str
    title_en: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about a whole document that a rule may depend on; `sql` selects the document_ids it is true of."""

    name: str
    says_en: str
    sql: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Cells that may print what the text says of a subject; None means "any"."""

    subject: str
    forms: tuple[str, ...]
    measures: tuple[str, ...]
    side: str | None = None
    lines: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    codes: tuple[str, ...] | None = None
