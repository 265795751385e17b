"""Performance tables: key-value grids with a list of indicators.

Belongs here: the project's name and money, its indicators with weight, operator and target.
Does not: tables whose rows are projects without indicators (`rows`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.documents.model import Cell
from pipeline.forms.grid import LogicalTable
from pipeline.forms.grid import Row as GridRow
from pipeline.forms.header import Header
from pipeline.forms.header_rows import looks_like_amount
from pipeline.forms.model import Amount, Column, FormText, Indicator, LeftOut, RecognisedForm, Row, Trouble
from pipeline.forms.numbers import is_number, read_number, reports_none
from pipeline.forms.text import bare, folded, header_word, squeezed, unit_in
from pipeline.forms.words import Matcher, composed_measure, measure_entry, measure_words, subtotal_words, vocabulary

_DIGITS = re.compile(r"\d")
_TARGET = re.compile(r"^(?P<operator>≥|>=|≤|<=|=|>|<)?(?P<value>-?\d[\d,]*(?:\.\d+)?)(?P<unit>.*)$")
_MONEY_KEYS = frozenset(
    {
        "project_budget",
        "project_fiscal",
        "project_period_total",
        "other_funds",
        "carry_over",
        "upper_level_expenditure",
        "lower_level_subsidy",
        "full_year_budget",
        "executed",
        "execution_rate_pct",
        "fiscal_special_account",
        "gpb",
        "gov_fund",
        "state_capital",
        "unit_funds",
        "basic",
        "project",
        "total",
        "prior_year_budget",
    }
)


_TEXT_KEYS = frozenset({"overview", "basis", "goal"})


@lru_cache(maxsize=1)
def _columns() -> Matcher:
    return Matcher(vocabulary("performance")["indicator_columns"], "performance.yml indicator_columns")


@lru_cache(maxsize=1)
def _keys() -> Matcher:
    return Matcher(vocabulary("performance")["keys"], "performance.yml keys")


def indicator_header(table: LogicalTable) -> int | None:
    """The row whose cells name the columns of the indicator list, or None."""
    for r in range(len(table.rows)):
        found = {_columns().find(bare(cell.text)) for _, cell in table.anchors(r)} - {None}
        if "name" in found and found & {"weight", "target", "unit", "operator", "core"}:
            return r
        if "level1" in found and {"weight", "score"} <= found:
            return r
    return None


def is_key_value(table: LogicalTable, upto: int) -> bool:
    """Whether a key such as 项目名称 stands left of its value above the indicators."""
    for r in range(min(upto, len(table.rows))):
        anchors = table.anchors(r)
        for position, (_, cell) in enumerate(anchors[:-1]):
            if _keys().find(bare(cell.text)) in ("project_name", "organisation") and position + 1 < len(anchors):
                follower = bare(anchors[position + 1][1].text)
                if (
                    not _keys().find(follower)
                    and not _columns().find(follower)
                    and not measure_words("performance").find(follower)
                ):
                    return True
    return False


def starts_project(table_rows: list[tuple[int, Cell]]) -> bool:
    """Whether a row begins a new key-value form: its first word is the key of a project's name."""
    return bool(table_rows) and _keys().find(bare(table_rows[0][1].text)) == "project_name"


def continues_keys(logical: LogicalTable, rows: list[GridRow]) -> bool:
    """Whether rows on the next page go on with a key-value form that has not come to its indicators yet.

    Each key of such a form may have columns of its own, so the edges need not agree.
    """
    if indicator_header(logical) is not None or not is_key_value(logical, len(logical.rows)):
        return False
    first = [slot.cell for slot in rows[0] if slot is not None and slot.is_anchor and slot.text.strip()]
    return bool(first) and _keys().find(bare(first[0].text)) in ("goal", "overview", "basis", "text", "organisation")


