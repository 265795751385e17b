"""Columns and rows of a form, and what a number gets from the two it stands in.

Belongs here: basis, year and classifications. Does not: the numbers (`amount_rows`), what the grid says
(`pipeline.forms`).
"""

from __future__ import annotations

from pipeline.facts.model import Values
from pipeline.facts.record import Record
from pipeline.forms.model import Code, Column, Row
from pipeline.forms.text import without_numbering


def add_column(record: Record, form_id: str, column: Column) -> None:
    record.add(
        "form_column",
        form_id=form_id,
        column_no=column.column_no,
        block_no=column.block_no,
        side=column.side,
        header_printed=column.header_printed or None,
        measure=column.measure,
        fund=column.fund,
        basis=basis_of(record, column),
        value_year=year_of(record, column, None),
        quantity=column.quantity,
        is_of_which=column.is_of_which,
        parent_column_no=column.parent_column_no,
        of_measure=column.of_measure,
    )


def add_row(record: Record, form_id: str, row: Row) -> None:
    record.add(
        "form_row",
        form_id=form_id,
        row_no=row.row_no,
        block_no=row.block_no,
        side=row.side,
        row_role=row.role,
        line=row.line,
        parent_row_no=row.parent_row_no,
        parent_block_no=row.parent_block_no,
        depth=row.depth,
        **code_values(row.codes),
        code_printed=" ".join(c.printed for c in row.codes if c.printed) or None,
        item_name=item_name(row),
        project_name=row.project_name or None,
        unit_name=row.unit_name or None,
        is_of_which=row.is_of_which,
        page=row.page if record.has_pages else None,
    )


def basis_of(record: Record, column: Column | None) -> str | None:
    if column is None or column.quantity == "percent":
        return None
    if column.basis is not None:
        return column.basis
    if column.measure == "prior_year_actual" or column.measure == "executed":
        return "execution"
    if column.measure == "full_year_budget":
        return "adjusted_budget"
    return record.identity.stage


def year_of(record: Record, column: Column | None, row: Row | None) -> int | None:
    year = record.identity.fiscal_year
    if row is not None and row.value_year is not None:
        return row.value_year
    if column is None or year is None:
        return year
    if column.value_year is not None and column.value_year > 0:
        return column.value_year
    if column.value_year == -1 or column.measure.startswith("prior_"):
        return year - 1
    return year


def code_values(codes: list[Code], of_column: Code | None = None) -> Values:
    """A row's classifications in order; the category its column stands for comes after them."""
    names = ("code_scheme", "code"), ("second_code_scheme", "second_code"), ("third_code_scheme", "third_code")
    values: Values = {"code_level": codes[0].level if codes else None}
    for index, (scheme_name, code_name) in enumerate(names):
        code = codes[index] if index < len(codes) else None
        values[scheme_name] = code.scheme if code else None
        values[code_name] = code.value if code else None
    if of_column is not None:
        scheme_name, code_name = names[min(max(len(codes), 1), 2)]
        values[scheme_name], values[code_name] = of_column.scheme, of_column.value
    return values


def item_name(row: Row) -> str | None:
    return without_numbering(row.name)[0] or None if row.name else None
