"""One number of the text changed by one printed step at a time: how often a rule notices.

    python benchmarks/narrative_mutation.py ../shared/seed ../shared/disclosures [--every N]

Each change is made in the claim of a copy of the document (value, amount and what is printed), and the rules that look
at the text judge all copies. A number has a counterpart where some rule judges it at all: where its other year, its
parts or its whole stand somewhere. A change is noticed where more instances of a rule break above info than before.
Names and statements without a number are not changed. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import duckdb

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.rule import Rule
from pipeline.journey import check_files, look_at
from pipeline.raw import find_files
from pipeline.settings import Settings

_KINDS = "('amount', 'change', 'rate', 'share', 'count')"
_TABLES = ("document", "form", "form_column", "form_row", "amount", "indicator", "claim", "sentence", "catalogue_entry")
_COPIES = 24


def rules_on_text() -> tuple[Rule, ...]:
    """The rules whose operands are claims."""
    return tuple(rule for rule in load_rules() if rule.instances and "claim" in rule.instances)


def outcomes(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> dict[str, Counter[str]]:
    """document_id -> how many instances of each rule break above info."""
    found: dict[str, Counter[str]] = {document_id: Counter() for document_id in document_ids}
    sql = query(rules_on_text(), document_ids, with_ledger=False)
    rows = connection.sql(
        f"SELECT document_id, rule_id, count(*) FROM ({sql})"
        " WHERE outcome = 'breaks' AND severity <> 'info' GROUP BY ALL"
    ).fetchall()
    for document_id, rule_id, count in rows:
        found[document_id][rule_id] = count
    return found


def numbers(connection: duckdb.DuckDBPyConnection, document_id: str) -> tuple[list[str], set[str]]:
    """The claims with a number, in order, and those of them that some rule judges."""
    every = connection.execute(
        f"SELECT claim_id FROM claim WHERE document_id = ? AND kind IN {_KINDS} AND value IS NOT NULL ORDER BY ordinal",
        [document_id],
    ).fetchall()
    sql = query(rules_on_text(), [document_id], with_ledger=False)
    judged = connection.sql(
        "SELECT DISTINCT o.claim_id FROM (SELECT unnest(operands) AS o FROM "
        f"({sql}) WHERE outcome IN ('holds', 'rounding', 'breaks')) WHERE o.claim_id IS NOT NULL"
    ).fetchall()
    return [row[0] for row in every], {row[0] for row in judged}


def copy_changed(connection: duckdb.DuckDBPyConnection, document_id: str, claim_id: str, copy: str) -> None:
    """A copy of the document in which one number of the text is one printed step larger."""
    for table in _TABLES:
        columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
        renamed = ", ".join(
            f"replace({column}, '{document_id}', '{copy}') AS {column}"
            for column in ("document_id", "form_id", "amount_id", "indicator_id", "claim_id", "sentence_id")
            if column in columns
        )
        connection.execute(
            f"INSERT INTO {table} SELECT * REPLACE ({renamed}) FROM {table} WHERE document_id = '{document_id}'"
        )
    step = "10 ** -coalesce(length(regexp_extract(value_printed, '[.](\\d+)', 1)), 0)"
    connection.execute(
        f"""UPDATE claim SET value = value + CAST({step} AS DECIMAL(28, 8)),
                   amount_yuan = CASE WHEN amount_yuan IS NOT NULL THEN amount_yuan + printed_step END,
                   value_printed = CAST(value + CAST({step} AS DECIMAL(28, 8)) AS VARCHAR)
            WHERE claim_id = ?""",
        [claim_id.replace(document_id, copy)],
    )


def noticed(connection: duckdb.DuckDBPyConnection, document_id: str, claim_ids: list[str]) -> set[str]:
    """Those claims whose change by one step a rule notices."""
    before = outcomes(connection, [document_id])[document_id]
    found: set[str] = set()
    for start in range(0, len(claim_ids), _COPIES):
        chunk = claim_ids[start : start + _COPIES]
        copies = [f"copy{number:012}" for number in range(len(chunk))]
        connection.execute("BEGIN TRANSACTION")
        for copy, claim_id in zip(copies, chunk, strict=True):
            copy_changed(connection, document_id, claim_id, copy)
        after = outcomes(connection, copies)
        connection.execute("ROLLBACK")
        found |= {claim for copy, claim in zip(copies, chunk, strict=True) if after[copy] - before}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--every", type=int, default=1, help="change every n-th number of a file only")
    arguments = parser.parse_args()
    raws = [look_at(path) for path in find_files(arguments.paths)[0]]
    print("| file | numbers | changed | with a counterpart | noticed | of these |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    total: Counter[str] = Counter()
    with check_files(raws, Settings.from_environment().workers) as warehouse:
        for raw in raws:
            every, judged = numbers(warehouse.connection, raw.document_id)
            chosen = every[:: arguments.every]
            seen = noticed(warehouse.connection, raw.document_id, [c for c in chosen if c in judged])
            line = Counter(
                numbers=len(every), changed=len(chosen), judged=sum(c in judged for c in chosen), seen=len(seen)
            )
            total += line
            _tell(raw.path.stem, line)
    _tell("all", total)


def _tell(name: str, line: Counter[str]) -> None:
    share = f"{100 * line['seen'] / line['judged']:.1f}%" if line["judged"] else "-"
    print(f"| {name} | {line['numbers']} | {line['changed']} | {line['judged']} | {line['seen']} | {share} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
