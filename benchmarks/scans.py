"""Pages of the shared disclosures as scans: made into pictures, recognised, and compared with their own text layer.

    PYTHONPATH=. python benchmarks/scans.py [--pages N] [--ways clean,askew,worn] [--dpi 150,200] [--files N]

For each file the first N pages with a ruled table of many numbers. Ways: **clean**; **askew** by 1 degree; **worn**:
noise, blur, JPEG and a red stamp over the table. *Accepted* is a number that passes the strict grammar and the style
of its column; *exact* when the text layer has the same number, digit for digit, at the same place; *marked* are cells
that were recognised and not believed; *missing* are numbers of the text layer that are neither. Seconds are of the
processor. Wrong numbers are listed. The file of Beijing that is a scan is compared with its numbers typed by hand.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pypdfium2

from pipeline.documents.model import UNREADABLE, Cell, Document, Table
from pipeline.documents.readers.pdf.lattice import grids
from pipeline.documents.readers.pdf.pdfium import PdfiumFile
from pipeline.documents.readers.pdf.reader import read_page
from pipeline.documents.readers.scan.picture import DOTS_PER_INCH, Picture, scan_of, upright
from pipeline.documents.readers.scan.reader import read_scan

SHARED = Path(__file__).resolve().parents[2] / "shared" / "disclosures"
FILES = (
    "shanghai/上海市普陀区财政局2025年部门预算.pdf",
    "central/国家信访局2024年度部门决算.pdf",
    "wuxi/无锡市统计局2026年部门预算.pdf",
    "chongqing/重庆市水利局2026年部门预算.pdf",
    "xian/西安市商务局2022年部门预算.pdf",
)
# Typed from the pictures of the pages, in their order; the numbers of the pie charts are left out.
BEIJING = "beijing/北京市政务服务和数据管理局2026年部门预算情况说明_扫描件.pdf"
TYPED = {
    5: "101,673.03 99,003.18 2,669.85 2.7% 101,673.03 101,673.03 0 0 0 0 0 0 0 0 0 4,950.85 4,950.85",
    6: "101,673.03 99,003.18 2,669.85 2.7% 38,197.01 37.59% 63,408.16 62.41% 0 0 0",
    7: "67.86 80.11 8.35 9.44% 51.3 7.25 21.56 12.53 9.03 55,307.45 1,168.3 105.2 54,033.95 760.36",
    8: "100 100",
}
_STATED = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?=万元)|(\d[\d,]*(?:\.\d+)?%)")
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?%?")
_ENOUGH = 15  # numbers that make a page worth recognising


@dataclass
class Score:
    """Counts of one way over all pages."""

    accepted: int = 0
    exact: int = 0
    marked: int = 0
    missing: int = 0
    grids: int = 0
    pages: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def line(self, way: str) -> str:
        share = 100 * self.exact / self.accepted if self.accepted else 0.0
        return (
            f"| {way} | {self.pages} | {self.grids} | {self.accepted} | {self.exact} | {share:.2f} % | {self.marked} "
            f"| {self.missing} | {self.seconds / max(1, self.pages):.1f} |"
        )


def asked_for(description: str | None) -> argparse.Namespace:
    """What of the files is to be measured: pages of each, how many files, in which ways and how fine."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=4)
    parser.add_argument("--files", type=int, default=len(FILES))
    parser.add_argument("--ways", default="clean,askew,worn")
    parser.add_argument("--dpi", default="150,200")
    return parser.parse_args()


