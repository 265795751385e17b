"""Rows without codes: which are parts of which.

Belongs here: lists of units, projects and purchases with subtotals among them. A row whose first label stands right of
all the labels of an earlier row is part of the last such row; among rows that begin in the same column, one that
prints the sum of two or more rows right below it is their subtotal. The parts that follow 其中, and the rows without a
code above or below coded ones, are told for all tables.
Does not: rows with codes or numbering (`addends`), whether the sums are right (`expectations`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise, takewhile

from pipeline.forms.model import Row
from pipeline.forms.text import bare, header_word, numbering_depth, without_numbering
from pipeline.forms.words import (
    composed_measure,
    makes_up,
    measure_entry,
    measure_words,
    subtotal_words,
    vocabulary,
)

# The numbers a row prints, one for each column; None where it is blank.
Values = tuple[Decimal | None, ...]

# A label this many points further right is set in deeper.
_SET_IN = 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """Which label columns a row fills: the first, the last without a gap from there, and what each says."""

    first: int
    last: int
    words: frozenset[tuple[int, str]] = frozenset()


def goes_on_with_parts(row: Row, above: Row, whole: Row) -> bool:
    """Whether a row without number or 其中 belongs to the list that 其中 opened above it.

    其中：A / B / C prints 其中 once; B and C are set in deeper than the whole or, where nothing is set in, have no
    number below a whole that has one (三、…).
    """
    if not above.is_of_which or row.is_of_which or row.codes or numbering_depth(row.name):
        return False
    if bare(row.name).endswith(tuple(vocabulary("columns")["sum_endings"])):
        return False  # 资产总计 below 其中：累计盈余 sums up more than the list
    if above.indent > whole.indent + _SET_IN:
        return row.indent > whole.indent + _SET_IN
    return numbering_depth(whole.name) > 0 and row.indent >= above.indent - _SET_IN


def whole_by_measure(row: Row, members: list[Row]) -> Row | None:
    """The row, above or else below, that a row is a part of by what both measure: 运行费 of 购置及运行费."""
    whole = measure_entry(_measure(row)).get("part_of")
    if whole is None:
        return None
    above = [m for m in reversed(members) if m.row_no < row.row_no]
    below = [m for m in members if m.row_no > row.row_no]
    return next((m for m in above + below if _measure(m) == whole), None)


def complete_parts(members: list[Row]) -> None:
    """Where a whole is always split into the same parts and all are printed, 其中 before the first takes none away."""
    parts: dict[int, list[Row]] = {}
    for row in members:
        whole = whole_by_measure(row, members) if not row.codes and row.role != "total" else None
        if whole is not None and row.parent_row_no == whole.row_no and "split" in measure_entry(_measure(whole)):
            parts.setdefault(whole.row_no, []).append(row)
    names = {row.row_no: _measure(row) for row in members}
    for whole_no, found in parts.items():
        measures = {names[row.row_no] for row in found}
        if len(measures) == len(found) and makes_up(names[whole_no], measures):
            for row in found:
                row.is_of_which = False


def _measure(row: Row) -> str:
    word = header_word(without_numbering(row.name)[0])[0]
    return measure_words().find(word) or composed_measure(word) or ""


def nest(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Set parent, depth and role of the rows; `places` and `values` are by row number."""
    total = next((row for row in members if row.role == "total"), None)
    is_first = total is not None and total is members[0]
    open_rows: list[Row] = []
    for row in members:
        if row.role == "total":
            if is_first:
                total, open_rows = row, []  # 收入总计 above its parts, 支出总计 above its own
            continue
        while open_rows and places[open_rows[-1].row_no].last >= places[row.row_no].first:
            open_rows.pop()
        parent = open_rows[-1] if open_rows else total
        row.parent_row_no = parent.row_no if parent is not None else None
        row.depth = len(open_rows) + 1
        open_rows.append(row)
    for row in members:
        whole = whole_by_measure(row, members) if row.role != "total" else None
        if whole is not None and whole.role != "total":
            row.parent_row_no, row.depth = whole.row_no, whole.depth + 1
    _parts_of_totals(members, values)
    _subtotals(members, places, values)
    parents = {row.parent_row_no for row in members}
    for row in members:
        if row.role == "item" and row.row_no in parents:
            row.role = "subtotal"


def _parts_of_totals(members: list[Row], values: Mapping[int, Values]) -> None:
    """合计 / 其中：A / B: with B, A is all of it and 其中 takes nothing away; else the list of 其中 goes on with B."""
    for total, first in pairwise(members):
        if total.role != "total" or not first.is_of_which or first.parent_row_no != total.row_no:
            continue
        below = members[members.index(first) + 1 :]
        rest = list(takewhile(lambda row: row.role != "total", below))
        rest = [row for row in rest if row.parent_row_no == total.row_no]
        is_all = total.row_no in values and make_up([first, *rest], values[total.row_no], values)
        for row in [first, *rest]:
            row.is_of_which = not is_all


