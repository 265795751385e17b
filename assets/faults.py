"""Our own faults on one document, kept from taking its whole batch with them.

Belongs here: trying one document and saying how to try it alone. Does not: what a disclosure does to us, which is a
problem of that document and no fault (`pipeline.errors.SourceProblem`).

A fault is never swallowed: whoever meets one finishes the other documents and then fails, naming every one.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import dagster as dg

from pipeline.raw import RawFile

Made = TypeVar("Made")


def attempt(work: Callable[[], Made]) -> tuple[Made | None, str | None]:
    """What the work gave, or the sentence that says how our code failed on it; one of them is None.

    What is the machine's trouble and not the document's (OSError, MemoryError, an interrupt) is raised.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="attempt") as thread:
        future = thread.submit(work)
        fault = future.exception()
    if fault is None:
        return future.result(), None
    if isinstance(fault, OSError | MemoryError) or not isinstance(fault, Exception):
        raise fault
    at = fault.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    where = f" in {at.tb_frame.f_globals.get('__name__')}, line {at.tb_lineno}" if at is not None else ""
    return None, f"the program fails on this file: {type(fault).__name__}: {fault}{where}"


def how_to_repeat(raw: RawFile) -> str:
    """The command that shows the trouble with one document alone."""
    return f"budget check {shlex.quote(str(raw.path))}"


def listed(troubles: Mapping[str, str]) -> dg.MarkdownMetadataValue:
    """Named troubles for Dagster's page; the key is the document, the value what is wrong and how to repeat it."""
    return dg.MetadataValue.md("\n".join(f"- **{name}**: {why}" for name, why in sorted(troubles.items())) or "none")
