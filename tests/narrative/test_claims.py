"""Sentences become claims: what a number is about, how it is claimed, and what it is compared with."""

from decimal import Decimal

from pipeline.documents.model import Box, Document, Paragraph
from pipeline.narrative.claims import Claim, claims
from pipeline.narrative.sentences import sentences
from pipeline.narrative.subjects import Names
from pipeline.narrative.tokens import tokens

OWN = Names(
    codes=(("20177", "青苗事务"), ("2017701", "行政运行"), ("2010101", "行政运行")),
    projects=("青苗普查工作经费",),
)


def text(*paragraphs: str) -> Document:
    return Document(format="text", blocks=tuple(Paragraph(text=p) for p in paragraphs))


def said(*paragraphs: str) -> list[tuple[str, str, str]]:
    """(kind, subject, printed) of the claims of a text of 2031."""
    return [(c.kind, c.subject, c.printed) for c in read(*paragraphs)]


def read(*paragraphs: str) -> list[Claim]:
    return claims(text(*paragraphs), 2031, OWN)


def test_a_sentence_cut_by_a_page_break_is_one_sentence() -> None:
    found = sentences(text("（一）机关运行经费情况说明如下，本年度本单位", "的机关运行经费预算12.50万元。"))
    assert [s.text for s in found] == ["(一)机关运行经费情况说明如下,本年度本单位的机关运行经费预算12.50万元。"]


def test_a_number_cut_from_its_verb_by_a_page_break_is_one_claim() -> None:
    found = said("项目支出90.00万元，比上年减少", "16,766.66元。")
    assert found == [("amount", "project_total", "90.00"), ("change", "project_total", "16,766.66")]


def test_a_number_has_the_page_and_the_box_of_the_lines_it_is_printed_in() -> None:
    first, second = Box(70, 700, 520, 715), Box(70, 80, 520, 95)
    cut = (
        Paragraph(text="项目支出90.00万元，本年度比上年减少", page=3, box=first),
        Paragraph(text="16,766.66元。", page=4, box=second),
    )
    found = claims(Document(format="pdf", blocks=cut), 2031, OWN)
    assert [(c.printed, c.page, c.box) for c in found] == [("90.00", 3, first), ("16,766.66", 4, second)]


def test_a_numbered_paragraph_starts_a_sentence_of_its_own() -> None:
    found = sentences(text("一、收入没有句号的一行文字", "二、支出。"))
    assert not any("二、" in s.text and "一、" in s.text for s in found)


def test_a_heading_without_a_stop_does_not_run_into_its_text() -> None:
    found = sentences(text("四、“三公”经费情况的具体说明", "2031年“三公”经费预算5元。"))
    assert [(s.text, s.is_heading, s.section) for s in found] == [
        ("四、“三公”经费情况的具体说明", True, "四、“三公”经费情况的具体说明"),
        ("2031年“三公”经费预算5元。", False, "四、“三公”经费情况的具体说明"),
    ]


def test_a_number_in_a_heading_is_a_claim() -> None:
    assert said("（三）上年结转结余471.96万元", "1.其他收入15元。") == [
        ("amount", "carry_over", "471.96"),
        ("amount", "other_income", "15"),
    ]


def test_the_running_head_of_the_pages_does_not_cut_a_sentence() -> None:
    pages = [Paragraph(text="某某局2031年度预算公开", page=n) for n in range(1, 7)]
    cut = (
        *pages[:3],
        Paragraph(text="本年度机关运行经费支出预算安排", page=3),
        *pages[3:],
        Paragraph(text="5元。", page=4),
    )
    assert [s.text for s in sentences(Document(format="pdf", blocks=cut))] == ["本年度机关运行经费支出预算安排5元。"]


def test_the_paragraph_with_a_contact_is_never_read() -> None:
    assert sentences(text("联系人：某某，联系电话：000-00000000。")) == []
    assert tokens(text("联系人：某某，联系电话：000-00000000。")) == []


def test_the_place_of_a_claims_number_is_kept() -> None:
    [claim] = read("机关运行经费预算12.50万元。")
    assert (claim.printed, claim.unit, claim.number and claim.number.value) == ("12.50", "万元", Decimal("12.50"))
    assert claim.sentence[claim.char_from : claim.char_to] == "12.50"


def test_the_place_counts_in_the_joined_paragraph() -> None:
    paragraph = "基本支出3元。项目支出44元。"
    assert [paragraph[c.char_from : c.char_to] for c in read(paragraph)] == ["3", "44"]


def test_full_width_and_half_width_read_the_same() -> None:
    assert said("公务接待费９，４４０元，较2030年减少１０元。") == said("公务接待费9,440元,较2030年减少10元。")


def test_any_numbering_in_front_reads_the_same() -> None:
    for numbering in ("1.", "1、", "（1）", "①", "一是", ""):
        assert said(f"{numbering}项目支出预算444元。") == [("amount", "project_total", "444")], numbering


def test_amount_change_and_rate_of_one_sentence_are_three_claims_with_one_subject() -> None:
    found = read("公务接待费预算9,440元，较2030年减少10元，下降0.1%，主要原因是厉行节约。")
    assert [(c.kind, c.direction, c.value_year, c.base_year, c.measure) for c in found] == [
        ("amount", None, 2031, None, "budget_amount"),
        ("change", "down", 2031, 2030, "delta"),
        ("rate", "down", 2031, 2030, "growth_pct"),
    ]
    assert {c.subject for c in found} == {"official_reception"}
    assert [c.reason for c in found] == [None, "厉行节约", "厉行节约"]


