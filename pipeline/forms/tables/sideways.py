"""A sheet too wide for its page: its right columns are printed on pages of their own, as high as the left ones.

Belongs here: telling which pages print the right parts of a table.
Does not: putting them together (`beside`), tables that go on downwards (`stitch`, `grid`).

A spreadsheet prints a broad sheet down and then over (all rows of the left columns, then all rows of the right ones)
or over and then down. Columns are never cut, words that reach over the edge of the page are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from pipeline.documents.model import Document, Paragraph, Table
from pipeline.forms.columns.header_rows import is_header_word
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_amount
from pipeline.forms.tables.beside import TOLERANCE, Sheet, end_level, joined, row_edges
from pipeline.forms.tables.captions import is_page_number, organisation_of, pattern, unit_of
from pipeline.forms.text import squeezed

Block = Paragraph | Table

# Columns of one sheet are as broad on every page.
_BROAD = 1.0
_MOST_PAGES = 30


def put_beside(document: Document, is_running: Callable[[Paragraph], bool]) -> Sequence[Block]:
    """The document's blocks, with the parts of broad tables side by side on the page of their left part."""
    pages = _pages(document, is_running)
    crowded = {table.page for table in document.tables} - pages.keys()
    made: dict[int, list[Block]] = {}
    for page in sorted(pages):
        if page not in made:
            made.update(_broad(pages, page, crowded))
    if not made:
        return document.blocks
    blocks: list[Block] = []
    for block in document.blocks:
        if block.page not in made:
            blocks.append(block)
        else:
            blocks += made[block.page]
            made[block.page] = []
    return blocks


def _pages(document: Document, is_running: Callable[[Paragraph], bool]) -> dict[int, Sheet]:
    """The pages that print one table."""
    tables: dict[int, list[Table]] = {}
    for table in document.tables:
        if table.row_count:
            tables.setdefault(table.page, []).append(table)
    pages = {p: Sheet(found[0]) for p, found in tables.items() if len(found) == 1 and found[0].column_edges}
    for line in document.paragraphs:
        sheet = pages.get(line.page)
        if sheet is None or is_page_number(line.text) or is_running(line):
            continue
        edges = row_edges(sheet.table)
        if line.box is None or not edges or line.box.bottom <= edges[0] + TOLERANCE:
            sheet.above.append(line)
        elif line.box.top >= edges[-1] - TOLERANCE:
            sheet.below.append(line)
        else:
            sheet.within.append(line)
    return pages


def _broad(pages: dict[int, Sheet], page: int, crowded: set[int]) -> dict[int, list[Block]]:
    """The blocks of the pages that print one broad table from this page on; none where the table is no broad one."""
    first = pages[page]
    for down in range(1, _MOST_PAGES):
        if down > 1 and not _goes_on(pages.get(page + down - 1), first):
            return {}
        if _is_right(first, pages.get(page + down)):
            break
    else:
        return {}
    parts, captions = 1, [_captions(first.above)]
    while _is_right(first, right := pages.get(page + parts * down)) and right is not None:
        if any(_share(one, _captions(right.above)) for one in captions):
            break
        captions.append(_captions(right.above))
        parts += 1
    bands = [[page + part * down + row for part in range(parts)] for row in range(down)]
    if down == 1:
        bands += _further_bands(pages, bands[0])
    if not all(_are_level(pages, band) for band in bands) or crowded & {p for band in bands for p in band}:
        return {}
    made: dict[int, list[Block]] = {p: [] for band in bands for p in band if p in pages}
    for band in bands:
        made[band[0]] = joined([pages[p] for p in band if p in pages])
    return made


def _further_bands(pages: dict[int, Sheet], band: list[int]) -> list[list[int]]:
    """Printed over and then down: the pages of the next rows, as many as those of the first."""
    found: list[list[int]] = []
    for start in range(band[0] + len(band), max(pages) + 1, len(band)):
        more = [start + part for part in range(len(band))]
        if not _goes_on(pages.get(start), pages[band[0]]) or not _are_level(pages, more):
            break
        if not all(_goes_on(pages.get(p), pages[q]) for p, q in zip(more, band, strict=True) if p in pages):
            break
        found.append(more)
    return found


