"""Lends the pipeline's own DuckDB connection to Great Expectations.

Belongs here: the DBAPI facade and the data source made with it. Does not: any expectation (`suites`).

GX fetches rows after it has handed its connection back to the pool; with duckdb-engine the cursor is the connection,
so that the rows are gone and every expectation fails. Here a cursor is a `con.cursor()` of its own over the same
instance, and begin, commit, rollback and close do nothing. GX sees committed rows only: commit before checking.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb


class LentCursor:
    """A DBAPI cursor over one DuckDB cursor."""

    arraysize = 1
    rowcount = -1

    def __init__(self, lent: LentConnection) -> None:
        self.connection = lent
        self.description: list[tuple[Any, ...]] | None = None
        self._cursor = lent.duck.cursor()

    def execute(self, sql: str, parameters: Any = None, context: Any = None) -> LentCursor:
        self._cursor.execute(sql, parameters) if parameters else self._cursor.execute(sql)
        described = self._cursor.description
        # SQLAlchemy hashes the type of a column; DuckDB's type objects are not hashable.
        self.description = [(column[0], str(column[1]), *column[2:]) for column in described] if described else None
        return self

    def executemany(self, sql: str, parameters: Iterable[Any] | None = None, context: Any = None) -> None:
        self._cursor.executemany(sql, list(parameters or []))

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchmany(self, size: int | None = None) -> list[Any]:
        return self._cursor.fetchmany(size or self.arraysize)

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def close(self) -> None:
        self._cursor.close()


class LentConnection:
    """A DBAPI connection that never ends the connection it lends."""

    notices: Sequence[str] = ()
    autocommit = None

    def __init__(self, duck: duckdb.DuckDBPyConnection) -> None:
        self.duck = duck
        self.closed = False

    def cursor(self) -> LentCursor:
        return LentCursor(self)

    def begin(self) -> None:
        """The dialect calls it; the lender keeps its own transactions."""

    def commit(self) -> None:
        """Nothing to commit: GX only reads."""

    def rollback(self) -> None:
        """Nothing to undo."""

    def close(self) -> None:
        self.closed = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self.duck, name)


def add_duckdb(context: Any, name: str, connection: duckdb.DuckDBPyConnection) -> Any:
    """A GX data source over `connection`; a read-only one works too."""
    return context.data_sources.add_sql(
        name=name,
        connection_string="duckdb:///:memory:",  # never opened: `creator` answers instead
        create_temp_table=False,
        kwargs={"creator": lambda: LentConnection(connection)},
    )
