"""`budget export`: which files were written, and what Excel could not hold.

Belongs here: the lines. Does not: the files (`pipeline.export`).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.export import export
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen


def show_export(
    settings: Settings, names: Sequence[str], format_: str, into: Path | None, year: int | None, region: str | None
) -> int:
    """Write the files and name each with its rows; UsageError where nothing is published or a name is unknown."""
    screen = Screen()
    for made in export(settings, names, format_, into or settings.data / "export", year=year, region=region):
        screen.line(f"{made.file}  {made.rows:,} rows")
        if made.bent.as_text:
            screen.detail(f"{made.bent.as_text:,} numbers of more than 15 digits are text: Excel would round them")
        if made.bent.cut:
            screen.detail(f"{made.bent.cut:,} texts were cut at 32,767 characters: a cell of Excel holds no more")
    return 0
