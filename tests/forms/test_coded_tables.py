"""Tables whose rows carry codes: codes in every layout, roles, and the tree of addends."""

import pytest

from pipeline.forms.recognise import recognise
from tests.forms.tables import amounts, form, grid, pages, recognised

PLAIN = """
    2024年部门支出预算总表
    单位：元
    科目编码|科目名称|合计|基本支出|项目支出
    合计||60.00|40.00|20.00
    201|一般公共服务支出|60.00|40.00|20.00
    20128|民主党派及工商联事务|60.00|40.00|20.00
    2012801|行政运行|40.00|40.00|
    2012899|其他民主党派及工商联事务支出|20.00||20.00
"""


def test_a_plain_table_gives_code_measure_and_number() -> None:
    read = form(PLAIN)
    assert read.kind == "dept_expenditure_summary"
    assert read.unit == "元"
    assert read.title_year == 2024
    assert amounts(read)[-2:] == [("2012899", "total", "20.00"), ("2012899", "project", "20.00")]


def test_a_blank_cell_is_no_amount() -> None:
    assert ("2012801", "project", "") not in amounts(form(PLAIN))
    assert len(form(PLAIN).amounts) == 13


def test_each_row_knows_the_row_it_is_an_addend_of() -> None:
    rows = {row.codes[0].value if row.codes else row.name: row for row in form(PLAIN).rows}
    total = rows["合计"]
    assert total.role == "total"
    assert total.parent_row_no is None
    assert rows["201"].parent_row_no == total.row_no
    assert rows["20128"].parent_row_no == rows["201"].row_no
    assert rows["2012801"].parent_row_no == rows["20128"].row_no


@pytest.mark.parametrize(
    ("layout", "rows"),
    [
        (
            "three columns",
            "类|款|项|科目名称|合计\n201|||一般公共服务支出|5.00\n201|08||审计事务|5.00\n201|08|01|行政运行|5.00",
        ),
        ("stepped", "类|款|项|科目名称|合计\n201|||一般公共服务支出|5.00\n|08||审计事务|5.00\n||01|行政运行|5.00"),
        ("joined", "支出功能分类科目|合计\n201-一般公共服务支出|5.00\n20108-审计事务|5.00\n2010801-行政运行|5.00"),
        (
            "as amounts",
            "科目编码|科目名称|合计\n201.00|一般公共服务支出|5.00\n20,108.00|审计事务|5.00\n2,010,801|行政运行|5.00",
        ),
        (
            "decimals",
            "科目编码|科目名称|合计\n201.0|一般公共服务支出|5.00\n20108.0|审计事务|5.00\n2010801.0|行政运行|5.00",
        ),
        (
            "columns as amounts",
            "类|款|项|科目名称|合计\n201.00|||一般公共服务支出|5.00\n201.00|8.00||审计事务|5.00\n201.00|8.00|1.00|行政运行|5.00",
        ),
        ("one column", "科目编码|科目名称|合计\n201|一般公共服务支出|5.00\n20108|审计事务|5.00\n2010801|行政运行|5.00"),
    ],
)
def test_codes_are_the_same_in_every_layout(layout: str, rows: str) -> None:
    read = form("部门支出总表\n单位：万元\n" + rows)
    assert [(row.codes[0].value, row.codes[0].level, row.name) for row in read.rows] == [
        ("201", 1, "一般公共服务支出"),
        ("20108", 2, "审计事务"),
        ("2010801", 3, "行政运行"),
    ]


def test_amounts_under_a_word_for_codes_stay_amounts() -> None:
    read = form("部门支出总表\n单位：万元\n科目名称|科目编码|合计\n审计事务|201.50|5.00\n行政运行|201.00|5.00")
    assert [amount.cell.text for amount in read.amounts] == ["201.50", "5.00", "201.00", "5.00"]


def test_a_lost_leading_zero_is_put_back_and_the_printed_code_is_kept() -> None:
    read = form("一般公共预算基本支出表\n单位：元\n类|款|科目名称|合计\n301||工资福利支出|5\n301|2|津贴补贴|5")
    assert [(c.value, c.printed) for row in read.rows for c in row.codes] == [("301", "301"), ("30102", "301|2")]


def test_a_row_with_two_classifications_keeps_both() -> None:
    read = form(
        "一般公共预算基本支出表\n单位：元\n部门经济科目编码|部门经济科目名称|政府经济科目编码|政府经济科目名称|合计\n"
        "30101|基本工资|50101|工资奖金津补贴|7.00"
    )
    assert [(c.scheme, c.value) for c in read.rows[0].codes] == [("dept_economic", "30101"), ("gov_economic", "50101")]


