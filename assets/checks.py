"""Stage 5: every rule judged on the batch, by Great Expectations inside DuckDB.

Belongs here: one Dagster check per rule group, and telling bad data from a check that could not run.
Does not: rules and judging (`expectations`).

A finding fails its check and nothing else: findings are the product. A check whose engine failed fails the run.
"""

# No postponed annotations here: Dagster reads those of its functions as they stand.
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import dagster as dg

from assets.batches import batches, partitioned_check
from assets.facts import amounts
from assets.faults import add_trouble
from assets.place import WRITER_POOL, Place
from assets.program import program_version
from assets.second import reading_ahead
from assets.state import Note, batches_of, read_note, write_note
from expectations.catalogue import load_groups
from expectations.doubts import doubtful_pages
from expectations.gx.data_docs import Judging
from expectations.gx.results import GroupResult, RuleResult
from expectations.gx.suites import TABLES, TABLES_GROUP, run_suite
from expectations.judge import judge
from expectations.referee import SETTLED, referee
from pipeline.raw.register import SHANGHAI
from pipeline.warehouse import Warehouse

_MOST_SAMPLES = 20
_SETTLED_LATE = [name for name in TABLES if name in SETTLED]
_AS_THEY_STAY = [name for name in TABLES if name not in SETTLED]


def check_name(group: str) -> str:
    return group if group == TABLES_GROUP else f"rules_{group}"


RULE_CHECKS = [
    *(partitioned_check(check_name(group.group), "check_results", group.title_en) for group in load_groups()),
    partitioned_check(check_name(TABLES_GROUP), "check_results", "The stored rows are as the table dictionary says."),
]