def test_a_reason_may_stand_in_the_next_sentence() -> None:
    assert [c.reason for c in read("项目支出比上年增加5元。主要原因是新增课题。")] == ["新增课题"]


def test_a_reason_that_is_only_announced_is_empty_and_not_missing() -> None:
    assert [c.reason for c in read("项目支出比上年增加5元，主要原因是。")] == [""]
    assert [c.reason for c in read("项目支出比上年增加5元。")] == [None]


def test_an_amount_that_something_fell_to_is_no_change() -> None:
    assert said("项目支出减少至5元。") == [("amount", "project_total", "5")]


def test_parts_after_a_total_are_claimed_for_themselves() -> None:
    found = said("项目支出比上年增加9元，主要是基本支出减少3元，一般公共服务支出增加12元。")
    assert found == [
        ("change", "project_total", "9"),
        ("change", "basic_total", "3"),
        ("change", "func:201", "12"),
    ]


def test_a_change_after_a_list_of_parts_is_the_wholes() -> None:
    found = said("预算收入9元，其中：事业收入4元、其他收入5元，较上年增加2元，增长3%。")
    assert found[-2:] == [("change", "revenue_total", "2"), ("rate", "revenue_total", "3%")]


def test_a_sentence_without_a_subject_speaks_of_the_sentence_before() -> None:
    found = said("（三）公务接待费0.50万元。与2030年预算持平，主要原因是无变化。")
    assert found == [("amount", "official_reception", "0.50"), ("flat", "official_reception", "与2030年预算持平")]


def test_a_heading_lends_its_subject() -> None:
    assert said("1.机关运行经费。", "2031年财政安排5元。")[0] == ("amount", "agency_operating_expense", "5")


def test_what_is_even_for_each_is_even_for_all_that_were_listed() -> None:
    found = said("其中：公务接待费6元，公务用车购置费0元，均与上年持平。")
    assert [(k, s) for k, s, _ in found if k == "flat"] == [
        ("flat", "official_reception"),
        ("flat", "vehicle_purchase"),
    ]


def test_a_share_says_what_it_is_a_share_of() -> None:
    found = read("2031年支出预算100元，其中：基本支出40元，占40%；项目支出占“三公”经费的60%。")
    assert [(c.subject, c.denominator) for c in found if c.kind == "share"] == [
        ("basic_total", "expenditure_total"),
        ("project_total", "three_public"),
    ]


def test_a_path_of_class_款_and_item_is_its_code() -> None:
    assert said("（1）一般公共服务支出（类）青苗事务（款）行政运行（项）预算5元。") == [("amount", "func:2017701", "5")]
    assert said("一般公共服务（类）支出5元。") == [("amount", "func:201", "5")]


def test_a_code_in_brackets_is_the_code() -> None:
    assert said("行政运行（2017701）5元，工资福利支出（301）7元。") == [
        ("amount", "func:2017701", "5"),
        ("amount", "econ:301", "7"),
    ]


def test_a_path_that_no_list_knows_stays_unresolved() -> None:
    assert said("一般公共服务支出（类）不存在事务（款）行政运行（项）5元。") == [("amount", "unresolved", "5")]


def test_a_class_in_the_heading_holds_for_the_paragraphs_below() -> None:
    found = said("（一）一般公共服务支出（类）", "1.青苗事务（款）行政运行（项）支出5元。")
    assert found == [("amount", "func:2017701", "5")]


def test_a_project_of_the_forms_is_named() -> None:
    assert said("其中：青苗普查工作经费5元。") == [("amount", "project:青苗普查工作经费", "5")]


def test_several_years_in_one_sentence_keep_their_figures_apart() -> None:
    found = read("2030年当年预算执行数为60元，2031年预算安排25元，比2030年预算执行数减少58.3%。", "项目支出7元。")
    assert [(c.kind, c.value_year, c.base_year, c.measure) for c in found][:3] == [
        ("amount", 2030, None, "prior_year_actual"),
        ("amount", 2031, None, "budget_amount"),
        ("rate", 2031, 2030, "growth_pct"),
    ]


def test_the_figure_compared_with_is_that_of_the_year_before() -> None:
    [_, base, change] = read("2031年支出预算9元，比2030年年初预算数7元增加2元。")
    assert (base.kind, base.value_year, base.measure) == ("amount", 2030, "prior_year_budget")
    assert (change.kind, change.value_year, change.base_year) == ("change", 2031, 2030)


def test_final_accounts_say_budget_and_execution() -> None:
    found = read("1.一般公共服务支出（类）。年初预算为10元，支出决算为7元，完成年初预算的70%。")
    assert [(c.kind, c.subject, c.basis, c.measure, c.denominator) for c in found] == [
        ("amount", "func:201", "budget", "budget_amount", None),
        ("amount", "func:201", "final_account", "final_amount", None),
        ("share", "func:201", None, "execution_rate_pct", "budget"),
    ]


def test_things_in_stock_are_dated_by_their_day() -> None:
    found = read("截至2030年12月31日，共有车辆2辆。单位价值100万元以上设备3台（套）。", "2031年安排购置车辆1辆。")
    assert [(c.kind, c.subject, c.printed, c.value_year) for c in found if c.kind == "count"] == [
        ("count", "vehicles_total", "2", 2030),
        ("count", "equipment_over_1m", "3", 2030),
        ("count", "vehicle_purchase_total", "1", 2031),
    ]


def test_names_in_what_money_is_for_are_not_its_subject() -> None:
    found = said("公务接待费5元，主要用于公务用车运行维护费等方面，比上年增加1元。")
    assert found == [("amount", "official_reception", "5"), ("change", "official_reception", "1")]


def test_what_is_kept_of_other_income_is_not_other_income() -> None:
    found = said("年末结转和结余5元，既包括拨款结转和结余，也包括其他收入的结转和结余，比上年决算数增加1元。")
    assert found == [("amount", "carry_forward", "5"), ("change", "carry_forward", "1")]


def test_money_in_a_reason_is_not_the_subjects() -> None:
    found = said("项目支出比上年增加5元，主要原因是新增了某某奖补资金1000元。")
    assert found == [("change", "project_total", "5"), ("amount", "unresolved", "1000")]


def test_numbers_after_分别_belong_to_the_names_in_their_order() -> None:
    found = said("基本支出、项目支出分别为3元、5元。")
    assert found == [("amount", "basic_total", "3"), ("amount", "project_total", "5")]


def test_the_budget_that_pays_for_operating_expenses_is_not_what_the_sentence_speaks_of() -> None:
    assert said("2031年本部门机关运行经费当年一般公共预算拨款5.00万元，比上年预算减少1.00万元。") == [
        ("amount", "agency_operating_expense", "5.00"),
        ("change", "agency_operating_expense", "1.00"),
    ]
    assert said("机关运行经费财政拨款预算5.00万元。") == [("amount", "agency_operating_expense", "5.00")]


def test_two_totals_side_by_side_are_of_the_same_money() -> None:
    of_appropriations = said("2031年度财政拨款收入总计5.00元、支出总计5.00元（含年末财政拨款结转和结余）。")
    assert [subject for _, subject, _ in of_appropriations] == [
        "fiscal_appropriation_revenue",
        "fiscal_appropriation_expenditure",
    ]
    of_all = said("2031年度收入总计7.00元、支出总计7.00元。")
    assert [subject for _, subject, _ in of_all] == ["revenue_total", "expenditure_total"]


def test_a_sentence_that_begins_with_another_organisation_is_not_about_the_publisher() -> None:
    lines = (
        "2031年支出预算90.00万元。",
        "所属县计量检定所2031年支出预算20.00万元，其中：基本支出15.00万元；项目支出5.00万元。",
        "甲县市场监督管理局2031年支出预算90.00万元；县市场监管局2031年项目支出9.00万元。",
    )
    names = Names(organisation="甲县市场监督管理局")
    found = [(c.subject, c.printed) for c in claims(text(*lines), 2031, names) if c.kind == "amount"]
    assert found == [
        ("expenditure_total", "90.00"), ("unresolved", "20.00"), ("unresolved", "15.00"), ("unresolved", "5.00"),
        ("expenditure_total", "90.00"), ("project_total", "9.00"),
    ]  # fmt: skip


def test_a_name_said_again_and_again_is_what_the_publisher_is_called() -> None:
    lines = (
        "县纪委监委2031年支出预算90.00万元。",
        "县纪委监委2031年项目支出9.00万元。",
        "县纪委监委2031年基本支出81.00万元。",
    )
    found = claims(text(*lines), 2031, Names(organisation="中共甲县纪律检查委员会"))
    assert [c.subject for c in found] == ["expenditure_total", "project_total", "basic_total"]


def test_totals_of_a_sentence_about_one_fund_are_of_that_fund() -> None:
    found = said("2031年度政府性基金预算年初结转和结余1.00元，本年收入3.00元，本年支出2.00元，年末结转和结余2.00元。")
    assert [subject for _, subject, _ in found] == [
        "carry_over_gov_fund", "gov_fund_revenue", "gov_fund_expenditure", "unresolved",
    ]  # fmt: skip
    below = said("六、国有资本经营预算财政拨款支出情况说明", "本年收入3.00元，本年支出2.00元。")
    assert [subject for _, subject, _ in below] == ["state_capital_revenue", "state_capital_expenditure"]
    both = said("五、一般公共预算和政府性基金预算支出情况说明", "本年收入3.00元。")
    assert [subject for _, subject, _ in both] == ["revenue_total"]


def test_what_one_unit_takes_in_and_spends_is_not_the_departments() -> None:
    names = Names(organisation="甲街道办事处")
    found = claims(text("其中：街道本级支出20.00万元；社区服务中心支出3.00万元。", "支出总计23.00万元。"), 2031, names)
    assert [c.subject for c in found] == ["unresolved", "unresolved", "expenditure_total"]


def test_money_of_the_treasury_behind_a_name_and_a_year_goes_on_with_the_name() -> None:
    assert said("会议费2031年度财政拨款决算数为6.20万元，占“三公”经费财政拨款决算总数的40%。") == [
        ("amount", "meeting", "6.20"), ("share", "meeting", "40%"),
    ]  # fmt: skip
    assert said("“三公经费”财政拨款预算7.00万元。") == [("amount", "three_public", "7.00")]
    assert said("基本支出2.00万元，2031年财政拨款9.00万元。")[1][1] == "fiscal_appropriation_revenue"


def test_income_and_expenditure_that_move_are_the_totals_named_before() -> None:
    found = said(
        "收入总计90.00万元，支出总计80.00万元。与2030年决算数相比，收入增加5.00万元。支出增加4.00万元，增长5.26%。"
    )
    assert [(kind, subject) for kind, subject, _ in found[2:]] == [
        ("change", "revenue_total"), ("change", "expenditure_total"), ("rate", "expenditure_total"),
    ]  # fmt: skip
    found = said("2031年部门收入50.00元，支出40.00元，比上年收入增加25%，支出比上年增加10%。")
    assert [subject for _, subject, _ in found] == [
        "revenue_total", "expenditure_total", "revenue_total", "expenditure_total",
    ]  # fmt: skip
    assert said("“三公”经费支出9.00万元。支出减少1.00万元。")[1][1] == "unresolved"


def test_what_a_change_starts_from_is_of_the_year_in_front_of_its_name() -> None:
    found = read("2031年部门预算收入总数82.00元，较2030年部门预算收入总数80.00元增长2.5%。")
    assert [(c.kind, c.value_year, c.measure) for c in found] == [
        ("amount", 2031, "budget_amount"), ("amount", 2030, "prior_year_budget"), ("rate", 2031, "growth_pct"),
    ]  # fmt: skip
    found = read("比2030年预算，公务接待费5.00万元减少1.00万元。")
    assert found[0].value_year == 2031
    found = read("2031年财政拨款收入总计9.00元，与2030年财政拨款8.00元相比，增加1.00元。")
    assert [(c.kind, c.value_year) for c in found] == [("amount", 2031), ("amount", 2030), ("change", 2031)]


def test_a_bare_item_is_the_one_that_the_tables_print_where_it_stands_behind_another_class() -> None:
    own = Names((("2101101", "行政单位医疗"), ("2130104", "事业运行")))
    found = claims(text("行政单位医疗支出5.00万元。", "事业运行支出9.00万元。"), 2031, own)
    assert [claim.subject for claim in found] == ["func:2101101", "func:2130104"]


def test_a_year_inserted_in_brackets_is_not_the_year_of_what_follows() -> None:
    found = read("2031年，实施项目共6个（含2030年转列项目2个），年初结转和结余85.00万元。")
    assert [c.value_year for c in found if c.kind == "amount"] == [2031]


def test_what_brackets_insert_does_not_rename_what_stands_behind_them() -> None:
    found = said("国内公务接待32批次（其中：外事接待1批次），接待人次504人。")
    assert found[-1] == ("count", "reception_visits", "504")


def test_kinds_of_vehicles_kept_are_not_bought() -> None:
    found = said("全年购置公务用车0辆，年末公务用车保有量9辆，其中：公务用车4辆，执勤执法用车5辆。")
    assert [subject for _, subject, _ in found] == [
        "vehicle_purchase_total", "vehicles_kept", "vehicles_business", "vehicles_law_enforcement",
    ]  # fmt: skip


def test_numbers_behind_a_label_are_of_the_label() -> None:
    assert said("核定事业编制38人，现有职工72人（正式职工：29人，临聘：43人）。") == [
        ("count", "staff_quota_institution", "38"), ("count", "staff", "72"),
    ]  # fmt: skip


def test_procurement_by_source_of_its_money_is_no_income() -> None:
    found = said("2031年政府采购预算9.00元。按资金类型划分，一般公共预算拨款7.00元，财政专户管理的资金安排2.00元。")
    assert [subject for _, subject, _ in found] == ["procurement_total", "gpb_procurement_total", "unresolved"]


def test_kinds_of_procurement_named_together_have_their_numbers_in_order() -> None:
    found = said("货物、工程、服务政府采购规模分别为3.00元、2.00元和1.00元。")
    assert [subject for _, subject, _ in found] == ["procurement_goods", "procurement_works", "procurement_services"]


def test_a_remark_that_all_of_it_is_one_part_is_no_subject_of_what_follows() -> None:
    found = said("公务用车购置及运行费94.00万元（全部为公务用车运行费），占“三公”经费的73.6%。")
    assert found[-1] == ("share", "vehicle_total", "73.6%")


def test_investment_in_fixed_assets_is_no_stock_of_them() -> None:
    assert said("完成固定资产投资132.00万元。")[0][1] == "unresolved"


def test_a_stop_inside_brackets_ends_no_sentence() -> None:
    found = said("公务用车购置及运行费50.00元（公务用车购置费10.00元；公务用车运行维护费40.00元。）比上年增加3.00元。")
    assert found[-1] == ("change", "vehicle_total", "3.00")


def test_what_is_called_the_three_public_expenses_for_short_is_their_total() -> None:
    found = said("某某局用于出国经费、车辆费用、接待费用（简称“三公”经费）支出合计24.75元。")
    assert found == [("amount", "three_public", "24.75")]


def test_short_names_are_of_the_three_public_expenses_named_before() -> None:
    found = said("“三公”经费预算83.50元：其中公务接待费50.00元，与2030年对比，接待费下降9%。")
    assert found[-1] == ("rate", "official_reception", "9%")
    found = said("安排公车购置及运行维护费62.00元，较2030年预算下降6.9%，其中：购置经费2.00元、运行维护费60.00元。")
    assert [subject for _, subject, _ in found[2:]] == ["vehicle_purchase", "vehicle_operation"]
    assert said("公务用车及运行维护费用61.80元。") == [("amount", "vehicle_total", "61.80")]


def test_the_printed_name_of_a_subject_has_no_comma_in_front() -> None:
    found = read("预算安排购置经费2.00元，运行维护费13.00元，与2030年预算持平。")
    assert "运行维护费" in [c.subject_printed for c in found]


def test_a_fund_in_front_of_a_balance_is_whose_balance_it_is_and_no_revenue() -> None:
    fund = "政府性基金预算财政拨款"
    assert said(f"2031年{fund}年初结转和结余0元，本年收入2元，本年支出2元，年末结转和结余0元。") == [
        ("amount", "carry_over_gov_fund", "0"),
        ("amount", "gov_fund_revenue", "2"),
        ("amount", "gov_fund_expenditure", "2"),
        ("amount", "unresolved", "0"),
    ]
    assert said("一般公共预算财政拨款年末结转和结余3元。") == [("amount", "carry_forward", "3")]


