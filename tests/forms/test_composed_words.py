"""Words above columns that nobody taught, read by what they are made of."""

import pytest

from pipeline.forms.text import header_word
from pipeline.forms.words import composed_measure
from tests.forms.tables import amounts, form


@pytest.mark.parametrize(
    ("printed", "measure"),
    [
        ("纳入公共预算管理的非税收入拨款", "gpb"),
        ("一般公共预算本级财力安排", "gpb"),
        ("新增一般债券", "gpb"),
        ("专项债券", "gov_fund"),
        ("纳入预算管理的政府性基金", "gov_fund"),
        ("中央提前告知专项转移支付", "fiscal_appropriation"),
        ("地方财政资金", "fiscal_appropriation"),
        ("财政专户核拨的预算外资金", "fiscal_special_account"),
        ("未纳入财政专户管理的事业收入", "institution_operating_income"),
        ("租金预算收入", "other_income"),
        ("单位其他资金", "unit_funds"),
        ("社会资金", "other_funds"),
        ("企业自筹", "other_funds"),
        ("盘活存量资金", "carry_over"),
        ("非财政拨款结转", "carry_over"),
        ("其他结转结余", "carry_over"),
        ("结转下年使用", "carry_forward"),
        ("离退休经费", "personnel"),
        ("非定额公用经费", "operating"),
        ("机构运转类", "operating"),
        ("其他运转类", "project"),
        ("本年新增项目", "project"),
        ("设备购置费", "project"),
        ("国（境）外接待费", "official_reception"),
        ("公务用车运维费", "vehicle_operation"),
        ("部门集中采购", "procurement_budget"),
        ("上年实际", "prior_year_actual"),
        ("上年年初数", "prior_year_budget"),
        ("年初预算比上年增减", "delta"),
        ("支付进度", "execution_rate_pct"),
        ("资产净值", "asset_value"),
        ("车辆", "asset_value"),
        ("部门预算总额", "total"),
        ("经费拨款（补助）", "gpb"),
        ("本年一般公共预算支出", "gpb"),
        ("基金预算拨款", "gov_fund"),
        ("国资预算安排支出", "state_capital"),
        ("财政专户管理的非税收入", "fiscal_special_account"),
        ("单位自有资金安排", "unit_funds"),
        ("其他各项收入", "other_income"),
        ("上级专项转移支付", "fiscal_appropriation"),
        ("部门结转资金", "carry_over"),
        ("用事业基金弥补收支差额", "use_of_non_fiscal_surplus"),
        ("工资福利支出", "personnel"),
        ("商品和服务支出", "operating"),
        ("办公费", "operating"),
        ("特定目标类项目", "project"),
        ("部门专项", "project"),
        ("事业发展专项支出", "project"),
        ("纳入预算管理的行政事业性收费", "gpb"),
        ("上级提前下达转移支付", "fiscal_appropriation"),
        ("完成年初预算的百分比", "execution_rate_pct"),
        ("单价50万元（含）以上通用设备（台，套）", "count"),
        ("政府采购预算数", "procurement_budget"),
        ("2025年比2024年增减", "delta"),
        ("2025年预算数比2024年执行数", "delta"),
        ("与上年对比增减变动率", "growth_pct"),
        ("增减变动幅度(%)", "growth_pct"),
        ("预算数比执行数增减%（扣除基建投资）", "growth_excl_infrastructure_pct"),
        ("公务用车保有量（辆）", "count"),
        ("国内公务接待批次（个）", "count"),
        ("本年度收入总计", "total"),
        ("总金额", "total"),
        ("一般公共预算当年拨款收入", "gpb"),
        ("纳入预算内管理的行政性收费", "gpb"),
        ("政府性基金预算本年拨款", "gov_fund"),
        ("国有资本经营收益", "state_capital"),
        ("纳入专户管理的行政事业性收费", "fiscal_special_account"),
        ("单位自筹资金", "unit_funds"),
        ("省级当年财政拨款安排", "fiscal_appropriation"),
        ("中央提前通知专项转移支付等", "fiscal_appropriation"),
        ("事业收入（不含专户管理资金）", "institution_operating_income"),
        ("主管部门集中调剂收入", "higher_level_subsidy"),
        ("下级单位上缴", "subordinate_remittance"),
        ("其他收入（含利息收入）", "other_income"),
        ("非财政性资金", "other_funds"),
        ("用事业基金弥补收支总额", "use_of_non_fiscal_surplus"),
        ("单位上年结余（不包括国库集中支付额度结余）", "carry_over"),
        ("上年财政拨款资金结转", "carry_over"),
        ("结转资金", "carry_over"),
        ("一般公共预算上年结转", "carry_over_gpb"),
        ("年末结转结余", "carry_forward"),
        ("对个人家庭补助", "personnel"),
        ("定额公用经费", "operating"),
        ("专项商品和服务支出", "project"),
        ("发展建设类项目支出", "project"),
        ("上交上级支出", "remittance_to_higher"),
        ("补助附属单位支出", "subsidy_to_subordinate"),
        ("上年批复数", "prior_year_budget"),
        ("去年年初预算数", "prior_year_budget"),
        ("上年预计执行数", "prior_year_actual"),
        ("与上年预算数相比", "delta"),
        ("下降率", "growth_pct"),
        ("三公小计", "three_public_total"),
        ("因公临时出国（境）费", "overseas_travel"),
        ("公车购置及运行费", "vehicle_total"),
        ("公务用车购置费和运行费", "vehicle_total"),
        ("车辆购置费", "vehicle_purchase"),
        ("公务用车维护费", "vehicle_operation"),
        ("国内公务接待费", "official_reception"),
        ("会议费用", "meeting"),
        ("培训费预算", "training"),
        ("货物类采购预算", "goods"),
        ("在校学生数", "count"),
        ("离退休", "count"),
        ("离退休人员经费", "personnel"),
        ("其他固定资产", "asset_value"),
        ("支出预算总额", "total"),
    ],
)
def test_a_word_made_of_known_parts_means_the_measure_of_its_core(printed: str, measure: str) -> None:
    assert composed_measure(header_word(printed)[0]) == measure


