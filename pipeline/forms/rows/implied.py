"""Codes that rows mean without printing them, and rows that print a code which is not theirs alone.

Belongs here: names that stand for codes, codes padded with noughts or printed step by step, heads without a code above
coded rows, projects that repeat the code they are paid under.
Does not: the lists of codes (`forms.codes`), codes in cells (`labels`), the tree of addends (`addends`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

from pipeline.forms.codes import implied_code, is_name_of, level_of, standard_item
from pipeline.forms.model import Code, Row
from pipeline.forms.rows.adding_up import Values, make_up
from pipeline.forms.text import numbering_depth, without_numbering
from pipeline.forms.words import vocabulary


def shorten_padded_codes(members: list[Row]) -> None:
    """30400 printed in a table without a row 304 is the class, padded to the digits of its sections."""
    present = {(code.scheme, code.value) for row in members for code in row.codes}
    for row in members:
        for code in row.codes:
            while code.value.endswith("00") and len(code.value) >= 5 and (code.scheme, code.value[:-2]) not in present:
                code.value, code.level = code.value[:-2], code.level - 1


def join_steps(members: list[Row], values: Mapping[int, Values]) -> None:
    """Codes whose 类, 款 and 项 are printed below each other in one column (213, 03, 01): each with those above it."""
    rows = [row for row in members if len(row.codes) == 1 and row.codes[0].value.isdigit()]
    lengths = {len(row.codes[0].value) for row in rows}
    if not ({3} < lengths <= {1, 2, 3}):
        return
    starts = [index for index, row in enumerate(rows) if len(row.codes[0].value) == 3]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        top, below = rows[start], rows[start + 1 : end]
        wanted = values.get(top.row_no)
        is_flat = top.codes[0].scheme != "functional" or (wanted is not None and make_up(below, wanted, values))
        while below:
            count = 1 if is_flat else 1 + _items_of(below, top.codes[0].value, values)
            _prefix(below[:1], top.codes[0].value)
            _prefix(below[1:count], below[0].codes[0].value)
            below = below[count:]


def _prefix(rows: list[Row], above: str) -> None:
    for row in rows:
        code = row.codes[0]
        code.value = above + code.value.zfill(2)
        code.level = level_of(code.value)


def _items_of(rows: list[Row], top: str, values: Mapping[int, Values]) -> int:
    """How many rows below the first are its items: those that add up to it; else up to one that the lists call a
    section, or whose number is not above that of the item before it."""
    head, *others = rows
    wanted = values.get(head.row_no)
    if wanted is not None:
        for count in range(1, len(others) + 1):
            if make_up(others[:count], wanted, values):
                return count
    section = top + head.codes[0].value.zfill(2)
    last = ""
    for count, row in enumerate(others):
        number = row.codes[0].value.zfill(2)
        standard = standard_item(row.name, section)
        is_item = is_name_of(row.name, "functional", section + number) or (
            standard is not None and standard.value == section + number
        )
        if not is_item and (is_name_of(row.name, "functional", top + number) or number <= last):
            return count
        last = number
    return len(others)


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


def categories_under_codes(members: list[Row], values: Mapping[int, Values]) -> dict[int, Row]:
    """Row number -> the row it is a part of, for economic categories listed below each functional code they make up.

    Their rows get the functional code too, before their own. A column is read as of one classification; the first digit
    says of which each code is.
    """
    digits = {digit: scheme for scheme, digit in vocabulary("schemes")["first_digits"].items()}
    heads: dict[int, Row] = {}
    lists: list[tuple[Row, list[Row]]] = []  # a functional code, and the categories right below it
    head: Row | None = None
    for row in members:
        code = row.codes[0] if len(row.codes) == 1 and row.role == "item" else None
        scheme = digits.get(code.value[0]) if code is not None else None
        if code is None or scheme is None:
            head = None  # also a code that is none, by a slip: 71102 for 21011
        elif scheme == "functional":
            head = row
            lists.append((head, []))
        elif head is not None:
            lists[-1][1].append(row)
            open_classes = (other for other in reversed(lists[-1][1][:-1]) if other.codes[0].level < code.level)
            above = next(open_classes, None)
            is_part = above is not None and code.value.startswith(above.codes[0].value)
            heads[row.row_no] = above if above is not None and is_part else head
    lists = [(whole, below) for whole, below in lists if below]
    for whole, below in lists:
        wanted = values.get(whole.row_no)
        if wanted is None or not make_up([row for row in below if heads[row.row_no] is whole], wanted, values):
            return {}  # another list, below that of the functions
    for row in members if lists else ():
        for code in row.codes:
            code.scheme = digits.get(code.value[0], code.scheme)
    for whole, below in lists:
        for row in below:
            row.codes.insert(0, replace(whole.codes[0], printed=""))
    return heads


def put_under_heads(members: list[Row], heads: dict[int, Row]) -> None:
    """Make the projects found the parts of the rows of their codes."""
    for row in members:
        if row.row_no in heads:
            row.parent_row_no = heads[row.row_no].row_no
            heads[row.row_no].role = "subtotal"
