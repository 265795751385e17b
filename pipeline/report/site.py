"""The report's folder: made beside the old one, then put in its place.

Belongs here: which pages there are, templates, the swap. Does not: what stands on them (`contents`).

    <folder>/index.html  organisations/<organisation_id>.html  disclosures/<disclosure_id>.html
             pages/<document_id>-p<page>-<width>x<height>.jpg  files/ where asked for
             data_docs/ where the batches have them
             style.css  report.js  publication.js  publication.txt  made-from.json

The same publication gives the same bytes, whether or not pages of the report before could be kept (`unchanged`).
Whoever has the old report open keeps what is shown.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.errors import UsageError
from pipeline.published.publications import CURRENT
from pipeline.raw import RawFile, all_raw
from pipeline.report import contents, unchanged
from pipeline.report.disclosed import disclosed
from pipeline.report.names import Names
from pipeline.report.pictures import Pages, Pictures
from pipeline.report.words import both, word
from pipeline.settings import Settings

_STATIC = ("style.css", "report.js")
_NOTE = "publication.txt"


@dataclass(frozen=True, slots=True)
class Report:
    """What was made."""

    folder: Path
    publication_id: str
    disclosures: int
    organisations: int
    pictures: int


def make_report(settings: Settings, into: Path | None = None, *, with_files: bool = False) -> Report:
    """The report of the current publication, in data/report unless a folder is named.

    `with_files` puts the original documents beside the pages and links every number to its page there. Originals name
    contacts; without them nothing does.

    Raises UsageError where nothing is published, or the folder holds something that is no report.
    """
    folder = into or settings.data / "report"
    published = settings.published / CURRENT
    if not (published / "budget.duckdb").exists():
        raise UsageError(f"There is no publication in {settings.published}; budget run makes one.")
    if folder.exists() and reported(folder) is None and any(folder.iterdir()):
        raise UsageError(f"{folder} holds something that is no report; name another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    building = folder.parent / f".{folder.name}-building-{os.getpid()}"
    try:
        for name in ("organisations", "disclosures", "pages"):
            (building / name).mkdir(parents=True)
        with duckdb.connect(str(published / "budget.duckdb"), read_only=True) as database:
            made = _Site(
                database,
                {raw.document_id: raw for raw in all_raw(settings)},
                building,
                folder,
                settings.workers,
                with_files,
            ).write(settings.data_docs)
        _put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Report(folder, *made)


def reported(folder: Path) -> str | None:
    """The id of the publication a folder is the report of; None where there is no report."""
    note = folder / _NOTE
    return note.read_text(encoding="utf-8").strip() if note.is_file() else None


def _put_in_place(building: Path, folder: Path) -> None:
    if folder.exists():
        old = building.with_name(building.name + "-old")
        folder.rename(old)
        building.rename(folder)
        shutil.rmtree(old)
    else:
        building.rename(folder)


def _clear(folder: Path) -> None:
    """Put back what a killed run had set aside, and drop what else it left beside the folder."""
    for left in sorted(folder.parent.glob(f".{folder.name}-building-*")):
        process = left.name.removesuffix("-old").rpartition("-")[2]
        if process.isdigit() and Path(f"/proc/{process}").exists() and int(process) != os.getpid():
            continue
        if left.name.endswith("-old") and not folder.exists():
            left.rename(folder)
        else:
            shutil.rmtree(left, ignore_errors=True)


class _Site:
    def __init__(
        self,
        database: duckdb.DuckDBPyConnection,
        raw: Mapping[str, RawFile],
        building: Path,
        before: Path,
        workers: int,
        with_files: bool,
    ) -> None:
        self._database, self._raw, self._building, self._before = database, raw, building, before
        self._workers, self._with_files = workers, with_files
        self._pictures = Pictures(building, before)
        self._templates = Environment(
            loader=PackageLoader("pipeline.report"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(w=word, both=both, names=Names(database))
        self._templates.filters.update(money=_money, plain=_plain)

    def write(self, data_docs: Path) -> tuple[str, int, int, int]:
        contents.prepare(self._database)
        overview = contents.overview(self._database)
        self._page("index.html", "index.html", up="", data_docs=self._data_docs(data_docs), **overview)
        self._write_disclosures(overview["disclosures"])
        organisations = self._write_organisations()
        for name in _STATIC:
            content = (resources.files("pipeline.report") / "static" / name).read_bytes()
            (self._building / name).write_bytes(content)
        publication_id = str(overview["publication"]["publication_id"])
        (self._building / _NOTE).write_text(publication_id + "\n", encoding="utf-8")
        # A script, because a page opened from disk may not read another file's text; so that pages need not change
        # for every publication.
        shown = f"document.documentElement.dataset.publication = {json.dumps(publication_id)};\n"
        (self._building / "publication.js").write_text(shown, encoding="utf-8")
        return publication_id, len(overview["disclosures"]), organisations, self._pictures.count

    def _data_docs(self, made: Path) -> str | None:
        """Great Expectations' pages of the batches beside ours; None where there are none."""
        if not (made / "index.html").is_file():
            return None
        shutil.copytree(made, self._building / "data_docs", ignore=shutil.ignore_patterns(".*", "*.json"))
        return "data_docs/index.html"

    def _write_disclosures(self, heads: list[contents.Row]) -> None:
        originals = {id_: f"{raw.kind} {self._with_files}" for id_, raw in self._raw.items()}
        made_from = unchanged.made_from(self._database, heads, originals)
        before = unchanged.read_note(self._before)
        changed = []
        for head in heads:
            id_ = head["disclosure_id"]
            if made_from[id_] != before.get(id_) or not self._keep(id_, head["document_ids"]):
                changed.append(head)
        shown_with = self._pictures.of(disclosed(self._database, changed), self._pages_of, self._workers)
        for shown, pictures in shown_with:
            self._page(
                "disclosure.html",
                f"disclosures/{shown['disclosure_id']}.html",
                up="../",
                pictures=pictures,
                files=self._files_of(shown["document_ids"]),
                d=shown,
            )
        unchanged.write_note(self._building, made_from)

    def _keep(self, disclosure_id: str, document_ids: list[str]) -> bool:
        """Take a page of the report before, and what belongs to it; False where the page is not there any more."""
        page = f"disclosures/{disclosure_id}.html"
        if not (self._before / page).is_file():
            return False
        os.link(self._before / page, self._building / page)
        for document_id in document_ids:
            self._pictures.keep(document_id)
        self._files_of(document_ids)
        return True

    def _write_organisations(self) -> int:
        found = contents.organisations(self._database)
        known = contents.years(self._database)
        for organisation in found:
            years = known.get(organisation["organisation_id"], [])
            longest = max((year["total_yuan"] for year in years if year["total_yuan"] is not None), default=Decimal(0))
            self._page(
                "organisation.html",
                f"organisations/{organisation['organisation_id']}.html",
                up="../",
                o=organisation,
                years=years,
                longest=longest,
            )
        return len(found)

    def _pages_of(self, shown: contents.Row) -> Pages:
        """Every page a finding's cells stand on, of files whose pages can be pictures."""
        pages: dict[str, set[int]] = {}
        for finding in shown["findings"]:
            # A note is shown where it stands; a contradiction also where its other numbers stand.
            others = [amount for amount, _ in finding["operands"]] + finding["statements"]
            for place in [finding, *([] if finding["severity"] == "info" else others)]:
                if place["page"] is not None and place["x0"] is not None:
                    pages.setdefault(place["document_id"], set()).add(place["page"])
        raws = {id_: self._raw[id_] for id_ in sorted(pages) if id_ in self._raw}
        return {id_: (raw.path, tuple(sorted(pages[id_]))) for id_, raw in raws.items() if raw.kind == "pdf"}

    def _files_of(self, document_ids: list[str]) -> dict[str, str]:
        """document_id -> the original beside the pages; empty where originals were not asked for."""
        if not self._with_files:
            return {}
        (self._building / "files").mkdir(exist_ok=True)
        made = {}
        for raw in (self._raw[id_] for id_ in document_ids if id_ in self._raw):
            made[raw.document_id] = f"files/{raw.document_id}.{raw.kind}"
            shutil.copyfile(raw.path, self._building / made[raw.document_id])
        return made

    def _page(self, template: str, file: str, **given: Any) -> None:
        text = self._templates.get_template(template).render(**given)
        (self._building / file).write_text(text, encoding="utf-8", newline="\n")


def _money(value: Decimal | None) -> str:
    """1234567.50 -> 1,234,567.50; whole yuan without decimals; nothing where nothing is printed."""
    if value is None:
        return ""
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def _plain(value: Decimal | None) -> str:
    """A number of a check, grouped; no decimals, or at least two, without the zeros of its column's scale."""
    if value is None:
        return ""
    whole, _, decimals = f"{value:,f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole
