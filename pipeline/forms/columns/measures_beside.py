"""What columns say of each other: a measure that only those beside a column decide.

Belongs here: economic classes among their like, last year's figures, what was spent of a budget.
Does not: the words above a column alone (`meaning`), which column is part of which (`column_sums`).
"""

from __future__ import annotations

from pipeline.forms.codes import implied_code
from pipeline.forms.model import Column
from pipeline.forms.text import header_word
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    economic_class_names,
    measure_entry,
    measure_words,
    rest_words,
    unit_words,
)

_FIGURES_OF_A_YEAR = {"budget", "execution", "final_account"}
# So many columns beside one must name economic classes for it to be read as one of them.
_FEWEST_CLASSES = 2
_FEWEST_SOURCES = 2  # and as many sources of money
_FEWEST_UNITS = 2  # beside the whole of all units
PART_OF_UNIT = "part_of_unit"  # what the columns beside it make of a column headed by the name of a unit


def settle_measures(columns: list[Column], *, plans_years: bool = False) -> None:
    """Put right what the columns of a table were taken for, each by its own words."""
    _settle_units(columns)
    _settle_rest_of_classes(columns)
    _settle_rest_of_sources(columns)
    _settle_rest_of_items(columns)
    _settle_classes_alone(columns)
    if not plans_years:
        _settle_years(columns)
    _settle_execution(columns)


def _settle_units(columns: list[Column]) -> None:
    """局机关 | 第一中学 beside 合计: amounts of one unit each; a group of columns below such a word has its name."""
    for block in {c.block_no for c in columns}:
        money = [c for c in columns if c.block_no == block and c.quantity == "money"]
        named = {c.column_no: _unit_above(c) for c in money}
        if len({name for name in named.values() if name}) < _FEWEST_UNITS or all(named.values()):
            continue
        for column in money:
            column.unit_name = named[column.column_no]
            if column.unit_name and column.measure == "unknown":
                column.measure = PART_OF_UNIT


def _unit_above(column: Column) -> str:
    """The last word above a column that is the name of a unit and nothing else that is known."""
    words = column.header_printed.split(" / ")
    if column.measure == "unknown" and any(unit_words().find(header_word(word)[0]) for word in words):
        return words[-1]
    above = (word for word in words[:-1] if unit_words().find(header_word(word)[0]) and not _is_known(word))
    return next(above, "")


def _is_known(word: str) -> bool:
    key = header_word(word)[0]
    return measure_words().find(key) is not None or composed_measure(key) is not None


def _settle_rest_of_classes(columns: list[Column]) -> None:
    """其他支出 beside columns of two economic classes or more is the class of that name."""
    words = {c.column_no: header_word(c.header_printed.rpartition(" / ")[2])[0] for c in columns}
    for column in columns:
        measure = rest_words("economic").find(words[column.column_no]) if column.measure == "unknown" else None
        beside = [c for c in columns if c.block_no == column.block_no and c is not column]
        if measure is not None and sum(_is_economic_class(words[c.column_no]) for c in beside) >= _FEWEST_CLASSES:
            column.measure = measure


def _settle_rest_of_sources(columns: list[Column]) -> None:
    """其他 beside columns of two kinds of money or more is the rest of the money."""
    for column in columns:
        word = header_word(column.header_printed.rpartition(" / ")[2])[0]
        measure = rest_words("sources").find(word) if column.measure == "unknown" else None
        beside = {c.measure for c in columns if c.block_no == column.block_no and measure_entry(c.measure).get("fund")}
        if measure is not None and len(beside) >= _FEWEST_SOURCES:
            column.measure, column.fund = measure, measure_entry(measure).get("fund")


def _settle_rest_of_items(columns: list[Column]) -> None:
    """其他 beside 办公费 and 差旅费 is the rest of the money of their class."""
    for column in columns:
        word = header_word(column.header_printed.rpartition(" / ")[2])[0]
        if column.measure != "unknown" or rest_words("sources").find(word) is None:
            continue
        beside = [c for c in columns if c.block_no == column.block_no and c.code is not None]
        classes = {(c.code.value[:3], c.measure) for c in beside if c.code is not None}
        if len(beside) >= _FEWEST_CLASSES and len(classes) == 1:
            column.measure = beside[0].measure


def _settle_classes_alone(columns: list[Column]) -> None:
    """Economic classes of expenditure that no column divides into basic and projects: none of them is the projects."""
    for block in {c.block_no for c in columns}:
        paths = {c.column_no: c.header_printed.split(" / ") for c in columns if c.block_no == block}
        named = [c for c in columns if c.block_no == block and c.measure in ("basic", "project")]
        alone = [c for c in named if len(paths[c.column_no]) == 1]
        classes = [c for c in alone if _names_class(header_word(paths[c.column_no][0])[0])]
        if len(classes) == len(named):
            for column in classes:
                column.measure = "operating"


def _names_class(word: str) -> bool:
    return _is_economic_class(word) or rest_words("economic").find(word) is not None


def _is_economic_class(word: str) -> bool:
    found = (implied_code(word, "", (scheme,)) for scheme in ("dept_economic", "gov_economic"))
    is_listed = any(code is not None and code.level == 1 for code in found)
    return is_listed or economic_class_names().find(word) is not None


def _settle_years(columns: list[Column]) -> None:
    """An earlier year's only column, or its only one of a basis, is last year's figure beside the year's own."""
    years = [c.value_year for c in columns if c.value_year is not None]
    if not years:
        return
    latest = max(years)
    for column in columns:
        of_the_year = [c for c in columns if (c.block_no, c.value_year) == (column.block_no, column.value_year)]
        beside = [c.basis for c in of_the_year if c is not column]
        alone = not beside or (column.basis in _FIGURES_OF_A_YEAR and not {None, column.basis} & set(beside))
        if (
            column.value_year is not None
            and column.value_year < latest
            and alone
            and column.measure in ("total", "budget_amount", "final_amount", "project_budget")
        ):
            column.measure = (
                "prior_year_actual" if column.basis in ("execution", "final_account") else ("prior_year_budget")
            )


def _settle_execution(columns: list[Column]) -> None:
    """执行数 beside the rate or the adjusted budget it is compared with is what was spent of this year's budget."""
    for column in columns:
        beside = [c for c in columns if c.block_no == column.block_no and c is not column]
        years = [
            c.value_year for c in beside if c.value_year is not None and c.value_year > (column.value_year or 9999)
        ]
        word = header_word(column.header_printed.rpartition(" / ")[2])[0]
        is_compared = any(c.measure == "execution_rate_pct" or c.basis == "adjusted_budget" for c in beside)
        if (
            column.measure == "prior_year_actual"
            and basis_words().find(word) == "execution"
            and is_compared
            and not years
        ):
            column.measure, column.basis = "executed", "execution"
