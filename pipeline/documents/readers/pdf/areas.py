"""Where on a page a table may stand whose rulings are missing, and what speaks against one.

Belongs here: the lines below a unit of money, between rulings, or at the top of a page that goes on; where the header
of such lines ends. Prose, lists and tables of contents print no columns of numbers there.
Does not: columns (`gaps`), rows (`bands`), the grid (`aligned`).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.documents.readers.pdf.bands import is_banded
from pipeline.documents.readers.pdf.cells import is_inside
from pipeline.documents.readers.pdf.gaps import phrases_of
from pipeline.documents.readers.pdf.headwords import Ruled
from pipeline.documents.readers.pdf.ink import Glyph, PageInk
from pipeline.documents.readers.pdf.lattice import Grid, merged
from pipeline.documents.readers.pdf.lines import split_lines
from pipeline.documents.readers.pdf.runs import Line, lines_of, runs_of
from pipeline.documents.readers.pdf.words import pattern

# Between two lines of one table there is less white than this (points).
_BREAK = 60.0
# Rows follow their header at once: no further down than this.
_NEXT = 12.0
# A ruling this share of the page wide is one of a table; one as short as the second may be a piece of its upper edge.
_LONG, _SHORT = 0.3, 0.1
# A label and an amount apart in one cell may happen; in so many cells it is two columns.
_LABELS_BESIDE = 4
# A ruling this share of the table wide parts its rows; a shorter one belongs to cells over several rows.
_FULL = 0.5


@dataclass(slots=True)
class Area:
    """Lines that may be a table, and what is drawn among them."""

    lines: list[Line]
    rulings: list[Ruled]
    left: float
    right: float
    top: float | None = None  # known where a ruling or a box begins the table
    bottom: float | None = None
    has_unit: bool = False

    def is_full(self, ruling: Ruled) -> bool:
        """Whether a ruling parts rows; a shorter one belongs to cells over several rows."""
        return ruling[2] - ruling[1] >= _FULL * (self.right - self.left)

    @property
    def full(self) -> list[float]:
        """The places of the rulings that part rows, ordered."""
        return sorted({ruling[0] for ruling in self.rulings if self.is_full(ruling)})


def lines_that_may_hold_a_table(glyphs: list[Glyph], kept: list[Grid], *, goes_on: bool) -> list[Line]:
    """The lines outside the grids, or none where they can hold no table; the cheap questions come first.

    A table has a few digits, and below a unit of money or in a table that goes on.
    """
    if not goes_on and not pattern("unit_sign").search("".join([g.text for g in glyphs])):
        return []
    outside = glyphs
    for grid in kept:
        outside = [g for g in outside if not is_inside(grid, g)]
    if sum(g.text.isdigit() for g in outside) < 3:
        return []
    split = split_lines(outside)
    if not goes_on and not any(pattern("unit_drawn").search("".join([g.text for g in line])) for line in split):
        return []
    return runs_of(split)


def crowded(ink: PageInk, grid: Grid, cells: list[list[Glyph]]) -> Area | None:
    """The inside of a grid some of whose sides are not drawn; None where its cells are single."""
    if not _looks_crowded(grid, cells):
        return None
    lines = lines_of([g for g in ink.glyphs if is_inside(grid, g)])
    box = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    rulings = [r for r in _rulings(ink) if box[1] - 2 <= r[0] <= box[3] + 2]
    above = lines_of([g for g in ink.glyphs if g.bottom <= box[1]])
    has_unit = any(_is_unit_line(line) for line in above)
    return Area(lines, rulings, box[0], box[2], box[1], box[3], has_unit)


def _looks_crowded(grid: Grid, cells: list[list[Glyph]]) -> bool:
    """Whether cells print several amounts on a line, or rows of amounts one below the other."""
    columns = len(grid.xs) - 1
    if columns > 4 and len(grid.ys) > 4:
        return False
    several = beside = 0
    for glyphs in cells:
        for line in lines_of(glyphs):
            several += sum(run.is_amount for run in line.runs) >= 2
            beside += line.wide_gaps > 0 and line.runs[-1].is_amount
    return several >= 2 or beside >= _LABELS_BESIDE


def areas(ink: PageInk, lines: list[Line], kept: list[Grid], *, goes_on: bool) -> list[Area]:
    """Stretches of lines that may be tables: below a unit of money, or at the top of a page that goes on."""
    rulings = [
        r for r in _rulings(ink) if not any(g.ys[0] - 2 <= r[0] <= g.ys[-1] + 2 and r[1] < g.xs[-1] for g in kept)
    ]
    found: list[Area] = []
    starts = [i for i, line in enumerate(lines) if _is_unit_line(line)]
    if goes_on and (not starts or starts[0] > 0):
        end = starts[0] if starts else len(lines)
        stretch = _stretch(lines[:end], 0, kept)
        if any(pattern("title").search(line.text) for line in stretch):
            stretch = []
        if stretch:
            found.append(_area(ink, stretch, rulings, has_unit=False))
    for number, start in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(lines)
        stretch = _stretch(lines[:end], start + 1, kept)
        if stretch:
            found.append(_area(ink, stretch, rulings, has_unit=True))
    return found


def below(ink: PageInk, lines: list[Line], grid: Grid, kept: list[Grid]) -> Area | None:
    """The lines that follow a grid at once."""
    floor = grid.ys[-1]
    start = next((i for i, line in enumerate(lines) if line.middle > floor), len(lines))
    stretch = _stretch(lines, start, kept)
    if not stretch or stretch[0].top - floor > _NEXT or not stretch[0].has_number:
        return None
    area = _area(ink, stretch, [r for r in _rulings(ink) if r[0] > floor], has_unit=True)
    area.lines, area.left, area.right = stretch, grid.xs[0], grid.xs[-1]
    return area


def _rulings(ink: PageInk) -> list[Ruled]:
    """The drawn lines across the page, pieces that touch as one: (place, start, end), ordered."""
    pieces = merged([r for r in ink.rulings if r.horizontal])
    return sorted((at, start, end) for at, parts in pieces.items() for start, end in parts)


def _is_unit_line(line: Line) -> bool:
    return bool(pattern("unit_line").search(line.text)) and len(line.text) <= 80 and not line.text.endswith("。")


def _stretch(lines: list[Line], start: int, kept: list[Grid]) -> list[Line]:
    """The lines from `start` on as far as they may be rows of one table."""
    found: list[Line] = []
    for line in lines[start:]:
        if found:
            # Rows may be blank: a line of numbers further down is the table's total still.
            if line.top - found[-1].bottom > _BREAK and not (line.has_number and len(phrases_of(line)) > 2):
                break
            if any(found[-1].bottom <= g.ys[0] + 2 <= line.bottom for g in kept):
                break
        if line.is_sentence or pattern("note").search(line.text):
            break
        if pattern("page_number").search(line.text) and not (found and line.top - found[-1].bottom < line.height):
            continue  # a code at half the height of its row is as bare, and close to the lines of its label
        found.append(line)
    while (
        found
        and not found[-1].has_number
        and (pattern("title").search(found[-1].text) or not pattern("begins_row").search(found[-1].text))
    ):
        if not any(line.has_number for line in found):
            return []
        found.pop()
    return found


def _area(ink: PageInk, lines: list[Line], rulings: list[Ruled], *, has_unit: bool) -> Area:
    first, last = lines[0].top - 14, lines[-1].bottom + 14
    among = [r for r in rulings if first <= r[0] <= last]
    long = [r for r in among if r[2] - r[1] >= _LONG * ink.width]
    left, right = min(r.x0 for line in lines for r in line.runs), max(r.x1 for line in lines for r in line.runs)
    top = bottom = None
    if long:
        left, right = min(left, *(r[1] for r in long)), max(right, *(r[2] for r in long))
        number = next((i for i, line in enumerate(lines) if line.has_number), 0)
        heads = [r[0] for r in among if r[0] <= lines[number].middle and r[2] - r[1] > _SHORT * ink.width]
        top = min(heads) if heads else None
        if top is not None and any(len(phrases_of(line)) > 1 for line in lines if line.middle < top):
            top = None  # the uppermost ruling is not drawn
        bottom = max(r[0] for r in long)
    if top is not None:
        lines = [line for line in lines if line.middle > top]
    if bottom is not None and not any(line.has_number and line.middle > bottom for line in lines):
        lines = [line for line in lines if line.middle < bottom]
    elif bottom is not None:
        bottom = None
    return Area(lines, among, left, right, top, bottom, has_unit)


def body_start(area: Area) -> int:
    """The first line that is no header: it prints numbers beside words, or its words are numbered."""
    lines = area.lines
    start = next(
        (
            i
            for i, line in enumerate(lines)
            if (line.has_number and len(phrases_of(line)) >= 2)
            or any(run.is_amount for run in line.runs)
            or (i and pattern("numbered_item").search(line.text))
            or (i and any(pattern("indicator").search(phrase.text) for phrase in phrases_of(line)))
        ),
        len(lines),
    )
    # The words beside it may begin on a line above.
    while 1 < start < len(lines) and _begins_beside(lines[start - 1], lines[start]):
        start -= 1
    if start == len(lines):
        return start
    full = area.full
    above = [y for y in full if y < lines[start].middle] if is_banded(lines[start:], full) else []
    if above and area.top is not None and max(above) > area.top + 1:
        return sum(line.middle < max(above) for line in lines)
    return start


def _begins_beside(line: Line, row: Line) -> bool:
    return line.bottom > row.top and len(phrases_of(line)) == 1


def is_table(area: Area, body: list[Line]) -> bool:
    """Whether lines print numbers in columns: enough of them, and hardly a sentence."""
    numeric = [line for line in body if line.has_number and len(line.runs) >= 2]
    amounts = sum(run.is_amount for line in body for run in line.runs)
    numbers = sum(run.is_number for line in body for run in line.runs)
    prose = sum("，" in line.text or ("," in line.text and not line.has_number) for line in body)
    if prose > 0.2 * len(body) or not numeric:
        return False
    ruled = len({round(r[0]) for r in area.rulings}) >= 2
    if not area.has_unit and not ruled and len(numeric) < 2 and not pattern("total").search(numeric[0].text):
        return False
    return amounts >= 1 or numbers >= 3


def numbers_columns(line: Line) -> bool:
    """Whether a line only numbers the columns, 栏次 1 2 3: it is set in their middles, not as their amounts are."""
    numbers = [int(run.text) for run in line.runs if run.is_number and run.text.isdigit()]
    counted = list(range(1, len(numbers) + 1))
    return len(numbers) >= 2 and numbers == counted and not any(run.is_amount for run in line.runs)