def test_two_figures_of_the_first_part_are_no_list_that_a_change_of_the_whole_could_follow() -> None:
    found = read(
        "“三公”经费支出决算90.00元，较2030年100.00元减少10.00元，其中：因公出国（境）费3.00元，较上年6.00元减少3.00元，下降50%；"
    )
    assert [(c.subject, c.printed) for c in found if c.kind in ("change", "rate")] == [
        ("three_public", "10.00"), ("overseas_travel", "3.00"), ("overseas_travel", "50%"),
    ]  # fmt: skip


def test_the_budget_of_the_year_behind_a_comparison_with_last_year_is_of_the_year() -> None:
    found = read("公务接待费22.00元，较上年44.00元减少22.00元，较预算数33.00元减少11.00元。")
    assert [(c.printed, c.value_year) for c in found if c.kind == "amount"] == [
        ("22.00", 2031), ("44.00", 2030), ("33.00", 2031),
    ]  # fmt: skip
    assert found[3].measure == "budget_amount"


def test_what_goes_on_behind_a_semicolon_is_about_the_part_in_front_of_it() -> None:
    found = read(
        "“三公”经费2031年预算33.00元。其中：1、公务接待费2031年预算8.00元，2030年预算12.50元；对比减少4.50元；减少率36%。"
    )
    assert [(c.subject, c.printed, c.value_year) for c in found[3:]] == [
        ("official_reception", "4.50", 2031), ("official_reception", "36%", 2031),
    ]  # fmt: skip


def test_a_part_alone_in_brackets_is_a_remark() -> None:
    found = said("安排公务用车购置及运行费10.00元（运行费），较2030年预算下降6.50元。")
    assert found[-1] == ("change", "vehicle_total", "6.50")


def test_what_a_share_is_of_is_no_subject_even_where_the_number_is_left_out() -> None:
    found = said("会议费预算75.80元，占基本支出预算%，同比增加5.20元。")
    assert found[-1] == ("change", "meeting", "5.20")


def test_offices_that_are_set_up_are_no_subordinate_units() -> None:
    assert said("本中心为某局下属事业单位，共设置6个科室。") == [("count", "internal_offices", "6")]


def test_parts_of_a_budget_are_budget() -> None:
    found = read("2031年经费预算为68.00元，其中：会议费39.00元、培训费29.00元。会议费支出52.00元。")
    assert [(c.subject, c.basis) for c in found[-3:]] == [
        ("meeting", "budget"), ("training", "budget"), ("meeting", None),
    ]  # fmt: skip


def test_those_who_hold_no_post_are_no_staff_in_posts() -> None:
    assert said("在职人员34人，同等待遇非在编人员27人。") == [("count", "staff", "34")]
    assert said("安排出国（境）费预算35.00元。") == [("amount", "overseas_travel", "35.00")]


def test_those_who_are_really_there_are_staff_and_no_posts() -> None:
    assert said("行政编制12人，实际9人；事业编制3人，实际人数2人。") == [
        ("count", "staff_quota_administrative", "12"), ("count", "staff", "9"),
        ("count", "staff_quota_institution", "3"), ("count", "staff", "2"),
    ]  # fmt: skip
    assert ("count", "staff", "9") not in said("国内公务接待3批次，实际接待9人。")


def test_a_part_whose_name_ends_a_sentence_is_what_the_next_one_speaks_of() -> None:
    parts = "1.公务接待费。2031年决算数1.00万元，比年初预算数3.00万元减少2.00万元。"
    assert said(f"“三公”经费决算数9.00万元。其中：{parts}") == [
        ("amount", "three_public", "9.00"), ("amount", "official_reception", "1.00"),
        ("amount", "official_reception", "3.00"), ("change", "official_reception", "2.00"),
    ]  # fmt: skip
    assert said("“三公”经费决算数9.00万元，严控公务接待费。2031年决算数比上年减少2.00万元。")[-1] == (
        "change", "three_public", "2.00",
    )  # fmt: skip


def test_budget_units_below_are_counted_and_villages_are_not() -> None:
    assert said("本局内设5个处室，下辖2个预算单位。")[1:] == [("count", "subordinate_units", "2")]
    assert not [1 for _, subject, _ in said("本镇下辖9个行政村。") if subject == "subordinate_units"]


def test_a_rate_behind_a_number_of_things_is_no_rate_of_their_money() -> None:
    found = said("国内公务接待30批次，较上年减少10批次，下降25%。公务接待费5.00元，比上年下降20%。")
    assert [(subject, printed) for kind, subject, printed in found if kind == "rate"] == [
        ("unresolved", "25%"), ("official_reception", "20%"),
    ]  # fmt: skip
    assert said("按照编制，我镇共设置10个内部机构。") == [("count", "internal_offices", "10")]


def test_a_name_right_behind_the_money_of_another_is_a_subject_of_its_own() -> None:
    assert said("支出预算90.00万元，其中：农林水支出8.00万元社会保障和就业7.00万元。")[1:] == [
        ("amount", "func:213", "8.00"),
        ("amount", "func:208", "7.00"),
    ]


def test_a_code_in_front_of_a_short_name_or_one_with_brackets_says_what_it_is() -> None:
    assert said("20109-海关事务5.00万元。") == [("amount", "func:20109", "5.00")]
    assert said("2010301行政运行9.00万元。") == [("amount", "func:2010301", "9.00")]
    assert said("20103-政府办公厅（室）及相关机构事务9.00万元。") == [("amount", "func:20103", "9.00")]


