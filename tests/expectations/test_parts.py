"""SQL in named parts: found in a template, put together as one statement or as several."""

from __future__ import annotations

import duckdb
import pytest

from expectations.parts import Part, cut, one_by_one, together
from pipeline.errors import CatalogueError

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
    for step in one_by_one(parts):
        connection.execute(step.statement())
    assert connection.execute("FROM said ORDER BY ALL").fetchall() == whole == [("2 :)",), ("3 :)",)]


def test_branches_are_put_together_by_the_names_of_their_columns() -> None:
    part = Part("every", "SELECT 1 AS a, 'x' AS b", branches=("SELECT 'y' AS b, 2 AS a",))
    connection = duckdb.connect()
    for step in one_by_one([part]):
        connection.execute(step.statement())
    assert connection.execute("FROM every ORDER BY ALL").fetchall() == [(1, "x"), (2, "y")]
