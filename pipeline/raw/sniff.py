"""What kind of file some bytes are, told from the bytes and never from a name.

Belongs here: magic numbers, what is inside a container, whether bytes are text and in which encoding.
Does not: whether the file can be read; a PDF cut in half is still a pdf.

Kinds: pdf · docx xlsx pptx odt ods ofd zip · doc xls ppt ole · html rtf xml text · picture · archive · empty · unknown.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zipfile
from typing import BinaryIO

# Enough to see a magic number, an HTML head behind a long comment, and the mix of characters of a text.
_HEAD_BYTES = 64 * 1024

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),  # JPEG
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\x00", "picture"),  # TIFF
    (b"MM\x00*", "picture"),
    (b"Rar!\x1a\x07", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"),  # gzip
    (b"{\\rtf", "rtf"),
)
_PDF_HEADER_WITHIN = 1024  # readers accept that much in front of %PDF-
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# What a member's name says about the archive it stands in; first match wins.
_ZIP_MEMBERS = (
    (re.compile(r"word/"), "docx"),
    (re.compile(r"xl/"), "xlsx"),
    (re.compile(r"ppt/"), "pptx"),
    (re.compile(r"OFD\.xml$"), "ofd"),
)
_OPEN_DOCUMENT = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}
_OLE_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),  # Excel 5 and 95
    ("PowerPoint Document", "ppt"),
)

_HTML = re.compile(r"<(!doctype html|html|head|body|meta|title|table|div|p|h[1-6]|script|style|span|font)\b", re.I)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset("\t\n\r\f\v\x1a")


def sniff(data: bytes) -> str:
    """The kind of the bytes; `unknown` where nothing fits, never an error."""
    return sniff_stream(io.BytesIO(data))


def sniff_stream(stream: BinaryIO) -> str:
    """The kind of a seekable stream; reads its head, and a container's directory."""
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    if head.startswith((_ZIP, _EMPTY_ZIP)):
        return _zip_kind(stream, head)
    if head.startswith(_OLE):
        return _ole_kind(stream)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "picture"
    # "BM" alone would claim texts: the next field of a bitmap is the size of the file.
    if head[:2] == b"BM" and struct.unpack("<I", head[2:6].ljust(4, b"\0"))[0] == _size(stream):
        return "picture"
    if b"%PDF-" in head[:_PDF_HEADER_WITHIN]:
        return "pdf"
    if not head.strip():
        return "empty" if _size(stream) == len(head) else "unknown"
    return _text_kind(head)


def text_encoding(data: bytes) -> str | None:
    """The encoding in which the bytes are text, as Python names it; None where they are no text.

    Tried in turn: a byte order mark, UTF-8, UTF-16 without a mark (only where there are zero bytes), GB18030.
    A character cut off at the end does not count: `data` may be the head of a file.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding if _decoded(data, encoding) is not None else None
    # GB18030 and UTF-8 texts hold no zero byte; UTF-16 holds one in every ASCII character, so at every line's end.
    candidates = ("utf-16-le", "utf-16-be") if b"\0" in data else ("utf-8", "gb18030")
    for encoding in candidates:
        text = _decoded(data, encoding)
        if text is not None and _is_plausible(text):
            return encoding
    return None


def _size(stream: BinaryIO) -> int:
    return stream.seek(0, io.SEEK_END)


def _zip_kind(stream: BinaryIO, head: bytes) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                declared = archive.read("mimetype").strip()
                if declared in _OPEN_DOCUMENT:
                    return _OPEN_DOCUMENT[declared]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        # Cut short or damaged: the names before the members' bytes still tell what it was meant to be.
        names = re.findall(r"[\w./\[\]-]{4,}", head.decode("latin-1"))
    for pattern, kind in _ZIP_MEMBERS:
        if any(pattern.match(name) for name in names):
            return kind
    return "zip"


def _ole_kind(stream: BinaryIO) -> str:
    stream.seek(0)
    streams = _ole_directory(stream.read())
    for name, kind in _OLE_STREAMS:
        if name in streams:
            return kind
    return "ole"


def _ole_directory(data: bytes) -> set[str]:
    """The names in the directory of a compound file ([MS-CFB] 2.6); empty where it is damaged before its directory."""
    names: set[str] = set()
    if len(data) < 512:
        return names
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        return names
    size = 1 << shift
    (sector,) = struct.unpack_from("<I", data, 48)
    tables = struct.unpack_from("<109I", data, 76)
    seen: set[int] = set()
    while sector < 0xFFFFFFFA and sector not in seen:
        seen.add(sector)
        start = (sector + 1) * size
        for entry in range(start, min(start + size, len(data) - 127), 128):
            (length,) = struct.unpack_from("<H", data, entry + 64)
            if 2 <= length <= 64:
                names.add(data[entry : entry + length - 2].decode("utf-16-le", "replace"))
        index, place = divmod(sector, size // 4)
        if index >= len(tables):
            break  # a directory beyond the first 109 allocation tables: none of the files seen is that large
        cell = (tables[index] + 1) * size + place * 4
        if cell + 4 > len(data):
            break
        (sector,) = struct.unpack_from("<I", data, cell)
    return names


def _text_kind(head: bytes) -> str:
    encoding = text_encoding(head)
    if encoding is None:
        return "unknown"
    text = (_decoded(head, encoding) or "").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        if _HTML.search(text):
            return "html"
        if text.startswith("<?xml"):
            return "xml"
    return "text"


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data)
    except UnicodeDecodeError:
        return None


# Private use, and planes nobody has assigned.
_RARE = re.compile("[\ue000-\uf8ff\U00040000-\U0010ffff]")


def _is_plausible(text: str) -> bool:
    """False for bytes that decode by chance: control characters, and characters nobody has assigned or uses."""
    if not text:
        return False
    # By words: a thousand files are looked at each night, nearly all of them without one odd character.
    unprintable = (word for word in text.split() if not word.isprintable())
    odd = sum(1 for word in unprintable for char in word if not (char.isprintable() or char in _TEXT_CONTROLS))
    rare = len(_RARE.findall(text))
    return odd * 200 <= len(text) and rare * 20 <= len(text)
