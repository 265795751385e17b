"""The rules run step by step, several steps at a time, in a database beside the warehouse."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.parts import Step
from expectations.sources import Need
from expectations.workbench import VERDICT, Workbench, run
from pipeline.journey import check_files, look_at

from .tiny import Disclosures

RULES = [rule for rule in load_rules() if rule.breaks is not None and rule.group in "AHJ"]


def broken() -> tuple[Disclosures, list[str]]:
    disclosures = Disclosures()
    return disclosures, [disclosures.add(f"{rule.rule_id}-breaks", rule.breaks or {}) for rule in RULES]


def test_judging_step_by_step_gives_every_row_of_the_one_query_and_leaves_no_table() -> None:
    disclosures, documents = broken()
    connection = disclosures.connection
    tables = connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall()
    with Workbench(RULES) as bench:
        bench.judge(connection, documents)
        stepped = bench.connection.execute(f"FROM {VERDICT} ORDER BY check_id").fetchall()
    assert stepped == connection.execute(f"FROM ({query(RULES, documents)}) ORDER BY check_id").fetchall()
    assert connection.execute("SELECT table_name FROM duckdb_tables() ORDER BY ALL").fetchall() == tables


def test_nothing_of_the_documents_judged_before_is_left() -> None:
    disclosures, documents = broken()
    with Workbench(RULES) as bench:
        bench.judge(disclosures.connection, documents)
        bench.judge(disclosures.connection, documents[:1])
        again = bench.connection.execute(f"FROM {VERDICT} ORDER BY check_id").fetchall()
        bench.judge(disclosures.connection, ["not there"])
        assert bench.connection.execute(f"FROM {VERDICT}").fetchall() == []
    with Workbench(RULES) as bench:
        bench.judge(disclosures.connection, documents[:1])
        assert bench.connection.execute(f"FROM {VERDICT} ORDER BY check_id").fetchall() == again != []


def test_rows_that_the_caller_has_not_committed_are_judged() -> None:
    disclosures, [first, *_] = broken()
    connection = disclosures.connection
    connection.execute("BEGIN")
    connection.execute("DELETE FROM form")
    with Workbench(RULES) as bench:
        bench.judge(connection, [first])
        [number] = bench.connection.execute(f"SELECT count(*) FROM {VERDICT} WHERE form_id IS NOT NULL").fetchall()
    connection.execute("ROLLBACK")
    assert number == (0,)


def step(table: str, sql: str, *reads: str) -> Step:
    return Step(table, (sql,), frozenset(reads))


@pytest.mark.parametrize("hands", [1, 2, 5])
def test_a_step_runs_when_all_that_add_to_the_tables_it_reads_are_done(hands: int) -> None:
    steps = [
        step("number", "SELECT range AS n FROM range(1000)"),
        *(
            Step("number", (f"SELECT range AS n FROM range({n}000, {n + 1}000)",), frozenset(), False)
            for n in range(1, 20)
        ),
        step("total", "SELECT sum(n) AS n FROM number", "number"),
        step("other", "SELECT max(n) AS n FROM number", "number"),
        step("pair", "SELECT total.n, other.n FROM total, other", "total", "other"),
    ]
    connection = duckdb.connect()
    run(steps, [connection.cursor() for _ in range(hands)])
    assert connection.execute("FROM pair").fetchall() == [(199990000, 19999)]


@pytest.mark.parametrize("hands", [1, 3])
def test_a_step_that_cannot_run_ends_the_run_with_its_error(hands: int) -> None:
    steps = [step("a", "SELECT 1 AS n"), step("b", "SELECT no_such_column FROM a", "a"), step("c", "FROM b", "b")]
    connection = duckdb.connect()
    with pytest.raises(duckdb.BinderException, match="no_such_column"):
        run(steps, [connection.cursor() for _ in range(hands)])


def test_what_findings_are_told_by_is_there_even_where_the_rules_look_at_none_of_it() -> None:
    disclosures, documents = broken()
    with Workbench([rule for rule in load_rules() if rule.group == "C"]) as bench:
        bench.judge(disclosures.connection, documents)
        for table in ("form", "form_row", "amount", "indicator", "claim"):
            there = f"SELECT count(*) FROM {table}"
            assert bench.connection.execute(there).fetchall() == disclosures.connection.execute(there).fetchall()


def test_a_warehouse_that_fails_while_its_rows_are_taken_ends_the_judging_with_its_error() -> None:
    disclosures, [first, *_] = broken()
    disclosures.connection.execute("DROP TABLE amount")
    with Workbench(RULES) as bench, pytest.raises(duckdb.CatalogException, match="amount"):
        bench.judge(disclosures.connection, [first])


def test_a_check_that_fails_leaves_no_database_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "budget.txt"
    file.write_text("2024年部门预算\n", encoding="utf-8")
    opened: list[duckdb.DuckDBPyConnection] = []

    def fails(warehouse: duckdb.DuckDBPyConnection, ids: object, workbench: Workbench) -> None:
        opened.extend((warehouse, workbench.connection))
        raise KeyError("a rule nobody thought of")

    monkeypatch.setattr("expectations.judge.judge", fails)
    with pytest.raises(KeyError):
        check_files([look_at(file)], 1)
    assert len(opened) == 2
    for connection in opened:
        with pytest.raises(duckdb.ConnectionException):
            connection.execute("SELECT 1")


@pytest.mark.parametrize("digits", [14, 15, 20])
@pytest.mark.parametrize("unit", ["元", "亿元"])
def test_numbers_as_long_as_a_line_end_no_judging(tmp_path: Path, digits: int, unit: str) -> None:
    long = "9" * digits
    file = tmp_path / "budget.txt"
    file.write_text(
        f"部门支出总表\n单位：{unit}\n科目编码\t科目名称\t合计\t基本支出\n201\t一般公共服务支出\t{long}\t1.00\n"
        f"一、2024年支出总计{long}{unit}，比上年增加{long}{unit}，增长{long}%。其中基本支出{long}{unit}，占支出总计的{long}%。\n"
        f"项目支出绩效目标表\n项目名称\t养护\t预算金额\t1.00\n指标名称\t指标性质\t指标值\t计量单位\t权重\n"
        f"项目总成本\t≤\t{long}\t亿元\t{long}\n数量\t≥\t{long}\t个\t10\n",
        encoding="utf-8",
    )
    with check_files([look_at(file)], 1) as warehouse:
        assert warehouse.connection.execute("SELECT count(*) > 0 FROM check_result").fetchone() == (True,)


def test_what_needs_rows_that_are_not_there_is_not_executed_and_its_own_table_is_there() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE said AS SELECT 'of the documents before' AS text")
    nothing, of_a, of_said = frozenset[Need](), frozenset({Need("a")}), frozenset({Need("said")})
    steps = [
        Step("a", ("SELECT 1 AS n WHERE false",), frozenset()),
        Step("said", ("SELECT n || '' AS text FROM a",), frozenset({"a"}), needs=(of_a,)),
        Step("every", ("SELECT 'first' AS text",), frozenset()),
        Step("every", ("SELECT no_such_column FROM said", "SELECT 'other' AS text"), frozenset({"said"}), False,
             needs=(of_said, nothing)),
        Step("every", ("SELECT no_such_column FROM said",), frozenset({"said"}), False, needs=(of_said,)),
    ]  # fmt: skip
    run(steps, [connection.cursor() for _ in range(2)])
    assert connection.execute("FROM said").fetchall() == []
    assert connection.execute("FROM every ORDER BY ALL").fetchall() == [("first",), ("other",)]


def test_of_a_table_with_rows_those_that_a_step_needs_are_looked_for() -> None:
    connection = duckdb.connect()
    parents, uncles = (Need("kin", frozenset({("of", frozenset(its))})) for its in (("father", "mother"), ("uncle",)))
    steps = [
        Step("kin", ("SELECT 'mother' AS of",), frozenset()),
        Step("every", ("SELECT 'first' AS text",), frozenset()),
        Step("every", ("SELECT no_such_column FROM kin",), frozenset({"kin"}), False, needs=(frozenset({uncles}),)),
        Step("every", ("SELECT of AS text FROM kin",), frozenset({"kin"}), False, needs=(frozenset({parents}),)),
    ]
    run(steps, [connection.cursor() for _ in range(2)])
    assert connection.execute("FROM every ORDER BY ALL").fetchall() == [("first",), ("mother",)]
