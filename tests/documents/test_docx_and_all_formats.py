"""One disclosure in every format: the same amounts from the same cells, and one disclosure."""

from __future__ import annotations

import shutil
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.disclosures import link
from pipeline.facts.model import Reading
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.warehouse import Warehouse
from tests.documents.office_files import SAMPLES, convert, find_office, needs_office, package, sample_html, sample_xlsx

STEM = "federation-2024"
AMOUNTS = 299
Amount = tuple[object, ...]


@cache
def facts(path: Path) -> Reading:
    raw = look_at(path)
    return facts_of(raw, read(raw.path, raw.kind), READER_VERSION)


def amounts_of_the_pdf() -> Counter[Amount]:
    return amounts(facts(SAMPLES / f"{STEM}.pdf"))


def amounts(reading: Reading) -> Counter[Amount]:
    """Every amount with its place in the grid, its meaning, its value and the place it is printed to."""
    columns = ("form_kind", "row_no", "column_no", "code", "item_name", "measure", "side", "value_year", "value",
               "amount_yuan", "printed_step_yuan")  # fmt: skip
    return Counter(tuple(row[column] for column in columns) for row in reading.rows["amount"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


def in_format(kind: str, folder: Path) -> Path:
    """The sample as a file of `kind`."""
    known = folder / kind
    if known.is_symlink():
        return known.resolve()
    path = made(kind, folder)
    known.symlink_to(path)
    return path


def made(kind: str, folder: Path) -> Path:
    if kind in ("text", "pdf"):
        return SAMPLES / f"{STEM}.{'txt' if kind == 'text' else kind}"
    if kind == "xlsx":
        return sample_xlsx(STEM, folder)
    if kind == "xls":
        return convert(sample_xlsx(STEM, folder), "xls:MS Excel 97", folder)
    page = sample_html(STEM, folder)
    if kind == "zip":
        files = {f"{STEM}/表.xlsx": sample_xlsx(STEM, folder).read_bytes()}
        return package(folder / f"{STEM}.zip", dict(files))
    if kind == "html":
        return page
    filters = {"docx": "docx:MS Word 2007 XML", "doc": "doc:MS Word 97"}
    return convert(page, filters[kind], folder, ["--infilter=HTML (StarWriter)"])


WITHOUT_OFFICE, OF_OFFICE = ("text", "html", "xlsx", "zip"), ("docx", "doc", "xls")


@pytest.mark.parametrize("kind", [*WITHOUT_OFFICE, *(pytest.param(kind, marks=needs_office) for kind in OF_OFFICE)])
def test_a_disclosure_gives_the_same_amounts_in_every_format(kind: str, folder: Path) -> None:
    path = in_format(kind, folder)
    reading = facts(path)
    assert look_at(path).kind == kind
    assert sum(amounts_of_the_pdf().values()) == AMOUNTS
    if kind == "text":
        # A text file writes joined cells as empty ones: its columns are counted alike, its spans are not told.
        assert sum(amounts(reading).values()) == AMOUNTS
    assert amounts(reading) == amounts_of_the_pdf()
    pdf = facts(SAMPLES / f"{STEM}.pdf").identity
    same = ("organisation", "fiscal_year", "stage", "scope", "region_code")
    # What disclosure_id is made of.
    assert [getattr(reading.identity, name) for name in same] == [getattr(pdf, name) for name in same]
    shutil.rmtree(folder / "office-profile", ignore_errors=True)


def test_the_files_of_all_formats_are_one_disclosure_of_which_the_pdf_is_preferred(folder: Path) -> None:
    kinds = ("pdf", *WITHOUT_OFFICE, *(OF_OFFICE if find_office() else ()))
    readings = [facts(in_format(kind, folder)) for kind in kinds]
    rows = {
        table: [row for reading in readings for row in reading.rows.get(table, [])]
        for table in {name for reading in readings for name in reading.rows}
    }
    with Warehouse(None) as warehouse:
        warehouse.set_lists()
        warehouse.replace([row["document_id"] for row in rows["document"]], rows)
        link(warehouse.connection)
        found = warehouse.connection.execute("SELECT disclosure_id, format, is_preferred FROM document").fetchall()
    assert len({disclosure for disclosure, _, _ in found}) == 1
    assert len(found) == len(kinds)
    assert [format_ for _, format_, is_preferred in found if is_preferred] == ["pdf"]
