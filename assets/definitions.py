"""The one Definitions object: the table of contents of what Dagster knows.

Belongs here: the lists, in the order of the data. Does not: anything else. workspace.yaml points here.
"""

from __future__ import annotations

import dagster as dg

from assets.checks import check_results
from assets.documents import documents
from assets.facts import amounts
from assets.forms import recognised_forms
from assets.nightly import batch, inbox, intake, night, nightly, publication_of_all, report_of_publication
from assets.place import Place
from assets.published import publication
from assets.raw import registered_files
from assets.report import report


def definitions(place: Place) -> dg.Definitions:
    """The same definitions wherever they work: Dagster's daemon, the night, `budget run`."""
    return dg.Definitions(
        assets=[registered_files, documents, recognised_forms, amounts, check_results, publication, report],
        jobs=[intake, batch, publication_of_all, report_of_publication, night],
        schedules=[nightly],
        sensors=[inbox],
        resources={"place": place},
        # The multiprocess executor costs two to three seconds a step; reading has its own processes.
        executor=dg.in_process_executor,
    )


defs = definitions(Place())
