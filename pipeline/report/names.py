"""Names for the ids that stand in texts made for programs: 部门支出总表 for dept_expenditure_summary, 合计 for [total].

Belongs here: which ids become which words. Does not: the texts, which the publication holds as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import duckdb
from markupsafe import Markup

from pipeline.report.words import both

_IN_TEXT = re.compile(r"(?<!\w)text(?: page (\d+))?(?= )", re.ASCII)  # where a statement of the narrative stands
_SIDES = {"left": ("一边", "one side"), "right": ("另一边", "other side")}


class Names:
    """The names of forms, measures and rules of one publication."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        found = database.execute(
            "SELECT form_kind, title_zh, title_en FROM form_kind UNION ALL "
            "SELECT measure, title_zh, title_en FROM measure ANTI JOIN form_kind ON form_kind = measure ORDER BY ALL"
        ).fetchall()
        self._names = {id_: (zh, en) for id_, zh, en in found}
        rules = database.execute("SELECT rule_id, says_zh, says_en FROM rule ORDER BY ALL").fetchall()
        self._rules = {id_: (zh, en) for id_, zh, en in rules}
        longest_first = "|".join(sorted(map(re.escape, self._names), key=lambda id_: (-len(id_), id_)))
        self._any = re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])", re.ASCII)
        # In an English sentence "total" is a word; an id has an underscore or stands in brackets.
        self._certain = re.compile(rf"(?<=\[)(?:{longest_first})(?=\])|(?<![\w-])\w+_\w+(?![\w-])", re.ASCII)

    def spoken(self, chinese: str | None, english: str | None = None) -> Markup:
        """The text in both languages with names for ids; the Chinese text for both where there is no English one."""
        told = chinese if english is None else english
        placed = _IN_TEXT.sub(lambda found: f"文字第 {found[1]} 页" if found[1] else "文字", chinese or "")
        return both(self._any.sub(self._name(0), placed), self._certain.sub(self._name(1), told or ""))

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

    def _name(self, language: int) -> Callable[[re.Match[str]], str]:
        return lambda found: self._names.get(found[0], (found[0], found[0]))[language]
