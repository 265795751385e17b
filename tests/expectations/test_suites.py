"""Great Expectations judges inside DuckDB, on the pipeline's own connection."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from expectations.gx import judged_anew, suites
from expectations.gx.results import GroupResult, RuleResult
from expectations.judge import judge

from .tiny import Disclosures

pytest.importorskip("great_expectations", reason="needs the nightly extra")

# The groups that judge a table of expenditure by itself.
SUMS = ("A", "B", "C")
SUM = {
    "kind": "dept_expenditure_summary",
    "columns": "total basic<0 project<0",
    "rows": [{"total": "10 4 6"}, {"201": "7 4 3"}, {"20101": "7 4 3"}, {"208": "3 - 3"}, {"20805": "3 - 3"}],
}


def judged() -> Disclosures:
    disclosures = Disclosures()
    disclosures.add("sound", SUM)
    disclosures.add("other", SUM)
    judge(disclosures.connection, ["sound", "other"])
    return disclosures


def broken_rules(results: list[GroupResult]) -> dict[str, int]:
    return {
        rule.rule_id: rule.breaking_count
        for group in results
        if group.group != "tables"
        for rule in group.rules
        if not rule.passed
    }


def test_gx_fails_with_exactly_the_breaking_rows_when_one_amount_is_altered() -> None:
    connection = judged().connection
    assert broken_rules(suites.run_suite(connection, ["sound", "other"], SUMS)) == {}
    connection.execute("UPDATE amount SET amount_yuan = 8 WHERE amount_id = 'sound-f001-r1c0'")
    judge(connection, ["sound", "other"])

    results = suites.run_suite(connection, ["sound", "other"], SUMS)
    rows = connection.sql(
        "SELECT rule_id, check_id, left_value, right_value FROM check_result WHERE outcome = 'breaks' "
        f"AND left(rule_id, 1) IN {tuple(SUMS)}"
    ).fetchall()

    sampled = {
        (row["rule_id"], row["check_id"], row["left_value"], row["right_value"])
        for group in results
        if group.group != "tables"
        for rule in group.rules
        for row in rule.sample
    }
    assert sampled == set(rows) and len(rows) > 2
    assert broken_rules(results) == {rule: sum(row[0] == rule for row in rows) for rule in {row[0] for row in rows}}
    assert all(isinstance(row[2], Decimal) for row in sampled)


def test_a_batch_is_judged_without_the_other_documents() -> None:
    connection = judged().connection
    connection.execute("UPDATE amount SET amount_yuan = 8 WHERE amount_id = 'sound-f001-r1c0'")
    judge(connection, ["sound"])
    assert broken_rules(suites.run_suite(connection, ["other"], SUMS)) == {}


def failed_of_the_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, RuleResult]:
    tables = suites.run_suite(connection, ["sound", "other"], [suites.TABLES_GROUP])[-1]
    return {rule.rule_id: rule for rule in tables.rules if not rule.passed}


@pytest.mark.parametrize("number", [200, 201, 20_300])
def test_every_breaking_instance_is_counted_and_the_first_200_are_shown(number: int) -> None:
    connection = judged().connection
    connection.execute(
        "INSERT INTO check_result BY NAME "
        "SELECT * EXCLUDE (n) REPLACE (n AS check_id, 'breaks' AS outcome, n AS difference) "
        f"FROM (FROM check_result WHERE rule_id = 'A01' LIMIT 1), (SELECT unnest(range({number})) AS n)"
    )
    rules = [rule for group in suites.run_suite(connection, ["sound", "other"], ["A"]) for rule in group.rules]
    [found] = [rule for rule in rules if rule.rule_id == "A01"]
    assert (found.breaking_count, found.engine_error) == (number, None)
    assert [row["difference"] for row in found.sample] == [number - 1 - n for n in range(200)]


def test_amounts_altered_after_they_were_judged_are_noticed_in_the_sample_judged_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connection = judged().connection
    connection.execute("UPDATE amount SET amount_yuan = 8 WHERE amount_id = 'sound-f001-r1c0'")
    monkeypatch.setattr(judged_anew, "is_judged_anew", lambda document_id: document_id == "other")
    assert "check_result: as judged now" not in failed_of_the_tables(connection)

    monkeypatch.setattr(judged_anew, "is_judged_anew", lambda document_id: document_id == "sound")
    stale = failed_of_the_tables(connection)["check_result: as judged now"]
    assert stale.engine_error is None and stale.breaking_count == len(stale.sample) > 2
    assert {row["document_id"] for row in stale.sample} == {"sound"}
    assert {(row["is"], row["outcome"]) for row in stale.sample} >= {("stored", "holds"), ("now", "breaks")}


def test_a_fixed_share_of_documents_is_judged_anew() -> None:
    sample = [n for n in range(5000) if judged_anew.is_judged_anew(f"{n:016x}")]
    assert sample == [n for n in range(5000) if judged_anew.is_judged_anew(f"{n:016x}")]
    assert 60 < len(sample) < 150


@pytest.mark.parametrize(
    "tampered",
    ["UPDATE check_result SET outcome = 'not_evaluable'", "DELETE FROM check_result"],
    ids=["set", "deleted"],
)
def test_an_instance_that_is_not_what_the_ledger_counted_is_noticed(tampered: str) -> None:
    connection = judged().connection
    connection.execute(f"{tampered} WHERE document_id = 'sound' AND rule_id = 'B01' AND outcome = 'holds'")
    [row] = failed_of_the_tables(connection)["rule_coverage: counts what check_result holds"].sample
    assert (row["document_id"], row["rule_id"]) == ("sound", "B01")


def test_an_instance_without_its_place_in_the_ledger_is_noticed() -> None:
    connection = judged().connection
    connection.execute("DELETE FROM rule_coverage WHERE document_id = 'sound' AND rule_id = 'B01'")
    [row] = failed_of_the_tables(connection)["check_result: stands in the ledger"].sample
    assert (row["document_id"], row["rule_id"]) == ("sound", "B01")


def test_a_judging_of_the_sample_that_cannot_run_is_told_apart_from_bad_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise duckdb.BinderException("no_such_column")

    monkeypatch.setattr(judged_anew, "is_judged_anew", lambda _: True)
    connection = judged().connection
    monkeypatch.setattr(judged_anew.Workbench, "judge", fails)
    rule = failed_of_the_tables(connection)["check_result: as judged now"]
    assert rule.breaking_count == 0 and rule.engine_error is not None and "no_such_column" in rule.engine_error


def test_a_query_that_cannot_run_is_told_apart_from_bad_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suites, "counter_examples", lambda rule, *_: "SELECT * FROM {batch} WHERE no_such_column = 1")
    rule = suites.run_suite(judged().connection, ["sound"], ["J"])[0].rules[0]
    assert not rule.passed and rule.breaking_count == 0
    assert rule.engine_error is not None and "no_such_column" in rule.engine_error


def test_the_tables_are_checked_against_the_dictionary() -> None:
    connection = judged().connection
    connection.execute(
        "UPDATE check_result SET outcome = 'maybe' WHERE check_id = (SELECT min(check_id) FROM check_result)"
    )
    tables = suites.run_suite(connection, ["sound", "other"], [suites.TABLES_GROUP])[-1]
    failed = {rule.rule_id: rule.breaking_count for rule in tables.rules if not rule.passed}
    assert failed["check_result: known words only"] == 1
    [named] = [rule.sample for rule in tables.rules if rule.rule_id == "check_result: known words only"]
    assert [row["columns"] for row in named] == ["outcome"]
    assert not any(rule.engine_error for rule in tables.rules)


def test_judging_loads_neither_dagster_nor_great_expectations() -> None:
    loaded = "{name.split('.')[0] for name in sys.modules}"
    code = f"import sys, expectations.judge; sys.exit(bool({loaded} & {{'great_expectations', 'dagster'}}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])
