"""A second child has the task about a file that is read alone, and half of the pages that are read again."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.documents.read import read_again
from pipeline.documents.renewed import Reading
from pipeline.documents.sandbox import Readers
from pipeline.documents.spare import Spare
from pipeline.documents.worker import Task
from pipeline.errors import UnreadableFile

LOADING = "pipeline.documents.read:load_second_reader"
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "waterworks-2025.pdf"


def read_in_two(path: Path, pages: tuple[int, ...]) -> Reading:
    with Readers(1) as readers, Spare("pdf", LOADING) as spare:
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


def test_the_task_is_done_also_where_loading_failed() -> None:
    for loading in (LOADING, "no.such:function"):
        with Spare("pdf", loading) as spare:
            result = spare.do(SAMPLE, Task(LOADING, msgspec.Raw(b'"text"'), 1))
        assert (result.made, result.problem) == (b"null", None)
