"""Layouts as places print them, typed by hand: each is one that was once misread."""

from decimal import Decimal

import pytest

from pipeline.documents.model import Paragraph, Table
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from tests.forms.tables import amounts, grid, pages


def read(*lines: str, rows: list[str]) -> RecognisedForm:
    [only] = recognise(pages(*(Paragraph(line) for line in lines), grid(rows))).forms
    return only


def parents(form: RecognisedForm) -> list[int | None]:
    return [row.parent_row_no for row in form.rows]


def test_of_which_opens_a_list_that_the_next_rows_go_on_with() -> None:
    form = read(
        "部门收支总体情况表",
        "单位：万元",
        rows=[
            "收入|<|支出|<",
            "项目|预算|项目|预算",
            "一、预算拨款|100|一、农林水支出|107",
            "其中：一般公共预算拨款|90||",
            "　　　政府性基金预算拨款|10||",
            "二、其他资金|7||",
            "本年收入合计|107|本年支出合计|107",
        ],
    )
    revenue = [row for row in form.rows if row.block_no == 0]
    assert [row.is_of_which for row in revenue] == [False, True, True, False, False]
    assert [row.parent_row_no for row in revenue] == [6, 2, 2, 6, None]


@pytest.mark.parametrize("number", ["三、", ""])
def test_the_parts_of_the_vehicle_item_are_not_added_to_the_three_again(number: str) -> None:
    form = read(
        "“三公”经费预算财政拨款情况表",
        "单位：元",
        rows=[
            "项目|2024年预算数",
            "合计|45",
            "公务接待费|15",
            f"{number}公务用车购置及运行维护费|30",
            "其中：公务用车购置费|",
            "公务用车运行维护费|30",
        ],
    )
    assert parents(form) == [None, 1, 1, 3, 3]


def test_a_department_without_a_code_is_the_whole_of_its_units() -> None:
    form = read(
        "部门收入总表",
        "单位：万元",
        rows=[
            "单位代码|单位名称|合计|一般公共预算拨款收入",
            "合计|<|20|20",
            "|某局|20|20",
            "323601|某局机关|20|20",
        ],
    )
    assert parents(form) == [None, 1, 2]
    assert form.rows[0].role == "total"


def test_a_department_is_the_whole_of_the_codes_below_it() -> None:
    form = read(
        "一般公共预算支出预算表",
        "单位：万元",
        rows=[
            "科目编码|<|<|单位代码|单位名称（科目）|合计|上年结转安排",
            "类|款|项|^|^|^|^",
            "||||合　计|19|1",
            "||||某局|19|1",
            "213|03|01|323601|行政运行|18|",
            "213|03|99|323601|其他水利支出|1|1",
        ],
    )
    assert parents(form) == [None, 2, 3, 3]
    assert [c.measure for c in form.columns] == ["total", "carry_over"]
    assert [row.name for row in form.rows][2:] == ["行政运行", "其他水利支出"]


def test_the_total_below_lanes_is_no_sum_of_the_lane_it_stands_in() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算明细表",
        "单位：元",
        rows=[
            "人员经费|<|<|公用经费|<|<",
            "科目编码|科目名称|金额|科目编码|科目名称|金额",
            "301|工资福利支出|65|302|商品和服务支出|20",
            "人员经费合计|<|65|公用经费合计|<|20",
            "合计|<|<|<|<|85",
        ],
    )
    sums = [(row.name, row.parent_row_no) for row in form.rows]
    assert sums == [
        ("工资福利支出", 3), ("人员经费合计", None), ("商品和服务支出", 3), ("公用经费合计", None), ("合计", None),
    ]  # fmt: skip


def test_a_type_of_projects_that_repeats_its_word_over_one_project_is_its_whole() -> None:
    form = read(
        "项目支出表",
        "单位：万元",
        rows=[
            "类型|项目名称|项目单位|合计",
            "合计|||12",
            "其他运转类|||5",
            "其他运转类|物业|某局本级|5",
            "特定目标类|||7",
            "特定目标类|运维|某局中心|7",
        ],
    )
    assert parents(form) == [None, 1, 2, 1, 4]


