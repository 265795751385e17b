"""Which reader reads which kind of file; one module per format beside this one.

Belongs here: the registry, and what to do with a kind that has no reader. A new format is a module, one
function here and its line in READERS. Readers are imported when they are first used: a run over text files
does not pay for the PDF libraries.
Does not: finding out the kind of a file (`pipeline.raw`), limits on the process (`pipeline.documents.sandbox`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from pipeline.documents.limits import Limits
from pipeline.documents.model import Document
from pipeline.errors import UnsupportedFormat

Reader = Callable[[Path, Limits], Document]
SecondReader = Callable[[Path, Sequence[int]], Document]
ScanReader = Callable[[Path, int], Document]
PageCounter = Callable[[Path], int]


def _pdf(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.pdf.pictured import with_pictures_told
    from pipeline.documents.readers.pdf.reader import read_pdf

    return with_pictures_told(path, read_pdf(path, limits))


def _pdf_again(path: Path, pages: Sequence[int]) -> Document:
    from pipeline.documents.readers.pdf.reader import read_pdf_again

    return read_pdf_again(path, pages)


def _pdf_scan(path: Path, number: int) -> Document:
    try:
        from pipeline.documents.readers.scan.reader import read_scanned_page
    except ImportError as error:
        raise UnsupportedFormat(
            f"the page is a picture, and recognising it needs the extra `ocr` ({error.name} is not installed): "
            "pip install 'budget-disclosures[ocr]'"
        ) from error
    return read_scanned_page(path, number)


def _load_pdf_again() -> None:
    import pipeline.documents.readers.pdf.plumber  # noqa: F401 - half a second, and that is all


def _pdf_pages(path: Path) -> int:
    from pipeline.documents.readers.pdf.pdfium import PdfiumFile

    with PdfiumFile(path) as file:
        return file.page_count


def _html(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.html import read_html

    return read_html(path, limits)


def _text(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.text import read_text

    return read_text(path, limits)


def _docx(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.docx import read_docx

    return read_docx(path, limits)


def _doc(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.doc import read_doc

    return read_doc(path, limits)


def _xlsx(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.spreadsheet import read_xlsx

    return read_xlsx(path, limits)


def _xls(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.spreadsheet import read_xls

    return read_xls(path, limits)


def _zip(path: Path, limits: Limits) -> Document:
    from pipeline.documents.readers.archive import read_zip

    return read_zip(path, limits)


# kind as pipeline.raw sniffs it -> reader. WPS and ET files are DOC and XLS by their content.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "pdf": _pdf,
        "docx": _docx,
        "doc": _doc,
        "xlsx": _xlsx,
        "xls": _xls,
        "html": _html,
        "text": _text,
        "zip": _zip,
    }
)

# For kinds whose cells have to be made out of ink: who reads pages of them a second time, independently.
SECOND_READERS: Mapping[str, SecondReader] = MappingProxyType({"pdf": _pdf_again})
SECOND_READERS_PREPARED: Mapping[str, Callable[[], None]] = MappingProxyType({"pdf": _load_pdf_again})

# For kinds with pages that may be pictures: who recognises one of them.
SCAN_READERS: Mapping[str, ScanReader] = MappingProxyType({"pdf": _pdf_scan})

# For kinds with pages: how many there are, cheaply, so that a long file is given the time it needs.
PAGE_COUNTERS: Mapping[str, PageCounter] = MappingProxyType({"pdf": _pdf_pages})

# kind without a reader -> what to do about it.
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "ole": "it may be an office file protected by a password: get it without one, or save it as PDF",
        "rtf": "open it in a word processor and save it as DOCX or PDF",
        "odt": "open it in a word processor and save it as DOCX or PDF",
        "ods": "open it in a spreadsheet program and save it as XLSX or PDF",
        "ofd": "open it in an OFD viewer and print it to a PDF",
        "archive": "unpack it and register the files in it, or pack them as ZIP",
        "picture": "it is a picture, not a document: look for the PDF at its source",
        "empty": "the file has no bytes: fetch it again from its source",
    }
)
DEFAULT_ADVICE = "find out what kind of file it is; if it opens in an office program, save it as PDF"
