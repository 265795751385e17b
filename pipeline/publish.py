"""Stage 6, published: the rows of the warehouse as a folder that is whole or not there.

Belongs here: Parquet and budget.duckdb, the swap of the link `current`, how many publications are kept, going back.
Does not: what blocks (`pipeline.integrity`), judging disclosures; a finding never blocks.

    data/published/<publication_id>/parquet/<table>/fiscal_year=<Y>/region=<code>/part.parquet
                                   /parquet/<list>/part.parquet
                                   /budget.duckdb  datapackage.json  schemas/<table>.json  publication.json
    data/published/current -> <publication_id>

A publication is built in `.building-<process>`, synced, renamed, and only then does `current` change, in one step:
killed at any moment, `current` is the old publication or the new one. What a killed process leaves is removed by the
next.

The id is made from the published bytes and the versions, so the same rows give the same publication and nothing is
swapped. Kept are the KEPT publications that were current last, and the current one; a folder that is dropped stays
readable for those who hold its files open.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from pipeline.datapackage import describe, describe_schemas
from pipeline.errors import UsageError
from pipeline.integrity import check_integrity
from pipeline.parquet import MadeFrom, ParquetFiles, write_parquet
from pipeline.raw.register import SHANGHAI
from pipeline.settings import Settings
from pipeline.tables import comments, ddl, load_tables, macros, tables_kept
from pipeline.tables.ddl import column_list, literal, quoted
from pipeline.warehouse import told_apart

CONTRACT_VERSION = 1
KEPT = 5
MEMORY = "500MB"  # a thousand documents are published within it; more go through the disk
CURRENT = "current"
_RECORD = "publication.json"
_BUILDING = ".building-"
_LINKING = ".current-"


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication, as its publication.json tells it."""

    publication_id: str
    published_at: str  # ISO 8601, Asia/Shanghai: when it was built
    made_current_at: str  # when it last became current by publishing
    run_id: str
    contract_version: int
    reader_version: str
    rule_version: str
    counts: dict[str, int]  # rows by table
    files: dict[str, int]  # bytes by path inside the folder
    made_from: MadeFrom = field(default_factory=dict)
    is_new: bool = True  # False where the same rows were current already; not stored


def publish(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    *,
    run_id: str,
    reader_version: str,
    rule_version: str,
    could_not_run: Sequence[str] = (),
    now: datetime | None = None,
) -> Publication:
    """Publish the rows of the connection's warehouse, or say that they are published already.

    `could_not_run` names checks whose engine failed; any of them blocks. Call it outside a transaction, and only from
    the process that holds the warehouse: that is what keeps two publications from being built at once.
    Raises PublicationBlocked where the integrity is broken, WarehouseDamaged where the rows cannot be read, OSError
    where the disk is full; in every case the current publication is as it was.
    """
    with told_apart(settings.warehouse), _within_memory(connection):
        return _publish(connection, settings, run_id, reader_version, rule_version, could_not_run, _stamp(now))


