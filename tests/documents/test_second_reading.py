"""When two readings of a page agree, and what they differ in. Every number is on a table of one row."""

from __future__ import annotations

import pytest

from pipeline.documents.model import Box, Cell, Document, Page, Paragraph, Table
from pipeline.documents.second_reading import (
    Difference,
    Printed,
    Statement,
    TableRow,
    compare,
    lined_up_alike,
    stated_alike,
)

INK = Box(10, 10, 50, 20)


def second(*texts: str, lines: tuple[str, ...] = (), glyphs: int = 9) -> Document:
    """A page with a row of cells 60 points wide, and paragraphs over the whole width of that row."""
    cells = tuple(
        Cell(0, place, text, box=Box(60 * place, 0, 60 * place + 60, 30), ink=Box(60 * place, 5, 60 * place + 50, 25))
        for place, text in enumerate(texts)
    )
    return Document(
        format="pdf",
        blocks=(
            Table(cells, 1, len(cells), read_by="pdfplumber"),
            *(Paragraph(text, box=Box(0, 0, 300, 30)) for text in lines),
        ),
        pages=(Page(1, glyph_count=glyphs),),
    )


def first(text: str) -> Printed:
    return Printed("a", 1, INK, text)


@pytest.mark.parametrize("again", ["1,234.50", "1, 234. 50", "１，２３４．５０", "1,234\n.50"])
def test_the_same_digits_agree_whatever_their_gaps_and_widths(again: str) -> None:
    assert compare([first("1,234.50")], second(again)).agreed == {"a"}


@pytest.mark.parametrize("again", ["1,284.50", "1,234.5", "-1,234.50", "1,234.50 6.00", "—"])
def test_another_digit_place_sign_or_a_number_more_is_a_difference(again: str) -> None:
    comparison = compare([first("1,234.50")], second(again))
    assert comparison.differences == (Difference("a", 1, INK, "1,234.50", again),)
    assert not comparison.agreed


def test_a_number_nobody_else_sees_is_a_difference() -> None:
    assert compare([first("7.00")], second("")).differences == (Difference("a", 1, INK, "7.00", None),)


def test_a_number_in_a_row_that_the_second_reader_does_not_close_is_confirmed_by_the_line() -> None:
    assert compare([first("1, 723. 93")], second(lines=("合计 1,723.93 1,723.93",))).agreed == {"a"}


@pytest.mark.parametrize("line", ["合计 11,723.93", "合计 1,723.931", "合计 9.00"])
def test_a_line_without_the_whole_number_decides_nothing(line: str) -> None:
    comparison = compare([first("1,723.93")], second(lines=(line,)))
    assert not comparison.agreed and not comparison.differences


def test_a_number_that_only_the_second_reading_has_is_a_difference() -> None:
    comparison = compare([first("7.00")], second("7.00", "5.00"))
    assert comparison.agreed == {"a"}
    assert [(d.id, d.first, d.second) for d in comparison.differences] == [(None, None, "5.00")]


@pytest.mark.parametrize("text", ["2024", "30101", "3 人", "合计"])
def test_codes_and_words_that_are_no_amounts_are_not_missing(text: str) -> None:
    assert not compare([first("7.00")], second("7.00", text)).differences


def test_what_the_first_reading_took_for_something_else_is_not_missing() -> None:
    assert not compare([first("7.00")], second("7.00", "95.50"), others=[(1, Box(70, 10, 90, 20))]).differences


def test_a_page_without_text_is_not_compared() -> None:
    comparison = compare([first("7.00")], second(glyphs=0))
    assert not comparison.agreed and not comparison.differences


def test_a_number_in_a_sentence_is_confirmed_by_the_words_before_it() -> None:
    document = second(lines=("本年收入预算 12.50 万元，", "支出预算12.50万元"))
    statements = [
        Statement("same", 1, "本年收入预算12.50万元。", "12.50"),
        Statement("digit", 1, "本年收入预算12.60万元。", "12.60"),
        Statement("longer", 1, "本年收入预算12.5", "12.5"),
        Statement("page", 2, "本年收入预算12.50万元。", "12.50"),
    ]
    assert stated_alike(statements, document) == {"same"}


def test_an_indicator_is_confirmed_by_the_numbers_of_its_line() -> None:
    document = second("满意度", "≥95", "10")
    rows = [TableRow("same", 1, INK, ("10", "≥95")), TableRow("weight", 1, INK, ("20", "95"))]
    assert lined_up_alike([*rows, TableRow("empty", 1, INK, ("", ""))], document) == {"same"}


def test_a_page_that_the_second_reading_turned_is_compared_where_people_see_its_numbers() -> None:
    read = second("7.00", "1,234.50")  # 300 wide and 40 high, running up a page 40 wide and 300 high
    turned = Document(read.format, read.blocks, (Page(1, 300, 40, glyph_count=9, turn=1),))
    seen = Box(5, 250, 25, 290)
    comparison = compare([Printed("a", 1, seen, "7.00")], turned)
    assert comparison.agreed == {"a"}
    assert comparison.differences == (Difference(None, 1, Box(5, 190, 25, 240), None, "1,234.50"),)
    assert lined_up_alike([TableRow("row", 1, seen, ("7.00", "1,234.50"))], turned) == {"row"}
