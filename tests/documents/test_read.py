"""Which reader reads what, and what is refused before any reader is asked."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.documents.limits import Limits
from pipeline.documents.model import Document
from pipeline.documents.read import READER_VERSION, count_pages, read
from pipeline.documents.readers import PAGE_COUNTERS, READERS
from pipeline.errors import UnreadableFile, UnsupportedFormat


def write(tmp_path: Path, data: bytes, name: str = "file") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(("kind", "data"), [("text", b"a\tb\n"), ("html", b"<table><tr><td>a<td>b</table>")])
def test_a_kind_is_read_by_its_reader_whatever_the_file_is_called(tmp_path: Path, kind: str, data: bytes) -> None:
    document = read(write(tmp_path, data, "disclosure.pdf"), kind)
    assert document.format == kind
    assert [cell.text for cell in document.tables[0].cells] == ["a", "b"]


def test_the_same_bytes_give_the_same_document_and_it_survives_json(tmp_path: Path) -> None:
    path = write(tmp_path, "# 收支总表\n收入\t\t支出\n".encode())
    document = read(path, "text")
    assert read(path, "text") == document
    assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document


def test_a_kind_without_a_reader_is_unsupported_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    path = write(tmp_path, b"x")
    with pytest.raises(UnsupportedFormat, match=r"kind odt: .*save it as DOCX or PDF"):
        read(path, "odt")
    with pytest.raises(UnsupportedFormat, match="kind pictogram: find out what kind"):
        read(path, "pictogram")


@pytest.mark.parametrize("kind", sorted(READERS))
def test_an_empty_file_is_unreadable_in_every_format(tmp_path: Path, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=r"empty \(0 bytes\); fetch it again"):
        read(write(tmp_path, b""), kind)


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="No such file"):
        read(tmp_path / "absent", "text")


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(max_bytes=10), "13 bytes, more than the 10"),
        (Limits(max_characters=9), "13 characters, more than the 9"),
        (Limits(max_cells=5), "6 cells, more than the 5"),
        (Limits(max_blocks=1), "2 paragraphs and tables, more than the 1"),
        (Limits(max_paragraph_characters=1), "a paragraph of 2 characters, more than the 1"),
    ],
)
def test_a_file_over_a_limit_is_unreadable_and_the_message_has_both_numbers(
    tmp_path: Path, limits: Limits, says: str
) -> None:
    path = write(tmp_path, b"ab\n1\t2\t3\n4\t5\t")
    with pytest.raises(UnreadableFile, match=says):
        read(path, "text", limits)


def test_files_without_pages_have_none_to_count(tmp_path: Path) -> None:
    assert count_pages(write(tmp_path, b"x"), "text") == 0


def test_pages_are_only_counted_for_kinds_that_can_be_read() -> None:
    assert set(PAGE_COUNTERS) <= set(READERS)


def test_the_version_of_the_readers_is_text() -> None:
    assert READER_VERSION
