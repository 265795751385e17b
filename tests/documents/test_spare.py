"""A second child reads half of the pages that are read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents.read import read_again
from pipeline.documents.sandbox import Readers, Reading
from pipeline.documents.spare import Spare
from pipeline.errors import UnreadableFile

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "waterworks-2025.pdf"


def read_in_two(path: Path, pages: tuple[int, ...]) -> Reading:
    with Readers(1) as readers, Spare("pdf") as spare:
        return spare.read_again(path, "pdf", pages, readers)


@pytest.mark.parametrize("pages", [(5,), (4, 6), (4, 5, 6)])
def test_two_children_read_the_same_as_one(pages: tuple[int, ...]) -> None:
    assert read_in_two(SAMPLE, pages).document == read_again(SAMPLE, "pdf", pages)


def test_a_file_that_cannot_be_read_gives_its_problem_and_no_half(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    reading = read_in_two(broken, (1, 2))
    assert reading.document is None
    assert isinstance(reading.problem, UnreadableFile)


def test_a_kind_without_a_second_reader_needs_no_spare_child() -> None:
    with Spare("text"):
        pass
