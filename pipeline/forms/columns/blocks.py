"""Blocks side by side in one table, and the side of a balance each stands on.

Belongs here: where a block begins, revenue or expenditure by the words above it or by its totals.
Does not: the words above a column (`header`), rows within a block (`forms.rows`).
"""

from __future__ import annotations

import re

from pipeline.forms.columns.model import ColumnHead, Header
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, header_word
from pipeline.forms.words import measure_entry, measure_words, vocabulary

_ROW_LABELS = {"class_code", "code", "classification", "name", "item", "unit_code", "unit_name", "project_name"}


def number_blocks(heads: list[ColumnHead]) -> None:
    """Number the blocks: labels after amounts, with amounts after them again, start a new block.

    Lists of purchases print a quantity among their labels (采购项目 | 数量 | 计量单位 | 金额): a count ends no block.
    """
    block, seen_numbers = 0, False
    for index, head in enumerate(heads):
        starts = head.label in _ROW_LABELS
        if starts and seen_numbers and any(h.label is None and not _counts(h) for h in heads[index:]):
            block += 1
            seen_numbers = False
        if head.label is None and not _counts(head):
            seen_numbers = True
        head.block_no = block
    for number in range(block + 1):
        members = [h for h in heads if h.block_no == number]
        sides = {side for side in (side_of(h.path) for h in members) if side}
        # 年初结转 | 本年收入 | 本年支出 | 年末结转 is a flow and stands on neither side.
        side = sides.pop() if len(sides) == 1 else None
        for head in members:
            head.side = side


def tell_sides_by_totals(table: LogicalTable, header: Header) -> None:
    """The sides of two blocks under the same words, where 收入总计 stands in the left and 支出总计 in the right."""
    if len(header.blocks) != 2 or any(head.side for head in header.heads):
        return
    left, right = ([h.path for h in header.heads if h.block_no == block] for block in header.blocks)
    if left != right:
        return
    found = [
        {
            side
            for head in header.labels(block)
            for r in range(header.rows, len(table.rows))
            for side, patterns in vocabulary("schemes")["totals_of_sides"].items()
            if any(re.fullmatch(p, bare(table.text(r, head.column_no))) for p in patterns)
        }
        for block in header.blocks
    ]
    if found == [{"revenue"}, {"expenditure"}]:
        for head in header.heads:
            head.side = "revenue" if head.block_no == header.blocks[0] else "expenditure"


def _counts(head: ColumnHead) -> bool:
    """Whether a column of numbers counts things, by its last word."""
    measure = measure_words().find(header_word(head.path[-1])[0]) if head.path else None
    return measure is not None and measure_entry(measure).get("quantity") == "count"


def side_of(path: list[str]) -> str | None:
    for word in path[:1]:
        key, _ = header_word(word)
        for side, patterns in vocabulary("schemes")["sides"].items():
            if any(re.fullmatch(p, key) for p in patterns):
                return str(side)
    return None
