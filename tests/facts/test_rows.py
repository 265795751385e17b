"""From what is recognised to stored rows: what a zero and a number finer than a cent become."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.documents.model import Document, Paragraph
from pipeline.documents.read import READER_VERSION
from pipeline.facts.rows import facts_of
from pipeline.raw import RawFile, Sighting
from tests.forms.tables import grid, pages


def rows(document: Document) -> dict[str, list[dict[str, Any]]]:
    sighting = Sighting("typed", None, None, "2024-01-01T00:00:00+08:00")
    raw = RawFile("0" * 16, "0" * 64, "pdf", 0, Path("typed"), (sighting,))
    return facts_of(raw, document, READER_VERSION).rows


def test_the_indicators_of_a_project_without_money_this_year_say_that_it_is_nought() -> None:
    table = grid(["项目名称|预算金额|三级指标|指标值", "储备|0.00|物资件数|500件", "演练|12.50|演练次数|2次"])
    found = rows(pages(Paragraph("单位：元"), table))["indicator"]
    assert [one["project_budget_yuan"] for one in found] == [Decimal("0.00"), Decimal("12.50")]


def test_an_amount_of_the_text_that_is_finer_than_a_cent_is_a_problem() -> None:
    found = rows(pages(Paragraph("2024年支出总计12.3456789万元。")))
    assert [(c["value"], c["amount_yuan"]) for c in found["claim"]] == [(Decimal("12.3456789"), None)]
    told = [(p["what"], p["page"], p["printed_text"]) for p in found["problem"]]
    assert ("finer_than_a_cent", 1, "12.3456789") in told
