"""Stage 4: one row per printed number of the batch, in the warehouse.

Belongs here: replacing the batch's documents in one transaction. Does not: what the rows say (`pipeline.facts`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections.abc import Iterator
from itertools import islice

import dagster as dg

from assets.batches import batch_of, batches, make_known
from assets.faults import attempt, how_to_repeat, listed
from assets.forms import recognised_forms
from assets.place import WRITER_POOL, Place
from assets.state import Note, to_derive, write_note
from pipeline.documents.model import Document
from pipeline.documents.read import READER_VERSION
from pipeline.facts.disclosures import link
from pipeline.facts.record import Rows
from pipeline.facts.rows import Reading, facts_of, facts_of_unread
from pipeline.raw import RawFile
from pipeline.stores import Stored
from pipeline.warehouse import Warehouse

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
    """The rows of a batch's stored documents, a chunk at a time, and what was met on the way."""

    def __init__(self, place: Place, batch: str) -> None:
        self.place, self.batch = place, batch
        self.documents = 0
        self.counts: dict[str, int] = {}
        self.faults: dict[str, str] = {}
        self.moved: set[str] = set()
        self._rows: Rows = {}
        self._known: set[str] = set()

    def choose(self, warehouse: Warehouse) -> tuple[list[str], bool]:
        """The documents to derive, and whether they are only a part of the batch."""
        stored = warehouse.status().values()
        self._known = {known.document_id for known in stored}
        return to_derive(self.place, stored, self.batch)

    def chunks(self, chosen: list[str]) -> Iterator[list[str]]:
        """The document_ids of each chunk, whose rows are then to be taken."""
        raw = self.place.raw_of(chosen)
        remaining = iter(id_ for id_ in chosen if id_ in raw)
        while chunk := list(islice(remaining, _CHUNK)):
            yield [id_ for id_ in chunk if self._derive(raw[id_], is_known=id_ in self._known)]

    def take_rows(self) -> Rows:
        rows, self._rows = self._rows, {}
        return rows

    def _derive(self, raw: RawFile, *, is_known: bool) -> bool:
        """Whether there are rows to put in place of what is known of the document."""
        stored = self.place.documents.load(raw.document_id)
        if stored is None:
            return False
        document = stored.content
        if document is None:
            reading = facts_of_unread(raw, stored.problem or "the reader gave no reason", READER_VERSION)
        else:
            made, fault = attempt(lambda: facts_of(raw, document, READER_VERSION))
            if made is None:
                self.faults[raw.file_name] = f"{fault} (`{how_to_repeat(raw)}`)"
                if is_known:
                    return False  # the rows of an earlier program are better than none
                reading = facts_of_unread(raw, str(fault), READER_VERSION)
            elif batch_of(made.identity) != self.batch:
                self._move(stored, batch_of(made.identity))
                return False
            else:
                reading = made
        self._add(reading)
        return True

    def _move(self, stored: Stored[Document], batch: str) -> None:
        """The vocabulary learned better: the document is another batch's, which takes it over when it is derived."""
        stored.batch = batch
        self.place.documents.save(stored)
        self.moved.add(batch)

    def _add(self, reading: Reading) -> None:
        self.documents += 1
        for table, rows in reading.rows.items():
            self._rows.setdefault(table, []).extend(rows)
            self.counts[table] = self.counts.get(table, 0) + len(rows)
