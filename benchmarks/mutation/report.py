"""Trials counted: per kind of change and per form, as Markdown.

Belongs here: shares and the page docs/mutation.md. Does not: judging (`trials`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from statistics import mean

from benchmarks.mutation.outcome import Outcome, Trial

INTRODUCTION = """\
# What the checks notice

Made by `{command}`; figures of that run. One printed cell of a disclosure as read is changed, the document is
recognised and judged again, and what breaks now and did not before is counted, information left out.

A change **leaves every envelope** when each identity that held with the cell no longer holds, rounding and cutting off
included. *Some*: of two identities with the cell one still holds, because it has more addends and so a wider envelope.
A number shifted to a blank cell beside it leaves the sums across its row alone. *Inside*: no printed digit can tell.
*No identity*: nothing else in the document says what the cell must be.
Where changes are judged by the unchanged document's own sums, a change that leaves every envelope is detected by
construction: those tables measure the share that can be seen, the naming and the value. Whether it is detected is
measured by the changes that go **the whole way**, where the changed document is recognised again.
**Named**: the new finding with most contradictions points to the cell (of a dropped row: to its total; of a shifted
number: to either place). **Value**: it suggests what stood there.
"""


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _table(trials: Sequence[Trial], title: str, key: Callable[[Trial], str]) -> list[str]:
    lines = [
        f"| {title} | changes | no identity | inside | some: detected | leave every envelope | detected | named "
        "| value | rules that saw it | findings |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    groups: dict[str, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(key(trial), []).append(trial)
    for name, its in groups.items():
        lines.append(_line(name, its))
    if len(groups) > 1:
        lines.append(_line("**all**", trials))
    return lines


def _line(name: str, trials: Sequence[Trial]) -> str:
    envelopes = Counter(trial.target.envelope for trial in trials)
    outside = [trial for trial in trials if trial.target.envelope == "outside"]
    some = [trial for trial in trials if trial.target.envelope == "some"]
    seen = [trial for trial in outside if trial.rules]
    return (
        f"| {name} | {len(trials)} | {envelopes['none']} | {envelopes['inside']} "
        f"| {sum(bool(trial.rules) for trial in some)} of {len(some)} | {len(outside)} "
        f"| {_share(len(seen), len(outside))} | {_share(sum(t.is_named for t in outside), len(outside))} "
        f"| {_share(sum(t.is_suggested for t in outside), len(outside))} "
        f"| {mean([len(t.rules) for t in seen] or [0]):.1f} | {mean([t.findings for t in seen] or [0]):.2f} |"
    )


def markdown(outcomes: Sequence[Outcome], seed: Sequence[Outcome], command: str, seconds: float) -> str:
    """The page."""
    single = [trial for outcome in outcomes for trial in outcome.quick]
    whole = [trial for outcome in outcomes for trial in outcome.trials]
    parts = [INTRODUCTION.format(command=command)]
    if seed:
        parts += ["## Last digit by one step, every cell of the first disclosure", ""]
        parts += [*_table([t for one in seed for t in one.trials], "rendering", lambda t: t.file), ""]
    passing = sum(outcome.passes for outcome in outcomes)
    parts += [
        "## One number changed",
        "",
        f"{len(single)} changes in {passing} disclosures whose sums pass, judged by the sums with the changed cell.",
        "",
        *_table(single, "change", lambda t: t.target.kind),
        "",
        "## The whole way",
        "",
        f"{len(whole)} changes of every kind, recognised, judged and explained again from the changed document "
        f"({seconds:.0f} s for all of this page).",
        "",
        *_table(whole, "change", lambda t: t.target.kind),
        "",
        "## By form",
        "",
        *_table(
            sorted(single, key=lambda t: t.target.form_kind), "form, one number changed", lambda t: t.target.form_kind
        ),
        "",
        "## By disclosure",
        "",
        *_table(single, "disclosure, one number changed", lambda t: t.file),
        "",
        "## Unchanged",
        "",
        "Findings above info in the same documents before any change:",
        "",
        *[f"- {one.file}: {', '.join(one.unchanged)}" for one in outcomes if one.unchanged],
        "",
    ]
    return "\n".join(parts)
