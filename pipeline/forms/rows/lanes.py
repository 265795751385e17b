"""One list of codes printed in lanes side by side: what of one lane belongs to a row of another.

Belongs here: classes that go on in the lane beside theirs, the sums of personnel and operating money below the lanes,
whose label may stand left of the lane of their number, the total of all lanes.
Does not: parents within a lane (`addends`).
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.forms.model import Row
from pipeline.forms.rows.labels import CodedRows
from pipeline.forms.words import line_words, total_words, vocabulary

# Lines that sum up what stands in several lanes.
SUMS = ("personnel_total", "operating_total")


def moved_labels(lanes: Mapping[int, CodedRows], rows: range) -> dict[tuple[int, int], tuple[str, int]]:
    """(row, lane) of a number beside no word -> the word of a sum that stands in a lane left of it, and that lane.

    公用经费合计 heads two lanes and its number stands in the last, with the cells between them left empty.
    """
    found: dict[tuple[int, int], tuple[str, int]] = {}
    for lane, reader in list(lanes.items())[1:]:
        for r in rows:
            if reader.words(r) or not reader.prints_numbers(r):
                continue
            for left in sorted((other for other in lanes if other < lane), reverse=True):
                words = [word for _, word in sorted(lanes[left].words(r))]
                if lanes[left].prints_numbers(r):
                    break
                if words:
                    if line_words().find(words[0]) in SUMS or total_words().find(words[0]) is not None:
                        found[r, lane] = words[0], left
                    break
    return found


def join_lanes(rows: list[Row]) -> None:
    """Codes at the top of a lane whose class began in the lane before are parts of that class."""
    heads: dict[tuple[str, str, str], Row] = {}  # unit, scheme, code
    for row in sorted(rows, key=lambda row: (row.block_no, row.row_no)):
        if row.role != "item" or not row.codes:
            continue
        code = row.codes[0]
        above = (
            heads.get((row.unit_name, code.scheme, code.value[:length])) for length in range(len(code.value) - 1, 2, -1)
        )
        head = next((other for other in above if other is not None), None)
        if head is not None and head.block_no != row.block_no:
            row.parent_row_no, row.parent_block_no = head.row_no, head.block_no
        heads.setdefault((row.unit_name, code.scheme, code.value), row)


def sum_lanes(rows: list[Row]) -> None:
    """The classes of all lanes are parts of the sums of personnel and operating money, else of the one total."""
    lanes = {row.block_no for row in rows if row.codes or row.line in SUMS}
    sums = {row.line: row for row in rows if row.line in SUMS}
    totals = [row for row in rows if row.role == "total"]
    if len(lanes) < 2 or not (sums or len(totals) == 1):
        return
    places = {(row.block_no, row.row_no) for row in totals}
    for row in rows:
        if row.role != "item" or row.parent_block_no is not None:
            continue
        if row.parent_row_no is not None and (row.block_no, row.parent_row_no) not in places:
            continue
        whole = totals[0] if not sums else sums.get(_sum_of(row)) if row.codes else None
        row.parent_row_no = whole.row_no if whole is not None else None
        row.parent_block_no = whole.block_no if whole is not None and whole.block_no != row.block_no else None
    for row in sums.values():
        row.parent_row_no = None  # the total is compared with the sums of its lanes, wherever it stands


def _sum_of(row: Row) -> str:
    """Whether a class is personnel money (工资福利支出, 对个人和家庭的补助) or operating money, by its code."""
    personnel = vocabulary("columns")["economic_columns"]["personnel"]
    return "personnel_total" if row.codes[0].value[:3] in personnel else "operating_total"
