"""Web pages: what a reader of the page sees, as paragraphs and tables with spans.

Belongs here: visibility, blocks, white space, the table model of HTML (rowspan, colspan), tables that only lay
out a page, links to attachments. Style sheets are not evaluated: `hidden` and inline styles are.
Does not: following links, loading anything, or telling navigation from the article (`pipeline.forms`,
`pipeline.narrative` find what they know and leave the rest).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import etree

from pipeline.documents.limits import Limits, too_many_cells, too_many_characters
from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.documents.readers.encoding import decode
from pipeline.documents.readers.text import text_blocks
from pipeline.errors import UnreadableFile

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
# Elements whose content is not shown as text on the page.
UNSEEN = frozenset({
    "applet", "area", "audio", "base", "canvas", "col", "colgroup", "datalist", "embed", "frame", "frameset", "head",
    "iframe", "link", "meta", "noembed", "noframes", "noscript", "object", "option", "param", "script", "select",
    "source", "style", "svg", "template", "textarea", "title", "track", "video",
})
# fmt: on
ATTACHMENT_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".wps", ".et", ".rar", ".7z", ".ofd")

# As in the HTML standard: a browser shows no wider span.
MAX_COLUMN_SPAN = 1000
# Below the depth at which the parser gives up, so that the reader's own recursion ends first.
MAX_DEPTH = 200
# A table is there for layout when a cell of it holds a flow of text or another table, and fewer cells than
# this hold words of their own; the smallest form with a long text in a cell has a dozen labels around it.
FEWEST_CELLS = 4
# A cell holds a flow of text when it has at least this many paragraphs and characters.
FLOW_PARAGRAPHS = 3
FLOW_CHARACTERS = 200
LABEL_CHARACTERS = 40

_META_CHARSET = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
# A page saved from a server with its template directives, which no reader of the page ever sees.
_DIRECTIVE = re.compile(r"<%[^<>]*%>")
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))\b", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_NUMBER = re.compile(r"\s*\+?(\d+)")
_QUOTED = re.compile(r"""['"]([^'"]{1,500})['"]""")
_INDENT = ("\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}")


def read_html(path: Path, limits: Limits) -> Document:
    """The visible blocks of a page in reading order; all on page 1, without boxes.

    `attachments` are the page's links to files, each as "text<TAB>address", in order and without repeats; the
    address is absolute only where the page says what it is relative to.

    Raises UnreadableFile for a page without visible text or attachments, nested too deep, or over a limit.
    """
    data = path.read_bytes()
    decoded = decode(data, _declared_encoding(data[:4096]))
    reader = _read(_DIRECTIVE.sub("", decoded.text), limits)
    if not reader.blocks and not reader.attachments:
        raise UnreadableFile(
            "the page shows no text and links to no file; it may be filled by a script: "
            "open it in a browser and save what it shows as PDF"
        )
    return Document(
        format="html",
        blocks=tuple(reader.blocks),
        remarks=decoded.remarks,
        attachments=tuple(reader.attachments),
    )


def markup_blocks(markup: str, limits: Limits) -> tuple[tuple[Paragraph | Table, ...], tuple[str, ...]]:
    """Blocks and attachments of HTML that another reader made of its format; empty where it shows nothing.

    Raises UnreadableFile for markup nested too deep or over a limit.
    """
    reader = _read(markup, limits)
    return tuple(reader.blocks), tuple(reader.attachments)


def _read(markup: str, limits: Limits) -> _Reader:
    root = _parse(markup)
    address = _address_of(root)
    _blank_out_unseen(root)
    reader = _Reader(limits, address)
    reader.walk(root)
    reader.end_block()
    return reader


def _declared_encoding(head: bytes) -> str | None:
    match = _META_CHARSET.search(head) or _XML_ENCODING.search(head)
    return match.group(1).decode("ascii", errors="ignore") if match else None


def _parse(text: str) -> etree._Element:
    """The tree as the forgiving parser sees it. Nothing is loaded and no entity is defined by the page.

    The parser stops at its limits (depth, size) and returns what it has: that is a refusal here, not a page.
    """
    parser = etree.HTMLParser(
        encoding="utf-8", recover=True, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"the page cannot be parsed ({error.msg}); save it again from a browser") from error
    for entry in parser.error_log:
        if entry.level == etree.ErrorLevels.FATAL:
            raise UnreadableFile(
                f"the page is beyond what a web page needs ({entry.message.strip()}); "
                "look at it, and save what a browser shows as PDF if it is real"
            )
    if root is None:
        raise UnreadableFile("the page has no content; fetch it again from its source")
    return root


def _blank_out_unseen(root: etree._Element) -> None:
    """Turn every element that is not shown into an empty inline element, keeping the text after it."""
    stack = [(root, 0)]
    while stack:
        element, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise UnreadableFile(f"the page nests elements more than {MAX_DEPTH} deep; look at it before trying again")
        for child in element:
            if not isinstance(child.tag, str):
                continue
            hiding = _HIDING_STYLE.search(child.get("style") or "")
            if hiding is not None and hiding.group(1).lower().startswith("v") and child.tag in ("td", "th"):
                # An invisible cell keeps its place in the grid; only a cell not displayed gives it up.
                spans = {name: child.get(name, "1") for name in ("rowspan", "colspan")}
                _empty(child)
                for name, value in spans.items():
                    child.set(name, value)
            elif child.tag in UNSEEN or child.get("hidden") is not None or hiding is not None:
                _empty(child)
                child.tag = "span"
            else:
                stack.append((child, depth + 1))


def _empty(element: etree._Element) -> None:
    """Take away content and attributes, not the text that follows."""
    tail = element.tail
    element.clear()
    element.tail = tail


def _all_text(element: etree._Element) -> str:
    return "".join(part for part in element.itertext() if isinstance(part, str))


def _address_of(root: etree._Element) -> str:
    """What the page says its links are relative to (<base>, canonical address); "" where it does not say."""
    base = root.find(".//base[@href]")
    if base is None:
        base = root.find(".//link[@rel='canonical'][@href]")
    return (base.get("href") or "").strip() if base is not None else ""


class _Lines:
    """Text in lines as a browser collapses it: runs of white space are one space, none at the ends."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]

    def add(self, text: str) -> None:
        self._lines[-1].append(text)

    def end_line(self) -> None:
        self._lines.append([])

    def end_block(self) -> None:
        """End the line unless nothing has been printed on it."""
        if any(part.strip() for part in self._lines[-1]):
            self.end_line()
        else:
            self._lines[-1].clear()

    def take(self) -> list[str]:
        """The lines so far, none blank at the start or the end; begins anew."""
        lines = [_collapse("".join(parts)) for parts in self._lines]
        self._lines = [[]]
        while lines and not lines[-1].strip():
            lines.pop()
        start = next((i for i, line in enumerate(lines) if line.strip()), 0)
        return lines[start:]


