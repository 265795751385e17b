"""CSV and Excel: the same rows, exact to the digit, and no text that a spreadsheet program runs."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import frictionless
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

import pipeline.export.as_xlsx
from pipeline.cli import main
from pipeline.errors import UsageError
from pipeline.export import export
from pipeline.export.choice import is_nested
from pipeline.export.formulas import as_it_was, looks_like_a_formula, made_harmless, made_harmless_in_sql
from pipeline.published.publish import publish
from pipeline.settings import Settings
from pipeline.tables import ColumnSpec, load_tables, table
from pipeline.warehouse import Warehouse
from tests.warehouse.rows import document_rows

PROJECT = Path(__file__).parents[2]
ONE = "a" * 16
RUN_BY_A_SPREADSHEET = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "　＝1",
    "＋1",
    "－1",
    "＠x",
    "'=1",
]
HARMLESS = ["", "合计", "201", "1,234.00", "a=b", "'合计", "（-1）", "…=1"]

text = st.text(alphabet="'=+-@ \t\r\n　＝－a合1", max_size=6)


def published(settings: Settings, *amounts: str, printed: str = "1.00", name: str = "合计") -> Settings:
    rows = document_rows(ONE, *amounts)
    for amount in rows["amount"]:
        amount.update(printed_text=printed, item_name=name)
    with Warehouse(None) as warehouse:
        warehouse.set_lists()
        warehouse.replace([ONE], rows)
        publish(warehouse.connection, settings, run_id="run", reader_version="1", rule_version="1")
    return settings


def lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


def sheet(file: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()


@pytest.fixture(scope="module")
def everything(published_samples: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All tables of the samples as CSV."""
    folder = tmp_path_factory.mktemp("export")
    export(published_samples, [], "csv", folder)
    return folder


@pytest.fixture
def database(published_samples: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_samples.published / "current" / "budget.duckdb"), read_only=True) as opened:
        yield opened


# --- text ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("printed", RUN_BY_A_SPREADSHEET)
def test_a_text_a_spreadsheet_would_run_is_led_by_an_apostrophe(printed: str) -> None:
    assert made_harmless(printed) == "'" + printed


@pytest.mark.parametrize("printed", HARMLESS)
def test_other_text_stays_as_printed(printed: str) -> None:
    assert made_harmless(printed) == printed


@given(text)
def test_every_text_can_be_had_back_and_none_that_is_written_is_run(printed: str) -> None:
    written = made_harmless(printed)
    assert as_it_was(written) == printed
    assert written.startswith("'") or not looks_like_a_formula(written)


def test_sql_and_python_agree_on_what_a_formula_is() -> None:
    texts = [*RUN_BY_A_SPREADSHEET, *HARMLESS, "''=1", "'\t", "x\n=1", "  合计 =1"]
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {made_harmless_in_sql('t')} FROM (SELECT unnest(?::VARCHAR[]) AS t)", [texts]
        ).fetchall()
    assert [row[0] for row in found] == [made_harmless(each) for each in texts]


def test_csv_holds_the_formula_as_text_and_the_number_as_number(settings: Settings, tmp_path: Path) -> None:
    export(published(settings, "-5010.00", printed="-5,010.00", name='=cmd|"/c calc"!A1'), ["amount"], "csv", tmp_path)
    [line] = lines(tmp_path / "amount.csv")
    assert (line["item_name"], line["printed_text"]) == ('\'=cmd|"/c calc"!A1', "'-5,010.00")
    assert (line["amount_yuan"], line["code"]) == ("-5010.00", "")
    assert '"\'=cmd|""/c calc""!A1"' in (tmp_path / "amount.csv").read_text("utf-8-sig")


def test_excel_holds_the_text_as_printed_in_a_cell_that_stays_text(settings: Settings, tmp_path: Path) -> None:
    export(published(settings, "-5010.00", printed="-5,010.00", name="=1+1"), ["amount"], "xlsx", tmp_path)
    head, line = sheet(tmp_path / "amount.xlsx")
    cells = dict(zip(head, line, strict=True))
    assert (cells["item_name"], cells["printed_text"], cells["amount_yuan"]) == ("=1+1", "-5,010.00", -5010.0)
    with zipfile.ZipFile(tmp_path / "amount.xlsx") as opened:
        content = etree.fromstring(opened.read("xl/worksheets/sheet1.xml"))
        styles = etree.fromstring(opened.read("xl/styles.xml"))
    assert not content.findall(".//{*}f")
    quoted = {i for i, style in enumerate(styles.find("{*}cellXfs")) if style.get("quotePrefix") == "1"}
    [cell] = [c for c in content.iter("{*}c") if "".join(c.itertext()) == "=1+1"]
    assert int(cell.get("s")) in quoted


# --- numbers -------------------------------------------------------------------------------------------------------


