"""One indicator from its cells: weight, operator, target and unit.

Belongs here: the grammar of targets (≥95%) and weights.
Does not: which cell is which (`indicators`).
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.documents.model import Cell
from pipeline.forms.model import Indicator, RecognisedForm, Trouble
from pipeline.forms.numbers import reports_none
from pipeline.forms.text import folded, squeezed
from pipeline.forms.words import vocabulary

_TARGET = re.compile(r"^(?P<operator>≥|>=|≤|<=|=|>|<)?(?P<value>-?\d[\d,]*(?:\.\d+)?)(?P<unit>.*)$")


def add_indicator(form: RecognisedForm, values: dict[str, Cell], r: int) -> None:
    name = values.get("name")
    if name is None or not name.text.strip():
        return
    others = [values[k].text.strip() for k in ("weight", "target", "unit", "operator") if k in values]
    if not any(others):
        return
    weight_text = values["weight"].text.strip() if "weight" in values else ""
    weight = None
    if weight_text:
        match = re.match(r"^\s*(\d+(?:\.\d+)?)\s*[%分]?\s*$", folded(weight_text))
        if match:
            weight = Decimal(match[1])
        elif not reports_none(weight_text):
            form.troubles.append(Trouble("weight_not_understood", weight_text, name.text, name.page))
    operators = vocabulary("performance")["operators"]
    operator = operators.get(squeezed(values["operator"].text)) if "operator" in values else None
    target_cell = values.get("target")
    printed = target_cell.text.strip() if target_cell is not None else ""
    value: Decimal | None = None
    unit = squeezed(values["unit"].text) if "unit" in values else None
    match = _TARGET.match(squeezed(printed))
    if match and len(match["unit"]) <= 12:
        value = Decimal(match["value"].replace(",", ""))
        operator = operator or operators.get(match["operator"] or "")
        unit = unit or match["unit"].strip("()（）") or None
    core = values.get("core")
    is_core = vocabulary("performance")["core"].get(squeezed(core.text)) if core is not None else None
    form.indicators.append(
        Indicator(
            name=name.text.strip().replace("\n", ""),
            weight=weight,
            operator=operator,
            target_printed=printed,
            target_value=value,
            target_unit=unit or None,
            is_core=is_core,
            cell=target_cell or name,
            weight_printed=weight_text,
            operator_printed=values["operator"].text.strip() if "operator" in values else "",
            dimension=" / ".join(squeezed(values[k].text) for k in ("level1", "level2") if k in values),
        )
    )
