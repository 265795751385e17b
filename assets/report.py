"""Stage 6, published: the report of the current publication, as pages.

Belongs here: the asset. Does not: the pages (`pipeline.report`); what is published, which stands whether or not there
is a report of it.
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
import dagster as dg

from assets.place import Place
from assets.published import publication
from pipeline.published.publications import current_id
from pipeline.report import make_report, reported


@dg.asset(group_name="published", deps=[publication])
def report(place: dg.ResourceParam[Place]) -> dg.MaterializeResult[None]:
    """The publication as pages in data/report; made again only for another publication."""
    settings = place.settings
    folder = settings.data / "report"
    if reported(folder) == current_id(settings):
        return dg.MaterializeResult(metadata={"path": dg.MetadataValue.path(folder), "is_new": False})
    made = make_report(settings, folder)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(made.folder / "index.html"),
            "is_new": True,
            "disclosures": made.disclosures,
            "pictures": made.pictures,
        }
    )
