"""What the rows must keep to before they are given out: keys, parents, years and regions, complete checks.

Belongs here: queries over the warehouse that must find nothing. Does not: findings about disclosures, which are the
product and never block; values that do not fit their column, which `pipeline.warehouse` refuses when they arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from pipeline.errors import PublicationBlocked
from pipeline.tables import tables_kept
from pipeline.tables.ddl import quoted

_MOST_EXAMPLES = 5


def check_integrity(connection: duckdb.DuckDBPyConnection, could_not_run: Sequence[str]) -> None:
    """Raises PublicationBlocked with every way in which the rows must not be given out."""
    broken = [f"check {name} could not run" for name in could_not_run]
    for title, query in _integrity_queries():
        rows = connection.execute(query).fetchall()
        if rows:
            examples = ", ".join(" · ".join(str(value) for value in row) for row in rows[:_MOST_EXAMPLES])
            more = " and more" if len(rows) > _MOST_EXAMPLES else ""
            broken.append(f"{title}: {examples}{more}")
    if broken:
        raise PublicationBlocked(
            "Nothing was published; the publication before stays current. Broken are: " + "; ".join(broken) + "."
        )


def _integrity_queries() -> Iterator[tuple[str, str]]:
    """What must find nothing, each with the words for what it finds."""
    some = f"LIMIT {_MOST_EXAMPLES + 1}"
    for spec in (*tables_kept("document"), *tables_kept("list")):
        name, key = quoted(spec.name), ", ".join(quoted(part) for part in spec.key)
        yield (
            f"keys that occur twice in {spec.name}",
            f"SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL {some}",
        )
        required = [column.name for column in spec.columns if not column.nullable]
        yield (
            f"rows of {spec.name} with NULL in one of {', '.join(required)}",
            f"SELECT {key} FROM {name} WHERE {' OR '.join(f'{quoted(part)} IS NULL' for part in required)} "
            f"ORDER BY ALL {some}",
        )
        if spec.kept == "document" and spec.name != "document":
            yield (
                f"rows of {spec.name} without their document",
                f"SELECT DISTINCT document_id FROM {name} ANTI JOIN document USING (document_id) ORDER BY ALL {some}",
            )
            yield (
                f"rows of {spec.name} in another year or region than their document",
                f"SELECT DISTINCT document_id FROM {name} AS row JOIN document USING (document_id) WHERE "
                "row.fiscal_year IS DISTINCT FROM document.fiscal_year OR row.region_code != document.region_code "
                f"ORDER BY ALL {some}",
            )
            if "form_id" in spec.column_names and spec.name != "form":
                yield (
                    f"rows of {spec.name} without their form",
                    f"SELECT DISTINCT form_id FROM {name} ANTI JOIN form USING (form_id) "
                    f"WHERE form_id IS NOT NULL ORDER BY ALL {some}",
                )
    yield (
        "rules whose instances were neither judged nor excused",
        "SELECT document_id, rule_id FROM rule_coverage WHERE expected != judged + excused ORDER BY ALL " + some,
    )
    yield (
        "documents that were read and never checked",
        "SELECT document_id FROM document ANTI JOIN rule_coverage USING (document_id) "
        f"WHERE read_status != 'not_read' AND EXISTS (FROM rule) ORDER BY ALL {some}",
    )
