"""Which publications there are, and which of them is the current one.

Belongs here: the record of a publication, the link `current`, how many are kept, going back.
Does not: what a publication holds, and when one is made (`publish`).

    data/published/<publication_id>/publication.json   the record, and the files it tells of
    data/published/current -> <publication_id>

The link changes in one step. Kept are the KEPT publications that were current last, and the current one; a folder
that is dropped stays readable for those who hold its files open.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.published.parquet import MadeFrom
from pipeline.settings import Settings

CONTRACT_VERSION = 1
KEPT = 5
CURRENT = "current"
BUILDING = ".building-"
_RECORD = "publication.json"
_LINKING = ".current-"


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication, as its publication.json tells it."""

    publication_id: str
    published_at: str  # ISO 8601, Asia/Shanghai: when it was built
    made_current_at: str  # when it last became current by publishing
    run_id: str
    contract_version: int
    reader_version: str
    rule_version: str
    counts: dict[str, int]  # rows by table
    files: dict[str, int]  # bytes by path inside the folder
    made_from: MadeFrom = field(default_factory=dict)
    is_new: bool = True  # False where the same rows were current already; not stored


def publications(settings: Settings) -> list[Publication]:
    """The whole publications that are kept, in the order in which they became current."""
    folders = (path for path in settings.published.glob(f"v{CONTRACT_VERSION}-*") if path.is_dir())
    whole = [publication for folder in folders if (publication := read_publication(folder)) is not None]
    return sorted(whole, key=lambda publication: (publication.made_current_at, publication.publication_id))


def current_id(settings: Settings) -> str | None:
    """The id of the current publication; None where nothing is published."""
    link = settings.published / CURRENT
    return os.readlink(link) if link.is_symlink() else None


def rollback(settings: Settings) -> Publication:
    """Make the publication before the current one current, and return it.

    Going back twice goes back two. The next publication with other rows, or with these, goes forward again.
    Raises UsageError where there is none to go back to.
    """
    kept = publications(settings)
    now_current = current_id(settings)
    place = next((i for i, publication in enumerate(kept) if publication.publication_id == now_current), len(kept))
    if place == 0 or not kept:
        raise UsageError("There is no earlier publication to go back to; `budget run` makes a new one.")
    point_current_at(settings.published, kept[place - 1].publication_id)
    return kept[place - 1]


def read_publication(folder: Path) -> Publication | None:
    """The publication of a folder; None where the folder is not there or one of its files is not whole."""
    try:
        content = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        publication = Publication(**content)
        if all((folder / file).stat().st_size == size for file, size in publication.files.items()):
            return publication
    except (FileNotFoundError, NotADirectoryError, json.JSONDecodeError, TypeError):
        return None
    return None


def write_record(folder: Path, publication: Publication) -> None:
    content = asdict(publication)
    del content["is_new"]
    draft = folder / f".{_RECORD}"
    write_json(draft, content)
    sync(draft)
    draft.replace(folder / _RECORD)
    sync(folder)


def point_current_at(published: Path, publication_id: str) -> None:
    """Make a publication the current one, in one step."""
    link = published / f"{_LINKING}{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(publication_id, target_is_directory=True)
    link.replace(published / CURRENT)
    sync(published)


def drop_old(settings: Settings) -> None:
    """Drop what is no longer kept."""
    now_current = current_id(settings)
    for publication in publications(settings)[:-KEPT]:
        if publication.publication_id != now_current:
            _remove(settings.published / publication.publication_id)


def _remove(folder: Path) -> None:
    """Drop a publication; under a leftover's name first, so that half of one never looks like one."""
    leftover = folder.with_name(f"{BUILDING}dropped-{folder.name}")
    folder.rename(leftover)
    shutil.rmtree(leftover)


def remove_leftovers(published: Path) -> None:
    """Remove what killed processes left."""
    for leftover in published.glob(f"{BUILDING}*"):
        shutil.rmtree(leftover)
    for link in published.glob(f"{_LINKING}*"):
        link.unlink()


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        sync(path)
    sync(folder)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
