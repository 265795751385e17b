"""What a column of numbers means: the measure of the words above it.

Belongs here: the measure, fund, basis and year of a path of words.
Does not: the path (`header`), which column is part of which (`column_sums`).
"""

from __future__ import annotations

import re

from pipeline.forms.codes import implied_code
from pipeline.forms.column_sums import column_tree, is_whole
from pipeline.forms.header import ColumnHead, Header, side_of
from pipeline.forms.model import Code, Column
from pipeline.forms.text import header_word, unit_in, year_in
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    economic_rest,
    measure_entry,
    measure_words,
    subtotal_words,
    vocabulary,
)

_FUND_MEASURES = {"gpb", "gov_fund", "state_capital", "fiscal_special_account", "unit_funds", "other_funds"}
_GROUPS_THAT_PASS = {"current_revenue", "fiscal_appropriation", "unit_funds", "total", "current_expenditure"}
_PARTS_OF_BASIC = {"personnel", "operating"}
_FIGURES_OF_A_YEAR = {"budget", "execution", "final_account"}
# So many columns beside one must name economic classes for it to be read as one of them.
_FEWEST_CLASSES = 2


def columns_of(header: Header, *, is_balance: bool, context: str = "") -> list[Column]:
    """The meaning of every number column."""
    columns = []
    for head in header.numeric():
        column = _meaning(head, is_balance=is_balance, context=context)
        columns.append(column)
    _settle_rest_of_classes(columns)
    _settle_classes_alone(columns)
    _settle_years(columns)
    _settle_execution(columns)
    for block in header.blocks:
        money = [c for c in columns if c.block_no == block and c.quantity == "money"]
        heads = {h.column_no: h for h in header.numeric(block)}
        if is_balance and len(money) > 1:
            for column in money:
                if column.measure in ("budget_amount", "final_amount") and is_whole(heads[column.column_no].path[-1]):
                    column.measure = "total"
        column_tree([c for c in columns if c.block_no == block], {h.column_no: h for h in header.numeric(block)})
    return columns


def _settle_rest_of_classes(columns: list[Column]) -> None:
    """其他支出 beside columns of two economic classes or more is the class of that name."""
    words = {c.column_no: header_word(c.header_printed.rpartition(" / ")[2])[0] for c in columns}
    for column in columns:
        measure = economic_rest().find(words[column.column_no]) if column.measure == "unknown" else None
        beside = [c for c in columns if c.block_no == column.block_no and c is not column]
        if measure is not None and sum(_is_economic_class(words[c.column_no]) for c in beside) >= _FEWEST_CLASSES:
            column.measure = measure


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
    return _is_economic_class(word) or economic_rest().find(word) is not None


def _is_economic_class(word: str) -> bool:
    found = (implied_code(word, "", (scheme,)) for scheme in ("dept_economic", "gov_economic"))
    return any(code is not None and code.level == 1 for code in found)


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


def _meaning(head: ColumnHead, *, is_balance: bool, context: str) -> Column:
    measures: list[str] = []
    year: int | None = None
    basis: str | None = None
    unit: str | None = None
    whole = False
    known = False
    code: Code | None = None
    matcher = measure_words(context)
    for word in head.path:
        year = year_in(word) or year
        unit = unit_in(word) or unit
        key, _ = header_word(word)
        if not key:
            known = True
            continue
        if is_balance and word is head.path[0] and len(head.path) > 1 and side_of([word]):
            known = True  # 本年收入 over 预算数 names the side, not a measure
            continue
        measure = matcher.find(key)
        whole = False
        if subtotal_words().find(key):
            whole = known = True
        elif measure is not None:
            is_part = head.is_of_which or bool(measures)
            measures.append(measure if is_part else _apart(measure, key))
            known = True
        elif (found := basis_words().find(key)) is not None:
            basis = None if found == "amount" else found
            whole = known = True
        elif (category := _economic_column(key)) is not None:
            code = category[0]
            measures.append(category[1])
            known = True
        elif (composed := composed_measure(key, context)) is not None:
            measures += [composed] if composed != "total" else []
            whole, known = composed == "total", True
    column = Column(
        column_no=head.column_no,
        block_no=head.block_no,
        header_printed=head.printed,
        measure="unknown",
        side=head.side,
        basis=basis,
        value_year=year,
        is_of_which=head.is_of_which,
        unit=unit,
        code=code,
    )
    if known or measures:
        column.measure = _combined(measures, whole, is_balance, basis, column)
    entry = measure_entry(column.measure)
    column.quantity = entry.get("quantity", "percent" if _is_rate(head.path) and not measures else "money")
    column.is_of_which = column.is_of_which or bool(entry.get("of_which"))
    column.fund = column.fund or entry.get("fund")
    return column


