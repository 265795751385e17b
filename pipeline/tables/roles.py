"""What a column is to a budget: roles.yml by column name.

Belongs here: reading the file and refusing what is wrong in it.
Does not: who is told (`pipeline.published.datapackage`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from pipeline.errors import CatalogueError
from pipeline.tables.dictionary import load_tables
from pipeline.yaml_file import load_mapping

_FILE = "roles.yml"


@dataclass(frozen=True, slots=True)
class Role:
    """The role of one column."""

    role: str
    label_for: str | None = None  # the column whose name a label is
    column_type: str | None = None  # the term of the Fiscal Data Package; None where it has none


@cache
def roles() -> Mapping[str, Role]:
    """Column name -> its role. Raises CatalogueError where the file names a column that no table has, or one twice."""
    content = load_mapping(resources.files("pipeline.tables") / _FILE)
    known = {column.name for spec in load_tables().values() for column in spec.columns}
    found: dict[str, Role] = {}
    for role, entry in content.items():
        columns = entry["columns"]
        labels = columns if isinstance(columns, dict) else dict.fromkeys(columns)
        types = entry.get("column_type", {})
        for name, label_for in labels.items():
            if name in found:
                raise CatalogueError(f"{_FILE}: {role}: {name} has the role {found[name].role} already")
            found[name] = Role(role, label_for, types.get(name))
        for name in {*labels, *types, *(other for other in labels.values() if other)} - known:
            raise CatalogueError(f"{_FILE}: {role}: no table has a column {name}")
    return found
