"""Economic classes as columns, columns that are only numbered, and amounts that are no project's: made-up tables."""

import pytest

from pipeline.documents.model import Paragraph
from pipeline.forms.columns.header_rows import is_column_number_row
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from pipeline.forms.text import markup_in
from tests.forms.tables import grid, pages


def titled(title: str, *rows: str) -> RecognisedForm:
    [read] = recognise(pages(Paragraph(title, 1), Paragraph("单位：万元", 1), grid(list(rows)))).forms
    return read


def measures(read: RecognisedForm) -> list[str]:
    return [column.measure for column in read.columns]


@pytest.mark.parametrize(
    "row",
    [
        "1|2|3=4+5|4=6+7|5|6|7",
        "甲|乙|1=2+3|2|3",
        "（1）|（2）|（3）=（4）+（5）|（4）|（5）",
        "①|②|③=④+⑤|④|⑤",
        "栏次|1=2+3|2|3",
        "|栏次|1|2",
    ],
)  # fmt: skip
def test_a_row_that_numbers_the_columns_may_say_what_each_is_the_sum_of(row: str) -> None:
    assert is_column_number_row(row.split("|"))


@pytest.mark.parametrize("row", ["甲|乙|30|20|10", "201|服务|5|3|2", "3=1+2|1"])
def test_numbers_that_do_not_count_the_columns_are_none_of_them(row: str) -> None:
    assert not is_column_number_row(row.split("|"))


def test_stars_that_stand_alone_stand_for_nothing_and_those_around_words_are_left_over_from_a_conversion() -> None:
    assert (markup_in("**"), markup_in("**合计**")) == ([], ["**", "**"])


def test_classes_of_the_government_beside_basic_money_are_projects() -> None:
    read = titled(
        "支出总表",
        "科目编码|科目名称|总计|基本支出|机关工资福利支出|机关资本性支出（一）|机关资本性支出（二）|对事业单位经常性补助"
        "|对事业单位资本性补助|对企业资本性支出|转移性支出|其他支出",
        "2130101|行政运行|9.00|1.00|1.00|1.00|1.00|1.00|1.00|1.00|1.00|1.00",
    )
    assert measures(read) == [
        "total", "basic", "personnel", "project", "project", "operating", *["project"] * 4,
    ]  # fmt: skip


def test_classes_that_nothing_divides_into_basic_and_projects_are_not_the_projects() -> None:
    read = titled(
        "部门支出预算总表",
        "科目编码|科目名称|合计|工资福利支出|商品和服务支出|债务利息及费用支出|资本性支出（基本建设）|对企业补助|其他支出",
        "2130101|行政运行|9.00|2.00|3.00|1.00|1.00|1.00|1.00",
    )
    assert measures(read) == ["total", "personnel", *["operating"] * 5]
    read = titled(
        "支出预算分类汇总表（按政府预算经济分类）",
        "科目编码|科目名称|总计|机关工资福利支出|机关资本性支出（一）|对企业资本性支出|债务还本支出|转移性支出",
        "2130101|行政运行|9.00|5.00|1.00|1.00|1.00|1.00",
    )
    assert measures(read) == ["total", "personnel", *["operating"] * 4]


def test_classes_below_projects_are_the_projects() -> None:
    read = titled(
        "部门支出总表",
        "科目编码|科目名称|合计|基本支出|项目支出|<|<",
        "^|^|^|^|小计|资本性支出|对企业补助",
        "2130101|行政运行|9.00|2.00|7.00|3.00|4.00",
    )
    assert measures(read) == ["total", "basic", "project", "project", "project"]


def test_other_expenditure_alone_names_no_class() -> None:
    read = titled("收支明细表", "科目编码|科目名称|合计|其他支出", "2130101|行政运行|9.00|9.00")
    assert measures(read) == ["total", "unknown"]


def test_the_amount_of_a_budget_is_its_figure_in_a_balance_and_its_whole_beside_basic_money_and_projects() -> None:
    balance = titled(
        "收支总表",
        "收入|<|支出|<",
        "项目|预算金额|项目|预算金额",
        "其他收入|5.00|教育支出|5.00",
        "收入总计|5.00|支出总计|5.00",
    )
    assert measures(balance) == ["budget_amount", "budget_amount"]
    coded = titled(
        "一般公共预算支出表",
        "科目编码|科目名称|2024年预算金额|其中：基本支出|其中：项目支出|2023年预算金额",
        "2130101|行政运行|9.00|2.00|7.00|8.00",
    )
    assert measures(coded) == ["total", "basic", "project", "prior_year_budget"]
    special = titled("部门支出总表", "科目编码|科目名称|合计|基本支出|专项资金", "2130101|行政运行|9.00|2.00|7.00")
    assert measures(special) == ["total", "basic", "project"]


def test_both_figures_of_the_year_before_are_told_by_their_basis() -> None:
    read = titled(
        "一般公共预算支出情况表",
        "科目编码|科目名称|2023年|<|<|2024年预算数|<|<",
        "^|^|年初预算数|调整预算数|预计执行数|合计|基本支出|项目支出",
        "2130101|行政运行|9.00|8.00|7.00|6.00|2.00|4.00",
    )
    assert measures(read) == ["prior_year_budget", "total", "prior_year_actual", "total", "basic", "project"]
    assert [column.value_year for column in read.columns] == [2023, 2023, 2023, 2024, 2024, 2024]


