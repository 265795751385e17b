"""What stands on the page of a disclosure, asked of the current publication for many disclosures at a time.

Belongs here: its documents, findings with both sides, forms with every number, charts. Does not: what is asked for all
disclosures at once (`contents`), HTML, pictures.

A query of a whole publication costs nearly the same for one disclosure as for fifty: fifty are asked for together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.report.charts import Bar, bars
from pipeline.report.contents import Row, rows
from pipeline.report.words import words

_AT_ONCE = 50

# The documents asked for, by the disclosure whose page shows them.
_ASKED = """CREATE OR REPLACE TEMP TABLE asked AS
    SELECT unnest(?::VARCHAR[]) AS asked_for, unnest(?::VARCHAR[]) AS document_id"""

# What the page of a disclosure shows, each in the order it is shown in.
_QUERIES = {
    "findings": """SELECT * FROM finding JOIN asked USING (document_id)
        ORDER BY array_position(['error', 'warning', 'info'], severity), page NULLS LAST, finding_id""",
    "amounts": "SELECT * FROM amount JOIN asked USING (document_id) ORDER BY form_id, row_no, column_no",
    "sides": """SELECT * FROM check_result JOIN asked USING (document_id) WHERE finding_id IS NOT NULL
        ORDER BY finding_id, rule_id, check_id""",
    "claims": """SELECT *, value_printed AS printed_text FROM claim JOIN asked USING (document_id) WHERE claim_id IN
        (SELECT o.claim_id FROM (SELECT unnest(operands) AS o FROM check_result WHERE finding_id IS NOT NULL))
        ORDER BY claim_id""",
    "documents": "SELECT * FROM document JOIN asked USING (document_id) ORDER BY document_id",
    "renderings": """SELECT *, disclosure_id AS asked_for FROM document
        WHERE disclosure_id IN (SELECT asked_for FROM asked) AND NOT is_preferred ORDER BY file_name, document_id""",
    "problems": "SELECT * FROM problem JOIN asked USING (document_id) ORDER BY problem_id",
    "outcomes": """SELECT asked_for, outcome, count(*) AS n FROM check_result JOIN asked USING (document_id)
        GROUP BY ALL ORDER BY ALL""",
    "columns": "SELECT * FROM form_column JOIN asked USING (document_id) ORDER BY form_id, block_no, column_no",
    "lines": "SELECT * FROM form_row JOIN asked USING (document_id) ORDER BY form_id, row_no, block_no",
    "forms": """SELECT * FROM form JOIN asked USING (document_id) WHERE form_kind <> 'form_catalogue'
        ORDER BY document_id, ordinal""",
}

_FORMS_OF_FUNCTION = ("dept_expenditure_summary", "gpb_expenditure_by_function")  # the first one a disclosure has
_FORMS_OF_ECONOMIC = ("gpb_basic_by_dept_econ", "gpb_project_by_dept_econ")
_THREE_PUBLIC = (
    "three_public_total", "overseas_travel", "vehicle_total", "vehicle_purchase", "vehicle_operation",
    "official_reception",
)  # fmt: skip


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


def disclosed(database: duckdb.DuckDBPyConnection, heads: Sequence[Row]) -> Iterator[Row]:
    """Each disclosure of `contents.disclosures` with its documents, findings, forms, problems, coverage and charts."""
    for start in range(0, len(heads), _AT_ONCE):
        yield from _some(database, heads[start : start + _AT_ONCE])


def _some(database: duckdb.DuckDBPyConnection, heads: Sequence[Row]) -> Iterator[Row]:
    pairs = [(head["disclosure_id"], document_id) for head in heads for document_id in head["document_ids"]]
    database.execute(_ASKED, [[id_ for id_, _ in pairs], [document_id for _, document_id in pairs]])
    found = {name: _by(rows(database, query), "asked_for") for name, query in _QUERIES.items()}
    charts = _Charts(database)
    for head in heads:
        id_ = head["disclosure_id"]
        of = {name: by_disclosure.get(id_, []) for name, by_disclosure in found.items()}
        by_id = {row["amount_id"]: row for row in of["amounts"]}
        said = {row["claim_id"]: row for row in of["claims"]}
        used, blamed = _join(of["findings"], _by(of["sides"], "finding_id"), by_id, said)
        yield {
            **head,
            **{name: of[name] for name in ("documents", "renderings", "findings", "problems")},
            "outcomes": {row["outcome"]: row["n"] for row in of["outcomes"]},
            "forms": _forms(of, by_id, used, blamed),
            "charts": charts.of(id_),
        }


def _by(found: list[Row], key: str) -> dict[str, list[Row]]:
    """The rows by the value of a column, in their order."""
    by: dict[str, list[Row]] = {}
    for row in found:
        by.setdefault(row[key], []).append(row)
    return by


def _join(
    findings: list[Row], sides: dict[str, list[Row]], amounts: dict[str, Row], said: dict[str, Row]
) -> tuple[dict[str, Row], dict[str, Row]]:
    """Findings get their checks and numbers; returns, by amount_id, the first finding that uses it and blames it."""
    used: dict[str, Row] = {}
    blamed: dict[str, Row] = {}
    for finding in findings:
        finding["checks"] = sides.get(finding["finding_id"], [])
        operands = {
            operand["amount_id"]: operand["role"]
            for side in finding["checks"]
            for operand in side["operands"]
            if operand["amount_id"] in amounts
        }
        finding["operands"] = [(amounts[key], role) for key, role in operands.items()]
        stated = {o["claim_id"]: None for side in finding["checks"] for o in side["operands"]}
        finding["statements"] = [said[key] for key in stated if key in said]
        for key in operands:
            used.setdefault(key, finding)
            if finding["x0"] is not None and _same_place(amounts[key], finding):
                blamed.setdefault(key, finding)
    return used, blamed


def _same_place(amount: Row, finding: Row) -> bool:
    return all(amount[side] == finding[side] for side in ("page", "x0", "top", "x1", "bottom"))


def _forms(
    of: dict[str, list[Row]], amounts: dict[str, Row], used: dict[str, Row], blamed: dict[str, Row]
) -> list[Form]:
    columns: dict[str, dict[int, list[Row]]] = {}
    for row in of["columns"]:
        columns.setdefault(row["form_id"], {}).setdefault(row["block_no"], []).append(row)
    lines: dict[str, dict[int, Line]] = {}
    for row in of["lines"]:
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
        for form in of["forms"]
    ]


class _Charts:
    """The charts of the disclosures asked for."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._function = [self._classes([kind], "functional") for kind in _FORMS_OF_FUNCTION]
        self._economic = self._classes(_FORMS_OF_ECONOMIC, "dept_economic")
        self._kinds = self._asked(
            "SELECT asked_for, personnel_yuan, operating_yuan, project_yuan "
            "FROM shown_spending_share JOIN asked USING (document_id) "
            "QUALIFY row_number() OVER (PARTITION BY asked_for ORDER BY total_yuan DESC, document_id) = 1"
        )
        self._public = self._asked(
            "SELECT asked_for, measure, amount_yuan, previous_yuan FROM shown_three_public "
            "JOIN asked USING (document_id) "
            "WHERE basis = CASE WHEN stage = 'final_account' THEN 'final_account' ELSE 'budget' END "
            "ORDER BY array_position(?, measure), amount_id",
            [list(_THREE_PUBLIC)],
        )

    def of(self, disclosure_id: str) -> list[tuple[str, list[Bar]]]:
        """Title and bars of each chart that has any."""
        function = next((found[disclosure_id] for found in self._function if disclosure_id in found), [])
        economic = self._economic.get(disclosure_id, [])
        by_kind = [
            (*words()[name], amount, None)
            for row in self._kinds.get(disclosure_id, [])
            for name, amount in zip(("personnel", "operating", "project"), row, strict=True)
            if amount is not None
        ]
        public = [(*words()[measure], now, before) for measure, now, before in self._public.get(disclosure_id, [])]
        charts = [
            ("by_function", bars(function, _sum(function))),
            ("by_economic", bars(economic, _sum(economic))),
            ("by_kind", bars(by_kind, _sum(by_kind))),
            ("three_public", bars(public)),
        ]
        return [(title, found) for title, found in charts if found]

    def _classes(self, kinds: Sequence[str], scheme: str) -> dict[str, list[tuple[Any, ...]]]:
        """The first level of a classification, the largest first."""
        return self._asked(
            """SELECT asked_for, coalesce(item_name, code), coalesce(item_name, code), sum(amount_yuan), NULL
            FROM amount JOIN asked USING (document_id)
            WHERE form_kind IN (SELECT unnest(?::VARCHAR[])) AND measure = 'total' AND code_scheme = ?
              AND code_level = 1 AND value_year = fiscal_year AND NOT is_of_which AND amount_yuan > 0
            GROUP BY asked_for, code, item_name ORDER BY 4 DESC, 2""",
            [list(kinds), scheme],
        )

    def _asked(self, query: str, parameters: Sequence[object] = ()) -> dict[str, list[tuple[Any, ...]]]:
        """The first column's value -> the other columns' values of its rows."""
        found: dict[str, list[tuple[Any, ...]]] = {}
        for disclosure_id, *values in self._database.execute(query, list(parameters)).fetchall():
            found.setdefault(disclosure_id, []).append(tuple(values))
        return found


def _sum(chart: Sequence[tuple[Any, ...]]) -> Decimal:
    return sum((row[2] for row in chart), Decimal(0))
