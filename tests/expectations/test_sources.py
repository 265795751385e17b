"""Which tables a SELECT finds nothing without."""

from __future__ import annotations

import pytest

from expectations.catalogue import load_rules
from expectations.compile import steps
from expectations.sources import is_several, sources
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
    assert sources(sql) == set(names.split())


def test_several_selects_are_told_from_one_that_has_others_in_brackets() -> None:
    assert is_several("SELECT 1 UNION ALL SELECT 2")
    assert not is_several("SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2)")


def test_every_select_of_the_rules_finds_nothing_where_a_table_it_is_said_to_need_is_empty() -> None:
    disclosures = Disclosures()
    documents = [
        disclosures.add(f"{rule.rule_id}-{name}", example)
        for rule in load_rules()
        for name, example in (("holds", rule.holds), ("breaks", rule.breaks))
        if example is not None
    ]
    looked_at = 0
    with Workbench(load_rules()) as bench:
        bench.judge(disclosures.connection, documents)
        run = bench.connection
        for step in steps(tuple(load_rules()), "SELECT document_id FROM asked").judge:
            for select, needs in zip(step.selects, step.needs, strict=True):
                for name in needs:
                    run.execute("BEGIN")
                    run.execute(f"DELETE FROM {name}")
                    assert run.execute(f"SELECT count(*) FROM ({step.beside}{select})").fetchall() == [(0,)], (
                        step.table,
                        name,
                    )
                    run.execute("ROLLBACK")
                    looked_at += 1
    assert looked_at > 100
