"""Lists of words inside SQL."""

from __future__ import annotations

import duckdb
import pytest

from expectations.catalogue import load_words
from expectations.word_lists import looked_up, told_of_joined
from pipeline.errors import CatalogueError

TEXTS = [None, "", "项目成本", "成本率", "不满意", "％", "倍", "他们的增长"]


def words() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE word (list VARCHAR, word VARCHAR, meaning VARCHAR)")
    connection.executemany("INSERT INTO word VALUES (?, ?, ?)", list(load_words()))
    connection.execute("CREATE TABLE said AS SELECT unnest(?::VARCHAR[]) AS text", [TEXTS])
    return connection


@pytest.mark.parametrize(
    "condition",
    [
        "text IN (SELECT word FROM word WHERE list = 'percent_units')",
        "text IN (SELECT word FROM word WHERE starts_with(list, 'percent_'))",
        "text NOT IN (SELECT word FROM word WHERE list = 'percent_units')",
        "EXISTS (SELECT 1 FROM word WHERE list = 'cost_words' AND contains(said.text, word))",
        "NOT EXISTS (SELECT 1 FROM word WHERE list = 'rate_words' AND ends_with(said.text, word))",
        "EXISTS (SELECT 1 FROM word WHERE list IN ('cost_words', 'growth_words') AND word <> '倍'"
        " AND contains(said.text, word))",
    ],
)
def test_a_list_of_words_written_out_says_the_same_of_every_text(condition: str) -> None:
    sql = f"SELECT text, {condition} AS found FROM said"
    connection, written_out = words(), looked_up(sql)
    assert "SELECT" not in written_out.removeprefix("SELECT")
    assert connection.execute(written_out).fetchall() == connection.execute(sql).fetchall()


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"words\.yml has no list nothing"):
        looked_up("SELECT text IN (SELECT word FROM word WHERE list = 'nothing') FROM said")


@pytest.mark.parametrize(
    ("condition", "besides"),
    [
        ("w.list = 'moves_expenditure' AND w.word = p.subject", "p.subject IN ('basic_total', 'project_total')"),
        ("w.list = 'moves_expenditure' AND p.subject = w.meaning AND p.n > 1", "p.subject IN ('expenditure_total')"),
        (
            "w.list IN ('percent_units', 'cost_words') AND w.word = p.unit",
            "p.unit IN ('%', '％', '百分比', '百分点', '成本')",
        ),
    ],
)
def test_of_a_column_that_is_joined_to_a_list_is_told_that_it_holds_its_words(condition: str, besides: str) -> None:
    assert f" AND {besides}" in told_of_joined(f"SELECT p.n FROM p JOIN word AS w ON {condition}")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT p.n FROM p LEFT JOIN word AS w ON w.list = 'cost_words' AND w.word = p.unit",
        "SELECT p.n FROM p JOIN word AS w ON w.list = 'cost_words' AND NOT w.word = p.unit",
        "SELECT p.n FROM p JOIN word AS w ON w.list = 'cost_words' AND w.word = p.unit || 's'",
        "SELECT p.n FROM p JOIN word AS w ON w.list = 'cost_words' AND contains(p.unit, w.word)",
        "SELECT p.n FROM (SELECT 1 AS word) AS w, p JOIN word AS w ON w.list = 'cost_words' AND w.word = p.unit",
        "SELECT p.n FROM p JOIN word AS w ON w.list = p.list AND w.word = p.unit",
    ],
)
def test_of_no_other_column_is_anything_told(sql: str) -> None:
    assert told_of_joined(sql) == sql
