"""Tables too wide for their page, with their right columns on the next one."""

import pytest
from msgspec.structs import replace

from pipeline.documents.model import Box, Document, Page, Paragraph, Table
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from tests.forms.tables import grid

LEFT = ["单位代码|单位名称|合计|本年收入", "^|^|^|小计", "001|甲局|9.00|8.00", "002|乙站|3.00|3.00", "|合计|12.0|11.0"]


def drawn(rows: list[str], page: int, top: float = 100) -> Table:
    """A table whose rows are 20 points high, the first one `top` points below the edge of the page."""
    table = grid(rows, page)
    cells = [replace(c, box=Box(20, top + 20 * c.row, 60, top + 20 * (c.row + c.row_span))) for c in table.cells]
    return replace(table, cells=tuple(cells))


def read(*blocks: Table | Paragraph) -> list[RecognisedForm]:
    numbers = sorted({block.page for block in blocks})
    caption = (Paragraph("收入总表", box=Box(20, 40, 80, 55)), Paragraph("单位：万元", box=Box(20, 60, 80, 75)))
    return recognise(Document("pdf", (*caption, *blocks), tuple(Page(n, 600, 800) for n in numbers))).forms


def measures(form: RecognisedForm) -> list[tuple[str, int | None]]:
    return [(c.measure, c.parent_column_no) for c in form.columns]


def test_columns_printed_as_high_on_the_next_page_stand_beside_the_first_ones() -> None:
    right = ["一般公共预算|事业收入|上年结转", "6.00|2.00|1.00", "3.00||", "9.00|2.00|1.00"]
    [form] = read(
        drawn(["单位代码|单位名称|合计", *[row.rpartition("|")[0] for row in LEFT[2:]]], 1),
        drawn(right, 2),
    )
    assert measures(form) == [("total", None), ("gpb", 2), ("institution_operating_income", 2), ("carry_over", 2)]
    assert [row.unit_name for row in form.rows] == ["甲局", "乙站", "合计"]
    assert [(a.cell.text, a.cell.page) for a in form.amounts if a.row_no == 1] == [
        ("9.00", 1), ("6.00", 2), ("2.00", 2), ("1.00", 2),
    ]  # fmt: skip


def test_a_word_cut_by_the_edge_of_the_page_heads_the_columns_of_both_parts() -> None:
    left = drawn(LEFT, 1)
    # The cell of 本年收入 goes on to the next page: its words are drawn where the page ends, in no cell.
    left = replace(left, cells=tuple(c for c in left.cells if c.text != "本年收入"))
    word = Paragraph("本年收入", page=1, box=Box(175, 104, 225, 116))
    right = ["一般公共预算|事业收入", "6.00|2.00", "3.00|", "9.00|2.00"]
    [form] = read(left, word, drawn(right, 2, top=120))
    assert measures(form) == [
        ("total", None), ("current_revenue", 2), ("gpb", 3), ("institution_operating_income", 3),
    ]  # fmt: skip


def test_a_table_of_numbers_at_another_height_is_one_of_its_own() -> None:
    right = ["一般公共预算|事业收入", "6.00|2.00", "3.00|", "9.00|2.00"]
    assert len(read(drawn(LEFT, 1), drawn(right, 2, top=300))) == 2


def sheet(page: int, *rows: str, edges: tuple[float, ...]) -> Table:
    """One page of a broad sheet, its columns as broad as typed."""
    return replace(drawn(list(rows), page), column_edges=edges)


LABELS = ["科目编码|科目名称", "201|一般公共服务支出", "20101|人大事务"]
MORE_LABELS = ["2010101|行政运行", "2010102|机关服务", "2010103|机关服务"]
MONEY = ["合计|基本支出|项目支出", "9.00|7.00|2.00", "9.00|7.00|2.00"]
MORE_MONEY = ["6.00|6.00|", "2.00||2.00", "1.00|1.00|"]
NARROW, BROAD = (20.0, 80.0, 200.0), (20.0, 90.0, 160.0, 230.0)


@pytest.mark.parametrize(
    "pages",
    [(1, 2, 3, 4), (1, 3, 2, 4)],
    ids=["down and then over", "over and then down"],
)
def test_a_broad_sheet_is_one_form_however_its_pages_follow(pages: tuple[int, ...]) -> None:
    left, more_left, right, more_right = pages
    parts = [
        sheet(left, *LABELS, edges=NARROW), sheet(more_left, *MORE_LABELS, edges=NARROW),
        sheet(right, *MONEY, edges=BROAD), sheet(more_right, *MORE_MONEY, edges=BROAD),
    ]  # fmt: skip
    [form] = read(*sorted(parts, key=lambda part: part.page))
    assert [row.codes[0].value for row in form.rows] == ["201", "20101", "2010101", "2010102", "2010103"]
    assert [(a.row_no, a.cell.text) for a in form.amounts if a.column_no == 2] == [
        (1, "9.00"), (2, "9.00"), (3, "6.00"), (4, "2.00"), (5, "1.00"),
    ]  # fmt: skip


