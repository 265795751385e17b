"""The rules run over documents step by step, in temporary tables that are gone afterwards.

Belongs here: making and dropping the tables. Does not: which steps there are (`compile`), what becomes of the instances
(`judge` stores them, `suites` gives them to Great Expectations).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import duckdb

from expectations.compile import steps
from expectations.rule import Rule

VERDICT = "verdict"

# Documents at a time: planning the steps takes as long as judging some twenty documents, and memory stays small.
CHUNK = 32


@contextmanager
def stepwise(
    connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule], *, with_ledger: bool = True
) -> Iterator[Callable[[Sequence[str]], None]]:
    """A function that judges documents and leaves their instances in the temporary table VERDICT, as `query` has them.

    The tables are the connection's alone; no other statement of it should be run meanwhile but those that read VERDICT:
    some have the names of stored tables.
    """
    made = steps(rules, (), with_ledger)
    for statement in made.prepare:
        connection.execute(statement)
    try:
        yield lambda document_ids: _run(connection, steps(rules, document_ids, with_ledger).judge)
    except BaseException:
        with suppress(duckdb.Error):  # after a failed statement a transaction ends by itself, and the tables with it
            _drop(connection, made.made)
        raise
    _drop(connection, made.made)


def _run(connection: duckdb.DuckDBPyConnection, statements: Sequence[str]) -> None:
    for statement in statements:
        connection.execute(statement)


def _drop(connection: duckdb.DuckDBPyConnection, tables: Sequence[str]) -> None:
    for name in tables:
        connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
