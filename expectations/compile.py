"""Rules to SQL: one query over the live tables that returns every judged instance with both sides.

Belongs here: rules as rows of parameters, the templates of sql/*.sql put together, and the counter-example query of
one rule. Does not: running anything (`judge`, `suites`), what a rule says (rules/*.yml).

The query of one rule and the query of all rules are the same text with other parameters, so that what Great
Expectations judges and what is stored in check_result cannot drift apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template

from expectations.catalogue import load_counterparts, load_facts, load_rules, load_words
from expectations.rule import Comparison, Node, Rule, Term
from pipeline.errors import CatalogueError, UsageError

_OPERAND_TYPE = "STRUCT(role VARCHAR, amount_id VARCHAR, claim_id VARCHAR, indicator_id VARCHAR)[]"
_NULL_ID = "CAST(NULL AS VARCHAR)"
_DOCUMENT_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")

_INSTANCE_COLUMNS = {
    "rule_id": "VARCHAR",
    "document_id": "VARCHAR",
    "form_id": "VARCHAR",
    "instance": "VARCHAR",
    "subject": "VARCHAR",
    "outcome": "VARCHAR",
    "milder": "VARCHAR",
    "reason": "VARCHAR",
    "hypothesis": "VARCHAR",
    "left_value": "DECIMAL(38, 6)",
    "right_value": "DECIMAL(38, 6)",
    "tolerance": "DECIMAL(38, 7)",
    "operands": _OPERAND_TYPE,
}
_TERMS_TYPE = "STRUCT(id VARCHAR, side VARCHAR, weight TINYINT, value DECIMAL(24, 6), step DECIMAL(20, 6))[]"
_SUM_COLUMNS = _INSTANCE_COLUMNS | {"comparison_id": "INTEGER", "relation": "VARCHAR", "terms": _TERMS_TYPE}

_OPERAND = {
    "rule_id": "VARCHAR",
    "comparison_id": "INTEGER",
    "variant": "INTEGER",
    "document_id": "VARCHAR",
    "form_id": "VARCHAR",
    "instance": "VARCHAR",
    "relation": "VARCHAR",
    "tolerance": "VARCHAR",
    "side": "VARCHAR",
    "role": "VARCHAR",
    "place": "VARCHAR",
    "coefficient": "TINYINT",
    "amount_id": "VARCHAR",
    "claim_id": "VARCHAR",
    "value": "DECIMAL(24, 6)",
    "step": "DECIMAL(20, 6)",
    "is_seen": "BOOLEAN",
    "is_ambiguous": "BOOLEAN",
    "position": "BIGINT",
}


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return "'" + str(value).replace("'", "''") + "'"


def _empty(types: dict[str, str]) -> str:
    return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items()) + " WHERE false"


def _relation(name: str, types: dict[str, str], rows: Sequence[tuple[object, ...]]) -> str:
    """A CTE that holds `rows`, with the types given even where a column is NULL throughout.

    One constant for all rows: a VALUES list of as many cells takes DuckDB several times as long to plan.
    """
    shape = _literal(json.dumps([types]))
    content = _literal(
        json.dumps(
            [{key: value for key, value in zip(types, row, strict=True) if value is not None} for row in rows],
            ensure_ascii=False,
            separators=(",", ": "),  # SQLAlchemy takes a colon before a word for a parameter
        )
    )
    return f"{name} AS MATERIALIZED (SELECT unnest(from_json({content}, {shape}), recursive := true))"


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
    "levels": "INTEGER[]",
    "codes": "VARCHAR[]",
    "prefix": "VARCHAR",
    "measures": "VARCHAR[]",
    "years": "VARCHAR",
    "bases": "VARCHAR",
    "is_named_as_listed": "BOOLEAN",
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
        term.levels,
        term.codes,
        term.prefix,
        term.measures,
        term.years,
        term.bases,
        term.is_named_as_listed,
    )


@lru_cache(maxsize=8)
def _template(name: str) -> str:
    return (files("expectations") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _loose() -> str:
    """The pattern of what two names may differ in."""
    return _literal("|".join(word for name, word, _ in load_words() if name == "loose_in_names"))


def _own_sql(sql: str, where: str) -> str:
    amount = f"struct_pack(role := role, amount_id := amount_id, claim_id := {_NULL_ID}, indicator_id := {_NULL_ID})"
    claim = f"struct_pack(role := role, amount_id := {_NULL_ID}, claim_id := claim_id, indicator_id := {_NULL_ID})"
    indicator = (
        f"struct_pack(role := role, amount_id := {_NULL_ID}, claim_id := {_NULL_ID}, indicator_id := indicator_id)"
    )
    try:
        return Template(sql).substitute(
            loose=_loose(), amount_operand=amount, claim_operand=claim, indicator_operand=indicator
        )
    except (KeyError, ValueError) as error:
        raise CatalogueError(f"{where}: its SQL names the unknown placeholder {error}") from error


def _parameters(rules: Sequence[Rule]) -> Iterable[str]:
    every = load_rules()
    # Nodes are shared out among all sum rules, whichever of them are asked for.
    for name, nodes in (
        ("column_rule", [(rule, node) for rule in every for node in rule.columns]),
        ("row_rule", [(rule, node) for rule in every for node in rule.rows]),
        ("leaf_rule", [(rule, node) for rule in every for node in rule.leaves]),
        ("part_rule", [(rule, Node()) for rule in every if "part_of_whole" in rule.shapes]),
    ):
        rows = [_node_row(rule, number, node) for number, (rule, node) in enumerate(nodes)]
        # Columns are claimed by the measure of the column that is split.
        types = {"parent_measures" if name == "column_rule" and k == "measures" else k: v for k, v in _NODE.items()}
        yield _relation(name, types, rows)
    comparisons: list[tuple[object, ...]] = []
    terms: list[tuple[object, ...]] = []
    needed: list[tuple[object, ...]] = []
    for rule in rules:
        for one in rule.comparisons:
            number = len(comparisons) + 1
            comparisons.append(_comparison_row(rule, number, one))
            for variant, chosen in enumerate(one.variants):
                terms += [_term_row(number, variant, place, term) for place, term in enumerate(chosen)]
        needed += [(rule.rule_id, place, " or ".join(forms), forms) for place, forms in enumerate(rule.needs)]
    yield _relation("comparison", _COMPARISON, comparisons)
    yield _relation("term", _TERM, terms)
    yield (
        "comparison_setting AS (SELECT comparison_id, blank_is_none, only_printed, forgives, forgiven_if, "
        "forgiven_unless, forgiven_because, warns, warned_if, warned_because FROM comparison\n"
        # Columns of a blank row say nothing; blank rows of a tree are blank as a whole, and hold.
        "  UNION ALL VALUES (0, false, 'any', NULL, NULL, NULL, NULL, NULL, NULL, NULL), "
        "(-1, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), "
        "(-2, false, 'left', NULL, NULL, NULL, NULL, NULL, NULL, NULL))"
    )
    yield _relation(
        "needed_form",
        {"rule_id": "VARCHAR", "group_no": "INTEGER", "kinds": "VARCHAR", "forms": "VARCHAR[]"},
        needed,
    )
    yield _relation(
        "rule",
        {
            "rule_id": "VARCHAR",
            "severity": "VARCHAR",
            "stages": "VARCHAR[]",
            "otherwise": "VARCHAR",
            "otherwise_because": "VARCHAR",
        },
        [(rule.rule_id, rule.severity, rule.stages, rule.otherwise, rule.otherwise_because) for rule in rules],
    )
    yield _relation("word", {"list": "VARCHAR", "word": "VARCHAR", "meaning": "VARCHAR"}, load_words())


def _facts(rules: Sequence[Rule]) -> str:
    """What is true of a document as a whole, as far as these rules depend on it."""
    asked = {
        name
        for rule in rules
        for one in rule.comparisons
        for name in (one.only_if, one.unless, one.forgiven_if, one.forgiven_unless, one.warned_if)
    }
    asked |= {fact.name for fact in load_facts() for rule in rules if f"'{fact.name}'" in (rule.instances or "")}
    known = {fact.name: fact for fact in load_facts()}
    unknown = asked - set(known) - {None}
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise CatalogueError(f"expectations/rules/facts.yml: {names} is missing")
    selects = [_empty({"document_id": "VARCHAR", "fact": "VARCHAR"})] + [
        f"SELECT DISTINCT document_id, {_literal(name)} FROM ({_own_sql(fact.sql, f'facts.yml {name}')})"
        for name, fact in known.items()
        if name in asked
    ]
    return "document_fact AS MATERIALIZED (" + "\nUNION ALL ".join(selects) + ")"


@lru_cache(maxsize=1)
def _of_text() -> re.Pattern[str]:
    """The names that rules can read of sql/statements.sql."""
    names = re.findall(r"^(\w+) AS (?:MATERIALIZED )?\(", _template("statements"), re.MULTILINE)
    return re.compile(rf"\b(?:{'|'.join(names)})\b")


def _statements() -> str:
    rows = [(c.subject, c.forms, c.measures, c.side, c.lines, c.roles, c.names, c.codes) for c in load_counterparts()]
    known = _relation("counterpart_rule", _COUNTERPART, rows)
    return known + ",\n" + Template(_template("statements")).substitute(loose=_loose())


def _columns(sql: str) -> str:
    """The columns of a rule's own SQL; one that gives claim_ids and amount_ids gets its operands made of them."""
    if "claim_ids" not in sql:
        return "*"
    operand = "struct_pack(role := {!r}, amount_id := {}, claim_id := {}, indicator_id := " + _NULL_ID + ")"
    text = operand.format("text", _NULL_ID, "i")
    cell = operand.format("table", "i", _NULL_ID)
    lists = [
        f"list_transform(list_filter({ids}, i -> i IS NOT NULL), i -> {one})"
        for ids, one in (("claim_ids", text), ("amount_ids", cell))
    ]
    return f"* EXCLUDE (claim_ids, amount_ids), {' || '.join(lists)} AS operands"


