"""Folding printed text for comparison. What is stored stays as printed; only comparisons use these.

Belongs here: Unicode folding, radicals, left-over mark-up, numbering in front of labels, years and units in words.
Does not: what a word means (`vocabulary`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipeline.forms.words import vocabulary
from pipeline.money import UNIT

_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,40}>|\*\*")
_TEX = {r"$\geq$": "≥", r"$\leq$": "≤", r"\geq": "≥", r"\leq": "≤", r"$\ge$": "≥", r"$\le$": "≤"}
# As _MARKUP, but only what cannot be printed words in angle brackets.
_TAGS = "[abipu]|br|em|font|h[1-6]|li|ol|pre|span|strong|su[bp]|table|t[dhr]|ul"
_LEFT_OVER = re.compile(rf"</?(?:{_TAGS})(?: [^<>]*)?/?>|\*\*(?!\*)|\$?\\[gl]eq?\$?")
_SPACE = re.compile(r"\s+")
_PUNCTUATION = re.compile(r"[“”\"'‘’《》〈〉「」()（）\[\]【】〔〕:：,，、;；.。*#\ufffd]")
_YEAR = re.compile(r"(20\d\d)年?度?")
_UNIT_SUFFIX = re.compile(rf"[（(](?:单位[:：])?({UNIT})[）)]")
_NUMBERING = (
    # (pattern, depth): how deep a label with this numbering stands.
    (re.compile(r"^[一二三四五六七八九十]{1,3}[、.．,，]"), 1),
    (re.compile(r"^[(（][一二三四五六七八九十]{1,3}[)）][、.．]?"), 2),
    (re.compile(r"^\d{1,2}[、.．](?!\d)"), 3),
    (re.compile(r"^[(（]?\d{1,2}[)）][、.．]?"), 4),
    (re.compile(r"^[①-⑳]"), 5),
)
# Kept as it is in front of a label: without its circle it would be a digit of the word (②公务用车运行费).
_CIRCLED = re.compile(r"([①-⑳])(?=\s*[\u4e00-\u9fff“])")
# A mark that leads to a note under the table: 年初预算数①, 合计[1], 决算数（注2）.
_NOTE_CIRCLE = re.compile(r"(?<=[^\s①-⑳])[①-⑳]\s*$")
_NOTE_MARK = re.compile(r"(?<=.)(?:\[注?\d{1,2}\]|[(【〔]注\d{0,2}[)】〕]|注\d{1,2})$")
# Scripts that stand beside Chinese in autonomous regions, and what their fonts leave of them: Arabic, Tibetan, Hangul,
# Mongolian, Dai, Yi. They repeat what the Chinese says.
_BESIDE_CHINESE = re.compile(
    "[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\u0f00-\u0fff\u1100-\u11ff\u1800-\u18af\u1950-\u19df\ua000-\ua4cf"
    "\uac00-\ud7af\ufb50-\ufdff\ufe70-\ufeff]+\ufffd*"
)
_OF_WHICH = re.compile(r"^其中[:：、]?")


@lru_cache(maxsize=1)
def _radicals() -> dict[int, str]:
    pairs = vocabulary("radicals")["pairs"].split()
    return {ord(pair[0]): pair[1] for pair in pairs}


@lru_cache(maxsize=65536)
def folded(printed: str) -> str:
    """NFKC, radicals to characters, mark-up left over from conversions removed; white space kept."""
    text = _NOTE_CIRCLE.sub("", printed)
    if "$" in text or "\\" in text:
        for tex, sign in _TEX.items():
            text = text.replace(tex, sign)
    if "<" in text or "**" in text:
        text = _MARKUP.sub("", text)
    text = _BESIDE_CHINESE.sub("", text)
    text = text.translate(_radicals())
    if _CIRCLED.search(text):
        parts = (part if number % 2 else _normal(part) for number, part in enumerate(_CIRCLED.split(text)))
        return "".join(parts)
    return _normal(text)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_radicals())


def markup_in(printed: str) -> list[str]:
    """Tags, asterisks and TeX that a conversion left in the text, as printed; placeholders (***, ** alone) are none."""
    if not printed.strip("* \n") or ("<" not in printed and "**" not in printed and "\\" not in printed):
        return []
    return _LEFT_OVER.findall(printed.replace("***", ""))


@lru_cache(maxsize=65536)
def squeezed(printed: str) -> str:
    """Folded, without any white space."""
    return _SPACE.sub("", folded(printed))


@lru_cache(maxsize=65536)
def bare(printed: str) -> str:
    """Squeezed, without quotation marks, brackets, colons, commas and stops: the form compared with vocabularies."""
    return _PUNCTUATION.sub("", squeezed(printed))


@lru_cache(maxsize=65536)
def numbering_depth(printed: str) -> int:
    """How deep the numbering in front of a label says it stands: 一、 1, （一） 2, 1. 3, (1) and 1) 4, ① 5, none 0."""
    text = squeezed(printed)
    for pattern, depth in _NUMBERING:
        if pattern.match(text):
            return depth
    return 0


@lru_cache(maxsize=65536)
def part_depth(printed: str) -> int:
    """As `numbering_depth`, of a label whose number stands after 其中 (其中：（一）…)."""
    text = squeezed(printed)
    match = _OF_WHICH.match(text)
    return numbering_depth(text[match.end() :]) if match else numbering_depth(text)


@lru_cache(maxsize=65536)
def without_numbering(printed: str) -> tuple[str, bool]:
    """The squeezed label without numbering and 其中, and whether 其中 stood there."""
    text = squeezed(printed)
    for pattern, _ in _NUMBERING:
        match = pattern.match(text)
        if match and match.end() < len(text):
            text = text[match.end() :]
            break
    match = _OF_WHICH.match(text)
    if match and match.end() < len(text):
        rest = text[match.end() :]
        for pattern, _ in _NUMBERING:
            inner = pattern.match(rest)
            if inner and inner.end() < len(rest):
                rest = rest[inner.end() :]
                break
        return rest, True
    return text, False


def year_in(printed: str) -> int | None:
    """The first four-digit year printed as such (2024年, 2024年度), or None. A bare 2024 is no year."""
    match = re.search(r"(20\d\d)年", squeezed(printed))
    return int(match[1]) if match else None


def unit_in(printed: str) -> str | None:
    """A unit of money in brackets inside a word, such as 预算数（万元）."""
    match = _UNIT_SUFFIX.search(squeezed(printed))
    return match[1] if match else None


@lru_cache(maxsize=65536)
def header_word(printed: str) -> tuple[str, bool]:
    """A header word as compared with the vocabulary (no year, unit, numbering, 其中), and whether 其中 stood there."""
    text, of_which = without_numbering(printed)
    text = _NOTE_MARK.sub("", text)
    text = _UNIT_SUFFIX.sub("", text)
    text = _YEAR.sub("", text)
    return _PUNCTUATION.sub("", text), of_which
