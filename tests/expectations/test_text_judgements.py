"""What the rules on the text tell apart: a slip from another scope, rounding from a wrong last digit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.judge import judge

from .tiny import Disclosures

RULES = {rule.rule_id: rule for rule in load_rules()}


def judged(rule_id: str, *examples: Mapping[str, Any], one_disclosure: bool = False) -> list[tuple[str, str]]:
    """(outcome, severity) of the rule on the first of these documents."""
    disclosures = Disclosures()
    for number, example in enumerate(examples):
        disclosures.add(f"d{number}", example)
    disclosures.connection.execute("UPDATE document SET is_preferred = true")
    if one_disclosure:
        disclosures.connection.execute("UPDATE document SET disclosure_id = 'one'")
    return disclosures.connection.sql(
        f"SELECT outcome, severity FROM ({query([RULES[rule_id]], ['d0'])}) ORDER BY ALL"
    ).fetchall()


def said(amount: str, step: str = "100", **more: Any) -> dict[str, Any]:
    return {"kind": "amount", "subject": "expenditure_total", "amount": amount, "step": step, **more}


def table(amount: str, step: str = "100") -> dict[str, Any]:
    return {"kind": "dept_expenditure_summary", "columns": "total", "step": step, "rows": [{"total": amount}]}


def test_the_same_digits_in_text_and_table_leave_nothing_to_rounding() -> None:
    assert judged("E01", {"claims": [said("5000100")], "forms": [table("5000000")]}) == [("breaks", "warning")]


def test_a_text_in_steps_of_a_hundred_may_round_a_table_in_fen() -> None:
    assert judged("E01", {"claims": [said("5000100")], "forms": [table("5000060.00", "0.01")]}) == [
        ("rounding", "info")
    ]


def test_one_amount_cut_off_instead_of_rounded_is_information() -> None:
    assert judged("E01", {"claims": [said("5000000")], "forms": [table("5000060.00", "0.01")]}) == [("breaks", "info")]


def test_a_last_digit_is_told_even_where_the_scope_is_in_doubt() -> None:
    doubtful = "该项目支出5元。"
    slip = {"claims": [said("5000200", sentence=doubtful)], "forms": [table("5000000")]}
    other = {"claims": [said("4000000", sentence=doubtful)], "forms": [table("5000000")]}
    assert judged("E01", slip) == [("breaks", "warning")]
    assert judged("E01", other) == [("not_applicable", "info")]


def test_a_text_is_judged_with_the_tables_of_its_disclosure() -> None:
    text, tables = {"claims": [said("5000000")]}, {"forms": [table("6000000")]}
    assert judged("E01", text, tables, one_disclosure=True) == [("breaks", "error")]
    assert judged("E01", text, tables) == [("not_evaluable", "info")]


def test_a_check_with_a_cell_of_another_file_names_that_file() -> None:
    disclosures = Disclosures()
    disclosures.add("d0", {"claims": [said("5000000")]})
    disclosures.add("d1", {"forms": [table("6000000")]})
    disclosures.connection.execute("UPDATE document SET is_preferred = true, disclosure_id = 'one'")
    judge(disclosures.connection, ["d0"])
    row = disclosures.connection.execute(
        "SELECT c.other_document_id, c.form_id, f.form_id, f.printed"
        " FROM check_result AS c JOIN finding AS f USING (finding_id)"
        " WHERE rule_id = 'E01'"
    ).fetchone()
    assert row == ("d1", None, None, "5000000")


def test_a_form_that_the_file_of_the_text_has_itself_is_not_looked_up_elsewhere() -> None:
    text, tables = {"claims": [said("5000000")], "forms": [table("5000000")]}, {"forms": [table("6000000")]}
    assert judged("E01", text, tables, one_disclosure=True) == [("holds", "error")]


def again(first: Mapping[str, Any], second: Mapping[str, Any]) -> list[tuple[str, str]]:
    claims = [{**first, "sentence": "甲。", "paragraph": 1}, {**second, "sentence": "乙。", "paragraph": 2}]
    return [row for row in judged("F13", {"claims": claims}) if row[0] != "not_evaluable"]


def test_an_amount_said_again_with_another_last_digit_is_told() -> None:
    assert again(said("5000000"), said("5000100")) == [("breaks", "warning")]


def test_an_amount_said_again_with_quite_another_number_may_be_of_another_scope() -> None:
    assert again(said("5000000"), said("5100000")) == []


def test_the_two_sides_of_a_budget_are_one_amount() -> None:
    revenue = {**said("5000100"), "subject": "revenue_total"}
    assert again(said("5000000"), revenue) == [("breaks", "warning")]


def test_what_no_vocabulary_knows_is_the_same_where_its_words_are() -> None:
    unknown = {"subject": "unresolved", "subject_printed": "增人增资"}
    other = {"subject": "unresolved", "subject_printed": "基建尾款"}
    assert again({**said("5000000"), **unknown}, {**said("5000100"), **unknown}) == [("breaks", "warning")]
    assert again({**said("5000000"), **unknown}, {**said("5000100"), **other}) == []


def test_a_change_follows_from_a_row_that_prints_both_years_or_from_the_figures_beside_it() -> None:
    row = {
        "kind": "gpb_expenditure_by_function",
        "columns": "total prior_year_budget@2023",
        "rows": [{"2010101": "1200040.00 1000030.00"}],
    }

    def change(amount: str) -> list[tuple[str, str]]:
        item = {"subject": "func:2010101", "code": "2010101", "step": "100"}
        claims = [
            {"kind": "amount", **item, "amount": "1200000"},
            {"kind": "amount", **item, "amount": "1000000", "year": 2023},
            {"kind": "change", **item, "amount": amount, "direction": "up", "base_year": 2023},
        ]
        return judged("E03", {"claims": claims, "forms": [row]})

    assert change("200000") == [("holds", "error")]
    assert change("200100") == [("breaks", "warning")]


def test_one_part_that_is_all_of_its_whole_is_the_same_number() -> None:
    def procurement(goods: str) -> list[tuple[str, str]]:
        subjects = {"procurement_total": "210700", "procurement_goods": goods, "procurement_works": "0"}
        claims = [
            {"kind": "amount", "subject": subject, "amount": amount, "step": "100"}
            for subject, amount in {**subjects, "procurement_services": "0"}.items()
        ]
        return judged("F10", {"claims": claims})

    assert procurement("210700") == [("holds", "error")]
    assert procurement("210800") == [("breaks", "warning")]


def test_the_kinds_of_procurement_stand_in_the_paragraphs_below_a_whole_that_ends_in_a_colon() -> None:
    def procurement(services: str, end: str) -> list[str]:
        amounts = {"procurement_goods": "300", "procurement_works": "100", "procurement_services": services}
        whole = said("900", "0.01", subject="procurement_total", sentence=f"政府采购支出总额900元,其中{end}")
        parts = [
            said(amount, "0.01", subject=subject, paragraph=number)
            for number, (subject, amount) in enumerate(amounts.items(), start=2)
        ]
        return [outcome for outcome, _ in judged("F10", {"claims": [{**whole, "paragraph": 1}, *parts]})]

    assert procurement("500", ":") == ["holds"]
    assert procurement("400", ":") == ["breaks"]
    assert procurement("400", "。") == ["not_evaluable"]


def test_what_is_stated_in_an_account_without_a_word_for_it_is_what_was_spent() -> None:
    def completed(percent: str, stage: str = "final_account") -> list[str]:
        claims = [
            said("9000", "100", subject="training"),
            said("4000", "100", subject="training", basis="budget"),
            {"kind": "share", "measure": "execution_rate_pct", "subject": "training", "percent": percent},
        ]
        return [outcome for outcome, _ in judged("GK3", {"stage": stage, "claims": claims})]

    assert completed("225.00") == ["holds"]
    assert completed("44.44") == ["breaks"]
    assert completed("44.44", stage="budget") == ["not_evaluable"]


def test_a_budget_nobody_names_follows_from_what_was_spent_and_how_it_differs_from_the_budget() -> None:
    def completed(percent: str, difference: str = "1000", *, elsewhere: bool = False, twice: str = "9000") -> list[str]:
        sentence = "支出完成年初预算的90%,比年初预算减少1000元。"
        about = {"subject": "gpb_expenditure", "step": "1"}
        here = {"sentence": sentence, "paragraph": 2}
        spent = {"kind": "amount", **about, **({"paragraph": 1} if elsewhere else here)}
        claims = [
            {**spent, "amount": "9000"},
            {**spent, "amount": twice},
            {"kind": "share", "measure": "execution_rate_pct", "percent": percent, **about, **here},
            {
                "kind": "change",
                "basis": "budget",
                "amount": difference,
                "direction": "down",
                "base_year": 2024,
                **about,
                **here,
            },
        ]
        return [outcome for outcome, _ in judged("GK3", {"stage": "final_account", "claims": claims})]

    assert completed("90.00") == completed("90.00", elsewhere=True) == ["holds"]
    assert completed("80.00") == completed("80.00", elsewhere=True) == completed("90.00", "2000") == ["breaks"]
    # Of two figures somewhere else nobody knows which is meant.
    assert completed("80.00", elsewhere=True, twice="8000") == ["not_evaluable"]


def told(*claims: Mapping[str, Any], forms: tuple[Mapping[str, Any], ...] = ()) -> list[tuple[str, str | None]]:
    """(printed, suggested) of the findings that are no information."""
    disclosures = Disclosures()
    disclosures.add("d", {"claims": list(claims), "forms": list(forms)})
    disclosures.connection.execute(
        "UPDATE claim SET value_unit = '元', value = amount_yuan WHERE amount_yuan IS NOT NULL"
    )
    judge(disclosures.connection, ["d"])
    return disclosures.connection.execute(
        "SELECT printed, suggested FROM finding"
        " WHERE severity <> 'info' AND list_has_any(rule_ids, ['E01', 'E03', 'E04']) ORDER BY ALL"
    ).fetchall()


def test_an_amount_of_the_text_that_every_table_contradicts_has_the_tables_value_suggested() -> None:
    assert told(said("5300"), forms=(table("4100"),)) == [("5300", "4100")]


def test_of_several_cells_one_is_suggested_only_where_a_slip_of_the_pen_explains_the_difference() -> None:
    other = {"kind": "dept_balance_summary", "blocks": [_side("90000.00")]}
    assert told(said("5300.00", "0.01"), forms=(table("4100.00", "0.01"), other)) == [("5300.00", None)]
    assert told(said("1400.00", "0.01"), forms=(table("4100.00", "0.01"), other)) == [("1400.00", "4100.00")]


def _side(amount: str) -> dict[str, Any]:
    return {"side": "expenditure", "columns": "budget_amount", "rows": [{"grand_total": amount}]}


def test_a_rate_has_the_rate_of_its_amounts_suggested() -> None:
    amounts = said("11000", "1"), said("10000", "1", year=2023)
    rate = {"kind": "rate", "subject": "expenditure_total", "percent": "12.0", "direction": "up", "base_year": 2023}
    assert told(*amounts, rate) == [("12.0", "10.0")]


def test_what_points_the_wrong_way_has_no_other_number_suggested() -> None:
    amounts = said("11000", "1"), said("10000", "1", year=2023)
    change = {
        "kind": "change",
        "subject": "expenditure_total",
        "amount": "1000",
        "direction": "down",
        "base_year": 2023,
    }
    assert told(*amounts, change) == [("1000", None)]


def slips(example: Mapping[str, Any], blank_pages: str = "NULL") -> list[str]:
    """What rule J16 tells of the document."""
    disclosures = Disclosures()
    disclosures.add("d", example)
    disclosures.connection.execute(f"UPDATE document SET blank_pages = {blank_pages}")
    sql = query([RULES["J16"]], ["d"])
    return [
        row[0]
        for row in disclosures.connection.sql(f"SELECT hypothesis FROM ({sql}) WHERE outcome = 'breaks'").fetchall()
    ]


def test_a_blank_page_is_told() -> None:
    assert slips({"sentences": ["本年安排5元。"]}, "[7]") == ["nothing is printed on 1 pages"]
    assert slips({"sentences": ["本年安排5元。"]}, "[]") == []


def test_a_heading_of_another_year_is_told_but_not_one_on_what_that_year_came_to() -> None:
    assert slips({"sentences": ["2023年某某局部门预算情况说明"]}) == ["another year in a heading: 1 times"]
    assert slips({"sentences": ["2024年某某局部门预算情况说明", "2023年部门预算执行情况"]}) == []


def test_a_change_against_a_year_before_the_last_is_told() -> None:
    change = {"kind": "change", "subject": "training", "amount": "5", "direction": "up"}
    assert slips({"claims": [{**change, "base_year": 2022}], "sentences": ["甲。"]}) == ["compared with 2022: 1 times"]
    assert slips({"claims": [{**change, "base_year": 2023}], "sentences": ["甲。"]}) == []


def shares(whole: str, *parts: tuple[str, str, str]) -> dict[str, Any]:
    """A whole, then each part with its amount and the share it is said to have of the whole, one paragraph."""
    claims: list[dict[str, Any]] = [said(whole, "0.01")]
    for subject, amount, percent in parts:
        claims.append({"kind": "amount", "subject": subject, "amount": amount, "step": "0.01"})
        claims.append({"kind": "share", "subject": subject, "percent": percent, "denominator": "expenditure_total"})
    return {"claims": claims}


def test_parts_whose_shares_come_to_100_are_the_whole_beside_one_that_holds_more() -> None:
    """支出预算 100, with 4 kept for the next year; of what is spent, 60 and 36, the shares are 62.5 and 37.5."""
    kept = shares("100.00", ("basic_total", "60.00", "62.5"), ("project_total", "36.00", "37.5"))
    assert judged("E02", kept) == [("holds", "error")] * 2


def test_a_wrong_share_stays_wrong_beside_others() -> None:
    wrong = shares("100.00", ("basic_total", "60.00", "63.5"), ("project_total", "36.00", "37.5"))
    assert judged("E02", wrong) == [("breaks", "error")] * 2


def test_a_last_digit_that_makes_shares_come_to_exactly_100_is_information() -> None:
    """A sixth is 16.7; printed so three times beside 50.0, the shares would come to 100.1."""
    moved = shares("600.00", ("basic_total", "100.00", "16.7"), ("project_total", "100.00", "16.7"),
                   ("personnel_total", "100.00", "16.6"), ("operating_total", "300.00", "50.0"))  # fmt: skip
    assert judged("E02", moved) == [("breaks", "info"), *[("holds", "error")] * 3]
    alone = shares("600.00", ("basic_total", "100.00", "16.6"))
    assert judged("E02", alone) == [("breaks", "warning")]


def test_the_last_share_may_take_the_rest_though_another_digit_would_be_nearer() -> None:
    """As on page 18 of a final account, where two of three readers found it right: 9.67 printed as 9.6, for 9.7 makes
    100.1, though of 3.46 the digit that would have to go is smaller."""

    def printed(first: str, last: str) -> tuple[str, str]:
        rest = shares("1000.00", ("basic_total", "860.00", first), ("project_total", "34.60", "3.5"),
                      ("personnel_total", "8.70", "0.9"), ("operating_total", "96.70", last))  # fmt: skip
        return judged("E02", rest)[0]

    assert printed("86.0", "9.6") == ("breaks", "info")
    assert printed("86.1", "9.5") == ("breaks", "error")


def spent(amount: str, basis: str, **more: Any) -> dict[str, Any]:
    return {"kind": "amount", "subject": "training", "amount": amount, "basis": basis, "step": "0.01", **more}


def moved(kind: str, number: str, direction: str, base_year: int, **more: Any) -> dict[str, Any]:
    value = {"percent": number} if kind == "rate" else {"amount": number, "step": "0.01"}
    return {"kind": kind, "subject": "training", "direction": direction, "base_year": base_year, **value, **more}


def test_a_change_against_the_budget_of_the_year_is_measured_by_that_budget() -> None:
    figures = [spent("10", "budget"), spent("8", "final_account"), spent("5", "final_account", year=2023)]
    right = {"stage": "final_account", "claims": [*figures, moved("change", "2", "down", 2024)]}
    wrong = {"stage": "final_account", "claims": [*figures, moved("change", "3", "up", 2024)]}
    assert judged("E03", right) == [("holds", "error")]
    assert judged("E03", wrong) == [("breaks", "error")]


def test_a_rate_against_the_budget_of_the_year_is_measured_by_that_budget() -> None:
    figures = [spent("10", "budget"), spent("8", "final_account")]
    right = {"stage": "final_account", "claims": [*figures, moved("rate", "20.0", "down", 2024)]}
    wrong = {"stage": "final_account", "claims": [*figures, moved("rate", "25.0", "down", 2024)]}
    assert judged("E04", right) == [("holds", "error")]
    assert judged("E04", wrong) == [("breaks", "error")]


def test_of_a_budget_and_its_adjustment_either_may_be_what_is_compared_with() -> None:
    figures = [spent("10", "budget"), spent("9", "adjusted_budget"), spent("8", "final_account")]
    for number in ("2", "1"):
        example = {"stage": "final_account", "claims": [*figures, moved("change", number, "down", 2024)]}
        assert judged("E03", example) == [("holds", "error")]


def test_what_equals_its_budget_need_not_equal_last_year() -> None:
    figures = [spent("10", "budget"), spent("10", "final_account"), spent("5", "final_account", year=2023)]
    flat = {"kind": "flat", "subject": "training", "amount": "0", "direction": "flat", "base_year": 2024}
    assert judged("E05", {"stage": "final_account", "claims": [*figures, flat]}) == [("holds", "warning")]


def test_a_change_behind_the_only_part_of_a_whole_may_be_the_whole_s() -> None:
    sentence = "收入总计15元,其中年初结转2元,较上年增加5元。"
    claims = [
        {"kind": "amount", "subject": "revenue_total", "amount": "15", "step": "0.01", "sentence": sentence},
        {"kind": "amount", "subject": "carry_over", "amount": "2", "step": "0.01", "sentence": sentence},
        {**moved("change", "5", "up", 2023), "subject": "carry_over", "sentence": sentence},
        {**moved("rate", "50.0", "up", 2023), "subject": "carry_over", "sentence": sentence},
    ]
    assert judged("F07", {"claims": claims}) == [("not_evaluable", "info")]


def test_a_change_behind_the_total_and_the_year_s_own_part_of_it_may_be_either_s() -> None:
    sentence = "总支出15元,其中本年支出12元,较上年增加5元,增长50.0%。"
    claims = [
        {"kind": "amount", "subject": "expenditure_total", "amount": number, "step": "0.01", "sentence": sentence}
        for number in ("15", "12")
    ]
    claims += [
        {**moved("change", "5", "up", 2023), "subject": "expenditure_total", "sentence": sentence},
        {**moved("rate", "50.0", "up", 2023), "subject": "expenditure_total", "sentence": sentence},
    ]
    assert judged("F07", {"claims": claims}) == [("not_evaluable", "info")]


def test_a_change_printed_with_a_minus_points_down() -> None:
    claims = [moved("change", "-5", "up", 2023), moved("rate", "10.0", "down", 2023)]
    assert judged("F05", {"claims": claims}) == [("holds", "error")]


def test_changes_against_last_year_are_no_parts_of_a_change_against_the_budget() -> None:
    def change(subject: str, number: str, base_year: int) -> dict[str, Any]:
        return {**moved("change", number, "up", base_year), "subject": subject}

    claims = [
        change("basic_total", "5", 2024),
        change("personnel_total", "6", 2023),
        change("operating_total", "2", 2023),
    ]
    assert judged("F04", {"claims": claims}) == [("not_evaluable", "info")]


def test_a_share_one_step_off_the_whole_it_names_is_not_saved_by_another_whole() -> None:
    """Of 1319.36, 15.00 is 1.14 percent; of 1304.36, which stands elsewhere, it is 1.15."""

    def example(sentence: str, whole: str) -> dict[str, Any]:
        return {
            "claims": [
                {"kind": "amount", "subject": "expenditure_total", "amount": "1319.36", "step": "0.01"},
                {"kind": "amount", "subject": "gpb_expenditure", "amount": "1304.36", "step": "0.01", "paragraph": 2},
                {"kind": "amount", "subject": "training", "amount": "15.00", "step": "0.01", "paragraph": 3},
                {"kind": "share", "subject": "training", "percent": "1.15", "step": "0.01", "denominator": whole,
                 "sentence": sentence, "paragraph": 3},
            ]
        }  # fmt: skip

    assert judged("E02", example("培训费15元,占本年支出的1.15%。", "expenditure_total")) == [("breaks", "warning")]
    assert judged("E02", example("培训费15元,占1.15%。", "expenditure_total")) == [("holds", "error")]
    assert judged("E02", example("培训费15元,占一般公共预算支出的1.15%。", "gpb_expenditure")) == [("holds", "error")]


def test_a_last_digit_nobody_would_move_stays_wrong_though_the_shares_come_to_100() -> None:
    """1.0 of 99.0 beside 98.0: 1.01 and 98.99 percent. Printed as 1.1, the shares would come to 100.1 less 0.1."""
    wrong = shares("990.00", ("basic_total", "10.00", "1.1"), ("project_total", "979.60", "98.9"))
    assert judged("E02", wrong) == [("breaks", "warning"), ("holds", "error")]


def test_a_letter_without_a_code_is_a_slip_of_a_web_page_and_information_about_one_that_is_drawn() -> None:
    def severity(kind: str) -> list[tuple[str]]:
        disclosures = Disclosures()
        disclosures.add("d", {"sentences": ["本年安排\ufffd5元。"]})
        disclosures.connection.execute("UPDATE document SET format = ?", [kind])
        sql = query([RULES["J16"]], ["d"])
        return disclosures.connection.sql(f"SELECT severity FROM ({sql}) WHERE outcome = 'breaks'").fetchall()

    assert (severity("html"), severity("pdf")) == ([("warning",)], [("info",)])


def test_a_table_that_prints_both_years_in_the_digits_of_the_text_leaves_a_rate_less_room() -> None:
    """341.00 and 10.00 more alone might be 3.03 percent; beside a table with 331.00 nothing but 3.02 is."""

    def example(rate: str, *forms: dict[str, Any]) -> dict[str, Any]:
        year = {"subject": "expenditure_total", "base_year": 2023, "direction": "up"}
        change = {"kind": "change", "amount": "100000", "step": "100", **year}
        return {"claims": [said("3410000"), change, {"kind": "rate", "percent": rate, **year}], "forms": list(forms)}

    row = {"columns": "total prior_year_budget@2023", "step": "100", "rows": [{"total": "3410000 3310000"}]}
    both = {"kind": "dept_expenditure_summary", **row}
    assert judged("F07", example("3.03")) == [("holds", "error")]
    assert judged("E04", example("3.02", both)) == [("holds", "error")]
    assert judged("E04", example("3.03", both)) == [("breaks", "warning")]
    coarse = {**both, "step": "10000"}
    assert judged("E04", example("3.03", coarse)) == [("holds", "error")]


def test_a_rate_may_be_computed_from_the_change_that_is_printed_over_the_base_that_is() -> None:
    """0.36 less 0.31 is 0.05; the change was rounded from 0.055 to 0.06, which is 19.4 percent of 0.31."""
    year = {"subject": "expenditure_total", "base_year": 2023, "direction": "up"}
    claims = [
        said("3600"),
        {"kind": "change", "amount": "600", "step": "100", **year},
        {"kind": "rate", "percent": "19.4", **year},
    ]
    row = {"columns": "total prior_year_budget@2023", "step": "100", "rows": [{"total": "3600 3100"}]}
    form = {"kind": "dept_expenditure_summary", **row}
    assert judged("E04", {"claims": claims, "forms": [form]}) == [("holds", "error")]


def test_a_base_of_its_own_behind_a_comma_leaves_the_change_in_front_alone() -> None:
    def example(sentence: str) -> dict[str, Any]:
        spoken = {"sentence": sentence}
        claims = [
            {**spent("80", "budget"), **spoken},
            {**moved("change", "20", "down", 2023), **spoken},
            {**moved("rate", "25.0", "down", 2023), **spoken},
        ]
        if "增加7元" in sentence:
            claims.append({**moved("change", "7", "up", 2023), **spoken})
            claims.append({**moved("rate", "10.0", "up", 2023), **spoken})
        return {"claims": claims}

    plain, excused = ("breaks", "error"), ("not_applicable", "info")
    own = example("培训费80元,比上年减少20元,下降25.0%,扣除基建后增加7元,增长10.0%。")
    assert sorted(judged("F07", own)) == [plain, excused]
    assert judged("F07", example("培训费80元,比上年减少20元(扣除基建),下降25.0%。")) == [excused]
    assert judged("F07", example("培训费80元,扣除基建后比上年减少20元,下降25.0%。")) == [excused]


def test_more_units_than_the_names_behind_them_can_be_parted_into_are_told() -> None:
    def counted(number: int, names: str, front: str = "下属{}个单位,即", stop: str = "。") -> list[tuple[str, str]]:
        start = front.format(number)
        sentence, at = f"{start}{names}{stop}", start.index(str(number))
        of = {"subject": "subordinate_units", "sentence": sentence}
        count = {"kind": "count", "count": number, "chars": f"{at} {at + len(str(number))}", **of}
        listed = {"kind": "list", "printed": names, "chars": f"{len(start)} {len(start) + len(names)}", **of}
        return judged("E06", {"claims": [count, listed]})

    told, not_told = [("breaks", "warning")], [("not_evaluable", "info")]
    assert counted(2, "甲中心") == told
    assert counted(3, "甲中心、乙中心") == told
    assert counted(3, "甲中心、乙中心", "下设预算单位{}家,分别为:") == told
    assert counted(1, "甲中心") == [("holds", "warning")]
    # Fewer, what a word parts or nothing does, lists that go on, and lists of something else.
    assert counted(1, "甲、乙中心") == not_told
    assert counted(2, "甲中心和乙中心") == not_told
    assert counted(2, "甲中心乙中心") == not_told
    assert counted(2, "甲中心(含乙站)") == not_told
    assert counted(3, "甲中心、乙中心", stop=";") == not_told
    assert counted(3, "甲中心、乙中心", stop="等。") == not_told
    assert counted(5, "甲中心、乙中心", "下属{}个单位,其中事业单位2个,即") == not_told


def test_totals_of_several_organisations_in_one_document_are_not_one_total_said_twice() -> None:
    def balance(organisation: str) -> dict[str, Any]:
        rows = [{"gpb<total": 5}, {"grand_total": 5}]
        return {
            "kind": "dept_balance_summary",
            "side": "revenue",
            "organisation": organisation,
            "columns": "budget_amount",
            "rows": rows,
        }

    claims = [{**said("5000000"), "subject_printed": "支出总计"}, {**said("6000000"), "subject_printed": "支出总计"}]
    alone = judged("F08", {"claims": claims, "forms": [balance("甲队")]})
    assert ("breaks", "error") in alone
    assert ("breaks", "error") not in judged("F08", {"claims": claims, "forms": [balance("甲队"), balance("乙站")]})


def of_money(*lines: str) -> dict[str, Any]:
    """The revenue of a balance: so much of each kind of money."""
    rows = [{f"{line}<total": 5} for line in lines] + [{"grand_total": 5 * len(lines)}]
    return {"kind": "dept_balance_summary", "side": "revenue", "columns": "budget_amount", "rows": rows}


def test_all_money_is_the_general_budgets_where_a_table_shows_no_other() -> None:
    def judged_again(subject: str, *lines: str, more: str = "100") -> list[tuple[str, str]]:
        first = said("5000000", subject="gpb_expenditure", sentence="甲。", paragraph=1)
        second = said(str(5000000 + int(more)), subject=subject, sentence="乙。", paragraph=2)
        example = {"claims": [first, second], "forms": [of_money(*lines)]}
        return [row for row in judged("F13", example) if row[0] != "not_evaluable"]

    told = [("breaks", "warning")]
    assert judged_again("revenue_total", "gpb") == told
    assert judged_again("revenue_total", "gpb", more="0") == [("holds", "error")]
    assert judged_again("fiscal_balance_total", "gpb", "other_income") == told
    # Other money, money of other funds, money carried over; and another scope as long as it is not a last digit.
    assert judged_again("revenue_total", "gpb", "other_income") == []
    assert judged_again("fiscal_balance_total", "gpb", "gov_fund") == []
    assert judged_again("revenue_total", "gpb", "carry_over") == []
    assert judged_again("revenue_total", "gpb", more="90000") == []


def test_a_rate_said_again_with_another_last_digit_is_told() -> None:
    def rate(percent: str, **more: Any) -> dict[str, Any]:
        return {"kind": "rate", "subject": "training", "percent": percent, "direction": "up", "base_year": 2023, **more}

    assert again(rate("8.16"), rate("8.17")) == [("breaks", "warning")]
    assert again(rate("8.16"), rate("8.16")) == [("holds", "error")]
    assert again(rate("8.16"), rate("8.20")) == []
    assert again(rate("8.16"), rate("8.17", subject="meeting")) == []
    assert again(rate("8.16"), rate("8.17", base_year=2022)) == []
    claims = [rate("8.16", sentence="甲。"), rate("8.17", sentence="同口径增长8.17%。", paragraph=2)]
    assert ("breaks", "warning") not in judged("F13", {"claims": claims})


def test_nothing_is_not_a_last_digit_somewhere_else() -> None:
    nothing = said("0", subject="other_income")
    assert again(nothing, said("100", subject="other_income")) == [("breaks", "warning")]
    assert again(nothing, said("5000", subject="other_income")) == []
    assert again(nothing, said("100", subject="business_income")) == []


def test_a_share_of_more_than_all_is_wrong_however_coarse_its_amounts_are() -> None:
    def share(percent: str) -> list[tuple[str, str]]:
        claims = [
            said("30000", "10000", subject="three_public"),
            said("30000", "10000", subject="official_reception"),
            {"kind": "share", "subject": "official_reception", "percent": percent, "denominator": "three_public"},
        ]
        return judged("E02", {"claims": claims})

    assert share("100") == [("holds", "error")]
    assert share("101") == [("breaks", "warning")]


def test_dear_equipment_is_bought_where_something_is_procured() -> None:
    def bought(count: int, procured: str) -> list[tuple[str, str]]:
        claims = [
            said(procured, subject="procurement_total"),
            {"kind": "count", "subject": "equipment_purchase_over_1m", "count": count},
        ]
        return judged("E14", {"claims": claims})

    assert bought(1, "0") == [("breaks", "warning")]
    assert bought(1, "1200000") == [("holds", "warning")]
    assert bought(0, "1200000") == [("holds", "warning")]


def test_the_procurement_of_a_table_of_all_expenditure_tells_a_last_digit_only() -> None:
    form = {"kind": "dept_expenditure_summary", "columns": "total procurement_budget", "step": "100"}
    table = {**form, "rows": [{"total": "9000000 7758600"}]}
    for amount, outcome in (("7758600", "holds"), ("7758700", "breaks"), ("5000000", "not_applicable")):
        claims = [said(amount, subject="procurement_total")]
        assert [row[0] for row in judged("E12", {"claims": claims, "forms": [table]})] == [outcome]


def test_parts_that_may_not_be_all_of_a_whole_tell_a_last_digit_only() -> None:
    def revenue(whole: str) -> list[str]:
        parts = {"fiscal_appropriation_revenue": "5000000.00", "institution_operating_income": "0.00"}
        amounts = {"revenue_total": whole, **parts, "business_income": "0.00", "other_income": "0.00"}
        claims = [said(amount, "0.01", subject=subject) for subject, amount in amounts.items()]
        return [outcome for outcome, _ in judged("F02", {"claims": claims})]

    assert revenue("5000000.00") == ["holds"]
    assert revenue("5000000.01") == ["breaks"]
    assert revenue("5800000.00") == ["not_applicable"]


def test_a_completion_rate_of_something_nameless_is_told_where_it_is_a_last_digit_off() -> None:
    def completed(percent: str) -> list[tuple[str, str]]:
        nameless = {"subject": "unresolved"}
        claims = [
            {**said("10185500", basis="adjusted_budget"), **nameless},
            {**said("7605300", basis="execution"), **nameless},
            {"kind": "share", "measure": "execution_rate_pct", "percent": percent, **nameless},
        ]
        return judged("GK3", {"stage": "final_account", "claims": claims})

    assert completed("74.67") == [("holds", "error")]
    assert completed("74.68") == [("breaks", "warning")]
    assert completed("70.00") == [("not_evaluable", "info")]


def test_the_kinds_of_posts_are_all_posts_where_the_sentence_counts_nobody_else() -> None:
    def posts(whole: int, sentence: str) -> list[tuple[str, str]]:
        numbers = {"staff_quota": whole, "staff_quota_administrative": 111, "staff_quota_institution": 14}
        claims = [{"kind": "count", "subject": s, "count": n, "sentence": sentence} for s, n in numbers.items()]
        return judged("F09", {"claims": claims})

    plain = "人员编制{}人,其中行政编制111人,事业编制14人;"
    assert posts(125, plain.format(125)) == [("holds", "error")]
    assert posts(126, plain.format(126)) == [("breaks", "error")]
    assert posts(124, plain.format(124)) == [("breaks", "error")]
    assert posts(130, "人员编制130人,其中行政编制111人,事业编制14人,工勤人员5人;") == [("not_applicable", "info")]


def test_a_rate_follows_from_the_digits_a_table_prints_or_from_those_of_the_text() -> None:
    form = {"kind": "gpb_expenditure_by_function", "columns": "total", "step": "0.01"}
    row = {**form, "rows": [{"2210203": "1250644.00"}]}

    def rate(percent: str, *forms: Mapping[str, Any]) -> list[tuple[str, str]]:
        item = {"subject": "func:2210203", "code": "2210203", "step": "100"}
        claims = [
            {"kind": "amount", **item, "amount": "1250600"},
            {"kind": "change", **item, "amount": "385200", "direction": "down", "base_year": 2023},
            {"kind": "rate", **item, "percent": percent, "direction": "down", "base_year": 2023},
        ]
        return judged("F07", {"claims": claims, "forms": list(forms)})

    assert rate("23.55", row) == rate("23.55") == rate("23.56") == [("holds", "error")]
    assert rate("23.56", row) == [("breaks", "warning")]


def test_rounded_to_one_step_a_part_is_no_larger_than_its_whole() -> None:
    def part(rule: str, whole: str, amount: str, of: str, step: str = "100") -> list[tuple[str, str]]:
        claims = [
            said(amount, subject=whole),
            said(of, step, subject={"F14": "revenue_total"}.get(rule, "procurement_sme")),
        ]
        claims = [{**claim, "subject_printed": claim["subject"]} for claim in claims]
        return judged(rule, {"claims": claims})

    assert part("F14", "gpb_appropriation_revenue", "210700", "210700") == [("holds", "error")]
    assert part("F14", "gpb_appropriation_revenue", "210800", "210700") == [("breaks", "warning")]
    assert part("F14", "gpb_appropriation_revenue", "310700", "210700") == [("breaks", "error")]
    assert part("F15", "procurement_micro", "210800", "210700") == [("breaks", "warning")]
    # Rounded to steps of their own.
    assert part("F14", "gpb_appropriation_revenue", "214000", "210000", "10000") == [("holds", "error")]


def _claim(kind: str, subject: str, number: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "subject": subject, "count" if kind == "count" else "amount": number, **more}


def test_a_part_that_its_paragraph_states_again_is_one_part() -> None:
    whole, one, other = ("basic_total", "9"), ("personnel_total", "5"), ("operating_total", "4")
    stated = [_claim("amount", *figure) for figure in (whole, one, other, one)]
    assert judged("F02", {"claims": stated})[0][0] == "holds"
    unlike = [_claim("amount", *figure) for figure in (whole, one, other, ("personnel_total", "6"))]
    assert "breaks" not in {outcome for outcome, _ in judged("F02", {"claims": unlike})}


def test_who_travels_with_the_group_of_others_costs_money_without_a_group() -> None:
    groups, cost = _claim("count", "overseas_groups", "0"), _claim("amount", "overseas_travel", "5")
    final = {"stage": "final_account"}
    assert judged("GK4", final | {"claims": [groups, cost]})[0][0] == "breaks"
    joined = [groups, _claim("count", "overseas_persons", "2"), cost]
    assert "breaks" not in {outcome for outcome, _ in judged("GK4", final | {"claims": joined})}


@pytest.mark.parametrize(
    "sentence", ["会议费占%,比上年减少2元。", "会议费比上年减少万元。", "会议费比上年下降(上升)0%。"]
)
def test_a_number_left_out_of_a_template_and_both_its_directions_are_leftovers(sentence: str) -> None:
    assert ("breaks", "warning") in judged("J16", {"sentences": [sentence]})
    outcomes = judged("J16", {"sentences": ["会议费占3%,比上年减少2万元,下降3%。"]})
    assert "breaks" not in {outcome for outcome, _ in outcomes}


def test_parts_beside_others_that_are_not_known_may_be_less_than_their_whole() -> None:
    whole, one, other = ("basic_total", "9"), ("personnel_total", "5"), ("operating_total", "3")
    stated = [_claim("amount", *figure) for figure in (whole, one, other, ("unresolved", "1"))]
    assert "breaks" not in {outcome for outcome, _ in judged("F02", {"claims": stated})}
    assert judged("F02", {"claims": stated[:3]})[0][0] == "breaks"
    more = [_claim("amount", *figure) for figure in (whole, one, ("operating_total", "6"), ("unresolved", "1"))]
    assert judged("F02", {"claims": more})[0][0] == "breaks"


def test_what_receptions_cost_may_be_hidden_by_whole_units() -> None:
    def received(printed: str, step: str) -> list[tuple[str, str]]:
        cost = {"kind": "amount", "subject": "official_reception", "amount": printed, "step": step}
        count = {"kind": "count", "subject": "reception_batches", "count": 12}
        return judged("GK4", {"stage": "final_account", "claims": [count, cost]})

    assert received("0.0", "1000") == [("holds", "warning")]
    assert received("0.00", "100") == [("breaks", "warning")]


def test_a_change_of_an_item_with_a_row_of_its_own_is_that_of_the_two_years_in_its_row() -> None:
    rows = [{"公务接待费": "50000 - 60000"}, {"公务用车费": "- 100000 100000"}]
    columns = "official_reception vehicle_total prior_year_budget@2023"
    table = {"kind": "three_public_budget", "columns": columns, "rows": rows}

    def received(change: str) -> list[tuple[str, str]]:
        claims = [
            {"kind": "amount", "subject": "official_reception", "amount": "50000"},
            {"kind": "change", "subject": "official_reception", "amount": change, "direction": "down"},
        ]
        return judged("E03", {"forms": [table], "claims": claims})

    assert received("10000") == [("holds", "error")]
    assert received("20000") == [("breaks", "error")]


def test_a_completion_rate_is_of_the_budget_in_the_row_of_a_table_whose_budgets_the_text_prints() -> None:
    columns = [
        f"{item}/{basis}"
        for basis in ("budget", "final_account")
        for item in ("three_public_total", "official_reception")
    ]
    table = {
        "kind": "three_public_budget",
        "columns": " ".join(columns),
        "rows": [{"total": "160000 60000 150000 50000"}],
    }

    def completed(percent: str, whole: str) -> list[tuple[str, str]]:
        claims = [
            {"kind": "amount", "subject": "three_public", "amount": whole, "basis": "budget"},
            {"kind": "amount", "subject": "official_reception", "amount": "50000", "basis": "final_account"},
            {"kind": "share", "subject": "official_reception", "percent": percent, "measure": "execution_rate_pct"},
        ]
        return judged("GK3", {"stage": "final_account", "forms": [table], "claims": claims})

    assert completed("83.33", whole="160000") == [("holds", "error")]
    assert completed("73.33", whole="160000") == [("breaks", "error")]
    # The text speaks of another budget than the table, as of the one before it was adjusted.
    assert completed("73.33", whole="170000") == [("not_evaluable", "info")]


def test_items_of_a_fund_are_no_items_of_the_general_budget() -> None:
    items = {"2130101": "4", "2130102": "3", "2130104": "3"}
    gpb = {
        "kind": "gpb_expenditure_by_function",
        "columns": "total",
        "rows": [{"total": "10"}, *({code: amount} for code, amount in items.items())],
    }
    fund = {"kind": "gov_fund_expenditure", "columns": "total", "rows": [{"2120804": "5"}]}
    claims = [
        {"kind": "amount", "subject": f"func:{code}", "code": code, "subject_printed": code, "amount": amount}
        for code, amount in {**items, "2120804": "5"}.items()
    ]
    assert judged("E10b", {"forms": [gpb, fund], "claims": claims}) == [("holds", "error")]
    # In no table of a fund it is one.
    assert judged("E10b", {"forms": [gpb], "claims": claims}) == [("breaks", "error")]


def test_items_of_final_accounts_are_those_spent_where_the_budget_is_printed_beside_them() -> None:
    items = {"2130101": "4", "2130102": "3", "2130104": "3"}
    table = {
        "kind": "gpb_expenditure_by_function",
        "columns": "budget_amount/budget total/final_account",
        "rows": [{"total": "12 10"}, *({code: f"4 {amount}"} for code, amount in items.items())],
    }
    claims = [
        {"kind": "amount", "subject": f"func:{code}", "code": code, "subject_printed": code, "amount": amount}
        for code, amount in items.items()
    ]
    assert judged("E10b", {"stage": "final_account", "forms": [table], "claims": claims}) == [("holds", "error")]


def test_a_total_over_meetings_and_training_is_none_of_the_three_public_expenses() -> None:
    columns = "total overseas_travel vehicle_total official_reception meeting training"
    table = {"kind": "three_public_meeting_training", "columns": columns, "rows": [{"甲局": "15 1 2 3 4 5"}]}
    claim = {"kind": "amount", "subject": "three_public", "amount": "6"}
    assert judged("E01", {"forms": [table], "claims": [claim]}) == [("not_evaluable", "info")]


def test_parts_of_fiscal_money_of_several_kinds_are_not_those_of_all_money() -> None:
    sources = [{"gpb": "100000"}, {"gov_fund": "20000"}]
    parts = {"columns": "total basic project"}
    forms = [
        {"kind": "dept_balance_summary", "side": "revenue", "columns": "budget_amount", "rows": sources},
        {"kind": "dept_expenditure_summary", **parts, "rows": [{"total": "200000 50000 150000"}]},
        {"kind": "gpb_expenditure_by_function", **parts, "rows": [{"total": "100000 50000 50000"}]},
    ]

    def projects(whole: str) -> list[tuple[str, str]]:
        sentence = "财政拨款支出12万元,其中项目支出7万元。"
        claims = [
            {"kind": "amount", "subject": whole, "amount": "120000", "sentence": sentence},
            {"kind": "amount", "subject": "project_total", "amount": "70000", "sentence": sentence},
        ]
        return judged("E01", {"forms": forms, "claims": claims})

    assert ("not_applicable", "info") in projects("fiscal_appropriation_expenditure")
    assert ("breaks", "error") in projects("unresolved")


def test_each_of_several_parts_has_the_change_behind_it() -> None:
    first, second = "支出15元,其中基本支出5元,比上年增加1元,增长40.0%", ";项目支出10元,比上年增加2元,增长25.0%。"

    def told(sentence: str, *more: dict[str, Any]) -> list[str]:
        claims = [
            _claim("amount", "expenditure_total", "15"), _claim("amount", "basic_total", "5"),
            _claim("change", "basic_total", "1", direction="up"),
            {"kind": "rate", "subject": "basic_total", "percent": "40.0", "direction": "up"}, *more,
        ]  # fmt: skip
        found = judged("F07", {"claims": [{**claim, "sentence": sentence} for claim in claims]})
        return [outcome for outcome, _ in found]

    project = [
        _claim("amount", "project_total", "10"), _claim("change", "project_total", "2", direction="up"),
        {"kind": "rate", "subject": "project_total", "percent": "25.0", "direction": "up"},
    ]  # fmt: skip
    assert told(first + second, *project) == ["breaks", "holds"]
    # The only part that has one may have its whole's.
    assert "breaks" not in told(first)


def test_a_whole_that_ends_in_a_colon_has_its_parts_in_the_paragraphs_below() -> None:
    def told(end: str, operating: str, section: str = "基本支出") -> list[tuple[str, str]]:
        claims = [
            _claim("amount", "gpb_basic_total", "9", sentence=f"基本支出9元{end}", paragraph=1, section="基本支出"),
            _claim("amount", "personnel_total", "5", sentence="人员经费5元。", paragraph=2, section=section),
            _claim("amount", "operating_total", operating, sentence="公用经费。", paragraph=3, section=section),
        ]
        return judged("F02", {"claims": claims})

    assert told(",其中:", "4") == [("holds", "error")]
    assert told(",其中:", "3") == [("breaks", "error")]
    # Nothing says that these are its parts.
    assert told("。", "3") == [("not_evaluable", "info")]
    assert told(",其中:", "3", section="其他事项") == [("not_evaluable", "info")]


def test_a_base_its_change_and_its_rate_in_a_row_need_no_name() -> None:
    def told(percent: str, direction: str = "down") -> list[str]:
        sentence = f"与上年的80元相比,减少20元,下降{percent}%。"
        last = {"subject_printed": None, "base_year": 2023}
        claims = [
            _claim("amount", "expenditure_total", "60", sentence="支出60元,其中基本支出10元。"),
            _claim("amount", "basic_total", "10", sentence="支出60元,其中基本支出10元。"),
            _claim("amount", "basic_total", "80", sentence=sentence, year=2023, subject_printed=None),
            _claim("change", "basic_total", "20", sentence=sentence, direction="down", **last),
            {"kind": "rate", "subject": "basic_total", "percent": percent, "sentence": sentence,
             "direction": direction, **last},
        ]  # fmt: skip
        return [outcome for outcome, _ in judged("F07", {"claims": claims}) if outcome != "not_evaluable"]

    assert told("25.0") == ["holds"]
    assert told("35.0") == ["breaks"]
    assert told("35.0", direction="up") == []