def test_what_a_change_is_measured_by_may_stand_in_a_clause_of_its_own() -> None:
    assert [c.basis for c in read("公务接待费9.00万元，与上年决算数相比，减少1.00万元。")] == [None, "final_account"]
    assert [c.basis for c in read("公务接待费9.00万元，与年初预算相比，减少1.00万元。")] == [None, "budget"]
    assert [c.basis for c in read("公务接待费9.00万元，与上年相比，减少1.00万元。")] == [None, None]


def test_reasons_behind_semicolons_are_measured_against_the_same_year() -> None:
    found = read(
        "收入合计90.00万元，较上年增加9.00万元，主要原因是：一是事业收入增加6.00万元；二是其他收入增加3.00万元。"
    )
    assert [(c.printed, c.base_year) for c in found if c.kind == "change"] == [
        ("9.00", 2030),
        ("6.00", 2030),
        ("3.00", 2030),
    ]


def test_a_change_of_an_earlier_year_is_measured_against_the_year_before_that() -> None:
    found = read("2030年公务接待费5.00万元，同比增长7.20%。")[-1]
    assert (found.value_year, found.base_year) == (2030, 2029)
    found = read("2031年公务接待费9.00万元，2030年为5.00万元，同比增长80.00%。")[-1]
    assert (found.value_year, found.base_year) == (2031, 2030)


def test_who_is_received_is_no_other_thing_that_is_counted() -> None:
    found = said("公务接待费9.00万元，接待记者46批次，约600人。")
    assert found[1:] == [("count", "reception_batches", "46"), ("count", "reception_visits", "600")]


def test_how_far_spending_came_is_an_execution_rate() -> None:
    assert [(c.kind, c.measure) for c in read("项目支出9.00万元，支出进度比率为98.00%。")][1:] == [
        ("share", "execution_rate_pct")
    ]


def test_a_name_that_ends_in_the_word_for_execution_is_not_its_whole() -> None:
    assert said("项目支出9.00万元，其中：财会2.00万元；案件执行6.00万元。")[-1] == ("amount", "unresolved", "6.00")


def test_posts_and_those_who_hold_them_are_two_things() -> None:
    assert said("在职人员编制202人，其中：行政编制199人。") == [
        ("count", "staff_quota", "202"),
        ("count", "staff_quota_administrative", "199"),
    ]
    assert said("编制人数小计39人。在职人数小计37人，包括行政编制在职人数5人、事业单位在职人数32人。") == [
        ("count", "staff_quota", "39"),
        ("count", "staff", "37"),
        ("count", "staff_administrative", "5"),
        ("count", "staff_institution", "32"),
    ]


def test_what_money_was_used_for_may_be_counted_twice() -> None:
    found = said("公务接待费支出117.00万元，主要用于国内公务接待427批，4527人次。")
    assert found[1:] == [("count", "reception_batches", "427"), ("count", "reception_visits", "4527")]


def test_people_sent_abroad_are_counted_without_the_word_for_official() -> None:
    assert said("计划出国（境）3人。") == [("count", "overseas_persons", "3")]


def measured(*paragraphs: str) -> list[tuple[str, str, str | None]]:
    return [(c.subject, c.printed, c.measure) for c in read(*paragraphs) if c.kind in ("amount", "share")]


def test_parts_are_no_budget_where_the_whole_is_only_compared_with_one() -> None:
    compared = "公务用车购置及运行费为9万元，较预算数8万元增加1万元（其中：公务用车购置费5万元；公务用车运行费4万元）。"
    assert measured(compared)[2:] == [("vehicle_purchase", "5", None), ("vehicle_operation", "4", None)]
    budget = "公务用车购置及运行维护费预算为9万元（其中：公务用车购置费5万元；公务用车运行维护费4万元）。"
    assert measured(budget)[1:] == [
        ("vehicle_purchase", "5", "budget_amount"),
        ("vehicle_operation", "4", "budget_amount"),
    ]


def test_spending_below_the_heading_of_an_item_is_of_that_item() -> None:
    assert said("（一）公务接待费。2031年预算支出3万元，比2030年预算减少1万元。") == [
        ("amount", "official_reception", "3"),
        ("change", "official_reception", "1"),
    ]
    assert said("2031年预算支出3万元。") == [("amount", "expenditure_total", "3")]
    assert said("公务接待费1万元。基本支出2万元。2031年预算支出3万元。")[-1] == ("amount", "expenditure_total", "3")


def test_an_item_of_a_class_is_not_the_class_its_name_ends_with() -> None:
    codes = [c.code for c in read("初中教育支出3元，高中教育支出4元，教育支出7元，其他一般公共服务支出1元。")]
    assert codes == ["2050203", "2050204", "205", "2019999"]


def test_figures_below_a_heading_with_a_year_are_of_that_year() -> None:
    below = read("二、2030年“三公”经费支出决算情况", "（一）公务接待费支出3万元，比上年减少1万元。")
    assert [(c.value_year, c.base_year) for c in below] == [(2030, None), (2030, 2029)]
    own = read("二、2030年“三公”经费支出决算情况", "2031年公务接待费支出3万元，比上年减少1万元。")
    assert [(c.value_year, c.base_year) for c in own] == [(2031, None), (2031, 2030)]
    assert [c.value_year for c in read("二、与2030年决算相比的情况", "（一）公务接待费支出3万元。")] == [2031]


def test_what_the_treasury_pays_of_an_item_is_no_income() -> None:
    assert said("公务接待费预算9万元。其中：财政拨款安排8万元。")[-1] == ("amount", "unresolved", "8")
    found = said("公务用车购置费预算9万元，全部为财政拨款安排，较上年预算增长5%。")
    assert found[-1] == ("rate", "vehicle_purchase", "5%")
    assert said("收入预算9万元，其中：财政拨款安排8万元。")[-1] == ("amount", "fiscal_appropriation_revenue", "8")


