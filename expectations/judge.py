"""Judge documents: run the rules over the live tables and store every instance, its finding and the ledger.

Belongs here: check_result, finding and rule_coverage of some documents, replaced as a whole. Plain DuckDB, so that
the command line for one file needs nothing else.
Does not: what a rule says (rules/*.yml), how it becomes SQL (`compile`), why something breaks (`explain`),
Great Expectations (`gx`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations.catalogue import load_rules
from expectations.equations import Equation, System, equation
from expectations.findings.explain import explain
from expectations.findings.hypotheses import Place
from expectations.findings.model import Cell, Finding, Suspect
from expectations.not_judged import OF_ONE_DOCUMENT, forget_not_judged, note_not_judged
from expectations.recognised import any_recognised, doubts, set_aside
from expectations.workbench import CHUNK, ROWS, VERDICT, Workbench

_TABLES = ("check_result", "finding", "rule_coverage")

_SUSPECTS = f"""
SELECT check_id, rule_id, document_id, form_id, subject, outcome, severity, left_value, right_value, difference,
       hypothesis,
       [coalesce(o.amount_id, o.indicator_id, o.claim_id) FOR o IN operands], terms IS NOT NULL
FROM {VERDICT} WHERE outcome IN ('breaks', 'rounding')
ORDER BY document_id, check_id
"""

# Where a contradiction was found, every sum of the document says something about which number is wrong.
_CONTRADICTORY = (
    f"SELECT document_id FROM {VERDICT} WHERE outcome = 'breaks' AND severity <> 'info' AND terms IS NOT NULL"
)

_EQUATIONS = f"""
SELECT document_id, check_id, rule_id, form_id, relation, outcome, severity, tolerance, terms
FROM {VERDICT}
WHERE terms IS NOT NULL AND outcome IN ('holds', 'rounding', 'breaks') AND document_id IN ({_CONTRADICTORY})
ORDER BY document_id, check_id
"""

_PLACES = """
SELECT a.amount_id, a.form_id, a.block_no, a.row_no, a.column_no, r.parent_row_no,
       CAST(CASE WHEN a.quantity = 'money' THEN a.amount_yuan ELSE a.value END AS DECIMAL(24, 6)),
       CAST(a.printed_step_yuan AS DECIMAL(20, 6)), a.printed_text,
       concat_ws(' ', a.code, coalesce(a.item_name, a.project_name, a.unit_name, a.line, a.row_role)), a.measure,
       coalesce(a.value_year < a.fiscal_year, false), CAST(a.value AS DECIMAL(28, 8))
FROM amount AS a LEFT JOIN form_row AS r USING (form_id, block_no, row_no)
WHERE a.document_id IN (SELECT unnest(?::VARCHAR[])) AND a.printed_step_yuan IS NOT NULL
  AND (a.quantity <> 'money' OR a.amount_yuan IS NOT NULL)
"""

# The numbers of the text that a contradiction speaks of.
_SAID = f"""
SELECT claim_id, NULL, 0, 0, 0, NULL, CAST(coalesce(amount_yuan, value) AS DECIMAL(24, 6)),
       CAST(CASE WHEN kind = 'count' THEN 1 ELSE printed_step END AS DECIMAL(20, 6)), value_printed,
       coalesce(subject_printed, subject), coalesce(measure, kind), false, value
FROM claim
WHERE value IS NOT NULL AND (kind = 'count' OR printed_step IS NOT NULL) AND claim_id IN
      (SELECT o.claim_id FROM (SELECT unnest(operands) AS o FROM {VERDICT} WHERE outcome = 'breaks'))
"""

_CELLS = f"""
WITH wanted AS (
  -- DISTINCT beside unnest would look at the first field of the operands only.
  SELECT DISTINCT document_id, amount_id, claim_id, indicator_id
  FROM (SELECT document_id, unnest(operands, recursive := true) FROM {VERDICT}
        WHERE outcome IN ('breaks', 'rounding'))
)
SELECT a.amount_id, a.form_id, a.page, a.x0, a.top, a.x1, a.bottom, a.printed_text
FROM amount AS a
-- A finding points into its own document, also where the table it speaks of is in another file of the disclosure.
WHERE (a.document_id, a.amount_id) IN (SELECT (document_id, amount_id) FROM wanted)
   OR a.document_id IN ({_CONTRADICTORY})
UNION ALL
SELECT i.indicator_id, i.form_id, i.page, i.x0, i.top, i.x1, i.bottom,
       concat_ws(' ', i.name, i.operator, i.target_printed, i.target_unit)
