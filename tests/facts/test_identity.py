"""Whose a disclosure is: from its words, with the line that says so."""

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.facts.identity import identify
from pipeline.facts.model import Identity
from pipeline.facts.naming import organisation_key
from pipeline.facts.places import region_in, region_of
from tests.forms.tables import recognised


def identity_of(*lines: str):  # type: ignore[no-untyped-def]
    return identify(Document(format="text", blocks=tuple(Paragraph(text=line) for line in lines)), [])


def is_budget_of_2024(found: Identity, organisation: str, region: str) -> None:
    assert (found.organisation, found.fiscal_year, found.stage) == (organisation, 2024, "budget")
    assert found.region_code == region


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["某某市审计局2026年部门预算"], ("某某市审计局", 2026, "budget", "department")),
        (["某某市审计局 2024 年度部门决算"], ("某某市审计局", 2024, "final_account", "department")),
        (["某某市图书馆2025年单位预算"], ("某某市图书馆", 2025, "budget", "unit")),
        (["国家某某局", "2026年部门预算"], ("国家某某局", 2026, "budget", "department")),
        (["某某市财政局（本级）2026年部门预算"], ("某某市财政局（本级）", 2026, "budget", "unit")),
    ],
)
def test_a_title_tells_organisation_year_stage_and_scope(lines: list[str], expected: tuple[object, ...]) -> None:
    found = identity_of(*lines)
    assert (found.organisation, found.fiscal_year, found.stage, found.scope) == expected
    assert found.evidence["organisation"]


@pytest.mark.parametrize(
    "lines",
    [
        ["长沙市教育局", "部门决算", "2024年"],
        ["2024年", "长沙市教育局", "部门决算公开"],
        ["2024年度", "长沙市教育局部门决算"],
        ["长沙市教育局", "2024年度", "部门决算"],
        ["2024年度", "部门决算公开", "长沙市教育局"],
        ["关于长沙市教育局2024年部门决算公开情况的说明"],
        ["附件1", "第二部分 长沙市教育局2024年度部门决算情况说明"],
        ["2024年度长沙市教育局决算公开"],
        ["2024年度部门决算公开", "单位名称：长沙市教育局"],
        ["部门代码：123001", "部门名称：长沙市教育局", "2024年部门决算"],
        ["第一部分 长沙市教育局单位概况", "第三部分 2024年度部门决算情况说明"],
        ["长沙市2024年部门决算公开", "（长沙市教育局）"],
        ["长沙市教育局二〇二四年部门决算"],
        ["湖南省长沙市2024年部门决算公开", "长沙市教育局"],
        ["长沙市教育局部门2024年度决算公开报告"],
        ["长沙市教育局（部门）", "2024年度部门决算"],
    ],
)
def test_a_cover_may_put_its_parts_in_any_order_and_on_lines_of_their_own(lines: list[str]) -> None:
    found = identity_of(*lines)
    assert (found.organisation, found.fiscal_year, found.stage, found.scope, found.region_code) == (
        "长沙市教育局", 2024, "final_account", "department", "430100",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "scope"),
    [
        ("合肥市财政局2024年度本级预算", "unit"),
        ("昆明市第一中学2024年单位预算公开", "unit"),
        ("沈阳市第二中学2024年部门（单位）预算", "department"),
    ],
)
def test_the_budget_of_one_unit_is_told_from_that_of_a_department(line: str, scope: str) -> None:
    found = identity_of(line)
    assert (found.scope, found.fiscal_year) == (scope, 2024)
    assert found.organisation == line.split("2024")[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [("工业和信息化部", "100000"), ("中国气象局", "100000"), ("中国共产党长沙市委员会办公室", "430100")],
)
def test_organs_of_the_centre_are_known_by_their_names(name: str, code: str) -> None:
    assert identity_of(f"{name}2024年部门预算").region_code == code


