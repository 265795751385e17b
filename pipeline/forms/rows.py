"""Data rows of tables whose rows carry codes, names, units or projects.

Belongs here: codes in one, three or stepped columns, joined codes, roles, the tree of addends.
Does not: balance tables (`balance`), key-value tables (`performance`), headers (`header`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.documents.model import UNREADABLE
from pipeline.forms import balance
from pipeline.forms.codes import implied_code, level_of
from pipeline.forms.grid import LogicalTable, indent_of
from pipeline.forms.header import ColumnHead, Header, is_column_number_row
from pipeline.forms.model import NOT_READABLE, Amount, Code, Column, LeftOut, Row, Trouble
from pipeline.forms.nesting import Place, Values, goes_on_with_parts, head_by_sum, nest
from pipeline.forms.numbers import is_number, read_number, reports_none
from pipeline.forms.text import bare, header_word, numbering_depth, part_depth, squeezed, without_numbering, year_in
from pipeline.forms.words import line_words, measure_entry, measure_words, subtotal_words, total_words, vocabulary

_JOINED = re.compile(r"^\[?(\d{3,9})\]?[-－—–_:：、. ]*(\D.*)$")
_DOTTED = re.compile(r"\d{3}(?:[.·\-]\d{2}){1,3}")  # 201.05.01
_DIGITS = re.compile(r"\d+")
_STEPS = {"class_code": 0, "section_code": 1, "item_code": 2}
_NO_NAMES = frozenset({"serial", "line_no", "project_code"})
_NAME_LABELS = ("name", "item", "classification")


@dataclass(slots=True)
class TableParts:
    """What the data region of a table gave."""

    rows: list[Row]
    amounts: list[Amount]
    left_out: list[LeftOut]
    troubles: list[Trouble]


_REASONS = {
    "class_code": "code",
    "section_code": "code",
    "item_code": "code",
    "code": "code",
    "classification": "code or name",
    "unit_code": "code",
    "project_code": "code",
    "serial": "serial number",
    "line_no": "line number",
    "date": "date",
    "name": "digits in a name",
    "item": "digits in a name",
    "unit_name": "digits in a name",
    "project_name": "digits in a name",
    "note": "text",
    "text": "text",
    "indicator_name": "digits in a name",
    "indicator_weight": "indicator weight",
    "indicator_target": "indicator target",
    "indicator_actual": "indicator result",
    "indicator_score": "indicator score",
}


def collect_amounts(
    table: LogicalTable, header: Header, columns: list[Column], rows: dict[tuple[int, int], Row]
) -> TableParts:
    """Every printed number of the data region as an amount, or as a cell left out with its reason."""
    parts = TableParts(list(rows.values()), [], [], [])
    by_column = {c.column_no: c for c in columns}
    labels = {h.column_no: h for h in header.heads if h.label is not None}
    numbered = sorted(by_column)
    for r in range(header.rows, len(table.rows)):
        texts = [cell.text for _, cell in table.anchors(r)]
        if is_column_number_row(texts):
            for c, cell in table.anchors(r):
                if _DIGITS.search(cell.text):
                    parts.left_out.append(LeftOut(cell, "column number", r, c))
            continue
        for c, cell in table.anchors(r):
            if not cell.text.strip():
                continue
            column = by_column.get(c)
            if column is None and c not in labels and numbered:
                # A cell that starts between two columns belongs to the column it covers.
                covered = [n for n in numbered if c <= n < c + _span(table, r, c)]
                column = by_column[covered[0]] if covered else None
            if column is not None:
                _take(parts, rows, r, column, cell)
            elif _DIGITS.search(cell.text):
                _leave(parts, labels.get(c), r, c, cell, rows)
    return parts


def _span(table: LogicalTable, r: int, c: int) -> int:
    slot = table.rows[r][c]
    end = c + 1
    while end < table.width and slot is not None:
        other = table.rows[r][end]
        if other is None or other.cell is not slot.cell:
            break
        end += 1
    return end - c


def _take(parts: TableParts, rows: dict[tuple[int, int], Row], r: int, column: Column, cell: object) -> None:
    from pipeline.documents.model import Cell

    assert isinstance(cell, Cell)
    if reports_none(cell.text):
        return
    if is_number(cell.text):
        number = read_number(cell.text)
        assert number is not None
        row = rows.get((r, column.block_no))
        parts.amounts.append(
            Amount(r, column.column_no, column.block_no, cell, number, row_label=row.name if row else "")
        )
    elif _DIGITS.search(cell.text):
        reason = NOT_READABLE if UNREADABLE in cell.text else "text in a column of numbers"
        parts.left_out.append(LeftOut(cell, reason, r, column.column_no))
        if re.fullmatch(r"[\d,.，．\s%()（）+\-−－]+", cell.text):
            parts.troubles.append(Trouble("number_not_understood", cell.text, column.header_printed, cell.page))


def _leave(
    parts: TableParts, head: ColumnHead | None, r: int, c: int, cell: object, rows: dict[tuple[int, int], Row]
) -> None:
    from pipeline.documents.model import Cell
    from pipeline.forms.header import looks_like_amount

    assert isinstance(cell, Cell)
    label = head.label if head is not None and head.label is not None else "text"
    if label in ("text", "note", "name", "item", "unit_name", "project_name") and looks_like_amount(cell.text):
        number = read_number(cell.text)
        assert number is not None
        block = head.block_no if head is not None else 0
        parts.amounts.append(Amount(r, c, block, cell, number, measure="unknown"))
        parts.troubles.append(Trouble("number_without_meaning", cell.text, f"column {c + 1}", cell.page))
        return
    parts.left_out.append(LeftOut(cell, _REASONS.get(label, "text"), r, c))


@dataclass(slots=True)
class _Labels:
    codes: list[Code]
    name: str
    unit_name: str
    unit_code: str
    project_name: str
    other: list[str]
    value_year: int | None
    page: int | None
    texts: list[str] = field(default_factory=list)  # words under headers that say nothing of them
    notes: list[str] = field(default_factory=list)
    level: int = 0  # how many label columns stand empty before the first filled one
    last: int = 0  # the last label column of the run filled from there
    indent: float = 0.0
    group: str = ""  # the text of a cell to the left that covers several rows


class CodedRows:
    """Reads the label cells of one block, row by row, carrying stepped codes and merged cells down."""

    def __init__(self, table: LogicalTable, header: Header, block: int) -> None:
        self.table = table
        self.heads = header.labels(block)
        self.block = block
        self.first = header.rows
        self.side = next((h.side for h in header.heads if h.block_no == block), None)
        self.numeric = header.numeric(block)
        self.schemes = {h.column_no: self._scheme(h) for h in self.heads}
        self.second_names = self._second_names()
        self.steps: dict[int, list[str]] = {}

    def _second_names(self) -> set[int]:
        """Columns that name a second classification (部门经济 code, name, 政府经济 code, name): not the row's name."""
        found: set[int] = set()
        named = coded = False
        for head in self.heads:
            if head.label in ("code", "class_code", "classification"):
                coded = named
                named = named or head.label == "classification"
            elif head.label in _NAME_LABELS:
                if coded:
                    found.add(head.column_no)
                named = True
        return found

    def _scheme(self, head: ColumnHead) -> str | None:
        """By the codes in the column; where it has none, by its header."""
        firsts: Counter[str] = Counter()
        for r in range(self.first, len(self.table.rows)):
            text = squeezed(self.table.text(r, head.column_no))
            match = re.match(r"^\[?(\d{3,9})", text)
            if match and len(match[1]) in (3, 5, 7, 9):
                firsts[match[1][0]] += 1
        digits = vocabulary("schemes")["first_digits"]
        if firsts:
            common = firsts.most_common(1)[0][0]
            for scheme, digit in digits.items():
                if digit == common:
                    return str(scheme)
        if head.label in ("section_code", "item_code"):
            earlier = [h for h in self.heads if h.column_no < head.column_no and h.label == "class_code"]
            if earlier:
                return self._scheme(earlier[-1])
        return head.scheme

    def label_over_lanes(self, r: int) -> str:
        """A label that begins in a block further left and covers this block's labels, but not its amounts."""
        if not self.heads or not self.numeric:
            return ""
        slot = self.table.rows[r][self.heads[0].column_no]
        last = self.table.rows[r][self.numeric[-1].column_no]
        begins = slot is not None and not slot.is_anchor and slot.cell.row_span == 1
        return slot.text.strip() if begins and slot is not None and (last is None or last.cell is not slot.cell) else ""

    def is_covered(self, r: int) -> bool:
        """Whether a label that goes on into the next block covers this block's amounts."""
        if not self.heads or not self.numeric:
            return False
        slot = self.table.rows[r][self.numeric[-1].column_no]
        after = self.numeric[-1].column_no + 1
        beyond = self.table.rows[r][after] if after < self.table.width else None
        return slot is not None and not slot.is_anchor and beyond is not None and beyond.cell is slot.cell

    def read(self, r: int) -> _Labels:
        found = _Labels([], "", "", "", "", [], None, None)
        groups: dict[int, list[tuple[int, str]]] = {}
        group = -1
        for head in self.heads:
            slot = self.table.rows[r][head.column_no]
            if slot is None:
                if head.label == "class_code":
                    group = head.column_no
                continue
            text = slot.text.strip()
            found.page = found.page or slot.cell.page
            if not slot.is_anchor and slot.cell.row == _row_of(slot, self.table, r):
                continue  # the right part of a cell that covers several label columns
            flat = squeezed(text)
            if head.label == "class_code":
                group = head.column_no
                groups[group] = []
            if head.label in _STEPS and group >= 0:
                groups.setdefault(group, []).append((_STEPS[head.label], flat))
                continue
            if not flat:
                continue
            if found.name and head.column_no in self.second_names:
                found.other.append(text)
                continue
            named = found.name or found.unit_name
            self._one(found, head, text, flat)
            if not named and (found.name or found.unit_name):
                found.indent = indent_of(slot.cell)
        for start, steps in groups.items():
            self._stepped(found, start, steps)
        self._place(found, r)
        return found

    def _place(self, found: _Labels, r: int) -> None:
        """Where the row's first own label stands, and the merged cell left of it that names the group."""
        begins: int | None = None  # a merged cell that starts here
        for position, head in enumerate(self.heads):
            slot = self.table.rows[r][head.column_no]
            if slot is None or not slot.text.strip():
                continue
            is_own = slot.is_anchor and slot.cell.row_span == 1
            if slot.cell.row_span > 1:
                found.group = slot.text.strip().replace("\n", "")
            if (is_own or slot.cell.row_span > 1) and self._says_subtotal(r, position):
                # 一般公共预算 | 小计: the words left of 小计 say of what.
                found.name, found.project_name = slot.text.strip().replace("\n", ""), ""
                found.level = found.last = position
                return
            if is_own:
                found.level, found.last = position, self._end_of_run(r, position)
                return
            if slot.is_anchor and begins is None:
                begins = position
        # The first row of a merged group, with no word of its own, prints the group's sum.
        found.level = found.last = begins if begins is not None else len(self.heads)

    def _says_subtotal(self, r: int, position: int) -> bool:
        """Whether the label right of `position` says that the row is the whole of it."""
        if position + 1 >= len(self.heads):
            return False
        slot = self.table.rows[r][self.heads[position + 1].column_no]
        own = self.table.rows[r][self.heads[position].column_no]
        return (
            slot is not None
            and own is not None
            and slot.cell is not own.cell
            and subtotal_words().find(bare(slot.text)) is not None
        )

    def _end_of_run(self, r: int, position: int) -> int:
        """The last of the label columns filled without a gap from `position` on."""
        while position + 1 < len(self.heads):
            slot = self.table.rows[r][self.heads[position + 1].column_no]
            if slot is None or not slot.text.strip():
                break
            position += 1
        return position

    def words(self, r: int) -> frozenset[tuple[int, str]]:
        """The words of the row's label columns, each with its place."""
        slots = ((position, self.table.rows[r][head.column_no]) for position, head in enumerate(self.heads))
        return frozenset(
            (position, bare(slot.text)) for position, slot in slots if slot is not None and bare(slot.text)
        )

    def values(self, r: int) -> Values:
        """The numbers of the row as printed, one for each column; None where it is blank."""
        found: list[Decimal | None] = []
        for head in self.numeric:
            slot = self.table.rows[r][head.column_no]
            is_printed = slot is not None and slot.is_anchor and is_number(slot.text)
            number = read_number(slot.text) if slot is not None and is_printed else None
            found.append(number.value if number is not None else None)
        return tuple(found)

    def _one(self, found: _Labels, head: ColumnHead, text: str, flat: str) -> None:
        if _DOTTED.fullmatch(flat):
            flat = re.sub(r"\D", "", flat)
        match head.label:
            case "code" | "classification" | "name" | "item" | "text":
                joined = _JOINED.match(flat)
                if flat.isdigit() and len(flat) in (3, 5, 7, 9) and head.label in ("code", "classification"):
                    self._add(found, self.schemes[head.column_no], flat, flat)
                elif (
                    joined
                    and len(joined[1]) in (3, 5, 7, 9)
                    and (head.label in ("classification", "code") or joined[1][0] in "235")
                    and head.label != "text"
                ):
                    self._add(found, self.schemes[head.column_no], joined[1], flat)
                    found.name = found.name or _JOINED.sub(r"\2", text.replace("\n", "")).strip()
                elif flat.isdigit() and head.label == "code":
                    self._add(found, self.schemes[head.column_no], flat, flat)
                elif head.label == "text":
                    found.other.append(text)
                    found.texts.append(text)
                elif not found.name or head.label in ("name", "item"):
                    if found.name:
                        found.other.append(found.name)
                    found.name = text.replace("\n", "")
                else:
                    found.other.append(text)
            case "unit_name":
                found.unit_name = text.replace("\n", "")
            case "unit_code" if any(ch.isascii() and ch.isalnum() for ch in flat):
                found.unit_code = flat
            case "project_name":
                found.project_name = text.replace("\n", "")
            case "date":
                found.value_year = year_in(flat) or found.value_year
                found.other.append(text)
                found.texts.append(text)
            case label:
                found.other.append(text)
                if label == "note":
                    found.notes.append(text)
                elif label not in _NO_NAMES:
                    found.texts.append(text)

    def _add(self, found: _Labels, scheme: str | None, value: str, printed: str) -> None:
        scheme = scheme or "functional"
        if not any(c.scheme == scheme for c in found.codes):
            found.codes.append(Code(scheme, value, level_of(value), printed))

    def _stepped(self, found: _Labels, start: int, steps: list[tuple[int, str]]) -> None:
        """类 | 款 | 项 in columns of their own, printed on every row or only where they change."""
        parts = ["", "", ""]
        words = vocabulary("columns")["labels"]
        for step, text in steps:
            if text in words["class_code"] + words["section_code"] + words["item_code"]:
                continue
            if text and not text.isdigit():
                if total_words().find(bare(text)):
                    found.other.append(text)
                elif _JOINED.match(text):
                    match = _JOINED.match(text)
                    assert match is not None
                    parts[step] = match[1]
                    found.name = found.name or match[2]
                else:
                    found.other.append(text)
                continue
            parts[step] = text
        deepest = max((i for i in range(3) if parts[i]), default=-1)
        if deepest < 0:
            return
        full = next((p for p in reversed(parts) if len(p) >= 5), None)
        if full is not None:
            value, printed = full, full
        else:
            carried = self.steps.setdefault(start, ["", "", ""])
            for i in range(deepest + 1):
                if parts[i]:
                    carried[i] = parts[i]
                    for k in range(i + 1, 3):
                        carried[k] = ""
            known = carried[: deepest + 1]
            value = known[0] + "".join(p.zfill(2) if p else "" for p in known[1:])
            printed = "|".join(p for p in parts if p)
        scheme = self.schemes.get(start)
        self._add(found, scheme, value, printed)
        if found.codes and found.codes[-1].value == value:
            found.codes[-1].level = deepest + 1 if full is None else level_of(full)


