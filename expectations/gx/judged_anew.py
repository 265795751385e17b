"""A fixed sample of documents judged anew: are the stored instances what the rules say now?

Belongs here: which documents, and what differs.
Does not: judging (`workbench`), the other checks of a batch (`suites`).
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from expectations.catalogue import load_rules
from expectations.gx.results import RuleResult
from expectations.not_judged import PROBLEM as NOT_JUDGED
from expectations.workbench import CHUNK, VERDICT, Workbench

# Of so many documents one is judged anew: judging all of them would double what a night costs.
ONE_DOCUMENT_IN = 50
_MOST_ROWS = 200


def is_judged_anew(document_id: str) -> bool:
    """Whether it falls into the fixed sample whose stored instances are compared with what the rules say now."""
    return int.from_bytes(hashlib.sha256(document_id.encode()).digest()[:8], "big") % ONE_DOCUMENT_IN == 0


def as_judged(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> RuleResult:
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
