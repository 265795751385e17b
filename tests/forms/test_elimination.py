"""An unknown column is the part its sums leave over, and stays unknown where they do not hold."""

from tests.forms.tables import amounts, form

TABLE = """
    一般公共预算支出表
    单位：元
    科目编码|科目名称|合计|人员经费|公用经费|事业发展类开支
    201|一般公共服务支出|{first}|60.00|10.00|30.00
    205|教育支出|50.00|||50.00
    210|卫生健康支出|5.00|5.00||
"""


def measures(first: str) -> set[str]:
    return {
        measure for _, measure, printed in amounts(form(TABLE.format(first=first))) if printed in ("30.00", "50.00")
    }


def test_what_is_left_of_personnel_and_operating_is_projects() -> None:
    assert measures("100.00") == {"total", "project"}


def test_a_row_whose_sum_does_not_hold_leaves_the_column_unknown() -> None:
    assert measures("110.00") == {"total", "unknown"}


def test_one_row_is_no_proof() -> None:
    table = TABLE.format(first="100.00").replace("    205|教育支出|50.00|||50.00\n", "")
    assert ("201", "unknown", "30.00") in amounts(form(table))