def _collapse(text: str) -> str:
    """White space as a browser shows it. A line end of the source between two wide characters is nothing.

    The last is CSS Text Level 3, 4.1.2: sources are wrapped inside Chinese words.
    """

    def replacement(match: re.Match[str]) -> str:
        start, end = match.span()
        if "\n" not in match.group() or start == 0 or end == len(text):
            return " "
        wide = all(unicodedata.east_asian_width(c) in "WF" for c in (text[start - 1], text[end]))
        return "" if wide else " "

    return _SPACE.sub(replacement, text).strip(" ")


@dataclass(slots=True)
class _Source:
    """A table as written: sections of rows of cells, and what stands in the table but in no cell."""

    sections: list[list[list[etree._Element]]] = field(default_factory=list)
    captions: list[etree._Element] = field(default_factory=list)
    loose_text: list[str] = field(default_factory=list)
    loose_tables: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Placed:
    element: etree._Element
    row: int
    column: int
    row_span: int
    column_span: int


class _Reader:
    """Walks the visible tree and gathers blocks; a cell is walked by a reader of its own (`in_cell`)."""

    def __init__(self, limits: Limits, address: str, parent: _Reader | None = None) -> None:
        self.limits = limits
        self.address = address
        self.in_cell = parent is not None
        self.blocks: list[Paragraph | Table] = []
        self.lines = _Lines()
        self.heading_rank = 0  # of the heading the walk is in; 0 outside
        # In order, without repeats. These and the counts are of the whole page: readers of cells share them.
        self.attachments: dict[str, None] = parent.attachments if parent else {}
        self.counts: Counter[str] = parent.counts if parent else Counter()

    # -- the flow of text

    def walk(self, element: etree._Element) -> None:
        self._text(element.text)
        for child in element:
            self._visit(child)
            self._text(child.tail)

    def end_block(self) -> None:
        """End the paragraph (in a cell: the line)."""
        if self.in_cell:
            self.lines.end_block()
            return
        for paragraph in _paragraphs(self.lines.take()):
            self.blocks.append(
                Paragraph(text=paragraph, is_heading=self.heading_rank > 0, heading_rank=self.heading_rank)
            )

    def _text(self, text: str | None) -> None:
        if not text:
            return
        self.counts["characters"] += len(text)
        if self.counts["characters"] > self.limits.max_characters:
            raise too_many_characters(self.counts["characters"], self.limits)
        self.lines.add(text)

    def _visit(self, element: etree._Element) -> None:
        tag = element.tag
        if not isinstance(tag, str):
            return
        if tag == "br":
            self.lines.end_line()
        elif tag == "table":
            self._table(element)
        elif tag == "pre" and not self.in_cell and element.find(".//table") is None:
            self.end_block()
            self.blocks.extend(text_blocks(_preformatted(element), self.limits))
        elif tag in BLOCKS:
            self.end_block()
            outer, self.heading_rank = self.heading_rank, int(tag[1]) if tag in HEADINGS else self.heading_rank
            self.walk(element)
            self.end_block()
            self.heading_rank = outer
        else:
            if tag == "a":
                self._link(element)
            self.walk(element)

    def _link(self, element: etree._Element) -> None:
        """Note the link if it leads to a file: by its address, its text, or a name in the script it calls."""
        text = _collapse(_all_text(element))
        href = (element.get("href") or "").strip()
        if href.lower().startswith("javascript:") or not href:
            named = [name for name in _QUOTED.findall(element.get("onclick") or href) if _is_attachment(name)]
            href = named[-1] if named else ""
        if not href or not (_is_attachment(href) or text.lower().endswith(ATTACHMENT_ENDINGS)):
            return
        with suppress(ValueError):  # not an address: kept as the page has it
            href = urljoin(self.address, href)
        self.attachments[f"{text}\t{href}"] = None

    # -- tables

    def _table(self, element: etree._Element) -> None:
        source = _Source()
        _gather(element, source)
        placed, row_count, column_count = _place(source.sections, self.limits)
        self.end_block()
        if column_count <= 1 or element.get("role") == "presentation" or self._is_layout(placed):
            self.walk(element)
            self.end_block()
            return
        self.counts["cells"] += row_count * column_count
        if self.counts["cells"] > self.limits.max_cells:
            raise too_many_cells(self.counts["cells"], self.limits)
        for caption in source.captions:
            self.walk(caption)
            self.end_block()
        for text in source.loose_text:
            self._text(text)
            self.end_block()
        for table in source.loose_tables:
            self._table(table)
        cells: list[Cell] = []
        inner: list[Paragraph | Table] = []
        for cell in placed:
            reader = _Reader(self.limits, self.address, parent=self)
            reader.walk(cell.element)
            cells.append(
                Cell(
                    row=cell.row,
                    column=cell.column,
                    text="\n".join(reader.lines.take()),
                    row_span=cell.row_span,
                    column_span=cell.column_span,
                )
            )
            inner.extend(reader.blocks)
        self.blocks.append(Table(cells=tuple(cells), row_count=row_count, column_count=column_count))
        self.blocks.extend(inner)

    @staticmethod
    def _is_layout(placed: list[_Placed]) -> bool:
        """Whether the table only places parts of the page side by side; see FEWEST_CELLS."""
        plain = 0
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
        return plain == 0 or (holds_flow and plain < FEWEST_CELLS)


