"""Balance tables: blocks side by side whose rows are lines (sources of revenue, functional classes), not codes.

Belongs here: what each line is, and which line it is an addend of, from labels, numbering and order.
Does not: coded tables (`coded`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.forms.codes import implied_code
from pipeline.forms.columns.header_rows import is_column_number_row
from pipeline.forms.columns.model import Header
from pipeline.forms.model import Code, Row
from pipeline.forms.numbers import is_amount
from pipeline.forms.rows.of_which import goes_on_with_parts
from pipeline.forms.tables.grid import LogicalTable, indent_of
from pipeline.forms.text import bare, numbering_depth, without_numbering
from pipeline.forms.words import distributed_words, line_role, line_words, vocabulary

_FUNDS = frozenset({"gpb", "gov_fund", "state_capital"})
_SECTIONS = frozenset(
    {
        "current_total",
        "carry_over",
        "carry_forward",
        "offset",
        "surplus_distribution",
        "prior_unit_cash",
        "unallocated_unit_cash",
        "by_category",
    }
)


def is_balance(header: Header) -> bool:
    """Two or more blocks of lines without code columns, one of them revenue."""
    blocks = header.blocks
    if len(blocks) < 2:
        return False
    sides = {next((h.side for h in header.heads if h.block_no == b), None) for b in blocks}
    # With both sides named, 项目名称 is the name of a line and 序号 only counts them.
    codes = {"class_code", "code", "unit_code"}
    if not sides >= {"revenue", "expenditure"}:
        codes |= {"project_name", "serial"}
    for block in blocks:
        if {h.label for h in header.labels(block)} & codes:
            return False
    return bool(sides & {"revenue", "expenditure"})


def is_one_sided(lines: list[Row]) -> bool:
    """Whether rows without codes are one side of a balance: lines, 本年收入合计 or 本年支出合计, and the total."""
    found = {line_words().find(bare(without_numbering(row.name)[0])) for row in lines}
    return {"current_total", "grand_total"} <= found and not any(row.codes for row in lines)


def sides_of(lines: list[Row]) -> list[list[Row]]:
    """Revenue up to 收入总计, expenditure below it up to 支出总计, each with its side; else the lines as they are."""
    words = vocabulary("schemes")["totals_of_sides"]
    ends = {
        side: [i for i, row in enumerate(lines) if any(re.fullmatch(p, bare(row.name)) for p in patterns)]
        for side, patterns in words.items()
    }
    if not ends["revenue"] or not ends["expenditure"] or ends["revenue"][-1] > ends["expenditure"][0]:
        return [lines]
    cut = ends["revenue"][-1] + 1
    parts = lines[:cut], lines[cut:]
    for side, part in zip(("revenue", "expenditure"), parts, strict=True):
        for row in part:
            row.side = side
    return list(parts)


def arrange(lines: list[Row]) -> None:
    """Give each line of one side its key, role and parent."""
    _Tree(lines).build()


def read_lines(table: LogicalTable, header: Header) -> dict[tuple[int, int], Row]:
    """(row, block) -> Row for every line printed in each block."""
    rows: dict[tuple[int, int], Row] = {}
    for block in header.blocks:
        side = next((h.side for h in header.heads if h.block_no == block), None)
        lines: list[Row] = []
        for r in range(header.rows, len(table.rows)):
            if is_column_number_row([cell.text for _, cell in table.anchors(r)]):
                continue
            name, page, indent = _label(table, header, block, r)
            has_number = any(
                (slot := table.rows[r][h.column_no]) is not None and slot.is_anchor and is_amount(slot.text)
                for h in header.numeric(block)
            )
            if not name and not has_number:
                continue
            row = Row(r, block, side, name=name, page=page, indent=indent)
            rows[r, block] = row
            if name:  # a number beside no word, mostly 0.00 in the rows the other side needs, is a part of nothing
                lines.append(row)
        arrange(lines)
    return rows


def _label(table: LogicalTable, header: Header, block: int, r: int) -> tuple[str, int | None, float]:
    name, page, indent = "", None, 0.0
    for head in header.labels(block):
        slot = table.rows[r][head.column_no]
        # A label merged over the blocks to its left (当年支出小计 over two lists) is this block's label too.
        is_merged = slot is not None and not slot.is_anchor and slot.cell.row_span == 1
        if slot is None or not (slot.is_anchor or is_merged):
            continue
        if slot.text.strip() and head.label not in ("line_no", "serial"):
            if not name:
                name, indent = slot.text.strip().replace("\n", ""), indent_of(slot.cell)
            page = page or slot.cell.page
    if page is None:
        anchors = table.anchors(r)
        page = anchors[0][1].page if anchors else None
    return name, page, indent


def _function_of(label: str, context: str) -> Code | None:
    """The functional category a line names, also without its last word: classes were called 教育 until 2013."""
    ending = vocabulary("lines")["ending_of_classes"]
    named = implied_code(label, context, ("functional",))
    return named if named is not None or label.endswith(ending) else implied_code(label + ending, "", ("functional",))


@dataclass(slots=True)
class _Tree:
    """Gives each line its key, role and parent."""

    lines: list[Row]
    holder: Row | None = None  # the section the following items belong to
    pending: list[Row] = field(default_factory=list)  # items before any section
    stack: list[tuple[int, Row]] = field(default_factory=list)  # numbered items that may have parts
    context: str = ""  # the last functional code, for names of 款 and 项
    sections: list[Row] = field(default_factory=list)
    total: Row | None = None

    def build(self) -> None:
        fund_lines = set(vocabulary("lines")["fund_lines"])
        for row in self.lines:
            label, row.is_of_which = without_numbering(row.name)
            depth = numbering_depth(row.name)
            line = line_words().find(bare(label))
            if depth == 0 and self._is_interim(row):
                line = "current_total"
            if line == "grand_total" and depth == 0:
                self._grand(row)
            elif self._is_distributed(label, line):
                row.line, row.role = line, line_role(str(line))
                row.is_of_which, row.parent_row_no = True, self.sections[-1].row_no
            elif line in _SECTIONS and not row.is_of_which:
                self._section(row, line, depth)
            else:
                self._item(row, line, label, depth, fund_lines)
        self._finish()

    def _is_interim(self, row: Row) -> bool:
        """小计 or 合计 below items, the last such before a total: what the other forms call 本年收入合计."""
        words = vocabulary("lines")["interim"]
        if bare(row.name) not in words or not self.pending or self.sections:
            return False
        below = [bare(other.name) for other in self.lines[self.lines.index(row) + 1 :]]
        named = [name for name in below if line_words().find(name) == "grand_total" and name not in words]
        return bool(named) and not any(name in words for name in below)

    def _is_distributed(self, label: str, line: str | None) -> bool:
        """转入事业基金 below 结余分配: a part of it, with or without 其中."""
        above = self.sections[-1] if self.sections else None
        return above is not None and above.line == line and distributed_words().find(bare(label)) is not None

    def _grand(self, row: Row) -> None:
        row.line, row.role = "grand_total", "total"
        if self.total is None:
            self.total = row
        self.stack = []
        # Items printed under a total that comes first belong to the sections that follow it.
        self.holder = None

    def _section(self, row: Row, line: str | None, depth: int) -> None:
        assert line is not None
        row.line, row.role = line, line_role(line)
        if line == "by_category":
            row.is_of_which = True
        self.sections.append(row)
        if line == "current_total" and self.pending:
            for item in self.pending:
                item.parent_row_no = row.row_no
            self.pending = []
            self.holder = None
            self.stack = []
        else:
            self.holder = row
            self.stack = [(depth, row)] if depth else []
        self.context = ""

    def _item(self, row: Row, line: str | None, label: str, depth: int, fund_lines: set[str]) -> None:
        row.line, row.role = line, "item" if line is None else line_role(line)
        if line is not None and row.role in ("total", "carry_over", "offset"):
            row.role = "item"
        code = _function_of(label, self.context) if row.side == "expenditure" else None
        if code is None and row.side == "expenditure" and line is None:
            code = implied_code(label, "", ("dept_economic", "gov_economic"))
        if code is not None and line is not None and self.context and line_role(line) == "item":
            row.line = line = None  # 其他 among classes of expenditure is no 其他收入
        if code is not None and line is None:
            row.codes.append(code)
            row.line = "function_class" if code.scheme == "functional" and code.level == 1 else None
            if code.scheme == "functional":
                self.context = code.value
        above = self.lines[self.lines.index(row) - 1] if row is not self.lines[0] else None
        whole = self._by_row(above.parent_row_no) if above is not None and above.is_of_which else None
        if above is not None and whole is not None and goes_on_with_parts(row, above, whole):
            row.is_of_which, row.parent_row_no = True, whole.row_no
            return
        parent = self._parent(row, code, depth, line, fund_lines)
        row.depth = depth or (code.level if code else 0)
        if parent is not None:
            row.parent_row_no = parent.row_no
        else:
            self.pending.append(row)

    def _parent(self, row: Row, code: Code | None, depth: int, line: str | None, fund_lines: set[str]) -> Row | None:
        if row.is_of_which:
            index = self.lines.index(row)
            earlier = [other for other in self.lines[:index] if not other.is_of_which]
            return earlier[-1] if earlier else None
        if code is not None and code.scheme == "functional" and code.level > 1:
            for other in reversed(self.lines[: self.lines.index(row)]):
                above = other.code("functional")
                if above and code.value.startswith(above) and len(above) < len(code.value):
                    return other
        whole = self._fiscal_above(row) if line in _FUNDS else None
        if whole is not None and (not depth or numbering_depth(whole.name) < depth):
            return whole
        if depth:
            while self.stack and self.stack[-1][0] >= depth:
                self.stack.pop()
            parent = self.stack[-1][1] if self.stack else self.holder
            self.stack.append((depth, row))
            return parent
        if self.stack and line in fund_lines and self.stack[-1][1].line in ("fiscal_appropriation", "carry_over"):
            return self.stack[-1][1]
        if code is None and line is None:
            beside = self._beside_named(row)
            if beside is not None:
                return beside
        if self.stack and self.stack[-1][1] not in self.sections and numbering_depth(self.stack[-1][1].name):
            return self.stack[-1][1]
        return self.holder

    def _beside_named(self, row: Row) -> Row | None:
        """The 款 above a name the lists do not know: an item of it, as far as the order tells."""
        index = self.lines.index(row)
        above = self.lines[index - 1] if index else None
        code = above.codes[0] if above is not None and above.codes else None
        if above is None or code is None or code.scheme != "functional" or code.level == 1:
            return None
        return above if code.level == 2 else self._by_row(above.parent_row_no)

    def _fiscal_above(self, row: Row) -> Row | None:
        """财政拨款 right above, or above the funds right above: the whole the funds are parts of."""
        index = self.lines.index(row)
        for other in reversed(self.lines[:index]):
            if other.line == "fiscal_appropriation":
                return other
            if other.line not in _FUNDS:
                return None
        return None

    def _by_row(self, row_no: int | None) -> Row | None:
        return next((line for line in self.lines if line.row_no == row_no), None)

    def _name_sections(self) -> None:
        """A name the lists do not know, right above the only 项 of an unprinted 款, is that 款."""
        for above, row in pairwise(self.lines):
            code = row.codes[0] if row.codes else None
            if code is None or code.scheme != "functional" or code.level != 3 or above.codes or above.role != "item":
                continue
            if not any(other.code("functional") == code.value[:5] for other in self.lines):
                above.codes.append(Code("functional", code.value[:5], 2))
                row.parent_row_no = above.row_no

    def _finish(self) -> None:
        self._name_sections()
        for row in self.lines:
            above = self._by_row(row.parent_row_no)
            if row.role == "item" and above is not None and above.role == "carry_over":
                row.role = "carry_over"  # of one fund, or of basic expenditure and projects
        if self.total is None:
            return
        for row in [*self.pending, *self.sections]:
            if row is not self.total and row.parent_row_no is None:
                row.parent_row_no = self.total.row_no
        for row in self.lines:
            if row.role == "total" and row is not self.total:
                row.role = "subtotal"
