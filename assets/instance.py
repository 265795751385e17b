"""Dagster's own storage under data/dagster_home.

Belongs here: its settings, opening it, and what a killed run left in it. Does not: any data; it may be lost at any
time, and the next run starts a new one.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import sqlalchemy.event
import sqlalchemy.exc
from dagster._core.remote_origin import ManagedGrpcPythonEnvCodeLocationOrigin, RemoteJobOrigin, RemoteRepositoryOrigin
from dagster._core.storage.tags import PARENT_RUN_ID_TAG
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from sqlalchemy.engine import Engine

from assets.place import WRITER_POOL

# Every run that `budget run` or the night starts in its own process carries it.
IN_PROCESS_TAG = "budget/in_process"

DAGSTER_YAML = """\
# Written by the pipeline where it is missing; change it freely.
telemetry:
  enabled: false
concurrency:
  pools:
    default_limit: 1
    granularity: op
# Steps print nothing; capturing would lead standard output through helper processes that outlive a killed run.
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager
"""

# Of a full or forbidden disk. A database file that is not one, or lacks its tables, has other codes.
_MACHINES = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
    }
)

# As workspace.yaml names it, and Dagster the one repository in it.
_CODE = RemoteRepositoryOrigin(
    ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name="assets.definitions"), "budget"),
    "__repository__",
)

_UNFINISHED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]


def prepare_home(home: Path) -> Path:
    """Make the folder with its dagster.yaml, where it has none, and return it."""
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(DAGSTER_YAML, encoding="utf-8")
    return home


@contextmanager
def dagster_instance(home: Path) -> Iterator[dg.DagsterInstance]:
    """The open storage; one that is damaged is set aside, as <name>.corrupt-<n>, and a new one begun.

    Raises OSError, also from inside the block, where the disk is full or refuses: that is no damage.
    """
    with _trouble_told_apart(home):
        try:
            instance = _opened(home)
        except (sqlalchemy.exc.DatabaseError, sqlite3.DatabaseError) as damage:
            if _is_machines(damage):
                raise
            aside = _set_aside(home)
            logging.getLogger(__name__).warning("Dagster's storage was damaged (%s); it is now %s", damage, aside.name)
            instance = _opened(home)
        try:
            yield instance
        finally:
            instance.dispose()


@contextmanager
def _trouble_told_apart(home: Path) -> Iterator[None]:
    try:
        yield
    except (sqlalchemy.exc.DatabaseError, sqlite3.DatabaseError) as trouble:
        if not _is_machines(trouble):
            raise
        words = str(trouble).splitlines()[0]
        raise OSError(errno.ENOSPC, f"could not be written ({words}). Make room and run again", str(home)) from trouble


def _is_machines(trouble: Exception) -> bool:
    """Whether it is the machine's trouble (SQLite's primary code says so) and not a damaged file."""
    original = trouble.orig if isinstance(trouble, sqlalchemy.exc.DatabaseError) else trouble
    return getattr(original, "sqlite_errorcode", 0) & 0xFF in _MACHINES


def _without_waiting(connection: object, _: object) -> None:
    """No commit waits for the disk: a run makes some 450, and what they keep may be lost (above).

    What a killed process had committed is there; only a machine that loses power can leave a damaged file, which is
    set aside.
    """
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = OFF")


def _opened(home: Path) -> dg.DagsterInstance:
    # Dagster opens a connection for every few statements, and offers no setting for them.
    if not sqlalchemy.event.contains(Engine, "connect", _without_waiting):
        sqlalchemy.event.listen(Engine, "connect", _without_waiting)
    instance = dg.DagsterInstance.from_config(str(prepare_home(home)))
    try:
        # Each asks another database file.
        instance.get_runs_count()
        instance.get_dynamic_partitions("batches")
        instance.all_instigator_state()
    except BaseException:
        instance.dispose()
        raise
    return instance


def _set_aside(home: Path) -> Path:
    number = 1
    while (aside := home.with_name(f"{home.name}.corrupt-{number}")).exists():
        number += 1
    return home.rename(aside)


def close_what_was_killed(instance: dg.DagsterInstance) -> None:
    """Mark the runs that died, and free what they hold. Call it only while holding the run lock."""
    for run in instance.get_runs(dg.RunsFilter(statuses=_UNFINISHED, tags={IN_PROCESS_TAG: "yes"})):
        if PARENT_RUN_ID_TAG in run.tags:
            continue  # executed again from the page, in a process of its own; it only inherited the tag
        instance.report_run_failed(run, "This run was killed; the next one did its work.")
        let_execute_again(instance, run.run_id)
    # The run lock says that no step is writing: whoever still holds the pool is dead, or waits for the lock itself.
    storage = instance.event_log_storage
    if storage.supports_global_concurrency_limits and WRITER_POOL in storage.get_concurrency_keys():
        for run_id in storage.get_concurrency_info(WRITER_POOL).active_run_ids:
            storage.free_concurrency_slots_for_run(run_id)


def let_execute_again(instance: dg.DagsterInstance, run_id: str) -> None:
    """Tell where the run's code is: Dagster's page executes again only what it believes it could have started."""
    run = instance.get_run_by_id(run_id)
    if run is not None and run.remote_job_origin is None:
        instance.run_storage.replace_job_origin(run, RemoteJobOrigin(_CODE, run.job_name))
