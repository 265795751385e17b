"""What is left to do, told from what is stored: nothing here trusts a run to have ended.

Belongs here: which files are not read, which batches are not as they should be, and the notes that say so.
Does not: doing it; Dagster's own storage, which may be lost at any time.

A batch is complete when every document of it is in the warehouse in this reader version, and its note says that it was
derived and judged by this program. Notes lie in data/runs/batches; a batch without one is done again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from assets.batches import batch_key
from assets.place import Head, Place
from assets.program import program_version
from pipeline.documents.read import READER_VERSION
from pipeline.settings import Settings
from pipeline.stores import aside_of
from pipeline.warehouse import DocumentStatus, Warehouse


class Note(msgspec.Struct):
    """How far a batch came the last time. Without `made_by` it was not judged to the end."""

    batch: str
    made_by: str = ""
    to_judge: list[str] | None = None  # documents derived since it was judged to the end; None: all of them
    faults: dict[str, str] = {}  # document -> our fault on it
    could_not_run: list[str] = []  # rules whose engine failed


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do. `unread` counts by batch as far as the batch is known from an earlier reading."""

    unread: tuple[str, ...]  # document_ids
    touched: tuple[str, ...]  # batches
    on_record: int
    unread_by_batch: dict[str, int] = field(default_factory=dict)

    def describe(self) -> str:
        """One line for people, before anything is done."""
        where = ", ".join(f"{count} of {batch}" for batch, count in sorted(self.unread_by_batch.items()))
        return (
            f"{self.on_record} documents on record; to read: {len(self.unread)}{f' ({where})' if where else ''}; "
            f"batches to derive and check: {', '.join(self.touched) or 'none'}"
        )


def work_left(place: Place, warehouse: Warehouse) -> Work:
    """Compare data/raw, data/documents, the warehouse and the notes."""
    raw = place.raw()
    heads = place.heads()
    stored = warehouse.status()
    batch_in_warehouse = batches_of(warehouse)
    done = {status.document_id for status in stored.values() if status.reader_version == READER_VERSION}
    unread = tuple(id_ for id_ in raw if id_ not in done and id_ not in heads)
    touched = {heads[id_].batch for id_ in raw if id_ in heads and id_ not in done}
    # Identified anew and not yet moved.
    touched |= {
        heads[id_].batch for id_ in done if id_ in heads and heads[id_].batch != batch_in_warehouse[id_] and id_ in raw
    }
    for batch in {*batch_in_warehouse.values()}:
        note = read_note(place.settings, batch)
        if note is None or note.made_by != program_version():
            touched.add(batch)
    by_batch = Counter(batch_in_warehouse[id_] for id_ in unread if id_ in batch_in_warehouse)
    return Work(unread, tuple(sorted(touched)), len(raw), dict(by_batch))


def to_derive(place: Place, stored: Iterable[DocumentStatus], batch: str) -> tuple[list[str], bool]:
    """The documents of a batch whose rows are to be made, and whether they are only a part of it.

    `stored` is what the warehouse knows of its documents. Where this very program made the batch and documents have
    arrived since, only those are to be derived; otherwise all of them.
    """
    members = stored_in(place.heads(), batch)
    done = {known.document_id for known in stored if known.reader_version == READER_VERSION}
    arrived = [id_ for id_ in members if id_ not in done]
    note = read_note(place.settings, batch)
    is_part = bool(arrived) and note is not None and note.made_by == program_version()
    return (arrived if is_part else members), is_part


def batches_of(warehouse: Warehouse) -> dict[str, str]:
    """The batch of every document in the warehouse."""
    rows = warehouse.connection.execute("SELECT document_id, fiscal_year, region_code FROM document").fetchall()
    return {document_id: batch_key(year, region) for document_id, year, region in rows}


def stored_in(heads: dict[str, Head], batch: str) -> list[str]:
    """The documents whose reading was identified as this batch's."""
    return sorted(id_ for id_, head in heads.items() if head.batch == batch)


def _note_path(settings: Settings, batch: str) -> Path:
    return settings.runs / "batches" / f"{batch}.json"


def read_note(settings: Settings, batch: str) -> Note | None:
    """The note of a batch; None where there is none, or it is damaged."""
    try:
        return msgspec.json.decode(_note_path(settings, batch).read_bytes(), type=Note)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_note(settings: Settings, note: Note) -> None:
    """Written aside and moved into place."""
    path = _note_path(settings, note.batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = aside_of(path)
    aside.write_bytes(msgspec.json.format(msgspec.json.encode(note), indent=1))
    aside.replace(path)
