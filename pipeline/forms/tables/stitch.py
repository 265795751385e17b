"""Printed tables to logical tables: which table continues which, and the lines that belong to each.

Belongs here: continuation over pages.
Does not: lines of every page (`running`), captions and notes inside the grid (`inside`), headers and meanings.
"""

from __future__ import annotations

from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.forms.columns.header_rows import count_header_rows, is_header_word
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.shape import continues_keys, starts_project
from pipeline.forms.tables.abreast import apart
from pipeline.forms.tables.captions import Caption, is_page_number, note_in, pattern, read_caption, unit_of
from pipeline.forms.tables.grid import LogicalTable, append_piece, columns_fit, first_piece, matrix, row_key
from pipeline.forms.tables.inside import drop_note_rows, is_title_row, lift_caption_rows, parted
from pipeline.forms.tables.running import is_running, running_lines
from pipeline.forms.tables.sideways import put_beside
from pipeline.forms.tables.strays import join_cut_row, put_back
from pipeline.forms.text import bare, squeezed
from pipeline.forms.words import total_words


def logical_tables(document: Document) -> list[LogicalTable]:
    """The document's tables in order, continuations joined, each with the lines before and after it."""
    running = running_lines(document)
    found: list[LogicalTable] = []
    between: list[Paragraph] = []
    last: Table | None = None
    put: list[Cell] = []
    for block in apart(put_beside(document, lambda line: is_running(line, running))):
        if isinstance(block, Paragraph):
            if found and not between and last is not None and put_back(found[-1], last, block, put):
                continue
            if not is_running(block, running):
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
    found = [part for logical in found for part in parted(logical)]
    for logical in found:
        lift_caption_rows(logical)
        drop_note_rows(logical)
    return found


def _continues(logical: LogicalTable, table: Table, between: list[Paragraph]) -> bool:
    """Whether a table is the rest of the one before it, by its first row, its columns and the lines between them."""
    rows = matrix(table)
    first = [(c, slot.cell) for c, slot in enumerate(rows[0]) if slot is not None and slot.is_anchor]
    if starts_project(first) or is_title_row(rows[0]) or table.page - logical.page_to > 1:
        return False
    has_same_header = bool(any(row_key(rows[0]))) and row_key(rows[0]) == row_key(logical.rows[0])
    lines = [p for p in between if not is_page_number(p.text)]
    if lines:
        return _continues_behind(lines, logical, table, has_same_header)
    if not logical.edges and not table.column_edges:
        return True
    if _continues_keys_overleaf(logical, table):
        return True
    return columns_fit(logical, table) and (has_same_header or not _has_header(table))


def _continues_keys_overleaf(logical: LogicalTable, table: Table) -> bool:
    return continues_keys(logical, first_piece(table, [])) and table.page > logical.last_page


def _continues_behind(lines: list[Paragraph], logical: LogicalTable, table: Table, has_same_header: bool) -> bool:
    """As `_continues`, of a table with these lines before it."""
    is_announced = any(_speaks_of_a_table(p.text) for p in lines)
    if not is_announced and _continues_keys_overleaf(logical, table):
        return True
    if any(note_in(p.text) for p in lines) or not columns_fit(logical, table):
        return False
    is_overleaf = table.page > logical.last_page
    if not has_same_header and not _has_header(table) and not is_announced:
        # Text that ran out of its cell stands between the two pieces; nothing announces a new table.
        return bool(logical.edges) and is_overleaf
    if is_overleaf and any(pattern("continued").fullmatch(squeezed(p.text)) for p in lines):
        return has_same_header or not _has_header(table)
    if not has_same_header:
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
