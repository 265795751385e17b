"""Performance tables: key-value grids with a list of indicators.

Belongs here: where such a table shows what (`shape`), the project and its money (`keys`), the list of indicators
(`indicators`), one of them with weight, operator and target (`target`).
Does not: tables whose rows are projects without indicators (`pipeline.forms.rows`).
"""

from __future__ import annotations

from pipeline.forms.grid import LogicalTable
from pipeline.forms.model import RecognisedForm
from pipeline.forms.performance.indicators import read_indicators
from pipeline.forms.performance.keys import read_keys
from pipeline.forms.performance.shape import indicator_header


def read_performance(table: LogicalTable, form: RecognisedForm) -> None:
    """Fill the form with the key-value part's money and the indicators below it."""
    header = indicator_header(table)
    read_keys(table, form, header if header is not None else len(table.rows))
    if header is not None:
        read_indicators(table, form, header)
    for indicator in form.indicators:
        indicator.project_name = indicator.project_name or form.project_name
