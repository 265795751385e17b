"""Read each place with a vocabulary that was learned without it: `python -m benchmarks.without_place ../shared`.

Belongs here: the command, the readings before and after, the tables of docs/without-one-place.md and the record of
teachers beside the vocabulary.
Does not: who taught what (`teachers`).

A place is a city, or a municipality with its districts, by the region the documents name.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.documents.model import Cell, Document
from pipeline.documents.read import read
from pipeline.errors import SourceProblem
from pipeline.facts.identity import identify
from pipeline.forms.model import RecognisedForm
from pipeline.forms.recognise import recognise
from pipeline.raw import find_files, sniff
from pipeline.tables import load_list

from .teachers import LAW, Entry, note_document, official, restore, teachers, withhold

PROJECT = Path(__file__).resolve().parents[2]
DOCS = PROJECT / "docs" / "without-one-place.md"
RECORD = PROJECT / "pipeline" / "forms" / "vocabulary" / "taught.tsv"
_TARGET = 97
Number = tuple[int, float, float, str]  # page, left, top of the ink, text; formats without pages: row and column


@dataclass(slots=True)
class Read:
    """The numbers of one document: what each measures, whether its row has a code, the words above it."""

    measure: dict[Number, str] = field(default_factory=dict)
    has_code: dict[Number, bool] = field(default_factory=dict)
    words: dict[Number, str] = field(default_factory=dict)


@dataclass(slots=True)
class Score:
    """A place read with the whole vocabulary and without its own words."""

    documents: int = 0
    numbers: int = 0
    resolved: int = 0
    resolved_before: int = 0
    same: int = 0
    coded: int = 0
    coded_before: int = 0
    withheld: int = 0
    lost: Counter[str] = field(default_factory=Counter)


def place_of(region: str) -> str:
    """The city or municipality of a region code."""
    known = {str(row["region_code"]): str(row["name_zh"]) for row in load_list("region")}
    city = f"{region[:4]}00"
    return city if known.get(city, "市辖区") not in ("市辖区", "县") else f"{region[:2]}0000"


def documents(folder: Path) -> dict[str, list[Document]]:
    """Place -> what was read of its files; files that name no place, or cannot be read, are told and left out."""
    found: dict[str, list[Document]] = defaultdict(list)
    for path in find_files([folder])[0]:
        try:
            document = read(path, sniff(path.read_bytes()))
        except SourceProblem as problem:
            print(f"{path.name}: {problem}", file=sys.stderr)
            continue
        region = identify(document, recognise(document).forms).region_code
        if region == "000000":
            print(f"{path.name}: names no place", file=sys.stderr)
        else:
            found[place_of(region)].append(document)
    return dict(sorted(found.items()))


def numbers(document: Document) -> Read:
    """Every number of the recognised forms."""
    result = Read()
    for ordinal, form in enumerate(recognise(document).forms):
        columns = {column.column_no: column for column in form.columns}
        coded = {(row.row_no, row.block_no) for row in form.rows if row.codes}
        for amount in form.amounts:
            column = columns.get(amount.column_no)
            key = _number(amount.cell, ordinal)
            result.measure[key] = amount.measure or (column.measure if column else "unknown")
            result.has_code[key] = (amount.row_no, amount.block_no) in coded
            result.words[key] = column.header_printed if column else _words(form)
    return result


def _number(cell: Cell, ordinal: int) -> Number:
    box = cell.ink or cell.box
    return (cell.page, box.x0, box.top, cell.text) if box else (ordinal, cell.row, cell.column, cell.text)


def _words(form: RecognisedForm) -> str:
    return f"({form.kind} {form.title})"


def score(read_documents: list[Document], withheld: set[Entry]) -> Score:
    """The place with the whole vocabulary, then without its own words."""
    restore()
    before = [numbers(document) for document in read_documents]
    withhold(withheld)
    after = [numbers(document) for document in read_documents]
    restore()
    found = Score(documents=len(read_documents), withheld=len(withheld))
    for old, new in zip(before, after, strict=True):
        found.numbers += len(old.measure)
        for key, measure in old.measure.items():
            now = new.measure.get(key, "unknown")
            found.resolved_before += measure != "unknown"
            found.resolved += now != "unknown"
            found.same += now == measure
            found.coded_before += old.has_code[key]
            found.coded += old.has_code[key] and new.has_code.get(key, False)
            if now != measure:
                found.lost[f"{old.words[key]} · {measure} → {now}"] += 1
    return found


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "–"


def report(scores: dict[str, Score], taught: dict[Entry, tuple[str, ...]], command: str) -> str:
    names = {str(row["region_code"]): str(row["name_zh"]) for row in load_list("region")}
    by_law = sum(who == (LAW,) for who in taught.values())
    by_one = sum(len(who) == 1 and who != (LAW,) for who in taught.values())
    by_none = sum(not who for who in taught.values())
    lines = [
        "# Each place without its own words",
        "",
        f"Made by `{command}`; change nothing here by hand.",
        "",
        "Every place is read with the vocabulary as it would be had its documents never been seen: without the entries",
        "that no other place uses and that the official forms do not print. **Resolved** is the share of the place's",
        "numbers with a known measure, **same** of those with the measure they have with all words, **code** of the",
        f"numbers on coded rows that keep a code. At least {_TARGET} % are to be resolved.",
        "",
        f"Of {len(taught)} entries {by_law} know a word of the official forms, {by_one} were taught by one place,",
        f"{len(taught) - by_law - by_one - by_none} are used in several, {by_none} were written without a sample",
        "(`pipeline/forms/vocabulary/taught.tsv` says it of each). The parts of composition.yml are entries too: one",
        "that fits the words of a single place is withheld from it, also where no sample was needed to write it.",
        "",
        "| place | documents | numbers | entries withheld | resolved with all | resolved | same | code |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for place, found in scores.items():
        lines.append(
            f"| {place} {names.get(place, '')} | {found.documents} | {found.numbers} | {found.withheld} | "
            f"{share(found.resolved_before, found.numbers)} | {share(found.resolved, found.numbers)} | "
            f"{share(found.same, found.numbers)} | {share(found.coded, found.coded_before)} |"
        )
    lines += ["", "## What was lost or changed", ""]
    for place, found in scores.items():
        if found.lost:
            lines += [f"**{place} {names.get(place, '')}**", ""]
            lines += [f"- {count} × {words}" for words, count in found.lost.most_common(12)]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.without_place", description=__doc__)
    parser.add_argument("shared", type=Path, help="the folder that holds disclosures/, seed/ and domain/")
    shared: Path = parser.parse_args().shared
    if not (shared / "disclosures").is_dir():
        sys.exit(f"there are no disclosures in {shared}")
    places = documents(shared / "disclosures")
    used: dict[Entry, set[str]] = defaultdict(set)
    for place, read_documents in places.items():
        for document in read_documents:
            note_document(used, place, document)
    for place, read_documents in documents(shared / "seed").items():
        for document in read_documents:
            note_document(used, place, document)
    taught = teachers(used, official(shared / "domain"))
    scores = {
        place: score(read_documents, {entry for entry, who in taught.items() if who == (place,)})
        for place, read_documents in places.items()
    }
    with RECORD.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("where", "key", "word", "taught_by"))
        writer.writerows((*entry, " ".join(who)) for entry, who in sorted(set(taught.items())))
    text = report(scores, taught, "python -m benchmarks.without_place ../shared")
    DOCS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
