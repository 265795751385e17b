"""Great Expectations suites, built from the rules and the table dictionary, run inside DuckDB.

Belongs here: one suite per rule group (an expectation per rule: its counter-examples are none) and one over the tables;
running them over a batch; telling bad data from a query that could not run.
Does not: what a rule says (rules/*.yml) or how it becomes SQL (`compile`); storing results (`judge`).

GX takes seconds to import: it is imported where it runs.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import io
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from expectations.catalogue import load_groups, load_rules
from expectations.compile import counter_examples
from expectations.engine import load
from expectations.not_judged import PROBLEM as NOT_JUDGED
from expectations.rule import Rule
from expectations.workbench import CHUNK, VERDICT, Workbench
from pipeline.tables import TableSpec, table
from pipeline.tables.ddl import literal, quoted

_GX_SEVERITY = {"error": "critical", "warning": "warning", "info": "info"}

TABLES_GROUP = "tables"
_OF_TABLES = "the tables are as the dictionary says"

# Of so many documents one is judged anew: judging all of them would double what a night costs.
ONE_DOCUMENT_IN = 50
_MOST_ROWS = 200

# Tables whose rows the rules read or write; each is checked against the dictionary.
TABLES = (
    "document", "form", "form_column", "form_row", "amount", "indicator", "claim", "sentence", "form_text",
    "catalogue_entry", "check_result", "finding", "rule_coverage",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What GX said about one rule over a batch. `sample` holds at most 200 rows, the largest difference first."""

    rule_id: str
    severity: str
    breaking_count: int
    sample: tuple[dict[str, Any], ...]
    engine_error: str | None  # the query could not run: our fault, not the data's

    @property
    def passed(self) -> bool:
        return self.engine_error is None and self.breaking_count == 0


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One suite over a batch."""

    group: str
    title_en: str
    rules: tuple[RuleResult, ...]

    @property
    def passed(self) -> bool:
        return all(rule.passed for rule in self.rules)


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
    anew say whether they are still what was judged (`_as_judged`). `tell` is given every validation result of Great
    Expectations, for its Data Docs.
    """
    load()
    import great_expectations as gx

    from expectations.duckdb_gx import add_duckdb

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
            judged = (_as_judged(connection, document_ids),) if "check_result" in tables else ()
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


def is_judged_anew(document_id: str) -> bool:
    """Whether it falls into the fixed sample whose stored instances are compared with what the rules say now."""
    return int.from_bytes(hashlib.sha256(document_id.encode()).digest()[:8], "big") % ONE_DOCUMENT_IN == 0


