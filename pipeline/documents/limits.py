"""How much one file may cost before it is refused.

Belongs here: the numbers, their units, and the check of a finished reading.
Does not: enforcing them on a process (`child`, `worker`) or while a format is parsed (`readers`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from pipeline.documents.model import Document, Paragraph
from pipeline.errors import UnreadableFile, UsageError

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for one file. All are positive; the largest disclosure seen so far uses a twentieth of each.

    Blocks, cells and characters are what the stages after reading can take in the same time and memory, at their
    worst (docs/hostile.md).

    Time allowed is `wall_seconds` (or `cpu_seconds`) plus `seconds_per_page` for every page of the file, for its
    reading and for what is made of it together.
    Raises UsageError, naming the field, for a value that is not positive.
    """

    max_bytes: int = 256 * MIB
    max_pages: int = 5_000
    max_blocks: int = 150_000  # paragraphs and tables
    max_cells: int = 200_000  # elementary cells of all tables of the file, spans counted in full
    max_characters: int = 1_500_000
    # Of one paragraph. The longest seen has a thousandth; every claim of the text carries its sentence, and where a
    # text has no end of a sentence for so long, they come to hundreds of MiB.
    max_paragraph_characters: int = 500_000
    max_result_bytes: int = 256 * MIB  # the finished Document as JSON
    max_written_bytes: int = 256 * MIB  # any file the reading process may write
    memory_bytes: int = 1024 * MIB  # address space of the reading process
    wall_seconds: float = 60.0
    cpu_seconds: float = 60.0
    seconds_per_page: float = 2.0
    # Pages that are pictures: recognised one by one, each within wall_seconds and cpu_seconds and all within
    # wall_seconds plus this for each. A dense page takes 5 s of a processor (docs/decisions/0008).
    max_scans: int = 300
    seconds_per_scan: float = 15.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if value <= 0:
                raise UsageError(f"limit {field.name} must be greater than 0, not {value}")

    def wall_seconds_for(self, pages: int) -> float:
        return self.wall_seconds + self.seconds_per_page * pages

    def cpu_seconds_for(self, pages: int) -> float:
        return self.cpu_seconds + self.seconds_per_page * pages


DEFAULT = Limits()


def check_document(document: Document, limits: Limits) -> None:
    """Raises UnreadableFile where a finished reading has more blocks, cells or characters than allowed."""
    if len(document.blocks) > limits.max_blocks:
        raise UnreadableFile(
            f"the file has {len(document.blocks):,} paragraphs and tables, more than the {limits.max_blocks:,} "
            "allowed; no disclosure is this large: look at the file, and split it if it is real"
        )
    cells = characters = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            characters += len(block.text)
            if len(block.text) > limits.max_paragraph_characters:
                raise UnreadableFile(
                    f"the file has a paragraph of {len(block.text):,} characters, more than the "
                    f"{limits.max_paragraph_characters:,} allowed; no disclosure has one this long: look at the file"
                )
        else:
            cells += max(len(block.cells), block.row_count * block.column_count)
            characters += sum(len(cell.text) for cell in block.cells)
    if cells > limits.max_cells:
        raise too_many_cells(cells, limits)
    if characters > limits.max_characters:
        raise too_many_characters(characters, limits)


def too_many_cells(cells: int, limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        f"the tables of the file claim {cells:,} cells, more than the {limits.max_cells:,} allowed; "
        "no disclosure is this large: look at the file, and split it if it is real"
    )


def too_many_characters(characters: int, limits: Limits) -> UnreadableFile:
    return UnreadableFile(
        f"the file has {characters:,} characters, more than the {limits.max_characters:,} allowed; "
        "no disclosure is this large: look at the file, and split it if it is real"
    )
