"""Groups of rows in tables of codes: the row above that heads one, the sum below that closes one, rows between codes.

Belongs here: departments, units, 小计 and names without a code, among the rows of a total.
Does not: tables without any code (`nesting`), rows with codes or numbering (`addends`), the sums (`adding_up`).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.forms.model import Row
from pipeline.forms.rows.adding_up import Values, has_room, make_up, run_below
from pipeline.forms.rows.of_which import SET_IN
from pipeline.forms.text import bare, numbering_depth
from pipeline.forms.words import subtotal_words


def head_by_sum(members: list[Row], unit_codes: Mapping[int, str], values: Mapping[int, Values]) -> None:
    """A department printed without code above its units, or above the codes of its money, is their whole.

    Among the rows of a total, one without code or number that prints the sum of the next ones heads them, where they
    say more than it does: they have codes, a longer code of a unit or project, or are set in deeper; or are several.
    """
    brothers = [row for row in members if row.role != "total" and _hangs_on_total(row, members)]
    index = 0
    while index < len(brothers) - 1:
        head, following = brothers[index], brothers[index + 1]
        run = run_below(brothers, index, values) if not head.codes and not numbering_depth(head.name) else 0
        says_more = (
            bool(following.codes)
            or len(unit_codes.get(following.row_no, "")) > len(unit_codes.get(head.row_no, ""))
            or following.indent > head.indent + SET_IN
        )
        if run and (says_more or run > 1):
            for part in brothers[index + 1 : index + 1 + run]:
                part.parent_row_no = head.row_no
            head.role = "subtotal"
        else:
            run = 0
        index += run + 1


def close_groups(members: list[Row], values: Mapping[int, Values]) -> None:
    """A sum printed below its group (小计) takes the rows since the last one as its parts, where they add up to it, and
    is no addend where it only says again what the head of its group says."""
    group: list[Row] = []
    for row in members:
        if row.role == "total" or not _hangs_on_total(row, members):
            continue
        wanted = values.get(row.row_no)
        label = bare(row.name or row.project_name or row.unit_name)
        if row.codes or wanted is None or not subtotal_words().find(label):
            group.append(row)
            continue
        if group and group[-1].codes and values.get(group[-1].row_no) == wanted:
            row.role, row.parent_row_no = "subtotal", None
        elif group and make_up(group, wanted, values):
            row.role = "subtotal"
            for part in group:
                part.parent_row_no, part.depth = row.row_no, part.depth + 1
        group = []


def parts_below_codes(members: list[Row], values: Mapping[int, Values]) -> None:
    """Rows without a code between a coded row and the next one, which add up to it in every column, are its parts: the
    units that spend what a code says."""
    parents = {row.parent_row_no for row in members}
    for index, head in enumerate(members):
        wanted = values.get(head.row_no)
        if not head.codes or head.row_no in parents or wanted is None:
            continue
        below: list[Row] = []
        for row in members[index + 1 :]:
            if row.codes or row.role == "total" or (row.role == "subtotal" and row.parent_row_no is None):
                break
            below.append(row)
        loose = [row for row in below if row.row_no not in parents and _hangs_on_total(row, members)]
        if below and loose == below and not any(row.is_of_which for row in below) and make_up(below, wanted, values):
            for row in below:
                row.parent_row_no, row.depth = head.row_no, head.depth + 1


def hang_unknown_names(members: list[Row], values: Mapping[int, Values]) -> None:
    """In a table of names that mean codes, a name the lists do not know belongs to the last class or section above it
    whose number still has room for its own: 213 农林水 9 / 农村综合改革 9 / 补助 9 goes down a step in each row."""
    if not any(code.printed == "" for row in members for code in row.codes):
        return
    is_functional = any(row.codes[0].scheme == "functional" for row in members if row.codes)
    deepest = 3 if is_functional else 2
    open_rows: list[Row] = []
    for row in members:
        if row.role == "total":
            continue
        if row.codes:
            row_depth = row.codes[0].level or 0
        else:
            while open_rows and not (open_rows[-1].depth < deepest and has_room(open_rows[-1], row, members, values)):
                open_rows.pop()
            if not open_rows:
                continue
            row.parent_row_no, row_depth = open_rows[-1].row_no, open_rows[-1].depth + 1
        row.depth = row_depth
        open_rows = [one for one in open_rows if one.depth < row_depth] + [row]


def _hangs_on_total(row: Row, members: list[Row]) -> bool:
    return row.parent_row_no is None or any(
        other.row_no == row.parent_row_no and other.role == "total" for other in members
    )
