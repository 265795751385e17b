"""Changed copies of one document, recognised and judged: which checks see the change, and which cell they name.

Belongs here: choosing cells, judging copies by the hundred in one warehouse in memory, comparing with the unchanged
document. Does not: how a cell changes (`changes`), counting (`report`).

The text of a copy is the unchanged one's, so that its claims are read once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from unittest.mock import patch

from benchmarks.mutation.changes import (
    COLUMN_SHIFTED,
    KINDS,
    NUMBERS,
    ROW_DROPPED,
    Printed,
    change_number,
    drop_row,
    shift_column,
)
from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.equations import Equation, equation
from expectations.judge import judge
from pipeline.documents.model import Cell, Document, Table
from pipeline.documents.read import READER_VERSION
from pipeline.facts import rows as facts
from pipeline.facts import text_rows
from pipeline.forms.recognise import recognise
from pipeline.raw import RawFile
from pipeline.warehouse import Warehouse

_TOGETHER = 64


@dataclass(frozen=True)
class Target:
    """What was changed: the amounts that differ (id -> new value in yuan or percent; None where it went)."""

    kind: str
    form_kind: str
    amount_id: str
    old_text: str
    values: dict[str, Decimal | None]
    envelope: str  # none · inside · some · outside: of how many of its identities the change leaves the envelope
    named_by: frozenset[str] = frozenset()  # amounts whose naming counts


@dataclass
class Trial:
    """What became of one change."""

    file: str
    target: Target
    rules: list[str] = field(default_factory=list)  # that break now and did not before, above info
    findings: int = 0
    is_named: bool = False
    is_suggested: bool = False
    told: str = ""


@dataclass
class Outcome:
    """One document: its trials, and what is found in it unchanged."""

    file: str
    trials: list[Trial]
    quick: list[Trial]  # judged by the unchanged document's sums
    unchanged: list[str]
    passes: bool
    seconds: float = 0.0


def _rows_of(raw: RawFile, document: Document, claims: list[Any]) -> facts.Rows:
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
        self._store([raw.document_id], [self.rows])
        judge(self.warehouse.connection, [raw.document_id])
        self.identities = self._identities()
        self.before = self._broken([raw.document_id])[raw.document_id]
        self.unchanged = [
            " ".join(rules)
            for (rules,) in self._sql("SELECT rule_ids FROM finding WHERE severity <> 'info' ORDER BY finding_id")
        ]
        # What the text says, titles and lists of forms are no sums; of D19 the text decides.
        sums = [rule.rule_id for rule in load_rules() if "instances" not in rule.shapes and rule.rule_id != "D19"]
        broken = "SELECT count(*) FROM check_result WHERE outcome = 'breaks' AND severity = 'error' AND rule_id IN "
        self.passes = self._sql(broken + "(SELECT unnest(?::VARCHAR[]))", sums)[0][0] == 0

    def _sql(self, sql: str, *parameters: Any) -> list[Any]:
        return self.warehouse.connection.execute(sql, list(parameters)).fetchall()

    def _store(self, ids: list[str], rows: list[facts.Rows]) -> None:
        merged: dict[str, list[dict[str, object]]] = {}
        for one in rows:
            for table, content in one.items():
                merged.setdefault(table, []).extend(content)
        self.warehouse.replace(ids, merged)

    def _identities(self) -> dict[str, list[Equation]]:
        """amount_id -> the equalities that hold with it, above info."""
        sql = query(load_rules(), [self.raw.document_id])
        found: dict[str, list[Equation]] = {}
        for row in self._sql(
            "SELECT check_id, rule_id, form_id, relation, outcome, severity, tolerance, terms"
            f" FROM ({sql}) WHERE terms IS NOT NULL AND outcome IN ('holds', 'rounding') AND relation <> '<='"
        ):
            one = equation(*row)
            if self._severity[one.rule_id] != "info":
                for cell in {term.cell for term in one.terms}:
                    found.setdefault(cell, []).append(one)
        return found

    _severity = {rule.rule_id: rule.severity for rule in load_rules()}

    def _broken(self, ids: list[str]) -> dict[str, set[tuple[str, str, str]]]:
        found: dict[str, set[tuple[str, str, str]]] = {one: set() for one in ids}
        for document_id, rule_id, form_id, subject in self._sql(
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

    def _targets(self, kind: str, count: int | None) -> Iterator[tuple[Target, Document]]:
        """Up to `count` changes of a kind at places taken by chance."""
        ids = sorted(self.printed)
        self.chance.shuffle(ids)
        made = 0
        for amount_id in ids:
            if count is not None and made >= count:
                return
            changed = self._changed(kind, amount_id)
            if changed is not None:
                made += 1
                yield changed

    def _changed(self, kind: str, amount_id: str) -> tuple[Target, Document] | None:
        printed, row = self.printed[amount_id][0], self.amounts[amount_id]
        if row["form_kind"] == "other" or row["printed_step_yuan"] is None:
            return None
        if kind in NUMBERS:
            change = change_number(self.document, printed, kind, self.chance)
            if change is None:
                return None
            document, value = change
            values: dict[str, Decimal | None] = {amount_id: self.in_yuan(amount_id, value)}
            named = frozenset({amount_id})
        elif kind == ROW_DROPPED:
            return self._dropped(amount_id, printed)
        else:
            return self._shifted(amount_id, printed)
        return self.target(kind, amount_id, values, named), document

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

    def _dropped(self, amount_id: str, printed: Printed) -> tuple[Target, Document] | None:
        row = self.amounts[amount_id]
        of_row = [
            key
            for key, other in self.amounts.items()
            if (other["form_id"], other["row_no"]) == (row["form_id"], row["row_no"])
        ]
        if amount_id != min(of_row):  # once per row
            return None
        document = drop_row(self.document, printed)
        line = self.lines.get((row["form_id"], row["block_no"], row["row_no"]))
        parent = None if line is None else line["parent_row_no"]
        above = {
            key
            for key, other in self.amounts.items()
            if (other["form_id"], other["block_no"], other["row_no"]) == (row["form_id"], row["block_no"], parent)
        }
        if document is None:
            return None
        return self.target(ROW_DROPPED, amount_id, dict.fromkeys(of_row), frozenset(above)), document

    def _shifted(self, amount_id: str, printed: Printed) -> tuple[Target, Document] | None:
        row = self.amounts[amount_id]
        table = self.document.blocks[printed.block]
        assert isinstance(table, Table)
        columns = {
            column["column_no"]
            for column in self.rows["form_column"]
            if column["form_id"] == row["form_id"] and column["block_no"] == row["block_no"]
        }
        for step in (1, -1):
            column = row["column_no"] + step
            place = printed.cell.column + printed.cell.column_span if step == 1 else printed.cell.column - 1
            cell = _cell_at(table, printed.cell.row, place)
            if column not in columns or cell is None:
                continue
            other_id = f"{row['form_id']}-r{row['row_no']}c{column}"
            if cell.text.strip(" -—－") and other_id not in self.printed:
                continue
            document = shift_column(self.document, printed, cell)
            if document is None:
                continue
            values: dict[str, Decimal | None] = {amount_id: None}
            if other_id in self.printed:
                values = {
                    amount_id: self.in_yuan(other_id, self.printed[other_id][0].number.value),
                    other_id: self.in_yuan(amount_id, printed.number.value),
                }
            # In a blank cell that is part of the same whole: sums across the row do not tell where it stands.
            is_part = self.parents[row["form_id"], column] == self.parents[row["form_id"], row["column_no"]]
            stays = is_part and other_id not in self.printed
            return self.target(COLUMN_SHIFTED, amount_id, values, frozenset({amount_id, other_id}), stays), document
        return None

    def run(self, count: int | None, kinds: tuple[str, ...] = KINDS) -> list[Trial]:
        """Change, recognise and judge `count` cells of each kind (all where None)."""
        trials: list[Trial] = []
        waiting: list[tuple[str, Trial, facts.Rows]] = []
        for kind in kinds:
            for target, document in self._targets(kind, count):
                copy_id = f"{len(trials):016x}"
                rows = _rows_of(replace(self.raw, document_id=copy_id), document, self.claims)
                trial = Trial(self.raw.file_name, target)
                trials.append(trial)
                waiting.append((copy_id, trial, rows))
                if len(waiting) == _TOGETHER:
                    self._judge(waiting)
                    waiting = []
        self._judge(waiting)
        return trials

    def _judge(self, waiting: list[tuple[str, Trial, facts.Rows]]) -> None:
        if not waiting:
            return
        ids = [copy_id for copy_id, _, _ in waiting]
        self._store(ids, [rows for _, _, rows in waiting])
        judge(self.warehouse.connection, ids)
        broken = self._broken(ids)
        for copy_id, trial, rows in waiting:
            new = broken[copy_id] - self.before
            trial.rules = sorted({rule_id for rule_id, _, _ in new})
            self._findings(copy_id, trial, new, rows)
        self.warehouse.replace(ids, {})

    def _findings(self, copy_id: str, trial: Trial, new: set[tuple[str, str, str]], rows: facts.Rows) -> None:
        """The finding with most of the new contradictions: does it name the cell and what stood there?"""
        sql = """
        SELECT f.finding_id, f.form_id, f.page, f.x0, f.top, f.printed, f.suggested, f.title_en,
               list((c.rule_id, coalesce(substr(c.form_id, 17), ''), c.subject))
        FROM finding AS f JOIN check_result AS c USING (finding_id)
        WHERE f.document_id = ? AND f.severity <> 'info' GROUP BY ALL ORDER BY f.finding_id
        """
        found = [(sum(tuple(key) in new for key in row[8]), row) for row in self._sql(sql, copy_id)]
        found = [(times, row) for times, row in found if times]
        trial.findings = len(found)
        if not found:
            return
        _, (_, form_id, page, x0, top, text, suggested, title, _) = max(found, key=lambda one: one[0])
        trial.told = f"{title} -> {suggested}"
        base = self.raw.document_id
        for amount_id in sorted(trial.target.named_by):
            its = self._now(amount_id.replace(base, copy_id), rows, trial)
            if its is None or its["form_id"] != form_id:
                continue
            place = (its["page"], its["x0"], its["top"]) if its["x0"] is not None else its["printed_text"]
            if place == ((page, x0, top) if its["x0"] is not None else text):
                trial.is_named = True
                trial.is_suggested = suggested is not None and self._is_right(suggested, amount_id, trial)

    def _now(self, amount_id: str, rows: facts.Rows, trial: Trial) -> dict[str, Any] | None:
        """The amount of the copy; below a dropped row everything stands one row higher."""
        row_no, column = self._place(amount_id)
        if trial.target.kind == ROW_DROPPED and row_no > self._place(trial.target.amount_id)[0]:
            amount_id = f"{amount_id.rpartition('-r')[0]}-r{row_no - 1}c{column}"
        return next((row for row in rows.get("amount", []) if row["amount_id"] == amount_id), None)

    @staticmethod
    def _place(amount_id: str) -> tuple[int, int]:
        row, _, column = amount_id.rpartition("-r")[2].partition("c")
        return int(row), int(column)

    def _is_right(self, suggested: str, amount_id: str, trial: Trial) -> bool:
        def plain(text: str) -> str:
            return text.replace(",", "").replace("，", "").replace(" ", "").replace("\n", "")

        if trial.target.kind == ROW_DROPPED:
            row = self.amounts[trial.target.amount_id]
            return any(
                plain(suggested) == plain(self.amounts[key]["printed_text"])
                for key in trial.target.values
                if self.amounts[key]["form_id"] == row["form_id"]
            )
        if amount_id not in self.amounts:
            return suggested == "—"
        number = self.printed[amount_id][0].number
        wanted = f"{number.value:.{number.decimals}f}" + ("%" if number.is_percent else "")
        return plain(suggested) == wanted


def _cell_at(table: Table, row: int, column: int) -> Cell | None:
    return next(
        (
            cell
            for cell in table.cells
            if cell.row == row and cell.row_span == 1 and cell.column <= column < cell.column + cell.column_span
        ),
        None,
    )
