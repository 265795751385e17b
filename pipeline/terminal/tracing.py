"""`budget trace`: where a published number comes from and which checks used it.

Belongs here: the lines. Does not: choosing a publication (`current` is the one).
"""

from __future__ import annotations

import duckdb

from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen


def show_trace(amount_id: str, settings: Settings) -> int:
    """Print file, page, cell, form, meaning, yuan and checks of one number; UsageError when it is not published."""
    database = settings.published / "current" / "budget.duckdb"
    if not database.exists():
        raise UsageError(f"there is no publication in {settings.published}; budget run makes one")
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(
            """SELECT a.*, f.title_printed, f.unit_printed, f.label_printed, c.header_printed, d.file_name,
                      d.organisation_name, d.source_path, d.source_url
               FROM amount a JOIN form f USING (form_id) JOIN document d ON d.document_id = a.document_id
               LEFT JOIN form_column c ON c.form_id = a.form_id AND c.column_no = a.column_no
               WHERE a.amount_id = ?""",
            [amount_id],
        )
        row = cursor.fetchone()
        if row is None:
            raise UsageError(f"{amount_id} is not in the current publication; ids stand in amount.amount_id")
        value = dict(zip([d[0] for d in cursor.description or []], row, strict=True))
        checks = connection.execute(
            """SELECT rule_id, outcome, subject, left_value, right_value, reason FROM check_result
               WHERE list_contains(list_transform(operands, o -> o.amount_id), ?) ORDER BY rule_id, subject""",
            [amount_id],
        ).fetchall()
    screen = Screen()
    screen.heading(
        f"{value['printed_text']} · {value['amount_yuan']} yuan"
        if value["amount_yuan"] is not None
        else str(value["printed_text"])
    )
    place = f"page {value['page']}, " if value["page"] else ""
    box = (
        f" at ({value['x0']:g}, {value['top']:g})–({value['x1']:g}, {value['bottom']:g})"
        if value["x0"] is not None
        else ""
    )
    for label, text in (
        ("file", f"{value['file_name']} ({value['source_url'] or value['source_path'] or 'origin unknown'})"),
        ("place", f"{place}row {value['row_no']}, column {value['column_no']}{box}"),
        (
            "form",
            f"{value['label_printed'] or ''} {value['title_printed'] or ''} [{value['form_kind']}], "
            f"unit {value['unit_printed']}",
        ),
        ("row", f"{value['code'] or ''} {value['item_name'] or ''} ({value['row_role']})"),
        (
            "column",
            f"{value['header_printed'] or ''} "
            f"[{value['measure']}, {value['fund'] or 'no fund'}, {value['value_year']}]",
        ),
        ("read by", f"{value['read_by']}, confirmed by {value['confirmed_by'] or 'nobody'}"),
    ):
        screen.line(f"{label:8} {text}")
    screen.table(
        f"{len(checks)} checks used it",
        ["rule", "outcome", "subject", "left", "right"],
        [[c[0], c[1], c[2], c[3] if c[3] is not None else "", c[4] if c[4] is not None else ""] for c in checks],
    )
    return 0
