"""Tables as only final accounts print them: figures of several bases, statistics as rows, lanes, distribution."""

import pytest

from pipeline.documents.model import Paragraph
from pipeline.forms.kinds import title_kinds
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from pipeline.forms.tables.captions import is_page_number
from tests.forms.tables import amounts, grid, pages


def read(*lines: str, rows: list[str]) -> RecognisedForm:
    [only] = recognise(pages(*(Paragraph(line) for line in lines), grid(rows))).forms
    return only


def parents(form: RecognisedForm) -> list[tuple[str, tuple[int | None, int | None]]]:
    """Each row with the row it is a part of, and that row's lane."""
    return [(row.name, (row.parent_row_no, row.parent_block_no)) for row in form.rows]


def test_the_budget_and_the_account_as_rows_say_which_figure_their_numbers_are() -> None:
    form = read(
        "“三公”经费支出决算表",
        "单位：万元",
        rows=["项目|合计|公务接待费|公务用车运行维护费", "全年预算数|5.00|2.00|3.00", "决算数|4.00|1.00|3.00"],
    )
    assert [a.basis for a in form.amounts] == ["adjusted_budget"] * 3 + ["final_account"] * 3


@pytest.mark.parametrize("word", ["决算数占预算数的比例（%）", "完成率", "决算数/全年预算数（%）", "执行进度比率"])
def test_a_rate_beside_the_figures_it_compares_is_no_part_of_their_sum(word: str) -> None:
    form = read("“三公”经费支出决算表", "单位：万元", rows=[f"项目|预算数|决算数|{word}", "公务接待费|4.00|3.00|75.00"])
    assert [c.quantity for c in form.columns] == ["money", "money", "percent"]
    assert [c.parent_column_no for c in form.columns][2] is None


def test_figures_of_different_bases_are_no_parts_of_each_other() -> None:
    form = read(
        "机构运行信息表",
        "单位：万元",
        rows=["项目|行次|年初预算数|全年预算数|决算数", "一、“三公”经费支出|1|9.00|8.00|7.00"],
    )
    assert [c.parent_column_no for c in form.columns] == [None, None, None]


def test_statistics_name_their_measure_by_the_row_or_by_the_row_they_are_a_part_of() -> None:
    form = read(
        "机构运行信息表",
        "单位：万元",
        rows=[
            "项目|行次|统计数",
            "一、“三公”经费支出|1|—",
            "（一）支出合计|2|5.00",
            "1.公务接待费|3|5.00",
            "（1）国内接待费|4|5.00",
            "二、机关运行经费|5|10.00",
            "（一）行政单位|6|10.00",
            "三、国有资产占用情况|7|—",
            "（一）车辆数合计（辆）|8|2",
            "1.机要通信用车|9|2",
            "四、政府采购支出信息|10|—",
            "（一）政府采购支出合计|11|8.00",
            "1.政府采购货物支出|12|8.00",
            "（二）政府采购授予中小企业合同金额|13|6.00",
            "其中：授予小微企业合同金额|14|4.00",
        ],
    )
    assert [measure for _, measure, _ in amounts(form)] == [
        "three_public_total", "official_reception", "official_reception", "agency_operating_expense",
        "agency_operating_expense", "count", "count", "procurement_actual", "goods", "procurement_reserved_sme",
        "procurement_reserved_micro",
    ]  # fmt: skip


def test_a_second_head_inside_a_table_says_what_the_rows_below_it_measure() -> None:
    form = read(
        "2020年度部门决算公开相关信息统计表",
        "单位：元",
        rows=[
            "一、政府采购情况|<|<|<",
            "项目|行次|采购预算|采购金额",
            "合计|1|9.00|8.00",
            "二、机关运行经费|<|<|<",
            "项目|<|统计数|<",
            "（一）行政单位|2|7.00|<",
            "三、国有资产占用情况|<|<|<",
            "（一）车辆数合计（辆）|3|2|<",
            "1.应急保障用车|4|2|<",
        ],
    )
    assert [measure for _, measure, _ in amounts(form)] == [
        "procurement_budget", "procurement_actual", "agency_operating_expense", "count", "count",
    ]  # fmt: skip


def test_the_sums_below_lanes_are_those_of_the_classes_of_their_money() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算明细表",
        "单位：万元",
        rows=[
            "人员经费|<|<|公用经费|<|<|<|<|<",
            "科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数",
            "301|工资福利支出|6.00|302|商品和服务支出|5.00|30202|印刷费|3.00",
            "303|对个人和家庭的补助|1.00|30201|办公费|2.00|310|资本性支出|1.00",
            "人员经费合计|<|7.00|公用经费合计|<|<|<|<|6.00",
        ],
    )
    assert parents(form) == [
        ("工资福利支出", (4, None)), ("对个人和家庭的补助", (4, None)), ("人员经费合计", (None, None)),
        ("商品和服务支出", (4, 2)), ("办公费", (2, None)),
        ("印刷费", (2, 1)), ("资本性支出", (4, None)), ("公用经费合计", (None, None)),
    ]  # fmt: skip


