"""The rules as data: rules/*.yml read once into small frozen types.

Belongs here: the shape of a rule, its defaults, and saying where a rule file is wrong.
Does not: SQL (`compile`), judging (`judge`), any word of a form (rules/*.yml, rules/words.yml).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.yaml_file import load_mapping

SEVERITIES = ("error", "warning", "info")
STAGES = ("budget", "final_account")
TOLERANCES = tuple(f"T{n}" for n in range(10))
SHAPES = ("column_sum", "row_sum", "leaf_sum", "part_of_whole", "compare", "instances", "later")
# What pairs the cells of both sides; the CASE in sql/comparisons.sql says how.
KEYS = tuple(
    "none code second_code code_measure line measure carried_line carried_measure row column form year".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Term:
    """Cells of one side of a comparison; None means "any"."""

    side: str
    role: str
    forms: tuple[str, ...]
    coefficient: int = 1
    is_sum: bool = False
    is_optional: bool = False
    every_form: bool = False
    key: str = "none"
    row_side: str | None = None
    lines: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    levels: tuple[int, ...] | None = None
    codes: tuple[str, ...] | None = None
    prefix: str | None = None
    measures: tuple[str, ...] | None = None
    years: str = "current"
    bases: str = "stage"
    is_named_as_listed: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, a relation between them, and the alternatives the rule also accepts."""

    variants: tuple[tuple[Term, ...], ...]
    relation: str = "="
    tolerance: str = "T1"
    blank_is_none: bool = False
    only_printed: str | None = None
    stages: tuple[str, ...] | None = None
    only_if: str | None = None
    unless: str | None = None
    forgives: str | None = None
    forgiven_if: str | None = None
    forgiven_unless: str | None = None
    forgiven_because: str | None = None
    warns: str | None = None
    warned_if: str | None = None
    warned_because: str | None = None

    @property
    def is_keyed(self) -> bool:
        return any(term.key != "none" for term in self.variants[0])


@dataclass(frozen=True, slots=True)
class Node:
    """Which nodes of the forms' own trees of addends a sum rule claims; None means "any"."""

    forms: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    lines: tuple[str, ...] | None = None
    side: str | None = None
    schemes: tuple[str, ...] | None = None
    levels: tuple[int, ...] | None = None
    measures: tuple[str, ...] | None = None
    child_measures: tuple[str, ...] | None = None
    of_units: bool | None = None


@dataclass(frozen=True, slots=True, eq=False)  # one object per rule: compared and hashed by identity
class Rule:
    """One rule: its sentence, how it is tested, how loudly it fails, and an example each way."""

    rule_id: str
    group: str
    severity: str
    says_zh: str
    says_en: str
    basis: str
    tolerance: str
    shapes: tuple[str, ...]
    stages: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]
    restriction: str | None
    exceptions: str | None
    otherwise: str
    otherwise_because: str
    cause: str
    order: int
    columns: tuple[Node, ...]
    rows: tuple[Node, ...]
    leaves: tuple[Node, ...]
    comparisons: tuple[Comparison, ...]
    instances: str | None
    holds: Mapping[str, Any] | None
    breaks: Mapping[str, Any] | None
    # What other places may print without an error: kept from being one by the rule's own restriction.
    excused: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """One file of rules."""

    group: str
    title_zh: str
    title_en: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about a whole document that a rule may depend on; `sql` selects the document_ids it is true of."""

    name: str
    says_en: str
    sql: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Cells that may print what the text says of a subject; None means "any"."""

    subject: str
    forms: tuple[str, ...]
    measures: tuple[str, ...]
    side: str | None = None
    lines: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    codes: tuple[str, ...] | None = None


def _flat(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]


def _texts(value: Any) -> tuple[str, ...] | None:
    return None if value is None else tuple(str(item) for item in _flat(value))


def _numbers(value: Any) -> tuple[int, ...] | None:
    return None if value is None else tuple(int(item) for item in _flat(value))


class _Reader:
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
    reader = _Reader(content, f"{where}.{side}")
    forms = _texts(reader.need("form")) or ()
    lines, roles, measures = (_texts(reader.take(key)) for key in ("line", "row", "measure"))
    codes, prefix = _texts(reader.take("code")), reader.take("prefix")
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


