"""Performance tables: key-value grids with a list of indicators.

Belongs here: what parts such a table has (`shape`), keys and words (`keys`), numbers (`money`) and their labels
(`labels`), lists of indicators (`columns`, `indicators`), indicators written into cells (`written`), one indicator
(`target`).
Does not: tables whose rows are projects without indicators (`pipeline.forms.rows.coded`).
"""

from __future__ import annotations

from pipeline.forms.model import RecognisedForm
from pipeline.forms.performance.indicators import read_indicators
from pipeline.forms.performance.keys import read_keys, written_name
from pipeline.forms.performance.shape import indicator_header
from pipeline.forms.performance.written import read_written_rows, written_from
from pipeline.forms.tables.grid import LogicalTable

_NEAR = 4  # lines above a table that may name its project


def read_performance(table: LogicalTable, form: RecognisedForm) -> None:
    """Fill the form with the key-value part's money and the indicators below it."""
    header = indicator_header(table)
    words = written_from(table) if header is None else None
    end = next((r for r in (header, words) if r is not None), len(table.rows))
    read_keys(table, form, end)
    if header is not None:
        read_indicators(table, form, header)
    elif words is not None:
        read_written_rows(table, form, words)
    _lift_unit(form)
    if not form.project_name:
        lines = (written_name(line.text) for line in table.before[-_NEAR:])
        form.project_name = next((name for name in lines if name), "")
    for indicator in form.indicators:
        indicator.project_name = indicator.project_name or form.project_name


def _lift_unit(form: RecognisedForm) -> None:
    """The unit printed at the labels (项目资金（万元）) is the form's where it is the only one."""
    units = {column.unit for column in form.columns if column.quantity == "money"} - {None}
    if form.unit is None and len(units) == 1:
        [form.unit] = units
