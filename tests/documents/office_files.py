"""Office files for tests: small ones written by hand, and a sample in every format.

Belongs here: making files. Does not: what is read from them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest

from pipeline.documents.readers.office import find_office

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "data" / "samples"
needs_office = pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def package(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def docx(path: Path, body: str, more: Mapping[str, str | bytes] | None = None) -> Path:
    """A Word document of the given inner XML of w:body."""
    document = (
        f'{_HEAD}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
        f"<w:body>{body}</w:body></w:document>"
    )
    types = (
        f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    )
    parts: dict[str, str | bytes] = {"[Content_Types].xml": types, "_rels/.rels": relations}
    return package(path, {**parts, "word/document.xml": document, **(more or {})})


def paragraph(text: str, properties: str = "", run_properties: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run_properties}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def word_cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def word_table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def letters(column: int) -> str:
    """A for 0, AA for 26."""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def sheet_cell(row: int, column: int, value: str, style: int = 0) -> str:
    """A cell holding a number where `value` is one without sign of thousands, else words."""
    place = f'r="{letters(column)}{row + 1}" s="{style}"'
    number = value.replace(".", "", 1).removeprefix("-").isdigit()
    if number:
        return f"<c {place}><v>{value}</v></c>"
    return (
        f'<c {place} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        if value
        else f"<c {place}/>"
    )


RULED = 1


def sheet_row(number: int, *values: str, style: int = RULED) -> str:
    return "".join(sheet_cell(number, column, value, style) for column, value in enumerate(values))


def sheet(rows: Sequence[str], merges: Sequence[str] = (), before: str = "") -> str:
    """The XML of a sheet; `rows` is the inner XML of each row, `before` what stands before its data."""
    data = "".join(f'<row r="{number}">{row}</row>' for number, row in enumerate(rows, 1))
    merged = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    after = f"<mergeCells>{merged}</mergeCells>" if merged else ""
    return f'{_HEAD}<worksheet xmlns="{_SHEET}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def xlsx(
    path: Path,
    sheets: Mapping[str, str],
    formats: Sequence[str] = (),
    hidden: Sequence[str] = (),
    more: Mapping[str, str | bytes] | None = None,
) -> Path:
    """A workbook. Styles: 0 plain, 1 ruled, then for each of `formats` one plain and one ruled."""
    codes = "".join(
        f"<numFmt numFmtId={quoteattr(str(200 + n))} formatCode={quoteattr(c)}/>" for n, c in enumerate(formats)
    )
    numbers = [0, *(200 + n for n in range(len(formats)))]
    styles = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="{border}" xfId="0" '
        'applyNumberFormat="1" applyBorder="1"/>'
        for number in numbers
        for border in (0, 1)
    )
    edges = "".join(f'<{edge} style="thin"><color auto="1"/></{edge}>' for edge in ("left", "right", "top", "bottom"))
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}" '
        f'state="{"hidden" if name in hidden else "visible"}"/>'
        for n, name in enumerate(sheets, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": (
            f'{_HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
            '<Override PartName="/xl/styles.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
            f"{overrides}</Types>"
        ),
        "_rels/.rels": (
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}">'
            f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{_HEAD}<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>{entries}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{relations}'
            f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": (
            f'{_HEAD}<styleSheet xmlns="{_SHEET}"><numFmts count="{len(formats)}">{codes}</numFmts>'
            '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
            '<fills count="2"><fill><patternFill patternType="none"/></fill>'
            '<fill><patternFill patternType="gray125"/></fill></fills>'
            f'<borders count="2"><border><left/><right/><top/><bottom/></border><border>{edges}</border></borders>'
            '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
            f'<cellXfs count="{2 * len(numbers)}">{styles}</cellXfs></styleSheet>'
        ),
    }
    if not formats:
        parts["xl/styles.xml"] = str(parts["xl/styles.xml"]).replace('<numFmts count="0"></numFmts>', "")
    parts.update({f"xl/worksheets/sheet{n}.xml": content for n, content in enumerate(sheets.values(), 1)})
    parts.update(more or {})
    return package(path, parts)


@cache
def _maker(name: str) -> Any:
    """A module of the samples' generator, which is a folder of scripts."""
    import importlib

    sys.path.insert(0, str(SAMPLES / "make"))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.pop(0)


