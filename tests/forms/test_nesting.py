"""Rows without codes, one below the other: which are parts of which."""

from decimal import Decimal

from pipeline.forms.model import Row
from pipeline.forms.nesting import Place, nest


def test_rows_taken_by_a_subtotal_are_the_parts_of_the_one_below_it_where_they_add_up_to_that() -> None:
    # 设备 10 | 电脑 10 set in below it | 主机 4 | 屏幕 6, without a total.
    rows = [Row(number, 0, None, name=name) for number, name in enumerate(("设备", "电脑", "主机", "屏幕"), start=1)]
    places = {1: Place(0, 0), 2: Place(1, 1), 3: Place(0, 0), 4: Place(0, 0)}
    printed = {1: (Decimal(10),), 2: (Decimal(10),), 3: (Decimal(4),), 4: (Decimal(6),)}
    nest(rows, places, printed)
    assert [row.parent_row_no for row in rows] == [None, 1, 2, 2]
