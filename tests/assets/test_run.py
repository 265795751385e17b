"""A whole run: what is published of good and bad files, and what a second run does."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from assets import checks, facts, state
from assets.definitions import definitions
from assets.instance import dagster_instance
from assets.lock import alone
from assets.place import Place
from assets.run import RunSummary, run
from expectations.catalogue import load_groups
from expectations.gx.results import GroupResult, RuleResult
from expectations.not_judged import note_not_judged
from pipeline.errors import PublicationBlocked, UsageError, WarehouseBusy
from pipeline.facts import deriving
from pipeline.published.publications import current_id
from pipeline.settings import Settings
from tests.assets.disclosures import disclosure, write_bad, write_good
from tests.assets.light import lighten
from tests.conftest import PROJECT


@dataclass(frozen=True)
class Ran:
    """One first run over two disclosures and four files that are none."""

    settings: Settings
    files: Path
    summary: RunSummary
    said: tuple[str, ...]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    folder = tmp_path_factory.mktemp("run")
    write_good(folder / "files")
    write_bad(folder / "files", (PROJECT / "data/samples/waterworks-2025.pdf").read_bytes())
    (folder / "files" / "list.json").write_text("{}")
    settings = Settings(data=folder / "data", workers=2)
    said: list[str] = []
    summary = run([folder / "files"], settings, said.append)
    return Ran(settings, folder / "files", summary, tuple(said))


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of this test judge by few rules and without Great Expectations; by all and with it, `ran`."""
    lighten(monkeypatch.setattr)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `files` with two disclosures, and the data folder in which they were run."""
    folder = tmp_path_factory.mktemp("made")
    write_good(folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch.setattr)
        run([folder / "files"], Settings(data=folder / "data", workers=1))
    return folder


@pytest.fixture
def small(made: Path, settings: Settings, light: None) -> Settings:
    """A data folder of one's own in which two disclosures were run."""
    shutil.copytree(made / "data", settings.data, symlinks=True)
    return settings


