"""How much of the text is understood: numbers that are claims or no amount, amounts whose subject is known, per file.

    python benchmarks/narrative.py [FOLDER]

"in scope" are the sentences on income, expenditure, 三公, 机关运行经费, 政府采购 and 国有资产: by the words of the
sentence or of a heading above it, outside explanations of terms. A number is covered when a claim stands at its place
or its kind is no amount (year, date, list number, number of things ...). A subject counts as resolved when the claim
names one; whether it is the right one is for the answer key of the first disclosure to say
(tests/narrative/test_seed_claims.py), and for the rules.
"""

from __future__ import annotations

import logging
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from pipeline.documents.read import READER_VERSION, read
from pipeline.errors import BudgetError
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.narrative.tokens import tokens
from pipeline.raw.find import NEVER_DISCLOSURES

SHARED = Path(__file__).resolve().parents[2] / "shared" / "disclosures"
SCOPE = re.compile("收入|支出|收支|拨款|三公|接待|出国|公务用车|机关运行经费|采购|国有资产|车辆|设备")
NOT_SCOPE = re.compile("名词|术语|职责|职能|概况|绩效评价|自评|附件|目录|项目概述|立项")
FIGURES = ("amount", "change", "rate", "share", "flat")


@dataclass
class Counts:
    """Numbers and claims of one file, or of all."""

    numbers: int = 0
    covered: int = 0
    scope_numbers: int = 0
    scope_covered: int = 0
    figures: int = 0
    resolved: int = 0

    def add(self, other: Counts) -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        return (
            f"{self.numbers:>7} {_share(self.covered, self.numbers)} {self.scope_numbers:>8} "
            f"{_share(self.scope_covered, self.scope_numbers)} {self.figures:>7} {_share(self.resolved, self.figures)}"
        )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:7.1f}%" if whole else f"{'-':>8}"


def count(file: Path) -> Counts:
    """What is understood of one file. Raises BudgetError where it cannot be read."""
    raw = look_at(file)
    document = read(raw.path, raw.kind)
    claims = facts_of(raw, document, READER_VERSION).rows.get("claim", [])
    places = {(claim["sentence"], claim["char_from"]) for claim in claims}
    counts = Counts()
    for sentence, token in tokens(document):
        is_covered = token.is_no_amount or (sentence.text, sentence.char_from + token.start) in places
        counts.numbers += 1
        counts.covered += is_covered
        headings = " ".join(sentence.path)
        if SCOPE.search(sentence.text + headings) and not NOT_SCOPE.search(headings):
            counts.scope_numbers += 1
            counts.scope_covered += is_covered
    figures = [claim for claim in claims if claim["kind"] in FIGURES]
    counts.figures = len(figures)
    counts.resolved = sum(claim["subject"] != "unresolved" for claim in figures)
    return counts


def main() -> None:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in NEVER_DISCLOSURES)
    if not files:
        sys.exit(f"there is no disclosure in {folder}")
    print(f"{'file':36} numbers  covered in scope  covered figures resolved")
    total = Counts()
    for file in files:
        try:
            counts = count(file)
        except BudgetError as error:
            print(f"{file.stem[:36]:36} not read: {str(error)[:60]}")
            continue
        total.add(counts)
        print(f"{file.stem[:36]:36} {counts}")
    print(f"{'all':36} {total}")


if __name__ == "__main__":
    main()
