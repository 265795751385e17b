"""The entries of rules/*.yml to `rule` types, and saying where a file is wrong.

Belongs here: keys, defaults, complaints.
Does not: which files there are (`catalogue`), any word of a form (rules/*.yml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from expectations.rule import KEYS, SEVERITIES, SHAPES, STAGES, TOLERANCES, Comparison, Node, Rule, Term
from pipeline.errors import CatalogueError


def flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [leaf for item in value for leaf in flat(item)]
    return [value]


def texts(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(str(item) for item in flat(value))


def _numbers(value: Any) -> tuple[int, ...] | None:
    return None if value is None else tuple(int(item) for item in flat(value))


class Reader:
    """Takes the keys of one mapping and complains about what is left over."""

    def __init__(self, content: Any, where: str) -> None:
        if not isinstance(content, dict):
            raise CatalogueError(f"{where}: expected a mapping, found {content!r}")
        self._content = dict(content)
        self.where = where

    def take(self, key: str, default: Any = None) -> Any:
        return self._content.pop(key, default)

    def need(self, key: str) -> Any:
        if key not in self._content:
            raise CatalogueError(f"{self.where}: {key} is missing")
        return self._content.pop(key)

    def one_of(self, key: str, allowed: Iterable[str], default: str | None) -> str:
        value = str(self.take(key, default))
        if value not in allowed:
            raise CatalogueError(f"{self.where}: {key} is {value!r}, allowed are {', '.join(allowed)}")
        return value

    def done(self) -> None:
        if self._content:
            raise CatalogueError(f"{self.where}: unknown keys {', '.join(map(str, self._content))}")


def _term(content: Any, side: str, where: str) -> Term:
    reader = Reader(content, f"{where}.{side}")
    forms = texts(reader.need("form")) or ()
    lines, roles, measures = (texts(reader.take(key)) for key in ("line", "row", "measure"))
    codes, prefix = texts(reader.take("code")), reader.take("prefix")
    named = [*(codes or ()), prefix or "", *(lines or roles or ())[:1], *(measures or ())[:1]]
    what = " ".join(map(str, named)).strip()
    term = Term(
        side=side,
        role=str(reader.take("role", f"{forms[0]} {what}".strip())),
        forms=forms,
        coefficient=int(reader.take("times", 1)),
        is_sum=bool(reader.take("sum", False)) or len(codes or ()) > 1 or prefix is not None,
        is_optional=bool(reader.take("optional", False)),
        every_form=bool(reader.take("every_form", False)),
        key=reader.one_of("key", KEYS, "none"),
        row_side=reader.take("side"),
        lines=lines,
        roles=roles,
        schemes=texts(reader.take("scheme")),
        levels=_numbers(reader.take("level")),
        codes=codes,
        prefix=None if prefix is None else str(prefix),
        measures=measures,
        years=reader.one_of("years", ("current", "prior", "any"), "current"),
        bases=str(reader.take("basis", "stage")),
        is_named_as_listed=bool(reader.take("named_as_listed", False)),
    )
    reader.done()
    return term


def _substituted(value: Any, names: Mapping[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$") and value[1:] in names:
        return names[value[1:]]
    if isinstance(value, list):
        return [_substituted(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _substituted(item, names) for key, item in value.items()}
    return value


SIDES = ("left", "right", "current", "prior", "printed")


def _terms(sides: Mapping[str, Any], where: str) -> tuple[Term, ...]:
    return tuple(
        _term(term, side, where)
        for side in SIDES
        if sides[side] is not None
        for term in (sides[side] if isinstance(sides[side], list) else [sides[side]])
    )


def _comparisons(content: Any, tolerance: str, where: str) -> list[Comparison]:
    """One entry, or with `each` one per set of substitutions."""
    each = content.get("each") if isinstance(content, dict) else None
    if each:
        rest = {key: value for key, value in content.items() if key != "each"}
        return [one for names in each for one in _comparisons(_substituted(rest, names), tolerance, where)]
    reader = Reader(content, where)
    sides = {side: reader.take(side) for side in SIDES}
    variants = tuple(_terms({**sides, **other}, where) for other in [{}, *reader.take("either", [])])
    forgives = Reader(reader.take("forgives", {}), f"{where}.forgives")
    warns = Reader(reader.take("warns", {}), f"{where}.warns")
    comparison = Comparison(
        variants=variants,
        relation=reader.one_of("relation", ("=", "<=", "growth"), "="),
        tolerance=reader.one_of("tolerance", TOLERANCES, tolerance),
        blank_is_none=bool(reader.take("blank_is_none", False)),
        only_printed=reader.take("only_printed"),
        stages=texts(reader.take("stage")),
        only_if=reader.take("only_if"),
        unless=reader.take("unless"),
        forgives=forgives.take("what"),
        forgiven_if=forgives.take("if"),
        forgiven_unless=forgives.take("unless"),
        forgiven_because=forgives.take("because"),
        warns=warns.take("what"),
        warned_if=warns.take("if"),
        warned_because=warns.take("because"),
    )
    forgives.done()
    warns.done()
    reader.done()
    return [comparison]


def _node(content: Any, where: str) -> Node:
    reader = Reader(content, where)
    node = Node(
        forms=texts(reader.take("form")),
        stages=texts(reader.take("stage")),
        roles=texts(reader.take("row")),
        lines=texts(reader.take("line")),
        side=reader.take("side"),
        schemes=texts(reader.take("scheme")),
        levels=_numbers(reader.take("level")),
        measures=texts(reader.take("measure")),
        child_measures=texts(reader.take("into")),
        of_units=reader.take("of_units"),
    )
    reader.done()
    return node


def _nodes(value: Any, where: str) -> tuple[Node, ...]:
    items = [] if value is None else value if isinstance(value, list) else [value]
    return tuple(_node(item, f"{where}[{number}]") for number, item in enumerate(items))


def read_rule(content: Any, group: str, where: str) -> Rule:
    reader = Reader(content, where)
    rule_id = str(reader.need("id"))
    reader.where = where = f"{where} {rule_id}"
    tolerance = reader.one_of("tolerance", TOLERANCES, "T1")
    columns, rows, leaves = (
        _nodes(reader.take(key), f"{where}.{key}") for key in ("column_sum", "row_sum", "leaf_sum")
    )
    comparisons = _all_comparisons(reader.take("compare", []), tolerance, where)
    instances = reader.take("instances")
    given = {
        "column_sum": columns,
        "row_sum": rows,
        "leaf_sum": leaves,
        "part_of_whole": reader.take("part_of_whole", False),
        "compare": comparisons,
        "instances": instances,
        "later": reader.take("later", False),
    }
    rule = Rule(
        rule_id=rule_id,
        group=group,
        severity=reader.one_of("severity", SEVERITIES, None),
        says_zh=str(reader.need("says_zh")),
        says_en=str(reader.need("says_en")),
        basis=str(reader.need("basis")),
        tolerance=tolerance,
        shapes=_shapes(given, where),
        stages=texts(reader.take("stage")) or STAGES,
        needs=_needs(reader.take("needs"), comparisons, (*columns, *rows, *leaves)),
        restriction=reader.take("restriction"),
        exceptions=reader.take("exceptions"),
        otherwise=reader.one_of(
            "otherwise", ("not_applicable", "not_evaluable"), "not_evaluable" if comparisons else "not_applicable"
        ),
        otherwise_because=str(reader.take("otherwise_because", "the forms have no such cells")),
        cause=reader.one_of("cause", ("disclosure", "undecided", "formatting"), "disclosure"),
        columns=columns,
        rows=rows,
        leaves=leaves,
        comparisons=comparisons,
        instances=instances,
        holds=reader.take("holds"),
        breaks=reader.take("breaks"),
        excused=tuple(reader.take("excused", ())),
    )
    reader.done()
    return rule


def _shapes(given: Mapping[str, Any], where: str) -> tuple[str, ...]:
    shapes = tuple(shape for shape, value in given.items() if value)
    if not shapes:
        raise CatalogueError(f"{where}: a rule needs one of {', '.join(SHAPES)}")
    return shapes


def _all_comparisons(content: Any, tolerance: str, where: str) -> tuple[Comparison, ...]:
    return tuple(
        one
        for number, item in enumerate(content if isinstance(content, list) else [content])
        for one in _comparisons(item, tolerance, f"{where}.compare[{number}]")
    )


def _needs(written: Any, comparisons: tuple[Comparison, ...], nodes: tuple[Node, ...]) -> tuple[tuple[str, ...], ...]:
    """Forms that must be there, each with those that do as well; unless written, what the rule itself names."""
    if written is not None:
        alternatives = written if isinstance(written, list) else [written]
    elif comparisons:
        # The forms of the first comparison that need to be there.
        alternatives = [list(term.forms) for term in comparisons[0].variants[0] if not term.is_optional]
    else:
        alternatives = [[form for node in nodes for form in node.forms or ()]]
    unique = dict.fromkeys(forms for item in alternatives if (forms := texts(item)))
    return tuple(tuple(dict.fromkeys(forms)) for forms in unique)
