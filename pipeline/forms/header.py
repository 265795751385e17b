"""Where the header of a table ends, and what stands above each column.

Belongs here: header rows, header paths per column, label columns and number columns, blocks side by side,
the measure a path of words means.
Does not: data rows (`rows`, `balance`), which form it is (`kinds`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.documents.model import Cell
from pipeline.forms.codes import implied_code
from pipeline.forms.grid import LogicalTable
from pipeline.forms.model import Code, Column
from pipeline.forms.numbers import is_number
from pipeline.forms.text import bare, header_word, numbering_depth, squeezed, unit_in, without_numbering, year_in
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    label_words,
    line_words,
    measure_entry,
    measure_words,
    subtotal_words,
    total_words,
    vocabulary,
)

_CODE = re.compile(r"\d{3}|\d{5}|\d{7}|\d{9}")
_CODE_NAME = re.compile(r"(\d{3}(?:\d{2}){0,3})[-－—_ ]?(\D.*)")
_LETTERED = re.compile(r"[A-Za-z]?\d{0,2}(?:[=+\-(].*)?|\d{1,2}=.*")
_PRECISE = re.compile(r"\d[\d,，]*\.\d+|\d{1,3}([,，]\d{3})+")
_FUND_MEASURES = {"gpb", "gov_fund", "state_capital", "fiscal_special_account", "unit_funds", "other_funds"}
_GROUPS_THAT_PASS = {"current_revenue", "fiscal_appropriation", "unit_funds", "total", "current_expenditure"}
_PARTS_OF_BASIC = {"personnel", "operating"}
_ROW_LABELS = {"class_code", "code", "classification", "name", "item", "unit_code", "unit_name", "project_name"}


@dataclass(slots=True)
class ColumnHead:
    """The words above one elementary column and what they are."""

    column_no: int
    path: list[str]
    label: str | None = None  # a key of columns.yml labels, or None for a column of numbers
    is_of_which: bool = False
    block_no: int = 0
    side: str | None = None
    scheme: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)  # columns covered by each word of the path

    @property
    def printed(self) -> str:
        return " / ".join(squeezed(word) for word in self.path)


@dataclass(slots=True)
class Header:
    """The header of a logical table: `rows` header rows, one head per column that holds anything."""

    rows: int
    heads: list[ColumnHead]

    def numeric(self, block: int | None = None) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is None and (block is None or h.block_no == block)]

    def labels(self, block: int) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is not None and h.block_no == block]

    @property
    def blocks(self) -> list[int]:
        return sorted({h.block_no for h in self.heads})


def is_column_number_row(texts: list[str]) -> bool:
    """A row that only numbers the columns: 栏次 1 2 3, or 1 2 3=1+2."""
    words = [t for t in texts if t]
    if not words:
        return False
    numbering = vocabulary("lines")["column_numbers"]
    if bare(words[0]) in numbering:
        return True
    # 类 款 项 栏次 1 2 3: the word stands after the labels of the codes.
    if any(bare(word) in numbering for word in words[:4]) and sum(squeezed(w).isdigit() for w in words) >= 2:
        return True
    if all(_LETTERED.fullmatch(squeezed(w)) or not bare(w) for w in words) and any(not bare(w) for w in words):
        return True  # ** ** 1 2: stars under the labels
    if len(words) < 3 or not all(_LETTERED.fullmatch(squeezed(w)) for w in words):
        return False
    numbers = [int(squeezed(w)) for w in words if squeezed(w).isdigit()]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def looks_like_amount(text: str) -> bool:
    """A printed number that is plainly an amount: separators or decimals, or a percentage."""
    flat = squeezed(text)
    return bool(_PRECISE.search(flat)) and is_number(text)


def is_header_word(text: str) -> bool:
    """Whether the vocabulary knows the text as a word above a column."""
    word, _ = header_word(text)
    if not word:
        return year_in(text) is not None
    return (
        label_words().find(word) is not None
        or measure_words().find(word) is not None
        or basis_words().find(word) is not None
        or subtotal_words().find(word) is not None
    )


def _is_data_row(table: LogicalTable, index: int, seen_header: bool) -> bool:
    anchors = table.anchors(index)
    texts = [cell.text for _, cell in anchors]
    filled = [t for t in texts if t.strip()]
    if not filled:
        return seen_header
    if is_column_number_row(texts):
        return True
    if any(looks_like_amount(t) for t in filled):
        return True
    if seen_header and any(squeezed(table.text(index, c)).isdigit() for c in _line_number_columns(table, index)):
        return True
    first = squeezed(filled[0])
    if seen_header and (_CODE.fullmatch(first) or _CODE_NAME.fullmatch(first)):
        return True
    key = bare(without_numbering(filled[0])[0])
    if seen_header and len(filled) == 1 and total_words().find(key):
        return True
    if seen_header and len(filled) == 1 and numbering_depth(filled[0]):
        return True
    numbers = [t for t in filled if is_number(t)]
    if seen_header and numbers and len(numbers) >= 0.4 * len(filled) and not all(is_header_word(t) for t in filled):
        return True
    if seen_header and line_words().find(key) and key != bare(filled[0]):
        # A numbered balance line (一、财政拨款收入) with nothing beside it.
        return True
    return bool(
        seen_header
        and len(filled) >= 2
        and not any(is_header_word(t) for t in filled)
        and not _spans_columns(anchors)
        and not _names_columns(anchors)
    )


def _names_columns(anchors: list[tuple[int, Cell]]) -> bool:
    """Whether words made of known parts head columns here: three side by side, or nothing else and no label."""
    named = {column for column, cell in anchors if composed_measure(header_word(cell.text)[0])}
    filled = {column for column, cell in anchors if cell.text.strip()}
    if named == filled and 0 not in filled:
        return True
    return any(named >= {column, column + 1, column + 2} for column in named)


def _line_number_columns(table: LogicalTable, before: int) -> list[int]:
    """The columns headed 行次 in the rows before one."""
    return [
        c for r in range(before) for c, cell in table.anchors(r) if label_words().find(bare(cell.text)) == "line_no"
    ]


def _spans_columns(anchors: list[tuple[int, Cell]]) -> bool:
    return any(cell.column_span > 1 for _, cell in anchors)


def count_header_rows(table: LogicalTable) -> int:
    """How many leading rows are header; 0 when the first row is already data."""
    seen = False
    depth_limit = min(len(table.rows), 8)
    for index in range(depth_limit):
        if _is_data_row(table, index, seen):
            # A vertical span of the header that reaches into this row keeps it header.
            if (
                index
                and _header_reaches(table, index)
                and not any(looks_like_amount(cell.text) for _, cell in table.anchors(index))
                and any(is_header_word(cell.text) for _, cell in table.anchors(index) if cell.text.strip())
            ):
                continue
            return index
        seen = seen or any(is_header_word(cell.text) for _, cell in table.anchors(index) if cell.text.strip())
    return depth_limit if seen else 0


def _header_reaches(table: LogicalTable, index: int) -> bool:
    return any(
        slot is not None and not slot.is_anchor and slot.cell.row < index and slot.cell.row_span > 1
        for slot in table.rows[index]
    )


def read_header(table: LogicalTable, context: str = "") -> Header:
    """The header of a table; `context` is 'performance' in performance tables."""
    rows = count_header_rows(table)
    heads = []
    filled = _filled_rows(table, rows)
    mixed = _mixed_words(table, rows)
    for column in range(table.width):
        path, spans = _path(table, filled, rows, column)
        if column in mixed:
            path.append(mixed[column])
            spans.append((column, column))
        head = ColumnHead(column, path, spans=spans)
        _classify(table, head, rows, context)
        if head.label is not None or path or _column_has_numbers(table, rows, column):
            heads.append(head)
    heads = [h for h in heads if _is_anchored(table, rows, h.column_no)]
    _fix_repeated_groups(heads)
    _blocks(heads)
    return Header(rows, heads)


def _is_anchored(table: LogicalTable, rows: int, column: int) -> bool:
    """Whether any data cell, or header cell, starts in the column."""
    for index in range(len(table.rows)):
        slot = table.rows[index][column]
        if slot is not None and slot.is_anchor and (index >= rows or index == rows - 1 or slot.cell.row_span > 1):
            return True
    return len(table.rows) <= rows


def _filled_rows(table: LogicalTable, rows: int) -> list[list[str]]:
    """Header texts per place; where a format keeps no spans, an empty cell repeats its left neighbour
    if something stands below it."""
    texts = [[table.text(r, c).strip() for c in range(table.width)] for r in range(rows)]
    for r in range(rows):
        row_has_spans = any(cell.column_span > 1 for _, cell in table.anchors(r))
        for c in range(1, table.width):
            slot = table.rows[r][c]
            spanned = slot is not None and not slot.is_anchor
            below = any(texts[k][c] for k in range(r + 1, rows))
            above_same = r == 0 or texts[r - 1][c] == texts[r - 1][c - 1]
            if not texts[r][c] and not spanned and below and above_same and not (row_has_spans and table.edges):
                texts[r][c] = texts[r][c - 1]
    return texts


def _mixed_words(table: LogicalTable, rows: int) -> dict[int, str]:
    """Words of a header that share their row with the total row's numbers."""
    if rows >= len(table.rows) or not _header_reaches(table, rows):
        return {}
    found = {}
    for column, cell in table.anchors(rows):
        word, _ = header_word(cell.text)
        if (
            cell.text.strip()
            and not is_number(cell.text)
            and (
                measure_words().find(word) or (label_words().find(word) in ("class_code", "section_code", "item_code"))
            )
        ):
            found[column] = cell.text
    return found


