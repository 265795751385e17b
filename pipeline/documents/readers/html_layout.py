"""Tables of a web page that only lay it out.

Belongs here: telling them from tables that say something, and the order in which their parts are read.
Does not: reading the parts (`html`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lxml import etree

from pipeline.documents.readers.html_grid import Placed

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Elements that begin and end a line. Parts of a table are blocks too: a table that only lays out the page is
# walked like a <div>, and pages have cells outside any table.
# fmt: off
BLOCKS = HEADINGS | {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend", "li",
    "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul",
}
# fmt: on
# A table is there for layout when a cell of it holds a flow of text or another table, and fewer cells than
# this hold words of their own; the smallest form with a long text in a cell has a dozen labels around it.
FEWEST_CELLS = 4
# A cell holds a flow of text when it has at least this many paragraphs and characters.
FLOW_PARAGRAPHS = 3
FLOW_CHARACTERS = 200
LABEL_CHARACTERS = 40
_ROWS = ".//table//tr[2]"  # a table of more than one row


def is_layout(placed: list[Placed]) -> bool:
    """Whether the table only places parts of the page side by side; see FEWEST_CELLS."""
    plain = 0
    filled: Counter[int] = Counter()  # cells with words by their row: lines one below the other are no table
    holds_flow = False
    label_row = -1  # the row in which the cell before was a label
    for cell in placed:
        paragraphs = characters = 0
        is_plain = True
        for part in _own_parts(cell.element):
            if part.tag == "table" or part.tag in HEADINGS:
                is_plain = False
            paragraphs += part.tag in BLOCKS
            characters += len((part.text or "").strip())
            characters += sum(len((child.tail or "").strip()) for child in part)
        # A long text beside its label is a field of a form (the goals of a performance table).
        if paragraphs >= FLOW_PARAGRAPHS and characters >= FLOW_CHARACTERS and label_row != cell.row:
            is_plain = False
        label_row = cell.row if is_plain and 0 < characters <= LABEL_CHARACTERS else -1
        holds_flow = holds_flow or not is_plain
        plain += is_plain and characters > 0
        filled[cell.row] += characters > 0
    return plain == 0 or (holds_flow and plain < FEWEST_CELLS) or max(filled.values()) < 2


def columns_of_page(placed: list[Placed]) -> list[etree._Element]:
    """The parts of a page that tables stand side by side on, column by column, as they are read; else none.

    What stands above a table in its own column (its title, its unit) may have a row of its own. A row of a single cell
    is as wide as the page: what is below it begins anew from the left.
    """
    abreast = Counter(cell.row for cell in placed if cell.element.find(_ROWS) is not None)
    rows = Counter(cell.row for cell in placed)
    if len(rows) < 2 or max(abreast.values(), default=0) < 2:
        return []
    bands: list[list[Placed]] = [[]]
    for cell in placed:
        if rows[cell.row] == 1:
            bands += [[cell], []]
        else:
            bands[-1].append(cell)
    return [cell.element for band in bands for cell in sorted(band, key=lambda one: (one.column, one.row))]


def _own_parts(cell: etree._Element) -> Iterator[etree._Element]:
    """Every element of the cell, tables in it included, what is in those tables not."""
    stack = [child for child in reversed(cell) if isinstance(child.tag, str)]
    yield cell
    while stack:
        element = stack.pop()
        yield element
        if element.tag != "table":
            stack.extend(child for child in reversed(element) if isinstance(child.tag, str))
