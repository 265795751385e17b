"""Web pages: what a reader of the page sees, as paragraphs and tables with spans.

Belongs here: blocks, white space, links to attachments.
Does not: what of the page is shown (`html_page`), where cells stand (`html_grid`), tables that only lay out a page
(`html_layout`), following links, or telling navigation from the article (`pipeline.forms`, `pipeline.narrative` find
what they know and leave the rest).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from lxml import etree

from pipeline.documents.limits import Limits, too_many_cells, too_many_characters
from pipeline.documents.model import Cell, Document, Paragraph, Remark, Table
from pipeline.documents.readers.encoding import decode
from pipeline.documents.readers.html_grid import gather, place
from pipeline.documents.readers.html_layout import BLOCKS, HEADINGS, columns_of_page, is_layout
from pipeline.documents.readers.html_page import address_of, all_text, blank_out_unseen, declared_encoding, parse
from pipeline.documents.readers.html_pictures import pictures_told
from pipeline.documents.readers.text import text_blocks
from pipeline.errors import UnreadableFile

ATTACHMENT_ENDINGS = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip", ".wps", ".et", ".rar", ".7z", ".ofd")

# A page saved from a server with its template directives, which no reader of the page ever sees.
_DIRECTIVE = re.compile(r"<%[^<>]*%>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_QUOTED = re.compile(r"""['"]([^'"]{1,500})['"]""")
_INDENT = ("\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}")


def read_html(path: Path, limits: Limits) -> Document:
    """The visible blocks of a page in reading order; all on page 1, without boxes.

    `attachments` are the page's links to files, each as "text<TAB>address", in order and without repeats; the
    address is absolute only where the page says what it is relative to.

    Raises UnreadableFile for a page without visible text or attachments, nested too deep, or over a limit.
    """
    data = path.read_bytes()
    decoded = decode(data, declared_encoding(data[:4096]))
    reader = _read(_DIRECTIVE.sub("", decoded.text), limits)
    if not reader.blocks and not reader.attachments:
        shows = f"{len(reader.pictures)} pictures and no text" if reader.pictures else "no text"
        raise UnreadableFile(
            f"the page shows {shows} and links to no file; it may be filled by a script: "
            "open it in a browser and save what it shows as PDF"
        )
    return Document(
        format="html",
        blocks=tuple(reader.blocks),
        remarks=decoded.remarks + reader.pictures,
        attachments=tuple(reader.attachments),
    )


def markup_blocks(markup: str, limits: Limits) -> tuple[tuple[Paragraph | Table, ...], tuple[str, ...]]:
    """Blocks and attachments of HTML that another reader made of its format; empty where it shows nothing.

    Raises UnreadableFile for markup nested too deep or over a limit.
    """
    reader = _read(markup, limits)
    return tuple(reader.blocks), tuple(reader.attachments)


def _read(markup: str, limits: Limits) -> _Reader:
    root = parse(markup)
    address = address_of(root)
    blank_out_unseen(root)
    reader = _Reader(limits, address)
    reader.walk(root)
    reader.end_block()
    reader.pictures = pictures_told(root)
    return reader


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


class _Reader:
    """Walks the visible tree and gathers blocks; a cell is walked by a reader of its own (`in_cell`)."""

    def __init__(self, limits: Limits, address: str, parent: _Reader | None = None) -> None:
        self.limits = limits
        self.address = address
        self.in_cell = parent is not None
        self.blocks: list[Paragraph | Table] = []
        self.lines = _Lines()
        self.pictures: tuple[Remark, ...] = ()  # of the whole page
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
        text = _collapse(all_text(element))
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
        source = gather(element)
        placed, row_count, column_count = place(source.sections, self.limits)
        self.end_block()
        in_columns = columns_of_page(placed)
        if not in_columns and (column_count <= 1 or element.get("role") == "presentation" or is_layout(placed)):
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
        if in_columns:
            for part in in_columns:
                self._visit(part)
            return
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
    return all_text(element)


def _is_attachment(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.path.lower().endswith(ATTACHMENT_ENDINGS) or parts.query.lower().endswith(ATTACHMENT_ENDINGS)
