"""Tables set with tabs: paragraphs whose fields stand below each other, without any grid.

Belongs here: telling such paragraphs from lists of contents and from captions, and their fields as cells.
Does not: plain text, where a tab always divides cells (`text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from pipeline.documents.model import Cell, Paragraph, Table

# A number that is no page of a list of contents.
_PRECISE = re.compile(r"\d[\d,]*\.\d+|\d{1,3}(?:,\d{3})+")
_FEWEST_LINES = 3
_TABS = re.compile(r"\t+")


def with_tabbed_tables(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """The blocks, with each run of paragraphs that is a table as one, and spaces for the tabs of all others.

    A run is a table where at least three paragraphs have fields and two of them an amount; one that only names the
    organisation and the unit stays the line above it.
    """
    for has_fields, run in groupby(
        blocks, key=lambda block: isinstance(block, Paragraph) and "\t" in block.text.strip()
    ):
        lines = [block for block in run if isinstance(block, Paragraph)] if has_fields else []
        if not has_fields:
            yield from (_untabbed(block) for block in run)
            continue
        while lines and ":" in lines[0].text.replace("：", ":"):
            yield _untabbed(lines.pop(0))
        amounts = sum(any(_PRECISE.fullmatch(field.strip()) for field in line.text.split("\t")) for line in lines)
        if len(lines) >= _FEWEST_LINES and amounts > 1:
            yield _table(lines)
        else:
            yield from (_untabbed(line) for line in lines)


def _table(lines: list[Paragraph]) -> Table:
    """One column for each tab; where the lines have as many fields only if tabs in a row are one, these are one."""
    raw = [line.text.split("\t") for line in lines]
    joined = [_TABS.split(line.text.strip("\t")) for line in lines]
    fields = joined if len({len(row) for row in joined}) == 1 else raw
    cells = tuple(Cell(r, c, text.strip(" ")) for r, row in enumerate(fields) for c, text in enumerate(row))
    return Table(cells, len(fields), max(len(row) for row in fields), trust="aligned")


def _untabbed(block: Paragraph | Table) -> Paragraph | Table:
    if isinstance(block, Table) or "\t" not in block.text:
        return block
    return Paragraph(
        text=_TABS.sub(" ", block.text).strip(" "), is_heading=block.is_heading, heading_rank=block.heading_rank
    )
