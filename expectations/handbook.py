"""The rules as a page to read: docs/rules.md.

Belongs here: the Markdown text. Does not: writing it to a file or a terminal (`pipeline.cli`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.rule import Rule

_INTRODUCTION = """\
# Rules

Made from `expectations/rules` by `budget rules --markdown`; edit them there. Every rule is data with its sentence, its
basis, a class of tolerance (T0–T9, never a percentage), the reason why it stays silent where it does, and one example
that holds, one that breaks, and what other places may print without an error; a test judges them.
"""


def rules_markdown(rules: Sequence[Rule]) -> str:
    """The rules by group, each with what must be true, how exactly, and where it stays silent."""
    parts = [_INTRODUCTION]
    for group in dict.fromkeys(rule.group for rule in rules):
        parts.append(f"\n## Group {group}\n")
        for rule in rules:
            if rule.group == group:
                parts.append(_section(rule))
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    lines = [
        f"### {rule.rule_id} · {rule.severity} · {rule.tolerance}",
        "",
        rule.says_zh,
        "",
        f"{rule.says_en}. Basis: {rule.basis}.",
    ]
    if rule.restriction:
        lines += ["", f"Silent where: {rule.restriction}."]
    if rule.exceptions:
        lines += ["", f"Known exceptions: {rule.exceptions}."]
    return "\n".join(lines) + "\n"
