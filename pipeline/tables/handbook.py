"""The dictionary as a page to read: docs/data-dictionary.md.

Belongs here: the Markdown text. Does not: writing it to a file or a terminal (`pipeline.terminal`).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.tables.dictionary import STAGES, ColumnSpec, TableSpec, load_tables

_INTRODUCTION = """\
# Data dictionary

Made from `pipeline/tables/catalogue` by `budget tables --markdown`; edit it there.
Money is exact decimal in yuan. Blank is NULL, never 0. Every table and column carries these words as a COMMENT in
`budget.duckdb`.
"""


def markdown(specs: Iterable[TableSpec] | None = None) -> str:
    """The tables, their grain, key, cautions and columns as Markdown; all of the dictionary unless some are given."""
    chosen = list(load_tables().values() if specs is None else specs)
    parts = [_INTRODUCTION]
    for stage in STAGES:
        of_stage = [spec for spec in chosen if spec.stage == stage]
        if of_stage:
            parts.append(f"## {stage}\n")
            parts.extend(_section(spec) for spec in of_stage)
    return "\n".join(parts)


def _section(spec: TableSpec) -> str:
    lines = [f"### {spec.name} · {spec.title_zh}", "", f"{spec.title_en}: {spec.grain}."]
    if spec.key:
        lines[-1] += f" Key: {', '.join(f'`{name}`' for name in spec.key)}."
    if spec.cautions:
        lines += ["", *(f"- {caution}" for caution in spec.cautions)]
    if not spec.has_own_columns:
        lines += ["", "```sql", spec.sql.strip(), "```", ""]
        return "\n".join(lines)
    lines += ["", "| column | type | meaning | 含义 |", "|---|---|---|---|"]
    lines += [_row(column) for column in spec.columns]
    return "\n".join([*lines, ""])


def _row(column: ColumnSpec) -> str:
    type_ = column.type + ("" if column.nullable else " NOT NULL")
    meaning = column.meaning_en
    if column.unit:
        meaning += f" Unit: {column.unit}."
    if column.allowed:
        meaning += f" One of {', '.join(f'`{value}`' for value in column.allowed)}."
    if column.allowed_in:
        meaning += f" See `{column.allowed_in}`."
    return f"| `{column.name}` | {type_} | {_cell(meaning)} | {_cell(column.meaning_zh)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