@pytest.mark.parametrize(
    "lines",
    [
        ["2024年部门预算公开目录", "一般公共预算支出表"],
        ["第一部分 部门概况", "第二部分 2024年部门预算表"],
        ["长沙市2024年部门预算", "单位：万元"],
        ["2024年度", "名词解释", "部门预算"],
    ],
)
def test_a_place_a_heading_or_a_table_is_no_organisation(lines: list[str]) -> None:
    assert identity_of(*lines).organisation == ""


def test_what_nothing_tells_stays_unknown() -> None:
    found = identity_of("欢迎光临。", "今天天气很好。")
    assert (found.organisation, found.fiscal_year, found.stage, found.region_code) == ("", None, None, "000000")


def test_the_lines_above_the_tables_name_the_organisation_in_full() -> None:
    table = "{}部门支出总表\n部门：某某市某某区审计局\n单位：元\n科目编码|科目名称|合计\n201|一般公共服务支出|5.00\n\n"
    forms = recognised("".join(table.format(y) for y in ("", "一般公共预算", "政府性基金"))).forms
    found = identify(Document(format="text", blocks=(Paragraph(text="区审计局2025年部门预算"),)), forms)
    assert found.organisation == "某某市某某区审计局"


def test_a_template_with_placeholders_is_known_as_one() -> None:
    assert identity_of("上海市XX局2024年度部门决算", "上海市XX局概况", "上海市XX局的职责").is_template


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("重庆市渝北区工商业联合会", "500112"),
        ("上海市财政局", "310000"),
        ("江苏省人大常委会办公厅", "320000"),
        ("无锡市统计局", "320200"),
        ("青禾县水务局", "000000"),
        ("安吉县第三初级中学", "330523"),  # and not 吉县, whose name is part of it
        ("晋中市榆次区财政局", "140702"),
        ("广西财政厅", "450000"),
        ("石柱县水务局", "500240"),
        ("伊犁州教育局", "654000"),
        ("新疆生产建设兵团教育局", "650000"),
    ],
)
def test_a_region_is_the_deepest_place_in_the_name(name: str, code: str) -> None:
    assert region_in(name) == code


def test_a_name_shared_by_several_places_is_no_region() -> None:
    assert region_in("普陀区财政局") == "000000"  # in Shanghai and in Zhoushan


def test_names_are_compared_without_brackets_and_own_level() -> None:
    assert organisation_key("某某市财政局（本级）") == organisation_key("某某市财政局")


def test_the_text_tells_which_of_several_namesakes_a_place_is() -> None:
    assert region_of("普陀区财政局", ["根据上海市财政局的要求，编制本预算。"]) == "310107"
    assert region_of("普陀区财政局", ["本预算按要求编制。"]) == "000000"


def test_the_text_tells_the_place_of_a_name_without_one_by_its_level() -> None:
    texts = ["攸县人民政府批准", "攸县财政局批复", "按照攸县人民政府要求", "株洲市财政局下达"]
    assert region_of("县教育局", texts) == "430223"
    assert region_of("市教育局", texts) == "000000"  # said once only
    assert region_of("县教育局", ["到攸县考察", "到攸县学习", "到攸县调研"]) == "000000"


def test_organs_of_a_national_body_are_those_of_the_centre() -> None:
    assert identity_of("中国人民政治协商会议全国委员会办公厅2023年部门预算").region_code == "100000"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("中国共产党长沙市委员会办公室", "长沙市委办公室"),
        ("中共长沙市委办公室", "长沙市委办公室"),
        ("中国人民政治协商会议长沙市委员会办公室", "政协长沙市委员会办公室"),
        ("长沙市人民代表大会常务委员会办公室", "长沙市人大常委会办公室"),
    ],
)
def test_an_organ_called_in_full_or_by_less_is_the_same(one: str, other: str) -> None:
    assert organisation_key(one) == organisation_key(other)


def test_units_named_above_the_tables_are_not_the_department_of_the_title() -> None:
    def table(unit: str) -> str:
        return f"支出总表\n单位名称：{unit}\n科目编码|科目名称|合计\n2010101|行政运行|3.00\n"

    title = "甲县城市管理局2026年部门预算"
    units = ["甲县城市管理局机关", "甲县城市管理局机关", "甲县环卫所", "甲县环卫所", "甲县环卫所"]
    forms = [form for unit in units for form in recognised(table(unit)).forms]
    document = Document(format="text", blocks=(Paragraph(text=title),))
    assert identify(document, forms).organisation == "甲县城市管理局"
    assert identify(document, forms[2:]).organisation == "甲县环卫所"


