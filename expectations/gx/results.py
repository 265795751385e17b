"""What Great Expectations said about a batch: of each rule, and of each suite.

Belongs here: the shapes, and reading them out of a validation result; telling bad data from a query that could not run.
Does not: running anything (`suites`), storing (`judge`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What GX said about one rule over a batch. `sample` holds at most 200 rows, the largest difference first."""

    rule_id: str
    severity: str
    breaking_count: int
    sample: tuple[dict[str, Any], ...]
    engine_error: str | None  # the query could not run: our fault, not the data's

    @property
    def passed(self) -> bool:
        return self.engine_error is None and self.breaking_count == 0


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One suite over a batch."""

    group: str
    title_en: str
    rules: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        return all(rule.passed for rule in self.rules)


def result_of(one: Any) -> RuleResult:
    meta = one.expectation_config.meta
    engine_error = _engine_error(one.exception_info)
    found = one.result or {}
    rows = tuple(dict(row) for row in found.get("details", {}).get("unexpected_rows", []) or [])
    if engine_error is not None or one.success:
        count = 0
    elif rows:
        count = int(found["observed_value"])
    else:
        count = int(found.get("unexpected_count") or 1)
    return RuleResult(meta["rule_id"], meta["severity"], count, rows, engine_error)


def _engine_error(info: Any) -> str | None:
    """GX reports a query that could not run as a failed expectation with exception_info, once or per metric."""
    if not info:
        return None
    single = [info] if "raised_exception" in info else list(info.values())
    messages = [str(each.get("exception_message")) for each in single if each.get("raised_exception")]
    return "; ".join(messages) or None