def _path(
    table: LogicalTable, filled: list[list[str]], rows: int, column: int
) -> tuple[list[str], list[tuple[int, int]]]:
    path: list[str] = []
    spans: list[tuple[int, int]] = []
    last: object = None
    for r in range(rows):
        text = filled[r][column]
        slot = table.rows[r][column]
        identity: object = slot.cell if slot is not None and slot.text.strip() else (r, text)
        if not text or identity is last:
            continue
        left = column
        while left > 0 and _same(table, filled, r, left - 1, column):
            left -= 1
        right = column
        while right + 1 < table.width and _same(table, filled, r, right + 1, column):
            right += 1
        path.append(text)
        spans.append((left, right))
        last = identity
    return path, spans


def _same(table: LogicalTable, filled: list[list[str]], r: int, a: int, b: int) -> bool:
    slot_a, slot_b = table.rows[r][a], table.rows[r][b]
    if slot_a is not None and slot_b is not None and slot_a.cell is slot_b.cell:
        return True
    original_a, original_b = table.text(r, a).strip(), table.text(r, b).strip()
    low, high = min(a, b), max(a, b)
    if filled[r][a] != filled[r][b] or not filled[r][a]:
        return False
    # Filled from the same left neighbour: no printed word between.
    return not any(table.text(r, k).strip() for k in range(low + 1, high + 1)) and bool(original_a or original_b or low)


