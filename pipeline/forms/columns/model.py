"""The header of a table as it was read: one head per column.

Belongs here: its shape. Does not: reading it (`header`, `heads`, `blocks`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.forms.text import squeezed


@dataclass(slots=True)
class ColumnHead:
    """The words above one elementary column and what they are."""

    column_no: int
    path: list[str]
    label: str | None = None  # a key of columns.yml labels, or None for a column of numbers
    is_of_which: bool = False
    block_no: int = 0
    side: str | None = None
    scheme: str | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)  # columns covered by each word of the path

    @property
    def printed(self) -> str:
        return " / ".join(squeezed(word) for word in self.path)


@dataclass(slots=True)
class Header:
    """The header of a logical table: `rows` header rows, one head per column that holds anything."""

    rows: int
    heads: list[ColumnHead]

    def numeric(self, block: int | None = None) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is None and (block is None or h.block_no == block)]

    def labels(self, block: int) -> list[ColumnHead]:
        return [h for h in self.heads if h.label is not None and h.block_no == block]

    @property
    def blocks(self) -> list[int]:
        return sorted({h.block_no for h in self.heads})