def test_one_table_of_the_own_level_does_not_make_a_department_a_unit() -> None:
    forms = recognised("绩效目标表\n单位名称：甲县教育局本级\n科目编码|科目名称|合计\n2010101|行政运行|3.00\n").forms
    document = Document(format="text", blocks=(Paragraph(text="甲县教育局2026年部门预算"),))
    found = identify(document, forms)
    assert (found.organisation, found.scope) == ("甲县教育局", "department")


@pytest.mark.parametrize(
    "lines",
    [
        ["长沙市教育局2024年度一般公共预算财政拨款“三公”经费支出决算情况说明"],
        ["长沙市教育局2024年度", "一般公共预算及政府性基金财政", "拨款“三公”经费支出决算情况说明"],
        ["关于长沙市教育局2024年“三公”经费决算情况的说明"],
        ["长沙市教育局2024年部门一般公共预算财政拨款“三公”经费支出决算情况说明"],
        ["2024年度长沙市教育局“三公”经费财政拨款支出决算公开"],
        ["长沙市教育局财政拨款“三公”经费2024年决算情况如下："],
        ["长沙市教育局财政拨款“三公”经费决算2024年情况如下："],
        [
            "长沙市教育局",
            "关于财政拨款“三公”经费决算",
            "2024年情况的说明",
            "长沙市教育局财政拨款“三公”经费决算2024年情况：",
        ],
        ["标题：【财政决算】长沙市教育局2024年部门决算情况说明"],
        [
            "长沙市教育局2024年“三公”经费支出说明",
            "公务接待费0.50万元，较2023年决算数减少0.10万元。",
            "甲办主办乙局承办",
        ],
    ],
)
def test_a_text_on_the_three_public_expenses_alone_has_a_title_of_its_own(lines: list[str]) -> None:
    found = identity_of(*lines)
    assert (found.organisation, found.fiscal_year, found.stage) == ("长沙市教育局", 2024, "final_account")


@pytest.mark.parametrize(
    ("text", "year", "stage"),
    [
        ("本年度“三公”经费支出预算3.00万元，与2030年预算持平。2031年公务接待费3.00万元。", 2031, "budget"),
        ("2031年度“三公”经费决算2.00万元，与2030年决算数相比增加1.00万元。", 2031, "final_account"),
        ("2031年“三公”经费支出2.00万元，比年初预算减少1.00万元。", 2031, "final_account"),
        ("2031年决算报告说，2031年收入9.00万元，为预算的98.00%，支出8.00万元。", 2031, "final_account"),
        ("2031年“三公”经费支出预算为3.00万元，支出决算为2.00万元，决算数小于预算数。", 2031, "final_account"),
        (
            "根据预算法（2018年修订），2031年一般公共预算安排的“三公”经费预算2.00万元，较2030年决算一致。",
            2031,
            "budget",
        ),
        (
            "2031年度总收入9.00万元，较2030年度决算数减少1.00万元。总支出8.00万元，较2030年度决算数减少1.00万元。"
            "上年结转1.00万元，是以前年度支出预算没有用完的资金，较2030年度决算数减少1.00万元。",
            2031,
            "final_account",
        ),
        (
            "2031年收入预算9.00万元，较2030年决算数减少1.00万元。2031年支出预算9.00万元，较2030年决算数减少1.00万元。"
            "2031年项目支出预算3.00万元，较2030年决算数减少1.00万元。",
            2031,
            "budget",
        ),
        ("按照规定，现将我单位2031年度部门预算公开如下：", 2031, "budget"),
        ("截至2030年12月31日固定资产9.00万元。2031年政府采购预算2.00万元。", 2031, "budget"),
    ],
)
def test_a_text_without_a_title_speaks_of_its_year_and_not_of_what_it_compares_with(
    text: str, year: int, stage: str
) -> None:
    found = identity_of(text)
    assert (found.fiscal_year, found.stage) == (year, stage)


