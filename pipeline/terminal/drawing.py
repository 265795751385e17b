"""Which marks `budget inspect --draw` paints on the pictures of the pages.

Belongs here: cells, numbers understood and not, forms, findings, and the problems of each page.
Does not: drawing (`documents.readers.pdf.picture`), what is printed on the screen (`inspecting`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from pipeline.documents.model import Box, Page, Table
from pipeline.documents.readers.pdf.picture import Mark
from pipeline.documents.renewed import Reading
from pipeline.documents.sandbox import read_many
from pipeline.warehouse import Warehouse

# A number understood, one without meaning, a cell left out with its reason, any other cell, a form, a problem.
AMOUNT, UNKNOWN, LEFT_OUT, CELL, FORM, PROBLEM = "#1a7f37", "#bf3989", "#9a6700", "#d0d7de", "#0969da", "#cf222e"
_LINE = 12.0  # points between the problems written at the head of a page

Marks = dict[int, list[Mark]]


def tables_of(file: Path, kind: str) -> list[Table]:
    """The printed tables of a file where people see them, read once more in a child; none where it cannot be read."""
    found: list[Table] = []

    def done(reading: Reading) -> None:
        if reading.document is not None:
            pages = {page.number: page for page in reading.document.pages}
            found.extend(_shown(table, pages[table.page]) for table in reading.document.tables)

    read_many([(file, kind)], 1, on_done=done)
    return found


def _shown(table: Table, page: Page) -> Table:
    """The table of a page that was turned to be read, on the page as people see it."""
    if not page.turn:
        return table

    def shown(box: Box | None) -> Box | None:
        return page.shown(box) if box is not None else None

    cells = tuple(replace(cell, box=shown(cell.box), ink=shown(cell.ink)) for cell in table.cells)
    return replace(table, box=shown(table.box), cells=cells)


def marks_of(warehouse: Warehouse, tables: Iterable[Table]) -> Marks:
    """page -> its marks, those drawn last on top: cells, then what became of them, forms, findings, problems."""
    marks: Marks = {}
    _cells(marks, warehouse, tables)
    _amounts(marks, warehouse)
    _forms(marks, warehouse)
    for page, x0, top, x1, bottom, severity in _rows(
        warehouse, "SELECT page, x0, top, x1, bottom, severity FROM finding WHERE x0 IS NOT NULL"
    ):
        _add(marks, page, Mark(Box(x0 - 2, top - 2, x1 + 2, bottom + 2), PROBLEM, severity, 3))
    _problems(marks, warehouse)
    return marks


def _add(marks: Marks, page: int, mark: Mark) -> None:
    marks.setdefault(page, []).append(mark)


def _rows(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    return warehouse.connection.execute(sql).fetchall()


def _cells(marks: Marks, warehouse: Warehouse, tables: Iterable[Table]) -> None:
    """Every cell; those left out have their reason, found by what they print, as often as it was left out."""
    left: Counter[tuple[int, str]] = Counter()
    reasons: dict[tuple[int, str], str] = {}
    for page, printed, reason in _rows(warehouse, "SELECT page, printed_text, reason FROM cell_left_out"):
        left[page, printed] += 1
        reasons[page, printed] = reason
    for table in tables:
        for cell in table.cells:
            if cell.box is None:
                continue
            key = (cell.page, cell.text)
            if left[key]:
                left[key] -= 1
                _add(marks, cell.page, Mark(cell.ink or cell.box, LEFT_OUT, reasons[key]))
            else:
                _add(marks, cell.page, Mark(cell.box, CELL))


def _amounts(marks: Marks, warehouse: Warehouse) -> None:
    for page, x0, top, x1, bottom, measure in _rows(
        warehouse, "SELECT page, x0, top, x1, bottom, measure FROM amount WHERE x0 IS NOT NULL"
    ):
        is_known = measure != "unknown"
        mark = Mark(Box(x0, top, x1, bottom), AMOUNT if is_known else UNKNOWN, measure, 1 if is_known else 3)
        _add(marks, page, mark)


def _forms(marks: Marks, warehouse: Warehouse) -> None:
    """Around the numbers of each form on each page, its id and its kind."""
    for page, form, kind, x0, top, x1, bottom in _rows(
        warehouse,
        """SELECT page, right(form_id, 4), any_value(form_kind), min(x0), min(top), max(x1), max(bottom) FROM amount
           WHERE x0 IS NOT NULL GROUP BY page, form_id ORDER BY page, form_id""",
    ):
        _add(marks, page, Mark(Box(x0 - 5, top - 14, x1 + 5, bottom + 5), FORM, f"{form} {kind}", 2))


def _problems(marks: Marks, warehouse: Warehouse) -> None:
    """What was not understood on a page: in its place, or, as most have none, one under the other at its head."""
    found: dict[int, list[str]] = {}
    for page, what, x0, top, x1, bottom in _rows(
        warehouse,
        "SELECT page, what, x0, top, x1, bottom FROM problem WHERE page IS NOT NULL ORDER BY page, what, problem_id",
    ):
        if x0 is not None:
            _add(marks, page, Mark(Box(x0, top, x1, bottom), PROBLEM, what, 2))
        else:
            found.setdefault(page, []).append(what)
    for page, problems in found.items():
        for line, what in enumerate(problems, start=1):
            _add(marks, page, Mark(Box(4, _LINE * line, 8, _LINE * line + 4), PROBLEM, what, 2))
