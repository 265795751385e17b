"""The visible cells of one sheet on its elementary grid: what each shows, and how far merged cells reach.

Belongs here: words and dates by calamine, numbers as their cell shows them, merged cells, what is hidden.
Does not: the XML of sheets and styles (`workbook`), the format language (`number_format`), telling the lines around a
table from the table (`spreadsheet_tables`).
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineSheet

from pipeline.documents.limits import Limits, too_many_cells
from pipeline.documents.model import Cell, Remark
from pipeline.documents.readers.number_format import plain, shown, stored_number
from pipeline.documents.readers.workbook import Place, SheetLook, Style

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Merge = tuple[Place, Place]

_COLUMN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class SheetGrid:
    """The visible cells of one sheet, rows and columns from 0."""

    name: str
    row_count: int = 0
    column_count: int = 0
    cells: dict[Place, Cell] = field(default_factory=dict)  # with text, by the place of their upper left
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)  # by a merged cell -> its upper left
    ruled: set[Place] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: CalamineSheet, look: SheetLook, limits: Limits) -> SheetGrid:
        grid = cls(sheet.name)
        if sheet.start is None:
            return grid
        top, left = sheet.start
        rows = [row for row in range(top, top + sheet.height) if row not in look.hidden_rows]
        columns = [column for column in range(left, left + sheet.width) if column not in look.hidden_columns]
        new_row = {row: index for index, row in enumerate(rows)}
        new_column = {column: index for index, column in enumerate(columns)}
        grid.row_count, grid.column_count = len(rows), len(columns)
        grid._merge(sheet.merged_cell_ranges or [], new_row, new_column, limits)
        grid._fill(sheet, look, new_row, new_column)
        grid._remark_on_formulas(look, new_row, new_column)
        return grid

    def is_spanned(self, row: int) -> bool:
        """Whether a merged cell reaches down into the row."""
        return any(
            (row, column) in self.covered and self.covered[row, column][0] < row for column in range(self.column_count)
        )

    def _fill(self, sheet: CalamineSheet, look: SheetLook, new_row: dict[int, int], new_column: dict[int, int]) -> None:
        assert sheet.start is not None
        top, left = sheet.start
        hidden = rounded = 0
        first_rounded = ""
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top):
            for column, value in enumerate(values, start=left):
                text, stored = _text(value, look, (row, column))
                if not text and stored is None:
                    continue
                if row not in new_row or column not in new_column:
                    hidden += 1
                    continue
                place = new_row[row], new_column[column]
                if place in self.covered:
                    continue  # under a merged cell: not shown
                if stored is not None:
                    rounded += 1
                    first_rounded = first_rounded or f"{_label((row, column))} shows {text!r}, stores {stored}"
                row_span, column_span = self.spans.get(place, (1, 1))
                self.cells[place] = Cell(*place, text, row_span, column_span, stored=stored)
                if look.styles.get((row, column), Style()).is_bordered:
                    self.ruled.add(place)
        self._remark("hidden_cells", hidden, f"{hidden} filled cells in hidden rows or columns were left out")
        self._remark("displayed_number_differs", rounded, f"{rounded} cells; the first: {first_rounded}")

    def _remark_on_formulas(self, look: SheetLook, new_row: dict[int, int], new_column: dict[int, int]) -> None:
        failed = [place for place in look.errors if place[0] in new_row and place[1] in new_column]
        if failed:
            detail = f"{len(failed)} cells, the first {_label(failed[0])}: {look.errors[failed[0]]}"
            self._remark("formula_with_error", len(failed), f"{detail}; mend the formula and save again")
        if look.uncalculated:
            first, count = _label(look.uncalculated[0]), len(look.uncalculated)
            self._remark("formula_without_result", count, f"{count} cells, the first {first}; calculate and save again")

    def _remark(self, what: str, count: int, detail: str) -> None:
        if count:
            self.remarks.append(Remark(what=what, printed_text=self.name, detail=detail))

    def _merge(
        self, merges: Sequence[Merge], new_row: dict[int, int], new_column: dict[int, int], limits: Limits
    ) -> None:
        """Spans as they are shown: without what is hidden, and not beyond the last filled row and column."""
        if not new_row or not new_column:
            return
        rows, columns = sorted(new_row), sorted(new_column)
        area = 0
        for (top, left), (bottom, right) in merges:
            # Ranges reach to the end of a sheet of a million rows; only what is shown is counted.
            down = [new_row[row] for row in _within(rows, top, bottom)]
            across = [new_column[column] for column in _within(columns, left, right)]
            if not down or not across or len(down) * len(across) == 1:
                continue
            # Ranges do not overlap, so all of them together are no larger than the grid.
            area += len(down) * len(across)
            if area > limits.max_cells:
                raise too_many_cells(area, limits)
            corner = down[0], across[0]
            places = [(row, column) for row in down for column in across]
            if any(place in self.covered or place in self.spans for place in places):
                continue  # overlaps another range: programs call such a file damaged
            self.spans[corner] = down[-1] - down[0] + 1, across[-1] - across[0] + 1
            self.covered.update((place, corner) for place in places if place != corner)


def _within(ordered: list[int], first: int, last: int) -> list[int]:
    return ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]


def _text(value: Value, look: SheetLook, place: Place) -> tuple[str, str | None]:
    """What the cell shows, and the number it stores where that is another one."""
    if place in look.errors:
        return look.errors[place], None
    written = look.numbers.get(place)
    if written is not None:
        style = look.styles.get(place, Style())
        number = stored_number(written)
        display = shown(number, style.format_code) if style.format_code is not None else None
        if look.hides_zeros and number == 0:
            return "", None
        if display is not None:
            # A dash or a blank for nothing is how nothing is written, not another number.
            return display.text, None if (display.value or 0) == number else plain(number)
        if isinstance(value, int | float):
            return plain(number), None
        return _date(value), plain(number)
    if isinstance(value, bool):
        return str(value).upper(), None
    if isinstance(value, int | float):
        return plain(stored_number(repr(value))), None
    return (value if isinstance(value, str) else _date(value)), None


def _date(value: Value) -> str:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return value.isoformat(" ") if isinstance(value, dt.datetime) else str(value)


def _label(place: Place) -> str:
    """B7 for row 6 and column 1."""
    row, column = place
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = _COLUMN_LETTERS[letter] + letters
    return f"{letters}{row + 1}"
