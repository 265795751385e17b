"""What Dagster knows: assets by stage, checks, what starts by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import dagster as dg
import yaml
from dagster._utils.schedules import schedule_execution_time_iterator

from assets.definitions import defs
from assets.instance import DAGSTER_YAML, dagster_instance
from expectations.catalogue import load_groups
from pipeline.settings import Settings
from tests.conftest import PROJECT


def test_every_stage_has_its_asset_in_the_order_of_the_data() -> None:
    graph = defs.resolve_asset_graph()
    groups = [(graph.get(key).group_name, key.to_user_string()) for key in graph.toposorted_asset_keys]
    assert groups == [
        ("raw", "registered_files"),
        ("documents", "documents"),
        ("forms", "recognised_forms"),
        ("facts", "amounts"),
        ("checks", "check_results"),
        ("published", "publication"),
        ("published", "report"),
    ]


def test_the_definitions_load_as_the_workspace_names_them() -> None:
    (location,) = yaml.safe_load((PROJECT / "workspace.yaml").read_text())["load_from"]
    assert location["python_module"]["module_name"] == "assets.definitions"
    dg.Definitions.validate_loadable(defs)


def test_every_rule_group_is_a_check_and_none_blocks() -> None:
    keys = {key.name: key for key in defs.resolve_asset_graph().asset_check_keys}
    assert {f"rules_{group.group}" for group in load_groups()} <= set(keys)
    assert {"tables", "every_document_was_read"} <= set(keys)
    assert not any(defs.resolve_asset_graph().get_check_spec(key).blocking for key in keys.values())


def test_the_night_begins_at_two_in_shanghai() -> None:
    schedule = defs.resolve_schedule_def("nightly")
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ticks = schedule_execution_time_iterator(noon.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    tick = next(iter(ticks)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert tick.isoformat() == "2026-11-24T02:00:00+08:00"
    assert schedule.job_name == "night"
    assert schedule.default_status == dg.DefaultScheduleStatus.RUNNING


def test_dagster_sends_nothing_home_and_writes_one_at_a_time(settings: Settings) -> None:
    assert yaml.safe_load(DAGSTER_YAML)["telemetry"] == {"enabled": False}
    with dagster_instance(settings.dagster_home) as instance:
        assert not instance.telemetry_enabled
        assert instance.global_op_concurrency_default_limit == 1
    assert (settings.dagster_home / "dagster.yaml").read_text() == DAGSTER_YAML
