"""Published tables described for programs: the content of datapackage.json.

Belongs here: Data Package v2 descriptors made from the table dictionary. Does not: writing them (`pipeline.published`,
`pipeline.export`).

Parquet: one resource per file, named <table>-<year>-<region>, because the parts of a resource of several paths are
read as one file glued together, which Parquet is not. The schema of a table is one file, schemas/<table>.json, that
all its resources name. What a Parquet file says of itself need not be repeated, and must not be contradicted by a
reader on its way: frictionless reads it through pandas, where a whole number that may be NULL is a float and a list an
array of NumPy. Such columns are `number` and `any` there; `duckdbType` is exact. CSV: one resource per table, its
schema within, with the lists its columns refer to as foreign keys.

Every field has the title (Chinese) and description (English) of the dictionary, `unit`, and, where roles.yml gives
one, its `role`, `labelFor` and the `columnType` of the Fiscal Data Package.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pipeline.tables import ColumnSpec, TableSpec, roles, table

PROFILES = "https://datapackage.org/profiles/2.0"
SCHEMAS = "schemas"
_KINDS = {"VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean", "DOUBLE": "number"}
_PART = re.compile(r"/fiscal_year=(?P<year>\w+)/region=(?P<region>\w+)/")
_PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
_CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}

Descriptor = dict[str, Any]


def describe(publication_id: str, published_at: str, resources: Mapping[str, Sequence[str]]) -> Descriptor:
    """The descriptor of a publication; `resources` are the Parquet files of each table, as paths in the folder."""
    described = [
        _resource(table(name), _part_name(name, file), file, f"{SCHEMAS}/{name}.json", _PARQUET)
        for name, files in resources.items()
        for file in files
    ]
    return {**_package(publication_id), "created": published_at, "resources": described}


def describe_schemas(resources: Mapping[str, Sequence[str]]) -> dict[str, Descriptor]:
    """The files the descriptor of a publication names: path in the folder -> schema of a table."""
    return {f"{SCHEMAS}/{name}.json": _schema(table(name), _in_parquet) for name, files in resources.items() if files}


def describe_csv(specs: Sequence[TableSpec], publication_id: str) -> Descriptor:
    """The descriptor of a folder of CSV files, one per table."""
    names = {spec.name for spec in specs}
    described = [
        _resource(
            spec,
            _name(spec.name),
            f"{spec.name}.csv",
            {**_schema(spec, _in_text), **_foreign_keys(spec, names), "missingValues": [""]},
            _CSV,
        )
        for spec in specs
    ]
    return {**_package(publication_id), "resources": described}


def _package(publication_id: str) -> Descriptor:
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "budget-disclosures",
        "title": "预算公开数据 · Budget disclosures, checked",
        "description": "Published budgets and final accounts of Chinese government departments: every printed number "
        "with its cell, every sum judged. Money is exact decimal in yuan. Blank is not zero.",
        "version": publication_id,
        "keywords": ["预算公开", "决算公开", "budget", "final accounts", "China"],
        "sources": [{"title": "Documents published by the departments; each is a row of the table document."}],
    }


def _resource(spec: TableSpec, name: str, path: str, schema: str | Descriptor, kind: Mapping[str, str]) -> Descriptor:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "type": "table",
        "title": f"{spec.title_zh} · {spec.title_en}",
        "description": " ".join([f"A row is {spec.grain}.", *spec.cautions]),
        "path": path,
        **kind,
        "schema": schema,
    }


def _name(text: str) -> str:
    return text.lower().replace("_", "-").strip("-")


def _part_name(table_name: str, file: str) -> str:
    """amount-2024-500112 for the part of a year and a region; the table's name for a list."""
    part = _PART.search(file)
    if part is None:
        return _name(table_name)
    year = part["year"] if part["year"].isdigit() else "unknown"
    return f"{_name(table_name)}-{year}-{part['region']}"


def _schema(spec: TableSpec, kind_of: Callable[[ColumnSpec], str]) -> Descriptor:
    return {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(column, kind_of(column)) for column in spec.columns],
        **({"primaryKey": list(spec.key)} if spec.key else {}),
    }


def _foreign_keys(spec: TableSpec, names: set[str]) -> Descriptor:
    """Which columns hold what stands in a list that is described too."""
    refers = [
        {"fields": [column.name], "reference": {"resource": _name(column.allowed_in), "fields": [_key_of(column)]}}
        for column in spec.columns
        if column.allowed_in in names and column.allowed_in != spec.name and len(table(column.allowed_in).key) == 1
    ]
    return {"foreignKeys": refers} if refers else {}


def _key_of(column: ColumnSpec) -> str:
    return table(str(column.allowed_in)).key[0]


def _in_text(column: ColumnSpec) -> str:
    return "number" if column.scale is not None else _KINDS.get(column.type, "array")


def _in_parquet(column: ColumnSpec) -> str:
    kind = _in_text(column)
    if kind == "array":
        return "any"
    return "number" if kind == "integer" and column.nullable else kind


def _field(column: ColumnSpec, kind: str) -> Descriptor:
    constraints: Descriptor = {} if column.nullable else {"required": True}
    if column.allowed and kind == "string":
        constraints["enum"] = list(column.allowed)
    field: Descriptor = {
        "name": column.name,
        "title": column.meaning_zh,
        "type": kind,
        "description": column.meaning_en,
        "unit": column.unit,
        "duckdbType": column.type,
        "constraints": constraints,
    }
    if role := roles().get(column.name):
        field |= {"role": role.role, "labelFor": role.label_for, "columnType": role.column_type}
    return {key: value for key, value in field.items() if value}
