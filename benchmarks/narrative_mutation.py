"""One number of the text changed by one printed step at a time: how often a rule notices.

    python benchmarks/narrative_mutation.py ../shared/seed/yubei-gsl-2024.pdf ../shared/disclosures [--every N]

Each change is made in the claim of a copy of the document (value, amount and what is printed), and the rules that look
at the text judge all copies. A change is noticed where more instances of a rule break above info than before, or break
more gravely. What has a counterpart, and what the counterpart fixes to less than a step, is found without any rule
(counterparts.py, which defines both); beside it stands what some rule judges, which is another number.
Names and statements without a number are not changed. Prints a table in Markdown, and with --missed what was missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

import duckdb

from benchmarks.counterparts import Said, disclosure
from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.rule import Rule
from pipeline.journey import check_files, look_at
from pipeline.raw import find_files
from pipeline.settings import Settings

_TABLES = (
    "document",
    "form",
    "form_column",
    "form_row",
    "amount",
    "indicator",
    "claim",
    "sentence",
    "catalogue_entry",
    "form_text",
)
_COPIES = 24


def rules_on_text() -> tuple[Rule, ...]:
    """The rules whose operands are claims."""
    return tuple(rule for rule in load_rules() if rule.instances and "claim" in rule.instances)


def outcomes(connection: duckdb.DuckDBPyConnection, document_ids: list[str]) -> dict[str, Counter[str]]:
    """document_id -> how many instances of each rule break above info, by severity."""
    found: dict[str, Counter[str]] = {document_id: Counter() for document_id in document_ids}
    sql = query(rules_on_text(), document_ids, with_ledger=False)
    rows = connection.sql(
        f"SELECT document_id, rule_id || ' ' || severity, count(*) FROM ({sql})"
        " WHERE outcome = 'breaks' AND severity <> 'info' GROUP BY ALL"
    ).fetchall()
    for document_id, rule_id, count in rows:
        found[document_id][rule_id] = count
    return found


def judged_by_rules(connection: duckdb.DuckDBPyConnection, document_id: str) -> set[str]:
    """The claims that some rule judges."""
    sql = query(rules_on_text(), [document_id], with_ledger=False)
    rows = connection.sql(
        "SELECT DISTINCT o.claim_id FROM (SELECT unnest(operands) AS o FROM "
        f"({sql}) WHERE outcome IN ('holds', 'rounding', 'breaks')) WHERE o.claim_id IS NOT NULL"
    ).fetchall()
    return {row[0] for row in rows}


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
    parser.add_argument("--missed", action="store_true", help="list the numbers with a counterpart that were missed")
    arguments = parser.parse_args()
    raws = [look_at(path) for path in find_files(arguments.paths)[0]]
    print("| file | " + " | ".join(_COLUMNS) + " | noticed of fixed |")
    print("| --- |" + " ---: |" * (len(_COLUMNS) + 1))
    total: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    missed: list[str] = []
    with check_files(raws, Settings.from_environment().workers) as warehouse:
        for raw in raws:
            line = _tried(warehouse.connection, raw.document_id, arguments.every, kinds, missed)
            total += line
            _tell(raw.path.stem, line)
    for kind, line in sorted(kinds.items()):
        _tell(f"all: {kind}", line)
    _tell("all", total)
    if arguments.missed:
        print("\n".join(missed))


_COLUMNS = ("changed", "noticed", "judged", "counterpart", "of these noticed", "fixed", "of those noticed")


def _tried(
    connection: duckdb.DuckDBPyConnection,
    document_id: str,
    every: int,
    kinds: dict[str, Counter[str]],
    missed: list[str],
) -> Counter[str]:
    """How many of every n-th number of a document are what, added to the lines of their kinds as well."""
    found = disclosure(connection, document_id)
    chosen = found.said[::every]
    judged = judged_by_rules(connection, document_id)
    seen = noticed(connection, document_id, [one.claim_id for one in chosen])
    whole: Counter[str] = Counter()
    for one in chosen:
        line = Counter({"changed": 1})
        line["judged"] = one.claim_id in judged
        line["noticed"] = one.claim_id in seen
        line["counterpart"] = bool(found.counterparts(one))
        line["of these noticed"] = line["counterpart"] and line["noticed"]
        line["fixed"] = bool(found.fixed_by(one))
        line["of those noticed"] = line["fixed"] and line["noticed"]
        whole += line
        kinds[one.kind] += line
        if line["fixed"] and not line["noticed"]:
            missed.append(_missed(one, [fact.how for fact in found.fixed_by(one)]))
    return whole


def _missed(one: Said, hows: list[str]) -> str:
    return f"{one.claim_id} {one.kind} {one.value} {one.words} by {', '.join(sorted(set(hows)))}: {one.sentence[:80]}"


def _tell(name: str, line: Counter[str]) -> None:
    share = f"{100 * line['of those noticed'] / line['fixed']:.1f}%" if line["fixed"] else "-"
    print(f"| {name} | " + " | ".join(str(line[column]) for column in _COLUMNS) + f" | {share} |")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