def test_a_price_is_no_part_of_the_amount_beside_it_and_sources_are() -> None:
    form = read(
        "政府采购预算表",
        "单位：万元",
        rows=[
            "采购项目|计量单位|数量|单价|预算金额|资金来源|<",
            "^|^|^|^|^|一般公共预算|其他资金",
            "电脑|台|10|0.50|5.00|4.00|1.00",
        ],
    )
    assert [(c.measure, c.parent_column_no) for c in form.columns] == [
        ("count", None), ("unit_price", None), ("procurement_budget", None), ("gpb", 4), ("other_funds", 4),
    ]  # fmt: skip


def test_a_group_that_names_the_money_of_the_three_public_items_is_summed_by_its_first_column() -> None:
    form = read(
        "“三公”经费预算公开表",
        "单位：万元",
        rows=[
            "单位编码|单位名称|三公经费预算数（一般公共预算拨款）|<|<",
            "^|^|“三公”经费合计|因公出国（境）费|公务接待费",
            "205|某局|9.00|5.00|4.00",
        ],
    )
    assert [(c.measure, c.parent_column_no) for c in form.columns] == [
        ("three_public_total", None), ("overseas_travel", 2), ("official_reception", 2),
    ]  # fmt: skip


def test_three_lists_side_by_side_know_their_sides() -> None:
    form = read(
        "部门收支预算总表",
        "单位：万元",
        rows=[
            "收入|<|支出（按功能分类）|<|支出（按支出性质）|<",
            "项目|预算数|项目|预算数|项目|预算数",
            "一、一般公共预算|50|一、农林水支出|50|一、基本支出|50",
        ],
    )
    assert [c.side for c in form.columns] == ["revenue", "expenditure", "expenditure"]
    assert amounts(form)[1] == ("213", "budget_amount", "50")


def test_a_figure_beside_line_numbers_is_one_of_a_final_account() -> None:
    form = read(
        "收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|<|支出|<|<",
            "项目|行次|金额|项目|行次|金额",
            "一、上级补助收入|1|100.00|一、农林水支出|31|100.00",
        ],
    )
    assert [c.measure for c in form.columns] == ["final_amount", "final_amount"]


@pytest.mark.parametrize(
    ("line", "organisation", "unit"),
    [
        ("编制单位：某县水务局　　　　2024年　　　　单位：元", "某县水务局", "元"),
        ("部门/单位：某县水务局　金额单位：万元", "某县水务局", "万元"),
        ("单位：台、辆、万元", "", "万元"),
        ("单位：万元、%", "", "万元"),
    ],
)
def test_the_line_above_a_table_names_its_organisation_and_its_unit(line: str, organisation: str, unit: str) -> None:
    form = read("部门支出总表", line, rows=["科目编码|科目名称|合计", "201|一般公共服务支出|7.00"])
    assert (form.organisation, form.unit) == (organisation, unit)


@pytest.mark.parametrize("word", ["增减比例（%）", "增减幅度", "同比增长（%）", "变动率", "增减%", "比上年增长%"])
def test_words_for_a_rate_of_change(word: str) -> None:
    form = read("部门支出总表", "单位：元", rows=[f"项目|2023年预算数|2024年预算数|{word}", "合计|50|45|-10.00"])
    assert form.columns[-1].measure == "growth_pct"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("支出总体情况", "dept_expenditure_summary"),
        ("部门支出预算汇总表", "dept_expenditure_summary"),
        ("一般公共预算支出情况表—功能分类", "gpb_expenditure_by_function"),
        ("一般公共预算支出（按功能分类科目）", "gpb_expenditure_by_function"),
        ("一般公共预算当年拨款情况表", "gpb_expenditure_by_function"),
        ("一般公共预算基本支出表", "gpb_basic_by_function"),
        ("基金预算支出表", "gov_fund_expenditure"),
        ("财政专户管理资金支出预算表", "other"),
        ("社会保险基金预算支出表", "other"),
        ("工资福利支出预算表", "other"),
    ],
)
def test_a_title_means_a_kind_with_functional_codes_below_it(title: str, kind: str) -> None:
    form = read(title, "单位：万元", rows=["科目编码|科目名称|合计", "201|一般公共服务支出|7.00", "合计||7.00"])
    assert form.kind == kind


