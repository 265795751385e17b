"""Documents on which our own code fails when it judges them: kept from taking the documents beside them with them.

Belongs here: which failures are of one document, and what is stored of it: every rule as not evaluable, and a problem
that says why. Does not: judging (`judge`), telling people of our faults (`assets`).

What cannot be checked has not passed, so nothing of an earlier judging stays either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb

from expectations.catalogue import load_rules

PROBLEM = "not_judged"
# What a value nobody thought of does to a rule or to the search for a cause. SQL that is wrong for every document, a
# full disk or too little memory is none of these.
OF_ONE_DOCUMENT = (duckdb.DataError, ArithmeticError, LookupError, TypeError, ValueError)

_NOT_EVALUABLE = """
INSERT INTO check_result BY NAME
SELECT left(sha256(concat_ws('|', rule_id, document_id, '', '', 'none')), 16) AS check_id, rule_id, document_id,
       fiscal_year, region_code, rule_id AS subject, 'not_evaluable' AS outcome, 'info' AS severity,
       'could not be judged' AS reason, [] AS operands
FROM document, (SELECT unnest(?::VARCHAR[]) AS rule_id) WHERE document_id = ?
"""
_LEDGER = """
INSERT INTO rule_coverage BY NAME
SELECT document_id, rule_id, fiscal_year, region_code, 1 AS expected, 0 AS judged, 1 AS excused
FROM document, (SELECT unnest(?::VARCHAR[]) AS rule_id) WHERE document_id = ?
"""
_PROBLEM = """
INSERT INTO problem BY NAME
SELECT ? AS problem_id, document_id, fiscal_year, region_code, 'checks' AS stage, ? AS what, ? AS detail
FROM document WHERE document_id = ?
"""


def note_not_judged(connection: duckdb.DuckDBPyConnection, document_id: str, why: str) -> None:
    """Store that none of the rules was judged on a document of which nothing is stored."""
    rules = [rule.rule_id for rule in load_rules()]
    connection.execute(_NOT_EVALUABLE, [rules, document_id])
    connection.execute(_LEDGER, [rules, document_id])
    problem_id = hashlib.sha256(f"{document_id}|{PROBLEM}".encode()).hexdigest()[:16]
    detail = f"our code failed when it judged the document: {why}; its numbers stand, and none is checked: report it"
    connection.execute(_PROBLEM, [problem_id, PROBLEM, detail, document_id])


def forget_not_judged(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> None:
    """Take the problem of documents away that are judged anew."""
    connection.execute(
        "DELETE FROM problem WHERE what = ? AND document_id IN (SELECT unnest(?::VARCHAR[]))",
        [PROBLEM, list(document_ids)],
    )
