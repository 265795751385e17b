"""What is on the pages of one file: paragraphs and tables of cells, in reading order.

Belongs here: the shapes every reader returns and every later stage consumes.
Does not: how a format is parsed (`readers`), what a table means (`pipeline.forms`).

Coordinates are PDF points from the top left of the page as it is read. That is the page as it is shown, but for one
whose print runs sideways: it is turned before it is read (`Page.turn`), and `Page.shown` turns a box back. Formats
without pages have page 1 and no boxes. Text is kept exactly as printed: a line break inside a cell is "\\n".
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

# At the end of what was made of a cell that cannot be believed; no number has it.
UNREADABLE = "\ufffd"

# Smaller pictures, wide or high, are seals, icons and rulings: no table with words in it fits.
LEAST_PICTURE_POINTS = (150.0, 60.0)


class Box(NamedTuple):
    """A rectangle in PDF points from the top left."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def contains(self, x: float, y: float) -> bool:
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """One cell of a table; `row` and `column` count from 0 on the table's elementary grid."""

    row: int
    column: int
    text: str
    row_span: int = 1
    column_span: int = 1
    page: int = 1
    box: Box | None = None
    # Where the ink of the text is: the indent of a label, the place of a number.
    ink: Box | None = None
    # Spreadsheets: the number in the cell where `text` shows another one (rounded, a dash for 0); plain digits.
    stored: str | None = None


class Paragraph(msgspec.Struct, frozen=True, omit_defaults=True, tag="p"):
    """A run of text outside tables: one printed line, or several that the page shows as one paragraph."""

    text: str
    page: int = 1
    box: Box | None = None
    is_heading: bool = False
    heading_rank: int = 0  # how deep a format marks the heading: 1 (h1, #) to 6; 0 where it marks none


class Table(msgspec.Struct, frozen=True, omit_defaults=True, tag="t"):
    """A grid of cells on one page; a continuation on the next page is another Table (see forms.stitch)."""

    cells: tuple[Cell, ...]
    row_count: int
    column_count: int
    page: int = 1
    box: Box | None = None
    # ruled: every cell is closed by rulings; open: outer sides were added; aligned: sides found between the text.
    trust: str = "ruled"
    read_by: str = "text"
    # x positions of the column edges, for joining a continued table; empty without pages.
    column_edges: tuple[float, ...] = ()
    sheet: str = ""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """One page and what could not be read on it."""

    number: int
    width: float = 0.0
    height: float = 0.0
    glyph_count: int = 0
    unmapped_count: int = 0  # glyphs without a Unicode mapping
    hidden_count: int = 0  # glyphs left out: invisible, clipped, off the page, white on white
    image_share: float = 0.0  # part of the page covered by images
    slanted: str = ""  # letters that are not set upright, as of a watermark
    pictures: tuple[Box, ...] = ()  # large enough for a table, from a pdf: where they stand
    turn: int = 0  # quarter turns clockwise from the page as shown to the page as read; width and height are as read

    def shown(self, box: Box) -> Box:
        """A box of the page as read where it stands on the page as shown."""
        return _turned(box, -self.turn % 4, self.width, self.height) if self.turn else box

    def as_read(self, box: Box) -> Box:
        """A box of the page as shown where it stands on the page as read."""
        if not self.turn:
            return box
        wide, high = (self.width, self.height) if self.turn == 2 else (self.height, self.width)
        return _turned(box, self.turn, wide, high)


def _turned(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a page of this size where it stands once the page is turned by quarters clockwise."""
    x0, top, x1, bottom = box
    match turn:
        case 1:
            turned = Box(height - bottom, x0, height - top, x1)
        case 2:
            turned = Box(width - x1, height - bottom, width - x0, height - top)
        case _:
            turned = Box(top, width - x1, bottom, width - x0)
    return Box(*(round(side, 2) for side in turned))


class Remark(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something a reader could not read, to be stored as a problem."""

    what: str
    page: int | None = None
    printed_text: str = ""
    detail: str = ""
    box: Box | None = None  # where a single cell is meant


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of an archive: its place in it, its bytes, and the pages of the Document that show it (none: 0)."""

    path: str
    sha256: str
    kind: str
    byte_size: int
    page_from: int = 0
    page_to: int = 0
    # Why it is not among the pages; empty where it is.
    left_out: str = ""


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file as read: blocks in reading order."""

    format: str
    blocks: tuple[Paragraph | Table, ...]
    pages: tuple[Page, ...] = ()
    remarks: tuple[Remark, ...] = ()
    read_method: str = "text_layer"
    attachments: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()  # of an archive

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]
