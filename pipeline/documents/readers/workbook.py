"""What an XLSX file says about its cells beyond their values: formats, borders, what is hidden, how far sheets reach.

Belongs here: the XML of sheets and styles, read in one pass per sheet before the values are loaded.
Does not: values of words and dates, merged cells (`spreadsheet_grid`, by calamine), the format language
(`number_format`).

The extent is taken from the cells, never from what a sheet declares, and is checked before any grid is made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from pipeline.documents.limits import Limits, too_many_cells
from pipeline.documents.readers.number_format import BUILT_IN
from pipeline.documents.readers.package import Package, damaged

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_USUAL_MAIN_PART = "xl/workbook.xml"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_EDGES = frozenset({"left", "right", "top", "bottom"})
# A line under a title is one edge; a cell of a ruled table has more, even where neighbours share them.
FEWEST_EDGES = 2
_TRUE = frozenset({"1", "true"})
_FALSE = frozenset({"0", "false"})
MAX_ROW, MAX_COLUMN = 1_048_576, 16_384

Place = tuple[int, int]  # row and column from 0


@dataclass(frozen=True, slots=True)
class Style:
    """How cells of one style look."""

    format_code: str | None = "General"  # None: shown in a way the file does not write down (dates)
    is_bordered: bool = False


@dataclass(slots=True)
class SheetLook:
    """What one sheet says about its cells; places are of cells with content."""

    numbers: dict[Place, str] = field(default_factory=dict)  # stored numbers as the file writes them
    errors: dict[Place, str] = field(default_factory=dict)  # "#REF!" and the like
    styles: dict[Place, Style] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: list[Place] = field(default_factory=list)  # formulas without a stored result
    hides_zeros: bool = False  # the sheet shows nothing for 0
    cell_count: int = 0
    row_count: int = 0
    column_count: int = 0


def looks(package: Package, limits: Limits) -> dict[str, SheetLook]:
    """Every worksheet by its name. Empty for a workbook that is not XML (XLSB).

    Raises UnreadableFile for damaged XML, and where the cells span more than the limit allows.
    """
    main = package.main_part(_USUAL_MAIN_PART)
    workbook = package.xml(main)
    if workbook is None:
        return {}
    targets = package.targets(main)
    styles = _styles(package, main)
    found: dict[str, SheetLook] = {}
    area = 0
    for sheet in workbook.iter(f"{SHEET}sheet", f"{_STRICT}sheet"):
        reference = next((sheet.get(name) for name in _RELATION if sheet.get(name)), None)
        data = package.parts.get(targets.get(reference or "", ""))
        if data is None:
            continue
        look = _look(data, styles, limits)
        area += look.row_count * look.column_count
        if area > limits.max_cells:
            raise too_many_cells(area, limits)
        found[sheet.get("name") or ""] = look
    return found


def _look(data: bytes, styles: tuple[Style, ...], limits: Limits) -> SheetLook:
    sheet = _Sheet(styles, limits)
    try:
        for event, element in _elements(data):
            name = _name(element)
            if event == "end":
                sheet.end(name, element)
                _forget(name, element)
            elif name == "row":
                sheet.begin_row(element)
    except etree.XMLSyntaxError as error:
        raise damaged(f"a sheet: {error.msg}") from error
    return sheet.look


def _forget(name: str, element: etree._Element) -> None:
    """What is done with takes no memory; the present row must stay in its tree while it is being read."""
    if name in ("row", "c"):
        element.clear()
    if name == "row" and (parent := element.getparent()) is not None:
        while element.getprevious() is not None:
            del parent[0]


class _Sheet:
    """One sheet in one pass: where the pass stands, and what it has seen."""

    def __init__(self, styles: tuple[Style, ...], limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.look = SheetLook()
        self.row = self.column = -1
        self.first: Place | None = None  # of the filled cells

    def begin_row(self, row: etree._Element) -> None:
        self.row = _index(row.get("r"), self.row + 1, MAX_ROW)
        self.column = -1
        if row.get("hidden") in _TRUE or _is_nothing(row.get("ht")):
            self.look.hidden_rows.add(self.row)

    def end(self, name: str, element: etree._Element) -> None:
        if name == "sheetView":
            self.look.hides_zeros = self.look.hides_zeros or element.get("showZeros") in _FALSE
        elif name == "col" and (element.get("hidden") in _TRUE or _is_nothing(element.get("width"))):
            left, right = (_index(element.get(side), 0, MAX_COLUMN) for side in ("min", "max"))
            self.look.hidden_columns.update(range(left, right + 1))
        elif name == "c":
            place = _place(element.get("r"), (self.row, self.column + 1))
            self.column = place[1]
            if len(element):
                self._cell(element, place)

    def _cell(self, cell: etree._Element, place: Place) -> None:
        look = self.look
        _note(look, cell, place, self.styles)
        look.cell_count += 1
        if look.cell_count > self.limits.max_cells:
            raise too_many_cells(look.cell_count, self.limits)
        row, column = place
        top, left = self.first or place
        last_row, last_column = top + look.row_count - 1, left + look.column_count - 1
        self.first = top, left = min(top, row), min(left, column)
        look.row_count = max(last_row, row) - top + 1
        look.column_count = max(last_column, column) - left + 1


def _elements(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    tags = [f"{space}{name}" for space in (SHEET, _STRICT) for name in ("sheetView", "row", "c", "col")]
    yield from etree.iterparse(
        io.BytesIO(data), ("start", "end"), tag=tags, resolve_entities=False, no_network=True, huge_tree=False
    )


def _note(look: SheetLook, cell: etree._Element, place: Place, styles: tuple[Style, ...]) -> None:
    kind = cell.get("t") or "n"
    value = formula = None
    for child in cell:
        name = _name(child)
        if name == "v":
            value = child.text
        elif name == "f":
            formula = child
    if value is None and formula is not None and kind != "inlineStr":
        look.uncalculated.append(place)
    if value is not None and kind == "n":
        look.numbers[place] = value
    elif value is not None and kind == "e":
        look.errors[place] = value
    number = _index(cell.get("s"), 0, len(styles), start=0)
    if number < len(styles):
        look.styles[place] = styles[number]


def _styles(package: Package, main: str) -> tuple[Style, ...]:
    """The cell styles in the order in which cells refer to them."""
    root = package.xml(f"{main.rpartition('/')[0]}/styles.xml")
    if root is None:
        return ()
    codes: dict[int, str | None] = dict(BUILT_IN)
    bordered: list[bool] = []
    for element in root.iter():
        name = _name(element)
        if name == "numFmt":
            codes[_index(element.get("numFmtId"), 0, 1 << 30, start=0)] = element.get("formatCode")
        elif name == "border":
            edges = {_name(edge) for edge in element if edge.get("style") not in (None, "none")}
            bordered.append(len(edges & _EDGES) >= FEWEST_EDGES)
    formats = root.find(f"{SHEET}cellXfs")
    if formats is None:
        formats = root.find(f"{_STRICT}cellXfs")
    found = []
    for entry in formats if formats is not None else ():
        border = _index(entry.get("borderId"), 0, 1 << 30, start=0)
        found.append(
            Style(
                codes.get(_index(entry.get("numFmtId"), 0, 1 << 30, start=0)),
                border < len(bordered) and bordered[border],
            )
        )
    return tuple(found)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _place(reference: str | None, expected: Place) -> Place:
    """Row and column from 0 of a reference such as B7; cells may leave theirs out."""
    if reference is None:
        return expected
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise damaged(f"{reference[:20]!r} is no cell")
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    row = int(match.group(2))
    if not 0 < row <= MAX_ROW or column > MAX_COLUMN:
        raise damaged(f"{reference[:20]!r} is outside every sheet")
    return row - 1, column - 1


def _is_nothing(size: str | None) -> bool:
    """Whether a width or height is written and is 0, which hides as well."""
    return size is not None and re.fullmatch(r"0+(?:\.0*)?", size) is not None


def _index(written: str | None, otherwise: int, most: int, start: int = 1) -> int:
    """A number of the file that counts from `start`, as one that counts from 0; `otherwise` where it is missing."""
    if written is None or not (written.isascii() and written.isdigit()):
        return otherwise
    return min(max(int(written[:9]) - start, 0), most)