def test_the_label_of_a_sum_may_stand_in_a_lane_left_of_its_number() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算明细表",
        "单位：万元",
        rows=[
            "科目编码|科目名称|决算数|科目编码|科目名称|决算数|科目编码|科目名称|决算数",
            "301|工资福利支出|6.00|302|商品和服务支出|5.00|310|资本性支出|1.00",
            "人员经费合计||6.00|公用经费合计|||||6.00",
        ],
    )
    assert amounts(form)[-2:] == [("人员经费合计", "total", "6.00"), ("公用经费合计", "total", "6.00")]
    assert [row.line for row in form.rows if row.role == "subtotal"] == ["personnel_total", "operating_total"]


def test_a_code_repeated_in_the_columns_of_class_section_and_item_is_one_code() -> None:
    form = read(
        "支出决算表",
        "单位：万元",
        rows=[
            "科目编码|<|<|科目名称|本年支出合计",
            "类|款|项|^|^",
            "208|208|208|社会保障和就业支出|9.00",
            "20805|20805|20805|行政事业单位养老支出|9.00",
        ],
    )
    assert [row.codes[0].value for row in form.rows] == ["208", "20805"]


def test_one_total_below_lanes_is_that_of_the_classes_of_all_of_them() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算表",
        "单位：万元",
        rows=[
            "科目编码|科目名称|金额|科目编码|科目名称|金额",
            "301|工资福利支出|6.00|302|商品和服务支出|5.00",
            "合计|<|<|<|<|11.00",
        ],
    )
    assert parents(form) == [("工资福利支出", (2, 1)), ("商品和服务支出", (2, None)), ("合计", (None, None))]


def test_what_a_surplus_is_distributed_to_is_part_of_the_distribution() -> None:
    form = read(
        "收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|<|支出|<|<",
            "项目|行次|金额|项目|行次|金额",
            "一、财政拨款收入|1|9.00|一、教育支出|7|6.00",
            "本年收入合计|2|9.00|本年支出合计|8|6.00",
            "|3||结余分配|9|3.00",
            "|4||其中：提取职工福利基金|10|1.00",
            "|5||转入事业基金|11|2.00",
            "合计|6|9.00|合计|12|9.00",
        ],
    )
    spent = [(row.name, row.parent_row_no, row.is_of_which) for row in form.rows if row.side == "expenditure"]
    assert spent[2:] == [
        ("结余分配", 7, False), ("其中：提取职工福利基金", 4, True), ("转入事业基金", 4, True), ("合计", None, False),
    ]  # fmt: skip


def test_class_section_and_item_beside_the_total_are_words_above_their_columns() -> None:
    form = read(
        "政府性基金预算财政拨款收入支出决算表",
        "单位：万元",
        rows=[
            "项目|<|<|<|年初结转和结余|本年收入|本年支出|年末结转和结余",
            "科目代码|<|<|科目名称|^|^|^|^",
            "类|款|项|栏次|1|2|3|4",
            "^|^|^|合计|1.00|4.00|3.00|2.00",
            "212|<|<|城乡社区支出|1.00|4.00|3.00|2.00",
        ],
    )
    assert [(row.name, row.role) for row in form.rows] == [("合计", "total"), ("城乡社区支出", "item")]
    assert {column.side for column in form.columns} == {None}, "a flow stands on neither side"


@pytest.mark.parametrize(
    ("title", "codes", "kind"),
    [
        ("2016年一般公共预算财政拨款决算表（一）", "201|一般公共服务支出", "gpb_expenditure_by_function"),
        ("2016年一般公共预算财政拨款决算表（二）", "301|工资福利支出", "gpb_expenditure_by_econ"),
        ("《一般公共预算财政拨款收支决算表》", "201|一般公共服务支出", "final_fund_flow"),
    ],
)
def test_the_codes_tell_tables_of_one_title_apart(title: str, codes: str, kind: str) -> None:
    assert read(title, "单位：万元", rows=["科目编码|科目名称|合计", f"{codes}|9.00"]).kind == kind


def test_the_evaluation_of_a_whole_department_is_no_evaluation_of_a_project() -> None:
    assert title_kinds("部门整体支出绩效自评表")[0] == "dept_performance_target"


@pytest.mark.parametrize(
    "title", ["公共预算财政拨款支出决算表", "公共财政预算拨款支出决算表", "一般公共预算财政拨款支出决算表"]
)
def test_the_general_budget_is_known_by_its_former_names(title: str) -> None:
    assert title_kinds(title)[0] == "gpb_expenditure_by_function"


def test_classes_without_their_last_word_and_by_their_names_before_2014_have_their_codes() -> None:
    form = read(
        "财政拨款收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|支出|<",
            "项目|决算数|项目|决算数",
            "一、公共预算财政拨款|9.00|一、教育|3.00",
            "||二、农林水事务|4.00",
            "||三、债务付息支出|2.00",
            "本年收入合计|9.00|本年支出合计|9.00",
        ],
    )
    assert [row.codes[0].value for row in form.rows if row.codes] == ["205", "213", "232"]


