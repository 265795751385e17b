"""Balance tables: lines instead of codes, two or more blocks side by side."""

import pytest

from pipeline.documents.model import Paragraph
from pipeline.forms.model import RecognisedForm, Row
from pipeline.forms.recognise import recognise
from tests.forms.tables import form, grid, pages


def lines(read: RecognisedForm, side: str) -> dict[str, Row]:
    return {row.name: row for row in read.rows if row.side == side}


TOTAL_FIRST = """
    2024年部门收支预算总表
    单位：元
    收入||支出|
    项目|预算数|项目|预算数
    合计|9.00|合计|9.00
    一、本年收入合计|8.00|一、本年支出合计|9.00
    一般公共预算财政拨款资金|8.00|一般公共服务支出|9.00
    政府性基金预算财政拨款资金||住房保障支出|
    二、上年结转|1.00|二、结转下年|
    三、用事业基金弥补收支差额|||
"""


def test_lines_are_recognised_on_both_sides() -> None:
    read = form(TOTAL_FIRST)
    assert read.kind == "dept_balance_summary"
    revenue, expenditure = lines(read, "revenue"), lines(read, "expenditure")
    assert {n: (r.line, r.role) for n, r in revenue.items()} == {
        "合计": ("grand_total", "total"),
        "一、本年收入合计": ("current_total", "subtotal"),
        "一般公共预算财政拨款资金": ("gpb", "item"),
        "政府性基金预算财政拨款资金": ("gov_fund", "item"),
        "二、上年结转": ("carry_over", "carry_over"),
        "三、用事业基金弥补收支差额": ("offset", "offset"),
    }
    assert expenditure["住房保障支出"].codes[0].value == "221"


def test_with_the_total_first_items_belong_to_the_subtotal_above_them() -> None:
    revenue = lines(form(TOTAL_FIRST), "revenue")
    assert revenue["一般公共预算财政拨款资金"].parent_row_no == revenue["一、本年收入合计"].row_no
    assert revenue["一、本年收入合计"].parent_row_no == revenue["合计"].row_no
    assert revenue["二、上年结转"].parent_row_no == revenue["合计"].row_no


def test_with_the_total_last_items_belong_to_the_subtotal_below_them() -> None:
    read = form(
        """
        部门收支总表
        单位：万元
        收入||支出|
        项目|预算数|项目|预算数
        一、财政拨款收入|8.00|一、教育支出|9.00
        其中：政府性基金预算财政拨款|3.00|二、科学技术支出|
        二、其他收入|1.00||
        本年收入合计|9.00|本年支出合计|9.00
        上年结转|1.00|结转下年|1.00
        收入总计|10.00|支出总计|10.00
        """
    )
    revenue = lines(read, "revenue")
    subtotal, total = revenue["本年收入合计"], revenue["收入总计"]
    assert revenue["一、财政拨款收入"].parent_row_no == subtotal.row_no
    assert revenue["上年结转"].parent_row_no == total.row_no
    part = revenue["其中：政府性基金预算财政拨款"]
    assert part.is_of_which
    assert part.parent_row_no == revenue["一、财政拨款收入"].row_no


def test_funds_below_carry_over_are_its_parts() -> None:
    read = form(
        """
        财政拨款收支总表
        单位：元
        收入||支出||
        项目|预算数|项目|合计|一般公共预算
        一、本年收入|8.00|一、本年支出|9.00|9.00
        （一）一般公共预算拨款|8.00|（一）教育支出|9.00|9.00
        二、上年结转|1.00||
        （一）一般公共预算拨款|1.00||
        收入总计|9.00|支出总计|9.00|9.00
        """
    )
    assert read.kind == "fiscal_appropriation_balance_summary"
    funds = [row for row in read.rows if row.line == "gpb"]
    parents = {row.row_no: row.line for row in read.rows if row.side == "revenue"}
    assert [parents[f.parent_row_no or 0] for f in funds] == ["current_total", "carry_over"]
    assert [c.measure for c in read.columns if c.side == "expenditure"] == ["total", "gpb"]


def test_the_word_of_a_side_is_no_measure() -> None:
    # 本年收入 over 预算数 names the side; below 上年结转 it would name a measure.
    read = form(
        "部门收支总表\n单位：元\n本年收入||本年支出|\n项目|预算数|项目|预算数\n一、其他收入|5.00|一、教育支出|5.00"
    )
    assert [c.measure for c in read.columns] == ["budget_amount", "budget_amount"]


def test_names_of_three_levels_without_codes_find_their_place() -> None:
    read = form(
        """
        收支总表
        单位：万元
        收入||支出|
        项目|2026年预算数|项目|2026年预算数
        一、财政拨款|9.00|一、一般公共服务支出|9.00
        1.一般公共预算拨款|9.00|财政事务|9.00
        2.政府性基金预算拨款|0.00|行政运行|9.00
        收入总计|9.00|支出总计|9.00
        """
    )
    codes = [row.codes[0].value for row in read.rows if row.side == "expenditure" and row.codes]
    assert codes == ["201", "20106", "2010601"]


