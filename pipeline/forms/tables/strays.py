"""Words of a cell that a page break cut or left open: a row of their own on the next page, or a line in no cell.

Belongs here: putting such words back into the table and the cell they belong to.
Does not: tables that go on (`stitch`).
"""

from __future__ import annotations

from msgspec.structs import replace

from pipeline.documents.model import Cell, Paragraph, Table
from pipeline.forms.codes import is_listed
from pipeline.forms.tables.grid import LogicalTable, Slot

_TOUCH = 1.0  # points


def put_back(logical: LogicalTable, piece: Table, words: Paragraph, done: list[Cell]) -> bool:
    """Whether a line lies where the last piece of a table has a place without words; it is put there.

    `done` are the cells that have got words of this piece: more may follow (产, 出, 指, 标 one below the other).
    """
    if piece.box is None or words.box is None or piece.page != words.page or piece.trust == "aligned":
        return False
    x, y = (words.box.x0 + words.box.x1) / 2, (words.box.top + words.box.bottom) / 2
    start = logical.starts_of_pieces[-1]
    column = next((c for c in range(logical.width) if logical.edges[c] <= x < logical.edges[c + 1]), None)
    row = next((r for r in range(start, len(logical.rows)) if _stands_in(logical, r, y)), None)
    if column is None or row is None:
        return False
    slot = logical.rows[row][column]
    if slot is None:
        done.append(_fill_gap(logical, start, row, column, words))
    elif not slot.text.strip() or any(slot.cell is cell for cell in done):
        filled = replace(slot.cell, text=slot.text + words.text)
        _exchange(logical, start, slot.cell, filled)
        done.append(filled)
    else:
        return False
    return True


def join_cut_row(logical: LogicalTable) -> None:
    """The rest of a name at the head of the last piece is put to the row that the page break cut: alone in its row, it
    makes up a name of the lists with what stands above it, which is none by itself."""
    start = logical.starts_of_pieces[-1]
    if not 0 < start < len(logical.rows):
        return
    filled = [(c, cell) for c, cell in logical.anchors(start) if cell.text.strip()]
    above = logical.rows[start - 1][filled[0][0]] if len(filled) == 1 else None
    if above is None or not above.is_anchor:
        return
    [(column, rest)] = filled
    if is_listed(above.text) or is_listed(rest.text) or not is_listed(above.text + rest.text):
        return
    logical.rows[start - 1][column] = Slot(replace(above.cell, text=f"{above.text}\n{rest.text}"), True)
    del logical.rows[start]


def _stands_in(logical: LogicalTable, r: int, y: float) -> bool:
    boxes = [cell.box for _, cell in logical.anchors(r) if cell.row_span == 1 and cell.box is not None]
    return any(box.top - _TOUCH <= y <= box.bottom + _TOUCH for box in boxes)


def _fill_gap(logical: LogicalTable, start: int, row: int, column: int, words: Paragraph) -> Cell:
    """The rows above and below that have no cell in the column either belong to the same one."""
    first = last = row
    while first > start and logical.rows[first - 1][column] is None:
        first -= 1
    while last + 1 < len(logical.rows) and logical.rows[last + 1][column] is None:
        last += 1
    cell = Cell(first - start, column, words.text, last - first + 1, 1, words.page, words.box)
    for r in range(first, last + 1):
        logical.rows[r][column] = Slot(cell, r == first)
    return cell


def _exchange(logical: LogicalTable, start: int, cell: Cell, filled: Cell) -> None:
    for row in logical.rows[start:]:
        for slot in row:
            if slot is not None and slot.cell is cell:
                slot.cell = filled