@pytest.mark.parametrize(
    ("title", "kind"), [("支出预算表", "other"), ("2024年基本支出预算表", "basic_expenditure_by_source")]
)
def test_economic_codes_are_never_the_whole_expenditure_by_function(title: str, kind: str) -> None:
    form = read(title, "单位：万元", rows=["科目编码|科目名称|合计", "301|工资福利支出|7.00", "合计||7.00"])
    assert form.kind == kind


@pytest.mark.parametrize("line", ["部门支出总表（续）", "续表", "（续一）", "接上表"])
def test_a_table_that_says_it_goes_on_goes_on(line: str) -> None:
    head = "科目编码|科目名称|合计"
    first, second = grid([head, "201|一般公共服务支出|7.00"]), grid([head, "20108|审计事务|7.00"], page=2)
    blocks = (Paragraph("部门支出总表"), Paragraph("单位：元"), first, Paragraph(line, 2), second)
    [form] = recognise(pages(*blocks)).forms
    assert [row.codes[0].value for row in form.rows] == ["201", "20108"]


def test_numbered_parts_after_one_of_which_are_all_parts() -> None:
    form = read(
        "财政拨款安排的行政经费及“三公”经费预算表",
        "单位：万元",
        rows=[
            "项目|2024年预算",
            "行政经费|100.00",
            "“三公”经费|9.00",
            "其中：（一）公务用车购置及运行维护支出|5.00",
            "1.公务用车运行维护费|5.00",
            "（二）公务接待费支出|4.00",
        ],
    )
    assert [(row.parent_row_no, row.is_of_which) for row in form.rows] == [
        (None, False), (None, False), (2, True), (3, False), (2, True),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["其中：", ""])
def test_the_three_public_items_are_all_of_their_total_whatever_stands_before_them(mark: str) -> None:
    form = read(
        "“三公”经费预算表",
        "单位：万元",
        rows=[
            "项目|2024年预算",
            "“三公”经费合计|9.00",
            "其中：因公出国（境）费|0.00",
            f"{mark}公务接待费|4.00",
            f"{mark}公务用车购置及运行费|5.00",
            f"{mark}公务用车购置费|0.00",
            f"{mark}公务用车运行费|5.00",
        ],
    )
    assert [(row.parent_row_no, row.is_of_which) for row in form.rows] == [
        (None, False), (1, False), (1, False), (1, False), (4, False), (4, False),
    ]  # fmt: skip


def test_steps_of_codes_below_each_other_in_one_column_are_joined() -> None:
    form = read(
        "部门支出总表",
        "单位：元",
        rows=[
            "科目编码|科目名称|合计",
            "213|农林水支出|6.00",
            "03|水利|6.00",
            "01|行政运行|1.00",
            "05|水利工程建设|5.00",
            "05|巩固脱贫攻坚成果衔接乡村振兴|2.00",
            "99|其他巩固脱贫攻坚成果衔接乡村振兴支出|2.00",
            "221|住房保障支出|3.00",
            "02|住房改革支出|3.00",
            "01|住房公积金|3.00",
        ],
    )
    assert [row.codes[0].value for row in form.rows] == [
        "213", "21303", "2130301", "2130305", "21305", "2130599", "221", "22102", "2210201",
    ]  # fmt: skip


def test_codes_with_stops_are_codes() -> None:
    form = read(
        "部门支出总表", "单位：元", rows=["科目编码|科目名称|合计", "201.05.01|行政运行|7.00", "２０１|服务|7.00"]
    )
    assert [row.codes[0].value for row in form.rows] == ["2010501", "201"]


def test_the_only_row_without_a_word_is_the_total() -> None:
    form = read("部门支出总表", "单位：元", rows=["科目编码|科目名称|合计", "||7", "201|服务|4", "208|保障|3"])
    assert (form.rows[0].role, parents(form)) == ("total", [None, 1, 1])


def test_columns_named_after_economic_categories_are_personnel_or_operating_money_with_the_code() -> None:
    form = read(
        "一般公共预算基本支出表（工资福利支出）",
        "单位：万元",
        rows=[
            "科目编码|科目名称|总计|工资奖金津补贴|<|住房公积金|办公费",
            "^|^|^|合计|基本工资|^|^",
            "2010501|行政运行|9.00|6.00|6.00|2.00|1.00",
        ],
    )
    assert [(c.measure, c.code.value if c.code else None) for c in form.columns] == [
        ("total", None), ("personnel", "50101"), ("personnel", "30101"), ("personnel", "30113"), ("operating", "30201"),
    ]  # fmt: skip


