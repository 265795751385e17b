"""One row per form, with what stands in it besides numbers, and the document's own list of its forms.

Belongs here: the order in which a form is written down; its indicators, words, cells left out and troubles. Does not:
columns and rows (`grid_rows`), numbers (`amount_rows`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pipeline.facts.amount_rows import add_amount, factor_of
from pipeline.facts.grid_rows import add_column, add_row
from pipeline.facts.record import Record
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import Recognition
from pipeline.forms.text import squeezed
from pipeline.money import UNITS


def add_form(record: Record, form: RecognisedForm, ordinal: int) -> str:
    """Returns its form_id."""
    form_id = f"{record.raw.document_id}-f{ordinal:03d}"
    steps = _add_grid(record, form_id, form)
    priced = next((c for c in form.columns if c.measure == "project_budget"), None)
    factor = factor_of(form, priced)
    budget = record.yuan(form.project_budget, factor)
    _add_indicators(record, form_id, form, factor, budget)
    _add_words(record, form_id, form)
    _tell_troubles(record, form_id, form)
    record.add(
        "form",
        form_id=form_id,
        form_kind=form.kind,
        ordinal=ordinal,
        label_printed=form.label or None,
        title_printed=form.title or None,
        subtitle_printed=form.subtitle or None,
        title_year=form.title_year,
        organisation_printed=form.organisation or None,
        stage=record.identity.stage,
        project_name=form.project_name or None,
        project_budget_yuan=budget,
        unit_printed=form.unit,
        unit_factor=UNITS.get(form.unit) if form.unit else None,
        printed_step=min(steps) if steps else None,
        page_from=form.page_from if record.has_pages else None,
        page_to=form.page_to if record.has_pages else None,
        row_count=len(form.rows),
        trust=form.trust,
        is_empty=form.is_empty,
        note_printed=form.note or None,
        member_no=record.member_at(form.page_from),
    )
    return form_id


def _add_grid(record: Record, form_id: str, form: RecognisedForm) -> list[Decimal]:
    """Rows, columns and numbers; returns the printed steps of the numbers, in yuan."""
    steps = []
    by_place = {(row.row_no, row.block_no): row for row in form.rows}
    for row in form.rows:
        add_row(record, form_id, row)
    exact = {(c.column_no, c.measure): c for c in form.columns}
    any_measure = {c.column_no: c for c in reversed(form.columns)}
    for each in form.columns:
        if any_measure[each.column_no] is each:  # a column of a key-value form may count more than one thing
            add_column(record, form_id, each)
    for amount in form.amounts:
        column = exact.get((amount.column_no, amount.measure or "")) or any_measure.get(amount.column_no)
        step = add_amount(record, form_id, form, amount, column, by_place.get((amount.row_no, amount.block_no)))
        if step is not None:
            steps.append(step)
    return steps


def _add_indicators(
    record: Record, form_id: str, form: RecognisedForm, factor: Decimal | None, budget: Decimal | None
) -> None:
    """`budget` is that of the form's one project, for indicators whose row names no money; `factor` yuan per unit."""
    for number, indicator in enumerate(form.indicators, start=1):
        own = indicator.project_budget
        record.add(
            "indicator",
            indicator_id=f"{form_id}-i{number}",
            form_id=form_id,
            project_name=indicator.project_name or None,
            project_budget_yuan=budget if own is None else record.yuan(own, factor),
            name=indicator.name,
            weight=indicator.weight,
            operator=indicator.operator,
            target_printed=indicator.target_printed or None,
            target_value=indicator.target_value,
            target_unit=indicator.target_unit,
            is_core=indicator.is_core,
            operator_printed=indicator.operator_printed or None,
            dimension=indicator.dimension or None,
            **record.place(indicator.cell),
        )


def _add_words(record: Record, form_id: str, form: RecognisedForm) -> None:
    for number, text in enumerate(form.texts, start=1):
        record.add(
            "form_text",
            form_id=form_id,
            ordinal=number,
            part=text.part,
            label_printed=text.label,
            text=squeezed(text.cell.text),
            page=text.cell.page if record.has_pages else None,
        )
    for left in form.left_out:
        record.add(
            "cell_left_out",
            form_id=form_id,
            row_no=left.row_no,
            column_no=left.column_no,
            printed_text=left.cell.text,
            reason=left.reason,
            page=left.cell.page if record.has_pages else None,
        )


def _tell_troubles(record: Record, form_id: str, form: RecognisedForm) -> None:
    if form.trust == "aligned":
        record.problem(
            "forms",
            "columns_from_white",
            page=form.page_from,
            printed=form.title,
            detail="rulings are missing; the columns were found in the white between the text, so trust them less",
            form_id=form_id,
        )
    for trouble in form.troubles:
        record.problem(
            "forms",
            trouble.what,
            page=trouble.page if record.has_pages else None,
            printed=trouble.printed_text,
            detail=trouble.detail,
            form_id=form_id,
        )


def add_catalogue(record: Record, recognition: Recognition, form_ids: Sequence[str]) -> None:
    used: set[str] = set()
    named = list(zip(form_ids, recognition.forms, strict=True))
    for entry in recognition.catalogue:
        record.add(
            "catalogue_entry",
            ordinal=entry.ordinal,
            label_printed=entry.label or None,
            title_printed=entry.title,
            form_kind=entry.kind,
            form_id=_form_for(named, squeezed(entry.title), entry.kind, used),
        )


def _form_for(named: Sequence[tuple[str, RecognisedForm]], title: str, kind: str | None, used: set[str]) -> str | None:
    """The form a line of the list of forms announces: by its title, else by its kind; one form for one line."""
    pairs = [(id_, form) for id_, form in named if form.kind != "form_catalogue" and id_ not in used]
    for matches in (
        [i for i, f in pairs if squeezed(f.title) + squeezed(f.subtitle) == title],
        [i for i, f in pairs if squeezed(f.title) == title],
        [i for i, f in pairs if f.kind == kind and kind != "other"],
    ):
        if matches:
            used.add(matches[0])
            return matches[0]
    return None
