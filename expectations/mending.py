"""Which printed cell, printed otherwise, would make the identities hold: equations used as an error-correcting code.

Belongs here: trying one cell, two cells exchanged, a row left out, a number in the wrong column; choosing the change
that mends most and harms nothing; doing so again for what is left.
Does not: words (`hypotheses`), findings (`explain`).

Each cell takes part in several identities: its row, its column, the total over leaves, other forms. A wrong cell breaks
all of them by the same difference, and no other cell can mend them all without breaking another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from expectations.catalogue import load_rules
from expectations.equations import Equation, System
from expectations.hypotheses import Hypothesis, Place, addend, copied, slip, unslipped


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
        return self.hypothesis.kind == "column"


@dataclass(frozen=True, slots=True)
class _Change:
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


Grid = Mapping[str, Mapping[tuple[int, int, int], Place]]


def mend(system: System, places: Mapping[str, Place]) -> list[Cause]:
    """The causes of one document's breaking equations, the one that explains most first."""
    grid: dict[str, dict[tuple[int, int, int], Place]] = defaultdict(dict)
    for place in places.values():
        grid[place.form_id or ""][place.block_no, place.row_no, place.column_no] = place
    left = list(system.breaking)
    applied: dict[str, Decimal] = {}
    causes: list[Cause] = []
    while left:
        changes = list(_changes(left, system, places, grid, applied))
        if not changes:
            break
        best = max(changes, key=lambda change: (*change.rank, change.cell))
        if best.rank[0] <= 0:
            break
        equal = [c for c in changes if c.cell != best.cell and _does_as_well(c, best)]
        causes.append(
            Cause(
                best.cell,
                best.values,
                best.mended,
                best.hypothesis,
                is_certain=not equal,
                others=tuple(sorted({c.cell for c in equal})),
                missing=best.missing,
            )
        )
        applied.update(best.values)
        left = [one for one in left if one not in best.mended]
    return causes


def _does_as_well(change: _Change, best: _Change) -> bool:
    """Whether nothing speaks for the best change rather than this one: of a single sum any operand may be wrong, and a
    slip a little more telling than another proves nothing."""
    slack = 2 if len(best.mended) == 1 else 0
    return change.rank[:2] == best.rank[:2] and change.rank[2] >= best.rank[2] - slack


def _changes(
    left: Sequence[Equation],
    system: System,
    places: Mapping[str, Place],
    grid: Grid,
    applied: Mapping[str, Decimal],
) -> Iterator[_Change]:
    seen: set[tuple[str, Decimal]] = set()
    for cell, value in _wanted(left, places):
        if (cell, value) not in seen and cell not in applied:
            seen.add((cell, value))
            change = _tried(cell, {cell: value}, left, system, applied, _slip(places[cell], value, left, places, grid))
            if change is not None:
                yield change
    cells = {term.cell for one in left for term in one.terms if term.cell in places}
    for one, other in _neighbours(cells, places, grid):
        exchanged = {one.cell: other.value, other.cell: one.value}
        change = _tried(one.cell, exchanged, left, system, applied, _exchanged(one, other))
        if change is not None and len(change.mended) > 1:
            yield change
    yield from _moved(left, system, places, grid, applied)
    yield from _left_out(left, places)


def _wanted(left: Sequence[Equation], places: Mapping[str, Place]) -> Iterator[tuple[str, Decimal]]:
    """Each operand of each breaking equation with the values that would satisfy it: equality to the digits the cell is
    printed in, and what rounding leaves open where a slip of the digits leads there."""
    slips: dict[str, list[Decimal]] = {}
    for one in left:
        if one.relation == "growth":
            rate = _rate(one)
            if rate is not None and rate[0] in places:
                yield rate
            continue
        for term in one.terms:
            place = places.get(term.cell)
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
    left: Sequence[Equation],
    system: System,
    applied: Mapping[str, Decimal],
    hypothesis: Hypothesis,
) -> _Change | None:
    """What the change mends and harms, on top of the changes already made; None where it mends nothing."""
    everything = {**applied, **values}
    breaking = set(left)
    mended: list[Equation] = []
    harmed = equal = 0
    for one in {equation for each in values for equation in system.of_cell.get(each, ())}:
        fits = one.holds_with(everything)
        if one.relation == "<=" or one.severity == "info":
            # No contradiction, but that both sides come to the same digits is no accident either.
            equal += (one.difference_with(everything) == 0) - (one.difference_with(applied) == 0)
        if one in breaking:
            if fits:
                mended.append(one)
        elif not fits and one.outcome != "breaks" and one.holds_with(applied):
            harmed += 1
    if not mended:
        return None
    mended.sort(key=lambda one: one.check_id)
    exact = sum(one.difference_with(everything) == 0 for one in mended)
    return _Change(cell, values, tuple(mended), harmed, equal, exact, hypothesis)