def _column_has_numbers(table: LogicalTable, rows: int, column: int) -> bool:
    return any(
        slot is not None and slot.is_anchor and is_number(slot.text)
        for slot in (table.rows[r][column] for r in range(rows, len(table.rows)))
    )


def _classify(table: LogicalTable, head: ColumnHead, rows: int, context: str) -> None:
    """Label column or number column, by its words and, where they are silent or wrong, by its cells."""
    label, measure = None, None
    for word in reversed(head.path):
        key, of_which = header_word(word)
        head.is_of_which = head.is_of_which or of_which
        if not key:
            continue
        label = label_words().find(key)
        measure = measure_words(context).find(key)
        if label or measure or subtotal_words().find(key) or basis_words().find(key):
            break
        measure = composed_measure(key, context)
        if measure:
            break
    texts = [
        slot.text
        for slot in (table.rows[r][head.column_no] for r in range(rows, len(table.rows)))
        if slot is not None and slot.is_anchor and slot.text.strip()
    ]
    amounts = sum(looks_like_amount(t) for t in texts)
    numbers = sum(is_number(t) for t in texts)
    if label in ("class_code", "section_code", "item_code", "code", "classification") or (
        label in ("serial", "line_no", "unit_code", "project_code", "date")
    ):
        head.label = label if amounts <= 0.5 * max(len(texts), 1) else None
    elif label is not None and measure is None:
        head.label = label if numbers <= 0.5 * max(len(texts), 1) else None
    elif measure is None and not any(
        basis_words().find(header_word(w)[0]) or subtotal_words().find(header_word(w)[0]) for w in head.path
    ):
        if (texts and numbers < 0.5 * len(texts)) or not texts:
            head.label = "text"
    elif texts and numbers == 0 and label is not None:
        head.label = label
    elif texts and numbers < 0.3 * len(texts) and not any(not t.strip("-—－ ") for t in texts):
        head.label = label or "text"
    head.scheme = scheme_of_words(head.path)


