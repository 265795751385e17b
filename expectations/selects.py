"""The text of a SELECT: its brackets, its words, and the SELECTs whose rows it puts together.

Belongs here: reading that much of SQL, as text. Does not: what follows from it (`sources`, `parts`, `compile`).

The words of SQL are in capitals.
"""

from __future__ import annotations

import re

from pipeline.errors import CatalogueError

_TEXT = r"--[^\n]*|'(?:[^']|'')*'"
_BRACKET = re.compile(rf"{_TEXT}|[()]")
_TOKEN = re.compile(rf"{_TEXT}|\w+|[<>=!]+|[().,]")
_UNION_ALL = re.compile(r"UNION ALL BY NAME\b")
PUTS_TOGETHER = frozenset({"UNION", "INTERSECT", "EXCEPT", "WITH"})

Tree = list["str | Tree"]  # the words of a SELECT; what stands in a bracket is a tree of its own


def _step(token: re.Match[str]) -> int:
    """By how much a token changes the depth of brackets."""
    return {"(": 1, ")": -1}.get(token[0], 0)


def closing(sql: str, start: int) -> int:
    """Where the bracket that was opened before `start` closes. Raises CatalogueError where it does not."""
    depth = 1
    for token in _BRACKET.finditer(sql, start):
        depth += _step(token)
        if depth == 0:
            return token.start()
    raise CatalogueError(f"expectations/sql: a bracket is not closed at {sql[start : start + 60]!r}")


def tree_of(sql: str) -> Tree:
    """Its words, numbers, texts with their quotes, commas, dots and signs of comparison; remarks are left out."""
    above: list[Tree] = []
    tree: Tree = []
    for token in _TOKEN.findall(sql):
        if token == "(":
            above.append(tree)
            tree = []
            above[-1].append(tree)
        elif token == ")":
            tree = above.pop()
        elif not token.startswith("--"):
            tree.append(token)
    return tree


def is_several(sql: str) -> bool:
    """Whether it puts the rows of several SELECTs together, or begins with named parts of its own."""
    return any(word in sql for word in PUTS_TOGETHER) and not PUTS_TOGETHER.isdisjoint(words_of(tree_of(sql)))


def several(sql: str) -> tuple[str, ...]:
    """The SELECTs whose rows it puts together by the names of their columns; itself alone where it does otherwise."""
    outside = [at for at in _UNION_ALL.finditer(sql) if _is_outside(sql, at.start())]
    starts, ends = [0, *(at.end() for at in outside)], [*(at.start() for at in outside), len(sql)]
    selects = tuple(sql[start:end] for start, end in zip(starts, ends, strict=True))
    return (sql,) if any(map(is_several, selects)) else selects


def _is_outside(sql: str, place: int) -> bool:
    return sum(map(_step, _BRACKET.finditer(sql, 0, place))) == 0


def words_of(tree: Tree) -> set[str]:
    """The words that stand in none of its brackets."""
    return {word for word in tree if isinstance(word, str)}