def test_rows_beside_line_numbers_are_no_header_and_count_what_their_label_says() -> None:
    form = read(
        "机构运行信息表",
        rows=[
            "项目|行次|统计数",
            "一、“三公”经费支出|1|—",
            "（一）支出合计（万元）|2|5.00",
            "二、机关运行经费（万元）|3|10.00",
            "（一）车辆数合计（辆）|4|2",
            "1.其他用车|5|2",
        ],
    )
    assert form.kind == "final_disclosure_statistics"
    assert [a.measure for a in form.amounts] == ["three_public_total", "agency_operating_expense", "count", "count"]


def test_totals_of_lanes_without_codes_are_no_parts_of_the_row_above_them() -> None:
    form = read(
        "一般公共预算基本支出表",
        "单位：元",
        rows=[
            "人员经费|<|公用经费|<",
            "项目|预算数|项目|预算数",
            "一、对个人和家庭的补助|5|一、商品和服务支出|20",
            "退休费|5|办公费|20",
            "人员经费合计|5|公用经费合计|20",
        ],
    )
    assert [row.parent_row_no for row in form.rows if row.role == "subtotal"] == [None, None]


def test_bare_years_above_the_columns_of_both_sides_tell_last_years_from_this_years() -> None:
    form = read(
        "部门收支总表",
        "单位：万元",
        rows=["收入|<|<|支出|<|<", "项目|2023年|2024年|项目|2023年|2024年", "收入总计|9|10|支出总计|9|10"],
    )
    assert [(c.measure, c.value_year) for c in form.columns] == [("prior_year_budget", 2023), ("total", 2024)] * 2


@pytest.mark.parametrize("note", ["注：本表反映支出情况。", "本部门2024年度没有此项支出，故本表无数据。"])
def test_a_note_in_the_last_row_of_the_grid_is_the_note_of_the_table(note: str) -> None:
    form = read("国有资本经营预算支出表", "单位：万元", rows=["科目编码|科目名称|小计", f"{note}|<|<"])
    assert (form.note, form.rows, form.is_empty) == (note, [], True)


def test_a_table_drawn_without_rows_is_no_table() -> None:
    nothing = Table((), 0, 0, 1)
    kept = grid(["项目名称|合计", "修缮|3.00"])
    assert len(recognise(pages(nothing, kept)).forms) == len(recognise(pages(kept, nothing)).forms) == 1


def test_codes_at_the_top_of_a_lane_are_parts_of_the_class_that_began_in_the_lane_before() -> None:
    form = read(
        "一般公共预算财政拨款基本支出决算明细表",
        "单位：万元",
        rows=[
            "人员经费|<|<|公用经费|<|<|<|<|<",
            "科目编码|科目名称|金额|科目编码|科目名称|金额|科目编码|科目名称|金额",
            "301|工资福利支出|9|302|商品和服务支出|5|30231|公务用车运行维护费|3",
            "30101|基本工资|9|30201|办公费|2|310|资本性支出|1",
            "||||||31002|办公设备购置|1",
        ],
    )
    above = {row.codes[0].value: (row.parent_row_no, row.parent_block_no) for row in form.rows if row.codes}
    assert above == {
        "301": (None, None), "30101": (2, None), "302": (None, None), "30201": (2, None),
        "30231": (2, 1), "310": (None, None), "31002": (3, None),
    }  # fmt: skip


def test_a_number_beside_no_word_is_a_part_of_no_line() -> None:
    form = read(
        "收入支出决算总表",
        "单位：万元",
        rows=[
            "收入|<|<|支出|<|<",
            "项目|行次|金额|项目|行次|金额",
            "一、财政拨款收入|1|8.00|一、教育支出|5|9.00",
            "八、其他收入|2|1.00|二、卫生健康支出|6|0.00",
            "|3|0.00|三、住房保障支出|7|0.00",
            "总计|4|9.00|总计|8|9.00",
        ],
    )
    assert [(row.name, row.parent_row_no) for row in form.rows if row.side == "revenue"] == [
        ("一、财政拨款收入", 5), ("八、其他收入", 5), ("", None), ("总计", None),
    ]  # fmt: skip