@pytest.mark.parametrize(
    "printed",
    ["", "一般公共服务支出", "资金来源", "采购方式", "项目名称", "备注", "单价", "基本支出功能科目", "水利局"],
)
def test_a_word_with_an_unknown_part_is_left_alone(printed: str) -> None:
    assert composed_measure(header_word(printed)[0]) is None


@pytest.mark.parametrize("printed", ["年度预算申请总额", "项目总投入", "预算支出安排"])
def test_sums_of_money_of_a_project_are_only_understood_in_its_own_table(printed: str) -> None:
    assert composed_measure(header_word(printed)[0], "performance") == "project_budget"


def test_a_header_made_of_unknown_words_only_is_a_header_and_no_row() -> None:
    read = form("""
        2025年部门收入预算总表
        单位：万元
        科目编码|科目名称|合计|经费拨款（补助）|纳入公共预算管理的非税收入拨款|基金预算拨款
        205|教育支出|9.00|6.00|2.00|1.00
        """)
    assert amounts(read) == [("205", "total", "9.00"), ("205", "gpb", "6.00"), ("205", "gpb", "2.00"),
                             ("205", "gov_fund", "1.00")]  # fmt: skip


def test_economic_classes_below_basic_and_project_expenditure_are_parts_of_it() -> None:
    read = form("""
        2025年部门支出预算总表
        单位：万元
        科目编码|科目名称|合计|基本支出||||项目支出||
        |||小计|工资福利支出|商品和服务支出|对个人和家庭的补助|小计|商品和服务支出|资本性支出
        205|教育支出|9.00|6.00|3.00|2.00|1.00|3.00|1.00|2.00
        """)
    assert [measure for _, measure, _ in amounts(read)] == [
        "total", "basic", "personnel", "operating", "personnel", "project", "project", "project",
    ]  # fmt: skip


def test_rows_named_by_economic_classes_without_numbers_are_no_header() -> None:
    read = form("""
        2025年一般公共预算基本支出表
        单位：万元
        人员经费|金额|公用经费|金额
        工资福利支出||商品和服务支出|
        基本工资|3.00|办公费|2.00
        """)
    assert [text for _, _, text in amounts(read)] == ["3.00", "2.00"]
    assert "工资福利支出" in {row.name for row in read.rows}


def test_a_comparison_named_in_other_words_heads_its_columns() -> None:
    read = form("""
        2025年一般公共预算支出表
        单位：万元
        科目编码|科目名称|2024年执行数|2025年预算数|2025年预算数与2024年执行数对比|
        ||||增减变动额|增减变动幅度（%）
        205|教育支出|8.00|9.00|1.00|12.50
        """)
    assert [measure for _, measure, _ in amounts(read)][-2:] == ["delta", "growth_pct"]


def test_fees_of_the_special_account_are_money_of_their_own_unless_a_word_says_of_what_they_are_part() -> None:
    apart = form("""
        部门收入总表
        单位：万元
        科目编码|科目名称|合计|一般公共预算|专户管理的教育收费
        205|教育支出|5.00|3.00|2.00
    """)
    assert [column.measure for column in apart.columns] == ["total", "gpb", "fiscal_special_account"]
    part = form("""
        部门收入总表
        单位：万元
        科目编码|科目名称|合计|一般公共预算|事业收入|其中：专户管理的教育收费
        205|教育支出|5.00|3.00|2.00|1.00
    """)
    assert [column.measure for column in part.columns][-1] == "education_fee_of_which"
