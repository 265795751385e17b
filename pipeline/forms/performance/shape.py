"""Which parts a performance table has: keys beside their values, and the list of indicators below them.

Belongs here: finding the header of the indicators, telling keys from values, pieces that go on over a page.
Does not: reading either part (`keys`, `indicators`).
"""

from __future__ import annotations

from pipeline.documents.model import Cell
from pipeline.forms.performance.columns import kind_of
from pipeline.forms.performance.labels import label_kind
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare
from pipeline.forms.words import basis_words, label_words, measure_words, performance_keys


def indicator_header(table: LogicalTable) -> int | None:
    """The row whose cells name the columns of the indicator list, or None."""
    return next((r for r in range(len(table.rows)) if _heads_list(table, r)), None)


def _heads_list(table: LogicalTable, r: int) -> bool:
    found = {kind_of(cell.text) for _, cell in table.anchors(r)} - {None}
    says = found & {"weight", "target", "operator", "core", "interim"} or {"unit", "level1"} <= found
    if found & {"name", "lone_name"} and says:
        return True
    if "both" in found or {"level1", "level2", "target"} <= found:
        return True
    return "level1" in found and {"weight", "score"} <= found


def is_key_value(table: LogicalTable, upto: int) -> bool:
    """Whether a key such as 项目名称 stands left of its value above the indicators."""
    for r in range(min(upto, len(table.rows))):
        anchors = table.anchors(r)
        for position, (_, cell) in enumerate(anchors[:-1]):
            is_key = performance_keys().find(bare(cell.text)) in ("project_name", "organisation")
            if is_key and cell.row_span == 1 and _is_value(table, r, anchors[position + 1][1].text):
                return True
    return False


def _is_value(table: LogicalTable, r: int, printed: str) -> bool:
    """Whether the words right of a key are its value, not the header of the next column."""
    if performance_keys().find(bare(printed)) or kind_of(printed):
        return False
    if not (measure_words("performance").find(bare(printed)) or basis_words().find(bare(printed))):
        return True
    # A project called 会议费, where the row says nothing else and the next one begins with a key or a label again.
    filled = [cell for _, cell in table.anchors(r) if cell.text.strip()]
    below = next((cell.text for _, cell in table.anchors(r + 1)), "") if r + 1 < len(table.rows) else ""
    return len(filled) == 2 and label_kind(below) is not None


def projects_above(table: LogicalTable, header: int) -> bool:
    """Whether the header of the indicators, or a row above it, heads a column of projects too."""
    words = {bare(cell.text) for r in range(header + 1) for _, cell in table.anchors(r)}
    return any(label_words().find(word) == "project_name" for word in words)


def starts_project(table_rows: list[tuple[int, Cell]]) -> bool:
    """Whether a row begins a new key-value form: its first word is the key of a project's name."""
    return bool(table_rows) and performance_keys().find(bare(table_rows[0][1].text)) == "project_name"


def rows_of_forms(table: LogicalTable) -> list[int]:
    """Where the forms of several projects, drawn as one table, begin: at each project's name below a list."""
    starts = [0]
    for r in range(1, len(table.rows)):
        anchors = table.anchors(r)
        if not starts_project(anchors) or len(anchors) < 2 or not _is_value(table, r, anchors[1][1].text):
            continue
        if any(_heads_list(table, k) for k in range(starts[-1], r)):
            starts.append(r)
    return starts


def continues_keys(logical: LogicalTable, piece: LogicalTable) -> bool:
    """Whether a table on the next page goes on with a key-value form that has not come to its indicators yet.

    Each key of such a form may have columns of its own, so the edges need not agree.
    """
    if indicator_header(logical) is not None or not is_key_value(logical, len(logical.rows)):
        return False
    header = indicator_header(piece)
    if header is not None and not is_key_value(piece, header) and not projects_above(piece, header):
        return True  # the list itself, perhaps below the rest of a cell that the page break cut
    first = [cell for _, cell in piece.anchors(0) if cell.text.strip()]
    return bool(first) and performance_keys().find(bare(first[0].text)) in (
        "goal",
        "overview",
        "basis",
        "text",
        "organisation",
    )
