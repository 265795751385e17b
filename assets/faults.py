"""Our own faults on one document, kept from taking its whole batch with them.

Belongs here: naming them and saying how to try one document alone. Does not: what a disclosure does to us, which is a
problem of that document and no fault (`pipeline.errors.SourceProblem`).

A fault is never swallowed: whoever meets one finishes the other documents and then fails, naming every one.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import dagster as dg

from pipeline.raw import RawFile


def how_to_repeat(raw: RawFile) -> str:
    """The command that shows the trouble with one document alone."""
    return f"budget check {shlex.quote(str(raw.path))}"


def add_trouble(troubles: dict[str, str], raw: RawFile, why: object) -> None:
    """Add it under the file's name; with the document_id where another file of that name is in trouble already."""
    name = f"{raw.file_name} ({raw.document_id})" if raw.file_name in troubles else raw.file_name
    troubles[name] = f"{why} (`{how_to_repeat(raw)}`)"


def listed(troubles: Mapping[str, str]) -> dg.MarkdownMetadataValue:
    """Named troubles for Dagster's page; the key is the document, the value what is wrong and how to repeat it."""
    return dg.MetadataValue.md("\n".join(f"- **{name}**: {why}" for name, why in sorted(troubles.items())) or "none")
