"""`budget trace`: where a published number comes from and which checks used it.

Belongs here: the lines. Does not: choosing a publication (`current` is the one).
"""

from __future__ import annotations

from typing import Any

import duckdb

from pipeline.errors import UsageError
from pipeline.published.publications import CURRENT
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen

_NUMBER = """
    SELECT a.*, f.title_printed, f.unit_printed, f.label_printed, c.header_printed, d.file_name, d.organisation_name,
           d.source_path, d.source_url
    FROM amount a JOIN form f USING (form_id) JOIN document d ON d.document_id = a.document_id
    LEFT JOIN form_column c ON c.form_id = a.form_id AND c.column_no = a.column_no
    WHERE a.amount_id = ?"""
_CHECKS = """
    SELECT rule_id, outcome, subject, left_value, right_value FROM check_result
    WHERE list_contains(list_transform(operands, o -> o.amount_id), ?) ORDER BY rule_id, subject"""


def show_trace(amount_id: str, settings: Settings) -> int:
    """Print file, page, cell, form, meaning, yuan and checks of one number; UsageError when it is not published."""
    database = settings.published / CURRENT / "budget.duckdb"
    if not database.exists():
        raise UsageError(f"there is no publication in {settings.published}; budget run makes one")
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(_NUMBER, [amount_id])
        row = cursor.fetchone()
        if row is None:
            raise UsageError(f"{amount_id} is not in the current publication; ids stand in amount.amount_id")
        number = dict(zip([d[0] for d in cursor.description or []], row, strict=True))
        checks = connection.execute(_CHECKS, [amount_id]).fetchall()
    screen = Screen()
    yuan = f" · {number['amount_yuan']} yuan" if number["amount_yuan"] is not None else ""
    screen.heading(f"{number['printed_text']}{yuan}")
    for label, text in _origin(number):
        screen.line(f"{label:8} {text}")
    screen.table(
        f"{len(checks)} checks used it",
        ["rule", "outcome", "subject", "left", "right"],
        [["" if value is None else value for value in check] for check in checks],
    )
    return 0


def _origin(number: dict[str, Any]) -> list[tuple[str, str]]:
    """Where the number stands and what it means, a line each."""
    said = {key: "" if value is None else value for key, value in number.items()}
    page = f"page {number['page']}, " if number["page"] else ""
    box = ""
    if number["x0"] is not None:
        box = f" at ({number['x0']:g}, {number['top']:g})–({number['x1']:g}, {number['bottom']:g})"
    source = number["source_url"] or number["source_path"] or "origin unknown"
    title = f"{said['label_printed']} {said['title_printed']} [{number['form_kind']}], unit {number['unit_printed']}"
    meaning = f"[{number['measure']}, {number['fund'] or 'no fund'}, {number['value_year']}]"
    return [
        ("file", f"{number['file_name']} ({source})"),
        ("place", f"{page}row {number['row_no']}, column {number['column_no']}{box}"),
        ("form", title),
        ("row", f"{said['code']} {said['item_name']} ({number['row_role']})"),
        ("column", f"{said['header_printed']} {meaning}"),
        ("read by", f"{number['read_by']}, confirmed by {number['confirmed_by'] or 'nobody'}"),
    ]