def test_a_price_for_one_is_no_amount() -> None:
    assert said("计划因公出国2人，预算费用3.5万元/人，共计7万元。") == [
        ("count", "overseas_persons", "2"),
        ("amount", "overseas_travel", "7"),
    ]


def test_people_of_one_kind_are_not_all_people() -> None:
    found = said("在职在编人员9人，包括：行政在职在编人员2人、参公事业在职在编人员7人。公务员2人（其中：女1人）。")
    assert found == [
        ("count", "staff", "9"), ("count", "staff_administrative", "2"),
        ("count", "staff_managed", "7"), ("count", "staff_administrative", "2"),
    ]  # fmt: skip
    assert said("在职人员中行政51人，事业32人，事业工勤人员9人；退休及退职人员8人。") == [
        ("count", "staff_administrative", "51"), ("count", "staff_institution", "32"), ("count", "retirees", "8"),
    ]  # fmt: skip
    assert said("现有公务员4人，参公人员3人，工勤人员2人，编外聘用人员1人，离休人员0人，遗属6人，学生99人。") == [
        ("count", "staff_administrative", "4"), ("count", "staff_managed", "3"), ("count", "staff_workmen", "2"),
        ("count", "staff_contract", "1"), ("count", "retired_cadres", "0"), ("count", "survivors", "6"),
        ("count", "students", "99"),
    ]  # fmt: skip
    assert said("遗属供养人员2人，财政拨款人员共计99名。") == [("count", "survivors", "2")]
    assert said("车辆保有量为9辆，实际保有量为4辆。")[1] == ("count", "vehicles_kept", "4")
    assert said("慰问困难学生30人，招录公务员2人，行政执法人员3人。") == []
    assert said("编制9个，其中参公事业编制2个，全额事业编制7个。")[1:] == [("count", "staff_quota_institution", "7")]
    assert said("参照公务员管理事业编制2个，事业编制7个。") == [("count", "staff_quota_institution", "7")]
    assert said("参公事业编制2个。") == [("count", "staff_quota_institution", "2")]
    assert said("街道共有工作人员7人。现有在职在编教职工8人。") == [("count", "staff", "7"), ("count", "staff", "8")]


def test_a_comparison_may_lack_its_first_word_or_join_with_and() -> None:
    found = read("收入合计9万元，2030年度相比，减少1万元。其他收入2万元。")
    assert [(c.value_year, c.base_year) for c in found] == [(2031, None), (2031, 2030), (2031, None)]
    assert [(c.kind, c.base_year) for c in read("公务接待费2万元，和年初预算持平。")][-1] == ("flat", 2031)
    assert ("flat", 2031) in [(c.kind, c.base_year) for c in read("公务接待费0万元，较预算数0万元无增减。")]


def test_what_was_spent_of_a_budget_is_a_rate_of_it() -> None:
    spent = read("“三公”经费预算数为9万元，实际支出为6万元，占总预算比为66.67%。")[-1]
    assert (spent.measure, spent.denominator) == ("execution_rate_pct", "budget")
    part = read("支出总预算9万元，基本支出6万元，占总预算比为66.67%。")[-1]
    assert (part.measure, part.denominator) == (None, "expenditure_total")


def test_a_total_goes_on_behind_brackets_with_the_same_money() -> None:
    assert said("财政拨款收入总计9万元（含年初财政拨款结转和结余），支出总计9万元。") == [
        ("amount", "fiscal_appropriation_revenue", "9"),
        ("amount", "fiscal_appropriation_expenditure", "9"),
    ]
    assert said("公务用车运行维护及购置费预算为2万元。") == [("amount", "vehicle_total", "2")]
    assert said("用事业基金弥补收支差额2万元。") == [("amount", "use_of_non_fiscal_surplus", "2")]
    assert said("退休公用支出2万元。") == [("amount", "unresolved", "2")]
    assert said("医疗卫生和计划生育支出2万元。") == [("amount", "func:210", "2")]


def test_offices_below_a_street_are_no_units_and_posts_of_institutions_not_all_posts() -> None:
    assert said("街道下设12个综合办事机构。") == [("count", "internal_offices", "12")]
    assert said("街道下设6个二级单位。") == [("count", "subordinate_units", "6")]
    assert said("总编制8名，其中行政编制7名，工勤人员编制1名。") == [
        ("count", "staff_quota", "8"),
        ("count", "staff_quota_administrative", "7"),
    ]
    assert said("编制数212人，事业单位编制数211人，行政单位编制1人。") == [
        ("count", "staff_quota", "212"),
        ("count", "staff_quota_institution", "211"),
        ("count", "staff_quota_administrative", "1"),
    ]


def test_basic_expenditure_of_an_item_is_not_that_of_all() -> None:
    assert said("教育支出9.00元，其中：基本支出5.00元、项目支出4.00元。") == [
        ("amount", "func:205", "9.00"), ("amount", "unresolved", "5.00"), ("amount", "unresolved", "4.00"),
    ]  # fmt: skip
    assert said("教育支出9.00元。其中：基本支出5.00元。")[-1] == ("amount", "unresolved", "5.00")
    both = said("支出预算9.00元，教育支出7.00元，住房保障支出2.00元，其中：基本支出5.00元。")
    assert both[-1] == ("amount", "basic_total", "5.00")


