"""Names for the ids in sentences made by programs: 部门支出总表 for dept_expenditure_summary, 合计 for [total].

Belongs here: which ids become which words, in both languages. Does not: the sentences, the lists themselves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.tables import load_list

_IN_TEXT = re.compile(
    r"(?<!\w)text(?: page (\d+))?:?(?=[ ：]|$)", re.ASCII
)  # where a statement of the narrative stands


def in_chinese(sentence: str) -> str:
    """A Chinese sentence with names for every id and for the places in the text."""
    placed = _IN_TEXT.sub(lambda found: f"文字第 {found[1]} 页" if found[1] else "文字", sentence)
    return _any().sub(lambda found: _names()[found[0]][0], placed)


def in_english(sentence: str) -> str:
    """An English sentence likewise; "total" is a word there, an id has an underscore or stands in brackets."""
    return _certain().sub(lambda found: _names().get(found[0], ("", found[0]))[1], sentence)


@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, str]]:
    """id -> its Chinese and English name; a form and a measure of one id have the form's."""
    return {
        str(row[key]): (str(row["title_zh"]), str(row["title_en"]))
        for key in ("measure", "form_kind")
        for row in load_list(key)
    }


@lru_cache(maxsize=1)
def _longest_first() -> str:
    return "|".join(sorted(map(re.escape, _names()), key=lambda id_: (-len(id_), id_)))


@lru_cache(maxsize=1)
def _any() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{_longest_first()})(?![\w-])", re.ASCII)


@lru_cache(maxsize=1)
def _certain() -> re.Pattern[str]:
    return re.compile(rf"(?<=\[)(?:{_longest_first()})(?=\])|(?<![\w-])\w+_\w+(?![\w-])", re.ASCII)
