"""A sample as a PDF: sentences on portrait pages, every form on a page of its own, ruled tables, page numbers.

Belongs here: the page layout and the fonts. The bytes depend on the content, on reportlab and on the font file only.
Does not: content.

Chinese comes from Droid Sans Fallback (Apache-2.0, Debian package fonts-droid-fallback), Latin letters and digits from
Bitstream Vera, which reportlab brings along; the files embed the glyphs they use.
"""

from __future__ import annotations

import re
from html import escape
from io import BytesIO
from itertools import groupby
from pathlib import Path

from content import Cell, Form, Heading, Sample
from reportlab import rl_config
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.rl_config import TTFSearchPath

CHINESE, LATIN = "SampleChinese", "SampleLatin"
FONT_FILE, FONT_PACKAGE = "DroidSansFallbackFull.ttf", "fonts-droid-fallback"
_FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_MARGIN = 50.0  # points
_PADDING = 3.0
# A line never begins with one of the first and never ends with one of the second.
_NO_START = "，。；、：）》”％%"
_NO_END = "（《“"
# Runs that are never broken over two lines: numbers and words.
_TOKEN = re.compile(r"[0-9A-Za-z.,%\-]+|.", re.DOTALL)


class FontMissing(RuntimeError):
    """The font for Chinese text is not installed; the message names the package."""


def find_font() -> Path:
    for folder in _FONT_FOLDERS:
        for found in sorted(folder.rglob(FONT_FILE)):
            return found
    raise FontMissing(f"{FONT_FILE} is not installed. Install the Debian package {FONT_PACKAGE} and run this again.")


def _style(
    size: float, alignment: int = TA_LEFT, *, indent: float = 0.0, after: float = 0.0, keep: bool = False
) -> ParagraphStyle:
    return ParagraphStyle(
        "",
        fontName=CHINESE,
        fontSize=size,
        leading=size * 1.45,
        alignment=alignment,
        firstLineIndent=indent,
        spaceAfter=after,
        keepWithNext=keep,
    )


def render(sample: Sample) -> bytes:
    """The PDF's bytes. Raises FontMissing."""
    _register_fonts()
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, title=sample.title, invariant=1, lang="zh-CN")
    document.addPageTemplates([_template("portrait", A4), _template("landscape", landscape(A4))])
    document.build(_story(sample))
    return buffer.getvalue()


def _register_fonts() -> None:
    # Binary streams: a third smaller than the default, which writes them as ASCII.
    rl_config.useA85 = 0
    if CHINESE not in pdfmetrics.getRegisteredFontNames():
        vera = next(Path(folder) / "Vera.ttf" for folder in TTFSearchPath if (Path(folder) / "Vera.ttf").is_file())
        pdfmetrics.registerFont(TTFont(CHINESE, str(find_font())))
        pdfmetrics.registerFont(TTFont(LATIN, str(vera)))


def _template(name: str, size: tuple[float, float]) -> PageTemplate:
    width, height = size
    frame = Frame(
        _MARGIN,
        _MARGIN,
        width - 2 * _MARGIN,
        height - 2 * _MARGIN,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    return PageTemplate(name, [frame], onPage=_page_number, pagesize=size)


def _page_number(canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont(LATIN, 9)
    canvas.drawCentredString(canvas._pagesize[0] / 2, _MARGIN / 2, f"- {document.page} -")


def _story(sample: Sample) -> list[Flowable]:
    width = A4[0] - 2 * _MARGIN
    story: list[Flowable] = [_text(sample.title, _style(16, TA_CENTER, after=14), width)]
    for block in sample.blocks:
        match block:
            case Heading(text):
                story.append(_text(text, _style(12, after=6, keep=True), width))
            case Form():
                story.extend(_form(block))
            case _:
                story.append(_text(block.text, _style(10.5, indent=21, after=4), width))
    return story


def _form(form: Form) -> list[Flowable]:
    size = landscape(A4) if form.is_landscape else A4
    width = size[0] - 2 * _MARGIN
    flow: list[Flowable] = [NextPageTemplate("landscape" if form.is_landscape else "portrait"), PageBreak()]
    if form.label:
        flow.append(_text(form.label, _style(9, after=4), width))
    flow.append(_text(form.title, _style(13, TA_CENTER, after=4), width))
    if form.subtitle:
        flow.append(_text(form.subtitle, _style(10, TA_CENTER, after=4), width))
    if form.left or form.right:
        halves = [[_text(form.left, _style(9), width / 2), _text(form.right, _style(9, TA_RIGHT), width / 2)]]
        flush = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
        flow.append(Table(halves, colWidths=[width / 2] * 2, style=flush))
    flow.append(_table(form, width))
    if form.note:
        flow += [Spacer(1, 6), _text(form.note, _style(9), width)]
    return flow


def _table(form: Form, width: float) -> Table:
    shares = form.widths or (1.0,) * form.column_count
    widths = [width * share / sum(shares) for share in shares]
    grid: list[list[Flowable | str]] = [[""] * form.column_count for _ in form.grid]
    style = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.6, "black"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), _PADDING),
            ("RIGHTPADDING", (0, 0), (-1, -1), _PADDING),
        ]
    )
    for cell in form.cells:
        last_row, last_column = cell.row + cell.row_span - 1, cell.column + cell.column_span - 1
        style.add("SPAN", (cell.column, cell.row), (last_column, last_row))
        if not cell.text:
            continue
        room = sum(widths[cell.column : last_column + 1]) - 2 * _PADDING
        grid[cell.row][cell.column] = _text(cell.text, _style(8.5, _alignment(form, cell)), room)
    return Table(
        grid,
        colWidths=widths,
        rowHeights=form.row_height,
        style=style,
        repeatRows=form.header_rows if form.repeats_header else 0,
    )


def _alignment(form: Form, cell: Cell) -> int:
    if cell.row < form.header_rows:
        return TA_CENTER
    return TA_RIGHT if cell.is_amount else TA_LEFT


def _text(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    """A paragraph whose lines are broken here: reportlab's own breaking would cut numbers in two."""
    lines = _lines(text, style.fontSize, width, style.firstLineIndent)
    return Paragraph("<br/>".join(_markup(line) for line in lines), style)


def _font(character: str) -> str:
    return CHINESE if ord(character) in pdfmetrics.getFont(CHINESE).face.charToGlyph else LATIN


def _width(text: str, size: float) -> float:
    return sum(pdfmetrics.stringWidth(character, _font(character), size) for character in text)


def _lines(text: str, size: float, width: float, indent: float) -> list[str]:
    lines: list[str] = []
    line: list[str] = []
    # The hundredth of a point keeps reportlab, which adds in another order, from breaking once more.
    room = width - indent - 0.01
    for token in _TOKEN.findall(text):
        if line and _width("".join(line) + token, size) > room:
            carried = [line.pop()] if token in _NO_START and len(line) > 1 else []
            while len(line) > 1 and line[-1] in _NO_END:
                carried.insert(0, line.pop())
            lines.append("".join(line))
            line, room = carried, width - 0.01
        line.append(token)
    return [*lines, "".join(line)]


def _markup(line: str) -> str:
    """The line with its Latin runs in the Latin font."""
    runs = ((font, escape("".join(run), quote=False)) for font, run in groupby(line, _font))
    marked = (run if font == CHINESE else f'<font name="{LATIN}">{run}</font>' for font, run in runs)
    return "".join(marked)