def main() -> None:
    asked = asked_for(__doc__)
    if not SHARED.is_dir():
        sys.exit("needs the test material in ../shared")
    print("| way | pages | grids | accepted | exact | share | marked | missing | s a page |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    scores: dict[str, Score] = {}
    for dpi in asked.dpi.split(","):
        for way in asked.ways.split(","):
            score = scores[f"{dpi} dpi, {way}"] = Score()
            for name in FILES[: asked.files]:
                for number, truth in table_pages(SHARED / name, asked.pages):
                    compare(score, truth, recognised(SHARED / name, number, int(dpi), way), f"{name} page {number}")
            print(score.line(f"{dpi} dpi, {way}"), flush=True)
    print(beijing())
    for way, score in scores.items():
        for wrong in score.wrong:
            print(f"{way}: {wrong}")


def table_pages(path: Path, most: int) -> Iterator[tuple[int, Document]]:
    """The first pages with enough numbers in ruled tables, as their text layer says."""
    with PdfiumFile(path) as file:
        for number in range(1, file.page_count + 1):
            ink = file.ink(number)
            page, blocks = read_page(ink, grids(ink.rulings))
            document = Document("pdf", tuple(blocks), (page,))
            if sum(1 for _ in numbers(document)) >= _ENOUGH:
                yield number, document
                most -= 1
                if not most:
                    return


def numbers(document: Document) -> Iterator[Cell]:
    for table in document.tables:
        yield from (cell for cell in table.cells if _NUMBER.fullmatch(flat(cell.text)))


def flat(text: str) -> str:
    return re.sub(r"\s", "", text).replace("，", ",")


def recognised(path: Path, number: int, dpi: int, way: str) -> tuple[Document, float]:
    """The page as that scan shows it, and processor seconds of recognising it."""
    document = pypdfium2.PdfDocument(path)
    page = document[number - 1]
    width, height = page.get_size()
    image = np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB"), dtype=np.uint8)
    document.close()
    image = {"clean": lambda i: i, "askew": askew, "worn": lambda i: worn(i, number)}[way](image)
    # A scan is rendered at one size whatever it was scanned at.
    scale = DOTS_PER_INCH / 72
    size = (round(width * scale), round(height * scale))
    image = cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    started = time.process_time()
    read = read_scan(upright(image, scale, width, height), number)
    return read, time.process_time() - started


def askew(image: Picture) -> Picture:
    high, wide = image.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), 1.0, 1.0)
    return cv2.warpAffine(image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderValue=(255, 255, 255))


def worn(image: Picture, seed: int) -> Picture:
    """Grain, a soft lens, JPEG, and a stamp in the middle of the page."""
    high, wide = image.shape[:2]
    image = image.copy()
    overlay = image.copy()
    middle, radius = (wide // 2, high // 2), round(wide * 0.1)
    cv2.circle(overlay, middle, radius, (215, 40, 40), max(2, wide // 250))
    cv2.putText(overlay, "* 2026 *", (middle[0] - radius // 2, middle[1]), 0, wide / 1600, (215, 40, 40), 3)
    image = np.minimum(image, overlay)
    image = cv2.GaussianBlur(image, (3, 3), 0.6)
    grain = np.random.default_rng(seed).normal(0, 9, (high, wide, 1))
    image = np.clip(image + grain, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 60])
    return cv2.imdecode(packed, cv2.IMREAD_COLOR)


def compare(score: Score, truth: Document, read: tuple[Document, float], where: str) -> None:
    document, seconds = read
    score.pages += 1
    score.seconds += seconds
    shapes = Counter((t.row_count, t.column_count) for t in truth.tables)
    score.grids += shapes == Counter((t.row_count, t.column_count) for t in document.tables)
    cells = [cell for table in document.tables for cell in table.cells if cell.text]
    seen: set[int] = set()
    for cell in numbers(document):
        score.accepted += 1
        there = cell_at(cell, truth.tables)
        if there is not None and flat(there.text) == flat(cell.text):
            score.exact += 1
            seen.add(id(there))
        else:
            score.wrong.append(f"{where}: {cell.text!r} for {there.text if there else None!r}")
            if there is not None:
                seen.add(id(there))
    marked = [cell for cell in cells if cell.text.endswith(UNREADABLE)]
    score.marked += len(marked)
    seen |= {id(there) for cell in marked if (there := cell_at(cell, truth.tables)) is not None}
    for cell in numbers(truth):
        if id(cell) not in seen:
            score.missing += 1
            there = cell_at(cell, document.tables)
            score.wrong.append(f"{where}: missing {cell.text!r}, recognised as {there.text if there else None!r}")


def cell_at(cell: Cell, tables: list[Table]) -> Cell | None:
    box = cell.ink or cell.box
    if box is None:
        return None
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return next((c for table in tables for c in table.cells if c.box and c.box.contains(x, y)), None)


def beijing() -> str:
    exact = total = 0
    seconds = 0.0
    for number, typed in TYPED.items():
        started = time.process_time()
        document = read_scan(scan_of(SHARED / BEIJING, number), number)
        seconds += time.process_time() - started
        text = "".join(flat(paragraph.text) for paragraph in document.paragraphs)
        found = Counter(a or b for a, b in _STATED.findall(text))
        wanted = Counter(typed.split())
        total += wanted.total()
        exact += (wanted & found).total()
    return f"\nBeijing, narrative: {exact} of {total} numbers typed by hand, {seconds / len(TYPED):.1f} s a page\n"


if __name__ == "__main__":
    main()
