"""Numbers that stand in the wrong column, and rows that are missing: found by what several totals lack alike.

Belongs here: changes that mend the sums of more than one column at once.
Does not: one number printed otherwise, two exchanged (`changes`), choosing among changes (`mending`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from expectations.catalogue import load_rules
from expectations.equations import Equation
from expectations.findings.changes import Case, Change
from expectations.findings.hypotheses import Place, hypothesis


def other_columns(case: Case) -> Iterator[Change]:
    """A number in the wrong column: a total lacks what a row below it, blank in that column, prints in another."""
    for (_, form_id, block, row), columns in _by_column(case).items():
        for lacking, one in columns.items():
            if one.difference <= 0:
                continue
            for place in case.grid[form_id].values():
                is_part = (place.block_no, place.parent_row_no) == (block, row)
                if not is_part or abs(place.value - one.difference) > one.allowed:
                    continue
                if place.column_no == lacking or (block, place.row_no, lacking) in case.grid[form_id]:
                    continue
                yield _to_column(case, place, lacking)


def _to_column(case: Case, place: Place, lacking: int) -> Change:
    concerned = {lacking, place.column_no}
    mended = [
        one
        for one in case.left
        if abs(abs(one.difference) - place.value) <= one.allowed and _touches(case, one, place, concerned)
    ]
    harmed = _harmed_by_blank(case, place, mended)
    why = hypothesis("other_column")
    return Change(place.cell, {place.cell: Decimal(0)}, tuple(mended), harmed, 0, len(mended), why)


def _harmed_by_blank(case: Case, place: Place, mended: Sequence[Equation]) -> int:
    """How many sums that hold need the number where it stands; those across its row do not."""
    blank = {**case.applied, place.cell: Decimal(0)}
    return sum(
        one not in mended
        and one.holds_with(case.applied)
        and not one.holds_with(blank)
        and any((p.form_id, p.row_no) != (place.form_id, place.row_no) for p in case.places_of(one))
        for one in case.system.of_cell.get(place.cell, ())
    )


def _touches(case: Case, one: Equation, place: Place, columns: set[int]) -> bool:
    """Whether the equation is of the cell, or of its form in one of these columns."""
    return any(
        p.cell == place.cell or (p.form_id == place.form_id and p.column_no in columns) for p in case.places_of(one)
    )


def rows_left_out(case: Case) -> Iterator[Change]:
    """A row that is not there: its total lacks the same in every column, and so does every sum over it."""
    for form_id, columns in _totals_that_lack(case):
        lacks = {column: one.difference for column, one in columns.items()}
        if not all(value > 0 for value in lacks.values()):
            continue
        mended = [one for one in case.left if _lacks_the_row(case, one, form_id, lacks)]
        whole = columns[min(columns)].left()[0].cell
        missing = {columns[column].left()[0].cell: lacks[column] for column in sorted(columns)}
        name = _named_elsewhere(case, mended, form_id)
        if name:
            why = hypothesis("named_row_missing", label=name)
        else:
            why = hypothesis("row_missing" if len(lacks) > 1 else "row_missing_in_one_column")
        yield Change(whole, {}, tuple(mended), 0, 0, len(mended), why, missing)


def _totals_that_lack(case: Case) -> Iterator[tuple[str, Mapping[int, Equation]]]:
    """(form, column -> breaking sum) of each total; of totals that lack the same, the one with the fewest addends.

    The total over all leaves lacks what a total below it does, and the row belongs below that one.
    """
    totals: dict[tuple[str, int, int], dict[int, Equation]] = defaultdict(dict)
    for (_, form_id, block, row), columns in _by_column(case).items():
        for column, one in columns.items():
            totals[form_id, block, row].setdefault(column, one)
    closest: dict[tuple[str, tuple[tuple[int, Decimal], ...]], dict[int, Equation]] = {}
    for (form_id, _, _), columns in totals.items():
        key = (form_id, tuple(sorted((column, one.difference) for column, one in columns.items())))
        if key not in closest or _addends(columns) < _addends(closest[key]):
            closest[key] = columns
    for (form_id, _), columns in closest.items():
        yield form_id, columns


def _addends(columns: Mapping[int, Equation]) -> int:
    return max(len(one.terms) for one in columns.values())


def _lacks_the_row(case: Case, one: Equation, form_id: str, lacks: Mapping[int, Decimal]) -> bool:
    """Whether the equation misses what the row would print; across columns, it is missing in all of them alike."""
    own = {place.column_no for place in case.places_of(one) if place.form_id == form_id}
    if one.relation != "=" or len(own) > 1:
        return False
    wanted = {lacks[column] for column in own if column in lacks} if own else set(lacks.values())
    return abs(one.difference) in wanted


def _named_elsewhere(case: Case, mended: Sequence[Equation], form_id: str) -> str:
    """The label of the row in another form that has no partner in this one."""
    for one in mended:
        inside = case.places_of(one)
        if inside and all(place.form_id != form_id for place in inside):
            return inside[0].label
    return ""


def _by_column(case: Case) -> dict[tuple[str, str, int, int], dict[int, Equation]]:
    """Breaking sums of one total each, by (rule, form, block, row of the total), then by column."""
    sums: dict[tuple[str, str, int, int], dict[int, Equation]] = defaultdict(dict)
    for one in case.left:
        whole = one.left()
        if one.relation != "=" or len(whole) != 1 or whole[0].cell not in case.places or not _is_split(one):
            continue
        place = case.places[whole[0].cell]
        if all((p.form_id, p.column_no) == (place.form_id, place.column_no) for p in case.places_of(one)):
            sums[one.rule_id, place.form_id or "", place.block_no, place.row_no][place.column_no] = one
    return sums


def _is_split(one: Equation) -> bool:
    """Whether it is a whole and its parts: between forms a number without a partner has no parts below it."""
    return len(one.terms) > 1 or one.rule_id in _rules_of_rows()


@lru_cache(maxsize=1)
def _rules_of_rows() -> frozenset[str]:
    return frozenset(rule.rule_id for rule in load_rules() if rule.rows or rule.leaves)
