"""Spreadsheets: what each visible sheet shows, as paragraphs and tables with spans.

Belongs here: opening the file, choosing its sheets, and what is told of what was left out.
Does not: the cells of a sheet (`spreadsheet_grid`), where its tables begin and end (`spreadsheet_tables`), the XML
(`workbook`).

Nothing is calculated: a formula is its stored result. Hidden sheets, rows and columns are not part of what was
published; they are left out, and a Remark says so.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from pipeline.documents.limits import Limits, too_many_cells
from pipeline.documents.model import Document, Paragraph, Remark, Table
from pipeline.documents.readers.office import converted, find_office
from pipeline.documents.readers.package import damaged, open_package
from pipeline.documents.readers.spreadsheet_columns import side_by_side
from pipeline.documents.readers.spreadsheet_grid import SheetGrid
from pipeline.documents.readers.spreadsheet_tables import blocks_of
from pipeline.documents.readers.workbook import SheetLook, looks
from pipeline.errors import UnreadableFile, UnsupportedFormat

_MEDIA = "xl/media/"
_BINARY = "/workbook.bin"


def read_xlsx(path: Path, limits: Limits) -> Document:
    """The visible sheets in order, numbers as displayed; `Cell.stored` where the cell stores another number.

    Raises UnreadableFile for a file that is damaged, protected, over a limit, or shows nothing.
    """
    package = open_package(path, limits)
    if any(name.endswith(_BINARY) for name in package.others):
        raise UnsupportedFormat("the workbook is a binary one (XLSB): open it and save it as XLSX")
    return _read(package.repacked(), looks(package, limits), limits, pictures=_pictures(package.others))


def read_xls(path: Path, limits: Limits) -> Document:
    """The same of an older spreadsheet (XLS, and ET of WPS Spreadsheets).

    LibreOffice saves it as XLSX; where it is not installed, calamine reads stored numbers, and a Remark says that
    they may be displayed with other digits.
    """
    if find_office() is not None:
        with converted(path, "xls", "xlsx", limits) as copy:
            return replace(read_xlsx(copy, limits), format="xls")
    document = _read(io.BytesIO(path.read_bytes()), {}, limits, pictures=())
    remark = Remark(
        what="number_formats_not_read",
        detail="numbers are as stored, not as displayed; install LibreOffice and read the file again",
    )
    return replace(document, format="xls", remarks=(*document.remarks, remark))


def _pictures(others: Sequence[str]) -> tuple[Remark, ...]:
    count = sum(name.startswith(_MEDIA) for name in others)
    if not count:
        return ()
    return (Remark(what="picture_in_document", detail=f"{count} pictures stand in the sheets; they were not read"),)


def _read(file: io.BytesIO, seen: dict[str, SheetLook], limits: Limits, pictures: tuple[Remark, ...]) -> Document:
    blocks: list[Paragraph | Table] = []
    remarks = list(pictures)
    area = 0
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            for number, about in enumerate(workbook.sheets_metadata):
                if about.typ != SheetTypeEnum.WorkSheet:
                    remarks.append(Remark(what="sheet_not_read", printed_text=about.name, detail="it holds no cells"))
                    continue
                if about.visible != SheetVisibleEnum.Visible:
                    remarks.append(Remark(what="hidden_sheet", printed_text=about.name, detail="left out"))
                    continue
                sheet = workbook.get_sheet_by_index(number)
                # From here on: memory for the whole grid. For XLSX the extents were checked before.
                area += sheet.height * sheet.width
                if area > limits.max_cells:
                    raise too_many_cells(area, limits)
                grid = SheetGrid.of(sheet, seen.get(about.name, SheetLook()), limits)
                remarks.extend(grid.remarks)
                blocks.extend(block for part in side_by_side(grid) for block in blocks_of(part))
    except PasswordError as error:
        raise UnreadableFile("the workbook is protected by a password; get it without one") from error
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(str(error)) from error
    if not blocks:
        raise UnreadableFile("the visible sheets of the workbook are empty; open it and look at its hidden sheets")
    return Document(format="xlsx", blocks=tuple(blocks), remarks=tuple(remarks))