def _row_of(slot: object, table: LogicalTable, r: int) -> int:
    """Row (of its own printed table) in which the slot's cell starts, when that is row r; -1 otherwise."""
    row = table.rows[r]
    return slot.cell.row if any(s is not None and s.is_anchor and s.cell is slot.cell for s in row) else -1  # type: ignore[attr-defined]


def read_rows(table: LogicalTable, header: Header) -> dict[tuple[int, int], Row]:
    """(row, block) -> Row for every data row that prints anything."""
    rows: dict[tuple[int, int], Row] = {}
    for block in header.blocks:
        reader = CodedRows(table, header, block)
        members: list[Row] = []
        units: dict[int, str] = {}  # row number -> the code of the unit it prints
        places: dict[int, Place] = {}
        values: dict[int, Values] = {}
        for r in range(header.rows, len(table.rows)):
            if is_column_number_row([cell.text for _, cell in table.anchors(r)]):
                continue
            if reader.is_covered(r):
                continue
            labels = reader.read(r)
            labels.name = labels.name or reader.label_over_lanes(r)
            has_number = any(
                (slot := table.rows[r][h.column_no]) is not None and slot.is_anchor and is_number(slot.text)
                for h in reader.numeric
            )
            if not (
                labels.codes or labels.name or labels.unit_name or labels.project_name or labels.other or has_number
            ):
                continue
            row = _row(r, block, reader.side, labels)
            _carry_unit(row, labels, members)
            members.append(row)
            rows[r, block] = row
            places[r] = Place(labels.level, labels.last, reader.words(r))
            printed = reader.values(r)
            if any(value is not None for value in printed):
                values[r] = printed
            if labels.unit_code:
                units[r] = labels.unit_code
        _name_total(members, places)
        if not units and balance.is_one_sided(members):
            _imply_codes(members)
            balance.arrange(members)
            continue
        _shorten_padded_codes(members)
        _imply_codes(members)
        columns = len({places[m.row_no].first for m in members})
        if any(m.value_year is not None for m in members):
            continue  # a row a year: no row is part of another
        if units or any(m.codes for m in members) or (columns < 3 and any(numbering_depth(m.name) for m in members)):
            _tree(members, units)
            head_by_sum(members, units, values)
        else:
            nest(members, places, values)
    _free_lane_totals(list(rows.values()))
    if len({len(header.numeric(block)) for block in header.blocks}) == 1:
        _join_lanes(list(rows.values()))
    return rows


