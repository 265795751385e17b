"""The cells of a data region: each printed number an amount, each other cell with a digit left out for a reason.

Belongs here: which column a cell belongs to, which cells are numbers, why a cell is none.
Does not: what rows mean (`rows`), what columns mean (`columns`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.documents.model import UNREADABLE, Cell
from pipeline.forms.columns.header_rows import is_column_number_row, looks_like_amount
from pipeline.forms.columns.model import ColumnHead, Header
from pipeline.forms.model import NOT_READABLE, SPREADSHEET_ERROR, Amount, Column, LeftOut, Row, Trouble
from pipeline.forms.numbers import is_amount, is_spreadsheet_error, read_amount, reports_none
from pipeline.forms.tables.grid import LogicalTable

_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class TableParts:
    """What the data region of a table gave."""

    rows: list[Row]
    amounts: list[Amount]
    left_out: list[LeftOut]
    troubles: list[Trouble]


# Labels above words: an amount there is one.
_WORDS = ("text", "note", "fund_name", "name", "item", "unit_name", "project_name")
_REASONS = {
    "class_code": "code",
    "section_code": "code",
    "item_code": "code",
    "code": "code",
    "classification": "code or name",
    "unit_code": "code",
    "project_code": "code",
    "other_code": "code",
    "fund_name": "text",
    "serial": "serial number",
    "line_no": "line number",
    "date": "date",
    "name": "digits in a name",
    "item": "digits in a name",
    "unit_name": "digits in a name",
    "project_name": "digits in a name",
    "note": "text",
    "text": "text",
    "indicator_name": "digits in a name",
    "indicator_weight": "indicator weight",
    "indicator_target": "indicator target",
    "indicator_interim": "indicator target",
    "indicator_both": "indicator target",
    "indicator_actual": "indicator result",
    "indicator_score": "indicator score",
}


def collect_amounts(
    table: LogicalTable, header: Header, columns: list[Column], rows: dict[tuple[int, int], Row]
) -> TableParts:
    """Every printed number of the data region as an amount, or as a cell left out with its reason."""
    parts = TableParts(list(rows.values()), [], [], [])
    by_column = {c.column_no: c for c in columns}
    labels = {h.column_no: h for h in header.heads if h.label is not None}
    numbered = sorted(by_column)
    for r in range(header.rows, len(table.rows)):
        texts = [cell.text for _, cell in table.anchors(r)]
        if is_column_number_row(texts):
            for c, cell in table.anchors(r):
                if _DIGITS.search(cell.text):
                    parts.left_out.append(LeftOut(cell, "column number", r, c))
            continue
        for c, cell in table.anchors(r):
            if not cell.text.strip():
                continue
            column = by_column.get(c)
            if column is None and c not in labels and numbered:
                # A cell that starts between two columns belongs to the column it covers.
                covered = [n for n in numbered if c <= n < c + _span(table, r, c)]
                column = by_column[covered[0]] if covered else None
            if column is not None:
                _take(parts, rows, r, column, cell)
            elif _DIGITS.search(cell.text):
                _leave(parts, labels.get(c), r, c, cell)
    _tell_errors(parts)
    return parts


def _tell_errors(parts: TableParts) -> None:
    """One trouble for all errors of a table: who made it mends them together."""
    failed = [left for left in parts.left_out if left.reason == SPREADSHEET_ERROR]
    if failed:
        first = failed[0]
        detail = f"{len(failed)} cells, the first in row {first.row_no + 1}, column {first.column_no + 1}"
        parts.troubles.append(Trouble("spreadsheet_error_printed", first.cell.text, detail, first.cell.page))


def _span(table: LogicalTable, r: int, c: int) -> int:
    slot = table.rows[r][c]
    end = c + 1
    while end < table.width and slot is not None:
        other = table.rows[r][end]
        if other is None or other.cell is not slot.cell:
            break
        end += 1
    return end - c


def _take(parts: TableParts, rows: dict[tuple[int, int], Row], r: int, column: Column, cell: Cell) -> None:
    if reports_none(cell.text):
        return
    if is_amount(cell.text):
        number = read_amount(cell.text)
        assert number is not None
        row = rows.get((r, column.block_no))
        parts.amounts.append(
            Amount(r, column.column_no, column.block_no, cell, number, row_label=row.name if row else "")
        )
    elif is_spreadsheet_error(cell.text):
        parts.left_out.append(LeftOut(cell, SPREADSHEET_ERROR, r, column.column_no))
    elif _DIGITS.search(cell.text):
        reason = NOT_READABLE if UNREADABLE in cell.text else "text in a column of numbers"
        parts.left_out.append(LeftOut(cell, reason, r, column.column_no))
        if re.fullmatch(r"[\d,.，．\s%()（）+\-−－]+", cell.text):
            parts.troubles.append(Trouble("number_not_understood", cell.text, column.header_printed, cell.page))


def _leave(parts: TableParts, head: ColumnHead | None, r: int, c: int, cell: Cell) -> None:
    label = head.label if head is not None and head.label is not None else "text"
    if label in ("text", "note", "fund_name", "name", "item", "unit_name", "project_name") and looks_like_amount(
        cell.text
    ):
        number = read_amount(cell.text)
        assert number is not None
        block = head.block_no if head is not None else 0
        parts.amounts.append(Amount(r, c, block, cell, number, measure="unknown"))
        parts.troubles.append(Trouble("number_without_meaning", cell.text, f"column {c + 1}", cell.page))
        return
    parts.left_out.append(LeftOut(cell, _REASONS.get(label, "text"), r, c))
