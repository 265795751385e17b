"""ZIP files: several files as one disclosure, and archives that mean harm."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document
from pipeline.documents.read import read
from pipeline.documents.readers import archive as reader
from pipeline.errors import UnreadableFile
from tests.documents.office_files import SAMPLES, docx, package, paragraph, sheet, sheet_cell, xlsx


def archive(path: Path, files: dict[str, bytes]) -> Path:
    return package(path / "a.zip", files)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def refusal(path: Path, limits: Limits = DEFAULT) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, "zip", limits)
    return str(caught.value)


def test_members_of_all_kinds_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    cells = "".join(sheet_cell(0, column, text, 1) for column, text in enumerate(("甲", "1")))
    files = {
        "2.xlsx": xlsx(tmp_path / "x", {"1": sheet([cells])}).read_bytes(),
        "1.docx": docx(tmp_path / "d", paragraph("一")).read_bytes(),
        "4.txt": "四\n".encode(),
        "3/网页.html": "<p>三</p>".encode(),
    }
    document = read(archive(tmp_path, files), "zip")
    assert (document.format, texts(document), len(document.tables)) == ("zip", ["一", "三", "四"], 1)
    assert document.read_method == "text_layer"


def test_no_two_members_share_a_page(tmp_path: Path) -> None:
    pdf = (SAMPLES / "waterworks-2025.pdf").read_bytes()
    document = read(archive(tmp_path, {"1.txt": "前\n".encode(), "2.pdf": pdf, "3.txt": "后\n".encode()}), "zip")
    pages = [page.number for page in document.pages]
    assert pages == list(range(2, len(pages) + 2))
    assert (document.blocks[0].page, document.blocks[-1].page) == (1, len(pages) + 2)
    assert {cell.page for table in document.tables for cell in table.cells} <= set(pages)


def test_a_member_that_cannot_be_read_is_a_remark_and_the_others_are_read(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as nested:
        nested.writestr("x.txt", "x")
    files = {
        "1.txt": "好\n".encode(),
        "2.zip": inner.getvalue(),
        "3.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
        "4.pdf": b"%PDF-1.7 cut short",
        "5.txt": b"",
    }
    document = read(archive(tmp_path, files), "zip")
    assert texts(document) == ["好"]
    assert [(remark.what, remark.printed_text) for remark in document.remarks] == [
        ("member_not_read", name) for name in ("2.zip", "3.png", "4.pdf", "5.txt")
    ]
    assert "an archive in an archive is not opened" in document.remarks[0].detail


def test_remarks_of_a_member_name_it(tmp_path: Path) -> None:
    sheets = {"公开": sheet([sheet_cell(0, 0, "a")]), "草稿": sheet([])}
    book = xlsx(tmp_path / "x", sheets, hidden=["草稿"])
    (remark,) = read(archive(tmp_path, {"1.xlsx": book.read_bytes()}), "zip").remarks
    assert (remark.what, remark.detail) == ("hidden_sheet", "1.xlsx: left out")


def test_names_written_in_gbk_are_read_as_their_maker_saw_them(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.txt": b"a\n", "AAAA.bin": bytes(range(256))})
    path.write_bytes(path.read_bytes().replace(b"AAAA.bin", "预算.bin".encode("gb18030")))
    (remark,) = read(path, "zip").remarks
    assert remark.printed_text == "预算.bin"


def test_no_path_leaves_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    monkeypatch.setattr(reader.tempfile, "tempdir", str(work))
    names = ["../../up.txt", "/tmp-root.txt", "..\\back.txt", "a/" * 400 + "long.txt", "C:\\x.txt", "nul\n.txt"]
    document = read(archive(tmp_path, {name: f"x{n}\n".encode() for n, name in enumerate(names)}), "zip")
    assert sorted(texts(document)) == [f"x{n}" for n in range(len(names))]
    assert list(work.iterdir()) == []
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.zip"]


def test_what_programs_leave_behind_is_not_a_member(tmp_path: Path) -> None:
    document = read(archive(tmp_path, {"__MACOSX/._1.txt": b"\0", "x/.DS_Store": b"\0", "1.txt": b"a\n"}), "zip")
    assert (texts(document), document.remarks) == (["a"], ())


def test_archives_that_unpack_to_too_much_are_refused(tmp_path: Path) -> None:
    assert "no document shrinks so far" in refusal(archive(tmp_path, {"1.txt": b"0" * (8 << 20)}))
    files = {f"{number}.txt": b"0123456789" * 100 for number in range(5)}
    assert "unpacks to more than" in refusal(archive(tmp_path, files), Limits(max_written_bytes=3000))
    assert "201 files" in refusal(archive(tmp_path, {f"{number}.txt": b"a" for number in range(201)}))


def test_blocks_of_all_members_are_counted_together(tmp_path: Path) -> None:
    files = {f"{number}.txt": f"a\nb\n{number}\n".encode() for number in range(3)}
    assert "9 paragraphs and tables" in refusal(archive(tmp_path, files), Limits(max_blocks=8))


def test_an_archive_without_a_file_that_can_be_read_says_why(tmp_path: Path) -> None:
    assert "x.png" in refusal(archive(tmp_path, {"x.png": b"\x89PNG\r\n\x1a\n" + bytes(20)}))
    assert "it is empty" in refusal(archive(tmp_path, {}))


def test_a_damaged_or_protected_archive_is_a_sentence(tmp_path: Path) -> None:
    path = archive(tmp_path, {"1.txt": b"abcdefgh\n" * 50})
    data = bytearray(path.read_bytes())
    path.write_bytes(data[:-30])
    assert "the file is damaged" in refusal(path)
    # The mark of encryption, in the local header and in the directory.
    directory = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[directory + 8] |= 1
    path.write_bytes(data)
    assert "protected by a password" in refusal(path)


def numbers_as_html(*numbers: str) -> bytes:
    rows = "".join(f"<tr><td>项目<td>{number}" for number in numbers)
    return f"<html><table><tr><td>名称<td>金额{rows}</table></html>".encode()


NUMBERS = tuple(f"{number},345.67" for number in range(11, 23))


def test_every_member_is_on_record_with_its_place_its_bytes_and_the_pages_that_show_it(tmp_path: Path) -> None:
    files = {
        "说明/1.txt": "一\n".encode(),
        "表/2.html": numbers_as_html("1.00"),
        "章.png": b"\x89PNG\r\n\x1a\n" + bytes(9),
    }
    document = read(archive(tmp_path, files), "zip")
    assert [(m.path, m.kind, m.page_from, m.page_to) for m in document.members] == [
        ("章.png", "picture", 0, 0), ("表/2.html", "html", 1, 1), ("说明/1.txt", "text", 2, 2),
    ]  # fmt: skip
    assert [m.sha256 for m in document.members] == [hashlib.sha256(files[m.path]).hexdigest() for m in document.members]
    assert document.members[0].left_out.startswith("no reader for files of kind picture")


def test_the_same_bytes_twice_are_read_once(tmp_path: Path) -> None:
    document = read(archive(tmp_path, {"a/1.txt": "一\n".encode(), "b/1.txt": "一\n".encode()}), "zip")
    assert texts(document) == ["一"]
    assert [m.left_out for m in document.members] == ["", "the same bytes as a/1.txt"]
    assert document.remarks == ()


def test_the_same_tables_in_two_formats_are_read_once_and_other_tables_are_not(tmp_path: Path) -> None:
    other = tuple(number.replace("345", "543") for number in NUMBERS)
    plain = "\n".join(f"项目\t{number}" for number in NUMBERS).encode()
    files = {"1.html": numbers_as_html(*NUMBERS), "2.txt": plain, "3.html": numbers_as_html(*other)}
    document = read(archive(tmp_path, files), "zip")
    assert [m.left_out for m in document.members] == ["", "the same tables as 1.html", ""]
    assert len(document.tables) == 2


def test_a_place_in_an_archive_has_no_root_and_no_step_up(tmp_path: Path) -> None:
    names = ["../../a.txt", "/b.txt", "..\\c\\d.txt", "C:\\e.txt", "f/./g.txt"]
    document = read(archive(tmp_path, {name: name.encode() for name in names}), "zip")
    assert sorted(m.path for m in document.members) == ["a.txt", "b.txt", "c/d.txt", "e.txt", "f/g.txt"]


def test_a_member_with_a_password_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = archive(tmp_path, {"1.txt": b"abc\n", "2.txt": b"def\n"})
    data = bytearray(path.read_bytes())
    local, listed = data.index(b"2.txt") - 30, data.rindex(b"2.txt") - 46
    data[local + 6] |= 1
    data[listed + 8] |= 1
    path.write_bytes(data)
    document = read(path, "zip")
    assert texts(document) == ["abc"]
    assert [(remark.what, remark.printed_text) for remark in document.remarks] == [("member_not_read", "2.txt")]
    assert "password" in document.remarks[0].detail


def test_a_file_without_a_name_is_a_file(tmp_path: Path) -> None:
    """Found by fuzzing: the standard library's is_dir fails on one."""
    nameless = zipfile.ZipInfo("x")
    nameless.filename = ""
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(nameless, "2024年部门预算")
        archive.writestr("folder/", "")
    document = read(tmp_path / "x.zip", "zip")
    assert [paragraph.text for paragraph in document.paragraphs] == ["2024年部门预算"]