def test_a_sentence_is_no_name() -> None:
    assert identity_of("青禾镇只有本级，没有其他单位，因此本部门预算仅含本级预算。").organisation == ""


@pytest.mark.parametrize(
    ("lines", "organisation", "region"),
    [
        (["首页 > 财政预决算 > 市级部门预算 > 2024年", "长沙市教育局2024年部门预算"], "长沙市教育局", "430100"),
        (["首页 > 财政预决算 > 长沙市教育局2024年部门预算"], "长沙市教育局", "430100"),
        (["标题： | 长沙市教育局2024年部门预算 | |"], "长沙市教育局", "430100"),
        (["（2024年部门预算公开）", "长沙市教育局2024年部门预算", "编制说明"], "长沙市教育局", "430100"),
        (["长沙市2024年白果镇人民政府部门预算的批复"], "长沙市白果镇人民政府", "430100"),
        (["关于白果镇2024年部门预算的说明", "白果镇2024年部门预算已由攸县财政局批复。"], "白果镇", "430223"),
        (["标题：长沙市教育局（部门汇总）2024年部门预算"], "长沙市教育局", "430100"),
        (["2024年部门预算", "白果镇人民政府设6个内设机构：", "1.党政办公室"], "白果镇人民政府", "000000"),
        (["2024年部门预算", "攸县白果镇第二小学是一所公办学校。"], "攸县白果镇第二小学", "430223"),
        (["2024年部门预算", "甲乙小学是一所学校。", "丙丁小学是一所学校。"], "", "000000"),
        (["组配分类 部门预算 发布机构 长沙市", "长沙市教育局2024年部门预算"], "长沙市教育局", "430100"),
        (["（2）长沙市教育局2024年部门预算只有本级。", "第一部分 长沙市教育局概况"], "长沙市教育局", "430100"),
        (["一、长沙市教育局概况", "2024年部门预算收支说明"], "长沙市教育局", "430100"),
        (["机构设置", "纳入长沙市教育局2024年部门预算编制范围的单位有：局本级。"], "长沙市教育局", "430100"),
        (["从预算单位构成看，长沙市教育局2024年部门预算包括局本级预算。"], "长沙市教育局", "430100"),
        (["2024年部门预算", "其中长沙市教育局内设5个科室。"], "长沙市教育局", "430100"),
        (["按照要求，现将白果镇2024年度“三公”经费预算情况公布如下："], "白果镇", "000000"),
        (
            [
                "白果镇2024年“三公”经费预算共3.00万元，比上年预算减少1.00万元，其中公务接待费1.00万元，"
                "公务用车运行维护费2.00万元，减少的原因都是厉行节约，压减一般性支出。"
            ],
            "白果镇",
            "000000",
        ),
    ],
)
def test_who_publishes_stands_in_other_places_than_a_title(lines: list[str], organisation: str, region: str) -> None:
    is_budget_of_2024(identity_of(*lines), organisation, region)


@pytest.mark.parametrize(
    "lines",
    [
        ["长沙市教育局2024年度（本级）决算公开报告"],
        ["2024年度长沙市教育局（本级）决算公开", "部分 2024年度单位决算情况说明"],
    ],
)
def test_the_own_level_may_be_said_between_the_year_and_the_account(lines: list[str]) -> None:
    found = identity_of(*lines)
    assert (found.organisation, found.fiscal_year, found.scope) == ("长沙市教育局", 2024, "unit")


