"""What the rules say about layouts and blanks, on tiny forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.judge import judge

from .tiny import Disclosures

RULES = {rule.rule_id: rule for rule in load_rules()}


def judged(rule_id: str, example: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    disclosures = Disclosures()
    disclosures.add("d", example)
    columns = "outcome, left_value, right_value, tolerance, severity, reason, hypothesis"
    return disclosures.connection.sql(f"SELECT {columns} FROM ({query([RULES[rule_id]], ['d'])})").fetchall()


def outcomes(rule_id: str, example: Mapping[str, Any]) -> list[str]:
    return sorted(row[0] for row in judged(rule_id, example))


def table(
    *rows: dict[str, Any], kind: str = "dept_expenditure_summary", columns: str = "total", **more: Any
) -> dict[str, Any]:
    return {"kind": kind, "columns": columns, "rows": list(rows), **more}


def test_a_blank_parent_over_blank_parts_holds_without_values() -> None:
    found = judged("B01", table({"201": "10 -"}, {"20101": "10 -"}, columns="basic project"))
    assert sorted((row[0], row[1]) for row in found if row[1] is None) == [("holds", None)]


def test_a_code_printed_once_for_each_unit_of_a_table_is_not_set_against_wages() -> None:
    """A real table prints 30216 and 30228 twice: each instance had the same id, and nothing was published."""
    twice = table({"30101": "200000.00"}, {"30216": "3000.00"}, {"30216": "100.00"}, kind="gpb_basic_by_dept_econ")
    assert set(outcomes("K03", twice)) <= {"not_applicable", "not_evaluable"}
    assert len(outcomes("K03", twice)) == 1
    once = table({"30101": "200000.00"}, {"30216": "3000.00"}, kind="gpb_basic_by_dept_econ")
    assert outcomes("K03", once) == ["holds"]


def test_a_printed_parent_over_blank_parts_cannot_be_judged() -> None:
    ((outcome, *_, reason, _),) = judged("B01", table({"201": "10"}, {"20101": "-"}))
    assert outcome == "not_evaluable" and reason.startswith("not printed: 20101")


def test_blank_parts_are_none_where_the_other_wholes_of_the_column_have_parts() -> None:
    rows = [
        *({"20101": "5 5"}, {"2010101": "5 5"}, {"20103": "6 6"}, {"2010301": "6 6"}),
        *({"20105": "7 7"}, {"2010501": "7 -"}),
    ]
    assert outcomes("B02", table(*rows, columns="total gpb<0")) == ["breaks", *["holds"] * 5]


def test_a_blank_row_is_not_judged_across_its_columns() -> None:
    assert outcomes("A01", table({"201": "- - -"}, {"208": "3 1 2"}, columns="total basic<0 project<0")) == ["holds"]


def test_a_table_printed_to_the_fen_has_no_tolerance() -> None:
    assert outcomes("B01", table({"201": "10.00"}, {"20101": "5.01"}, {"20102": "5.00"})) == ["breaks"]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [("94995790", "rounding"), ("94995792", "rounding"), ("94995793", "breaks"), ("94995786", "breaks")],
)
def test_whole_yuan_hide_half_a_yuan_per_number_or_cut_off_less_than_one(printed: str, expected: str) -> None:
    rows = [
        {"21201": printed},
        {"2120101": "17887739"},
        {"2120102": "7000000"},
        {"2120103": "70000000"},
        {"2120104": "108050"},
    ]
    assert outcomes("B02", table(*rows, step="1")) == [expected]


def test_two_units_may_differ_by_half_a_step_of_the_coarser_one() -> None:
    def three_public(printed: str) -> dict[str, Any]:
        return {
            "forms": [
                table(
                    {"预算": f"- {printed}"},
                    kind="three_public_budget",
                    columns="three_public_total official_reception<0",
                    step="100",
                ),
                table({"502": 877080}, {"50206 公务接待费": 877080}, kind="gpb_basic_by_gov_econ"),
            ]
        }

    found = [row for row in judged("D13g", three_public("877000")) if row[1] == 877080]
    assert [(row[0], row[6]) for row in found] == [("rounding", "truncated, not rounded")]
    assert outcomes("D13g", three_public("876900")).count("breaks") == 1


def test_a_rate_on_a_base_of_zero_is_a_warning() -> None:
    columns = "prior_year_budget@2023 total growth_pct%"
    ((outcome, *_, severity, _, why),) = judged(
        "A07", table({"2010101": "0 5 100"}, kind="gpb_expenditure_by_function", columns=columns)
    )
    assert (outcome, severity, why) == ("breaks", "warning", "no rate exists on a base of zero")


def test_a_rate_rounded_twice_is_a_warning() -> None:
    columns = "prior_year_budget@2023 total growth_pct%"
    row = {"2012801": "1688996.51 1659474.24 -1.8"}
    ((outcome, *_, severity, _, why),) = judged("A07", table(row, kind="gpb_expenditure_by_function", columns=columns))
    assert (outcome, severity, why) == ("breaks", "warning", "rounded twice")


def test_a_code_of_a_class_that_lost_digits_is_not_taken_for_a_missing_class() -> None:
    forms = [
        {
            "kind": "dept_balance_summary",
            "blocks": [{"side": "expenditure", "columns": "budget_amount", "rows": [{"201": 3}, {"210": 5}]}],
        },
        table({"201": 3}, {"7": 5}),
    ]
    found = outcomes("D03", {"forms": forms})
    assert found == ["holds", "not_evaluable"]


def test_the_first_form_of_a_kind_is_compared_and_never_the_sum_of_several() -> None:
    balance = {
        "kind": "dept_balance_summary",
        "blocks": [{"side": "expenditure", "columns": "budget_amount", "rows": [{"current_total": 5}]}],
    }
    assert outcomes("D02", {"forms": [balance, table({"total": 5}), table({"total": 5})]}) == ["holds"]


def test_money_carried_over_may_stand_in_the_fiscal_balance_only() -> None:
    forms = [
        {
            "kind": "fiscal_appropriation_balance_summary",
            "blocks": [
                {
                    "side": "revenue",
                    "columns": "budget_amount",
                    "rows": [{"gpb": 16}, {"carry_over": 2}, {"gpb<carry_over carried": 2}],
                },
                {"side": "expenditure", "columns": "total gpb<0", "rows": [{"201": "18 18"}]},
            ],
        },
        table({"total": 16}, {"201": 16}, kind="gpb_expenditure_by_function"),
    ]
    assert outcomes("D05", {"forms": forms}) == ["holds"]
    assert outcomes("D06", {"forms": forms}) == ["not_applicable"]


def test_project_forms_that_pass_money_on_are_not_held_against_project_expenditure() -> None:
    forms = [
        table(
            {"专项": "180 80 100"},
            kind="project_performance_target",
            columns="project_budget upper_level_expenditure lower_level_subsidy",
        ),
        table({"total": "150 5 145"}, kind="gpb_expenditure_by_function", columns="total basic<0 project<0"),
    ]
    assert outcomes("D19b", {"forms": forms}) == ["not_applicable"]
    assert outcomes("D19", {"forms": forms}) == ["not_applicable"]


def test_part_of_the_projects_is_no_contradiction_where_the_text_does_not_claim_all() -> None:
    forms = [
        table({"课题": "4"}, kind="project_performance_target", columns="project_budget"),
        table({"total": "10 4 6"}, kind="gpb_expenditure_by_function", columns="total basic<0 project<0"),
    ]
    assert outcomes("D19", {"forms": forms}) == ["not_applicable"]


def test_operating_expenses_of_another_scope_are_not_judged() -> None:
    forms = [table({"502": "2144.60"}, kind="gpb_basic_by_gov_econ")]
    claims = [{"kind": "amount", "subject": "agency_operating_expense", "amount": "10101.76"}]
    assert outcomes("H08", {"forms": forms, "claims": claims}) == ["not_applicable"]


def test_codes_with_a_meaning_of_their_own_are_kept_out_of_the_three_public_comparison() -> None:
    forms = [
        table({"预算": "25 25"}, kind="three_public_budget", columns="three_public_total official_reception<0"),
        table({"302": 30}, {"30217 专用材料": 30}, kind="gpb_basic_by_dept_econ"),
    ]
    assert "breaks" not in outcomes("D13", {"forms": forms})


def test_an_empty_form_is_named_as_the_reason() -> None:
    ((outcome, *_, reason, _),) = judged("C09", {"kind": "gov_procurement_detail", "empty": True, "label": "表十四"})
    assert (outcome, reason) == ("not_evaluable", "empty by declaration: 表十四")


def test_a_rule_for_final_accounts_does_not_apply_to_a_budget() -> None:
    ((outcome, *_, reason, _),) = judged("A11", table({"201": 5}))
    assert (outcome, reason) == ("not_applicable", "only for: final_account")


def test_of_which_columns_are_no_addends() -> None:
    columns = "total gpb<0 institution_operating_income<0 education_fee_of_which<2*"
    assert outcomes("A04", table({"205": "10 6 4 3"}, kind="dept_revenue_summary", columns=columns)) == ["holds"]


def test_codes_repeated_per_unit_are_not_duplicates() -> None:
    rows = [{"201 unit=甲": 5}, {"201 unit=乙": 4}]
    assert outcomes("B05", table(*rows)) == ["holds"]


def test_a_list_that_counts_its_subtotals_too_is_not_called_wrong() -> None:
    rows = [{"total": 10}, {"货物<total": 10}, {"电脑<total": 6}, {"复印机<total": 3}, {"纸<total": 1}]
    assert outcomes("C09", table(*rows, kind="gov_procurement_detail")) == ["not_evaluable"]


def test_a_row_whose_parent_is_missing_is_not_added_beside_its_class() -> None:
    rows = [{"total": 8}, {"201": 3}, {"210": 5}, {"71102<total": 5}]
    assert outcomes("C01", table(*rows)) == ["holds"]


def test_a_sum_with_a_part_the_forms_have_no_place_for_is_not_judged() -> None:
    forms = [
        table({"301": 10}, kind="gpb_basic_by_dept_econ"),
        table({"501": 6}, {"505": 4}, kind="gpb_basic_by_gov_econ"),
    ]
    assert outcomes("H01", {"forms": forms}) == ["not_evaluable"]


def test_growth_is_judged_where_the_prior_year_is_only_told_by_its_year() -> None:
    columns = "total/execution@2023 total/budget growth_pct%"
    assert outcomes("A07", table({"201": "10 12 20"}, kind="gpb_expenditure_by_function", columns=columns)) == ["holds"]


def test_a_document_may_have_any_number_of_forms() -> None:
    forms = [table({"课题": 1}, kind="project_performance_target", columns="project_budget") for _ in range(60)]
    forms.append(table({"total": "70 10 60"}, kind="gpb_expenditure_by_function", columns="total basic<0 project<0"))
    assert outcomes("D19", {"forms": forms}) == ["holds"]


def test_fiscal_money_of_a_project_never_exceeds_its_budget_in_the_same_column() -> None:
    disclosures = Disclosures()
    form = table({"年度资金总额": 0}, {"财政拨款": 0}, kind="project_performance_target", columns="project_budget")
    disclosures.add("d", {"forms": [form]})
    disclosures.connection.execute(
        "UPDATE amount SET amount_yuan = CASE row_no WHEN 0 THEN 10903043 ELSE 11419043 END,"
        " measure = CASE row_no WHEN 0 THEN 'project_budget' ELSE 'project_fiscal' END"
    )
    rows = disclosures.connection.sql(f"SELECT outcome FROM ({query([RULES['A10']], ['d'])})").fetchall()
    assert rows == [("breaks",)]


def test_codes_that_only_names_tell_have_no_order() -> None:
    disclosures = Disclosures()
    disclosures.add("d", table({"303": "4"}, {"302": "6"}))
    query_ = f"SELECT outcome FROM ({query([RULES['B06']], ['d'])})"
    assert disclosures.connection.sql(query_).fetchall() == [("breaks",)]
    disclosures.connection.execute("UPDATE form_row SET code_printed = NULL")
    assert disclosures.connection.sql(query_).fetchall() == [("not_applicable",)]


def test_a_class_of_the_lane_before_is_the_sum_of_its_codes_in_both_lanes() -> None:
    disclosures = Disclosures()
    lanes = [{"columns": "total", "rows": rows} for rows in ([{"302": "5"}, {"30201": "2"}], [{"30231": "3"}])]
    disclosures.add("d", {"kind": "gpb_basic_by_dept_econ", "blocks": lanes})
    joined = "UPDATE form_row SET parent_row_no = 0, parent_block_no = 0 WHERE code = '30231'"
    disclosures.connection.execute(joined)
    found = disclosures.connection.sql(
        f"SELECT outcome, left_value, right_value FROM ({query([RULES['B08']], ['d'])})"
    ).fetchall()
    assert found == [("holds", 5, 5)]


def test_a_total_whose_number_stands_above_nothing_and_is_missing_beside_it_is_told() -> None:
    rows = [{"total": "12 - 12"}, {"201": "5 5 -"}, {"208": "7 7 -"}]
    columns = "total basic<0 project<0"
    assert sorted(outcomes("C01", table(*rows, columns=columns))) == ["breaks", "holds", "not_evaluable"]


def test_wholes_in_a_column_of_their_own_are_not_misplaced() -> None:
    rows = [{"201": "12 -"}, {"20101": "- 5"}, {"20103": "- 7"}]
    assert sorted(outcomes("B01", table(*rows, columns="total total"))) == ["not_evaluable", "not_evaluable"]


def test_a_total_printed_in_one_column_only_leaves_nothing_out() -> None:
    rows = [{"total": "12 -"}, {"201": "5 5"}, {"20101": "5 5"}, {"208": "7 7"}, {"20805": "7 7"}]
    assert sorted(outcomes("C01", table(*rows, columns="total basic<0"))) == ["holds", "not_evaluable"]


def test_a_part_of_a_change_may_be_more_than_the_change() -> None:
    rows = [{"vehicles": "5 6 -1"}, {"bought<vehicles of_which": "1 1 0"}]
    columns = "total prior_year_budget@2023 delta"
    assert "breaks" not in outcomes("A18", table(*rows, kind="three_public_budget", columns=columns))


def test_forms_of_the_organ_alone_are_not_compared_with_those_of_the_department() -> None:
    forms = [
        table(
            {"total": "10 4 6"}, kind="gpb_expenditure_by_function", columns="total basic<0 project<0", title="支出表"
        ),
        table({"total": 3}, kind="gpb_basic_by_dept_econ", title="基本支出表（本级）"),
    ]
    assert "breaks" not in outcomes("D10", {"forms": forms})
    forms[1]["title"] = "基本支出表"
    assert "breaks" in outcomes("D10", {"forms": forms})


def test_nothing_is_expected_of_a_rule_that_nothing_in_the_document_calls_for() -> None:
    disclosures = Disclosures()
    disclosures.add("d", table({"201": "10"}, {"20101": "10"}))
    judge(disclosures.connection, ["d"])
    rows = "SELECT rule_id, expected, judged, excused FROM rule_coverage WHERE rule_id IN ('A06', 'A11', 'B01')"
    assert sorted(disclosures.connection.sql(rows).fetchall()) == [("A06", 0, 0, 0), ("A11", 0, 0, 0), ("B01", 1, 1, 0)]


def test_what_a_condition_of_a_rule_keeps_silent_is_expected_and_excused() -> None:
    disclosures = Disclosures()
    balance = {"side": "revenue", "columns": "budget_amount", "rows": [{"carry_over": 2}]}
    forms = [
        {"kind": "dept_balance_summary", "blocks": [balance]},
        table({"201": 12}, kind="dept_revenue_summary"),
        table({"201": 10}),
    ]
    disclosures.add("d", {"forms": forms})
    judge(disclosures.connection, ["d"])
    rows = "SELECT expected, judged, excused FROM rule_coverage WHERE rule_id = 'D20'"
    assert disclosures.connection.sql(rows).fetchall() == [(1, 0, 1)]


@pytest.mark.parametrize(("file_format", "severity"), [("pdf", "warning"), ("xlsx", "info")])
def test_a_nought_that_the_format_of_a_cell_leaves_out_is_information(file_format: str, severity: str) -> None:
    disclosures = Disclosures()
    disclosures.add("d", table({"20801": 3}))
    disclosures.connection.execute("UPDATE form_row SET code_printed = '208|1'")
    disclosures.connection.execute("UPDATE document SET format = ?", [file_format])
    found = disclosures.connection.sql(f"SELECT outcome, severity FROM ({query([RULES['B04']], ['d'])})").fetchall()
    assert found == [("breaks", severity)]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("400 300 75.00", ["holds error"]),
        ("400 300 75.01", ["breaks warning"]),
        ("400 300 85.00", ["breaks error"]),
        ("0 300 85.00", ["not_evaluable info"]),
        ("400 - 85.00", ["not_evaluable info"]),
        # As a dash is read beside parts of the budget in self-evaluations.
        ("400 300 0", ["not_evaluable info"]),
    ],
)
def test_a_rate_printed_in_a_table_is_what_was_spent_of_the_budget(row: str, found: list[str]) -> None:
    figures = table(
        {"甲工程": row}, kind="project_detail", columns="total/budget executed/execution execution_rate_pct%"
    )
    judgements = judged("GK3", {**figures, "stage": "final_account"})
    assert [f"{outcome} {severity}" for outcome, *_, severity, _, _ in judgements] == found


def test_changes_and_rates_of_items_with_rows_of_their_own_are_those_of_the_two_years_in_the_row() -> None:
    def told(rule_id: str, reception: str, columns: str = "official_reception prior_year_budget@2023") -> list[str]:
        printed = "delta growth_pct%" if "delta" not in columns else "growth_pct%"
        table = {"kind": "three_public_budget", "columns": f"{columns} {printed}", "rows": [{"公务接待费": reception}]}
        return outcomes(rule_id, table)

    assert told("A17", "50000 60000 -10000 -16.67") == ["holds"]
    assert told("A17", "50000 60000 -20000 -16.67") == ["breaks"]
    assert told("A07", "50000 60000 -10000 -16.67") == ["holds"]
    assert told("A07", "50000 60000 -10000 -36.67") == ["breaks"]
    # Of several figures of this year nobody knows whose the change is.
    several = "official_reception vehicle_operation prior_year_budget@2023"
    assert told("A17", "50000 10000 60000 -20000 -16.67", several) == ["not_evaluable"]
