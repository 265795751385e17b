"""Bytes to text: which encoding a file without a reliable label is in, and what was lost.

Belongs here: the order in which encodings are tried, and the remark about characters that could not be decoded.
Does not: where a format declares its encoding (`html`), whether the text makes sense (`forms`).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipeline.documents.model import Remark
from pipeline.errors import UnreadableFile

# Longest first: the mark of UTF-32 begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# Labels as pages declare them -> codec. GB18030 contains GBK and GB2312, and pages declared as GB2312 use
# characters (names of people, mostly) that only the larger sets have. A label not listed here is ignored.
_DECLARED = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
}

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# A tab, line or page break is text; any other control character is not.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Above this share of control characters the file is not text. Converters leave a stray one now and then.
_MOST_CONTROLS = 0.01
# Characters shown around the first loss.
_CONTEXT = 20


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str
    remarks: tuple[Remark, ...] = ()


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`; `declared` is the label the file gives itself, if any.

    A byte order mark decides. Then strict UTF-8 comes before the declared label: Chinese text in another
    encoding is practically never valid UTF-8, while pages that were converted often keep their old label.
    Then the declared label, UTF-16 without a mark, and GB18030, all strict. Only if none fits are characters
    replaced, in the encoding that loses fewest, and a Remark says how many and where.

    Raises UnreadableFile where the bytes are no text in any of them.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(encoding, errors="replace"), encoding)
    label = _DECLARED.get((declared or "").strip().lower())
    candidates = ["utf-8"]
    if label is not None and label not in candidates:
        candidates.append(label)
    if (wide := _unmarked_utf16(data)) is not None:
        candidates.insert(0, wide)
    if "gb18030" not in candidates:
        candidates.append("gb18030")
    for encoding in candidates:
        try:
            return _checked(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    replaced = [(data.decode(encoding, errors="replace"), encoding) for encoding in candidates]
    return _checked(*min(replaced, key=lambda pair: pair[0].count(REPLACEMENT)))


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 without a mark: ASCII digits, tabs and line ends leave a NUL in every second byte."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 20 < len(sample) or len(data) % 2:
        return None
    if odd > even * 4:
        return "utf-16-le"
    return "utf-16-be" if even > odd * 4 else None


def _checked(text: str, encoding: str) -> Decoded:
    controls = len(_CONTROL.findall(text))
    if controls > len(text) * _MOST_CONTROLS:
        raise UnreadableFile(
            f"the file is not text: {controls:,} of its {len(text):,} characters are control characters; "
            "find out what kind of file it is and register it as that"
        )
    lost = text.count(REPLACEMENT)
    if not lost:
        return Decoded(text, encoding)
    if lost * 2 > len(text):
        raise UnreadableFile(
            f"the file is not text in any known encoding: {lost:,} of {len(text):,} characters do not decode as "
            f"{encoding}; save it as UTF-8"
        )
    first = text.index(REPLACEMENT)
    remark = Remark(
        what="characters could not be decoded",
        printed_text=text[max(0, first - _CONTEXT) : first + _CONTEXT],
        detail=f"{lost} replaced by U+FFFD, read as {encoding}; the first is character {first + 1}",
    )
    return Decoded(text, encoding, (remark,))
