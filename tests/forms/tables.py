"""Tables typed by hand: a text disclosure with tabs, recognised."""

from pathlib import Path
from textwrap import dedent

from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Cell, Document, Page, Paragraph, Table
from pipeline.documents.readers.text import text_blocks
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import Recognition, recognise

SHARED = Path(__file__).resolve().parents[2].parent / "shared"


def document(text: str) -> Document:
    """Cells are divided by |, lines without | are paragraphs."""
    lines = [line.replace("|", "\t") for line in dedent(text).strip("\n").splitlines()]
    return Document(format="text", blocks=tuple(text_blocks("\n".join(lines), DEFAULT)))


def recognised(text: str) -> Recognition:
    return recognise(document(text))


def form(text: str) -> RecognisedForm:
    [only] = recognised(text).forms
    return only


def amounts(read: RecognisedForm) -> list[tuple[str, str, str]]:
    """(code or name, measure, printed) of every number, in order."""
    rows = {(row.row_no, row.block_no): row for row in read.rows}
    columns = {column.column_no: column for column in read.columns}
    found = []
    for amount in read.amounts:
        row = rows[amount.row_no, amount.block_no]
        measure = amount.measure or columns[amount.column_no].measure
        found.append((row.codes[0].value if row.codes else row.name, measure, amount.cell.text))
    return found


def grid(rows: list[str], page: int = 1, edges: tuple[float, ...] = ()) -> Table:
    """A ruled table: cells divided by |, < joins with the cell to the left, ^ with the cell above."""
    texts = [row.split("|") for row in rows]
    cells = []
    for r, row in enumerate(texts):
        for c, text in enumerate(row):
            if text in ("<", "^"):
                continue
            width = 1
            while c + width < len(row) and row[c + width] == "<":
                width += 1
            height = 1
            while r + height < len(texts) and texts[r + height][c] == "^":
                height += 1
            cells.append(Cell(r, c, text, height, width, page))
    count = len(texts[0])
    return Table(
        tuple(cells), len(texts), count, page, column_edges=edges or tuple(float(20 + 50 * i) for i in range(count + 1))
    )


def pages(*blocks: Table | Paragraph) -> Document:
    numbers = sorted({block.page for block in blocks})
    return Document(format="pdf", blocks=blocks, pages=tuple(Page(n, 600, 800) for n in numbers))
