"""Breaking instances to findings: one per root cause.

Belongs here: which instances share a cause, and saying in both languages which cell is most likely wrong and what would
fit. What would fit is found by `mending`, what kind of slip that is by `hypotheses`; here it becomes a finding.
Does not: judging (`judge`, `sql/verdict.sql`), reading a page again.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from expectations.catalogue import load_rules, reason_in_chinese
from expectations.equations import System
from expectations.hypotheses import Place, as_printed
from expectations.mending import Cause, mend
from expectations.rule import SEVERITIES, Rule
from expectations.text_values import suggested
from pipeline.tables.spoken import in_chinese, in_english

NONE_REPORTED = "—"


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a finding points to, and what is printed there; None where a format has no pages."""

    form_id: str | None = None
    page: int | None = None
    x0: float | None = None
    top: float | None = None
    x1: float | None = None
    bottom: float | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Suspect:
    """One instance that breaks, or that only rounding explains. Values in yuan, percent or counts."""

    check_id: str
    rule_id: str
    document_id: str
    form_id: str | None
    subject: str
    outcome: str
    severity: str
    left: Decimal | None
    right: Decimal | None
    difference: Decimal | None
    hypothesis: str | None
    operands: tuple[str, ...]
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """One root cause in one document, as the table `finding` holds it."""

    finding_id: str
    document_id: str
    severity: str
    cause: str
    title_zh: str
    title_en: str
    explanation_zh: str
    explanation_en: str
    rule_ids: tuple[str, ...]
    check_ids: tuple[str, ...]
    cell: Cell
    suggested: str | None = None


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
    findings += [_finding(group, cells, forms, said or {}) for group in groups]
    for group in _together(suspects, lambda one: one.outcome == "rounding", lambda one: one.hypothesis or ""):
        findings.append(_rounding(group, cells, forms))
    return [
        _spoken(one)
        for one in sorted(findings, key=lambda f: (f.document_id, SEVERITIES.index(f.severity), f.finding_id))
    ]


def _spoken(finding: Finding) -> Finding:
    """With the names of forms and measures for their ids, which people who read findings have never seen."""
    return replace(
        finding,
        title_zh=in_chinese(finding.title_zh),
        title_en=in_english(finding.title_en),
        explanation_zh=in_chinese(finding.explanation_zh),
        explanation_en=in_english(finding.explanation_en),
    )


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


@lru_cache(maxsize=1)
def _rules() -> dict[str, Rule]:
    return {rule.rule_id: rule for rule in load_rules()}


def _number(value: Decimal | None) -> str:
    if value is None:
        return "–"
    text = f"{value:,.6f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}" if places else whole


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


def _finding_id(group: Sequence[Suspect], cause: str) -> str:
    first = min(one.check_id for one in group)
    return hashlib.sha256(f"{group[0].document_id}|{cause}|{first}".encode()).hexdigest()[:16]


def _sentences(group: Sequence[Suspect], first: Suspect) -> tuple[str, str]:
    """One sentence per instance, the leading one first; more than six are counted."""
    ordered = sorted(group, key=lambda one: (one is not first, one.rule_id, one.subject))
    zh, en = [], []
    for one in ordered[:6]:
        rule = _rules()[one.rule_id]
        values_zh = values_en = ""
        if one.left is not None or one.right is not None:
            values_zh = f"：左边 {_number(one.left)}，右边 {_number(one.right)}"
            values_en = f": left {_number(one.left)}, right {_number(one.right)}"
            if one.difference is not None:
                values_zh += f"，相差 {_number(one.difference)}"
                values_en += f", difference {_number(one.difference)}"
        why = f" ({one.hypothesis})" if one.hypothesis else ""
        reason = f"，{reason_in_chinese(one.hypothesis)}" if one.hypothesis else ""
        zh.append(f"{one.subject}：{rule.says_zh}（{one.rule_id}）{values_zh}{reason}。")
        en.append(f"{one.subject}: {rule.says_en} ({one.rule_id}){values_en}{why}.")
    if len(ordered) > len(en):
        zh.append(f"另有 {len(ordered) - len(zh)} 处。")
        en.append(f"And {len(ordered) - len(en)} more.")
    return "".join(zh), " ".join(en)


