"""Rows for tests: a table's columns with harmless values, and what a test says instead."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipeline.tables import table

_HARMLESS: dict[str, Any] = {
    "VARCHAR": "x",
    "INTEGER": 1,
    "BIGINT": 1,
    "BOOLEAN": True,
    "DOUBLE": 1.0,
    "VARCHAR[]": ["x"],
}


def row(table_name: str, **values: Any) -> dict[str, Any]:
    """One row of the table: NULL where it may be, something harmless where not, and the values given."""
    made = {}
    for column in table(table_name).columns:
        if column.nullable:
            made[column.name] = None
        elif column.allowed:
            made[column.name] = column.allowed[0]
        elif column.type.startswith("STRUCT"):
            made[column.name] = []
        else:
            made[column.name] = _HARMLESS.get(column.type, Decimal(1))
    unknown = set(values) - set(made)
    assert not unknown, f"{table_name} has no {unknown}"
    return {**made, **values}


def document_rows(document_id: str, *amounts: str, year: int | None = 2024, **document: Any) -> dict[str, list[Any]]:
    """A document with one form and these amounts in yuan."""
    place = {"document_id": document_id, "fiscal_year": year, "region_code": "500112"}
    form_id = f"{document_id}-f001"
    described = {"sha256": document_id * 4, "read_status": "read", "reader_version": "1", **document}
    return {
        "document": [row("document", **place, **described)],
        "form": [row("form", **place, form_id=form_id, form_kind="dept_expenditure_summary")],
        "amount": [
            row(
                "amount",
                **place,
                form_id=form_id,
                amount_id=f"{form_id}-r{number}c1",
                row_no=number,
                column_no=1,
                printed_text=amount,
                value=Decimal(amount),
                amount_yuan=Decimal(amount),
            )
            for number, amount in enumerate(amounts)
        ],
    }
