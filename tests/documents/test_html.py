"""Web pages: what a reader of the page sees, and nothing a page can do beyond that."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document, Table
from pipeline.documents.read import read
from pipeline.errors import UnreadableFile

SHARED = Path(__file__).parents[3] / "shared"
needs_shared = pytest.mark.skipif(
    not (SHARED / "seed").exists(), reason="the shared sample disclosures are not beside the checkout"
)


class ReadPage(Protocol):
    def __call__(self, body: str | bytes, limits: Limits = DEFAULT) -> Document: ...


@pytest.fixture
def page(tmp_path: Path) -> ReadPage:
    def read_page(body: str | bytes, limits: Limits = DEFAULT) -> Document:
        path = tmp_path / "page.html"
        path.write_bytes(body.encode() if isinstance(body, str) else body)
        return read(path, "html", limits)

    return read_page


def shape(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


# -- the grid


def test_a_header_of_two_rows_keeps_its_spans_on_the_elementary_grid(page: ReadPage) -> None:
    (table,) = page(
        """<table>
        <tr><th rowspan=2>科目<th colspan=2>2024年预算数<th rowspan="2">增幅%</tr>
        <tr><th>基本支出<th>项目支出</tr>
        <tr><td>合计<td>1.00<td><td>4%</tr>
        </table>"""
    ).tables
    assert (table.row_count, table.column_count) == (3, 4)
    assert shape(table) == [
        (0, 0, 2, 1, "科目"), (0, 1, 1, 2, "2024年预算数"), (0, 3, 2, 1, "增幅%"),
        (1, 1, 1, 1, "基本支出"), (1, 2, 1, 1, "项目支出"),
        (2, 0, 1, 1, "合计"), (2, 1, 1, 1, "1.00"), (2, 2, 1, 1, ""), (2, 3, 1, 1, "4%"),
    ]  # fmt: skip


def test_a_row_under_two_rowspans_starts_at_the_first_free_column(page: ReadPage) -> None:
    (table,) = page(
        "<table><tr><td rowspan=3>a<td>b<td rowspan=2>c<td>d<tr><td>e<td>f<tr><td>g<td>h<td>i</table>"
    ).tables
    assert [(row, column, text) for row, column, _, _, text in shape(table)] == [
        (0, 0, "a"), (0, 1, "b"), (0, 2, "c"), (0, 3, "d"), (1, 1, "e"), (1, 3, "f"),
        (2, 1, "g"), (2, 2, "h"), (2, 3, "i"),
    ]  # fmt: skip


def test_no_place_of_the_grid_has_two_cells(page: ReadPage) -> None:
    (table,) = page("<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d<td>e</table>").tables
    assert shape(table)[3:] == [(1, 0, 1, 1, "d"), (1, 2, 1, 1, "e")]


def test_a_rowspan_ends_with_its_section_and_zero_means_to_its_end(page: ReadPage) -> None:
    (table,) = page(
        "<table><thead><tr><th rowspan=9>a<th>b</thead><tbody><tr><td rowspan=0>c<td>d<tr><td>e</tbody></table>"
    ).tables
    assert [(cell.text, cell.row, cell.row_span) for cell in table.cells] == [
        ("a", 0, 1), ("b", 0, 1), ("c", 1, 2), ("d", 1, 1), ("e", 2, 1),
    ]  # fmt: skip


def test_a_foot_written_first_is_read_last_as_it_is_shown(page: ReadPage) -> None:
    (table,) = page("<table><tfoot><tr><td>合计<td>3</tfoot><tr><td>甲<td>1<tr><td>乙<td>2</table>").tables
    assert [cell.text for cell in table.cells if cell.column == 0] == ["甲", "乙", "合计"]


def test_a_note_that_claims_a_hundred_columns_does_not_widen_the_table(page: ReadPage) -> None:
    (table,) = page("<table><tr><td>a<td>b<tr><td colspan=100>注：无</table>").tables
    assert table.column_count == 2
    assert shape(table)[-1] == (1, 0, 1, 2, "注：无")


@pytest.mark.parametrize("span", ["", "x", "-2", "0", "1px"])
def test_a_column_span_that_is_no_number_is_one(page: ReadPage, span: str) -> None:
    (table,) = page(f'<table><tr><td colspan="{span}">a<td>b<tr><td>c<td>d</table>').tables
    assert table.column_count == 2


def test_rows_inside_a_form_and_cells_without_a_row_are_not_lost(page: ReadPage) -> None:
    (table,) = page("<table><form><tr><td>a<td>b</tr></form><tr><td>c<td>d</tr></table>").tables
    assert [cell.text for cell in table.cells] == ["a", "b", "c", "d"]
    (table,) = page("<table><td>a</td><td>b</td></table>").tables
    assert [cell.text for cell in table.cells] == ["a", "b"]


def test_a_form_of_headers_alone_is_a_table(page: ReadPage) -> None:
    (table,) = page("<table><tr><td>部门代码<td>部门名称<td>合计</table>").tables
    assert (table.row_count, table.column_count) == (1, 3)


def test_a_caption_and_text_between_rows_stand_before_the_table(page: ReadPage) -> None:
    document = page("<table>单位：元<caption>收支总表</caption><tr><td>a<td>b</table>")
    assert texts(document) == ["收支总表", "单位：元"]
    assert document.blocks[-1] is document.tables[0]


# -- tables in tables


def test_a_table_in_a_cell_is_a_table_of_its_own_and_its_text_is_not_in_the_cell(page: ReadPage) -> None:
    outer, inner = page(
        "<table><tr><td>a<td>b<tr><td>c<td>d<tr><td>e<td>before<table><tr><td>1<td>2</table>after</table>"
    ).tables
    assert shape(outer)[-1] == (2, 1, 1, 1, "before\nafter")
    assert [cell.text for cell in inner.cells] == ["1", "2"]


def test_a_table_that_only_lays_out_the_page_is_read_as_blocks(page: ReadPage) -> None:
    document = page(
        """<table><tr><td><a href="/">首页</a></td><td><h1>部门预算</h1><p>单位：元</p>
        <table><tr><td>收入<td>1.00</table></td></tr></table>"""
    )
    assert texts(document) == ["首页", "部门预算", "单位：元"]
    assert [cell.text for cell in document.tables[0].cells] == ["收入", "1.00"]
    assert len(document.tables) == 1


def test_titles_and_tables_side_by_side_in_rows_of_one_table_are_read_column_by_column(page: ReadPage) -> None:
    def inner(number: str) -> str:
        return f"<table><tr><td>项目<td>金额<tr><td>合计<td>{number}</table>"

    rows = f"<tr><td>收入表<td>支出表<tr><td>单位：元<td>单位：万元<tr><td>{inner('1.00')}<td>{inner('2.00')}"
    blocks = page(f"<table>{rows}<tr><td colspan=2>注：合计有尾差</table>").blocks
    assert [b.cells[-1].text if isinstance(b, Table) else b.text for b in blocks] == [
        "收入表", "单位：元", "1.00", "支出表", "单位：万元", "2.00", "注：合计有尾差",
    ]  # fmt: skip


def test_a_frame_of_one_cell_or_one_column_is_not_a_form(page: ReadPage) -> None:
    document = page("<table><tr><td>标题</td></tr><tr><td><p>甲</p><p>乙</p></td></tr></table>")
    assert texts(document) == ["标题", "甲", "乙"]
    assert document.tables == []


def test_a_long_text_beside_its_label_stays_a_cell(page: ReadPage) -> None:
    goals = "".join(f"<p>{'目标' * 50}</p>" for _ in range(4))
    (table,) = page(f"<table><tr><td>当年整体绩效目标<td>{goals}</table>").tables
    assert table.cells[1].text == "\n".join(["目标" * 50] * 4)


# -- text


def test_text_that_is_not_shown_is_not_read(page: ReadPage) -> None:
    document = page(
        """<head><title>标题</title><style>p{}</style></head><body><!-- 注释 --><p>见</p>
        <script>var a = 1</script><noscript>b</noscript><template><p>c</p></template>
        <p hidden>d</p><p style="color:red; DISPLAY : none">e</p><div style="visibility:hidden"><p>f</p></div>
        <select><option>g</select><textarea>h</textarea><p style="display:block">显</p>"""
    )
    assert texts(document) == ["见", "显"]


def test_text_after_a_hidden_element_is_shown(page: ReadPage) -> None:
    assert texts(page("<p>预算<span style='display:none'>x</span>数<script>y</script>100</p>")) == ["预算数100"]


def test_a_cell_not_displayed_gives_up_its_place_and_an_invisible_one_keeps_it(page: ReadPage) -> None:
    (table,) = page(
        "<table><tr><td>a<td style='display:none'>x<td>b<tr><td>c<td style='visibility:hidden'>y<td>d</table>"
    ).tables
    assert [(cell.column, cell.text) for cell in table.cells] == [(0, "a"), (1, "b"), (0, "c"), (1, ""), (2, "d")]


def test_white_space_collapses_as_in_a_browser_and_fixed_spaces_stay(page: ReadPage) -> None:
    document = page("<p>  a \n\t b&nbsp;&nbsp;c　<b> d</b> </p>")
    assert texts(document) == ["a b\xa0\xa0c　 d"]


def test_a_source_line_that_ends_inside_a_chinese_word_leaves_no_space(page: ReadPage) -> None:
    assert texts(page("<p>一般公共\n   预算 2024\n年</p>")) == ["一般公共预算 2024 年"]


def test_a_number_cut_by_inline_elements_is_one_number_and_by_blocks_two_lines(page: ReadPage) -> None:
    (table,) = page("<table><tr><td><span>7,563,</span><b>832.99</b><td><p>1.00</p><p>2.00</p>x<br>y</table>").tables
    assert [cell.text for cell in table.cells] == ["7,563,832.99", "1.00\n2.00\nx\ny"]


def test_a_cell_of_nothing_but_fixed_spaces_is_blank(page: ReadPage) -> None:
    (table,) = page("<table><tr><td>a<td>&nbsp;<td>0</table>").tables
    assert [cell.text for cell in table.cells] == ["a", "", "0"]


def test_a_line_break_stays_in_its_paragraph_and_an_indent_or_empty_line_begins_another(page: ReadPage) -> None:
    document = page("<p>&nbsp; 一、概况<br>续行<br>&nbsp; 二、收支<br><br>三、说明</p>")
    assert texts(document) == ["\xa0 一、概况\n续行", "\xa0 二、收支", "三、说明"]


def test_headings_are_marked(page: ReadPage) -> None:
    document = page("<h1>预算 <b>公开</b></h1>文<p>段")
    assert [(p.text, p.is_heading) for p in document.paragraphs] == [
        ("预算 公开", True), ("文", False), ("段", False),
    ]  # fmt: skip


def test_preformatted_text_is_read_like_a_text_file(page: ReadPage) -> None:
    document = page("<pre>单位：元\n收入\t1.00<br>支出\t2.00</pre>")
    assert texts(document) == ["单位：元"]
    assert [cell.text for cell in document.tables[0].cells] == ["收入", "1.00", "支出", "2.00"]


def test_directives_of_a_page_template_are_not_text(page: ReadPage) -> None:
    assert texts(page('<%@ page language="java" %><p>正文</p><%@ include file="x.jsp"%>')) == ["正文"]


# -- encoding


@pytest.mark.parametrize("label", ["gb2312", "GBK", "utf-8", "unknown-8bit"])
def test_a_page_in_gb18030_is_read_whatever_it_calls_itself(page: ReadPage, label: str) -> None:
    document = page(f'<meta charset="{label}"><p>朱镕基，预算 1.00 万元'.encode("gb18030"))
    assert texts(document) == ["朱镕基，预算 1.00 万元"]
    assert document.remarks == ()


def test_a_page_in_big5_is_read_where_it_says_so(page: ReadPage) -> None:
    head = b"<meta http-equiv=Content-Type content='text/html; charset=big5'><p>"
    assert texts(page(head + "預算總表".encode("big5"))) == ["預算總表"]


def test_characters_that_cannot_be_decoded_are_remarked(page: ReadPage) -> None:
    document = page("<p>预算".encode() + b"\xff" + "数".encode())
    assert texts(document) == ["预算\ufffd数"]
    assert len(document.remarks) == 1


# -- attachments


def test_links_to_files_are_attachments_with_their_text_and_address(page: ReadPage) -> None:
    document = page(
        """<base href="https://www.example.gov.cn/zwgk/"><p><a href="./P1.pdf">预算
        公开</a><a href="b.XLSX?v=2">表</a><a href="get.jsp?id=7">附件.doc</a><a href="index.html">首页</a>
        <a href="./P1.pdf">预算公开</a><a style="display:none" href="x.pdf">x</a>
        <a onclick="load('说明.pdf','./P2.pdf')">说明.pdf</a><a href="http://[bad/x.pdf">坏</a>"""
    )
    assert document.attachments == (
        "预算公开\thttps://www.example.gov.cn/zwgk/P1.pdf",
        "表\thttps://www.example.gov.cn/zwgk/b.XLSX?v=2",
        "附件.doc\thttps://www.example.gov.cn/zwgk/get.jsp?id=7",
        "说明.pdf\thttps://www.example.gov.cn/zwgk/P2.pdf",
    )


def test_a_page_of_links_alone_is_a_document(page: ReadPage) -> None:
    document = page("<p>首页</p><a href=a.zip></a>")
    assert document.attachments == ("\ta.zip",)


# -- pages that mean harm


def test_an_external_entity_is_not_resolved(page: ReadPage, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", encoding="utf-8")
    document = page(
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
        f'<html><body><p>a&e;b</p><iframe src="{secret.as_uri()}"></iframe></body></html>'
    )
    assert "SECRET" not in str(document)
    assert "a&e;b" in texts(document)


def test_entities_that_multiply_are_not_expanded(page: ReadPage) -> None:
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 12))
    document = page(f'<!DOCTYPE html [<!ENTITY e0 "ha">{levels}]><p>&e11;</p>')
    assert sum(len(text) for text in texts(document)) < 5000


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td colspan=1000000>a<td>b</table>",
        "<table><tr><td colspan=99999999999999999999999>a<td>b</table>",
        "<table><tr>" + "<td colspan=1000>a" * 600 + "</table>",
        "<table><tr><td colspan=1000 rowspan=0>a<td>b" + "<tr>" * 1000 + "</table>",
        "<table>" + "<tr><td rowspan=1000>1<td>2" * 1_000 + "</table>",
    ],
    ids=["one wide cell", "a number beyond all", "many wide cells", "one high cell", "rows upon rows"],
)
def test_a_table_that_claims_too_many_cells_is_refused(page: ReadPage, body: str) -> None:
    with pytest.raises(UnreadableFile, match="more than the 200,000 allowed"):
        page(body)


def test_tables_that_have_too_many_cells_together_are_refused(page: ReadPage) -> None:
    with pytest.raises(UnreadableFile, match="more than the 1,000 allowed"):
        page(("<table>" + "<tr><td>1<td>2" * 50 + "</table>") * 11, Limits(max_cells=1_000))


def test_a_page_the_parser_gives_up_on_is_refused_and_not_read_in_part(page: ReadPage) -> None:
    with pytest.raises(UnreadableFile, match="depth"):
        page("<p>begin</p>" + "<div>" * 300 + "x" + "</div>" * 300 + "<p>end</p>")
    with pytest.raises(UnreadableFile, match="200 deep"):
        page("<div>" * 220 + "x")


def test_tables_nested_as_deep_as_allowed_are_read(page: ReadPage) -> None:
    document = page("<table><tr><td>a<td>" * 60 + "x")
    # Each outer table has one cell of its own words and one that holds a table: it lays out the page.
    assert texts(document) == ["a"] * 59
    assert [cell.text for cell in document.tables[0].cells] == ["a", "x"]


def test_a_page_without_visible_text_is_unreadable_and_the_message_says_what_to_do(page: ReadPage) -> None:
    with pytest.raises(UnreadableFile, match="save what it shows as PDF"):
        page("<html><body><script>load()</script></body></html>")


def test_a_page_with_too_many_characters_is_refused(page: ReadPage) -> None:
    with pytest.raises(UnreadableFile, match="characters"):
        page("<p>" + "字" * 100, Limits(max_characters=99))


# -- real pages


@needs_shared
def test_the_sample_page_has_the_same_cells_as_the_sample_text() -> None:
    page = read(SHARED / "seed/yubei-gsl-2024.html", "html")
    text = read(next((SHARED / "seed").glob("*.txt")), "text")
    assert len(page.tables) == len(text.tables) == 24
    for ours, theirs in zip(page.tables, text.tables, strict=True):
        assert (ours.row_count, ours.column_count) == (theirs.row_count, theirs.column_count)
        numbers = [
            [(cell.row, cell.column, cell.text) for cell in table.cells if cell.text.replace(",", "").endswith(".00")]
            for table in (ours, theirs)
        ]
        assert numbers[0] == numbers[1]


@needs_shared
@pytest.mark.parametrize(
    ("name", "paragraph", "attachments", "pictures"),
    [
        ("中共重庆市委宣传部2026年部门预算情况说明.html", "　　一、单位基本情况", 8, 0),
        ("重庆市交通委员会2018年部门预算情况说明.html", "\xa0\xa0\xa0 一、单位基本情况", 0, 8),
        ("重庆市财政局2026年部门预算公开_附件页.html", "重庆市财政局2026年部门预算情况说明见附件。", 1, 0),
    ],
)
def test_pages_of_three_sites_give_their_paragraphs_and_attachments(
    name: str, paragraph: str, attachments: int, pictures: int
) -> None:
    document = read(SHARED / "disclosures/chongqing" / name, "html")
    assert paragraph in texts(document)
    assert len(document.attachments) == attachments
    assert document.tables == []
    assert [remark.what for remark in document.remarks] == ["picture_in_document"] * pictures


def test_lines_one_below_the_other_in_the_cells_of_a_table_are_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><td></td><td>甲局2024年度部门预算</td></tr><tr><td>2024年2月</td><td></td></tr></table>"
    )
    assert [block.text for block in read(path, "html").paragraphs] == ["甲局2024年度部门预算", "2024年2月"]


@pytest.mark.parametrize(
    ("picture", "told"),
    [
        ('<img src="a/W0203.jpg" width="600" height="800">', ["W0203.jpg"]),
        ('<img alt="收支总表" src="a.png" style="height: 300px; WIDTH:640px">', ["收支总表"]),
        ('<img src="seal.png" width="120" height="120">', []),
        ('<img src="logo.png">', []),
        ('<a href="/"><img src="banner.png" width="1000" height="200"></a>', []),
        ('<div style="display:none"><img src="a.png" width="600" height="800"></div>', []),
    ],
)
def test_a_picture_as_large_as_a_table_is_told_and_banners_and_seals_are_not(
    picture: str, told: list[str], page: ReadPage
) -> None:
    remarks = page(f"<p>2024年部门预算</p>{picture}<p>附件</p>").remarks
    assert [remark.printed_text for remark in remarks if remark.what == "picture_in_document"] == told


def test_a_page_of_nothing_but_pictures_is_refused_and_says_so(page: ReadPage) -> None:
    with pytest.raises(UnreadableFile, match="the page shows 2 pictures and no text"):
        page('<img src="1.jpg" width="600" height="800"><img src="2.jpg" width="600" height="800">')
