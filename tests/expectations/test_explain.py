"""Why something breaks: the cell that is wrong, what would fit, and the kind of slip."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest

from expectations.catalogue import reason_in_chinese
from expectations.findings.hypotheses import Place, as_printed, slip, unslipped
from expectations.judge import judge
from pipeline.yaml_file import load_mapping

from .tiny import Disclosures

FEN = Decimal("0.01")

# Two classes with their items, basic and project: every leaf stands in a row, a column and a total of leaves.
ROWS = {
    "total": "100 40 60",
    "201": "70 30 40",
    "20101": "70 30 40",
    "2010101": "37 30 7",
    "2010102": "33 - 33",
    "208": "30 10 20",
    "20805": "30 10 20",
    "2080501": "12 10 2",
    "2080502": "18 - 18",
}
COLUMNS = "total basic<0 project<0"


def form(rows: dict[str, str], kind: str = "gpb_expenditure_by_function", columns: str = COLUMNS) -> dict[str, Any]:
    return {"kind": kind, "columns": columns, "rows": [{code: values} for code, values in rows.items()]}


def changed(code: str, values: str) -> dict[str, str]:
    return {**ROWS, code: values}


# Each a document of its own; all are judged at once.
DOCUMENTS = {
    "unchanged": form(ROWS),
    "transposed": form(changed("2010101", "73 30 7")),
    "another digit": form(changed("2010101", "38 30 7")),
    "10 times too large": form(changed("2080502", "18 - 180")),
    "sign": form(changed("2010102", "33 - -33")),
    "digit too many": form(changed("20101", "770 30 40")),
    "one digit differs": form(changed("total", "100 41 60")),
    "same as the line above": form(changed("2080502", "18 - 2")),
    "leaves out": form({"total": "100", "201": "70", "208": "30", "221": "12"}, columns="total"),
    "row left out": form({code: values for code, values in ROWS.items() if code != "2010102"}),
    "exchanged": form(changed("2010101", "37 7 30")),
    "other column": form(changed("2010102", "33 33 -")),
    "other column, above its own item": form(changed("20805", "30 30 -")),
    "two mistakes": form(changed("2010101", "73 30 7") | {"2080502": "18 - 180"}),
    "one sum": form({"201": "10", "20101": "6", "20102": "5"}, columns="total"),
    "rounding": {**form(changed("2010101", "38 30 7")), "step": "1"},
}

Findings = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def found() -> Findings:
    disclosures = Disclosures()
    names = {disclosures.add(f"d{number}", DOCUMENTS[name]): name for number, name in enumerate(DOCUMENTS)}
    judge(disclosures.connection, list(names))
    cursor = disclosures.connection.execute("SELECT * FROM finding ORDER BY finding_id")
    columns = [each[0] for each in cursor.description or []]
    result: Findings = {name: [] for name in DOCUMENTS}
    for row in cursor.fetchall():
        finding = dict(zip(columns, row, strict=True))
        result[names[finding["document_id"]]].append(finding)
    return result


def above_info(found: Findings, name: str) -> list[dict[str, Any]]:
    return [finding for finding in found[name] if finding["severity"] != "info"]


def test_a_document_that_adds_up_has_no_findings(found: Findings) -> None:
    assert above_info(found, "unchanged") == []


@pytest.mark.parametrize(
    ("name", "printed", "suggested"),
    [
        ("transposed", "73", "37"),
        ("another digit", "38", "37"),
        ("10 times too large", "180", "18"),
        ("sign", "-33", "33"),
        ("digit too many", "770", "70"),
        ("one digit differs", "41", "40"),
        ("same as the line above", "2", "18"),
        ("leaves out", "100", "112"),
    ],
)
def test_the_wrong_cell_is_named_with_the_value_that_makes_all_sums_hold(
    found: Findings, name: str, printed: str, suggested: str
) -> None:
    (finding,) = above_info(found, name)
    assert (finding["printed"], finding["suggested"]) == (printed, suggested)
    assert name.replace("another digit", "one digit") in finding["title_en"] and finding["check_count"] >= 2
    assert printed in finding["title_zh"]


def test_a_row_left_out_is_told_from_its_total(found: Findings) -> None:
    (finding,) = above_info(found, "row left out")
    assert "a row below it is missing" in finding["title_en"] and finding["suggested"] == "33"
    assert finding["printed"] == "70"


def test_numbers_that_changed_places_are_one_finding(found: Findings) -> None:
    (finding,) = above_info(found, "exchanged")
    assert "exchanged with the column beside it" in finding["title_en"]
    assert {finding["printed"], finding["suggested"]} == {"7", "30"}


def test_a_number_in_the_wrong_column_belongs_elsewhere(found: Findings) -> None:
    (finding,) = above_info(found, "other column")
    assert "printed in the wrong column" in finding["title_en"] and finding["suggested"] == "—"


def test_two_mistakes_are_two_findings(found: Findings) -> None:
    both = [(one["printed"], one["suggested"]) for one in above_info(found, "two mistakes")]
    assert sorted(both) == [("180", "18"), ("73", "37")]


def test_of_one_sum_alone_no_operand_is_blamed(found: Findings) -> None:
    (finding,) = above_info(found, "one sum")
    assert finding["suggested"] is None and "contradicts" in finding["title_en"]
    assert "may as well be wrong" in finding["explanation_en"]


def test_what_rounding_explains_is_one_note_per_form(found: Findings) -> None:
    notes = [(one["severity"], one["cause"], one["check_count"] > 1) for one in found["rounding"]]
    assert ("info", "rounding", True) in notes and above_info(found, "rounding") == []


@pytest.mark.parametrize(
    ("printed", "fitting", "kind"),
    [
        ("887.36", "87.36", "digit_too_many"),
        ("87.36", "887.36", "digit_missing"),
        ("8736", "0.8736", "too_large"),
        ("12.34", "12.43", "transposed"),
        ("12.34", "12.35", "last_digit"),
        ("12.34", "17.34", "digit"),
        ("-12.34", "12.34", "sign"),
        ("12.34", "-12.34", "minus"),
        ("12.34", "98.76", "unknown"),
        ("0", "12.34", "unknown"),
    ],
)
def test_a_slip_is_told_from_the_digits(printed: str, fitting: str, kind: str) -> None:
    step = Decimal("0.0001") if kind == "too_large" else FEN
    assert slip(Decimal(printed), Decimal(fitting), step).kind == kind


def test_every_value_a_slip_may_come_from_is_told_as_that_slip() -> None:
    for value in unslipped(Decimal("412.50"), FEN):
        if value != Decimal("412.50") and value % FEN == 0 and value:
            assert slip(Decimal("412.50"), value, FEN).kind != "unknown", value


@pytest.mark.parametrize(
    ("printed", "step", "value", "shown"),
    [
        ("1,234.50", "0.01", "9876.5", "9,876.50"),
        ("1234.50", "0.01", "9876.5", "9876.50"),
        ("12.50", "100", "87300", "8.73"),
        ("8.5%", "0.1", "7.8", "7.8%"),
        ("1，234", "1", "98765", "98,765"),
    ],
)
def test_a_suggestion_is_written_as_the_cell_is(printed: str, step: str, value: str, shown: str) -> None:
    place = Place("a", "f", 0, 0, 0, None, Decimal(0), Decimal(step), printed, "", "total")
    assert as_printed(Decimal(value), place) == shown


def test_a_reason_is_told_in_chinese_with_what_follows_it() -> None:
    assert reason_in_chinese("not in the tables: 公务接待") == "表中没有：公务接待"
    assert reason_in_chinese("201 is not there") == "201 is not there"


def test_every_translated_reason_is_one_that_a_rule_gives() -> None:
    folder = files("expectations")
    given = "".join(
        source.read_text(encoding="utf-8")
        for name in ("rules", "sql")
        for source in (folder / name).iterdir()
        if source.name != "reasons.yml" and source.name.endswith((".yml", ".sql"))
    )
    reasons = load_mapping(folder / "rules" / "reasons.yml")
    assert [reason for reason in reasons if f"'{reason}" not in given] == []
