"""Whose a disclosure is: from its words, with the line that says so."""

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.facts.identity import identify, organisation_key, region_in
from tests.forms.tables import recognised


def identity_of(*lines: str):  # type: ignore[no-untyped-def]
    return identify(Document(format="text", blocks=tuple(Paragraph(text=line) for line in lines)), [])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["某某市审计局2026年部门预算"], ("某某市审计局", 2026, "budget", "department")),
        (["某某市审计局 2024 年度部门决算"], ("某某市审计局", 2024, "final_account", "department")),
        (["某某市图书馆2025年单位预算"], ("某某市图书馆", 2025, "budget", "unit")),
        (["国家某某局", "2026年部门预算"], ("国家某某局", 2026, "budget", "department")),
        (["某某市财政局（本级）2026年部门预算"], ("某某市财政局（本级）", 2026, "budget", "unit")),
    ],
)
def test_a_title_tells_organisation_year_stage_and_scope(lines: list[str], expected: tuple[object, ...]) -> None:
    found = identity_of(*lines)
    assert (found.organisation, found.fiscal_year, found.stage, found.scope) == expected
    assert found.evidence["organisation"]


def test_what_nothing_tells_stays_unknown() -> None:
    found = identity_of("欢迎光临。", "今天天气很好。")
    assert (found.organisation, found.fiscal_year, found.stage, found.region_code) == ("", None, None, "000000")


def test_the_lines_above_the_tables_name_the_organisation_in_full() -> None:
    table = "{}部门支出总表\n部门：某某市某某区审计局\n单位：元\n科目编码|科目名称|合计\n201|一般公共服务支出|5.00\n\n"
    forms = recognised("".join(table.format(y) for y in ("", "一般公共预算", "政府性基金"))).forms
    found = identify(Document(format="text", blocks=(Paragraph(text="区审计局2025年部门预算"),)), forms)
    assert found.organisation == "某某市某某区审计局"


def test_a_template_with_placeholders_is_known_as_one() -> None:
    assert identity_of("上海市XX局2024年度部门决算", "上海市XX局概况", "上海市XX局的职责").is_template


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("重庆市渝北区工商业联合会", "500112"),
        ("上海市财政局", "310000"),
        ("江苏省人大常委会办公厅", "320000"),
        ("无锡市统计局", "320200"),
        ("青禾县水务局", "000000"),
    ],
)
def test_a_region_is_the_deepest_place_in_the_name(name: str, code: str) -> None:
    assert region_in(name) == code


def test_a_name_shared_by_several_places_is_no_region() -> None:
    assert region_in("普陀区财政局") == "000000"  # in Shanghai and in Zhoushan


def test_names_are_compared_without_brackets_and_own_level() -> None:
    assert organisation_key("某某市财政局（本级）") == organisation_key("某某市财政局")