@pytest.mark.parametrize(
    ("name", "texts", "code"),
    [
        # Posted to another place, of the one that its government is of.
        ("驻岳阳市办事处", ["湖南省长沙市人民政府驻岳阳市办事处负责联络。"], "430100"),
        ("衡阳市驻岳阳市办事处", [], "430400"),
        # The town's county, where the text writes the name in full.
        ("白果镇人民政府", ["攸县白果镇人民政府设六个办公室。"], "430223"),
        # A place by less than its name, where the text has the name.
        ("衡阳图书馆", ["衡阳市图书馆编制9人。"], "430400"),
        ("衡阳图书馆", ["本馆编制9人。"], "000000"),
        ("衡阳市石鼓人民法院", ["石鼓区人民法院是审判机关。"], "430407"),
        ("衡阳市石鼓书院", ["石鼓区有书院一所。"], "430400"),
        ("甘肃省张家川县法院", ["张家川回族自治县人民法院是审判机关。"], "620525"),
        ("衡阳市石鼓经济开发区管委会", [], "430407"),
        ("石鼓高新区管委会", [], "430407"),
        ("石鼓小学", [], "000000"),
        ("海南州教育局", [], "632500"),  # and not the province
        ("河南县财政局", [], "632324"),
        ("大理州统计局", [], "532900"),  # and not the city of that name in it
        ("衡阳市住房公积金管理中心祁东分中心", [], "430426"),
        ("州教育局", ["经大理州财政局汇总，情况如下。"], "532900"),
        ("衡阳市公安局石鼓分局", [], "430407"),
        ("衡阳市衡阳第一中学", [], "430400"),
        ("嘉峪关市农业农村局", [], "620200"),  # a city without districts is listed as a city and inside itself
    ],
)
def test_a_name_with_less_than_its_place_gets_it_from_the_text(name: str, texts: list[str], code: str) -> None:
    assert identity_of(f"{name}2024年部门预算", *texts).region_code == code


def test_a_report_on_what_was_reached_is_told_with_the_account() -> None:
    found = identity_of("长沙市教育局2024年度部门整体支出绩效自评报告", "年初预算9万元，全年预算9万元。")
    assert (found.organisation, found.fiscal_year, found.stage) == ("长沙市教育局", 2024, "final_account")
    found = identity_of("2024年长沙市教育局整体支出绩效自评报告")
    assert (found.organisation, found.fiscal_year, found.stage) == ("长沙市教育局", 2024, "final_account")
    assert identity_of("长沙市教育局2024年度部门整体支出绩效目标", "部门预算").stage == "budget"


@pytest.mark.parametrize(
    "begin",
    ["本单位为长沙市教育局下属二级预算单位", "隶属于长沙市教育局。", "(一)本中心系长沙市教育局所属公益一类事业单位。"],
)
def test_a_unit_may_say_of_itself_whose_it_is(begin: str) -> None:
    found = identity_of("长沙市电化教育中心2024年部门预算", begin)
    assert (found.parent, found.scope) == ("长沙市教育局", "unit")


@pytest.mark.parametrize("above", ["长沙市人民政府直属机构", "市委直属事业单位", "市政府管理的事业单位"])
def test_who_belongs_to_the_government_or_the_party_is_no_unit_of_a_department(above: str) -> None:
    found = identity_of("长沙市医疗保障局2024年部门预算", f"长沙市医疗保障局是{above}。")
    assert (found.parent, found.scope) == (None, "department")


def test_a_name_without_its_place_is_taken_with_it_where_a_heading_has_it() -> None:
    found = identity_of("区公安局森林分局2023年部门预算", "第一部分 长沙市岳麓区公安局森林分局概况")
    assert found.organisation == "长沙市岳麓区公安局森林分局"
    assert identity_of("区公安局森林分局2023年部门预算", "第一部分 概况").organisation == "区公安局森林分局"


def test_all_courts_of_a_province_are_no_organisation() -> None:
    assert identity_of("第一部分 部门预算说明", "湖南省各级人民法院负责审理案件。").organisation == ""


def test_a_text_on_how_the_three_public_expenses_moved_names_who_spends_them() -> None:
    found = identity_of("2024年长沙市委宣传部“三公”经费增减情况说明", "预算9万元。")
    assert (found.organisation, found.fiscal_year) == ("长沙市委宣传部", 2024)


