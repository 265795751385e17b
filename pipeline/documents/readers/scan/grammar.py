"""Which recognised cells may count as numbers: a strict grammar, and the style of their column.

Belongs here: telling a number that was printed so from one that was misread. How sure the recogniser was plays no part:
it is as sure of its mistakes.
Does not: sums (`expectations`), which judge what passes here.

A cell that fails keeps the characters recognised and gets U+FFFD (a character that could not be read) at its end: no
later stage can take it for a number, and everybody sees what was there.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict

from msgspec.structs import replace

from pipeline.documents.model import UNREADABLE, Cell, Remark, Table

_STRICT = re.compile(r"-?(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraction>\d+))?(?P<percent>%)?")
_AMOUNT = re.compile(r"\d\.\d")
# Digits with what misreading makes of digits, stops and commas; no letter or word besides.
_LIKE = re.compile(r"[\d.,，．。、·:;'’‘`\"OoQDlI|!SBZzb ()%+\-−－—~_*\n]+")
# So many of a column's or a table's numbers make a style, and this share of them has to agree.
_ENOUGH = 4
_AGREE = 0.8


def judged(table: Table) -> tuple[Table, list[Remark]]:
    """The table with the cells marked that cannot be believed, and a remark for each with its place."""
    texts = {id(cell): folded(cell.text) for cell in table.cells}
    styles = _Styles([(cell, match) for cell in table.cells if (match := _STRICT.fullmatch(texts[id(cell)]))])
    cells: list[Cell] = []
    remarks: list[Remark] = []
    for cell in table.cells:
        why = _doubt(cell, texts[id(cell)], styles)
        if why:
            remarks.append(_remark(cell, why))
            cell = replace(cell, text=cell.text.replace(UNREADABLE, "") + UNREADABLE)
        elif _STRICT.fullmatch(texts[id(cell)]):
            cell = replace(cell, text=texts[id(cell)])
        cells.append(cell)
    return replace(table, cells=tuple(cells)), remarks


def folded(text: str) -> str:
    """Full-width forms to plain ones, and without the spaces and line breaks inside a number."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-")
    return re.sub(r"\s+", "", plain) if _LIKE.fullmatch(plain) else plain


def is_like_number(text: str) -> bool:
    """Digits and what misreading makes of them. One digit among signs is an ordinal or a bracket: (1), 1."""
    plain = folded(text)
    return sum(char.isdigit() for char in plain) >= 2 and _LIKE.fullmatch(plain) is not None


def _doubt(cell: Cell, text: str, styles: _Styles) -> str:
    """Why the cell cannot be believed; empty where it can, or is no number."""
    if UNREADABLE in text:
        return "recognised differently from a softer picture"
    match = _STRICT.fullmatch(text)
    if match is None:
        if is_like_number(text):
            return "no number is printed so"
        # A stamp over the cell, or the edge of a letter beside it: taken for words, the number would count as blank.
        is_amount = styles.are_amounts(cell.column) and _AMOUNT.search(text)
        return "something else is printed over the number, or into it" if is_amount else ""
    whole, fraction = match["whole"], match["fraction"]
    if fraction is not None and len(whole) > 1 and whole.startswith("0"):
        return "a number does not begin with 0"
    return styles.differs(cell, match)


class _Styles:
    """How the numbers of a table are printed: decimal places by column, separators of thousands in all of it."""

    def __init__(self, numbers: list[tuple[Cell, re.Match[str]]]) -> None:
        by_column: dict[int, Counter[int]] = defaultdict(Counter)
        whole: Counter[int] = Counter()
        grouped: Counter[bool] = Counter()
        for cell, match in numbers:
            places = len(match["fraction"] or "")
            by_column[cell.column][places] += 1
            if places:
                whole[places] += 1
                if len(match["whole"].replace(",", "")) > 3:
                    grouped["," in match["whole"]] += 1
        self._columns = {column: _style(counter) for column, counter in by_column.items()}
        self._places = _style(whole)
        self._grouped = _style(grouped)

    def are_amounts(self, column: int) -> bool:
        """Whether the numbers of a column have decimal places."""
        return bool(self._columns.get(column))

    def differs(self, cell: Cell, match: re.Match[str]) -> str:
        places, whole = len(match["fraction"] or ""), match["whole"]
        column = self._columns.get(cell.column)
        usual = column if column is not None else self._places
        if match["percent"]:
            return ""
        if places and usual and places != usual:
            return f"{places} decimal places where its column has {usual}"
        # A column of amounts has an amount without places only where it is 0; columns of codes have no style.
        if not places and column and whole != "0":
            return f"no decimal places where its column has {column}"
        long = len(whole.replace(",", "")) > 3
        if places and long and self._grouped is not None and ("," in whole) != self._grouped:
            return "thousands not separated as elsewhere in its table"
        return ""


def _style(counter: Counter[int] | Counter[bool]) -> int | None:
    """What nearly all agree on, or None."""
    total = sum(counter.values())
    if total < _ENOUGH:
        return None
    most, count = counter.most_common(1)[0]
    return most if count >= _AGREE * total else None


def _remark(cell: Cell, why: str) -> Remark:
    box = cell.box
    place = f" at x {box.x0:g} to {box.x1:g}, y {box.top:g} to {box.bottom:g}" if box else ""
    detail = f"row {cell.row + 1}, column {cell.column + 1}{place}: {why}; look at the page and type what is printed"
    return Remark("cell_not_recognised", cell.page, cell.text.replace(UNREADABLE, ""), detail, box)