def sample(stem: str) -> Any:
    return _maker("content").load(SAMPLES / "make" / f"{stem}.yml")


def sample_html(stem: str, into: Path) -> Path:
    path = into / f"{stem}.html"
    path.write_bytes(_maker("as_html").render(sample(stem)))
    return path


_FORMATS = ("#,##0.00", "0.00%", "0.0%", "0%", "0.00", "#,##0")


def sample_xlsx(stem: str, into: Path) -> Path:
    """The sample as a workbook: its text on one sheet, each form on a sheet of its own, ruled, amounts as numbers."""
    content, make = sample(stem), _maker("content")
    sheets: dict[str, str] = {}
    lines = [content.title]
    for block in content.blocks:
        if isinstance(block, make.Form):
            sheets[f"{len(sheets) + 1}"] = _form_sheet(block)
        else:
            lines.append(block.text)
    text = {"说明": sheet([sheet_cell(row, 0, line) for row, line in enumerate(lines)])}
    return xlsx(into / f"{stem}.xlsx", {**text, **sheets}, _FORMATS)


def _form_sheet(form: Any) -> str:
    rows: list[str] = []
    merges: list[str] = []
    last = letters(form.column_count - 1)
    for line in (form.label, form.title, form.subtitle):
        if line:
            rows.append(sheet_cell(len(rows), 0, line))
            merges.append(f"A{len(rows)}:{last}{len(rows)}")
    around = sheet_cell(len(rows), 0, form.left) if form.left else ""
    around += sheet_cell(len(rows), form.column_count - 1, form.right) if form.right else ""
    if around:
        rows.append(around)
    top = len(rows)
    cells: list[list[str]] = [[""] * form.column_count for _ in form.grid]
    for cell in form.cells:
        cells[cell.row][cell.column] = _amount_cell(top + cell.row, cell.column, cell)
        if cell.row_span > 1 or cell.column_span > 1:
            end = f"{letters(cell.column + cell.column_span - 1)}{top + cell.row + cell.row_span}"
            merges.append(f"{letters(cell.column)}{top + cell.row + 1}:{end}")
    rows.extend("".join(row) for row in cells)
    if form.note:
        rows.append(sheet_cell(len(rows), 0, form.note))
        merges.append(f"A{len(rows)}:{last}{len(rows)}")
    return sheet(rows, merges)


def _amount_cell(row: int, column: int, cell: Any) -> str:
    text = cell.text
    if not cell.is_amount:
        place = f'r="{letters(column)}{row + 1}" s="1"'
        return f'<c {place} t="inlineStr"><is><t>{escape(text)}</t></is></c>' if text else f"<c {place}/>"
    digits = text.replace(",", "").rstrip("%")
    decimals = len(digits.partition(".")[2])
    if text.endswith("%"):
        code, digits = ("0%", "0.0%", "0.00%")[decimals], f"{float(digits) / 100:.6f}"
    else:
        code = ("#,##0" if decimals == 0 else "#,##0.00") if "," in text or decimals != 2 else "#,##0.00"
    return sheet_cell(row, column, digits, 2 + 2 * _FORMATS.index(code) + 1)


def convert(path: Path, to: str, into: Path, filters: Sequence[str] = ()) -> Path:
    """`path` as LibreOffice saves it in another format."""
    program = shutil.which("soffice")
    assert program is not None
    profile = (into / "office-profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", *filters, "--convert-to", to]
    subprocess.run([*command, "--outdir", str(into), str(path)], check=True, capture_output=True, timeout=120)
    return into / f"{path.stem}.{to.partition(':')[0]}"
