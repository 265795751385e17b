"""Stage 6, published: the Parquet files, one for each table, year and region, and one for each list.

Belongs here: writing them, and taking over those of the publication before whose rows are still the same. Does not:
the folder they stand in, and when it becomes current (`pipeline.published`).

A file's bytes follow from its rows, so a file taken over is the file that would be written. Whether the rows are the
same is told by their number and the sum of their hashes: two states of a file that agree by chance are as likely as
two random numbers of 64 bits.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.tables import TableSpec, tables_kept
from pipeline.tables.ddl import column_list, ddl, literal, quoted

_UNKNOWN_YEAR = "__HIVE_DEFAULT_PARTITION__"  # what Parquet readers take for NULL in a folder's name
_FORMAT = "FORMAT parquet, COMPRESSION zstd"

# path inside the publication -> what its rows come to, and the sha256 of its bytes
MadeFrom = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """What was written or taken over."""

    resources: dict[str, list[str]]  # table -> paths inside the publication
    made_from: dict[str, tuple[str, str]]


def write_parquet(connection: duckdb.DuckDBPyConnection, building: Path, before: Path, known: MadeFrom) -> ParquetFiles:
    """Make every table's files in `building`; `known` says what the files of the folder `before` were made from."""
    made = ParquetFiles({}, {})
    for spec in (*tables_kept("document"), *tables_kept("list")):
        files = made.resources.setdefault(spec.name, [])
        for file, where, rows in _files(connection, spec):
            files.append(file)
            (building / file).parent.mkdir(parents=True)
            bytes_ = _taken_over(before / file, building / file, known.get(file), rows)
            if bytes_ is None:
                _copy(connection, spec, building / file, where)
                bytes_ = sha256_of(building / file)
            made.made_from[file] = rows, bytes_
    return made


def sha256_of(path: Path) -> str:
    """The sha256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _files(connection: duckdb.DuckDBPyConnection, spec: TableSpec) -> Iterator[tuple[str, str, str]]:
    """Of each file of a table: its path, the condition that selects its rows, and what they come to."""
    name = quoted(spec.name)
    # Another dictionary, another way of writing or another library that hashes: another file.
    program = hashlib.sha256("|".join((duckdb.__version__, _FORMAT, ddl(spec), _order(spec))).encode()).hexdigest()[:16]
    sums = f"count(*), coalesce(sum(hash({name})), 0)"
    if spec.kept == "list":
        for count, hashes in connection.execute(f"SELECT {sums} FROM {name}").fetchall():
            yield f"parquet/{spec.name}/part.parquet", "", f"{program}-{count}-{hashes}"
        return
    for year, region, count, hashes in connection.execute(
        f"SELECT fiscal_year, region_code, {sums} FROM {name} GROUP BY ALL ORDER BY ALL"
    ).fetchall():
        folder = f"parquet/{spec.name}/fiscal_year={_UNKNOWN_YEAR if year is None else year}/region={region}"
        known_year = f"fiscal_year IS NOT DISTINCT FROM {'NULL' if year is None else int(year)}"
        where = f"WHERE {known_year} AND region_code = {literal(region)}"
        yield f"{folder}/part.parquet", where, f"{program}-{count}-{hashes}"


def _taken_over(before: Path, file: Path, known: tuple[str, str] | None, rows: str) -> str | None:
    """Link the file of the publication before where it is whole and of the same rows; the sha256 of its bytes."""
    if known is None or known[0] != rows:
        return None
    try:
        os.link(before, file)
    except OSError:
        return None
    if sha256_of(file) == known[1]:
        return known[1]
    file.unlink()
    return None


def _copy(connection: duckdb.DuckDBPyConnection, spec: TableSpec, file: Path, where: str) -> None:
    """One COPY per file with a total order: COPY … PARTITION_BY gives other bytes on every run."""
    connection.execute(
        f"COPY (SELECT {column_list(spec)} FROM {quoted(spec.name)} {where} ORDER BY {_order(spec)}) "
        f"TO {literal(str(file))} ({_FORMAT})"
    )


def _order(spec: TableSpec) -> str:
    return ", ".join(f"{quoted(name)} NULLS FIRST" for name in spec.sort)