@pytest.mark.parametrize(
    ("lines", "organisation", "region"),
    [
        (["所属分类 部门预算 效力状态 有效", "长沙市教育局2024年部门预算"], "长沙市教育局", "430100"),
        (
            ["2024年度湖南省蚕桑技术", "研究所部门预算", "第一部分 湖南省蚕桑技术研究所概况"],
            "湖南省蚕桑技术研究所",
            "430000",
        ),
        (["2024年度", "湖南甲乙大学（湖南丙丁学院）", "单位预算公开"], "湖南甲乙大学（湖南丙丁学院）", "430000"),
        (["2024年部门预算", "根据文件，设立长沙市蚕桑研究所，为事业单位。"], "长沙市蚕桑研究所", "430100"),
        (["2024年单位预算", "甲乙大学附属湖南丙丁医院是公益二类事业单位。"], "甲乙大学附属湖南丙丁医院", "430000"),
        (["2024年部门预算", "湖南省人民检察院第九分院共设置3个部门。"], "湖南省人民检察院第九分院", "430000"),
        (["2024年部门预算", "湖南省蚕桑研究所（以下简称蚕桑所）的主要职责是服务。"], "湖南省蚕桑研究所", "430000"),
        (["2024年部门预算", "攸县人民检察院在本辖区内行使检察权。"], "攸县人民检察院", "430223"),
        (["部门预算", "长沙市教育局2024年度，实有人数9人。"], "长沙市教育局", "430100"),
        (["2024年长沙市教育局“三公”经费财政拨款预算数为9.00万元。"], "长沙市教育局", "430100"),
        (
            ["所属机构 | 攸县白果镇 | 责任部门", "2024年部门预算", "白果镇人民政府是基层国家行政机关。"],
            "白果镇人民政府",
            "430223",
        ),
    ],
)
def test_a_page_that_lost_its_title_still_says_who_publishes(lines: list[str], organisation: str, region: str) -> None:
    is_budget_of_2024(identity_of(*lines), organisation, region)


def test_a_line_before_a_title_is_part_of_the_name_only_where_the_text_says_so() -> None:
    assert identity_of("长沙市", "甲乙研究所2024年部门预算", "概况").organisation == "甲乙研究所"


@pytest.mark.parametrize(
    ("sentence", "parent"),
    [
        ("长沙市甲乙医院隶属于长沙市卫生健康委员会，是定点医院。", "长沙市卫生健康委员会"),
        ("长沙市甲乙医院是市卫生健康委所属的事业单位。", "市卫生健康委"),
        ("主要职责：长沙市甲乙医院为市卫生健康委下属二级单位。", "市卫生健康委"),
        ("根据文件，设立长沙市甲乙医院，为市卫生健康委直属单位。", "市卫生健康委"),
        ("我院隶属于市卫生健康委，是独立核算单位。", "市卫生健康委"),
        ("长沙市甲乙医院位于某路1号，举办单位为长沙市卫生健康委员会，是事业单位。", "长沙市卫生健康委员会"),
    ],
)
def test_a_sentence_about_a_unit_says_whose_it_is(sentence: str, parent: str) -> None:
    found = identity_of("长沙市甲乙医院2024年部门预算", sentence)
    assert (found.parent, found.scope) == (parent, "unit")


@pytest.mark.parametrize(
    "sentence",
    [
        "长沙市统计局是市人民政府直属机构。",
        "长沙市统计局是市政府所属的工作部门。",
        "长沙市统计局为加强市教育局直属学校的统计，设3个科。",
        "长沙市统计局的一个中心隶属关系不变。",
        "由长沙市统计局领导的中心，是市教育局直属单位。",
    ],
)
def test_what_belongs_to_a_government_or_is_somebody_else_is_no_unit(sentence: str) -> None:
    found = identity_of("长沙市统计局2024年部门预算", sentence)
    assert (found.parent, found.scope) == (None, "department")