def read_performance(table: LogicalTable, form: RecognisedForm) -> None:
    """Fill the form with the key-value part's money and the indicators below it."""
    header = indicator_header(table)
    end = header if header is not None else len(table.rows)
    _read_keys(table, form, end)
    if header is not None:
        _read_indicators(table, form, header)
    for indicator in form.indicators:
        indicator.project_name = indicator.project_name or form.project_name


def _label_kind(text: str) -> str | None:
    word, _ = header_word(text)
    if not word or (_DIGITS.search(word) and is_number(word)):
        return None
    if measure_words("performance").find(word) in _MONEY_KEYS:
        return "money"
    if _keys().find(bare(text)) or _columns().find(bare(text)):
        return "key"
    if subtotal_words().find(word) or composed_measure(word, "performance") in _MONEY_KEYS:
        return "money"
    return None


def _read_keys(table: LogicalTable, form: RecognisedForm, end: int) -> None:
    for r in range(end):
        anchors = table.anchors(r)
        for position, (c, cell) in enumerate(anchors):
            text = cell.text.strip()
            key = _keys().find(bare(text))
            if key == "project_name" and position + 1 < len(anchors) and not form.project_name:
                value = anchors[position + 1][1].text.strip()
                if not _label_kind(value):
                    form.project_name = value.replace("\n", "")
                    continue
            if key in _TEXT_KEYS:
                _keep_text(table, form, key, r, position)
            if not text or not _DIGITS.search(text):
                continue
            if is_number(text) and not reports_none(text):
                _money(table, form, r, c, cell)
            else:
                form.left_out.append(LeftOut(cell, "text", r, c))


def _keep_text(table: LogicalTable, form: RecognisedForm, part: str, r: int, position: int) -> None:
    """The words right of a label such as 项目概况, or below it where nothing stands right of it."""
    anchors = table.anchors(r)
    column, label = anchors[position]
    cell = anchors[position + 1][1] if position + 1 < len(anchors) else None
    if cell is None and r + 1 < len(table.rows):
        below = table.rows[r + 1][column]
        cell = below.cell if below is not None and below.is_anchor else None
    if cell is not None and cell.text.strip() and not is_number(cell.text) and not _label_kind(cell.text):
        form.texts.append(FormText(part, squeezed(label.text), cell))


def _points(table: LogicalTable, r: int, c: int) -> str | None:
    """`weight` or `score` where the nearest words above a number (分值, 得分) say that it counts points, not money."""
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is not None and slot.is_anchor and slot.text.strip() and not is_number(slot.text):
            kind = _columns().find(bare(slot.text))
            return kind if kind in ("weight", "score") else None
    return None


def _money(table: LogicalTable, form: RecognisedForm, r: int, c: int, cell: Cell) -> None:
    points = _points(table, r, c)
    if points == "weight":
        form.left_out.append(LeftOut(cell, "indicator weight", r, c))
        return
    labels = _labels_of(table, r, c)
    measures = []
    unit = None
    for label in labels:
        word, _ = header_word(label)
        unit = unit or unit_in(label)
        measure = measure_words("performance").find(word)
        if measure is None and not subtotal_words().find(word):
            measure = composed_measure(word, "performance")
        if measure is not None:
            measures.append(measure)
    if unit is None:
        # 项目资金（万元） stands at the head of the group, in the same row or merged down over it.
        around = [slot.text for k in range(c) if (slot := table.rows[r][k]) is not None]
        unit = next((u for t in around if (u := unit_in(t))), None)
    measure = "score" if points else _key_measure(measures)
    number = read_number(cell.text)
    assert number is not None
    if measure is None and not looks_like_amount(cell.text):
        form.left_out.append(LeftOut(cell, "text", r, c))
        return
    if measure is None:
        form.troubles.append(Trouble("number_without_meaning", cell.text, " / ".join(labels), cell.page))
    column = next((x for x in form.columns if x.column_no == c and x.measure == (measure or "unknown")), None)
    if column is None:
        entry = measure_entry(measure or "")
        column = Column(
            c,
            0,
            " / ".join(squeezed(x) for x in labels),
            measure or "unknown",
            fund=entry.get("fund"),
            quantity=entry.get("quantity", "money"),
            unit=unit,
        )
        if not any(x.column_no == c for x in form.columns):
            form.columns.append(column)
    if not any(row.row_no == r for row in form.rows):
        form.rows.append(Row(r, 0, None, name=squeezed(labels[0]) if labels else "", page=cell.page))
    form.amounts.append(
        Amount(r, c, 0, cell, number, measure=measure or "unknown", row_label=" / ".join(squeezed(x) for x in labels))
    )
    if measure == "project_budget" and form.project_budget is None:
        form.project_budget = number


