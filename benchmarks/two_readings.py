"""The two readings of a PDF against each other: CPU per page, and the table pages on which their grids agree.

    python benchmarks/two_readings.py [FOLDER]

The grids are compared cell by cell: place, spans and text without white space, after folding radicals.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Document
from pipeline.documents.readers.pdf.reader import read_pdf, read_pdf_again
from pipeline.forms.text import squeezed

SHARED = Path(__file__).resolve().parents[2] / "shared"
Grid = list[tuple[int, int, int, int, str]]


def by_page(document: Document) -> dict[int, list[Grid]]:
    """page -> its tables as lists of (row, column, row span, column span, squeezed text)."""
    found: dict[int, list[Grid]] = {}
    for table in document.tables:
        cells = [(c.row, c.column, c.row_span, c.column_span, squeezed(c.text)) for c in table.cells]
        found.setdefault(table.page, []).append(cells)
    return found


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    files = sorted(folder.rglob("*.pdf"))
    if not files:
        sys.exit(f"there is no PDF in {folder}")
    print(f"{'file':40} {'pages':>5} {'tables':>6} {'agree':>6} {'fast ms':>8} {'plumber ms':>10} {'ratio':>6}")
    sums = [0, 0, 0, 0.0, 0.0]
    for file in files:
        start = time.process_time()
        fast = read_pdf(file, DEFAULT)
        middle = time.process_time()
        slow = read_pdf_again(file)
        end = time.process_time()
        first, second = by_page(fast), by_page(slow)
        pages = set(first) | set(second)
        agree = sum(first.get(page) == second.get(page) for page in pages)
        count = max(len(fast.pages), 1)
        a, b = (middle - start) * 1000, (end - middle) * 1000
        print(f"{file.stem[:40]:40} {count:5} {len(pages):6} {agree:6} {a / count:8.1f} {b / count:10.1f} {b / a:6.1f}")
        for page in sorted(p for p in pages if first.get(p) != second.get(p)):
            print(f"    page {page} differs")
        sums = [sums[0] + count, sums[1] + len(pages), sums[2] + agree, sums[3] + a, sums[4] + b]
    print(
        f"{'all':40} {sums[0]:5} {sums[1]:6} {sums[2]:6} {sums[3] / sums[0]:8.1f} {sums[4] / sums[0]:10.1f} "
        f"{sums[4] / sums[3]:6.1f}"
    )


if __name__ == "__main__":
    main()
