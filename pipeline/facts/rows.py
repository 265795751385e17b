"""Recognised forms to the rows of the stored tables.

Belongs here: ids, yuan, places on the page, the order of a row's classifications.
Does not: storing (`pipeline.warehouse`), judging (`expectations`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.documents.model import Box, Cell, Document, Table
from pipeline.errors import NumberNotUnderstood
from pipeline.facts.identity import Identity, identify
from pipeline.forms.model import Amount, Code, Column, RecognisedForm, Row
from pipeline.forms.recognise import Recognition, recognise
from pipeline.forms.text import markup_in, squeezed, unit_in, without_numbering
from pipeline.forms.unruled import pages_without_rulings
from pipeline.money import UNITS, Number, to_yuan
from pipeline.narrative.claims import Claim, claims
from pipeline.narrative.sentences import Sentence, sentences
from pipeline.narrative.subjects import Names
from pipeline.raw.register import RawFile

Values = dict[str, Any]
Rows = dict[str, list[Values]]

_PAGED = frozenset({"pdf", "scan"})
_OFFICE = re.compile("(?:局|委|厅|办|院|会|处|室|部|所|队|站|校|学|馆|中心|本级)[)）]?$")
# What an amount of the text is where its words do not say.
_STAGE_MEASURES = {"budget": "budget_amount", "final_account": "final_amount"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: its identity and the rows of every document table."""

    identity: Identity
    rows: Rows
    problems: int


def facts_of(raw: RawFile, document: Document, reader_version: str) -> Reading:
    """All rows of one file that could be read."""
    recognition = recognise(document)
    identity = identify(document, recognition.forms)
    return _Facts(raw, document, recognition, identity, reader_version).build()


def facts_of_unread(raw: RawFile, reason: str, reader_version: str) -> Reading:
    """The rows of a file that could not be read: its document and the problem that says why."""
    identity = Identity()
    document = Document(format=raw.kind, blocks=())
    facts = _Facts(raw, document, Recognition(), identity, reader_version)
    facts.document_row("not_read")
    facts.problem("documents", "not_read", detail=reason)
    return Reading(identity, facts.rows, 1)


def _blank_pages(document: Document) -> list[int]:
    """Pages without a character, a picture or a table."""
    used = {block.page for block in document.blocks}
    return [p.number for p in document.pages if not p.glyph_count and not p.image_share and p.number not in used]


def _hashed(*parts: object) -> str:
    return hashlib.sha256("|".join(str(p) for p in parts).encode()).hexdigest()[:16]


