"""Files that belong together: one disclosure in several files, in several renderings, in several versions.

Belongs here: disclosure_id, is_preferred and supersedes_document_id of the stored documents.
Does not: identifying a single file (`identity`).

A disclosure is one organisation's budget or final account of one year and scope. Its files are renderings of one
another when they print the same numbers, versions when they print other numbers in the same forms, and parts when
they share no form (a text file and a table file).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import duckdb
import pyarrow as pa

# Of several renderings the one that people cite: pages first, then files with cells, then flowing text.
FORMAT_RANK = {f: i for i, f in enumerate(("pdf", "xlsx", "xls", "et", "docx", "doc", "wps", "html", "text"))}
# Renderings lose a number here and there; below this share of common numbers it is another version.
SAME_NUMBERS = 0.9


@dataclass(slots=True)
class _File:
    document_id: str
    format: str
    received_at: str
    source_path: str | None
    source_url: str | None
    is_read: bool
    disclosure_id: str
    numbers: Counter[str] = field(default_factory=Counter)
    kinds: set[str] = field(default_factory=set)
    is_preferred: bool = True
    supersedes: str | None = None

    @property
    def age(self) -> tuple[str, str]:
        return self.received_at, self.document_id


def link(connection: duckdb.DuckDBPyConnection) -> None:
    """Set the three columns for every document; what belongs together is decided by content, newest first."""
    files = _load(connection)
    groups: dict[str, list[_File]] = defaultdict(list)
    for file in files:
        groups[file.disclosure_id].append(file)
    several = [f.document_id for g in groups.values() if len(g) > 1 for f in g]
    _load_numbers(connection, files, several)
    for group in groups.values():
        _prefer(group)
    _same_source(files)
    # One Arrow table: row by row, DuckDB takes a second for a thousand documents.
    linked = pa.table(
        {
            "id": pa.array([f.document_id for f in files], pa.string()),
            "d": pa.array([f.disclosure_id for f in files], pa.string()),
            "p": pa.array([f.is_preferred for f in files], pa.bool_()),
            "s": pa.array([f.supersedes for f in files], pa.string()),
        }
    )
    connection.register("linked", linked)
    try:
        connection.execute(
            """UPDATE document SET disclosure_id = d, is_preferred = p, supersedes_document_id = s FROM linked
               WHERE document_id = id
                 AND (disclosure_id, is_preferred, supersedes_document_id) IS DISTINCT FROM (d, p, s)"""
        )
    finally:
        connection.unregister("linked")


def _load(connection: duckdb.DuckDBPyConnection) -> list[_File]:
    found = connection.execute(
        """SELECT document_id, format, received_at, source_path, source_url, read_status <> 'not_read',
                  organisation_id, fiscal_year, stage, scope
           FROM document ORDER BY document_id"""
    ).fetchall()
    files = []
    for document_id, kind, received, path, url, is_read, organisation, year, stage, scope in found:
        key = (organisation, year, stage, scope)
        known = organisation is not None and year is not None and stage is not None
        text = "|".join(str(part) for part in key) if known else document_id
        disclosure = "dis-" + hashlib.sha256(text.encode()).hexdigest()[:12]
        files.append(_File(document_id, kind, received, path, url, is_read, disclosure))
    return files


def _load_numbers(connection: duckdb.DuckDBPyConnection, files: list[_File], ids: list[str]) -> None:
    by_id = {f.document_id: f for f in files}
    for document_id, key, count, kind in connection.execute(
        """SELECT document_id, concat_ws('|', form_kind, measure, side, coalesce(code, item_name), value_year, value),
                  count(*), form_kind
           FROM amount WHERE document_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL""",
        [ids],
    ).fetchall():
        by_id[document_id].numbers[key] += count
        by_id[document_id].kinds.add(kind)


def _prefer(group: list[_File]) -> None:
    """Mark the renderings and versions of one disclosure that the views do not use."""
    chosen: list[_File] = []
    for file in sorted(group, key=lambda f: (f.is_read, f.age), reverse=True):
        if not file.is_read:
            file.is_preferred = not any(f.is_read for f in group) and not chosen
            chosen.extend([file] if file.is_preferred else [])
            continue
        rival = next((c for c in chosen if _same_part(c, file)), None)
        if rival is None:
            chosen.append(file)
        elif _same_numbers(rival, file):
            better, worse = sorted((rival, file), key=lambda f: (FORMAT_RANK.get(f.format, 99), f.age))
            better.is_preferred, worse.is_preferred = True, False
            if better is file:
                better.supersedes, worse.supersedes = worse.supersedes, None
                chosen[chosen.index(rival)] = file
        else:
            file.is_preferred = False
            newest = rival
            newest.supersedes = newest.supersedes or file.document_id


def _same_part(a: _File, b: _File) -> bool:
    if not a.numbers and not b.numbers:
        return True
    return bool(a.kinds & b.kinds)


def _same_numbers(a: _File, b: _File) -> bool:
    common = sum((a.numbers & b.numbers).values())
    return common >= SAME_NUMBERS * max(sum(a.numbers.values()), sum(b.numbers.values()))


def _same_source(files: Iterable[_File]) -> None:
    """A file from the path or address of an earlier one, with other bytes, takes its place."""
    for key in ("source_path", "source_url"):
        places: dict[str, list[_File]] = defaultdict(list)
        for file in files:
            place = getattr(file, key)
            if place:
                places[place].append(file)
        for same in places.values():
            ordered = sorted(same, key=lambda f: f.age)
            for older, newer in pairwise(ordered):
                if newer.is_read or not older.is_read:
                    newer.supersedes = newer.supersedes or older.document_id
                    older.is_preferred = False
