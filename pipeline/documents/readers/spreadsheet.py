"""Spreadsheets: what each visible sheet shows, as paragraphs and tables with spans.

Belongs here: words and dates by calamine, numbers as their cell shows them, merged cells, and telling the lines
around a table from the table.
Does not: the XML of sheets and styles (`workbook`), the format language (`number_format`), a form's header or unit
(`pipeline.forms`).

Nothing is calculated: a formula is its stored result. Hidden sheets, rows and columns are not part of what was
published; they are left out, and a Remark says so.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from msgspec.structs import replace
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline.documents.limits import Limits, too_many_cells
from pipeline.documents.model import Cell, Document, Paragraph, Remark, Table
from pipeline.documents.readers.number_format import plain, shown, stored_number
from pipeline.documents.readers.office import converted, find_office
from pipeline.documents.readers.package import damaged, open_package
from pipeline.documents.readers.workbook import Place, SheetLook, Style, looks
from pipeline.errors import UnreadableFile, UnsupportedFormat

Value = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Merge = tuple[Place, Place]

# A sheet whose cells are ruled in less than this share is taken as not ruled at all.
RULED_SHARE = 0.5
# A row without rulings that holds at least so many cells belongs to the ruled rows beside it.
FEWEST_CELLS_OF_A_ROW = 3
_MEDIA = "xl/media/"
_BINARY = "/workbook.bin"
# "name: 5.00" after NFKC, with what may stand behind the number; a date has more between its digits.
_NAMED_NUMBER = re.compile(r".*:\s*[-+(¥]?\d[\d,]*(?:\.\d+)?\s*[^\d\s]{0,3}\s*", re.DOTALL)
_COLUMN_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read_xlsx(path: Path, limits: Limits) -> Document:
    """The visible sheets in order, numbers as displayed; `Cell.stored` where the cell stores another number.

    Raises UnreadableFile for a file that is damaged, protected, over a limit, or shows nothing.
    """
    package = open_package(path, limits)
    if any(name.endswith(_BINARY) for name in package.others):
        raise UnsupportedFormat("the workbook is a binary one (XLSB): open it and save it as XLSX")
    return _read(package.repacked(), looks(package, limits), limits, pictures=_pictures(package.others))


def read_xls(path: Path, limits: Limits) -> Document:
    """The same of an older spreadsheet (XLS, and ET of WPS Spreadsheets).

    LibreOffice saves it as XLSX; where it is not installed, calamine reads stored numbers, and a Remark says that
    they may be displayed with other digits.
    """
    if find_office() is not None:
        with converted(path, "xls", "xlsx", limits) as copy:
            return replace(read_xlsx(copy, limits), format="xls")
    document = _read(io.BytesIO(path.read_bytes()), {}, limits, pictures=())
    remark = Remark(
        what="number_formats_not_read",
        detail="numbers are as stored, not as displayed; install LibreOffice and read the file again",
    )
    return replace(document, format="xls", remarks=(*document.remarks, remark))


def _pictures(others: Sequence[str]) -> tuple[Remark, ...]:
    count = sum(name.startswith(_MEDIA) for name in others)
    if not count:
        return ()
    return (Remark(what="picture_in_document", detail=f"{count} pictures stand in the sheets; they were not read"),)


def _read(file: io.BytesIO, seen: dict[str, SheetLook], limits: Limits, pictures: tuple[Remark, ...]) -> Document:
    blocks: list[Paragraph | Table] = []
    remarks = list(pictures)
    area = 0
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            for number, about in enumerate(workbook.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    remarks.append(Remark(what="sheet_not_read", printed_text=about.name, detail="it holds no cells"))
                    continue
                if about.visible != SheetVisibleEnum.Visible:
                    remarks.append(Remark(what="hidden_sheet", printed_text=about.name, detail="left out"))
                    continue
                sheet = workbook.get_sheet_by_index(number)
                # From here on: memory for the whole grid. For XLSX the extents were checked before.
                area += sheet.height * sheet.width
                if area > limits.max_cells:
                    raise too_many_cells(area, limits)
                grid = _Grid.of(sheet, seen.get(about.name, SheetLook()), limits)
                remarks.extend(grid.remarks)
                blocks.extend(grid.blocks())
    except PasswordError as error:
        raise UnreadableFile("the workbook is protected by a password; get it without one") from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(str(error)) from error
    if not blocks:
        raise UnreadableFile("the visible sheets of the workbook are empty; open it and look at its hidden sheets")
    return Document(format="xlsx", blocks=tuple(blocks), remarks=tuple(remarks))


@dataclass(slots=True)
class _Grid:
    """The visible cells of one sheet on their elementary grid, rows and columns from 0."""

    name: str
    row_count: int = 0
    column_count: int = 0
    cells: dict[Place, Cell] = field(default_factory=dict)  # with text, by the place of their upper left
    spans: dict[Place, tuple[int, int]] = field(default_factory=dict)
    covered: dict[Place, Place] = field(default_factory=dict)  # by a merged cell -> its upper left
    ruled: set[Place] = field(default_factory=set)
    remarks: list[Remark] = field(default_factory=list)

    @classmethod
    def of(cls, sheet: CalamineSheet, look: SheetLook, limits: Limits) -> _Grid:
        grid = cls(sheet.name)
        start = sheet.start
        if start is None:
            return grid
        top, left = start
        rows = [row for row in range(top, top + sheet.height) if row not in look.hidden_rows]
        columns = [column for column in range(left, left + sheet.width) if column not in look.hidden_columns]
        new_row = {row: index for index, row in enumerate(rows)}
        new_column = {column: index for index, column in enumerate(columns)}
        grid.row_count, grid.column_count = len(rows), len(columns)
        grid._merge(sheet.merged_cell_ranges or [], new_row, new_column, limits)
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
                if place in grid.covered:
                    continue  # under a merged cell: not shown
                if stored is not None:
                    rounded += 1
                    first_rounded = first_rounded or f"{_label((row, column))} shows {text!r}, stores {stored}"
                row_span, column_span = grid.spans.get(place, (1, 1))
                grid.cells[place] = Cell(*place, text, row_span, column_span, stored=stored)
                if look.styles.get((row, column), Style()).is_bordered:
                    grid.ruled.add(place)
        grid._remark("hidden_cells", hidden, f"{hidden} filled cells in hidden rows or columns were left out")
        grid._remark("displayed_number_differs", rounded, f"{rounded} cells; the first: {first_rounded}")
        failed = [place for place in look.errors if place[0] in new_row and place[1] in new_column]
        if failed:
            detail = f"{len(failed)} cells, the first {_label(failed[0])}: {look.errors[failed[0]]}"
            grid._remark("formula_with_error", len(failed), f"{detail}; mend the formula and save again")
        if look.uncalculated:
            first, count = _label(look.uncalculated[0]), len(look.uncalculated)
            grid._remark("formula_without_result", count, f"{count} cells, the first {first}; calculate and save again")
        return grid

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

    # -- lines around tables

    def blocks(self) -> Iterator[Paragraph | Table]:
        """Tables, and what stands above, between and below them as one Paragraph for each filled cell."""
        filled: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells.values():
            filled[cell.row].append(cell)
        is_ruled = len(self.ruled) >= RULED_SHARE * max(1, len(self.cells))
        in_table = self._ruled_rows(filled) if is_ruled else self._rows_by_content(filled)
        row = 0
        while row < self.row_count:
            if not in_table[row]:
                for cell in sorted(filled[row], key=lambda cell: cell.column):
                    if cell.text.strip():
                        yield Paragraph(text=cell.text)
                row += 1
                continue
            end = row
            while end < self.row_count and in_table[end]:
                end += 1
            yield from self._table(row, end)
            row = end

    def _ruled_rows(self, filled: list[list[Cell]]) -> list[bool]:
        """Ruled rows, blank rows between them, and full rows beside them."""
        rows = [
            any((cell.row, cell.column) in self.ruled for cell in cells) or (not cells and self._is_spanned(row))
            for row, cells in enumerate(filled)
        ]
        known = [row for row, inside in enumerate(rows) if inside]
        for above, below in pairwise(known):
            if not any(filled[row] for row in range(above + 1, below)):
                rows[above + 1 : below] = [True] * (below - above - 1)
        for row in range(1, len(rows)):
            rows[row] = rows[row] or (rows[row - 1] and len(filled[row]) >= FEWEST_CELLS_OF_A_ROW)
        for row in range(len(rows) - 2, -1, -1):
            rows[row] = rows[row] or (rows[row + 1] and len(filled[row]) >= FEWEST_CELLS_OF_A_ROW)
        return rows

    def _is_spanned(self, row: int) -> bool:
        """Whether a merged cell reaches down into the row."""
        return any(
            (row, column) in self.covered and self.covered[row, column][0] < row for column in range(self.column_count)
        )

    def _rows_by_content(self, filled: list[list[Cell]]) -> list[bool]:
        """Without rulings: a table begins with its first row of two cells that are not lines of their own.

        It ends where a row of a single cell follows an empty one, before the heading of another table, and before
        notes as wide as the sheet.
        """
        rows = [False] * len(filled)
        headings = self._headings(filled)
        inside = False
        for row, cells in enumerate(filled):
            follows_gap = len(cells) == 1 and row and not filled[row - 1] and not self._is_spanned(row)
            if follows_gap or row in headings:
                inside = False
            inside = inside or (len(cells) > 1 and (not _are_lines(cells) or _is_data(cells)))
            rows[row] = inside
        for row in range(len(filled) - 1, -1, -1):
            is_last = rows[row] and (row + 1 == len(filled) or not rows[row + 1])
            is_note = len(filled[row]) == 1 and filled[row][0].column_span == self.column_count
            if is_last and (not filled[row] or is_note) and not self._is_spanned(row):
                rows[row] = False
        return rows

    def _headings(self, filled: list[list[Cell]]) -> set[int]:
        """Rows that stand between two tables of a sheet: several, "name: value" among them, under a title.

        One such row alone may be a part of a form, as the goals of a performance table are; so is one whose value is
        a number, or that a merged cell reaches down into.
        """
        found: set[int] = set()
        run: list[int] = []
        for row, cells in enumerate([*filled, []]):
            is_alone = len(cells) == 1 and cells[0].column == 0
            if cells and (is_alone or _are_lines(cells)) and not _is_data(cells) and not self._is_spanned(row):
                run.append(row)
                continue
            if self._are_headings([filled[part] for part in run]):
                found.update(run)
            run = []
        return found

    def _are_headings(self, run: list[list[Cell]]) -> bool:
        """Whether a title is as wide as the sheet or as the lines below it, or lines stand side by side below it."""
        titles = [cells[0].column_span for cells in run if len(cells) == 1 and cells[0].column == 0]
        lines = [cells for cells in run if _are_lines(cells)]
        if len(run) < 2 or not titles or not lines:
            return False
        reach = max(cells[-1].column + cells[-1].column_span for cells in lines)
        return (
            max(titles) == self.column_count
            or max(titles) >= max(reach, 2)
            or any(len(cells) > 1 for cells in lines[-1:])
        )

    def _table(self, first: int, end: int) -> Iterator[Paragraph | Table]:
        cells = []
        for row in range(first, end):
            for column in range(self.column_count):
                corner = self.covered.get((row, column))
                if corner is not None and corner[0] >= first:
                    continue
                cell = self.cells.get((row, column))
                if cell is None:
                    row_span, column_span = self.spans.get((row, column), (1, 1))
                    cell = Cell(row, column, "", row_span, column_span)
                row_span = min(cell.row_span, end - row)
                cells.append(replace(cell, row=row - first, row_span=row_span))
        cells, column_count = _own_columns(cells)
        if column_count == 1:
            yield from (Paragraph(text=cell.text) for cell in cells if cell.text.strip())
            return
        # Rows come from what the file says, so a table is as sure as a ruled one.
        yield Table(tuple(cells), end - first, column_count, sheet=self.name)


def _own_columns(cells: list[Cell]) -> tuple[list[Cell], int]:
    """The cells on the columns of their own table, and how many those are.

    Tables on one sheet share its columns: one in which no cell of this table begins is no column of it, nor are
    those to the right of its last text. A row of one cell is as wide as the table, whatever it spans.
    """
    texts_of_row = Counter(cell.row for cell in cells if cell.text)
    shared = [cell for cell in cells if cell.text and texts_of_row[cell.row] > 1]
    width = max((cell.column + cell.column_span for cell in shared or cells), default=0)
    begins = sorted({cell.column for cell in cells if cell.column < width})
    found = []
    for cell in cells:
        column = bisect_left(begins, cell.column)
        if cell.column < width or cell.text:
            column_span = max(1, bisect_left(begins, cell.column + cell.column_span) - column)
            found.append(replace(cell, column=column, column_span=column_span))
    return found, max((cell.column + cell.column_span for cell in found), default=0)


def _within(ordered: list[int], first: int, last: int) -> list[int]:
    return ordered[bisect_left(ordered, first) : bisect_right(ordered, last)]


def _are_lines(cells: list[Cell]) -> bool:
    """Whether every text reads "name: value", as the lines with organisation and unit above a table do."""
    return bool(cells) and all(":" in unicodedata.normalize("NFKC", cell.text) for cell in cells)


def _is_data(cells: list[Cell]) -> bool:
    """Whether every text is a name and a number behind it: a row of a form, however it reads."""
    return all(_NAMED_NUMBER.fullmatch(unicodedata.normalize("NFKC", cell.text)) for cell in cells)


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