def _as_judged(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> RuleResult:
    """What differs between the stored instances of the sample and the same judged from the amounts as they stand."""
    found: list[dict[str, Any]] = []
    error = None
    not_judged = {
        id_ for (id_,) in connection.execute("SELECT document_id FROM problem WHERE what = ?", [NOT_JUDGED]).fetchall()
    }
    sample = [
        document_id for document_id in document_ids if is_judged_anew(document_id) and document_id not in not_judged
    ]
    try:
        # Made only where there is something to judge: of most small batches nothing is.
        with Workbench(load_rules()) if sample else contextlib.nullcontext() as bench:
            for start in range(0, len(sample), CHUNK):
                assert bench is not None
                chunk = sample[start : start + CHUNK]
                bench.judge(connection, chunk)
                found += _differences(connection, bench.connection, chunk)
    except duckdb.Error as problem:
        error = str(problem)
    return RuleResult("check_result: as judged now", "error", len(found), tuple(found[:_MOST_ROWS]), error)


def _differences(
    stored: duckdb.DuckDBPyConnection, bench: duckdb.DuckDBPyConnection, document_ids: Sequence[str]
) -> Iterator[dict[str, Any]]:
    columns = "check_id, rule_id, document_id, outcome, left_value, right_value"
    before = stored.execute(
        f"SELECT {columns} FROM check_result WHERE document_id IN (SELECT unnest(?::VARCHAR[]))", [list(document_ids)]
    ).fetchall()
    now = bench.execute(f"SELECT {columns} FROM {VERDICT}").fetchall()
    for row in sorted(set(before) ^ set(now), key=repr):
        yield {"is": "stored" if row in before else "now", **dict(zip(columns.split(", "), row, strict=True))}


def _expectation(rule: Rule) -> Any:
    return _finds_nothing(
        unexpected_rows_query=counter_examples(rule, "{batch}"),
        description=f"{rule.rule_id} {rule.says_zh} · {rule.says_en}",
        severity=_GX_SEVERITY[rule.severity],
        meta={"rule_id": rule.rule_id, "severity": rule.severity},
    )


def _finds_nothing(**given: Any) -> Any:
    """Expect that a query finds nothing."""
    return importlib.import_module("expectations.gx_query").FindsNothing(**given)


def _table_expectations(spec: TableSpec) -> list[Any]:
    """What the dictionary promises: the columns, no blanks where there must be none, one row per key, known words."""
    gxe: Any = importlib.import_module("great_expectations.expectations")

    def meta(what: str) -> dict[str, str]:
        return {"rule_id": f"{spec.name}: {what}", "severity": "error"}

    made: list[Any] = [
        gxe.ExpectTableColumnsToMatchSet(
            column_set=[column.name for column in spec.columns], exact_match=True, meta=meta("columns")
        )
    ]
    blank = {c.name: f"{quoted(c.name)} IS NULL" for c in spec.columns if not c.nullable}
    unlisted = {c.name: f"{quoted(c.name)} NOT IN {_among(c.allowed)}" for c in spec.columns if c.allowed}
    for what, wrong in (("no blanks where there must be none", blank), ("known words only", unlisted)):
        if wrong:
            query = _rows_with(wrong, spec)
            made.append(_finds_nothing(unexpected_rows_query=query, description=what, meta=meta(what)))
    if len(spec.key) == 1:
        made.append(gxe.ExpectColumnValuesToBeUnique(column=spec.key[0], meta=meta("one row per key")))
    elif spec.key:
        made.append(gxe.ExpectCompoundColumnsToBeUnique(column_list=list(spec.key), meta=meta("one row per key")))
    return made


def _ledger_expectations(name: str) -> list[Any]:
    """An instance that is lost, or whose outcome is another since, leaves the ledger with a count of its own; and no
    instance is without its place in the ledger."""
    return [
        _finds_nothing(
            unexpected_rows_query=query, description=what, meta={"rule_id": f"{name}: {what}", "severity": "error"}
        )
        for of_table, what, query in _LEDGER
        if of_table == name
    ]


_NOT_COUNTED = """
SELECT c.document_id, c.rule_id, c.judged,
       count(r.check_id) FILTER (r.outcome IN ('holds', 'rounding', 'breaks')) AS found
FROM {batch} AS c LEFT JOIN check_result AS r ON r.document_id = c.document_id AND r.rule_id = c.rule_id
GROUP BY c.document_id, c.rule_id, c.judged HAVING c.judged <> found OR count(r.check_id) = 0 ORDER BY ALL
"""

_NOT_IN_LEDGER = """
SELECT DISTINCT r.document_id, r.rule_id FROM {batch} AS r
ANTI JOIN rule_coverage AS c ON c.document_id = r.document_id AND c.rule_id = r.rule_id ORDER BY ALL
"""
_LEDGER = (
    ("rule_coverage", "counts what check_result holds", _NOT_COUNTED),
    ("check_result", "stands in the ledger", _NOT_IN_LEDGER),
)


def _among(words: Sequence[str]) -> str:
    return f"({', '.join(map(literal, words))})"


def _rows_with(wrong: Mapping[str, str], spec: TableSpec) -> str:
    """The rows in which a condition is true, with the columns it is true of: one query for all columns of a table.

    An expectation for each column, a hundred and more, takes Great Expectations longer than judging the batch.
    """
    named = ", ".join(f"CASE WHEN {condition} THEN {literal(name)} END" for name, condition in wrong.items())
    keys = ", ".join(map(quoted, spec.key))
    return (
        f"SELECT {keys}, array_to_string(list_filter([{named}], c -> c IS NOT NULL), ', ') AS columns FROM {{batch}}\n"
        f"WHERE {' OR '.join(wrong.values())} ORDER BY ALL"
    )


def _run_tables(source: Any, chosen: str, tell: Callable[[Any], None], tables: Sequence[str]) -> Iterator[RuleResult]:
    import great_expectations as gx

    for name in tables:
        spec = table(name)
        asset = source.add_query_asset(name, f"SELECT * FROM {name} WHERE document_id IN ({chosen})")
        suite = gx.ExpectationSuite(
            name=f"table {name}", expectations=[*_table_expectations(spec), *_ledger_expectations(name)]
        )
        yield from _run(asset.add_batch_definition_whole_table(name), suite, tell)


def _run(batch: Any, suite: Any, tell: Callable[[Any], None]) -> tuple[RuleResult, ...]:
    """Validate without a ValidationDefinition: it would store each result as JSON, numbers as floats, for nobody.

    COMPLETE is the only format that gives the rows.
    """
    outcome = batch.get_batch().validate(suite, result_format={"result_format": "COMPLETE"})
    tell(outcome)
    return tuple(_result(one) for one in outcome.results)


def _result(one: Any) -> RuleResult:
    meta = one.expectation_config.meta
    engine_error = _engine_error(one.exception_info)
    found = one.result or {}
    rows = tuple(dict(row) for row in found.get("details", {}).get("unexpected_rows", []) or [])
    if engine_error is not None or one.success:
        count = 0
    elif rows:
        count = int(found["observed_value"])
    else:
        count = int(found.get("unexpected_count") or 1)
    return RuleResult(meta["rule_id"], meta["severity"], count, rows, engine_error)


def _engine_error(info: Any) -> str | None:
    """GX reports a query that could not run as a failed expectation with exception_info, once or per metric."""
    if not info:
        return None
    single = [info] if "raised_exception" in info else list(info.values())
    messages = [str(each.get("exception_message")) for each in single if each.get("raised_exception")]
    return "; ".join(messages) or None


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
