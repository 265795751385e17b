"""Lists of words (rules/words.yml) inside SQL: what templates and rules write as a look-up is said as constants.

Belongs here: how a look-up is written, and the constants in its place. Does not: which lists there are (`catalogue`),
the table `word` for look-ups that are not known before (`parameters`).

DuckDB spends more on a table of words than on the words, and compiles a constant pattern once, one out of a column for
every row. What a constant says of a column also tells without which rows a SELECT finds nothing (`sources`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from expectations.catalogue import load_words
from pipeline.errors import CatalogueError
from pipeline.tables.ddl import literal

# Looking into a list of words, as templates and rules write it.
_LISTS = r"(?:= '(?P<one>\w+)'|IN \((?P<lists>[^)]*)\))"
_IN_LIST = re.compile(
    r"IN \(SELECT word FROM word WHERE (?:list = '(?P<one>\w+)'|starts_with\(list, '(?P<begin>\w+)'\))\)"
)
_HOLDS_ANY = re.compile(
    rf"EXISTS \(SELECT 1 FROM word WHERE list {_LISTS}"
    r"(?: AND word <> '(?P<but>[^']*)')?\s+AND (?P<how>contains|ends_with)\((?P<text>[\w.]+), word\)\)"
)
# What may stand behind a condition that is no part of another one.
_ENDS = r"AND|\)|JOIN|LEFT|SEMI|ANTI|WHERE|GROUP|QUALIFY"
_JOINED = re.compile(rf"(?<!LEFT )JOIN word AS (?P<alias>\w+) ON (?P=alias)\.list {_LISTS}")


def looked_up(sql: str) -> str:
    """The same SQL with the words of such lists in it. Raises CatalogueError where there is no such list."""

    def is_one_of(match: re.Match[str]) -> str:
        lists = [match["one"]] if match["one"] else [name for name in _lists() if name.startswith(match["begin"])]
        return _among(word for name in lists for word, _ in _list(name))

    def holds_any(match: re.Match[str]) -> str:
        end = "$" if match["how"] == "ends_with" else ""
        pattern = "|".join(re.escape(word) + end for word, _ in _named(match) if word != match["but"])
        return f"coalesce(regexp_matches({match['text']}, {literal(pattern)}), false)"

    return _HOLDS_ANY.sub(holds_any, _IN_LIST.sub(is_one_of, sql))


def told_of_joined(select: str) -> str:
    """The same SELECT, which says besides of a column that it joins to a list that it holds one of its words."""
    for join in _JOINED.finditer(select):
        alias = join["alias"]
        if len(re.findall(rf"\bAS {alias}\b", select)) > 1:
            continue
        for place, side in enumerate(("word", "meaning")):
            held = _among(pair[place] for pair in _named(join))
            select = _and_besides(select, f"{alias}.{side}", held)
    return select


def _and_besides(select: str, source: str, held: str) -> str:
    """Behind each condition of its own that says that a column is the same as this one: what else it says of it."""
    source, column = re.escape(source), r"\w+\.\w+"
    same = re.compile(
        rf"(?:(?<=ON )|(?<=AND ))(?:(?P<left>{column}) = {source}|{source} = (?P<right>{column}))(?=\s*(?:{_ENDS}|$))"
    )
    return same.sub(lambda found: f"{found[0]} AND {found['left'] or found['right']} {held}", select)


@lru_cache(maxsize=1)
def any_of_lists() -> dict[str, str]:
    """For each list of words, under `any_<list>`, the pattern that finds any of them."""
    return {f"any_{name}": literal("|".join(f"(?:{word})" for word, _ in pairs)) for name, pairs in _lists().items()}


@lru_cache(maxsize=1)
def _lists() -> dict[str, list[tuple[str, str]]]:
    """Each list's words, and what they mean."""
    lists: dict[str, list[tuple[str, str]]] = {}
    for name, word, meaning in load_words():
        lists.setdefault(name, []).append((word, meaning))
    return lists


def _list(name: str) -> list[tuple[str, str]]:
    if name not in _lists():
        raise CatalogueError(f"expectations/rules/words.yml has no list {name}")
    return _lists()[name]


def _named(match: re.Match[str]) -> list[tuple[str, str]]:
    names = [match["one"]] if match["one"] else re.findall(r"\w+", match["lists"])
    return [pair for name in names for pair in _list(name)]


def _among(words: Iterable[str]) -> str:
    return f"IN ({', '.join(map(literal, dict.fromkeys(words)))})"
