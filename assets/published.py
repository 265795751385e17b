"""Stage 6: the publication, one for all batches.

Belongs here: the lists made from what is stored, and what more than integrity must hold: that nothing is lost.
Does not: building and swapping (`pipeline.published`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections import Counter
from collections.abc import Collection

import dagster as dg
import duckdb

from assets.checks import check_results
from assets.place import WRITER_POOL, Place
from assets.state import batches_of, read_note
from expectations.catalogue import rule_rows, rule_version
from pipeline.documents.read import READER_VERSION
from pipeline.errors import PublicationBlocked
from pipeline.facts.identity import organisation_id
from pipeline.facts.model import UNKNOWN, Identity
from pipeline.facts.places import region_in
from pipeline.published.publications import CURRENT, Publication
from pipeline.published.publish import publish
from pipeline.settings import Settings
from pipeline.warehouse import Rows, Warehouse


@dg.asset(group_name="published", deps=[check_results], pool=WRITER_POOL)
def publication(context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]) -> dg.MaterializeResult[None]:
    """All rows as Parquet and budget.duckdb, swapped in as a whole; the same rows are the same publication."""
    with place.trying_again():
        try:
            published = publish_all(place, context.run.run_id)
        except PublicationBlocked as blocked:
            raise dg.Failure(description=str(blocked), allow_retries=False) from blocked
    return dg.MaterializeResult(
        metadata={
            "publication": published.publication_id,
            "is_new": published.is_new,
            "path": dg.MetadataValue.path(place.settings.published / published.publication_id),
            "rows": dg.MetadataValue.json(published.counts),
        }
    )


def publish_all(place: Place, run_id: str) -> Publication:
    """Publish what the warehouse holds. Raises PublicationBlocked; then the current publication stays."""
    with place.warehouse() as warehouse:
        warehouse.set_lists({"organisation": organisations(warehouse.connection), "rule": rule_rows()})
        _nothing_is_lost(place.settings, warehouse, place.raw().keys())
        notes = [read_note(place.settings, batch) for batch in sorted(set(batches_of(warehouse).values()))]
        return publish(
            warehouse.connection,
            place.settings,
            run_id=run_id,
            reader_version=READER_VERSION,
            rule_version=rule_version(),
            could_not_run=sorted({rule for note in notes if note is not None for rule in note.could_not_run}),
        )


def _nothing_is_lost(settings: Settings, warehouse: Warehouse, received: Collection[str]) -> None:
    """Raises PublicationBlocked where a document of the current publication is kept in data/raw and not in the rows.

    So a warehouse that was set aside, and is only half made again, is never published.
    """
    files = sorted(str(path) for path in (settings.published / CURRENT).glob("parquet/document/*/*/*.parquet"))
    if not files:
        return
    lost = warehouse.connection.execute(
        "SELECT document_id, file_name FROM read_parquet(?, hive_partitioning = false) "
        "ANTI JOIN document USING (document_id) ORDER BY ALL",
        [files],
    ).fetchall()
    missing = [f"{name} ({document_id})" for document_id, name in lost if document_id in received]
    if missing:
        raise PublicationBlocked(
            "Nothing was published; the publication before stays current. These documents of it are not in the "
            f"warehouse yet: {', '.join(missing[:5])}{' and more' if len(missing) > 5 else ''}. Run again to make them."
        )


def organisations(connection: duckdb.DuckDBPyConnection) -> Rows:
    """The rows of `organisation`: everybody who published, and the departments they name as theirs.

    An organisation printed under several names has the one printed most often.
    """
    names: dict[str, Counter[str]] = {}
    regions: dict[str, str] = {}
    parents: dict[str, Counter[str]] = {}
    for id_, name, parent, region in connection.execute(
        "SELECT organisation_id, organisation_name, parent_organisation_name, region_code FROM document "
        "WHERE organisation_id IS NOT NULL ORDER BY document_id"
    ).fetchall():
        names.setdefault(id_, Counter())[name] += 1
        regions[id_] = region
        if parent:
            own = region_in(parent)
            above = Identity(organisation=parent, region_code=region if own == UNKNOWN else own)
            above_id = organisation_id(above)
            if above_id is not None and above_id != id_:
                parents.setdefault(id_, Counter())[above_id] += 1
                names.setdefault(above_id, Counter())[parent] += 1
                regions.setdefault(above_id, above.region_code)
    return [
        {
            "organisation_id": id_,
            "name_zh": _most_common(counted),
            "name_en": None,
            "region_code": regions[id_],
            "parent_organisation_id": _most_common(parents[id_]) if id_ in parents else None,
        }
        for id_, counted in sorted(names.items())
    ]


def _most_common(counted: Counter[str]) -> str:
    return min(counted, key=lambda text: (-counted[text], text))
