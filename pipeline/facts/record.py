"""The rows of one document while they are made.

Belongs here: what every row of it carries, its problems and their ids, the place of a cell on the page, yuan.
Does not: which rows there are (`document_rows`, `form_rows`, `amount_rows`, `text_rows`).
"""

from __future__ import annotations

import hashlib
from decimal import Decimal

from pipeline.documents.model import Box, Cell, Document
from pipeline.errors import NumberNotUnderstood
from pipeline.facts.model import Identity, Rows, Values
from pipeline.money import Number, to_yuan
from pipeline.raw.register import RawFile

_PAGED = frozenset({"pdf", "scan"})

_CENT = Decimal("0.01")
# The checks calculate with so many places; a rate printed with more is known as exactly as they can tell.
_LEAST_STEP = Decimal("0.000001")


def step_of(number: Number, factor: Decimal = Decimal(1)) -> Decimal:
    """One unit in the last printed place, in yuan where `factor` is yuan per printed unit."""
    return max(number.step * factor, _LEAST_STEP)


def _hashed(*parts: object) -> str:
    return hashlib.sha256("|".join(str(p) for p in parts).encode()).hexdigest()[:16]


class Record:
    """One file, who it is, and the rows that are made of it."""

    def __init__(self, raw: RawFile, document: Document, identity: Identity, reader_version: str) -> None:
        self.raw, self.document, self.identity = raw, document, identity
        self.reader_version = reader_version
        self.rows: Rows = {}
        self.common: Values = {
            "document_id": raw.document_id,
            "fiscal_year": identity.fiscal_year,
            "region_code": identity.region_code,
        }
        self.has_pages = document.format in _PAGED
        self._turned = {page.number: page for page in document.pages if page.turn}

    def add(self, table: str, **values: object) -> None:
        self.rows.setdefault(table, []).append({**self.common, **values})

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
        x0, top, x1, bottom = self._shown(page, box) or (None, None, None, None)
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
        """Where the ink of a cell is."""
        return self.at(cell.page, cell.ink or cell.box)

    def at(self, page: int, box: Box | None) -> Values:
        """The columns that say where something stands; blank in formats without pages."""
        x0, top, x1, bottom = (self._shown(page, box) if self.has_pages else None) or (None, None, None, None)
        return {"page": page if self.has_pages else None, "x0": x0, "top": top, "x1": x1, "bottom": bottom}

    def _shown(self, page: int | None, box: Box | None) -> Box | None:
        """A box of a page that was turned to be read where people see it."""
        turned = self._turned.get(page) if page is not None else None
        return turned.shown(box) if turned is not None and box is not None else box

    def member_at(self, page: int) -> int | None:
        """The member of an archive that shows this page of the Document."""
        numbered = enumerate(self.document.members, start=1)
        return next((number for number, one in numbered if one.page_from <= page <= one.page_to), None)

    def yuan(
        self, number: Number | None, factor: Decimal | None, printed: str | None = None, page: int | None = None
    ) -> Decimal | None:
        """The number in yuan. One that is finer than a cent, or too large, is none; told where `printed` is given."""
        if number is None or factor is None:
            return None
        try:
            return to_yuan(number.value, factor)
        except NumberNotUnderstood as error:
            if printed is not None:
                page = page if self.has_pages else None
                what = "finer_than_a_cent" if number.step * factor < _CENT else "larger_than_any_amount"
                self.problem("facts", what, page=page, printed=printed, detail=str(error))
            return None
