"""Forms side by side in one grid, each below its title."""

from pipeline.forms.recognise import recognise
from tests.forms.tables import amounts, grid, pages, recognised

TWO_FORMS = [
    "部门支出总表|<|<||一般公共预算支出表|<|<",
    "单位：万元|<|<||单位：元|<|<",
    "科目编码|科目名称|合计||科目编码|科目名称|合计",
    "201|一般公共服务支出|7.00||201|一般公共服务支出|50,000",
    "205|教育支出|3.00||||",
]


def test_forms_side_by_side_in_one_grid_are_read_below_their_own_titles_and_units() -> None:
    left, right = recognise(pages(grid(TWO_FORMS))).forms
    assert [(f.kind, f.title, f.unit) for f in (left, right)] == [
        ("dept_expenditure_summary", "部门支出总表", "万元"),
        ("gpb_expenditure_by_function", "一般公共预算支出表", "元"),
    ]
    assert amounts(left) == [("201", "total", "7.00"), ("205", "total", "3.00")]
    assert amounts(right) == [("201", "total", "50,000")]


def test_a_unit_above_both_forms_is_the_unit_of_each_and_a_note_below_both_is_no_row() -> None:
    both = [
        "部门支出总表|<|<|一般公共预算支出表|<|<",
        "部门：青禾县水务局　单位：万元|<|<|<|<|<",
        "科目编码|科目名称|合计|科目编码|科目名称|合计",
        "201|一般公共服务支出|7.00|201|一般公共服务支出|5.00",
        "205|教育支出|3.00|205|教育支出|1.00",
        "注：本表含上年结转。|<|<|<|<|<",
    ]
    left, right = recognise(pages(grid(both))).forms
    assert [(f.unit, f.organisation, len(f.rows)) for f in (left, right)] == [("万元", "青禾县水务局", 2)] * 2


def test_forms_side_by_side_above_others_side_by_side_are_four() -> None:
    more = [*TWO_FORMS, *(row.replace("部门支出总表", "政府性基金预算支出表") for row in TWO_FORMS)]
    assert [f.kind for f in recognise(pages(grid(more))).forms] == [
        "dept_expenditure_summary",
        "gpb_expenditure_by_function",
        "gov_fund_expenditure",
        "gpb_expenditure_by_function",
    ]


def test_titles_side_by_side_above_no_numbers_are_a_list_of_forms() -> None:
    read = recognised("""
        部门收支总表|部门收入总表
        部门支出总表|一般公共预算支出表
        政府性基金预算支出表|财政拨款收支总表
    """)
    assert len(read.forms) == 1
