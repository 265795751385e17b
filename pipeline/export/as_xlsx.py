"""A table as an Excel workbook: the rows on one sheet, what the columns mean on another.

Belongs here: how a value becomes a cell, and what Excel cannot hold. Does not: which rows (`choice`).

Text is always a text cell, never a formula, and stays text when somebody edits it. Excel computes with 15 digits: a
number that needs more is written as text, digit by digit, rather than wrongly. The bytes of two workbooks of the same
rows are the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from pipeline.errors import UsageError
from pipeline.export.choice import Choice
from pipeline.export.formulas import looks_like_a_formula
from pipeline.tables import TableSpec
from pipeline.tables.ddl import quoted

MOST_ROWS = 1_048_575  # below the header
MOST_CHARACTERS = 32_767
MOST_DIGITS = 15
_AT_ONCE = 2_000
_CUT = "…"
# Excel wants a day of making; the same for all, or the same rows would be other bytes tomorrow.
_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 – the format knows no zones
_WIDTHS = {"BOOLEAN": 9, "INTEGER": 11, "BIGINT": 13, "DOUBLE": 10}


@dataclass(slots=True)
class Bent:
    """How many cells are not what the publication holds, because Excel cannot hold it."""

    as_text: int = 0  # numbers of more than 15 digits, written as text
    cut: int = 0  # texts of more than 32,767 characters, cut


def write_xlsx(database: duckdb.DuckDBPyConnection, choice: Choice, file: Path) -> Bent:
    """Write the chosen rows. Raises UsageError where there are more than a sheet can hold."""
    found = choice.count(database)
    if found > MOST_ROWS:
        raise UsageError(
            f"{choice.spec.name} has {found:,} rows here, and a sheet of Excel holds {MOST_ROWS:,} below its header: "
            "choose a year (--year 2024) or a region (--region 50), or take --format csv, which has no limit."
        )
    bent = Bent()
    # In constant memory a row is written when the next begins; the rows may be a million.
    with xlsxwriter.Workbook(str(file), {"constant_memory": True, "in_memory": False}) as workbook:
        workbook.set_properties({"title": choice.spec.title_zh, "subject": choice.spec.title_en, "created": _DAY})
        head = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F4F7"})
        _Rows(workbook, choice.spec, head, bent).write(
            database.execute(choice.query([f"t.{quoted(name)}" for name in choice.spec.column_names])), found
        )
        _explain(workbook, choice.spec, head)
    return bent


class _Rows:
    """The sheet with the rows."""

    def __init__(self, workbook: Any, spec: TableSpec, head: Any, bent: Bent) -> None:
        self._sheet = workbook.add_worksheet("rows 数据")
        self._spec, self._head, self._bent = spec, head, bent
        money = workbook.add_format({"num_format": "#,##0.00"})
        self._formats = [money if column.type == "DECIMAL(20, 2)" else None for column in spec.columns]
        # Excel shows the text as it is and keeps it text when the cell is edited.
        self._as_typed = workbook.add_format({"quote_prefix": True})

    def write(self, cursor: duckdb.DuckDBPyConnection, count: int) -> None:
        sheet, columns = self._sheet, self._spec.columns
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        for number, column in enumerate(columns):
            width = _WIDTHS.get(column.type, 18)
            sheet.set_column(number, number, max(width, len(column.name) + 3))
            sheet.write_string(0, number, column.name, self._head)
        line = 0
        while rows := cursor.fetchmany(_AT_ONCE):
            for row in rows:
                line += 1
                self._row(line, row)

    def _row(self, line: int, row: Sequence[Any]) -> None:
        for number, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, bool):
                self._sheet.write_boolean(line, number, value)
            elif isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) > MOST_DIGITS:
                self._bent.as_text += 1
                self._sheet.write_string(line, number, format(value, "f"))
            elif isinstance(value, (int, float, Decimal)):
                self._sheet.write_number(line, number, value, self._formats[number])
            else:
                self._text(line, number, value if isinstance(value, str) else _json(value))

    def _text(self, line: int, number: int, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            self._bent.cut += 1
            text = text[: MOST_CHARACTERS - len(_CUT)] + _CUT
        self._sheet.write_string(line, number, text, self._as_typed if looks_like_a_formula(text) else None)


def _explain(workbook: Any, spec: TableSpec, head: Any) -> None:
    """The sheet that says what the table and its columns mean."""
    sheet = workbook.add_worksheet("columns 说明")
    for number, width in enumerate((24, 16, 14, 70, 50)):
        sheet.set_column(number, number, width)
    lines: list[Iterable[str]] = [[f"{spec.name} · {spec.title_zh} · {spec.title_en}"], [spec.grain]]
    lines += [[caution] for caution in spec.cautions]
    lines += [[], ("column", "type", "unit", "meaning", "含义")]
    titles = len(lines) - 1
    lines += [(c.name, c.type, c.unit or "", c.meaning_en, c.meaning_zh) for c in spec.columns]
    for line, texts in enumerate(lines):
        for number, text in enumerate(texts):
            sheet.write_string(line, number, text, head if line in (0, titles) else None)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
