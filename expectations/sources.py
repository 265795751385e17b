"""Which tables a SELECT finds nothing without: those it joins at its outside, with none of their rows kept out.

Belongs here: brackets, and reading so much of a SELECT. Does not: what is done where such a table is empty (`parts`,
`workbench`).

It errs to one side only: of a SELECT it does not understand no table is said to be needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.errors import CatalogueError

_BRACKET = re.compile(r"--[^\n]*|'(?:[^']|'')*'|[()]")
_WORD = re.compile(r"--[^\n]*|'(?:[^']|'')*'|\(|\w+")
_PUTS_TOGETHER = frozenset({"UNION", "INTERSECT", "EXCEPT", "WITH"})
# A join that keeps rows of the other side where this one has none; of that side these keep nothing for certain.
_KEEPS_THE_OTHER = frozenset({"LEFT", "OUTER", "ANTI"})
_NOT_UNDERSTOOD = frozenset({"RIGHT", "FULL", "POSITIONAL", "ASOF"})
# Where nothing groups them, an aggregate has a row over no rows at all.
_AGGREGATE = re.compile(
    r"any_value|approx_\w+|arg_m\w+|\w+_agg|avg|bit_\w+|bool_\w+|corr|count\w*|covar_\w+|first|fsum|group_concat|"
    r"histogram|last|list|listagg|(?:max|min)(?:_by)?|median|mode|product|quantile\w*|regr_\w+|std\w*|sum|var\w*",
    re.IGNORECASE,
)


def closing(sql: str, start: int) -> int:
    """Where the bracket that was opened before `start` closes. Raises CatalogueError where it does not."""
    depth = 1
    for token in _BRACKET.finditer(sql, start):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0:
            return token.start()
    raise CatalogueError(f"expectations/sql: a bracket is not closed at {sql[start : start + 60]!r}")


def _outside(sql: str) -> Iterator[str]:
    """The words of a SELECT that stand in no bracket, and each bracket as a whole."""
    at = 0
    while (token := _WORD.search(sql, at)) is not None:
        at = token.end()
        if token[0] == "(":
            at = closing(sql, at) + 1
            yield sql[token.start() : at]
        elif not token[0].startswith("--"):
            yield token[0]


def is_several(sql: str) -> bool:
    """Whether it puts the rows of several SELECTs together, or begins with named parts of its own."""
    return any(word.upper() in _PUTS_TOGETHER for word in _outside(sql))


@lru_cache(maxsize=2048)
def sources(sql: str) -> frozenset[str]:
    """The names behind its FROM and its joins without whose rows it has none."""
    return _sources(list(_outside(sql)))


def _sources(words: list[str]) -> frozenset[str]:
    named: dict[str, frozenset[str]] = {}
    if words and words[0].upper() == "WITH":
        named, words = _named(words[1:])
    parts = _parts(words)
    of_each = [_of_one(part) for part in parts]
    found = frozenset.intersection(*of_each)
    return frozenset(itself for name in found for itself in named.get(name, {name}))


def _named(words: list[str]) -> tuple[dict[str, frozenset[str]], list[str]]:
    """What the parts behind WITH need, by their names, and the words after them."""
    named: dict[str, frozenset[str]] = {}
    at = 0
    while at + 2 < len(words) and words[at + 1].upper() == "AS":
        name, at = words[at], at + 2
        while not words[at].startswith("("):  # NOT MATERIALIZED
            at += 1
        needs = sources(words[at][1:-1])
        named[name] = frozenset(itself for one in needs for itself in named.get(one, {one}))
        at += 1
    return named, words[at:]


def _parts(words: list[str]) -> list[list[str]]:
    """The SELECTs that are put together: what all of them need, the whole needs, also where rows are taken away."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word.upper() in _PUTS_TOGETHER:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _of_one(words: list[str]) -> frozenset[str]:
    said = {word.upper() for word in words}
    if said & _NOT_UNDERSTOOD or ("GROUP" not in said and _is_aggregate(words)):
        return frozenset()
    found: set[str] = set()
    for before, word, name, after in zip(["", *words], words, [*words[1:], ""], [*words[2:], "", ""], strict=False):
        if not _names_a_source(before.upper(), word.upper()):
            continue
        if name.startswith("("):
            found |= sources(name[1:-1])
        elif not after.startswith("("):  # a function that makes a table
            found.add(name)
    return frozenset(found)


def _is_aggregate(words: list[str]) -> bool:
    return any(_AGGREGATE.fullmatch(word) and after.startswith("(") for word, after in pairwise(words))


def _names_a_source(before: str, word: str) -> bool:
    if word == "JOIN":
        return before not in _KEEPS_THE_OTHER
    return word == "FROM" and before != "DISTINCT"  # IS DISTINCT FROM compares