def _instances(rules: Sequence[Rule]) -> str:
    selects = [_empty(_INSTANCE_COLUMNS)] + [
        f"SELECT {_literal(rule.rule_id)} AS rule_id, {_columns(rule.instances)} FROM (\n"
        f"{_own_sql(rule.instances, rule.rule_id)})"
        for rule in rules
        if rule.instances
    ]
    return "judged_instance AS (" + "\nUNION ALL BY NAME ".join(selects) + ")"


def query(rules: Sequence[Rule], document_ids: Sequence[str], batch: str = "document", with_ledger: bool = True) -> str:
    """The SELECT that returns every instance of `rules` in these documents, one row each: check_result's columns, and
    for sums `relation` and `terms`, the operands with their weights (what is right of the sign counts negative).

    `batch` is where the documents come from: the table, or the place holder Great Expectations fills with its batch.
    Without the ledger the rows of rules that judged nothing are left out.
    """
    strange = [document_id for document_id in document_ids if not _DOCUMENT_ID.fullmatch(document_id)]
    if strange:
        raise UsageError(f"{strange[0]!r} is not a document_id")
    documents = ", ".join(map(_literal, document_ids)) or "NULL"
    fixed, own = _compiled(tuple(rules), with_ledger)
    cells = Template(_template("cells")).substitute(batch=batch, documents=documents)
    return f"WITH {fixed},\n{cells},\n{own}"


