"""A table of filled and white rows without rulings is one table; what only looks alike stays two."""

from __future__ import annotations

from itertools import pairwise

from pipeline.documents.model import Document, Table
from pipeline.documents.readers.pdf.ink import Glyph, PageInk, rectangle_rulings
from pipeline.documents.readers.pdf.reader import assemble, read_pages

SIZE = 10.0  # of the print
EDGES = (40.0, 140.0, 240.0, 340.0)
# (top, texts by column): a row 20 high, filled where the flag says so.
Row = tuple[float, bool, list[str]]


def printed(text: str, x: float, middle: float) -> list[Glyph]:
    glyphs = []
    for char in text:
        width = SIZE / 2 if char.isascii() else SIZE
        glyphs.append(Glyph(char, x + 0.3, middle - 4.5, x + width - 0.3, middle + 4.5, middle + 4))
        x += width
    return glyphs


def page(number: int, *rows: Row, edges: tuple[float, ...] = EDGES) -> PageInk:
    """A page whose filled rows are drawn cell by cell."""
    ink = PageInk(number, 400.0, 600.0)
    for top, is_filled, texts in rows:
        if is_filled:
            for left, right in pairwise(edges):
                ink.rulings += rectangle_rulings(left, top, right, top + 20, stroked=False)
        for text, x in zip(texts, edges, strict=False):
            ink.glyphs += printed(text, x + 4, top + 10)
    return ink


def read(*pages: PageInk) -> Document:
    return assemble(read_pages(pages))


def texts(table: Table) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row].append(cell.text)
    return found


HEAD: Row = (100, True, ["项目", "合计", "其他"])


def test_the_white_rows_between_stripes_and_below_the_last_are_rows_of_one_table() -> None:
    [table] = read(
        page(
            1,
            HEAD,
            (120, False, ["甲", "7.50", "1.25"]),
            (140, True, ["乙", "6.00", "1.00"]),
            (160, False, ["丙", "1.50", ""]),
            (180, True, ["丁", "0.50", ""]),
            (200, False, ["戊", "", "0.25"]),
        )
    ).tables
    assert texts(table) == [
        ["项目", "合计", "其他"], ["甲", "7.50", "1.25"], ["乙", "6.00", "1.00"],
        ["丙", "1.50", ""], ["丁", "0.50", ""], ["戊", "", "0.25"],
    ]  # fmt: skip


def test_a_white_row_with_a_blank_cell_or_a_label_only_parts_no_table() -> None:
    for white in (["", "", ""], ["甲", "", ""]):
        [table] = read(page(1, HEAD, (120, False, white), (140, True, ["乙", "6.00", "1.00"]))).tables
        assert texts(table)[1] == white


def test_two_white_rows_between_stripes_are_two_rows_found_in_the_white() -> None:
    [table] = read(
        page(1, HEAD, (120, False, ["甲", "7.50"]), (140, False, ["乙", "6.00"]), (160, True, ["丙", "1.50"]))
    ).tables
    assert texts(table)[1:3] == [["甲", "7.50", ""], ["乙", "6.00", ""]]
    assert table.trust == "aligned"


def test_a_list_of_forms_whose_rows_are_titles_is_one_table() -> None:
    rows: list[Row] = [(120, False, ["1", "收支总表"]), (140, True, ["2", "收入总表"]), (160, False, ["3", "支出总表"])]
    [table] = read(page(1, (100, True, ["序号", "名称"]), *rows)).tables
    assert [row[:2] for row in texts(table)] == [
        ["序号", "名称"],
        ["1", "收支总表"],
        ["2", "收入总表"],
        ["3", "支出总表"],
    ]


def test_a_label_over_two_columns_of_a_white_row_is_one_cell() -> None:
    [table] = read(
        page(1, HEAD, (120, False, ["一般公共服务支出合计", "", "7.50"]), (140, True, ["乙", "6.00", "1.00"]))
    ).tables
    assert texts(table)[1] == ["一般公共服务支出合计", "7.50"]


def test_a_title_or_a_unit_between_two_tables_with_the_same_columns_keeps_them_apart() -> None:
    below: Row = (140, True, ["项目", "合计", "其他"])
    for between in (["部门支出总表及说明一览"], ["", "", "单位：元"], ["附表2"]):
        assert len(read(page(1, HEAD, (120, False, between), below)).tables) == 2, between


def test_stripes_with_other_columns_are_another_table() -> None:
    ink = page(1, HEAD, (120, False, ["甲", "7.50", "1.25"]))
    other = page(1, (140, True, ["乙", "6.00"]), edges=(40.0, 200.0, 340.0))
    ink.rulings, ink.glyphs = ink.rulings + other.rulings, ink.glyphs + other.glyphs
    assert [texts(table) for table in read(ink).tables] == [[["项目", "合计", "其他"]], [["乙", "6.00"]]]


def test_a_white_header_stands_above_a_filled_row_of_numbers_and_a_caption_above_a_filled_header() -> None:
    rows: list[Row] = [(140, True, ["甲", "7.50", "1.25"]), (160, False, ["乙", "6.00"]), (180, True, ["丙", "1.50"])]
    [table] = read(page(1, (124, False, ["项目", "合计", "其他"]), *rows)).tables
    assert texts(table)[0] == ["项目", "合计", "其他"]
    [table] = read(page(1, (104, False, ["某局", "2024年"]), (120, True, ["项目", "合计", "其他"]), *rows)).tables
    assert texts(table)[0] == ["项目", "合计", "其他"]


def test_an_organisation_and_a_unit_broken_in_the_columns_above_a_filled_header_are_cells() -> None:
    caption: list[Row] = [(92, False, ["部门：某某市", "", "单位：万"]), (102, False, ["某某局", "", "元"])]
    rows: list[Row] = [(120, True, ["项目", "合计", "其他"]), (140, False, ["甲", "7.50"]), (160, True, ["乙", "1.50"])]
    [table] = read(page(1, *caption, *rows)).tables
    assert texts(table)[0] == ["部门：某某市\n某某局", "", "单位：万\n元"]


def test_a_single_stripe_at_the_top_of_the_next_page_keeps_the_white_row_below_it() -> None:
    first = page(1, HEAD, (120, False, ["甲", "7.50", "1.25"]), (140, True, ["乙", "6.00", "1.00"]))
    second = page(2, (20, True, ["丙", "1.00", "0.25"]), (40, False, ["丁", "0.50", ""]))
    assert texts(read(first, second).tables[1]) == [["丙", "1.00", "0.25"], ["丁", "0.50", ""]]