def published(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as database:
        return database.execute(query).fetchall()


def parquet(settings: Settings) -> dict[str, bytes]:
    current = settings.published / "current"
    return {str(path.relative_to(current)): path.read_bytes() for path in sorted(current.rglob("*.parquet"))}


def test_the_good_files_are_published_and_the_summary_counts_them(ran: Ran) -> None:
    assert (ran.summary.documents, ran.summary.on_record, ran.summary.newly_read) == (6, 6, 6)
    assert ran.summary.forms == 2
    assert ran.summary.amounts == 14
    assert ran.summary.checks["holds"] > 0
    assert ran.summary.failed == ()
    assert ran.summary.publication.name == current_id(ran.settings)
    assert published(ran.settings, "SELECT file_name FROM document WHERE read_status = 'read' ORDER BY 1") == [
        ("one.txt",),
        ("two.txt",),
    ]
    assert published(ran.settings, "SELECT count(*) FROM rule") != [(0,)]
    assert published(ran.settings, "SELECT name_zh FROM organisation ORDER BY 1") == [
        ("重庆市渝北区示例一局",),
        ("重庆市渝北区示例二局",),
    ]


def test_a_file_that_cannot_be_read_is_a_document_with_a_problem_that_says_what_to_do(ran: Ran) -> None:
    whys = {Path(name).name: why for name, why in ran.summary.not_read}
    assert sorted(whys) == ["empty.pdf", "half.pdf", "notice.txt", "picture.pdf"]
    assert "fetch it again" in whys["empty.pdf"]
    assert "check that it is the right file" in whys["notice.txt"]
    assert published(
        ran.settings,
        "SELECT file_name FROM document WHERE read_status = 'not_read' AND document_id IN "
        "(SELECT document_id FROM problem WHERE detail <> '') ORDER BY 1",
    ) == [(name,) for name in sorted(whys)]


def test_files_that_are_never_disclosures_are_skipped_and_listed(ran: Ran) -> None:
    assert [Path(name).name for name in ran.summary.skipped] == ["list.json"]


def test_a_run_says_what_it_is_going_to_read_before_it_reads(ran: Ran) -> None:
    assert ran.said[0].startswith("6 documents on record; to read: 6;")
    assert any(line.startswith("read 6 of 6") for line in ran.said)


def test_every_rule_group_has_its_check_on_the_batch_and_the_unread_are_named(ran: Ran) -> None:
    with dagster_instance(ran.settings.dagster_home) as instance:
        checks = dg.AssetKey("check_results")
        for group in load_groups():
            record = instance.event_log_storage.get_latest_asset_check_execution_by_key(
                [key := dg.AssetCheckKey(checks, f"rules_{group.group}")]
            )[key]
            evaluation = record.event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
            assert evaluation.partition == "2024-500112"
            assert evaluation.metadata["rules"].value > 0
        found = instance.event_log_storage.get_asset_check_execution_history(
            dg.AssetCheckKey(dg.AssetKey("documents"), "every_document_was_read"), limit=10
        )
        evaluations = [record.event.dagster_event.asset_check_evaluation_data for record in found]  # type: ignore[union-attr]
        unread = next(one for one in evaluations if one.partition == "0000-000000")
        assert not unread.passed
        listed = unread.metadata["not_readable"].value
        assert "half.pdf" in listed
        assert "budget check" in listed
        assert next(one for one in evaluations if one.partition == "2024-500112").passed


def test_a_second_run_reads_nothing_and_publishes_the_same_bytes(ran: Ran, capsys: pytest.CaptureFixture[str]) -> None:
    before = parquet(ran.settings)
    with duckdb.connect(str(ran.settings.published / "current" / "budget.duckdb"), read_only=True) as reader:
        said: list[str] = []
        again = run([ran.files], ran.settings, said.append)
        assert reader.execute("SELECT count(*) FROM document").fetchall() == [(6,)]
    assert again.newly_read == 0
    assert not [line for line in said if line.startswith("batch")]
    assert again.publication == ran.summary.publication
    assert parquet(ran.settings) == before
    assert (again.documents, again.amounts, again.not_read) == (6, 14, ran.summary.not_read)
    assert capsys.readouterr().out == ""


def test_an_open_reader_survives_the_next_run_and_the_next_one_sees_its_data(small: Settings, tmp_path: Path) -> None:
    counted = "SELECT count(*) FROM document"
    with duckdb.connect(str(small.published / "current" / "budget.duckdb"), read_only=True) as reader:
        (tmp_path / "three.txt").write_text(disclosure("重庆市渝北区示例三局", 9, 1))
        summary = run([tmp_path / "three.txt"], small)
        assert reader.execute(counted).fetchall() == [(2,)]
    assert published(small, counted) == [(3,)]
    assert (summary.documents, summary.on_record, summary.newly_read) == (1, 3, 1)


def test_of_a_batch_that_grew_only_what_is_new_is_judged_and_its_checks_still_count_the_others(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    def suite(
        _: object, documents: list[str], groups: Sequence[str], __: object, *, tables: object
    ) -> list[GroupResult]:
        if "C" in groups:
            asked.append(documents)
        sums = next(group for group in load_groups() if group.group == "C")
        rules = tuple(RuleResult(rule.rule_id, rule.severity, 0, (), None) for rule in sums.rules)
        return [GroupResult(group, "", rules if group == "C" else ()) for group in groups]

    monkeypatch.setattr("assets.checks.run_suite", suite)
    broken = disclosure("重庆市渝北区示例一局").replace("\t300.00", "\t299.00")
    for name, text in (("broken", broken), ("good", disclosure("重庆市渝北区示例二局"))):
        (tmp_path / f"{name}.txt").write_text(text)
        run([tmp_path / f"{name}.txt"], settings)
    (first,), (second,) = asked
    assert first != second
    key = dg.AssetCheckKey(dg.AssetKey("check_results"), "rules_C")
    with dagster_instance(settings.dagster_home) as instance:
        found = instance.event_log_storage.get_asset_check_execution_history(key, limit=2)
    latest = found[0].event.dagster_event.asset_check_evaluation_data  # type: ignore[union-attr]
    # The suite above finds nothing: what the check counts is what is stored of the document judged before.
    assert published(settings, "SELECT rule_id FROM check_result WHERE outcome = 'breaks'") == [("C03",)]
    assert (latest.passed, latest.metadata["breaking"].value) == (False, 1)


def test_all_is_made_again_from_the_received_files_alone(small: Settings, made: Path) -> None:
    before = parquet(small)
    small.warehouse.write_bytes(b"not a database" * 1000)
    for path in small.documents.glob("??/*.json"):
        path.unlink()
    for path in small.dagster_home.rglob("*.db"):
        path.write_bytes(b"not a database either" * 1000)
    summary = run([made / "files"], small)
    assert summary.newly_read == 2
    assert parquet(small) == before
    assert (small.data / "warehouse.duckdb.corrupt-1").exists()
    assert (small.data / "dagster_home.corrupt-1").is_dir()


def test_a_document_lost_from_the_warehouse_is_not_published_away(
    small: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_id(small)
    small.warehouse.unlink()

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(facts, "link", broken)
    with pytest.raises(PublicationBlocked, match=r"one\.txt.*No space left on device"):
        run([made / "files"], small)
    assert current_id(small) == before


def test_a_fault_of_ours_on_one_document_fails_its_batch_by_name_and_keeps_the_others(
    settings: Settings, tmp_path: Path, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deriving, "FUNCTION", "tests.assets.faulty:raises")
    write_good(tmp_path / "files")
    summary = run([tmp_path / "files"], settings)
    ((batch, why),) = summary.failed
    assert batch == "2024-500112"
    assert "two.txt" in why
    assert "a column nobody thought of" in why
    assert "budget check" in why
    assert [Path(name).name for name, _ in summary.not_read] == ["two.txt"]
    assert published(settings, "SELECT file_name, read_status FROM document ORDER BY 1") == [
        ("one.txt", "read"),
        ("two.txt", "not_read"),
    ]
    monkeypatch.setattr(deriving, "FUNCTION", "pipeline.facts.child:derive")
    mended = run([tmp_path / "files"], settings)
    assert (mended.failed, mended.not_read, mended.newly_read) == ((), (), 0)


def test_a_document_our_code_could_not_judge_fails_its_batch_by_name_and_is_published_as_not_judged(
    settings: Settings, tmp_path: Path, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> dict[str, str]:
        [(second,)] = connection.execute("SELECT document_id FROM document WHERE file_name = 'two.txt'").fetchall()
        note_not_judged(connection, second, "a value nobody thought of")
        return {second: "a value nobody thought of"} | (
            judged(connection, [one for one in document_ids if one != second])
        )

    judged = checks.judge
    monkeypatch.setattr(checks, "judge", judge)
    write_good(tmp_path / "files")
    summary = run([tmp_path / "files"], settings)
    ((batch, why),) = summary.failed
    assert (batch, summary.not_read) == ("2024-500112", ())
    assert "two.txt" in why and "a value nobody thought of" in why and "budget check" in why
    assert published(settings, "SELECT file_name, what FROM problem JOIN document USING (document_id)") == [
        ("two.txt", "not_judged")
    ]


@pytest.mark.parametrize(
    ("function", "says"),
    [
        ("aborts", "died of signal 6 (SIGABRT)"),
        ("hogs", "needs more than 1,024 MiB of memory"),
    ],
)
def test_what_kills_the_work_on_one_document_is_its_problem_and_no_failure(
    settings: Settings, tmp_path: Path, light: None, monkeypatch: pytest.MonkeyPatch, function: str, says: str
) -> None:
    monkeypatch.setattr(deriving, "FUNCTION", f"tests.assets.faulty:{function}")
    write_good(tmp_path / "files")
    summary = run([tmp_path / "files"], settings)
    assert summary.failed == ()
    ((name, why),) = summary.not_read
    assert Path(name).name == "two.txt"
    assert says in why
    assert published(
        settings, "SELECT file_name, problem.stage, what FROM problem JOIN document USING (document_id)"
    ) == [("two.txt", "facts", "not_derived")]
    assert published(settings, "SELECT file_name FROM document WHERE read_status = 'read'") == [("one.txt",)]


def test_rows_that_are_lost_or_anothers_are_made_again_and_nothing_is_read(small: Settings, made: Path) -> None:
    before = parquet(small)
    for number, path in enumerate(sorted(small.facts.glob("??/*.json"))):
        path.unlink() if number else path.write_bytes(b"{")
    next(iter((small.runs / "batches").glob("*.json"))).unlink()
    summary = run([made / "files"], small)
    assert (summary.newly_read, summary.failed) == (0, ())
    assert parquet(small) == before
    assert len(list(small.facts.glob("??/*.json"))) == 2


def test_new_rules_or_words_derive_every_batch_again_and_read_nothing(
    small: Settings, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.state.program_version", lambda: "another program")
    monkeypatch.setattr("assets.checks.program_version", lambda: "another program")
    said: list[str] = []
    summary = run([made / "files"], small, said.append)
    assert summary.newly_read == 0
    assert [line for line in said if line.startswith("batch")] == ["batch 2024-500112 (1 of 1)"]


def test_a_batch_materialised_alone_reads_only_what_is_not_read(small: Settings) -> None:
    next(iter(small.documents.glob("??/*.json"))).unlink()
    said: list[str] = []
    with dagster_instance(small.dagster_home) as instance:
        result = (
            definitions(Place(small, say=said.append))
            .resolve_job_def("batch")
            .execute_in_process(instance=instance, partition_key="2024-500112")
        )
    assert result.success
    assert [line for line in said if line.startswith("read")] == ["read 1 of 1: " + said[0].split(": ")[1]]
    (materialised,) = result.asset_materializations_for_node("amounts")
    assert materialised.metadata["documents_derived"].value == 2


def test_the_night_goes_the_whole_way_from_the_inbox(
    settings: Settings, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.inbox.REST_SECONDS", 0.01)
    write_good(settings.inbox)
    with dagster_instance(settings.dagster_home) as instance:
        result = definitions(Place(settings)).resolve_job_def("night").execute_in_process(instance=instance)
        names = sorted(record.dagster_run.job_name for record in instance.get_run_records())
    assert result.success
    assert names == ["batch", "intake", "night", "publication_of_all", "report_of_publication"]
    assert published(settings, "SELECT source_path FROM document ORDER BY 1") == [
        ("inbox/one.txt",),
        ("inbox/two.txt",),
    ]


@pytest.fixture
def other_process(settings: Settings) -> Iterator[int]:
    """Another process that is at work in the data folder."""
    ready, to_ready = os.pipe()
    ended, to_ended = os.pipe()
    child = os.fork()
    if child == 0:
        with alone(settings):
            os.write(to_ready, b".")
            os.read(ended, 1)
        os._exit(0)
    os.read(ready, 1)
    yield child
    os.write(to_ended, b".")
    os.waitpid(child, 0)


def test_a_second_run_at_once_is_told_who_is_at_work_and_changes_nothing(
    settings: Settings, tmp_path: Path, other_process: int
) -> None:
    write_good(tmp_path / "files")
    with pytest.raises(WarehouseBusy, match=rf"process {other_process} since .* nothing was changed"):
        run([tmp_path / "files"], settings)
    assert [path.name for path in settings.data.iterdir()] == [".run.lock"]


def test_a_path_that_is_not_there_is_wrong_usage_and_nothing_is_made(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        run([tmp_path / "nowhere"], settings)
    assert not settings.data.exists()


def test_the_program_version_covers_words_rules_and_code() -> None:
    assert len(state.program_version()) == 12