@dg.asset(partitions_def=batches, group_name="checks", deps=[amounts], pool=WRITER_POOL, check_specs=RULE_CHECKS)
def check_results(
    context: dg.AssetExecutionContext, place: dg.ResourceParam[Place]
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Every judged instance of every rule on the batch, and the findings they come to."""
    batch = context.partition_key
    with place.trying_again():
        note = read_note(place.settings, batch) or Note(batch)
        with place.warehouse() as warehouse:
            members = sorted(id_ for id_, where in batches_of(warehouse).items() if where == batch)
            to_judge = members if note.to_judge is None else _with_companions(warehouse, members, sorted(note.to_judge))
            read = [id_ for (id_,) in warehouse.connection.execute(_READ, [members]).fetchall()]
            # Of a batch that only grew, GX judges what is new; the others were judged when they were, by this program.
            new = read if note.to_judge is None else sorted(set(read) & set(to_judge))
            groups, faults = _judge(place, warehouse, batch, to_judge, new)
            known = _counts(warehouse.connection.execute(_KNOWN, [sorted(set(read) - set(new))]).fetchall())
            groups = [replace(group, rules=_with_known(group.rules, known)) for group in groups]
            outcomes = _counts(warehouse.connection.execute(_OUTCOMES, [members]).fetchall())
            findings = _counts(warehouse.connection.execute(_FINDINGS, [members]).fetchall())
        note.to_judge = None
        for document_id, raw in place.raw_of(faults).items():
            add_trouble(note.faults, raw, faults[document_id])
        note.could_not_run = [rule.rule_id for group in groups for rule in group.rules if rule.engine_error]
        note.made_by = program_version() if not note.faults and not note.could_not_run else ""
        write_note(place.settings, note)
    yield dg.MaterializeResult(
        metadata={
            "documents": len(members),
            "documents_read": len(read),
            "checks": dg.MetadataValue.json(outcomes),
            "findings": dg.MetadataValue.json(findings),
        }
    )
    for group in groups:
        yield _result(group)
    _fail_where_we_failed(note, groups)


def _judge(
    place: Place, warehouse: Warehouse, batch: str, to_judge: list[str], read: list[str]
) -> tuple[list[GroupResult], dict[str, str]]:
    """Every rule, the second reading of doubtful pages, and what Great Expectations says of them, as its Data Docs too;
    and our faults by document_id.

    It judges by the rules, and the tables the second reading leaves alone, while children read pages again; the others
    when all is settled. Each time what it judges is committed before: it sees nothing else. It takes seconds to import,
    for which a batch of files of which none could be read has no use: there is nothing to judge.
    """
    connection = warehouse.connection
    judging = Judging(place.settings.data_docs, batch, read, datetime.now(SHANGHAI).isoformat(timespec="seconds"))
    early = late = None
    with warehouse.transaction():
        faults = judge(connection, to_judge)
    with reading_ahead(place, doubtful_pages(connection, to_judge, with_sample=True)) as second_reading:
        try:
            if read:
                groups = [*(group.group for group in load_groups()), TABLES_GROUP]
                early = run_suite(connection, read, groups, judging.add, tables=_AS_THEY_STAY)
        finally:  # what the rules found is never left without the second reading's word
            with warehouse.transaction():
                referee(connection, to_judge, second_reading)
    if read:
        [late] = run_suite(connection, read, [TABLES_GROUP], judging.add, tables=_SETTLED_LATE)
        judging.write()
    if early is None or late is None:
        return _nothing_to_judge(), faults
    *by_rules, of_tables = early
    return [*by_rules, replace(of_tables, rules=(*of_tables.rules, *late.rules))], faults


def _with_companions(warehouse: Warehouse, members: list[str], new: list[str]) -> list[str]:
    """What is new, and the batch's other files of its disclosures: a text is judged with the tables that came later."""
    rows = warehouse.connection.execute(_COMPANIONS, [members, new]).fetchall()
    return sorted({*new, *(id_ for (id_,) in rows)})


_COMPANIONS = """SELECT document_id FROM document WHERE document_id IN (SELECT unnest(?::VARCHAR[])) AND disclosure_id
                 IN (SELECT disclosure_id FROM document WHERE document_id IN (SELECT unnest(?::VARCHAR[])))"""
_READ = """SELECT document_id FROM document
           WHERE document_id IN (SELECT unnest(?::VARCHAR[])) AND read_status <> 'not_read' ORDER BY ALL"""
_KNOWN = """SELECT rule_id, count(*) FROM check_result
            WHERE outcome = 'breaks' AND document_id IN (SELECT unnest(?::VARCHAR[])) GROUP BY ALL ORDER BY ALL"""
_OUTCOMES = """SELECT outcome, count(*) FROM check_result WHERE document_id IN (SELECT unnest(?::VARCHAR[]))
               GROUP BY ALL ORDER BY ALL"""
_FINDINGS = """SELECT severity, count(*) FROM finding WHERE document_id IN (SELECT unnest(?::VARCHAR[]))
               GROUP BY ALL ORDER BY ALL"""


def _nothing_to_judge() -> list[GroupResult]:
    return [
        *(GroupResult(group.group, group.title_en, ()) for group in load_groups()),
        GroupResult(TABLES_GROUP, TABLES_GROUP, ()),
    ]


def _with_known(rules: tuple[RuleResult, ...], known: dict[str, int]) -> tuple[RuleResult, ...]:
    """The verdict on the whole batch: with what is stored as breaking in its other documents."""
    return tuple(replace(rule, breaking_count=rule.breaking_count + known.get(rule.rule_id, 0)) for rule in rules)


def _counts(rows: list[tuple[str, int]]) -> dict[str, int]:
    return dict(rows)


def _result(group: GroupResult) -> dg.AssetCheckResult:
    bad = [rule for rule in group.rules if not rule.passed]
    is_error = any(rule.severity == "error" or rule.engine_error for rule in bad)
    return dg.AssetCheckResult(
        check_name=check_name(group.group),
        passed=not bad,
        severity=dg.AssetCheckSeverity.ERROR if is_error else dg.AssetCheckSeverity.WARN,
        metadata={
            "rules": len(group.rules),
            "rules_that_break": len(bad),
            "breaking": sum(rule.breaking_count for rule in bad),
            "by_rule": _table([_rule_row(rule) for rule in group.rules]),
            "sample": _table([_sample_row(row) for rule in bad for row in rule.sample][:_MOST_SAMPLES]),
        },
    )


def _rule_row(rule: RuleResult) -> dict[str, str]:
    return {
        "rule": rule.rule_id,
        "severity": rule.severity,
        "breaking": str(rule.breaking_count),
        "could_not_run": rule.engine_error or "",
    }


def _sample_row(row: dict[str, object]) -> dict[str, str]:
    """Numbers as text: Dagster would show a Decimal as a float."""
    return {name: "" if value is None else str(value) for name, value in row.items()}


def _table(rows: list[dict[str, str]]) -> dg.TableMetadataValue | dg.TextMetadataValue:
    if not rows:
        return dg.MetadataValue.text("none")
    names = list(dict.fromkeys(name for row in rows for name in row))
    return dg.MetadataValue.table(
        records=[dg.TableRecord({name: row.get(name, "") for name in names}) for row in rows],
        schema=dg.TableSchema([dg.TableColumn(name) for name in names]),
    )


def _fail_where_we_failed(note: Note, groups: list[GroupResult]) -> None:
    """Raises Failure, after everything is stored, for documents our code failed on and checks that could not run."""
    broken = {
        **note.faults,
        **{f"check {rule.rule_id}": rule.engine_error for g in groups for rule in g.rules if rule.engine_error},
    }
    if broken:
        raise dg.Failure(
            description="; ".join(f"{name}: {why}" for name, why in sorted(broken.items())),
            metadata={name: str(why) for name, why in broken.items()},
            allow_retries=False,
        )