def scheme_of_words(path: list[str]) -> str | None:
    """The classification a header names: functional, departmental or government economic."""
    for word in reversed(path):
        key = bare(word)
        for scheme, patterns in vocabulary("schemes")["words"].items():
            if any(re.search(p, key) for p in patterns):
                return str(scheme)
    return None


def _fix_repeated_groups(heads: list[ColumnHead]) -> None:
    """Where leaf words repeat with a period, the top groups follow the repetition.

    Conversions to text lose spans: twelve leaves that are twice the same six belong to two groups of six,
    wherever the group's word was put.
    """
    numeric = [h for h in heads if h.label is None and h.path]
    leaves = [header_word(h.path[-1])[0] for h in numeric]
    total = len(leaves)
    for period in range(2, total // 2 + 1):
        if total % period or leaves != leaves[:period] * (total // period):
            continue
        tops: list[str] = []
        for head in numeric:
            if len(head.path) > 1 and (not tops or tops[-1] != head.path[0]):
                tops.append(head.path[0])
        if len(tops) == total // period and all(year_in(t) for t in tops):
            for index, head in enumerate(numeric):
                group = index // period
                members = numeric[group * period : (group + 1) * period]
                head.path[0] = tops[group]
                head.spans[0] = (members[0].column_no, members[-1].column_no)
        return


def _blocks(heads: list[ColumnHead]) -> None:
    """Number the blocks: labels after amounts, with amounts after them again, start a new block.

    Lists of purchases print a quantity among their labels (采购项目 | 数量 | 计量单位 | 金额): a count ends no block.
    """
    block, seen_numbers = 0, False
    for index, head in enumerate(heads):
        starts = head.label in _ROW_LABELS
        if starts and seen_numbers and any(h.label is None and not _counts(h) for h in heads[index:]):
            block += 1
            seen_numbers = False
        if head.label is None and not _counts(head):
            seen_numbers = True
        head.block_no = block
    for number in range(block + 1):
        members = [h for h in heads if h.block_no == number]
        side = next((s for s in (_side(h.path) for h in members) if s), None)
        for head in members:
            head.side = side


def _counts(head: ColumnHead) -> bool:
    """Whether a column of numbers counts things, by its last word."""
    measure = measure_words().find(header_word(head.path[-1])[0]) if head.path else None
    return measure is not None and measure_entry(measure).get("quantity") == "count"


def _side(path: list[str]) -> str | None:
    for word in path[:1]:
        key, _ = header_word(word)
        for side, patterns in vocabulary("schemes")["sides"].items():
            if any(re.fullmatch(p, key) for p in patterns):
                return str(side)
    return None


def columns_of(header: Header, *, is_balance: bool, context: str = "") -> list[Column]:
    """The meaning of every number column."""
    columns = []
    for head in header.numeric():
        column = _meaning(head, is_balance=is_balance, context=context)
        columns.append(column)
    _settle_years(columns)
    for block in header.blocks:
        money = [c for c in columns if c.block_no == block and c.quantity == "money"]
        heads = {h.column_no: h for h in header.numeric(block)}
        if is_balance and len(money) > 1:
            for column in money:
                if column.measure == "budget_amount" and _is_whole(heads[column.column_no].path[-1]):
                    column.measure = "total"
        _column_tree([c for c in columns if c.block_no == block], {h.column_no: h for h in header.numeric(block)})
    return columns


def _settle_years(columns: list[Column]) -> None:
    """A column of an earlier year that stands alone beside the year's own is last year's figure."""
    years = [c.value_year for c in columns if c.value_year is not None]
    if not years:
        return
    latest = max(years)
    for column in columns:
        alone = [
            c.column_no for c in columns if (c.block_no, c.value_year) == (column.block_no, column.value_year)
        ] == [column.column_no]
        if (
            column.value_year is not None
            and column.value_year < latest
            and alone
            and column.measure in ("total", "budget_amount", "final_amount")
        ):
            column.measure = (
                "prior_year_actual" if column.basis in ("execution", "final_account") else ("prior_year_budget")
            )


def _meaning(head: ColumnHead, *, is_balance: bool, context: str) -> Column:
    measures: list[str] = []
    year: int | None = None
    basis: str | None = None
    unit: str | None = None
    whole = False
    known = False
    code: Code | None = None
    matcher = measure_words(context)
    for word in head.path:
        year = year_in(word) or year
        unit = unit_in(word) or unit
        key, _ = header_word(word)
        if not key:
            known = True
            continue
        if is_balance and word is head.path[0] and len(head.path) > 1 and _side([word]):
            known = True  # 本年收入 over 预算数 names the side, not a measure
            continue
        measure = matcher.find(key)
        whole = False
        if subtotal_words().find(key):
            whole = known = True
        elif measure is not None:
            measures.append(measure)
            known = True
        elif (found := basis_words().find(key)) is not None:
            basis = None if found == "amount" else found
            whole = known = True
        elif (category := _economic_column(key)) is not None:
            code = category[0]
            measures.append(category[1])
            known = True
        elif (composed := composed_measure(key, context)) is not None:
            measures += [composed] if composed != "total" else []
            whole, known = composed == "total", True
    column = Column(
        column_no=head.column_no,
        block_no=head.block_no,
        header_printed=head.printed,
        measure="unknown",
        side=head.side,
        basis=basis,
        value_year=year,
        is_of_which=head.is_of_which,
        unit=unit,
        code=code,
    )
    if known or measures:
        column.measure = _combined(measures, whole, is_balance, basis, column)
    entry = measure_entry(column.measure)
    column.quantity = entry.get("quantity", "money")
    column.is_of_which = column.is_of_which or bool(entry.get("of_which"))
    column.fund = column.fund or entry.get("fund")
    return column


def _economic_column(word: str) -> tuple[Code, str] | None:
    """The economic category a header word names (基本工资, 办公费), and whether it is personnel or operating money."""
    code = implied_code(word, "", ("dept_economic",)) or implied_code(word, "", ("gov_economic",))
    if code is None:
        return None
    by_class = vocabulary("columns")["economic_columns"]
    measure = next((m for m, classes in by_class.items() if code.value[:3] in classes), None)
    return (code, str(measure)) if measure is not None else None


def _combined(measures: list[str], whole: bool, is_balance: bool, basis: str | None, column: Column) -> str:
    """The measure of a path of measures, from the group down to the leaf."""
    if not measures:
        if is_balance and whole:
            return "final_amount" if basis == "final_account" else "budget_amount"
        return "total"
    leaf = measures[-1]
    groups = measures[:-1]
    if "delta_excl_infrastructure" in groups:
        return "growth_excl_infrastructure_pct" if leaf == "growth_pct" else "delta_excl_infrastructure"
    if leaf in ("delta", "growth_pct") or "delta" in groups:
        inner = [m for m in measures if m not in ("delta", "growth_pct")]
        column.of_measure = inner[-1] if inner else None
        return "growth_pct" if "growth_pct" in measures else "delta"
    if "prior_year_budget" in groups or "prior_year_actual" in groups:
        # A group for last year: the leaf says what of it.
        column.of_measure = None
        column.value_year = column.value_year or -1
        if leaf in ("prior_year_budget", "prior_year_actual"):
            return leaf
        groups = [g for g in groups if g not in ("prior_year_budget", "prior_year_actual")]
    group = groups[-1] if groups else None
    if leaf in _PARTS_OF_BASIC and group == "project":
        return "project"  # an economic class below 项目支出
    if leaf in _FUND_MEASURES or leaf == "fiscal_appropriation":
        entry = measure_entry(leaf)
        for outer in reversed(groups):
            combined = entry.get("under", {}).get(outer)
            if combined:
                return str(combined)
        inner_groups = [g for g in groups if g not in _GROUPS_THAT_PASS and g not in _FUND_MEASURES]
        if inner_groups:
            column.fund = entry.get("fund")
            return inner_groups[-1]
        return leaf
    if group in _FUND_MEASURES and leaf not in _FUND_MEASURES:
        column.fund = measure_entry(group).get("fund")
    return leaf


def _column_tree(columns: list[Column], heads: dict[int, ColumnHead]) -> None:
    """For each column the column whose addend it is: the whole of its group, or of the group around."""
    wholes: dict[tuple[int, int], Column] = {}
    for column in columns:
        head = heads[column.column_no]
        if len(head.path) >= 2 and (_is_whole(head.path[-1]) or _sums_its_group(head)):
            wholes.setdefault(head.spans[-2], column)
    top = next(
        (c for c in columns if len(heads[c.column_no].path) == 1 and _is_whole(heads[c.column_no].path[0])),
        None,
    )
    if top is None:
        top = next(
            (
                c
                for c in columns
                if c.measure in ("total", "current_revenue", "three_public_total") and len(heads[c.column_no].path) == 1
            ),
            None,
        )
    if top is None:
        top = _sum_of_sources(columns, heads)
    if top is not None and top.measure == "current_revenue" and top is not columns[0]:
        top = None  # opening balance, revenue, expenditure, closing balance: a flow, not a sum
    if any(c.measure == "closing_balance" for c in columns):
        for column in columns:
            column.measure = "opening_balance" if column.measure == "carry_over" else column.measure
    for column in columns:
        head = heads[column.column_no]
        if top is not None and top.measure == "three_public_total" and column.measure in ("meeting", "training"):
            continue  # printed beside the three, not part of them
        if head.path and header_word(head.path[-1])[0] in vocabulary("columns")["apart"]:
            continue
        for span in reversed(head.spans[:-1] if len(head.path) > 1 else []):
            whole = wholes.get(span)
            if whole is not None and whole is not column:
                column.parent_column_no = whole.column_no
                break
        else:
            same_group = top is not None and column is not top
            if (
                same_group
                and top is not None
                and (column.value_year in (None, top.value_year))
                and (
                    column.measure not in ("delta", "growth_pct")
                    and not column.measure.startswith("prior_")
                    and column.quantity == "money"
                )
            ):
                column.parent_column_no = top.column_no
        if column.is_of_which:
            column.parent_column_no = _before(columns, column, column.parent_column_no)


def _before(columns: list[Column], column: Column, fallback: int | None) -> int | None:
    earlier = [c for c in columns if c.column_no < column.column_no and not c.is_of_which]
    return earlier[-1].column_no if earlier else fallback


def _sum_of_sources(columns: list[Column], heads: dict[int, ColumnHead]) -> Column | None:
    """The one column of money beside a group of sources (预算金额 | 资金来源: 一般公共预算, 其他资金)."""
    sources = set(vocabulary("columns")["sources"])
    tops = {c.column_no: header_word(path[0])[0] for c in columns if (path := heads[c.column_no].path)}
    in_group = {column_no for column_no, word in tops.items() if word in sources}
    others = [c for c in columns if c.column_no not in in_group and c.quantity == "money" and c.measure != "unknown"]
    return others[0] if in_group and len(others) == 1 else None


def _sums_its_group(head: ColumnHead) -> bool:
    """“三公”经费合计 as the first column of a group that says of which money."""
    first, last = head.spans[-2]
    return first == head.column_no < last and header_word(head.path[-1])[0].endswith(
        tuple(vocabulary("columns")["sum_endings"])
    )


def _is_whole(word: str) -> bool:
    key, _ = header_word(word)
    return subtotal_words().find(key) is not None
