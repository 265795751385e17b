"""One row per number printed in a form, in yuan.

Belongs here: unit, quantity and step of a number. Does not: what its column and its row say (`grid_rows`).
"""

from __future__ import annotations

from decimal import Decimal

from pipeline.facts.grid_rows import basis_of, code_values, item_name, year_of
from pipeline.facts.record import Record, step_of
from pipeline.forms.model import Amount, Column, RecognisedForm, Row
from pipeline.forms.text import unit_in
from pipeline.money import UNITS


def add_amount(
    record: Record, form_id: str, form: RecognisedForm, amount: Amount, column: Column | None, row: Row | None
) -> Decimal | None:
    measure = amount.measure or (column.measure if column else "unknown")
    quantity = "percent" if amount.number.is_percent or measure == "growth_pct" else _quantity(amount, column)
    factor = factor_of(form, column, row, amount.number.unit)
    yuan = record.yuan(amount.number, factor, amount.cell.text, amount.cell.page) if quantity == "money" else None
    step = (
        step_of(amount.number, factor)
        if quantity == "money" and factor is not None
        else (step_of(amount.number) if quantity != "money" else None)
    )
    record.add(
        "amount",
        amount_id=f"{form_id}-r{amount.row_no}c{amount.column_no}",
        form_id=form_id,
        form_kind=form.kind,
        row_no=amount.row_no,
        column_no=amount.column_no,
        block_no=amount.block_no,
        row_role=row.role if row else "item",
        side=row.side if row and row.side else (column.side if column else None),
        line=row.line if row else None,
        **code_values(row.codes if row else [], column.code if column else None),
        item_name=amount.own_label or (item_name(row) if row else None) or amount.row_label or None,
        project_name=(row.project_name if row else "") or form.project_name or None,
        unit_name=(row.unit_name if row else "") or (column.unit_name if column else "") or None,
        measure=measure,
        fund=(column.fund if column else None) or (row.fund if row else None),
        basis=amount.basis or basis_of(record, column),
        is_of_which=bool((row and row.is_of_which) or (column and column.is_of_which)),
        value_year=year_of(record, column, row),
        quantity=quantity,
        printed_text=amount.cell.text,
        stored_text=amount.cell.stored,
        value=amount.number.value,
        amount_yuan=yuan,
        printed_step_yuan=step,
        read_by=form.read_by,
        confirmed_by=None,
        **record.place(amount.cell),
    )
    return step if quantity == "money" else None


def _quantity(amount: Amount, column: Column | None) -> str:
    """A row that says what it counts (车辆数（辆）) decides before its column."""
    if amount.measure == "count":
        return "count"
    return column.quantity if column else "money"


def factor_of(
    form: RecognisedForm, column: Column | None, row: Row | None = None, behind: str | None = None
) -> Decimal | None:
    """Yuan per printed unit: behind the number, in the row's label (机关运行经费（万元）), above column or table."""
    unit = (
        behind
        or ((unit_in(row.name) or (row.measured_in if row.measured_in in UNITS else None)) if row else None)
        or (column.unit if column else None)
        or form.unit
    )
    return UNITS.get(unit) if unit else None
