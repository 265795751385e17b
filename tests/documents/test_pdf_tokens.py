"""The quick parser of page contents finds what pdfminer's own finds, at the same places."""

from __future__ import annotations

import random

import pytest
from pdfminer.pdfinterp import PDFContentParser
from pdfminer.pdftypes import PDFStream
from pdfminer.psexceptions import PSEOF, PSException

from pipeline.documents.readers.pdf.tokens import ContentParser

PLAIN = [
    b"12", b"-3", b"+4", b"1.25", b"-.5", b"7.", b"Tf", b"T*", b"true", b"/F1", b"(abc)", b"<00e9>", b"[1(a)-20<41>]",
]  # fmt: skip
ODD = [
    rb"(a\(b\)\\)", rb"(\101\7 8\200)", b"(a\\qb\\\nc)", b"(a(b)c)", b"(1\r\n2)", b"<4 1>", b"<414>", b"<>", b"/A#42",
    b"/", b"//", b"1.5.2", b"--5", b"-", b".", b"1a", b"a1.5", b"<</a 1/b[2]>>", b"% said\n", b"\x00", b"'", b'"', b"]",
    b">>", b"{1}", b"null", b"<\n41>", b"/\xe9\xa0", b"(\xff)", b"BI /W 1 /H 1 ID \x01\x02 EI", b"12/N", b"(a)Tj",
]  # fmt: skip


def objects(parser: type[PDFContentParser], *contents: bytes) -> list[str]:
    """Every object with its place, a failure as the last."""
    found = []
    try:
        reader = parser([PDFStream({}, content) for content in contents])
        while True:
            place, it = reader.nextobject()
            found.append(f"{place} {it.rawdata if isinstance(it, PDFStream) else it!r}")
    except PSEOF:
        return found
    except (PSException, AssertionError, TypeError, ValueError) as error:
        return [*found, repr(error)]


def same(*contents: bytes) -> list[str]:
    found = objects(ContentParser, *contents)
    assert found == objects(PDFContentParser, *contents)
    return found


def test_numbers_names_strings_and_operators_are_found_with_their_places() -> None:
    assert same(rb"/F1 12 Tf -.5 0 Td (a\051) Tj [<41>-20 (b)] TJ ") == [
        "0 /'F1'", "4 12", "7 /b'Tf'", "10 -0.5", "14 0", "16 /b'Td'", "19 b'a)'", "27 /b'Tj'",
        "30 [b'A', -20, b'b']", "44 /b'TJ'",
    ]  # fmt: skip


@pytest.mark.parametrize("content", ODD)
def test_what_is_odd_is_what_pdfminer_makes_of_it(content: bytes) -> None:
    same(content)
    same(b"1 " + content + b" 2")
    same(b"[" + content + b"]1")


@pytest.mark.parametrize("before", range(4060, 4097))
def test_a_token_may_stand_across_two_buffers(before: int) -> None:
    same(b" " * before + rb"/Name -12.5 (a\101bc) <0041> Tj [1 (x)] TJ ")


@pytest.mark.parametrize("content", [b"12 34 Td", b"(ab) Tj", b"/F1 Tf", b"<0041>Tj", b"[1 2]TJ"])
def test_a_token_may_stand_across_two_streams(content: bytes) -> None:
    for cut in range(len(content) + 1):
        same(content[:cut], content[cut:])
        same(content[:cut], b"", content[cut:] + b" ")


def test_contents_made_by_chance_are_read_alike() -> None:
    chance = random.Random(4)
    for _ in range(300):
        parts = chance.choices([*PLAIN * 3, *ODD], k=chance.randint(1, 40))
        same(b"".join(part + chance.choice((b" ", b"\n", b"\r\n", b"")) for part in parts))
