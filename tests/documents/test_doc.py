"""Older Word files, read through LibreOffice where it is installed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.read import read
from pipeline.documents.readers import office
from pipeline.documents.sandbox import read_in_child
from pipeline.errors import UnreadableFile, UnsupportedFormat
from pipeline.raw.sniff import sniff
from tests.documents.office_files import PROJECT, convert, needs_office

TAIYUAN = PROJECT.parent / "shared" / "disclosures" / "taiyuan"
needs_shared = pytest.mark.skipif(not TAIYUAN.exists(), reason="../shared/disclosures is not here")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    page = tmp_path / "a.html"
    page.write_text(
        "<meta charset=utf-8><p>收支总表</p><table><tr><td>科目<td>金额<tr><td>合计<td>1.00</table>", encoding="utf-8"
    )
    return convert(page, "doc:MS Word 97", tmp_path, ["--infilter=HTML (StarWriter)"])


@needs_office
def test_an_older_document_is_read_within_the_limits_of_the_reading_process(older: Path) -> None:
    assert sniff(older.read_bytes()) == "doc"
    document = read_in_child(older, "doc")
    assert document.format == "doc"
    assert [block.text for block in document.paragraphs] == ["收支总表"]
    assert [cell.text for cell in document.tables[0].cells] == ["科目", "金额", "合计", "1.00"]


def test_without_libreoffice_the_message_says_what_to_install_or_save_as(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    (tmp_path / "a.doc").write_bytes(b"x")
    with pytest.raises(UnsupportedFormat, match=r"needs LibreOffice.*libreoffice-writer.*save it as DOCX or PDF"):
        read(tmp_path / "a.doc", "doc")


@needs_office
def test_a_damaged_document_is_not_shown_as_text_of_some_other_format(older: Path) -> None:
    older.write_bytes(older.read_bytes()[: older.stat().st_size // 2])
    with pytest.raises(UnreadableFile, match="LibreOffice cannot open the file as doc"):
        read(older, "doc")


def test_a_conversion_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice.bin"
    program.write_text("#!/bin/sh\nexec sleep 30\n")
    program.chmod(0o755)
    (tmp_path / "a.doc").write_bytes(b"x")
    monkeypatch.setattr(office.shutil, "which", lambda name: str(tmp_path / "soffice"))
    started = time.monotonic()
    with pytest.raises(UnreadableFile, match=r"did not open the file within 0\.75 seconds"):
        read(tmp_path / "a.doc", "doc", Limits(wall_seconds=1))
    assert time.monotonic() - started < 10


@needs_office
def test_nothing_of_a_conversion_is_left_behind(older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.setattr(office.tempfile, "tempdir", str(work))
    read(older, "doc")
    assert list(work.iterdir()) == []


@needs_office
@needs_shared
def test_the_final_account_of_taiyuan_gives_all_tables_with_text_and_reports_the_picture() -> None:
    (path,) = TAIYUAN.glob("*.doc")
    document = read(path, "doc", DEFAULT)
    # LibreOffice counts nine tables itself; the tenth form is a picture of an embedded spreadsheet.
    assert len(document.tables) == 9
    assert all(any(cell.text.strip() for cell in table.cells) for table in document.tables)
    assert [(table.row_count, table.column_count) for table in document.tables] == [
        (8, 2), (39, 11), (39, 10), (35, 8), (36, 7), (58, 7), (15, 10), (21, 4), (16, 3),
    ]  # fmt: skip
    (remark,) = document.remarks
    assert remark.what == "picture_in_document" and "embedded Excel" in remark.detail
