"""SQL in named parts: found in a template, put together as one statement or as several."""

from __future__ import annotations

import duckdb
import pytest

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.parts import Part, cut, one_by_one, together
from expectations.stepwise import VERDICT, stepwise
from pipeline.errors import CatalogueError

from .tiny import Disclosures

TEMPLATE = """
-- How many, (a bracket in a remark).
number AS MATERIALIZED (SELECT unnest([1, 2, 3]) AS n),
big AS (SELECT n FROM number WHERE n > 1),
-- Of the big ones.
said AS (SELECT n || ' :)' AS text FROM big)
"""


def test_a_template_is_cut_at_its_own_brackets_and_not_at_those_in_remarks_and_texts() -> None:
    assert [(part.name, part.is_kept) for part in cut(TEMPLATE)] == [("number", True), ("big", False), ("said", False)]


def test_a_bracket_that_is_not_closed_is_told() -> None:
    with pytest.raises(CatalogueError, match="not closed"):
        list(cut("number AS (SELECT (1)"))


def test_one_statement_and_several_give_the_same_rows() -> None:
    parts = [*cut(TEMPLATE)]
    connection = duckdb.connect()
    whole = connection.execute(f"FROM ({together(parts)}) ORDER BY ALL").fetchall()
    for statement in one_by_one(parts):
        connection.execute(statement)
    assert connection.execute("FROM said ORDER BY ALL").fetchall() == whole == [("2 :)",), ("3 :)",)]


def test_branches_are_put_together_by_the_names_of_their_columns() -> None:
    part = Part("every", "SELECT 1 AS a, 'x' AS b", branches=("SELECT 'y' AS b, 2 AS a",))
    connection = duckdb.connect()
    for statement in one_by_one([part]):
        connection.execute(statement)
    assert connection.execute("FROM every ORDER BY ALL").fetchall() == [(1, "x"), (2, "y")]


def test_judging_step_by_step_gives_every_row_of_the_one_query_and_leaves_no_table() -> None:
    disclosures = Disclosures()
    rules = [rule for rule in load_rules() if rule.breaks is not None and rule.group in "AHJ"]
    documents = [disclosures.add(f"{rule.rule_id}-breaks", rule.breaks or {}) for rule in rules]
    connection = disclosures.connection
    with stepwise(connection, rules) as run:
        run(documents)
        stepped = connection.execute(f"FROM {VERDICT} ORDER BY check_id").fetchall()
    assert stepped == connection.execute(f"FROM ({query(rules, documents)}) ORDER BY check_id").fetchall()
    assert not connection.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()
