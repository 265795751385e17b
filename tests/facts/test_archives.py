"""Archives: the files of one disclosure, or several disclosures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.model import Reading
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from tests.conftest import PROJECT
from tests.documents.office_files import package

SAMPLE = (PROJECT / "data" / "samples" / "federation-2024.txt").read_text(encoding="utf-8")
OFFICE = "重庆市渝北区工商业联合会"


def others(text: str) -> str:
    """With other numbers: an archive that holds the same tables twice is another matter."""
    return re.sub(r"\.\d\d\b", ".77", text)


def facts(folder: Path, files: dict[str, str]) -> Reading:
    path = package(folder / "a.zip", {name: text.encode() for name, text in files.items()})
    return facts_of(look_at(path), read(path, "zip"), READER_VERSION)


def disclosures(reading: Reading) -> str | None:
    return next((p["detail"] for p in reading.rows.get("problem", []) if p["what"] == "several_disclosures"), None)


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (SAMPLE.replace(OFFICE, "重庆市渝北区水利局"), "重庆市渝北区水利局 2024 budget"),
        (SAMPLE.replace(OFFICE, f"{OFFICE}服务中心"), f"{OFFICE}服务中心 2024 budget"),
        (SAMPLE.replace("2024", "2025"), f"{OFFICE} 2025 budget"),
    ],
    ids=["another organisation", "one of its units", "another year"],
)
def test_an_archive_of_several_disclosures_is_not_read_and_says_whose_they_are(
    tmp_path: Path, other: str, told: str
) -> None:
    reading = facts(tmp_path, {"1.txt": SAMPLE, "2.txt": others(other)})
    assert disclosures(reading) == (
        f"1.txt: {OFFICE} 2024 budget; 2.txt: {told}. Unpack it and register the files in it"
    )
    (document,) = reading.rows["document"]
    assert (document["read_status"], document["organisation_name"]) == ("not_read", None)
    assert "amount" not in reading.rows
    assert [member["path_in_archive"] for member in reading.rows["member"]] == ["1.txt", "2.txt"]


def test_what_they_have_in_common_is_told(tmp_path: Path) -> None:
    reading = facts(tmp_path, {"1.txt": SAMPLE, "2.txt": others(SAMPLE.replace(OFFICE, "重庆市渝北区水利局"))})
    (document,) = reading.rows["document"]
    assert (document["fiscal_year"], document["region_code"], document["stage"]) == (2024, "500112", "budget")


@pytest.mark.parametrize(
    "files",
    [
        {"1.txt": SAMPLE},
        {"1.txt": SAMPLE, "2.txt": "重庆市渝北区水利局2023年度部门预算\n\n说明与表格无关。\n"},
        {"1.txt": SAMPLE, "2.txt": others(SAMPLE)},
    ],
    ids=["one file", "a text without forms", "another version"],
)
def test_the_files_of_one_disclosure_stay_one(tmp_path: Path, files: dict[str, str]) -> None:
    reading = facts(tmp_path, files)
    assert disclosures(reading) is None
    assert reading.rows["amount"]
