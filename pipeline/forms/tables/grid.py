"""A logical table as a matrix: one or more printed tables stitched on common columns.

Belongs here: laying cells with their spans on a matrix, joining continued tables, dropping repeated headers.
Does not: what headers and rows mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.documents.model import Cell, Paragraph, Table
from pipeline.forms.text import squeezed

# Column edges of a continuation lie within this many points of the first piece's (measured: 0.0; others 9 and more).
EDGE_TOLERANCE = 3.0


@dataclass(slots=True)
class Slot:
    """One place of the matrix; spanned places repeat their cell, only the first is the anchor."""

    cell: Cell
    is_anchor: bool

    @property
    def text(self) -> str:
        return self.cell.text


Row = list[Slot | None]


def indent_of(cell: Cell) -> float:
    """How far the text of a cell is set in: points on a page, elsewhere five for each leading space."""
    if cell.ink is not None and cell.box is not None:
        return cell.ink.x0 - cell.box.x0
    text = cell.text.lstrip("\n")
    return 5.0 * (len(text) - len(text.lstrip()))


@dataclass(slots=True)
class LogicalTable:
    """Rows of slots, all of the same width, with the paragraphs printed before and after."""

    rows: list[Row]
    width: int
    page_from: int
    page_to: int
    trust: str = "ruled"
    read_by: str = "text"
    has_spans: bool = True
    edges: tuple[float, ...] = ()
    last_page: int = 0  # where its last piece begins; a broad one ends on a later page
    sheet: str = ""  # of a spreadsheet, where this is its first table
    before: list[Paragraph] = field(default_factory=list)
    after: list[Paragraph] = field(default_factory=list)
    repeated_rows: list[Row] = field(default_factory=list)
    starts_of_pieces: list[int] = field(default_factory=list)

    def anchors(self, row: int) -> list[tuple[int, Cell]]:
        """(column, cell) of the cells that start in a row, from left to right."""
        return [(c, slot.cell) for c, slot in enumerate(self.rows[row]) if slot is not None and slot.is_anchor]

    def text(self, row: int, column: int) -> str:
        slot = self.rows[row][column] if column < len(self.rows[row]) else None
        return slot.text if slot is not None else ""


def matrix(table: Table, columns: list[int] | None = None, width: int | None = None) -> list[Row]:
    """The table's cells on its elementary grid; `columns` maps each of its column edges to a wider grid's."""
    total = width if width is not None else table.column_count
    rows: list[Row] = [[None] * total for _ in range(table.row_count)]
    for cell in table.cells:
        first = columns[cell.column] if columns else cell.column
        last = columns[cell.column + cell.column_span] if columns else cell.column + cell.column_span
        for r in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
            for c in range(first, min(last, total)):
                rows[r][c] = Slot(cell, r == cell.row and c == first)
    return rows


def _subset(inner: tuple[float, ...], outer: tuple[float, ...]) -> list[int] | None:
    """For each inner edge the index of the outer edge it lies on, or None when one lies on none."""
    indices = []
    for edge in inner:
        best = min(range(len(outer)), key=lambda i: abs(outer[i] - edge))
        if abs(outer[best] - edge) > EDGE_TOLERANCE:
            return None
        indices.append(best)
    return indices if len(set(indices)) == len(indices) else None


def _union(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, ...]:
    """Edges of both, those closer than the tolerance once."""
    edges: list[float] = []
    for edge in sorted((*a, *b)):
        if not edges or edge - edges[-1] > EDGE_TOLERANCE:
            edges.append(edge)
    return tuple(edges)


def row_key(row: Row) -> tuple[str, ...]:
    """The squeezed texts of a row's anchors: equal rows print the same."""
    return tuple(squeezed(slot.text) if slot is not None and slot.is_anchor else "" for slot in row)


def first_piece(table: Table, before: list[Paragraph]) -> LogicalTable:
    """A logical table of one printed table."""
    return LogicalTable(
        rows=matrix(table),
        width=table.column_count,
        page_from=table.page,
        page_to=max((cell.page for cell in table.cells), default=table.page),
        last_page=table.page,
        trust=table.trust,
        read_by=table.read_by,
        has_spans=any(c.row_span > 1 or c.column_span > 1 for c in table.cells),
        edges=table.column_edges,
        sheet=table.sheet,
        before=before,
        starts_of_pieces=[0],
    )


def columns_fit(logical: LogicalTable, table: Table) -> bool:
    """Whether the table's columns are the logical table's, some of theirs, or more of the same."""
    if logical.edges and table.column_edges:
        return (
            _subset(table.column_edges, logical.edges) is not None
            or _subset(logical.edges, table.column_edges) is not None
        )
    return not logical.edges and not table.column_edges and table.column_count <= logical.width


def append_piece(logical: LogicalTable, table: Table, header_rows: int) -> None:
    """Join a continuation; header rows it repeats are set aside."""
    if logical.edges and table.column_edges:
        onto = _subset(table.column_edges, logical.edges)
        widen = _subset(logical.edges, table.column_edges) if onto is None else None
        if onto is None and widen is None:
            # A key-value form goes on with other columns: both keep theirs, on the edges of both.
            edges = _union(logical.edges, table.column_edges)
            own, onto = _subset(logical.edges, edges), _subset(table.column_edges, edges)
            assert own is not None
            logical.rows = [_spread(row, own, len(edges) - 1) for row in logical.rows]
            logical.edges, logical.width = edges, len(edges) - 1
        elif widen is not None:
            logical.rows = [_spread(row, widen, table.column_count) for row in logical.rows]
            logical.edges, logical.width = table.column_edges, table.column_count
            onto = list(range(table.column_count + 1))
        rows = matrix(table, onto, logical.width)
    else:
        rows = matrix(table, None, max(logical.width, table.column_count))
        if table.column_count > logical.width:
            logical.width = table.column_count
            for row in logical.rows:
                row.extend([None] * (logical.width - len(row)))
    repeated = 0
    while (
        repeated < header_rows
        and repeated < len(rows)
        and any(row_key(rows[repeated]))
        and row_key(rows[repeated]) == row_key(logical.rows[repeated])
    ):
        repeated += 1
    logical.repeated_rows.extend(rows[:repeated])
    logical.starts_of_pieces.append(len(logical.rows))
    logical.rows.extend(rows[repeated:])
    logical.page_to = max(logical.page_to, table.page, *(cell.page for cell in table.cells))
    logical.last_page = table.page
    if table.trust != "ruled":
        logical.trust = table.trust


def _spread(row: Row, edges: list[int], width: int) -> Row:
    """A row of a coarser grid on a finer one; `edges[i]` is where coarse edge i lies."""
    wide: Row = [None] * width
    for column, slot in enumerate(row):
        if slot is None:
            continue
        for target in range(edges[column], edges[column + 1]):
            wide[target] = Slot(slot.cell, slot.is_anchor and target == edges[column])
    return wide
