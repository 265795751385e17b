"""What a title says of its form, in the words of places and years the samples do not show."""

import pytest
from msgspec.structs import replace

from pipeline.documents.model import Document, Paragraph
from pipeline.forms.kinds import title_kinds
from pipeline.forms.recognise import recognise
from pipeline.forms.text import header_word, unit_in
from pipeline.money import UNITS
from tests.forms.tables import form, grid, pages


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2014年公共财政预算支出表", "gpb_expenditure_by_function"),
        ("公共预算财政拨款支出预算表", "gpb_expenditure_by_function"),
        ("公共财政预算基本支出表", "gpb_basic_by_dept_econ"),
        ("一般公共预算支出表（基本支出）", "gpb_basic_by_dept_econ"),
        ("一般公共预算基本支出经济分类情况表", "gpb_basic_by_dept_econ"),
        ("财政拨款收入支出总体情况表", "fiscal_appropriation_balance_summary"),
        ("支出预算分科目表", "dept_expenditure_summary"),
        ("部门预算项目支出及其他支出预算表", "project_detail"),
        ("2024年项目支出汇总表", "project_detail"),
        ("部门项目预算表", "project_detail"),
        ("项目经费支出预算表", "project_detail"),
        ("专项资金支出预算表", "project_detail"),
        ("资产情况表", "asset_stock"),
        ("国有资产占有使用情况统计表", "asset_stock"),
        ("部门预算整体支出绩效目标情况表", "dept_performance_target"),
        ("会议费情况表", "meeting_detail"),
        ("“三公”两费支出预算表", "three_public_meeting_training"),
        ("部门支出预算核定表", "dept_expenditure_summary"),
        ("支出预算分类汇总表（按政府预算经济分类）", "dept_expenditure_summary"),
        ("部门收入预算批复表", "dept_revenue_summary"),
        ("财政拨款安排支出预算表", "fiscal_expenditure_by_function"),
        ("财政拨款结转结余资金支出表", "carry_over_expenditure_detail"),
        ("项目支出分类汇总表", "project_detail"),
    ],
)
def test_a_title_of_known_parts_is_its_form(title: str, kind: str) -> None:
    assert title_kinds(title)[0] == kind


@pytest.mark.parametrize(
    "title",
    [
        "行政事业性收费收入预算表",
        "政府性基金收入表",
        "新增资产配置表",
        "收费项目表",
        "单位人员情况表",
        "部门债务收支预算表",
        "委托业务费支出预算表",
        "单位资金收支预算表",
        "国有资本经营预算“三公”经费支出表",
        "国有资本经营预算收入表",
    ],
)
def test_a_table_of_something_else_is_none_of_the_forms(title: str) -> None:
    assert title_kinds(title) == ()


@pytest.mark.parametrize(
    ("above", "organisation"),
    [
        (["2025年部门支出总表|||公开03表", "部门：示例局|||单位：万元"], "示例局"),
        (["2025年部门支出总表|||", "部门：|示例局||单位：万元"], "示例局"),
        (["2025年部门支出总表|||", "部门：示例局||单位：|万元"], "示例局"),
        (["2025年部门支出总表|||", "示例局|||万元"], ""),
    ],
)
def test_lines_above_a_table_may_stand_in_cells_of_its_first_rows(above: list[str], organisation: str) -> None:
    rows = ["科目编码|科目名称|合计|基本支出", "213|农林水支出|5.00|5.00", "21303|水利|5.00|5.00"]
    (read,) = recognise(pages(grid([*above, *rows]))).forms
    assert (read.kind, read.title, read.unit) == ("dept_expenditure_summary", "2025年部门支出总表", "万元")
    assert read.organisation == organisation
    assert len(read.rows) == 2


def test_a_row_of_units_or_of_names_and_values_is_no_line_above_a_table() -> None:
    (read,) = recognise(pages(grid(["主管部门：|甲局|实施单位：|乙所", "项目名称|清淤||", "资金|5.00||"]))).forms
    assert read.organisation == ""


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_in_brackets_behind_the_title_is_the_unit(unit: str) -> None:
    assert form(f"2025年部门支出总表（{unit}）\n科目编码|科目名称|合计\n213|农林水支出|5.00").unit == unit


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_in_brackets_is_no_part_of_a_word_above_a_column(unit: str) -> None:
    assert (header_word(f"预算数（{unit}）"), unit_in(f"预算数（{unit}）")) == (("预算数", False), unit)


def test_a_title_and_its_unit_within_a_table_begin_another_form() -> None:
    rows = [
        "科目编码|科目名称|合计|基本支出",
        "213|农林水支出|5.00|5.00",
        "表八|||",
        "2025年政府性基金预算支出表|||",
        "部门：|示例局||单位：万元",
        "科目编码|科目名称|合计|项目支出",
        "212|城乡社区支出|6.00|6.00",
        "21208|国有土地使用权出让收入安排的支出|6.00|6.00",
    ]
    first, second = recognise(pages(grid(rows))).forms
    assert (len(first.amounts), len(second.amounts)) == (2, 4)
    assert (second.kind, second.label, second.unit) == ("gov_fund_expenditure", "表八", "万元")


def test_a_list_of_labels_and_titles_is_a_list_and_no_titles_of_a_table() -> None:
    names = ["收支总表", "收入总表", "支出总表", "财政拨款收支总表"]
    (read,) = recognise(pages(grid([f"表{n}|部门{name}" for n, name in enumerate(names, 1)]))).forms
    assert [entry.title for entry in read.catalogue] == [f"部门{name}" for name in names]


def test_a_date_above_a_title_is_no_part_of_it() -> None:
    [only] = recognise(
        pages(Paragraph("编制日期：2025年12月1日"), Paragraph("目  录"), grid(["收支总表|1.00|2.00", "合计|1.00|2.00"]))
    ).forms
    assert (only.title, only.title_year) == ("", None)


def test_the_first_table_of_a_sheet_without_a_title_has_the_name_of_its_sheet() -> None:
    table = replace(grid(["科目编码|科目名称|合计", "201|一般公共服务支出|1.00"]), sheet="2026年部门支出总表")
    other = replace(grid(["科目名称|合计", "一般公共服务支出|1.00"]), sheet=table.sheet)
    first, second = recognise(Document(format="xlsx", blocks=(table, Paragraph("附：部分数据"), other))).forms
    assert (first.kind, first.title_year) == ("dept_expenditure_summary", 2026)
    assert (second.kind, second.title) == ("other", "")


def test_a_unit_above_some_columns_is_that_of_those_beside_them() -> None:
    [only] = recognise(
        pages(Paragraph("支出总表"), grid(["科目编码|合计（万元）|基本支出|项目支出", "201|3.00|1.00|2.00"]))
    ).forms
    assert (only.unit, only.troubles) == ("万元", [])
