"""The label columns of one block as a whole: whose codes each prints, and which name a second classification.

Belongs here: what a column's header and all its cells say together.
Does not: what one cell of it says (`label_cells`), reading a row (`labels`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.forms.columns.header_rows import code_shown
from pipeline.forms.columns.model import ColumnHead, Header
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import squeezed
from pipeline.forms.words import vocabulary

# What codes of a classification have: three digits, and two more for each level.
CODE_LENGTHS = (3, 5, 7, 9)
# The name above its code, or before it in brackets: 行政运行 (2010301).
CODE_LAST = re.compile(
    r"^(?P<name>\D.*?)\s*(?P<apart>\n|[\[(（【])?\s*(?P<code>[235](?:\d\d){1,3})[\])）】]?$", re.DOTALL
)
_CODE_FIRST = re.compile(r"^\[?(\d{3,9})")
_NAME_LABELS = ("name", "item", "classification")


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """One label column of a block."""

    column_no: int
    label: str | None
    scheme: str | None
    unit_codes: frozenset[str] = frozenset()  # of units, printed among the codes of a classification
    is_second_name: bool = False  # names a second classification, not the row


def label_columns(table: LogicalTable, header: Header, block: int) -> list[LabelColumn]:
    heads = header.labels(block)
    second = _second_names(heads)
    return [
        LabelColumn(
            head.column_no,
            head.label,
            _scheme(table, header, heads, head),
            _unit_codes(table, header, head) if head.label == "code" else frozenset(),
            head.column_no in second,
        )
        for head in heads
    ]


def _printed(table: LogicalTable, header: Header, head: ColumnHead) -> Iterator[str]:
    return (squeezed(table.text(r, head.column_no)) for r in range(header.rows, len(table.rows)))


def _unit_codes(table: LogicalTable, header: Header, head: ColumnHead) -> frozenset[str]:
    """Codes of units among those of a classification in one column (305, 305001 above 2130301): no classification
    has six digits, and the department's code begins its units'."""
    printed = set(_printed(table, header, head))
    units = {code for code in printed if re.fullmatch(r"\d{6}", code)}
    mixed = any(re.fullmatch(r"\d{5}|\d{7}", code) for code in printed)
    return frozenset(units | {code[:3] for code in units if code[:3] in printed}) if mixed else frozenset()


def _second_names(heads: Sequence[ColumnHead]) -> set[int]:
    """Columns that name a second classification (部门经济 code, name, 政府经济 code, name): not the row's name."""
    found: set[int] = set()
    named = coded = False
    for head in heads:
        if head.label in ("code", "class_code", "classification"):
            coded = named
            named = named or head.label == "classification"
        elif head.label in _NAME_LABELS:
            if coded:
                found.add(head.column_no)
            named = True
    return found


def _scheme(table: LogicalTable, header: Header, heads: Sequence[ColumnHead], head: ColumnHead) -> str | None:
    """By the codes in the column; where it has none, by its header."""
    firsts: Counter[str] = Counter()
    for text in map(code_shown, _printed(table, header, head)):
        first, last = _CODE_FIRST.match(text), CODE_LAST.match(text)
        if first and len(first[1]) in CODE_LENGTHS:
            firsts[first[1][0]] += 1
        elif last is not None:
            firsts[last["code"][0]] += 1
    if firsts:
        common = firsts.most_common(1)[0][0]
        for scheme, digit in vocabulary("schemes")["first_digits"].items():
            if digit == common:
                return str(scheme)
    if head.label in ("section_code", "item_code"):
        earlier = [h for h in heads if h.column_no < head.column_no and h.label == "class_code"]
        if earlier:
            return _scheme(table, header, heads, earlier[-1])
    return head.scheme
