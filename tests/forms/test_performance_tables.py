"""Performance tables: a project's money and its indicators."""

from decimal import Decimal

import pytest

from pipeline.documents.model import Paragraph
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
    assert read.columns[0].basis == "budget"
    assert ("10.0", "indicator weight") in [(left.cell.text, left.reason) for left in read.left_out]


def test_weights_and_scores_by_first_level_are_left_out() -> None:
    read = form("综合评价得分情况表\n一级指标|分值|得分|得分率\n决策|20|17.90|89.50%\n合计|20|17.90|89.50%")
    assert not read.amounts
    assert {left.reason for left in read.left_out} == {"indicator weight", "indicator score"}


def _money(rows: list[str], title: str = "项目支出绩效目标表") -> list[tuple[str | None, str]]:
    [read] = recognise(pages(Paragraph(title), grid(rows))).forms
    return [(a.measure, a.cell.text) for a in read.amounts]


def test_a_project_may_be_called_as_its_money_is() -> None:
    table = grid(["项目名称|会议费|<", "项目资金（万元）|年度资金总额|9.00"])
    [read] = recognise(pages(Paragraph("项目支出绩效目标表"), table)).forms
    assert read.project_name == "会议费"


@pytest.mark.parametrize("where", ["in the line above", "in the cell of its key"])
def test_the_name_of_a_project_may_stand_behind_its_key(where: str) -> None:
    rows = ["年度资金总额（万元）|9.00"]
    lines = [Paragraph("项目支出绩效目标表")]
    if where == "in the line above":
        lines.append(Paragraph("项目名称：水渠整治 金额单位：万元"))
        rows = ["实施单位|水务局", *rows]
    else:
        rows = ["项目名称：水渠整治|", "实施单位|水务局", *rows]
    [read] = recognise(pages(*lines, grid(rows))).forms
    assert read.project_name == "水渠整治"


def test_a_number_beside_words_nobody_knows_is_not_what_stands_further_left() -> None:
    found = _money(["项目名称|某项目|<|<", "资金总额（万元）|30.00|某某某某|10.00"])
    assert found == [("project_budget", "30.00"), ("unknown", "10.00")]


def test_a_part_nobody_knows_is_not_the_whole_of_its_group() -> None:
    rows = ["项目名称|<|供暖", "资金金额（万元）|总额|26.00", "^|其中：财政资金|20.00", "^|其他|6.00"]
    assert _money(rows) == [("project_budget", "26.00"), ("project_fiscal", "20.00"), ("other_funds", "6.00")]


def test_a_number_in_the_cell_of_its_label_is_an_amount() -> None:
    rows = ["部门名称|民政局|<", "年度资金总额（万元）|30.00|<", "其中：基本支出：12.00|项目支出：18.00万元|<"]
    assert _money(rows, "部门整体支出绩效自评表") == [
        ("project_budget", "30.00"), ("basic", "12.00"), ("project", "18.00"),
    ]  # fmt: skip


def test_the_budget_of_a_form_of_tasks_is_the_sum_of_its_tasks() -> None:
    table = grid(
        [
            "部门名称|水利局|<|<",
            "年度主要任务|任务名称|预算金额（万元）|<",
            "^|^|总额|其他资金",
            "^|修渠|30.00|2.00",
            "^|防汛|5.00|0.00",
            "^|金额合计|35.00|2.00",
        ]
    )
    [read] = recognise(pages(Paragraph("部门整体支出绩效目标表"), table)).forms
    assert read.project_budget is not None and read.project_budget.value == 35
    assert read.unit == "万元"


def test_columns_of_years_say_of_which_year_their_money_is() -> None:
    table = grid(["项目名称|<|管网|<", "资金（万元）|来源|2024年|2025年", "^|财政拨款|30.00|40.00"])
    [read] = recognise(pages(Paragraph("项目支出绩效目标表"), table)).forms
    assert [c.value_year for c in read.columns] == [2024, 2025]


def test_the_goal_stands_below_the_words_that_head_it() -> None:
    rows = ["项目名称|<|养护|<", "总体目标|中期目标（2024年—2026年）|年度目标|<", "^|三年300公里|120公里|<"]
    [read] = recognise(pages(Paragraph("项目支出绩效目标表"), grid(rows))).forms
    assert [(t.part, t.cell.text) for t in read.texts] == [("goal", "三年300公里"), ("goal", "120公里")]


def test_a_year_in_brackets_behind_a_title_is_no_part_of_it() -> None:
    [read] = recognise(pages(Paragraph("部门预算项目绩效目标表（2025年度）"), grid(["项目名称|某项目"]))).forms
    assert read.kind == "project_performance_target"


def test_the_word_of_a_sum_is_what_heads_its_column_and_the_budget_after_changes_is_another_measure() -> None:
    rows = [
        "项目名称|<|补助|<|<",
        "预算执行情况（10分）|年度预算数（万元）|年初预算|调整后预算数|预算执行数",
        "^|总额|2.00|3.36|3.30",
    ]
    assert _money(rows, "项目支出绩效自评表") == [
        ("project_budget", "2.00"), ("full_year_budget", "3.36"), ("executed", "3.30"),
    ]  # fmt: skip


def test_of_the_whole_and_the_years_budget_the_years_is_the_projects() -> None:
    table = grid(["项目名称|河湖|<|<", "项目总额（万元）|300.00|当年预算金额（万元）|100.00"])
    [read] = recognise(pages(Paragraph("项目支出绩效目标表"), table)).forms
    assert read.project_budget is not None and read.project_budget.value == 100


def test_points_in_brackets_behind_a_label_are_no_amount() -> None:
    rows = ["项目名称|某项目|<", "年度资金总额（万元）：30.00|预算执行率（10）|"]
    assert _money(rows) == [("project_budget", "30.00")]


def test_a_label_behind_how_it_is_split_means_what_it_says_itself() -> None:
    read = form("""
        部门整体支出绩效目标表
        单位：元
        部门名称|乙局||
        年度部门整体预算|资金总额|300.00|
        |按支出结构：基本支出|200.00|
        |项目支出|100.00|
        年度总体目标|完成各项任务。||
        一级指标|二级指标|三级指标|指标值
        产出指标|数量指标|完成任务数量|≥10项
        效益指标|社会效益指标|公众知晓率|≥85%
    """)
    assert [(a.measure, a.cell.text) for a in read.amounts][1:] == [("basic", "200.00"), ("project", "100.00")]
