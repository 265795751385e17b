"""A PDF to a Document: the ink of each page, its grids, the text in their cells and between them.

Belongs here: putting ink, lattice and lines together, page by page.
Does not: which library reads the ink (`pdfium`, `plumber`), what a table means (`pipeline.forms`).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from operator import attrgetter
from pathlib import Path

from msgspec.structs import replace

from pipeline.documents.limits import Limits
from pipeline.documents.model import Box, Cell, Document, Page, Paragraph, Remark, Table
from pipeline.documents.readers.pdf.aligned import Carried, completed
from pipeline.documents.readers.pdf.cells import Placed, placed
from pipeline.documents.readers.pdf.columns import Column, columns, united
from pipeline.documents.readers.pdf.ink import Glyph, PageInk
from pipeline.documents.readers.pdf.lattice import Grid, grids
from pipeline.documents.readers.pdf.lines import cell_text, ink_box, paragraphs
from pipeline.documents.readers.pdf.pdfium import PdfiumFile
from pipeline.documents.readers.pdf.stripes import Edges, joined
from pipeline.documents.readers.pdf.upended import Labels, sideways_labels
from pipeline.errors import UnreadableFile

# So much of the print at an angle is told; a watermark says the same on and on.
_TOLD = 100
# On a page that was turned to be read it stands as the page is shown, and says nothing.
_PAGE_NUMBER = re.compile(r"\W*\d{1,4}\W*")


def read_pdf(path: Path, limits: Limits) -> Document:
    """All pages of a PDF. Raises UnreadableFile for damaged, encrypted or oversized files."""
    with PdfiumFile(path) as file:
        count = file.page_count
        if count > limits.max_pages:
            raise UnreadableFile(f"the file has {count} pages (limit {limits.max_pages})")
        if count < 1:
            raise UnreadableFile("the file has no page; fetch it again from its source")
        with _without_collector():
            document = assemble(read_pages(file.ink(number) for number in range(1, count + 1)))
        names = file.attachments()
    if not names:
        return document
    told = Remark("attachment_not_read", detail=f"the file carries others: {', '.join(names)}; save and register them")
    return replace(document, remarks=(*document.remarks, told))


@contextmanager
def _without_collector() -> Iterator[None]:
    """No search for circles of objects, of which reading makes none: it would go through all glyphs again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_pages(inks: Iterable[PageInk]) -> list[tuple[Page, list[Paragraph | Table]]]:
    """The blocks of consecutive pages; a table whose columns were found in the white keeps them on the next page."""
    pages = []
    carried: Carried | None = None
    edges: Edges = ()
    for ink in inks:
        drawn, edges = joined(ink, grids(ink.rulings), edges)
        cells = placed(ink.glyphs, drawn)
        found, carried = completed(ink, drawn, cells, carried)
        pages.append(read_page(ink, found, cells=cells if found is drawn else None))
    return pages


def read_pdf_again(path: Path, numbers: Sequence[int] | None = None) -> Document:
    """The second reading, through pdfplumber, of all pages or of some; ten times as slow and independent."""
    # Imported where it is used: half a second that most files need not pay.
    from pipeline.documents.readers.pdf.plumber import PlumberFile

    with PlumberFile(path, numbers) as file:
        chosen = numbers if numbers is not None else range(1, file.page_count + 1)
        return assemble([read_page(*file.page(number), read_by="pdfplumber") for number in chosen])


def assemble(pages: list[tuple[Page, list[Paragraph | Table]]]) -> Document:
    """One Document of the pages' blocks, with a remark for each page that shows only a picture."""
    blocks = tuple(block for _, page_blocks in pages for block in page_blocks)
    remarks = []
    for page, _ in pages:
        if page.glyph_count == 0 and page.image_share > 0.3:
            remarks.append(Remark("picture_only_page", page.number, detail="the page has no text layer"))
        elif page.unmapped_count:
            remarks.append(Remark("glyphs_without_unicode", page.number, detail=f"{page.unmapped_count} glyphs"))
        if page.slanted and not (page.turn and _PAGE_NUMBER.fullmatch(page.slanted)):
            remarks.append(_slanted(page))
    return Document(format="pdf", blocks=blocks, pages=tuple(page for page, _ in pages), remarks=tuple(remarks))


