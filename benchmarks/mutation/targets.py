"""Which cells of a document are changed, and what each change means for its amounts.

Belongs here: choosing places by chance, the amounts that a dropped row or a shifted number moves.
Does not: how a cell changes (`changes`), what the checks make of it (`trials`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from benchmarks.mutation.bench import Bench
from benchmarks.mutation.changes import (
    COLUMN_SHIFTED,
    NUMBERS,
    ROW_DROPPED,
    Printed,
    change_number,
    drop_row,
    shift_column,
)
from benchmarks.mutation.outcome import Target
from pipeline.documents.model import Cell, Document, Table


class Targets:
    """Changes of one document."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench

    def of_kind(self, kind: str, count: int | None) -> Iterator[tuple[Target, Document]]:
        """Up to `count` changes of a kind at places taken by chance."""
        ids = sorted(self.bench.printed)
        self.bench.chance.shuffle(ids)
        made = 0
        for amount_id in ids:
            if count is not None and made >= count:
                return
            changed = self._changed(kind, amount_id)
            if changed is not None:
                made += 1
                yield changed

    def _changed(self, kind: str, amount_id: str) -> tuple[Target, Document] | None:
        printed, row = self.bench.printed[amount_id][0], self.bench.amounts[amount_id]
        if row["form_kind"] == "other" or row["printed_step_yuan"] is None:
            return None
        if kind in NUMBERS:
            change = change_number(self.bench.document, printed, kind, self.bench.chance)
            if change is None:
                return None
            document, value = change
            values: dict[str, Decimal | None] = {amount_id: self.bench.in_yuan(amount_id, value)}
            named = frozenset({amount_id})
        elif kind == ROW_DROPPED:
            return self._dropped(amount_id, printed)
        else:
            return self._shifted(amount_id, printed)
        return self.bench.target(kind, amount_id, values, named), document

    def _dropped(self, amount_id: str, printed: Printed) -> tuple[Target, Document] | None:
        row = self.bench.amounts[amount_id]
        of_row = [
            key
            for key, other in self.bench.amounts.items()
            if (other["form_id"], other["row_no"]) == (row["form_id"], row["row_no"])
        ]
        if amount_id != min(of_row):  # once per row
            return None
        document = drop_row(self.bench.document, printed)
        line = self.bench.lines.get((row["form_id"], row["block_no"], row["row_no"]))
        parent = None if line is None else line["parent_row_no"]
        above = {
            key
            for key, other in self.bench.amounts.items()
            if (other["form_id"], other["block_no"], other["row_no"]) == (row["form_id"], row["block_no"], parent)
        }
        if document is None:
            return None
        return self.bench.target(ROW_DROPPED, amount_id, dict.fromkeys(of_row), frozenset(above)), document

    def _shifted(self, amount_id: str, printed: Printed) -> tuple[Target, Document] | None:
        row = self.bench.amounts[amount_id]
        table = self.bench.document.blocks[printed.block]
        assert isinstance(table, Table)
        columns = {
            column["column_no"]
            for column in self.bench.rows["form_column"]
            if column["form_id"] == row["form_id"] and column["block_no"] == row["block_no"]
        }
        for step in (1, -1):
            column = row["column_no"] + step
            place = printed.cell.column + printed.cell.column_span if step == 1 else printed.cell.column - 1
            cell = _cell_at(table, printed.cell.row, place)
            if column not in columns or cell is None:
                continue
            other_id = f"{row['form_id']}-r{row['row_no']}c{column}"
            if cell.text.strip(" -—－") and other_id not in self.bench.printed:
                continue
            document = shift_column(self.bench.document, printed, cell)
            if document is None:
                continue
            values: dict[str, Decimal | None] = {amount_id: None}
            if other_id in self.bench.printed:
                values = {
                    amount_id: self.bench.in_yuan(other_id, self.bench.printed[other_id][0].number.value),
                    other_id: self.bench.in_yuan(amount_id, printed.number.value),
                }
            # In a blank cell that is part of the same whole: sums across the row do not tell where it stands.
            is_part = self.bench.parents[row["form_id"], column] == self.bench.parents[row["form_id"], row["column_no"]]
            stays = is_part and other_id not in self.bench.printed
            return self.bench.target(
                COLUMN_SHIFTED, amount_id, values, frozenset({amount_id, other_id}), stays
            ), document
        return None


def _cell_at(table: Table, row: int, column: int) -> Cell | None:
    return next(
        (
            cell
            for cell in table.cells
            if cell.row == row and cell.row_span == 1 and cell.column <= column < cell.column + cell.column_span
        ),
        None,
    )