@contextmanager
def _within_memory(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Left to itself DuckDB keeps what it read, up to four fifths of the machine; sorting and writing need little."""
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    try:
        yield
    finally:
        connection.execute("RESET memory_limit")


def _publish(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: str,
    reader_version: str,
    rule_version: str,
    could_not_run: Sequence[str],
    moment: str,
) -> Publication:
    check_integrity(connection, could_not_run)
    settings.published.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(settings.published)
    building = settings.published / f"{_BUILDING}{os.getpid()}"
    try:
        building.mkdir()
        before = _read(settings.published / CURRENT)
        made = write_parquet(
            connection, building, settings.published / CURRENT, before.made_from if before is not None else {}
        )
        resources = made.resources
        versions = (str(CONTRACT_VERSION), reader_version, rule_version)
        publication_id = f"v{CONTRACT_VERSION}-{_content_hash(made, versions)}"
        existing = _read(settings.published / publication_id)
        if existing is not None:
            shutil.rmtree(building)
            if publication_id == current_id(settings):
                _drop_old(settings)  # which a process that was killed after its swap did not come to
                return replace(existing, is_new=False)
            publication = replace(existing, made_current_at=moment)
            _write_record(settings.published / publication_id, publication)
        else:
            publication = Publication(
                publication_id=publication_id,
                published_at=moment,
                made_current_at=moment,
                run_id=run_id,
                contract_version=CONTRACT_VERSION,
                reader_version=reader_version,
                rule_version=rule_version,
                counts=_counts(connection),
                files={},
                made_from=made.made_from,
            )
            _write_database(connection, building, publication, resources)
            _write_json(building / "datapackage.json", describe(publication_id, moment, resources))
            for path, schema in describe_schemas(resources).items():
                _write_json(building / path, schema)
            publication = replace(publication, files=_file_sizes(building))
            _write_record(building, publication)
            _sync_tree(building)
            damaged = settings.published / publication_id
            if damaged.exists():  # its files are not all there: _read said so
                shutil.rmtree(damaged)
            building.rename(damaged)
            _sync(settings.published)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _point_current_at(settings.published, publication.publication_id)
    _drop_old(settings)
    return publication


def rollback(settings: Settings) -> Publication:
    """Make the publication before the current one current, and return it.

    Going back twice goes back two. The next publication with other rows, or with these, goes forward again.
    Raises UsageError where there is none to go back to.
    """
    kept = publications(settings)
    now_current = current_id(settings)
    place = next((i for i, publication in enumerate(kept) if publication.publication_id == now_current), len(kept))
    if place == 0 or not kept:
        raise UsageError("There is no earlier publication to go back to; `budget run` makes a new one.")
    _point_current_at(settings.published, kept[place - 1].publication_id)
    return kept[place - 1]


def publications(settings: Settings) -> list[Publication]:
    """The whole publications that are kept, in the order in which they became current."""
    folders = (path for path in settings.published.glob(f"v{CONTRACT_VERSION}-*") if path.is_dir())
    whole = [publication for folder in folders if (publication := _read(folder)) is not None]
    return sorted(whole, key=lambda publication: (publication.made_current_at, publication.publication_id))


def current_id(settings: Settings) -> str | None:
    """The id of the current publication; None where nothing is published."""
    link = settings.published / CURRENT
    return os.readlink(link) if link.is_symlink() else None


# --- building ----------------------------------------------------------------------------------------------------


def _content_hash(made: ParquetFiles, versions: Sequence[str]) -> str:
    digest = hashlib.sha256(json.dumps(versions).encode())
    for file, (_, sha256) in sorted(made.made_from.items()):
        digest.update(file.encode() + b"\0" + bytes.fromhex(sha256))
    return digest.hexdigest()[:12]


def _counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    counts = {}
    for spec in (*tables_kept("document"), *tables_kept("list")):
        row = connection.execute(f"SELECT count(*) FROM {quoted(spec.name)}").fetchone()
        counts[spec.name] = int(row[0]) if row else 0
    return counts


def _write_database(
    connection: duckdb.DuckDBPyConnection, building: Path, publication: Publication, resources: dict[str, list[str]]
) -> None:
    """budget.duckdb: the rows of the Parquet files, the views over them, and what the publication is."""
    path = building / "budget.duckdb"
    is_filled = _copy_warehouse(connection, path)
    with duckdb.connect(str(path)) as database, _within_memory(database):
        database.begin()
        database.execute(macros())
        for spec in load_tables().values():
            database.execute(ddl(spec))
            if (files := resources.get(spec.name)) and not is_filled:
                listed = ", ".join(literal(str(building / file)) for file in files)
                database.execute(
                    f"INSERT INTO {quoted(spec.name)} SELECT {column_list(spec)} "
                    f"FROM read_parquet([{listed}], hive_partitioning = false)"
                )
            if spec.kept == "publication":
                row = _publication_row(publication)
                marks = ", ".join("?" * len(spec.columns))
                database.execute(
                    f"INSERT INTO {quoted(spec.name)} VALUES ({marks})", [row[name] for name in spec.column_names]
                )
        database.execute("; ".join(comment for spec in load_tables().values() for comment in comments(spec)))
        database.commit()
        database.execute("CHECKPOINT")


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


# --- folders and the link ----------------------------------------------------------------------------------------


def _read(folder: Path) -> Publication | None:
    """The publication of a folder; None where the folder is not there or one of its files is not whole."""
    try:
        content = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        publication = Publication(**content)
        if all((folder / file).stat().st_size == size for file, size in publication.files.items()):
            return publication
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, TypeError):
        return None
    return None


def _write_record(folder: Path, publication: Publication) -> None:
    content = asdict(publication)
    del content["is_new"]
    draft = folder / f".{_RECORD}"
    _write_json(draft, content)
    _sync(draft)
    draft.replace(folder / _RECORD)
    _sync(folder)


def _file_sizes(folder: Path) -> dict[str, int]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def _write_json(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _point_current_at(published: Path, publication_id: str) -> None:
    link = published / f"{_LINKING}{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(publication_id, target_is_directory=True)
    link.replace(published / CURRENT)
    _sync(published)


def _drop_old(settings: Settings) -> None:
    now_current = current_id(settings)
    for publication in publications(settings)[:-KEPT]:
        if publication.publication_id != now_current:
            _remove(settings.published / publication.publication_id)


def _remove(folder: Path) -> None:
    """Drop a publication; under a leftover's name first, so that half of one never looks like one."""
    leftover = folder.with_name(f"{_BUILDING}dropped-{folder.name}")
    folder.rename(leftover)
    shutil.rmtree(leftover)


def _remove_leftovers(published: Path) -> None:
    for leftover in published.glob(f"{_BUILDING}*"):
        shutil.rmtree(leftover)
    for link in published.glob(f"{_LINKING}*"):
        link.unlink()


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stamp(now: datetime | None) -> str:
    # Microseconds: two publications of one second still have an order.
    return (now or datetime.now(SHANGHAI)).astimezone(SHANGHAI).isoformat(timespec="microseconds")
