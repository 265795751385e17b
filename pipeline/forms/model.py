"""What a recognised form is: columns with meanings, rows with roles, printed numbers with both.

Belongs here: the shapes between `recognise` and `facts`. Amounts are still as printed; yuan come in `facts`.
Does not: reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from pipeline.documents.model import Cell
from pipeline.money import Number


@dataclass(slots=True)
class Code:
    """One classification of a row: `printed` is what stands in the cells, `value` the code it means."""

    scheme: str  # functional · dept_economic · gov_economic
    value: str
    level: int
    printed: str = ""


@dataclass(slots=True)
class Column:
    """One column of numbers."""

    column_no: int
    block_no: int
    header_printed: str
    measure: str
    side: str | None = None
    fund: str | None = None
    basis: str | None = None
    value_year: int | None = None
    quantity: str = "money"
    is_of_which: bool = False
    parent_column_no: int | None = None
    unit: str | None = None
    code: Code | None = None  # where the header names an economic category (基本工资)
    unit_name: str = ""  # where the header names one unit of the department
    of_measure: str | None = None  # for changes and rates: what they are the change of


@dataclass(slots=True)
class Row:
    """One data row of one block, with or without numbers."""

    row_no: int
    block_no: int
    side: str | None
    role: str = "item"  # item · subtotal · total · carry_over · offset · other
    line: str | None = None
    parent_row_no: int | None = None
    parent_block_no: int | None = None  # where a list of codes goes on in the lane beside it; None for the row's own
    depth: int = 0
    codes: list[Code] = field(default_factory=list)
    name: str = ""
    project_name: str = ""
    unit_name: str = ""
    fund: str | None = None  # where the row says whose money it is (资金性质)
    is_of_which: bool = False
    value_year: int | None = None
    measured_in: str = ""  # where the row prints the unit of its numbers (万元, 辆)
    basis: str | None = None  # where the row says which figure of a year it prints (预算数, 决算数)
    page: int | None = None
    indent: float = 0.0  # of the label: points where the page is known, else five for each leading space

    def code(self, scheme: str) -> str | None:
        return next((c.value for c in self.codes if c.scheme == scheme), None)


@dataclass(slots=True)
class Amount:
    """One printed number and where it stands."""

    row_no: int
    column_no: int
    block_no: int
    cell: Cell
    number: Number
    measure: str | None = None  # where a row or a key decides instead of the column
    basis: str | None = None  # likewise
    row_label: str = ""
    own_label: str = ""  # where the labels of several numbers stand in one row


@dataclass(slots=True)
class Indicator:
    """One performance indicator."""

    name: str
    weight: Decimal | None
    operator: str | None
    target_printed: str
    target_value: Decimal | None
    target_unit: str | None
    is_core: bool | None
    cell: Cell
    project_name: str = ""
    project_budget: Number | None = None  # where each row has its project's
    operator_printed: str = ""
    dimension: str = ""  # the levels above its name: 产出指标 / 数量指标


@dataclass(slots=True)
class FormText:
    """What a performance form says in words: `part` is overview, basis or goal."""

    part: str
    label: str
    cell: Cell


# Why a cell of a column of numbers has no number: its letters were not recognised well enough to be believed. Sums over
# it cannot be judged (expectations/sql/cells.sql).
NOT_READABLE = "number not readable"
# The same of a cell that prints #REF! or ####: a number belongs there, and the disclosure does not print it.
SPREADSHEET_ERROR = "spreadsheet error"


@dataclass(slots=True)
class LeftOut:
    """A cell with digits, or an error where a number belongs, that is no amount; and why."""

    cell: Cell
    reason: str
    row_no: int
    column_no: int


@dataclass(slots=True)
class Trouble:
    """Something not understood: stored as a problem."""

    what: str
    printed_text: str
    detail: str = ""
    page: int | None = None


@dataclass(slots=True)
class CatalogueEntry:
    """One line of the document's own list of forms."""

    ordinal: int
    label: str
    title: str
    kind: str | None


@dataclass(slots=True)
class RecognisedForm:
    """One table found in a document, with everything it says."""

    kind: str
    title: str = ""
    subtitle: str = ""
    label: str = ""
    title_year: int | None = None
    organisation: str = ""
    unit: str | None = None
    note: str = ""
    page_from: int = 1
    page_to: int = 1
    trust: str = "ruled"
    read_by: str = "text"
    project_name: str = ""
    project_budget: Number | None = None
    budget_rank: int = 0  # how surely its label says that it is the whole of this year
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    texts: list[FormText] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    catalogue: list[CatalogueEntry] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.amounts and not self.indicators
