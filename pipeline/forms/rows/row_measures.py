"""Where rows name what is measured: three public items one below the other, statistics, a row of changes.

Belongs here: the measure and basis of a row's numbers by its label, by the row it is a part of, and by a second head
inside the table.
Does not: columns (`columns.meaning`), roles and parents of rows (`coded`).
"""

from __future__ import annotations

import re

from pipeline.forms.columns.header_rows import is_header_word
from pipeline.forms.model import Amount, Column, RecognisedForm, Row
from pipeline.forms.numbers import is_number
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word, squeezed, without_numbering
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    label_words,
    measure_words,
    subtotal_words,
    vocabulary,
)

# Forms that may print their measures one below the other; elsewhere 会议费 is what is bought, not what is measured.
_KINDS = frozenset(
    {
        "three_public_budget",
        "three_public_and_operating",
        "three_public_meeting_training",
        "gov_fund_three_public",
        "final_disclosure_statistics",
    }
)
_MEASURES = frozenset(
    {
        "three_public_total",
        "overseas_travel",
        "vehicle_total",
        "vehicle_purchase",
        "vehicle_operation",
        "official_reception",
        "meeting",
        "training",
        "agency_operating_expense",
        "delta",
        "growth_pct",
        "three_public_meeting_training_total",
    }
)
# What only statistics of a final account print below each other.
_OF_STATISTICS = frozenset(
    {"procurement_actual", "goods", "works", "services", "procurement_reserved_sme", "procurement_reserved_micro"}
)
_WHOLES = ("total", "budget_amount", "final_amount")
# What only says when: of a row that counts things, the count of last year or at the end of this one.
_TIMES = ("prior_year_budget", "prior_year_actual", "opening_balance", "closing_balance")


def settle_rows(form: RecognisedForm) -> None:
    """Give each number whose row decides over its column the measure and the basis of the row."""
    by_place = {(row.row_no, row.block_no): row for row in form.rows}
    columns = {c.column_no: c for c in form.columns}
    counting = {c.block_no for c in form.columns if c.measure == "count"}
    wanted = _MEASURES | _OF_STATISTICS if form.kind in _KINDS else _MEASURES
    for amount in form.amounts:
        row, column = by_place.get((amount.row_no, amount.block_no)), columns.get(amount.column_no)
        if row is None or column is None:
            continue
        if column.basis is None:
            amount.basis = amount.basis or row.basis
        current = amount.measure or column.measure
        # What no column says, a row that counts things does: 使用项目 | 年度数量或人次.
        says_nothing = amount.measure in (None, "total", "unknown") and column.measure == "unknown"
        if (amount.measure not in (None, "total") and not says_nothing) or row.codes:
            continue
        above = by_place.get((row.parent_row_no, row.block_no)) if row.parent_row_no is not None else None
        is_money = column.block_no in counting and column.quantity == "money"  # 金额 beside 数量
        says_what = not (current in _WHOLES or says_nothing or _says_when(column))
        if not says_what and not is_money and (_counts(row, amount) or (above is not None and _counts(above, amount))):
            amount.measure = "count"
            continue
        measure = _measure_of(row.name, wanted)
        if measure is None and form.kind in _KINDS:
            measure = _inherited(row, by_place, wanted)
        if measure in ("delta", "growth_pct") or (measure is not None and form.kind in _KINDS and current in _WHOLES):
            amount.measure = measure


def settle_inner_heads(table: LogicalTable, form: RecognisedForm, first: int, context: str) -> None:
    """A row of nothing but words above columns heads the rows below it: 一、政府采购 … 项目 | 统计数 … 二、…"""
    heads = {r: found for r in range(first, len(table.rows)) if (found := _inner_head(table, r, context))}
    for amount in form.amounts:
        above = max((r for r in heads if r < amount.row_no), default=None)
        said = heads[above].get(amount.column_no) if above is not None else None
        if said is not None and amount.measure is None:
            amount.measure, amount.basis = said[0] or "total", said[1]


def basis_of_label(name: str) -> str | None:
    """The figure of a year a row's label names (全年预算数, 2023年度决算数); None where it names anything else."""
    basis = basis_words().find(header_word(name)[0])
    return None if basis == "amount" else basis


def _inner_head(table: LogicalTable, r: int, context: str) -> dict[int, tuple[str | None, str | None]]:
    """What a head inside a table says of its columns, by column; empty for a row that is none."""
    cells = [(c, cell) for c, cell in table.anchors(r) if cell.text.strip()]
    if len(cells) < 2 or any(is_number(cell.text) or not is_header_word(cell.text) for _, cell in cells):
        return {}
    if label_words().find(bare(cells[0][1].text)) not in ("item", "name"):
        return {}
    said: dict[int, tuple[str | None, str | None]] = {}
    for c, cell in cells[1:]:
        key = header_word(cell.text)[0]
        measure, basis = measure_words(context).find(key), basis_words().find(key)
        if measure is None and basis is None and subtotal_words().find(key) is None:
            continue
        for covered in range(c, c + cell.column_span):
            said[covered] = (measure, None if basis == "amount" else basis)
    return said


def _says_when(column: Column) -> bool:
    """Whether the word above a column says no more than of which time its figures are: 年末数, 上年数."""
    word = header_word(column.header_printed.rpartition(" / ")[2])[0]
    return column.measure in _TIMES or measure_words().find(word) in _TIMES


def _counts(row: Row, amount: Amount) -> bool:
    """Whether a row's label says that it counts things: 车辆数合计（辆）, 国内公务接待批次.

    People are counted in whole numbers: 聘用人员 with 12.50 is what they cost.
    """
    match = re.search(r"[（(]([^（）()]{1,6})[)）]$", squeezed(row.name))
    counted = vocabulary("lines")["counted"]
    if row.measured_in in counted or (match is not None and match[1] in counted):
        return True
    is_whole_number = amount.number.value == amount.number.value.to_integral_value()
    return is_whole_number and composed_measure(header_word(row.name)[0]) == "count"


def _measure_of(name: str, wanted: frozenset[str]) -> str | None:
    label, _ = without_numbering(name)
    word = header_word(label)[0]
    measure = measure_words("final").find(word) or composed_measure(word)
    return measure if measure in wanted else None


def _inherited(row: Row, by_place: dict[tuple[int, int], Row], wanted: frozenset[str]) -> str | None:
    """The measure of the nearest row around that names one: 国内接待费 of 公务接待费, 支出合计 of “三公”经费支出."""
    seen = {row.row_no}
    above = row
    while above.parent_row_no is not None and above.parent_row_no not in seen:
        seen.add(above.parent_row_no)
        parent = by_place.get((above.parent_row_no, above.parent_block_no or above.block_no))
        if parent is None:
            return None
        measure = _measure_of(parent.name, wanted)
        if measure == "three_public_total":
            # Its parts name their own measure; what names none is a part of it only as its sum.
            return measure if subtotal_words().find(header_word(row.name)[0]) is not None else None
        if measure is not None:
            return measure
        above = parent
    return None
