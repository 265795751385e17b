"""Word documents: mammoth turns them into HTML that keeps spans and nested tables, `html` reads that.

Belongs here: what mammoth would get wrong or lose: hidden text, spaces, pictures in the place of text.
Does not: the table model and white space (`html`), older Word files (`doc`).

Word documents have no pages until they are printed: all blocks are on page 1. Headers, footers, comments and
deleted text are not part of the disclosure and are left out.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers.expat import ExpatError

import mammoth
from lxml import etree
from msgspec.structs import replace

from pipeline.documents.limits import Limits
from pipeline.documents.model import LEAST_PICTURE_POINTS, Document, Paragraph, Remark, Table
from pipeline.documents.readers.html import markup_blocks
from pipeline.documents.readers.numbering import Numbering
from pipeline.documents.readers.package import damaged, open_package
from pipeline.documents.readers.tabbed import with_tabbed_tables
from pipeline.errors import UnreadableFile

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE = "{urn:schemas-microsoft-com:vml}imagedata"
_EXTENT = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent"
_SHAPE = "{urn:schemas-microsoft-com:vml}shape"
_OLE = "{urn:schemas-microsoft-com:office:office}OLEObject"
_PICTURES = (f"{WORD}drawing", f"{WORD}pict", f"{WORD}object")
_USUAL_MAIN_PART = "word/document.xml"

EMU_PER_POINT = 12_700
_STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*([\d.]+)pt", re.IGNORECASE)
_FALSE = frozenset({"0", "false", "off"})
# What mammoth turns into HTML in two thirds of the time a file may take; the largest table seen has a tenth of it.
MAX_WORD_CELLS = 50_000
# HTML shows one space for many and none at the start of a line; Word shows them all, and labels are indented so.
_SPACES = re.compile(r"^ +| {2,}")
_CONTEXT = 40
_CELL = f"{WORD}tc"
# HTML shows a tab as a space: outside tables it is carried through as a sign no text has.
_TAB = "\ue009"
# The number of a note, and the way back to it, as mammoth writes them into the text: 12.00[2] would be no number.
_NOTE_LINK = re.compile(r'<a href="#(?:foot|end)note-[^"]*"[^>]*>[^<]*</a>')

# What mammoth raises over parts that contradict each other; it has no error of its own.
_MAMMOTH_ERRORS = (
    ExpatError, zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError, OSError, RecursionError,
)  # fmt: skip


def read_docx(path: Path, limits: Limits) -> Document:
    """The blocks of a Word document in order, with a Remark for every picture large enough to be a table.

    Raises UnreadableFile for a package that is damaged, protected, over a limit, or holds no text.
    """
    package = open_package(path, limits)
    name = package.main_part(_USUAL_MAIN_PART)
    body = package.xml(name)
    if body is None:
        raise damaged("it holds no main part; it is no Word document")
    cells = sum(1 for _ in body.iter(f"{WORD}tc"))
    if cells > MAX_WORD_CELLS:
        raise UnreadableFile(
            f"the document has {cells:,} cells, more than the {MAX_WORD_CELLS:,} a Word file may have here; "
            "look at it: if it is real, save it as PDF or split it"
        )
    _remove_hidden(body)
    Numbering.of(package, name).write_into(body)
    _keep_spaces(body)
    remarks = tuple(_pictures(body))
    package.parts[name] = etree.tostring(body, encoding="UTF-8", xml_declaration=True)
    del body
    try:
        converted = mammoth.convert_to_html(
            package.repacked(),
            convert_image=mammoth.images.img_element(lambda image: {}),
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except _MAMMOTH_ERRORS as error:
        raise damaged(f"{type(error).__name__}: {error}") from error
    markup = _NOTE_LINK.sub("", converted.value)
    blocks, attachments = markup_blocks(markup, limits) if markup else ((), ())
    if not blocks and not remarks:
        raise UnreadableFile("the document shows no text; open it, and if it does, save it as PDF")
    return Document(
        format="docx",
        blocks=tuple(with_tabbed_tables(_with_spaces(block) for block in blocks)),
        remarks=remarks,
        attachments=attachments,
    )


def _remove_hidden(body: etree._Element) -> None:
    """Take out runs that Word does not show; mammoth knows nothing of them."""
    for mark in list(body.iter(f"{WORD}vanish")):
        properties = mark.getparent()
        run = properties.getparent() if properties is not None else None
        if run is None or run.tag != f"{WORD}r" or (mark.get(f"{WORD}val") or "").lower() in _FALSE:
            continue
        parent = run.getparent()
        if parent is not None:
            parent.remove(run)


def _keep_spaces(body: etree._Element) -> None:
    for tab in body.iter(f"{WORD}tab"):
        parent = tab.getparent()
        if parent is not None and parent.tag == f"{WORD}r" and not any(a.tag == _CELL for a in tab.iterancestors()):
            tab.tag, tab.text = f"{WORD}t", _TAB
    for text in body.iter(f"{WORD}t"):
        if text.text and " " in text.text:
            text.text = _SPACES.sub(lambda run: "\N{NO-BREAK SPACE}" * len(run.group()), text.text)


def _with_spaces(block: Paragraph | Table) -> Paragraph | Table:
    """The block with the spaces `_keep_spaces` carried through HTML as spaces again."""
    if isinstance(block, Paragraph):
        return replace(block, text=_plain(block.text))
    return replace(block, cells=tuple(replace(cell, text=_plain(cell.text)) for cell in block.cells))


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace(_TAB, "\t")


def _pictures(body: etree._Element) -> Iterator[Remark]:
    """A Remark for each picture that may stand for text, with the words before it."""
    before = ""
    for element in body.iter(f"{WORD}t", *_PICTURES):
        if element.tag == f"{WORD}t":
            before = (before + (element.text or ""))[-_CONTEXT:]
            continue
        # A drawing is written twice for the sake of older programs.
        if any(ancestor.tag == _FALLBACK for ancestor in element.iterancestors()):
            continue
        if element.find(f".//{_BLIP}") is None and element.find(f".//{_IMAGE}") is None:
            continue
        width, height = _size(element)
        if width is not None and width < LEAST_PICTURE_POINTS[0]:
            continue
        if height is not None and height < LEAST_PICTURE_POINTS[1]:
            continue
        embedded = element.find(f".//{_OLE}")
        program = f" of an embedded {embedded.get('ProgID') or 'object'}" if embedded is not None else ""
        size = f"{width:.0f} by {height:.0f} points" if width and height else "of unknown size"
        yield Remark(
            what="picture_in_document",
            printed_text=before.strip(),
            detail=f"a picture{program}, {size}, stands after these words; what it shows was not read",
        )


def _size(picture: etree._Element) -> tuple[float | None, float | None]:
    """Width and height in points; None where the file does not say."""
    extent = picture.find(f".//{_EXTENT}")
    if extent is not None:
        return _points(extent.get("cx")), _points(extent.get("cy"))
    for shape in picture.iter(_SHAPE):
        sizes = {name.lower(): float(value) for name, value in _STYLE_SIZE.findall(shape.get("style") or "")}
        if sizes:
            return sizes.get("width"), sizes.get("height")
    return None, None


def _points(emu: str | None) -> float | None:
    return int(emu) / EMU_PER_POINT if emu and emu.isascii() and emu.isdigit() and len(emu) < 12 else None
