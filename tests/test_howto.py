"""The how-to pages are followed on a copy of the project: their tests fail before and pass after what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(path for path in (ROOT / "docs" / "how-to").glob("*.md") if path.name != "README.md")
_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def blocks(page: Path) -> dict[str, str]:
    """File of the project -> what the page puts into it."""
    return dict(_BLOCK.findall(page.read_text(encoding="utf-8")))


def follow(file: Path, block: str) -> None:
    """A new file is the block; lines are added to a TSV file, entries to a YAML file."""
    if not file.exists():
        file.write_text(block, encoding="utf-8")
    elif file.suffix == ".tsv":
        file.write_text(file.read_text(encoding="utf-8") + block, encoding="utf-8")
    else:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        file.write_text(
            yaml.safe_dump(together(content, yaml.load(block, Loader=yaml.CSafeLoader)), allow_unicode=True),
            encoding="utf-8",
        )


def together(there: Any, more: Any) -> Any:
    """Mappings entry by entry, lists one after the other."""
    if isinstance(there, Mapping):
        return {**there, **{key: together(there[key], new) if key in there else new for key, new in more.items()}}
    return [*there, *more]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's packages and tests, with the tests of the pages."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("pipeline", "expectations", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", folder / "pyproject.toml")
    for page in PAGES:
        for file, block in blocks(page).items():
            if file.startswith("tests/"):
                follow(folder / file, block)
    return folder


def failed(copy: Path, pages: list[Path]) -> set[str]:
    """The files of the pages' tests in which one did not pass."""
    files = [file for page in pages for file in blocks(page) if file.startswith("tests/")]
    options = [
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        "-W",
        "ignore",
        "--tb=line",
        "--continue-on-collection-errors",
        "-o",
        "addopts=--import-mode=importlib",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"},
    )
    print(done.stdout[-3000:])
    assert "passed" in done.stdout or "failed" in done.stdout or "error" in done.stdout, done.stdout + done.stderr
    return {file for file in files if re.search(rf"^(FAILED|ERROR) {file}", done.stdout, re.MULTILINE)}


def test_each_page_has_a_change_and_a_test_of_it() -> None:
    assert len(PAGES) == 5
    for page in PAGES:
        files = list(blocks(page))
        assert [file for file in files if file.startswith("tests/")], page.name
        assert [file for file in files if not file.startswith("tests/")], page.name


def test_the_tests_of_the_pages_fail_before_and_pass_after_the_pages_are_followed(copy: Path) -> None:
    tests = {file for page in PAGES for file in blocks(page) if file.startswith("tests/")}
    assert failed(copy, PAGES) == tests
    for page in PAGES:
        for file, block in blocks(page).items():
            if not file.startswith("tests/"):
                follow(copy / file, block)
    assert failed(copy, PAGES) == set()


def test_every_file_a_page_names_is_there() -> None:
    for page in [*PAGES, ROOT / "docs" / "how-to" / "README.md"]:
        text = page.read_text(encoding="utf-8")
        made = set(blocks(page))
        for named in re.findall(r"`((?:pipeline|expectations|tests|benchmarks)/[\w./*<>-]+)`", text):
            if named in made or "<" in named:
                continue
            assert list(ROOT.glob(named)), f"{page.name}: {named}"