def test_last_years_lone_column_is_last_years_budget() -> None:
    read = form(
        "2024年一般公共预算支出表\n单位：元\n"
        "功能分类科目||2023年预算数|2024年预算数|||2024年预算比2023年预算增幅%\n"
        "科目编码|科目名称||小计|基本支出|项目支出|\n"
        "合计||90.00|99.00|99.00||10%\n"
        "201|一般公共服务支出|90.00|99.00|99.00||10%"
    )
    assert [(c.measure, c.value_year) for c in read.columns] == [
        ("prior_year_budget", 2023), ("total", 2024), ("basic", 2024), ("project", 2024), ("growth_pct", 2024),
    ]  # fmt: skip
    assert read.columns[2].parent_column_no == read.columns[1].column_no


def test_header_groups_follow_the_repetition_where_a_conversion_lost_the_spans() -> None:
    read = form(
        "一般公共预算“三公”经费支出预算表\n单位：元\n"
        "2024年预算数|||||2023年预算数||||||\n"
        "合计|因公出国（境） 费|公务用车购置及运行费|||公务接待 费|"
        "合计|因公出国（境） 费|公务用车购置及运行费|||公务接待 费\n"
        "||小计|公务用车购置 费|公务用车运行 费||||小计|公务用车购置 费|公务用车运行 费|\n"
        "49||40||40|9|54||45||45|9"
    )
    assert read.kind == "three_public_budget"
    assert [c.value_year for c in read.columns] == [2024] * 6 + [2023] * 6
    assert [c.measure for c in read.columns[:6]] == [
        "total", "overseas_travel", "vehicle_total", "vehicle_purchase", "vehicle_operation", "official_reception",
    ]  # fmt: skip
    assert [c.parent_column_no for c in read.columns[:6]] == [None, 0, 0, 2, 2, 0]


def test_a_part_printed_for_information_is_no_addend() -> None:
    read = form(
        "部门收入总表\n单位：万元\n科目编码|科目名称|合计|事业收入|其中：教育收费|其他收入\n205|教育支出|9.00|8.00|3.00|1.00"
    )
    assert [c.is_of_which for c in read.columns] == [False, False, True, False]


def test_a_table_continued_on_the_next_page_is_one_form() -> None:
    head = ["科目编码|科目名称|合计", "201|一般公共服务支出|7.00"]
    more = ["20108|审计事务|7.00", "2010801|行政运行|7.00", "合计|<|7.00"]
    read = recognise(pages(*_captioned(grid(head)), grid(more, page=2)))
    assert len(read.forms) == 1
    assert (read.forms[0].page_from, read.forms[0].page_to) == (1, 2)
    assert len(read.forms[0].rows) == 4


def test_a_header_repeated_on_the_next_page_is_no_row() -> None:
    first = ["科目编码|科目名称|合计", "201|一般公共服务支出|7.00"]
    second = ["科目编码|科目名称|合计", "20108|审计事务|7.00"]
    read = recognise(pages(*_captioned(grid(first)), grid(second, page=2)))
    assert [len(f.rows) for f in read.forms] == [2]


def test_a_page_with_only_the_total_row_and_fewer_columns_belongs_to_the_table_before() -> None:
    first = ["类|款|项|科目名称|合计", "201|08|01|行政运行|7.00"]
    total = grid(["合计|7.00"], page=2, edges=(20.0, 220.0, 270.0))
    read = recognise(pages(*_captioned(grid(first)), total))
    assert len(read.forms) == 1
    assert read.forms[0].rows[-1].role == "total"
    assert read.forms[0].amounts[-1].column_no == 4


def test_columns_that_are_shifted_begin_another_table() -> None:
    first = grid(["科目编码|科目名称|合计", "201|一般公共服务支出|7.00"])
    other = grid(["202|外交支出|7.00"], page=2, edges=(29.0, 79.0, 129.0, 179.0))
    assert len(recognise(pages(*_captioned(first), other)).forms) == 2


def test_the_same_title_with_another_bracket_is_another_form() -> None:
    title = "2024年一般公共预算财政拨款基本支出预算表"
    read = recognised(
        f"{title}\n(部门预算支出经济分类科目)\n单位：元\n科目编码|科目名称|合计\n301|工资福利支出|5.00\n\n"
        f"{title}\n(政府预算支出经济分类科目)\n单位：元\n科目编码|科目名称|合计\n501|机关工资福利支出|5.00"
    )
    assert [f.kind for f in read.forms] == ["gpb_basic_by_dept_econ", "gpb_basic_by_gov_econ"]


def test_the_header_decides_over_the_title() -> None:
    # Basic and project side by side: all expenditure by economic category, whatever the title abbreviates.
    read = form(
        "一般公共预算基本支出表\n单位：元\n科目编码|科目名称|合计|基本支出|项目支出\n301|工资福利支出|5.00|4.00|1.00"
    )
    assert read.kind != "gpb_basic_by_dept_econ"


def test_a_nil_table_keeps_its_note_and_has_no_amounts() -> None:
    read = form(
        "2024年政府性基金预算支出表\n单位：元\n科目编码|科目名称|总计|基本支出|项目支出\n合计||||\n备注：本单位无政府性基金收支，故此表无数据。"
    )
    assert read.kind == "gov_fund_expenditure"
    assert read.is_empty
    assert read.note.startswith("备注")


