"""What a column says in each row, where its cells are merged down the rows and page breaks cut them.

Belongs here: cells cut in two, of which one half prints the words; cells left blank because the one above holds on.
Does not: what the words mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare
from pipeline.forms.words import dimension_words


@dataclass(slots=True)
class _Run:
    """The rows one cell covers."""

    first: int
    last: int
    text: str


def down_the_rows(table: LogicalTable, start: int, column: int, above: list[str] | None = None) -> list[str]:
    """The words of the column for every row of the table, blank above `start`.

    `above` are those of the column that heads it: where one begins, what stood here before no longer holds.
    """
    runs = _runs(table, start, column)
    is_merged = any(run.last > run.first for run in runs)
    pieces = {p for p in table.starts_of_pieces if p > start}
    for before, run in pairwise(runs):
        is_new = above is not None and above[run.first] != above[run.first - 1]
        if not run.text and (run.first in pieces or not is_merged) and not is_new:
            run.text = before.text
    for before, run in pairwise(runs):
        if run.first in pieces and before.text and _is_cut(before.text, run.text):
            before.text = run.text = before.text + run.text
    for run, behind in reversed(list(pairwise(runs))):
        if not run.text and behind.first in pieces:
            run.text = behind.text  # a page break cut the cell, and its words stand in the second half
    texts = [""] * len(table.rows)
    for run in runs:
        texts[run.first : run.last + 1] = [run.text] * (run.last + 1 - run.first)
    return texts


def _is_cut(before: str, behind: str) -> bool:
    """Whether two halves make the name of a level that the first alone is not (效益指 | 标)."""
    return not dimension_words().find(bare(before)) and dimension_words().find(bare(before + behind)) is not None


def _runs(table: LogicalTable, start: int, column: int) -> list[_Run]:
    runs: list[_Run] = []
    last: object = None
    for r in range(start, len(table.rows)):
        slot = table.rows[r][column]
        cell = slot.cell if slot is not None else None
        if runs and cell is last:
            runs[-1].last = r
        else:
            runs.append(_Run(r, r, cell.text.strip() if cell is not None else ""))
        last = cell
    return runs
