"""What the table dictionary promises of stored rows, as expectations of Great Expectations.

Belongs here: columns, keys, blanks and known words of each table, and that the ledger counts what is there.
Does not: the rules' own expectations, running any (`suites`), the tables themselves (`pipeline.tables`).
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.tables import TableSpec
from pipeline.tables.ddl import literal, quoted

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


def expectations_of(spec: TableSpec) -> list[Any]:
    """What the dictionary promises, and what the ledger says of the table."""
    return [*_of_dictionary(spec), *_of_ledger(spec.name)]


def finds_nothing(**given: Any) -> Any:
    """Expect that a query finds nothing."""
    return importlib.import_module("expectations.gx.query").FindsNothing(**given)


def _of_dictionary(spec: TableSpec) -> list[Any]:
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
            made.append(finds_nothing(unexpected_rows_query=query, description=what, meta=meta(what)))
    if len(spec.key) == 1:
        made.append(gxe.ExpectColumnValuesToBeUnique(column=spec.key[0], meta=meta("one row per key")))
    elif spec.key:
        made.append(gxe.ExpectCompoundColumnsToBeUnique(column_list=list(spec.key), meta=meta("one row per key")))
    return made


def _of_ledger(name: str) -> list[Any]:
    """An instance that is lost, or whose outcome is another since, leaves the ledger with a count of its own; and no
    instance is without its place in the ledger."""
    return [
        finds_nothing(
            unexpected_rows_query=query, description=what, meta={"rule_id": f"{name}: {what}", "severity": "error"}
        )
        for of_table, what, query in _LEDGER
        if of_table == name
    ]


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