def _goes_on(sheet: Sheet | None, first: Sheet) -> bool:
    """Whether a page goes on with the columns of a table, under no caption or the same again."""
    if sheet is None or (any(_captions(sheet.above)) and _texts(sheet.above) != _texts(first.above)):
        return False
    widths, others = (_widths(one) for one in (sheet.table, first.table))
    return len(widths) == len(others) and all(abs(a - b) <= _BROAD for a, b in zip(widths, others, strict=True))


def _is_right(left: Sheet, right: Sheet | None) -> bool:
    """Whether a page prints the right part: other words over rows as high, and no caption that the left one has."""
    if right is None or not _is_headed(right, left):
        return False
    if any(pattern("continued").search(squeezed(line.text)) for line in right.above):
        return left.table.row_count == right.table.row_count and _holds_no_words(right.table)
    mine, theirs = _captions(left.above), _captions(right.above)
    if not any(theirs) and _first_words(left.table) == _first_words(right.table):
        return False  # it goes on downwards, under its header again
    if not any(mine) and not (any(theirs) and _begin_level(left, right)):
        return False  # neither has a caption, or the left part has none and begins at the top of its page
    return not _share(mine, theirs) and _is_level(left, right)


def _begin_level(left: Sheet, right: Sheet) -> bool:
    """Whether both begin as high: above the left part room is left for what stands above the right one."""
    ours, theirs = row_edges(left.table), row_edges(right.table)
    return bool(ours and theirs) and abs(ours[0] - theirs[0]) <= TOLERANCE


def _share(mine: tuple[bool, ...], theirs: tuple[bool, ...]) -> bool:
    """Whether two pages print a caption of the same kind: each begins a table of its own."""
    return any(a and b for a, b in zip(mine, theirs, strict=True))


def _captions(lines: list[Paragraph]) -> tuple[bool, bool, bool, bool]:
    """Whether lines above a table print a title, an organisation, a unit, a label: none of its own where it goes on."""
    texts = [squeezed(line.text) for line in lines]
    if any(pattern("continued").search(text) for text in texts):
        texts = []
    no_labels = [text for text in texts if not pattern("label").match(text)]
    return (
        any(title_kinds(text) or pattern("title_end").search(text) for text in no_labels),
        any(organisation_of(text) is not None for text in texts),
        any(unit_of(text) is not None for text in texts),
        len(no_labels) < len(texts),
    )


def _first_words(table: Table) -> list[str]:
    first = min(cell.row for cell in table.cells)
    return [squeezed(cell.text) for cell in sorted(table.cells, key=lambda c: (c.row, c.column)) if cell.row == first]


def _is_headed(sheet: Sheet, left: Sheet) -> bool:
    """Whether a part begins with words above its columns; one with the columns of the left part might go on with it."""
    words = [text for text in _first_words(sheet.table) if text]
    if any(is_amount(text) for text in words):
        return False
    return not _goes_on(sheet, left) or all(is_header_word(text) for text in words)


def _holds_no_words(table: Table) -> bool:
    words = [cell for cell in table.cells if cell.text.strip() and not is_amount(cell.text)]
    return (
        all(cell.row < table.row_count - 1 for cell in words)
        and len({cell.row for cell in words}) < table.row_count - 1
    )


def _texts(lines: list[Paragraph]) -> list[str]:
    return [squeezed(line.text) for line in lines]


def _widths(table: Table) -> list[float]:
    return [b - a for a, b in pairwise(table.column_edges)]


def _are_level(pages: dict[int, Sheet], band: list[int]) -> bool:
    """Whether the rows of all parts are as high; a part may print nothing."""
    first = pages.get(band[0])
    return first is not None and all(_is_level(first, pages[p]) for p in band[1:] if p in pages)


def _is_level(left: Sheet, right: Sheet) -> bool:
    if any(pattern("continued").search(squeezed(line.text)) for line in right.above):
        return left.table.row_count == right.table.row_count
    return end_level(row_edges(left.table), row_edges(right.table))
