"""The whole way once: intake, every batch it leaves to do, one publication after them.

Belongs here: the order of the runs and what happens when one of them fails. Does not: the steps (the asset modules),
who starts the way (`run` by hand, `nightly` at night).

A batch that fails keeps its rows of the day before; the others go on, and are published. What is left to do is asked of
the stored data after every round and not remembered, so a way that was killed is finished by the next one.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import dagster as dg

from assets.batches import make_known
from assets.connections import kept_open
from assets.instance import IN_PROCESS_TAG, close_what_was_killed, let_execute_again
from assets.place import Place
from assets.state import Work, work_left
from pipeline.collector import OBJECTS_A_SEARCH
from pipeline.errors import PublicationBlocked, RunFailed
from pipeline.stores import remove_leftovers

INTAKE, BATCH, PUBLICATION, REPORT = "intake", "batch", "publication_of_all", "report_of_publication"

# Events go to Dagster's storage; its console stays silent, standard output is the caller's.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
# A document that turns out to be another batch's gives that batch one more round.
_MOST_ROUNDS = 4


@dataclass(slots=True)
class Outcome:
    """How the way ended."""

    batches: list[str] = field(default_factory=list)  # those derived and checked, failed ones included
    failures: dict[str, str] = field(default_factory=dict)  # batch -> why


def go(place: Place, instance: dg.DagsterInstance, job: Callable[[str], dg.JobDefinition]) -> Outcome:
    """Take in, derive and check every batch that needs it, publish. Call it while holding the run lock.

    Raises RunFailed where intake fails, PublicationBlocked where nothing could be published.
    """
    with place.keeping(), kept_open(instance), _collecting_seldom():
        return _go(place, instance, job)


def _go(place: Place, instance: dg.DagsterInstance, job: Callable[[str], dg.JobDefinition]) -> Outcome:
    close_what_was_killed(instance)
    for folder in (place.settings.documents, place.settings.facts, place.settings.runs):
        remove_leftovers(folder)
    outcome = Outcome()
    execute = _Executor(instance, job)
    failed = execute(INTAKE)
    if failed:
        raise RunFailed(f"Intake failed; nothing was published, the publication before stays current. {failed}")
    for _ in range(_MOST_ROUNDS):
        todo = [batch for batch in _work_left(place).touched if batch not in outcome.batches]
        make_known(instance, todo)
        for number, batch in enumerate(todo, 1):
            place.say(f"batch {batch} ({number} of {len(todo)})")
            failed = execute(BATCH, partition_key=batch)
            outcome.batches.append(batch)
            if failed:
                outcome.failures[batch] = failed
                place.say(f"batch {batch} failed: {failed}")
        if not todo:
            break
    place.say("publishing")
    failed = execute(PUBLICATION)
    if failed:
        also = "".join(f" Batch {batch} failed: {why}" for batch, why in outcome.failures.items())
        raise PublicationBlocked(f"{failed}{also}")
    failed = execute(REPORT)
    if failed:  # what is published stands
        outcome.failures["report"] = failed
        place.say(f"published, but the report was not made: {failed}. budget report makes it.")
    return outcome


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS_A_SEARCH, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _work_left(place: Place) -> Work:
    with place.warehouse() as warehouse:
        return work_left(place, warehouse)


class _Executor:
    """Executes a job of the Definitions in this process; gives the reason of a failure, or None."""

    def __init__(self, instance: dg.DagsterInstance, job: Callable[[str], dg.JobDefinition]) -> None:
        self.instance, self.job = instance, job

    def __call__(self, name: str, *, partition_key: str | None = None) -> str | None:
        result = self.job(name).execute_in_process(
            run_config=_QUIET,
            instance=self.instance,
            partition_key=partition_key,
            raise_on_error=False,
            tags={IN_PROCESS_TAG: "yes"},
        )
        let_execute_again(self.instance, result.run_id)
        if result.success:
            return None
        if any(_was_interrupted(event) for event in result.all_events):
            raise KeyboardInterrupt  # which Dagster has made a failed run of; nothing further is to be started
        return _reason(result)


def _was_interrupted(event: dg.DagsterEvent) -> bool:
    reason = event.job_failure_data.failure_reason if event.is_job_failure else None
    return reason is not None and reason.name == "UNEXPECTED_TERMINATION"


def _reason(result: dg.ExecuteInProcessResult) -> str:
    reasons = []
    for event in result.filter_events(lambda event: event.is_step_failure):
        data = event.step_failure_data
        if data.user_failure_data is not None and data.user_failure_data.description:
            reasons.append(data.user_failure_data.description)
        elif (error := data.error) is not None:
            while error.cause is not None:
                error = error.cause
            reasons.append(error.message.strip())
    for event in result.filter_events(lambda event: event.is_job_failure):
        failure = event.job_failure_data
        if not reasons and failure.error is not None:
            reasons.append(failure.error.message.strip())
    return "; ".join(dict.fromkeys(reasons)) or "Dagster gave no reason; see the run on its page."


def named(failures: Mapping[str, str]) -> str:
    """The failed batches in one text."""
    return "; ".join(f"batch {batch}: {why}" for batch, why in sorted(failures.items()))