def test_whose_a_unit_is_may_be_told_where_its_name_is_not() -> None:
    found = identity_of("2024年单位预算", "我所隶属于湖南省农业科学院，是二级预算单位。")
    assert (found.organisation, found.parent) == ("", "湖南省农业科学院")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("第2部分 长沙市图书馆2025年部门预算情况说明", "长沙市图书馆"),
        ("长沙市图书馆_2025年单位预算项目绩效目标表.xlsx", "长沙市图书馆"),
        ("长沙市水务局2025年衔接资金项目绩效自评报告", "长沙市水务局"),
        (
            "目录 一、概况 （一）关于长沙市教育局2025年收支预算情况的总体说明 （二）名词解释" + "说明" * 20,
            "长沙市教育局",
        ),
        ("首页 > 市政府各部门预算信息公开目录", ""),
        ("2025年长沙市教育局部门所属预算单位共有3个。", "长沙市教育局"),
        ("长沙某某集中区（管委会）2025年一般公共预算“三公”经费预算", "长沙某某集中区（管委会）"),
        ("长沙市史志研究室是主管史志工作的部门。", "长沙市史志研究室"),
    ],
)
def test_who_publishes_is_found_whatever_stands_around_the_name(line: str, name: str) -> None:
    assert identity_of(line).organisation == name


def test_a_title_that_begins_with_a_place_says_where_an_office_without_one_is() -> None:
    lines = ("湖南省交通运输部门2025年“三公”经费预算情况说明", "交通运输厅2025年“三公”经费预算9万元。")
    assert (identity_of(*lines).organisation, identity_of(*lines).region_code) == ("交通运输厅", "430000")
    assert identity_of("交通运输厅2025年部门预算", "湖南省的办法，2025年预算照办。").region_code == "000000"


@pytest.mark.parametrize(
    ("lines", "organisation", "region"),
    [
        (["2024年部门预算", "长沙市教育局机关内设9个科室。"], "长沙市教育局", "430100"),
        (["2024年部门预算", "长沙市教育局成立于2019年3月，前身是另一个局。"], "长沙市教育局", "430100"),
        (["2024年部门预算", "甲乙林区法院始建于1982年。"], "甲乙林区法院", "000000"),
        (["2024年部门预算", "攸县第四幼儿园归攸县教育局主管。"], "攸县第四幼儿园", "430223"),
        (["2024年部门预算", "共青团攸县委员会下属二级预算单位0个。"], "共青团攸县委员会", "430223"),
        (["2024年部门预算", "按照章程，长沙市政协的主要职能是协商。"], "长沙市政协", "430100"),
        (
            ["2024年部门预算", "重庆某某商务区管理委员会（以下简称“本部门”）为渝中区政府派出机构。"],
            "重庆某某商务区管理委员会",
            "500000",
        ),
        (["2024年部门预算", "长沙市交易中心2013年9月经市政府批准组建成立。"], "长沙市交易中心", "430100"),
        (["2024年部门预算", "攸县白果镇人民政府基本职能：执行决定。"], "攸县白果镇人民政府", "430223"),
        (["2024年部门预算", "长沙市教育局属行政单位，下属事业单位4个。"], "长沙市教育局", "430100"),
        (["按照综合预算的原则，白果镇所有收入和支出均纳入2024年部门预算管理。"], "白果镇", "000000"),
        (["2024年部门预算", "攸县工商联属一级预算单位。"], "攸县工商联", "430223"),
        (["2024年部门预算", "另外，长沙市民政局下属共有6个事业单位。"], "长沙市民政局", "430100"),
        (["索引号 12 信息名称 攸县第二幼儿园2024年部门预算说明"], "攸县第二幼儿园", "430223"),
        (["攸县职业教育中心2024年部门及单位预算"], "攸县职业教育中心", "430223"),
        (["攸县职业教育中心2024年部门和所属单位预算公开"], "攸县职业教育中心", "430223"),
        (["攸县教育局2023年财政拨款决算和2024年预算情况"], "攸县教育局", "430223"),
        (["中国甲乙协会2024年单位预算"], "中国甲乙协会", "100000"),
        (
            ["中国（湖南）自由贸易试验区攸县片区管理局2024年部门预算"],
            "中国（湖南）自由贸易试验区攸县片区管理局",
            "430223",
        ),
    ],
)
def test_who_publishes_is_told_by_how_it_was_founded_and_what_it_has(
    lines: list[str], organisation: str, region: str
) -> None:
    is_budget_of_2024(identity_of(*lines), organisation, region)