def _slanted(page: Page) -> Remark:
    """Print at an angle is in no cell and no paragraph, so it is told."""
    letters = f"{len(page.slanted)} letters are not set upright and left out of the page's tables and paragraphs"
    if len(page.slanted) > page.glyph_count:
        return Remark("page_on_its_side", page.number, page.slanted[:_TOLD], f"{letters}: turn the page and save it")
    return Remark("text_at_an_angle", page.number, page.slanted[:_TOLD], f"{letters}, as a watermark or a stamp is")


def read_page(
    ink: PageInk, found: list[Grid], read_by: str = "pdfium", *, cells: Placed | None = None
) -> tuple[Page, list[Paragraph | Table]]:
    """The page's facts and its blocks from top to bottom, with the text in the cells of the grids `found`.

    `cells` are the page's glyphs in these grids, where they are known already.
    """
    cells = cells or placed(ink.glyphs, found)
    apart = columns(found, cells.outside)
    if (whole := united(found, apart)) is not found:
        found, cells = whole, placed(ink.glyphs, whole)
        apart = columns(found, cells.outside)
    labels, left_over = sideways_labels(ink.slanted, found, cells.inside)
    tables = {
        number: _table(grid, texts, labels.get(number, {}), ink.number, read_by)
        for number, (grid, texts) in enumerate(zip(found, cells.inside, strict=True))
        if any(not glyph.text.isspace() for glyphs in texts for glyph in glyphs)
    }
    page = Page(
        number=ink.number,
        width=round(ink.width, 2),
        height=round(ink.height, 2),
        glyph_count=len(ink.glyphs),
        unmapped_count=ink.unmapped,
        hidden_count=ink.hidden,
        image_share=round(ink.image_share, 3),
        slanted="".join([letter.text for letter in left_over]),
        pictures=tuple(Box(*(round(side, 2) for side in picture)) for picture in ink.pictures),
        turn=ink.turn,
    )
    return page, _in_order(tables, apart, cells.outside, ink)


def _in_order(
    tables: dict[int, Table], apart: list[Column], outside: list[Glyph], ink: PageInk
) -> list[Paragraph | Table]:
    """Tables, by the numbers of their grids, and the print outside them from top to bottom; columns one by one."""
    blocks: list[tuple[tuple[float, int, float], Paragraph | Table]] = []
    for place, column in enumerate(apart, 1):
        own = [glyph for glyph in outside if column.has(glyph)]
        outside = [glyph for glyph in outside if not column.has(glyph)]
        its: list[Paragraph | Table] = [table for number, table in tables.items() if number == column.grid]
        its += paragraphs(own, ink.number, column.right)
        blocks += [((column.first, place, _top(block)), block) for block in its]
    in_columns = {column.grid for column in apart}
    others: list[Paragraph | Table] = [table for number, table in tables.items() if number not in in_columns]
    others += paragraphs(outside, ink.number, ink.width)
    blocks += [((_top(block), 0, 0.0), block) for block in others]
    blocks.sort(key=lambda item: item[0])
    return [block for _, block in blocks]


def _top(block: Paragraph | Table) -> float:
    return block.box.top if block.box else 0.0


def _table(grid: Grid, texts: list[list[Glyph]], labels: Labels, page: int, read_by: str) -> Table:
    cells = []
    xs, ys = [round(x, 2) for x in grid.xs], [round(y, 2) for y in grid.ys]
    for number, (place, glyphs) in enumerate(zip(grid.cells, texts, strict=True)):
        row, column, row_span, column_span = place.row, place.column, place.row_span, place.column_span
        box = Box(xs[column], ys[row], xs[column + column_span], ys[row + row_span])
        text, ink = labels.get(number) or ((cell_text(glyphs), ink_box(glyphs)) if glyphs else ("", None))
        cells.append(Cell(row, column, text, row_span, column_span, page, box, ink))
    cells.sort(key=attrgetter("row", "column"))
    return Table(
        cells=tuple(cells),
        row_count=len(grid.ys) - 1,
        column_count=len(grid.xs) - 1,
        page=page,
        box=Box(xs[0], ys[0], xs[-1], ys[-1]),
        trust=grid.trust,
        read_by=read_by,
        column_edges=tuple(round(x, 2) for x in grid.columns) or tuple(xs),
    )
