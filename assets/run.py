"""`budget run`: the whole way for files or folders, through the same Dagster definitions as the night.

Belongs here: one call and its summary. Does not: progress on a screen or exit codes (`pipeline.cli`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from assets import way
from assets.definitions import definitions
from assets.instance import dagster_instance
from assets.lock import alone
from assets.place import Place
from pipeline.published.publications import CURRENT
from pipeline.raw import find_files
from pipeline.raw.register import SHANGHAI
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run came to. Counts are of the documents it was asked for; `on_record` is of all."""

    documents: int
    forms: int
    amounts: int
    checks: Mapping[str, int]  # by outcome
    findings: Mapping[str, int]  # by severity
    not_read: tuple[tuple[str, str], ...]  # the path as given, and why
    skipped: tuple[str, ...]  # files of folders that are never disclosures
    newly_read: int  # files whose pages were read in this run, also such as an earlier run left
    failed: tuple[tuple[str, str], ...]  # batches our own code failed on, and why
    on_record: int
    publication: Path  # the folder of the publication that is current now


def run(
    paths: Sequence[Path], settings: Settings, on_progress: Callable[[str], None] = lambda line: None
) -> RunSummary:
    """Read, check and publish the files of these paths, with whatever an earlier run left to do.

    Raises UsageError for a path that is not there, WarehouseBusy where another run is at work, PublicationBlocked
    where integrity forbids to publish, RunFailed where intake fails (a full disk). In all these cases the current
    publication is as it was.
    """
    files, skipped = find_files(paths)
    # Somebody waits for the answer: what could pass by itself is told at once.
    place = Place(settings, files=files, say=on_progress, retries=0)
    with alone(settings):
        with dagster_instance(settings.dagster_home) as instance:
            outcome = way.go(place, instance, definitions(place).resolve_job_def)
        with place.warehouse() as warehouse:
            summary = _summary(place, warehouse, [str(path) for path in skipped], outcome)
        _write_report(settings, summary)
    return summary


def _summary(place: Place, warehouse: Warehouse, skipped: list[str], outcome: way.Outcome) -> RunSummary:
    arrivals = place.arrivals
    ids = list(arrivals.names)
    connection = warehouse.connection

    def counts(table: str, column: str) -> dict[str, int]:
        return dict(
            connection.execute(
                f"SELECT {column}, count(*) FROM {table} WHERE document_id IN (SELECT unnest(?::VARCHAR[])) "
                "GROUP BY ALL ORDER BY ALL",
                [ids],
            ).fetchall()
        )

    read_status = dict(
        connection.execute(
            "SELECT document_id, read_status FROM document WHERE document_id IN (SELECT unnest(?::VARCHAR[]))", [ids]
        ).fetchall()
    )
    total = connection.execute("SELECT count(*) FROM document").fetchone()
    return RunSummary(
        documents=len(read_status),
        forms=sum(counts("form", "form_kind").values()),
        amounts=sum(counts("amount", "form_kind").values()),
        checks=counts("check_result", "outcome"),
        findings=counts("finding", "severity"),
        not_read=_not_read(place, warehouse, read_status, outcome),
        skipped=tuple(skipped),
        newly_read=arrivals.newly_read,
        failed=tuple(sorted(outcome.failures.items())),
        on_record=int(total[0]) if total else 0,
        publication=place.settings.published / os.readlink(place.settings.published / CURRENT),
    )


def _not_read(
    place: Place, warehouse: Warehouse, read_status: Mapping[str, str], outcome: way.Outcome
) -> tuple[tuple[str, str], ...]:
    """The files as given of which nothing was read, and why."""
    arrivals, heads = place.arrivals, place.heads()
    whys = dict(
        warehouse.connection.execute(
            "SELECT document_id, string_agg(coalesce(detail, what), '; ' ORDER BY problem_id) FROM problem "
            "WHERE document_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL",
            [list(arrivals.names)],
        ).fetchall()
    )
    not_read = dict(arrivals.not_taken)
    for id_, name in arrivals.names.items():
        if read_status.get(id_) == "not_read":
            not_read[name] = whys.get(id_) or "no reason was recorded"
        elif id_ not in read_status:
            batch = heads[id_].batch if id_ in heads else "unknown"
            not_read[name] = f"its batch {batch} failed: {outcome.failures.get(batch, 'run again to see why')}"
    return tuple(sorted(not_read.items()))


def _write_report(settings: Settings, summary: RunSummary) -> None:
    settings.runs.mkdir(parents=True, exist_ok=True)
    now = datetime.now(SHANGHAI)
    content = {
        "ended_at": now.isoformat(timespec="seconds"),
        **asdict(summary),
        "publication": summary.publication.name,
    }
    path = settings.runs / f"{now:%Y%m%dT%H%M%S}-{os.getpid()}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=False) + "\n", encoding="utf-8")
