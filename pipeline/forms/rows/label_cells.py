"""What one label cell says of its row: a code, a name, both joined, a unit, a project, a year.

Belongs here: the cells of one row, each for itself. Does not: 类, 款 and 项 in columns of their own (`stepped_codes`),
which cells a row has and where they stand (`labels`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.forms.codes import is_name_of, level_of
from pipeline.forms.columns.header_rows import code_shown
from pipeline.forms.model import Code
from pipeline.forms.numbers import reports_none
from pipeline.forms.rows.label_columns import CODE_LAST, CODE_LENGTHS, LabelColumn
from pipeline.forms.text import folded, header_word, squeezed, year_in
from pipeline.forms.words import composed_measure, measure_entry, measure_words, vocabulary
from pipeline.money import UNITS

JOINED = re.compile(r"^\[?(\d{3,9})\]?[-－—–_:：、. ]*(\D.*)$")
_DOTTED = re.compile(r"\d{3}(?:[.·\-]\d{2}){1,3}")  # 201.05.01
_CODED = ("code", "classification")
_NO_NAMES = frozenset({"serial", "line_no", "project_code", "other_code"})


@dataclass(slots=True)
class Labels:
    """What the label cells of a row say."""

    codes: list[Code] = field(default_factory=list)
    name: str = ""
    unit_name: str = ""
    unit_code: str = ""
    project_name: str = ""
    other: list[str] = field(default_factory=list)
    fund: str | None = None
    value_year: int | None = None
    page: int | None = None
    texts: list[str] = field(default_factory=list)  # words under headers that say nothing of them
    notes: list[str] = field(default_factory=list)
    measured_in: str = ""  # the unit of the row's numbers
    level: int = 0  # how many label columns stand empty before the first filled one
    last: int = 0  # the last label column of the run filled from there
    indent: float = 0.0

    @property
    def say_anything(self) -> bool:
        return bool(self.codes or self.name or self.unit_name or self.project_name or self.other)

    def add_code(self, scheme: str | None, value: str, printed: str) -> None:
        """The first code of each classification is the row's."""
        scheme = scheme or "functional"
        if not any(code.scheme == scheme for code in self.codes):
            self.codes.append(Code(scheme, value, level_of(value), printed))


def read_cell(labels: Labels, column: LabelColumn, text: str) -> None:
    """Add to `labels` what a filled cell of this column says."""
    flat = squeezed(text)
    if column.label in _CODED:
        flat = code_shown(flat)
    if _DOTTED.fullmatch(flat):
        flat = re.sub(r"\D", "", flat)
    if flat in column.unit_codes:
        labels.unit_code = flat
        return
    match column.label:
        case "code" | "classification" | "name" | "item":
            _read_name_or_code(labels, column, text, flat)
        case "unit_name" if reports_none(flat):
            pass
        case "unit_name" if flat in UNITS or flat in vocabulary("lines")["counted"]:
            labels.measured_in = flat  # 单位 above 万元 and 辆
        case "unit_name":
            labels.unit_name = text.replace("\n", "")
        case "unit_code" if any(ch.isascii() and ch.isalnum() for ch in flat):
            labels.unit_code = flat
        case "project_name":
            labels.project_name = text.replace("\n", "")
        case "date":
            labels.value_year = year_in(flat) or labels.value_year
            labels.other.append(text)
            labels.notes.append(text)
        case label:
            labels.other.append(text)
            if label is not None and label.startswith("indicator_"):
                return  # an indicator is not the name of the row's money
            if label == "fund_name":
                labels.fund = labels.fund or fund_of(text)
            if label in ("note", "fund_name"):
                labels.notes.append(text)
            elif label not in _NO_NAMES:
                labels.texts.append(text)


def fund_of(printed: str) -> str | None:
    """The money a cell below 资金性质 names; None for what is no fund of its own (财政拨款)."""
    word = header_word(printed)[0]
    measure = measure_words().find(word) or composed_measure(word)
    fund = measure_entry(measure).get("fund") if measure else None
    return str(fund) if fund else None


def _read_name_or_code(labels: Labels, column: LabelColumn, text: str, flat: str) -> None:
    is_coded = column.label in _CODED
    joined = JOINED.match(flat)
    if flat.isdigit() and (column.label == "code" or (is_coded and len(flat) in CODE_LENGTHS)):
        labels.add_code(column.scheme, flat, flat)
    elif joined and len(joined[1]) in CODE_LENGTHS and (is_coded or joined[1][0] in "235"):
        labels.add_code(column.scheme, joined[1], flat)
        labels.name = labels.name or JOINED.sub(r"\2", text.replace("\n", "")).strip()
    elif last := _code_last(column, text):
        labels.add_code(column.scheme, last["code"], last["code"])
        labels.name = labels.name or squeezed(last["name"])
    elif not labels.name or not is_coded:
        if labels.name:
            labels.other.append(labels.name)
        labels.name = text.replace("\n", "")
    else:
        labels.other.append(text)


def _code_last(column: LabelColumn, text: str) -> re.Match[str] | None:
    """A name and its code behind it, set apart from it or known to be so called."""
    last = CODE_LAST.match(folded(text).strip())
    if last is None or last["apart"]:
        return last
    return last if is_name_of(last["name"], column.scheme or "functional", last["code"]) else None
