"""A document our own code fails on when it judges it does not take the others with it, and is not told as sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from expectations import judge as judging
from expectations import not_judged
from expectations.catalogue import load_rules
from expectations.judge import judge
from expectations.rule import Rule
from pipeline.settings import Settings
from pipeline.terminal.checking import show_check

from .tiny import Disclosures

SUM = {"kind": "dept_expenditure_summary", "columns": "total basic<0 project<0"}
SOUND = {**SUM, "rows": [{"total": "10 4 6"}, {"201": "10 4 6"}]}
BROKEN = {**SUM, "rows": [{"total": "10 4 7"}, {"201": "10 4 6"}]}


def with_a_rule_that_fails_at(amount: int) -> list[Rule]:
    """The rules, of which A13 asks what cannot be asked of a document that prints this number of yuan."""
    sql = (
        "SELECT document_id, form_id, '' AS instance, '' AS subject, 'holds' AS outcome, "
        f"CASE WHEN value = {amount} THEN CAST('no number' AS INTEGER) END AS left_value FROM cell"
    )
    return [replace(rule, instances=sql) if rule.rule_id == "A13" else rule for rule in load_rules()]


@pytest.fixture(autouse=True)
def rules(monkeypatch: pytest.MonkeyPatch) -> list[Rule]:
    found = with_a_rule_that_fails_at(7)
    monkeypatch.setattr(judging, "load_rules", lambda: found)
    return found


def outcomes(disclosures: Disclosures, document_id: str) -> set[tuple[str, str]]:
    query = "SELECT outcome, coalesce(reason, '') FROM check_result WHERE document_id = ?"
    return set(disclosures.connection.execute(query, [document_id]).fetchall())


def problems(disclosures: Disclosures) -> Sequence[tuple[str, ...]]:
    return disclosures.connection.execute("SELECT document_id, stage, what, detail FROM problem").fetchall()


def test_the_others_are_judged_and_of_the_one_is_stored_that_it_was_not(rules: list[Rule]) -> None:
    disclosures = Disclosures()
    ids = [disclosures.add("a", SOUND), disclosures.add("b", BROKEN), disclosures.add("c", SOUND)]
    faults = judge(disclosures.connection, ids)
    assert list(faults) == ["b"] and "no number" in faults["b"]
    assert ("holds", "") in outcomes(disclosures, "a") and ("holds", "") in outcomes(disclosures, "c")
    assert outcomes(disclosures, "b") == {("not_evaluable", "could not be judged")}
    [(document_id, stage, what, detail)] = problems(disclosures)
    assert (document_id, stage, what) == ("b", "checks", "not_judged")
    assert "no number" in detail and "none is checked" in detail
    ledger = "SELECT count(*), sum(expected), sum(judged), sum(excused) FROM rule_coverage WHERE document_id = 'b'"
    assert disclosures.connection.execute(ledger).fetchall() == [(len(rules), len(rules), 0, len(rules))]


def test_judged_again_by_code_that_does_not_fail_nothing_of_it_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    disclosures = Disclosures()
    ids = [disclosures.add("a", SOUND), disclosures.add("b", BROKEN)]
    judge(disclosures.connection, ids)
    monkeypatch.setattr(judging, "load_rules", load_rules)
    assert judge(disclosures.connection, ids) == {}
    assert problems(disclosures) == []
    assert ("breaks", "") in outcomes(disclosures, "b")
    assert ("not_evaluable", "could not be judged") not in outcomes(disclosures, "b")


def test_what_fails_for_every_document_of_several_is_raised_and_nothing_is_changed() -> None:
    disclosures = Disclosures()
    ids = [disclosures.add("a", BROKEN), disclosures.add("b", BROKEN)]
    with pytest.raises(not_judged.OF_ONE_DOCUMENT, match="no number"):
        judge(disclosures.connection, ids)
    assert outcomes(disclosures, "a") == outcomes(disclosures, "b") == set()
    assert problems(disclosures) == []


def test_a_check_tells_that_a_file_was_not_judged_and_finds_nothing_good_about_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = with_a_rule_that_fails_at(70_000)
    monkeypatch.setattr("expectations.catalogue.load_rules", lambda: found)
    file = tmp_path / "budget.txt"
    file.write_text(
        "部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n201\t一般公共服务支出\t7.00\t3.00\t4.00\n",
        encoding="utf-8",
    )
    assert show_check([file], Settings(tmp_path / "data", workers=1), as_json=False) == 2
    told = capsys.readouterr().out
    assert "not judged" in told and "no number" in told and "no findings" not in told
