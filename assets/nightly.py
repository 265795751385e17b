"""What starts by itself: the night at 02:00, and the look at data/inbox.

Belongs here: jobs, schedule and sensor. Does not: what they start (`way`, the asset modules).

The night is one job that goes the whole way in its own process and ends complete or failed; its intake, batches and
publication are runs of their own on Dagster's page, where each can be executed again. The sensor keeps and reads what
arrives by day; the night derives, checks and publishes it.
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
import hashlib

import dagster as dg

from assets import way
from assets.checks import check_results
from assets.documents import documents
from assets.facts import amounts
from assets.forms import recognised_forms
from assets.inbox import look
from assets.lock import alone
from assets.place import Place
from assets.published import publication
from assets.raw import registered_files
from assets.report import report
from pipeline.errors import PublicationBlocked, RunFailed, WarehouseBusy

# A run started by hand in the evening may take hours; the night waits for it.
_WAITS = 12
_WAIT_SECONDS = 600
# The sensor has a minute for one look; the rest is taken at the next.
_MOST_PER_LOOK = 100

intake = dg.define_asset_job(way.INTAKE, selection=[registered_files], description="Take in and read what is new.")
batch = dg.define_asset_job(
    way.BATCH,
    selection=[documents, recognised_forms, amounts, check_results],
    description="Derive and check one fiscal year and region again.",
)
publication_of_all = dg.define_asset_job(
    way.PUBLICATION, selection=[publication], description="Publish what the warehouse holds."
)
report_of_publication = dg.define_asset_job(
    way.REPORT, selection=[report], description="Make the current publication pages to look at."
)


@dg.op
def whole_way(context: dg.OpExecutionContext, place: dg.ResourceParam[Place]) -> None:
    """Intake, every batch that is not as it should be, one publication."""
    from assets.definitions import definitions  # the Definitions contain this op

    place.say = context.log.info
    try:
        with alone(place.settings):
            outcome = way.go(place, context.instance, definitions(place).resolve_job_def)
    except WarehouseBusy as busy:
        raise dg.RetryRequested(max_retries=_WAITS, seconds_to_wait=_WAIT_SECONDS) from busy
    except (PublicationBlocked, RunFailed) as failed:
        raise dg.Failure(description=str(failed), allow_retries=False) from failed
    if outcome.failures:
        raise dg.Failure(
            description=f"The other batches were published. Failed: {way.named(outcome.failures)}",
            metadata=dict(outcome.failures),
            allow_retries=False,
        )


@dg.job(description="The whole way: what a night does.")
def night() -> None:
    whole_way()


nightly = dg.ScheduleDefinition(
    name="nightly",
    job=night,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)


@dg.sensor(
    name="inbox",
    job=intake,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Registers files in data/inbox that have come to rest, and has them read.",
)
def inbox(context: dg.SensorEvaluationContext, place: dg.ResourceParam[Place]) -> dg.SensorResult | dg.SkipReason:
    seen = look(place.settings, most=_MOST_PER_LOOK)
    for name, why in seen.refused:
        context.log.warning(f"{name}: {why}")
    if not seen.registered:
        return dg.SkipReason(f"nothing new; still arriving: {', '.join(seen.waiting) or 'nothing'}")
    # Named for the bytes: the same arrivals are never asked for twice, whatever happened to the tick.
    shas = sorted(raw.sha256 for _, raw in seen.registered)
    key = hashlib.sha256("".join([context.cursor or "", *shas]).encode()).hexdigest()[:16]
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=key)], cursor=key)
