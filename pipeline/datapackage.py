"""A publication described for programs: the content of datapackage.json.

Belongs here: the Data Package descriptor made from the table dictionary. Does not: writing it (`pipeline.publish`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.tables import ColumnSpec, table


def describe(publication_id: str, published_at: str, resources: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """A minimal descriptor: one resource per table that has files (paths in the folder), with its fields and key."""
    described = [
        {
            "name": name.replace("_", "-"),
            "title": table(name).title_en,
            "description": table(name).grain,
            "path": list(files),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "schema": {
                "fields": [_field(column) for column in table(name).columns],
                "primaryKey": list(table(name).key),
            },
        }
        for name, files in resources.items()
        if files
    ]
    return {
        "name": "budget-disclosures",
        "version": publication_id,
        "created": published_at,
        "resources": described,
    }


def _field(column: ColumnSpec) -> dict[str, Any]:
    kinds = {"VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "BOOLEAN": "boolean", "DOUBLE": "number"}
    kind = "number" if column.type.startswith("DECIMAL") and column.scale is not None else kinds.get(column.type)
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    field = {"name": column.name, "type": kind or "array", "description": column.meaning_en}
    return {**field, "constraints": constraints} if constraints else field