FROM indicator AS i SEMI JOIN wanted AS w ON w.indicator_id = i.indicator_id
UNION ALL
SELECT c.claim_id, NULL, c.page, c.x0, c.top, c.x1, c.bottom, c.value_printed
FROM claim AS c SEMI JOIN wanted AS w ON w.claim_id = c.claim_id
"""

_FORMS = f"""
SELECT form_id, form_id, page_from, NULL, NULL, NULL, NULL, title_printed
FROM form WHERE form_id IN (SELECT form_id FROM {VERDICT} WHERE outcome IN ('breaks', 'rounding'))
"""

_RESULTS = f"""
SELECT j.* EXCLUDE (relation, terms), f.finding_id FROM {VERDICT} AS j LEFT JOIN finding_of AS f USING (check_id)
"""

# A rule that judged nothing has one row that says why. It is an excuse where the document prints what the rule needs
# and a condition of the rule keeps it silent; where it prints no such thing there was nothing to expect.
_COVERAGE = f"""
SELECT document_id, rule_id, any_value(fiscal_year) AS fiscal_year, any_value(region_code) AS region_code,
       CAST(count(*) FILTER (is_called_for) AS INTEGER) AS expected,
       CAST(count(*) FILTER (outcome IN ('holds', 'rounding', 'breaks')) AS INTEGER) AS judged,
       CAST(count(*) FILTER (is_called_for AND outcome IN ('not_evaluable', 'not_applicable')) AS INTEGER) AS excused
FROM (SELECT *, check_id <> left(sha256(concat_ws('|', rule_id, document_id, '', '', 'none')), 16)
                OR (NOT regexp_matches(reason, '^(only for|form absent|empty by declaration): ')
                    AND list_contains(?::VARCHAR[], rule_id)) AS is_called_for
      FROM {VERDICT})
GROUP BY document_id, rule_id
"""


def judge(
    connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str], workbench: Workbench | None = None
) -> dict[str, str]:
    """Replace check_result, finding and rule_coverage of these documents by what the tables say now.

    Works inside the caller's transaction, or in one of its own where there is none. A workbench for all rules that the
    caller has made ahead is used once, and closed. Returns our faults by document_id: what is stored of these says that
    they were not judged (`not_judged`), and the others are judged as if they were not there.
    """
    faults: dict[str, str] = {}
    is_own = not _in_transaction(connection)
    if is_own:
        connection.execute("BEGIN TRANSACTION")
    try:
        wanted = list(dict.fromkeys(document_ids))
        with workbench or Workbench(load_rules()) as bench:
            for start in range(0, len(wanted), CHUNK):
                faults |= _judge_together(connection, bench, wanted[start : start + CHUNK])
    except BaseException:
        if is_own:
            connection.execute("ROLLBACK")
        raise
    if is_own:
        connection.execute("COMMIT")
    return faults


def _judge_together(connection: duckdb.DuckDBPyConnection, bench: Workbench, document_ids: list[str]) -> dict[str, str]:
    """Judge these at once; one by one where that fails, so that only those fail that have to.

    Raises what several documents fail on, all of them: then the fault is not one document's.
    """
    try:
        bench.judge(connection, document_ids, meanwhile=lambda: _forget(connection, document_ids))
        if _set_aside_what_sums_deny(connection, bench.connection, document_ids):
            bench.judge(connection, document_ids)
        findings = _findings(bench.connection)
    except OF_ONE_DOCUMENT as error:
        if len(document_ids) == 1:
            why = f"{type(error).__name__}: {error}"
            note_not_judged(connection, document_ids[0], why)
            return {document_ids[0]: why}
        faults = {id_: why for one in document_ids for id_, why in _judge_together(connection, bench, [one]).items()}
        if len(faults) == len(document_ids):
            raise
        return faults
    _store(connection, bench.connection, findings)
    return {}


def _in_transaction(connection: duckdb.DuckDBPyConnection) -> bool:
    """Outside a transaction every statement has one of its own. Asking by BEGIN would abort the caller's."""
    ids = [connection.execute("SELECT txid_current()").fetchone() for _ in range(2)]
    return ids[0] == ids[1]