def _finding(
    group: Sequence[Suspect], cells: Mapping[str, Cell], forms: Mapping[str, Cell], said: Mapping[str, Place]
) -> Finding:
    operand = _shared(group, cells)
    worst = _lead(group, operand)
    if operand not in said and worst.operands and worst.operands[0] in said:
        operand = worst.operands[0]  # several numbers of the text against one cell: the text is what is told
    rule = _rules()[worst.rule_id]
    explanation_zh, explanation_en = _sentences(group, worst)
    of_text = said.get(operand or "") if worst.operands[:1] == (operand,) else None
    return Finding(
        finding_id=_finding_id(group, rule.cause),
        document_id=worst.document_id,
        severity=worst.severity,
        cause=rule.cause,
        title_zh=f"{worst.subject}：不符合“{rule.says_zh}”",
        title_en=f"{worst.subject}: contradicts “{rule.says_en}”",
        explanation_zh=explanation_zh,
        explanation_en=explanation_en,
        rule_ids=tuple(sorted({one.rule_id for one in group})),
        check_ids=tuple(sorted(one.check_id for one in group)),
        cell=_cell(operand, worst, cells, forms),
        suggested=suggested(worst.rule_id, worst.left, worst.right, worst.hypothesis, of_text) if of_text else None,
    )


def _mended(group: Sequence[Suspect], cause: Cause, cells: Mapping[str, Cell], places: Mapping[str, Place]) -> Finding:
    """A finding that names the cell, what is printed, and what would fit."""
    worst = _worst(group)
    rule = _rules()[worst.rule_id]
    place = places[cause.cell]
    suggested = None
    if cause.is_certain and cause.missing:
        suggested = as_printed(cause.missing[cause.cell], place)
    elif cause.is_certain:
        suggested = NONE_REPORTED if cause.is_blank else as_printed(cause.values[cause.cell], place)
    where = f"{place.label} [{place.measure}]"
    why_zh, why_en = _why(cause, place, places)
    explanation_zh, explanation_en = _sentences(group, worst)
    return Finding(
        finding_id=_finding_id(group, rule.cause),
        document_id=worst.document_id,
        severity=worst.severity,
        cause=rule.cause,
        title_zh=f"{where}：印为 {place.printed}，{cause.hypothesis.zh}"
        if cause.is_certain
        else f"{worst.subject}：不符合“{rule.says_zh}”",
        title_en=f"{where}: printed {place.printed}, {cause.hypothesis.en}"
        if cause.is_certain
        else f"{worst.subject}: contradicts “{rule.says_en}”",
        explanation_zh=f"{why_zh}{explanation_zh}",
        explanation_en=f"{why_en} {explanation_en}",
        rule_ids=tuple(sorted({one.rule_id for one in group})),
        check_ids=tuple(sorted(one.check_id for one in group)),
        cell=cells[cause.cell],
        suggested=suggested,
    )


def _why(cause: Cause, place: Place, places: Mapping[str, Place]) -> tuple[str, str]:
    times = len(cause.mended)
    if cause.missing:
        zh = "，".join(f"[{places[c].measure}] {as_printed(v, places[c])}" for c, v in cause.missing.items())
        en = ", ".join(f"{as_printed(v, places[c])} [{places[c].measure}]" for c, v in cause.missing.items())
        return f"若补一行 {zh}，{times} 处均相符。", f"With a row of {en}, {times} checks hold."
    fits = [NONE_REPORTED if cause.is_blank else as_printed(v, places[cell]) for cell, v in cause.values.items()]
    zh, en = f"若为 {'、'.join(fits)}，{times} 处均相符。", f"With {', '.join(fits)}, {times} checks hold."
    if not cause.is_certain:
        zh = f"“{place.label}”[{place.measure}] 印为 {place.printed}，{zh}"
        en = f"{place.label} [{place.measure}] is printed {place.printed}. {en}"
        names = [
            f"{places[c].label} [{places[c].measure}] {places[c].printed}" for c in cause.others[:4] if c in places
        ]
        zh += f"同样可能有误的还有：{'；'.join(names)}。"
        en += f" These may as well be wrong: {'; '.join(names)}."
    return zh, en


def _rounding(group: Sequence[Suspect], cells: Mapping[str, Cell], forms: Mapping[str, Cell]) -> Finding:
    worst = _worst(group)
    form = worst.subject.split(" ")[0].rstrip(":")
    explanation_zh, explanation_en = _sentences(group, worst)
    return Finding(
        finding_id=_finding_id(group, "rounding"),
        document_id=worst.document_id,
        severity="info",
        cause="rounding",
        title_zh=f"{form}：{len(group)} 处差额由{'舍去尾数' if worst.hypothesis else '四舍五入'}造成",
        title_en=f"{form}: {len(group)} differences that {'cutting off' if worst.hypothesis else 'rounding'} explains",
        explanation_zh=explanation_zh,
        explanation_en=explanation_en,
        rule_ids=tuple(sorted({one.rule_id for one in group})),
        check_ids=tuple(sorted(one.check_id for one in group)),
        cell=_cell(_shared(group, cells), worst, cells, forms),
    )
