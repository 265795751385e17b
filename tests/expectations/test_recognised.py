"""Numbers recognised from pictures: those that every sum denies do not count, and what would fit is only proposed."""

from __future__ import annotations

from typing import Any

import pytest

from expectations.judge import judge
from expectations.recognised import PROBLEM

from .tiny import Disclosures

# Two classes with their items; the last digit of an item's basic expenditure is misread in the second document.
ROWS = {"total": "100 40 60", "201": "70 30 40", "20101": "70 30 40", "208": "30 10 20", "20805": "30 10 20"}
DOCUMENTS = {
    "right": ROWS,
    "misread": ROWS | {"20805": "30 19 20"},
    "lone": {"201": "10 - -", "20101": "6 - -", "20102": "5 - -"},
    "unread": ROWS | {"20805": "30 ? 20"},
    "narrow": ROWS | {"20805": "30 #### 20"},
}


def form(rows: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": "gpb_expenditure_by_function",
        "columns": "total basic<0 project<0",
        "rows": [{code: values} for code, values in rows.items()],
    }


@pytest.fixture(scope="module")
def scans() -> Disclosures:
    disclosures = Disclosures()
    for name, rows in DOCUMENTS.items():
        disclosures.add(name, form(rows))
    disclosures.add("printed", form(DOCUMENTS["misread"]))
    disclosures.connection.execute("UPDATE amount SET read_by = 'ocr' WHERE document_id <> 'printed'")
    judge(disclosures.connection, [*DOCUMENTS, "printed"])
    return disclosures


def rows(scans: Disclosures, sql: str, *values: object) -> list[tuple[Any, ...]]:
    return scans.connection.execute(sql, list(values)).fetchall()


def printed(scans: Disclosures, document_id: str) -> list[str]:
    return [text for (text,) in rows(scans, "SELECT printed_text FROM amount WHERE document_id = ?", document_id)]


def outcomes(scans: Disclosures, document_id: str) -> set[str]:
    found = rows(scans, "SELECT DISTINCT outcome FROM check_result WHERE document_id = ? AND rule_id IN ('A01', 'B01', "
                        "'B02')", document_id)  # fmt: skip
    return {outcome for (outcome,) in found}


def test_a_number_that_every_sum_denies_is_a_problem_and_no_amount(scans: Disclosures) -> None:
    [(what, text, detail)] = rows(
        scans, "SELECT what, printed_text, detail FROM problem WHERE document_id = 'misread' ORDER BY ALL"
    )
    assert (what, text) == (PROBLEM, "19")
    assert "they would hold with 10;" in detail
    assert "row 5, column 2" in detail
    assert "19" not in printed(scans, "misread")
    assert len(printed(scans, "misread")) == len(printed(scans, "right")) - 1  # its neighbours stay


def test_a_document_with_such_a_number_is_read_in_part(scans: Disclosures) -> None:
    scans.connection.execute("UPDATE document SET read_status = 'read'")
    scans.add("again", form(DOCUMENTS["misread"]))
    scans.connection.execute("UPDATE document SET read_status = 'read' WHERE document_id = 'again'")
    scans.connection.execute("UPDATE amount SET read_by = 'ocr' WHERE document_id = 'again'")
    judge(scans.connection, ["again", "right"])
    status = dict(rows(scans, "SELECT document_id, read_status FROM document"))
    assert (status["again"], status["right"]) == ("partly_read", "read")


def test_what_the_sums_propose_is_not_taken(scans: Disclosures) -> None:
    assert printed(scans, "misread").count("10") == printed(scans, "right").count("10") - 1


def test_the_publisher_is_not_accused_of_what_was_misread(scans: Disclosures) -> None:
    assert not rows(scans, "SELECT * FROM finding WHERE document_id IN ('misread', 'unread') AND severity = 'error'")
    assert "breaks" not in outcomes(scans, "misread")
    assert "holds" in outcomes(scans, "misread")


def test_a_printed_number_that_sums_deny_stays_and_is_a_finding(scans: Disclosures) -> None:
    assert "19" in printed(scans, "printed")
    assert rows(scans, "SELECT suggested FROM finding WHERE document_id = 'printed' AND severity = 'error'") == [
        ("10",)
    ]
    assert not rows(scans, "SELECT * FROM problem WHERE document_id = 'printed'")


def test_where_nothing_tells_which_number_of_a_sum_was_misread_none_of_them_counts(scans: Disclosures) -> None:
    assert printed(scans, "lone") == []
    assert len(rows(scans, "SELECT * FROM problem WHERE document_id = 'lone'")) == 3


def test_a_sum_over_a_cell_that_nobody_could_read_cannot_be_judged(scans: Disclosures) -> None:
    reasons = rows(
        scans, "SELECT reason FROM check_result WHERE document_id = 'unread' AND reason LIKE '%is not readable%'"
    )
    assert reasons
    assert "breaks" not in outcomes(scans, "unread")
    assert not rows(scans, "SELECT * FROM check_result WHERE document_id = 'right' AND reason LIKE '%is not readable%'")


def test_a_sum_over_an_error_of_a_spreadsheet_cannot_be_judged(scans: Disclosures) -> None:
    reasons = rows(
        scans, "SELECT reason FROM check_result WHERE document_id = 'narrow' AND reason LIKE '%is not readable%'"
    )
    assert reasons
    assert "breaks" not in outcomes(scans, "narrow")


def test_judging_again_changes_nothing(scans: Disclosures) -> None:
    everything = "SELECT * FROM problem ORDER BY ALL", "SELECT * FROM check_result ORDER BY ALL"
    before = [rows(scans, sql) for sql in everything]
    judge(scans.connection, [*DOCUMENTS, "printed"])
    assert [rows(scans, sql) for sql in everything] == before
