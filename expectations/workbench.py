"""Where documents are judged: a database in memory beside the warehouse, in which the steps of the rules run.

Belongs here: taking the rows the rules look at out of the warehouse; running the steps, as many at a time as there are
processors. Does not: which steps there are (`compile`), what becomes of the instances (`judge`).

Most of the time goes into planning statements and starting their operators, which DuckDB does with one thread each,
whatever the documents hold. So the statements run side by side, on connections of their own; these see committed rows
only, and the caller's transaction need not be committed: hence a database apart, with nothing of any other document.
"""

from __future__ import annotations

import heapq
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from types import TracebackType

import duckdb
import pyarrow as pa

from expectations.compile import Steps, steps
from expectations.parts import Step
from expectations.rule import Rule
from expectations.sources import Need
from pipeline.tables import tables_kept
from pipeline.tables.ddl import quoted

VERDICT = "verdict"

# Documents at a time: planning the steps takes as long as judging some ten documents, and memory stays small.
CHUNK = 32
# Rows of an Arrow batch: DuckDB reserves so many of each column first, and a million by default.
ROWS = 10_000

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    # One thread a statement: they are small, and waking others for each operator costs more than it saves.
    "threads": 1,
    # So do these, which look for what is done twice in a statement and for rows that a join need not read.
    "disabled_optimizers": "common_subplan,common_subexpressions,join_filter_pushdown",
}

_ASKED = "asked"
# Findings show printed cells and statements, whatever the rules looked at (`judge`).
_TOLD_BY = frozenset({"form", "form_row", "amount", "indicator", "claim"})
_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")
# Beyond this many the longest chain of steps decides.
_MOST_HANDS = 4

# A text and its tables in two files of one disclosure are judged together.
_AND_COMPANIONS = """
SELECT unnest(?::VARCHAR[]) AS document_id
UNION SELECT o.document_id FROM document AS d JOIN document AS o USING (disclosure_id)
WHERE d.document_id IN (SELECT unnest(?::VARCHAR[])) AND o.is_preferred
"""


