"""Plain text: lines with tabs are tables, all other lines are paragraphs.

Belongs here: lines, cells, heading marks (#) and rulings of dashes.
Does not: joining the runs of a table that a page break cut apart, guessing which columns a title spans, or
removing mark-up from a cell (`pipeline.forms`): a cell is what stands between two tabs.
"""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.documents.limits import Limits, too_many_cells, too_many_characters
from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.documents.readers.encoding import decode
from pipeline.errors import UnreadableFile

# Not str.splitlines: it also breaks at characters that occur inside a cell (U+0085, U+2028).
_LINE_END = re.compile(r"\r\n|[\n\r\f]")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(?=\S)")
# "----------\t---" rules off the row above it, as in Markdown. A row of single dashes, "none reported", does not.
_RULING_CELL = re.compile(r"[ ]*:?-{2,}:?[ ]*")
_LONG_RULING = re.compile(r"[ ]*:?-{3,}:?[ ]*")
# A first line indented by a tab, with no other tab: a paragraph.
_INDENTED = re.compile(r"\t+[^\t]+")


def read_text(path: Path, limits: Limits) -> Document:
    """The blocks of a text file in order; all on page 1, without boxes.

    Raises UnreadableFile for bytes that are no text, a file without any text, or one over a limit.
    """
    decoded = decode(path.read_bytes())
    if not decoded.text.strip():
        raise UnreadableFile("the file contains no text; fetch it again from its source")
    return Document(format="text", blocks=text_blocks(decoded.text, limits), remarks=decoded.remarks)


def text_blocks(text: str, limits: Limits) -> tuple[Paragraph | Table, ...]:
    """Paragraphs and tables of `text`; an empty line ends a table, a ruling of dashes does not.

    Rows are as ragged as they are printed: a cell exists for every tab-separated field, empty ones too, and
    none is added; lines of nothing but tabs are a table only beside others. Raises UnreadableFile over a limit.
    """
    if len(text) > limits.max_characters:
        raise too_many_characters(len(text), limits)
    blocks: list[Paragraph | Table] = []
    run: list[str] = []
    cells = 0

    def end_run() -> None:
        nonlocal cells
        if all(_INDENTED.fullmatch(line) for line in run):
            blocks.extend(Paragraph(text=line) for line in run)
        elif any(line.strip() for line in run):
            widest = max(line.count("\t") for line in run) + 1
            cells += widest * len(run)
            if cells > limits.max_cells:
                raise too_many_cells(cells, limits)
            blocks.append(_table(run, widest))
        run.clear()

    for line in _LINE_END.split(text):
        if (mark := _HEADING.match(line)) is not None:
            end_run()
            text = line[mark.end() :].rstrip(" \t")
            blocks.append(Paragraph(text=text, is_heading=True, heading_rank=mark[0].count("#")))
        elif _is_ruling(line):
            if "\t" not in line:
                end_run()
        elif "\t" in line:
            run.append(line)
        else:
            end_run()
            if line.strip():
                blocks.append(Paragraph(text=line))
    end_run()
    return tuple(blocks)


def _is_ruling(line: str) -> bool:
    fields = [field for field in line.split("\t") if field.strip()]
    return (
        bool(fields)
        and all(_RULING_CELL.fullmatch(field) for field in fields)
        and any(_LONG_RULING.fullmatch(field) for field in fields)
    )


def _table(lines: list[str], column_count: int) -> Table:
    cells = tuple(
        Cell(row=row, column=column, text=text)
        for row, line in enumerate(lines)
        for column, text in enumerate(line.split("\t"))
    )
    return Table(cells=cells, row_count=len(lines), column_count=column_count)
