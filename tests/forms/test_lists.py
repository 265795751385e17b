"""Lists of purchases, projects and units: what their labels are, and which rows are parts of which."""

from pipeline.forms.recognise import recognise
from tests.forms.tables import amounts, form, grid, pages

PURCHASES = [
    "科目编码|<|<|单位编码|采购项目|采购目录|数量|部门预算支出经济科目编码|<|预算金额",
    "类|款|项|^|^|^|^|类|款|^",
    "||||合计||7|||90.00",
    "201|13|01|1|全额||7|||90.00",
    "201|13|01|263001|某局||7|||90.00",
    "201|13|01||办公费|C01|3|302|01|40.00",
    "201|13|01||印刷费|C02|4|302|02|50.00",
]


def test_a_quantity_among_the_labels_of_a_purchase_starts_no_second_table() -> None:
    [read] = recognise(pages(grid(PURCHASES))).forms
    assert {c.block_no for c in read.columns} == {0}
    bought = next(row for row in read.rows if row.project_name == "办公费")
    assert [(c.scheme, c.value) for c in bought.codes] == [("functional", "2011301"), ("dept_economic", "30201")]


def test_a_unit_that_heads_its_rows_is_their_whole_even_where_it_repeats_their_code() -> None:
    [read] = recognise(pages(grid(PURCHASES))).forms
    by_name = {row.project_name: row for row in read.rows}
    total, kind, unit = by_name["合计"], by_name["全额"], by_name["某局"]
    assert (kind.parent_row_no, unit.parent_row_no) == (total.row_no, kind.row_no)
    assert by_name["印刷费"].parent_row_no == unit.row_no
    assert (kind.role, unit.role) == ("subtotal", "subtotal")


def test_units_printed_on_every_row_head_nothing() -> None:
    read = form(
        "项目支出预算表\n单位：万元\n单位编码|单位名称|科目编码|科目名称|合计\n|合计|||9.00\n"
        "101001|甲局|2010801|行政运行|4.00\n101002|乙所|2010801|行政运行|5.00"
    )
    total = next(row for row in read.rows if row.role == "total")
    assert [row.parent_row_no for row in read.rows if row.role == "item"] == [total.row_no, total.row_no]


def test_a_row_is_part_of_the_last_row_whose_labels_all_stand_left_of_its_own() -> None:
    read = form(
        "政府采购预算表\n单位：万元\n采购品目大类|专项名称|经济科目|采购物品名称|总计\n合计||||9.00\n一、货物||||9.00\n"
        "|文件费|印刷||4.00\n|||纸张|4.00\n||会议||5.00\n|||茶歇|5.00"
    )
    assert [row.parent_row_no for row in read.rows] == [None, 1, 2, 3, 2, 5]


def test_one_number_misprinted_ten_fold_does_not_take_the_parts_from_their_whole() -> None:
    read = form(
        "项目支出预算表\n单位：万元\n项目名称|合计|一般公共预算|政府性基金预算\n合计|9.00|6.00|3.00\n其他运转类|90.00|6.00|3.00\n"
        "物业|4.00|4.00|\n维修|5.00|2.00|3.00"
    )
    assert [row.parent_row_no for row in read.rows] == [None, 1, 2, 2]


def test_two_rows_that_happen_to_agree_with_the_next_in_one_column_head_nothing() -> None:
    read = form(
        "项目支出预算表\n单位：万元\n项目名称|合计|一般公共预算|政府性基金预算\n合计|21.00|12.00|9.00\n修缮|10.00|6.00|4.00\n"
        "物业|5.00|4.00|1.00\n维修|6.00|2.00|4.00"
    )
    assert [row.parent_row_no for row in read.rows] == [None, 1, 1, 1]


def test_the_first_row_of_a_merged_group_with_no_word_of_its_own_prints_the_sum_of_the_group() -> None:
    table = grid(
        ["品目|专项名称|物品名称|总计", "合计|||9.00", "货物|||9.00", "|设备费||9.00", "|^|电脑|4.00", "|^|桌子|5.00"]
    )
    [read] = recognise(pages(table)).forms
    assert [row.parent_row_no for row in read.rows] == [None, 1, 2, 3, 3]


def test_a_goal_or_a_serial_is_no_name_of_a_project() -> None:
    read = form("项目支出绩效表\n单位：万元\n序号|项目名称|预算数|年度绩效目标\n1|修缮|3.00|完成修缮2处")
    assert [(row.project_name, row.name) for row in read.rows] == [("修缮", "")]


