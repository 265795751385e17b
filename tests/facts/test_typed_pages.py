"""One page of each layout of a district's files, typed from its picture by hand, against what is read of it.

Belongs here: pages, their rows as printed (0 is printed, - is blank), and what each column measures.
Does not: counting without reading (benchmarks/reading).
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at

STREET = "disclosures/shanghai/上海市普陀区万里街道办事处2024年部门预算.pdf"
HOME = "disclosures/shanghai/上海市普陀区社会福利院2024年单位预算.pdf"
SUMS = ("total", "basic", "project")

Number = tuple[str | None, str, str, Decimal]  # side, code or name, measure, yuan


@dataclass(frozen=True)
class Page:
    """Rows are `code or name: numbers`, one number a measure."""

    layout: str
    file: str
    page: int
    form: str
    rows: tuple[tuple[str | None, tuple[str, ...], str], ...]  # side, measures, rows
    yuan: int = 1  # of the printed unit

    def numbers(self) -> list[Number]:
        return [
            (side, name.strip(), measure, Decimal(printed.replace(",", "")) * self.yuan)
            for side, measures, rows in self.rows
            for name, _, numbers in (line.partition(":") for line in rows.strip().splitlines())
            for measure, printed in zip(measures, numbers.split(), strict=True)
            if printed != "-"
        ]


PAGES = (
    Page("two blocks side by side, totals last", STREET, 10, "dept_balance_summary", (
        ("revenue", ("budget_amount",), """
            财政拨款收入: 156,211,123
            一般公共预算资金: 156,211,123
            收入总计: 156,211,123"""),
        ("expenditure", ("budget_amount",), """
            201: 2,932,700
            204: 1,633,000
            205: 250,000
            206: 100,000
            207: 200,000
            208: 19,604,064
            210: 3,223,657
            212: 119,385,303
            221: 8,882,399
            支出总计: 156,211,123"""),
    )),
    Page("codes in three columns, continued without a header", STREET, 19, "dept_expenditure_summary", (
        ("expenditure", SUMS, """
            212: 119,385,303 76,609,000 42,776,303
            21201: 94,450,003 76,609,000 17,841,003
            2120101: 16,603,248 16,353,248 250,000
            2120102: 17,591,003 0 17,591,003
            2120104: 6,043,390 6,043,390 0
            2120199: 54,212,362 54,212,362 0
            21203: 9,721,800 0 9,721,800
            2120399: 9,721,800 0 9,721,800
            21205: 5,993,300 0 5,993,300
            2120501: 5,993,300 0 5,993,300
            21299: 9,220,200 0 9,220,200
            2129999: 9,220,200 0 9,220,200
            221: 8,882,399 6,705,199 2,177,200
            22102: 6,705,199 6,705,199 0
            2210201: 3,503,499 3,503,499 0
            2210203: 3,201,700 3,201,700 0
            22103: 2,177,200 0 2,177,200
            2210399: 2,177,200 0 2,177,200"""),
    )),
    Page("a page that holds only the total", STREET, 20, "dept_expenditure_summary", (
        ("expenditure", SUMS, "合计: 156,211,123 99,706,020 56,505,103"),
    )),
    Page("one block with a column for each fund", STREET, 21, "fiscal_appropriation_balance_summary", (
        ("revenue", ("budget_amount",), """
            一般公共预算资金: 156,211,123
            收入总计: 156,211,123"""),
        ("expenditure", ("total", "gpb"), """
            201: 2,932,700 2,932,700
            204: 1,633,000 1,633,000
            205: 250,000 250,000
            206: 100,000 100,000
            207: 200,000 200,000
            208: 19,604,064 19,604,064
            210: 3,223,657 3,223,657
            212: 119,385,303 119,385,303
            221: 8,882,399 8,882,399
            支出总计: 156,211,123 156,211,123"""),
    )),
    Page("a nil table with a note", STREET, 28, "state_capital_expenditure", ()),
    Page("economic codes in two columns, continued, total last", STREET, 30, "gpb_basic_by_dept_econ", (
        (None, ("total", "personnel", "operating"), """
            30205: 277,500 0 277,500
            30206: 280,000 0 280,000
            30207: 390,000 0 390,000
            30209: 1,090,020 0 1,090,020
            30211: 80,000 0 80,000
            30213: 430,000 0 430,000
            30214: 581,200 0 581,200
            30215: 30,000 0 30,000
            30216: 83,000 0 83,000
            30217: 13,500 0 13,500
            30227: 226,500 0 226,500
            30228: 607,849 0 607,849
            30229: 695,520 0 695,520
            30231: 215,600 0 215,600
            30239: 691,680 0 691,680
            30299: 690,682 0 690,682
            303: 254,940 254,940 0
            30302: 254,940 254,940 0
            合计: 99,706,020 88,537,451 11,168,569"""),
    )),
    Page("one row under three lines of header, in another unit", STREET, 31, "three_public_and_operating", (
        (None, ("three_public_total", "overseas_travel", "official_reception", "vehicle_total", "vehicle_purchase",
                "vehicle_operation", "agency_operating_expense"),
         ": 47.91 0 1.35 46.56 25 21.56 443.18"),
    ), yuan=10_000),
    Page("one block with a tree of columns", HOME, 7, "dept_balance_summary", (
        ("revenue", ("budget_amount",), """
            财政拨款收入: 9,501,164
            一般公共预算资金: 9,501,164
            事业收入: 2,620,000
            收入总计: 12,121,164"""),
        ("expenditure", ("total", "personnel", "operating", "project"), """
            208: 11,281,624 6,540,674 2,120,950 2,620,000
            210: 503,724 503,724 - -
            221: 335,816 335,816 - -
            支出总计: 12,121,164 7,380,214 2,120,950 2,620,000"""),
    )),
    Page("income by code and source", HOME, 8, "dept_revenue_summary", (
        ("revenue", ("total", "fiscal_appropriation", "institution_operating_income"), """
            208: 11,281,624 8,661,624 2,620,000
            20805: 1,696,828 1,696,828 -
            2080502: 538,440 538,440 -
            2080505: 767,579 767,579 -
            2080506: 383,789 383,789 -
            2080599: 7,020 7,020 -
            20810: 9,584,796 6,964,796 2,620,000
            2081005: 9,584,796 6,964,796 2,620,000
            210: 503,724 503,724 -
            21011: 503,724 503,724 -
            2101102: 503,724 503,724 -
            221: 335,816 335,816 -
            22102: 335,816 335,816 -
            2210201: 335,816 335,816 -
            合计: 12,121,164 9,501,164 2,620,000"""),
    )),
)  # fmt: skip


@cache
def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    raw = look_at(path)
    return facts_of(raw, read(raw.path, raw.kind), READER_VERSION).rows


def by_key(number: Number) -> tuple[str, ...]:
    return tuple(map(str, number))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.layout)
def test_a_page_typed_by_hand_is_what_is_read_of_it(shared: Path, page: Page) -> None:
    found = rows(shared / page.file)
    on_page = [amount for amount in found["amount"] if amount["page"] == page.page]
    named = page.rows[0][2].strip().startswith(":") if page.rows else False
    assert sorted(
        ((a["side"], "" if named else a["code"] or a["item_name"], a["measure"], a["amount_yuan"]) for a in on_page),
        key=by_key,
    ) == sorted(page.numbers(), key=by_key)
    assert {amount["form_kind"] for amount in on_page} <= {page.form}


def test_the_nil_table_is_a_form_with_its_note(shared: Path) -> None:
    (form,) = [f for f in rows(shared / STREET)["form"] if f["page_from"] == 28]
    assert (form["form_kind"], form["is_empty"]) == ("state_capital_expenditure", True)
