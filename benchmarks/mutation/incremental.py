"""Changed numbers judged by the equations of the unchanged document alone: thousands a minute.

Belongs here: the same questions as `trials` asks, for changes of one number that leave rows and columns as they are:
only the sums with the cell change, and they are computed again as `expectations.equations` does, which the tests hold
to be what SQL says. Does not: dropped rows and shifted columns, rules that are no sums, findings as stored (`trials`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from benchmarks.mutation.bench import Bench
from benchmarks.mutation.changes import NUMBERS
from benchmarks.mutation.outcome import Trial
from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.equations import Equation, System, equation
from expectations.findings.hypotheses import Place
from expectations.findings.mending import mend
from expectations.judge import places_of

_SEVERITY = {rule.rule_id: rule.severity for rule in load_rules()}


class Incremental:
    """The sums of one document, ready to be asked what one other number would break."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        sql = query(load_rules(), [bench.raw.document_id], with_ledger=False)
        rows = bench.warehouse.connection.execute(
            "SELECT check_id, rule_id, form_id, relation, outcome, severity, tolerance, terms"
            f" FROM ({sql}) WHERE terms IS NOT NULL AND outcome IN ('holds', 'rounding', 'breaks')"
        ).fetchall()
        # The severity an equation would break with.
        self.equations = [replace(one, severity=_SEVERITY[one.rule_id]) for one in (equation(*row) for row in rows)]
        self.places = places_of(bench.warehouse.connection, [bench.raw.document_id])
        self.system = System(self.equations)
        self.broken_before = {one.check_id for one in self.system.breaking}

    def run(self, count: int | None) -> list[Trial]:
        """Up to `count` changes of each kind of number, at cells taken by chance."""
        return [trial for kind in NUMBERS for trial in self._of_kind(kind, count)]

    def _of_kind(self, kind: str, count: int | None) -> Iterator[Trial]:
        chance = self.bench.chance
        cells = sorted(cell for cell in self.bench.printed if cell in self.places)
        chance.shuffle(cells)
        made = 0
        for cell in cells:
            if count is not None and made >= count:
                return
            number = self.bench.printed[cell][0].number
            value = NUMBERS[kind](number, chance)
            if value is None or value == number.value or self.bench.amounts[cell]["form_kind"] == "other":
                continue
            made += 1
            yield self._trial(kind, cell, self.bench.in_yuan(cell, value))

    def _trial(self, kind: str, cell: str, value: Decimal) -> Trial:
        trial = Trial(self.bench.raw.file_name, self.bench.target(kind, cell, {cell: value}, frozenset({cell})))
        changed = {one: _with(one, cell, value) for one in self.system.of_cell.get(cell, ())}
        system = System([changed.get(one, one) for one in self.equations])
        new = [one for one in system.breaking if one.check_id not in self.broken_before]
        trial.rules = sorted({one.rule_id for one in new})
        if not new:
            return trial
        place = self.places[cell]
        places: dict[str, Place] = {**self.places, cell: replace(place, value=value)}
        causes = [c for c in mend(system, places) if any(one.check_id not in self.broken_before for one in c.mended)]
        mended = {one.check_id for cause in causes for one in cause.mended}
        trial.findings = len(causes) + any(one.check_id not in mended for one in new)
        if causes:
            first = max(causes, key=lambda cause: len(cause.mended))
            trial.is_named = first.cell == cell
            trial.is_suggested = trial.is_named and first.is_certain and first.values.get(cell) == place.value
            trial.told = f"{first.cell[-12:]} {first.hypothesis.words.en} -> {[str(v) for v in first.values.values()]}"
        return trial


def _with(one: Equation, cell: str, value: Decimal) -> Equation:
    """The equation as it would be judged with the other value."""
    holds = one.holds_with({cell: value})
    terms = tuple(replace(term, value=value) if term.cell == cell else term for term in one.terms)
    return replace(
        one, terms=terms, difference=one.difference_with({cell: value}), outcome="holds" if holds else "breaks"
    )