def test_what_one_visitor_costs_is_no_reception_and_what_is_owed_no_asset() -> None:
    assert said("公务接待费3.00元，接待9人次，人均0.33元。")[-1] == ("amount", "unresolved", "0.33")
    assert said("资产总额9.00元；负债总额4.00元，净资产5.00元。") == [
        ("amount", "total_assets", "9.00"), ("amount", "total_liabilities", "4.00"), ("amount", "net_assets", "5.00"),
    ]  # fmt: skip
    assert said("固定资产原值9.00元，累计折旧4.00元，净值5.00元。")[-1] == ("amount", "fixed_assets_net", "5.00")
    assert said("资产总额9.00元，其中货币资金4.00元。")[-1] == ("amount", "unresolved", "4.00")


def test_the_budget_of_a_year_may_be_called_its_quota_and_last_year_s_be_the_same() -> None:
    assert said("2031年预算指标9.00元，比上年增加2.00元。") == [
        ("amount", "expenditure_total", "9.00"), ("change", "expenditure_total", "2.00"),
    ]  # fmt: skip
    assert said("会议费9.00元，同上年；") == [("amount", "meeting", "9.00"), ("flat", "meeting", "同上年")]


def test_what_all_of_something_is_has_no_figures_of_its_own() -> None:
    found = said("公务用车购置及运行费9.00元，全部为公务用车运行费，与上年持平。")
    assert found[-1] == ("flat", "vehicle_total", "与上年持平")
    assert said("政府采购预算9.00元，节约0.90元，节约率10%。")[-1] == ("rate", "procurement_total", "10%")


def test_what_is_spent_behind_the_income_from_one_kind_of_money_is_of_that_money() -> None:
    found = said("一般公共预算财政拨款本年收入9.00元，比上年增加2.00元；主要是增人；本年支出8.00元，比上年增加1.00元。")
    assert found[2:] == [("amount", "gpb_expenditure", "8.00"), ("change", "gpb_expenditure", "1.00")]
    found = said("政府性基金收入9.00元，本年支出8.00元，年末结转和结余1.00元，其中项目支出结转和结余0.50元。")
    assert [subject for _, subject, _ in found[1:]] == ["gov_fund_expenditure", "unresolved", "project_carry"]
    found = said("财政拨款本年收入完成年初预算90%；支出完成年初预算95%，比年初预算减少3.00元。")
    assert {subject for _, subject, _ in found[1:]} == {"fiscal_appropriation_expenditure"}
    # Parts of all income are not what was spent of.
    assert said("收入合计9.00元，其中：财政拨款收入8.00元；本年支出7.00元。")[-1] == (
        "amount",
        "expenditure_total",
        "7.00",
    )
    assert said("培训费共2期；支出7.00元。")[-1] == ("amount", "training", "7.00")


def test_a_total_of_last_year_behind_a_word_for_comparing_is_last_year_s() -> None:
    found = read("2031年度决算总收入9.00元，比2030年度决算总收入7.00元增加了2.00元。")
    assert [(c.printed, c.value_year) for c in found] == [("9.00", 2031), ("7.00", 2030), ("2.00", 2031)]


def test_basic_expenditure_of_what_runs_the_institutions_is_not_that_of_all() -> None:
    assert said("事业运行经费9.00元，其中：基本支出5.00元。")[-1] == ("amount", "unresolved", "5.00")
    assert said("青苗机构运行9.00元，其中：基本支出5.00元。")[-1] == ("amount", "unresolved", "5.00")
    assert said("其他青苗研究支出9.00元，其中：基本支出5.00元。")[-1] == ("amount", "unresolved", "5.00")
    assert said("共安排资金9.00元，其中：基本支出5.00元。")[-1] == ("amount", "basic_total", "5.00")


def test_events_without_a_name_of_their_own_and_parts_of_one_fund_are_nobody_else_s() -> None:
    assert said("开支培训费3.00元；举办节庆、论坛等活动，开支2.00元。")[-1] == ("amount", "unresolved", "2.00")
    found = said("政府性基金支出9.00元，其中基本支出0.00元，项目支出9.00元。")
    assert [subject for _, subject, _ in found] == ["gov_fund_expenditure", "unresolved", "unresolved"]


def test_a_code_behind_a_comma_names_its_item_and_projects_may_be_counted_in_front_of_their_name() -> None:
    assert said("按功能分类科目，2010101行政运行9.00元。")[-1] == ("amount", "func:2010101", "9.00")
    assert said("2031年对9个项目实施了绩效目标管理。") == [("count", "performance_projects", "9")]
    assert said("组织对9个二级项目开展了绩效自评。") == [("count", "self_evaluated_projects", "9")]
    assert said("年末共有国有资产9.00元。") == [("amount", "total_assets", "9.00")]


def test_the_rest_of_a_class_of_costs_is_not_the_class_and_an_appropriation_for_expenses_not_all_income() -> None:
    found = said("公用经费9.00元，其中：其他商品和服务支出4.00元。")
    assert found[-1] == ("amount", "unresolved", "4.00")
    assert said("商品和服务支出4.00元。") == [("amount", "econ:302", "4.00")]
    assert said("收入9.00元，其中：经费拨款7.00元。")[-1] == ("amount", "expense_appropriation", "7.00")
    assert said("实有人员9人（行政5人，事业4人）。")[1:] == [
        ("count", "staff_administrative", "5"), ("count", "staff_institution", "4"),
    ]  # fmt: skip


def test_offices_and_units_may_be_counted_in_characters() -> None:
    assert said("本局共有八个内设机构。") == [("count", "internal_offices", "八")]
    found = read("内设机构二十三个，下属两家事业单位。")
    assert [(c.subject, c.number and c.number.value) for c in found] == [
        ("internal_offices", Decimal(23)), ("subordinate_units", Decimal(2)),
    ]  # fmt: skip
    assert said("突出一个中心、两个重点，建成三个平台。") == []
