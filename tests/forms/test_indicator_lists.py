"""Lists of indicators: which column says what, lists side by side, merged levels, indicators without a list."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from pipeline.documents.model import Box, Cell, Paragraph, Table
from pipeline.forms.model import RecognisedForm
from pipeline.forms.performance.target import read_target
from pipeline.forms.recognise import recognise
from tests.forms.tables import grid, pages


def read(rows: list[str], title: str = "项目支出绩效目标表") -> RecognisedForm:
    [only] = recognise(pages(Paragraph(title), grid(rows))).forms
    return only


def listed(form: RecognisedForm) -> list[tuple[str, str, str]]:
    """(dimension, name, target) of every indicator, in order."""
    return [(i.dimension, i.name, i.target_printed) for i in form.indicators]


def test_goals_of_several_years_and_of_this_one_stand_side_by_side() -> None:
    form = read(
        [
            "项目名称|<|公路养护|<|<|<|<|<",
            "绩效指标|一级指标|二级指标|三级指标|指标值|二级指标|三级指标|指标值",
            "^|产出指标|数量指标|养护里程|≥300公里|质量指标|合格率|≥95%",
        ]
    )
    assert listed(form) == [
        ("产出指标 / 数量指标", "养护里程", "≥300公里"), ("产出指标 / 质量指标", "合格率", "≥95%"),
    ]  # fmt: skip


def test_a_list_for_each_level_has_the_level_above_it() -> None:
    form = read(
        [
            "项目名称|资金总额|成本指标|<|满意度指标|<",
            "^|^|三级指标|指标值|三级指标|指标值",
            "文化下乡|60.00|演出成本|≤60万元|观众满意度|≥95%",
        ]
    )
    assert listed(form) == [("成本指标", "演出成本", "≤60万元"), ("满意度指标", "观众满意度", "≥95%")]
    assert [a.cell.text for a in form.amounts] == ["60.00"]


def test_what_an_indicator_means_is_not_its_name_and_what_its_target_means_no_target() -> None:
    form = read(
        [
            "项目名称|三级指标|指标性质|指标值|度量单位|指标值内容|指标内容",
            "法律援助|案件数|>=|200|件|办理的案件|少1件扣5分",
        ]
    )
    assert [(i.name, i.operator, i.target_value, i.target_unit) for i in form.indicators] == [
        ("案件数", "≥", 200, "件")
    ]


def test_a_row_that_numbers_the_columns_is_no_indicator() -> None:
    form = read(["项目名称|三级指标|指标性质|指标值|度量单位", "1|2|3|4|5", "科普|活动场次|=|20|场"])
    assert [i.name for i in form.indicators] == ["活动场次"]


def test_the_first_row_of_a_list_with_projects_is_no_header() -> None:
    form = read(
        [
            "单位名称、项目名称|项目年度绩效目标|一级指标|二级指标|三级指标|指标性质|指标值|度量单位",
            "基层科普|补助县区10个|产出指标|数量指标|补助个数|=|10|个",
            "^|^|效益指标|社会效益指标|受益群众|>=|5000|人次",
        ]
    )
    assert [(i.project_name, i.name) for i in form.indicators] == [("基层科普", "补助个数"), ("基层科普", "受益群众")]


def test_each_indicator_of_a_table_of_projects_has_the_money_of_its_project() -> None:
    form = read(
        [
            "项目名称|预算金额|三级指标|指标值",
            "储备|80.00|物资件数|500件",
            "^|^|合格率|100%",
            "演练|12.50|演练次数|2次",
        ]
    )
    budgets = [i.project_budget.value if i.project_budget else None for i in form.indicators]
    assert budgets == [Decimal(80), Decimal(80), Decimal("12.5")]


def test_targets_of_earlier_years_are_results_and_the_expected_one_is_the_target() -> None:
    form = read(
        [
            "项目名称|文物修缮|<|<|<|<",
            "一级指标|三级指标|指标值|<|<|依据",
            "^|^|近两年指标值|<|预期当年实现值|^",
            "^|^|前年|上年|^|^",
            "产出指标|修缮点|2处|3处|5处|计划",
        ]
    )
    assert listed(form) == [("产出指标", "修缮点", "5处")]
    assert [left.cell.text for left in form.left_out if left.reason == "indicator result"] == ["2处", "3处"]


def test_the_target_of_the_whole_year_is_read_not_that_of_half_of_it() -> None:
    form = read(
        [
            "部门名称|教育局|<|<",
            "一级指标|三级指标|半年（程）指标值|全年（程）指标值",
            "产出|培训教师|≥100人次|≥300人次",
        ]
    )
    assert listed(form) == [("产出", "培训教师", "≥300人次")]


def test_of_targets_of_several_years_that_of_the_form_is_read() -> None:
    rows = ["项目名称|管网|<|<", "一级指标|三级指标|2024年指标值|2025年指标值", "产出指标|长度|8公里|10公里"]
    assert listed(read(rows, "2025年项目支出绩效目标表")) == [("产出指标", "长度", "10公里")]


def test_sign_number_and_unit_below_one_word_are_one_target() -> None:
    form = read(
        [
            "项目名称|环卫保洁|<|<|<",
            "一级指标|三级指标|指标值|<|<",
            "^|^|符号|值|单位（文字描述）",
            "产出指标|保洁面积|≥|200|万平方米",
        ]
    )
    [indicator] = form.indicators
    assert (indicator.operator, indicator.target_value, indicator.target_unit) == ("≥", 200, "万平方米")


def test_in_a_form_of_two_levels_the_second_names_the_indicator() -> None:
    form = read(["项目名称|防火|<", "一级指标|二级指标|目标值", "产出指标|防火道|50公里"])
    assert listed(form) == [("产出指标", "防火道", "50公里")]


def test_of_weights_on_every_level_that_of_the_indicator_is_read() -> None:
    form = read(
        ["一级指标|权重|二级指标|权重|三级指标|权重|目标值", "产出|50|履职|30|完成率|20|100%"], "部门整体绩效目标表"
    )
    assert [(i.name, i.weight) for i in form.indicators] == [("完成率", 20)]
    assert not form.amounts


def test_totals_of_weights_and_dashes_are_no_indicators() -> None:
    form = read(
        ["项目名称|检查|<|<", "一级指标|三级指标|指标值|分值", "产出指标|户数|9户|90", "成本指标|-|-|", "合计|合计||90"]
    )
    assert [i.name for i in form.indicators] == ["户数"]


def test_a_level_cut_by_a_page_break_holds_on_both_pages() -> None:
    edges = tuple(float(20 + 50 * i) for i in range(4))
    first = ["项目名称|普查|<", "一级指标|三级指标|指标值", "|户数|9户", "^|人数|20人"]
    second = ["产出指标|册数|3册", "满意度指标|满意度|≥90%"]
    third = ["|投诉率|≤1%"]
    document = pages(
        Paragraph("项目支出绩效目标表"), grid(first, 1, edges), grid(second, 2, edges), grid(third, 3, edges)
    )
    [form] = recognise(document).forms
    assert [i.dimension for i in form.indicators] == ["产出指标", "产出指标", "产出指标", "满意度指标", "满意度指标"]


def test_indicators_written_into_one_cell_are_taken_apart() -> None:
    form = read(
        [
            "项目名称|<|补助|<",
            "绩效指标|一级指标|二级指标|三级指标及指标值",
            "^|产出指标|数量指标|指标1：补助学生≥500人\n指标2：补助学校5所以上；3.保障能力提升",
        ]
    )
    assert listed(form) == [
        ("产出指标 / 数量指标", "补助学生", "≥500人"),
        ("产出指标 / 数量指标", "补助学校", "5所以上"),
        ("产出指标 / 数量指标", "数量指标", "保障能力提升"),
    ]


def test_words_beside_the_names_of_levels_are_indicators_without_a_header() -> None:
    form = read(["项目名称|<|防汛", "产出指标|数量指标|救生衣≥200件；冲锋舟≥2艘", "满意度指标|满意度|≥95%"])
    assert listed(form) == [
        ("产出指标 / 数量指标", "救生衣", "≥200件"),
        ("产出指标 / 数量指标", "冲锋舟", "≥2艘"),
        ("满意度指标 / 满意度", "满意度", "≥95%"),
    ]


def test_columns_of_levels_hold_indicators_and_no_amounts() -> None:
    form = read(
        [
            "单位名称|年度预算申请|<|产出指标|效益指标",
            "^|资金总额|其他资金|^|^",
            "司法局|856.32|6.32|质量指标：办结率≥95%|普法覆盖率90%",
        ],
        "部门整体支出绩效目标表",
    )
    assert listed(form) == [("产出指标 / 质量指标", "办结率", "≥95%"), ("效益指标", "普法覆盖率", "90%")]
    assert [a.cell.text for a in form.amounts] == ["856.32", "6.32"]


@pytest.mark.parametrize(
    ("printed", "operator", "value", "unit"),
    [
        ("≥95%", "≥", "95", "%"),
        ("不少于20个", "≥", "20", "个"),
        ("不超过0.5万元/人", "≤", "0.5", "万元/人"),
        ("95%及以上", "≥", "95", "%"),
        ("30天以内", "≤", "30", "天"),
        ("=100%（200家）", "=", "100", "%"),
        ("≥330台（套）", "≥", "330", "台(套)"),
        ("20（万元）", None, "20", "万元"),
        ("12个月", None, "12", "个月"),
        ("5000㎡", None, "5000", "m2"),
        ("保洁河道≥120公里", "≥", "120", "公里"),
    ],
)
def test_a_target_has_sign_number_and_unit(printed: str, operator: str | None, value: str, unit: str) -> None:
    assert read_target(printed) == (operator, Decimal(value), unit)


@pytest.mark.parametrize(
    "printed", ["2025年12月底前", "12月31日前", "1-3个工作日", "培训2期", "2期200人", "显著提升", ""]
)
def test_dates_ranges_and_words_are_no_numbers(printed: str) -> None:
    assert read_target(printed).value is None


def test_words_of_a_cell_that_a_page_break_left_open_are_put_back() -> None:
    edges = (0.0, 50.0, 100.0, 150.0)
    first = boxed(grid(["一级指标|三级指标|指标值", "产出指标|户数|9户"], 1, edges))
    printed = ((0, 1, "人数"), (0, 2, "20人"), (1, 1, "册数"), (1, 2, "3册"))
    open_cells = tuple(Cell(r, c, text, page=2) for r, c, text in printed)
    second = boxed(Table(open_cells, 2, 3, 2, column_edges=edges))
    words = [Paragraph(word, 2, Box(20, top, 30, top + 5)) for word, top in (("满意度", 12.0), ("指标", 18.0))]
    third = boxed(grid(["|满意率|≥90%"], 3, edges))
    lines = [Paragraph("项目支出绩效目标表"), first, second, *words, third]
    [form] = recognise(pages(*lines)).forms
    assert [i.dimension for i in form.indicators] == ["产出指标", "满意度指标", "满意度指标", "满意度指标"]


def boxed(table: Table) -> Table:
    """Each row ten points high, each cell with its box."""
    edges = table.column_edges
    cells = tuple(
        replace(c, box=Box(edges[c.column], 10.0 * c.row, edges[c.column + c.column_span], 10.0 * (c.row + c.row_span)))
        for c in table.cells
    )
    return replace(table, cells=cells, box=Box(edges[0], 0, edges[-1], 10.0 * table.row_count))


def test_forms_of_several_projects_drawn_as_one_table_are_forms_of_their_own() -> None:
    rows = []
    for name, money, target in (("修渠", "30.00", "9户"), ("修路", "40.00", "20人")):
        rows += [
            f"项目名称|{name}|<",
            f"预算金额（万元）|{money}|<",
            "一级指标|三级指标|指标值",
            f"产出指标|受益|{target}",
        ]
    forms = recognise(pages(Paragraph("项目支出绩效目标表"), grid(rows))).forms
    assert [(f.kind, f.project_name, f.indicators[0].target_printed) for f in forms] == [
        ("project_performance_target", "修渠", "9户"), ("project_performance_target", "修路", "20人"),
    ]  # fmt: skip


def test_a_list_on_the_next_page_belongs_to_the_form_whose_goal_the_page_break_cut() -> None:
    first = grid(
        ["项目名称|修渠|<|<", "年度资金总额（万元）|30.00|<|<", "年度目标|目标1|<|<"],
        1,
        (0.0, 50.0, 90.0, 120.0, 150.0),
    )
    second = grid(["标||<", "一级指标|三级指标|指标值", "产出指标|受益|9户"], 2, (0.0, 30.0, 80.0, 150.0))
    [form] = recognise(pages(Paragraph("项目支出绩效目标表"), first, second)).forms
    assert [(i.project_name, i.name) for i in form.indicators] == [("修渠", "受益")]


def test_the_name_of_a_level_cut_in_two_by_a_page_break_is_one_word() -> None:
    edges = (0.0, 50.0, 90.0, 150.0)
    first = grid(["一级指标|三级指标|指标值", "产出指标|受益|9户", "效益指|增收|2%"], 1, edges)
    second = grid(["标|就业|50人", "满意度指标|满意率|≥90%"], 2, edges)
    [form] = recognise(pages(Paragraph("项目支出绩效目标表"), first, second)).forms
    assert [i.dimension for i in form.indicators] == ["产出指标", "效益指标", "效益指标", "满意度指标"]


def test_a_unit_may_stand_in_brackets_behind_the_name() -> None:
    form = read(["一级指标|三级指标|指标值", "成本指标|人均成本（元）|≤1947", "产出指标|培训（含网络）|4"])
    assert [(i.name, i.target_unit) for i in form.indicators] == [("人均成本（元）", "元"), ("培训（含网络）", None)]


def test_the_sign_of_a_target_is_read_where_a_form_prints_its_kind_too() -> None:
    form = read(
        [
            "项目名称|供水|<|<|<",
            "三级指标|指标性质|运算符号|指标值|计量单位",
            "供水量|定量|≥|1000|万吨",
            "保障能力|定性||显著提升|",
        ]
    )
    assert [(i.name, i.operator, i.target_value) for i in form.indicators] == [
        ("供水量", "≥", 1000),
        ("保障能力", None, None),
    ]


def test_the_target_of_the_year_is_read_not_that_of_the_whole_period() -> None:
    form = read(
        [
            "项目名称|河湖|<|<",
            "一级指标|三级指标|预期指标值|<",
            "^|^|实施周期指标值|年度指标值",
            "产出指标|长度|300公里|100公里",
        ]
    )
    assert listed(form) == [("产出指标", "长度", "100公里")]


def test_statistics_with_units_are_no_list_of_indicators() -> None:
    form = read(["指标名称|单位|2024年|2023年", "在职人数|人|42|40"], "主要统计指标表")
    assert not form.indicators


def test_the_words_of_an_indicator_cut_by_a_page_break_are_joined() -> None:
    edges = (0.0, 50.0, 90.0, 150.0)
    first = grid(["一级指标|三级指标|指标值", "产出指标|开展志愿服|≥20场"], 1, edges)
    second = grid(["|务活动|", "|宣传|不少于5"], 2, edges)
    third = grid(["||次", "满意度指标|满意率|≥90%"], 3, edges)
    [form] = recognise(pages(Paragraph("项目支出绩效目标表"), first, second, third)).forms
    assert [(i.name, i.target_printed, i.target_unit) for i in form.indicators] == [
        ("开展志愿服务活动", "≥20场", "场"), ("宣传", "不少于5次", "次"), ("满意率", "≥90%", "%"),
    ]  # fmt: skip
