"""One printed cell of a document changed, as a misprint or a misreading would.

Belongs here: the kinds of change, on the cells of a Document. Does not: what the checks make of it (`trials`).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from pipeline.documents.model import Cell, Document, Table
from pipeline.money import Number


@dataclass(frozen=True)
class Printed:
    """A number where it stands: the table's place among the blocks, the cell, the number read from it."""

    block: int
    cell: Cell
    number: Number


def _with_cells(document: Document, block: int, cells: tuple[Cell, ...], rows: int | None = None) -> Document:
    table = document.blocks[block]
    assert isinstance(table, Table)
    changed = msgspec.structs.replace(table, cells=cells, row_count=table.row_count if rows is None else rows)
    return msgspec.structs.replace(document, blocks=(*document.blocks[:block], changed, *document.blocks[block + 1 :]))


def _with_texts(document: Document, block: int, texts: Mapping[int, str]) -> Document:
    """The document with other texts in some cells, by id() of the cell."""
    table = document.blocks[block]
    assert isinstance(table, Table)
    cells = tuple(
        msgspec.structs.replace(cell, text=texts[id(cell)], stored=None) if id(cell) in texts else cell
        for cell in table.cells
    )
    return _with_cells(document, block, cells)


def styled(value: Decimal, number: Number, text: str) -> str:
    """The value as the cell would print it."""
    shown = f"{value:,.{number.decimals}f}" if "," in text or "，" in text else f"{value:.{number.decimals}f}"
    return shown + ("%" if number.is_percent else "")


def _digits(number: Number) -> str:
    return str(abs(int(number.value / number.step)))


def _from_digits(digits: str, number: Number) -> Decimal:
    return Decimal(int(digits)) * number.step * (-1 if number.value < 0 else 1)


def last_digit(number: Number, chance: random.Random) -> Decimal | None:
    return number.value + number.step * (1 if number.value <= 0 else chance.choice((1, -1)))


def digit(number: Number, chance: random.Random) -> Decimal | None:
    digits = _digits(number)
    place = chance.randrange(len(digits))
    others = [d for d in "0123456789" if d != digits[place] and not (d == "0" and place == 0 and len(digits) > 1)]
    return _from_digits(digits[:place] + chance.choice(others) + digits[place + 1 :], number)


def transposed(number: Number, chance: random.Random) -> Decimal | None:
    digits = _digits(number)
    places = [p for p in range(len(digits) - 1) if digits[p] != digits[p + 1] and not (p == 0 and digits[1] == "0")]
    if not places:
        return None
    p = chance.choice(places)
    return _from_digits(digits[:p] + digits[p + 1] + digits[p] + digits[p + 2 :], number)


def factor_ten(number: Number, chance: random.Random) -> Decimal | None:
    return number.value * 10 if number.value else None


def sign(number: Number, chance: random.Random) -> Decimal | None:
    return -number.value if number.value else None


NUMBERS: Mapping[str, Callable[[Number, random.Random], Decimal | None]] = {
    "last digit by one step": last_digit,
    "one digit": digit,
    "two digits transposed": transposed,
    "ten times": factor_ten,
    "sign": sign,
}
ROW_DROPPED, COLUMN_SHIFTED = "row dropped", "column shifted"
KINDS = (*NUMBERS, ROW_DROPPED, COLUMN_SHIFTED)


def change_number(
    document: Document, printed: Printed, kind: str, chance: random.Random
) -> tuple[Document, Decimal] | None:
    """The document with another number in the cell, and that number; None where the kind does not apply."""
    value = NUMBERS[kind](printed.number, chance)
    if value is None or value == printed.number.value:
        return None
    text = styled(value, printed.number, printed.cell.text)
    return _with_texts(document, printed.block, {id(printed.cell): text}), value


def drop_row(document: Document, printed: Printed) -> Document | None:
    """The document without the row of the cell; what spans several rows loses one."""
    table, row = document.blocks[printed.block], printed.cell.row
    assert isinstance(table, Table)
    if table.row_count < 2:
        return None
    kept = []
    for cell in table.cells:
        if cell.row <= row < cell.row + cell.row_span:
            if cell.row_span == 1:
                continue
            cell = msgspec.structs.replace(cell, row_span=cell.row_span - 1)
        elif cell.row > row:
            cell = msgspec.structs.replace(cell, row=cell.row - 1)
        kept.append(cell)
    return _with_cells(document, printed.block, tuple(kept), table.row_count - 1)


def shift_column(document: Document, printed: Printed, neighbour: Cell) -> Document | None:
    """The document with the number in the neighbouring cell; what stood there changes places with it."""
    if neighbour.text.strip() == printed.cell.text.strip():
        return None
    texts = {id(printed.cell): neighbour.text, id(neighbour): printed.cell.text}
    return _with_texts(document, printed.block, texts)
