"""One indicator from its cells, or from words: weight, operator, target and unit.

Belongs here: the grammar of weights (30分), of targets (≥95%, 不少于20个, 95%以上) and of indicators written into one
cell (指标1：受益户数≥500户；指标2：…).
Does not: which cell is which (`columns`, `indicators`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from pipeline.documents.model import Cell
from pipeline.forms.model import Indicator, RecognisedForm, Trouble
from pipeline.forms.numbers import is_number, reports_none
from pipeline.forms.text import bare, folded, squeezed
from pipeline.forms.words import dimension_words, total_words, vocabulary

_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)[%分]?")
_WORD = re.compile(r"[^\W\d_]")
_SAYS = re.compile(r"\w")
_REMARK = re.compile(r"\([^()]*(?:\d|[^()]{4})[^()]*\)$|\(含\)$")  # (100家), no unit such as 台(套)
# A number behind the first one (1-3天, 2次100人) says more than one thing; m2 and m3 are units.
_SECOND_NUMBER = re.compile(r"(?<![A-Za-z])\d")
_DATE = re.compile(r"(?:19|20)\d\d年|\d{1,2}月|\d{1,2}日[前底]")
# What begins an item of a list within a cell: 指标1：, 2.培训期数, （3）, ④
_ITEM = re.compile(r"(?:指标)?\d{1,2}[.、:)](?!\d)|\(\d{1,2}\)|指标\d{1,2}(?=\D)|[①-⑳]")
_ITEM_END = re.compile(r"[;。]")
_LONGEST_UNIT = 12
_SIGNS = "≥≤<>="
_DIGIT = re.compile(r"\d")


class Target(NamedTuple):
    """A target as numbers; all None where it is words."""

    operator: str | None = None
    value: Decimal | None = None
    unit: str | None = None


@lru_cache(maxsize=1)
def _grammar() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    words = vocabulary("performance")
    signs, behind = words["operators"], words["operators_behind"]
    before = "|".join(re.escape(s) for s in sorted(signs, key=len, reverse=True))
    pattern = re.compile(rf"(?P<operator>{before})?(?P<value>-?\d[\d,]*(?:\.\d+)?)(?P<rest>.*)")
    return pattern, signs, behind


@lru_cache(maxsize=8192)
def read_target(printed: str) -> Target:
    """Operator, value and unit of a printed target. Dates and ranges are words."""
    pattern, signs, behind = _grammar()
    text = squeezed(printed)
    match = pattern.fullmatch(text) or pattern.fullmatch(_from_sign(text))
    if match is None or _DATE.match(text[match.start("value") :]):
        return Target()
    operator, rest = signs.get(match["operator"] or ""), match["rest"]
    for word in sorted(behind, key=len, reverse=True):
        if rest.endswith(word):
            operator, rest = operator or behind[word], rest.removesuffix(word)
            break
    rest = rest.rstrip(",.;。")
    unit = _REMARK.sub("", rest)
    unit = unit.strip("()") if unit.startswith("(") else unit
    number = match["value"].replace(",", "")
    if _SECOND_NUMBER.search(unit) or len(unit) > _LONGEST_UNIT or not is_number(number):
        return Target()
    return Target(operator, Decimal(number), unit or None)


def _from_sign(text: str) -> str:
    """What follows the only sign (保洁河道≥120公里), where words stand before it."""
    before, sign, behind = text.partition(next((s for s in text if s in _SIGNS), "\0"))
    return sign + behind if sign and not _DIGIT.search(before) else text


def add_indicator(form: RecognisedForm, values: dict[str, Cell], dimension: str = "") -> None:
    """Add the indicator whose cells these are, by what their columns say; nothing where they hold none."""
    name = values.get("name")
    if name is None or not _WORD.search(folded(name.text)) or total_words().find(bare(name.text)):
        return
    if not any(values[k].text.strip() for k in ("weight", "target", "unit", "operator") if k in values):
        return
    operator_printed = values["operator"].text.strip() if "operator" in values else ""
    unit = squeezed(values["unit"].text) if "unit" in values else ""
    target = values.get("target")
    printed = target.text.strip().replace("\n", "") if target is not None else ""
    read = read_target(printed)
    core = values.get("core")
    form.indicators.append(
        Indicator(
            name=name.text.strip().replace("\n", ""),
            weight=_weight(form, values, name),
            operator=vocabulary("performance")["operators"].get(squeezed(operator_printed)) or read.operator,
            target_printed=printed,
            target_value=read.value,
            target_unit=unit or read.unit or (_unit_in_name(name.text) if read.value is not None else None),
            is_core=vocabulary("performance")["core"].get(squeezed(core.text)) if core is not None else None,
            cell=target or name,
            operator_printed=operator_printed,
            dimension=dimension,
        )
    )


def _unit_in_name(printed: str) -> str | None:
    match = re.search(vocabulary("performance")["unit_in_name"], squeezed(printed))
    return match[1] if match else None


def continue_indicator(form: RecognisedForm, values: dict[str, Cell]) -> bool:
    """Whether a row at the top of a page only ends the words of the indicator that a page break cut."""
    said = {kind: cell.text.strip().replace("\n", "") for kind, cell in values.items() if cell.text.strip()}
    if (
        not form.indicators
        or not said
        or said.keys() - {"name", "target", "reason"}
        or said.keys() >= {"name", "target"}
    ):
        return False
    name, printed, last = said.get("name", ""), said.get("target", ""), form.indicators[-1]
    if _ITEM.match(squeezed(name)) or _SECOND_NUMBER.search(name) or is_number(printed):
        return False
    last.name += name
    last.target_printed += printed
    read = read_target(last.target_printed)
    last.operator = last.operator or read.operator
    last.target_value, last.target_unit = read.value, last.target_unit or read.unit
    return True


def _weight(form: RecognisedForm, values: dict[str, Cell], name: Cell) -> Decimal | None:
    printed = values["weight"].text.strip() if "weight" in values else ""
    match = _WEIGHT.fullmatch(squeezed(printed))
    if match and is_number(match[1]):
        return Decimal(match[1])
    if printed and not reports_none(printed):
        form.troubles.append(Trouble("weight_not_understood", printed, name.text, name.page))
    return None


def add_written(form: RecognisedForm, cell: Cell, dimension: str) -> None:
    """Add the indicators written into one cell; one without a number has the words above it for a name."""
    above = dimension
    for item in _items(cell.text):
        head, colon, rest = item.partition(":")
        if colon and dimension_words().find(bare(head)):
            item, dimension = rest, f"{above} / {head}" if above else head
        name, printed = _parted(item)
        target = read_target(printed)
        form.indicators.append(
            Indicator(
                name=name or dimension.rpartition(" / ")[2] or item,
                weight=None,
                operator=target.operator,
                target_printed=printed,
                target_value=target.value,
                target_unit=target.unit,
                is_core=None,
                cell=cell,
                dimension=dimension,
            )
        )


def _items(printed: str) -> list[str]:
    text = squeezed(printed)
    if is_number(text):
        return []
    parts = (part for piece in _ITEM_END.split(text) for part in _ITEM.split(piece))
    return [part for part in (p.strip(",、:") for p in parts) if _SAYS.search(part)]


def _parted(item: str) -> tuple[str, str]:
    """(name, target) of an indicator in words; no name where it is only a target, or words such as 保障能力提升."""
    _, signs, _ = _grammar()
    signed = "|".join(re.escape(s) for s in sorted(signs, key=len, reverse=True))
    match = re.fullmatch(rf"(?P<name>\D{{2,}}?)[:,]?(?P<target>(?:{signed})?\d.*)", item)
    if match is None or read_target(match["target"]).value is None:
        return "", item
    return match["name"].rstrip(":,"), match["target"]
