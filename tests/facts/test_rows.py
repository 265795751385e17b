"""From what is recognised to stored rows: what a zero and a number finer than a cent become."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.documents.model import Box, Document, Page, Paragraph
from pipeline.documents.read import READER_VERSION
from pipeline.facts.model import Identity
from pipeline.facts.record import Record
from pipeline.facts.rows import facts_of
from pipeline.raw import RawFile, Sighting
from pipeline.tables import table
from pipeline.warehouse import as_arrow
from tests.forms.tables import document, grid, pages

RAW = RawFile(
    "0" * 16, "0" * 64, "pdf", 0, Path("typed"), (Sighting("typed", None, None, "2024-01-01T00:00:00+08:00"),)
)


def rows(document: Document) -> dict[str, list[dict[str, Any]]]:
    return facts_of(RAW, document, READER_VERSION).rows


def test_the_indicators_of_a_project_without_money_this_year_say_that_it_is_nought() -> None:
    table = grid(["项目名称|预算金额|三级指标|指标值", "储备|0.00|物资件数|500件", "演练|12.50|演练次数|2次"])
    found = rows(pages(Paragraph("单位：元"), table))["indicator"]
    assert [one["project_budget_yuan"] for one in found] == [Decimal("0.00"), Decimal("12.50")]


def test_a_number_of_a_page_that_was_turned_to_be_read_is_where_people_see_it() -> None:
    words = Paragraph("2024年支出总计12.3456789万元。", box=Box(20, 50, 220, 60))
    found = rows(Document("pdf", (words,), (Page(1, 300, 200, turn=1),)))
    [claim] = found["claim"]
    assert (claim["x0"], claim["top"], claim["x1"], claim["bottom"]) == (50, 80, 60, 280)
    record = Record(RAW, Document("pdf", (), (Page(1, 300, 200, turn=3),)), Identity(), "0")
    record.problem("documents", "cell_not_recognised", page=1, box=Box(20, 50, 220, 60))
    [problem] = record.rows["problem"]
    assert (problem["x0"], problem["top"], problem["x1"], problem["bottom"]) == (140, 20, 150, 220)


def test_an_amount_of_the_text_that_is_finer_than_a_cent_is_a_problem() -> None:
    found = rows(pages(Paragraph("2024年支出总计12.3456789万元。")))
    assert [(c["value"], c["amount_yuan"]) for c in found["claim"]] == [(Decimal("12.3456789"), None)]
    told = [(p["what"], p["page"], p["printed_text"]) for p in found["problem"]]
    assert ("finer_than_a_cent", 1, "12.3456789") in told


def stored(text: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of a text; what does not fit its table is refused."""
    found = rows(document(text))
    for name, its in found.items():
        as_arrow(table(name), its)
    return found


@pytest.mark.parametrize("printed", ["12.34567891", "123456789012345678.00", "1234567890123456789.00", "9" * 21])
@pytest.mark.parametrize("unit", ["元", "万元", "亿元"])
def test_a_number_with_too_many_digits_never_costs_the_others_of_its_document(printed: str, unit: str) -> None:
    found = stored(f"""
        部门支出总表
        单位：{unit}
        科目编码|科目名称|合计|基本支出
        201|一般公共服务支出|{printed}|1.00
        2024年部门支出总计{printed}{unit}。
    """)
    assert Decimal("1.00") in [amount["value"] for amount in found["amount"]]
    of_whole = [amount["amount_yuan"] for amount in found["amount"] if amount["measure"] == "total"]
    assert any(of_whole) or any(problem["printed_text"] == printed for problem in found["problem"])


def test_a_rate_printed_with_eight_places_is_kept_as_printed() -> None:
    found = stored("三公经费表\n单位：元\n项目|合计|增减%\n公务接待费|1.00|12.34567891")
    [rate] = [amount for amount in found["amount"] if amount["measure"] == "growth_pct"]
    assert (rate["value"], rate["printed_step_yuan"]) == (Decimal("12.34567891"), Decimal("0.000001"))


def test_weights_and_targets_of_endless_digits_have_no_value() -> None:
    found = stored("""
        项目支出绩效目标表
        项目名称|养护|预算金额|1.00
        指标名称|指标性质|指标值|权重
        里程|≥|33.333333333333336|16.666666666666664
        数量|≥|2|10
    """)
    assert [(i["target_value"], i["weight"]) for i in found["indicator"]] == [(None, None), (2, 10)]
    assert "weight_not_understood" in [problem["what"] for problem in found["problem"]]
