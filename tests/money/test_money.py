"""Printed numbers become exact decimals; blank and dash are not zero."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NumberNotUnderstood
from pipeline.money import Number, is_number, read_number, to_yuan


@pytest.mark.parametrize("printed", ["", "  ", "-", "—", "－", "——", "\n", "--"])
def test_a_blank_or_a_dash_means_none_reported_not_zero(printed: str) -> None:
    assert read_number(printed) is None


@pytest.mark.parametrize(
    ("printed", "value", "decimals"),
    [
        ("7,563,832.99", "7563832.99", 2),
        ("0", "0", 0),
        ("0.00", "0", 2),
        ("２，５００．０", "2500", 1),
        ("244,895\n.02", "244895.02", 2),
        ("1, 723. 93", "1723.93", 2),
        ("（12.00）", "-12", 2),
        ("−8.5", "-8.5", 1),
        ("－8.5", "-8.5", 1),
        ("32365.097151", "32365.097151", 6),
        (".5", "0.5", 1),
    ],
)
def test_a_number_is_read_as_printed(printed: str, value: str, decimals: int) -> None:
    number = read_number(printed)
    assert number == Number(Decimal(value), decimals)


def test_a_percent_sign_is_kept_apart_from_the_value() -> None:
    assert read_number("-2%") == Number(Decimal(-2), 0, is_percent=True)


def test_a_separator_out_of_place_is_read_and_marked() -> None:
    assert read_number("12,34.50") == Number(Decimal("1234.50"), 2, is_irregular=True)


@pytest.mark.parametrize("printed", ["12.34.5", "（12.00", "2024年", "3人", "1-2", "12 元", "一、", "2010801-行政运行"])
def test_anything_else_is_refused_with_the_printed_text(printed: str) -> None:
    with pytest.raises(NumberNotUnderstood, match="is not a number"):
        read_number(printed)
    assert not is_number(printed)


def test_ten_thousand_yuan_with_six_decimals_is_exact() -> None:
    assert to_yuan(Decimal("32365.097151"), Decimal(10_000)) == Decimal("323650971.51")


def test_an_amount_finer_than_a_cent_is_refused_not_rounded() -> None:
    with pytest.raises(NumberNotUnderstood, match="finer"):
        to_yuan(Decimal("1.005"), Decimal(1))


@given(st.decimals(min_value=-(10**13), max_value=10**13, places=2))
def test_any_amount_printed_with_separators_comes_back(value: Decimal) -> None:
    number = read_number(f"{value:,.2f}")
    assert number is not None
    assert number.value == value
    assert number.decimals == 2
