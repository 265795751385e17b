"""The tokens of a page's content for pdfminer, found by one expression where they are plain.

Belongs here: numbers, names, operators and strings as nearly every program writes them. Does not: anything odd
(comments, brackets in strings, tokens broken over two streams), which is left to pdfminer's own parser; what they mean.

pdfminer goes through a token letter by letter, in several calls: half of the second reading's time. What comes out is
the same, which a test holds against pdfminer's own on many contents.
"""

from __future__ import annotations

import re
from types import FunctionType
from typing import Any

from pdfminer import pdfinterp
from pdfminer.psparser import KWD, LIT

# Whatever follows a token shows that it ends there: what stands at the end of a buffer may go on in the next.
_ENDS = rb"(?=[\s\[\]()<>/])"
_TOKEN = re.compile(
    rb"\s*(?:"
    rb"(?P<real>[-+]?(?:\d+\.\d*|\.\d+))" + _ENDS + rb"|(?P<whole>[-+]?\d+)" + _ENDS + rb"|"
    rb"(?P<word>[A-Za-z][A-Za-z0-9*'\"]*)" + _ENDS + rb"|"
    rb"(?P<bracket>[\[\]])|"
    rb"<(?P<hex>(?:[0-9A-Fa-f]{2})*)>(?=[^>])|"
    rb"\((?P<text>[^()\\]*(?:\\(?:[0-3][0-7]{2}|[btnfr()\\])[^()\\]*)*)\)|"
    rb"/(?P<name>[A-Za-z0-9_.,:*+-]+)" + _ENDS + rb")"
)
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)
_ESCAPED = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"(": b"(", b")": b")", b"\\": b"\\"}
_VALUES = {b"true": True, b"false": False}
# They open or close what nextobject puts together.
_NOT_ALONE = frozenset(map(KWD, (b"[", b"]", b"BI", b"ID")))


class ContentParser(pdfinterp.PDFContentParser):
    """pdfminer's parser of page contents, quick where the next token is plain."""

    def nexttoken(self) -> tuple[int, Any]:
        return self._plain() or super().nexttoken()

    def nextobject(self) -> tuple[int, Any]:
        if not (self.results or self.context):
            found = self._plain()
            if found is not None:
                if found[1] not in _NOT_ALONE:
                    return found
                self._tokens.append(found)
        return super().nextobject()

    def _plain(self) -> tuple[int, Any] | None:
        """The next token where it is plain and whole in the buffer; None leaves it to pdfminer, with nothing taken."""
        if self._tokens or self._parse1 != self._parse_main:
            return None
        match = _TOKEN.match(self.buf, self.charpos)
        if match is None:
            return None
        self.charpos = match.end()
        kind: str = match.lastgroup  # type: ignore[assignment]
        start, written = match.start(kind), match[kind]
        if kind in _WITH_OPENING:
            start -= 1
        return self.bufpos + start, _MADE[kind](written)


def _text(written: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, written) if b"\\" in written else written


def _unescaped(match: re.Match[bytes]) -> bytes:
    written = match[1]
    return bytes((int(written, 8),)) if written.isdigit() else _ESCAPED[written]


_WITH_OPENING = frozenset(("hex", "text", "name"))
_MADE: dict[str, Any] = {
    "real": float,
    "whole": int,
    "word": lambda written: _VALUES[written] if written in _VALUES else KWD(written),
    "bracket": KWD,
    "hex": lambda written: bytes.fromhex(written.decode()),
    "text": _text,
    "name": lambda written: LIT(written.decode()),
}

# pdfminer's way through a page's contents, which offers no choice of the parser.
execute = FunctionType(
    pdfinterp.PDFPageInterpreter.execute.__code__,
    {**vars(pdfinterp), "PDFContentParser": ContentParser},
    "execute",
)