def test_a_title_and_words_cut_by_the_edges_of_pages_are_one_again() -> None:
    def part(page: int, *rows: str) -> Table:
        """Columns below words that go on to the pages beside it, so that the first row has no cell."""
        table = sheet(page, *rows, edges=(20.0, 120.0, 220.0))
        below = [replace(c, row=c.row + 1, box=Box(20, 120 + 20 * c.row, 60, 140 + 20 * c.row)) for c in table.cells]
        return replace(table, cells=tuple(below), row_count=3, box=Box(20, 100, 220, 160))

    def word(text: str, page: int, x: float, top: float) -> Paragraph:
        return Paragraph(text, page, Box(x, top, x + 12 * len(text), top + 12))

    ends = [word("预算", 1, 196, 104), word("数", 2, 20, 104), word("决算", 3, 196, 104), word("数", 4, 20, 104)]
    first, second = ("合计|因公出国（境）费", "4.00|1.00"), ("公务接待费|公务用车运行费", "1.00|2.00")
    lines = [word("“三公”经费支", 2, 150, 60), word("出决算表", 3, 20, 60), word("单位：万元", 4, 160, 80)]
    parts = [part(1, *first), part(2, *second), part(3, *first), part(4, *second)]
    label = word("部门：甲局", 1, 20, 80)
    blocks = sorted([label, *lines, *ends, *parts], key=lambda block: (block.page, block.box.top if block.box else 0))
    [form] = recognise(Document("pdf", tuple(blocks))).forms
    assert (form.title, form.unit) == ("“三公”经费支出决算表", "万元")
    assert [c.basis for c in form.columns] == ["budget"] * 4 + ["final_account"] * 4


def test_a_head_that_reaches_over_the_edge_of_its_page_heads_the_columns_before_it_too() -> None:
    left = drawn(["单位名称|合计|本年收入|", "^|^|小计|一般公共预算", "甲局|9.00|8.00|5.00", "乙站|3.00|3.00|1.00"], 1)
    # 本年收入 stands on the second page; on the first its cell is open.
    left = replace(left, cells=tuple(c for c in left.cells if not (c.row == 0 and c.column > 1)))
    [form] = read(left, drawn(["本年收入|上年结转", "事业收入|^", "3.00|1.00", "2.00|"], 2))
    assert measures(form) == [
        ("total", None), ("current_revenue", 1), ("gpb", 2), ("institution_operating_income", 2), ("carry_over", 1),
    ]  # fmt: skip


def test_the_next_table_is_no_part_of_one_whose_caption_is_printed_on_its_second_page() -> None:
    captions = [
        Paragraph(f"{title}\n单位：万元", page, Box(20, 60, 80, 75))
        for page, title in ((2, "收入总表"), (3, "支出总表"))
    ]
    rows = ["项目名称|合计", "设备购置|9.00", "会议|3.00"]
    parts = [
        drawn(rows, 1),
        captions[0],
        drawn(["事业收入|其他收入", "7.00|2.00", "3.00|"], 2),
        captions[1],
        drawn(rows, 3),
    ]
    forms = recognise(Document("pdf", tuple(parts))).forms
    assert [form.page_from for form in forms] == [1, 3]


def test_a_table_under_a_title_of_its_own_is_one_of_its_own_and_one_said_to_go_on_is_not() -> None:
    rows = ["单位名称|合计", "甲局|9.00", "乙站|3.00"]
    right = ["一般公共预算|事业收入", "7.00|2.00", "3.00|"]
    title = Paragraph("支出总表", page=2, box=Box(20, 40, 80, 55))
    assert len(read(drawn(rows, 1), title, drawn(right, 2))) == 2
    assert len(read(drawn(rows, 1), replace(title, text="收入总表（续）"), drawn(right, 2, top=300))) == 1


def test_a_line_at_the_head_of_two_pages_in_the_same_place_does_not_part_a_table() -> None:
    rows = ["科目编码|科目名称|合计", "2010101|行政运行|3.00"]
    more = ["科目编码|科目名称|合计", "2010102|一般行政管理事务|4.00", "|合计|7.00"]
    heads = [Paragraph("甲局2024年部门预算公开", page=page, box=Box(200, 20, 400, 32)) for page in (1, 2)]
    [form] = read(heads[0], drawn(rows, 1), heads[1], drawn(more, 2))
    assert [a.cell.text for a in form.amounts] == ["3.00", "4.00", "7.00"]
