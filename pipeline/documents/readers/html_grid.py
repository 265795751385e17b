"""The table model of HTML: which cells a table is written with, and where each stands on the elementary grid.

Belongs here: sections, rows, rowspan and colspan, what stands in a table but in no cell.
Does not: what a cell holds, or whether the table only lays out the page (`html`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from pipeline.documents.limits import Limits, too_many_cells

# As in the HTML standard: a browser shows no wider span.
MAX_COLUMN_SPAN = 1000

_NUMBER = re.compile(r"\s*\+?(\d+)")


Row = list[etree._Element]
_CELLS = ("td", "th")


@dataclass(slots=True)
class Source:
    """A table as written: sections of rows of cells, and what stands in the table but in no cell."""

    heads: list[list[Row]] = field(default_factory=list)
    bodies: list[list[Row]] = field(default_factory=list)
    feet: list[list[Row]] = field(default_factory=list)
    captions: list[etree._Element] = field(default_factory=list)
    loose_text: list[str] = field(default_factory=list)
    loose_tables: list[etree._Element] = field(default_factory=list)

    @property
    def sections(self) -> list[list[Row]]:
        """Heads first and feet last, as they are shown."""
        return [section for section in (*self.heads, *self.bodies, *self.feet) if section]

    def section_for(self, tag: object) -> list[list[Row]] | None:
        """Where a section of this tag belongs; None for what is no section."""
        match tag:
            case "thead":
                return self.heads
            case "tbody":
                return self.bodies
            case "tfoot":
                return self.feet
        return None

    def keep(self, text: str | None) -> None:
        if text and text.strip():
            self.loose_text.append(text)


@dataclass(frozen=True, slots=True)
class Placed:
    element: etree._Element
    row: int
    column: int
    row_span: int
    column_span: int


def gather(table: etree._Element) -> Source:
    """A <table> as written.

    Elements that do not belong in a table (<form>, most often) are looked through; text in no cell is kept.
    """
    source = Source()
    without_section: list[Row] = []
    source.bodies.append(without_section)
    _gather_rows(table, without_section, source)
    return source


def _gather_rows(element: etree._Element, rows: list[Row], source: Source) -> None:
    """Rows below `element`; those not in a section of their own go to `rows`."""
    open_row: Row | None = None  # of cells that stand in no row
    source.keep(element.text)
    for child in element:
        tag = child.tag
        sections = source.section_for(tag)
        if tag in _CELLS:
            if open_row is None:
                open_row = []
                rows.append(open_row)
            open_row.append(child)
        elif tag == "tr":
            open_row = None
            rows.append([])
            _gather_cells(child, rows[-1], source)
        elif sections is not None:
            open_row = None
            sections.append([])
            _gather_rows(child, sections[-1], source)
        elif tag == "caption":
            source.captions.append(child)
        elif tag == "table":
            source.loose_tables.append(child)
        elif isinstance(tag, str):
            _gather_rows(child, rows, source)
        source.keep(child.tail)


def _gather_cells(element: etree._Element, row: Row, source: Source) -> None:
    source.keep(element.text)
    for child in element:
        if child.tag in _CELLS:
            row.append(child)
        elif child.tag == "table":
            source.loose_tables.append(child)
        elif isinstance(child.tag, str):
            _gather_cells(child, row, source)
        source.keep(child.tail)


def place(sections: list[list[Row]], limits: Limits) -> tuple[list[Placed], int, int]:
    """Cells on the elementary grid, and the numbers of its rows and columns, by the table model of HTML.

    A cell takes the first free place of its row; a span ends where its section or a cell from above ends, so
    that no place has two cells. A row of a single cell is as wide as the table, whatever it claims
    (notes below a form have colspan="100").
    """
    placed: list[Placed] = []
    first_row = area = 0
    for section in sections:
        covered: dict[int, int] = {}  # column -> further rows taken by a cell from above
        for offset, row in enumerate(section):
            taken = set(covered)
            below = {column: left - 1 for column, left in covered.items() if left > 1}
            column = 0
            for element in row:
                while column in taken:
                    column += 1
                rows_left = len(section) - offset
                claimed_rows, claimed_columns = _span(element, "rowspan"), _span(element, "colspan") or 1
                if claimed_rows * claimed_columns > limits.max_cells:
                    raise too_many_cells(claimed_rows * claimed_columns, limits)
                row_span = min(claimed_rows or rows_left, rows_left)
                column_span = 1
                while column_span < min(claimed_columns, MAX_COLUMN_SPAN) and column + column_span not in taken:
                    column_span += 1
                area += row_span * column_span
                if area > limits.max_cells:
                    raise too_many_cells(area, limits)
                if row_span > 1:
                    below.update((c, row_span - 1) for c in range(column, column + column_span))
                placed.append(Placed(element, first_row + offset, column, row_span, column_span))
                column += column_span
            covered = below
        first_row += len(section)
    column_count = _column_count(placed)
    if first_row * column_count > limits.max_cells:
        raise too_many_cells(first_row * column_count, limits)
    clipped = [
        cell
        if cell.column + cell.column_span <= column_count
        else Placed(cell.element, cell.row, cell.column, cell.row_span, column_count - cell.column)
        for cell in placed
    ]
    return clipped, first_row, column_count


def _span(element: etree._Element, name: str) -> int:
    """The number an attribute begins with, as browsers read it; 1 where there is none."""
    match = _NUMBER.match(element.get(name) or "")
    # Nine digits are beyond every limit already, and int() refuses thousands of digits.
    return int(match.group(1)[:9]) if match else 1


def _column_count(placed: list[Placed]) -> int:
    cells_of_row = Counter(row for cell in placed for row in range(cell.row, cell.row + cell.row_span))
    shared = [cell for cell in placed if cells_of_row[cell.row] > 1]
    return max((cell.column + cell.column_span for cell in shared or placed), default=0)
