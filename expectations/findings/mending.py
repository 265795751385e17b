"""Which printed cell, printed otherwise, would make the identities hold: equations used as an error-correcting code.

Belongs here: choosing the change that mends most and harms nothing; doing so again for what is left.
Does not: which changes there are (`changes`, `misplaced`), words (`hypotheses`), findings (`explain`).

Each cell takes part in several identities: its row, its column, the total over leaves, other forms. A wrong cell breaks
all of them by the same difference, and no other cell can mend them all without breaking another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.equations import Equation, System
from expectations.findings.changes import Case, Change, exchanges, other_values
from expectations.findings.hypotheses import Hypothesis, Place
from expectations.findings.misplaced import other_columns, rows_left_out


@dataclass(frozen=True, slots=True)
class Cause:
    """What one change would mend. `values` is cell -> fitting value; `cell` is the one to look at first."""

    cell: str
    values: Mapping[str, Decimal]
    mended: tuple[Equation, ...]
    hypothesis: Hypothesis
    is_certain: bool  # no other change does as well
    others: tuple[str, ...] = ()  # cells that would do as well
    missing: Mapping[str, Decimal] = field(default_factory=dict)  # a row left out: cell of its total -> its value

    @property
    def is_blank(self) -> bool:
        """Whether nothing should stand in the cell: its number belongs to another column."""
        return self.hypothesis.kind == "other_column"


def mend(system: System, places: Mapping[str, Place]) -> list[Cause]:
    """The causes of one document's breaking equations, the one that explains most first."""
    grid: dict[str, dict[tuple[int, int, int], Place]] = defaultdict(dict)
    for place in places.values():
        grid[place.form_id or ""][place.block_no, place.row_no, place.column_no] = place
    left = list(system.breaking)
    applied: dict[str, Decimal] = {}
    causes: list[Cause] = []
    while left:
        case = Case(left, system, places, grid, applied)
        changes = [*other_values(case), *exchanges(case), *other_columns(case), *rows_left_out(case)]
        best = max(changes, key=lambda change: (*change.rank, change.cell), default=None)
        if best is None or best.rank[0] <= 0:
            break
        equal = [change for change in changes if change.cell != best.cell and _does_as_well(change, best)]
        causes.append(
            Cause(
                best.cell,
                best.values,
                best.mended,
                best.hypothesis,
                is_certain=not equal,
                others=tuple(sorted({change.cell for change in equal})),
                missing=best.missing,
            )
        )
        applied.update(best.values)
        left = [one for one in left if one not in best.mended]
    return causes


def _does_as_well(change: Change, best: Change) -> bool:
    """Whether nothing speaks for the best change rather than this one: of a single sum any operand may be wrong, and a
    slip a little more telling than another proves nothing."""
    slack = 2 if len(best.mended) == 1 else 0
    return change.rank[:2] == best.rank[:2] and change.rank[2] >= best.rank[2] - slack
