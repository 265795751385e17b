"""Printed tables to logical tables: which table continues which, and the lines that belong to each.

Belongs here: continuation over pages, captions inside the grid.
Does not: headers and meanings.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from pipeline.documents.model import Box, Cell, Document, Paragraph, Table
from pipeline.forms.columns.header_rows import count_header_rows, is_header_word
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.shape import continues_keys, rows_of_forms, starts_project
from pipeline.forms.tables.abreast import apart
from pipeline.forms.tables.captions import (
    Caption,
    is_page_number,
    note_in,
    organisation_of,
    pattern,
    read_caption,
    says_this_is_empty,
    unit_of,
)
from pipeline.forms.tables.grid import LogicalTable, Row, append_piece, columns_fit, first_piece, matrix, row_key
from pipeline.forms.tables.sideways import put_beside
from pipeline.forms.tables.strays import join_cut_row, put_back
from pipeline.forms.text import bare, folded, squeezed
from pipeline.forms.words import total_words


def logical_tables(document: Document) -> list[LogicalTable]:
    """The document's tables in order, continuations joined, each with the lines before and after it."""
    running = _running_lines(document)
    found: list[LogicalTable] = []
    between: list[Paragraph] = []
    last: Table | None = None
    put: list[Cell] = []
    for block in apart(put_beside(document, lambda line: _is_running(line, running))):
        if isinstance(block, Paragraph):
            if found and not between and last is not None and put_back(found[-1], last, block, put):
                continue
            if not _is_running(block, running):
                between.append(block)
            continue
        if not block.row_count:
            continue  # drawn, but nothing is printed in it
        if found and last is not None and block.sheet == last.sheet and _continues(found[-1], block, between):
            logical = found[-1]
            append_piece(logical, block, count_header_rows(logical))
            join_cut_row(logical)
        else:
            if found:
                found[-1].after = between
            logical = first_piece(block, between)
            if last is not None and last.sheet == block.sheet:
                logical.sheet = ""
            found.append(logical)
        between, put, last = [], [], block
    if found:
        found[-1].after = between
    found = [part for logical in found for part in _parted(logical)]
    for logical in found:
        _lift_caption_rows(logical)
        _drop_note_rows(logical)
    return found


def _parted(logical: LogicalTable) -> list[LogicalTable]:
    """The forms of several projects drawn as one table, and forms one under the other whose titles and units stand in
    the grid, each with the lines before it; any other table whole."""
    projects = [r - 1 if r and _is_title_row(logical.rows[r - 1]) else r for r in rows_of_forms(logical)]
    starts = sorted({*projects, *_titled_rows(logical)})
    parts = []
    for start, end in zip(starts, [*starts[1:], len(logical.rows)], strict=True):
        rows = logical.rows[start:end]
        pages = [slot.cell.page for row in rows for slot in row if slot is not None]
        pieces = sorted({max(0, p - start) for p in logical.starts_of_pieces if p < end})
        part = replace(logical, rows=rows, starts_of_pieces=pieces, after=[], sheet="" if start else logical.sheet)
        part.page_from, part.page_to = min(pages, default=part.page_from), max(pages, default=part.page_to)
        parts.append(part)
    parts[-1].after = logical.after
    return parts if len(parts) > 1 else [logical]


def _titled_rows(logical: LogicalTable) -> list[int]:
    """Rows within the table that begin another form: its title, with the line of its unit below."""
    found = []
    for r in range(1, len(logical.rows) - 2):
        if _is_title_row(logical.rows[r]) and _names_unit(_caption_lines(_filled(logical.rows[r + 1]))):
            label = _single_text(logical.rows[r - 1])
            has_label = label is not None and pattern("label").match(squeezed(label)) is not None
            found.append(r - 1 if has_label else r)
    return found


def _digits_out(text: str) -> str:
    return re.sub(r"\d+", "#", squeezed(text))


