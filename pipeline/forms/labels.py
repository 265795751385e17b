"""The label cells of one row: its codes, its name, its unit and its project, and where they stand.

Belongs here: codes in one, three or stepped columns, joined codes, merged cells that go on below, second names.
Does not: the role of a row and what it is a part of (`rows`, `addends`), its numbers (`cells`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.forms.codes import is_name_of, level_of
from pipeline.forms.grid import LogicalTable, Slot, indent_of
from pipeline.forms.header import ColumnHead, Header
from pipeline.forms.header_rows import code_shown
from pipeline.forms.model import Code
from pipeline.forms.nesting import Values
from pipeline.forms.numbers import is_amount, read_amount, reports_none
from pipeline.forms.text import bare, folded, squeezed, year_in
from pipeline.forms.words import label_words, subtotal_words, total_words, vocabulary
from pipeline.money import UNITS

_JOINED = re.compile(r"^\[?(\d{3,9})\]?[-－—–_:：、. ]*(\D.*)$")
# The name above its code, or before it in brackets: 行政运行 (2010301).
_CODE_LAST = re.compile(
    r"^(?P<name>\D.*?)\s*(?P<apart>\n|[\[(（【])?\s*(?P<code>[235](?:\d\d){1,3})[\])）】]?$", re.DOTALL
)
_DOTTED = re.compile(r"\d{3}(?:[.·\-]\d{2}){1,3}")  # 201.05.01
_STEPS = {"class_code": 0, "section_code": 1, "item_code": 2}
_NO_NAMES = frozenset({"serial", "line_no", "project_code"})
_NAME_LABELS = ("name", "item", "classification")


@dataclass(slots=True)
class Labels:
    """What the label cells of a row say."""

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
    measured_in: str = ""  # the unit of the row's numbers
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
        self.units = {h.column_no: self._unit_codes(h) for h in self.heads if h.label == "code"}
        self.steps: dict[int, list[str]] = {}

    def _unit_codes(self, head: ColumnHead) -> set[str]:
        """Codes of units among those of a classification in one column (305, 305001 above 2130301): no classification
        has six digits, and the department's code begins its units'."""
        printed = {squeezed(self.table.text(r, head.column_no)) for r in range(self.first, len(self.table.rows))}
        units = {code for code in printed if re.fullmatch(r"\d{6}", code)}
        mixed = any(re.fullmatch(r"\d{5}|\d{7}", code) for code in printed)
        return units | {code[:3] for code in units if code[:3] in printed} if mixed else set()

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
            text = code_shown(squeezed(self.table.text(r, head.column_no)))
            match = re.match(r"^\[?(\d{3,9})", text)
            last = _CODE_LAST.match(text)
            if match and len(match[1]) in (3, 5, 7, 9):
                firsts[match[1][0]] += 1
            elif last is not None:
                firsts[last["code"][0]] += 1
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

    def read(self, r: int) -> Labels:
        found = Labels([], "", "", "", "", [], None, None)
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
                groups.setdefault(group, []).append((_STEPS[head.label], code_shown(flat)))
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

    def _place(self, found: Labels, r: int) -> None:
        """Where the row's first own label stands, and the merged cell left of it that names the group."""
        begins: int | None = None  # a merged cell that starts here
        for position, head in enumerate(self.heads):
            slot = self.table.rows[r][head.column_no]
            if slot is None or not slot.text.strip() or _heads_column(slot):
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
            is_printed = slot is not None and slot.is_anchor and is_amount(slot.text)
            number = read_amount(slot.text) if slot is not None and is_printed else None
            found.append(number.value if number is not None else None)
        return tuple(found)

    def prints_numbers(self, r: int) -> bool:
        return any(value is not None for value in self.values(r))

    def _one(self, found: Labels, head: ColumnHead, text: str, flat: str) -> None:
        if head.label in ("code", "classification"):
            flat = code_shown(flat)
        if _DOTTED.fullmatch(flat):
            flat = re.sub(r"\D", "", flat)
        if flat in self.units.get(head.column_no, ()):
            found.unit_code = flat
            return
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
                elif head.label != "text" and (last := self._code_last(head, text)):
                    self._add(found, self.schemes[head.column_no], last["code"], last["code"])
                    found.name = found.name or squeezed(last["name"])
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
            case "unit_name" if reports_none(flat):
                pass
            case "unit_name" if flat in UNITS or flat in vocabulary("lines")["counted"]:
                found.measured_in = flat  # 单位 above 万元 and 辆
            case "unit_name":
                found.unit_name = text.replace("\n", "")
            case "unit_code" if any(ch.isascii() and ch.isalnum() for ch in flat):
                found.unit_code = flat
            case "project_name":
                found.project_name = text.replace("\n", "")
            case "date":
                found.value_year = year_in(flat) or found.value_year
                found.other.append(text)
                found.notes.append(text)
            case label:
                found.other.append(text)
                if label is not None and label.startswith("indicator_"):
                    return  # an indicator is not the name of the row's money
                if label == "note":
                    found.notes.append(text)
                elif label not in _NO_NAMES:
                    found.texts.append(text)

    def _code_last(self, head: ColumnHead, text: str) -> re.Match[str] | None:
        """A name and its code behind it, set apart from it or known to be so called."""
        last = _CODE_LAST.match(folded(text).strip())
        if last is None or last["apart"]:
            return last
        return last if is_name_of(last["name"], self.schemes[head.column_no] or "functional", last["code"]) else None

    def _add(self, found: Labels, scheme: str | None, value: str, printed: str) -> None:
        scheme = scheme or "functional"
        if not any(c.scheme == scheme for c in found.codes):
            found.codes.append(Code(scheme, value, level_of(value), printed))

    def _stepped(self, found: Labels, start: int, steps: list[tuple[int, str]]) -> None:
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
        if len(parts[0]) >= 3 and parts[0] in parts[1:]:
            full = parts[0]  # a cell over all three, its text repeated in each
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


def _heads_column(slot: Slot) -> bool:
    """Whether a word above a column reaches down into the rows: 类, 款 and 项 beside 栏次 and 合计."""
    return not slot.is_anchor and slot.cell.row_span > 1 and label_words().find(bare(slot.text)) is not None


def _row_of(slot: object, table: LogicalTable, r: int) -> int:
    """Row (of its own printed table) in which the slot's cell starts, when that is row r; -1 otherwise."""
    row = table.rows[r]
    return slot.cell.row if any(s is not None and s.is_anchor and s.cell is slot.cell for s in row) else -1  # type: ignore[attr-defined]
