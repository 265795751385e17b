"""Older Word files, those of WPS Writer among them, and RTF: LibreOffice saves them as DOCX, `docx` reads that.

Belongs here: nothing but the way there.
Does not: finding and running LibreOffice (`office`), reading (`docx`).
"""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from pipeline.documents.limits import Limits
from pipeline.documents.model import Document
from pipeline.documents.readers.docx import read_docx
from pipeline.documents.readers.office import converted


def read_doc(path: Path, limits: Limits) -> Document:
    """The blocks as `read_docx` gives them. Raises UnsupportedFormat without LibreOffice, else UnreadableFile."""
    with converted(path, "doc", "docx", limits) as copy:
        return replace(read_docx(copy, limits), format="doc")
