"""Columns of one unit each, of debts, of people: words that are neither sources nor kinds of expenditure."""

from tests.forms.tables import amounts, form


def test_columns_named_after_units_beside_the_whole_are_parts_of_one_unit_with_its_name() -> None:
    read = form("""
        一般公共预算支出表
        单位：万元
        科目编码|科目名称|合计|局机关|第一中学
        205|教育支出|5.00|2.00|3.00
    """)
    assert amounts(read) == [
        ("205", "total", "5.00"),
        ("205", "part_of_unit", "2.00"),
        ("205", "part_of_unit", "3.00"),
    ]
    assert [(c.unit_name, c.parent_column_no) for c in read.columns] == [("", None), ("局机关", 2), ("第一中学", 2)]


def test_columns_below_the_names_of_units_keep_their_measures() -> None:
    read = form("""
        部门支出总表
        单位：万元
        科目编码|科目名称|合计||局本级||妇幼保健院|
        ||基本支出|项目支出|基本支出|项目支出|基本支出|项目支出
        210|卫生健康支出|5.00|4.00|2.00|1.00|3.00|3.00
    """)
    assert [(c.measure, c.unit_name) for c in read.columns] == [
        ("basic", ""), ("project", ""), ("basic", "局本级"), ("project", "局本级"),
        ("basic", "妇幼保健院"), ("project", "妇幼保健院"),
    ]  # fmt: skip


def test_one_column_with_the_name_of_a_unit_is_not_understood() -> None:
    read = form("""
        一般公共预算支出表
        单位：万元
        科目编码|科目名称|合计|采购中心
        205|教育支出|5.00|2.00
    """)
    assert [c.measure for c in read.columns] == ["total", "unknown"]


def test_what_is_owed_and_what_is_paid_for_it() -> None:
    read = form("""
        政府性债务情况表
        单位：万元
        债务类型|上年末债务余额|本年新增债务|本年偿还债务本金|年末债务余额|本年支付利息|年利率（%）
        一般债务|500.00|100.00|100.00|500.00|17.50|3.50
    """)
    assert [(c.measure, c.quantity) for c in read.columns] == [
        ("debt", "money"), ("debt", "money"), ("debt_service", "money"), ("debt", "money"),
        ("debt_service", "money"), ("interest_rate_pct", "percent"),
    ]  # fmt: skip


def test_bonds_as_a_source_of_money_are_no_debts() -> None:
    read = form("""
        项目支出表
        单位：万元
        项目名称|合计|一般债券|专项债券
        河道整治|5.00|2.00|3.00
    """)
    assert [c.measure for c in read.columns] == ["total", "gpb", "gov_fund"]


def test_kinds_of_people_are_counted_and_below_money_say_whose_it_is() -> None:
    read = form("""
        人员情况表
        单位名称|参公人员|长期聘用人员|在校学生|遗属补助人员
        第一中学|3|12|3000|4
    """)
    assert [c.quantity for c in read.columns] == ["count"] * 4
    read = form("""
        基本支出表
        单位：万元
        科目编码|科目名称|人员经费|
        ||在职人员|离退休人员
        205|教育支出|3.00|2.00
    """)
    assert [(c.measure, c.quantity) for c in read.columns] == [("personnel", "money")] * 2


def test_rows_that_count_are_counts_in_columns_that_only_say_when() -> None:
    read = form("""
        机构人员情况表
        单位：万元
        项目|年初数|年末数
        机构数（个）|3|3
        在职人员|240|233
        其中：编外聘用人员|12.50|13.50
    """)
    assert [measure for _, measure, _ in amounts(read)][:4] == ["count"] * 4
    assert "count" not in [measure for _, measure, _ in amounts(read)][4:]