def _slip(
    place: Place, value: Decimal, left: Sequence[Equation], places: Mapping[str, Place], grid: Grid
) -> Hypothesis:
    found = [slip(place.value, value, place.step)]
    near = copied(place, grid[place.form_id or ""])
    if near is not None:
        found.append(near)
    for one in left:
        if one.relation == "=" and one.weight(place.cell) > 0 and len(one.left()) == 1 and len(one.terms) > 2:
            parts = {places[t.cell].label: t.value for t in one.terms if t.side == "right" and t.cell in places}
            if (part := addend(place.value, value, parts)) is not None:
                found.append(part)
    return max(found, key=lambda one: one.weight)


def _neighbours(cells: Iterable[str], places: Mapping[str, Place], grid: Grid) -> Iterator[tuple[Place, Place]]:
    """Pairs of different numbers printed beside or below each other."""
    for cell in sorted(cells):
        one = places[cell]
        for row, column in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            other = grid[one.form_id or ""].get((one.block_no, one.row_no + row, one.column_no + column))
            if other is not None and other.value != one.value and (other.cell not in cells or one.cell < other.cell):
                yield one, other


def _exchanged(one: Place, other: Place) -> Hypothesis:
    if one.row_no == other.row_no:
        return Hypothesis("columns", 3, "与相邻栏的数字互换", "exchanged with the column beside it")
    return Hypothesis("rows", 3, f"与“{other.label}”行的数字互换", f"exchanged with the line {other.label}")


def _by_column(
    left: Sequence[Equation], places: Mapping[str, Place]
) -> dict[tuple[str, str, int, int], dict[int, Equation]]:
    """Breaking sums of one total each, by (rule, form, block, row of the total), then by column."""
    sums: dict[tuple[str, str, int, int], dict[int, Equation]] = defaultdict(dict)
    for one in left:
        whole = one.left()
        if one.relation != "=" or len(whole) != 1 or whole[0].cell not in places or not _is_split(one):
            continue
        place = places[whole[0].cell]
        inside = [places[t.cell] for t in one.terms if t.cell in places]
        if all(p.form_id == place.form_id and p.column_no == place.column_no for p in inside):
            sums[one.rule_id, place.form_id or "", place.block_no, place.row_no][place.column_no] = one
    return sums


def _is_split(one: Equation) -> bool:
    """Whether it is a whole and its parts: between forms a number without a partner has no parts below it."""
    return len(one.terms) > 1 or one.rule_id in _rules_of_rows()


@lru_cache(maxsize=1)
def _rules_of_rows() -> frozenset[str]:
    return frozenset(rule.rule_id for rule in load_rules() if rule.rows or rule.leaves)


def _moved(
    left: Sequence[Equation],
    system: System,
    places: Mapping[str, Place],
    grid: Grid,
    applied: Mapping[str, Decimal],
) -> Iterator[_Change]:
    """A number in the wrong column: a total lacks what a row below it, blank in that column, prints in another."""
    for (_, form_id, block, row), columns in _by_column(left, places).items():
        for lacking, one in columns.items():
            if one.difference <= 0:
                continue
            for place in grid[form_id].values():
                if (place.block_no, place.parent_row_no) != (block, row):
                    continue
                if abs(place.value - one.difference) > one.allowed:
                    continue
                if place.column_no == lacking or (block, place.row_no, lacking) in grid[form_id]:
                    continue
                concerned = {lacking, place.column_no}
                mended = [
                    e
                    for e in left
                    if abs(abs(e.difference) - place.value) <= e.allowed and _touches(e, place, places, concerned)
                ]
                harmed = _harmed_by_blank(place, mended, system, places, applied)
                words = Hypothesis("column", 5, "数字印在其他栏", "printed in the wrong column")
                yield _Change(place.cell, {place.cell: Decimal(0)}, tuple(mended), harmed, 0, len(mended), words)