def _join_lanes(rows: list[Row]) -> None:
    """Codes at the top of a lane whose class began in the lane before are parts of that class."""
    heads: dict[tuple[str, str, str], Row] = {}  # unit, scheme, code
    for row in sorted(rows, key=lambda row: (row.block_no, row.row_no)):
        if row.role != "item" or not row.codes:
            continue
        code = row.codes[0]
        above = (
            heads.get((row.unit_name, code.scheme, code.value[:length])) for length in range(len(code.value) - 1, 2, -1)
        )
        head = next((other for other in above if other is not None), None)
        if head is not None and head.block_no != row.block_no:
            row.parent_row_no, row.parent_block_no = head.row_no, head.block_no
        heads.setdefault((row.unit_name, code.scheme, code.value), row)


def _free_lane_totals(rows: list[Row]) -> None:
    """The total below lanes is the sum of the totals of all lanes, not of the rows of the lane it stands in."""
    lanes = {row.block_no for row in rows if row.line in ("personnel_total", "operating_total")}
    totals = {(row.block_no, row.row_no) for row in rows if row.role == "total"}
    if len({row.block_no for row in rows}) > 1 and lanes:
        for row in rows:
            if (row.block_no, row.parent_row_no) in totals:
                row.parent_row_no = None


def _row(r: int, block: int, side: str | None, labels: _Labels) -> Row:
    row = Row(
        r,
        block,
        side,
        page=labels.page,
        codes=labels.codes,
        name=labels.name,
        project_name=labels.project_name,
        unit_name=labels.unit_name,
        value_year=labels.value_year,
        indent=labels.indent,
    )
    words = [labels.name, labels.unit_name, labels.project_name, *labels.other]
    if any(total_words().find(bare(w)) for w in words if w):
        row.role = "total"
        row.line = "grand_total"
        row.name = next(w for w in words if w and total_words().find(bare(w)))
    elif labels.name:
        label, of_which = without_numbering(labels.name)
        row.is_of_which = of_which
        line = line_words().find(bare(label))
        if line in ("personnel_total", "operating_total"):
            row.role, row.line = "subtotal", line
    if not row.name and not row.codes:
        # A remark names a row that has no other name; it is not the name of a project or a unit.
        named = row.project_name or row.unit_name
        row.name = next(iter(labels.texts or ([] if named else labels.notes)), "").replace("\n", "")
    return row


