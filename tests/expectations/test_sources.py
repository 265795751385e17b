"""Which tables a SELECT finds nothing without."""

from __future__ import annotations

from itertools import pairwise

import pytest

from expectations.catalogue import load_rules
from expectations.compile import steps
from expectations.selects import Tree, is_several, several, tree_of
from expectations.sources import Need, sources
from expectations.workbench import Workbench

from .tiny import Disclosures


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("SELECT a.n FROM a", "a"),
        ("SELECT n FROM a JOIN b USING (n), c CROSS JOIN d SEMI JOIN e USING (n)", "a b d e"),
        ("SELECT n FROM a LEFT JOIN b USING (n) ANTI JOIN c USING (n) JOIN d USING (n)", "a d"),
        ("SELECT n FROM a LEFT OUTER JOIN b USING (n)", "a"),
        ("SELECT n FROM (SELECT n FROM a JOIN b USING (n)) AS x JOIN c USING (n)", "a b c"),
        ("SELECT n FROM a WHERE n IN (SELECT n FROM b) AND x IS DISTINCT FROM y", "a"),
        ("SELECT count(*) AS n FROM a GROUP BY m", "a"),
        ("SELECT ') FROM b' AS text -- FROM c\nFROM a", "a"),
        ("SELECT n, max(n) OVER (PARTITION BY m) AS most FROM a", "a"),
        ("SELECT n FROM a JOIN b USING (n) UNION ALL BY NAME SELECT n FROM b", "b"),
        (
            "WITH x AS (SELECT n FROM a), y AS NOT MATERIALIZED (SELECT n FROM x JOIN b USING (n)) FROM y JOIN c",
            "a b c",
        ),
        # Nothing is sure of these.
        ("SELECT count(*) AS n FROM a", ""),
        ("SELECT count_if(n > 1) AS n FROM a", ""),
        ("SELECT max_by(n, m) AS n, string_agg(n) AS m FROM a", ""),
        ("SELECT n FROM (SELECT max(n) AS n FROM a)", ""),
        ("SELECT n FROM a UNION ALL SELECT n FROM b", ""),
        ("WITH x AS (SELECT max(n) AS n FROM b) SELECT n FROM x", ""),
        ("SELECT n FROM a FULL JOIN b USING (n)", ""),
        ("SELECT n FROM a RIGHT JOIN b USING (n)", ""),
        ("WITH a AS (SELECT 1 AS n) SELECT n FROM a", ""),
        ("SELECT unnest([1]) AS n", ""),
        ("SELECT n FROM range(3) AS r(n)", ""),
    ],
)
def test_a_select_needs_the_tables_it_joins_with_none_of_their_rows_kept_out(sql: str, names: str) -> None:
    assert {need.table for need in sources(sql)} == set(names.split())


@pytest.mark.parametrize(
    ("sql", "conditions"),
    [
        ("SELECT n FROM a WHERE kind = 'x' AND n > 1", {"a": "kind IN ('x')"}),
        ("SELECT n FROM a AS p JOIN b AS q ON q.kind IN ('x', 'y') AND q.n = p.n", {"b": "kind IN ('x', 'y')"}),
        ("SELECT n FROM a AS p JOIN b AS q USING (n) WHERE p.kind = 'it''s'", {"a": "kind IN ('it''s')"}),
        ("SELECT n FROM (SELECT n FROM a WHERE kind = 'x' GROUP BY n) JOIN b USING (n)", {"a": "kind IN ('x')"}),
        ("SELECT n FROM a SEMI JOIN b AS q ON q.n = a.n AND q.kind = 'x'", {"b": "kind IN ('x')"}),
        # Other rows are found as well, or nobody knows of which table the column is.
        ("SELECT n FROM a WHERE kind = 'x' OR n > 1", {}),
        ("SELECT n FROM a WHERE left(kind, 1) = 'x' AND n > 1 OR kind = 'x'", {}),
        ("SELECT n FROM a WHERE kind <> 'x' AND kind NOT IN ('x') AND NOT kind = 'x'", {}),
        ("SELECT n FROM a WHERE CASE WHEN n > 1 THEN true AND kind = 'x' ELSE true END", {}),
        ("SELECT n FROM a AS p LEFT JOIN b AS q ON q.n = p.n AND p.kind = 'x'", {}),
        ("SELECT n FROM a JOIN b USING (n) WHERE kind = 'x'", {}),
        ("SELECT upper(kind) AS kind FROM a WHERE kind = 'x'", {}),
        ("SELECT n FROM a WHERE kind = 'x' || n", {}),
        ("SELECT n FROM a WHERE kind IN ('x', other)", {}),
        ("SELECT n FROM a WHERE kind = 'x' UNION ALL SELECT n FROM a WHERE kind = 'y'", {}),
    ],
)
def test_of_a_table_it_needs_rows_that_hold_what_it_compares_with(sql: str, conditions: dict[str, str]) -> None:
    assert {need.table: need.condition() for need in sources(sql) if need.among} == conditions


def test_several_selects_are_told_from_one_that_has_others_in_brackets() -> None:
    assert is_several("SELECT 1 UNION ALL SELECT 2")
    assert not is_several("SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2)")


def test_several_selects_are_taken_apart_where_all_their_rows_are_put_together_by_name() -> None:
    inside = "SELECT n FROM (SELECT 1 AS n UNION ALL BY NAME SELECT 2 AS n)"
    assert several(f"{inside} UNION ALL BY NAME SELECT 3 AS n") == (f"{inside} ", " SELECT 3 AS n")
    for whole in ("SELECT 1", inside, "SELECT 1 AS n UNION ALL BY NAME SELECT 2 AS n UNION SELECT 3"):
        assert several(whole) == (whole,)


def small_words(tree: Tree) -> set[str]:
    """Words in small letters that stand before no bracket (left and right are functions as well), brackets included."""
    inside = set[str]().union(*(small_words(part) for part in tree if isinstance(part, list)))
    return inside | {
        word for word, after in pairwise([*tree, ""]) if isinstance(word, str) and not isinstance(after, list)
    }


def test_the_words_of_sql_that_are_looked_for_stand_in_capitals_in_every_rule() -> None:
    looked_for = "from join left right full union intersect except with where group having on using or case and as"
    for step in steps(tuple(load_rules()), "SELECT document_id FROM asked").judge:
        for select in (step.beside, *step.selects):
            assert not small_words(tree_of(select)) & set(looked_for.split()), select


def test_every_select_of_the_rules_finds_nothing_where_no_rows_are_that_it_is_said_to_need() -> None:
    disclosures = Disclosures()
    documents = [
        disclosures.add(f"{rule.rule_id}-{name}", example)
        for rule in load_rules()
        for name, example in (("holds", rule.holds), ("breaks", rule.breaks))
        if example is not None
    ]
    looked_at = set[Need]()
    with Workbench(load_rules()) as bench:
        bench.judge(disclosures.connection, documents)
        run = bench.connection
        for step in steps(tuple(load_rules()), "SELECT document_id FROM asked").judge:
            for select, needs in zip(step.selects, step.needs, strict=True):
                for need in needs:
                    run.execute("BEGIN")
                    run.execute(f"DELETE FROM {need.table} WHERE {need.condition() or 'true'}")
                    found = run.execute(f"SELECT count(*) FROM ({step.beside}{select})").fetchall()
                    assert found == [(0,)], (step.table, select, need)
                    run.execute("ROLLBACK")
                    looked_at.add(need)
    assert len(looked_at) > 100
    assert len([need for need in looked_at if need.among]) > 40
