"""Rules to SQL: what the rules say in tables of words stands in the SQL as these words."""

from __future__ import annotations

import duckdb
import pytest

from expectations.catalogue import load_rules, load_words
from expectations.compile import looked_up, query
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


def test_what_the_rules_look_for_in_lists_is_written_out() -> None:
    whole = query([rule for rule in load_rules() if rule.instances], ["d"])
    assert "IN (SELECT word FROM word" not in whole
