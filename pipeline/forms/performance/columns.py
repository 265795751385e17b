"""The header of a list of indicators: which column says what, also where several lists stand side by side.

Belongs here: the words of the header and of the rows below that it reaches into (指标值 over 前年, 上年, 预期值), the
columns of each list.
Does not: the rows of the list (`indicators`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.documents.model import Cell
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, squeezed, year_in
from pipeline.forms.words import dimension_words, indicator_columns, vocabulary

_YEAR = re.compile(r"20\d\d年度?")
# What is said of an indicator stands to the right of its name; what stands left of it is said of a level or a project.
_OF_THE_NAME = frozenset({"weight", "unit", "operator", "target", "core"})


@dataclass(slots=True)
class IndicatorList:
    """Kind -> column of one list; `dimension` is what stands above all of it (产出指标), if anything."""

    columns: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    dimension: str = ""


@dataclass(slots=True)
class ListHeader:
    """The lists side by side, what every column says, and the row below the header."""

    lists: list[IndicatorList]
    kinds: dict[int, str]
    end: int


def kind_of(printed: str) -> str | None:
    """What a word above a column says of indicators, or None."""
    return indicator_columns().find(_word(printed))


def _word(printed: str) -> str:
    return bare(_YEAR.sub("", squeezed(printed))) if year_in(printed) else bare(printed)


def list_header(table: LogicalTable, top: int, year: int | None = None) -> ListHeader:
    """The columns of the lists whose header begins in row `top`; `year` chooses among columns of several years."""
    known = [cell for _, cell in table.anchors(top) if kind_of(cell.text) not in (None, "lone_name")]
    end = min(top + max((cell.row_span for cell in known), default=1), len(table.rows))
    kinds: dict[int, str] = {}
    lists = [IndicatorList()]
    for c in range(table.width):
        cell = _deepest(table, top, end, c)
        kind = kind_of(cell.text) if cell is not None else None
        if cell is None or kind is None:
            continue
        kinds[c] = kind
        if kind in ("name", "level2") and lists[-1].words.get(kind) == _word(cell.text):
            lists.append(IndicatorList())
        _choose(lists[-1], kind, c, cell, year)
    for each in lists:
        _complete(table, top, each, lists[0])
    return ListHeader([each for each in lists if "name" in each.columns or "both" in each.columns], kinds, end)


def _deepest(table: LogicalTable, top: int, end: int, c: int) -> Cell | None:
    """The lowest known word above a column, where a cell of the header starts in it."""
    for r in range(end - 1, top - 1, -1):
        slot = table.rows[r][c]
        if slot is not None and slot.is_anchor and kind_of(slot.text):
            return slot.cell
    return None


def _choose(each: IndicatorList, kind: str, c: int, cell: Cell, year: int | None) -> None:
    """Of two columns of a kind the one whose word says it more exactly: its year, or the earlier in the vocabulary."""
    before, word = each.columns.get(kind), _word(cell.text)
    is_better = (
        before is None
        or (kind in _OF_THE_NAME and before < each.columns.get("name", -1))
        or _rank(kind, word) < _rank(kind, each.words[kind])
        or (year is not None and year_in(cell.text) == year)
    )
    if is_better:
        each.columns[kind], each.words[kind] = c, word


def _rank(kind: str, word: str) -> int:
    entry = indicator_columns().entry(word)
    listed = [str(w) for w in vocabulary("performance")["indicator_columns"][kind]]
    return listed.index(entry[1]) if entry is not None else len(listed)


def _complete(table: LogicalTable, top: int, each: IndicatorList, first: IndicatorList) -> None:
    columns = each.columns
    if "name" not in columns and "both" not in columns and "level2" in columns and "target" in columns:
        columns["name"] = columns.pop("level2")  # a form of two levels: the second one names the indicator
    if not columns.keys() & {"name", "both"} and "lone_name" in columns:
        columns["name"] = columns.pop("lone_name")
    if each is not first and "level1" in first.columns:
        columns.setdefault("level1", first.columns["level1"])
    name = columns.get("name")
    for kind in ("unit", "operator"):
        if name is not None and columns.get(kind, name) < name:
            del columns[kind]
    if name is None or "level1" in columns:
        return
    for r in range(top - 1, -1, -1):
        slot = table.rows[r][name]
        if slot is not None and dimension_words().find(bare(slot.text)):
            each.dimension = squeezed(slot.text)
            return
