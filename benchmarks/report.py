"""The report as people meet it: time and size, links, requests, marks on the right numbers, speed, axe-core.

    BUDGET_DATA=<data with a publication> python -m benchmarks.report [--axe axe.min.js] [--pictures FOLDER]

Makes the report twice into a folder of its own (the second time nothing has changed), follows every link, looks on the
PDF at what stands in every marked box, and opens pages in Debian's Chromium at the width of a desk and of a phone.
Prints a table and ends with 1 where one of its promises is not kept.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
from lxml import html

from pipeline.raw import RawFile, all_raw
from pipeline.report import make_report
from pipeline.settings import Settings
from tests.faults.browser import Page, browser

WIDTHS = (1280, 390)
MOST_MILLISECONDS = 200
Box = tuple[float, ...]  # left, top, width, height in points from the page's top left
SERIOUS = ("serious", "critical")


@dataclass(slots=True)
class Told:
    """What was found; `broken` breaks a promise."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def line(self, what: str, result: object) -> None:
        self.lines.append((what, str(result)))
        print(f"{what:58} {result}", flush=True)

    def breaks(self, what: str) -> None:
        self.broken.append(what)
        print(f"  NOT KEPT: {what}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--axe", type=Path, help="another axe.min.js than the one of axe-core-python")
    parser.add_argument(
        "--pictures", type=Path, help="write pictures of the first page, a disclosure and an organisation"
    )
    parser.add_argument("--pages", type=int, default=40, help="how many disclosures are opened in the browser")
    asked = parser.parse_args()
    settings, told = Settings.from_environment(), Told()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "report"
        measure(settings, folder, told)
        follow_links(folder, told)
        look_into_boxes(folder, {raw.document_id: raw for raw in all_raw(settings)}, told)
        if shutil.which("chromium"):
            with browser(Path(temporary) / "profile") as page:
                visit(page, folder, asked.axe, asked.pages, told)
                if asked.pictures:
                    photograph(page, folder, asked.pictures)
    sys.exit(1 if told.broken else 0)


def measure(settings: Settings, folder: Path, told: Told) -> None:
    for what in ("made", "made again, nothing changed"):
        wall, cpu = time.perf_counter(), time.process_time()
        made = make_report(settings, folder)
        told.line(what, f"{time.perf_counter() - wall:.1f} s, {time.process_time() - cpu:.1f} s CPU")
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = Counter({path.suffix: 0 for path in files})
    for path in files:
        size[path.suffix] += path.stat().st_size
    told.line("disclosures, pictures, files", f"{made.disclosures}, {made.pictures}, {len(files)}")
    told.line("size in MB", ", ".join(f"{kind} {total / 1e6:.1f}" for kind, total in size.most_common(3)))


def follow_links(folder: Path, told: Told) -> None:
    """Every href and src leads to a file of the folder and to an id on it; nothing names a host."""
    ids: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in sorted(folder.rglob("*.html")):
        root: Any = html.fromstring(path.read_bytes())
        ids[path] = set(root.xpath("//@id"))
        links += [(path, str(link)) for link in root.xpath("//@href | //@src") if link != "data:,"]
    bad = []
    for path, link in links:
        file, _, place = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        if re.match(r"[a-z]+:|//|/", link) or not target.is_file() or (place and place not in ids.get(target, set())):
            bad.append(f"{path.relative_to(folder)}: {link}")
    told.line("links followed, broken", f"{len(links):,}, {len(bad)}")
    for each in bad[:5]:
        told.breaks(f"broken link {each}")


def look_into_boxes(folder: Path, raw: dict[str, RawFile], told: Told) -> None:
    """The characters of the PDF inside every marked box contain the number or text the mark speaks of."""
    found: Counter[str] = Counter()
    for path in sorted(folder.glob("disclosures/*.html")):
        wanted: dict[tuple[str, int], list[tuple[Box, str]]] = {}
        root: Any = html.fromstring(path.read_bytes())
        for sheet in root.xpath("//div[@class='sheet']"):
            document_id = Path(sheet.xpath("img/@src")[0]).name.partition("-")[0]
            for mark in sheet.xpath(".//*[local-name()='rect'][@data-printed]"):
                box = tuple(float(mark.get(side)) for side in ("x", "y", "width", "height"))
                wanted.setdefault((document_id, int(mark.get("data-page"))), []).append((box, mark.get("data-printed")))
        for (document_id, number), marks in wanted.items():
            path_of_pdf = raw[document_id].path
            for (box, printed), inside in zip(
                dict.fromkeys(marks), texts_inside(path_of_pdf, number, list(dict.fromkeys(marks))), strict=True
            ):
                if inside is None:
                    found["on a page that is a picture"] += 1
                elif same(printed, inside):
                    found["right"] += 1
                elif same(printed, told_by_pdfium(path_of_pdf, number, box)):
                    # Where a font lies about its height pdfplumber puts its characters beside their ink.
                    found["right by pdfium's text only"] += 1
                else:
                    found["wrong"] += 1
                    told.breaks(f"{path.name} page {number}: {printed!r} is marked where {inside[:60]!r} stands")
    told.line("marked boxes", ", ".join(f"{what} {n}" for what, n in sorted(found.items())))


