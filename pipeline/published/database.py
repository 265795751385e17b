"""budget.duckdb: the rows of a publication in one file that any DuckDB opens.

Belongs here: its tables, views, macros and comments, and the memory that making it may take.
Does not: the rows as Parquet (`parquet`), the folder (`publications`).
"""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from pipeline.published.publications import Publication
from pipeline.tables import TableSpec, comments, ddl, load_tables, macros
from pipeline.tables.ddl import column_list, literal, quoted

MEMORY = "500MB"  # a thousand documents are published within it; more go through the disk


@contextmanager
def within_memory(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Left to itself DuckDB keeps what it read, up to four fifths of the machine; sorting and writing need little."""
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    try:
        yield
    finally:
        connection.execute("RESET memory_limit")


def write_database(
    connection: duckdb.DuckDBPyConnection, building: Path, publication: Publication, resources: dict[str, list[str]]
) -> None:
    """budget.duckdb: the rows of the Parquet files, the views over them, and what the publication is."""
    path = building / "budget.duckdb"
    is_filled = _copy_warehouse(connection, path)
    with duckdb.connect(str(path)) as database, within_memory(database):
        database.begin()
        database.execute(macros())
        for spec in load_tables().values():
            database.execute(ddl(spec))
            if (files := resources.get(spec.name)) and not is_filled:
                _fill(database, spec, [building / file for file in files])
            if spec.kept == "publication":
                row = _publication_row(publication)
                marks = ", ".join("?" * len(spec.columns))
                database.execute(
                    f"INSERT INTO {quoted(spec.name)} VALUES ({marks})", [row[name] for name in spec.column_names]
                )
        database.execute("; ".join(comment for spec in load_tables().values() for comment in comments(spec)))
        database.commit()
        database.execute("CHECKPOINT")


def _fill(database: duckdb.DuckDBPyConnection, spec: TableSpec, files: Sequence[Path]) -> None:
    listed = ", ".join(literal(str(file)) for file in files)
    database.execute(
        f"INSERT INTO {quoted(spec.name)} SELECT {column_list(spec)} "
        f"FROM read_parquet([{listed}], hive_partitioning = false)"
    )


def _copy_warehouse(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Copy the connection's own file, which holds the same rows; False where it is in memory.

    Whatever the rows, a file is copied in a moment; written table by table, a thousand documents take seconds. Another
    process copies: DuckDB's lock on the file ends when this one closes it, however often it has it open.
    """
    (own,) = connection.execute(
        "SELECT path FROM duckdb_databases() WHERE database_name = current_database()"
    ).fetchall()
    if own[0] is None:
        return False
    connection.execute("CHECKPOINT")
    copied = subprocess.run(
        ["cp", "--", own[0], str(path)], capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"}
    )
    if copied.returncode:
        code = errno.ENOSPC if "No space left" in copied.stderr else errno.EIO
        raise OSError(code, copied.stderr.strip() or os.strerror(code), str(path))
    return True


def _publication_row(publication: Publication) -> dict[str, Any]:
    counted = ("document", "form", "amount", "claim", "indicator", "finding", "problem")
    return {
        **asdict(publication),
        **{f"{name}_count": publication.counts[name] for name in counted},
        "check_count": publication.counts["check_result"],
    }
