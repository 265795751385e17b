"""Great Expectations' Data Docs: what it said of each batch, on pages that ask no network for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import html

from expectations.gx import suites
from expectations.gx.data_docs import Judging
from expectations.gx.data_docs.page import standing_alone
from expectations.judge import judge

from .tiny import Disclosures

pytest.importorskip("great_expectations", reason="needs the nightly extra")

FORM = {
    "kind": "dept_expenditure_summary",
    "columns": "total basic<0 project<0",
    "rows": [{"total": "10 4 6"}, {"201": "8 4 3"}, {"20101": "7 4 3"}, {"208": "3 - 3"}, {"20805": "3 - 3"}],
}
BATCH = "2024-500112"


@pytest.fixture(scope="module")
def judged() -> Disclosures:
    disclosures = Disclosures()
    disclosures.add("one", FORM)
    disclosures.add("two", FORM)
    judge(disclosures.connection, ["one", "two"])
    return disclosures


def judge_and_tell(judged: Disclosures, folder: Path, documents: list[str], at: str) -> Path:
    judging = Judging(folder, BATCH, documents, at)
    suites.run_suite(judged.connection, documents, ["A"], tell=judging.add)
    return judging.write()


@pytest.fixture(scope="module")
def docs(judged: Disclosures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data_docs")
    judge_and_tell(judged, folder, ["one"], "2026-01-01T00:00:00+08:00")
    judge_and_tell(judged, folder, ["two"], "2026-01-02T00:00:00+08:00")
    return folder


def test_a_page_tells_every_rule_with_its_verdict_in_both_languages(docs: Path) -> None:
    [page, _] = sorted(docs.glob(f"{BATCH}/*/rules-A.html"))
    text = html.fromstring(page.read_text(encoding="utf-8")).text_content()
    verdicts = {
        row.text_content().split()[1]: row.xpath(".//b/@class")
        for row in html.fromstring(page.read_text(encoding="utf-8")).xpath("//tr[.//b]")
    }
    assert verdicts["A01"] == ["failed"] and verdicts["A02"] == ["passed"]
    assert "支出合计 = 基本支出 + 项目支出" in text and "row total = basic + project" in text


def test_nothing_of_a_page_names_a_host_or_runs(docs: Path) -> None:
    files = [path for path in docs.rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in files:
        content = path.read_text(encoding="utf-8")
        assert not re.search(r"https?:|<script|@import|url\(|\son\w+=|src=", content), path.name


def test_every_link_leads_to_a_page(docs: Path) -> None:
    for path in docs.rglob("*.html"):
        for link in html.fromstring(path.read_text(encoding="utf-8")).xpath("//@href"):
            assert link == "data:," or (path.parent / link).is_file(), f"{path.name}: {link}"


def test_a_judging_stays_until_all_its_documents_are_judged_again(
    judged: Disclosures, docs: Path, tmp_path: Path
) -> None:
    index = (docs / BATCH / "index.html").read_text(encoding="utf-8")
    assert index.index("2026-01-02") < index.index("2026-01-01")
    judge_and_tell(judged, tmp_path, ["one"], "2026-01-01T00:00:00+08:00")
    (tmp_path / BATCH / ".killed").mkdir()
    judge_and_tell(judged, tmp_path, ["one", "two"], "2026-01-03T00:00:00+08:00")
    index = (tmp_path / BATCH / "index.html").read_text(encoding="utf-8")
    assert "2026-01-03" in index and "2026-01-01" not in index
    assert len([path for path in (tmp_path / BATCH).iterdir() if path.is_dir()]) == 1


def test_what_a_document_prints_cannot_lead_out_of_the_page_and_contacts_are_struck_out() -> None:
    page = """<html><body><div class="ge-section"><a href="https://example.org" onclick="x()">联系人：某某</a>
        <img src="https://example.org/x.png"><script>1</script><td style="background: url(https://example.org)">010-12345678</td>
        </div></body></html>"""
    shown = standing_alone(page)
    assert "example.org" not in shown and "script" not in shown and "某某" not in shown and "12345678" not in shown
