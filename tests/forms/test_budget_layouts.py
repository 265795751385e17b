"""Budgets as places print them that are not among the samples: rows, columns and codes of made-up tables."""

import pytest

from pipeline.documents.model import Paragraph
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from tests.forms.tables import amounts, form, grid, pages


def titled(title: str, rows: list[str]) -> RecognisedForm:
    [read] = recognise(pages(Paragraph(title, 1), Paragraph("单位：万元", 1), grid(rows))).forms
    return read


def parents(read: RecognisedForm) -> dict[str, str]:
    """Label of each row -> label of the row it is a part of."""
    label = {row.row_no: row.project_name or row.name or row.unit_name for row in read.rows}
    return {label[r.row_no]: label[r.parent_row_no] for r in read.rows if r.parent_row_no is not None}


def wholes(read: RecognisedForm) -> dict[str, str | None]:
    """Words of each column -> words of the column it is a part of."""
    words = {column.column_no: column.header_printed for column in read.columns}
    return {c.header_printed: words.get(c.parent_column_no or -1) for c in read.columns}


def test_a_code_below_its_name_or_behind_it_in_brackets_is_the_code_of_the_row() -> None:
    read = titled(
        "部门支出总表",
        ["科目名称|合计", "农林水支出\n213|5.00", "水利\n21303|5.00", "行政运行（2130301）|5.00", "合计|5.00"],
    )
    assert amounts(read) == [
        ("213", "total", "5.00"),
        ("21303", "total", "5.00"),
        ("2130301", "total", "5.00"),
        ("合计", "total", "5.00"),
    ]
    assert [row.name for row in read.rows][:3] == ["农林水支出", "水利", "行政运行"]


def test_the_first_digit_of_codes_behind_names_tells_the_classification() -> None:
    read = titled(
        "一般公共预算基本支出表",
        ["科目名称|金额", "工资福利支出301|8.00", "基本工资30101|8.00", "商品和服务支出302|1.00"],
    )
    assert read.kind == "gpb_basic_by_dept_econ"
    assert [(row.codes[0].scheme, row.codes[0].value) for row in read.rows] == [
        ("dept_economic", "301"),
        ("dept_economic", "30101"),
        ("dept_economic", "302"),
    ]


def test_a_class_padded_with_four_noughts_is_the_class() -> None:
    read = form(
        "部门支出总表\n单位：万元\n科目编码|科目名称|合计\n"
        "2130000|农林水支出|5.00\n2130300|水利|5.00\n2130301|行政运行|5.00"
    )
    assert [row.codes[0].value for row in read.rows] == ["213", "21303", "2130301"]
    assert [row.codes[0].level for row in read.rows] == [1, 2, 3]


def test_a_class_printed_by_name_only_above_its_coded_sections_has_its_code() -> None:
    read = titled(
        "一般公共预算基本支出预算表",
        [
            "科目编码|<|科目名称|合计",
            "类|款|^|^",
            "||工资福利支出|8.00",
            "301|01|基本工资|5.00",
            "301|02|津贴补贴|3.00",
        ],
    )
    assert [row.codes[0].value for row in read.rows] == ["301", "30101", "30102"]
    assert parents(read) == {"基本工资": "工资福利支出", "津贴补贴": "工资福利支出"}


def test_projects_that_repeat_the_code_above_them_are_its_parts_and_keep_their_names() -> None:
    read = titled(
        "一般公共预算项目支出预算表",
        [
            "科目编码|<|<|单位代码|科目名称|金额",
            "类|款|项|^|^|^",
            "||||合计|9.00",
            "||||水利局机关|9.00",
            "213|03|02||一般行政管理事务|9.00",
            "213|03|02|601001|河道维护|5.00",
            "213|03|02|601001|防汛物资|4.00",
        ],
    )
    assert [(row.project_name, row.name) for row in read.rows][-2:] == [
        ("河道维护", "一般行政管理事务"),
        ("防汛物资", "一般行政管理事务"),
    ]
    assert parents(read)["防汛物资"] == "一般行政管理事务"
    assert [row.role for row in read.rows] == ["total", "subtotal", "subtotal", "item", "item"]


def test_items_that_every_section_numbers_alike_have_their_code_where_only_names_are_printed() -> None:
    read = form(
        "部门支出总表\n单位：万元\n科目名称|合计\n农林水支出|9.00\n农业农村|9.00\n行政运行|4.00\n"
        "一般行政管理事务|2.00\n事业运行|1.00\n其他农业农村支出|2.00"
    )
    assert [row.codes[0].value for row in read.rows][2:] == ["2130101", "2130102", "2130104", "2130199"]