def test_expenditure_by_what_it_is_for_is_the_whole_expenditure_of_the_department() -> None:
    form = read(
        "2025年部门支出总体情况表",
        "单位：万元",
        rows=[
            "支出项目类别|2025年预算",
            "一、基本支出|5.00",
            "工资福利支出|3.00",
            "商品和服务支出|2.00",
            "二、项目支出|4.00",
            "本年支出合计|9.00",
            "结转下年|",
            "支出总计|9.00",
        ],
    )
    assert form.kind == "dept_expenditure_summary"
    assert [row.line for row in form.rows] == [
        "basic", None, None, "project", "current_total", "carry_forward", "grand_total",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "measure"),
    [
        ("一般公共预算基本支出表—人员经费（按政府预算经济分类）", "personnel"),
        ("一般公共预算基本支出表（公用经费）", "operating"),
        ("一般公共预算基本支出表（人员经费和公用经费）", "total"),
    ],
)
def test_a_table_of_one_part_of_basic_expenditure_has_that_as_its_whole(title: str, measure: str) -> None:
    form = read(
        title, "单位：万元", rows=["科目编码|科目名称|总计|小计", "2010101|行政运行|3.00|3.00", "合计|<|3.00|3.00"]
    )
    assert form.columns[0].measure == measure


def test_a_number_is_in_the_unit_printed_behind_it() -> None:
    form = read(
        "支出总表",
        rows=["科目编码|科目名称|合计|基本支出", "2010101|行政运行|1,100.50万元|0.11亿", "合计|<|1,100.50万元|0.11亿"],
    )
    assert [(a.number.value, a.number.unit) for a in form.amounts[:2]] == [
        (Decimal("1100.50"), "万元"),
        (Decimal("0.11"), "亿元"),
    ]
    assert not form.troubles


@pytest.mark.parametrize("mark", ["①", "[1]", "（注1）", "注2"])
def test_the_mark_of_a_note_is_no_part_of_the_word_above_a_column(mark: str) -> None:
    form = read("支出决算表", "单位：元", rows=[f"科目编码|科目名称|决算数{mark}", "2010101|行政运行|3.00"])
    assert (form.columns[0].measure, form.columns[0].basis) == ("total", "final_account")


@pytest.mark.parametrize("mark", ["①", "[1]", "¹"])
def test_the_mark_of_a_note_is_no_digit(mark: str) -> None:
    form = read("支出决算表", "单位：元", rows=["科目编码|科目名称|决算数", f"2010101|行政运行|18.00{mark}"])
    assert [a.number.value for a in form.amounts] == [Decimal("18.00")]


def test_the_total_below_a_part_is_no_further_part() -> None:
    form = read(
        "资产负债简表",
        "单位：元",
        rows=[
            "项目|年末数",
            "一、资产|9.00",
            "二、净资产|5.00",
            "其中：累计盈余|4.00",
            "专用结余|1.00",
            "资产总计|9.00",
        ],
    )
    assert [row.is_of_which for row in form.rows] == [False, False, True, True, False]


def test_money_beside_a_quantity_is_money_whatever_the_row_counts() -> None:
    form = read(
        "国有资产占用情况表",
        rows=["项目|单位|数量|金额（万元）", "固定资产|——||5.00", "房屋|平方米|20|3.00", "车辆|辆|2|2.00"],
    )
    assert [(a.cell.text, a.measure) for a in form.amounts if a.measure == "count"] == []
    assert form.columns[0].measure == "count"
    assert {row.unit_name for row in form.rows} == {""}


def test_rows_that_all_name_their_unit_beside_their_code_head_no_others() -> None:
    form = read(
        "支出总表",
        "单位：元",
        rows=[
            "科目编码|单位代码|单位名称（科目）|合计",
            "||合计|9.00",
            "||甲局机关|6.00",
            "2080201|314001|行政运行|4.00",
            "2081002|314001|老年福利|2.00",
            "||乙站|3.00",
            "2082002|314002|流浪救助|3.00",
        ],
    )
    assert parents(form) == [None, 1, 2, 2, 1, 5]


