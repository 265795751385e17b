"""Publishing: the steps from the rows of the warehouse to a current publication.

Belongs here: their order, and the id of what they make.
Does not: what blocks (`integrity`), the files (`parquet`, `database`, `datapackage`), the link (`publications`).

    data/published/<publication_id>/parquet/<table>/fiscal_year=<Y>/region=<code>/part.parquet
                                   /parquet/<list>/part.parquet
                                   /budget.duckdb  datapackage.json  schemas/<table>.json  publication.json

A publication is built in `.building-<process>`, synced, renamed, and only then does `current` change, in one step:
killed at any moment, `current` is the old publication or the new one. What a killed process leaves is removed by the
next.

The id is made from the published bytes and the versions, so the same rows give the same publication and nothing is
swapped.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from pipeline.published.database import within_memory, write_database
from pipeline.published.datapackage import describe, describe_schemas
from pipeline.published.integrity import check_integrity
from pipeline.published.parquet import ParquetFiles, write_parquet
from pipeline.published.publications import (
    BUILDING,
    CONTRACT_VERSION,
    CURRENT,
    Publication,
    current_id,
    drop_old,
    point_current_at,
    read_publication,
    remove_leftovers,
    sync,
    sync_tree,
    write_json,
    write_record,
)
from pipeline.raw.register import SHANGHAI
from pipeline.settings import Settings
from pipeline.tables import tables_kept
from pipeline.tables.ddl import quoted
from pipeline.warehouse import told_apart


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
    moment = _stamp(now)
    draft = Publication("", moment, moment, run_id, CONTRACT_VERSION, reader_version, rule_version, counts={}, files={})
    with told_apart(settings.warehouse), within_memory(connection):
        check_integrity(connection, could_not_run)
        settings.published.mkdir(parents=True, exist_ok=True)
        remove_leftovers(settings.published)
        building = settings.published / f"{BUILDING}{os.getpid()}"
        try:
            building.mkdir()
            publication = _made(connection, settings, building, draft)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        if publication.is_new:
            point_current_at(settings.published, publication.publication_id)
        # Where nothing is new too: a process that was killed after its swap did not come to it.
        drop_old(settings)
        return publication


def _made(connection: duckdb.DuckDBPyConnection, settings: Settings, building: Path, draft: Publication) -> Publication:
    """The publication of the connection's rows, whole in its folder; the one that is kept where one has them."""
    current = settings.published / CURRENT
    before = read_publication(current)
    parquet = write_parquet(connection, building, current, before.made_from if before is not None else {})
    publication_id = f"v{CONTRACT_VERSION}-{_content_hash(parquet, draft)}"
    kept = read_publication(settings.published / publication_id)
    if kept is None:
        draft = replace(draft, publication_id=publication_id, counts=_counts(connection), made_from=parquet.made_from)
        return _completed(connection, building, draft, parquet.resources)
    if publication_id == current_id(settings):
        return replace(kept, is_new=False)
    again = replace(kept, made_current_at=draft.made_current_at)
    write_record(settings.published / publication_id, again)
    return again


def _completed(
    connection: duckdb.DuckDBPyConnection, building: Path, draft: Publication, resources: dict[str, list[str]]
) -> Publication:
    """Write what belongs beside the Parquet files, and give the folder its name."""
    write_database(connection, building, draft, resources)
    write_json(building / "datapackage.json", describe(draft.publication_id, draft.published_at, resources))
    for path, schema in describe_schemas(resources).items():
        write_json(building / path, schema)
    publication = replace(draft, files=_file_sizes(building))
    write_record(building, publication)
    sync_tree(building)
    folder = building.with_name(publication.publication_id)
    if folder.exists():  # its files are not all there: read_publication said so
        shutil.rmtree(folder)
    building.rename(folder)
    sync(folder.parent)
    return publication


def _content_hash(made: ParquetFiles, draft: Publication) -> str:
    versions = (str(CONTRACT_VERSION), draft.reader_version, draft.rule_version)
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


def _file_sizes(folder: Path) -> dict[str, int]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def _stamp(now: datetime | None) -> str:
    # Microseconds: two publications of one second still have an order.
    return (now or datetime.now(SHANGHAI)).astimezone(SHANGHAI).isoformat(timespec="microseconds")
