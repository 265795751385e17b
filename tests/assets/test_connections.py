"""Dagster's files are opened once a run, and what is stored is the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
import pytest
import sqlalchemy.event
from sqlalchemy.engine import Engine

from assets import connections
from assets.connections import kept_open
from assets.instance import dagster_instance
from pipeline.settings import Settings


@dg.asset
def something() -> int:
    return 1


@contextmanager
def counting() -> Iterator[list[object]]:
    """The connections that were opened."""
    opened: list[object] = []

    def count(connection: object, _: object) -> None:
        opened.append(connection)

    sqlalchemy.event.listen(Engine, "connect", count)
    try:
        yield opened
    finally:
        sqlalchemy.event.remove(Engine, "connect", count)


def stored(instance: dg.DagsterInstance) -> tuple[int, int]:
    runs = instance.get_runs()
    return len(runs), sum(len(instance.all_logs(run.run_id)) for run in runs)


def test_what_runs_store_is_the_same_with_connections_kept_and_read_by_others(settings: Settings) -> None:
    job = dg.Definitions(assets=[something]).resolve_implicit_global_asset_job_def()
    with dagster_instance(settings.dagster_home) as instance:
        assert job.execute_in_process(instance=instance).success
        _, events = stored(instance)
        with kept_open(instance):
            assert job.execute_in_process(instance=instance).success
            with dagster_instance(settings.dagster_home) as other:
                assert stored(other) == (2, 2 * events)
        assert stored(instance) == (2, 2 * events)


@pytest.mark.parametrize("most", [1, 8])
def test_a_file_is_opened_once_and_few_are_open_at_a_time(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(connections, "_MOST", most)
    with dagster_instance(settings.dagster_home) as instance:
        with kept_open(instance):
            instance.get_runs_count()
            with counting() as opened:
                for _ in range(5):
                    instance.get_runs_count()
            assert opened == []
            instance.get_dynamic_partitions("batches")
            instance.get_runs_count()
        with counting() as opened:
            instance.get_runs_count()
        assert len(opened) == 1