def test_a_class_a_section_and_an_item_of_one_name_are_told_by_their_order() -> None:
    read = form(
        "部门支出总表\n单位：万元\n科目名称|合计\n社会保障和就业支出|5.00\n其他社会保障和就业支出|5.00\n"
        "其他社会保障和就业支出|5.00\n其他支出|4.00\n其他支出|4.00\n其他支出|4.00"
    )
    assert [row.codes[0].value for row in read.rows] == ["208", "20899", "2089999", "229", "22999", "2299999"]


def test_after_a_name_nobody_knows_no_number_is_made_up() -> None:
    read = form(
        "部门支出总表\n单位：万元\n科目名称|合计\n农林水支出|9.00\n农业农村|5.00\n行政运行|5.00\n"
        "新设的事务|4.00\n行政运行|4.00"
    )
    assert [code.value for row in read.rows[4:] for code in row.codes] == []


def test_the_whole_of_the_three_public_items_is_the_total_whatever_money_stands_above_it() -> None:
    read = titled(
        "一般公共预算“三公”经费支出预算表",
        [
            "单位名称|上年预算数|<|<|当年财政拨款预算安排|<|<",
            "^|合计|因公出国（境）费用|公务接待费|合计|因公出国（境）费用|公务接待费",
            "水利局|3.00|1.00|2.00|4.00|2.00|2.00",
        ],
    )
    assert [(c.measure, c.value_year) for c in read.columns] == [
        ("total", -1),
        ("overseas_travel", -1),
        ("official_reception", -1),
        ("total", None),
        ("overseas_travel", None),
        ("official_reception", None),
    ]


def test_parts_beside_their_whole_without_a_group_around_them_are_its_parts() -> None:
    read = titled(
        "部门支出总表",
        [
            "科目编码|科目名称|合计|基本支出|人员经费|日常公用经费|项目支出",
            "213|农林水支出|11.00|8.00|6.00|2.00|3.00",
        ],
    )
    assert wholes(read) == {
        "合计": None,
        "基本支出": "合计",
        "人员经费": "基本支出",
        "日常公用经费": "基本支出",
        "项目支出": "合计",
    }
    read = titled(
        "部门收入总表",
        [
            "科目编码|科目名称|合计|财政拨款收入|一般公共预算|政府性基金预算|事业收入",
            "213|农林水支出|9.00|8.00|6.00|2.00|1.00",
        ],
    )
    assert wholes(read)["一般公共预算"] == wholes(read)["政府性基金预算"] == "财政拨款收入"
    assert wholes(read)["事业收入"] == "合计"


def test_special_money_beside_basic_expenditure_is_project_expenditure() -> None:
    read = titled("部门支出总表", ["科目编码|科目名称|合计|基本支出|专项资金", "213|农林水支出|11.00|8.00|3.00"])
    assert [column.measure for column in read.columns] == ["total", "basic", "project"]


def test_a_table_of_both_kinds_of_basic_projects_is_of_the_whole_basic_expenditure() -> None:
    read = titled(
        "部门基本支出预算表（人员类、运转类公用经费项目）",
        ["单位名称|项目名称|总计|一般公共预算", "水利局|行政人员工资|5.00|5.00", "水利局|公车运维费|2.00|2.00"],
    )
    assert [column.measure for column in read.columns] == ["total", "gpb"]


def test_three_public_rows_are_parts_of_their_sum_printed_below_them() -> None:
    read = titled(
        "“三公”经费、会议费和培训费预算表",
        [
            "项目|2024年预算数",
            "因公出国（境）费|2.00",
            "公务接待费|2.00",
            "公车购置及运行费|5.00",
            "公车运行费|5.00",
            "“三公”经费小计|9.00",
            "会议费|1.00",
            "培训费|2.00",
            "合计|12.00",
        ],
    )
    assert parents(read) == {
        "因公出国（境）费": "“三公”经费小计",
        "公务接待费": "“三公”经费小计",
        "公车购置及运行费": "“三公”经费小计",
        "公车运行费": "公车购置及运行费",
        "“三公”经费小计": "合计",
        "会议费": "合计",
        "培训费": "合计",
    }
    assert [measure for _, measure, _ in amounts(read)][:5] == [
        "overseas_travel",
        "official_reception",
        "vehicle_total",
        "vehicle_operation",
        "three_public_total",
    ]


