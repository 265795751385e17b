"""A Document to its forms: the one entry of this room.

Belongs here: the order of the steps for each logical table, and the decision which reader reads it.
Does not: the steps themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.documents.model import Document
from pipeline.forms import cells
from pipeline.forms.columns.elimination import name_by_elimination
from pipeline.forms.columns.header import read_header
from pipeline.forms.columns.meaning import columns_of
from pipeline.forms.columns.model import Header
from pipeline.forms.kinds import OTHER, form_kinds, title_kinds
from pipeline.forms.model import Amount, CatalogueEntry, LeftOut, RecognisedForm, Trouble
from pipeline.forms.performance import read_performance
from pipeline.forms.performance.columns import list_header
from pipeline.forms.performance.indicators import mark_indicator_columns, read_indicator_columns
from pipeline.forms.performance.shape import indicator_header, is_key_value, projects_above
from pipeline.forms.performance.written import mark_written_columns, read_written_columns
from pipeline.forms.rows import balance, coded
from pipeline.forms.rows.row_measures import settle_inner_heads, settle_rows
from pipeline.forms.tables.captions import Caption, completed_title, name_after_sheet, pattern, read_caption, unit_of
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.tables.stitch import logical_tables
from pipeline.forms.text import bare, squeezed, unit_in
from pipeline.forms.words import measure_entry, performance_keys, vocabulary

# Measures that say of which money or year a whole is.
_WHOLES_OF_MONEY = frozenset(
    {"fiscal_appropriation", "gpb", "gov_fund", "state_capital", "prior_year_budget", "prior_year_actual"}
)


@dataclass(slots=True)
class Recognition:
    """The forms of a document in order, its own list of forms, and what was not understood."""

    forms: list[RecognisedForm] = field(default_factory=list)
    catalogue: list[CatalogueEntry] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)


def recognise(document: Document) -> Recognition:
    """Every table of the document as a form (kind `other` where it is none of the known ones)."""
    result = Recognition()
    for table in logical_tables(document):
        form = read_form(table)
        result.forms.append(form)
        result.catalogue.extend(form.catalogue)
    _inherit_units(result.forms)
    return result


def read_form(table: LogicalTable) -> RecognisedForm:
    """One logical table as a form."""
    caption = read_caption(table.before, table.after)
    name_after_sheet(caption, table.sheet)
    form = RecognisedForm(
        kind=OTHER,
        title=caption.title,
        subtitle=caption.subtitle,
        label=caption.label,
        title_year=caption.year,
        organisation=caption.organisation,
        unit=caption.unit,
        note=caption.note,
        page_from=table.page_from,
        page_to=table.page_to,
        trust=table.trust,
        read_by=table.read_by,
    )
    entries = _catalogue(table)
    if entries:
        form.kind, form.catalogue = "form_catalogue", entries
        _leave_all(table, form, "table of contents")
        return form
    indicators_at = indicator_header(table)
    candidates = _candidates(caption)
    end = indicators_at if indicators_at is not None else len(table.rows)
    is_performance = (indicators_at is not None or _layout(candidates) == "performance") and (
        is_key_value(table, end) or (indicators_at is not None and not projects_above(table, indicators_at))
    )
    if is_performance:
        read_performance(table, form)
        form.kind = _decide(candidates, "performance", form, set()) or _performance_kind(table)
        return form
    _read_grid(table, form, candidates, indicators_at)
    return form


def _candidates(caption: Caption) -> tuple[str, ...]:
    joined = squeezed(caption.title) + squeezed(caption.subtitle)
    found = (*title_kinds(joined), *title_kinds(caption.title))
    return tuple(dict.fromkeys(found or title_kinds(completed_title(caption.title))))


def _layout(candidates: tuple[str, ...]) -> str | None:
    return form_kinds()[candidates[0]].layout if candidates else None


def _performance_kind(table: LogicalTable) -> str:
    found = {
        performance_keys().find(bare(cell.text)) for r in range(min(3, len(table.rows))) for _, cell in table.anchors(r)
    }
    return "project_performance_target" if "project_name" in found else "dept_performance_target"


def _read_grid(
    table: LogicalTable, form: RecognisedForm, candidates: tuple[str, ...], indicators_at: int | None
) -> None:
    lists = list_header(table, indicators_at, form.title_year) if indicators_at is not None else None
    header = read_header(table, rows=lists.end if lists is not None and table.has_spans else None)
    if lists is not None:
        mark_indicator_columns(header, lists)
    elif _layout(candidates) == "performance":
        mark_written_columns(header)
    is_balance = balance.is_balance(header)
    is_final = pattern("final_account").search(squeezed(form.title)) or any(h.label == "line_no" for h in header.heads)
    is_plan = pattern("plan_of_years").search(squeezed(form.title)) is not None
    context = "final" if is_final else "plan" if is_plan else ""
    form.columns = columns_of(header, is_balance=is_balance, context=context)
    found = balance.read_lines(table, header) if is_balance else coded.read_rows(table, header)
    form.rows = list(found.values())
    parts = cells.collect_amounts(table, header, form.columns, found)
    form.amounts, form.left_out, form.troubles = parts.amounts, parts.left_out, parts.troubles
    if lists is not None:
        read_indicator_columns(table, header, lists, form)
    else:
        read_written_columns(table, header, form, found)
    # One side of a balance: its lines are what money is spent for (基本支出, 工资福利支出), which is no classification.
    is_one_side = any(row.line == "current_total" for row in form.rows)
    schemes = {c.scheme for row in form.rows for c in row.codes if c.printed or not is_one_side}
    has_sides = {row.side for row in form.rows} >= {"revenue", "expenditure"}  # one below the other
    layout = "balance" if is_balance or has_sides else "grid"
    form.kind = _decide(candidates, layout, form, schemes) or _by_structure(form, layout, header)
    if is_balance and is_final:
        # 金额 beside 行次 is the figure of a final account.
        for column in form.columns:
            if column.measure == "budget_amount" and column.basis is None:
                column.measure = "final_amount"
    _settle_columns(form)
    name_by_elimination(form)
    settle_inner_heads(table, form, header.rows, context)
    settle_rows(form)
    for column in form.columns:
        unread = (a for a in form.amounts if a.column_no == column.column_no and a.measure in (None, "unknown"))
        if column.measure == "unknown" and any(unread):
            form.troubles.append(Trouble("column_not_understood", column.header_printed, form.kind, form.page_from))


def _decide(candidates: tuple[str, ...], layout: str, form: RecognisedForm, schemes: set[str]) -> str | None:
    """The first candidate of the title that the header and the rows do not contradict."""
    measures = {c.measure for c in form.columns}
    for kind_id in candidates:
        kind = form_kinds()[kind_id]
        if layout == "performance" and kind.layout != "performance":
            continue
        if layout == "balance" and kind.layout in ("coded", "row", "performance"):
            continue
        if layout == "grid" and kind.layout == "balance":
            continue
        if layout == "grid" and kind.layout == "performance" and not form.indicators and len(candidates) > 1:
            continue
        if kind.schemes and schemes and not schemes & set(kind.schemes):
            continue
        if set(kind.not_with) & measures and len(form.columns) > 1:
            continue
        if kind.needs and form.columns and not set(kind.needs) & measures:
            continue
        return kind_id
    return None


def _by_structure(form: RecognisedForm, layout: str, header: Header) -> str:
    """The kind of a table whose title says nothing, by its words alone; `other` where they do not decide."""
    measures = {c.measure for c in form.columns}
    lines = {row.line for row in form.rows if row.side == "revenue"}
    if layout == "balance" and {c.side for c in form.columns} >= {"revenue", "expenditure"}:
        own = lines & {"institution_operating_income", "business_income", "other_income", "higher_level_subsidy"}
        return "dept_balance_summary" if own else "fiscal_appropriation_balance_summary"
    if {"overseas_travel", "official_reception"} <= measures:
        if measures & {"meeting", "training"}:
            return "three_public_meeting_training"
        return "three_public_and_operating" if "agency_operating_expense" in measures else "three_public_budget"
    if {"institution_operating_income", "other_income"} <= measures and "project" not in measures:
        return "dept_revenue_summary"
    labels = {h.label for h in header.heads}
    goals = set(vocabulary("performance")["keys"]["goal"])
    if "project_name" in labels and any(bare(word) in goals for h in header.heads for word in h.path):
        return "project_performance_list"
    if "unit_name" in labels and not form.amounts and not any(h.label is None for h in header.heads):
        return "unit_list"
    if form.indicators:
        return "project_performance_target"
    return OTHER


def _settle_columns(form: RecognisedForm) -> None:
    """A single column of numbers is the whole of what the form is about, whatever word stands above it."""
    if form.kind == OTHER:
        return
    kind = form_kinds()[form.kind]
    whole = {column.parent_column_no for column in form.columns if column.measure in kind.whole_of}
    for column in form.columns:
        column.measure = kind.measures.get(column.measure, column.measure)
        if column.column_no in whole and column.measure in _WHOLES_OF_MONEY:
            column.fund = column.fund or measure_entry(column.measure).get("fund")
            if column.measure.startswith("prior_"):
                column.value_year = column.value_year or -1
            column.measure = "total"
    if kind.layout != "coded":
        return
    for block in {c.block_no for c in form.columns}:
        money = [c for c in form.columns if c.block_no == block and c.quantity == "money"]
        if len(money) == 1 and money[0].measure != "unknown":
            money[0].measure, money[0].fund = kind.lone_measure, None
    measures = {column.measure for column in form.columns}
    for column in form.columns:
        # Beside 基本支出, 专项资金 and 项目经费 are what projects cost; 预算金额 beside both is the whole of them.
        if column.measure == "project_budget" and measures & {"basic", "personnel", "operating"}:
            column.measure = "total" if "project" in measures and "total" not in measures else "project"
        if column.quantity == "money":
            column.fund = column.fund or kind.fund
        # Under a heading that only repeats what the form is about (一般公共预算支出 over 合计), the whole is the total.
        if column.measure in (kind.whole, kind.fund):
            column.measure = "total"
        # A table of 人员经费 alone: its whole is not that of basic expenditure.
        if column.measure == "total" and kind.whole == "basic":
            column.measure = _part_of_basic(form.title) or "total"


def _part_of_basic(title: str) -> str | None:
    """Personnel or operating, where a title names one of them and not the other."""
    parts = vocabulary("captions")["parts_of_basic"]
    named = [part for part, words in parts.items() if re.search(words, squeezed(title))]
    return named[0] if len(named) == 1 else None


def _catalogue(table: LogicalTable) -> list[CatalogueEntry]:
    """The lines of a table that lists the document's forms: several cells that are titles, no amounts."""
    entries: list[CatalogueEntry] = []
    for r in range(len(table.rows)):
        cells = [cell.text.strip() for _, cell in table.anchors(r) if cell.text.strip()]
        titles = [t for t in cells if title_kinds(t) and pattern("title_end").search(squeezed(t))]
        if len(titles) != 1 or len(cells) > 5:
            continue
        label = next((t for t in cells if t != titles[0] and pattern("label").match(squeezed(t))), "")
        kinds = title_kinds(titles[0])
        entries.append(CatalogueEntry(len(entries) + 1, label, titles[0], kinds[0] if kinds else None))
    return entries if len(entries) >= 4 and len(entries) >= 0.6 * (len(table.rows) - 2) else []


