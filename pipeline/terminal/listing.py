"""`budget tables` and `budget rules`: the dictionary and the rules.

Belongs here: lines and Markdown. Does not: the catalogues (`pipeline.tables`, `expectations`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.errors import UsageError
from pipeline.tables import load_tables, markdown
from pipeline.terminal.screen import Screen


def show_tables(names: Sequence[str], *, as_markdown: bool) -> int:
    """All tables in short, or the named ones with their columns."""
    specs = load_tables()
    unknown = [name for name in names if name not in specs]
    if unknown:
        raise UsageError(f"there is no table {', '.join(unknown)}; there are {', '.join(specs)}")
    if as_markdown:
        print(markdown([specs[name] for name in names] if names else None), end="")
        return 0
    screen = Screen()
    if not names:
        screen.table(
            "Tables (budget tables NAME shows the columns)",
            ["table", "标题", "a row is"],
            [[spec.name, spec.title_zh, spec.grain] for spec in specs.values()],
        )
        return 0
    for name in names:
        spec = specs[name]
        screen.heading(f"{spec.name} · {spec.title_zh}")
        screen.line(f"a row is {spec.grain}; key {', '.join(spec.key)}")
        for caution in spec.cautions:
            screen.detail(f"caution: {caution}")
        screen.table(
            "",
            ["column", "type", "unit", "meaning", "含义"],
            [[c.name, c.type, c.unit or "", c.meaning_en, c.meaning_zh] for c in spec.columns],
        )
    return 0


def _natural(rule_id: str) -> tuple[str, int, str]:
    """A2 before A10, GK after K."""
    letters, number, rest = re.fullmatch(r"([A-Z]+)(\d+)(.*)", rule_id).groups()  # type: ignore[union-attr]
    return letters, int(number), rest


def show_rules(ids: Sequence[str], *, as_markdown: bool) -> int:
    """All rules in short, or the named ones in full."""
    from expectations.catalogue import load_rules

    rules = {rule.rule_id: rule for rule in sorted(load_rules(), key=lambda rule: _natural(rule.rule_id))}
    unknown = [rule_id for rule_id in ids if rule_id not in rules]
    if unknown:
        raise UsageError(f"there is no rule {', '.join(unknown)}; budget rules lists them")
    chosen = [rules[rule_id] for rule_id in ids] if ids else list(rules.values())
    if as_markdown:
        from expectations.handbook import rules_markdown

        print(rules_markdown(chosen), end="")
        return 0
    screen = Screen()
    if not ids:
        screen.table(
            "Rules (budget rules ID shows one in full)",
            ["rule", "severity", "tolerance", "规则", "what must be true"],
            [[r.rule_id, r.severity, r.tolerance, r.says_zh, r.says_en] for r in chosen],
        )
        return 0
    for rule in chosen:
        screen.heading(f"{rule.rule_id} · {rule.severity} · {rule.tolerance}")
        screen.line(rule.says_zh)
        screen.line(rule.says_en)
        screen.detail(f"basis: {rule.basis}")
        if rule.restriction:
            screen.detail(f"silent where: {rule.restriction}")
        if rule.exceptions:
            screen.detail(f"known exceptions: {rule.exceptions}")
    return 0
