"""Changes of one document that would mend what contradicts: one number printed otherwise, two neighbours exchanged.

Belongs here: what a change is, what it mends and harms, trying other values of one cell or its neighbour's.
Does not: numbers in the wrong column and rows that are missing (`misplaced`), choosing among changes (`mending`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from expectations.equations import Equation, System
from expectations.findings.hypotheses import Hypothesis, Place, addend, copied, hypothesis, slip, unslipped


@dataclass(frozen=True, slots=True)
class Case:
    """What still contradicts in a document, and what has been changed in it so far."""

    left: Sequence[Equation]
    system: System
    places: Mapping[str, Place]
    grid: Mapping[str, Mapping[tuple[int, int, int], Place]]  # form -> (block, row, column) -> place
    applied: Mapping[str, Decimal]

    def places_of(self, equation: Equation) -> list[Place]:
        """Where its operands stand, of those that stand in forms."""
        return [self.places[term.cell] for term in equation.terms if term.cell in self.places]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, and what becomes of the equations with it."""

    cell: str
    values: Mapping[str, Decimal]
    mended: tuple[Equation, ...]
    harmed: int
    equal: int  # sums that need not be equal and become so, less those that no longer are
    exact: int  # of the mended, those that become equal without any rounding
    hypothesis: Hypothesis
    missing: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What it mends less twice what it harms; what else becomes equal to the digit; how telling the slip is."""
        telling = self.hypothesis.weight + 2 * self.exact
        return len(self.mended) - 2 * self.harmed, self.equal, telling, -len(self.values)


def other_values(case: Case) -> Iterator[Change]:
    """One number printed otherwise."""
    seen: set[tuple[str, Decimal]] = set()
    for cell, value in _wanted(case):
        if (cell, value) not in seen and cell not in case.applied:
            seen.add((cell, value))
            change = _tried(cell, {cell: value}, case, _slip(case.places[cell], value, case))
            if change is not None:
                yield change


def exchanges(case: Case) -> Iterator[Change]:
    """Two numbers printed beside or below each other, each in the place of the other."""
    for one, other in _neighbours(case):
        exchanged = {one.cell: other.value, other.cell: one.value}
        is_beside = one.row_no == other.row_no
        why = hypothesis("columns_exchanged") if is_beside else hypothesis("rows_exchanged", label=other.label)
        change = _tried(one.cell, exchanged, case, why)
        if change is not None and len(change.mended) > 1:
            yield change


def _wanted(case: Case) -> Iterator[tuple[str, Decimal]]:
    """Each operand of each breaking equation with the values that would satisfy it: equality to the digits the cell is
    printed in, and what rounding leaves open where a slip of the digits leads there."""
    slips: dict[str, list[Decimal]] = {}
    for one in case.left:
        if one.relation == "growth":
            rate = _rate(one)
            if rate is not None and rate[0] in case.places:
                yield rate
            continue
        for term in one.terms:
            place = case.places.get(term.cell)
            value = one.value_that_fits(term.cell) if place is not None else None
            if place is None or value is None:
                continue
            exact = (value / place.step).to_integral_value(ROUND_HALF_UP) * place.step
            near = []
            if one.allowed:
                if term.cell not in slips:
                    slips[term.cell] = [v for v in unslipped(place.value, place.step) if v % place.step == 0]
                near = [v for v in slips[term.cell] if v != exact and abs(v - value) <= one.allowed]
            for wanted in (exact, *near):
                # Nothing here is negative unless it is printed so, or with its sign the other way round.
                if wanted != term.value and (wanted >= 0 or term.value < 0 or wanted == -term.value):
                    yield term.cell, wanted


def _rate(one: Equation) -> tuple[str, Decimal] | None:
    by_side = {term.side: term for term in one.terms}
    printed, prior = by_side.get("printed"), by_side.get("prior")
    if printed is None or prior is None or prior.value <= 0:
        return None
    current = by_side["current"].value if "current" in by_side else Decimal(0)
    exact = 100 * (current - prior.value) / prior.value
    return printed.cell, (exact / printed.step).to_integral_value(ROUND_HALF_UP) * printed.step


def _tried(
    cell: str,
    values: Mapping[str, Decimal],
    case: Case,
    why: Hypothesis,
) -> Change | None:
    """What the change mends and harms, on top of the changes already made; None where it mends nothing."""
    everything = {**case.applied, **values}
    breaking = set(case.left)
    mended: list[Equation] = []
    harmed = equal = 0
    for one in {equation for each in values for equation in case.system.of_cell.get(each, ())}:
        fits = one.holds_with(everything)
        if one.relation == "<=" or one.severity == "info":
            # No contradiction, but that both sides come to the same digits is no accident either.
            equal += (one.difference_with(everything) == 0) - (one.difference_with(case.applied) == 0)
        if one in breaking:
            if fits:
                mended.append(one)
        elif not fits and one.outcome != "breaks" and one.holds_with(case.applied):
            harmed += 1
    if not mended:
        return None
    mended.sort(key=lambda one: one.check_id)
    exact = sum(one.difference_with(everything) == 0 for one in mended)
    return Change(cell, values, tuple(mended), harmed, equal, exact, why)


def _slip(place: Place, value: Decimal, case: Case) -> Hypothesis:
    found = [slip(place.value, value, place.step)]
    near = copied(place, case.grid[place.form_id or ""])
    if near is not None:
        found.append(near)
    for one in case.left:
        if one.relation == "=" and one.weight(place.cell) > 0 and len(one.left()) == 1 and len(one.terms) > 2:
            right = (term for term in one.terms if term.side == "right" and term.cell in case.places)
            parts = {case.places[term.cell].label: term.value for term in right}
            if (part := addend(place.value, value, parts)) is not None:
                found.append(part)
    return max(found, key=lambda one: one.weight)


def _neighbours(case: Case) -> Iterator[tuple[Place, Place]]:
    """Pairs of different numbers printed beside or below each other."""
    cells = {place.cell for one in case.left for place in case.places_of(one)}
    for cell in sorted(cells):
        one = case.places[cell]
        for row, column in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            other = case.grid[one.form_id or ""].get((one.block_no, one.row_no + row, one.column_no + column))
            if other is not None and other.value != one.value and (other.cell not in cells or one.cell < other.cell):
                yield one, other