def _key_measure(measures: list[str]) -> str | None:
    """`measures` from the nearest label outwards."""
    return measures[0] if measures else None


def _labels_of(table: LogicalTable, r: int, c: int) -> list[str]:
    """The labels of a number: left of it when the left neighbour is a label, else above it; then the groups."""
    left = [cell.text for column, cell in table.anchors(r) if column < c]
    spanning = [
        slot.text
        for column in range(c)
        if (slot := table.rows[r][column]) is not None and not slot.is_anchor and slot.cell.row_span > 1
    ]
    above = []
    seen: set[int] = set()
    for k in range(r - 1, -1, -1):
        slot = table.rows[k][c]
        if slot is None or id(slot.cell) in seen:
            continue
        seen.add(id(slot.cell))
        if slot.text.strip() and not is_number(slot.text):
            if _label_kind(slot.text) != "money":
                break
            above.append(slot.text)
    nearest = next((t for t in reversed(left) if t.strip()), "")
    groups = [t for t in dict.fromkeys(reversed(spanning)) if t.strip()]
    if _label_kind(nearest) == "money":
        return [nearest, *groups]
    if above:
        return [*above, *groups, *reversed(left)]
    for text in reversed(left):
        if _label_kind(text) == "money":
            return [text, *groups]
    for text in groups:
        if _label_kind(text) == "money":
            return [text, *(g for g in groups if g is not text)]
    return [nearest, *groups] if nearest else groups


def _read_indicators(table: LogicalTable, form: RecognisedForm, header: int) -> None:
    kinds: dict[int, str] = {}
    for c, cell in table.anchors(header):
        kind = _columns().find(bare(cell.text))
        if kind is not None and kind not in kinds.values():
            kinds[c] = kind
    for r in range(header + 1, len(table.rows)):
        cells = table.anchors(r)
        places = _places(table, header, r, kinds)
        if cells and any(place != c for c, place in places.items()):
            found = "the row stands left of its columns: a merged first cell is missing"
            form.troubles.append(Trouble("leading_cell_missing", cells[0][1].text, found, cells[0][1].page))
        if any(_columns().find(bare(cell.text)) == "target" for _, cell in cells):
            continue  # the header repeated
        values: dict[str, Cell] = {}
        for c, kind in kinds.items():
            place = places.get(c)
            slot = table.rows[r][place] if place is not None else None
            if slot is not None and (slot.is_anchor or kind in ("level1", "level2")):
                values[kind] = slot.cell
        _one_indicator(form, values, r)
        taken = {id(cell) for cell in values.values()}
        for c, cell in cells:
            if _DIGITS.search(cell.text):
                named = next((k for k, v in values.items() if v is cell), None)
                reason = {
                    "weight": "indicator weight",
                    "target": "indicator target",
                    "name": "digits in a name",
                    "score": "indicator score",
                    "actual": "indicator result",
                }.get(named or "", "text")
                if id(cell) not in taken and looks_like_amount(cell.text):
                    _money(table, form, r, c, cell)
                else:
                    form.left_out.append(LeftOut(cell, reason, r, c))


