"""Connections to the SQLite files of Dagster's storage, kept open while a run goes its way.

Belongs here: keeping them. Does not: what is stored (Dagster), the settings of a connection (`instance`).

Dagster opens a file for every few statements and closes it, and the last to close a file writes its log back: 0.8 ms of
a processor for a statement instead of 0.02, some 2,000 times for five batches. Dagster has no setting for it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import dagster as dg
from dagster._core.storage.event_log.sqlite import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite import SqliteRunStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

# Each run has a file of its own; those of the latest stay open.
_MOST = 8


@contextmanager
def kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Of storage that is not SQLite nothing is kept. One thread works in the block, or each waits for the other."""
    kept = _Kept()
    storages: list[tuple[Any, str, Callable[..., AbstractContextManager[Connection]]]] = []
    events, runs = instance.event_log_storage, instance.run_storage
    if isinstance(events, SqliteEventLogStorage):
        storages.append((events, "_connect", kept.around(events._connect, events.conn_string_for_shard)))
    if isinstance(runs, SqliteRunStorage):
        storages.append((runs, "connect", kept.around(runs.connect, lambda: runs._conn_string)))
    for storage, name, connect in storages:
        setattr(storage, name, connect)
    try:
        yield
    finally:
        for storage, name, _ in storages:
            delattr(storage, name)
        kept.close()


class _Kept:
    """Open connections by the file they lead to, the latest used last."""

    def __init__(self) -> None:
        self._connections: dict[str, Connection] = {}
        self._lock = threading.RLock()

    def around(
        self, connect: Callable[..., AbstractContextManager[Connection]], file_of: Callable[..., str]
    ) -> Callable[..., AbstractContextManager[Connection]]:
        """What takes the place of Dagster's own way to connect, which still makes the files that are missing."""

        @contextmanager
        def kept(*which: Any) -> Iterator[Connection]:
            with self._lock:
                file = file_of(*which)
                connection = self._connections.pop(file, None)
                if connection is None:
                    with connect(*which):
                        pass
                    connection = _open(file)
                self._connections[file] = connection
                if connection.in_transaction():  # inside another block
                    yield connection
                    return
                self._drop(len(self._connections) - _MOST)
                with connection.begin():
                    yield connection

        return kept

    def _drop(self, count: int) -> None:
        for file, connection in list(self._connections.items())[: max(0, count)]:
            if not connection.in_transaction():
                del self._connections[file]
                _close(connection)

    def close(self) -> None:
        with self._lock:
            for connection in self._connections.values():
                _close(connection)
            self._connections.clear()


def _open(file: str) -> Connection:
    arguments = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False}
    return create_engine(file, poolclass=StaticPool, connect_args=arguments).connect()


def _close(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()