class _Facts:
    def __init__(
        self, raw: RawFile, document: Document, recognition: Recognition, identity: Identity, reader_version: str
    ) -> None:
        self.raw, self.document, self.recognition, self.identity = raw, document, recognition, identity
        self.reader_version = reader_version
        self.rows: Rows = {}
        self.common: Values = {
            "document_id": raw.document_id,
            "fiscal_year": identity.fiscal_year,
            "region_code": identity.region_code,
        }
        self.has_pages = document.format in _PAGED
        self.form_ids: list[str] = []
        self.unruled = pages_without_rulings(document)

    def add(self, table: str, **values: object) -> None:
        self.rows.setdefault(table, []).append({**self.common, **values})

    def build(self) -> Reading:
        if self.identity.is_template:
            self.problem("facts", "blank_template", detail="placeholders stand where names and numbers belong")
            self.document_row("partly_read")
            return Reading(self.identity, self.rows, 1)
        for remark in self.document.remarks:
            self.problem(
                "documents",
                remark.what,
                page=remark.page,
                printed=remark.printed_text,
                detail=remark.detail,
                box=remark.box,
            )
        for page in self.unruled:
            self.problem(
                "forms",
                "table_without_rulings",
                page=page,
                detail="rows of amounts stand below a unit, but no rulings that make a table; they are not read",
            )
        self.members()
        for ordinal, form in enumerate(self.recognition.forms, start=1):
            self.form(form, ordinal)
        self.markup()
        self.catalogue()
        for number, claim in enumerate(claims(self.document, self.identity.fiscal_year, self._names()), start=1):
            self.claim(claim, number)
        for number, sentence in enumerate(sentences(self.document), start=1):
            self.sentence(sentence, number)
        self.document_row(self._status())
        return Reading(self.identity, self.rows, len(self.rows.get("problem", [])))

    def _status(self) -> str:
        lacking = {
            "picture_only_page",
            "glyphs_without_unicode",
            "picture_in_document",
            "member_not_read",
            "cell_not_recognised",
        }
        if self.unruled or any(remark.what in lacking for remark in self.document.remarks):
            return "partly_read"
        if not self.rows.get("amount") and not self._states_amounts() and not self._is_disclosure():
            self.problem(
                "facts",
                "no_disclosure",
                detail="no form and no title of a budget or final account was found; check that it is the right file",
            )
            return "not_read"
        return "read"

    def _states_amounts(self) -> bool:
        """Whether the text states an amount of something a budget knows; any text can hold numbers."""
        return any(c["kind"] == "amount" and c["subject"] != "unresolved" for c in self.rows.get("claim", []))

    def _is_disclosure(self) -> bool:
        known = any(form.kind != "other" for form in self.recognition.forms)
        return known or (bool(self.identity.organisation) and self.identity.stage is not None)

    def document_row(self, status: str) -> None:
        raw, identity = self.raw, self.identity
        self.add(
            "document",
            sha256=raw.sha256,
            file_name=raw.file_name,
            source_path=raw.source_path,
            source_url=raw.source_url,
            byte_size=raw.byte_size,
            format=raw.kind,
            page_count=len(self.document.pages) if self.has_pages else None,
            blank_pages=_blank_pages(self.document) if self.has_pages else None,
            title=identity.title or None,
            organisation_id=identity.organisation_id,
            organisation_name=identity.organisation or None,
            parent_organisation_name=identity.parent,
            scope=identity.scope,
            stage=identity.stage,
            region_name=identity.region_name,
            received_at=raw.received_at,
            read_status=status,
            read_method=self.document.read_method if status != "not_read" else None,
            reader_version=self.reader_version,
            disclosure_id=raw.document_id,
            is_preferred=True,
            supersedes_document_id=None,
        )

    def members(self) -> None:
        for number, member in enumerate(self.document.members, start=1):
            self.add(
                "member",
                member_no=number,
                path_in_archive=member.path,
                sha256=member.sha256 or None,
                byte_size=member.byte_size,
                format=member.kind,
                is_read=not member.left_out,
                left_out_because=member.left_out or None,
            )

    def member_at(self, page: int) -> int | None:
        """The member of an archive that shows this page of the Document."""
        numbered = enumerate(self.document.members, start=1)
        return next((number for number, one in numbered if one.page_from <= page <= one.page_to), None)

    def problem(
        self,
        stage: str,
        what: str,
        *,
        page: int | None = None,
        printed: str = "",
        detail: str = "",
        form_id: str | None = None,
        box: Box | None = None,
    ) -> None:
        number = len(self.rows.get("problem", []))
        x0, top, x1, bottom = box or (None, None, None, None)
        self.add(
            "problem",
            problem_id=_hashed(self.raw.document_id, stage, what, page, printed, detail, number),
            stage=stage,
            form_id=form_id,
            page=page,
            what=what,
            printed_text=printed or None,
            detail=detail or None,
            x0=x0,
            top=top,
            x1=x1,
            bottom=bottom,
        )

    def place(self, cell: Cell) -> Values:
        if not self.has_pages:
            return {"page": None, "x0": None, "top": None, "x1": None, "bottom": None}
        box: Box | None = cell.ink or cell.box
        if box is None:
            return {"page": cell.page, "x0": None, "top": None, "x1": None, "bottom": None}
        return {"page": cell.page, "x0": box.x0, "top": box.top, "x1": box.x1, "bottom": box.bottom}

    def form(self, form: RecognisedForm, ordinal: int) -> None:
        form_id = f"{self.raw.document_id}-f{ordinal:03d}"
        self.form_ids.append(form_id)
        steps = []
        for each in form.columns:
            self.form_column(form_id, form, each)
        by_place = {(row.row_no, row.block_no): row for row in form.rows}
        for row in form.rows:
            self.form_row(form_id, form, row)
        exact = {(c.column_no, c.measure): c for c in form.columns}
        any_measure = {c.column_no: c for c in reversed(form.columns)}
        for amount in form.amounts:
            column = exact.get((amount.column_no, amount.measure or "")) or any_measure.get(amount.column_no)
            step = self.amount(form_id, form, amount, column, by_place.get((amount.row_no, amount.block_no)))
            if step is not None:
                steps.append(step)
        priced = next((c for c in form.columns if c.measure == "project_budget"), None)
        budget = self._yuan(form.project_budget, _factor(form, priced), None)
        for number, indicator in enumerate(form.indicators, start=1):
            self.add(
                "indicator",
                indicator_id=f"{form_id}-i{number}",
                form_id=form_id,
                project_name=indicator.project_name or None,
                project_budget_yuan=budget,
                name=indicator.name,
                weight=indicator.weight,
                operator=indicator.operator,
                target_printed=indicator.target_printed or None,
                target_value=indicator.target_value,
                target_unit=indicator.target_unit,
                is_core=indicator.is_core,
                operator_printed=indicator.operator_printed or None,
                dimension=indicator.dimension or None,
                **self.place(indicator.cell),
            )
        for number, text in enumerate(form.texts, start=1):
            self.add(
                "form_text",
                form_id=form_id,
                ordinal=number,
                part=text.part,
                label_printed=text.label,
                text=squeezed(text.cell.text),
                page=text.cell.page if self.has_pages else None,
            )
        for left in form.left_out:
            self.add(
                "cell_left_out",
                form_id=form_id,
                row_no=left.row_no,
                column_no=left.column_no,
                printed_text=left.cell.text,
                reason=left.reason,
                page=left.cell.page if self.has_pages else None,
            )
        if form.trust == "aligned":
            self.problem(
                "forms",
                "columns_from_white",
                page=form.page_from,
                printed=form.title,
                detail="rulings are missing; the columns were found in the white between the text, so trust them less",
                form_id=form_id,
            )
        for trouble in form.troubles:
            self.problem(
                "forms",
                trouble.what,
                page=trouble.page if self.has_pages else None,
                printed=trouble.printed_text,
                detail=trouble.detail,
                form_id=form_id,
            )
        factor = UNITS.get(form.unit) if form.unit else None
        self.add(
            "form",
            form_id=form_id,
            form_kind=form.kind,
            ordinal=ordinal,
            label_printed=form.label or None,
            title_printed=form.title or None,
            subtitle_printed=form.subtitle or None,
            title_year=form.title_year,
            organisation_printed=form.organisation or None,
            stage=self.identity.stage,
            project_name=form.project_name or None,
            project_budget_yuan=budget,
            unit_printed=form.unit,
            unit_factor=factor,
            printed_step=min(steps) if steps else None,
            page_from=form.page_from if self.has_pages else None,
            page_to=form.page_to if self.has_pages else None,
            row_count=len(form.rows),
            trust=form.trust,
            is_empty=form.is_empty,
            note_printed=form.note or None,
            member_no=self.member_at(form.page_from),
        )

    def form_column(self, form_id: str, form: RecognisedForm, column: Column) -> None:
        self.add(
            "form_column",
            form_id=form_id,
            column_no=column.column_no,
            block_no=column.block_no,
            side=column.side,
            header_printed=column.header_printed or None,
            measure=column.measure,
            fund=column.fund,
            basis=self._basis(column),
            value_year=self._year(column, None),
            quantity=column.quantity,
            is_of_which=column.is_of_which,
            parent_column_no=column.parent_column_no,
            of_measure=column.of_measure,
        )

    def _basis(self, column: Column | None) -> str | None:
        if column is None or column.quantity == "percent":
            return None
        if column.basis is not None:
            return column.basis
        if column.measure == "prior_year_actual" or column.measure == "executed":
            return "execution"
        if column.measure == "full_year_budget":
            return "adjusted_budget"
        return self.identity.stage

    def _year(self, column: Column | None, row: Row | None) -> int | None:
        year = self.identity.fiscal_year
        if row is not None and row.value_year is not None:
            return row.value_year
        if column is None or year is None:
            return year
        if column.value_year is not None and column.value_year > 0:
            return column.value_year
        if column.value_year == -1 or column.measure.startswith("prior_"):
            return year - 1
        return year

    def _codes(self, codes: list[Code], of_column: Code | None = None) -> Values:
        """A row's classifications in order; the category its column stands for comes after them."""
        names = ("code_scheme", "code"), ("second_code_scheme", "second_code"), ("third_code_scheme", "third_code")
        values: Values = {"code_level": codes[0].level if codes else None}
        for index, (scheme_name, code_name) in enumerate(names):
            code = codes[index] if index < len(codes) else None
            values[scheme_name] = code.scheme if code else None
            values[code_name] = code.value if code else None
        if of_column is not None:
            scheme_name, code_name = names[min(max(len(codes), 1), 2)]
            values[scheme_name], values[code_name] = of_column.scheme, of_column.value
        return values

    def form_row(self, form_id: str, form: RecognisedForm, row: Row) -> None:
        self.add(
            "form_row",
            form_id=form_id,
            row_no=row.row_no,
            block_no=row.block_no,
            side=row.side,
            row_role=row.role,
            line=row.line,
            parent_row_no=row.parent_row_no,
            parent_block_no=row.parent_block_no,
            depth=row.depth,
            **self._codes(row.codes),
            code_printed=" ".join(c.printed for c in row.codes if c.printed) or None,
            item_name=_item_name(row),
            project_name=row.project_name or None,
            unit_name=row.unit_name or None,
            is_of_which=row.is_of_which,
            page=row.page if self.has_pages else None,
        )

    def amount(
        self, form_id: str, form: RecognisedForm, amount: Amount, column: Column | None, row: Row | None
    ) -> Decimal | None:
        measure = amount.measure or (column.measure if column else "unknown")
        quantity = "percent" if amount.number.is_percent or measure == "growth_pct" else _quantity(amount, column)
        factor = _factor(form, column, row)
        yuan = self._yuan(amount.number, factor, amount) if quantity == "money" else None
        step = (
            amount.number.step * factor
            if quantity == "money" and factor is not None
            else (amount.number.step if quantity != "money" else None)
        )
        self.add(
            "amount",
            amount_id=f"{form_id}-r{amount.row_no}c{amount.column_no}",
            form_id=form_id,
            form_kind=form.kind,
            row_no=amount.row_no,
            column_no=amount.column_no,
            block_no=amount.block_no,
            row_role=row.role if row else "item",
            side=row.side if row and row.side else (column.side if column else None),
            line=row.line if row else None,
            **self._codes(row.codes if row else [], column.code if column else None),
            item_name=(_item_name(row) if row else None) or amount.row_label or None,
            project_name=(row.project_name if row else "") or form.project_name or None,
            unit_name=row.unit_name or None if row else None,
            measure=measure,
            fund=column.fund if column else None,
            basis=self._basis(column),
            is_of_which=bool((row and row.is_of_which) or (column and column.is_of_which)),
            value_year=self._year(column, row),
            quantity=quantity,
            printed_text=amount.cell.text,
            stored_text=amount.cell.stored,
            value=amount.number.value,
            amount_yuan=yuan,
            printed_step_yuan=step,
            read_by=form.read_by,
            confirmed_by=None,
            **self.place(amount.cell),
        )
        return step if quantity == "money" else None

    def _yuan(self, number: Number | None, factor: Decimal | None, amount: Amount | None) -> Decimal | None:
        if number is None or factor is None:
            return None
        try:
            return to_yuan(number.value, factor)
        except NumberNotUnderstood as error:
            if amount is not None:
                self.problem(
                    "facts",
                    "finer_than_a_cent",
                    page=amount.cell.page if self.has_pages else None,
                    printed=amount.cell.text,
                    detail=str(error),
                )
            return None

    def markup(self) -> None:
        """Mark-up that a conversion left in the text, told once: it is read past."""
        texts = (
            t for b in self.document.blocks for t in ([c.text for c in b.cells] if isinstance(b, Table) else [b.text])
        )
        found = Counter(one for text in texts for one in markup_in(text))
        if found:
            detail = ", ".join(f"{one}: {times} times" for one, times in sorted(found.items()))
            self.problem("documents", "markup_left_over", printed=" ".join(sorted(found)), detail=detail)

    def catalogue(self) -> None:
        used: set[str] = set()
        for entry in self.recognition.catalogue:
            self.add(
                "catalogue_entry",
                ordinal=entry.ordinal,
                label_printed=entry.label or None,
                title_printed=entry.title,
                form_kind=entry.kind,
                form_id=self._form_for(squeezed(entry.title), entry.kind, used),
            )

    def _form_for(self, title: str, kind: str | None, used: set[str]) -> str | None:
        """The form a line of the list of forms announces: by its title, else by its kind; one form for one line."""
        pairs = [
            (form_id, form)
            for form_id, form in zip(self.form_ids, self.recognition.forms, strict=True)
            if form.kind != "form_catalogue" and form_id not in used
        ]
        for matches in (
            [i for i, f in pairs if squeezed(f.title) + squeezed(f.subtitle) == title],
            [i for i, f in pairs if squeezed(f.title) == title],
            [i for i, f in pairs if f.kind == kind and kind != "other"],
        ):
            if matches:
                used.add(matches[0])
                return matches[0]
        return None

    def _names(self) -> Names:
        """What the document's own tables call their codes and projects: the text uses the same words."""
        rows = [row for form in self.recognition.forms for row in form.rows]
        codes = {(row.codes[0].value, row.name) for row in rows if len(row.codes) == 1 and row.name}
        projects = {row.project_name for row in rows} | {form.project_name for form in self.recognition.forms}
        details = [form for form in self.recognition.forms if form.kind == "project_detail"]
        # Rows that sum up the projects of an office or unit bear its name.
        projects |= {
            row.name
            for form in details
            for row in form.rows
            if not row.codes and row.role == "item" and not _OFFICE.search(row.name)
        }
        return Names(tuple(sorted(codes)), tuple(sorted(projects - {""})))

    def claim(self, claim: Claim, number: int) -> None:
        printed = claim.number
        factor = claim.unit_factor
        step: Decimal | None = None
        if printed is not None and factor is not None:
            step = printed.step * factor
        elif printed is not None and printed.is_percent:
            step = printed.step
        measure = claim.measure
        if measure is None and claim.kind == "amount":
            measure = _STAGE_MEASURES.get(self.identity.stage or "")
        self.add(
            "claim",
            claim_id=f"{self.raw.document_id}-c{number:04d}",
            section=claim.section or None,
            ordinal=number,
            sentence=claim.sentence,
            subject=claim.subject,
            subject_printed=claim.subject_printed,
            is_aside=claim.is_aside,
            paragraph=claim.paragraph,
            code_scheme=claim.code_scheme,
            code=claim.code,
            measure=measure,
            kind=claim.kind,
            value_printed=claim.printed or None,
            value=printed.value if printed is not None else None,
            value_unit=claim.unit,
            amount_yuan=self._yuan(printed, factor, None),
            printed_step=step,
            basis=claim.basis,
            value_year=claim.value_year,
            base_year=claim.base_year,
            direction=claim.direction,
            denominator=claim.denominator,
            reason=claim.reason,
            page=claim.page if self.has_pages else None,
            char_from=claim.char_from,
            char_to=claim.char_to,
        )

    def sentence(self, sentence: Sentence, number: int) -> None:
        self.add(
            "sentence",
            sentence_id=f"{self.raw.document_id}-s{number:04d}",
            ordinal=number,
            paragraph=sentence.paragraph,
            is_heading=sentence.is_heading,
            heading_rank=sentence.heading_rank or None,
            breaks=sentence.breaks,
            section=sentence.section or None,
            text=sentence.text,
            page=sentence.page if self.has_pages else None,
        )


def _quantity(amount: Amount, column: Column | None) -> str:
    """A row that says what it counts (车辆数（辆）) decides before its column."""
    if amount.measure == "count":
        return "count"
    return column.quantity if column else "money"


def _factor(form: RecognisedForm, column: Column | None, row: Row | None = None) -> Decimal | None:
    """Yuan per printed unit: the unit in the row's label (机关运行经费（万元）), above the column, above the table."""
    unit = (unit_in(row.name) if row else None) or (column.unit if column else None) or form.unit
    return UNITS.get(unit) if unit else None


def _item_name(row: Row) -> str | None:
    return without_numbering(row.name)[0] or None if row.name else None