def _leave_all(table: LogicalTable, form: RecognisedForm, reason: str) -> None:
    for r in range(len(table.rows)):
        for c, cell in table.anchors(r):
            if any(ch.isdigit() for ch in cell.text):
                form.left_out.append(LeftOut(cell, reason, r, c))


def _inherit_units(forms: list[RecognisedForm]) -> None:
    """A table that states no unit takes the one its title or its neighbour states, and says so."""
    last: str | None = None
    for form in forms:
        if form.unit is None:
            form.unit = unit_of(form.title) or unit_in(form.title) or _unit_behind_all(form) or _unit_above_all(form)
        if form.unit is None and not all(
            a.number.unit or _column_unit(form, a) or _is_counted(form, a) for a in form.amounts
        ):
            form.unit = last
            form.troubles.append(
                Trouble("unit_not_printed", form.title, f"taken from the table before: {last}", form.page_from)
            )
        last = form.unit or last


def _unit_behind_all(form: RecognisedForm) -> str | None:
    """The one unit printed behind numbers: a 0 beside them has none of its own."""
    units = {a.number.unit for a in form.amounts if a.number.unit is not None}
    return units.pop() if len(units) == 1 else None


def _unit_above_all(form: RecognisedForm) -> str | None:
    """The one unit printed above columns: those beside them that state none are of the same money."""
    units = {c.unit for c in form.columns if c.unit is not None}
    return units.pop() if len(units) == 1 else None


def _is_counted(form: RecognisedForm, amount: Amount) -> bool:
    column = next((c for c in form.columns if c.column_no == amount.column_no), None)
    return amount.measure == "count" or (amount.measure is None and column is not None and column.quantity != "money")


def _column_unit(form: RecognisedForm, amount: Amount) -> str | None:
    return next((c.unit for c in form.columns if c.column_no == amount.column_no), None)
