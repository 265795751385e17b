"""Extraction or disclosure: what a second reading says about a finding, from the PDF to the row of `finding`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from expectations.doubts import doubtful_pages, in_sample, settings
from expectations.referee import SETTLED, referee
from pipeline.documents import sandbox
from pipeline.documents.model import Document
from pipeline.journey import check_files, look_at
from pipeline.tables import tables_kept
from pipeline.warehouse import Warehouse

PROJECT = Path(__file__).parents[2]
SAMPLES = PROJECT / "data" / "samples"
CLEAN, PLANTED = SAMPLES / "federation-2024.pdf", SAMPLES / "waterworks-2025.pdf"
MISREADING = (sys.executable, "-P", str(PROJECT / "tests" / "documents" / "misreading_worker.py"))
# 行政运行 in the first table of codes of the clean sample, and what a careless reader makes of its 7.
PAGE, AS_PRINTED, MISREAD = "5", "724,550.04", "124,550.04"


def checked(path: Path) -> Warehouse:
    return check_files([look_at(path)], 1)


def rows(warehouse: Warehouse, sql: str) -> list[dict[str, Any]]:
    cursor = warehouse.connection.execute(sql)
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.fixture(scope="module")
def clean() -> Any:
    with checked(CLEAN) as warehouse:
        yield warehouse


def test_a_misreading_of_the_fast_path_is_told_as_one_and_not_held_against_the_publisher(
    clean: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(clean, "SELECT severity, cause, rule_ids FROM finding ORDER BY ALL")
    monkeypatch.setattr(sandbox, "WORKER", (*MISREADING, PAGE, AS_PRINTED, MISREAD))
    with checked(CLEAN) as warehouse:
        found = rows(warehouse, "SELECT * FROM finding WHERE cause <> 'disclosure'")
        after = rows(warehouse, "SELECT severity, cause, rule_ids FROM finding WHERE cause = 'disclosure' ORDER BY ALL")
        [difference] = rows(warehouse, "SELECT * FROM reading_difference")
        [amount] = rows(warehouse, f"SELECT * FROM amount WHERE amount_id = '{difference['amount_id']}'")
        unsure = rows(warehouse, f"SELECT * FROM amount WHERE page = {PAGE} AND confirmed_by IS NULL")
    assert after == before  # the findings about the disclosure are those of the file as it is
    assert {finding["cause"] for finding in found} == {"extraction"}
    assert {finding["severity"] for finding in found} <= {"warning", "info"}
    assert any(f["printed"] == MISREAD and f["suggested"] == AS_PRINTED and f["page"] == int(PAGE) for f in found)
    assert all(AS_PRINTED in f["explanation_en"] and AS_PRINTED in f["explanation_zh"] for f in found)
    # Both readings are kept, and the amount says what the first one read.
    assert (difference["read_by"], difference["printed_text"]) == ("pdfium", MISREAD)
    assert (difference["second_read_by"], difference["second_text"]) == ("pdfplumber", AS_PRINTED)
    assert difference["because"] == ["identity_breaks"]
    assert (amount["printed_text"], amount["read_by"], amount["confirmed_by"]) == (MISREAD, "pdfium", None)
    assert [one["amount_id"] for one in unsure] == [amount["amount_id"]]  # its neighbours were read alike


def test_a_contradiction_both_readings_see_is_the_disclosures() -> None:
    with checked(PLANTED) as warehouse:
        [finding] = rows(warehouse, "SELECT * FROM finding WHERE severity = 'error'")
        confirmed = rows(warehouse, "SELECT confirmed_by, count(*) AS n FROM amount WHERE page = 6 GROUP BY ALL")
        elsewhere = rows(warehouse, "SELECT DISTINCT confirmed_by FROM amount WHERE page = 4")
        assert not rows(warehouse, "SELECT * FROM reading_difference")
    assert finding["cause"] == "disclosure"
    assert [one["confirmed_by"] for one in confirmed] == ["pdfplumber"]
    assert [one["confirmed_by"] for one in elsewhere] == [None]  # nothing there was in doubt


def test_no_table_but_those_it_names_is_changed() -> None:
    with checked(PLANTED) as warehouse:

        def hashes() -> dict[str, Any]:
            names = [spec.name for spec in tables_kept("document")]
            return {name: rows(warehouse, f"SELECT count(*), sum(hash({name})) FROM {name}") for name in names}

        before = hashes()
        referee(warehouse.connection, [rows(warehouse, "FROM document")[0]["document_id"]], unreadable)
        changed = {name for name, known in hashes().items() if known != before[name]}
    assert {"amount", "problem", "finding"} <= changed <= SETTLED


def unreadable(pages: Mapping[str, tuple[int, ...]]) -> dict[str, Document | str]:
    return dict.fromkeys(pages, "it cannot be read")


def test_what_is_found_on_a_table_whose_columns_were_found_in_the_white_is_undecided_and_warns() -> None:
    """No ruling says which column a number stands in, so that nothing is held against the publisher."""
    with checked(PLANTED) as warehouse:
        before = rows(warehouse, "SELECT finding_id FROM finding WHERE severity = 'error' AND cause = 'disclosure'")
        warehouse.connection.execute("UPDATE form SET trust = 'aligned'")
        [document] = rows(warehouse, "SELECT document_id FROM document")
        referee(warehouse.connection, [document["document_id"]], lambda pages: {})
        after = rows(
            warehouse,
            """SELECT f.cause, f.severity, f.finding_id FROM finding AS f
               WHERE EXISTS (SELECT * FROM check_result AS c WHERE c.finding_id = f.finding_id AND c.outcome = 'breaks'
                             AND len(c.operands) > 0) AND f.cause NOT IN ('rounding', 'formatting')""",
        )
    assert before
    settled = {one["finding_id"]: (one["cause"], one["severity"]) for one in after}
    assert {settled[one["finding_id"]] for one in before} == {("undecided", "warning")}
    assert "error" not in {severity for _, severity in settled.values()}


def test_where_the_second_reader_fails_the_cause_is_undecided_and_the_failure_a_problem(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "WORKER", (*MISREADING, PAGE, AS_PRINTED, MISREAD, "unreadable"))
    with checked(CLEAN) as warehouse:
        causes = Counter(one["cause"] for one in rows(warehouse, "SELECT cause FROM finding WHERE severity <> 'info'"))
        [problem] = rows(warehouse, "SELECT * FROM problem WHERE what = 'not_read_again'")
        assert not rows(warehouse, "SELECT * FROM amount WHERE confirmed_by IS NOT NULL")
    assert set(causes) == {"undecided"}
    assert (problem["stage"], problem["detail"]) == ("checks", "the second reader gave up")


def test_a_file_that_states_its_own_cells_needs_no_second_reading() -> None:
    text = SAMPLES / "federation-2024.txt"
    with checked(text) as warehouse:
        causes = {one["cause"] for one in rows(warehouse, "SELECT cause FROM finding WHERE cause <> 'rounding'")}
        assert not rows(warehouse, "SELECT * FROM amount WHERE confirmed_by IS NOT NULL")
    assert causes == {"disclosure"}


def test_a_number_that_fails_its_grammar_and_a_glyph_without_unicode_make_their_pages_doubtful(
    clean: Warehouse,
) -> None:
    [document] = rows(clean, "SELECT * FROM document")
    for page, what in ((7, "number_not_understood"), (8, "glyphs_without_unicode"), (9, "unit_not_printed")):
        clean.connection.execute(
            "INSERT INTO problem BY NAME SELECT ? AS problem_id, ? AS document_id, '000000' AS region_code, "
            "'forms' AS stage, CAST(? AS INTEGER) AS page, ? AS what",
            [what, document["document_id"], page, what],
        )
    doubts = doubtful_pages(clean.connection, [document["document_id"]], with_sample=False)[document["document_id"]]
    assert doubts[7] == {"number_fails_grammar"}
    assert doubts[8] == {"glyph_without_unicode"}
    assert 9 not in doubts
    clean.connection.execute("DELETE FROM problem WHERE what IN ('number_not_understood', 'glyphs_without_unicode')")


def test_the_sample_is_fixed_by_the_bytes_and_the_page_and_about_as_large_as_the_setting_says(
    clean: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = [(sha, page) for sha in ("ab" * 32, "cd" * 32) for page in range(5000) if in_sample(sha, page)]
    assert chosen == [(sha, page) for sha in ("ab" * 32, "cd" * 32) for page in range(5000) if in_sample(sha, page)]
    assert {page for sha, page in chosen if sha[0] == "a"} != {page for sha, page in chosen if sha[0] == "c"}
    expected = 10000 / settings()["sample_one_page_in"]
    assert 0.6 * expected < len(chosen) < 1.4 * expected
    monkeypatch.setitem(settings(), "sample_one_page_in", 1)
    [document] = rows(clean, "SELECT * FROM document")
    pages = doubtful_pages(clean.connection, [document["document_id"]], with_sample=True)[document["document_id"]]
    assert pages.keys() >= {one["page"] for one in rows(clean, "SELECT DISTINCT page FROM amount")}
    assert "sample" in pages[5]


def test_what_an_earlier_refereeing_left_is_forgotten(clean: Warehouse) -> None:
    [document] = rows(clean, "SELECT * FROM document")
    assert rows(clean, "SELECT * FROM amount WHERE confirmed_by IS NOT NULL")
    before = rows(clean, "SELECT * FROM problem ORDER BY ALL")
    asked: list[object] = []

    def read_again(pages: Any) -> Any:
        asked.append(pages)
        return {document["document_id"]: "not now"}

    referee(clean.connection, [document["document_id"]], read_again, with_sample=False)
    assert [sorted(pages) for pages in asked] == [[document["document_id"]]]
    assert rows(clean, "SELECT count(*) AS n FROM problem WHERE what = 'not_read_again'") == [{"n": 1}]
    referee(clean.connection, [document["document_id"]], lambda pages: {}, with_sample=False)
    assert rows(clean, "SELECT * FROM problem ORDER BY ALL") == before
    assert not rows(clean, "SELECT * FROM amount WHERE confirmed_by IS NOT NULL")
