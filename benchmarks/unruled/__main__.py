"""`python -m benchmarks.unruled FOLDER`: every PDF read with its rulings, and without some or all of them.

Belongs here: the command and docs/unruled.md. Does not: what is left out (`strip`), what is the same (`compare`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipeline.documents.readers.pdf.ink import PageInk
from pipeline.documents.readers.pdf.pdfium import PdfiumFile
from pipeline.documents.readers.pdf.reader import assemble, read_pages
from pipeline.errors import SourceProblem

from .compare import Score, compared, meanings
from .strip import WAYS

DOCS = Path(__file__).resolve().parents[2] / "docs" / "unruled.md"


def inks(path: Path) -> list[PageInk]:
    with PdfiumFile(path) as file:
        return [file.ink(number) for number in range(1, file.page_count + 1)]


def measured(pages: list[PageInk]) -> dict[str, Score]:
    """For each way of drawing, the numbers read like those of the ruled reading."""
    ruled = meanings(assemble(read_pages(pages)))
    return {
        name: compared(ruled, meanings(assemble(read_pages([strip(page) for page in pages]))))
        for name, strip in WAYS.items()
    }


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def report(scores: dict[str, dict[str, Score]], command: str) -> str:
    lines = [
        "# Tables without their rulings",
        "",
        f"Made by `{command}`; change nothing here by hand.",
        "",
        "Every PDF is read as it is, and again with some or all rulings of its tables taken away in memory.",
        "**Found** is the share of its numbers that are then still amounts, **row** and **column** of those found",
        "with the same codes and name of their row, and the same measure, fund, side and year of their column,",
        "**same** of all with both. **Invented** are amounts that the ruled reading does not have. Rulings also",
        "show spans that nothing else on the page does (a name printed once for several rows), so not all can be",
        "the same without them. Most numbers not found are those of performance tables, whose single amount stands",
        "among sentences.",
        "",
        "| drawn with | pages | numbers | found | row | column | same | invented |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name in WAYS:
        total = Score()
        for by_way in scores.values():
            total.add(by_way[name])
        lines.append(_row(name, total))
    lines += ["", "## By document", ""]
    for name in WAYS:
        lines += [f"**{name}**", "", "| document | pages | numbers | found | row | column | same | invented |"]
        lines.append("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
        lines += [_row(document, by_way[name]) for document, by_way in scores.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(name: str, s: Score) -> str:
    return (
        f"| {name} | {s.pages} | {s.numbers} | {share(s.found, s.numbers)} | {share(s.same_row, s.found)} | "
        f"{share(s.same_column, s.found)} | {share(s.same, s.numbers)} | {s.invented} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.unruled", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder of PDFs with ruled tables")
    folder: Path = parser.parse_args().folder
    scores: dict[str, dict[str, Score]] = {}
    for path in sorted(folder.rglob("*.pdf")):
        try:
            found = measured(inks(path))
        except SourceProblem as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
            continue
        if any(score.numbers for score in found.values()):
            scores[path.stem] = found
    if not scores:
        sys.exit(f"no PDF with a ruled table is in {folder}")
    text = report(scores, f"python -m benchmarks.unruled {folder}")
    DOCS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
