"""What every stored table looks like, told once, in catalogue/<stage>.<table>.yml.

Belongs here: the dictionary (`dictionary`), what follows from it (`ddl`, `handbook`), what a column is to a budget
(`roles`), and the code lists the package ships (`code_lists`). Does not: rows, connections, files of data
(`pipeline.warehouse`, `pipeline.published`).

A table is one .yml; a published view is a .yml and a .sql of the same stem. Nothing else has to change.
"""

from pipeline.tables.code_lists import load_list, shipped_lists
from pipeline.tables.ddl import arrow_schema, comments, ddl, macros
from pipeline.tables.dictionary import ColumnSpec, TableSpec, load_tables, table, tables_kept
from pipeline.tables.handbook import markdown
from pipeline.tables.roles import Role, roles

__all__ = [
    "ColumnSpec",
    "Role",
    "TableSpec",
    "arrow_schema",
    "comments",
    "ddl",
    "load_list",
    "load_tables",
    "macros",
    "markdown",
    "roles",
    "shipped_lists",
    "table",
    "tables_kept",
]
