"""A table as CSV: UTF-8 with a byte order mark, comma, texts in double quotes, numbers as DuckDB holds them.

Belongs here: how a value is written. Does not: which rows (`choice`), files beside it (`files`).

The mark is what makes Excel read Chinese; DuckDB, pandas, polars and R skip it. NULL is nothing at all, an empty text
is "". Decimals have all the places of their column, lists are JSON.
"""

from __future__ import annotations

import codecs
import shutil
from pathlib import Path

import duckdb

from pipeline.export.choice import Choice, is_nested
from pipeline.export.formulas import made_harmless_in_sql
from pipeline.tables import ColumnSpec
from pipeline.tables.ddl import literal, quoted


def write_csv(database: duckdb.DuckDBPyConnection, choice: Choice, file: Path) -> None:
    """Write the chosen rows, with a header."""
    body = file.with_name(f"{file.name}.body")
    columns = choice.spec.columns
    texts = [quoted(column.name) for column in columns if column.type == "VARCHAR" or is_nested(column)]
    force = f", FORCE_QUOTE ({', '.join(texts)})" if texts else ""
    query = choice.query([f"{_value(column)} AS {quoted(column.name)}" for column in columns])
    try:
        database.execute(f"COPY ({query}) TO {literal(str(body))} (FORMAT csv, HEADER{force})")
        with file.open("wb") as whole, body.open("rb") as rows:
            whole.write(codecs.BOM_UTF8)
            shutil.copyfileobj(rows, whole, 1 << 20)
    finally:
        body.unlink(missing_ok=True)


def _value(column: ColumnSpec) -> str:
    name = f"t.{quoted(column.name)}"
    if column.type == "VARCHAR":
        return made_harmless_in_sql(name)
    return f"to_json({name})::VARCHAR" if is_nested(column) else name