def _harmed_by_blank(
    place: Place,
    mended: Sequence[Equation],
    system: System,
    places: Mapping[str, Place],
    applied: Mapping[str, Decimal],
) -> int:
    """How many sums that hold need the number where it stands; those across its row do not."""
    blank = {**applied, place.cell: Decimal(0)}
    return sum(
        one not in mended
        and one.holds_with(applied)
        and not one.holds_with(blank)
        and any((p.form_id, p.row_no) != (place.form_id, place.row_no) for t in one.terms if (p := places.get(t.cell)))
        for one in system.of_cell.get(place.cell, ())
    )


def _touches(one: Equation, place: Place, places: Mapping[str, Place], columns: set[int]) -> bool:
    """Whether the equation is of the cell, or of its form in one of these columns."""
    inside = [places[t.cell] for t in one.terms if t.cell in places]
    return any(p.cell == place.cell for p in inside) or any(
        p.form_id == place.form_id and p.column_no in columns for p in inside
    )


def _left_out(left: Sequence[Equation], places: Mapping[str, Place]) -> Iterator[_Change]:
    """A row that is not there: its total lacks the same in every column, and so does every sum over it."""
    nodes: dict[tuple[str, int, int], dict[int, Equation]] = defaultdict(dict)
    for (_, form_id, block, row), columns in _by_column(left, places).items():
        for column, one in columns.items():
            nodes[form_id, block, row].setdefault(column, one)
    # The total over all leaves lacks the same: the row belongs below the total with the fewest addends.
    closest: dict[tuple[str, tuple[tuple[int, Decimal], ...]], dict[int, Equation]] = {}
    for (form_id, _, _), columns in nodes.items():
        lacks = {column: one.difference for column, one in columns.items()}
        key = (form_id, tuple(sorted(lacks.items())))
        if key not in closest or _addends(columns) < _addends(closest[key]):
            closest[key] = columns
    for (form_id, lacking), columns in closest.items():
        lacks = dict(lacking)
        if not all(value > 0 for value in lacks.values()):
            continue
        mended = []
        for one in left:
            inside = [places[t.cell] for t in one.terms if t.cell in places]
            own = {p.column_no for p in inside if p.form_id == form_id}
            if len(own) > 1:  # across columns: a row that is missing is missing in all of them
                continue
            wanted = {lacks[c] for c in own if c in lacks} if own else set(lacks.values())
            if one.relation == "=" and abs(one.difference) in wanted:
                mended.append(one)
        first = min(columns)
        whole = columns[first].left()[0].cell
        missing = {columns[column].left()[0].cell: value for column, value in lacks.items()}
        name = _named_elsewhere(mended, form_id, places)
        words = Hypothesis(
            "row_missing",
            # One column alone lacks as much when any of its numbers is wrong.
            3 if name or len(lacks) > 1 else 1,
            f"所属各行缺“{name}”一行" if name else "所属各行缺一行",
            f"a row below it is missing: {name}" if name else "a row below it is missing",
        )
        yield _Change(whole, {}, tuple(mended), 0, 0, len(mended), words, missing)


def _addends(columns: Mapping[int, Equation]) -> int:
    return max(len(one.terms) for one in columns.values())


def _named_elsewhere(mended: Sequence[Equation], form_id: str, places: Mapping[str, Place]) -> str:
    """The label of the row in another form that has no partner in this one."""
    for one in mended:
        inside = [places[t.cell] for t in one.terms if t.cell in places]
        if inside and all(p.form_id != form_id for p in inside):
            return inside[0].label
    return ""
