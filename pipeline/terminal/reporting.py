"""`budget report`: where the report is and what is in it.

Belongs here: the lines. Does not: the pages (`pipeline.report`).
"""

from __future__ import annotations

from pathlib import Path

from pipeline.report import make_report
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen


def show_report(settings: Settings, into: Path | None, *, with_files: bool) -> int:
    """Make the report and say where it is; UsageError where nothing is published."""
    made = make_report(settings, into, with_files=with_files)
    screen = Screen()
    screen.line(f"{made.folder / 'index.html'}")
    screen.line(
        f"  {made.disclosures} disclosures of {made.organisations} organisations, {made.pictures} pictures of pages, "
        f"publication {made.publication_id}"
    )
    return 0