def texts_inside(path: Path, number: int, marks: list[tuple[Box, str]]) -> list[str | None]:
    """What pdfplumber finds in each box: characters whose middle is inside; None on a page without characters."""
    with pdfplumber.open(path) as document:
        page = document.pages[number - 1]
        left, top = page.bbox[0], page.bbox[1]  # a page need not begin at 0
        chars = [
            ((c["x0"] + c["x1"]) / 2 - left, (c["top"] + c["bottom"]) / 2 - top, c["text"])
            for c in page.dedupe_chars().chars
        ]
    if not chars:
        return [None] * len(marks)
    return [
        "".join(text for cx, cy, text in chars if x <= cx <= x + width and y <= cy <= y + height)
        for (x, y, width, height), _ in marks
    ]


def told_by_pdfium(path: Path, number: int, box: Box) -> str:
    x, y, width, height = box
    page = pypdfium2.PdfDocument(str(path))[number - 1]
    left, _, _, upper = page.get_mediabox()
    text = page.get_textpage()
    return str(text.get_text_bounded(left + x, upper - y - height, left + x + width, upper - y))


def same(printed: str, inside: str) -> bool:
    """A number must stand in the box, whole; of a text, the box holds the part it is about."""

    def bare(text: str) -> str:
        return re.sub(r"[\s,，]", "", text)

    box, text = bare(inside), bare(printed)
    if text in box or sorted(text) == sorted(box):  # printed on two lines, the order of characters may differ
        return True
    return not re.fullmatch(r"[-+（()）\d.%]+", text) and bool(box) and box in text


def visit(page: Page, folder: Path, axe: Path | None, most: int, told: Told) -> None:
    """Open the first pages: what they ask for, how soon they show, whether they fit, what axe-core says of them."""
    source = axe.read_text("utf-8") if axe else (resources.files("axe_core_python") / "axe.min.js").read_text("utf-8")
    largest = sorted(folder.glob("disclosures/*.html"), key=lambda path: -path.stat().st_size)
    paths = [folder / "index.html", *sorted(folder.glob("organisations/*.html"))[:3], *largest[: most // 2]]
    paths += largest[-(most - most // 2) :] if len(largest) > most else largest[most // 2 :]
    shown: list[float] = []
    loaded: list[float] = []
    worst: Counter[str] = Counter()
    for path in dict.fromkeys(paths):
        for width in WIDTHS:
            page.call(
                "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600
            )
            page.open(path.as_uri())
            while page.script("document.readyState") != "complete" or page.script("location.href") != path.as_uri():
                time.sleep(0.02)
            times = json.loads(page.script(_TIMES))
            shown.append(times["painted"])
            loaded.append(times["loaded"])
            name = f"{path.relative_to(folder)} at {width}"
            for asked in times["asked"]:
                if not asked.startswith(("file:", "data:")):
                    told.breaks(f"{name} asks for {asked}")
            if times["width"] > width:
                told.breaks(f"{name} is {times['width']} wide")
            for rule, impact, count, example in page.accessibility(source):
                worst[f"{impact} {rule}"] += count
                if impact in SERIOUS:
                    told.breaks(f"{name}: axe-core: {rule} ({impact}), {count} times, first {example}")
    told.line("axe-core", page.script("axe.version"))
    told.line("pages opened, at two widths", len(dict.fromkeys(paths)))
    for what, values in (("ms until something shows", shown), ("ms until all is loaded", loaded)):
        told.line(f"{what}: median, 95 %, most", three(values))
    if max(shown) > MOST_MILLISECONDS:
        told.breaks(f"a page showed after {max(shown):.0f} ms")
    told.line("axe-core violations", ", ".join(f"{what}: {n}" for what, n in worst.most_common()) or "none")


_TIMES = """(() => { const n = performance.getEntriesByType('navigation')[0];
  const p = performance.getEntriesByName('first-contentful-paint')[0];
  return JSON.stringify({painted: p ? p.startTime : n.domContentLoadedEventEnd, loaded: n.loadEventEnd,
    width: document.documentElement.scrollWidth,
    asked: performance.getEntriesByType('resource').map(e => e.name)}); })()"""


def three(values: list[float]) -> str:
    ordered = sorted(values)
    return f"{statistics.median(ordered):.0f}, {ordered[int(len(ordered) * 0.95)]:.0f}, {ordered[-1]:.0f}"


def photograph(page: Page, folder: Path, into: Path) -> None:
    """Pictures to look at: the first page, an organisation, the disclosures with most findings, on desk and phone."""
    into.mkdir(parents=True, exist_ok=True)
    by_findings = sorted(
        folder.glob("disclosures/*.html"), key=lambda p: -p.read_text("utf-8").count('class="finding ')
    )
    chosen = {"index": folder / "index.html", **{f"disclosure-{i}": p for i, p in enumerate(by_findings[:3])}}
    if organisations := sorted(folder.glob("organisations/*.html")):
        chosen["organisation"] = organisations[0]
    if (folder / "data_docs" / "index.html").is_file():
        chosen["data-docs"] = sorted((folder / "data_docs").glob("*/*/rules-A.html"))[0]
    for name, path in chosen.items():
        for width in WIDTHS:
            page.call(
                "Emulation.setDeviceMetricsOverride", width=width, height=2200, deviceScaleFactor=1, mobile=width < 600
            )
            page.open(path.as_uri())
            time.sleep(1)
            page.picture(into / f"{name}-{width}.png")


if __name__ == "__main__":
    os.environ.setdefault("BUDGET_DATA", "data")
    main()