def head_by_sum(members: list[Row], unit_codes: Mapping[int, str], values: Mapping[int, Values]) -> None:
    """A department printed without code above its units, or above the codes of its money, is their whole.

    Among the rows of a total, one without code or number that prints the sum of the next ones heads them, where they
    say more than it does: they have codes, a longer code of a unit or project, or are set in deeper; or are several.
    """
    brothers = [row for row in members if row.role != "total" and _hangs_on_total(row, members)]
    index = 0
    while index < len(brothers) - 1:
        head, following = brothers[index], brothers[index + 1]
        run = _run(brothers, index, values) if not head.codes and not numbering_depth(head.name) else 0
        says_more = (
            bool(following.codes)
            or len(unit_codes.get(following.row_no, "")) > len(unit_codes.get(head.row_no, ""))
            or following.indent > head.indent + _SET_IN
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
            while open_rows and not (open_rows[-1].depth < deepest and _has_room(open_rows[-1], row, members, values)):
                open_rows.pop()
            if not open_rows:
                continue
            row.parent_row_no, row_depth = open_rows[-1].row_no, open_rows[-1].depth + 1
        row.depth = row_depth
        open_rows = [one for one in open_rows if one.depth < row_depth] + [row]


def _has_room(whole: Row, row: Row, members: list[Row], values: Mapping[int, Values]) -> bool:
    """Whether the rows told so far as parts of the whole leave as much of it as the row prints, but for rounding."""
    own, all_of_it = values.get(row.row_no, ()), values.get(whole.row_no, ())
    column = next((c for c, value in enumerate(own) if value), None)
    if column is None or column >= len(all_of_it) or not all_of_it[column]:
        return False
    printed = [values.get(m.row_no, ()) for m in members if m.parent_row_no == whole.row_no and m.row_no < row.row_no]
    left = (all_of_it[column] or Decimal(0)) - sum(
        (one[column] or Decimal(0) for one in printed if column < len(one)), Decimal(0)
    )
    number = own[column] or Decimal(0)
    step = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return abs(number) <= abs(left) + step


def _hangs_on_total(row: Row, members: list[Row]) -> bool:
    return row.parent_row_no is None or any(
        other.row_no == row.parent_row_no and other.role == "total" for other in members
    )


def _subtotals(members: list[Row], places: Mapping[int, Place], values: Mapping[int, Values]) -> None:
    """Among brothers, the one that prints the sum of the next ones takes them as its parts: of two or more, or of one
    that repeats its words and adds to them (其他运转类 | — above 其他运转类 | 物业), or that is set in deeper.

    Brothers that make up their whole as they stand have no subtotals among them. Where they do not, one that prints
    what the next one prints takes it too, if they do then.
    """
    # From the top down, each whole before its parts: a set of them has no order, nor the same in every process.
    for parent in list(dict.fromkeys(row.parent_row_no for row in members)):
        brothers = [
            row for row in members if row.parent_row_no == parent and row.role != "total" and not row.is_of_which
        ]
        wanted = values.get(parent) if parent is not None else None
        if wanted is not None and make_up(brothers, wanted, values):
            continue
        alike: list[tuple[Row, Row]] = []
        index = 0
        while index < len(brothers) - 1:
            head, following = brothers[index], brothers[index + 1]
            run = _run(brothers, index, values)
            adds_words = places[head.row_no].words < places[following.row_no].words
            if run == 1 and not adds_words and following.indent <= head.indent + _SET_IN:
                alike.append((head, following))
                index += 2
                continue
            for part in brothers[index + 1 : index + 1 + run]:
                part.parent_row_no = head.row_no
                part.depth += 1
            index += run + 1
        parts = {part.row_no for _, part in alike}
        left = [row for row in brothers if row.parent_row_no == parent and row.row_no not in parts]
        if wanted is not None and alike and make_up(left, wanted, values):
            for head, part in alike:
                part.parent_row_no, part.depth = head.row_no, part.depth + 1


def make_up(rows: list[Row], wanted: Values, values: Mapping[int, Values]) -> bool:
    """Whether rows add up to their whole in every column that prints the whole's number."""
    printed = [values.get(row.row_no, ()) for row in rows]
    sums = [sum((own[c] or Decimal(0) for own in printed if c < len(own)), Decimal(0)) for c in range(len(wanted))]
    return all(whole is None or whole == found for whole, found in zip(wanted, sums, strict=True))


def _run(brothers: list[Row], index: int, values: Mapping[int, Values]) -> int:
    """How many rows right below brother `index` add up to it; 0 when none do."""
    own = values.get(brothers[index].row_no, ())
    wanted = _first(own)
    if not wanted:
        return 0

    def below() -> Iterator[Values]:
        # One by one: a list of all rows below each row takes minutes for a table of 95,000.
        return (values.get(brothers[place].row_no, ()) for place in range(index + 1, len(brothers)))

    found = Decimal(0)
    for count, printed in enumerate(below(), start=1):
        found += _first(printed)
        if found == wanted:
            return count
        if abs(found) > abs(wanted):
            break
    return _run_of_others(own, below())


def _first(printed: Values) -> Decimal:
    return next((value for value in printed if value is not None), Decimal(0))


def _run_of_others(own: Values, below: Iterable[Values]) -> int:
    """The same by all columns but the first one printed, two of which say something: one number misprinted must not
    change which rows belong together."""
    first = next((column for column, value in enumerate(own) if value is not None), 0)
    others = [column for column in range(len(own)) if column != first]
    if sum(bool(own[column]) for column in others) < 2:
        return 0
    sums = dict.fromkeys(others, Decimal(0))
    for count, printed in enumerate(below, start=1):
        for column in others:
            sums[column] += (printed[column] if column < len(printed) else None) or 0
        if count > 1 and all(sums[column] == (own[column] or 0) for column in others):
            return count
    return 0
