"""Breaking instances to findings: one per root cause.

Belongs here: which instances share a cause, which cell is most likely wrong, and what it should print.
What would fit is found by `mending`, what kind of slip that is by `hypotheses`; here it becomes a finding.
Does not: the words (`explanations`), judging (`judge`, `sql/verdict.sql`), reading a page again.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from expectations.equations import System
from expectations.findings.explanations import (
    NONE_REPORTED,
    contradiction,
    likely,
    only_rounding,
    rules,
    sentences,
    what_fits,
)
from expectations.findings.hypotheses import Place, as_printed
from expectations.findings.mending import Cause, mend
from expectations.findings.model import Cell, Finding, Suspect
from expectations.findings.text_values import suggested
from expectations.findings.wording import Said, joined
from expectations.rule import SEVERITIES
from pipeline.tables.spoken import in_chinese, in_english


def explain(
    suspects: Sequence[Suspect],
    cells: Mapping[str, Cell],
    forms: Mapping[str, Cell],
    systems: Mapping[str, System] | None = None,
    places: Mapping[str, Place] | None = None,
    said: Mapping[str, Place] | None = None,
) -> list[Finding]:
    """Findings in a fixed order.

    `cells` are the printed operands by id, `forms` where each form begins, `systems` the equations of each document
    that has contradictions, `places` all printed numbers of those documents, `said` the numbers of the text by id.
    """
    places = places or {}
    contradictions = [one for one in suspects if one.outcome == "breaks" and one.severity != "info"]
    findings = []
    left = {one.check_id: one for one in contradictions}
    for document_id, system in (systems or {}).items():
        for cause in mend(system, places):
            group = _group(cause, [one for one in left.values() if one.document_id == document_id])
            if group:
                findings.append(_mended(group, cause, cells, places))
                for one in group:
                    del left[one.check_id]
    groups = _causes(list(left.values()))
    # What is only information is told once per form and rule; what rounding explains, once per form and cause.
    groups += _together(
        suspects, lambda one: one.outcome == "breaks" and one.severity == "info", lambda one: one.rule_id
    )
    findings += [_contradicting(group, cells, forms, said or {}) for group in groups]
    for group in _together(suspects, lambda one: one.outcome == "rounding", lambda one: one.hypothesis or ""):
        findings.append(_rounding(group, cells, forms))
    return sorted(findings, key=lambda f: (f.document_id, SEVERITIES.index(f.severity), f.finding_id))


def _group(cause: Cause, suspects: Iterable[Suspect]) -> list[Suspect]:
    """What the cause mends, and what speaks of its cell without being a sum."""
    mended = {one.check_id for one in cause.mended}
    return [one for one in suspects if one.check_id in mended or (not one.is_sum and cause.cell in one.operands)]


def _causes(suspects: Sequence[Suspect]) -> list[list[Suspect]]:
    """Instances of one document that share a printed operand belong to one cause."""
    parent = list(range(len(suspects)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, suspect in enumerate(suspects):
        for operand in suspect.operands:
            other = first.setdefault((suspect.document_id, operand), place)
            parent[root(place)] = root(other)
    groups: dict[int, list[Suspect]] = defaultdict(list)
    for place, suspect in enumerate(suspects):
        groups[root(place)].append(suspect)
    return list(groups.values())


def _together(
    suspects: Iterable[Suspect], wanted: Callable[[Suspect], bool], kind: Callable[[Suspect], str]
) -> list[list[Suspect]]:
    groups: dict[tuple[str, str | None, str], list[Suspect]] = defaultdict(list)
    for suspect in suspects:
        if wanted(suspect):
            groups[suspect.document_id, suspect.form_id, kind(suspect)].append(suspect)
    return list(groups.values())


def _contradicting(
    group: Sequence[Suspect], cells: Mapping[str, Cell], forms: Mapping[str, Cell], said: Mapping[str, Place]
) -> Finding:
    operand = _shared(group, cells)
    first = _lead(group, operand)
    if operand not in said and first.operands and first.operands[0] in said:
        operand = first.operands[0]  # several numbers of the text against one cell: the text is what is told
    of_text = said.get(operand or "") if first.operands[:1] == (operand,) else None
    return _finding(
        group,
        first,
        contradiction(first),
        sentences(group, first),
        _cell(operand, first, cells, forms),
        suggested(first.rule_id, first.left, first.right, first.hypothesis, of_text) if of_text else None,
    )


def _mended(group: Sequence[Suspect], cause: Cause, cells: Mapping[str, Cell], places: Mapping[str, Place]) -> Finding:
    """A finding that names the cell, what is printed, and what would fit."""
    worst = _worst(group)
    place = places[cause.cell]
    fitting = None
    if cause.is_certain and cause.missing:
        fitting = as_printed(cause.missing[cause.cell], place)
    elif cause.is_certain:
        fitting = NONE_REPORTED if cause.is_blank else as_printed(cause.values[cause.cell], place)
    title = likely(cause, place) if cause.is_certain else contradiction(worst)
    told = joined([what_fits(cause, place, places), sentences(group, worst)], "", " ")
    return _finding(group, worst, title, told, cells[cause.cell], fitting)


def _rounding(group: Sequence[Suspect], cells: Mapping[str, Cell], forms: Mapping[str, Cell]) -> Finding:
    worst = _worst(group)
    cell = _cell(_shared(group, cells), worst, cells, forms)
    return _finding(group, worst, only_rounding(group, worst), sentences(group, worst), cell, cause="rounding")


def _finding(
    group: Sequence[Suspect],
    first: Suspect,
    title: Said,
    explanation: Said,
    cell: Cell,
    suggestion: str | None = None,
    cause: str | None = None,
) -> Finding:
    """With the names of forms and measures for their ids, which people who read findings have never seen."""
    cause = cause or rules()[first.rule_id].cause
    known = f"{first.document_id}|{cause}|{min(one.check_id for one in group)}"
    return Finding(
        finding_id=hashlib.sha256(known.encode()).hexdigest()[:16],
        document_id=first.document_id,
        severity="info" if cause == "rounding" else first.severity,
        cause=cause,
        title_zh=in_chinese(title.zh),
        title_en=in_english(title.en),
        explanation_zh=in_chinese(explanation.zh),
        explanation_en=in_english(explanation.en),
        rule_ids=tuple(sorted({one.rule_id for one in group})),
        check_ids=tuple(sorted(one.check_id for one in group)),
        cell=cell,
        suggested=suggestion,
    )


def _worst(group: Sequence[Suspect]) -> Suspect:
    return min(
        group, key=lambda one: (SEVERITIES.index(one.severity), -abs(one.difference or Decimal(0)), one.check_id)
    )


def _shared(group: Sequence[Suspect], cells: Mapping[str, Cell]) -> str | None:
    """The printed operand most of the instances share; of several, the first operand of the worst instance."""
    times = Counter(operand for one in group for operand in set(one.operands))
    worst = _worst(group)
    order = {operand: place for place, operand in enumerate(worst.operands)}
    shared = sorted(times, key=lambda operand: (-times[operand], order.get(operand, len(order)), operand))
    return next((operand for operand in shared if operand in cells), None)


def _cell(operand: str | None, suspect: Suspect, cells: Mapping[str, Cell], forms: Mapping[str, Cell]) -> Cell:
    """The operand's cell; where nothing is printed, the place of the form."""
    return cells[operand] if operand else forms.get(suspect.form_id or "", Cell(form_id=suspect.form_id))


def _lead(group: Sequence[Suspect], operand: str | None) -> Suspect:
    """The instance that speaks of the operand first, of equally severe ones; else the worst."""
    worst = _worst(group)
    own = [one for one in group if one.operands and one.operands[0] == operand and one.severity == worst.severity]
    return min(own, key=lambda one: (one.rule_id, one.check_id)) if own else worst