class Workbench:
    """A database in which these rules judge one group of documents after another; use it in a `with`, or close it."""

    def __init__(self, rules: Sequence[Rule], *, with_ledger: bool = True) -> None:
        self._steps = steps(tuple(rules), f"SELECT document_id FROM {_ASKED}", with_ledger)
        self._order = _Order(self._steps.judge)
        read = _read(self._steps) | _TOLD_BY
        self._tables = [spec.name for spec in tables_kept("document") if spec.name in read]
        self._lists = [spec.name for spec in tables_kept("list") if spec.name in read]
        self.connection = duckdb.connect(":memory:", config=_CONFIG)
        for step in self._steps.prepare:
            self.connection.execute(step.statement() or "")
        self._hands = [self.connection.cursor() for _ in range(min(len(os.sched_getaffinity(0)), _MOST_HANDS))]

    def __enter__(self) -> Workbench:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Freeing what was judged takes as long as a twentieth of judging it, and nobody has to wait for it."""
        threading.Thread(target=self.close, name="closing").start()

    def close(self) -> None:
        for hand in self._hands:
            hand.close()
        self.connection.close()

    def take_lists(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """The lists that the rules look things up in; `judge` takes them where nobody did so before."""
        for name in self._lists:
            _take(self.connection, name, warehouse.execute(f"FROM {quoted(name)}").to_arrow_table(ROWS))
        self._lists = []

    def judge(
        self,
        warehouse: duckdb.DuckDBPyConnection,
        document_ids: Sequence[str],
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        """Leave the instances of these documents in the table VERDICT, as `query` has them, and no others.

        `meanwhile` is called when all rows are taken: the warehouse has nothing to do until the steps have run.
        """
        self.take_lists(warehouse)
        asked = pa.table({"document_id": pa.array(document_ids, pa.string())})
        wanted = warehouse.execute(_AND_COMPANIONS, [list(document_ids)] * 2).to_arrow_table(ROWS)
        ids = wanted.column("document_id").to_pylist()
        # A list of values passes over what other documents have; rows to join with do not.
        own = f"document_id IN ({', '.join('?' * len(ids)) or 'NULL'})"

        def arriving() -> Iterator[tuple[str, pa.Table]]:
            yield _ASKED, asked
            for name in self._tables:
                yield name, warehouse.execute(f"FROM {quoted(name)} WHERE {own}", ids).to_arrow_table(ROWS)
            meanwhile()

        _Run(self._order, self._hands, [_ASKED, *self._tables])(arriving())


def _take(connection: duckdb.DuckDBPyConnection, name: str, rows: pa.Table) -> None:
    # Under a name of its own: several connections take tables of one database at a time.
    connection.register(f"arriving_{name}", rows)
    try:
        connection.execute(f"CREATE OR REPLACE TABLE {quoted(name)} AS FROM arriving_{name}")
    finally:
        connection.unregister(f"arriving_{name}")


@lru_cache(maxsize=16)
def _read(steps: Steps) -> frozenset[str]:
    """The stored tables that the steps read."""
    found = {name for step in steps.judge for name in _SOURCE.findall(step.statement() or "")}
    return frozenset(found - {step.table for step in (*steps.prepare, *steps.judge)})


def _execute(hand: duckdb.DuckDBPyConnection, statement: str | None) -> int:
    """The number of rows that came into the table."""
    [(rows,)] = hand.execute(statement).fetchall() if statement is not None else [(0,)]
    return int(rows)


def run(steps: Sequence[Step], hands: Sequence[duckdb.DuckDBPyConnection]) -> None:
    """The steps once, by so many connections to one database; raises what a step raises."""
    _Run(_Order(steps), hands)()


class _Order:
    """Which steps wait for which others, and how much has to be done after each, in characters of SQL.

    `looked_for` has for each table the rows of it that steps need which not every row is.
    """

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = steps
        writers: dict[str, list[int]] = {}
        self.waits_for: list[frozenset[int]] = []
        for number, step in enumerate(steps):
            of_own = writers.setdefault(step.table, [])
            read = {writer for name in step.words & writers.keys() - {step.table} for writer in writers[name]}
            self.waits_for.append(frozenset(read | set(of_own[:1])))
            of_own.append(number)
        self.followers: list[list[int]] = [[] for _ in steps]
        for number, before in enumerate(self.waits_for):
            for one in before:
                self.followers[one].append(number)
        self.chain = [0] * len(steps)
        for number in reversed(range(len(steps))):
            longest = max((self.chain[one] for one in self.followers[number]), default=0)
            self.chain[number] = len(steps[number].statement() or "") + longest
        self.needs = frozenset(need for step in steps for its in step.needs for need in its)
        self.looked_for: dict[str, list[Need]] = {}
        for need in self.needs:
            if need.among:
                self.looked_for.setdefault(need.table, []).append(need)


class _Run:
    """The steps once, each as soon as what it reads is there, those first after which most is left to do.

    `arriving` names the tables that come from elsewhere while the steps run: called with them, one after another, the
    connections put them into the database. What finds nothing without rows that there are none of is not executed.
    """

    def __init__(self, order: _Order, hands: Sequence[duckdb.DuckDBPyConnection], arriving: Sequence[str] = ()) -> None:
        self._order, self._hands = order, hands
        missing = frozenset(arriving)
        lacking = [step.words & missing for step in order.steps]
        self._open = [len(order.waits_for[n]) + len(lacking[n]) for n in range(len(lacking))]
        self._readers = {name: [n for n, words in enumerate(lacking) if name in words] for name in missing}
        self._ready: list[tuple[int, int]] = []
        self._arrived: list[tuple[str, pa.Table]] = []
        self._make_ready(number for number, count in enumerate(self._open) if not count)
        self._left = len(order.steps) + len(missing)
        # Until such a row is known of; who reads a table waits for all that is added to it.
        made = {step.table for step in order.steps} | missing
        self._unmet = {need for need in order.needs if need.table in made}
        self._has_failed = False
        self._changed = threading.Condition()

    def __call__(self, arriving: Iterable[tuple[str, pa.Table]] = ()) -> None:
        with ThreadPoolExecutor(len(self._hands), thread_name_prefix="judging") as threads:
            working = [threads.submit(self._work, hand) for hand in self._hands]
            try:
                for one in arriving:
                    with self._changed:
                        self._arrived.append(one)
                        self._changed.notify()
            except BaseException:
                self._end()
                raise
            for done in working:
                done.result()

    def _work(self, hand: duckdb.DuckDBPyConnection) -> None:
        try:
            while (task := self._next()) is not None:
                if isinstance(task, int):
                    step = self._order.steps[task]
                    rows = _execute(hand, step.statement(self._unmet))
                    self._done(self._met(hand, step.table, rows), self._order.followers[task])
                else:
                    name, arrived = task
                    _take(hand, name, arrived)
                    self._done(self._met(hand, name, arrived.num_rows), self._readers[name])
        except BaseException:
            self._end()
            raise

    def _next(self) -> int | tuple[str, pa.Table] | None:
        with self._changed:
            while not self._arrived and not self._ready and self._left and not self._has_failed:
                self._changed.wait()
            if self._has_failed or not self._left:
                return None
            # Steps wait for tables, and no table for a step.
            return self._arrived.pop(0) if self._arrived else heapq.heappop(self._ready)[1]

    def _met(self, hand: duckdb.DuckDBPyConnection, table: str, rows: int) -> set[Need]:
        """What is needed of a table and is there, now that so many rows came into it."""
        if not rows:
            return set()
        met = {Need(table)}
        if looked_for := self._order.looked_for.get(table):
            conditions = ", ".join(f"bool_or({need.condition()})" for need in looked_for)
            [found] = hand.execute(f"SELECT {conditions} FROM {quoted(table)}").fetchall()
            met |= {need for need, is_there in zip(looked_for, found, strict=True) if is_there}
        return met

    def _done(self, met: set[Need], waiting: Sequence[int]) -> None:
        with self._changed:
            self._left -= 1
            self._unmet -= met
            for one in waiting:
                self._open[one] -= 1
            self._make_ready(one for one in waiting if not self._open[one])
            self._changed.notify_all()

    def _make_ready(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            heapq.heappush(self._ready, (-self._order.chain[number], number))

    def _end(self) -> None:
        with self._changed:
            self._has_failed = True
            self._changed.notify_all()
