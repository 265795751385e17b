"""Publishing: whole or not at all, the same rows give the same bytes, readers keep what they hold."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.parquet
import pytest

import pipeline.published.publish
from pipeline.errors import PublicationBlocked, UsageError
from pipeline.published.publications import KEPT, Publication, current_id, publications, rollback
from pipeline.published.publish import publish
from pipeline.settings import Settings
from pipeline.tables import load_tables, tables_kept
from pipeline.warehouse import Warehouse
from tests.warehouse.rows import document_rows, row

ONE = "a" * 16
TWO = "b" * 16
NOON = datetime(2026, 1, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    with Warehouse(None) as opened:
        opened.set_lists()
        opened.replace([ONE], document_rows(ONE, "1.00", "2.00"))
        opened.replace([TWO], document_rows(TWO, "3.00", year=2023, is_preferred=False))
        yield opened


def publish_now(warehouse: Warehouse, settings: Settings, **changed: Any) -> Publication:
    given = {"run_id": "run", "reader_version": "1", "rule_version": "1", **changed}
    return publish(warehouse.connection, settings, **given)


def parquet_hashes(settings: Settings) -> dict[str, str]:
    folder = settings.published / "current" / "parquet"
    files = sorted(folder.rglob("*.parquet"))
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def total(settings: Settings) -> Decimal:
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as database:
        found = database.execute("SELECT sum(amount_yuan) FROM amount").fetchone()
    assert found
    return Decimal(found[0])


def test_the_same_rows_publish_the_same_bytes_in_another_order_and_place(
    warehouse: Warehouse, settings: Settings, tmp_path: Path
) -> None:
    first = publish_now(warehouse, settings)
    elsewhere = Settings(data=tmp_path / "elsewhere", workers=1)
    with Warehouse(tmp_path / "again.duckdb") as again:
        again.replace([TWO], document_rows(TWO, "3.00", year=2023, is_preferred=False))
        again.replace([ONE], document_rows(ONE, "1.00", "2.00"))
        again.set_lists()
        second = publish_now(again, elsewhere, run_id="another run")
    assert second.publication_id == first.publication_id
    assert parquet_hashes(settings) == parquet_hashes(elsewhere)
    assert "amount/fiscal_year=2024/region=500112/part.parquet" in parquet_hashes(settings)
    assert "region/part.parquet" in parquet_hashes(settings)


def test_rows_that_are_published_already_are_not_published_again(warehouse: Warehouse, settings: Settings) -> None:
    first = publish_now(warehouse, settings)
    again = publish_now(warehouse, settings, run_id="another run")
    assert (first.is_new, again.is_new) == (True, False)
    assert (again.publication_id, again.published_at) == (first.publication_id, first.published_at)
    assert sorted(os.listdir(settings.published)) == ["current", first.publication_id]


def test_an_open_reader_keeps_its_view_and_the_next_one_sees_the_new_rows(
    warehouse: Warehouse, settings: Settings
) -> None:
    publish_now(warehouse, settings)
    reader = duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True)
    warehouse.replace([ONE], document_rows(ONE, "100.00"))
    publish_now(warehouse, settings)
    assert reader.execute("SELECT sum(amount_yuan) FROM amount").fetchone() == (Decimal("6.00"),)
    reader.close()
    assert total(settings) == Decimal("103.00")


def test_database_and_parquet_hold_the_same_rows(warehouse: Warehouse, settings: Settings) -> None:
    publish_now(warehouse, settings)
    folder = settings.published / "current"
    with duckdb.connect(str(folder / "budget.duckdb"), read_only=True) as database:
        rows = database.execute("SELECT amount_id, amount_yuan FROM amount ORDER BY ALL").fetchall()
        files = database.execute(
            f"SELECT amount_id, amount_yuan FROM '{folder}/parquet/amount/**/*.parquet' ORDER BY ALL"
        ).fetchall()
    assert rows == files
    assert len(rows) == 3


def test_what_is_published_of_a_warehouse_on_disk_is_in_the_database_too_and_the_lock_stays(
    settings: Settings,
) -> None:
    with Warehouse(settings.warehouse) as warehouse:
        warehouse.set_lists()
        warehouse.replace([ONE], document_rows(ONE, "1.00", "2.00"))
        publish_now(warehouse, settings)
        again = f"import duckdb; duckdb.connect({str(settings.warehouse)!r})"
        other = subprocess.run([sys.executable, "-c", again], capture_output=True, text=True, check=False)
    assert "Could not set lock" in other.stderr
    folder = settings.published / "current"
    with duckdb.connect(str(folder / "budget.duckdb"), read_only=True) as database:
        for table in ("document", "amount", "region"):
            rows = database.execute(f"FROM {table} ORDER BY ALL").fetchall()
            files = f"'{folder}/parquet/{table}/**/*.parquet'"
            assert (
                rows
                == database.execute(f"FROM read_parquet({files}, hive_partitioning = false) ORDER BY ALL").fetchall()
            )
        assert database.execute("SELECT count(*) FROM preferred_amount").fetchone() == (2,)


AMOUNT_OF_TWO = "parquet/amount/fiscal_year=2023/region=500112/part.parquet"


def test_a_file_whose_rows_are_the_same_is_taken_over_and_another_is_written(
    warehouse: Warehouse, settings: Settings
) -> None:
    first = settings.published / publish_now(warehouse, settings).publication_id
    warehouse.replace([ONE], document_rows(ONE, "100.00"))
    second = settings.published / publish_now(warehouse, settings).publication_id
    assert (first / AMOUNT_OF_TWO).samefile(second / AMOUNT_OF_TWO)
    of_one = AMOUNT_OF_TWO.replace("2023", "2024")
    assert not (first / of_one).samefile(second / of_one)
    assert total(settings) == Decimal("103.00")


def test_a_file_that_was_changed_by_hand_is_not_taken_over(warehouse: Warehouse, settings: Settings) -> None:
    first = settings.published / publish_now(warehouse, settings).publication_id
    content = (first / AMOUNT_OF_TWO).read_bytes()
    (first / AMOUNT_OF_TWO).write_bytes(bytes([content[0] ^ 1]) + content[1:])
    warehouse.replace([ONE], document_rows(ONE, "100.00"))
    second = settings.published / publish_now(warehouse, settings).publication_id
    assert (second / AMOUNT_OF_TWO).read_bytes() == content


def test_money_stays_decimal_in_parquet(warehouse: Warehouse, settings: Settings) -> None:
    publish_now(warehouse, settings)
    file = settings.published / "current/parquet/amount/fiscal_year=2024/region=500112/part.parquet"
    schema = pyarrow.parquet.read_schema(file)
    assert str(schema.field("amount_yuan").type) == "decimal128(20, 2)"


def test_a_document_of_no_known_year_is_published_with_a_null_year(warehouse: Warehouse, settings: Settings) -> None:
    warehouse.replace([TWO], document_rows(TWO, "3.00", year=None))
    publish_now(warehouse, settings)
    files = settings.published / "current/parquet/amount/**/*.parquet"
    found = duckdb.sql(f"SELECT fiscal_year, sum(amount_yuan) FROM '{files}' GROUP BY ALL ORDER BY ALL").fetchall()
    assert found == [(2024, Decimal("3.00")), (None, Decimal("3.00"))]


def test_the_views_leave_out_documents_that_are_not_preferred(warehouse: Warehouse, settings: Settings) -> None:
    publish_now(warehouse, settings)
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as database:
        assert database.execute("SELECT sum(amount_yuan) FROM preferred_amount").fetchone() == (Decimal("3.00"),)
        for spec in tables_kept("view"):
            database.execute(f"FROM {spec.name}")


def test_every_table_and_column_of_the_database_has_a_comment_in_both_languages(
    warehouse: Warehouse, settings: Settings
) -> None:
    publish_now(warehouse, settings)
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as database:
        found = database.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal UNION ALL "
            "SELECT table_name, NULL, comment FROM duckdb_tables() UNION ALL "
            "SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
    assert {name for name, _, _ in found} == set(load_tables())
    assert [place for *place, comment in found if not comment or " | " not in comment] == []


def test_the_publication_says_what_it_holds_and_where_it_came_from(warehouse: Warehouse, settings: Settings) -> None:
    made = publish_now(warehouse, settings, run_id="run 7", now=NOON)
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as database:
        found = database.execute(
            "SELECT publication_id, published_at, run_id, document_count, amount_count FROM publication"
        ).fetchall()
    assert found == [(made.publication_id, "2026-01-01T12:00:00.000000+08:00", "run 7", 2, 3)]


def test_the_data_package_names_every_file(warehouse: Warehouse, settings: Settings) -> None:
    publish_now(warehouse, settings)
    folder = settings.published / "current"
    described = json.loads((folder / "datapackage.json").read_text())
    paths = [resource["path"] for resource in described["resources"]]
    named = {file for path in paths for file in ([path] if isinstance(path, str) else path)}
    assert named == {str(file.relative_to(folder)) for file in folder.rglob("*.parquet")}


BROKEN = {
    "keys that occur twice in amount": "INSERT INTO amount FROM amount LIMIT 1",
    "rows of amount without their document": "DELETE FROM document WHERE fiscal_year = 2023",
    "rows of amount without their form": "DELETE FROM form WHERE fiscal_year = 2023",
    "rows of amount in another year": "UPDATE amount SET fiscal_year = 1999",
    "rows of amount with NULL in one of .*printed_text": "ALTER TABLE amount ALTER printed_text DROP NOT NULL; "
    "UPDATE amount SET printed_text = NULL",
    "neither judged nor excused": "INSERT INTO rule_coverage BY NAME SELECT document_id, 'A01' AS rule_id, "
    "fiscal_year, region_code, 3 AS expected, 1 AS judged, 1 AS excused FROM document",
}


@pytest.mark.parametrize("what", BROKEN)
def test_broken_integrity_blocks_and_leaves_the_current_publication(
    warehouse: Warehouse, settings: Settings, what: str
) -> None:
    before = publish_now(warehouse, settings)
    warehouse.connection.execute(BROKEN[what])
    with pytest.raises(PublicationBlocked, match=what):
        publish_now(warehouse, settings)
    assert current_id(settings) == before.publication_id
    assert total(settings) == Decimal("6.00")


def test_a_document_that_was_read_but_never_checked_blocks(warehouse: Warehouse, settings: Settings) -> None:
    warehouse.set_lists({"rule": [row("rule", rule_id="A01")]})
    with pytest.raises(PublicationBlocked, match="read and never checked"):
        publish_now(warehouse, settings)


def test_a_check_that_could_not_run_blocks_and_is_named(warehouse: Warehouse, settings: Settings) -> None:
    with pytest.raises(PublicationBlocked, match="check B02 could not run"):
        publish_now(warehouse, settings, could_not_run=["B02"])
    assert current_id(settings) is None


def test_a_failure_while_building_leaves_the_current_publication_and_nothing_else(
    warehouse: Warehouse, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish_now(warehouse, settings)
    warehouse.replace([ONE], document_rows(ONE, "100.00"))

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("write_parquet", "write_database", "describe", "write_record", "sync_tree"):
        with monkeypatch.context() as broken:
            broken.setattr(pipeline.published.publish, step, full_disk)
            with pytest.raises(OSError, match="No space left"):
                publish_now(warehouse, settings)
        assert sorted(os.listdir(settings.published)) == ["current", before.publication_id]
        assert total(settings) == Decimal("6.00")
    publish_now(warehouse, settings)
    assert total(settings) == Decimal("103.00")


def test_what_a_killed_process_left_is_removed_and_a_finished_folder_is_used(
    warehouse: Warehouse, settings: Settings
) -> None:
    made = publish_now(warehouse, settings)
    (settings.published / "current").unlink()  # killed between the renaming and the swap
    (settings.published / ".building-1" / "parquet").mkdir(parents=True)
    (settings.published / ".current-1").symlink_to("nowhere")
    again = publish_now(warehouse, settings)
    assert again.published_at == made.published_at
    assert sorted(os.listdir(settings.published)) == ["current", made.publication_id]


def test_a_publication_that_lost_a_file_is_built_again(warehouse: Warehouse, settings: Settings) -> None:
    publish_now(warehouse, settings)
    (settings.published / "current" / "budget.duckdb").unlink()
    assert publish_now(warehouse, settings).is_new
    assert total(settings) == Decimal("6.00")


def test_the_last_publications_stay_and_older_ones_go(warehouse: Warehouse, settings: Settings) -> None:
    made = []
    for number in range(KEPT + 2):
        warehouse.replace([ONE], document_rows(ONE, f"{number}.00"))
        made.append(publish_now(warehouse, settings, now=NOON + timedelta(days=number)).publication_id)
    assert [publication.publication_id for publication in publications(settings)] == made[-KEPT:]
    assert sorted(os.listdir(settings.published)) == sorted([*made[-KEPT:], "current"])


def test_going_back_twice_goes_back_two_and_the_next_night_goes_forward(
    warehouse: Warehouse, settings: Settings
) -> None:
    for number in range(3):
        warehouse.replace([ONE], document_rows(ONE, f"{number}.00"))
        publish_now(warehouse, settings, now=NOON + timedelta(days=number))
    rollback(settings)
    assert total(settings) == Decimal("4.00")
    rollback(settings)
    assert total(settings) == Decimal("3.00")
    with pytest.raises(UsageError, match="no earlier publication"):
        rollback(settings)
    publish_now(warehouse, settings, now=NOON + timedelta(days=4))
    assert total(settings) == Decimal("5.00")


def test_going_back_where_nothing_is_published_says_so(settings: Settings) -> None:
    with pytest.raises(UsageError, match="no earlier publication"):
        rollback(settings)


def test_a_publication_can_be_moved_as_a_folder(warehouse: Warehouse, settings: Settings, tmp_path: Path) -> None:
    publish_now(warehouse, settings)
    shutil.copytree(settings.published, tmp_path / "copy", symlinks=True)
    with duckdb.connect(str(tmp_path / "copy/current/budget.duckdb"), read_only=True) as database:
        assert database.execute("SELECT sum(amount_yuan) FROM preferred_amount").fetchone() == (Decimal("3.00"),)