def _running_lines(document: Document) -> set[str]:
    """Lines printed at the head or foot of three or more pages (headers, footers), or of two in the very same place;
    captions excepted."""
    pages: dict[str, set[int]] = defaultdict(set)
    places: dict[tuple[str, int, int], set[int]] = defaultdict(set)
    heights = {page.number: page.height for page in document.pages}
    for paragraph in document.paragraphs:
        height = heights.get(paragraph.page)
        if not height or paragraph.box is None or len(paragraph.text) > 60:
            continue
        if paragraph.box.bottom < 0.12 * height or paragraph.box.top > 0.9 * height:
            text, box = _digits_out(paragraph.text), paragraph.box
            pages[text].add(paragraph.page)
            places[text, round(box.x0), round(box.top)].add(paragraph.page)
    often = {text for text, numbers in pages.items() if len(numbers) >= 3}
    return often | {text for (text, *_), numbers in places.items() if len(numbers) == 2}


def _is_running(paragraph: Paragraph, running: set[str]) -> bool:
    text = paragraph.text
    if _digits_out(text) not in running:
        return False
    return not (
        title_kinds(text)
        or unit_of(text)
        or organisation_of(text) is not None
        or pattern("label").match(squeezed(text))
    )


def _continues(logical: LogicalTable, table: Table, between: list[Paragraph]) -> bool:
    lines = [p for p in between if not is_page_number(p.text)]
    rows = matrix(table)
    first = [(c, slot.cell) for c, slot in enumerate(rows[0]) if slot is not None and slot.is_anchor]
    if starts_project(first) or _is_title_row(rows[0]):
        return False
    if table.page - logical.page_to > 1:
        return False
    same_header = bool(any(row_key(rows[0]))) and row_key(rows[0]) == row_key(logical.rows[0])
    if not lines:
        if not logical.edges and not table.column_edges:
            return True
        if continues_keys(logical, first_piece(table, [])) and table.page > logical.last_page:
            return True
        if not columns_fit(logical, table):
            return False
        return same_header or not _has_header(table)
    announced = any(_speaks_of_a_table(p.text) for p in lines)
    if not announced and continues_keys(logical, first_piece(table, [])) and table.page > logical.last_page:
        return True
    if any(note_in(p.text) for p in lines) or not columns_fit(logical, table):
        return False
    if not same_header and not _has_header(table) and not announced:
        # Text that ran out of its cell stands between the two pieces; nothing announces a new table.
        return bool(logical.edges) and table.page > logical.last_page
    if any(pattern("continued").fullmatch(squeezed(p.text)) for p in lines) and table.page > logical.last_page:
        return same_header or not _has_header(table)
    if not same_header:
        return False
    new, old = read_caption(lines, []), read_caption(logical.before, [])
    if any(squeezed(a) != squeezed(b) for a, b in zip(_names(new), _names(old), strict=True)):
        return False
    if len(lines) > len(new.lines) + 1:
        return False
    return not (_begins_with_total(table) and _has_total(logical))


def _names(caption: Caption) -> tuple[str, str, str]:
    """What must agree; （续） behind a title or a label says that the table goes on."""
    title, label = (pattern("continued").sub("", squeezed(text)) for text in (caption.title, caption.label))
    return title, caption.subtitle, label


def _speaks_of_a_table(text: str) -> bool:
    return bool(title_kinds(text)) or unit_of(text) is not None or pattern("label").match(squeezed(text)) is not None


def _has_header(table: Table) -> bool:
    """Whether the table begins with header words of its own, one of them above numbers: 上年结转 is none."""
    first = [c for c in table.cells if c.row == 0 and c.text.strip()]
    known = sum(is_header_word(c.text) for c in first)
    if not first or known < max(2, 0.6 * len(first)):
        return False
    headed = {column for c in first for column in range(c.column, c.column + c.column_span)}
    numbers = {c.column for c in table.cells if c.row and is_number(c.text)}
    return not numbers or bool(numbers & headed)


def _begins_with_total(table: Table) -> bool:
    logical = first_piece(table, [])
    start = count_header_rows(logical)
    return start < len(logical.rows) and any(total_words().find(bare(cell.text)) for _, cell in logical.anchors(start))


def _has_total(logical: LogicalTable) -> bool:
    start = count_header_rows(logical)
    return any(
        total_words().find(bare(cell.text))
        for r in range(start, len(logical.rows))
        for _, cell in logical.anchors(r)[:4]
    )


