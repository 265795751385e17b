"""What is fed: damaged files, and texts and tables of the words that the grammars know.

Belongs here: hypothesis strategies. Does not: what must hold (`targets`).
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from pipeline.documents.model import Cell, Document, Paragraph, Table
from tests.documents.office_files import (
    SAMPLES,
    convert,
    docx,
    find_office,
    package,
    paragraph,
    sample_html,
    sample_xlsx,
    word_cell,
    word_table,
)

ROOT = Path(__file__).resolve().parents[2]
_INTERESTING = (
    b"\x00",
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"<",
    b">>",
    b"&x;",
    b"%",
    b"(",
    b"[",
    b"0 0 R",
    b"\r\n",
    "预".encode(),
)
_STEM = "waterworks-2025"
_LONG = 50_000


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """kind -> sound files of that kind, as bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = sample_xlsx(_STEM, folder)
        page = sample_html(_STEM, folder)
        word = docx(folder / "w.docx", paragraph("2026年部门预算") + word_table(word_cell("合计") + word_cell("12.00")))
        text = next(SAMPLES.glob("*.txt")).read_bytes()
        found = {
            "pdf": tuple(path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf"))),
            "html": (page.read_bytes(), next(SAMPLES.glob("*.html")).read_bytes()),
            "text": (text, text.decode().encode("gb18030"), text.decode().encode("utf-16")),
            "xlsx": (book.read_bytes(),),
            "docx": (word.read_bytes(),),
            "zip": (package(folder / "z.zip", {"1.xlsx": book.read_bytes(), "2.txt": text}).read_bytes(),),
        }
        if find_office() is not None:
            found["xls"] = (convert(book, "xls", folder).read_bytes(),)
            found["doc"] = (convert(word, "doc", folder).read_bytes(),)
        return found


@st.composite
def damaged(draw: Callable[..., Any], kind: str) -> bytes:
    """A sound file after up to six cuts, copies, flips and foreign bytes; parts of a package are damaged inside it."""
    data = bytearray(draw(st.sampled_from(seeds()[kind])))
    for _ in range(draw(st.integers(1, 6))):
        at = int(draw(st.floats(0, 1, exclude_max=True)) * max(1, len(data)))
        length = draw(st.integers(1, 400))
        match draw(st.integers(0, 5)):
            case 0:
                del data[at : at + length]
            case 1:
                data[at:at] = data[at : at + length]
            case 2 if at < len(data):
                data[at] ^= 1 << draw(st.integers(0, 7))
            case 3:
                data[at : at + length] = draw(st.binary(max_size=length))
            case 4:
                piece = draw(st.sampled_from(_INTERESTING))
                data[at : at + len(piece)] = piece
            case _:
                del data[at + length * 50 :]
    return bytes(data)


@st.composite
def damaged_package(draw: Callable[..., Any], kind: str) -> bytes:
    """An office file whose XML is damaged and whose ZIP is sound."""
    import io
    import zipfile

    (data,) = seeds()[kind]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    part = parts[name].decode()
    for _ in range(draw(st.integers(1, 4))):
        at = int(draw(st.floats(0, 1, exclude_max=True)) * max(1, len(part)))
        end = at + draw(st.integers(0, 30))
        part = (
            part[:at]
            + draw(st.sampled_from(("", "0", "-1", "99999999", "A1:ZZ9", '"', "/>", "预", "1e9", "NaN")))
            + part[end:]
        )
    parts[name] = part.encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return out.getvalue()


@cache
def words() -> list[str]:
    """The words of the vocabularies, as they may stand in a cell or a sentence."""
    found: set[str] = set()

    def collect(value: object) -> None:
        if isinstance(value, str):
            if len(value) <= 12 and not set(value) & set("[]()?*\\^$|{}"):
                found.add(value)
        elif isinstance(value, dict):
            for key, inner in value.items():
                collect(key)
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for source in sorted((ROOT / "pipeline").rglob("vocabulary/*.yml")):
        collect(yaml.load(source.read_bytes(), yaml.CSafeLoader))
    return sorted(found)


@cache
def fragments() -> list[str]:
    """What the vocabularies look for, torn out of their patterns: 隶属于, 的总体, 以下简."""
    texts = (source.read_text(encoding="utf-8") for source in sorted((ROOT / "pipeline").rglob("vocabulary/*.yml")))
    return sorted({found for text in texts for found in re.findall("[\u4e00-\u9fff]{1,10}", text)})


def said_again() -> st.SearchStrategy[str]:
    """A few words over and over, fifty thousand characters of them, with other words before and behind."""
    piece = st.one_of(
        st.sampled_from(fragments()), st.sampled_from(words()), st.sampled_from("，。：；、（）1元"), years
    )
    few = st.lists(piece, min_size=1, max_size=4).map("".join).filter(bool)
    return st.tuples(few, few, few).map(lambda said: f"{said[0]}{said[1] * (_LONG // len(said[1]))}{said[2]}")


# \d matches ٣ and ３; signs that look like others; marks that join to what is before them.
ODD = "٣３①Ⅳ½²一〇○-−－—()（）,，.．。%％+/\\ \t\n\u3000\u200b\ufeff\u0301¥￥元万亿年月0123456789XxO:："
numbers = st.one_of(
    st.from_regex(r"[-(]?\d{1,3}(,\d{3}){0,4}(\.\d{0,6})?\)?%?", fullmatch=True),
    st.text(ODD, max_size=30),
    st.text(max_size=12),
)
years = st.integers(1990, 2035).map(lambda year: f"{year}年")


def sentences() -> st.SearchStrategy[str]:
    glue = st.sampled_from(
        ("，", "。", "比", "为", "占", "增加", "减少", "其中：", "万元", "元", "%", "、", "（", "）", "和", "上年", " ")
    )
    return st.lists(st.one_of(st.sampled_from(words()), numbers, years, glue), max_size=40).map("".join)


@st.composite
def tables(draw: Callable[..., Any]) -> Table:
    """A grid with spans, filled with words and numbers."""
    rows, columns = draw(st.integers(1, 9)), draw(st.integers(1, 8))
    text = st.one_of(
        st.sampled_from(words()), numbers, st.just(""), st.from_regex(r"[1-5]\d{2}(\d{2}){0,2}", fullmatch=True)
    )
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in taken:
                continue
            down, across = draw(st.sampled_from((1, 1, 1, 2))), draw(st.sampled_from((1, 1, 1, 2, 3)))
            places = {
                (r, c) for r in range(row, min(rows, row + down)) for c in range(column, min(columns, column + across))
            }
            if places & taken:
                places, down, across = {(row, column)}, 1, 1
            taken |= places
            down, across = max(r for r, _ in places) - row + 1, max(c for _, c in places) - column + 1
            cells.append(Cell(row, column, draw(text), down, across))
    return Table(tuple(cells), rows, columns)


def documents() -> st.SearchStrategy[Document]:
    block = st.one_of(sentences().map(Paragraph), tables())
    return st.lists(block, max_size=8).map(lambda blocks: Document("html", tuple(blocks)))
