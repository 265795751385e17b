"""What a column of numbers means: the measure of the words above it.

Belongs here: the measure, fund, basis and year of a path of words.
Does not: the path (`header`), what columns beside it say (`measures_beside`), which column is part of which
(`column_sums`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.forms.codes import implied_code
from pipeline.forms.columns.blocks import side_of
from pipeline.forms.columns.column_sums import column_tree, is_whole
from pipeline.forms.columns.measures_beside import settle_measures
from pipeline.forms.columns.model import ColumnHead, Header
from pipeline.forms.model import Code, Column
from pipeline.forms.text import header_word, unit_in, year_in
from pipeline.forms.words import (
    basis_words,
    composed_measure,
    measure_entry,
    measure_words,
    subtotal_words,
    vocabulary,
)

_FUND_MEASURES = {"gpb", "gov_fund", "state_capital", "fiscal_special_account", "unit_funds", "other_funds"}
_GROUPS_THAT_PASS = {"current_revenue", "fiscal_appropriation", "unit_funds", "total", "current_expenditure"}
_PARTS_OF_BASIC = {"personnel", "operating"}


def columns_of(header: Header, *, is_balance: bool, context: str = "") -> list[Column]:
    """The meaning of every number column."""
    columns = [_meaning(head, is_balance=is_balance, context=context) for head in header.numeric()]
    settle_measures(columns, plans_years=context == "plan")
    for block in header.blocks:
        money = [c for c in columns if c.block_no == block and c.quantity == "money"]
        heads = {h.column_no: h for h in header.numeric(block)}
        if is_balance and len(money) > 1:
            for column in money:
                if column.measure in ("budget_amount", "final_amount") and is_whole(heads[column.column_no].path[-1]):
                    column.measure = "total"
        column_tree([c for c in columns if c.block_no == block], heads)
    return columns


@dataclass(slots=True)
class _Path:
    """What the words above a column say, from the group down to the leaf."""

    measures: list[str] = field(default_factory=list)
    year: int | None = None
    basis: str | None = None
    unit: str | None = None
    code: Code | None = None
    is_whole: bool = False  # the last word says: of all of it
    is_known: bool = False  # a word was understood


def _meaning(head: ColumnHead, *, is_balance: bool, context: str) -> Column:
    path = _read_path(head, is_balance, context)
    column = Column(
        column_no=head.column_no,
        block_no=head.block_no,
        header_printed=head.printed,
        measure="unknown",
        side=head.side,
        basis=path.basis,
        value_year=path.year,
        is_of_which=head.is_of_which,
        unit=path.unit,
        code=path.code,
    )
    if path.is_known:
        column.measure = _combined(path.measures, path.is_whole, is_balance, path.basis, column)
    entry = measure_entry(column.measure)
    column.quantity = entry.get("quantity", "percent" if _is_rate(head.path) and not path.measures else "money")
    column.is_of_which = column.is_of_which or bool(entry.get("of_which"))
    column.fund = column.fund or entry.get("fund")
    return column


def _read_path(head: ColumnHead, is_balance: bool, context: str) -> _Path:
    path = _Path()
    for word in head.path:
        path.year = year_in(word) or path.year
        path.unit = unit_in(word) or path.unit
        key, _ = header_word(word)
        # 本年收入 over 预算数 names the side, not a measure.
        names_side = is_balance and word is head.path[0] and len(head.path) > 1 and side_of([word])
        if not key or names_side:
            path.is_known = True
        else:
            _read_word(path, key, head, context)
    return path


def _read_word(path: _Path, key: str, head: ColumnHead, context: str) -> None:
    path.is_whole = False
    if subtotal_words().find(key):
        path.is_whole = True
    elif (measure := measure_words(context).find(key)) is not None:
        is_part = head.is_of_which or bool(path.measures)
        path.measures.append(measure if is_part else _apart(measure, key))
    elif (basis := basis_words().find(key)) is not None:
        path.basis = None if basis == "amount" else basis
        path.is_whole = True
    elif (category := _economic_column(key)) is not None:
        path.code = category[0]
        path.measures.append(category[1])
    elif path.measures and re.fullmatch(vocabulary("columns")["people"], key):
        pass  # 在职人员 below 人员经费: whose money it is
    elif (composed := composed_measure(key, context)) is not None:
        path.measures += [composed] if composed != "total" else []
        path.is_whole = composed == "total"
    else:
        return
    path.is_known = True


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
