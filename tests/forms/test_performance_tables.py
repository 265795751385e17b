"""Performance tables: a project's money and its indicators."""

from decimal import Decimal

from pipeline.forms.recognise import recognise
from tests.forms.tables import form, grid, pages, recognised

PROJECT = """
    2024年一般项目绩效目标表
    单位：元
    专项资金名称|设备更新||业务主管部门|办公室||
    当年预算|300,000.00||区级支出（元）|200,000.00||
    |||补助镇街（元）|100,000.00||
    项目概况|更新三台设备，共30万元。|||||
    绩效指标|指标名称|指标权重|计量单位|指标性质|指标值|是否核心指标
    |更新设备数量|60|台|≥|3|是
    |验收合格率|40|%|=|100|否
"""


def test_the_projects_name_and_money_are_read() -> None:
    read = form(PROJECT)
    assert read.kind == "project_performance_target"
    assert read.project_name == "设备更新"
    assert [(a.measure, a.cell.text) for a in read.amounts] == [
        ("project_budget", "300,000.00"),
        ("upper_level_expenditure", "200,000.00"),
        ("lower_level_subsidy", "100,000.00"),
    ]


def test_indicators_have_weight_operator_target_and_unit() -> None:
    assert [
        (i.name, i.weight, i.operator, i.target_value, i.target_unit, i.is_core) for i in form(PROJECT).indicators
    ] == [
        ("更新设备数量", Decimal(60), "≥", Decimal(3), "台", True),
        ("验收合格率", Decimal(40), "=", Decimal(100), "%", False),
    ]


def test_weights_and_targets_are_no_amounts() -> None:
    reasons = {left.reason for left in form(PROJECT).left_out}
    assert {"indicator weight", "indicator target"} <= reasons


def test_a_row_that_lost_its_merged_leading_cell_is_read_in_place() -> None:
    read = form(PROJECT.replace("    |验收合格率|40|%|=|100|否", "    验收合格率|40|%|=|100|否"))
    assert [(i.name, i.weight) for i in read.indicators] == [("更新设备数量", 60), ("验收合格率", 40)]


def test_operator_value_and_unit_inside_one_cell_are_taken_apart() -> None:
    read = form(
        """
        项目绩效目标表
        项目名称|课程建设|||||
        项目资金（万元）|年度资金总额：|1,930.35||||
        |其中：财政拨款|1,930.00||||
        |上年结转|0.35||||
        绩效指标|一级指标|二级指标|三级指标|指标值|分值（90）|
        |产出指标|数量指标|建设课程数|≥20门|50|
        |效益指标|社会效益指标|培养质量|显著提升|40|
        """
    )
    assert [(i.operator, i.target_value, i.target_unit, i.target_printed) for i in read.indicators] == [
        ("≥", Decimal(20), "门", "≥20门"), (None, None, None, "显著提升"),
    ]  # fmt: skip
    assert [(a.measure, a.cell.text) for a in read.amounts] == [
        ("project_budget", "1,930.35"), ("project_fiscal", "1,930.00"), ("carry_over", "0.35"),
    ]  # fmt: skip
    assert {c.unit for c in read.columns} == {"万元"}


def test_a_form_cut_by_a_page_break_is_one_form() -> None:
    cut = PROJECT.replace("    绩效指标|", "\n    绩效指标|")
    assert len(recognised(cut).forms) == 1
    assert len(form(cut).indicators) == 2


def test_each_project_is_a_form_of_its_own() -> None:
    read = recognised(PROJECT + "\n    部门公开表17-2\n" + PROJECT)
    assert [f.label for f in read.forms] == ["", "部门公开表17-2"]


def test_points_for_spending_on_time_are_no_money() -> None:
    table = grid(
        [
            "项目名称|<|某项目|<|<|<|<",
            "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|得分",
            "^|年度资金总额|9.00|8.00|7.00|10.0|9",
            "绩效指标|一级指标|三级指标|年度指标值|实际完成值|分值|得分",
            "^|产出指标|期数|≥3期|3期|90|90",
        ]
    )
    [read] = recognise(pages(table)).forms
    assert [(a.measure, a.cell.text) for a in read.amounts] == [
        ("project_budget", "9.00"), ("full_year_budget", "8.00"), ("executed", "7.00"), ("score", "9"),
    ]  # fmt: skip
    assert ("10.0", "indicator weight") in [(left.cell.text, left.reason) for left in read.left_out]


def test_weights_and_scores_by_first_level_are_left_out() -> None:
    read = form("综合评价得分情况表\n一级指标|分值|得分|得分率\n决策|20|17.90|89.50%\n合计|20|17.90|89.50%")
    assert not read.amounts
    assert {left.reason for left in read.left_out} == {"indicator weight", "indicator score"}
