"""What an unknown column must be, because it is the one part missing from a whole the form prints.

Belongs here: expenditure is personnel, operating and projects, or basic and projects. Where a form prints the total,
all of these parts but one, and one column whose words nobody knows, and the sums hold in every row, that column is the
missing part, whatever a place calls its projects.
Does not: words (`meaning`). A column that does not complete the sums stays unknown.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from pipeline.forms.model import Column, RecognisedForm

_WHOLES = (frozenset({"personnel", "operating", "project"}), frozenset({"basic", "project"}))
# So many rows must print the unknown column and complete their sums.
_LEAST_ROWS = 2


def name_by_elimination(form: RecognisedForm) -> None:
    """Give the unknown column of each block the measure that its sums leave over."""
    for block in {column.block_no for column in form.columns}:
        columns = [c for c in form.columns if c.block_no == block and c.quantity == "money" and not c.is_of_which]
        unknown = [c for c in columns if c.measure == "unknown"]
        totals = [c for c in columns if c.measure == "total"]
        if len(unknown) != 1 or len(totals) != 1:
            continue
        for whole in _WHOLES:
            parts = [c for c in columns if c.measure in whole]
            missing = whole - {c.measure for c in parts}
            if len(missing) == 1 and len(parts) == len(whole) - 1 and _completes(form, totals[0], parts, unknown[0]):
                unknown[0].measure = next(iter(missing))
                unknown[0].fund = unknown[0].fund or totals[0].fund
                break


def _completes(form: RecognisedForm, total: Column, parts: list[Column], unknown: Column) -> bool:
    """Whether the total is the sum of the parts and the unknown in every row that prints the total."""
    rows: dict[int, dict[int, Decimal]] = defaultdict(dict)
    for amount in form.amounts:
        if amount.block_no == total.block_no:
            rows[amount.row_no][amount.column_no] = amount.number.value
    complete = 0
    for values in rows.values():
        if total.column_no not in values:
            continue
        known = sum((values.get(part.column_no, Decimal(0)) for part in parts), Decimal(0))
        rest = values.get(unknown.column_no, Decimal(0))
        if known + rest != values[total.column_no]:
            return False
        complete += bool(rest)
    return complete >= _LEAST_ROWS
