"""Judged sums as equations over printed cells: what would each say if one cell were printed otherwise?

Belongs here: the equations of one document, which of them a cell takes part in, and whether one holds after a change.
Does not: judging (`sql/sums.sql`; the envelopes are those of `intervals`), choosing a change (`mending`).

Everything is exact decimal arithmetic. An equation is a sum of weighted values that is nothing (=) or not above
nothing (<=), or a printed rate of growth.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from expectations.intervals import Printed, judge_growth

FEN = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Term:
    """One printed operand: `weight` is 1 left of the sign and -1 right of it, or as the rule says."""

    cell: str
    side: str
    weight: int
    value: Decimal
    step: Decimal


@dataclass(frozen=True, eq=False)
class Equation:
    """One judged sum. Values in yuan, rates in percent points; `allowed` is what rounding may hide."""

    check_id: str
    rule_id: str
    form_id: str | None
    relation: str
    outcome: str
    severity: str
    difference: Decimal
    allowed: Decimal
    cut_below: Decimal
    cut_above: Decimal
    terms: tuple[Term, ...]

    def weight(self, cell: str) -> int:
        return self._weights[cell][0] if cell in self._weights else 0

    def left(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.side == "left")

    def holds_with(self, changes: Mapping[str, Decimal]) -> bool:
        """Whether it holds, rounding included, once these cells print these values."""
        if self.relation == "growth":
            return self._growth_fits(changes)
        difference = self.difference_with(changes)
        if difference == 0 or (self.relation == "<=" and difference < 0) or abs(difference) <= self.allowed:
            return True
        return -self.cut_below < difference < self.cut_above

    def difference_with(self, changes: Mapping[str, Decimal]) -> Decimal:
        """Left less right, once these cells print these values."""
        difference = self.difference
        for cell, value in changes.items():
            if cell in self._weights:
                weight, printed = self._weights[cell]
                difference += weight * (value - printed)
        return difference

    @cached_property
    def _weights(self) -> dict[str, tuple[int, Decimal]]:
        found: dict[str, tuple[int, Decimal]] = {}
        for term in self.terms:
            found[term.cell] = (term.weight + found.get(term.cell, (0, term.value))[0], term.value)
        return found

    def _growth_fits(self, changes: Mapping[str, Decimal]) -> bool:
        printed: dict[str, Printed] = {}
        for term in self.terms:
            printed[term.side] = Printed(changes.get(term.cell, term.value), term.step)
        current = printed.get("current", Printed(NOTHING, FEN))
        if not printed.keys() >= {"prior", "printed"}:
            return True
        if printed["prior"].value == 0:  # no rate exists but that of nothing to nothing, printed as 0 (T6)
            return current.value == printed["printed"].value == 0
        return judge_growth(current, printed["prior"], printed["printed"]) != "breaks"

    def value_that_fits(self, cell: str) -> Decimal | None:
        """What the cell would have to print for both sides to be equal; None where the equation does not say."""
        weight = self.weight(cell)
        if self.relation != "=" or weight == 0:
            return None
        value = next(term.value for term in self.terms if term.cell == cell)
        return value - self.difference / weight


def equation(
    check_id: str,
    rule_id: str,
    form_id: str | None,
    relation: str,
    outcome: str,
    severity: str,
    allowed: Decimal | None,
    terms: Iterable[Mapping[str, object]],
) -> Equation:
    """An equation from a judged row of `compile.query`."""
    made = tuple(
        Term(str(t["id"]), str(t["side"]), int(str(t["weight"])), Decimal(str(t["value"])), Decimal(str(t["step"])))
        for t in terms
    )
    below = above = NOTHING
    if allowed:  # nothing allowed: exact amounts, or one figure printed twice, where cutting off hides nothing either
        for term in made:
            step = term.step if term.step > FEN else NOTHING
            below += step if term.weight * term.value > 0 or term.value == 0 else 0
            above += step if term.weight * term.value < 0 or term.value == 0 else 0
    return Equation(
        check_id=check_id,
        rule_id=rule_id,
        form_id=form_id,
        relation=relation,
        outcome=outcome,
        severity=severity,
        difference=sum((term.weight * term.value for term in made), NOTHING),
        allowed=allowed or NOTHING,
        cut_below=below,
        cut_above=above,
        terms=made,
    )


class System:
    """The equations of one document, by cell."""

    def __init__(self, equations: Iterable[Equation]) -> None:
        self.equations = tuple(equations)
        self.of_cell: dict[str, list[Equation]] = defaultdict(list)
        for one in self.equations:
            for cell in {term.cell for term in one.terms}:
                self.of_cell[cell].append(one)

    @property
    def breaking(self) -> list[Equation]:
        """Those that contradict, information left out."""
        return [one for one in self.equations if one.outcome == "breaks" and one.severity != "info"]
