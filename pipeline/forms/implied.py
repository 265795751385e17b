"""Codes that rows mean without printing them, and rows that print a code which is not theirs alone.

Belongs here: names that stand for codes, codes padded with noughts, heads without a code above coded rows, projects
that repeat the code they are paid under.
Does not: the lists of codes (`codes`), codes in cells (`labels`), the tree of addends (`addends`).
"""

from __future__ import annotations

from itertools import pairwise

from pipeline.forms.codes import implied_code, is_name_of, level_of, standard_item
from pipeline.forms.model import Code, Row
from pipeline.forms.text import numbering_depth, without_numbering


def shorten_padded_codes(members: list[Row]) -> None:
    """30400 printed in a table without a row 304 is the class, padded to the digits of its sections."""
    present = {(code.scheme, code.value) for row in members for code in row.codes}
    for row in members:
        for code in row.codes:
            while code.value.endswith("00") and len(code.value) >= 5 and (code.scheme, code.value[:-2]) not in present:
                code.value, code.level = code.value[:-2], code.level - 1


def imply_codes(members: list[Row]) -> None:
    """Codes of rows that print only names, where the code lists know the name in its place."""
    if any(m.codes for m in members):
        return
    context, is_sure = "", False
    for row in members:
        if row.role != "item" or not row.name:
            continue
        name = without_numbering(row.name)[0]
        code = None
        if is_sure and len(context) >= 5:
            known = implied_code(name, context[:5])
            code = known if known is not None and known.value[:5] == context[:5] else standard_item(name, context[:5])
        code = code or implied_code(name, context)
        is_sure = code is not None  # a name nobody knows may begin another section
        if code is not None:
            row.codes.append(code)
            context = code.value


def head_codes(members: list[Row], units: dict[int, str]) -> None:
    """A name right above a coded row is the class or section of that code, where the list calls one so; or the code
    itself, above projects that print it."""
    for row, below in reversed(list(pairwise(members))):
        if row.codes or row.role != "item" or row.row_no in units or not below.codes or numbering_depth(row.name):
            continue
        code = below.codes[0]
        for length in range(3, len(code.value) + 1, 2):
            means = is_name_of(row.name, code.scheme, code.value[:length])
            if means and (length < len(code.value) or not is_name_of(below.name, code.scheme, code.value)):
                row.codes.append(Code(code.scheme, code.value[:length], level_of(code.value[:length])))
                break


def projects_under_codes(members: list[Row]) -> dict[int, Row]:
    """Row number -> the row of its code, for rows that repeat the code right above them under words of their own.

    The words are a project's: the item is called what the row above calls it.
    """
    heads: dict[int, Row] = {}
    head: Row | None = None
    for row in members:
        code = row.codes[0] if len(row.codes) == 1 else None
        if code is None or row.role != "item":
            head = None
        elif is_name_of(row.name, code.scheme, code.value):
            head = row
        elif head is not None and head.codes[0].value == code.value and row.name and not row.project_name:
            heads[row.row_no] = head
    for row in members:
        if row.row_no in heads:
            row.project_name, row.name = row.name, heads[row.row_no].name
    return heads


def put_under_heads(members: list[Row], heads: dict[int, Row]) -> None:
    """Make the projects found the parts of the rows of their codes."""
    for row in members:
        if row.row_no in heads:
            row.parent_row_no = heads[row.row_no].row_no
            heads[row.row_no].role = "subtotal"