@pytest.mark.parametrize(
    ("word", "measure", "quantity"),
    [
        ("占比（%）", "share_pct", "percent"),
        ("占“三公”经费比重", "share_pct", "percent"),
        ("决算数占年初预算数的比例", "execution_rate_pct", "percent"),
        ("差异额", "delta", "money"),
        ("本年比上年±", "delta", "money"),
        ("±%", "growth_pct", "percent"),
        ("实有车辆（辆）", "count", "count"),
        ("实际采购", "procurement_actual", "money"),
        ("第一季度", "part_of_year", "money"),
        ("3月份", "part_of_year", "money"),
        ("预算单价（元）", "unit_price", "money"),
        ("人均支出", "unit_price", "money"),
    ],
)
def test_words_for_what_adds_to_nothing(word: str, measure: str, quantity: str) -> None:
    form = read("支出总表", "单位：元", rows=[f"科目编码|科目名称|合计|{word}", "2010101|行政运行|3.00|1.00"])
    assert [(c.measure, c.quantity) for c in form.columns[1:]] == [(measure, quantity)]


def test_what_was_spent_beside_its_rate_is_of_this_year() -> None:
    form = read(
        "项目支出执行情况表",
        "单位：元",
        rows=["项目名称|年初预算数|调整预算数|执行数|执行率（%）", "甲工程|4.00|5.00|4.00|80.00"],
    )
    assert [c.measure for c in form.columns] == ["total", "total", "executed", "execution_rate_pct"]
    assert [c.parent_column_no for c in form.columns] == [None, None, None, None]


def test_what_was_spent_in_an_earlier_year_stays_the_earlier_years() -> None:
    form = read(
        "一般公共预算支出表",
        "单位：元",
        rows=["科目编码|科目名称|2023年执行数|2024年预算数|2024年执行率", "2010101|行政运行|4.00|5.00|80.00"],
    )
    assert form.columns[0].measure == "prior_year_actual"


def test_a_whole_below_of_which_is_a_part_of_what_stands_before_it() -> None:
    form = read(
        "收入总表",
        "单位：元",
        rows=[
            "单位名称|合计|上年结转结余|<|<",
            "^|^|小计|其中：财政拨款结转|<",
            "^|^|^|小计|其中：一般公共预算",
            "甲局|9.00|6.00|5.00|4.00",
        ],
    )
    assert [c.is_of_which for c in form.columns] == [False, False, True, True]


def test_transfers_below_a_fund_are_money_of_that_fund() -> None:
    form = read(
        "收入总表",
        "单位：元",
        rows=["单位名称|合计|一般公共预算|<|其他收入", "^|^|小计|其中：中央转移支付|^", "甲局|9.00|6.00|5.00|3.00"],
    )
    assert [(c.measure, c.fund, c.is_of_which) for c in form.columns[1:3]] == [
        ("gpb", "gpb", False), ("gpb", "gpb", True),
    ]  # fmt: skip


def test_a_second_script_beside_the_chinese_repeats_it() -> None:
    form = read(
        "支出总表 སྡེ་ཁག",
        "单位：元 སྒོར",
        rows=[
            "科目编码 རྩིས|科目名称 نام|合计 བསྡོམས|基本支出 ᠪᠦᠭᠦᠳᠡ",
            "2010101|行政运行|3.00|3.00",
            "合计 བསྡོམས|<|3.00|3.00",
        ],
    )
    assert (form.kind, form.unit) == ("dept_expenditure_summary", "元")
    assert [c.measure for c in form.columns] == ["total", "basic"]
    assert form.rows[-1].role == "total"


def test_a_purchase_is_named_by_what_is_bought_and_not_by_its_month() -> None:
    form = read(
        "新增资产配置表",
        "单位：元",
        rows=["资产名称|数量|单价|金额|需求时间", "台式计算机|2|5.00|10.00|2025年3月"],
    )
    assert [row.name for row in form.rows] == ["台式计算机"]


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("表5 一般公共预算支出表", "表5", "一般公共预算支出表"),
        ("表十一一般公共预算支出表", "表十一", "一般公共预算支出表"),
        ("表十三公经费预算表", "表十", "三公经费预算表"),
        ("附表2-1 部门收支总表", "附表2-1", "部门收支总表"),
    ],
)
def test_the_number_of_a_label_ends_where_the_title_begins(line: str, label: str, title: str) -> None:
    form = read(line, "单位：元", rows=["科目编码|科目名称|合计", "2010101|行政运行|3.00"])
    assert (form.label, form.title) == (label, title)


