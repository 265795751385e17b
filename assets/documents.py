"""Stage 2: what is on the pages of one batch's files.

Belongs here: reading what intake did not, after a new reader version or a deleted data/documents.
Does not: the first reading of a file, which intake needs to know its batch (`raw`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections.abc import Iterator

import dagster as dg

from assets.batches import batches, make_known, partitioned_check
from assets.faults import add_trouble, listed
from assets.place import WRITER_POOL, Place
from assets.raw import read_and_store, registered_files
from assets.state import batches_of, stored_in

EVERY_DOCUMENT_WAS_READ = partitioned_check(
    "every_document_was_read", "documents", "Each file of the batch gave a document; those that did not are named."
)


@dg.asset(
    partitions_def=batches,
    group_name="documents",
    deps=[registered_files],
    pool=WRITER_POOL,
    check_specs=[EVERY_DOCUMENT_WAS_READ],
)
def documents(
    context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """The pages of every file of the batch, read once by this version of the readers."""
    batch = context.partition_key
    with place.trying_again():
        with place.warehouse() as warehouse:
            recorded = {id_ for id_, where in batches_of(warehouse).items() if where == batch}
        before = place.heads()
        missing = place.raw_of(sorted(recorded - set(before)))
        read_and_store(place, missing.values())
        heads = place.heads()
    members = stored_in(heads, batch)
    moved = sorted({heads[id_].batch for id_ in missing if id_ in heads} - {batch})
    make_known(context.instance, moved)
    raw = place.raw_of(members)
    troubles: dict[str, str] = {}
    for id_ in members:
        problem = heads[id_].problem
        if problem is not None and id_ in raw:
            add_trouble(troubles, raw[id_], problem)
    yield dg.MaterializeResult(
        metadata={
            "documents": len(members),
            "newly_read": len(missing),
            "not_readable": listed(troubles),
            "moved_to": ", ".join(moved) or "none",
        }
    )
    yield dg.AssetCheckResult(
        check_name=EVERY_DOCUMENT_WAS_READ.name, passed=not troubles, metadata={"not_readable": listed(troubles)}
    )
