"""The table dictionary: catalogue/*.yml as small frozen types, checked when they are loaded.

Belongs here: reading the catalogue and refusing what is wrong in it, by file and key.
Does not: SQL and schemas made from it (`ddl`), its printed form (`handbook`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.yaml_file import load_mapping

STAGES = ("documents", "facts", "checks", "lists", "published")

# document: rows belong to a document and are replaced with it. list: one small table for all documents.
# publication: written into budget.duckdb only. view: a SELECT over the others.
KEPT = ("document", "list", "publication", "view")

_TYPE = re.compile(
    r"(VARCHAR|INTEGER|BIGINT|BOOLEAN|DOUBLE|DECIMAL\(\d+, \d+\)|STRUCT\((\w+ VARCHAR)(, \w+ VARCHAR)*\))(\[\])?"
)
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_SHARED_COLUMNS = "columns.yml"


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column: what it holds, in which unit, and what it may hold."""

    name: str
    type: str  # a DuckDB type
    meaning_en: str
    meaning_zh: str
    unit: str | None = None  # None where the column has no unit
    nullable: bool = True
    allowed: tuple[str, ...] = ()  # empty: anything of the type
    allowed_in: str | None = None  # the list table whose key holds the allowed values

    @property
    def scale(self) -> int | None:
        """Decimal places the column can hold; None where it is no DECIMAL."""
        decimal = re.fullmatch(r"DECIMAL\(\d+, (\d+)\)", self.type)
        return int(decimal[1]) if decimal else None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One stored table or view."""

    name: str
    stage: str
    title_en: str
    title_zh: str
    grain: str  # what one row is
    kept: str  # one of KEPT
    key: tuple[str, ...]  # empty for views
    sort: tuple[str, ...]  # total order of the rows wherever order shows; ends with the key
    columns: tuple[ColumnSpec, ...]
    cautions: tuple[str, ...] = ()
    has_own_columns: bool = True  # False for a view that shows the columns of one table
    sql: str = ""  # the SELECT of a view

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> ColumnSpec:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name}")


@cache
def load_tables() -> Mapping[str, TableSpec]:
    """Every table and view by name, in the order of the stages and then of the names.

    Raises CatalogueError, with file and key, where the catalogue is wrong.
    """
    return read_catalogue(resources.files("pipeline.tables") / "catalogue")


def table(name: str) -> TableSpec:
    """The table or view of that name; CatalogueError where the dictionary has none."""
    try:
        return load_tables()[name]
    except KeyError:
        raise CatalogueError(f"pipeline/tables/catalogue has no table {name}") from None


def tables_kept(kept: str) -> tuple[TableSpec, ...]:
    """The tables that are kept in one way: per document, as a list, with the publication, or as a view."""
    return tuple(spec for spec in load_tables().values() if spec.kept == kept)


def read_catalogue(folder: Traversable) -> Mapping[str, TableSpec]:
    """The catalogue of one folder. Raises CatalogueError, with file and key, for anything it does not understand."""
    files = {entry.name: entry for entry in folder.iterdir()}
    shared = _columns(_SHARED_COLUMNS, load_mapping(files[_SHARED_COLUMNS]).get("columns"), {})
    tables: dict[str, TableSpec] = {}
    views: dict[str, tuple[str, dict[str, Any]]] = {}
    names = sorted(
        (name for name in files if name.endswith(".yml") and name != _SHARED_COLUMNS),
        key=lambda name: (_stage_order(name), name),
    )
    for file in names:
        stage, name = file.removesuffix(".yml").split(".", 1)
        content = load_mapping(files[file])
        if content.get("kept") == "view":
            views[name] = (file, content)
        else:
            tables[name] = _table(file, stage, name, content, shared)
    # Views of one table first: an answer to a question may be built on them.
    for name, (file, content) in sorted(views.items(), key=lambda view: "columns_of" not in view[1][1]):
        query = file.removesuffix(".yml") + ".sql"
        if query not in files:
            raise CatalogueError(f"{file}: a view needs {query} beside it")
        tables[name] = _view(file, name, content, tables, shared, files[query].read_text(encoding="utf-8"))
    for spec in tables.values():
        _lists_exist(spec, tables)
    return MappingProxyType(tables)


def _stage_order(file: str) -> int:
    stage, _, rest = file.partition(".")
    if stage not in STAGES or rest.count(".") != 1:
        raise CatalogueError(f"{file}: the name must be <stage>.<table>.yml with a stage of {', '.join(STAGES)}")
    return STAGES.index(stage)


def _table(file: str, stage: str, name: str, content: dict[str, Any], shared: Mapping[str, ColumnSpec]) -> TableSpec:
    _only(file, content, {"title_en", "title_zh", "grain", "kept", "key", "sort", "cautions", "columns"})
    columns = _columns(file, content.get("columns"), shared)
    key = _names(file, "key", content.get("key"), columns)
    sort = _names(file, "sort", content.get("sort", list(key)), columns)
    if not key:
        raise CatalogueError(f"{file}: key: must name the columns that tell two rows apart")
    if not set(key) <= set(sort):
        raise CatalogueError(f"{file}: sort: must contain the key, or the order of the rows is not fixed")
    for part in key:
        if columns[part].nullable:
            raise CatalogueError(f"{file}: key: {part} must not be nullable")
    if content.get("kept") not in KEPT:
        raise CatalogueError(f"{file}: kept: must be one of {', '.join(KEPT)}")
    if content["kept"] == "document" and not {"document_id", "fiscal_year", "region_code"} <= set(columns):
        raise CatalogueError(f"{file}: columns: a table kept per document carries its id, fiscal year and region")
    return TableSpec(
        name=name,
        stage=stage,
        title_en=_text(file, "title_en", content),
        title_zh=_text(file, "title_zh", content),
        grain=_text(file, "grain", content),
        kept=content["kept"],
        key=key,
        sort=sort,
        columns=tuple(columns.values()),
        cautions=tuple(content.get("cautions", ())),
    )


def _view(
    file: str,
    name: str,
    content: dict[str, Any],
    tables: Mapping[str, TableSpec],
    shared: Mapping[str, ColumnSpec],
    sql: str,
) -> TableSpec:
    """A view with the columns of one table (`columns_of`), or with columns of its own."""
    _only(file, content, {"title_en", "title_zh", "grain", "kept", "columns_of", "columns", "sort", "cautions"})
    if ("columns" in content) == ("columns_of" in content):
        raise CatalogueError(f"{file}: a view has columns, or columns_of names the table whose columns it has")
    if "columns" in content:
        columns = _columns(file, content["columns"], shared)
        sort = _names(file, "sort", content.get("sort"), columns)
        cautions: tuple[str, ...] = tuple(content.get("cautions", ()))
    else:
        base = tables.get(content["columns_of"])
        if base is None:
            raise CatalogueError(f"{file}: columns_of: must name a table of the dictionary")
        columns = {column.name: column for column in base.columns}
        sort = base.sort
        cautions = (*content.get("cautions", ()), *base.cautions)
    return TableSpec(
        name=name,
        stage="published",
        title_en=_text(file, "title_en", content),
        title_zh=_text(file, "title_zh", content),
        grain=_text(file, "grain", content),
        kept="view",
        key=(),
        sort=sort,
        columns=tuple(columns.values()),
        cautions=cautions,
        has_own_columns="columns" in content,
        sql=sql,
    )


def _columns(file: str, content: object, shared: Mapping[str, ColumnSpec]) -> dict[str, ColumnSpec]:
    if not isinstance(content, dict) or not content:
        raise CatalogueError(f"{file}: columns: must be a mapping of names to columns")
    return {name: _column(file, name, entry, shared) for name, entry in content.items()}


def _column(file: str, name: str, entry: object, shared: Mapping[str, ColumnSpec]) -> ColumnSpec:
    place = f"{file}: columns.{name}"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise CatalogueError(f"{place}: a column's name is lower case letters, digits and _")
    if entry in ("shared", "shared, required"):
        if name not in shared:
            raise CatalogueError(f"{place}: {_SHARED_COLUMNS} has no such column")
        return shared[name] if entry == "shared" else replace(shared[name], nullable=False)
    if not isinstance(entry, dict):
        raise CatalogueError(f"{place}: must be a mapping, `shared`, or `shared, required`")
    _only(place, entry, {"type", "nullable", "unit", "meaning_en", "meaning_zh", "allowed", "allowed_in"})
    if not _TYPE.fullmatch(str(entry.get("type"))):
        raise CatalogueError(f"{place}: type: {entry.get('type')!r} is not a type this dictionary knows")
    return ColumnSpec(
        name=name,
        type=entry["type"],
        meaning_en=_text(place, "meaning_en", entry),
        meaning_zh=_text(place, "meaning_zh", entry),
        unit=entry.get("unit"),
        nullable=entry.get("nullable", True),
        allowed=tuple(entry.get("allowed", ())),
        allowed_in=entry.get("allowed_in"),
    )


def _names(file: str, key: str, content: object, columns: Mapping[str, ColumnSpec]) -> tuple[str, ...]:
    if not isinstance(content, list):
        raise CatalogueError(f"{file}: {key}: must be a list of columns")
    for name in content:
        if name not in columns:
            raise CatalogueError(f"{file}: {key}: no column {name}")
    return tuple(content)


def _lists_exist(spec: TableSpec, tables: Mapping[str, TableSpec]) -> None:
    for column in spec.columns:
        if column.allowed_in and (column.allowed_in not in tables or tables[column.allowed_in].kept != "list"):
            raise CatalogueError(f"{spec.name}: columns.{column.name}: allowed_in: no list {column.allowed_in}")


def _text(place: str, key: str, content: Mapping[str, Any]) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not value.strip():
        raise CatalogueError(f"{place}: {key}: must be a text")
    return value


def _only(place: str, content: Mapping[str, Any], known: set[str]) -> None:
    for key in content:
        if key not in known:
            raise CatalogueError(f"{place}: {key}: not a key of the dictionary; known are {', '.join(sorted(known))}")
