"""What a spreadsheet shows for a number: the format code of its cell applied to the stored number.

Belongs here: the part of the format language that shows numbers (Excel's own codes, [ECMA-376-1] 18.8.31).
Does not: dates, fractions and powers of ten, which no amount is shown in: those are not understood here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType

# Codes a file refers to by number without writing them down; 14-36 and 45-58 are dates and times.
BUILT_IN = MappingProxyType(
    {
        0: "General",
        1: "0",
        2: "0.00",
        3: "#,##0",
        4: "#,##0.00",
        9: "0%",
        10: "0.00%",
        37: "#,##0;(#,##0)",
        38: "#,##0;(#,##0)",
        39: "#,##0.00;(#,##0.00)",
        40: "#,##0.00;(#,##0.00)",
        41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
        42: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
        43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        44: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
        49: "@",
    }
)
GENERAL = "general"
# Spreadsheets calculate in binary and show no more digits than are certain.
_SIGNIFICANT = Context(prec=15, rounding=ROUND_HALF_UP)
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
_LONGEST_CODE = 255
_MOST_PLACES = 30
_LARGEST_EXPONENT = 300

_TOKEN = re.compile(
    r"""(?P<quoted>"[^"]*")
      | [\\!](?P<escaped>.)
      | (?P<skipped>[_*].)
      | \[(?P<bracket>[^\]]*)\]
      | (?P<pattern>[0#?](?:[0#?,]*[0#?])?(?:\.[0#?]*)?|\.[0#?]+)(?P<scale>,*)
      | (?P<percent>%)
      | (?P<general>general)
      | (?P<plain>[-+():$￥¥ ]|[^\x00-\x7f])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SECTION_END = re.compile(r'((?:"[^"]*"|[\\!].|[_*].|\[[^\]]*\]|[^;"\\!])*)(?:;|$)', re.DOTALL)
_WHOLE = re.compile(r"[0#?]+")
_IF_ZERO = "[=0]"
_COLOUR = re.compile(r"black|blue|cyan|green|magenta|red|white|yellow|color\s*\d+", re.IGNORECASE)
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")


@dataclass(frozen=True, slots=True)
class Shown:
    """The text in the cell, without spaces around it, and the number it stands for (None for a word or nothing)."""

    text: str
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class _Section:
    before: str
    after: str
    pattern: str | None  # None: the section shows only its words; "general": the number as it is
    hundreds: int  # per cent signs
    thousands: int  # commas behind the last digit
    inner: str = ""  # a word among the digits: 0\.0, shows tens of thousands with one decimal
    digits_behind: int = 0  # how many digits stand behind that word


def stored_number(written: str) -> Decimal:
    """The number in a cell, from the file's text for it. Raises ValueError for anything that is no number."""
    try:
        number = Decimal(written.strip())
    except InvalidOperation as error:
        raise ValueError(f"{written!r} is not a number") from error
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"{written!r} is not a number")
    return _SIGNIFICANT.plus(number)


def plain(number: Decimal) -> str:
    """All its digits, no power of ten, no zeros behind the last decimal: "1234.5"."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def shown(number: Decimal, code: str) -> Shown | None:
    """What a cell of this format shows for `number`; None where the code is not understood.

    General shows every stored digit here, whatever the width of the column. A negative number that is rounded
    to nothing has no sign.
    """
    sections = _sections(code)
    if sections is None:
        return None
    index = 0
    if len(sections) > 1 and number < 0:
        index = 1
    elif len(sections) > 2 and number == 0:
        index = 2
    section = sections[index]
    if section.pattern is None:
        return Shown(f"{section.before}{section.after}".strip(), None)
    has_own_sign = index == 1
    factor = Decimal(1).scaleb(2 * section.hundreds - 3 * section.thousands)
    scaled = _EXACT.multiply(number, factor)
    digits, value = _digits(abs(scaled), section.pattern)
    sign = "-" if scaled < 0 and value and not has_own_sign else ""
    if section.inner and digits:
        digits = digits.rjust(section.digits_behind + 1, "0")
        digits = digits[: -section.digits_behind] + section.inner + digits[-section.digits_behind :]
    text = f"{sign}{section.before}{digits}{section.after}".strip()
    exact = _EXACT.divide(value, factor)
    return Shown(text, (-exact if number < 0 else exact) if digits else None)


def _digits(number: Decimal, pattern: str) -> tuple[str, Decimal]:
    """The digits of a number that is not negative, and the number they stand for."""
    if pattern == GENERAL:
        return plain(number), number
    whole, _, decimals = pattern.partition(".")
    rounded = number.quantize(Decimal(1).scaleb(-len(decimals)), context=_EXACT)
    integer, _, fraction = f"{rounded:f}".partition(".")
    integer = integer.lstrip("0").rjust(whole.count("0"), "0")
    if "," in whole:
        groups = [integer[max(0, end - 3) : end] for end in range(len(integer), 0, -3)]
        integer = ",".join(reversed(groups))
    for place in reversed(decimals):
        if place == "0" or not fraction.endswith("0"):
            break
        fraction = fraction[:-1]
    return (f"{integer}.{fraction}" if fraction else integer), rounded


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[_Section, ...] | None:
    if len(code) > _LONGEST_CODE:
        return None
    written = [match.group(1) for match in _SECTION_END.finditer(code)]
    if written and written[-1] == "" and not code.endswith(";"):
        written.pop()  # the empty match at the end
    if len(written) == 2 and written[0].startswith(_IF_ZERO):
        # "[=0]words;digits" is digits for what is more, digits with a sign for what is less, and words for 0.
        zero, other = written[0].removeprefix(_IF_ZERO), written[1]
        written = [other, f"-{other}", zero]
    sections = [_section(part) for part in written[:3]]  # the fourth is for text
    if not sections or any(section is None for section in sections):
        return None
    return tuple(section for section in sections if section is not None)


def _section(written: str) -> _Section | None:
    literals = ["", ""]
    pattern: str | None = None
    hundreds = thousands = position = behind = 0
    inner = ""
    if written == "@":
        return _Section("", "", GENERAL, 0, 0)
    while position < len(written):
        token = _TOKEN.match(written, position)
        if token is None:
            return None
        position = token.end()
        at = pattern is not None
        if (bracket := token["bracket"]) is not None:
            currency = _CURRENCY.fullmatch(bracket)
            if currency is None and _COLOUR.fullmatch(bracket) is None:
                return None
            literals[at] += currency.group(1) if currency is not None else ""
        elif token["pattern"] or token["general"]:
            further = token["pattern"]
            if pattern is not None:
                if inner or not further or not _WHOLE.fullmatch(pattern + further) or thousands:
                    return None  # words among digits that are no decimal point of their own
                inner, literals[1], behind = literals[1], "", len(further)
                further = pattern + further
            pattern = further or GENERAL
            thousands = len(token["scale"] or "")
            if len(pattern) > _MOST_PLACES:
                return None
        elif token["percent"]:
            hundreds += 1
            literals[at] += "%"
        elif token["skipped"] is None:
            literals[at] += (token["quoted"] or "").strip('"') or token["escaped"] or token["plain"] or ""
    return _Section(literals[0], literals[1], pattern, hundreds, thousands, inner, behind)
