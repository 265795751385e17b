"""Numbers in cells: the grammar of `pipeline.money` after folding what conversions leave in a cell.

Belongs here: mark-up around a number (<b>7,563.00</b>), radicals, full-width forms, a unit of money behind it,
and the errors that stand where a number should.
Does not: the grammar itself.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from pipeline import money
from pipeline.forms.text import folded, squeezed
from pipeline.money import UNIT, Number

# Formats of spreadsheets leave 元 out: 0.35亿, 1234.6万.
_SHORT = {"万": "万元", "亿": "亿元"}
# The mark of a note is no digit of the number it stands behind: 18.00[1], 18.00¹.
_NOTE_BEHIND = re.compile(r"(?<=\d)\s*(?:[\[［【]\d{1,2}[\]］】]|[¹²³⁴-⁹])\s*$")
_UNIT_BEHIND = re.compile(rf"(?P<number>.*\d[)）]?)\s*[(（]?(?P<unit>{'|'.join((UNIT, *_SHORT))})[)）]?")


def _without_mark(printed: str) -> str:
    return folded(_NOTE_BEHIND.sub("", printed))


# What spreadsheet programs print where a formula has no result, and where a column is too narrow for its number.
_ERROR = re.compile(r"#(?:DIV/0|REF|VALUE|NUM|NULL|SPILL|CALC)!|#NAME\?|#N/A|Err:\d{3}|#{2,}", re.IGNORECASE)


def is_spreadsheet_error(printed: str) -> bool:
    """Whether the cell prints an error of the spreadsheet it was made from."""
    return _ERROR.fullmatch(squeezed(printed)) is not None


# A cell is asked several times whether it is a number, and a document prints the same ones again and again.
_known = lru_cache(maxsize=8192)


def _number_and_unit(printed: str) -> tuple[str, str | None]:
    """The text of a number and the unit of money behind it, None where there is none."""
    match = _UNIT_BEHIND.fullmatch(_without_mark(printed).strip())
    return (match["number"], _SHORT.get(match["unit"], match["unit"])) if match is not None else (printed, None)


@_known
def read_amount(printed: str) -> Number | None:
    """As read_number; a unit of money may stand behind the number, as formats of spreadsheets show it."""
    text, unit = _number_and_unit(printed)
    number = read_number(text)
    return replace(number, unit=unit) if number is not None and unit is not None else number


@_known
def is_amount(printed: str) -> bool:
    """Whether the text is one number, perhaps with its unit of money."""
    return is_number(_number_and_unit(printed)[0])


@_known
def read_number(printed: str) -> Number | None:
    """As money.read_number; mark-up is not part of the number."""
    return money.read_number(_without_mark(printed))


@_known
def is_number(printed: str) -> bool:
    """As money.is_number; mark-up is not part of the number."""
    return money.is_number(_without_mark(printed))


@_known
def reports_none(printed: str) -> bool:
    """As money.reports_none; mark-up is not part of the cell."""
    return money.reports_none(_without_mark(printed))


__all__ = ["Number", "is_amount", "is_number", "is_spreadsheet_error", "read_amount", "read_number", "reports_none"]
