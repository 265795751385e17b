"""What follows from the dictionary: CREATE statements, COMMENTs, Arrow schemas.

Belongs here: turning a TableSpec into SQL text or a schema.
Does not: running that SQL (`pipeline.warehouse`, `pipeline.published`).
"""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.tables.dictionary import ColumnSpec, TableSpec

if TYPE_CHECKING:  # pyarrow takes 0.2 s to import; `budget tables` does not need it
    import pyarrow as pa

_PLAIN_TYPES = {"VARCHAR": "string", "INTEGER": "int32", "BIGINT": "int64", "BOOLEAN": "bool_", "DOUBLE": "float64"}


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def column_list(spec: TableSpec) -> str:
    """The columns of a table in the order of the dictionary, for SELECT and INSERT."""
    return ", ".join(quoted(name) for name in spec.column_names)


def ddl(spec: TableSpec) -> str:
    """The statement that creates the table or view, if it is not there.

    No PRIMARY KEY: DuckDB's indexes make replacing a document's rows slow; `pipeline.published` counts duplicate keys.
    """
    if spec.kept == "view":
        return f"CREATE OR REPLACE VIEW {quoted(spec.name)} AS {spec.sql.strip()}"
    columns = ", ".join(
        f"{quoted(column.name)} {column.type}{'' if column.nullable else ' NOT NULL'}" for column in spec.columns
    )
    return f"CREATE TABLE IF NOT EXISTS {quoted(spec.name)} ({columns})"


def macros() -> str:
    """The statements that create what the views call; once in a database, before the first view."""
    return (resources.files("pipeline.tables") / "catalogue" / "macros.sql").read_text(encoding="utf-8")


def comments(spec: TableSpec) -> list[str]:
    """The COMMENT statements of the table and each of its columns, English and then Chinese."""
    kind = "VIEW" if spec.kept == "view" else "TABLE"
    return [
        f"COMMENT ON {kind} {quoted(spec.name)} IS {literal(_table_comment(spec))}",
        *(
            f"COMMENT ON COLUMN {quoted(spec.name)}.{quoted(column.name)} IS {literal(_column_comment(column))}"
            for column in spec.columns
        ),
    ]


def arrow_schema(spec: TableSpec) -> pa.Schema:
    """The table as an Arrow schema, in the order of the dictionary; also the schema of its Parquet files."""
    import pyarrow as pa

    return pa.schema([pa.field(column.name, _arrow_type(column.type), column.nullable) for column in spec.columns])


def _table_comment(spec: TableSpec) -> str:
    cautions = "".join(f" Caution: {caution}" for caution in spec.cautions)
    return f"{spec.title_en}: {spec.grain}.{cautions} | {spec.title_zh}"


def _column_comment(column: ColumnSpec) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    allowed = f" One of: {', '.join(column.allowed)}." if column.allowed else ""
    return f"{column.meaning_en}{unit}{allowed} | {column.meaning_zh}"


def _arrow_type(duckdb_type: str) -> pa.DataType:
    import pyarrow as pa

    if duckdb_type.endswith("[]"):
        return pa.list_(_arrow_type(duckdb_type.removesuffix("[]")))
    if struct := re.fullmatch(r"STRUCT\((.*)\)", duckdb_type):
        fields = (field.split(" ", 1) for field in struct[1].split(", "))
        return pa.struct([(name, _arrow_type(type_)) for name, type_ in fields])
    if decimal := re.fullmatch(r"DECIMAL\((\d+), (\d+)\)", duckdb_type):
        return pa.decimal128(int(decimal[1]), int(decimal[2]))
    plain: pa.DataType = getattr(pa, _PLAIN_TYPES[duckdb_type])()
    return plain
