"""Which rows go into a file, and in which order.

Belongs here: the table or view, a year, a region, a total order. Does not: how a file is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from pipeline.errors import UsageError
from pipeline.tables import ColumnSpec, TableSpec, load_tables
from pipeline.tables.ddl import literal, quoted


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of one table or view of the publication."""

    spec: TableSpec
    where: str = "true"  # an SQL condition

    def query(self, columns: Sequence[str]) -> str:
        """The chosen rows with these SQL expressions as columns, in an order that nothing can change."""
        order = ", ".join(f"{quoted(name)} NULLS FIRST" for name in self._order())
        # The order is that of the table: `columns` may give another value under the name of a column.
        return f"SELECT {', '.join(columns)} FROM {quoted(self.spec.name)} AS t WHERE {self.where} ORDER BY {order}"

    def _order(self) -> list[str]:
        """The table's order, then, for a view, whatever else could tell two rows apart."""
        rest = () if self.spec.key else (name for name in self.spec.column_names if name not in self.spec.sort)
        return [*self.spec.sort, *rest]

    def count(self, database: duckdb.DuckDBPyConnection) -> int:
        row = database.execute(f"SELECT count(*) FROM {quoted(self.spec.name)} AS t WHERE {self.where}").fetchone()
        return int(row[0]) if row else 0


def choose(names: Sequence[str], year: int | None = None, region: str | None = None) -> list[Choice]:
    """The named tables and views, or every stored table; of one fiscal year, and of the regions whose code begins so.

    Lists and other tables without year and region are chosen whole. Raises UsageError for a name that is none and for
    a region that is no beginning of a code.
    """
    specs = load_tables()
    unknown = [name for name in names if name not in specs]
    if unknown:
        raise UsageError(f"there is no table {', '.join(unknown)}; there are {', '.join(specs)}")
    if region is not None and not (region.isascii() and region.isdigit() and len(region) <= 6):
        raise UsageError(f"{region!r} is no region: give a code of six digits or its beginning, as 50 or 500112")
    chosen = [specs[name] for name in dict.fromkeys(names)] or [
        s for s in specs.values() if s.kept in ("document", "list")
    ]
    return [Choice(spec, _where(spec, year, region)) for spec in chosen]


def _where(spec: TableSpec, year: int | None, region: str | None) -> str:
    conditions = []
    if year is not None and "fiscal_year" in spec.column_names:
        conditions.append(f"fiscal_year = {year}")
    if region is not None and "region_code" in spec.column_names and spec.kept != "list":
        conditions.append(f"starts_with(region_code, {literal(region)})")
    return " AND ".join(conditions) or "true"


def is_nested(column: ColumnSpec) -> bool:
    """Whether a cell of the column holds more than one value; such a cell is written as JSON."""
    return column.type.endswith("[]") or column.type.startswith("STRUCT")
