"""What people ask is answered by a view, and rightly: the page is what its queries give, and the first disclosure's
answers are what was worked out by hand from its printed tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from pipeline.settings import Settings
from pipeline.tables import macros
from tests.published.conftest import published
from tests.published.questions import answers, shown

FEDERATION = "重庆市渝北区工商业联合会"
yuan = Decimal


@pytest.fixture(scope="module")
def database(published_samples: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published_samples.published / "current" / "budget.duckdb"), read_only=True) as opened:
        yield opened


@pytest.mark.parametrize(("query", "result"), answers(), ids=lambda text: text.partition("FROM ")[2].split("\n")[0])
def test_a_query_of_the_page_gives_the_result_below_it(
    database: duckdb.DuckDBPyConnection, query: str, result: str
) -> None:
    assert shown(database, query) == result, "run: python -m tests.published.questions"


def test_the_page_answers_the_questions_it_should() -> None:
    assert len(answers()) == 11


# Typed by hand from the printed tables of the first disclosure (seed), which federation-2024 repeats.
BY_HAND = [
    # 表十, both years side by side
    (
        "SELECT measure, amount_yuan, previous_yuan, change_yuan, change_pct FROM three_public "
        "WHERE organisation_name = ? ORDER BY measure",
        [
            ("official_reception", yuan("9440"), yuan("9450"), yuan("-10"), yuan("-0.11")),
            ("three_public_total", yuan("49440"), yuan("54450"), yuan("-5010"), yuan("-9.20")),
            ("vehicle_operation", yuan("40000"), yuan("45000"), yuan("-5000"), yuan("-11.11")),
            ("vehicle_total", yuan("40000"), yuan("45000"), yuan("-5000"), yuan("-11.11")),
        ],
    ),
    # 表五 合计 and 表六 合计: 2,479,023.25 / 7,563,832.99 = 32.77 %, 644,809.74 = 8.52 %, 4,440,000 = 58.70 %
    (
        "SELECT main_function_code, personnel_pct, operating_pct, project_pct FROM spending_share "
        "WHERE organisation_name = ?",
        [("201", yuan("32.77"), yuan("8.52"), yuan("58.70"))],
    ),
    # 表五: 3,840,000 against 3,540,000
    (
        "SELECT code, change_yuan, change_pct FROM change_by_item WHERE organisation_name = ? "
        "ORDER BY change_yuan DESC LIMIT 1",
        [("2012899", yuan("300000"), yuan("8.47"))],
    ),
    # 表六 and 表八: training 8,063.64 and 830,000, printing 90,000, meetings 80,000; 表十四 is empty
    (
        "SELECT bought_yuan, is_table_empty, is_bought_without_procurement FROM procurement "
        "WHERE organisation_name = ?",
        [(yuan("1008063.64"), True, True)],
    ),
    # 表七 and 表九: 501, 502, 50501, 50502; 表八: 30226 of 4,440,000
    (
        "SELECT part, body_wages_yuan, body_goods_yuan, institution_wages_yuan, institution_goods_yuan, labour_yuan, "
        "bought_services_pct FROM bodies_and_services WHERE organisation_name = ? ORDER BY part",
        [
            ("basic", yuan("1705299.28"), yuan("462621.11"), yuan("675323.97"), yuan("182188.63"), None, None),
            ("project", None, yuan("4240000"), None, yuan("200000"), yuan("300000"), yuan("6.76")),
        ],
    ),
    # 表五 and 表六
    (
        "SELECT code, amount_yuan FROM vague_label WHERE organisation_name = ? ORDER BY code",
        [
            ("2012802", yuan("600000")),
            ("2012899", yuan("3840000")),
            ("2080599", yuan("94360")),
            ("30299", yuan("136960")),
        ],
    ),
    # Two files arrived for 2024, none for 2025
    (
        "SELECT fiscal_year, is_published, file_count FROM publication_record WHERE organisation_name = ? ORDER BY 1",
        [(2024, True, 2), (2025, False, 0)],
    ),
    # 表十二 and the table of state capital are empty, each with a note
    (
        "SELECT count(*) FILTER (is_missing), list_sort(list(mandatory_form) FILTER (is_empty)), "
        "count(*) FILTER (is_empty_without_note) FROM form_record WHERE organisation_name = ?",
        [(0, ["gov_fund_expenditure", "state_capital_expenditure"], 0)],
    ),
    # 表十七-1 to -5; 2,250,000 + 300,000 + 190,000 + 300,000 + 200,000
    (
        "SELECT count(*), sum(budget_yuan), sum(indicator_count) FROM project WHERE organisation_name = ?",
        [(5, yuan("3240000"), 35)],
    ),
    (
        "SELECT vehicle_purchase_yuan, vehicle_operation_yuan, is_outlier FROM vehicle_expense "
        "WHERE organisation_name = ?",
        [(None, yuan("40000"), None)],
    ),
    # The answer key of the first disclosure: two counts measured in percent, one cost with a floor
    (
        "SELECT rule_id, break_count FROM self_contradiction "
        "WHERE organisation_name = ? AND rule_id IN ('I06', 'I07') ORDER BY 1",
        [("I06", 2), ("I07", 1)],
    ),
]


@pytest.mark.parametrize(
    ("query", "expected"), BY_HAND, ids=lambda part: part.split("FROM ")[-1].split()[0] if isinstance(part, str) else ""
)
def test_the_first_disclosure_is_answered_as_worked_out_by_hand(
    database: duckdb.DuckDBPyConnection, query: str, expected: list[tuple[object, ...]]
) -> None:
    assert database.execute(query, [FEDERATION]).fetchall() == expected


@pytest.fixture(scope="module")
def seed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The first disclosure itself, published from its text."""
    settings = published(sorted((shared / "seed").glob("*.txt")), tmp_path_factory.mktemp("seed"))
    with duckdb.connect(str(settings.published / "current" / "budget.duckdb"), read_only=True) as opened:
        yield opened


# The sample has two files and a neighbour of 2025; the seed's list of forms names 表二, and the table is not there.
OF_THE_SEED: dict[str, list[tuple[object, ...]]] = {
    "publication_record": [(2024, True, 1)],
    "form_record": [(1, ["gov_fund_expenditure", "state_capital_expenditure"], 0)],
}


def test_every_question_is_right_on_the_seed_itself(seed: duckdb.DuckDBPyConnection) -> None:
    found, expected = {}, {}
    for query, answer in BY_HAND:
        view = query.split("FROM ")[-1].split()[0]
        found[view] = seed.execute(query, [FEDERATION]).fetchall()
        expected[view] = OF_THE_SEED.get(view, answer)
    assert found == expected
    assert len(expected) == len(answers())


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [("1", "3", "33.33"), ("2", "3", "66.67"), ("-2", "3", "-66.67"), ("1", "800", "0.13"), ("1", "0", None)],
)
def test_a_percentage_is_exact_and_rounded_half_up(part: str, whole: str, percent: str | None) -> None:
    with duckdb.connect() as connection:
        connection.execute(macros())
        (found,) = connection.execute(
            "SELECT percent_of(?::DECIMAL(20, 2), ?::DECIMAL(20, 2))", [part, whole]
        ).fetchone() or (None,)
    assert found == (None if percent is None else Decimal(percent))
