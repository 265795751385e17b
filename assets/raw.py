"""Stage 1: files as received, and the first reading that tells which batch each belongs to.

Belongs here: the asset of intake, which is not partitioned: nobody knows the batch of a file before it is read.
Does not: keeping the bytes (`pipeline.raw`), reading (`pipeline.documents`).
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from assets.batches import UNIDENTIFIED, make_known
from assets.deriving import keep
from assets.faults import add_trouble, listed
from assets.inbox import look_twice
from assets.place import WRITER_POOL, Arrivals, Place
from assets.state import batches_of, work_left
from expectations.gx.engine import load_beside
from pipeline.documents.read import READER_VERSION
from pipeline.documents.renewed import Reading
from pipeline.errors import SourceProblem
from pipeline.facts.deriving import task
from pipeline.raw import RawFile, find_files, register
from pipeline.raw.register import clean_name
from pipeline.stores import Stored


class IntakeConfig(dg.Config):
    """Which files or folders to take in; none means what has come to rest in data/inbox."""

    paths: list[str] = []


@dg.asset(group_name="raw", pool=WRITER_POOL)
def registered_files(
    context: dg.AssetExecutionContext, config: IntakeConfig, place: dg.ResourceParam[Place]
) -> dg.MaterializeResult[None]:
    """Every file ever received, by its bytes, each read once by this version of the readers."""
    with place.trying_again():
        arrivals = place.arrivals = take_in(place, [*place.files, *map(Path, config.paths)])
        place.repair_warehouse()
        with place.warehouse() as warehouse:
            work = work_left(place, warehouse)
            known = set(batches_of(warehouse).values())
        place.say(work.describe())
        if work.unread or work.touched:
            load_beside()
        raw = place.raw_of(work.unread)
        unreadable = read_and_store(place, raw.values())
        arrivals.newly_read = len(raw)
        heads = place.heads()
    batches_read = {heads[id_].batch for id_ in work.unread if id_ in heads}
    make_known(context.instance, sorted(known | {head.batch for head in heads.values()}))
    return dg.MaterializeResult(
        metadata={
            "files_taken_in": len(arrivals.names),
            "files_skipped": "\n".join(arrivals.skipped) or "none",
            "files_still_arriving": "\n".join(arrivals.waiting) or "none",
            "files_not_taken": listed(arrivals.not_taken),
            "newly_read": arrivals.newly_read,
            "not_readable": listed(unreadable),
            "on_record": work.on_record,
            "batches_to_do": ", ".join(sorted(batches_read | set(work.touched))) or "none",
        }
    )


def take_in(place: Place, paths: Iterable[Path]) -> Arrivals:
    """Register the files of these paths, or what lies in the inbox where there are none."""
    arrivals = Arrivals()
    known = set(place.documents.ids())
    wanted = list(paths)
    if not wanted:
        seen = look_twice(place.settings)
        arrivals.names = {raw.document_id: name for name, raw in seen.registered}
        arrivals.waiting = list(seen.waiting)
        arrivals.not_taken = dict(seen.refused)
        return arrivals
    files, skipped = find_files(wanted)
    arrivals.skipped = [str(path) for path in skipped]
    for path in files:
        try:
            raw = register(path, place.settings)
        except SourceProblem as problem:
            arrivals.not_taken[str(path)] = str(problem)
        else:
            arrivals.names.setdefault(raw.document_id, str(path))
            if raw.document_id not in known:  # the disk is waited for meanwhile
                place.load_readers()
    return arrivals


def read_and_store(place: Place, raws: Iterable[RawFile]) -> dict[str, str]:
    """Read these files, keep what was read with its batch and rows; returns those that could not be read, and why."""
    by_path = {raw.path: raw for raw in raws}
    unreadable: dict[str, str] = {}
    done = 0

    def store(reading: Reading) -> None:
        nonlocal done
        raw = by_path[reading.path]
        problem = str(reading.problem) if reading.document is None else None
        batch, _ = keep(place, raw, reading.result) if reading.result is not None else (UNIDENTIFIED, None)
        place.documents.save(
            Stored(
                raw.document_id,
                READER_VERSION,
                content=reading.document,
                problem=problem,
                batch=batch,
                seconds=reading.seconds,
                peak_bytes=reading.peak_bytes,
            )
        )
        if problem is not None:
            add_trouble(unreadable, raw, problem)
        done += 1
        place.say(f"read {done} of {len(by_path)}: {clean_name(raw.file_name)}")

    if by_path:
        files = [(raw.path, raw.kind) for raw in by_path.values()]
        with place.readers(len(files)) as readers:
            readers.read(files, on_done=store, then=lambda path, it: task(by_path[path], it, READER_VERSION))
    return unreadable
