"""SQL cut into its named parts: each a SELECT that later parts read.

Belongs here: finding the parts of a template, and putting parts together, as one statement or as several.
Does not: which parts there are (`compile`), running anything (`workbench`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from expectations.selects import closing
from expectations.sources import Need, sources, through
from pipeline.errors import CatalogueError

_HEAD = re.compile(r"\s*(?P<remark>(?:--[^\n]*\n\s*)*)(?P<name>\w+) AS (?P<kept>MATERIALIZED )?\(")
_WORD = re.compile(r"--[^\n]*|'(?:[^']|'')*'|([a-z_]\w*)")

_UNION = "\nUNION ALL BY NAME "
# Branches in one statement: adding rows to a table costs as much as planning a branch, and more than a few are slow to
# plan and leave the other processors nothing.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Part:
    """A name and its SELECT. What is kept is worked out once, however many parts look at it.

    With `branches`, the SELECTs whose rows are put together by the names of their columns; `sql` is the first of them,
    and says the types of all.
    """

    name: str
    sql: str
    is_kept: bool = False
    branches: tuple[str, ...] = ()
    at_once: int = _AT_ONCE  # branches in one statement

    @property
    def whole(self) -> str:
        """The SELECT of all its rows."""
        return _UNION.join((self.sql, *self.branches))


def cut(text: str) -> Iterator[Part]:
    """The parts of a template: `name AS (SELECT …)` or `name AS MATERIALIZED (SELECT …)`, with commas between them."""
    at = 0
    while at < len(text.rstrip()):
        head = _HEAD.match(text, at)
        if head is None:
            raise CatalogueError(f"expectations/sql: no part begins at {text[at : at + 60]!r}")
        end = closing(text, head.end())
        yield Part(head["name"], text[head.end() : end].strip(), head["kept"] is not None)
        at = end + 1
        rest = text[at:].lstrip()
        if rest.startswith(","):
            at = text.index(",", at) + 1


def together(parts: Sequence[Part]) -> str:
    """One SELECT of the last part's rows."""
    named = ",\n".join(f"{p.name} AS {'MATERIALIZED ' if p.is_kept else ''}(\n{p.whole})" for p in parts)
    return f"WITH {named}\nSELECT * FROM {parts[-1].name}"


@dataclass(frozen=True, slots=True)
class Step:
    """One statement that makes a table or adds to it, and the words of it that may be names of tables it reads.

    Its rows are those of all `selects`. For each of these, `needs` says without which rows of tables it finds none.
    """

    table: str
    selects: tuple[str, ...]
    words: frozenset[str]
    is_first: bool = True  # makes the table; the others add to it
    beside: str = ""  # WITH and the named parts the SELECTs look at
    needs: tuple[frozenset[Need], ...] = ()

    def statement(self, unmet: Collection[Need] = ()) -> str | None:
        """The SQL to execute where there are no such rows; None where it would add nothing."""
        needs = self.needs or (frozenset(),) * len(self.selects)
        found = [select for select, its in zip(self.selects, needs, strict=True) if its.isdisjoint(unmet)]
        if self.is_first:
            whole = self.beside + _UNION.join(self.selects)
            # For the types of its columns it has to be planned.
            made = whole if found else f"FROM ({whole}) LIMIT 0"
            return f"CREATE OR REPLACE TABLE {self.table} AS {made}"
        return f"INSERT INTO {self.table} BY NAME {self.beside}{_UNION.join(found)}" if found else None


def one_by_one(parts: Sequence[Part]) -> Iterator[Step]:
    """Statements that make a table of each part that is kept, and of the last one; the others stand inside.

    Small statements are planned faster than one that holds them all, read what is already there, and several that do
    not read one another can run at a time.
    """
    inside: dict[str, Part] = {}
    for part in parts:
        if not part.is_kept and part is not parts[-1]:
            inside[part.name] = part
            continue
        branches = (part.branches[at : at + part.at_once] for at in range(0, len(part.branches), part.at_once))
        for number, selects in enumerate(((part.sql,), *branches)):
            whole = _UNION.join(selects)
            beside = _with(whole, inside)
            needs = tuple(_needs(select, inside) for select in selects)
            yield Step(part.name, selects, _words(beside + whole), number == 0, beside, needs)


def _needs(select: str, inside: Mapping[str, Part]) -> frozenset[Need]:
    """The rows of tables without which it finds none, also by way of parts that stand inside."""
    needs = sources(select)
    return through(
        needs, {need.table: _needs(inside[need.table].whole, inside) for need in needs if need.table in inside}
    )


def _with(sql: str, inside: dict[str, Part]) -> str:
    """The parts that are not kept and that this one looks at, directly or through one another."""
    needed: set[str] = set()
    waiting = [sql]
    while waiting:
        for name in _words(waiting.pop()) & inside.keys() - needed:
            needed.add(name)
            waiting.append(inside[name].whole)
    if not needed:
        return ""
    return "WITH " + ",\n".join(f"{name} AS ({part.whole})" for name, part in inside.items() if name in needed) + "\n"


@lru_cache(maxsize=1024)
def _words(sql: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sql)) - {""}  # what matched as a remark or a text
