"""Rules to SQL over the live tables: every judged instance with both sides, as one query or step by step.

Belongs here: which templates of sql/*.sql and which SQL of the rules some rules need, in which order, and the
counter-example query of one rule. Does not: running anything (`workbench`, `suites`), what a rule says (rules/*.yml),
the rows of parameters (`parameters`), how named parts become statements (`parts`).

The query of one rule and that of all rules, and the steps, are the same parts with other parameters, so that what
Great Expectations judges and what is stored in check_result cannot drift apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from string import Template

from expectations.catalogue import load_facts, load_words
from expectations.parameters import Parameters, parameters
from expectations.parts import Part, Step, cut, one_by_one, together
from expectations.rule import Rule
from expectations.selects import is_several, several
from expectations.word_lists import any_of_lists, looked_up, told_of_joined
from pipeline.errors import CatalogueError, UsageError
from pipeline.tables.ddl import literal

_OPERAND_TYPE = "STRUCT(role VARCHAR, amount_id VARCHAR, claim_id VARCHAR, indicator_id VARCHAR)[]"
_NULL_ID = "CAST(NULL AS VARCHAR)"
_SELECT = re.compile(r"(?:\s|--[^\n]*\n)*SELECT (?!DISTINCT\b)")
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
_IDS = {"claim_ids": "VARCHAR[]", "amount_ids": "VARCHAR[]"}
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
    "unknown": "DECIMAL(38, 6)",
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
    return literal(str(value))


def _empty(types: dict[str, str]) -> str:
    return "SELECT " + ", ".join(f"CAST(NULL AS {kind}) AS {name}" for name, kind in types.items()) + " WHERE false"


def _table(parameters: Parameters) -> Part:
    """The rows of a table of parameters, with the types given even where a column is NULL throughout.

    One constant for all rows: a VALUES list of as many cells takes DuckDB several times as long to plan.
    """
    shape = _literal(json.dumps([parameters.types]))
    content = _literal(
        json.dumps(
            [
                {key: value for key, value in zip(parameters.types, row, strict=True) if value is not None}
                for row in parameters.rows
            ],
            ensure_ascii=False,
            separators=(",", ": "),  # SQLAlchemy takes a colon before a word for a parameter
        )
    )
    return Part(parameters.name, f"SELECT unnest(from_json({content}, {shape}), recursive := true)", is_kept=True)


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
        whole = Template(sql).substitute(
            any_of_lists(), loose=_loose(), amount_operand=amount, claim_operand=claim, indicator_operand=indicator
        )
    except (KeyError, ValueError) as error:
        raise CatalogueError(f"{where}: its SQL names the unknown placeholder {error}") from error
    return looked_up(whole)


def _facts(rules: Sequence[Rule]) -> Part:
    """What is true of a document as a whole, as far as these rules depend on it."""
    asked = {
        name
        for rule in rules
        for one in rule.comparisons
        for name in (one.only_if, one.unless, one.forgiven_if, one.forgiven_unless, one.warned_if)
    }
    sql = [rule.instances for rule in rules if rule.instances]
    if any(_of_text().search(one) for one in sql):
        sql += [part.sql for part in _parts("statements")]
    asked |= {fact.name for fact in load_facts() if any(f"'{fact.name}'" in one for one in sql)}
    known = {fact.name: fact for fact in load_facts()}
    unknown = asked - set(known) - {None}
    if unknown:
        names = ", ".join(sorted(map(str, unknown)))
        raise CatalogueError(f"expectations/rules/facts.yml: {names} is missing")
    selects = tuple(
        f"SELECT DISTINCT document_id, {_literal(name)} AS fact FROM ({_own_sql(fact.sql, f'facts.yml {name}')})"
        for name, fact in known.items()
        if name in asked
    )
    return Part("document_fact", _empty({"document_id": "VARCHAR", "fact": "VARCHAR"}), True, selects)


@lru_cache(maxsize=1)
def _of_text() -> re.Pattern[str]:
    """The names that rules can read of sql/statements.sql."""
    return re.compile(rf"\b(?:{'|'.join(part.name for part in _parts('statements'))})\b")


def _instances(rules: Sequence[Rule]) -> Part:
    """The rows of the rules' own SQL: with `operands`, or with the ids of which verdict.sql makes them."""
    selects = tuple(
        _named(rule.rule_id, select)
        for rule in rules
        if rule.instances
        for select in map(told_of_joined, several(_own_sql(rule.instances, rule.rule_id)))
    )
    return Part("judged_instance", _empty(_INSTANCE_COLUMNS | _IDS), True, selects)


