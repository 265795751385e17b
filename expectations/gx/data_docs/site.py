"""The Data Docs of a batch: what was judged when, and the pages of each judging.

Belongs here: folders, indexes, which judgings are kept. Does not: the pages' content (`page`).

Of a batch that only grew, only what is new is judged. A judging stays until all its documents have been judged again,
so that the folder of a batch always speaks of every document of it.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from expectations.gx.data_docs.page import pages

_RECORD = "judging.json"
_STYLE = "docs.css"


class Suite(msgspec.Struct):
    """One page."""

    name: str
    file: str
    expectations: int
    met: int


class Record(msgspec.Struct):
    """What a judging was about."""

    documents: list[str]
    judged_at: str  # ISO 8601
    suites: list[Suite] = []


class Judging:
    """Collects the results of one judging of one batch and writes its pages, whole or not at all."""

    def __init__(self, folder: Path, batch: str, documents: Sequence[str], judged_at: str) -> None:
        """`folder` is data/data_docs; `documents` are the ids that are judged now."""
        self._folder, self._batch = folder, batch
        self._record = Record(sorted(documents), judged_at)
        self._pages = pages()
        self._made: dict[str, str] = {}

    def add(self, outcome: Any) -> None:
        """A validation result of Great Expectations."""
        name = str(outcome.suite_name)
        file = name.replace(" ", "-") + ".html"
        met = sum(1 for one in outcome.results if one.success)
        self._record.suites.append(Suite(name, file, len(outcome.results), met))
        self._made[file] = self._pages.sections(outcome)

    def write(self) -> Path:
        """Write the pages, drop judgings this one replaces, and make the indexes again; returns the batch's index."""
        batch = self._folder / self._batch
        digest = hashlib.sha256("\n".join(self._record.documents).encode()).hexdigest()[:12]
        building = batch / f".{digest}"
        for left in batch.glob(".*"):  # by a process that was killed
            shutil.rmtree(left)
        building.mkdir(parents=True)
        templates = _templates()
        for suite in self._record.suites:
            page = templates.get_template("page.html").render(
                up="../../", batch=self._batch, suite=suite, record=self._record, sections=self._made[suite.file]
            )
            (building / suite.file).write_text(page, encoding="utf-8")
        (building / _RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(self._record), indent=1))
        for name, record in _judgings(batch).items():
            if set(record.documents) <= set(self._record.documents):
                shutil.rmtree(batch / name)
        building.rename(batch / digest)
        _write_indexes(self._folder)
        return batch / "index.html"


def _judgings(batch: Path) -> dict[str, Record]:
    """Folder -> record of the judgings of a batch, the newest first."""
    found = {
        path.parent.name: msgspec.json.decode(path.read_bytes(), type=Record) for path in batch.glob(f"*/{_RECORD}")
    }
    whole = {name: record for name, record in found.items() if not name.startswith(".")}
    return dict(sorted(whole.items(), key=lambda item: (item[1].judged_at, item[0]), reverse=True))


def _write_indexes(folder: Path) -> None:
    templates = _templates()
    batches = {path.name: _judgings(path) for path in sorted(folder.iterdir()) if path.is_dir()}
    for batch, judgings in batches.items():
        page = templates.get_template("batch.html").render(up="../", batch=batch, judgings=judgings)
        (folder / batch / "index.html").write_text(page, encoding="utf-8")
    (folder / "index.html").write_text(
        templates.get_template("index.html").render(up="", batches=batches), encoding="utf-8"
    )
    style = (resources.files("expectations.gx.data_docs") / "templates" / _STYLE).read_bytes()
    (folder / _STYLE).write_bytes(style)


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("expectations.gx.data_docs"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
