"""The numbers of a performance table outside its indicators: amounts, with measure, unit and year.

Belongs here: what a number counts, by the labels it has; numbers written into the cell of their label.
Does not: which labels those are (`labels`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from pipeline.documents.model import Cell
from pipeline.forms.columns.header_rows import looks_like_amount
from pipeline.forms.model import Amount, Column, LeftOut, RecognisedForm, Row, Trouble
from pipeline.forms.numbers import is_number, read_number
from pipeline.forms.performance.columns import kind_of
from pipeline.forms.performance.labels import label_kind, labels_of, measure_of, nearest_words
from pipeline.forms.tables.captions import unit_of
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import folded, header_word, squeezed, unit_in, without_numbering, year_in
from pipeline.forms.words import basis_words, measure_entry, subtotal_words, vocabulary
from pipeline.money import UNIT

# A number with its unit, and perhaps its label, in one cell: 其中：基本支出：1,200.00 or 500,000.00元. Points in
# brackets behind a label (预算执行率（10）) are none.
_WRITTEN = re.compile(rf"(?P<label>\D*?)[:\s]*(?<!\()(?P<number>\d[\d,]*(?:\.\d+)?)\s*\(?(?P<unit>{UNIT})?\)?")


@dataclass(frozen=True, slots=True)
class _Printed:
    """A number, where it stands, and what the words around it say of it."""

    row: int
    column: int
    cell: Cell
    measure: str
    labels: list[str]  # the nearest first
    unit: str | None


def read_money(table: LogicalTable, form: RecognisedForm, r: int, c: int, cell: Cell) -> None:
    """Add the number of a cell as an amount, or leave it out with a reason."""
    points = _points(table, r, c)
    if points == "weight":
        form.left_out.append(LeftOut(cell, "indicator weight", r, c))
        return
    labels = labels_of(table, r, c)
    measure = "score" if points else _measure(labels)
    if measure is None and not looks_like_amount(cell.text):
        form.left_out.append(LeftOut(cell, "text", r, c))
        return
    if measure is None:
        labels = labels or [nearest_words(table, r, c)]
        form.troubles.append(Trouble("number_without_meaning", cell.text, " / ".join(labels), cell.page))
    _add(table, form, _Printed(r, c, cell, measure or "unknown", labels, _unit(table, r, c, labels)))


def read_written(table: LogicalTable, form: RecognisedForm, r: int, c: int, cell: Cell) -> bool:
    """Add the number of a cell that prints its unit or its label too; False where the cell says something else."""
    match = _WRITTEN.fullmatch(folded(cell.text).strip())
    if match is None or not (match["label"] or match["unit"]):
        return False
    labels = [match["label"]] if match["label"] else labels_of(table, r, c)
    measure = _measure(labels)
    if measure is None or label_kind(labels[0]) != "money":
        return False
    unit = match["unit"] or _unit(table, r, c, labels)
    number = msgspec.structs.replace(cell, text=match["number"])
    _add(table, form, _Printed(r, c, number, measure, labels, unit))
    return True


def _add(table: LogicalTable, form: RecognisedForm, printed: _Printed) -> None:
    r, c, labels, measure = printed.row, printed.column, printed.labels, printed.measure
    number = read_number(printed.cell.text)
    assert number is not None
    if not any((x.column_no, x.measure) == (c, measure) for x in form.columns):
        form.columns.append(_column(table, printed))
    if not any(row.row_no == r for row in form.rows):
        form.rows.append(Row(r, 0, None, name=squeezed(labels[0]) if labels else "", page=printed.cell.page))
    form.amounts.append(
        Amount(
            r,
            c,
            0,
            printed.cell,
            number,
            measure=measure,
            row_label=" / ".join(squeezed(x) for x in labels),
            own_label=without_numbering(labels[0])[0].rstrip(":") if labels else "",
        )
    )
    if measure == "project_budget" and (rank := _rank(table, r, c, labels)) > form.budget_rank:
        form.project_budget, form.budget_rank = number, rank


def _column(table: LogicalTable, printed: _Printed) -> Column:
    """The column a number stands for: key-value tables have none of their own."""
    entry = measure_entry(printed.measure)
    words = [*printed.labels[:1], *_year_line(table, printed.row, printed.column)]
    return Column(
        printed.column,
        0,
        " / ".join(squeezed(x) for x in printed.labels),
        printed.measure,
        fund=entry.get("fund"),
        basis=_basis(table, printed.row, printed.column),
        value_year=next((year for text in words if (year := year_in(text))), None),
        quantity=entry.get("quantity", "money"),
        unit=printed.unit,
    )


def _rank(table: LogicalTable, r: int, c: int, labels: list[str]) -> int:
    """How surely a number is the whole of this year: above the label of a column, a row's own, this year's own."""
    is_own = any(label_kind(other.text) == "money" for column, other in table.anchors(r) if column < c)
    is_this_year = any(re.search(vocabulary("performance")["this_year"], squeezed(text)) for text in labels[:1])
    return 1 + is_own + (is_own and is_this_year)


def _measure(labels: list[str]) -> str | None:
    """By the nearest label that names one; a sum that no group explains is the total."""
    named = next((measure for label in labels if (measure := measure_of(label))), None)
    if named is None and labels and subtotal_words().find(header_word(labels[0])[0]):
        return "total"
    return named


def _basis(table: LogicalTable, r: int, c: int) -> str | None:
    """Which figure of a year the number is (年初预算数), by the nearest words above it."""
    above = (slot.text for k in range(r - 1, -1, -1) if (slot := table.rows[k][c]) is not None and slot.is_anchor)
    words = next((text for text in above if text.strip() and not is_number(text)), "")
    return basis_words().find(header_word(words)[0])


def _points(table: LogicalTable, r: int, c: int) -> str | None:
    """`weight` or `score` where the nearest words above a number (分值, 得分) say that it counts points, not money."""
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is not None and slot.is_anchor and slot.text.strip() and not is_number(slot.text):
            kind = kind_of(slot.text)
            return kind if kind in ("weight", "score") else None
    return None


def _unit(table: LogicalTable, r: int, c: int, labels: list[str]) -> str | None:
    """The unit printed at the labels, at the head of the group left of the number, above it, or next above both."""
    around = [slot.text for k in range(c) if (slot := table.rows[r][k]) is not None]
    above = [slot.text for k in range(r - 1, -1, -1) if (slot := table.rows[k][c]) is not None]
    heads = [slot.text for k in range(r - 1, -1, -1) for slot in table.rows[k][:c] if slot is not None]
    texts = [*labels, *around, *above, *heads]
    return next((unit for text in texts if (unit := unit_in(text) or unit_of(text))), None)


def _year_line(table: LogicalTable, r: int, c: int) -> list[str]:
    """The words above a number that are only a year: 2025年."""
    found = [slot.text for k in range(r - 1, -1, -1) if (slot := table.rows[k][c]) is not None and slot.is_anchor]
    return [text for text in found if year_in(text) and not header_word(text)[0]][:1]