def test_a_subtotal_without_further_words_closes_the_lines_above_it_where_the_total_follows() -> None:
    read = form(
        "部门收支总体情况表\n单位：万元\n收入||支出|\n项目|预算数|功能分类|预算数\n财政拨款（补助）|7.00|一、文化旅游体育与传媒支出|5.00\n"
        "一般公共预算|7.00|二、住房保障支出|2.00\n小计|7.00|小计|7.00\n单位上年结余||结转下年|\n收入总计|7.00|支出总计|7.00"
    )
    found = [(row.name, row.line, row.parent_row_no) for row in read.rows if row.side == "revenue"]
    first = read.rows[0].row_no
    assert [(name, line, None if parent is None else parent - first) for name, line, parent in found] == [
        ("财政拨款（补助）", "fiscal_appropriation", 2),
        ("一般公共预算", "gpb", 0),
        ("小计", "current_total", 4),
        ("单位上年结余", "carry_over", 4),
        ("收入总计", "grand_total", None),
    ]


def test_the_totals_tell_the_sides_where_the_columns_do_not() -> None:
    read = form("""
        2025年部门收支总表
        单位：万元
        项目|预算数|项目|预算数
        一、一般公共预算拨款收入|9.00|一、农林水支出|9.00
        本年收入合计|9.00|本年支出合计|9.00
        收入总计|9.00|支出总计|9.00
    """)
    assert read.kind == "dept_balance_summary"
    assert {column.measure for column in read.columns} == {"budget_amount"}
    assert set(lines(read, "expenditure")) == {"一、农林水支出", "本年支出合计", "支出总计"}


def test_a_class_whose_name_its_cell_cuts_short_is_known_where_no_other_begins_so() -> None:
    read = form(
        """
        收支总表
        收入|<|支出|<
        项目|预算数|项目|预算数
        一般公共预算拨款收入|7.00|一、社会保障和就|4.00
        其他收入||二、住房|3.00
        收入总计|7.00|支出总计|7.00
        """
    )
    names = lines(read, "expenditure")
    assert ([c.value for c in names["一、社会保障和就"].codes], names["二、住房"].codes) == (["208"], [])


def test_lines_without_numbers_at_the_head_of_the_next_page_are_no_header() -> None:
    rows = ["收入|<|支出|<", "项目|预算数|项目|预算数", "一般公共预算拨款|7.00|教育支出|7.00"]
    more = ["上年结转||结转下年|", "收入总计|7.00|支出总计|7.00"]
    [read] = recognise(pages(Paragraph("收支总表"), Paragraph("单位：万元"), grid(rows, 1), grid(more, 2))).forms
    assert [a.cell.text for a in read.amounts] == ["7.00"] * 4


def test_money_of_earlier_years_that_is_used_is_carried_over_and_a_deficit_may_be_a_sum_of_both_sides() -> None:
    revenue = lines(
        form("""
            部门收支预算总表
            单位：元
            收入||支出|
            项目|预算数|项目|预算数
            事业收入|8.00|教育支出|9.50
            本年预算收入合计|8.00|本年预算支出合计|9.50
            动用历年结余|1.00||
            用事业基金弥补收支总额|0.50||
            总收入|9.50|总支出|9.50
        """),
        "revenue",
    )
    assert [row.role for row in revenue.values()] == ["item", "subtotal", "carry_over", "offset", "total"]


@pytest.mark.parametrize(
    "heads",
    [
        "收入项目|金额|支出项目（功能分类）|金额",
        "收入类别|预算数|支出类别|预算数",
        "收入内容|预算数|支出内容|预算数",
        "收入科目|预算数|支出科目|预算数",
        "收入部分||支出部分|\n项目|预算数|项目|预算数",
        "预算收入||预算支出|\n项目|预算金额|项目|预算金额",
    ],
)
def test_the_sides_of_a_balance_are_told_by_every_word_for_revenue_and_expenditure(heads: str) -> None:
    rows = "事业收入|8.00|教育支出|8.00\n收入总计|8.00|支出总计|8.00"
    read = form(f"部门收支总表\n单位：万元\n{heads}\n{rows}")
    assert (read.kind, [column.side for column in read.columns]) == (
        "dept_balance_summary",
        ["revenue", "expenditure"],
    )
    assert [row.line for row in read.rows if row.side == "revenue"] == ["institution_operating_income", "grand_total"]


def test_revenue_and_below_it_expenditure_in_one_column_are_two_sides() -> None:
    read = form("""
        财政拨款收支总表
        单位：万元
        项目|预算数
        一、本年收入|9.00
        （一）一般公共预算拨款|9.00
        二、上年结转|1.00
        收入总计|10.00
        一、本年支出|8.00
        （一）教育支出|8.00
        二、结转下年|2.00
        支出总计|10.00
    """)
    assert read.kind == "fiscal_appropriation_balance_summary"
    assert [row.side for row in read.rows] == ["revenue"] * 4 + ["expenditure"] * 4
    assert [row.role for row in read.rows if row.line == "grand_total"] == ["total", "total"]
    first = read.rows[0].row_no
    assert [None if p is None else p - first for p in (row.parent_row_no for row in read.rows)] == [
        3, 0, 3, None, 7, 4, 7, None,
    ]  # fmt: skip
