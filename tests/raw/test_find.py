"""What a folder means, and what a name on the command line means."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.raw import find_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.pdf", "a/c.html", "notes.md", "list.TSV", "d.json", ".hidden.pdf", ".git/e.pdf", "~$f.doc", "g"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    return tmp_path


def test_a_folder_gives_its_files_in_order_and_lists_what_it_skips(folder: Path) -> None:
    files, skipped = find_files([folder])
    assert [str(path.relative_to(folder)) for path in files] == ["a/c.html", "b.pdf", "g"]
    assert {path.name for path in skipped} == {"notes.md", "list.TSV", "d.json", ".hidden.pdf", "e.pdf", "~$f.doc"}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_file_that_is_named_is_always_tried_and_tried_once(folder: Path, order: tuple[int, int]) -> None:
    given = [folder, folder / "notes.md"]
    files, skipped = find_files([given[place] for place in order])
    assert [path.name for path in files].count("notes.md") == 1
    assert "notes.md" not in {path.name for path in skipped}


def test_the_same_file_meant_twice_is_given_once(folder: Path) -> None:
    files, _ = find_files([folder / "b.pdf", folder / "a" / ".." / "b.pdf"])
    assert files == [folder / "b.pdf"]


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing does not exist"):
        find_files([tmp_path / "nothing"])
