"""Printed numbers as intervals: the Python meaning, and that SQL means the same."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.intervals import (
    Printed,
    allowed_difference,
    growth,
    judge_growth,
    judge_sum,
    rounded,
    same_percentage,
    share,
    shares_of_one_whole,
    truncated,
)

from .tiny import Disclosures

RULES = {rule.rule_id: rule for rule in load_rules()}
TRUE_VALUES = st.decimals(min_value="-99999999", max_value="99999999", places=4)
STEPS = st.sampled_from([Decimal("0.1"), Decimal(1), Decimal(100), Decimal(10000)])
ROUNDINGS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


def printed(value: Decimal, step: Decimal, rounding: str) -> Printed:
    return Printed((value / step).quantize(Decimal(1), rounding=rounding) * step, step)


@given(TRUE_VALUES, STEPS, ROUNDINGS)
def test_however_a_value_is_rounded_it_lies_inside(value: Decimal, step: Decimal, rounding: str) -> None:
    one = printed(value, step, rounding)
    assert value in rounded(one)
    assert value not in rounded(Printed(one.value + 2 * step, step))


@given(TRUE_VALUES, STEPS)
def test_a_value_cut_off_lies_inside_what_cutting_off_hides(value: Decimal, step: Decimal) -> None:
    assert value in truncated(printed(value, step, ROUND_DOWN))


@given(st.lists(TRUE_VALUES, min_size=1, max_size=8), STEPS, ROUNDINGS)
def test_a_rounded_total_never_leaves_the_envelope_of_its_rounded_parts(
    values: list[Decimal], step: Decimal, rounding: str
) -> None:
    parts = [printed(value, step, rounding) for value in values]
    total = printed(sum(values, Decimal(0)), step, rounding)
    assert judge_sum([total], parts, "T1") in ("holds", "rounding")
    reach = allowed_difference([total, *parts], "T1")
    sum_of_parts = sum((one.value for one in parts), Decimal(0))
    beyond = sum_of_parts + Decimal(max(int(reach / Fraction(step)) + 1, len(parts) + 1)) * step
    assert judge_sum([Printed(beyond, step)], parts, "T1") == "breaks"


@given(st.lists(TRUE_VALUES, min_size=1, max_size=8), STEPS)
def test_a_total_cut_off_never_leaves_the_envelope_of_its_parts_cut_off(values: list[Decimal], step: Decimal) -> None:
    parts = [printed(value, step, ROUND_DOWN) for value in values]
    total = printed(sum(values, Decimal(0)), step, ROUND_DOWN)
    assert judge_sum([total], parts, "T1") != "breaks"


@pytest.mark.parametrize(
    ("addends", "above", "verdict"),
    [(4, 2, "rounding"), (4, 3, "truncated"), (4, 4, "breaks"), (4, -2, "rounding"), (4, -3, "breaks")],
)
def test_a_total_cut_off_is_up_to_n_minus_one_steps_above_its_parts_and_never_below(
    addends: int, above: int, verdict: str
) -> None:
    parts = [Printed(Decimal(7), Decimal(1))] * addends
    assert judge_sum([Printed(Decimal(7 * addends + above), Decimal(1))], parts, "T1") == verdict


def test_an_amount_cut_off_in_another_unit_is_smaller_never_larger() -> None:
    exact = Printed(Decimal("877080.00"), Decimal("0.01"))
    assert judge_sum([Printed(Decimal("877000"), Decimal(100))], [exact], "T2") == "truncated"
    assert judge_sum([Printed(Decimal("877200"), Decimal(100))], [exact], "T2") == "breaks"
    assert judge_sum([Printed(Decimal("877100"), Decimal(100))], [exact], "T2") == "rounding"


@pytest.mark.parametrize(("addends", "steps"), [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_n_addends_and_their_total_hide_half_of_n_plus_one_steps(addends: int, steps: int) -> None:
    assert allowed_difference([Printed(Decimal(0), Decimal(1))] * (addends + 1), "T1") == steps


@given(st.decimals(1000, 10**9, places=2), st.decimals(1000, 10**9, places=2), STEPS, st.sampled_from([0, 1, 2]))
def test_a_rate_printed_from_true_amounts_is_never_called_wrong(
    now: Decimal, base: Decimal, step: Decimal, places: int
) -> None:
    unit = Decimal(1).scaleb(-places)
    exact = 100 * (Fraction(now) - Fraction(base)) / Fraction(base)
    rate = Decimal(round(exact / Fraction(unit))) * unit
    verdict = judge_growth(printed(now, step, ROUND_HALF_UP), printed(base, step, ROUND_HALF_UP), Printed(rate, unit))
    assert verdict in ("holds", "vague")


def test_no_rate_exists_on_a_base_that_may_be_zero() -> None:
    assert growth(Printed(Decimal(5), Decimal(1)), Printed(Decimal(0), Decimal(1))) is None


def test_a_rate_rounded_twice_is_told_apart() -> None:
    fen = Decimal("0.01")
    now, base = Printed(Decimal("1659474.24"), fen), Printed(Decimal("1688996.51"), fen)
    assert judge_growth(now, base, Printed(Decimal("-1.8"), Decimal("0.1"))) == "rounded twice"
    assert judge_growth(now, base, Printed(Decimal("-1.7"), Decimal("0.1"))) == "holds"
    assert judge_growth(now, base, Printed(Decimal("-1.9"), Decimal("0.1"))) == "breaks"


def test_shares_of_one_whole_may_miss_a_hundred_by_half_a_step_each() -> None:
    shares = [Printed(Decimal(text), Decimal("0.1")) for text in ("90.2", "5.4", "2.0", "2.3")]
    assert sum(one.value for one in shares) in shares_of_one_whole(shares)
    assert Decimal("99.7") not in shares_of_one_whole(shares)


def test_one_percentage_at_two_precisions() -> None:
    assert same_percentage(Printed(Decimal(-2), Decimal(1)), Printed(Decimal("-1.8"), Decimal("0.1")))
    assert not same_percentage(Printed(Decimal(-3), Decimal(1)), Printed(Decimal("-1.8"), Decimal("0.1")))


def test_a_share_of_exact_amounts_is_exact() -> None:
    allowed = share(Printed(Decimal("1"), Decimal("0.01")), Printed(Decimal("8"), Decimal("0.01")))
    assert allowed is not None and allowed.low == allowed.high == Fraction(25, 2)


AMOUNTS = st.integers(0, 30)


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["0.01", "1", "100"]), AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=5)),
        min_size=40,
        max_size=60,
    )
)
def test_sql_judges_sums_as_the_intervals_do(tables: list[tuple[str, int, list[int]]]) -> None:
    disclosures = Disclosures()
    expected = {}
    for number, (step, offset, parts) in enumerate(tables):
        unit = Decimal(step)
        total = (sum(parts) + offset % 9 - 4) * unit
        rows: list[dict[str, object]] = [{"201": total}]
        rows += [{f"201{place:02}": part * unit} for place, part in enumerate(parts, 1)]
        disclosures.add(
            f"d{number}", {"kind": "dept_expenditure_summary", "columns": "total", "rows": rows, "step": step}
        )
        verdict = judge_sum([Printed(total, unit)], [Printed(part * unit, unit) for part in parts], "T1")
        expected[f"d{number}"] = "rounding" if verdict == "truncated" else verdict
    sql = f"SELECT document_id, outcome FROM ({query([RULES['B01']], list(expected))})"
    assert dict(disclosures.connection.sql(sql).fetchall()) == expected


@settings(max_examples=4, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["0.01", "1", "100"]),
            st.integers(1, 3000),
            st.integers(0, 3000),
            st.integers(-2, 2),
            st.sampled_from([0, 1]),
        ),
        min_size=40,
        max_size=60,
    )
)
def test_sql_judges_growth_as_the_intervals_do(rates: list[tuple[str, int, int, int, int]]) -> None:
    disclosures = Disclosures()
    verdicts = {"holds": "holds", "breaks": "breaks", "rounded twice": "breaks", "vague": "not_evaluable"}
    expected = {}
    for number, (step, base, now, offset, places) in enumerate(rates):
        unit, point = Decimal(step), Decimal(1).scaleb(-places)
        exact = Fraction(100 * (now - base), base) / Fraction(point)
        rate = (round(exact) + offset) * point
        rows = [{"2010101": f"{base * unit} {now * unit} {rate:.{places}f}"}]
        columns = "prior_year_budget@2023 total growth_pct%"
        disclosures.add(
            f"d{number}", {"kind": "gpb_expenditure_by_function", "columns": columns, "rows": rows, "step": step}
        )
        verdict = judge_growth(Printed(now * unit, unit), Printed(base * unit, unit), Printed(rate, point))
        expected[f"d{number}"] = verdicts[verdict]
    sql = f"SELECT document_id, outcome FROM ({query([RULES['A07']], list(expected))})"
    assert dict(disclosures.connection.sql(sql).fetchall()) == expected
