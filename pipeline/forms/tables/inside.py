"""Titles, units and notes printed inside the grid of a table.

Belongs here: taking them out as lines before and after the table, and forms drawn as one table apart.
Does not: what such a line says (`captions`), tables that go on (`stitch`).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.documents.model import Box, Cell, Paragraph
from pipeline.forms.columns.header_rows import is_header_word
from pipeline.forms.kinds import title_kinds
from pipeline.forms.numbers import is_number
from pipeline.forms.performance.shape import rows_of_forms
from pipeline.forms.tables.captions import note_in, organisation_of, pattern, says_this_is_empty, unit_of
from pipeline.forms.tables.grid import LogicalTable, Row
from pipeline.forms.text import folded, squeezed


def lift_caption_rows(logical: LogicalTable) -> None:
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


def drop_note_rows(logical: LogicalTable) -> None:
    """Notes printed in the last rows of the grid become lines after the table."""
    while len(logical.rows) > 1:
        text = _single_text(logical.rows[-1])
        if text is None or not (note_in(text) or says_this_is_empty(text)):
            return
        cell = next(slot.cell for slot in logical.rows[-1] if slot is not None and slot.text.strip())
        note = Paragraph(text=text, page=cell.page, box=cell.box or Box(0, 0, 0, 0))
        logical.after = [note, *logical.after]
        logical.rows.pop()


def parted(logical: LogicalTable) -> list[LogicalTable]:
    """The forms of several projects drawn as one table, and forms one under the other whose titles and units stand in
    the grid, each with the lines before it; any other table whole."""
    projects = [r - 1 if r and is_title_row(logical.rows[r - 1]) else r for r in rows_of_forms(logical)]
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
        if is_title_row(logical.rows[r]) and _names_unit(_caption_lines(_filled(logical.rows[r + 1]))):
            label = _single_text(logical.rows[r - 1])
            has_label = label is not None and pattern("label").match(squeezed(label)) is not None
            found.append(r - 1 if has_label else r)
    return found


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


def is_title_row(row: Row) -> bool:
    text = _single_text(row)
    return text is not None and bool(title_kinds(text)) and pattern("title_end").search(squeezed(text)) is not None


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


def _single_text(row: Row) -> str | None:
    """The text of a row that prints one cell only, when that cell covers most of it or is alone in it."""
    anchors = [slot.cell for slot in row if slot is not None and slot.is_anchor]
    filled = [cell for cell in anchors if cell.text.strip()]
    if len(filled) != 1 or not anchors:
        return None
    return filled[0].text


def _filled(row: Row) -> list[Cell]:
    return [slot.cell for slot in row if slot is not None and slot.is_anchor and slot.text.strip()]
