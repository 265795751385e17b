"""The independent counter: what it counts as one number, and what it takes for none."""

from collections import Counter
from decimal import Decimal

import pytest

from benchmarks.reading.areas import areas, cut
from benchmarks.reading.compare import Difference, _compare_page
from benchmarks.reading.counter import Number, _Table, numbers_in, value_of
from benchmarks.reading.poppler import Ruling, Sheet, Word, rulings, split_by_ink

EDGES = (0.0, 100.0, 200.0, 300.0)


def grid(rows: list[list[str]], page: int = 1) -> Sheet:
    """A ruled page of cells 100 by 20 points; "" is a blank cell."""
    height = 20.0 * len(rows)
    lines = [Ruling(False, x, 0.0, height) for x in EDGES[: len(rows[0]) + 1]]
    lines += [Ruling(True, 20.0 * n, 0.0, 100.0 * len(rows[0])) for n in range(len(rows) + 1)]
    words = [
        Word(100.0 * c + 10, 20.0 * r + 5, 100.0 * c + 90, 20.0 * r + 15, text)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text
    ]
    return Sheet(page, 300.0, 400.0, tuple(words), (), tuple(lines))


def table(rows: list[list[str]], page: int = 1, before: _Table | None = None) -> _Table:
    (area,) = areas(grid(rows, page))
    return _Table(area, page, True, before)


def counted(found: _Table) -> list[str]:
    return [n.text for n in found.numbers() if n.reason is None]


def left_out(found: _Table) -> dict[str, str]:
    return {n.text: n.reason for n in found.numbers() if n.reason is not None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,723.93", "1723.93"),
        ("1, 723. 93", "1723.93"),
        ("１２．５％", "12.5"),
        ("（1.00）", "-1.00"),
        ("-3", "-3"),
        ("100万元", "100"),
        (".02", "0.02"),
    ],
)
def test_a_number_is_read_however_it_is_spaced_or_shaped(text: str, value: str) -> None:
    assert value_of(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "－", "2024年", "1=2+3", "12,34", "3(2", "表1"])
def test_what_is_not_wholly_a_number_is_none(text: str) -> None:
    assert value_of(text) is None


def test_a_number_on_two_baselines_is_one_number() -> None:
    assert numbers_in([Word(10, 10, 40, 26, "244,895"), Word(38, 18, 50, 30, ".02")]) == ["244,895.02"]


def test_two_numbers_in_one_field_are_two() -> None:
    assert numbers_in([Word(0, 0, 30, 10, "1.50"), Word(0, 12, 30, 22, "2.50")]) == ["1.50", "2.50"]


def test_a_word_that_runs_over_a_ruling_is_cut_at_it() -> None:
    parts = cut(Word(0, 0, 70, 10, "1234567"), [Ruling(False, 40.0, 0.0, 10.0)])
    assert [part.text for part in parts] == ["1234", "567"]


def test_codes_serials_and_line_numbers_are_no_amounts() -> None:
    found = table([["科目编码", "科目名称", "合计"], ["2010801", "行政运行", "12.00"]])
    assert counted(found) == ["12.00"]
    assert left_out(found) == {"2010801": "code"}


def test_a_table_that_goes_on_keeps_its_headings() -> None:
    first = table([["科目编码", "科目名称", "合计"], ["201", "一般公共服务支出", "12.00"]])
    first.numbers()
    second = table([["20108", "审计事务", "345"]], page=2, before=first)
    assert counted(second) == ["345"]


def test_a_row_that_counts_the_columns_is_no_amount() -> None:
    found = table([["收入", "支出", "结余"], ["1", "2", "3"], ["10.00", "8.00", "2.00"]])
    assert counted(found) == ["10.00", "8.00", "2.00"]


def test_one_column_number_beside_stars_is_no_amount() -> None:
    found = table([["科目编码", "科目名称", "项目支出"], ["**", "**", "1"], ["", "合计", "5.00"]])
    assert counted(found) == ["5.00"]


def test_targets_of_indicators_are_no_amounts_but_the_money_above_them_is() -> None:
    found = table([["资金总额", "50.00", ""], ["三级指标", "指标值", ""], ["培训人数", "300", ""]])
    assert counted(found) == ["50.00"]
    assert left_out(found) == {"300": "indicator"}


def test_a_list_of_projects_with_indicators_keeps_its_money() -> None:
    found = table([["项目总额", "三级指标", "指标值"], ["50.00", "培训人数", "300"]])
    assert counted(found) == ["50.00"]


def test_text_without_ink_is_not_counted() -> None:
    width, height = 20, 10
    pixels = bytearray(b"\xff" * width * height)
    pixels[5 * width + 3] = 0
    picture = b"P5\n20 10\n255\n" + bytes(pixels)
    seen, hidden = split_by_ink([Word(1, 0, 8, 10, "1"), Word(12, 0, 18, 10, "2")], picture)
    assert [w.text for w in seen] == ["1"]
    assert [w.text for w in hidden] == ["2"]


def test_white_lines_and_boxes_are_no_rulings_thin_boxes_are() -> None:
    black, white = "rgb(0%,0%,0%)", "rgb(100%,100%,100%)"
    svg = f"""<svg xmlns="http://www.w3.org/2000/svg">
      <path d="M 0 10 L 100 10" style="fill:none;stroke:{black}" transform="matrix(1,0,0,-1,0,50)"/>
      <path d="M 0 20 L 100 20" style="fill:none;stroke:{white}"/>
      <path d="M 5 0 L 6 0 L 6 80 L 5 80 Z" style="fill:{black}"/>
      <path d="M 0 0 L 90 0 L 90 80 L 0 80 Z" style="fill:{black}"/>
    </svg>"""
    assert rulings(svg.encode()) == [Ruling(True, 40.0, 0.0, 100.0), Ruling(False, 5.5, 0.0, 80.0)]


def test_missing_and_invented_numbers_are_told_apart_from_disputed_ones() -> None:
    def number(text: str, reason: str | None) -> Number:
        return Number(1, text, Decimal(text), reason, "", "", (0.0, 0.0, 0.0, 0.0))

    found = Difference()
    amounts = [{"page": 1, "value": Decimal(value)} for value in ("1.50", "7", "99")]
    numbers = [number("1.5", None), number("2.5", None), number("7", "code")]
    _compare_page(numbers, Counter(), amounts, found)
    assert [n.text for n in found.missing] == ["2.5"]
    assert [a["value"] for a in found.invented] == [Decimal(99)]
    assert [reason for _, reason in found.disputed] == ["code"]
