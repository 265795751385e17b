"""Lists of codes, projects and years whose heads are put together in ways of their own."""

from tests.forms.tables import amounts, form


def test_codes_of_units_and_items_in_one_column_are_codes_and_no_amounts() -> None:
    read = form("""
        部门支出总表
        单位：元
        科目编码（单位代码）|单位名称（科目）|合计|基本支出
        |合计|30|30
        126001|青禾县民政局|20|20
        2080201|行政运行|20|20
        126002|青禾县福利院|10|10
        2081005|社会福利事业单位|10|10
    """)
    assert [(code, printed) for code, measure, printed in amounts(read) if measure == "total"] == [
        ("合计", "30"), ("青禾县民政局", "20"), ("2080201", "20"), ("青禾县福利院", "10"), ("2081005", "10"),
    ]  # fmt: skip


def test_a_code_of_any_list_is_no_amount() -> None:
    read = form("""
        项目支出表
        单位：元
        项目名称|资产卡片编号|合计
        河道整治|2024001|5.00
        校舍加固|2024002|3.00
    """)
    assert [(c.header_printed, c.measure) for c in read.columns] == [("合计", "total")]
    assert {one.reason for one in read.left_out} == {"code"}


def test_years_of_a_plan_are_no_last_years() -> None:
    read = form("""
        部门项目支出规划表
        单位：万元
        项目名称|项目总投资|截至2023年底累计安排|2024年预算数|2025年计划|2026年计划
        水库除险加固|900.00|100.00|300.00|200.00|300.00
        河湖管护|150.00|90.00|60.00||
    """)
    assert read.kind == "project_detail"
    assert [(c.measure, c.value_year) for c in read.columns][1:] == [
        ("earlier_years", 2023), ("total", 2024), ("total", 2025), ("total", 2026),
    ]  # fmt: skip


def test_a_circled_number_before_a_label_is_numbering() -> None:
    read = form("""
        “三公”经费支出预算表
        单位：万元
        项目|预算数
        公务用车购置及运行费|6.00
        ①公务用车购置费|2.00
        ②公务用车运行维护费|4.00
    """)
    assert [measure for _, measure, _ in amounts(read)] == ["vehicle_total", "vehicle_purchase", "vehicle_operation"]


def test_a_list_whose_first_figure_is_that_of_a_year_is_no_form_of_keys() -> None:
    read = form("""
        项目支出绩效自评情况表
        单位：元
        序号|科目编码|项目名称|年初预算数|全年预算数|全年执行数|执行率（%）|得分
        1|2130101|乡村振兴工作经费|100,000.00|100,000.00|96,500.50|96.50|9.65
    """)
    assert "unknown" not in [measure for _, measure, _ in amounts(read)]
    assert [row.project_name for row in read.rows] == ["乡村振兴工作经费"]


def test_the_rest_beside_items_of_one_class_is_of_that_class() -> None:
    read = form("""
        机关运行经费预算表
        单位：万元
        单位名称|合计|办公费|差旅费|其他
        青禾县司法局|45.00|12.00|8.00|25.00
    """)
    assert [c.measure for c in read.columns] == ["total", "operating", "operating", "operating"]


def test_money_outside_the_budget_was_paid_back_from_special_accounts() -> None:
    read = form("""
        部门收入预算总表
        单位：万元
        科目编码|科目名称|总计|公共财政预算拨款|预算外资金（财政专户核拨）
        204|公共安全支出|9.00|5.00|4.00
    """)
    assert [c.measure for c in read.columns] == ["total", "gpb", "fiscal_special_account"]


def test_a_column_of_kinds_of_money_says_whose_the_amounts_of_a_row_are() -> None:
    read = form("""
        部门支出预算表
        单位：万元
        科目编码|科目名称|资金性质|合计
        2101505|医疗保障政策管理|一般公共预算|60.00
        2101505|医疗保障政策管理|政府性基金|20.00
        2101550|事业运行|财政拨款|5.00
    """)
    assert [(row.name, row.fund) for row in read.rows] == [
        ("医疗保障政策管理", "gpb"), ("医疗保障政策管理", "gov_fund"), ("事业运行", None),
    ]  # fmt: skip


def test_the_whole_year_beside_its_quarters_is_the_total() -> None:
    read = form("""
        项目支出用款计划表
        单位：万元
        项目名称|全年|一季度|二季度
        医保基金监管|40.00|10.00|30.00
    """)
    assert [c.measure for c in read.columns] == ["total", "part_of_year", "part_of_year"]


def test_revenue_and_expenditure_on_one_line_are_two_sums() -> None:
    read = form("""
        所属单位收支决算汇总表
        单位：万元
        单位名称|收入合计|财政拨款|支出合计|基本支出|项目支出
        局本级|400.00|400.00|398.00|300.00|98.00
    """)
    assert [(c.column_no, c.parent_column_no) for c in read.columns] == [(1, None), (2, 1), (3, None), (4, 3), (5, 3)]