def _comparisons(content: Any, tolerance: str, where: str) -> list[Comparison]:
    """One entry, or with `each` one per set of substitutions."""
    each = content.get("each") if isinstance(content, dict) else None
    if each:
        rest = {key: value for key, value in content.items() if key != "each"}
        return [one for names in each for one in _comparisons(_substituted(rest, names), tolerance, where)]
    reader = _Reader(content, where)
    sides = {side: reader.take(side) for side in SIDES}
    variants = []
    for other in [{}, *reader.take("either", [])]:
        chosen = {**sides, **other}
        variants.append(
            tuple(
                _term(term, side, where)
                for side in SIDES
                if chosen[side] is not None
                for term in (chosen[side] if isinstance(chosen[side], list) else [chosen[side]])
            )
        )
    forgives = _Reader(reader.take("forgives", {}), f"{where}.forgives")
    warns = _Reader(reader.take("warns", {}), f"{where}.warns")
    comparison = Comparison(
        variants=tuple(variants),
        relation=reader.one_of("relation", ("=", "<=", "growth"), "="),
        tolerance=reader.one_of("tolerance", TOLERANCES, tolerance),
        blank_is_none=bool(reader.take("blank_is_none", False)),
        only_printed=reader.take("only_printed"),
        stages=_texts(reader.take("stage")),
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
    reader = _Reader(content, where)
    node = Node(
        forms=_texts(reader.take("form")),
        stages=_texts(reader.take("stage")),
        roles=_texts(reader.take("row")),
        lines=_texts(reader.take("line")),
        side=reader.take("side"),
        schemes=_texts(reader.take("scheme")),
        levels=_numbers(reader.take("level")),
        measures=_texts(reader.take("measure")),
        child_measures=_texts(reader.take("into")),
        of_units=reader.take("of_units"),
    )
    reader.done()
    return node


def _nodes(value: Any, where: str) -> tuple[Node, ...]:
    items = [] if value is None else value if isinstance(value, list) else [value]
    return tuple(_node(item, f"{where}[{number}]") for number, item in enumerate(items))


def _rule(content: Any, group: str, order: int, where: str) -> Rule:
    reader = _Reader(content, where)
    rule_id = str(reader.need("id"))
    reader.where = where = f"{where} {rule_id}"
    tolerance = reader.one_of("tolerance", TOLERANCES, "T1")
    columns = _nodes(reader.take("column_sum"), f"{where}.column_sum")
    rows = _nodes(reader.take("row_sum"), f"{where}.row_sum")
    leaves = _nodes(reader.take("leaf_sum"), f"{where}.leaf_sum")
    is_part = bool(reader.take("part_of_whole", False))
    compare = reader.take("compare", [])
    comparisons = tuple(
        one
        for number, item in enumerate(compare if isinstance(compare, list) else [compare])
        for one in _comparisons(item, tolerance, f"{where}.compare[{number}]")
    )
    instances = reader.take("instances")
    given = {
        "column_sum": columns,
        "row_sum": rows,
        "leaf_sum": leaves,
        "part_of_whole": is_part,
        "compare": comparisons,
        "instances": instances,
        "later": reader.take("later", False),
    }
    shapes = tuple(shape for shape, value in given.items() if value)
    if not shapes:
        raise CatalogueError(f"{where}: a rule needs one of {', '.join(SHAPES)}")
    needs = reader.take("needs")
    if needs is None and comparisons:
        # The forms of the first comparison that need to be there.
        needs = [list(term.forms) for term in comparisons[0].variants[0] if not term.is_optional]
    elif needs is None:
        needs = [[form for node in (*columns, *rows, *leaves) for form in node.forms or ()]]
    unique = dict.fromkeys(
        forms for forms in (_texts(item) or () for item in (needs if isinstance(needs, list) else [needs])) if forms
    )
    rule = Rule(
        rule_id=rule_id,
        group=group,
        severity=reader.one_of("severity", SEVERITIES, None),
        says_zh=str(reader.need("says_zh")),
        says_en=str(reader.need("says_en")),
        basis=str(reader.need("basis")),
        tolerance=tolerance,
        shapes=shapes,
        stages=_texts(reader.take("stage")) or STAGES,
        needs=tuple(tuple(dict.fromkeys(forms)) for forms in unique),
        restriction=reader.take("restriction"),
        exceptions=reader.take("exceptions"),
        otherwise=reader.one_of(
            "otherwise", ("not_applicable", "not_evaluable"), "not_evaluable" if comparisons else "not_applicable"
        ),
        otherwise_because=str(reader.take("otherwise_because", "the forms have no such cells")),
        cause=reader.one_of("cause", ("disclosure", "undecided", "formatting"), "disclosure"),
        order=order,
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


def _load(name: str) -> dict[str, Any]:
    return load_mapping(files("expectations") / "rules" / name, f"expectations/rules/{name}")


# The files of each group; where there are several, the first one names the group.
GROUPS = {
    "A": ("a",),
    "B": ("b",),
    "C": ("c",),
    "D": ("d",),
    "E": ("e",),
    "F": ("f",),
    "H": ("h",),
    "I": ("i", "i_text"),
    "J": ("j", "j_text"),
    "K": ("k",),
    "GK": ("gk_text",),
}


@lru_cache(maxsize=1)
def load_groups() -> tuple[Group, ...]:
    """Every group of rules, in the order of the alphabet. Raises CatalogueError naming file, rule and key."""
    groups = []
    order = 0
    for name, stems in GROUPS.items():
        titles: list[tuple[str, str]] = []
        rules = []
        for stem in stems:
            where = f"expectations/rules/{stem}.yml"
            reader = _Reader(_load(f"{stem}.yml"), where)
            reader.take("lists")  # anchors for the rules below it
            titles.append((str(reader.need("title_zh")), str(reader.need("title_en"))))
            for content in reader.need("rules"):
                order += 1
                rules.append(_rule(content, name, order, where))
            reader.done()
        groups.append(Group(name, *titles[0], tuple(rules)))
    identifiers = [rule.rule_id for group in groups for rule in group.rules]
    twice = {rule_id for rule_id in identifiers if identifiers.count(rule_id) > 1}
    if twice:
        raise CatalogueError(f"expectations/rules: {', '.join(sorted(twice))} is there twice")
    return tuple(groups)


def load_rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(rule for group in load_groups() for rule in group.rules)


@lru_cache(maxsize=1)
def load_facts() -> tuple[Fact, ...]:
    """The facts about documents that conditions of rules name."""
    return tuple(
        Fact(str(name), str(content["says_en"]), str(content["sql"])) for name, content in _load("facts.yml").items()
    )


@lru_cache(maxsize=1)
def load_counterparts() -> tuple[Counterpart, ...]:
    """The cells that may print the figure of a subject of the text; coded subjects under the subject `coded`."""
    where = "expectations/rules/counterparts.yml"
    reader = _Reader(_load("counterparts.yml"), where)
    reader.take("lists")
    coded = _Reader(reader.need("coded"), f"{where}: coded")
    found = [Counterpart("coded", _texts(coded.need("forms")) or (), _texts(coded.need("measure")) or ())]
    coded.done()
    for subject, entries in reader.need("subjects").items():
        for entry in _flat(entries):
            one = _Reader(entry, f"{where}: {subject}")
            forms, measures = _texts(one.need("form")) or (), _texts(one.need("measure")) or ()
            lines, roles, names, codes = (_texts(one.take(key)) for key in ("line", "row", "name", "code"))
            found.append(Counterpart(str(subject), forms, measures, one.take("side"), lines, roles, names, codes))
            one.done()
    reader.done()
    return tuple(found)


@lru_cache(maxsize=1)
def load_words() -> tuple[tuple[str, str, str], ...]:
    """(list, word, meaning) of rules/words.yml; a plain list has meaning ''."""
    words = []
    for name, content in _load("words.yml").items():
        pairs = content.items() if isinstance(content, dict) else ((word, "") for word in content)
        words += [(str(name), str(word), str(meaning)) for word, meaning in pairs]
    return tuple(words)


@lru_cache(maxsize=1)
def rule_version() -> str:
    """Ten hex digits over every rule file and SQL template: another version may judge differently."""
    digest = hashlib.sha256()
    for folder in ("rules", "sql"):
        for source in sorted((files("expectations") / folder).iterdir(), key=lambda item: item.name):
            if source.name.endswith((".yml", ".sql")):
                digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:10]


def rule_rows() -> list[dict[str, str | None]]:
    """The published list of rules, one row each (pipeline/tables/catalogue/lists.rule.yml)."""
    return [
        {
            "rule_id": rule.rule_id,
            "rule_group": rule.group,
            "severity": rule.severity,
            "says_zh": rule.says_zh,
            "says_en": rule.says_en,
            "basis": rule.basis,
            "applies": ", ".join(dict.fromkeys(form for forms in rule.needs for form in forms)) or None,
            "restriction": rule.restriction,
            "tolerance": rule.tolerance,
        }
        for rule in load_rules()
    ]
