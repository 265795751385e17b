"""The warehouse: whole documents in, one writer, nothing rounded."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from pipeline.errors import RowsRefused, WarehouseBusy, WarehouseDamaged
from pipeline.tables import arrow_schema, table, tables_kept
from pipeline.warehouse import Warehouse, as_arrow, set_aside
from tests.warehouse.rows import document_rows, row

ONE = "a" * 16
TWO = "b" * 16


def amounts(warehouse: Warehouse) -> list[tuple[str, Decimal]]:
    return warehouse.connection.execute("SELECT document_id, amount_yuan FROM amount ORDER BY amount_id").fetchall()


def test_replacing_a_document_leaves_the_others_untouched_and_doubles_nothing() -> None:
    with Warehouse(None) as warehouse:
        warehouse.replace([ONE, TWO], document_rows(ONE, "1.00", "2.00"))
        warehouse.replace([TWO], document_rows(TWO, "3.00"))
        warehouse.replace([ONE], document_rows(ONE, "9.00"))
        warehouse.replace([ONE], document_rows(ONE, "9.00"))
        assert amounts(warehouse) == [(ONE, Decimal("9.00")), (TWO, Decimal("3.00"))]


def test_a_table_that_is_not_given_loses_the_rows_of_the_document() -> None:
    with Warehouse(None) as warehouse:
        warehouse.replace([ONE], document_rows(ONE, "1.00"))
        warehouse.replace([ONE], {"document": document_rows(ONE)["document"]})
        assert amounts(warehouse) == []


@pytest.mark.parametrize("value", ["1.005", "0.001", "123456789012345678901.00"])
def test_a_number_its_column_cannot_hold_is_refused_and_named(value: str) -> None:
    rows = document_rows(ONE, "1.00")
    rows["amount"][0]["amount_yuan"] = Decimal(value)
    with Warehouse(None) as warehouse:
        warehouse.replace([ONE], document_rows(ONE, "7.00"))
        with pytest.raises(RowsRefused, match=rf"amount\.amount_yuan: {value} does not fit DECIMAL\(20, 2\)"):
            warehouse.replace([ONE], rows)
        assert amounts(warehouse) == [(ONE, Decimal("7.00"))], "nothing of a refused batch is written"


def test_a_number_with_more_places_in_an_arrow_table_is_refused_too() -> None:
    spec = table("amount")
    content = as_arrow(spec, document_rows(ONE, "1.00")["amount"])
    place = spec.column_names.index("amount_yuan")
    finer = content.set_column(place, "amount_yuan", pa.array([Decimal("1.005")], pa.decimal128(20, 3)))
    with pytest.raises(RowsRefused, match=r"amount\.amount_yuan: 1\.005"):
        as_arrow(spec, finer)


def test_a_float_is_no_money() -> None:
    rows = document_rows(ONE, "1.00")
    rows["amount"][0]["amount_yuan"] = 1.5
    with pytest.raises(RowsRefused, match=r"amount\.amount_yuan: 1\.5"):
        as_arrow(table("amount"), rows["amount"])


def test_a_missing_value_where_there_must_be_one_is_refused() -> None:
    with pytest.raises(RowsRefused, match=r"form\.form_kind: NULL"):
        as_arrow(table("form"), [row("form", form_kind=None)])


def test_a_column_the_dictionary_does_not_have_is_refused() -> None:
    with pytest.raises(RowsRefused, match=r"form: columns .*: colour"):
        as_arrow(table("form"), [row("form") | {"colour": "red"}])


def test_rows_of_a_document_that_is_not_being_replaced_are_refused() -> None:
    with Warehouse(None) as warehouse, pytest.raises(RowsRefused, match=TWO):
        warehouse.replace([ONE], document_rows(TWO, "1.00"))


def test_tuples_in_the_order_of_the_dictionary_are_rows_too() -> None:
    spec = table("amount")
    mapping = document_rows(ONE, "1.00")["amount"]
    tuples = [tuple(mapping[0][name] for name in spec.column_names)]
    assert as_arrow(spec, tuples) == as_arrow(spec, mapping)


def test_an_error_in_a_transaction_leaves_everything_as_it_was() -> None:
    with Warehouse(None) as warehouse:
        warehouse.replace([ONE], document_rows(ONE, "1.00"))
        with pytest.raises(ZeroDivisionError), warehouse.transaction():
            warehouse.replace([ONE], document_rows(ONE, "2.00"))
            raise ZeroDivisionError
        assert amounts(warehouse) == [(ONE, Decimal("1.00"))]


def test_a_disk_that_takes_no_more_is_no_damage_and_keeps_what_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.replace([ONE], document_rows(ONE, "1.00"))
    room = path.stat().st_size + 4096
    script = (
        "import resource, sys; from pathlib import Path; from pipeline.warehouse import Warehouse\n"
        "from tests.warehouse.rows import document_rows\n"
        "warehouse = Warehouse(Path(sys.argv[1]))\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))\n"
        "rows = document_rows('b' * 16, *[f'{n * 7919 % 100003}.00' for n in range(20000)])\n"
        "try:\n    warehouse.replace(['b' * 16], rows)\n    warehouse.close()\n"
        "except OSError as error:\n    print('told:', error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), str(room)], capture_output=True, text=True)
    assert "told:" in done.stdout, done.stderr
    assert "Make room" in done.stdout
    with Warehouse(path) as warehouse:
        assert amounts(warehouse) == [(ONE, Decimal("1.00"))]


def test_the_shipped_lists_and_the_given_ones_stand_in_their_tables() -> None:
    with Warehouse(None) as warehouse:
        warehouse.set_lists({"rule": [row("rule", rule_id="A01")]})
        warehouse.set_lists()
        counted = {
            spec.name: warehouse.connection.execute(f"SELECT count(*) FROM {spec.name}").fetchone()
            for spec in tables_kept("list")
        }
        assert counted["rule"] == (1,), "a list that is not given again stays"
        assert counted["region"] > (3000,)
        assert counted["measure"] > (70,)


def test_a_second_process_is_told_who_has_the_warehouse_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    script = "import sys, duckdb; c = duckdb.connect(sys.argv[1]); print('open', flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin and other.stdout
    try:
        other.stdout.readline()
        with pytest.raises(WarehouseBusy, match=rf"PID {other.pid}.*wait for that run"):
            Warehouse(path)
    finally:
        other.communicate("")


def test_a_damaged_warehouse_says_so_and_starts_again_when_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    for number in (1, 2):
        path.write_bytes(b"no database " * 1000)
        with pytest.raises(WarehouseDamaged, match="made again from data/raw"):
            Warehouse(path)
        assert set_aside(path).name == f"warehouse.duckdb.corrupt-{number}"
        with Warehouse(path) as warehouse:
            assert warehouse.status() == {}
        path.unlink()


def test_a_warehouse_of_another_dictionary_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE finding (finding_id VARCHAR)")
    with pytest.raises(WarehouseDamaged, match="table finding is not as this version's dictionary has it"):
        Warehouse(path)


def test_what_was_committed_is_there_after_reopening(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.replace([ONE], document_rows(ONE, "1.00"))
    with Warehouse(path) as warehouse:
        assert amounts(warehouse) == [(ONE, Decimal("1.00"))]


def test_every_table_takes_a_row_of_its_own_schema() -> None:
    with Warehouse(None) as warehouse:
        warehouse.replace(["x"], {spec.name: [row(spec.name)] for spec in tables_kept("document")})
        warehouse.set_lists({spec.name: [row(spec.name)] for spec in tables_kept("list")})
        for spec in (*tables_kept("document"), *tables_kept("list")):
            stored = warehouse.connection.execute(f"FROM {spec.name}").to_arrow_table()
            assert (stored.num_rows, stored.column_names) == (1, arrow_schema(spec).names), spec.name