def told(column: ColumnSpec, value: object) -> object:
    """What a value must be in CSV; a list is compared as what its JSON holds."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, list) else str(value)


@pytest.mark.parametrize("name", ["document", "amount", "check_result", "finding", "rule"])
def test_csv_holds_every_value_of_a_table_exactly(
    everything: Path, database: duckdb.DuckDBPyConnection, name: str
) -> None:
    columns = table(name).columns
    order = ", ".join(f'"{each}" NULLS FIRST' for each in table(name).sort)
    rows = database.execute(f'FROM "{name}" ORDER BY {order}').fetchall()
    expected = [[told(column, value) for column, value in zip(columns, row, strict=True)] for row in rows]
    nested = [is_nested(column) for column in columns]
    written = [
        [
            json.loads(cell) if cell and lists else as_it_was(cell)
            for cell, lists in zip(line.values(), nested, strict=True)
        ]
        for line in lines(everything / f"{name}.csv")
    ]
    assert written == expected and written


@pytest.mark.parametrize("name", ["amount", "check_result", "three_public", "finding"])
def test_excel_holds_every_value_of_a_table_exactly(
    published_samples: Settings, database: duckdb.DuckDBPyConnection, tmp_path: Path, name: str
) -> None:
    export(published_samples, [name], "xlsx", tmp_path)
    head, *written = sheet(tmp_path / f"{name}.xlsx")
    order = ", ".join(f'"{each}" NULLS FIRST' for each in [*table(name).sort, *table(name).column_names])
    rows = database.execute(f"FROM {name} ORDER BY {order}").fetchall()
    assert head == list(table(name).column_names) and len(written) == len(rows)
    for line, row in zip(written, rows, strict=True):
        read = [
            Decimal(repr(cell) if isinstance(cell, float) else str(cell))
            if isinstance(value, Decimal)
            else json.loads(str(cell))
            if isinstance(value, list)
            else cell
            for cell, value in zip(line, row, strict=True)
        ]
        assert read == ["" if value is None else value for value in row]


def test_a_number_excel_would_round_is_text_digit_by_digit_and_told(settings: Settings, tmp_path: Path) -> None:
    published(settings, "12345678901234.56", "1234567890123.45")
    [made] = export(settings, ["amount"], "xlsx", tmp_path)
    head, *written = sheet(tmp_path / "amount.xlsx")
    column = head.index("amount_yuan")
    assert [line[column] for line in written] == ["12345678901234.56", 1234567890123.45]
    assert made.bent.as_text >= 1


def test_more_rows_than_a_sheet_holds_are_refused_with_what_to_do(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(settings, "1.00", "2.00", "3.00")
    monkeypatch.setattr(pipeline.export.as_xlsx, "MOST_ROWS", 2)
    with pytest.raises(UsageError, match=r"amount has 3 rows .* holds 2 below its header: choose a year \(--year"):
        export(settings, ["amount"], "xlsx", tmp_path)
    assert list(tmp_path.glob("*amount*")) == []


def test_a_text_longer_than_a_cell_is_cut_with_a_mark_and_told(settings: Settings, tmp_path: Path) -> None:
    [made] = export(published(settings, "1.00", name="长" * 40_000), ["amount"], "xlsx", tmp_path)
    head, line = sheet(tmp_path / "amount.xlsx")
    shown = str(line[head.index("item_name")])
    assert (len(shown), shown[-2:], made.bent.cut) == (32_767, "长…", 1)


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_two_publications_of_the_same_rows_export_the_same_bytes(
    settings: Settings, tmp_path: Path, format_: str
) -> None:
    def hashes(folder: str) -> dict[str, str]:
        given = Settings(data=tmp_path / folder, workers=1)
        chosen = [] if format_ == "csv" else ["amount", "form", "three_public"]
        export(published(given, "1.00", "2.00"), chosen, format_, given.data / "out")
        files = sorted((given.data / "out").glob(f"*.{format_}"))
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    first = hashes("first")
    assert first == hashes("second")
    stored = {spec.name for spec in load_tables().values() if spec.kept in ("document", "list")}
    assert len(first) == (len(stored) if format_ == "csv" else 3)


@pytest.mark.parametrize("name", ["document", "form", "finding", "form_column", "measure"])
def test_the_description_beside_csv_files_is_true_of_every_row(everything: Path, name: str) -> None:
    report = frictionless.Package(str(everything / "datapackage.json")).get_resource(name.replace("_", "-")).validate()
    assert report.valid, report.to_summary()


def test_a_csv_file_that_was_changed_is_no_longer_as_described(everything: Path, tmp_path: Path) -> None:
    for file in everything.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    broken = (tmp_path / "form_column.csv").read_text("utf-8-sig").replace('"total"', '"gold"', 1)
    (tmp_path / "form_column.csv").write_text(broken, encoding="utf-8-sig")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).get_resource("form-column").validate()
    assert [error.type for task in report.tasks for error in task.errors] == ["foreign-key"]


def test_a_year_and_a_region_choose_rows_and_leave_lists_whole(published_samples: Settings, tmp_path: Path) -> None:
    made = export(published_samples, ["document", "region"], "csv", tmp_path, year=2024, region="50")
    assert {(line["fiscal_year"], line["region_code"][:2]) for line in lines(tmp_path / "document.csv")} == {
        ("2024", "50")
    }
    assert [each.table for each in made] == ["document", "region"]
    assert len(lines(tmp_path / "region.csv")) > 10


def test_a_wrong_name_or_region_and_a_missing_publication_tell_what_to_do(
    published_samples: Settings, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"there is no table amounts; there are document"):
        export(published_samples, ["amounts"], "csv", tmp_path)
    with pytest.raises(UsageError, match="is no region"):
        export(published_samples, ["amount"], "csv", tmp_path, region="重庆")
    with pytest.raises(UsageError, match="budget run makes one"):
        export(settings, [], "csv", tmp_path)


def test_the_command_names_each_file_with_its_rows(published_samples: Settings, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main, ["export", "three_public", "--into", str(tmp_path)], env={"BUDGET_DATA": str(published_samples.data)}
    )
    assert done.exit_code == 0, done.output
    assert re.fullmatch(rf"  {tmp_path}/three_public\.csv  12 rows\n", done.stdout)


def test_the_commands_of_the_page_on_exports_run(published_samples: Settings, tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(PROJECT / ".venv")
    (tmp_path / "data").symlink_to(published_samples.data)
    page = (PROJECT / "docs" / "export.md").read_text(encoding="utf-8")
    commands = "".join(re.findall(r"```sh\n(.*?)```", page, flags=re.DOTALL)).strip().splitlines()
    assert len(commands) == 4
    for command in commands:
        done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr}"