@lru_cache(maxsize=256)
def _compiled(rules: tuple[Rule, ...], with_ledger: bool) -> tuple[str, str]:
    """The part before the cells and the part after: what does not depend on the documents.

    Stages no rule of these needs are empty, which spares DuckDB planning them.
    """
    has_trees = any(rule.columns or rule.rows or rule.leaves or "part_of_whole" in rule.shapes for rule in rules)
    has_comparisons = any(rule.comparisons for rule in rules)
    has_text = any(rule.instances and _of_text().search(rule.instances) for rule in rules)
    facts, own = _facts(rules), _instances(rules)
    parts = [
        *([Template(_template("names")).substitute(loose=_loose())] if "named_code" in facts + own else []),
        facts,
        *([_statements()] if has_text else []),
        own,
        _template("trees") if has_trees else f"tree_operand AS ({_empty(_OPERAND)})",
        Template(_template("comparisons")).substitute(loose=_loose())
        if has_comparisons
        else f"compared_operand AS ({_empty(_OPERAND)})",
        _template("sums") if has_trees or has_comparisons else f"judged_sum AS ({_empty(_SUM_COLUMNS)})",
    ]
    every = "SELECT * FROM judged" + (" UNION ALL SELECT * FROM unjudged" if with_ledger else "")
    ledger = [_template("ledger")] if with_ledger else []
    rows, final = _template("verdict").split("-- ledger\n")
    parts += [rows.rstrip().rstrip(","), *ledger, f"every_instance AS ({every})\n{final}"]
    return ",\n".join(_parameters(rules)), ",\n".join(parts)


def counter_examples(rule: Rule, judged: str, batch: str) -> str:
    """The SELECT of the breaking instances of one rule: what Great Expectations must find empty.

    `judged` holds what `query` returns now; `batch` is the place holder Great Expectations fills with its batch.
    """
    return (
        "SELECT check_id, rule_id, document_id, form_id, subject, severity, left_value, right_value, difference\n"
        f"FROM {judged}\nWHERE rule_id = {_literal(rule.rule_id)} AND outcome = 'breaks'\n"
        f"AND document_id IN (SELECT document_id FROM {batch})\n"
        "ORDER BY abs(difference) DESC NULLS LAST, check_id"
    )
