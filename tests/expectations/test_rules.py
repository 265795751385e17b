"""Every rule keeps its own examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from expectations.catalogue import load_facts, load_rules, rule_rows
from expectations.compile import counter_examples, query
from expectations.rule import SEVERITIES, Rule
from pipeline.errors import UsageError
from pipeline.tables import table

from .tiny import Disclosures

RULES = load_rules()
JUDGED = [rule for rule in RULES if "later" not in rule.shapes]
# These only find right what may as well be of another scope: what differs from them contradicts nothing.
NEVER_WRONG = ("D15b", "I15", "I15b", "I16", "K03", "K04", "K06")
BREAKABLE = [rule for rule in JUDGED if rule.rule_id not in NEVER_WRONG]

Outcomes = Mapping[tuple[str, str], list[tuple[str, str]]]


@pytest.fixture(scope="module")
def outcomes() -> Outcomes:
    """(outcome, where and why) of every rule on every example, each example a document of its own."""
    disclosures = Disclosures()
    documents = ["nothing"]
    disclosures.add("nothing", {})
    for rule in JUDGED:
        for name, example in (("holds", rule.holds), ("breaks", rule.breaks)):
            if example is not None:
                documents.append(disclosures.add(f"{rule.rule_id}-{name}", example))
        for number, example in enumerate(rule.excused):
            documents.append(disclosures.add(f"{rule.rule_id}-excused{number}", example))
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    columns = "rule_id, document_id, outcome, concat_ws(' ', subject, severity, left_value, right_value, reason)"
    for row in disclosures.connection.sql(f"SELECT {columns} FROM ({query(RULES, documents)})").fetchall():
        found.setdefault((row[0], row[1]), []).append((row[2], row[3]))
    return found


@pytest.mark.parametrize("rule", JUDGED, ids=lambda rule: rule.rule_id)
def test_a_rule_accepts_the_example_that_holds(rule: Rule, outcomes: Outcomes) -> None:
    found = outcomes[rule.rule_id, f"{rule.rule_id}-holds"]
    assert "holds" in {outcome for outcome, _ in found}, found
    assert "breaks" not in {outcome for outcome, _ in found}, found


@pytest.mark.parametrize("rule", BREAKABLE, ids=lambda rule: rule.rule_id)
def test_a_rule_rejects_its_own_broken_example(rule: Rule, outcomes: Outcomes) -> None:
    found = outcomes[rule.rule_id, f"{rule.rule_id}-breaks"]
    assert "breaks" in {outcome for outcome, _ in found}, found


@pytest.mark.parametrize("rule", [rule for rule in JUDGED if rule.excused], ids=lambda rule: rule.rule_id)
def test_what_other_places_may_print_is_never_as_grave_as_what_breaks_the_rule(rule: Rule, outcomes: Outcomes) -> None:
    for number in range(len(rule.excused)):
        found = outcomes[rule.rule_id, f"{rule.rule_id}-excused{number}"]
        assert {outcome for outcome, _ in found} & {"holds", "not_applicable", "breaks"}, found
        assert not [where for outcome, where in found if outcome == "breaks" and f" {rule.severity} " in where], found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.rule_id)
def test_a_rule_says_why_it_judged_nothing_in_a_document_without_forms(rule: Rule, outcomes: Outcomes) -> None:
    found = outcomes[rule.rule_id, "nothing"]
    assert len(found) == 1 and found[0][0] in ("not_evaluable", "not_applicable"), found


def test_a_rule_alone_judges_as_it_does_among_all() -> None:
    disclosures = Disclosures()
    example = {
        "kind": "dept_expenditure_summary",
        "columns": "total basic<0 project<0",
        "rows": [{"total": "10 4 6"}, {"201": "10 4 5"}, {"20101": "10 4 6"}],
    }
    disclosures.add("d", example)
    chosen = [rule.rule_id for rule in RULES[::4]]
    columns = "check_id, outcome, left_value, right_value"
    rows = f"SELECT {columns} FROM ({query(RULES, ['d'])}) WHERE rule_id IN (SELECT unnest(?))"
    together = disclosures.connection.execute(rows, [chosen]).fetchall()
    alone = [
        row
        for rule in RULES[::4]
        for row in disclosures.connection.sql(
            f"SELECT check_id, outcome, left_value, right_value FROM ({query([rule], ['d'])})"
        ).fetchall()
    ]
    assert sorted(alone, key=str) == sorted(together, key=str)


# Rules of the catalogue that compare documents of several years.
ACROSS_YEARS = {f"G{number:02}" for number in range(1, 8)}


def test_every_rule_of_the_catalogue_is_there_but_those_across_years(shared: Path) -> None:
    listed = {rule["id"] for rule in json.loads((shared / "domain" / "rules.json").read_text(encoding="utf-8"))}
    assert listed - {rule.rule_id for rule in RULES} == ACROSS_YEARS


def test_no_rule_is_graver_than_the_catalogue_has_it(shared: Path) -> None:
    listed = {rule["id"]: rule for rule in json.loads((shared / "domain" / "rules.json").read_text(encoding="utf-8"))}
    graver = [
        rule.rule_id
        for rule in RULES
        if rule.rule_id in listed
        and SEVERITIES.index(rule.severity) < SEVERITIES.index(listed[rule.rule_id]["severity"])
    ]
    assert graver == ["J16"]  # a leftover of the template is more than a slip of the pen, which it tells as information


def test_every_rule_is_listed_in_both_languages() -> None:
    assert len(rule_rows()) == len(RULES)
    assert all(row["says_zh"] and row["says_en"] and row["basis"] for row in rule_rows())
    assert {tuple(row) for row in rule_rows()} == {tuple(column.name for column in table("rule").columns)}


def test_every_rule_names_a_restriction_or_needs_none() -> None:
    restricted = {rule.rule_id for rule in RULES if rule.restriction}
    assert {
        "A03",
        "B01",
        "B04",
        "D05",
        "D06",
        "D10",
        "D12",
        "D15",
        "D19",
        "D19b",
        "D20",
        "D21",
        "H08",
        "I01",
    } <= restricted


def test_every_fact_about_a_document_is_asked_for_by_a_rule() -> None:
    asked = {
        name
        for rule in RULES
        for one in rule.comparisons
        for name in (one.only_if, one.unless, one.forgiven_if, one.forgiven_unless)
    }
    assert {fact.name for fact in load_facts()} <= asked


def test_something_that_is_no_document_id_never_reaches_the_sql() -> None:
    with pytest.raises(UsageError):
        query(RULES, ["x'); DROP TABLE form; --"])


def test_braces_of_a_counter_example_query_are_left_to_great_expectations() -> None:
    sql = counter_examples(RULES[0], "{batch}")
    assert sql.replace("{{", "").replace("}}", "").count("{") == 1
