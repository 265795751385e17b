"""Numbers recognised from a picture count only where a sum does not speak against them.

Belongs here: which recognised numbers every sum they take part in denies, taking them out of `amount`, and saying in a
problem which value those sums propose. Does not: recognition and its grammar (`pipeline.documents`), sums (`judge`).

A recogniser is as sure of its mistakes as of the rest. A printed number that contradicts its table is the publisher's
and stays; a recognised one is ours, most likely, and stays out until somebody has looked. What the sums propose is
shown and never taken: it would hide the publisher's own mistakes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from expectations.equations import Equation, System
from expectations.findings.hypotheses import Place, as_printed
from expectations.findings.mending import mend
from pipeline.forms.model import NOT_READABLE

RECOGNISED = "ocr"
PROBLEM = "recognised_number_contradicted"
# So many sums that one other value would mend show which number was misread, and that the others were not.
_PROOF = 2


@dataclass(frozen=True, slots=True)
class Doubt:
    """A recognised number that does not count: how many sums deny it, and what they propose, as it would be printed."""

    cell: str
    sums: int
    proposed: str | None


def any_recognised(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str]) -> frozenset[str]:
    """The amount_ids of these documents that come from pictures."""
    rows = connection.execute(
        "SELECT amount_id FROM amount WHERE read_by = ? AND document_id IN (SELECT unnest(?::VARCHAR[]))",
        [RECOGNISED, list(document_ids)],
    ).fetchall()
    return frozenset(row[0] for row in rows)


def doubts(system: System, places: Mapping[str, Place], recognised: frozenset[str]) -> list[Doubt]:
    """The recognised numbers of one document that take part in sums that break and in none that holds.

    Where one change mends several sums, only the number it changes is doubted, and not those beside it in these sums.
    """
    denied: dict[str, list[Equation]] = {}
    for cell in sorted(recognised & system.of_cell.keys() & places.keys()):
        judged = [one for one in system.of_cell[cell] if _says_something(one)]
        broken = [one for one in judged if one.outcome == "breaks"]
        if broken and len(broken) == len(judged):
            denied[cell] = broken
    if not denied:
        return []
    proposed: dict[str, str] = {}
    proven: set[Equation] = set()
    for cause in mend(system, places):
        if cause.cell in denied and cause.is_certain and len(cause.values) == 1 and not cause.is_blank:
            proposed[cause.cell] = as_printed(cause.values[cause.cell], places[cause.cell])
            if len(cause.mended) >= _PROOF:
                proven |= set(cause.mended)
    return [
        Doubt(cell, len(broken), proposed.get(cell))
        for cell, broken in denied.items()
        if cell in proposed or not proven.issuperset(broken)
    ]


def _says_something(one: Equation) -> bool:
    return one.relation != "<=" and one.severity != "info" and len(one.terms) > 1


def set_aside(connection: duckdb.DuckDBPyConnection, doubted: Sequence[Doubt]) -> None:
    """Take these out of `amount`: their cells are left out as not readable, and each is a problem with its place."""
    for doubt in doubted:
        proposal = f"; they would hold with {doubt.proposed}" if doubt.proposed else ""
        detail = (
            f"recognised so, but it stands in {doubt.sums} sum(s) and none holds{proposal}; "
            "look at the page and type what is printed"
        )
        connection.execute(_LEFT_OUT, [NOT_READABLE, doubt.cell])
        problem_id = hashlib.sha256(f"{doubt.cell}|{PROBLEM}".encode()).hexdigest()[:16]
        connection.execute(_PROBLEM, [problem_id, PROBLEM, detail, doubt.cell])
        connection.execute(_PARTLY_READ, [doubt.cell])
        connection.execute("DELETE FROM amount WHERE amount_id = ?", [doubt.cell])


_LEFT_OUT = """
INSERT INTO cell_left_out BY NAME
SELECT form_id, document_id, fiscal_year, region_code, row_no, column_no, printed_text, ? AS reason, page
FROM amount WHERE amount_id = ?
"""
_PARTLY_READ = """
UPDATE document SET read_status = 'partly_read'
WHERE document_id = (SELECT document_id FROM amount WHERE amount_id = ?) AND read_status = 'read'
"""
_PROBLEM = """
INSERT INTO problem BY NAME
SELECT ? AS problem_id, document_id, fiscal_year, region_code, 'checks' AS stage, form_id, page, ? AS what,
       x0, top, x1, bottom, printed_text, concat('row ', row_no + 1, ', column ', column_no + 1, ', ',
                            concat_ws(' ', code, item_name), ' [', measure, ']',
                            ' at x ' || round(x0, 1) || ' to ' || round(x1, 1) || ', y ' || round(top, 1)
                            || ' to ' || round(bottom, 1), ': ') || ? AS detail
FROM amount WHERE amount_id = ?
"""
