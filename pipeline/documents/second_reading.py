"""Two readings of the same pages against each other: does the second reader see what the first one read?

Belongs here: numbers with their places, compared with what the second reading has at the same place. Places are those
on the page as shown, as they are published; the second reading has those of the page as it read it.
Does not: reading (`readers`), choosing pages and what a difference means for a finding (`expectations.referee`).

The second reading is searched by place and not by row and column: rulings that one of the libraries does not see then
cost nothing, while a number that stands in another cell, or shares one with its neighbour, is a difference.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.documents.model import Box, Cell, Document, Paragraph

_NUMBER = re.compile(r"[-+−－(]?\d[\d,，.]*%?")
_AMOUNT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)\.\d+|-?\d{1,3}(?:,\d{3})+")
_SPACE = re.compile(r"\s+")
# A line of text stands where a number does when their middles are as near as this (points).
_NEAR = 3.0
# So many characters in front of a number in a sentence have to be the same too.
_WORDS_BEFORE = 10


@dataclass(frozen=True, slots=True)
class Printed:
    """What the first reading has at a place; `id` is the caller's."""

    id: str
    page: int
    box: Box
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A number in a sentence of the first reading."""

    id: str
    page: int
    sentence: str
    number: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """Numbers that the first reading has on the line of a table that passes through `box`."""

    id: str
    page: int
    box: Box
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place read differently. `id` is None where only the second saw a number, `second` where it saw none."""

    id: str | None
    page: int
    box: Box
    first: str | None
    second: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The ids both readings agree on, and the differences. What is in neither could not be compared."""

    agreed: frozenset[str]
    differences: tuple[Difference, ...]


def numbers_in(text: str) -> list[str]:
    """The printed numbers of a text, folded, without white space: what has to be equal in two readings."""
    return _NUMBER.findall(_flat(text))


def compare(first: Sequence[Printed], second: Document, others: Iterable[tuple[int, Box]] = ()) -> Comparison:
    """The numbers of the first reading against the pages of `second`.

    `others` are places (page, box) of what the first reading has besides amounts; a number there is not missing.
    Pages on which the second reading has no text at all are left out: it cannot read them.
    """
    readable = {page.number for page in second.pages if page.glyph_count}
    agreed, differences = set[str](), list[Difference]()
    seen = _Seen(second)
    for printed in first:
        if printed.page not in readable:
            continue
        verdict = seen.at(printed)
        if verdict is True:
            agreed.add(printed.id)
        elif verdict is not None:
            differences.append(Difference(printed.id, printed.page, printed.box, printed.text, verdict or None))
    known = [*((p.page, p.box) for p in first), *others]
    differences += seen.only_there(known)
    return Comparison(frozenset(agreed), tuple(differences))


def stated_alike(statements: Iterable[Statement], second: Document) -> set[str]:
    """The ids of numbers that stand in the second reading behind the same words."""
    texts: dict[int, str] = {}
    for block in second.blocks:
        parts = [block.text] if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
        texts[block.page] = texts.get(block.page, "") + _flat("".join(parts))
    found = set()
    for statement in statements:
        sentence, number = _flat(statement.sentence), _flat(statement.number)
        place = sentence.find(number)
        words = sentence[max(0, place - _WORDS_BEFORE) : place] if place >= 0 else ""
        pattern = re.escape(words + number) + r"(?![\d.,]*\d)"
        if place >= 0 and re.search(pattern, texts.get(statement.page, "")):
            found.add(statement.id)
    return found


def lined_up_alike(rows: Iterable[TableRow], second: Document) -> set[str]:
    """The ids of lines of tables on which the second reading has all their numbers."""
    found = set()
    pages = {page.number: page for page in second.pages}
    for row in rows:
        if row.page not in pages:
            continue
        _, y = _middle(pages[row.page].as_read(row.box))
        there = {
            number
            for table in second.tables
            if table.page == row.page
            for cell in table.cells
            if cell.box is not None and cell.box.top <= y <= cell.box.bottom
            for number in numbers_in(cell.text)
        }
        wanted = [number for text in row.numbers for number in numbers_in(text)]
        if wanted and there.issuperset(wanted):
            found.add(row.id)
    return found


class _Seen:
    """What the second reading has at a place."""

    def __init__(self, document: Document) -> None:
        self._pages = {page.number: page for page in document.pages}
        self._cells: dict[int, list[Cell]] = {}
        for table in document.tables:
            self._cells.setdefault(table.page, []).extend(
                cell for cell in table.cells if cell.box and cell.text.strip()
            )
        self._lines: dict[int, list[tuple[Box, str]]] = {}
        for paragraph in document.paragraphs:
            if paragraph.box is not None:
                self._lines.setdefault(paragraph.page, []).append((paragraph.box, paragraph.text))

    def at(self, printed: Printed) -> str | bool | None:
        """True where it reads the same; the text it reads ("" for nothing) where it differs; None: cannot be told."""
        x, y = self._place(printed.page, printed.box)
        for cell in self._cells.get(printed.page, ()):
            if cell.box is not None and cell.box.contains(x, y):
                return True if numbers_in(cell.text) == numbers_in(printed.text) else cell.text
        lines = [text for box, text in self._lines.get(printed.page, ()) if _holds(box, x, y)]
        if any(_stands_in(printed.text, line) for line in lines):
            return True
        return None if lines else ""

    def only_there(self, known: Sequence[tuple[int, Box]]) -> Iterator[Difference]:
        """Cells that hold an amount and nothing else where the first reading has nothing."""
        for page, cells in self._cells.items():
            middles = [self._place(page, box) for number, box in known if number == page]
            for cell in cells:
                box = cell.box
                if box is None or not _AMOUNT.fullmatch(_flat(cell.text)):
                    continue
                if not any(box.contains(x, y) for x, y in middles):
                    yield Difference(None, page, self._pages[page].shown(cell.ink or box), None, cell.text)

    def _place(self, page: int, box: Box) -> tuple[float, float]:
        """The middle of a box of the page as shown, where the second reading has it: it may have turned the page."""
        return _middle(self._pages[page].as_read(box))


def _middle(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2


def _holds(box: Box, x: float, y: float) -> bool:
    return box.x0 - _NEAR <= x <= box.x1 + _NEAR and box.top - _NEAR <= y <= box.bottom + _NEAR


def _stands_in(number: str, line: str) -> bool:
    """Whether the line prints the number, whatever its gaps, and not as a part of a longer one."""
    spaced = r"\s*".join(re.escape(sign) for sign in _flat(number))
    return re.search(rf"(?<![\d.,]){spaced}(?![\d.,])", unicodedata.normalize("NFKC", line)) is not None


def _flat(text: str) -> str:
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).replace("，", ",").replace("−", "-").replace("－", "-")