def _paragraphs(lines: list[str]) -> Iterator[str]:
    """Lines between two block edges as paragraphs: an empty line or an indent begins a new one.

    Pages made by hand end their paragraphs with <br> and begin the next with spaces.
    """
    paragraph: list[str] = []
    for line in lines:
        if paragraph and (not line.strip() or line.startswith(_INDENT)):
            yield "\n".join(paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line)
    if paragraph:
        yield "\n".join(paragraph)


def _preformatted(element: etree._Element) -> str:
    for line_break in element.iter("br"):
        line_break.text = "\n"
    return _all_text(element)


def _own_parts(cell: etree._Element) -> Iterator[etree._Element]:
    """Every element of the cell, tables in it included, what is in those tables not."""
    stack = [child for child in reversed(cell) if isinstance(child.tag, str)]
    yield cell
    while stack:
        element = stack.pop()
        yield element
        if element.tag != "table":
            stack.extend(child for child in reversed(element) if isinstance(child.tag, str))


def _gather(table: etree._Element, source: _Source) -> None:
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


def _keep(source: _Source, text: str | None) -> None:
    if text and text.strip():
        source.loose_text.append(text)


def _place(sections: list[list[list[etree._Element]]], limits: Limits) -> tuple[list[_Placed], int, int]:
    """Cells on the elementary grid, and the numbers of its rows and columns, by the table model of HTML.

    A cell takes the first free place of its row; a span ends where its section or a cell from above ends, so
    that no place has two cells. A row of a single cell is as wide as the table, whatever it claims
    (notes below a form have colspan="100").
    """
    placed: list[_Placed] = []
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
                placed.append(_Placed(element, first_row + offset, column, row_span, column_span))
                column += column_span
            covered = below
        first_row += len(section)
    column_count = _column_count(placed)
    if first_row * column_count > limits.max_cells:
        raise too_many_cells(first_row * column_count, limits)
    clipped = [
        cell
        if cell.column + cell.column_span <= column_count
        else _Placed(cell.element, cell.row, cell.column, cell.row_span, column_count - cell.column)
        for cell in placed
    ]
    return clipped, first_row, column_count


def _span(element: etree._Element, name: str) -> int:
    """The number an attribute begins with, as browsers read it; 1 where there is none."""
    match = _NUMBER.match(element.get(name) or "")
    # Nine digits are beyond every limit already, and int() refuses thousands of digits.
    return int(match.group(1)[:9]) if match else 1


def _column_count(placed: list[_Placed]) -> int:
    cells_of_row = Counter(row for cell in placed for row in range(cell.row, cell.row + cell.row_span))
    shared = [cell for cell in placed if cells_of_row[cell.row] > 1]
    return max((cell.column + cell.column_span for cell in shared or placed), default=0)


def _is_attachment(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path.lower().endswith(ATTACHMENT_ENDINGS) or parts.query.lower().endswith(ATTACHMENT_ENDINGS)
