"""Which numbers of a text other printed numbers state too, and which of them are fixed to less than a step."""

from decimal import Decimal
from typing import Any

from benchmarks.counterparts import Disclosure, Printed, Said

WAN = Decimal(100)  # 0.01 万元, in yuan
FEN = Decimal("0.01")


def said(value: str, kind: str = "amount", step: Decimal = WAN, **more: Any) -> Said:
    given = {"ordinal": 1, "paragraph": 1, "sentence": "甲。", "year": 2031, "words": "", "unit": "", **more}
    return Said(claim_id=value, kind=kind, value=Decimal(value), step=step, **given)


def cell(value: str, step: Decimal = FEN, year: int = 2031, words: str = "", row: int = 0) -> Printed:
    return Printed(("f", 0, row), Decimal(value), step, year, words, False)


def how(one: Said, *others: Said, cells: tuple[Printed, ...] = ()) -> tuple[list[str], list[str]]:
    """The counterparts of the last number, and those that fix it."""
    found = Disclosure((*others, one), cells)
    return [f.how for f in found.counterparts(one)], [f.how for f in found.fixed_by(one)]


def test_a_cell_that_rounds_to_the_amount_fixes_it() -> None:
    assert how(said("1234500"), cells=(cell("1234544.00"),)) == (["table"], ["table"])
    assert how(said("1234500"), cells=(cell("1234560.00"),)) == (["table"], [])  # cut off, or the next step rounded
    assert how(said("1234500"), cells=(cell("1234650.00"),)) == ([], [])


def test_a_short_number_needs_the_words_beside_the_cell() -> None:
    assert how(said("20000", words="培训费"), cells=(cell("20000.00", words="会议费"),)) == ([], [])
    assert how(said("20000", words="培训费"), cells=(cell("20000.00", words="培训费"),)) == (["table"], ["table"])


def test_a_change_between_rounded_amounts_is_stated_but_not_fixed() -> None:
    amounts = said("1234500"), said("1000000", ordinal=2, year=2030)
    assert how(said("234500", "change", ordinal=3), *amounts) == (["difference"], [])
    row = cell("1234512.00"), cell("1000034.00", year=2030)
    assert how(said("234500", "change", ordinal=3), *amounts, cells=row) == (["difference"] * 2, ["difference"])


def test_a_rate_is_fixed_where_its_amounts_are_exact_enough() -> None:
    large = said("123450000"), said("23450000", "change", ordinal=2)
    assert how(said("23.45", "rate", FEN, ordinal=3), *large) == (["rate"], ["rate"])
    small = said("12300"), said("2300", "change", ordinal=2)
    assert how(said("23", "rate", Decimal(1), ordinal=3), *small) == (["rate"], [])


def test_a_sum_fixes_its_whole_only_in_fen() -> None:
    parts = said("100.10", step=FEN, ordinal=2), said("200.20", step=FEN, ordinal=3)
    assert how(said("300.30", step=FEN), *parts) == (["sum"], ["sum"])
    rounded = said("100100", ordinal=2), said("200200", ordinal=3)
    assert how(said("300300"), *rounded) == (["sum"], [])
