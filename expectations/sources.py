"""Which rows a SELECT finds nothing without: of the tables it joins at its outside, those it keeps none out of.

Belongs here: reading that from a SELECT. Does not: what is done where there are no such rows (`parts`, `workbench`).

It errs to one side only: of a SELECT it does not understand no rows are said to be needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from operator import itemgetter

from expectations.selects import PUTS_TOGETHER, Tree, tree_of, words_of
from pipeline.tables.ddl import literal

# A join that keeps rows of the other side where this one has none; of that side these keep nothing for certain.
_KEEPS_THE_OTHER = frozenset({"LEFT", "OUTER", "ANTI"})
_NOT_UNDERSTOOD = frozenset({"RIGHT", "FULL", "POSITIONAL", "ASOF"})
_JOINS = frozenset({"JOIN", "LEFT", "OUTER", "ANTI", "SEMI", "INNER", "CROSS"})
_CLAUSES = (
    frozenset({"FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "QUALIFY", "ORDER", "LIMIT", "USING", "ON"}) | _JOINS
)
# A condition with one of these is true of other rows too.
_EITHER = frozenset({"OR", "CASE"})
# Where nothing groups them, an aggregate has a row over no rows at all.
_AGGREGATE = re.compile(
    r"any_value|approx_\w+|arg_m\w+|\w+_agg|avg|bit_\w+|bool_\w+|corr|count\w*|covar_\w+|first|fsum|group_concat|"
    r"histogram|last|list|listagg|(?:max|min)(?:_by)?|median|mode|product|quantile\w*|regr_\w+|std\w*|sum|var\w*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Need:
    """Rows of a table: any, or those with one of these values in each of these columns."""

    table: str
    among: frozenset[tuple[str, frozenset[str]]] = frozenset()

    def condition(self) -> str:
        """What is true of such a row, in SQL."""
        return " AND ".join(
            f"{column} IN ({', '.join(map(literal, sorted(its)))})"
            for column, its in sorted(self.among, key=itemgetter(0))
        )


@lru_cache(maxsize=2048)
def sources(sql: str) -> frozenset[Need]:
    """What it needs of the tables behind its FROM and its joins, of each also just any row."""
    return _sources(tree_of(sql))


def _sources(tree: Tree) -> frozenset[Need]:
    if PUTS_TOGETHER.isdisjoint(words_of(tree)):
        return _of_one(tree)
    named: dict[str, frozenset[Need]] = {}
    if tree[0] == "WITH":
        named, tree = _named(tree[1:])
    # What all of the SELECTs need, the whole needs, also where rows are taken away.
    of_each = [_of_one(list(part)) for puts, part in groupby(tree, _puts_together) if not puts]
    return through(frozenset.intersection(*of_each), named)


def through(needs: frozenset[Need], named: Mapping[str, frozenset[Need]]) -> frozenset[Need]:
    """The needs with those of what stands behind a name in its place."""
    return frozenset(itself for need in needs for itself in named.get(need.table, {need}))


def _puts_together(word: str | Tree) -> bool:
    return isinstance(word, str) and word in PUTS_TOGETHER


def _named(tree: Tree) -> tuple[dict[str, frozenset[Need]], Tree]:
    """What the parts behind WITH need, by their names, and what stands after them."""
    named: dict[str, frozenset[Need]] = {}
    at = 0
    while at + 2 < len(tree) and tree[at + 1] == "AS":
        name, at = str(tree[at]), at + 2
        while isinstance(tree[at], str):  # NOT MATERIALIZED
            at += 1
        named[name] = through(_sources(list(tree[at])), named)
        at += 2 if tree[at + 1 : at + 2] == [","] else 1
    return named, tree[at:]


def _of_one(tree: Tree) -> frozenset[Need]:
    words = words_of(tree)
    if "FROM" not in words or words & _NOT_UNDERSTOOD or ("GROUP" not in words and _is_aggregate(tree)):
        return frozenset()
    start = tree.index("FROM")
    behind = list(_behind_from(tree[start:]))
    among = _among(tree[start:], behind, tree[:start])
    found: set[Need] = set()
    for name, alias, is_needed in behind:
        if not is_needed:
            continue
        found |= {Need(name), Need(name, frozenset(among.get(alias, ())))} if isinstance(name, str) else _sources(name)
    return frozenset(found)


def _is_aggregate(tree: Tree) -> bool:
    """What it makes of all rows; what it makes of a window has a row for each."""
    return any(
        isinstance(bracket, list) and isinstance(word, str) and _AGGREGATE.fullmatch(word) and after != "OVER"
        for word, bracket, after in zip(tree, tree[1:], [*tree[2:], ""], strict=False)
    )


def _behind_from(tree: Tree) -> Iterator[tuple[str | Tree, str, bool]]:
    """What it reads, under which name, and whether it has no row without one of these."""
    padded: Tree = ["", *tree, "", "", ""]
    for at, word in enumerate(padded):
        if word not in ("FROM", "JOIN") or padded[at - 1] == "DISTINCT":  # IS DISTINCT FROM compares
            continue
        name, after = padded[at + 1], padded[at + 2]
        if isinstance(name, str) and isinstance(after, list):
            continue  # a function that makes a table is none
        called = padded[at + 3] if after == "AS" else after
        is_name = isinstance(called, str) and called.isidentifier() and called not in _CLAUSES
        yield name, str(called if is_name else name), str(padded[at - 1]) not in _KEEPS_THE_OTHER


def _among(
    tree: Tree, behind: Sequence[tuple[str | Tree, str, bool]], before: Tree
) -> dict[str, set[tuple[str, frozenset[str]]]]:
    """By the name it reads a table under: columns that hold one of some values in every row it finds."""
    made = {name for word, name in pairwise(before) if word == "AS" and isinstance(name, str)}
    found: dict[str, set[tuple[str, frozenset[str]]]] = {}
    for condition in _conditions(tree):
        match condition:
            case [str(alias), ".", str(column), *compared]:
                pass
            case [str(column), *compared] if len(behind) == 1 and column not in made:
                alias = behind[0][1]
            case _:
                continue
        if values := _values(compared):
            found.setdefault(alias, set()).add((column, values))
    return found


def _values(compared: Tree) -> frozenset[str]:
    """The texts that a column is compared with; none where it is compared otherwise."""
    match compared:
        case ["=", str(text)] if text.startswith("'"):
            texts: Tree = [text]
        case ["IN", list(texts)]:
            pass
        case _:
            return frozenset()
    if not all(isinstance(text, str) and (text == "," or text.startswith("'")) for text in texts):
        return frozenset()
    return frozenset(str(text)[1:-1].replace("''", "'") for text in texts if text != ",")


def _conditions(tree: Tree) -> Iterator[Tree]:
    """What holds of every row it finds: the conditions behind WHERE, and behind ON where no row is kept without."""
    clause: Tree = []
    is_kept_to = keeps_others = False
    for before, word, after in zip(["", *tree], [*tree, "LIMIT"], [*tree[1:], "", ""], strict=True):
        if not isinstance(word, str) or word not in _CLAUSES or not _begins_a_clause(before, word, after):
            clause.append(word)
            continue
        if is_kept_to and _EITHER.isdisjoint(words_of(clause)):
            yield from (list(part) for is_and, part in groupby(clause, lambda one: one == "AND") if not is_and)
        if word == "JOIN":
            keeps_others = str(before) in _KEEPS_THE_OTHER
        clause, is_kept_to = [], word == "WHERE" or (word == "ON" and not keeps_others)


def _begins_a_clause(before: str | Tree, word: str, after: str | Tree) -> bool:
    """IS DISTINCT FROM compares, and left() is a function."""
    return not (word == "FROM" and before == "DISTINCT") and not (word == "LEFT" and isinstance(after, list))
