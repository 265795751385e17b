"""What a title says of its form, in the words of places and years the samples do not show."""

import pytest

from pipeline.forms.kinds import title_kinds


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
    ],
)
def test_a_title_of_known_parts_is_its_form(title: str, kind: str) -> None:
    assert title_kinds(title)[0] == kind


@pytest.mark.parametrize(
    "title", ["行政事业性收费收入预算表", "政府性基金收入表", "新增资产配置表", "收费项目表", "单位人员情况表"]
)
def test_a_table_of_something_else_is_none_of_the_forms(title: str) -> None:
    assert title_kinds(title) == ()
