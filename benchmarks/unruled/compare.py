"""Two readings of one document, number by number.

Belongs here: what a number means in a reading, and the count of those that mean the same in both.
Does not: making the readings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from pipeline.documents.model import Document
from pipeline.forms.recognise import recognise
from pipeline.forms.text import squeezed

Place = tuple[int, int, int, str]  # page, place of its ink in points, text


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a reading says of one number: its row and its column."""

    kind: str
    row: tuple[str, ...]
    column: tuple[str, ...]


@dataclass(slots=True)
class Score:
    """Numbers of the ruled reading, and how many of them the other has."""

    pages: int = 0
    numbers: int = 0
    found: int = 0
    same_row: int = 0
    same_column: int = 0
    same: int = 0
    invented: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def add(self, other: Score) -> None:
        for name in ("pages", "numbers", "found", "same_row", "same_column", "same", "invented"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lost += other.lost


def meanings(document: Document) -> dict[Place, Meaning]:
    """Every amount of the recognised forms by its place on the page."""
    found: dict[Place, Meaning] = {}
    for form in recognise(document).forms:
        columns = {column.column_no: column for column in form.columns}
        rows = {(row.row_no, row.block_no): row for row in form.rows}
        for amount in form.amounts:
            box = amount.cell.ink
            if box is None:
                continue
            column, row = columns.get(amount.column_no), rows.get((amount.row_no, amount.block_no))
            place = (amount.cell.page, round(box.x0), round(box.top), squeezed(amount.cell.text))
            label = (
                (*sorted(f"{c.scheme} {c.value}" for c in row.codes), squeezed(row.name), squeezed(row.project_name))
                if row
                else (squeezed(amount.row_label),)
            )
            meant = (
                (amount.measure or column.measure, column.fund or "", column.side or "", str(column.value_year or ""))
                if column
                else (amount.measure or "unknown",)
            )
            found[place] = Meaning(form.kind, label, meant)
    return found


def compared(ruled: dict[Place, Meaning], other: dict[Place, Meaning]) -> Score:
    """The other reading's numbers against the ruled one's."""
    score = Score(pages=len({place[0] for place in ruled}), numbers=len(ruled))
    for place, meaning in ruled.items():
        now = other.get(place)
        if now is None:
            score.lost[f"page {place[0]}: not read"] += 1
            continue
        score.found += 1
        score.same_row += now.row == meaning.row
        score.same_column += now.column == meaning.column
        alike = now.row == meaning.row and now.column == meaning.column
        score.same += alike
        if not alike:
            score.lost[f"page {place[0]}: {'row' if now.row != meaning.row else 'column'}"] += 1
    score.invented = sum(place not in ruled for place in other)
    return score