def test_the_steps_of_a_code_may_stand_beside_the_numbers_of_the_columns() -> None:
    form = read(
        "支出决算表",
        "单位：元",
        rows=[
            "项目|<|<|<|本年支出合计|收支结余",
            "支出功能分类科目编码|<|<|科目名称|^|^",
            "类|款|项|栏次|1|2",
            "^|^|^|合计|3.00|1.00",
            "214|||交通运输支出|3.00|1.00",
            "214|01||公路水路运输|3.00|1.00",
            "214|01|06|公路养护|3.00|1.00",
        ],
    )
    assert [row.code("functional") for row in form.rows] == [None, "214", "21401", "2140106"]
    assert [c.measure for c in form.columns] == ["total", "surplus"]


def test_a_nought_beside_numbers_with_their_unit_is_in_that_unit() -> None:
    form = read("“三公”经费预算表", rows=["项目|2024年预算数", "公务接待费|0.60万元", "因公出国（境）费|0"])
    assert form.unit == "万元"
    assert not form.troubles


def test_a_label_above_the_title_in_the_grid_is_no_form_of_its_own() -> None:
    form = read(
        rows=[
            "附件1|<|<", "一般公共预算支出表|<|<", "单位：万元|<|<", "科目编码|科目名称|合计", "2010101|行政运行|3.00",
        ],
    )  # fmt: skip
    assert (form.label, form.kind, form.unit) == ("附件1", "gpb_expenditure_by_function", "万元")


def test_balances_at_both_ends_of_a_year_are_those_of_money_and_in_a_sheet_of_assets_of_assets() -> None:
    rows = ["项目|年初余额|本年收入|年末余额", "利息收入|1.00|2.00|3.00"]
    assert [c.measure for c in read("其他资金收支表", "单位：元", rows=rows).columns] == [
        "opening_balance", "current_revenue", "closing_balance",
    ]  # fmt: skip
    sheet = read("资产负债决算简表", "单位：元", rows=["项目|年初余额|年末余额", "流动资产|1.00|2.00"])
    assert [c.measure for c in sheet.columns] == ["asset_value", "asset_value"]


@pytest.mark.parametrize(("project", "is_part"), [("4.00", False), ("3.00", True)])
def test_parts_below_a_total_after_one_of_which_are_all_or_only_some_of_it(project: str, is_part: bool) -> None:
    form = read(
        "部门收支对比表",
        "单位：元",
        rows=[
            "项目|2024年预算数",
            "收入总计|9.00",
            "其中：财政拨款收入|9.00",
            "支出总计|9.00",
            "其中：基本支出|5.00",
            f"项目支出|{project}",
        ],
    )
    assert parents(form) == [None, 1, None, 3, 3]
    assert [row.is_of_which for row in form.rows] == [False, False, False, is_part, is_part]


def test_a_list_of_things_says_in_which_units_it_counts_and_what_is_left_of_money() -> None:
    things = read(
        "采购清单", "单位：元", rows=["品目|数量|单位|单价|金额", "办公桌|10|张|8.00|80.00", "文件柜|5|组|2.00|10.00"]
    )
    assert [(row.unit_name, row.measured_in) for row in things.rows] == [("", "张"), ("", "组")]
    money = read("项目支出情况表", "单位：元", rows=["项目|年初预算数|决算数|结余", "甲工程|9.00|7.00|2.00"])
    assert [c.measure for c in money.columns] == ["total", "total", "closing_balance"]
    assert [c.parent_column_no for c in money.columns] == [None, None, None]


def test_the_rest_of_a_name_at_the_head_of_the_next_page_is_put_to_the_row_that_the_page_cut() -> None:
    rows = ["科目|合计", "201一般公共服务支出|3.00", "2080506机关事业单位职|1.00"]
    more = ["业年金缴费支出|", "其他项目|", "合计|4.00"]
    [read] = recognise(pages(Paragraph("支出总表"), Paragraph("单位：万元"), grid(rows, 1), grid(more, 2))).forms
    assert [row.name for row in read.rows] == ["一般公共服务支出", "机关事业单位职业年金缴费支出", "其他项目", "合计"]