def _places(table: LogicalTable, header: int, r: int, kinds: dict[int, str]) -> dict[int, int]:
    """Header column -> column of row r that belongs under it.

    Conversions drop a merged leading cell, and the rest of the row moves left with it. The shift, in cells, that puts
    a number under the weight and words under the name is the right one.
    """
    straight = {c: c for c in kinds}
    weight = next((c for c, kind in kinds.items() if kind == "weight"), None)
    name = next((c for c, kind in kinds.items() if kind == "name"), None)
    if weight is None or name is None or _fits(table, r, weight, name):
        return straight
    heads = [c for c, _ in table.anchors(header)]
    cells = [c for c, _ in table.anchors(r)]
    for shift in range(1, 4):
        moved = {c: cells[heads.index(c) - shift] for c in kinds if 0 <= heads.index(c) - shift < len(cells)}
        if weight in moved and name in moved and _fits(table, r, moved[weight], moved[name]):
            return moved
    return straight


def _fits(table: LogicalTable, r: int, weight: int, name: int) -> bool:
    words = table.text(r, name)
    return is_number(table.text(r, weight)) and bool(words.strip()) and not is_number(words)


def _one_indicator(form: RecognisedForm, values: dict[str, Cell], r: int) -> None:
    name = values.get("name")
    if name is None or not name.text.strip():
        return
    others = [values[k].text.strip() for k in ("weight", "target", "unit", "operator") if k in values]
    if not any(others):
        return
    weight_text = values["weight"].text.strip() if "weight" in values else ""
    weight = None
    if weight_text:
        match = re.match(r"^\s*(\d+(?:\.\d+)?)\s*[%分]?\s*$", folded(weight_text))
        if match:
            weight = Decimal(match[1])
        elif not reports_none(weight_text):
            form.troubles.append(Trouble("weight_not_understood", weight_text, name.text, name.page))
    operators = vocabulary("performance")["operators"]
    operator = operators.get(squeezed(values["operator"].text)) if "operator" in values else None
    target_cell = values.get("target")
    printed = target_cell.text.strip() if target_cell is not None else ""
    value: Decimal | None = None
    unit = squeezed(values["unit"].text) if "unit" in values else None
    match = _TARGET.match(squeezed(printed))
    if match and len(match["unit"]) <= 12:
        value = Decimal(match["value"].replace(",", ""))
        operator = operator or operators.get(match["operator"] or "")
        unit = unit or match["unit"].strip("()（）") or None
    core = values.get("core")
    is_core = vocabulary("performance")["core"].get(squeezed(core.text)) if core is not None else None
    form.indicators.append(
        Indicator(
            name=name.text.strip().replace("\n", ""),
            weight=weight,
            operator=operator,
            target_printed=printed,
            target_value=value,
            target_unit=unit or None,
            is_core=is_core,
            cell=target_cell or name,
            weight_printed=weight_text,
            operator_printed=values["operator"].text.strip() if "operator" in values else "",
            dimension=" / ".join(squeezed(values[k].text) for k in ("level1", "level2") if k in values),
        )
    )


def mark_indicator_columns(header: Header) -> None:
    """In tables with a row per indicator and columns for projects, the indicator's columns hold no amounts."""
    for head in header.heads:
        for word in reversed(head.path):
            kind = _columns().find(bare(word))
            if kind is not None:
                head.label = f"indicator_{kind}"
                break


def read_indicator_columns(
    table: LogicalTable, header: Header, form: RecognisedForm, rows: dict[tuple[int, int], Row]
) -> None:
    """The indicators of such a table, each with the project its row belongs to."""
    kinds = {
        h.column_no: h.label.removeprefix("indicator_")
        for h in header.heads
        if h.label is not None and h.label.startswith("indicator_")
    }
    project = ""
    for r in range(header.rows, len(table.rows)):
        row = rows.get((r, 0))
        project = row.project_name or project if row is not None else project
        before = len(form.indicators)
        values = {
            kind: slot.cell
            for c, kind in kinds.items()
            if (slot := table.rows[r][c]) is not None and (slot.is_anchor or kind in ("level1", "level2"))
        }
        _one_indicator(form, values, r)
        for indicator in form.indicators[before:]:
            indicator.project_name = project
