"""What a spreadsheet shows for a number, by the format code of its cell."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.documents.readers.number_format import plain, shown, stored_number


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("1234.5", "General", "1234.5"),
        ("1234.5000000000002", "General", "1234.5"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.567", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-1,234.57"),
        ("-12", "0.00_);\\(0.00\\)", "(12.00)"),
        ("0.0456", "0.00%", "4.56%"),
        ("1.005", "0.00", "1.01"),
        ("-0.001", "0.00", "0.00"),
        ("12345678", "#,##0.00,", "12,345.68"),
        ("5", "000", "005"),
        ("2010801", "0_ ", "2010801"),
        ("999999999999.99", "#,##0.00", "999,999,999,999.99"),
        ("3", '0.0"万元"', "3.0万元"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("1e3", "0", "1000"),
        ("0", '[=0]"";#,##0.00', ""),
        ("0", "[=0]-;General", "-"),
        ("1234.5", '[=0]"";#,##0.00', "1,234.50"),
        ("-1234.5", '[=0]"";#,##0.00', "-1,234.50"),
        ("-0.125", '[=0]"";[Red]0.0%', "-12.5%"),
        ("12345678.9", '0!.0,"万元"', "1234.6万元"),
        ("-5000", "0\\.0,", "-0.5"),
        ("12345678.9", "#!.0000", "1234.5679"),
    ],
)
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, text: str) -> None:
    display = shown(stored_number(stored), code)
    assert display is not None and display.text == text


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "0.00E+00", "# ?/?", "[>100]0;0.0", "0-0-0", "0!.0.0", "0" * 300])
def test_a_format_that_shows_no_plain_number_is_not_understood(code: str) -> None:
    assert shown(Decimal(1), code) is None


@pytest.mark.parametrize("written", ["", "x", "NaN", "Infinity", "1e999999999"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        stored_number(written)


def test_plain_digits_have_no_power_of_ten_and_no_zeros_at_the_end() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "1.50", "-0.0", "0.000001")] == ["1000", "1.5", "0", "0.000001"]
