"""The tree of addends in a table with codes, units or numbering: the row each row is a part of.

Belongs here: parents by code, by unit, by numbering, by what both measure.
Does not: lanes side by side (`lanes`), rows without any of these (`nesting`), lines of balances (`balance`).
"""

from __future__ import annotations

from pipeline.forms.model import Row
from pipeline.forms.nesting import goes_on_with_parts, whole_by_measure
from pipeline.forms.text import part_depth


def build_tree(members: list[Row], printed_units: dict[int, str]) -> None:
    """The row each row is an addend of: the printed row of the code above, of the unit, or the total."""
    headings = _headings(members, printed_units)
    units: dict[str, Row] = {}  # the last heading of each unit so far
    departments: dict[str, Row] = {}  # rows that print a unit and no code, and head none
    totals = [m for m in members if m.role == "total"]
    unit_rows = [
        m for m in members if m.role == "item" and m.unit_name and not m.codes and not m.name and not m.project_name
    ]
    has_detail = any(m.codes or m.project_name or m.name for m in members if m.role == "item")
    if not totals and len(unit_rows) == 1 and has_detail:
        unit_rows[0].role, unit_rows[0].line = "total", "grand_total"
        totals, unit_rows = unit_rows, []
    total = totals[0] if totals else None
    current_unit: Row | None = None
    category: Row | None = None
    previous: Row | None = None
    has_implied = any(c.printed == "" for m in members for c in m.codes)
    numbered: list[tuple[int, Row]] = []  # rows whose numbering (一、 （一）) says what they are parts of
    by_code: dict[tuple[str, str, int], list[Row]] = {}
    for row in members:
        if row.role == "item" and row.codes:
            by_code.setdefault((row.unit_name, row.codes[0].value, row.block_no), []).append(row)
    for row in members:
        if row.role == "total":
            continue
        if row.row_no in headings:
            code = headings[row.row_no]
            above = _unit_above(code, units)
            if len(code) < 3:
                category = row  # 1 全额, 2 差额: kinds of units, not units
            elif above is None:
                above = category
            row.parent_row_no = above.row_no if above is not None else (total.row_no if total else None)
            current_unit = units[code] = row
            if has_detail:
                row.role = "subtotal"
            row.depth = 1 if above is None else above.depth + 1
            continue
        if row.line in ("personnel_total", "operating_total"):
            row.parent_row_no = total.row_no if total is not None else None
            continue
        if row in unit_rows:
            if has_detail:
                row.role = "subtotal"
            current_unit = row
            row.parent_row_no = total.row_no if total else None
            row.depth = 1
            continue
        parent: Row | None = None
        if row.codes:
            value = row.codes[0].value
            for length in range(len(value) - 1, 0, -1):
                candidates = by_code.get((row.unit_name, value[:length], row.block_no))
                if candidates and value[:length] != value:
                    before = [c for c in candidates if c.row_no < row.row_no]
                    parent = before[-1] if before else candidates[0]
                    break
            row.depth = row.codes[0].level
        depth = 0 if row.codes else part_depth(row.name)
        if depth:
            beside: Row | None = None
            while numbered and numbered[-1][0] >= depth:
                beside = numbered[-1][1] if numbered[-1][0] == depth else None
                numbered.pop()
            parent = numbered[-1][1] if numbered else None
            if beside is not None and beside.is_of_which:
                # 其中：（一） opened the list that （二） goes on with.
                row.is_of_which = True
                parent = next((m for m in members if m.row_no == beside.parent_row_no), parent)
            numbered.append((depth, row))
            row.depth = depth
        if row.is_of_which and parent is None:
            earlier = [m for m in members if m.row_no < row.row_no and not m.is_of_which]
            parent = earlier[-1] if earlier else None
        whole = next((m for m in members if m.row_no == previous.parent_row_no), None) if previous is not None else None
        if previous is not None and whole is not None and goes_on_with_parts(row, previous, whole):
            row.is_of_which, parent = True, whole
        if not row.codes and row.row_no in printed_units:
            # A list of units alone: the department, whose code theirs begin with, is their whole.
            above = _unit_above(printed_units[row.row_no], departments)
            departments[printed_units[row.row_no]] = row
            if above is not None:
                parent, above.role, row.depth = above, "subtotal", above.depth + 1
        if parent is None and not row.codes:
            parent = whole_by_measure(row, members)
        holder = current_unit if current_unit is not None else total
        if parent is None and not row.codes and not row.is_of_which and has_implied and previous is not None:
            # A name the lists do not know, among names that mean codes: it stands beside the one above it.
            parent = next((m for m in members if m.row_no == previous.parent_row_no), None)
        if parent is None:
            parent = holder
        row.parent_row_no = parent.row_no if parent is not None and parent is not row else None
        previous = row


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
    if any(m.row_no > first and m.row_no not in units for m in details):
        return units
    return {m.row_no: units[m.row_no] for m in members if m.row_no in units and m not in details}


def _unit_above(code: str, units: dict[str, Row]) -> Row | None:
    for length in range(len(code) - 1, 2, -1):
        if code[:length] in units:
            return units[code[:length]]
    return None
