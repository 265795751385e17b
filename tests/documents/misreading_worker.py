"""The worker of pipeline.documents with a first reader of PDF that misreads one number, for tests of the referee.

    misreading_worker.py PAGE PRINTED MISREAD [unreadable]

Belongs here: changing the glyphs that pdfium gives, before anything is made of them; with `unreadable`, a second
reader that fails. Run as a program, never imported.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from pipeline.documents import readers, worker
from pipeline.documents.model import Document
from pipeline.documents.readers.pdf.ink import PageInk
from pipeline.documents.readers.pdf.pdfium import PdfiumFile
from pipeline.errors import UnreadableFile

page, printed, misread = int(sys.argv[1]), sys.argv[2], sys.argv[3]
ink_as_printed = PdfiumFile.ink


def ink_misread(self: PdfiumFile, number: int) -> PageInk:
    ink = ink_as_printed(self, number)
    text = "".join(glyph.text for glyph in ink.glyphs)
    start = text.find(printed)
    if number == page:
        assert start >= 0 and len(printed) == len(misread), text
        for place, sign in enumerate(misread, start):
            ink.glyphs[place] = ink.glyphs[place]._replace(text=sign)
    return ink


def fails(path: Path, pages: Sequence[int]) -> Document:
    raise UnreadableFile("the second reader gave up")


if __name__ == "__main__":
    PdfiumFile.ink = ink_misread  # type: ignore[method-assign]
    if sys.argv[4:] == ["unreadable"]:
        readers.SECOND_READERS = MappingProxyType({"pdf": fails})
    worker.main()
