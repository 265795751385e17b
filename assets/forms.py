"""Stage 3: which official form each table of the batch's new documents is.

Belongs here: having made what is missing, and the count of what was recognised. Does not: recognising
(`pipeline.forms`), which a child does together with the rows of the next stage (`deriving`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections import Counter

import dagster as dg

from assets.batches import batches
from assets.deriving import derive_missing, derived_of
from assets.documents import documents
from assets.faults import add_trouble, listed
from assets.place import WRITER_POOL, Place
from assets.state import to_derive


@dg.asset(partitions_def=batches, group_name="forms", deps=[documents], pool=WRITER_POOL)
def recognised_forms(context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]) -> dg.MaterializeResult[None]:
    """Every table of the documents that are to be derived, with the kind of form it is."""
    kinds: Counter[str] = Counter()
    not_understood: Counter[str] = Counter()
    with place.trying_again():
        with place.warehouse() as warehouse:
            stored_rows = warehouse.status().values()
        chosen, _ = to_derive(place, stored_rows, context.partition_key)
        raw = place.raw_of(chosen)
        found = derive_missing(place, raw)
        for one in raw.values():
            stored = derived_of(place, one)
            if stored is not None and stored.content is not None:
                kinds.update(stored.content.kinds)
                not_understood.update(stored.content.not_understood)
    faults: dict[str, str] = {}
    for id_, fault in found.items():
        add_trouble(faults, raw[id_], fault)
    return dg.MaterializeResult(
        metadata={
            "documents": len(chosen),
            "forms": kinds.total(),
            "kinds": dg.MetadataValue.json(dict(sorted(kinds.items()))),
            "not_understood": dg.MetadataValue.json(dict(sorted(not_understood.items()))),
            "faults": listed(faults),
        }
    )
