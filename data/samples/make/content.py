"""What a sample says, read from its YAML file: headings, sentences and printed grids.

Belongs here: the shapes of a sample's content and how a grid is written down.
Does not: how a format looks (`as_pdf`, `as_text`, `as_html`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

JOIN_LEFT, JOIN_ABOVE = "<", "^"
_AMOUNT = re.compile(r"-?[0-9,]+(\.[0-9]+|%)")


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    row: int  # both from 0
    column: int
    text: str
    row_span: int
    column_span: int

    @property
    def is_amount(self) -> bool:
        """An amount or a percentage, printed at the right of its cell; codes and weights are not."""
        return _AMOUNT.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Form:
    """One printed table with the lines around it; a blank cell is an empty string."""

    title: str
    grid: tuple[tuple[str, ...], ...]  # every row has the same length; joined cells keep their mark
    header_rows: int = 0
    label: str = ""
    subtitle: str = ""
    left: str = ""
    right: str = ""
    note: str = ""
    is_landscape: bool = False
    repeats_header: bool = True  # on the second page of a long table
    row_height: float | None = None  # points; None for as high as the text
    widths: tuple[float, ...] = ()  # relative; empty for equal columns

    @property
    def column_count(self) -> int:
        return len(self.grid[0])

    @property
    def cells(self) -> list[Cell]:
        """The cells with their spans, row by row; joined places are no cells."""
        return [
            Cell(row, column, text, self._down(row, column), self._right(row, column))
            for row, texts in enumerate(self.grid)
            for column, text in enumerate(texts)
            if text not in (JOIN_LEFT, JOIN_ABOVE)
        ]

    def _right(self, row: int, column: int) -> int:
        end = column + 1
        while end < self.column_count and self.grid[row][end] == JOIN_LEFT:
            end += 1
        return end - column

    def _down(self, row: int, column: int) -> int:
        end = row + 1
        while end < len(self.grid) and self.grid[end][column] == JOIN_ABOVE:
            end += 1
        return end - row


Block = Heading | Sentence | Form


@dataclass(frozen=True, slots=True)
class Sample:
    stem: str
    formats: tuple[str, ...]
    title: str
    blocks: tuple[Block, ...]


class ContentError(ValueError):
    """A sample's YAML file is wrong; the message names file and place."""


def load(path: Path) -> Sample:
    """The sample written down in `path`. Raises ContentError naming the block that is wrong."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    blocks = tuple(_block(entry, raw, path.name) for entry in raw["blocks"])
    return Sample(raw["file"], tuple(raw["formats"]), raw["title"], blocks)


def _block(entry: dict[str, object], defaults: dict[str, str], where: str) -> Block:
    match entry:
        case {"heading": str(text)}:
            return Heading(text)
        case {"text": str(text)}:
            return Sentence(text)
        case {"catalogue": str(title), "grid": str(grid), **options}:
            return Form(title, _grid(grid, f"{where}: {title}"), header_rows=1, widths=_widths(options))
        case {"form": str(title), "grid": str(grid), **options}:
            return Form(
                title,
                _grid(grid, f"{where}: {title}"),
                header_rows=int(str(options.get("header_rows", 0))),
                label=str(options.get("label", "")),
                subtitle=str(options.get("subtitle", "")),
                left=str(options.get("left", defaults["left"])),
                right=str(options.get("right", defaults["right"])),
                note=str(options.get("note", "")),
                is_landscape=options.get("page") == "landscape",
                repeats_header=options.get("repeat_header", True) is True,
                row_height=float(str(options["row_height"])) if "row_height" in options else None,
                widths=_widths(options),
            )
    raise ContentError(f"{where}: not a heading, text, catalogue or form: {entry}")


def _widths(options: dict[str, object]) -> tuple[float, ...]:
    match options.get("widths", []):
        case [*widths]:
            return tuple(float(str(width)) for width in widths)
    raise ContentError(f"widths: not a list of numbers: {options['widths']}")


def _grid(written: str, where: str) -> tuple[tuple[str, ...], ...]:
    rows = tuple(tuple(text.strip() for text in line.split("|")) for line in written.splitlines())
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise ContentError(f"{where}: row {number} has {len(row)} cells, the first has {len(rows[0])}")
    return rows