def test_a_second_list_by_category_is_no_part_of_the_list_above_it() -> None:
    form = read(
        "收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|支出|<",
            "项目|金额|项目（按支出性质和经济分类）|金额",
            "一、财政拨款收入|9.00|一、基本支出|6.00",
            "||二、项目支出|3.00",
            "||经济分类支出合计|9.00",
            "||一、工资福利支出|5.00",
            "||二、商品和服务支出|4.00",
        ],
    )
    spent = [(row.line, row.parent_row_no) for row in form.rows if row.side == "expenditure"]
    assert spent == [("basic", None), ("project", None), ("by_category", None), (None, 4), (None, 4)]


def test_below_a_head_that_counts_everything_is_counted_and_needs_no_unit_of_money() -> None:
    form = read("机构人员情况表", rows=["项目|年末实有人数|<", "^|在职人员|退休人员", "行政单位|38|21"])
    assert [(c.measure, c.quantity) for c in form.columns] == [("count", "count")] * 2
    assert form.troubles == []


@pytest.mark.parametrize("first", ["其中：公务用车购置费", "公务用车购置费"])
def test_both_parts_of_the_vehicle_item_are_its_addends_also_below_of_which_and_misprinted(first: str) -> None:
    form = read(
        "“三公”经费支出决算表",
        "单位：万元",
        rows=[
            "项目|预算数|决算数",
            "合计|9.00|8.00",
            "公务接待费|2.00|1.00",
            "公务用车购置及运行维护费|7.00|7.00",
            f"{first}|5.00|5.00",
            "公务用车运行维护费|2.00|3.00",
        ],
    )
    assert [(row.parent_row_no, row.is_of_which) for row in form.rows][3:] == [(3, False), (3, False)]


def test_of_two_codes_of_a_name_the_one_after_the_row_above_is_meant() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算表",
        "单位：万元",
        rows=["项目|合计", "工资福利支出|9.00", "职工基本医疗保险缴费|4.00", "其他社会保障缴费|5.00"],
    )
    assert [row.codes[0].value for row in form.rows] == ["301", "30110", "30112"]


@pytest.mark.parametrize(
    ("title", "measures"),
    [
        ("政府性基金预算财政拨款收入支出决算表", ["opening_balance", "closing_balance"]),
        ("部门支出预算表", ["carry_over", "carry_forward"]),
    ],
)
def test_money_of_the_beginning_and_the_end_of_a_year_is_a_balance_in_accounts_only(
    title: str, measures: list[str]
) -> None:
    form = read(title, "单位：万元", rows=["科目名称|年初结转|年末结转", "城乡社区支出|1.00|2.00"])
    assert [c.measure for c in form.columns] == measures


@pytest.mark.parametrize(
    ("word", "basis"),
    [
        ("支出决算数", "final_account"),
        ("决算金额", "final_account"),
        ("调整后预算数", "adjusted_budget"),
        ("年初批复预算数", "budget"),
    ],
)
def test_words_of_a_basis_have_their_basis(word: str, basis: str) -> None:
    form = read("“三公”经费支出决算表", "单位：万元", rows=[f"项目|预算数|{word}", "公务接待费|2.00|1.00"])
    assert form.columns[1].basis == basis


def test_a_column_of_units_says_what_each_row_is_measured_in_and_names_no_organisation() -> None:
    form = read(
        "部门决算公开相关信息统计表",
        "单位：万元",
        rows=["项目|单位|数量/金额", "一、机关运行经费|万元|9.00", "二、车辆|辆|6", "其中：机要通信用车|辆|2"],
    )
    assert [measure for _, measure, _ in amounts(form)] == ["agency_operating_expense", "count", "count"]
    assert [(row.measured_in, row.unit_name) for row in form.rows] == [("万元", ""), ("辆", ""), ("辆", "")]


def test_other_among_the_classes_of_expenditure_is_the_class() -> None:
    form = read(
        "收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|支出|<",
            "项目|决算数|项目|决算数",
            "一、财政拨款|9.00|一、教育|6.00",
            "二、其他|1.00|二、其他|4.00",
        ],
    )
    assert [row.codes[0].value if row.codes else row.line for row in form.rows] == [
        "fiscal_appropriation", "other_income", "205", "229",
    ]  # fmt: skip


def test_quotation_marks_nobody_can_read_hide_neither_a_title_nor_a_word_nor_a_page_number() -> None:
    assert title_kinds("财政拨款\ufffd三公\ufffd经费支出决算表")[0] == "three_public_budget"
    form = read("三公经费表", "单位：万元", rows=["\ufffd三公\ufffd经费合计|公务接待费", "4.00|4.00"])
    assert [c.measure for c in form.columns] == ["three_public_total", "official_reception"]
    assert is_page_number("\ufffd \ufffd \ufffd")
