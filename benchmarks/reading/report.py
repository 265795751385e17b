"""The measurements of one document and of all, as JSON and as Markdown tables.

Belongs here: shares, sums and words for people.
Does not: measuring (`counter`, `compare`, `costs`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from .compare import Difference, Outcomes, breaks, compare, outcomes, rows
from .costs import Costs
from .counter import Count

GROUPS = "ABC"


@dataclass(slots=True)
class Measured:
    """One document: what was counted, what was read, how the identities ended, what it cost (None: not measured)."""

    file: Path
    document_id: str
    status: str
    counted: int
    difference: Difference
    amounts: int
    with_measure: int
    codeable: int
    with_code: int
    forms: Counter[str]
    outcomes: Outcomes
    breaks: list[dict[str, Any]]
    problems: Counter[str]
    costs: Costs | None = None
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def found(self) -> int:
        return self.counted - len(self.difference.missing)


def measured(
    connection: duckdb.DuckDBPyConnection, file: Path, document_id: str, count: Count, costs: Costs | None
) -> Measured:
    amounts = rows(
        connection,
        """SELECT amount_id, form_id, form_kind, row_no, column_no, row_role, code, item_name, measure, value,
                  printed_text, page, x0, top, x1, bottom
           FROM amount WHERE document_id = ? ORDER BY amount_id""",
        document_id,
    )
    # A form is coded when one of its rows has a code; its items should have one then.
    codeable = rows(
        connection,
        """SELECT count(*) AS n, count(code) AS coded FROM amount
           WHERE document_id = ? AND row_role = 'item' AND side IS NULL
             AND form_id IN (SELECT form_id FROM amount WHERE code IS NOT NULL AND side IS NULL)""",
        document_id,
    )[0]
    forms = rows(
        connection, "SELECT form_kind, count(*) AS n FROM form WHERE document_id = ? GROUP BY ALL", document_id
    )
    problems = rows(
        connection, "SELECT what, count(*) AS n FROM problem WHERE document_id = ? GROUP BY ALL", document_id
    )
    status = rows(connection, "SELECT read_status FROM document WHERE document_id = ?", document_id)
    return Measured(
        file=file,
        document_id=document_id,
        status=status[0]["read_status"] if status else "not_read",
        counted=sum(n.reason is None for n in count.numbers),
        difference=compare(count, amounts),
        amounts=len(amounts),
        with_measure=sum(a["measure"] != "unknown" for a in amounts),
        codeable=codeable["n"],
        with_code=codeable["coded"],
        forms=Counter({row["form_kind"]: row["n"] for row in forms}),
        outcomes=outcomes(connection, document_id, GROUPS),
        breaks=breaks(connection, document_id, GROUPS),
        problems=Counter({row["what"]: row["n"] for row in problems}),
        costs=costs,
        reasons=Counter(n.reason for n in count.numbers if n.reason is not None),
    )


def as_json(all_: list[Measured]) -> list[dict[str, Any]]:
    """Everything, with each missing, invented and disputed number and each break: the list to work on."""
    return [
        {
            "file": str(m.file),
            "document_id": m.document_id,
            "read_status": m.status,
            "counted": m.counted,
            "found": m.found,
            "left_out_by_counter": dict(m.reasons),
            "missing": [
                {"page": n.page, "text": n.text, "label": n.label, "heading": n.heading, "box": n.box}
                for n in m.difference.missing
            ],
            "invented": m.difference.invented,
            "disputed": [{**amount, "counter_says": reason} for amount, reason in m.difference.disputed],
            "amounts": m.amounts,
            "with_measure": m.with_measure,
            "codeable": m.codeable,
            "with_code": m.with_code,
            "forms": dict(m.forms),
            "outcomes": dict(m.outcomes.by_outcome),
            "excuses": dict(m.outcomes.excuses),
            "breaks": m.breaks,
            "problems": dict(m.problems),
        }
        for m in all_
    ]


def as_markdown(all_: list[Measured], command: str) -> str:
    """The tables that stand in docs/reading.md."""
    parts = [
        "# Reading, measured",
        f"Made by `{command}`; change nothing here by hand.",
        "**Counted** are the numbers in ruled areas of the PDF as poppler shows them, by rules that know nothing "
        "of the pipeline (benchmarks/reading/counter.py). **Found** is the share of them that are rows of "
        "`amount` on the same page. **Invented** are amounts whose number does not stand on the page at all; "
        "**disputed** ones stand there, but the counter takes them for codes, serials, indicators, or they are "
        "outside ruled areas. **Measure** is the share of amounts with a known one, **code** that of items with a "
        "code in forms that print codes. **Hold** is the share of expected instances of groups A, B and C that "
        "hold or differ by rounding; excused ones are no passes. **Errors** are the breaks whose rule calls them "
        "an error; the others warn or inform. **Called for** is the excused share without the rules that nothing "
        "in the document calls for (its stage, or no such form), which have one row each. **Of judged** leaves "
        "the excused ones out. A PDF without a text layer has nothing to count here, and other formats are not "
        "counted.",
        "## What was read",
        _table(
            ("document", "counted", "found", "missing", "invented", "disputed", "amounts", "measure", "code"),
            [_read(m) for m in all_] + [_read_sum(all_)],
        ),
        "## Identities of groups A, B and C",
        _table(
            ("document", "expected", "hold", "hold or round", "breaks", "errors", "excused", "called for", "of judged"),
            [_judged(m.file.stem, [m.outcomes]) for m in all_ if m.outcomes.expected]
            + [_judged("**all**", [m.outcomes for m in all_])],
        ),
        "Excused, by reason:",
        _table(("reason", "instances"), _excuses(all_)),
        "## Forms by kind",
        _table(("form kind", "forms"), [(k, str(n)) for k, n in sorted(_sum(m.forms for m in all_).items())]),
        "## Costs",
        _costs(all_),
        "## Without one place",
        # The hook: once every vocabulary entry says which sample taught it, each place is read without its own words.
        "See [without-one-place.md](without-one-place.md).",
    ]
    return "\n\n".join(parts) + "\n"


def _read(m: Measured) -> tuple[str, ...]:
    d = m.difference
    numbers = (m.counted, m.found, m.amounts, m.with_measure, m.codeable, m.with_code)
    return _read_row(m.file.stem, *numbers, len(d.missing), len(d.invented), len(d.disputed))


def _read_sum(all_: list[Measured]) -> tuple[str, ...]:
    return _read_row(
        "**all**",
        sum(m.counted for m in all_),
        sum(m.found for m in all_),
        sum(m.amounts for m in all_),
        sum(m.with_measure for m in all_),
        sum(m.codeable for m in all_),
        sum(m.with_code for m in all_),
        sum(len(m.difference.missing) for m in all_),
        sum(len(m.difference.invented) for m in all_),
        sum(len(m.difference.disputed) for m in all_),
    )


def _read_row(
    name: str,
    counted: int,
    found: int,
    amounts: int,
    with_measure: int,
    codeable: int,
    with_code: int,
    missing: int,
    invented: int,
    disputed: int,
) -> tuple[str, ...]:
    return (
        name,
        str(counted),
        share(found, counted),
        str(missing),
        str(invented),
        str(disputed),
        str(amounts),
        share(with_measure, amounts),
        share(with_code, codeable),
    )


def _judged(name: str, found: list[Outcomes]) -> tuple[str, ...]:
    expected, good = sum(o.expected for o in found), sum(o.good for o in found)
    holds = sum(o.by_outcome["holds"] for o in found)
    idle = sum(o.idle for o in found)
    broken, excused = sum(o.by_outcome["breaks"] for o in found), sum(o.excused for o in found)
    return (
        name,
        str(expected),
        share(holds, expected),
        share(good, expected),
        str(broken),
        str(sum(o.errors for o in found)),
        share(excused, expected),
        share(excused - idle, expected - idle),
        share(good, expected - excused),
    )


def _excuses(all_: list[Measured]) -> list[tuple[str, str]]:
    """The reasons without the forms and lines they name, which `--json` tells."""
    short: Counter[str] = Counter()
    for reason, times in _sum(m.outcomes.excuses for m in all_).items():
        short[": ".join(reason.split(": ")[:2])] += times
    return [(reason, str(times)) for reason, times in short.most_common()]


def _costs(all_: list[Measured]) -> str:
    known = [(m.file.stem, m.costs) for m in all_ if m.costs is not None]
    if not known:
        return "Not measured in this run."
    pages = sum(c.pages for _, c in known)
    total = Costs(
        pages,
        sum(c.fast_ms * c.pages for _, c in known) / pages,
        sum(c.plumber_ms * c.pages for _, c in known) / pages,
        sum(c.floor_ms * c.pages for _, c in known) / pages,
        max(c.peak_mb for _, c in known),
    )
    lines = [
        (
            name,
            str(c.pages),
            f"{c.fast_ms:.1f}",
            f"{c.plumber_ms:.1f}",
            f"{c.floor_ms:.1f}",
            f"{c.plumber_ms / c.fast_ms:.1f}",
            f"{c.fast_ms / c.floor_ms:.1f}",
            f"{c.peak_mb:.0f}",
        )
        for name, c in [*known, ("**all**", total)]
    ]
    head = ("document", "pages", "fast ms", "pdfplumber ms", "floor ms", "times as fast", "times floor", "peak MB")
    return (
        "CPU milliseconds per page, the least of three runs (pdfplumber: one); peak memory of a process that "
        "reads once.\n\n" + _table(head, lines)
    )


def share(part: int, whole: int) -> str:
    """Percent with two decimals, rounded down so that 100.00 % means all; "–" of nothing."""
    return f"{10000 * part // whole / 100:.2f} %" if whole else "–"


def _sum(counters: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def _table(head: tuple[str, ...], lines: Sequence[tuple[str, ...]]) -> str:
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rule, *lines])