def test_numbers_of_columns_codes_and_serials_are_left_out_with_their_reason() -> None:
    read = form(
        "部门支出总表\n单位：元\n序号|科目编码|科目名称|合计|基本支出|项目支出\n栏次|||1|2|3\n1|201|一般公共服务支出|5.00|5.00|"
    )
    assert [(left.cell.text, left.reason) for left in read.left_out] == [
        ("1", "column number"), ("2", "column number"), ("3", "column number"), ("1", "serial number"), ("201", "code"),
    ]  # fmt: skip
    assert len(read.amounts) == 2


def test_an_unknown_word_above_a_column_gives_unknown_and_a_problem() -> None:
    read = form("部门支出总表\n单位：元\n科目编码|科目名称|合计|星际支出\n201|一般公共服务支出|5.00|5.00")
    assert [c.measure for c in read.columns] == ["total", "unknown"]
    assert [(t.what, t.printed_text) for t in read.troubles] == [("column_not_understood", "星际支出")]


def test_a_table_that_is_none_of_the_forms_is_other_and_its_numbers_stay() -> None:
    read = form("各类情况一览\n单位：元\n名称|合计\n甲|5.00\n乙|6.00")
    assert read.kind == "other"
    assert [a.cell.text for a in read.amounts] == ["5.00", "6.00"]


def _captioned(table: object) -> list:  # type: ignore[type-arg]
    from pipeline.documents.model import Box, Paragraph

    lines = ("2024年部门支出预算总表", "单位：元")
    return [*(Paragraph(text=t, box=Box(100, 100 + 20 * i, 300, 112 + 20 * i)) for i, t in enumerate(lines)), table]


def test_economic_categories_below_the_functional_code_they_make_up_are_its_parts_and_have_both_codes() -> None:
    read = form("""
        一般公共预算支出表
        单位：万元
        科目编码|科目名称|合计
        |合计|9.00
        213|农林水支出|9.00
        21301|农业农村|9.00
        2130101|行政运行|6.00
        301|工资福利支出|5.00
        30101|基本工资|3.00
        30102|津贴补贴|2.00
        302|商品和服务支出|1.00
        2130104|事业运行|3.00
        301|工资福利支出|3.00
    """)
    label = {row.row_no: row.name for row in read.rows}
    assert [([code.value for code in row.codes], label.get(row.parent_row_no)) for row in read.rows[3:]] == [
        (["2130101"], "农业农村"),
        (["2130101", "301"], "行政运行"),
        (["2130101", "30101"], "工资福利支出"),
        (["2130101", "30102"], "工资福利支出"),
        (["2130101", "302"], "行政运行"),
        (["2130104"], "农业农村"),
        (["2130104", "301"], "事业运行"),
    ]
    assert {code.scheme for row in read.rows for code in row.codes} == {"functional", "dept_economic"}


def test_a_second_list_by_category_below_the_functions_is_no_part_of_the_last_of_them() -> None:
    read = form("""
        部门支出总表
        单位：万元
        科目编码|科目名称|合计
        213|农林水支出|9.00
        2130101|行政运行|6.00
        2130104|事业运行|3.00
        301|工资福利支出|8.00
        302|商品和服务支出|1.00
    """)
    assert [len(row.codes) for row in read.rows] == [1] * 5


def test_classes_of_all_units_are_the_wholes_of_items_that_print_their_unit() -> None:
    by_code = form("""
        部门支出总表
        单位：万元
        科目编码|单位代码|科目名称|合计
        ||合计|9.00
        213||农林水支出|9.00
        21301||农业农村|9.00
        2130101|319001|行政运行|5.00
        2130104|319001|事业运行|1.00
        2130104|319002|事业运行|3.00
    """)
    by_name = form("""
        部门支出总表
        单位：万元
        科目编码|单位名称|科目名称|合计
        ||合计|9.00
        213||农林水支出|9.00
        21301||农业农村|9.00
        2130101|农业局|行政运行|5.00
        2130104|农业局|事业运行|1.00
        2130104|草原站|事业运行|3.00
    """)
    for read in (by_code, by_name):
        first = read.rows[0].row_no
        parents = [row.parent_row_no for row in read.rows]
        assert [p - first if p is not None else None for p in parents] == [None, 0, 1, 2, 2, 2]
    assert [row.unit_name for row in by_name.rows] == ["", "", "", "农业局", "农业局", "草原站"]


def test_a_unit_printed_once_above_its_rows_is_that_of_all_of_them() -> None:
    read = form("""
        部门支出总表
        单位：万元
        单位名称|科目编码|科目名称|合计
        农业局|213|农林水支出|6.00
        |21301|农业农村|6.00
        草原站|213|农林水支出|3.00
        |21301|农业农村|3.00
    """)
    assert [row.unit_name for row in read.rows] == ["农业局", "农业局", "草原站", "草原站"]
