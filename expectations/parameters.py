"""What the rules say, as rows: the tables of parameters that the SQL templates join.

Belongs here: the columns of each table and one row per node, comparison, term, needed form, word and counterpart.
Does not: SQL that judges (`compile`), what a rule may say (`catalogue`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from expectations.catalogue import load_counterparts, load_rules, load_words
from expectations.rule import Comparison, Node, Rule, Term


@dataclass(frozen=True, slots=True)
class Parameters:
    """One table: DuckDB's type of each column, and the rows."""

    name: str
    types: dict[str, str]
    rows: tuple[tuple[object, ...], ...]


_NODE = {
    "rule_no": "INTEGER",
    "rule_id": "VARCHAR",
    "tolerance": "VARCHAR",
    "forms": "VARCHAR[]",
    "stages": "VARCHAR[]",
    "roles": "VARCHAR[]",
    "lines": "VARCHAR[]",
    "side": "VARCHAR",
    "schemes": "VARCHAR[]",
    "levels": "INTEGER[]",
    "measures": "VARCHAR[]",
    "child_measures": "VARCHAR[]",
    "of_units": "BOOLEAN",
}
_COMPARISON = {
    "comparison_id": "INTEGER",
    "rule_id": "VARCHAR",
    "relation": "VARCHAR",
    "tolerance": "VARCHAR",
    "blank_is_none": "BOOLEAN",
    "only_printed": "VARCHAR",
    "stages": "VARCHAR[]",
    "only_if": "VARCHAR",
    "unless": "VARCHAR",
    "is_keyed": "BOOLEAN",
    "forgives": "VARCHAR",
    "forgiven_if": "VARCHAR",
    "forgiven_unless": "VARCHAR",
    "forgiven_because": "VARCHAR",
    "warns": "VARCHAR",
    "warned_if": "VARCHAR",
    "warned_because": "VARCHAR",
}
_TERM = {
    "comparison_id": "INTEGER",
    "variant": "INTEGER",
    "term_no": "INTEGER",
    "side": "VARCHAR",
    "role": "VARCHAR",
    "forms": "VARCHAR[]",
    "coefficient": "TINYINT",
    "is_sum": "BOOLEAN",
    "is_optional": "BOOLEAN",
    "every_form": "BOOLEAN",
    "key": "VARCHAR",
    "row_side": "VARCHAR",
    "lines": "VARCHAR[]",
    "roles": "VARCHAR[]",
    "schemes": "VARCHAR[]",
    "levels": "INTEGER[]",
    "codes": "VARCHAR[]",
    "prefix": "VARCHAR",
    "measures": "VARCHAR[]",
    "years": "VARCHAR",
    "bases": "VARCHAR",
    "is_named_as_listed": "BOOLEAN",
}
_NEEDED = {"rule_id": "VARCHAR", "group_no": "INTEGER", "kinds": "VARCHAR", "forms": "VARCHAR[]"}
_RULE = {
    "rule_id": "VARCHAR",
    "severity": "VARCHAR",
    "stages": "VARCHAR[]",
    "otherwise": "VARCHAR",
    "otherwise_because": "VARCHAR",
}
_COUNTERPART = {
    "subject": "VARCHAR",
    "forms": "VARCHAR[]",
    "measures": "VARCHAR[]",
    "side": "VARCHAR",
    "lines": "VARCHAR[]",
    "roles": "VARCHAR[]",
    "names": "VARCHAR[]",
    "codes": "VARCHAR[]",
}


def _node_row(rule: Rule, number: int, node: Node) -> tuple[object, ...]:
    return (
        number,
        rule.rule_id,
        rule.tolerance,
        node.forms,
        node.stages,
        node.roles,
        node.lines,
        node.side,
        node.schemes,
        node.levels,
        node.measures,
        node.child_measures,
        node.of_units,
    )


def _comparison_row(rule: Rule, number: int, one: Comparison) -> tuple[object, ...]:
    stages = one.stages or (rule.stages if len(rule.stages) < 2 else None)
    return (
        number,
        rule.rule_id,
        one.relation,
        one.tolerance,
        one.blank_is_none,
        one.only_printed,
        stages,
        one.only_if,
        one.unless,
        one.is_keyed,
        one.forgives,
        one.forgiven_if,
        one.forgiven_unless,
        one.forgiven_because,
        one.warns,
        one.warned_if,
        one.warned_because,
    )


def _term_row(comparison: int, variant: int, number: int, term: Term) -> tuple[object, ...]:
    return (
        comparison,
        variant,
        number,
        term.side,
        term.role,
        term.forms,
        term.coefficient,
        term.is_sum,
        term.is_optional,
        term.every_form,
        term.key,
        term.row_side,
        term.lines,
        term.roles,
        term.schemes,
        term.levels,
        term.codes,
        term.prefix,
        term.measures,
        term.years,
        term.bases,
        term.is_named_as_listed,
    )


def parameters(rules: Sequence[Rule], *, of_text: bool) -> Iterator[Parameters]:
    """Every table of parameters these rules need; with `of_text`, also what rules on the text look at."""
    yield from _nodes()
    yield from _comparisons(rules)
    needed = [
        (rule.rule_id, place, " or ".join(forms), forms) for rule in rules for place, forms in enumerate(rule.needs)
    ]
    yield Parameters("needed_form", _NEEDED, tuple(needed))
    ledger = ((rule.rule_id, rule.severity, rule.stages, rule.otherwise, rule.otherwise_because) for rule in rules)
    yield Parameters("rule", _RULE, tuple(ledger))
    yield Parameters("word", {"list": "VARCHAR", "word": "VARCHAR", "meaning": "VARCHAR"}, load_words())
    if of_text:
        known = (
            (c.subject, c.forms, c.measures, c.side, c.lines, c.roles, c.names, c.codes) for c in load_counterparts()
        )
        yield Parameters("counterpart_rule", _COUNTERPART, tuple(known))


def _nodes() -> Iterator[Parameters]:
    """Nodes are shared out among all sum rules, whichever of them are asked for."""
    every = load_rules()
    for name, nodes in (
        ("column_rule", [(rule, node) for rule in every for node in rule.columns]),
        ("row_rule", [(rule, node) for rule in every for node in rule.rows]),
        ("leaf_rule", [(rule, node) for rule in every for node in rule.leaves]),
        ("part_rule", [(rule, Node()) for rule in every if "part_of_whole" in rule.shapes]),
    ):
        # Columns are claimed by the measure of the column that is split.
        types = {"parent_measures" if name == "column_rule" and k == "measures" else k: v for k, v in _NODE.items()}
        rows = (_node_row(rule, number, node) for number, (rule, node) in enumerate(nodes))
        yield Parameters(name, types, tuple(rows))


def _comparisons(rules: Sequence[Rule]) -> Iterator[Parameters]:
    comparisons: list[tuple[object, ...]] = []
    terms: list[tuple[object, ...]] = []
    for rule in rules:
        for one in rule.comparisons:
            number = len(comparisons) + 1
            comparisons.append(_comparison_row(rule, number, one))
            for variant, chosen in enumerate(one.variants):
                terms += [_term_row(number, variant, place, term) for place, term in enumerate(chosen)]
    yield Parameters("comparison", _COMPARISON, tuple(comparisons))
    yield Parameters("term", _TERM, tuple(terms))
