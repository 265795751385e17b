"""Rows without codes, one below the other: which are parts of which."""

from decimal import Decimal

from pipeline.forms.model import Row
from pipeline.forms.rows.nesting import Place, nest
from tests.forms.tables import form


def test_rows_taken_by_a_subtotal_are_the_parts_of_the_one_below_it_where_they_add_up_to_that() -> None:
    # 设备 10 | 电脑 10 set in below it | 主机 4 | 屏幕 6, without a total.
    rows = [Row(number, 0, None, name=name) for number, name in enumerate(("设备", "电脑", "主机", "屏幕"), start=1)]
    places = {1: Place(0, 0), 2: Place(1, 1), 3: Place(0, 0), 4: Place(0, 0)}
    printed = {1: (Decimal(10),), 2: (Decimal(10),), 3: (Decimal(4),), 4: (Decimal(6),)}
    nest(rows, places, printed)
    assert [row.parent_row_no for row in rows] == [None, 1, 2, 2]


def parents(*rows: str) -> list[int | None]:
    return [row.parent_row_no for row in form("\n".join(("支出总表", "单位：万元", *rows))).rows]


def test_a_sum_printed_below_its_group_is_no_addend_again() -> None:
    assert parents(
        "科目编码|科目名称|合计",
        "201|一般公共服务支出|3.00", "20101|人大事务|3.00", "|小计|3.00",
        "208|社会保障和就业支出|4.00", "|小计|4.00", "|合计|7.00",
    ) == [6, 1, None, 6, None, None]  # fmt: skip


def test_a_sum_printed_below_its_group_takes_rows_that_nothing_heads() -> None:
    assert parents(
        "项目名称|合计", "设备购置|1.00", "设备维修|2.00", "小计|3.00", "会议|4.00", "小计|4.00", "合计|7.00"
    ) == [3, 3, 6, 5, 6, None]  # fmt: skip
