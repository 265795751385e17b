"""`budget run`: progress and the closing table of a run.

Belongs here: lines and the exit code. Does not: the run (`assets.run`, loaded only here and only when asked).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.settings import Settings
from pipeline.terminal.screen import Screen


def show_run(paths: Sequence[Path], settings: Settings) -> int:
    """Run and print documents, forms, amounts, checks, findings and where the results are; 1 if a file was not read."""
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]} does not exist; name files or folders")
    from assets.run import run

    screen = Screen()
    summary = run(list(paths), settings, on_progress=screen.aside)
    rows: list[list[object]] = [
        ["documents", summary.documents],
        ["forms", summary.forms],
        ["amounts", summary.amounts],
        *([f"checks: {name}", count] for name, count in summary.checks.items()),
        *([f"findings: {name}", count] for name, count in summary.findings.items()),
        ["newly read", summary.newly_read],
        ["skipped files", len(summary.skipped)],
        ["documents on record", summary.on_record],
        ["publication", summary.publication],
    ]
    screen.table("Run complete", ["what", "result"], rows)
    for path, why in summary.not_read:
        screen.bad(f"{path}: {why}")
    for batch, why in summary.failed:
        screen.bad(f"batch {batch} failed and keeps its old rows: {why}")
    return 1 if summary.not_read or summary.failed else 0


def show_rollback(settings: Settings) -> int:
    """Go back one publication and say which is current now."""
    from pipeline.published.publications import rollback

    publication = rollback(settings)
    Screen().good(f"current is {publication.publication_id}")
    return 0
