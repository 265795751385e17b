"""`budget check`: the findings of files, as a person would tell them, or as JSON.

Belongs here: lines, JSON and the exit code. Does not: reading and judging (`pipeline.journey`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import UsageError
from pipeline.journey import check_files, look_at
from pipeline.raw import RawFile, find_files
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen

if TYPE_CHECKING:
    from pipeline.facts.model import Reading
    from pipeline.warehouse import Warehouse


def show_check(files: Sequence[Path], settings: Settings, *, as_json: bool) -> int:
    """Print the findings; 0 nothing at error severity, 1 findings, 2 unreadable, or our code failed on it."""
    screen = Screen()
    found, skipped = find_files(files)
    for path in skipped:
        screen.aside(f"skipped {path}: never a disclosure")
    if not found:
        raise UsageError("there is no file to check; name files or folders that hold disclosures")
    raws = _look(found)
    by_id = {raw.document_id: raw for raw in raws}
    with screen.progress("reading", len(by_id)) as advance:

        def done(raw: RawFile, _: Reading) -> None:
            advance(raw.file_name)

        warehouse = check_files(list(by_id.values()), settings.workers, done)
    try:
        reports = [_report(warehouse, raw) for raw in raws]
    finally:
        warehouse.close()
    if as_json:
        print(json.dumps({"documents": [r["json"] for r in reports]}, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _tell(screen, report)
    if any(report["unreadable"] or report["not_judged"] for report in reports):
        return 2
    return 1 if any(f["severity"] == "error" for r in reports for f in r["json"]["findings"]) else 0


def _look(paths: Sequence[Path]) -> list[RawFile]:
    raws = []
    for path in paths:
        try:
            raws.append(look_at(path))
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror or error}; check the name") from error
    return raws


def _rows(warehouse: Warehouse, sql: str, document_id: str) -> list[dict[str, Any]]:
    cursor = warehouse.connection.execute(sql, [document_id])
    names = [d[0] for d in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _report(warehouse: Warehouse, raw: RawFile) -> dict[str, Any]:
    from expectations.not_judged import PROBLEM as NOT_JUDGED  # which `check_files` has loaded beside the reading

    document = _rows(warehouse, "SELECT * FROM document WHERE document_id = ?", raw.document_id)[0]
    findings = _rows(
        warehouse,
        """SELECT severity, cause, title_en, title_zh, explanation_en, explanation_zh, rule_ids, page, printed,
                  suggested
           FROM finding WHERE document_id = ?
           ORDER BY array_position(['error', 'warning', 'info'], severity), page NULLS LAST, finding_id""",
        raw.document_id,
    )
    forms = _rows(
        warehouse,
        """SELECT form_id, form_kind, label_printed, title_printed, unit_printed, page_from, page_to, row_count,
                  is_empty, (SELECT count(*) FROM amount a WHERE a.form_id = f.form_id) AS amounts
           FROM form f WHERE document_id = ? ORDER BY ordinal""",
        raw.document_id,
    )
    judged = "SELECT outcome, count(*) FROM check_result WHERE document_id = ? GROUP BY 1 ORDER BY 1"
    outcomes = Counter(dict(warehouse.connection.execute(judged, [raw.document_id]).fetchall()))
    problems = _rows(warehouse, "SELECT * FROM problem WHERE document_id = ? ORDER BY problem_id", raw.document_id)
    problems.sort(key=lambda problem: problem["what"] != NOT_JUDGED)
    return {
        "document": document,
        "forms": forms,
        "problems": problems,
        "unreadable": document["read_status"] == "not_read",
        "not_judged": any(problem["what"] == NOT_JUDGED for problem in problems),
        "json": {
            "file": str(raw.path),
            "document_id": raw.document_id,
            "organisation_name": document["organisation_name"],
            "fiscal_year": document["fiscal_year"],
            "read_status": document["read_status"],
            "forms": forms,
            "findings": findings,
            "outcomes": {
                key: outcomes[key] for key in ("holds", "rounding", "breaks", "not_evaluable", "not_applicable")
            },
            "problems": [
                {"what": p["what"], "page": p["page"], "printed_text": p["printed_text"], "detail": p["detail"]}
                for p in problems
            ],
        },
    }


def _tell(screen: Screen, report: Mapping[str, Any]) -> None:
    document, content = report["document"], report["json"]
    screen.heading(content["file"])
    if report["unreadable"]:
        for problem in report["problems"]:
            screen.bad(f"not read: {problem['detail'] or problem['what']}")
        return
    forms = [f for f in report["forms"] if f["form_kind"] != "form_catalogue"]
    amounts = sum(f["amounts"] for f in forms)
    who = " · ".join(str(v) for v in (document["organisation_name"], document["fiscal_year"], document["stage"]) if v)
    screen.line(
        f"{who or 'organisation and year not found'}: {len(forms)} forms, {amounts} numbers, "
        f"{sum(content['outcomes'].values())} checks "
        f"({', '.join(f'{n} {name}' for name, n in content['outcomes'].items() if n)})"
    )
    for finding in content["findings"]:
        place = f"page {finding['page']}: " if finding["page"] else ""
        screen.finding(
            finding["severity"], f"{place}{finding['title_zh']}", finding["title_en"], ", ".join(finding["rule_ids"])
        )
        if finding["explanation_zh"]:
            screen.detail(finding["explanation_zh"])
        if finding["suggested"]:
            screen.detail(f"printed {finding['printed']}, fits {finding['suggested']}")
    if report["not_judged"]:
        screen.bad("not judged: the problems below say why")
    elif not content["findings"]:
        screen.good("no findings")
    for problem in report["problems"][:20]:
        screen.detail(f"problem: {problem['what']}: {problem['detail'] or problem['printed_text'] or ''}")
    if len(report["problems"]) > 20:
        screen.detail(f"and {len(report['problems']) - 20} more problems; budget inspect shows them all")
