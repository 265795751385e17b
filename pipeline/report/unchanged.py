"""Which pages of the report before still show what the publication says.

Belongs here: one line of hexadecimal digits for everything a disclosure's page is made from, kept beside the pages.
Does not: making pages (`site`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from pipeline.report.contents import Row

NOTE = "made-from.json"

# Where the names of forms, measures and rules come from.
_LISTS = ("form_kind", "measure", "rule")

# What the pages ask, by document.
_TABLES = (
    "finding", "amount", "claim", "check_result", "problem", "form", "form_column", "form_row", "shown_spending_share",
    "shown_three_public",
)  # fmt: skip


def made_from(
    database: duckdb.DuckDBPyConnection, heads: Sequence[Row], originals: Mapping[str, str]
) -> dict[str, str]:
    """disclosure_id -> what its page is made from, as one digest: rows, program, and the kind of each original at hand.

    The rows of a document are summed up as hashes, so their order does not matter; two states of a document that agree
    by chance are as likely as two random numbers of 64 bits.
    """
    query = " UNION ALL ".join(
        f"SELECT document_id, '{table}' AS part, count(*) AS n, sum(hash({table})) AS hashes "
        f"FROM {table} GROUP BY document_id"
        for table in _TABLES
    )
    parts: dict[str, list[str]] = {}
    for document_id, *values in database.execute(f"{query} ORDER BY ALL").fetchall():
        parts.setdefault(document_id, []).append(repr(values))
    renderings: dict[str, list[str]] = {}
    for disclosure_id, *values in database.execute(
        "SELECT disclosure_id, document_id, hash(document) FROM document ORDER BY ALL"
    ).fetchall():
        renderings.setdefault(disclosure_id, []).append(repr(values))
    names = [repr(database.execute(f"SELECT sum(hash({name})) FROM {name}").fetchall()) for name in _LISTS]
    found = {}
    for head in heads:
        lines = [program(), *names, repr(sorted(head.items())), *renderings.get(head["disclosure_id"], [])]
        for document_id in head["document_ids"]:
            lines += [document_id, originals.get(document_id, ""), *parts.get(document_id, [])]
        found[head["disclosure_id"]] = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]
    return found


@cache
def program() -> str:
    """The program that makes pages as one digest: this package's files, and the library that hashes."""
    digest = hashlib.sha256(duckdb.__version__.encode())
    for file in _files(resources.files("pipeline.report")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _files(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _files(entry) if entry.name != "__pycache__" else []
        else:
            found.append(entry)
    return found


def read_note(folder: Path) -> dict[str, str]:
    """What the pages of a report were made from; nothing where it does not say so."""
    try:
        content = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_note(folder: Path, made: Mapping[str, str]) -> None:
    (folder / NOTE).write_text(json.dumps(made, indent=0, sort_keys=True) + "\n", encoding="utf-8")
