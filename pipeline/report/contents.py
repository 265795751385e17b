"""What stands on the pages, asked of the current publication.

Belongs here: queries of budget.duckdb and their rows as plain values. Does not: HTML, pictures, anything published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.report.charts import Bar, bars
from pipeline.report.words import without_contacts, words

Row = dict[str, Any]

# Free text of documents: what stands in it is shown without contacts.
_TEXTS = frozenset({
    "title", "title_printed", "note_printed", "item_name", "project_name", "unit_name", "printed", "suggested",
    "title_zh", "title_en", "explanation_zh", "explanation_en", "subject", "sentence", "detail", "header_printed",
    "printed_text", "file_name", "unit_printed", "label_printed", "reason",
})  # fmt: skip


@dataclass(slots=True)
class Cell:
    """A printed number of a form and where it is shown."""

    amount: Row
    finding: Row | None = None  # the finding that uses the number, if one does
    is_blamed: bool = False


@dataclass(slots=True)
class Line:
    """A row of a form: per block its code, its name and its role, and the numbers by column."""

    heads: dict[int, Row] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


@dataclass(slots=True)
class Form:
    """A form as a table: blocks with their columns, and the lines."""

    row: Row
    blocks: list[tuple[int, list[Row]]]
    lines: list[Line]


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


def years_of(database: duckdb.DuckDBPyConnection, organisation_id: str) -> list[Row]:
    """What an organisation published, per year and stage, with the amounts worth comparing."""
    return rows(
        database,
        """
        SELECT r.fiscal_year, r.stage, r.is_published, d.disclosure_id, s.total_yuan, s.personnel_yuan,
               s.operating_yuan, s.project_yuan, t.amount_yuan AS three_public_yuan
        FROM shown_publication_record AS r
        LEFT JOIN (SELECT DISTINCT disclosure_id, document_id, organisation_id, fiscal_year, stage
                   FROM preferred_document) AS d USING (organisation_id, fiscal_year, stage)
        LEFT JOIN shown_spending_share AS s ON s.document_id = d.document_id
        LEFT JOIN shown_three_public AS t ON t.document_id = d.document_id AND t.measure = 'three_public_total'
              AND t.basis = CASE WHEN r.stage = 'final_account' THEN 'final_account' ELSE 'budget' END
        WHERE r.organisation_id = ?
        QUALIFY row_number() OVER (PARTITION BY r.fiscal_year, r.stage, d.disclosure_id
                                   ORDER BY s.total_yuan DESC NULLS LAST, d.document_id) = 1
        ORDER BY r.fiscal_year DESC, r.stage, d.disclosure_id
        """,
        [organisation_id],
    )


def disclosure(database: duckdb.DuckDBPyConnection, head: Row) -> Row:
    """One disclosure: its documents, findings with both sides, forms with every number, problems, coverage, charts."""
    ids = head["document_ids"]
    within = "document_id IN (SELECT unnest(?::VARCHAR[]))"
    findings = rows(
        database,
        f"SELECT * FROM finding WHERE {within} "
        "ORDER BY array_position(['error', 'warning', 'info'], severity), page NULLS LAST, finding_id",
        [ids],
    )
    amounts = {
        row["amount_id"]: row
        for row in rows(database, f"SELECT * FROM amount WHERE {within} ORDER BY form_id, row_no, column_no", [ids])
    }
    sides = rows(
        database,
        f"SELECT * FROM check_result WHERE {within} AND finding_id IS NOT NULL ORDER BY finding_id, rule_id, check_id",
        [ids],
    )
    used: dict[str, Row] = {}
    blamed: dict[str, Row] = {}
    for finding in findings:
        finding["checks"] = [side for side in sides if side["finding_id"] == finding["finding_id"]]
        operands = {
            operand["amount_id"]: operand["role"]
            for side in finding["checks"]
            for operand in side["operands"]
            if operand["amount_id"] in amounts
        }
        finding["operands"] = [(amounts[key], role) for key, role in operands.items()]
        for key in operands:
            used.setdefault(key, finding)
        for key in operands:
            if finding["x0"] is not None and _same_place(amounts[key], finding):
                blamed.setdefault(key, finding)
    return {
        **head,
        "documents": rows(database, f"SELECT * FROM document WHERE {within} ORDER BY document_id", [ids]),
        "renderings": rows(
            database,
            "SELECT * FROM document WHERE disclosure_id = ? AND NOT is_preferred ORDER BY file_name, document_id",
            [head["disclosure_id"]],
        ),
        "findings": findings,
        "problems": rows(database, f"SELECT * FROM problem WHERE {within} ORDER BY problem_id", [ids]),
        "outcomes": dict(
            database.execute(
                f"SELECT outcome, count(*) FROM check_result WHERE {within} GROUP BY ALL ORDER BY ALL", [ids]
            ).fetchall()
        ),
        "forms": _forms(database, ids, amounts, used, blamed),
        "charts": _charts(database, ids),
    }


def _same_place(amount: Row, finding: Row) -> bool:
    return all(amount[side] == finding[side] for side in ("page", "x0", "top", "x1", "bottom"))


def _forms(
    database: duckdb.DuckDBPyConnection,
    ids: list[str],
    amounts: dict[str, Row],
    used: dict[str, Row],
    blamed: dict[str, Row],
) -> list[Form]:
    within = "document_id IN (SELECT unnest(?::VARCHAR[]))"
    columns: dict[str, dict[int, list[Row]]] = {}
    for row in rows(database, f"SELECT * FROM form_column WHERE {within} ORDER BY form_id, block_no, column_no", [ids]):
        columns.setdefault(row["form_id"], {}).setdefault(row["block_no"], []).append(row)
    lines: dict[str, dict[int, Line]] = {}
    for row in rows(database, f"SELECT * FROM form_row WHERE {within} ORDER BY form_id, row_no, block_no", [ids]):
        lines.setdefault(row["form_id"], {}).setdefault(row["row_no"], Line()).heads[row["block_no"]] = row
    for key, amount in amounts.items():
        line = lines.setdefault(amount["form_id"], {}).setdefault(amount["row_no"], Line())
        line.cells[amount["column_no"]] = Cell(amount, used.get(key), key in blamed)
        known = columns.setdefault(amount["form_id"], {}).setdefault(amount["block_no"], [])
        if all(column["column_no"] != amount["column_no"] for column in known):
            known.append({"column_no": amount["column_no"], "header_printed": amount["measure"], "is_of_which": False})
    return [
        Form(
            form,
            sorted(columns.get(form["form_id"], {}).items()),
            [line for _, line in sorted(lines.get(form["form_id"], {}).items())],
        )
        for form in rows(
            database,
            f"SELECT * FROM form WHERE {within} AND form_kind <> 'form_catalogue' ORDER BY document_id, ordinal",
            [ids],
        )
    ]


def _charts(database: duckdb.DuckDBPyConnection, ids: list[str]) -> list[tuple[str, list[Bar]]]:
    """Title and bars of each chart that has any."""
    within = "document_id IN (SELECT unnest(?::VARCHAR[]))"
    classes = """SELECT coalesce(item_name, code), coalesce(item_name, code), sum(amount_yuan), NULL
        FROM amount WHERE {within} AND form_kind IN ({kinds}) AND measure = 'total' AND code_scheme = '{scheme}'
          AND code_level = 1 AND value_year = fiscal_year AND NOT is_of_which AND amount_yuan > 0
        GROUP BY code, item_name ORDER BY 3 DESC, 1"""
    function = database.execute(
        classes.format(within=within, kinds="'dept_expenditure_summary'", scheme="functional"), [ids]
    ).fetchall()
    if not function:
        function = database.execute(
            classes.format(within=within, kinds="'gpb_expenditure_by_function'", scheme="functional"), [ids]
        ).fetchall()
    economic = database.execute(
        classes.format(
            within=within, kinds="'gpb_basic_by_dept_econ', 'gpb_project_by_dept_econ'", scheme="dept_economic"
        ),
        [ids],
    ).fetchall()
    kinds = database.execute(
        f"SELECT personnel_yuan, operating_yuan, project_yuan FROM shown_spending_share WHERE {within} "
        "ORDER BY total_yuan DESC LIMIT 1",
        [ids],
    ).fetchone()
    by_kind = [
        (words()[name][0], words()[name][1], amount, None)
        for name, amount in zip(("personnel", "operating", "project"), kinds or (), strict=False)
        if amount is not None
    ]
    order = ["three_public_total", "overseas_travel", "vehicle_total"]
    order += ["vehicle_purchase", "vehicle_operation", "official_reception"]
    public = [
        (words()[measure][0], words()[measure][1], amount, before)
        for measure, amount, before in database.execute(
            f"SELECT measure, amount_yuan, previous_yuan FROM shown_three_public WHERE {within} "
            "AND basis = CASE WHEN stage = 'final_account' THEN 'final_account' ELSE 'budget' END "
            "ORDER BY array_position(?, measure), amount_id",
            [ids, order],
        ).fetchall()
    ]
    charts = [
        ("by_function", bars(function, _sum(function))),
        ("by_economic", bars(economic, _sum(economic))),
        ("by_kind", bars(by_kind, _sum(by_kind))),
        ("three_public", bars(public)),
    ]
    return [(title, found) for title, found in charts if found]


def _sum(chart: Sequence[tuple[Any, ...]]) -> Decimal:
    return sum((row[2] for row in chart), Decimal(0))