def test_money_of_purchases_is_planned_in_a_budget_and_spent_in_an_account() -> None:
    def of(title: str) -> list[str]:
        return measures(titled(title, "采购项目|政府采购金额|<", "^|总计|一般公共预算拨款", "电脑|5.00|5.00"))

    assert of("部门政府采购预算表") == ["procurement_budget", "procurement_budget"]
    assert of("政府采购决算表") == ["procurement_actual", "procurement_actual"]


def test_a_month_in_a_column_of_dates_is_no_amount() -> None:
    read = titled("政府采购预算表", "采购项目|数量|实施采购时间|预算金额", "电脑|10|2024.6|5.00", "纸|20|2024.10|1.00")
    assert [amount.cell.text for amount in read.amounts] == ["10", "5.00", "20", "1.00"]


def test_money_carried_over_may_say_what_it_leaves_out() -> None:
    read = titled(
        "部门收支总体情况表",
        "收入|<|支出|<",
        "项目|预算数|功能分类|预算数",
        "事业收入|5.00|201 一般公共服务支出|6.00",
        "小计|5.00|小计|6.00",
        "单位上年结余（不包括国库集中支付额度结余）|1.00|单位结转下年|0.00",
        "收入总计|6.00|支出总计|6.00",
    )
    assert [row.role for row in read.rows if row.row_no == 4] == ["carry_over", "carry_over"]


def test_codes_of_both_classifications_beside_a_project_are_codes() -> None:
    read = titled(
        "项目支出明细表",
        "项目名称|部门经济分类|政府经济分类|预算数",
        "种业振兴|30227|50205|5.00",
        "种质保护|30201|50201|1.00",
    )
    assert [[code.value for code in row.codes] for row in read.rows] == [["30227", "50205"], ["30201", "50201"]]
    assert measures(read) == ["total"]


def test_what_an_agency_costs_beside_the_three_public_expenses_is_no_part_of_them() -> None:
    read = titled(
        "“三公”经费和机关运行经费预算表",
        "单位名称|“三公”经费合计|因公出国（境）费|公务用车购置及运行费|公务接待费|机关运行经费",
        "示例局|9.00|0.00|6.00|3.00|45.00",
    )
    assert [column.parent_column_no for column in read.columns] == [None, 1, 1, 1, None]


def test_a_year_s_budget_of_a_project_is_its_whole_and_days_of_a_meeting_are_counted() -> None:
    read = titled("项目支出明细表", "项目名称|年度预算|财政拨款|其他资金", "河道整治|9.00|5.00|4.00")
    assert measures(read)[0] == "total"
    meetings = titled("会议费预算明细表", "会议名称|会期（天）|参会人数|预算金额", "防汛会议|1|60|0.60")
    assert measures(meetings)[:2] == ["count", "count"]


def test_quarters_beside_the_sources_of_a_budget_divide_it_a_second_time() -> None:
    read = titled(
        "项目支出明细表",
        "项目名称|年度预算|财政拨款|其他资金|分季度用款计划|<",
        "^|^|^|^|一季度|二季度",
        "河道整治|9.00|5.00|4.00|6.00|3.00",
    )
    assert [column.parent_column_no for column in read.columns] == [None, 1, 1, None, None]
    alone = titled("项目支出明细表", "项目名称|合计|一季度|二季度", "河道整治|9.00|6.00|3.00")
    assert [column.parent_column_no for column in alone.columns] == [None, 1, 1]


@pytest.mark.parametrize(
    ("heads", "labels"),
    [
        ("科目名称（编码）", "[2130101]行政运行"),
        ("科目编码及名称", "2130101 行政运行"),
        ("科目（编码/名称）", "2130101-行政运行"),
        ("支出科目", "2130101行政运行"),
        ("类款项|科目名称", "2130101|行政运行"),
        ("科目编码（类款项）|名称", "2130101|行政运行"),
        ("科目号|预算科目", "2130101|行政运行"),
        ("类编码|款编码|项编码|项名称", "213|01|01|行政运行"),
    ],
)
def test_codes_are_found_under_every_word_for_their_column(heads: str, labels: str) -> None:
    read = titled("一般公共预算支出表", f"{heads}|合计|基本支出", f"{labels}|5.00|5.00")
    assert [(row.codes[0].value, row.name) for row in read.rows] == [("2130101", "行政运行")]
    assert measures(read) == ["total", "basic"]


def test_short_words_for_basic_money_projects_and_their_whole() -> None:
    read = titled("部门支出总表", "科目编码|科目名称|总支出|基本经费|项目经费", "2130101|行政运行|9.00|4.00|5.00")
    assert measures(read) == ["total", "basic", "project"]
    below = titled(
        "部门支出总表", "科目编码|科目名称|本年支出|<|<", "^|^|合计|基本|项目", "2130101|行政运行|9.00|4.00|5.00"
    )
    assert measures(below) == ["current_expenditure", "basic", "project"]


def test_what_was_asked_for_is_no_addend_of_what_was_granted() -> None:
    read = titled(
        "部门支出总表",
        "科目编码|科目名称|申报数|核定数|基本支出|项目支出|核减数",
        "2130101|行政运行|9.00|8.00|3.00|5.00|1.00",
    )
    assert measures(read) == ["unknown", "total", "basic", "project", "unknown"]
    assert [column.parent_column_no for column in read.columns] == [None, None, 3, 3, None]


def test_the_rest_of_the_money_is_named_by_the_sources_beside_it() -> None:
    read = titled("项目支出表", "项目名称|合计|政府性基金|上级补助|其他", "河道|9.00|5.00|2.00|2.00")
    assert measures(read) == ["total", "gov_fund", "higher_level_subsidy", "other_funds"]