def _name_total(members: list[Row], places: dict[int, Place]) -> None:
    """The first or the last row is the total where it is the only one without any word and none is called so."""
    wordless = [row for row in members if not places[row.row_no].words]
    is_lone = len(wordless) == 1 and len(members) > 2 and wordless[0] in (members[0], members[-1])
    if is_lone and not any(row.role == "total" for row in members):
        wordless[0].role, wordless[0].line = "total", "grand_total"


def _carry_unit(row: Row, labels: _Labels, members: list[Row]) -> None:
    """A unit printed once, above or merged over its rows, belongs to the rows below it."""
    if row.role == "total":
        return
    if not row.unit_name and members and (row.codes or row.name or row.project_name):
        row.unit_name = members[-1].unit_name if members[-1].role != "total" else ""


def _shorten_padded_codes(members: list[Row]) -> None:
    """30400 printed in a table without a row 304 is the class, padded to the digits of its sections."""
    present = {(code.scheme, code.value) for row in members for code in row.codes}
    for row in members:
        for code in row.codes:
            short = code.value[:-2]
            if code.value.endswith("00") and len(short) >= 3 and (code.scheme, short) not in present:
                code.value, code.level = short, code.level - 1


def _imply_codes(members: list[Row]) -> None:
    """Codes of rows that print only names, where the code lists know the name in its place."""
    if any(m.codes for m in members):
        return
    context = ""
    for row in members:
        if row.role != "item" or not row.name:
            continue
        code = implied_code(without_numbering(row.name)[0], context)
        if code is not None:
            row.codes.append(code)
            context = code.value


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


