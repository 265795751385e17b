"""The numbers Word puts before paragraphs: 一、 （一） 1. are printed but stand in no text.

Belongs here: list definitions of a Word document, counting, and writing the numbers as text into the paragraphs.
Does not: numbers typed by hand, which are text already; bullets, which say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from pipeline.documents.readers.package import Package

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VALUE = f"{WORD}val"
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_UNITS = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_ZERO_BETWEEN = "零"
# No list is nested deeper in Word.
LEVELS = 9
_MOST = 9_999


def chinese(number: int) -> str:
    """1 → 一, 10 → 十, 21 → 二十一, 105 → 一百零五; up to 9,999."""
    written, pending_zero, rest = "", False, number
    for unit, sign in _UNITS:
        digit, rest = divmod(rest, unit)
        if digit:
            written += (_ZERO_BETWEEN if pending_zero and written else "") + _DIGITS[digit] + sign
        pending_zero = not digit
    # Ten to nineteen are written without their one.
    return written[1:] if 10 <= number < 20 else written


def _digit_by_digit(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number)) if number != 10 else chinese(number)


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _roman(number: int) -> str:
    written = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        written, number = written + sign * (number // value), number % value
    return written


# ST_NumberFormat of [ECMA-376-1] 17.18.59; what is not here is written in digits.
_WRITERS = MappingProxyType[str, Callable[[int], str]](
    {
        "chineseCounting": chinese,
        "chineseCountingThousand": chinese,
        "japaneseCounting": chinese,
        "taiwaneseCountingThousand": chinese,
        "ideographDigital": _digit_by_digit,
        "taiwaneseCounting": _digit_by_digit,
        "decimalEnclosedCircle": _circled,
        "decimalEnclosedCircleChinese": _circled,
        "decimalZero": lambda number: f"{number:02d}",
        "lowerLetter": _letters,
        "upperLetter": lambda number: _letters(number).upper(),
        "lowerRoman": _roman,
        "upperRoman": lambda number: _roman(number).upper(),
        "decimalFullWidth": lambda number: str(number).translate({ord("0") + d: ord("０") + d for d in range(10)}),
    }
)
_WITHOUT_NUMBER = frozenset({"bullet", "none"})


@dataclass(frozen=True, slots=True)
class _Level:
    form: str  # as the file names it: decimal, chineseCounting ...
    text: str  # with %1 for the number of level 1
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of one document: levels by list and depth, the list of a style, and how far each has counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)  # list -> abstract list, which does the counting
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    counted: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, main_part: str) -> Numbering:
        """The lists defined beside `main_part`; none where the document has no numbered paragraphs."""
        folder = main_part.rpartition("/")[0]
        numbering = cls()
        lists, styles = package.xml(f"{folder}/numbering.xml"), package.xml(f"{folder}/styles.xml")
        if lists is not None:
            numbering._define(lists)
        for style in styles.iter(f"{WORD}style") if styles is not None else ():
            place = _place(style.find(f"{WORD}pPr/{WORD}numPr"))
            if place is not None:
                numbering.of_style[style.get(f"{WORD}styleId") or ""] = place
        return numbering

    def _define(self, lists: etree._Element) -> None:
        abstract = {
            entry.get(f"{WORD}abstractNumId") or "": {
                _number(level.get(f"{WORD}ilvl")): _Level(
                    _child(level, "numFmt", "decimal"),
                    _child(level, "lvlText", ""),
                    _number(_child(level, "start", "1")),
                )
                for level in entry.iter(f"{WORD}lvl")
            }
            for entry in lists.iter(f"{WORD}abstractNum")
        }
        for entry in lists.iter(f"{WORD}num"):
            number, of = entry.get(f"{WORD}numId") or "", _child(entry, "abstractNumId", "")
            levels = dict(abstract.get(of, {}))
            restarts = False
            for override in entry.iter(f"{WORD}lvlOverride"):
                depth = _number(override.get(f"{WORD}ilvl"))
                start = _child(override, "startOverride", "")
                if start and depth in levels:
                    levels[depth] = _Level(levels[depth].form, levels[depth].text, _number(start))
                    restarts = True
            self.levels[number] = levels
            self.shared[number] = f"{number} restarted" if restarts else of

    def write_into(self, body: etree._Element) -> None:
        """Put each number as text before its paragraph, and take the paragraph out of its list."""
        if not self.levels:
            return
        for paragraph in body.iter(f"{WORD}p"):
            properties = paragraph.find(f"{WORD}pPr")
            if properties is None:
                continue
            own = properties.find(f"{WORD}numPr")
            place = _place(own)
            if own is None:
                place = self.of_style.get(_child(properties, "pStyle", ""))
            if place is None:
                continue
            if own is not None:
                properties.remove(own)
            printed = self._next(*place) if any(text.text for text in paragraph.iter(f"{WORD}t")) else ""
            if printed:
                run = etree.Element(f"{WORD}r")
                etree.SubElement(run, f"{WORD}t").text = printed
                properties.addnext(run)

    def _next(self, number: str, depth: int) -> str:
        levels = self.levels.get(number, {})
        level = levels.get(depth)
        if level is None or level.form in _WITHOUT_NUMBER:
            return ""
        counted = self.counted.setdefault(self.shared[number], {})
        counted[depth] = counted[depth] + 1 if depth in counted else level.start
        for deeper in range(depth + 1, LEVELS):
            counted.pop(deeper, None)

        def written(place: re.Match[str]) -> str:
            at = int(place.group(1)) - 1
            if at not in levels:
                return ""
            value = counted.get(at, levels[at].start)
            writer = _WRITERS.get(levels[at].form, str)
            return writer(value) if 0 < value <= _MOST else str(value)

        return _PLACE.sub(written, level.text)


def _place(properties: etree._Element | None) -> tuple[str, int] | None:
    """List and depth of w:numPr; None for no list, and for list 0, which means none."""
    if properties is None:
        return None
    number = _child(properties, "numId", "0")
    return (number, _number(_child(properties, "ilvl", "0"))) if number != "0" else None


def _child(element: etree._Element, name: str, otherwise: str) -> str:
    child = element.find(f"{WORD}{name}")
    return (child.get(_VALUE) or otherwise) if child is not None else otherwise


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 0
