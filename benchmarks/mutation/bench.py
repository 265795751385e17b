"""One unchanged document in a warehouse in memory: its numbers, its sums, and what already breaks.

Belongs here: reading and judging it once, and what a change of its numbers would do to its sums.
Does not: choosing changes (`targets`), judging changed copies (`trials`).

The text of a copy is the unchanged one's, so that its claims are read once.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from benchmarks.mutation.changes import Printed
from benchmarks.mutation.outcome import Target
from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.equations import Equation, equation
from expectations.judge import judge
from pipeline.documents.model import Document, Table
from pipeline.documents.read import READER_VERSION
from pipeline.facts import rows as facts
from pipeline.facts import text_rows
from pipeline.forms.recognise import recognise
from pipeline.raw import RawFile
from pipeline.warehouse import Warehouse


def rows_of(raw: RawFile, document: Document, claims: list[Any]) -> facts.Rows:
    with patch.object(text_rows, "claims", lambda *_: claims):
        return facts.facts_of(raw, document, READER_VERSION).rows


def _printed(raw: RawFile, document: Document) -> dict[str, tuple[Printed, Any]]:
    """amount_id -> where it is printed, for amounts that stand alone in a cell of a table."""
    where = {
        id(cell): (number, cell)
        for number, block in enumerate(document.blocks)
        if isinstance(block, Table)
        for cell in block.cells
    }
    found = {}
    for ordinal, form in enumerate(recognise(document).forms, start=1):
        for amount in form.amounts:
            if id(amount.cell) in where:
                block, cell = where[id(amount.cell)]
                amount_id = f"{raw.document_id}-f{ordinal:03d}-r{amount.row_no}c{amount.column_no}"
                found[amount_id] = (Printed(block, cell, amount.number), amount)
    return found


class Bench:
    """A warehouse in memory for one document and its copies."""

    def __init__(self, raw: RawFile, document: Document, seed: int = 1) -> None:
        self.raw, self.document = raw, document
        self.chance = random.Random(f"{seed} {raw.file_name}")
        self.warehouse = Warehouse(None)
        self.warehouse.connection.execute("SET threads = 1")
        self.warehouse.set_lists()
        self.claims: list[Any] = []
        read_claims = text_rows.claims

        def remembered(*arguments: Any) -> list[Any]:
            self.claims.extend(read_claims(*arguments))
            return self.claims

        with patch.object(text_rows, "claims", remembered):
            self.rows = facts.facts_of(raw, document, READER_VERSION).rows
        self.amounts = {row["amount_id"]: row for row in self.rows.get("amount", [])}
        self.printed = {key: value for key, value in _printed(raw, document).items() if key in self.amounts}
        self.parents = {(c["form_id"], c["column_no"]): c["parent_column_no"] for c in self.rows.get("form_column", [])}
        self.lines = {(row["form_id"], row["block_no"], row["row_no"]): row for row in self.rows.get("form_row", [])}
        self.store([raw.document_id], [self.rows])
        judge(self.warehouse.connection, [raw.document_id])
        self.identities = self._identities()
        self.before = self.broken([raw.document_id])[raw.document_id]
        self.unchanged = [
            " ".join(rules)
            for (rules,) in self.sql("SELECT rule_ids FROM finding WHERE severity <> 'info' ORDER BY finding_id")
        ]
        # What the text says, titles and lists of forms are no sums; of D19 the text decides.
        sums = [rule.rule_id for rule in load_rules() if "instances" not in rule.shapes and rule.rule_id != "D19"]
        broken = "SELECT count(*) FROM check_result WHERE outcome = 'breaks' AND severity = 'error' AND rule_id IN "
        self.passes = self.sql(broken + "(SELECT unnest(?::VARCHAR[]))", sums)[0][0] == 0

    def sql(self, sql: str, *parameters: Any) -> list[Any]:
        return self.warehouse.connection.execute(sql, list(parameters)).fetchall()

    def store(self, ids: list[str], rows: list[facts.Rows]) -> None:
        merged: dict[str, list[dict[str, object]]] = {}
        for one in rows:
            for table, content in one.items():
                merged.setdefault(table, []).extend(content)
        self.warehouse.replace(ids, merged)

    def _identities(self) -> dict[str, list[Equation]]:
        """amount_id -> the equalities that hold with it, above info."""
        sql = query(load_rules(), [self.raw.document_id])
        found: dict[str, list[Equation]] = {}
        for row in self.sql(
            "SELECT check_id, rule_id, form_id, relation, outcome, severity, tolerance, terms"
            f" FROM ({sql}) WHERE terms IS NOT NULL AND outcome IN ('holds', 'rounding') AND relation <> '<='"
        ):
            one = equation(*row)
            if self._severity[one.rule_id] != "info":
                for cell in {term.cell for term in one.terms}:
                    found.setdefault(cell, []).append(one)
        return found

    _severity = {rule.rule_id: rule.severity for rule in load_rules()}

    def broken(self, ids: list[str]) -> dict[str, set[tuple[str, str, str]]]:
        found: dict[str, set[tuple[str, str, str]]] = {one: set() for one in ids}
        for document_id, rule_id, form_id, subject in self.sql(
            "SELECT document_id, rule_id, substr(form_id, 17), subject FROM check_result"
            " WHERE outcome = 'breaks' AND severity <> 'info' AND document_id IN (SELECT unnest(?))",
            ids,
        ):
            found[document_id].add((rule_id, form_id or "", subject))
        return found

    def _envelope(self, values: dict[str, Decimal | None], stays_in_row: bool = False) -> str:
        changes = {cell: value or Decimal(0) for cell, value in values.items()}
        touched = {one for cell in changes for one in self.identities.get(cell, [])}
        if not touched:
            return "none"
        left = sum(not one.holds_with(changes) and not (stays_in_row and self._is_of_one_row(one)) for one in touched)
        return "inside" if left == 0 else "outside" if left == len(touched) else "some"

    def _is_of_one_row(self, one: Equation) -> bool:
        """A sum across a row: a number that stands in another of its columns is still there."""
        return len({(a["form_id"], a["row_no"]) for t in one.terms if (a := self.amounts.get(t.cell))}) == 1

    def in_yuan(self, amount_id: str, value: Decimal) -> Decimal:
        row, number = self.amounts[amount_id], self.printed[amount_id][0].number
        return Decimal(value / number.step * row["printed_step_yuan"])

    def target(
        self,
        kind: str,
        amount_id: str,
        values: dict[str, Decimal | None],
        named: frozenset[str],
        stays_in_row: bool = False,
    ) -> Target:
        row, envelope = self.amounts[amount_id], self._envelope(values, stays_in_row)
        return Target(kind, row["form_kind"], amount_id, row["printed_text"], values, envelope, named)
