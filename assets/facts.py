"""Stage 4: one row per printed number of the batch, in the warehouse.

Belongs here: replacing the batch's documents in one transaction. Does not: what the rows say (`pipeline.facts`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections.abc import Iterator, Mapping
from itertools import islice

import dagster as dg
import msgspec
import pyarrow as pa

from assets.batches import batches, make_known
from assets.deriving import derive_missing, derived_of
from assets.faults import add_trouble, listed
from assets.forms import recognised_forms
from assets.place import WRITER_POOL, Place
from assets.state import Note, to_derive, write_note
from pipeline.documents.read import READER_VERSION
from pipeline.errors import RowsRefused
from pipeline.facts.deriving import columns_of
from pipeline.facts.disclosures import link
from pipeline.facts.rows import facts_of_underived, facts_of_unread
from pipeline.raw import RawFile
from pipeline.tables import table
from pipeline.warehouse import Rows, Warehouse, as_arrow

# Documents whose rows are in memory at a time.
_CHUNK = 50


@dg.asset(partitions_def=batches, group_name="facts", deps=[recognised_forms], pool=WRITER_POOL)
def amounts(context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]) -> dg.MaterializeResult[None]:
    """Every number disclosed in the batch, in yuan, with the cell it was read from.

    In one transaction; a document that is derived again replaces its rows, wherever they were before. Where this very
    program made the batch and documents have arrived since, only those are derived; otherwise all of them.
    """
    with place.trying_again():
        derived = _Derivation(place, context.partition_key)
        with place.warehouse() as warehouse:
            chosen, is_part = derived.choose(warehouse)
            # Before the rows: a run that dies after them must not find the batch noted as complete.
            write_note(place.settings, Note(context.partition_key))
            with warehouse.transaction():
                warehouse.set_lists()
                for chunk in derived.chunks(chosen):
                    warehouse.replace(chunk, derived.take_rows())
                link(warehouse.connection)
        note = Note(context.partition_key, to_judge=chosen if is_part else None, faults=derived.faults)
        write_note(place.settings, note)
    make_known(context.instance, sorted(derived.moved))
    return dg.MaterializeResult(
        metadata={
            "documents_derived": derived.documents,
            "forms": derived.counts.get("form", 0),
            "amounts": derived.counts.get("amount", 0),
            "problems": derived.counts.get("problem", 0),
            "faults": listed(derived.faults),
            "moved_to": ", ".join(sorted(derived.moved)) or "none",
        }
    )


class _Derivation:
    """The rows of a batch's derived documents, a chunk at a time, and what was met on the way."""

    def __init__(self, place: Place, batch: str) -> None:
        self.place, self.batch = place, batch
        self.documents = 0
        self.counts: dict[str, int] = {}
        self.faults: dict[str, str] = {}
        self.moved: set[str] = set()
        self._rows: dict[str, list[pa.Table]] = {}
        self._known: set[str] = set()

    def choose(self, warehouse: Warehouse) -> tuple[list[str], bool]:
        """The documents to derive, and whether they are only a part of the batch."""
        stored = warehouse.status().values()
        self._known = {known.document_id for known in stored}
        return to_derive(self.place, stored, self.batch)

    def chunks(self, chosen: list[str]) -> Iterator[list[str]]:
        """The document_ids of each chunk, whose rows are then to be taken."""
        raw = self.place.raw_of(chosen)
        faults = derive_missing(self.place, raw)
        remaining = iter(id_ for id_ in chosen if id_ in raw)
        while chunk := list(islice(remaining, _CHUNK)):
            yield [id_ for id_ in chunk if self._derive(raw[id_], faults.get(id_))]

    def take_rows(self) -> dict[str, pa.Table]:
        rows, self._rows = self._rows, {}
        return {name: pa.concat_tables(tables) for name, tables in rows.items()}

    def _derive(self, raw: RawFile, fault: str | None) -> bool:
        """Whether there are rows to put in place of what is known of the document."""
        derived = derived_of(self.place, raw)
        if derived is not None and derived.batch != self.batch:
            self._move(raw.document_id, derived.batch)
            return False
        if derived is not None and derived.content is not None:
            try:
                self._add(columns_of(derived.content))
            except (RowsRefused, msgspec.DecodeError) as refused:
                fault = f"the program fails on this file: {refused}"
            else:
                return True
        stored = self.place.documents.load(raw.document_id)
        if stored is None:
            return False
        if fault is not None:
            add_trouble(self.faults, raw, fault)
            if raw.document_id in self._known:
                return False  # the rows of an earlier program are better than none
        if stored.content is None:
            reading = facts_of_unread(raw, stored.problem or "the reader gave no reason", READER_VERSION)
        else:
            why = fault or (derived and derived.problem) or "the program gave no reason"
            reading = facts_of_underived(raw, stored.content, why, READER_VERSION)
        self._add(reading.rows)
        return True

    def _move(self, document_id: str, batch: str) -> None:
        """The vocabulary learned better: the document is another batch's, which takes it over when it is derived."""
        stored = self.place.documents.load(document_id)
        if stored is not None:
            stored.batch = batch
            self.place.documents.save(stored)
            self.moved.add(batch)

    def _add(self, rows: Mapping[str, Rows]) -> None:
        made = {name: as_arrow(table(name), its) for name, its in rows.items()}
        self.documents += 1
        for name, content in made.items():
            self._rows.setdefault(name, []).append(content)
            self.counts[name] = self.counts.get(name, 0) + content.num_rows
