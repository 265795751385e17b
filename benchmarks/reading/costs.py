"""What reading costs: CPU of the fast path, of pdfplumber's tables and of the bare floor, and peak memory.

Belongs here: measuring one PDF, in a process of its own so that nothing is warm from the file before.
Does not: what is read (`compare`).

The floor is what no reader on pdfium can go below: every character with its box and every path object of a page.
"""

from __future__ import annotations

import ctypes
import logging
import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

RUNS = 3


@dataclass(frozen=True, slots=True)
class Costs:
    """CPU milliseconds per page, and the peak memory of the fast path in MB."""

    pages: int
    fast_ms: float
    plumber_ms: float
    floor_ms: float
    peak_mb: float


def measure(path: Path) -> Costs:
    """Measure one PDF in a new process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measure, path).result()


def _measure(path: Path) -> Costs:
    import pdfplumber
    import pypdfium2

    from pipeline.documents.limits import DEFAULT
    from pipeline.documents.readers.pdf.reader import read_pdf

    logging.getLogger("pdfminer").setLevel(logging.ERROR)

    def fast() -> None:
        read_pdf(path, DEFAULT)

    def floor() -> None:
        file = pypdfium2.PdfDocument(path)
        for page in file:
            _floor(page)
        file.close()

    def slow() -> None:
        with pdfplumber.open(path) as plumber:
            for sheet in plumber.pages:
                sheet.extract_tables()
                sheet.close()

    pages = max(len(read_pdf(path, DEFAULT).pages), 1)
    peak = _peak_mb()
    # The least of some runs: whatever else the machine does can only add.
    fast_s, slow_s, floor_s = _least(fast, RUNS), _least(slow, 1), _least(floor, RUNS)
    return Costs(pages, fast_s * 1000 / pages, slow_s * 1000 / pages, floor_s * 1000 / pages, peak)


def _least(work: Callable[[], None], runs: int) -> float:
    """CPU seconds of the quickest run."""
    found = []
    for _ in range(runs):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def _peak_mb() -> float:
    """The process's own peak; getrusage would report the peak of the process it was started from."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return int(status["VmHWM"].split()[0]) / 1024


def _floor(page: object) -> None:
    import pypdfium2.raw as raw

    text = raw.FPDFText_LoadPage(page)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    for index in range(raw.FPDFText_CountChars(text)):
        raw.FPDFText_GetUnicode(text, index)
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    raw.FPDFText_ClosePage(text)
    edges = [ctypes.c_float() for _ in range(4)]
    for index in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, index)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
            raw.FPDFPageObj_GetBounds(item, *edges)
            for segment in range(raw.FPDFPath_CountSegments(item)):
                raw.FPDFPath_GetPathSegment(item, segment)