def _single_text(row: Row) -> str | None:
    """The text of a row that prints one cell only, when that cell covers most of it or is alone in it."""
    anchors = [slot.cell for slot in row if slot is not None and slot.is_anchor]
    filled = [cell for cell in anchors if cell.text.strip()]
    if len(filled) != 1 or not anchors:
        return None
    return filled[0].text


def _filled(row: Row) -> list[Cell]:
    return [slot.cell for slot in row if slot is not None and slot.is_anchor and slot.text.strip()]


def _is_title_row(row: Row) -> bool:
    text = _single_text(row)
    return text is not None and bool(title_kinds(text)) and pattern("title_end").search(squeezed(text)) is not None


def _drop_note_rows(logical: LogicalTable) -> None:
    """Notes printed in the last rows of the grid become lines after the table."""
    while len(logical.rows) > 1:
        text = _single_text(logical.rows[-1])
        if text is None or not (note_in(text) or says_this_is_empty(text)):
            return
        cell = next(slot.cell for slot in logical.rows[-1] if slot is not None and slot.text.strip())
        note = Paragraph(text=text, page=cell.page, box=cell.box or Box(0, 0, 0, 0))
        logical.after = [note, *logical.after]
        logical.rows.pop()


def _lift_caption_rows(logical: LogicalTable) -> None:
    """Titles, units and organisations printed inside the grid become lines before the table."""
    lifted: list[Paragraph] = []
    while len(logical.rows) > 2:
        row = logical.rows[0]
        lines = _caption_lines(_filled(row))
        if not (_is_title_line(logical.rows) or _names_unit(lines)):
            break
        for line in lines:
            first = line[0]
            text = "".join(cell.text for cell in line)
            lifted.append(Paragraph(text=text, page=first.page, box=first.box or Box(0, 0, 0, 0)))
        logical.rows.pop(0)
        logical.starts_of_pieces = [max(0, s - 1) for s in logical.starts_of_pieces]
    logical.before = [*logical.before, *lifted]


def _caption_lines(cells: list[Cell]) -> list[list[Cell]]:
    """The cells of each line; a name whose value stands in the cell beside it (单位： | 万元) is one line with it."""
    lines: list[list[Cell]] = []
    for cell in cells:
        if (
            lines
            and len(lines[-1]) == 1
            and squeezed(lines[-1][0].text).endswith((":", "："))
            and ":" not in folded(cell.text)
        ):
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return lines


def _is_title_line(rows: list[Row]) -> bool:
    """Whether the first row is a title, a year or a label alone, or a title with its label beside it."""
    if _single_text(rows[0]) is not None:
        return all(_title_parts(rows[0]))
    # One such row after the other is a list of tables.
    return _is_labelled_title(rows[0]) and not _is_labelled_title(rows[1])


def _is_labelled_title(row: Row) -> bool:
    parts = _title_parts(row)
    return len(parts) == 2 and all(parts) and sum(bool(title_kinds(cell.text)) for cell in _filled(row)) == 1


def _title_parts(row: Row) -> list[bool]:
    """Of each cell of a row whether it is a title, a year or a label."""
    return [
        bool(title_kinds(cell.text))
        or any(pattern(name).match(squeezed(cell.text)) is not None for name in ("year_line", "label"))
        for cell in _filled(row)
    ]


def _names_unit(lines: list[list[Cell]]) -> bool:
    """Whether the row says the unit of a table or whose it is, beside no word above a column and no number."""
    texts = ["".join(cell.text for cell in line) for line in lines]
    joined = " ".join(texts)
    is_said = unit_of(joined) is not None
    # Names and values in pairs and no unit begin a performance form (主管部门： | … | 实施单位： | …).
    is_said = is_said or (organisation_of(joined) is not None and sum(map(len, lines)) <= 3)
    # 青禾县水务局 | 万元, but not a row of units below a header
    is_said = is_said or (len(texts) == 2 and sum(unit_of(text) is not None for text in texts) == 1)
    return (
        is_said
        and len(texts) <= 3
        and not any(len(line) == 1 and (is_header_word(line[0].text) or is_number(line[0].text)) for line in lines)
    )
