"""What stands on the pages, asked of the current publication.

Belongs here: queries of budget.duckdb and their rows as plain values, for the overview and the organisations. Does not:
what a disclosure's page shows (`disclosed`), HTML, pictures, anything published.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from pipeline.report.words import without_contacts

Row = dict[str, Any]

# Free text of documents: what stands in it is shown without contacts.
_TEXTS = frozenset({
    "title", "title_printed", "note_printed", "item_name", "project_name", "unit_name", "printed", "suggested",
    "title_zh", "title_en", "explanation_zh", "explanation_en", "subject", "sentence", "detail", "header_printed",
    "printed_text", "file_name", "unit_printed", "label_printed", "reason",
})  # fmt: skip


def rows(database: duckdb.DuckDBPyConnection, query: str, parameters: Sequence[object] = ()) -> list[Row]:
    """The rows of a query by column name, free text without contacts."""
    cursor = database.execute(query, list(parameters))
    names = [column[0] for column in cursor.description or []]
    return [
        {
            name: without_contacts(value) if name in _TEXTS and isinstance(value, str) else value
            for name, value in zip(names, values, strict=True)
        }
        for values in cursor.fetchall()
    ]


def prepare(database: duckdb.DuckDBPyConnection) -> None:
    """Work the views that look at everything out once; the pages ask them per disclosure and organisation."""
    for view in ("three_public", "spending_share", "publication_record"):
        database.execute(f"CREATE TEMP TABLE shown_{view} AS FROM {view}")


def overview(database: duckdb.DuckDBPyConnection) -> Row:
    """The first page: counts, places, years, findings by severity, coverage, what could not be read."""
    return {
        "publication": rows(database, "SELECT * FROM publication")[0],
        "counts": rows(
            database,
            "SELECT (SELECT count(*) FROM preferred_document) AS documents, "
            "(SELECT count(DISTINCT disclosure_id) FROM preferred_document) AS disclosures, "
            "(SELECT count(*) FROM preferred_form) AS forms, (SELECT count(*) FROM preferred_amount) AS amounts, "
            "(SELECT count(*) FROM preferred_check_result) AS checks, "
            "(SELECT count(*) FROM organisation) AS organisations",
        )[0],
        "severities": dict(
            database.execute("SELECT severity, count(*) FROM preferred_finding GROUP BY ALL ORDER BY ALL").fetchall()
        ),
        "outcomes": dict(
            database.execute(
                "SELECT outcome, count(*) FROM preferred_check_result GROUP BY ALL ORDER BY ALL"
            ).fetchall()
        ),
        "places": rows(
            database,
            "SELECT region_code, min(region_name) AS region_name, fiscal_year, count(DISTINCT disclosure_id) AS n "
            "FROM preferred_document GROUP BY ALL ORDER BY region_code, fiscal_year",
        ),
        "disclosures": disclosures(database),
        "findings": rows(
            database,
            "SELECT f.*, d.organisation_name, d.disclosure_id FROM preferred_finding AS f JOIN document AS d "
            "USING (document_id) WHERE f.severity = 'error' "
            "ORDER BY f.fiscal_year DESC NULLS LAST, d.organisation_name, f.finding_id LIMIT 200",
        ),
        "problems": rows(
            database,
            "SELECT p.*, d.file_name, d.disclosure_id, d.is_preferred, d.organisation_name FROM problem AS p "
            "JOIN document AS d USING (document_id) ORDER BY d.file_name, p.problem_id LIMIT 500",
        ),
    }


def disclosures(database: duckdb.DuckDBPyConnection) -> list[Row]:
    """Every disclosure with its counts, newest year first."""
    return rows(
        database,
        """
        WITH found AS (SELECT document_id, count(*) FILTER (severity = 'error') AS errors,
                              count(*) FILTER (severity = 'warning') AS warnings FROM finding GROUP BY ALL),
             formed AS (SELECT document_id, count(*) AS forms FROM form GROUP BY ALL)
        SELECT d.disclosure_id, min(d.organisation_id) AS organisation_id,
               min(d.organisation_name) AS organisation_name,
               any_value(d.region_name ORDER BY d.document_id) AS region_name, min(d.region_code) AS region_code,
               min(d.fiscal_year) AS fiscal_year, min(d.stage) AS stage, min(d.scope) AS scope,
               list(d.document_id ORDER BY d.document_id) AS document_ids,
               coalesce(sum(formed.forms), 0)::INTEGER AS forms, coalesce(sum(found.errors), 0)::INTEGER AS errors,
               coalesce(sum(found.warnings), 0)::INTEGER AS warnings, min(d.read_status) AS read_status
        FROM preferred_document AS d LEFT JOIN found USING (document_id) LEFT JOIN formed USING (document_id)
        GROUP BY d.disclosure_id
        ORDER BY fiscal_year DESC NULLS LAST, region_code, organisation_name NULLS LAST, disclosure_id
        """,
    )


def organisations(database: duckdb.DuckDBPyConnection) -> list[Row]:
    """Organisations that published."""
    return rows(
        database,
        "SELECT o.*, r.name_zh AS region_name FROM organisation AS o LEFT JOIN region AS r USING (region_code) "
        "ORDER BY o.region_code, o.name_zh, o.organisation_id",
    )


def years(database: duckdb.DuckDBPyConnection) -> dict[str, list[Row]]:
    """organisation_id -> what it published, per year and stage, with the amounts worth comparing."""
    found: dict[str, list[Row]] = {}
    for row in rows(
        database,
        """
        SELECT r.organisation_id, r.fiscal_year, r.stage, r.is_published, d.disclosure_id, s.total_yuan,
               s.personnel_yuan, s.operating_yuan, s.project_yuan, t.amount_yuan AS three_public_yuan
        FROM shown_publication_record AS r
        LEFT JOIN (SELECT DISTINCT disclosure_id, document_id, organisation_id, fiscal_year, stage
                   FROM preferred_document) AS d USING (organisation_id, fiscal_year, stage)
        LEFT JOIN shown_spending_share AS s ON s.document_id = d.document_id
        LEFT JOIN shown_three_public AS t ON t.document_id = d.document_id AND t.measure = 'three_public_total'
              AND t.basis = CASE WHEN r.stage = 'final_account' THEN 'final_account' ELSE 'budget' END
        QUALIFY row_number() OVER (PARTITION BY r.organisation_id, r.fiscal_year, r.stage, d.disclosure_id
                                   ORDER BY s.total_yuan DESC NULLS LAST, d.document_id) = 1
        ORDER BY r.organisation_id, r.fiscal_year DESC, r.stage, d.disclosure_id
        """,
    ):
        found.setdefault(row["organisation_id"], []).append(row)
    return found