def _is_rate(path: list[str]) -> bool:
    """Whether the last word above a column ends as the names of rates do."""
    return bool(path) and header_word(path[-1])[0].endswith(tuple(vocabulary("columns")["rate_endings"]))


def _apart(measure: str, word: str) -> str:
    """What a word of a part means where it is the part of nothing (`no_part` in columns.yml)."""
    others = measure_entry(measure).get("no_part", {})
    return next((str(other) for other, pattern in others.items() if re.fullmatch(pattern, word)), measure)


def _economic_column(word: str) -> tuple[Code, str] | None:
    """The economic category a header word names (基本工资, 办公费), and whether it is personnel or operating money."""
    code = implied_code(word, "", ("dept_economic",)) or implied_code(word, "", ("gov_economic",))
    if code is None:
        return None
    by_class = vocabulary("columns")["economic_columns"]
    measure = next((m for m, classes in by_class.items() if code.value[:3] in classes), None)
    return (code, str(measure)) if measure is not None else None


def _combined(measures: list[str], whole: bool, is_balance: bool, basis: str | None, column: Column) -> str:
    """The measure of a path of measures, from the group down to the leaf."""
    if not measures:
        if is_balance and whole:
            return "final_amount" if basis == "final_account" else "budget_amount"
        return "total"
    leaf = measures[-1]
    groups = measures[:-1]
    if "delta_excl_infrastructure" in groups:
        return "growth_excl_infrastructure_pct" if leaf == "growth_pct" else "delta_excl_infrastructure"
    if leaf in ("delta", "growth_pct") or "delta" in groups:
        inner = [m for m in measures if m not in ("delta", "growth_pct")]
        column.of_measure = inner[-1] if inner else None
        return "growth_pct" if "growth_pct" in measures else "delta"
    if "prior_year_budget" in groups or "prior_year_actual" in groups:
        # A group for last year: the leaf says what of it.
        column.of_measure = None
        column.value_year = column.value_year or -1
        if leaf in ("prior_year_budget", "prior_year_actual"):
            return leaf
        groups = [g for g in groups if g not in ("prior_year_budget", "prior_year_actual")]
    if "count" in groups:
        return "count"  # 在职人员 below 年末实有人数
    group = groups[-1] if groups else None
    if (leaf in _PARTS_OF_BASIC or leaf == "project_budget") and group == "project":
        return "project"  # an economic class, or one kind of projects, below 项目支出
    if leaf in _FUND_MEASURES or leaf == "fiscal_appropriation":
        entry = measure_entry(leaf)
        for outer in reversed(groups):
            combined = entry.get("under", {}).get(outer)
            if combined:
                return str(combined)
        if leaf == "fiscal_appropriation" and column.is_of_which and group in _FUND_MEASURES:
            column.fund = measure_entry(group).get("fund")
            return group  # 其中：转移支付 below 一般公共预算
        inner_groups = [g for g in groups if g not in _GROUPS_THAT_PASS and g not in _FUND_MEASURES]
        if inner_groups:
            column.fund = entry.get("fund")
            return inner_groups[-1]
        return leaf
    if group in _FUND_MEASURES and leaf not in _FUND_MEASURES:
        column.fund = measure_entry(group).get("fund")
    return leaf
