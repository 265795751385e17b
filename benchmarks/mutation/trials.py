"""Changed copies of one document, recognised and judged: which checks see the change, and which cell they name.

Belongs here: judging copies by the hundred in the warehouse of the unchanged document, and comparing with it.
Does not: which cells are changed (`targets`) and how (`changes`), counting (`report`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from benchmarks.mutation.bench import Bench, rows_of
from benchmarks.mutation.changes import KINDS, ROW_DROPPED
from benchmarks.mutation.outcome import Trial
from benchmarks.mutation.targets import Targets
from expectations.judge import judge
from pipeline.facts import rows as facts

_TOGETHER = 64


class Trials:
    """Changed copies of one document, beside it in its warehouse."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def run(self, count: int | None, kinds: tuple[str, ...] = KINDS) -> list[Trial]:
        """Change, recognise and judge `count` cells of each kind (all where None)."""
        targets = Targets(self.bench)
        trials: list[Trial] = []
        waiting: list[tuple[str, Trial, facts.Rows]] = []
        for kind in kinds:
            for target, document in targets.of_kind(kind, count):
                copy_id = f"{len(trials):016x}"
                rows = rows_of(replace(self.bench.raw, document_id=copy_id), document, self.bench.claims)
                trial = Trial(self.bench.raw.file_name, target)
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
        self.bench.store(ids, [rows for _, _, rows in waiting])
        judge(self.bench.warehouse.connection, ids)
        broken = self.bench.broken(ids)
        for copy_id, trial, rows in waiting:
            new = broken[copy_id] - self.bench.before
            trial.rules = sorted({rule_id for rule_id, _, _ in new})
            self._findings(copy_id, trial, new, rows)
        self.bench.warehouse.replace(ids, {})

    def _findings(self, copy_id: str, trial: Trial, new: set[tuple[str, str, str]], rows: facts.Rows) -> None:
        """The finding with most of the new contradictions: does it name the cell and what stood there?"""
        sql = """
        SELECT f.finding_id, f.form_id, f.page, f.x0, f.top, f.printed, f.suggested, f.title_en,
               list((c.rule_id, coalesce(substr(c.form_id, 17), ''), c.subject))
        FROM finding AS f JOIN check_result AS c USING (finding_id)
        WHERE f.document_id = ? AND f.severity <> 'info' GROUP BY ALL ORDER BY f.finding_id
        """
        found = [(sum(tuple(key) in new for key in row[8]), row) for row in self.bench.sql(sql, copy_id)]
        found = [(times, row) for times, row in found if times]
        trial.findings = len(found)
        if not found:
            return
        _, (_, form_id, page, x0, top, text, suggested, title, _) = max(found, key=lambda one: one[0])
        trial.told = f"{title} -> {suggested}"
        base = self.bench.raw.document_id
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
            row = self.bench.amounts[trial.target.amount_id]
            return any(
                plain(suggested) == plain(self.bench.amounts[key]["printed_text"])
                for key in trial.target.values
                if self.bench.amounts[key]["form_id"] == row["form_id"]
            )
        if amount_id not in self.bench.amounts:
            return suggested == "—"
        number = self.bench.printed[amount_id][0].number
        wanted = f"{number.value:.{number.decimals}f}" + ("%" if number.is_percent else "")
        return plain(suggested) == wanted
