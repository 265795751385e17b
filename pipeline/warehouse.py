"""The one writer of data/warehouse.duckdb: rows of documents go in by whole documents, in one transaction.

Belongs here: opening the file, creating its tables from the dictionary, replacing documents and lists.
Does not: what the rows say (`pipeline.facts`), judging them (`expectations`), giving them out (`pipeline.published`).

Nothing in the file is original: it can be set aside and made again from data/raw. DuckDB lets one process at a time
open it, and takes its lock with fcntl: no other code of this process may open and close the file, or the lock is lost.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa

from pipeline.errors import RowsRefused, WarehouseBusy, WarehouseDamaged
from pipeline.tables import ColumnSpec, TableSpec, arrow_schema, ddl, load_list, shipped_lists, table, tables_kept
from pipeline.tables.ddl import column_list, quoted

# Rows of one table: tuples in the order of the dictionary, mappings by column, the columns by name, or an Arrow table.
Rows: TypeAlias = Sequence[Sequence[Any]] | Sequence[Mapping[str, Any]] | Mapping[str, Sequence[Any]] | pa.Table

# How far the log of what was committed may grow before it is worked into the file: at DuckDB's own 16 MB every batch's
# two transactions did that anew, in twice the time and half as large a file again.
_LOG = "64MB"

# DuckDB has one exception for every kind of input and output error; only its words tell them apart.
_LOCKED = re.compile(r"Could not set lock|different configuration")
_NOT_WRITTEN = re.compile(r"No space left|Could not write|File too large|Disk quota")
_DAMAGED = re.compile(
    r"Corrupt|checksum|not a valid DuckDB|Could not read enough|serializ|newer version|WAL file", re.I
)


@dataclass(frozen=True, slots=True)
class DocumentStatus:
    """What the warehouse knows of one file: whether reading it again would tell anything new."""

    document_id: str
    sha256: str
    reader_version: str
    read_status: str  # read, partly_read or not_read


class Warehouse:
    """An open warehouse; use it in a `with`, or close it."""

    def __init__(self, path: Path | None) -> None:
        """Open the file for writing and make what tables it lacks; None is a warehouse in memory.

        Raises WarehouseBusy where another process has it open, WarehouseDamaged where it has to be set aside.
        """
        self.path = path
        self._in_transaction = False
        self._is_untouched = path is None  # nothing of any document is there yet
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        with told_apart(path):
            self.connection = duckdb.connect(
                ":memory:" if path is None else str(path), config={"checkpoint_threshold": _LOG}
            )
            try:
                _create_tables(self.connection, path)
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.connection.close()

    def replace(self, document_ids: Iterable[str], rows: Mapping[str, Rows]) -> None:
        """Put these rows in place of everything known of these documents, in one transaction.

        Tables of the dictionary that are kept per document and not named in `rows` lose the documents' rows too.
        Raises RowsRefused, and changes nothing, where a row is of another document, of a table that is not kept per
        document, or does not fit its column; in particular where a number has more decimal places than the column.
        """
        ids = list(dict.fromkeys(document_ids))
        arrived: dict[str, pa.Table] = {}
        for name, given in rows.items():
            spec = table(name)
            if spec.kept != "document":
                raise RowsRefused(f"{name} is not kept per document; it cannot be replaced with one.")
            arrived[name] = as_arrow(spec, given)
            strange = {str(id_) for id_ in arrived[name].column("document_id").unique().to_pylist()} - set(ids)
            if strange:
                raise RowsRefused(f"{name}: rows of document {min(strange)}, which is not among those replaced.")
        with self.transaction():
            for spec in tables_kept("document"):
                if not self._is_untouched:
                    self.connection.execute(
                        f"DELETE FROM {quoted(spec.name)} WHERE document_id IN (SELECT unnest(?::VARCHAR[]))", [ids]
                    )
                if spec.name in arrived:
                    self._insert(spec, arrived[spec.name])
            self._is_untouched = False

    def set_lists(self, rows: Mapping[str, Rows] | None = None) -> None:
        """Fill the list tables: those the package ships, and those given (organisation, rule), in one transaction.

        A list that is neither shipped nor given stays as it is.
        """
        lists: dict[str, Rows] = {name: load_list(name) for name in shipped_lists()}
        lists.update(rows or {})
        arrived = {}
        for name, given in lists.items():
            spec = table(name)
            if spec.kept != "list":
                raise RowsRefused(f"{name} is not a list.")
            arrived[name] = as_arrow(spec, given)
        with self.transaction():
            for name, content in arrived.items():
                self.connection.execute(f"DELETE FROM {quoted(name)}")
                self._insert(table(name), content)

    def status(self) -> dict[str, DocumentStatus]:
        """What is known of every document, by sha256."""
        with told_apart(self.path):
            found = self.connection.execute(
                "SELECT document_id, sha256, reader_version, read_status FROM document ORDER BY document_id"
            ).fetchall()
        return {sha256: DocumentStatus(id_, sha256, version, status) for id_, sha256, version, status in found}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing of it. Inside another transaction it is part of that one."""
        if self._in_transaction:
            yield
            return
        with told_apart(self.path):
            self.connection.begin()
            self._in_transaction = True
            try:
                yield
            except BaseException:
                with suppress(duckdb.Error):  # after a failed write DuckDB closes by itself; nothing was committed
                    self.connection.rollback()
                raise
            else:
                self.connection.commit()
            finally:
                self._in_transaction = False

    def _insert(self, spec: TableSpec, content: pa.Table) -> None:
        if content.num_rows:
            self.connection.register("arriving", content)
            try:
                self.connection.execute(
                    f"INSERT INTO {quoted(spec.name)} ({column_list(spec)}) SELECT {column_list(spec)} FROM arriving"
                )
            finally:
                self.connection.unregister("arriving")


