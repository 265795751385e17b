"""The tree of addends in a table with codes, units or numbering: the row each row is a part of.

Belongs here: parents by code, by unit, by numbering, by what both measure.
Does not: lanes side by side (`lanes`), rows without any of these (`nesting`, `groups`), lines of balances (`balance`).
"""

from __future__ import annotations

from pipeline.forms.model import Row
from pipeline.forms.rows.lanes import SUMS
from pipeline.forms.rows.of_which import goes_on_with_parts, whole_by_measure
from pipeline.forms.text import part_depth


def build_tree(members: list[Row], printed_units: dict[int, str]) -> None:
    """The row each row is an addend of: the printed row of the code above, of the unit, or the total."""
    _Tree(members, printed_units).build()


class _Tree:
    """Gives each row its parent and depth, and heads of units their role, from the first row to the last."""

    def __init__(self, members: list[Row], printed_units: dict[int, str]) -> None:
        self.members, self.printed_units = members, printed_units
        self.headings = _headings(members, printed_units)
        self.units: dict[str, Row] = {}  # the last heading of each unit so far
        self.departments: dict[str, Row] = {}  # rows that print a unit and no code, and head none
        self.category: Row | None = None  # a kind of units, the last so far
        self.current_unit: Row | None = None
        self.previous: Row | None = None
        self.numbered: list[tuple[int, Row]] = []  # rows whose numbering (一、 （一）) says what they are parts of
        items = [m for m in members if m.role == "item"]
        self.has_detail = any(m.codes or m.project_name or m.name for m in items)
        self.has_implied = any(code.printed == "" for m in members for code in m.codes)
        self.unit_rows = [m for m in items if m.unit_name and not m.codes and not m.name and not m.project_name]
        self.total = next((m for m in members if m.role == "total"), None)
        if self.total is None and len(self.unit_rows) == 1 and self.has_detail:
            [self.total], self.unit_rows = self.unit_rows, []
            self.total.role, self.total.line = "total", "grand_total"
        self.by_row_no: dict[int | None, Row] = {m.row_no: m for m in members}
        coded = [m for m in items if m.codes]
        # Classes of all units together: a row of a unit is a part of them.
        self.of_all_units = only_at_leaves(coded, {m.row_no: m.unit_name for m in coded if m.unit_name})
        self.by_code: dict[tuple[str, str, int], list[Row]] = {}
        for m in coded:
            self.by_code.setdefault(self._key(m, m.codes[0].value), []).append(m)

    def build(self) -> None:
        for row in self.members:
            if row.role == "total":
                continue
            if row.row_no in self.headings:
                self._heading(row, self.headings[row.row_no])
            elif row.line in SUMS:
                self._put(row, self.total)
            elif row in self.unit_rows:
                self._unit(row)
            else:
                self._put(row, self._whole_of(row))
                self.previous = row

    def _put(self, row: Row, parent: Row | None) -> None:
        row.parent_row_no = parent.row_no if parent is not None and parent is not row else None

    def _heading(self, row: Row, code: str) -> None:
        above = _unit_above(code, self.units)
        if len(code) < 3:
            self.category = row  # 1 全额, 2 差额: kinds of units, not units
        elif above is None:
            above = self.category
        self._put(row, above if above is not None else self.total)
        self.current_unit = self.units[code] = row
        if self.has_detail:
            row.role = "subtotal"
        row.depth = 1 if above is None else above.depth + 1

    def _unit(self, row: Row) -> None:
        if self.has_detail:
            row.role = "subtotal"
        self.current_unit = row
        self._put(row, self.total)
        row.depth = 1

    def _whole_of(self, row: Row) -> Row | None:
        """By what the row prints itself, else by the one above it, else its unit or the total."""
        parent = self._by_code(row) if row.codes else self._by_numbering(row)
        if row.is_of_which and parent is None:
            parent = next((m for m in reversed(self.members) if m.row_no < row.row_no and not m.is_of_which), None)
        beside = self.by_row_no.get(self.previous.parent_row_no) if self.previous is not None else None
        if self.previous is not None and beside is not None and goes_on_with_parts(row, self.previous, beside):
            row.is_of_which, parent = True, beside
        if row.codes:
            return parent or self._holder()
        parent = self._by_department(row) or parent or whole_by_measure(row, self.members)
        if parent is None and not row.is_of_which and self.has_implied:
            # A name the lists do not know, among names that mean codes: it stands beside the one above it.
            parent = beside
        return parent or self._holder()

    def _holder(self) -> Row | None:
        return self.current_unit or self.total

    def _key(self, row: Row, code: str) -> tuple[str, str, int]:
        return "" if self.of_all_units else row.unit_name, code, row.block_no

    def _by_code(self, row: Row) -> Row | None:
        """The nearest printed row whose code begins the row's own, above it or else below."""
        value = row.codes[0].value
        row.depth = row.codes[0].level
        for length in range(len(value) - 1, 0, -1):
            candidates = self.by_code.get(self._key(row, value[:length]))
            if candidates:
                before = [c for c in candidates if c.row_no < row.row_no]
                return before[-1] if before else candidates[0]
        return None

    def _by_numbering(self, row: Row) -> Row | None:
        depth = part_depth(row.name or row.project_name)
        if not depth:
            return None
        beside: Row | None = None
        while self.numbered and self.numbered[-1][0] >= depth:
            beside = self.numbered[-1][1] if self.numbered[-1][0] == depth else None
            self.numbered.pop()
        parent = self.numbered[-1][1] if self.numbered else None
        if beside is not None and beside.is_of_which:
            # 其中：（一） opened the list that （二） goes on with.
            row.is_of_which = True
            parent = self.by_row_no.get(beside.parent_row_no, parent)
        self.numbered.append((depth, row))
        row.depth = depth
        return parent

    def _by_department(self, row: Row) -> Row | None:
        """In a list of units alone: the department, whose code theirs begin with, is their whole."""
        code = self.printed_units.get(row.row_no)
        if code is None:
            return None
        above = _unit_above(code, self.departments)
        self.departments[code] = row
        if above is not None:
            above.role, row.depth = "subtotal", above.depth + 1
        return above