def test_the_budget_of_a_department_and_its_units_is_that_of_the_department() -> None:
    assert identity_of("攸县教育局2024年部门及单位预算", "部门预算收支总表", "部门预算收入总表").scope == "department"


def test_who_guides_an_office_in_its_trade_is_not_whose_it_is() -> None:
    found = identity_of("长沙市统计局2024年部门预算", "长沙市统计局是直属机构。上级业务主管部门为国家统计局。")
    assert (found.parent, found.scope, found.region_code) == (None, "department", "430100")
    found = identity_of("攸县第四幼儿园2024年部门预算", "攸县第四幼儿园归攸县教育局管理。")
    assert (found.parent, found.scope) == ("攸县教育局", "unit")


@pytest.mark.parametrize("line", ["湖南省株洲市攸县本级2024年“三公”经费决算汇总", "2024年攸县“三公”经费汇总情况表"])
def test_the_place_that_a_title_begins_with_is_the_deepest_and_may_stand_behind_the_year(line: str) -> None:
    assert identity_of(line).region_code == "430223"


def test_the_names_on_a_cover_say_where_an_office_called_by_its_level_is() -> None:
    lines = ("自治区纪委监委2024年部门预算公开说明", "广西壮族自治区监察委员会", "2024年部门预算公开说明")
    assert identity_of(*lines).region_code == "450000"
    assert identity_of("区纪委监委2024年部门预算公开说明", "广西壮族自治区监察委员会").region_code == "000000"


def test_an_overview_may_be_that_of_a_department_or_unit() -> None:
    assert identity_of("第一部分攸县司法局部门（单位）概况", "部门决算表").organisation == "攸县司法局"


@pytest.mark.parametrize(
    ("lines", "organisation", "region"),
    [
        (["3.攸县救助管理站2024年单位预算"], "攸县救助管理站", "430223"),
        (["攸县水文局汇总2024年部门预算公开报告"], "攸县水文局", "430223"),
        (["2024年部门预算", "攸县人民政府驻长沙办事处主要履行以下职责："], "攸县人民政府驻长沙办事处", "430223"),
        (["2024年部门预算", "白果镇人民政府内设党政办公室、财政办公室等9个机构。"], "白果镇人民政府", "000000"),
        (
            ["2024年部门预算", "说明：白果镇人民政府没有使用国有资本经营预算安排支出，故本表无数据。"],
            "白果镇人民政府",
            "000000",
        ),
        (["2024年部门预算", "1.203攸县人大常委会办公室（一级预算单位）"], "攸县人大常委会办公室", "430223"),
        (["2024年部门预算", "预算收入5元。", "攸县档案馆", "2024年2月9日"], "攸县档案馆", "430223"),
    ],
)
def test_who_publishes_may_stand_behind_a_number_below_a_table_or_at_the_end(
    lines: list[str], organisation: str, region: str
) -> None:
    is_budget_of_2024(identity_of(*lines), organisation, region)


def test_a_name_above_no_date_signs_nothing() -> None:
    text = ("2024年部门预算", "预算收入5元。", "白果档案馆")
    assert identity_of(*text, "2024年3月").organisation == "白果档案馆"
    assert identity_of(*text, "预算支出5元。").organisation == ""


def test_how_far_a_budget_was_carried_out_makes_a_text_an_account() -> None:
    text = "某某局2024年度部门决算近日公布，支出9元，预算执行比例为90%。2024年“三公”经费预算8元。"
    assert identity_of(text).stage == "final_account"


def test_a_title_with_less_than_the_name_or_a_leftover_of_a_template_gives_the_name() -> None:
    found = identity_of("区人大2024年预算公开", "长沙市天心区人大常委会", "2024年部门预算")
    assert found.organisation == "长沙市天心区人大常委会"
    assert identity_of("XX部门攸县第九小学2024年部门预算公开").organisation == "攸县第九小学"
