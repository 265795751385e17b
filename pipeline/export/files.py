"""Tables of the current publication into a folder.

Belongs here: one file per table, put in place when it is whole, and a description beside CSV files.
Does not: how a format is written (`as_csv`, `as_xlsx`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipeline.errors import UsageError
from pipeline.export.as_csv import write_csv
from pipeline.export.as_xlsx import Bent, write_xlsx
from pipeline.export.choice import Choice, choose
from pipeline.published.datapackage import describe_csv
from pipeline.published.publications import CURRENT
from pipeline.settings import Settings

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Exported:
    """One file that was written."""

    table: str
    file: Path
    rows: int
    bent: Bent


def export(
    settings: Settings,
    names: Sequence[str],
    format_: str,
    into: Path,
    *,
    year: int | None = None,
    region: str | None = None,
) -> list[Exported]:
    """Write the named tables and views (every table where none is named) as `<into>/<table>.<format>`.

    Files of the same names are replaced, each when it is whole. Beside CSV files a datapackage.json says what they
    hold. Raises UsageError where nothing is published, a name is unknown, or a sheet cannot hold the rows.
    """
    published = settings.published / CURRENT
    if not (published / "budget.duckdb").exists():
        raise UsageError(f"There is no publication in {settings.published}; budget run makes one.")
    choices = choose(names, year, region)
    into.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(published / "budget.duckdb"), read_only=True) as database:
        exported = [_export(database, choice, format_, into) for choice in choices]
        if format_ == "csv":
            described = describe_csv([choice.spec for choice in choices], published.resolve().name)
            draft = into / f".datapackage.json-{os.getpid()}"
            draft.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            draft.replace(into / "datapackage.json")
    return exported


def _export(database: duckdb.DuckDBPyConnection, choice: Choice, format_: str, into: Path) -> Exported:
    file = into / f"{choice.spec.name}.{format_}"
    draft = into / f".{file.name}-{os.getpid()}"
    bent = Bent()
    try:
        if format_ == "csv":
            write_csv(database, choice, draft)
        else:
            bent = write_xlsx(database, choice, draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
    return Exported(choice.spec.name, file, choice.count(database), bent)
