"""Stage 3: which official form each table of the batch's new documents is.

Belongs here: the count of what was recognised. Does not: recognising (`pipeline.forms`).

Forms are not stored: recognising takes about 30 ms a document, a tenth of reading it, and a stored copy would have to
be kept in step with the vocabulary. The next stage recognises again from the stored document.
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections import Counter
from functools import partial

import dagster as dg

from assets.batches import batches
from assets.documents import documents
from assets.faults import attempt, how_to_repeat, listed
from assets.place import WRITER_POOL, Place
from assets.state import to_derive
from pipeline.forms.recognise import recognise


@dg.asset(partitions_def=batches, group_name="forms", deps=[documents], pool=WRITER_POOL)
def recognised_forms(context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]) -> dg.MaterializeResult[None]:
    """Every table of the documents that are to be derived, with the kind of form it is."""
    kinds: Counter[str] = Counter()
    troubles: Counter[str] = Counter()
    faults: dict[str, str] = {}
    with place.trying_again():
        with place.warehouse() as warehouse:
            stored_rows = warehouse.status().values()
        chosen, _ = to_derive(place, stored_rows, context.partition_key)
        raw = place.raw_of(chosen)
        for document_id in chosen:
            stored = place.documents.load(document_id)
            if stored is None or stored.content is None or document_id not in raw:
                continue
            document = stored.content
            recognition, fault = attempt(partial(recognise, document))
            if recognition is None:
                faults[raw[document_id].file_name] = f"{fault} (`{how_to_repeat(raw[document_id])}`)"
                continue
            kinds.update(form.kind for form in recognition.forms)
            troubles.update(trouble.what for form in recognition.forms for trouble in form.troubles)
    return dg.MaterializeResult(
        metadata={
            "documents": len(chosen),
            "forms": kinds.total(),
            "kinds": dg.MetadataValue.json(dict(sorted(kinds.items()))),
            "not_understood": dg.MetadataValue.json(dict(sorted(troubles.items()))),
            "faults": listed(faults),
        }
    )
