"""The committed samples are what their generator makes, and hold what their README says.

Belongs here: the files of data/samples and the figures written down for them.
Does not: what the pipeline reads and finds in them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
MAKE = SAMPLES / "make"
FILES = ("federation-2024.pdf", "federation-2024.txt", "library-2025.html", "waterworks-2025.pdf")
FONT_MISSING = 3  # exit code of the generator


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with freshly made samples."""
    folder = tmp_path_factory.mktemp("samples")
    command = [sys.executable, "-B", str(MAKE / "generate.py"), "--into", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode == FONT_MISSING:
        pytest.skip(run.stderr.strip())
    assert run.returncode == 0, run.stderr
    return folder


def unpacked(pdf: bytes) -> bytes:
    """The PDF with its streams unpacked and without lengths and offsets, which depend on the zlib that packed them."""

    def inflate(stream: re.Match[bytes]) -> bytes:
        return b"stream\n" + zlib.decompress(stream[1]) + b"endstream"

    body = pdf[: pdf.rindex(b"xref\n", 0, pdf.rindex(b"startxref"))]
    body = re.sub(rb"stream\r?\n(.*?)\r?\nendstream", inflate, body, flags=re.DOTALL)
    return re.sub(rb"/Length \d+", b"/Length", body)


def forms(stem: str) -> dict[str, list[list[str]]]:
    """Title and grid of the forms written down for a sample."""
    content = yaml.safe_load((MAKE / f"{stem}.yml").read_text(encoding="utf-8"))
    return {
        block["form"]: [[text.strip() for text in line.split("|")] for line in block["grid"].splitlines()]
        for block in content["blocks"]
        if "form" in block
    }


def amount(printed: str) -> Decimal:
    return Decimal(printed.replace(",", "") or "0")


@pytest.mark.parametrize("name", FILES)
def test_a_committed_sample_is_what_the_generator_makes(name: str, made: Path) -> None:
    committed, fresh = (SAMPLES / name).read_bytes(), (made / name).read_bytes()
    if name.endswith(".pdf"):
        committed, fresh = unpacked(committed), unpacked(fresh)
    assert committed == fresh, f"{name}: run data/samples/make/generate.py and commit the result"


def test_every_committed_sample_is_made_by_the_generator(made: Path) -> None:
    committed = {path.name for path in SAMPLES.iterdir() if path.is_file() and path.name != "README.md"}
    assert committed == {path.name for path in made.iterdir()} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_small(name: str) -> None:
    assert (SAMPLES / name).stat().st_size < 300_000


def test_the_planted_error_is_the_only_row_whose_parts_do_not_add_up() -> None:
    content: dict[str, Any] = yaml.safe_load((MAKE / "waterworks-2025.yml").read_text(encoding="utf-8"))
    planted = content["planted"]
    header, *rows = forms("waterworks-2025")[planted["form"]]
    column = header.index(planted["column"])
    wrong = [row for row in rows if amount(row[column]) != sum(amount(text) for text in row[column + 1 :])]
    assert [row[0] for row in wrong] == [planted["row"]]
    assert wrong[0][column] == planted["printed"]
    assert amount(planted["right"]) == sum(amount(text) for text in wrong[0][column + 1 :])


def test_the_library_prints_one_subtotal_that_differs_by_rounding() -> None:
    rows = forms("library-2025")["2025年单位一般公共预算基本支出部门预算经济分类预算表"][3:]
    gaps = {}
    for row in rows:
        if row[0].isdigit() and not row[1]:
            lines = [amount(other[3]) for other in rows if other[0] == row[0] and other[1]]
            gaps[row[0]] = amount(row[3]) - sum(lines)
    assert gaps == {"301": Decimal("0.01"), "302": Decimal("0.00"), "303": Decimal("0.00")}


@pytest.mark.parametrize("name", ["federation-2024.txt", "library-2025.html"])
def test_a_sample_names_no_real_contact(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    assert re.findall(r"\d{3,4}-\d{7,8}", text) == ["000-00000000"]
