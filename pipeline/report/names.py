"""What the report calls things: both languages of a sentence with names for ids, roles of numbers, rules.

Belongs here: the words as the report shows them. Does not: which ids become which words (`pipeline.tables.spoken`).
"""

from __future__ import annotations

import duckdb
from markupsafe import Markup

from pipeline.report.words import both
from pipeline.tables.spoken import in_chinese, in_english

_SIDES = {"left": ("一边", "one side"), "right": ("另一边", "other side")}


class Names:
    """The names of forms and measures, and of the rules of one publication."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        rules = database.execute("SELECT rule_id, says_zh, says_en FROM rule ORDER BY ALL").fetchall()
        self._rules = {id_: (zh, en) for id_, zh, en in rules}

    def spoken(self, chinese: str | None, english: str | None = None) -> Markup:
        """The text in both languages with names for ids; the Chinese text for both where there is no English one."""
        told = chinese if english is None else english
        return both(in_chinese(chinese or ""), in_english(told or ""))

    def role(self, role: str) -> Markup:
        """`left: 201 [total]`, the part of a cell in a check, in words."""
        side, colon, rest = role.partition(": ")
        if not colon or side not in _SIDES:
            return self.spoken(role)
        zh, en = _SIDES[side]
        return self.spoken(f"{zh}：{rest}", f"{en}: {rest}")

    def rule(self, rule_id: str) -> Markup:
        """What the rule says, in both languages; nothing for a rule this publication does not list."""
        return both(*self._rules.get(rule_id, ("", "")))
