"""Data rows of tables whose rows carry codes, names, units or projects.

Belongs here: from the labels of each row to its role, and which of the ways rows hang together a table follows.
Does not: the label cells themselves (`labels`), the numbers (`forms.cells`), the tree of addends (`addends`,
`groups`, `nesting`), balance tables (`balance`), key-value tables (`performance`), headers (`columns`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.forms.columns.header_rows import is_column_number_row
from pipeline.forms.columns.model import Header
from pipeline.forms.model import Row
from pipeline.forms.rows import balance
from pipeline.forms.rows.addends import build_tree, only_at_leaves
from pipeline.forms.rows.adding_up import Values
from pipeline.forms.rows.groups import close_groups, hang_unknown_names, head_by_sum, parts_below_codes
from pipeline.forms.rows.implied import (
    categories_under_codes,
    head_codes,
    imply_codes,
    join_steps,
    projects_under_codes,
    put_under_heads,
    shorten_padded_codes,
)
from pipeline.forms.rows.label_cells import Labels
from pipeline.forms.rows.labels import CodedRows
from pipeline.forms.rows.lanes import SUMS, join_lanes, moved_labels, sum_lanes
from pipeline.forms.rows.nesting import Place, nest
from pipeline.forms.rows.of_which import complete_parts
from pipeline.forms.rows.row_measures import basis_of_label
from pipeline.forms.tables.grid import LogicalTable
from pipeline.forms.text import bare, numbering_depth, without_numbering
from pipeline.forms.words import line_words, total_words


@dataclass(slots=True)
class _Block:
    """The data rows of one block as read, and what tells which is a part of which, by row number."""

    rows: list[Row] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)  # the code of the unit a row prints
    places: dict[int, Place] = field(default_factory=dict)
    values: dict[int, Values] = field(default_factory=dict)


def read_rows(table: LogicalTable, header: Header) -> dict[tuple[int, int], Row]:
    """(row, block) -> Row for every data row that prints anything."""
    lanes = {block: CodedRows(table, header, block) for block in header.blocks}
    numbers = [
        r
        for r in range(header.rows, len(table.rows))
        if not is_column_number_row([cell.text for _, cell in table.anchors(r)])
    ]
    moved = moved_labels(lanes, range(header.rows, len(table.rows)))
    heads = {(r, lane) for (r, _), (_, lane) in moved.items()}  # whose label is another lane's
    rows: dict[tuple[int, int], Row] = {}
    for block, reader in lanes.items():
        own = [r for r in numbers if (r, block) not in heads and not reader.is_covered(r)]
        read = _read_block(reader, block, own, {r: word for (r, lane), (word, _) in moved.items() if lane == block})
        rows.update({(row.row_no, block): row for row in read.rows})
        _hang_together(read)
    if len({len(header.numeric(block)) for block in header.blocks}) == 1:
        join_lanes(list(rows.values()))
        sum_lanes(list(rows.values()))
    return rows


def _read_block(reader: CodedRows, block: int, numbers: list[int], moved: dict[int, str]) -> _Block:
    """The rows of these numbers that say or print anything; `moved` are labels that stand in another lane."""
    read = _Block()
    named: dict[int, str] = {}  # rows that print the name of a unit themselves
    for r in numbers:
        labels = reader.read(r)
        labels.name = labels.name or reader.label_over_lanes(r) or moved.get(r, "")
        printed = reader.values(r)
        has_number = any(value is not None for value in printed)
        if not (has_number or labels.say_anything):
            continue
        row = _row(r, block, reader.side, labels)
        if row.unit_name:
            named[r] = row.unit_name
        _carry_unit(row, read.rows)
        read.rows.append(row)
        words = reader.words(r) or (frozenset({(0, bare(labels.name))}) if labels.name else frozenset())
        read.places[r] = Place(labels.level, labels.last, words)
        if has_number:
            read.values[r] = printed
        if labels.unit_code:
            read.units[r] = labels.unit_code
    coded = [row for row in read.rows if row.codes]
    for units in (named, read.units):  # by its code where no name is printed
        if only_at_leaves(coded, units):
            for row in read.rows:
                row.unit_name = units.get(row.row_no, "")
            break
    return read


def _hang_together(read: _Block) -> None:
    """Which row of the block is a part of which: by sides, codes, units and numbering, or by where labels stand."""
    rows, units, places, values = read.rows, read.units, read.places, read.values
    _name_total(rows, places)
    if not units and balance.is_one_sided(rows):
        for part in balance.sides_of(rows):
            imply_codes(part)
            balance.arrange(part)
        return
    join_steps(rows, values)
    shorten_padded_codes(rows)
    imply_codes(rows)
    head_codes(rows, units)
    projects = projects_under_codes(rows) | categories_under_codes(rows, values)
    if any(row.value_year is not None for row in rows):
        return  # a row a year: no row is part of another
    columns = len({places[row.row_no].first for row in rows})
    is_numbered = columns < 3 and any(numbering_depth(row.name or row.project_name) for row in rows)
    if units or is_numbered or any(row.codes for row in rows):
        units = {r: code for r, code in units.items() if r not in projects}
        build_tree(rows, units)
        put_under_heads(rows, projects)
        close_groups(rows, values)
        head_by_sum(rows, units, values)
        hang_unknown_names(rows, values)
        parts_below_codes(rows, values)
    else:
        nest(rows, places, values)
        close_groups(rows, values)
    complete_parts(rows)


def _row(r: int, block: int, side: str | None, labels: Labels) -> Row:
    row = Row(
        r,
        block,
        side,
        page=labels.page,
        codes=labels.codes,
        name=labels.name,
        project_name=labels.project_name,
        unit_name=labels.unit_name,
        fund=labels.fund,
        value_year=labels.value_year,
        measured_in=labels.measured_in,
        indent=labels.indent,
    )
    words = [labels.name, labels.unit_name, labels.project_name, *labels.other]
    if any(total_words().find(bare(w)) for w in words if w):
        row.role = "total"
        row.line = "grand_total"
        row.name = next(w for w in words if w and total_words().find(bare(w)))
    elif labels.name:
        label, of_which = without_numbering(labels.name)
        row.is_of_which = of_which
        line = line_words().find(bare(label))
        row.basis = basis_of_label(labels.name) if not row.codes else None
        if line in SUMS:
            row.role, row.line = "subtotal", line
    if not row.name and not row.codes:
        # A remark names a row that has no other name; it is not the name of a project or a unit.
        named = row.project_name or row.unit_name
        row.name = next(iter(labels.texts or ([] if named else labels.notes)), "").replace("\n", "")
    return row


def _name_total(members: list[Row], places: dict[int, Place]) -> None:
    """The first or the last row is the total where it is the only one without any word and none is called so."""
    wordless = [row for row in members if not places[row.row_no].words]
    is_lone = len(wordless) == 1 and len(members) > 2 and wordless[0] in (members[0], members[-1])
    if is_lone and not any(row.role == "total" for row in members):
        wordless[0].role, wordless[0].line = "total", "grand_total"


def _carry_unit(row: Row, members: list[Row]) -> None:
    """A unit printed once, above or merged over its rows, belongs to the rows below it."""
    if row.role == "total":
        return
    if not row.unit_name and members and (row.codes or row.name or row.project_name):
        row.unit_name = members[-1].unit_name if members[-1].role != "total" else ""