def _named(rule_id: str, sql: str) -> str:
    """The rows of a rule's own SQL with its id: among its columns where it is one SELECT, which DuckDB does faster."""
    named = f"SELECT {_literal(rule_id)} AS rule_id, "
    if (head := _SELECT.match(sql)) and not is_several(sql):
        return named + sql[head.end() :]
    return f"{named}* FROM (\n{sql})"


def query(rules: Sequence[Rule], document_ids: Sequence[str], batch: str = "document", with_ledger: bool = True) -> str:
    """The SELECT that returns every instance of `rules` in these documents, one row each: check_result's columns, and
    for sums `relation` and `terms`, the operands with their weights (what is right of the sign counts negative).

    `batch` is where the documents come from: the table, or the place holder Great Expectations fills with its batch.
    Without the ledger the rows of rules that judged nothing are left out.
    """
    fixed, own = _compiled(tuple(rules), with_ledger)
    return together((*fixed, *_cells(document_ids, batch), *own))


@dataclass(frozen=True, slots=True)
class Steps:
    """The same as statements: `prepare` once for a database, `judge` for each group of documents.

    The last one makes the table `verdict`, with the rows and columns of `query`.
    """

    prepare: tuple[Step, ...]
    judge: tuple[Step, ...]


@lru_cache(maxsize=16)
def steps(rules: tuple[Rule, ...], asked: str, with_ledger: bool = True) -> Steps:
    """What `query` does, in statements that DuckDB plans in a fraction of its time; `asked` selects document_ids."""
    fixed, own = _compiled(rules, with_ledger)
    judged = (*_cut_cells("document", asked), *own)
    return Steps(tuple(one_by_one(fixed)), tuple(one_by_one(judged)))


def _cells(document_ids: Sequence[str], batch: str) -> tuple[Part, ...]:
    strange = [document_id for document_id in document_ids if not _DOCUMENT_ID.fullmatch(document_id)]
    if strange:
        raise UsageError(f"{strange[0]!r} is not a document_id")
    return _cut_cells(batch, ", ".join(map(_literal, document_ids)) or "NULL")


def _cut_cells(batch: str, documents: str) -> tuple[Part, ...]:
    return tuple(cut(Template(_template("cells")).substitute(batch=batch, documents=documents)))


@lru_cache(maxsize=16)
def _parts(name: str) -> tuple[Part, ...]:
    """The parts of a template that does not depend on the documents."""
    return tuple(cut(looked_up(Template(_template(name)).substitute(any_of_lists(), loose=_loose()))))


@lru_cache(maxsize=256)
def _compiled(rules: tuple[Rule, ...], with_ledger: bool) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts before the cells and the parts after: what does not depend on the documents.

    Stages no rule of these needs are empty, which spares DuckDB planning them.
    """
    has_trees = any(rule.columns or rule.rows or rule.leaves or "part_of_whole" in rule.shapes for rule in rules)
    has_comparisons = any(rule.comparisons for rule in rules)
    has_text = any(rule.instances and _of_text().search(rule.instances) for rule in rules)
    facts, own = _facts(rules), _instances(rules)
    of_sums, of_own_sql, verdict = _parts("verdict")
    others = [of_own_sql.name, *(["unjudged"] if with_ledger else [])]
    parts = (
        *(_parts("names") if "named_code" in facts.whole + own.whole else ()),
        facts,
        *(_parts("statements") if has_text else ()),
        own,
        *(_parts("trees") if has_trees else [Part("tree_operand", _empty(_OPERAND))]),
        *(_parts("comparisons") if has_comparisons else [Part("compared_operand", _empty(_OPERAND))]),
        *(_parts("sums") if has_trees or has_comparisons else [Part("judged_sum", _empty(_SUM_COLUMNS))]),
        of_sums,
        of_own_sql,
        *(_parts("ledger") if with_ledger else ()),
        # Sums are told while the rules' own SQL still runs, and what ends the run in statements of their own.
        replace(verdict, branches=tuple(verdict.sql.replace(of_sums.name, name) for name in others), at_once=1),
    )
    return tuple(_table(table) for table in parameters(rules, of_text=has_text)), parts


def counter_examples(rule: Rule, breaking: str) -> str:
    """The SELECT of the breaking instances of one rule: what Great Expectations must find empty.

    `breaking` holds those of all rules in the order in which they are to be shown: the place holder Great Expectations
    fills with its batch. The order of a table is kept by DuckDB; sorting here would double what the query costs.
    """
    return (
        "SELECT check_id, rule_id, document_id, form_id, subject, severity, left_value, right_value, difference\n"
        f"FROM {breaking} WHERE rule_id = {_literal(rule.rule_id)} AND outcome = 'breaks'"
    )
