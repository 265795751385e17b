"""Tables whose rulings are missing are read by the white between their columns; what is no table stays text."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents.model import Document, Paragraph, Table
from pipeline.documents.readers.pdf.ink import Glyph, PageInk, Ruling
from pipeline.documents.readers.pdf.reader import assemble, read_pages

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
SIZE = 10.0  # of the print: a Chinese character is so wide, a digit half of it


def printed(text: str, x: float, y: float, *, end: bool = False) -> list[Glyph]:
    """The glyphs of a text from x on, or up to x where `end`; y is their middle."""
    widths = [SIZE / 2 if char.isascii() else SIZE for char in text]
    left = x - sum(widths) if end else x
    glyphs = []
    for char, width in zip(text, widths, strict=True):
        if char != " ":
            glyphs.append(Glyph(char, left + 0.3, y - 4.5, left + width - 0.3, y + 4.5, y + 4))
        left += width
    return glyphs


def page(
    *lines: tuple[float, list[tuple[str, float]]], rulings: list[Ruling] | None = None, number: int = 1
) -> PageInk:
    """A page of (y, [(text, x), ...]): numbers end at x, words begin there."""
    ink = PageInk(number, 600.0, 800.0, rulings=rulings or [])
    for y, texts in lines:
        for text, x in texts:
            ink.glyphs += printed(text, x, y, end=text.replace(",", "").replace(".", "").isdigit() and x > 200)
    return ink


def read(*pages: PageInk) -> Document:
    return assemble(read_pages(pages))


def rows(table: Table) -> list[list[str]]:
    """The texts of each row from left to right; a cell over several rows stands in its first."""
    texts: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        texts[cell.row].append(cell.text.replace("\n", "/"))
    return texts


def across(y: float) -> Ruling:
    return Ruling(True, y, 40, 560)


CAPTION = (60.0, [("支出预算表", 250)]), (80.0, [("单位：元", 500)])
HEAD = (100.0, [("科目编码", 50), ("科目名称", 130), ("合计", 290), ("基本支出", 380), ("项目支出", 480)])
BODY = (
    (120.0, [("201", 50), ("一般公共服务支出", 130), ("1,200.00", 320), ("1,200.00", 430)]),
    (140.0, [("20101", 50), ("人大事务", 130), ("200.00", 320), ("200.00", 430)]),
    (160.0, [("205", 50), ("教育支出", 130), ("35.50", 320), ("35.50", 530)]),
    (180.0, [("合计", 130), ("1,235.50", 320), ("1,200.00", 430), ("35.50", 530)]),
)
GRID = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,200.00", "1,200.00", ""],
    ["20101", "人大事务", "200.00", "200.00", ""],
    ["205", "教育支出", "35.50", "", "35.50"],
    ["", "合计", "1,235.50", "1,200.00", "35.50"],
]


@pytest.mark.parametrize(
    "rulings",
    [
        [],
        [across(y) for y in (90, 110, 190)],
        [across(y) for y in (90, 110, 130, 150, 170, 190)],
        [*(across(y) for y in (90, 110, 130, 150, 170, 190)), Ruling(False, 40, 90, 190), Ruling(False, 560, 90, 190)],
    ],
    ids=["no rulings", "three lines", "horizontals", "a frame and horizontals"],
)
def test_blank_cells_keep_their_columns_however_few_rulings_there_are(rulings: list[Ruling]) -> None:
    document = read(page(*CAPTION, HEAD, *BODY, rulings=rulings))
    [table] = document.tables
    assert rows(table) == GRID
    assert table.trust == "aligned"
    assert [p.text for p in document.paragraphs] == ["支出预算表", "单位：元"]


def test_a_word_above_the_middle_of_three_columns_spans_them() -> None:
    head = (
        (96.0, [("本年支出", 380)]),
        (104.0, [("科目名称", 60)]),
        (112.0, [("小计", 290), ("基本支出", 380), ("项目支出", 480)]),
    )
    body = tuple((y + 20, [t for t in texts if t[1] != 50]) for y, texts in BODY)
    [table] = read(page(*CAPTION, *head, *body)).tables
    [span] = [cell for cell in table.cells if cell.text == "本年支出"]
    assert (span.column, span.column_span) == (1, 3)
    [name] = [cell for cell in table.cells if cell.text == "科目名称"]
    assert name.row_span == table.row_count - len(body)


def test_a_label_on_two_lines_is_one_row_with_the_numbers_beside_its_middle() -> None:
    body = (
        (120.0, [("教育支出", 60), ("10.00", 320), ("10.00", 430)]),
        (144.0, [("机关事业单位", 60)]),
        (150.0, [("20.00", 320), ("20.00", 430)]),
        (156.0, [("养老保险缴费", 60)]),
        (180.0, [("住房保障支出", 60), ("30.00", 320)]),
        (200.0, [("合计", 60), ("60.00", 320), ("30.00", 430)]),
    )
    head = (100.0, [("项目", 60), ("合计", 290), ("基本支出", 380)])
    [table] = read(page(*CAPTION, head, *body)).tables
    assert rows(table)[1:] == [
        ["教育支出", "10.00", "10.00"],
        ["机关事业单位/养老保险缴费", "20.00", "20.00"],
        ["住房保障支出", "30.00", ""],
        ["合计", "60.00", "30.00"],
    ]


def test_two_lanes_side_by_side_keep_their_rows() -> None:
    head = (
        (100.0, [("收      入", 140), ("支      出", 390)]),
        (
            115.0,
            [("项目", 60), ("预算数", 220), ("项目", 330), ("预算数", 500)],
        ),
    )
    body = (
        (135.0, [("一、财政拨款收入", 60), ("90.00", 250), ("一、教育支出", 330), ("80.00", 530)]),
        (150.0, [("二、事业收入", 60), ("二、住房保障支出", 330), ("10.00", 530)]),
        (165.0, [("三、农林水支出", 330)]),
        (180.0, [("收入总计", 60), ("90.00", 250), ("支出总计", 330), ("90.00", 530)]),
    )
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[0] == ["收 入", "支 出"]
    assert rows(table)[2:] == [
        ["一、财政拨款收入", "90.00", "一、教育支出", "80.00"],
        ["二、事业收入", "", "二、住房保障支出", "10.00"],
        ["", "", "三、农林水支出", ""],
        ["收入总计", "90.00", "支出总计", "90.00"],
    ]


def test_numbers_that_touch_are_cut_where_both_keep_two_decimals() -> None:
    total = (180.0, [("合计", 130), ("1,235.50", 320), ("999,999,999,111,200.00", 430)])
    [table] = read(page(*CAPTION, HEAD, *BODY[:3], total)).tables
    assert rows(table)[-1] == ["", "合计", "1,235.50", "999,999,999,111,200.00", ""]


def test_the_total_alone_on_the_next_page_keeps_the_columns() -> None:
    following = page((60.0, [("合计", 130), ("1,235.50", 320), ("35.50", 530)]), number=2)
    first, second = read(page(*CAPTION, HEAD, *BODY[:3]), following).tables
    assert second.column_edges == first.column_edges
    assert rows(second) == [["", "合计", "1,235.50", "", "35.50"]]


def test_numbers_of_columns_in_their_middles_add_no_columns() -> None:
    index = (112.0, [("栏次", 60)])
    ink = page(*CAPTION, HEAD, index, *((y + 12, texts) for y, texts in BODY))
    for number, x in enumerate((285, 395, 497), start=1):
        ink.glyphs += printed(str(number), x, 112)
    [table] = read(ink).tables
    assert table.column_count == 5


PROSE = (
    "本年收入合计1,235.50元，其中财政拨款收入1,200.00元。",
    "本年支出合计1,235.50元，其中基本支出1,200.00元。",
    "项目支出35.50元，占本年支出的2.87%。",
)


@pytest.mark.parametrize(
    "lines",
    [
        [("单位：元", 500.0), *((text, 60.0) for text in PROSE)],
        [("目录", 280.0), ("一、部门职责", 60.0), ("二、机构设置", 60.0), ("三、预算情况说明", 60.0)],
        [("单位：元", 500.0), ("一、部门职责", 60.0), ("二、机构设置", 60.0)],
    ],
    ids=["sentences", "contents", "a list"],
)
def test_what_prints_no_columns_of_numbers_is_no_table(lines: list[tuple[str, float]]) -> None:
    ink = page(*((60.0 + 20 * i, [line]) for i, line in enumerate(lines)))
    if lines[0][0] == "目录":
        for i, number in enumerate(("3", "5", "12")):
            ink.glyphs += printed(number, 530, 80.0 + 20 * i, end=True)
    document = read(ink)
    assert not document.tables
    assert all(isinstance(block, Paragraph) for block in document.blocks)


def test_a_ruled_sample_reads_the_same_with_its_rulings_taken_away() -> None:
    from benchmarks.unruled.__main__ import inks, measured

    for way, score in measured(inks(SAMPLES / "waterworks-2025.pdf")).items():
        assert (way, score.same, score.invented) == (way, score.numbers, 0)


def test_words_of_neighbouring_heads_broken_over_two_lines_stay_apart() -> None:
    head = (
        (96.0, [("其他收", 288), ("上年结", 331), ("一般预算", 380)]),
        (103.0, [("科目名称", 60)]),
        (110.0, [("入", 298), ("转", 341), ("拨款", 390)]),
    )
    body = tuple(
        (y + 15, [texts[1] if y < 180 else texts[0], ("5.00", 320), ("7.00", 360), ("12.00", 420)]) for y, texts in BODY
    )
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[0] == ["科目名称", "其他收/入", "上年结/转", "一般预算/拨款"]
    assert table.row_count == 1 + len(BODY)


@pytest.mark.parametrize("x", [60, 80], ids=["above both", "above the codes"])
def test_levels_at_the_left_of_a_column_and_codes_at_its_right_are_one_column(x: float) -> None:
    head = (100.0, [("单位编码", x), ("采购项目", 160), ("合计", 290)])
    body = (
        (120.0, [("1", 62), ("全额", 160), ("1,200.00", 320)]),
        (140.0, [("263001", 84), ("某某局", 160), ("1,000.00", 320)]),
        (160.0, [("263002", 84), ("某某中心", 160), ("200.00", 320)]),
        (180.0, [("合计", 160), ("1,200.00", 320)]),
    )
    [table] = read(page(*CAPTION, head, *body)).tables
    assert rows(table)[1:3] == [["1", "全额", "1,200.00"], ["263001", "某某局", "1,000.00"]]


# A header drawn with all its sides, above rows without any.
BOXES = [Ruling(True, y, 40, 560) for y in (90, 110)] + [
    Ruling(False, x, 90, 110) for x in (40, 120, 250, 340, 440, 560)
]


def test_rows_without_rulings_belong_to_the_drawn_header_right_above_them() -> None:
    [table] = read(page(*CAPTION, HEAD, *BODY, rulings=BOXES)).tables
    assert (rows(table), table.trust) == (GRID, "aligned")


def test_numbers_that_do_not_stand_in_the_columns_of_a_drawn_header_are_not_its_rows() -> None:
    across_a_side = [(y, [("共有车辆", 50), ("1,200.00", 360), ("35.50", 470)]) for y in (120.0, 140.0)]
    [table] = read(page(*CAPTION, HEAD, *across_a_side, rulings=BOXES)).tables
    assert table.row_count == 1


def test_rows_go_on_below_a_drawn_header_on_the_next_page() -> None:
    more = [(y, [("213", 50), ("农林水支出", 130), ("7.00", 320), ("7.00", 430)]) for y in (40.0, 60.0)]
    first, second = read(page(*CAPTION, HEAD, *BODY, rulings=BOXES), page(*more, number=2)).tables
    assert first.column_edges == second.column_edges


def spans(table: Table) -> dict[str, list[tuple[int, int]]]:
    """The (column, columns) of the cells of each text."""
    found: dict[str, list[tuple[int, int]]] = {}
    for cell in table.cells:
        found.setdefault(cell.text.replace("\n", "/"), []).append((cell.column, cell.column_span))
    return found


def test_a_word_above_two_columns_whose_numbers_it_reaches_over_is_no_column_of_its_own() -> None:
    head = (
        (96.0, [("预算数", 365)]),
        (114.0, [("项目", 60), ("基本支出", 360)]),
        (123.0, [("合计", 250), ("项目支出", 480)]),
        (132.0, [("人员经费", 330), ("公用经费", 395)]),
    )
    body = [
        (y, [(label, 60), ("1,600.00", 290), ("12,345,678.00", 378), ("3,200,100.00", 442), ("3.00", 520)])
        for y, label in ((150.0, "教育支出"), (170.0, "住房保障支出"), (190.0, "合计"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[-1] == ["合计", "1,600.00", "12,345,678.00", "3,200,100.00", "3.00"]
    assert spans(table)["预算数/基本支出"] == [(2, 2)]


def test_each_level_of_a_header_spans_the_columns_that_stand_as_low_as_it_leaves_them() -> None:
    head = (
        (96.0, [("上年", 355)]),
        (116.0, [("“三公”经费", 355)]),
        (126.0, [("单位名称", 60)]),
        (136.0, [("合计", 250), ("培训费", 480)]),
        (146.0, [("小计", 310), ("接待费", 365), ("购置费", 415)]),
    )
    body = [
        (y, [(label, 60), ("6.00", 275), ("2.00", 335), ("1.00", 390), ("1.00", 440), ("4.00", 510)])
        for y, label in ((176.0, "某某局"), (196.0, "某某中心"), (216.0, "合计"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert (spans(table)["上年"], spans(table)["“三公”经费"]) == ([(1, 5)], [(2, 3)])


def test_words_above_neighbouring_columns_that_touch_and_begin_alike_are_two() -> None:
    head = (
        (96.0, [("公务用车购置公务用车运行", 300)]),
        (102.0, [("单位名称", 60), ("合计", 235)]),
        (108.0, [("费", 325), ("维护费", 375)]),
    )
    body = [
        (y, [(label, 60), ("6.00", 260), ("2.00", 350), ("4.00", 410)])
        for y, label in ((130.0, "某某局"), (150.0, "某某中心"), (170.0, "合计"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[0] == ["单位名称", "合计", "公务用车购置/费", "公务用车运行/维护费"]


def test_words_above_three_columns_that_touch_are_parted_above_the_ends_of_each() -> None:
    head = (
        (96.0, [("一般公共预算财政政府性基金预算财国有资本经营预算", 300)]),
        (102.0, [("单位名称", 60), ("合计", 235)]),
        (108.0, [("拨款", 330), ("政拨款", 405), ("拨款", 490)]),
    )
    body = [
        (y, [(label, 60), ("6.00", 260), ("2.00", 360), ("4.00", 440), ("0.00", 520)])
        for y, label in ((130.0, "某某局"), (150.0, "某某中心"), (170.0, "合计"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[0][2:] == ["一般公共预算财政/拨款", "政府性基金预算财/政拨款", "国有资本经营预算/拨款"]


def test_a_word_as_wide_as_the_levels_of_codes_below_it_is_their_group() -> None:
    head = (
        (96.0, [("功能科目编码", 50)]),
        (102.0, [("科目名称", 130), ("合计", 290)]),
        (108.0, [("类", 55), ("款", 75), ("项", 95)]),
    )
    body = [
        (y, [("201", 52), (section, 75), (item, 95), ("一般公共服务", 130), ("6.00", 320)])
        for y, section, item in ((130.0, "01", "01"), (150.0, "03", "02"), (170.0, "03", "50"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert spans(table)["功能科目编码"] == [(0, 3)]


def test_a_group_above_three_columns_whose_words_are_as_wide_as_they_is_one_word() -> None:
    head = (
        (96.0, [("“三公”经费支出", 350)]),
        (112.0, [("单位名称", 60), ("合计", 235), ("出国费", 310), ("用车费", 370), ("接待费", 430)]),
    )
    body = [
        (y, [(label, 60), ("6.00", 260), ("2.00", 340), ("4.00", 400), ("0.00", 460)])
        for y, label in ((130.0, "某某局"), (150.0, "某某中心"), (170.0, "合计"))
    ]
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert spans(table)["“三公”经费支出"] == [(2, 3)]


def test_the_colour_of_a_single_row_says_nothing_of_the_words_above_it() -> None:
    head = (
        (94.0, [("预算数", 330)]),
        (111.0, [("合计", 285), ("用车费", 325), ("接待费", 375)]),
    )
    row = (130.0, [("6.00", 300), ("2.00", 350), ("4.00", 400)])
    [table] = read(page(*CAPTION, *head, row, rulings=[across(120.0), across(140.0)])).tables
    assert spans(table)["预算数"] == [(0, 3)]


def test_a_code_at_half_the_height_of_its_row_and_amounts_at_its_foot_are_one_row() -> None:
    broken = (
        (136.0, [("实验室及相关", 130)]),
        (144.0, [("20503", 50)]),
        (152.0, [("设施", 130), ("200.00", 320), ("200.00", 430)]),
        (168.0, [("行政事业单位", 130)]),
        (176.0, [("208", 50)]),
        (184.0, [("养老支出", 130), ("35.50", 320), ("35.50", 530)]),
    )
    more = tuple((y + 20, texts) for y, texts in BODY[3:])
    [table] = read(page(*CAPTION, HEAD, BODY[0], *broken, *more)).tables
    assert rows(table)[2:4] == [
        ["20503", "实验室及相关/设施", "200.00", "200.00", ""],
        ["208", "行政事业单位/养老支出", "35.50", "", "35.50"],
    ]


def test_a_label_longer_than_those_of_the_page_before_keeps_apart_from_the_number_behind_it() -> None:
    more = page(
        (40.0, [("208", 50), ("机关事业单位职业年金缴费", 130), ("7.00", 320), ("7.00", 430)]),
        (60.0, [("213", 50), ("农林水支出", 130), ("9.00", 320), ("9.00", 530)]),
        number=2,
    )
    first, second = read(page(*CAPTION, HEAD, *BODY), more).tables
    assert rows(second) == [
        ["208", "机关事业单位职业年金缴费", "7.00", "7.00", ""],
        ["213", "农林水支出", "9.00", "", "9.00"],
    ]
    assert second.column_edges == first.column_edges


def test_the_first_indicator_of_a_performance_table_is_a_row_though_its_value_is_a_word() -> None:
    head = (100.0, [("项目名称", 50), ("项目总额", 150), ("一级指标", 230), ("三级指标", 320), ("指标值", 480)])
    body = (
        (124.0, [("方法、经验的", 320)]),
        (130.0, [("效益指标", 230), ("优", 480)]),
        (136.0, [("交流", 320)]),
        (156.0, [("印刷经费", 50), ("17.50", 150), ("产出指标", 230), ("印刷期数", 320), ("40", 500)]),
        (176.0, [("办刊经费", 50), ("12.50", 150), ("产出指标", 230), ("印刷册数", 320), ("900", 500)]),
    )
    [table] = read(page(*CAPTION, head, *body)).tables
    assert rows(table)[:3] == [
        ["项目名称", "项目总额", "一级指标", "三级指标", "指标值"],
        ["", "", "效益指标", "方法、经验的/交流", "优"],
        ["印刷经费", "17.50", "产出指标", "印刷期数", "40"],
    ]


def test_an_amount_that_touches_the_numbered_label_of_the_next_column_is_cut_from_it() -> None:
    head = (
        (100.0, [("收      入", 140), ("支      出", 390)]),
        (115.0, [("项目", 60), ("预算数", 220), ("项目", 330), ("预算数", 500)]),
    )
    body = (
        (135.0, [("一、财政拨款收入", 60), ("90.00", 258), ("一、教育支出", 258), ("80.00", 530)]),
        (150.0, [("二、事业收入", 60), ("5.00", 258), ("二、住房保障支出", 258), ("15.00", 530)]),
        (165.0, [("收入总计", 60), ("95.00", 258), ("支出总计", 278), ("95.00", 530)]),
    )
    [table] = read(page(*CAPTION, *head, *body)).tables
    assert rows(table)[2:] == [
        ["一、财政拨款收入", "90.00", "一、教育支出", "80.00"],
        ["二、事业收入", "5.00", "二、住房保障支出", "15.00"],
        ["收入总计", "95.00", "支出总计", "95.00"],
    ]
