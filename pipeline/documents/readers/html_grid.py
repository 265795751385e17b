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


@dataclass(slots=True)
class Source:
    """A table as written: sections of rows of cells, and what stands in the table but in no cell."""

    sections: list[list[list[etree._Element]]] = field(default_factory=list)
    captions: list[etree._Element] = field(default_factory=list)
    loose_text: list[str] = field(default_factory=list)
    loose_tables: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Placed:
    element: etree._Element
    row: int
    column: int
    row_span: int
    column_span: int


def gather(table: etree._Element, source: Source) -> None:
    """Fill `source` from a <table>: heads first and feet last, as they are shown.

    Elements that do not belong in a table (<form>, most often) are looked through; text in no cell is kept.
    """
    heads: list[list[list[etree._Element]]] = []
    bodies: list[list[list[etree._Element]]] = []
    feet: list[list[list[etree._Element]]] = []
    target = {"thead": heads, "tbody": bodies, "tfoot": feet}

    def scan(element: etree._Element, rows: list[list[etree._Element]]) -> None:
        """Rows below `element`; those not in a section of their own go to `rows`."""
        open_row: list[etree._Element] | None = None
        _keep(source, element.text)
        for child in element:
            tag = child.tag
            if tag in ("td", "th"):
                if open_row is None:
                    open_row = []
                    rows.append(open_row)
                open_row.append(child)
            else:
                open_row = None if tag in target or tag == "tr" else open_row
                if tag == "tr":
                    row: list[etree._Element] = []
                    rows.append(row)
                    scan_row(child, row)
                elif tag in target:
                    section: list[list[etree._Element]] = []
                    target[tag].append(section)
                    scan(child, section)
                elif tag == "caption":
                    source.captions.append(child)
                elif tag == "table":
                    source.loose_tables.append(child)
                elif isinstance(tag, str):
                    scan(child, rows)
            _keep(source, child.tail)

    def scan_row(element: etree._Element, row: list[etree._Element]) -> None:
        _keep(source, element.text)
        for child in element:
            if child.tag in ("td", "th"):
                row.append(child)
            elif child.tag == "table":
                source.loose_tables.append(child)
            elif isinstance(child.tag, str):
                scan_row(child, row)
            _keep(source, child.tail)

    bare: list[list[etree._Element]] = []
    bodies.append(bare)
    scan(table, bare)
    source.sections = [section for section in (*heads, *bodies, *feet) if section]


def _keep(source: Source, text: str | None) -> None:
    if text and text.strip():
        source.loose_text.append(text)


def place(sections: list[list[list[etree._Element]]], limits: Limits) -> tuple[list[Placed], int, int]:
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
