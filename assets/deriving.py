"""Rows of documents, made in child processes and kept until their batch is derived.

Belongs here: keeping what a child made, and having made what is missing. Does not: the task
(`pipeline.facts.deriving`), storing rows in the warehouse (`facts`).

Intake has a document derived by the child that read it. What another program made, or a lost folder, leaves to be
made again, the step of the batch does. A fault of ours is not kept: it is met again, and named, where the batch is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from assets.batches import UNIDENTIFIED, batch_of
from assets.place import Place
from pipeline.documents.read import READER_VERSION
from pipeline.documents.renewed import Result
from pipeline.documents.worker import Task
from pipeline.facts.deriving import Derived, Origin, answer, task
from pipeline.raw import RawFile
from pipeline.stores import Stored


def keep(place: Place, raw: RawFile, result: Result) -> tuple[str, str | None]:
    """Store what a child made of a document; returns its batch, and how our code failed on it."""
    derived = answer(result)
    if isinstance(derived, str):
        place.derived.save(Stored(raw.document_id, place.derived.version, problem=derived))
        return UNIDENTIFIED, None
    batch = batch_of(derived.identity) if derived.identity is not None else UNIDENTIFIED
    if derived.fault is None:
        place.derived.save(Stored(raw.document_id, place.derived.version, derived, batch=batch))
    return batch, derived.fault


def derived_of(place: Place, raw: RawFile) -> Stored[Derived] | None:
    """What this program made of the document, under the name it has."""
    stored = place.derived.load(raw.document_id)
    if stored is None or (stored.content is not None and stored.content.origin != Origin.of(raw)):
        return None
    return stored


def derive_missing(place: Place, raws: Mapping[str, RawFile]) -> dict[str, str]:
    """Have derived what of these documents is read and not derived; returns our faults by document_id."""
    faults: dict[str, str] = {}
    by_path = {raw.path: raw for raw in raws.values()}

    def tasks() -> Iterator[tuple[Path, Task]]:
        for raw in raws.values():
            if derived_of(place, raw) is not None:
                continue
            stored = place.documents.load(raw.document_id)
            if stored is not None and stored.content is not None:
                yield raw.path, task(raw, stored.content, READER_VERSION)

    def done(result: Result) -> None:
        raw = by_path[result.path]
        _, fault = keep(place, raw, result)
        if fault is not None:
            faults[raw.document_id] = fault

    if raws:
        with place.readers(len(raws)) as readers:
            readers.do(tasks(), on_done=done)
    return faults
