"""Great Expectations suites, built from the rules and the table dictionary, run inside DuckDB.

Belongs here: one suite per rule group (an expectation per rule: its counter-examples are none) and one over the tables;
running them over a batch. Does not: what a rule says (rules/*.yml) or how it becomes SQL (`compile`); what is expected
of tables (`tables`) and of the sample judged anew (`judged_anew`); what came of it (`results`).

GX takes seconds to import: it is imported where it runs.
"""

from __future__ import annotations

import contextlib
import io
import logging
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import duckdb

from expectations.catalogue import load_groups
from expectations.compile import counter_examples
from expectations.gx.engine import load
from expectations.gx.judged_anew import as_judged
from expectations.gx.results import GroupResult, RuleResult, result_of
from expectations.gx.tables import expectations_of, finds_nothing
from expectations.rule import Rule
from pipeline.tables import table

_GX_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}

TABLES_GROUP = "tables"
_OF_TABLES = "the tables are as the dictionary says"

# Tables whose rows the rules read or write; each is checked against the dictionary.
TABLES = (
    "document", "form", "form_column", "form_row", "amount", "indicator", "claim", "sentence", "form_text",
    "catalogue_entry", "check_result", "finding", "rule_coverage",
)  # fmt: skip


def run_suite(
    connection: duckdb.DuckDBPyConnection,
    batch_document_ids: Sequence[str],
    groups: Sequence[str] | None = None,
    tell: Callable[[Any], None] = lambda outcome: None,
    *,
    tables: Sequence[str] = TABLES,
) -> list[GroupResult]:
    """Judge these documents with GX on the caller's connection: every rule group, then the tables themselves.

    `groups` limits it to some rule groups, or to TABLES_GROUP, and `tables` the latter to some tables. GX sees
    committed rows only: `judge` has stored the instances of these documents, and the ledger and a sample of them judged
    anew say whether they are still what was judged (`judged_anew`). `tell` is given every validation result of Great
    Expectations, for its Data Docs.
    """
    load()
    import great_expectations as gx

    from expectations.gx.source import add_duckdb

    document_ids = sorted(set(batch_document_ids))
    chosen = ", ".join(f"'{document_id}'" for document_id in document_ids) or "NULL"
    results = []
    wanted = [g for g in load_groups() if groups is None or g.group in groups]
    with _quietly(), _breaking(connection, document_ids) as breaking:
        context: Any = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
        # It writes its whole configuration out for each table and each suite, and a context in memory keeps none of it.
        context._save_project_config = lambda: None
        source = add_duckdb(context, "warehouse", connection)
        found = source.add_query_asset("breaking", f"SELECT * FROM {breaking}")
        batch = found.add_batch_definition_whole_table("batch")
        for group in wanted:
            suite = gx.ExpectationSuite(
                name=f"rules {group.group}",
                expectations=[_expectation(rule) for rule in group.rules if "later" not in rule.shapes],
            )
            results.append(GroupResult(group.group, group.title_en, _run(batch, suite, tell)))
        if groups is None or TABLES_GROUP in groups:
            judged = (as_judged(connection, document_ids),) if "check_result" in tables else ()
            results.append(GroupResult(TABLES_GROUP, _OF_TABLES, (*_run_tables(source, chosen, tell, tables), *judged)))
    return results


@contextlib.contextmanager
def _breaking(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> Iterator[str]:
    """The name of a table, in memory beside the warehouse, with every breaking instance of these documents, the
    largest difference first.

    It is the batch of the rules' suites: check_result holds the instances of all documents on record. A temporary table
    would be the caller's alone; GX reads through cursors of its own.
    """
    place = f"breaking_{uuid.uuid4().hex}"
    connection.execute(f"ATTACH ':memory:' AS {place}")
    try:
        connection.execute(
            f"CREATE TABLE {place}.instances AS FROM check_result "
            "WHERE outcome = 'breaks' AND document_id IN (SELECT unnest(?::VARCHAR[])) "
            "ORDER BY rule_id, abs(difference) DESC NULLS LAST, check_id",
            [list(document_ids)],
        )
        yield f"{place}.instances"
    finally:
        connection.execute(f"DETACH {place}")


def _expectation(rule: Rule) -> Any:
    return finds_nothing(
        unexpected_rows_query=counter_examples(rule, "{batch}"),
        description=f"{rule.rule_id} {rule.says_zh} · {rule.says_en}",
        severity=_GX_SEVERITY[rule.severity],
        meta={"rule_id": rule.rule_id, "severity": rule.severity},
    )


def _run_tables(source: Any, chosen: str, tell: Callable[[Any], None], tables: Sequence[str]) -> Iterator[RuleResult]:
    import great_expectations as gx

    for name in tables:
        asset = source.add_query_asset(name, f"SELECT * FROM {name} WHERE document_id IN ({chosen})")
        suite = gx.ExpectationSuite(name=f"table {name}", expectations=expectations_of(table(name)))
        yield from _run(asset.add_batch_definition_whole_table(name), suite, tell)


def _run(batch: Any, suite: Any, tell: Callable[[Any], None]) -> tuple[RuleResult, ...]:
    """Validate without a ValidationDefinition: it would store each result as JSON, numbers as floats, for nobody.

    COMPLETE is the only format that gives the rows.
    """
    outcome = batch.get_batch().validate(suite, result_format={"result_format": "COMPLETE"})
    tell(outcome)
    return tuple(result_of(one) for one in outcome.results)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """GX prints hints about its own set-up; a nightly log is no place for them."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        logger.setLevel(level)
