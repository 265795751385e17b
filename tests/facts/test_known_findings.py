"""What is known to be wrong in published files is found, and what only looks wrong is not.

Belongs here: ../shared/disclosures/KNOWN_FINDINGS.tsv against the results of the rules it names.
Does not: how a rule judges (tests/expectations), the first disclosure (tests/facts).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.journey import check_files, look_at
from pipeline.settings import Settings
from pipeline.warehouse import Warehouse

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "disclosures"
RULE = re.compile(r"\b(?:[A-K]\d\d[a-z]?|GK\d)\b")

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="../shared/disclosures is not here")


def known() -> list[dict[str, str]]:
    if not FOLDER.exists():
        return []
    with (FOLDER / "KNOWN_FINDINGS.tsv").open(encoding="utf-8") as source:
        return list(csv.DictReader(source, delimiter="\t"))


def rows(*kinds: str) -> list[dict[str, str]]:
    # Rows on several years of one department are for rules between documents.
    return [row for row in known() if row["kind"] in kinds and (FOLDER / row["document"]).is_file()]


@pytest.fixture(scope="module")
def judged() -> Iterator[Warehouse]:
    """Every file that the list names, judged."""
    files = sorted({row["document"] for row in rows("true", "true_info", "trap")})
    with check_files([look_at(FOLDER / name) for name in files], Settings.from_environment().workers) as warehouse:
        yield warehouse


def broken(warehouse: Warehouse, row: dict[str, str], severities: tuple[str, ...]) -> list[tuple[str, str]]:
    """(rule, subject) of what breaks in the file of a row, of the rules the row names."""
    return warehouse.connection.execute(
        "SELECT rule_id, subject FROM check_result JOIN document USING (document_id)"
        " WHERE file_name = ? AND outcome IN ('breaks', 'rounding') AND severity IN (SELECT unnest(?))"
        " AND rule_id IN (SELECT unnest(?))",
        [Path(row["document"]).name, list(severities), RULE.findall(row["rule"])],
    ).fetchall()


def name(row: dict[str, str]) -> str:
    return f"{Path(row['document']).stem} {row['rule'][:20]} {row['what is printed'][:20]}"


@pytest.mark.parametrize("row", [row for row in rows("true") if RULE.search(row["rule"])], ids=name)
def test_what_is_known_to_be_wrong_is_found(judged: Warehouse, row: dict[str, str]) -> None:
    assert broken(judged, row, ("error", "warning", "info"))


@pytest.mark.parametrize(
    "row", [row for row in rows("trap") if RULE.search(row["rule"] + row["what is true"])], ids=name
)
def test_what_only_looks_wrong_is_not_told(judged: Warehouse, row: dict[str, str]) -> None:
    assert broken(judged, {**row, "rule": row["rule"] + " " + row["what is true"]}, ("error", "warning")) == []


def test_nothing_but_what_is_known_breaks_at_error_severity(judged: Warehouse) -> None:
    """Each of these was looked at on its page: docs/findings.md."""
    told = judged.connection.execute(
        "SELECT DISTINCT file_name, unnest(rule_ids) FROM finding JOIN document USING (document_id)"
        " WHERE severity = 'error' AND file_name LIKE '%普陀区%'"
    ).fetchall()
    rules = {(Path(row["document"]).name, rule) for row in rows("true") for rule in RULE.findall(row["rule"])}
    # The contradiction of one figure is seen by several rules; a note under the wrong table is a sentence too.
    same = {"E01": {"F08", "E10b", "E04", "E09"}, "F08": {"E01", "E04"}, "J07": {"E07"}, "E10b": {"E01"}, "E10": set()}
    also = {(file, other) for file, rule in rules for other in same.get(rule, ())}
    assert set(told) <= rules | also