def _findings(bench: duckdb.DuckDBPyConnection) -> list[Finding]:
    """What the instances just judged come to."""
    suspects = [Suspect(*(*row[:-2], tuple(row[-2]), row[-1])) for row in bench.execute(_SUSPECTS).fetchall()]
    cells = {row[0]: Cell(*row[1:]) for row in bench.execute(_CELLS).fetchall()} if suspects else {}
    forms = {row[0]: Cell(*row[1:]) for row in bench.execute(_FORMS).fetchall()} if suspects else {}
    said = {row[0]: Place(*row) for row in bench.execute(_SAID).fetchall()} if suspects else {}
    systems = _systems(bench)
    return explain(suspects, cells, forms, systems, places_of(bench, list(systems)), said)


def _forget(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Delete what was known."""
    own = f"document_id IN ({', '.join('?' * len(document_ids))})"
    for table in _TABLES:
        connection.execute(f"DELETE FROM {table} WHERE {own}", list(document_ids))
    forget_not_judged(connection, document_ids)


def _store(
    connection: duckdb.DuckDBPyConnection, bench: duckdb.DuckDBPyConnection, findings: Sequence[Finding]
) -> None:
    """The instances just judged, what they come to, and the ledger."""
    if findings:
        _insert(connection, "finding", _WITH_ITS_BATCH, _arrow(_FINDING, [_finding_row(one) for one in findings]))
    of_check = [(check_id, finding.finding_id) for finding in findings for check_id in finding.check_ids]
    bench.register("finding_of", _arrow(_FINDING_OF, of_check))
    try:
        _insert(connection, "check_result", "FROM arriving", bench.execute(_RESULTS).to_arrow_table(ROWS))
    finally:
        bench.unregister("finding_of")
    conditional = [rule.rule_id for rule in load_rules() if any(c.only_if or c.unless for c in rule.comparisons)]
    _insert(connection, "rule_coverage", "FROM arriving", bench.execute(_COVERAGE, [conditional]).to_arrow_table(ROWS))


_WITH_ITS_BATCH = "SELECT a.*, d.fiscal_year, d.region_code FROM arriving AS a JOIN document AS d USING (document_id)"


def _insert(connection: duckdb.DuckDBPyConnection, table: str, select: str, rows: pa.Table) -> None:
    """As an Arrow table: a statement per row takes a hundred times as long."""
    connection.register("arriving", rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME {select}")
    finally:
        connection.unregister("arriving")


def _set_aside_what_sums_deny(
    connection: duckdb.DuckDBPyConnection, bench: duckdb.DuckDBPyConnection, document_ids: Sequence[str]
) -> bool:
    """Whether a number recognised from a picture no longer counts, so that the rest has to be judged again."""
    recognised = any_recognised(bench, document_ids)
    if not recognised:
        return False
    systems = _systems(bench)
    places = places_of(bench, list(systems))
    doubted = [doubt for system in systems.values() for doubt in doubts(system, places, recognised)]
    set_aside(connection, doubted)
    return bool(doubted)


def places_of(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> dict[str, Place]:
    """Every number printed in the forms of these documents that has a value, by amount_id."""
    if not document_ids:
        return {}
    rows = connection.execute(_PLACES, [list(document_ids)]).fetchall()
    return {row[0]: Place(*row) for row in rows}


def _systems(bench: duckdb.DuckDBPyConnection) -> dict[str, System]:
    """The sums of each document that contradicts itself."""
    equations: dict[str, list[Equation]] = {}
    for document_id, *row in bench.execute(_EQUATIONS).fetchall():
        equations.setdefault(document_id, []).append(equation(*row))
    return {document_id: System(its) for document_id, its in equations.items()}


_FINDING_OF = pa.schema([("check_id", pa.string()), ("finding_id", pa.string())])
_FINDING = pa.schema(
    [(name, pa.string()) for name in ("finding_id", "document_id", "severity", "cause", "title_zh", "title_en")]
    + [("explanation_zh", pa.string()), ("explanation_en", pa.string()), ("rule_ids", pa.list_(pa.string()))]
    + [("check_count", pa.int32()), ("form_id", pa.string()), ("page", pa.int32())]
    + [(side, pa.float64()) for side in ("x0", "top", "x1", "bottom")]
    + [("printed", pa.string()), ("suggested", pa.string())]
)


def _finding_row(f: Finding) -> tuple[Any, ...]:
    cell = f.cell
    return (
        f.finding_id, f.document_id, f.severity, f.cause, f.title_zh, f.title_en, f.explanation_zh, f.explanation_en,
        list(f.rule_ids), len(f.check_ids), cell.form_id, cell.page, cell.x0, cell.top, cell.x1, cell.bottom,
        cell.printed, f.suggested,
    )  # fmt: skip


def _arrow(schema: pa.Schema, rows: Sequence[Sequence[Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
