"""Scanned disclosures from bytes to findings: what of the recognised numbers is published, and whether it is right.

    PYTHONPATH=. python benchmarks/scans_judged.py [--pages 4] [--ways clean,worn] [--dpi 150,200]

The first pages with tables of the five files of benchmarks/scans.py are made a PDF of pictures, as a scanner makes it,
read and judged as `budget check` does. *Unread* are pages that were not recognised within their limits. *Published* are
its amounts, *exact* those whose number the text layer has at that place. *Set aside* are numbers that every sum they
take part in denied, *proposed* those for which the sums name a value, *right* those of them where the text layer has
that value. A wrong number that is published is listed with the sums it takes part in; *denied* counts those that no sum
confirms and one denies: there must be none.
"""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from benchmarks.scans import FILES, SHARED, Document, asked_for, askew, cell_at, flat, table_pages, worn
from expectations.recognised import PROBLEM
from pipeline.documents.model import Box, Cell
from pipeline.journey import check_files, look_at
from pipeline.warehouse import Warehouse

_PROPOSED = re.compile(r"they would hold with (\S+);")
_SUMS = """
SELECT count(*) FILTER (outcome = 'breaks') AS broken, count(*) FILTER (outcome IN ('holds', 'rounding')) AS held
FROM (SELECT outcome, unnest(operands, recursive := true) FROM check_result WHERE tolerance IS NOT NULL)
WHERE amount_id = ?
"""


def main() -> None:
    asked = asked_for(__doc__)
    print("| way | pages | unread | published | exact | share | set aside | proposed | right | denied | s a page |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    wrong: list[str] = []
    for dpi in map(int, asked.dpi.split(",")):
        for way in asked.ways.split(","):
            counts = [0] * 7
            pages, started = 0, time.monotonic()
            for name in FILES[: asked.files]:
                truth = dict(table_pages(SHARED / name, asked.pages))
                pages += len(truth)
                for place, number in enumerate(judged(SHARED / name, truth, dpi, way, wrong)):
                    counts[place] += number
            published, exact, aside, proposed, right, denied, unread = counts
            share = 100 * exact / max(1, published)
            seconds = (time.monotonic() - started) / max(1, pages)
            print(
                f"| {dpi} dpi, {way} | {pages} | {unread} | {published} | {exact} | {share:.2f} % | {aside} "
                f"| {proposed} | {right} | {denied} | {seconds:.1f} |",
                flush=True,
            )
    print("\n".join(wrong))


def judged(path: Path, truth: dict[int, Document], dpi: int, way: str, wrong: list[str]) -> tuple[int, ...]:
    """Counts of one file in the order of the table; wrong numbers are added to `wrong`."""
    with tempfile.TemporaryDirectory() as folder:
        scan = scanned(path, list(truth), dpi, way, Path(folder))
        warehouse = check_files([look_at(scan)], 1)
    tables = {place: document.tables for place, document in enumerate(truth.values(), start=1)}
    published = exact = denied = 0
    for id_, page, *box, printed in _rows(
        warehouse, "SELECT amount_id, page, x0, top, x1, bottom, printed_text FROM amount WHERE read_by = 'ocr'"
    ):
        there = cell_at(Cell(0, 0, "", page=page, box=Box(*box)), tables[page])
        published += 1
        if there is not None and flat(there.text) == flat(printed):
            exact += 1
            continue
        [(broken, held)] = _rows(warehouse, _SUMS, id_)
        denied += broken > 0 and held == 0
        wrong.append(
            f"{dpi} dpi, {way}: {path.name} page {list(truth)[page - 1]}: {printed!r} for "
            f"{there.text if there else None!r}, sums that hold {held}, break {broken}"
        )
    aside = proposed = right = 0
    for page, *box, detail in _rows(
        warehouse, "SELECT page, x0, top, x1, bottom, detail FROM problem WHERE what = ?", PROBLEM
    ):
        aside += 1
        match = _PROPOSED.search(detail)
        if match is not None:
            proposed += 1
            there = cell_at(Cell(0, 0, "", page=page, box=Box(*box)), tables[page])
            right += there is not None and flat(there.text) == match[1]
    missing = _rows(warehouse, "SELECT page, detail FROM problem WHERE what IN ('picture_only_page', 'not_read')")
    wrong += [f"{dpi} dpi, {way}: {path.name}: page {page} unread: {detail}" for page, detail in missing]
    warehouse.close()
    return published, exact, aside, proposed, right, denied, len(missing)


def _rows(warehouse: Warehouse, sql: str, *values: object) -> list[tuple]:  # type: ignore[type-arg]
    return warehouse.connection.execute(sql, list(values)).fetchall()


def scanned(path: Path, numbers: list[int], dpi: int, way: str, folder: Path) -> Path:
    """These pages as a PDF of pictures, as large as the pages."""
    document = pypdfium2.PdfDocument(path)
    pictures = []
    for number in numbers:
        picture = np.asarray(document[number - 1].render(scale=dpi / 72).to_pil().convert("RGB"), dtype=np.uint8)
        spoil = {"clean": lambda i: i, "askew": askew, "worn": lambda i, n=number: worn(i, n)}[way]
        pictures.append(Image.fromarray(spoil(picture)))
    document.close()
    target = folder / "scan.pdf"
    pictures[0].save(target, save_all=True, append_images=pictures[1:], resolution=dpi, quality=95)
    return target


if __name__ == "__main__":
    main()
