"""What the findings above info say, for somebody who looks at the pages before hearing what others think of them.

    PYTHONPATH=. python benchmarks/findings.py [FOLDER] --into FOLDER [--verdicts docs/verdicts.tsv]

Writes `allegations.md` (each finding as an allegation to decide: where, what is printed, which sentence it is held
against, both sides with their numbers) and a picture of every page with the numbers marked, red where the finding
points and blue for the others. The allegations carry no verdict. With --verdicts it says instead which findings
of today stand in that list and which do not.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from expectations.catalogue import load_rules
from pipeline.documents.model import Box
from pipeline.documents.readers.pdf.picture import Mark, draw_page
from pipeline.journey import check_files, look_at
from pipeline.raw import find_files
from pipeline.warehouse import Warehouse

SHARED = Path(__file__).resolve().parents[2] / "shared" / "disclosures"
KEY = ("file", "page", "rules", "printed")
READERS = ("first", "second", "third")

_FINDINGS = """
SELECT d.file_name AS file, f.page, array_to_string(list_sort(f.rule_ids), ' ') AS rules, f.printed, f.finding_id,
       f.severity, f.cause, f.title_zh, f.explanation_zh, f.suggested, d.source_path, d.format, f.x0, f.top, f.x1,
       f.bottom
FROM finding AS f JOIN document AS d USING (document_id)
WHERE f.severity IN ('error', 'warning') ORDER BY file, f.page NULLS LAST, rules, f.printed
"""
_CHECKS = """
SELECT check_id, rule_id, subject, left_value, right_value, difference, tolerance FROM check_result
WHERE finding_id = ? AND outcome = 'breaks' ORDER BY rule_id, check_id
"""
_OPERANDS = """
WITH operand AS (SELECT unnest(operands, recursive := true) FROM check_result
                 WHERE finding_id = ? AND outcome = 'breaks')
SELECT DISTINCT a.page, a.x0, a.top, a.x1, a.bottom,
       concat_ws(' ', a.form_kind, 'row', a.code, a.item_name, a.measure, 'printed', a.printed_text) AS words
FROM operand AS o JOIN amount AS a USING (amount_id)
UNION SELECT DISTINCT c.page, NULL, NULL, NULL, NULL, concat_ws(' ', 'text says', c.value_printed, 'in:', c.sentence)
FROM operand AS o JOIN claim AS c USING (claim_id)
UNION SELECT DISTINCT i.page, i.x0, i.top, i.x1, i.bottom,
       concat_ws(' ', 'indicator', i.name, i.target_printed, 'weight', i.weight)
FROM operand AS o JOIN indicator AS i USING (indicator_id)
ORDER BY ALL
"""


def rows(warehouse: Warehouse, sql: str, *parameters: object) -> list[dict[str, Any]]:
    cursor = warehouse.connection.execute(sql, list(parameters))
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def key(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[name] if row[name] is not None else "") for name in KEY)


def allegation(warehouse: Warehouse, number: int, finding: dict[str, Any]) -> Iterator[str]:
    """One finding in the words of its rules and numbers, without anybody's opinion."""
    says = {rule.rule_id: rule.says_zh for rule in load_rules()}
    place = f"page {finding['page']}" if finding["page"] else "no page"
    yield f"\n## {number}. {finding['file']}, {place}\n"
    yield f"{finding['severity']}: {finding['title_zh']}. Printed: {finding['printed']}. Rules {finding['rules']}."
    if finding["explanation_zh"]:
        yield f"Told as: {finding['explanation_zh']}"
    for check in rows(warehouse, _CHECKS, finding["finding_id"])[:6]:
        yield (
            f"- {check['rule_id']} “{says[check['rule_id']]}”, {check['subject']}: left {check['left_value']}, "
            f"right {check['right_value']}, difference {check['difference']}, tolerance {check['tolerance']}"
        )
    for operand in rows(warehouse, _OPERANDS, finding["finding_id"])[:24]:
        yield f"  - page {operand['page']}: {operand['words']}"


def draw(warehouse: Warehouse, number: int, finding: dict[str, Any], into: Path) -> None:
    """Every page that the finding or one of its numbers stands on."""
    if finding["format"] != "pdf":
        return
    marks: dict[int, list[Mark]] = {}
    for operand in rows(warehouse, _OPERANDS, finding["finding_id"]):
        if operand["page"]:
            marks.setdefault(operand["page"], [])
        if operand["x0"] is not None:
            marks[operand["page"]].append(Mark(_around(operand), "#0969da", "", 2))
    if finding["page"]:
        marks.setdefault(finding["page"], [])
        if finding["x0"] is not None:
            marks[finding["page"]].append(Mark(_around(finding), "#cf222e", "", 3))
    for page, drawn in sorted(marks.items())[:6]:
        draw_page(Path(finding["source_path"]), page, drawn, into / f"{number:02d}-p{page:03d}.png")


def _around(row: dict[str, Any]) -> Box:
    return Box(row["x0"] - 2, row["top"] - 2, row["x1"] + 2, row["bottom"] + 2)


def compare(findings: Sequence[dict[str, Any]], verdicts: Path) -> int:
    """Print what stands in only one of the two, and the shares; the number of findings without a verdict."""
    with verdicts.open(encoding="utf-8") as source:
        rows = list(csv.DictReader(source, delimiter="\t"))
    today, listed = {key(finding) for finding in findings}, {key(row) for row in rows}
    for one in sorted(today - listed):
        print("no verdict:", *one)
    for one in sorted(listed - today):
        print("not told any more:", *one)
    told = [row for row in rows if key(row) in today]
    for reader in READERS:
        true = sum(row[reader] == "true" for row in told)
        print(f"{reader}: {true} of {len(told)} true, {100 * true / max(1, len(told)):.1f} %")
    true = sum([row[reader] for reader in READERS].count("true") > len(READERS) / 2 for row in told)
    print(f"most of them: {true} of {len(told)} true, {100 * true / max(1, len(told)):.1f} %")
    return len(today - listed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=SHARED)
    parser.add_argument("--into", type=Path, help="where allegations and pictures are written")
    parser.add_argument("--verdicts", type=Path, help="a list of verdicts to compare with")
    chosen = parser.parse_args()
    files, _ = find_files([chosen.folder])
    with check_files([look_at(file) for file in files], workers=2) as warehouse:
        findings = rows(warehouse, _FINDINGS)
        if chosen.into:
            chosen.into.mkdir(parents=True, exist_ok=True)
            lines = [f"# {len(findings)} allegations"]
            for number, finding in enumerate(findings, start=1):
                lines += allegation(warehouse, number, finding)
                draw(warehouse, number, finding, chosen.into)
            (chosen.into / "allegations.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
            with (chosen.into / "keys.tsv").open("w", encoding="utf-8", newline="") as sink:
                writer = csv.writer(sink, delimiter="\t")
                writer.writerow(("number", *KEY))
                writer.writerows((number, *key(finding)) for number, finding in enumerate(findings, start=1))
        if chosen.verdicts:
            raise SystemExit(1 if compare(findings, chosen.verdicts) else 0)


if __name__ == "__main__":
    main()