def _tree(members: list[Row], printed_units: dict[int, str]) -> None:
    """The row each row is an addend of: the printed row of the code above, of the unit, or the total."""
    headings = _headings(members, printed_units)
    units: dict[str, Row] = {}  # the last heading of each unit so far
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
        if parent is None and not row.codes:
            parent = _whole_of_part(row, members)
        holder = current_unit if current_unit is not None else total
        if parent is None and not row.codes and not row.is_of_which and has_implied and previous is not None:
            # A name the lists do not know, among names that mean codes: it stands beside the one above it.
            parent = next((m for m in members if m.row_no == previous.parent_row_no), None)
        if parent is None:
            parent = holder
        row.parent_row_no = parent.row_no if parent is not None and parent is not row else None
        previous = row


def _whole_of_part(row: Row, members: list[Row]) -> Row | None:
    """The row above that a row is a part of by what both measure: 公务用车运行费 of 公务用车购置及运行费."""
    measure = measure_words().find(header_word(row.name)[0])
    whole = measure_entry(measure or "").get("part_of")
    if whole is None:
        return None
    above = (m for m in reversed(members) if m.row_no < row.row_no)
    return next((m for m in above if measure_words().find(header_word(m.name)[0]) == whole), None)


def _unit_above(code: str, units: dict[str, Row]) -> Row | None:
    for length in range(len(code) - 1, 2, -1):
        if code[:length] in units:
            return units[code[:length]]
    return None


def counts_things(name: str) -> bool:
    """Whether a row's label ends in a unit that is none of money: 车辆数合计（辆）."""
    match = re.search(r"[（(]([^（）()]{1,6})[)）]$", squeezed(name))
    return match is not None and match[1] in vocabulary("lines")["counted"]


def measure_of_row(name: str, wanted: frozenset[str]) -> str | None:
    """The measure a row's label names (three public items printed as rows), if it is one of `wanted`."""
    label, _ = without_numbering(name)
    measure = measure_words().find(header_word(label)[0])
    return measure if measure in wanted else None
