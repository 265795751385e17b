"""Kinds come from the content, never from the name."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pipeline.raw import sniff, text_encoding

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def zipped(*names: str, mimetype: str = "") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        if mimetype:
            archive.writestr("mimetype", mimetype)
        for name in names:
            archive.writestr(name, "x" * 200)
    return buffer.getvalue()


def compound_file(*streams: str) -> bytes:
    """The smallest compound file: a header, one allocation table, one sector of directory."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<H", header, 30, 9)
    struct.pack_into("<I", header, 48, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    directory = bytearray(512)
    for place, name in enumerate(("Root Entry", *streams)):
        encoded = name.encode("utf-16-le") + b"\0\0"
        directory[place * 128 : place * 128 + len(encoded)] = encoded
        struct.pack_into("<H", directory, place * 128 + 64, len(encoded))
    return bytes(header) + table + bytes(directory)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7\n%...", "pdf"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "pdf"),
        (PNG, "picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "picture"),
        (b"BM" + struct.pack("<I", 40) + b"\0" * 34, "picture"),
        (b"BM Group budget\n", "text"),
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (zipped("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (zipped("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zipped("a.pdf", "b.pdf"), "zip"),
        (compound_file("WordDocument", "1Table"), "doc"),
        (compound_file("Workbook"), "xls"),
        (compound_file("PowerPoint Document"), "ppt"),
        (compound_file("Something"), "ole"),
        (b"{\\rtf1\\ansi", "rtf"),
        (b"Rar!\x1a\x07\x01\0", "archive"),
        ("\n<!-- 说明 -->\n<!DOCTYPE html><html>".encode("gb18030"), "html"),
        (b"<table><tr><td>1</td></tr></table>", "html"),
        (b"<?xml version='1.0'?><Workbook/>", "xml"),
        ("部门收支总表\n合计\t1.00\n".encode(), "text"),
        ("部门收支总表\n合计\t1.00\n".encode("gb18030"), "text"),
        ("部门收支总表\n合计\t1.00\n".encode("utf-16"), "text"),
        ("部门收支总表\n合计\t1.00\n".encode("utf-16-be"), "text"),
        (bytes(range(256)) * 40, "unknown"),
        (b"\0" * 100, "unknown"),
    ],
)
def test_a_file_is_what_its_bytes_say(data: bytes, kind: str) -> None:
    assert sniff(data) == kind


def test_a_file_cut_in_half_keeps_its_kind() -> None:
    whole = zipped("[Content_Types].xml", "word/document.xml", "word/styles.xml")
    assert sniff(whole[: len(whole) // 2]) == "docx"
    assert sniff(compound_file("Workbook")[:700]) == "ole"


def test_the_word_workbook_in_the_text_of_a_word_file_does_not_make_it_a_spreadsheet() -> None:
    assert sniff(compound_file("WordDocument") + "Workbook".encode("utf-16-le")) == "doc"


def test_a_directory_that_runs_in_a_circle_ends() -> None:
    data = bytearray(compound_file("Workbook"))
    struct.pack_into("<I", data, 512 + 4, 1)
    assert sniff(bytes(data)) == "xls"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_character_cut_at_the_end_of_the_head_does_not_hide_the_encoding(encoding: str) -> None:
    data = ("一般公共预算\n" * 50).encode(encoding)
    assert text_encoding(data[:-3]) == encoding


def test_every_disclosure_of_the_test_material_has_a_kind_that_a_reader_may_have(shared: Path) -> None:
    kinds = {path.suffix: set[str]() for path in (shared / "disclosures").rglob("*.*")}
    for path in (shared / "disclosures").rglob("*.*"):
        kinds[path.suffix].add(sniff(path.read_bytes()))
    assert kinds[".pdf"] == {"pdf"}
    assert kinds[".html"] == {"html"}
    assert kinds[".doc"] == {"doc"}