def test_the_name_of_the_second_classification_is_not_the_name_of_the_row() -> None:
    read = form(
        "一般公共预算基本支出表\n单位：元\n部门经济科目编码|部门经济科目名称|政府经济科目编码|政府经济科目名称|合计\n"
        "30239|其他交通费用|50201|办公经费|7.00"
    )
    assert [row.name for row in read.rows] == ["其他交通费用"]


def test_a_total_whose_label_covers_two_lanes_is_the_total_of_the_lane_its_number_stands_in() -> None:
    table = grid(
        [
            "人员经费|<|<|公用经费|<|<|<|<|<",
            "科目代码|科目名称|决算数|科目代码|科目名称|决算数|科目代码|科目名称|决算数",
            "301|工资福利支出|6.00|302|商品和服务支出|2.00|310|资本性支出|1.00",
            "人员经费合计|<|6.00|公用经费合计|<|<|<|<|3.00",
        ]
    )
    [read] = recognise(pages(table)).forms
    lines = {(row.block_no, row.line) for row in read.rows if row.role == "subtotal"}
    assert lines == {(0, "personnel_total"), (2, "operating_total")}
    assert (amounts(read)[-1][0], amounts(read)[-1][2]) == ("公用经费合计", "3.00")


def test_rows_that_repeat_their_units_code_are_its_items_where_a_row_of_the_unit_alone_heads_them() -> None:
    read = form(
        "支出总表\n单位：万元\n类|款|项|单位代码|单位名称（功能分类科目名称）|合计\n||||合计|9.00\n"
        "|||401001|局本级|5.00\n207||||文化旅游体育与传媒支出|5.00\n207|01|||文化和旅游|5.00\n"
        "207|01|01|401001|行政运行|2.00\n207|01|09|401001|群众文化|3.00\n"
        "|||401002|博物馆|4.00\n207||||文化旅游体育与传媒支出|4.00\n207|02|||文物|4.00\n207|02|05|401002|博物馆|4.00"
    )
    assert [(row.role, row.parent_row_no) for row in read.rows] == [
        ("total", None),
        ("subtotal", 1),
        ("item", 2),
        ("item", 3),
        ("item", 4),
        ("item", 4),
        ("subtotal", 1),
        ("item", 7),
        ("item", 8),
        ("item", 9),
    ]


def test_one_side_of_a_balance_alone_is_read_as_lines_and_not_by_what_its_numbers_add_up_to() -> None:
    read = form(
        "收入总体情况表\n单位：万元\n项目|预算数\n一、财政拨款|7.00\n一般公共预算|7.00\n政府性基金预算|\n二、其他资金|\n"
        "本年收入合计|7.00\n三、上年结转|\n收入总计|7.00"
    )
    parents = {row.name: row.parent_row_no for row in read.rows}
    assert list(parents.values()) == [5, 1, 1, 5, 7, 7, None]
    assert [row.role for row in read.rows if row.role != "item"] == ["subtotal", "carry_over", "total"]


def test_rows_that_count_things_are_counts_where_their_column_says_nothing() -> None:
    read = form("“三公”经费使用情况\n单位：万元\n使用项目|年度数量或人次\n公务用车保有量|6\n国内公务接待人次|73")
    assert [a.measure for a in read.amounts] == ["count", "count"]
    assert not [trouble for trouble in read.troubles if trouble.kind == "column_not_understood"]


def test_a_number_with_half_a_bracket_is_a_numbering() -> None:
    read = form(
        "“三公”经费决算表\n单位：万元\n项目|决算数\n合计|9.00\n1、因公出国（境）费|0.00\n2、公务接待费|5.00\n"
        "1)国内接待费|5.00\n2)国（境）外接待费|0.00\n3、公务用车购置及运行费|4.00"
    )
    names = {row.row_no: row.name for row in read.rows}
    parents = [names.get(row.parent_row_no) if row.parent_row_no is not None else None for row in read.rows]
    assert parents == [None, "合计", "合计", "2、公务接待费", "2、公务接待费", "合计"]


def test_projects_below_numbered_kinds_of_projects_are_their_parts() -> None:
    read = form("""
        部门项目支出预算表
        单位：万元
        项目名称|合计
        合计|9.00
        一、本级项目支出|5.00
        （一）业务类项目|5.00
        1.法律援助办案经费|3.00
        2.人民调解经费|2.00
        二、对下补助项目支出|4.00
        1.社区矫正补助|4.00
    """)
    first = read.rows[0].row_no
    assert [None if p is None else p - first for p in (row.parent_row_no for row in read.rows)] == [
        None, 0, 1, 2, 2, 0, 5,
    ]  # fmt: skip
