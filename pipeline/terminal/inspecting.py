"""`budget inspect`: what was read of one file – forms, cells, claims, problems – and pictures with marks.

Belongs here: the lines. Does not: reading, which cells are marked how (`drawing`).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.journey import check_files, look_at
from pipeline.terminal.screen import Screen
from pipeline.warehouse import Warehouse


def show_file(file: Path, *, page: int | None, draw: Path | None) -> int:
    """Print what was read; 2 when the file could not be read."""
    try:
        raw = look_at(file)
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror or error}; check the name") from error
    warehouse = check_files([raw], 1)
    try:
        screen = Screen()
        status = _scalar(warehouse, "SELECT read_status FROM document")
        screen.heading(str(file))
        _identity(screen, warehouse)
        _problems(screen, warehouse, page)
        if status == "not_read":
            return 2
        _forms(screen, warehouse, page)
        _claims(screen, warehouse, page)
        if draw is not None:
            _draw(screen, warehouse, file, raw.kind, page, draw)
        return 0
    finally:
        warehouse.close()


def _scalar(warehouse: Warehouse, sql: str) -> Any:
    row = warehouse.connection.execute(sql).fetchone()
    return row[0] if row else None


def _rows(warehouse: Warehouse, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(sql, list(values)).fetchall()


def _identity(screen: Screen, warehouse: Warehouse) -> None:
    for row in _rows(
        warehouse,
        """SELECT organisation_name, fiscal_year, stage, scope, region_code, region_name, parent_organisation_name,
                  format, page_count, read_status, document_id, disclosure_id FROM document""",
    ):
        names = (
            "organisation",
            "year",
            "stage",
            "scope",
            "region",
            "region name",
            "parent",
            "format",
            "pages",
            "status",
            "document",
            "disclosure",
        )
        for name, value in zip(names, row, strict=True):
            if value is not None:
                screen.line(f"{name:13}{value}")


def _problems(screen: Screen, warehouse: Warehouse, page: int | None) -> None:
    for where, what, printed, detail in _rows(
        warehouse,
        "SELECT page, what, printed_text, detail FROM problem WHERE ? IS NULL OR page = ? ORDER BY page, problem_id",
        page,
        page,
    ):
        place = f"page {where}: " if where else ""
        screen.bad(f"{place}{what}: {' · '.join(str(v) for v in (printed, detail) if v)}")


def _forms(screen: Screen, warehouse: Warehouse, page: int | None) -> None:
    for form_id, kind, label, title, unit, first, last, rows, empty, note in _rows(
        warehouse,
        """SELECT form_id, form_kind, label_printed, title_printed, unit_printed, page_from, page_to, row_count,
                  is_empty, note_printed
           FROM form WHERE ? IS NULL OR ? BETWEEN page_from AND page_to ORDER BY ordinal""",
        page,
        page,
    ):
        pages = f" · page {first}" + (f"–{last}" if last != first else "") if first else ""
        screen.heading(f"{form_id} {kind}{pages}")
        screen.line(
            f"{label or ''} {title or '(no title)'} · {unit or 'no unit'} · {rows} rows"
            + (" · empty" if empty else "")
            + (f" · {note}" if note else "")
        )
        _amounts(screen, warehouse, form_id, page)
        _indicators(screen, warehouse, form_id, page)


def _amounts(screen: Screen, warehouse: Warehouse, form_id: str, page: int | None) -> None:
    amounts = _rows(
        warehouse,
        """SELECT row_no, side, row_role, code, item_name, measure, fund, value_year, printed_text, amount_yuan
           FROM amount WHERE form_id = ? AND (? IS NULL OR page = ?) ORDER BY row_no, column_no""",
        form_id,
        page,
        page,
    )
    if amounts:
        screen.table(
            "",
            ["row", "side", "role", "code", "item", "measure", "fund", "year", "printed", "yuan"],
            [["" if v is None else str(v).replace("\n", " ") for v in amount] for amount in amounts],
        )


def _indicators(screen: Screen, warehouse: Warehouse, form_id: str, page: int | None) -> None:
    indicators = _rows(
        warehouse,
        """SELECT project_name, name, weight, operator, target_printed, target_unit FROM indicator
           WHERE form_id = ? AND (? IS NULL OR page = ?) ORDER BY length(indicator_id), indicator_id""",
        form_id,
        page,
        page,
    )
    if indicators:
        screen.table(
            "",
            ["project", "indicator", "weight", "", "target", "unit"],
            [["" if v is None else _plain(v) for v in indicator] for indicator in indicators],
        )


def _plain(value: object) -> object:
    """A weight without the places its column has and nobody printed."""
    return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else value


def _claims(screen: Screen, warehouse: Warehouse, page: int | None) -> None:
    claims = _rows(
        warehouse,
        """SELECT page, kind, subject, value_printed, value_unit, sentence FROM claim
           WHERE ? IS NULL OR page = ? ORDER BY ordinal""",
        page,
        page,
    )
    if claims:
        screen.table(
            "claims of the narrative",
            ["page", "kind", "subject", "value", "unit", "sentence"],
            [["" if v is None else str(v)[:60] for v in claim] for claim in claims],
        )


def _draw(screen: Screen, warehouse: Warehouse, file: Path, kind: str, page: int | None, folder: Path) -> None:
    if kind != "pdf":
        screen.aside(f"a file of kind {kind} has no pages to draw")
        return
    from pipeline.documents.readers.pdf.picture import draw_page
    from pipeline.terminal.drawing import marks_of, tables_of

    marks = marks_of(warehouse, tables_of(file, kind))
    count = _scalar(warehouse, "SELECT page_count FROM document") or 0
    folder.mkdir(parents=True, exist_ok=True)
    for number in [page] if page is not None else range(1, count + 1):
        if number > count:
            raise UsageError(f"{file} has {count} pages; there is no page {number}")
        target = folder / f"{file.stem}-{number:03d}.png"
        draw_page(file, number, marks.get(number, []), target)
        screen.line(f"drawn {target}")