def set_aside(path: Path) -> Path:
    """Move an unusable warehouse out of the way, to <name>.corrupt-<n>, and return where it went.

    The next Warehouse of that path starts empty; its documents are then read again from data/raw.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.corrupt-{number}")).exists():
        number += 1
    path.rename(aside)
    log = path.with_name(path.name + ".wal")
    if log.exists():
        log.rename(aside.with_name(aside.name + ".wal"))
    return aside


def as_arrow(spec: TableSpec, rows: Rows) -> pa.Table:
    """The rows as an Arrow table of the dictionary's schema.

    Raises RowsRefused, naming table, column and value, for a column too many or missing, a value of another type
    (a float is no money), a NULL where there must be none, and a number with more places than its column: DuckDB
    would round it and say nothing.
    """
    schema = arrow_schema(spec)
    columns = _columns(spec, rows)
    arrays = []
    for column, values in zip(spec.columns, columns, strict=True):
        type_ = schema.field(column.name).type
        try:
            array = values.cast(type_) if isinstance(values, pa.ChunkedArray) else pa.array(values, type_)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError) as error:
            raise RowsRefused(_misfit(spec, column, values, type_, str(error))) from error
        if array.null_count and not column.nullable:
            raise RowsRefused(f"{spec.name}.{column.name}: NULL where there must be a value.")
        arrays.append(array)
    return pa.table(arrays, schema=schema)


def _columns(spec: TableSpec, rows: Rows) -> list[Any]:
    """The values of each column of the dictionary, whatever form the rows came in."""
    names = spec.column_names
    if isinstance(rows, pa.Table):
        if set(rows.column_names) != set(names):
            raise RowsRefused(_wrong_columns(spec, rows.column_names))
        return [rows.column(name) for name in names]
    if not rows:
        return [[] for _ in names]
    if isinstance(rows, Mapping):
        if set(rows) != set(names):
            raise RowsRefused(_wrong_columns(spec, rows))
        return [rows[name] for name in names]
    if isinstance(rows[0], Mapping):
        for row in rows:
            if set(row) != set(names):
                raise RowsRefused(_wrong_columns(spec, row))
        return [[row[name] for row in rows] for name in names]  # type: ignore[call-overload]
    for row in rows:
        if len(row) != len(names):
            raise RowsRefused(f"{spec.name}: a row of {len(row)} values; the table has {len(names)} columns.")
    return [list(values) for values in zip(*rows, strict=True)]


def _wrong_columns(spec: TableSpec, given: Iterable[str]) -> str:
    wrong = sorted(set(given) ^ set(spec.column_names))
    return f"{spec.name}: columns that are missing or not in the dictionary: {', '.join(wrong)}."


def _misfit(spec: TableSpec, column: ColumnSpec, values: Iterable[Any], type_: pa.DataType, reason: str) -> str:
    """Name the first value that does not fit; Arrow only says that one does not."""
    place = f"{spec.name}.{column.name}"
    listed = values.to_pylist() if isinstance(values, pa.ChunkedArray) else values
    for value in listed:
        try:
            pa.array([value], type_)
        except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
            shown = str(value) if isinstance(value, Decimal) else repr(value)
            return f"{place}: {shown} does not fit {column.type}; it is refused and not rounded."
    return f"{place}: {reason}"


def _create_tables(connection: duckdb.DuckDBPyConnection, path: Path | None) -> None:
    specs = [*tables_kept("document"), *tables_kept("list")]
    connection.execute("; ".join(ddl(spec) for spec in specs))
    if path is None:
        return
    found: dict[str, list[tuple[str, str, bool]]] = {}
    for name, column, type_, nullable in connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE schema_name = 'main' AND NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        found.setdefault(name, []).append((column, type_.replace(" ", "").replace('"', ""), nullable))
    for spec in specs:
        wanted = [(column.name, column.type.replace(" ", ""), column.nullable) for column in spec.columns]
        if found[spec.name] != wanted:
            raise WarehouseDamaged(
                f"{path}: the table {spec.name} is not as this version's dictionary has it. "
                "Set the file aside; it is made again from data/raw."
            )


@contextmanager
def told_apart(path: Path | None) -> Iterator[None]:
    """Say which of DuckDB's input and output errors it was, and what to do.

    WarehouseBusy and WarehouseDamaged are about the warehouse of that path. OSError is a disk that is full or refuses:
    nothing of the transaction is kept, and the connection has to be opened again.
    """
    try:
        yield
    except duckdb.Error as error:
        text = str(error)
        if _LOCKED.search(text):
            holder = re.search(r"held in (.+?\(PID \d+\))", text)
            raise WarehouseBusy(
                f"{path} is open in {holder[1] if holder else 'another connection'}. One process at a time can have "
                "it open: wait for that run to end, or stop it. To look at the data open "
                "data/published/current/budget.duckdb."
            ) from error
        if _NOT_WRITTEN.search(text):
            raise OSError(
                errno.ENOSPC, f"could not be written ({text.splitlines()[0]}). Make room and run again", str(path)
            ) from error
        if isinstance(error, duckdb.FatalException | duckdb.SerializationException) or _DAMAGED.search(text):
            raise WarehouseDamaged(
                f"{path} is damaged ({text.splitlines()[0]}). Set it aside; it is made again from data/raw."
            ) from error
        raise