def test_rows_that_make_up_the_total_as_they_stand_have_no_subtotal_among_them() -> None:
    read = form("项目支出表\n单位：万元\n项目名称|合计\n合计|12.00\n河道整治|6.00\n水库除险|4.00\n抗旱|2.00")
    assert set(parents(read).values()) == {"合计"}


def test_a_unit_with_one_project_is_its_whole_where_the_total_says_so() -> None:
    read = form(
        "项目支出表\n单位：万元\n项目名称|合计\n合计|60.00\n水利局本级|50.00\n河道整治|20.00\n水库除险|30.00\n"
        "水利站|10.00\n抗旱|10.00"
    )
    assert parents(read)["抗旱"] == "水利站"
    assert parents(read)["水利站"] == "合计"


def test_of_which_before_the_first_of_all_the_parts_there_are_leaves_them_addends() -> None:
    rows = titled(
        "“三公”经费预算表",
        ["项目|2024年预算数", "公务用车购置及运行费|5.00", "其中：公务用车购置费|2.00", "公务用车运行维护费|3.00"],
    )
    assert [(row.parent_row_no, row.is_of_which) for row in rows.rows] == [(None, False), (1, False), (1, False)]
    read = titled(
        "“三公”经费预算表",
        [
            "单位名称|“三公”经费合计|公务接待费|公务用车购置及运行费|其中：公务用车购置费|公务用车运行费",
            "水利局|6.00|1.00|5.00|2.00|3.00",
        ],
    )
    assert [(c.parent_column_no, c.is_of_which) for c in read.columns] == [
        (None, False),
        (1, False),
        (1, False),
        (3, False),
        (3, False),
    ]


def test_in_a_list_of_units_alone_the_code_of_the_department_begins_those_of_its_units() -> None:
    read = titled(
        "部门收入总表",
        [
            "单位代码|单位名称（科目）|合计|一般公共预算",
            "|合计|9.00|9.00",
            "601|水利局|9.00|9.00",
            "601001|水利局机关|9.01|9.00",
        ],
    )
    assert parents(read) == {"水利局": "合计", "水利局机关": "水利局"}
    assert [row.role for row in read.rows] == ["total", "subtotal", "item"]


@pytest.mark.parametrize(
    ("lines", "label", "unit"),
    [
        (["预算03表", "单位：万元", "部门支出预算总表"], "预算03表", "万元"),
        (["表3", "青溪县水利局", "2024年部门支出总表", "（单位：万元）"], "表3", "万元"),
        (["GK03", "支出总表", "（万元）"], "GK03", "万元"),
        (["批复03表", "部门支出总表", "单位：元"], "批复03表", "元"),
        (["表号：03", "部门支出总表", "单位：元"], "表号：03", "元"),
        (["部门预算公开03表", "支出总表", "部门/单位：水利局", "单位：元"], "部门预算公开03表", "元"),
    ],
)
def test_label_and_unit_are_found_wherever_they_stand_around_the_title(lines: list[str], label: str, unit: str) -> None:
    table = grid(["科目编码|科目名称|合计", "213|农林水支出|9.00"])
    [read] = recognise(pages(*(Paragraph(line, 1) for line in lines), table)).forms
    assert (read.kind, read.label, read.unit) == ("dept_expenditure_summary", label, unit)


def test_codes_of_units_in_the_column_of_codes_are_no_classification() -> None:
    read = titled(
        "部门支出总表",
        [
            "科目编码|单位名称（科目名称）|合计",
            "|合计|9.00",
            "305|水务局|9.00",
            "305001|水务局本级|5.00",
            "2130301|行政运行|5.00",
            "305002|河道站|4.00",
            "2130301|行政运行|4.00",
        ],
    )
    assert [[code.value for code in row.codes] for row in read.rows] == [[], [], [], ["2130301"], [], ["2130301"]]
    label = {row.row_no: row.name for row in read.rows}
    assert [label.get(row.parent_row_no or -1) for row in read.rows] == [
        None,
        "合计",
        "水务局",
        "水务局本级",
        "水务局",
        "河道站",
    ]


def test_units_below_a_code_that_add_up_to_it_are_its_parts() -> None:
    read = titled(
        "一般公共预算支出情况表",
        [
            "科目编码|科目（单位）名称|合计",
            "|合计|9.00",
            "2130301|行政运行|5.00",
            "|水务局本级|3.00",
            "|河道站|2.00",
            "2130305|水利工程建设|4.00",
            "|防汛中心|4.00",
        ],
    )
    assert parents(read) == {
        "行政运行": "合计",
        "水务局本级": "行政运行",
        "河道站": "行政运行",
        "水利工程建设": "合计",
        "防汛中心": "水利工程建设",
    }
