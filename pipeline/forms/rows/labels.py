"""The label cells of one row: its codes, its name, its unit and its project, and where they stand.

Belongs here: which cells are the row's own, merged cells that go on below, the numbers and words by which rows are told
apart. Does not: what a cell says (`label_cells`, `stepped_codes`), the role of a row and what it is a part of (`coded`,
`addends`), its numbers (`forms.cells`).
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.forms.columns.header_rows import code_shown
from pipeline.forms.columns.model import Header
from pipeline.forms.numbers import is_amount, read_amount
from pipeline.forms.rows.adding_up import Values
from pipeline.forms.rows.label_cells import Labels, read_cell
from pipeline.forms.rows.label_columns import label_columns
from pipeline.forms.rows.stepped_codes import STEPS, SteppedCodes
from pipeline.forms.tables.grid import LogicalTable, Slot, indent_of
from pipeline.forms.text import bare, squeezed
from pipeline.forms.words import label_words, subtotal_words


class CodedRows:
    """Reads the label cells of one block, row by row, carrying stepped codes and merged cells down."""

    def __init__(self, table: LogicalTable, header: Header, block: int) -> None:
        self.table = table
        self.columns = label_columns(table, header, block)
        self.side = next((h.side for h in header.heads if h.block_no == block), None)
        self.numeric = header.numeric(block)
        self.stepped = {column.column_no: SteppedCodes(column.scheme) for column in self.columns}

    def label_over_lanes(self, r: int) -> str:
        """A label that begins in a block further left and covers this block's labels, but not its amounts."""
        if not self.columns or not self.numeric:
            return ""
        slot = self.table.rows[r][self.columns[0].column_no]
        last = self.table.rows[r][self.numeric[-1].column_no]
        begins = slot is not None and not slot.is_anchor and slot.cell.row_span == 1
        return slot.text.strip() if begins and slot is not None and (last is None or last.cell is not slot.cell) else ""

    def is_covered(self, r: int) -> bool:
        """Whether a label that goes on into the next block covers this block's amounts."""
        if not self.columns or not self.numeric:
            return False
        slot = self.table.rows[r][self.numeric[-1].column_no]
        after = self.numeric[-1].column_no + 1
        beyond = self.table.rows[r][after] if after < self.table.width else None
        return slot is not None and not slot.is_anchor and beyond is not None and beyond.cell is slot.cell

    def read(self, r: int) -> Labels:
        found = Labels()
        groups: dict[int, list[tuple[int, str]]] = {}  # first column of 类, 款, 项 -> its steps on this row
        group = -1
        for column in self.columns:
            slot = self.table.rows[r][column.column_no]
            if slot is None:
                if column.label == "class_code":
                    group = column.column_no
                continue
            found.page = found.page or slot.cell.page
            if not slot.is_anchor and self._begins_left(r, slot):
                continue  # the right part of a cell that covers several label columns
            text = slot.text.strip()
            if column.label == "class_code":
                group = column.column_no
                groups[group] = []
            if column.label in STEPS and group >= 0:
                groups.setdefault(group, []).append((STEPS[column.label], code_shown(squeezed(text))))
            elif squeezed(text):
                if found.name and column.is_second_name:
                    found.other.append(text)
                    continue
                named = found.name or found.unit_name
                read_cell(found, column, text)
                if not named and (found.name or found.unit_name):
                    found.indent = indent_of(slot.cell)
        for first, steps in groups.items():
            self.stepped[first].read(found, steps)
        self._place(found, r)
        return found

    def _begins_left(self, r: int, slot: Slot) -> bool:
        return any(other is not None and other.is_anchor and other.cell is slot.cell for other in self.table.rows[r])

    def _place(self, found: Labels, r: int) -> None:
        """Where the row's first own label stands; a merged cell before 小计 names the row."""
        begins: int | None = None  # a merged cell that starts here
        for position, column in enumerate(self.columns):
            slot = self.table.rows[r][column.column_no]
            if slot is None or not slot.text.strip() or _heads_column(slot):
                continue
            is_own = slot.is_anchor and slot.cell.row_span == 1
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
        found.level = found.last = begins if begins is not None else len(self.columns)

    def _says_subtotal(self, r: int, position: int) -> bool:
        """Whether the label right of `position` says that the row is the whole of it."""
        if position + 1 >= len(self.columns):
            return False
        slot = self.table.rows[r][self.columns[position + 1].column_no]
        own = self.table.rows[r][self.columns[position].column_no]
        return (
            slot is not None
            and own is not None
            and slot.cell is not own.cell
            and subtotal_words().find(bare(slot.text)) is not None
        )

    def _end_of_run(self, r: int, position: int) -> int:
        """The last of the label columns filled without a gap from `position` on."""
        while position + 1 < len(self.columns):
            slot = self.table.rows[r][self.columns[position + 1].column_no]
            if slot is None or not slot.text.strip():
                break
            position += 1
        return position

    def words(self, r: int) -> frozenset[tuple[int, str]]:
        """The words of the row's label columns, each with its place."""
        slots = ((position, self.table.rows[r][column.column_no]) for position, column in enumerate(self.columns))
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


def _heads_column(slot: Slot) -> bool:
    """Whether a word above a column reaches down into the rows: 类, 款 and 项 beside 栏次 and 合计."""
    return not slot.is_anchor and slot.cell.row_span > 1 and label_words().find(bare(slot.text)) is not None