def _headings(members: list[Row], units: dict[int, str]) -> dict[int, str]:
    """The rows among `units` that head the rows of their unit: all of them where rows without a unit's code follow
    (a heading may repeat the functional code of its rows), else those that print nothing but the unit. Where some rows
    print a unit without any code, the rows of that unit with codes are its items, even if only those of the last level
    repeat the unit's code."""
    bare_units = {units[m.row_no] for m in members if m.row_no in units and not m.codes}
    coded = {m.row_no for m in members if m.codes}
    units = {r: unit for r, unit in units.items() if r not in coded or unit not in bare_units}
    details = [m for m in members if m.role == "item" and (m.codes or m.project_name or m.name)]
    first = min(units, default=0)
    items = [m for m in details if m.codes]
    if items and all(m.row_no in units for m in items):
        # Each row says whose it is, beside its own code: none of them heads the others.
        return {m.row_no: units[m.row_no] for m in members if m.row_no in units and m not in items}
    if any(m.row_no > first and m.row_no not in units for m in details) and not only_at_leaves(items, units):
        return units
    return {m.row_no: units[m.row_no] for m in members if m.row_no in units and m not in details}


def only_at_leaves(items: list[Row], units: dict[int, str]) -> bool:
    """Whether every coded row that prints a unit stands below a row of its class that prints none: 205, 20501, then
    2050101 of unit 319001 and of 319002. Such units head nothing."""
    above: set[str] = set()
    leaves = 0
    for row in items:
        value = row.codes[0].value
        if row.row_no not in units:
            above.add(value)
        elif any(value[:length] in above for length in range(3, len(value))):
            leaves += 1
        else:
            return False
    return leaves > 0


def _unit_above(code: str, units: dict[str, Row]) -> Row | None:
    for length in range(len(code) - 1, 2, -1):
        if code[:length] in units:
            return units[code[:length]]
    return None
