"""Equations asked for a changed cell say what SQL says of the changed document."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from expectations.catalogue import load_rules
from expectations.compile import query
from expectations.equations import equation

from .tiny import Disclosures

RULES = [rule for rule in load_rules() if rule.rule_id in ("A01", "B02", "C01", "C02", "A07")]
ROWS = [{"total": "90 100 40 60 11.1"}, {"201": "90 100 40 60 11.1"}, {"20101": "90 100 40 60 11.1"}]
ROWS += [{"2010101": "50 62 40 22 24.0"}, {"2010102": "40 38 - 38 -5.0"}]
COLUMNS = "prior_year_budget@2023 total basic<1 project<1 growth_pct%"
QUERY = (
    "SELECT check_id, rule_id, form_id, relation, outcome, severity, tolerance, terms FROM ({}) WHERE terms IS NOT NULL"
)


@settings(max_examples=3, deadline=None)
@given(
    st.sampled_from(["0.01", "1", "100"]),
    st.lists(st.tuples(st.integers(0, 200), st.integers(-130, 130)), min_size=20, max_size=30),
)
@example("0.01", [(88, -50)])  # the base of a rate becomes 0
def test_a_changed_cell_breaks_what_sql_breaks(step: str, changes: list[tuple[int, int]]) -> None:
    disclosures = Disclosures()
    unit = Decimal(step)
    form = {"kind": "gpb_expenditure_by_function", "columns": COLUMNS, "step": step, "rows": ROWS}
    names = [disclosures.add(f"d{number}", form) for number in range(len(changes) + 1)]
    connection = disclosures.connection
    connection.execute(
        "UPDATE amount SET value = value * ?, amount_yuan = amount_yuan * ? WHERE quantity = 'money'", [unit, unit]
    )
    cells = connection.sql(
        "SELECT substr(amount_id, 3), amount_yuan FROM amount"
        " WHERE document_id = 'd0' AND quantity = 'money' ORDER BY 1"
    ).fetchall()
    chosen = []
    for number, (place, steps) in enumerate(changes, start=1):
        cell, value = cells[place % len(cells)]
        chosen.append((cell, value + steps * unit))
        connection.execute(
            "UPDATE amount SET value = ?, amount_yuan = ? WHERE amount_id = ?",
            [value + steps * unit, value + steps * unit, f"d{number}{cell}"],
        )
    rows = connection.sql(f"SELECT * FROM ({QUERY.format(query(RULES, names))})").fetchall()
    documents = connection.sql(f"SELECT check_id, document_id, subject FROM ({query(RULES, names)})").fetchall()
    where = {check_id: (document_id, subject) for check_id, document_id, subject in documents}
    base = {where[row[0]][1] + row[1]: equation(*row) for row in rows if where[row[0]][0] == "d0"}
    said = {(where[row[0]][0], where[row[0]][1] + row[1]): row[4] for row in rows}
    for number, (cell, value) in enumerate(chosen, start=1):
        for name, one in base.items():
            outcome = said.get((f"d{number}", name))
            if outcome in ("holds", "rounding", "breaks") and one.outcome != "not_evaluable":
                assert one.holds_with({f"d0{cell}": value}) == (outcome != "breaks"), (name, cell, value)
