"""One file's whole way on one screen: the place to start reading.

    raw        register    bytes, hash, kind, where it came from
    documents  read        paragraphs and tables of cells, in a child process with limits
    forms      recognise   which official form each table is, what each column and row means, in the same child
    facts      facts_of    one row per printed number, in yuan, there too (`derive`)
    checks     judge       every identity, both sides, the outcome, the findings
               referee     doubtful pages read again by a second reader: extraction or disclosure?
    published  publish     Parquet and budget.duckdb

Belongs here: `check_files`, the way of one file without a warehouse on disk, as `budget check` goes it.
Does not: the nightly run (`assets`), which goes the same way with a store after every step.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.documents.model import Document
from pipeline.documents.read import READER_VERSION
from pipeline.documents.renewed import Reading as FileReading
from pipeline.documents.sandbox import Readers
from pipeline.documents.spare import Spare
from pipeline.facts import LOADING
from pipeline.raw import RawFile, Sighting, sniff
from pipeline.raw.register import SHANGHAI

if TYPE_CHECKING:  # imported where they are used: while a child reads the first file, this process loads the rest
    from expectations.referee import ReadAgain
    from expectations.workbench import Workbench
    from pipeline.documents.worker import Task
    from pipeline.facts.model import Reading
    from pipeline.warehouse import Warehouse


def look_at(path: Path) -> RawFile:
    """A file as it lies there, not registered: hash, kind and name. Raises OSError where it cannot be read."""
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    modified = datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).isoformat(timespec="seconds")
    return RawFile(
        document_id=sha256[:16],
        sha256=sha256,
        kind=sniff(data),
        byte_size=len(data),
        path=path,
        sightings=(Sighting(path.name, str(path), None, modified),),
    )


def read_files(
    raws: Sequence[RawFile],
    readers: Readers,
    on_done: Callable[[RawFile, Reading], None] | None = None,
    spare: Spare | None = None,
) -> dict[str, Reading]:
    """document_id -> the rows of each file; a file that cannot be read gives its document and a problem.

    A spare child makes the rows while the first ends.
    """
    by_path = {raw.path: raw for raw in raws}
    readings: dict[str, Reading] = {}

    def done(file: FileReading) -> None:
        raw = by_path[file.path]
        if spare is not None and file.document is not None:
            file = replace(file, result=spare.do(file.path, file.before(then(file.path, file.document))))
        readings[raw.document_id] = reading = _facts(raw, file)
        if on_done is not None:
            on_done(raw, reading)

    def then(path: Path, document: Document) -> Task:
        from pipeline.facts.deriving import task

        return task(by_path[path], document, READER_VERSION)

    files = [(raw.path, raw.kind) for raw in by_path.values()]
    readers.read(files, on_done=done, then=then if spare is None else None)
    return readings


def _facts(raw: RawFile, file: FileReading) -> Reading:
    """What the child made of the file, or the rows that say why it made nothing."""
    from pipeline.facts.deriving import Derived, answer, reading_of

    derived = answer(file.result) if file.result is not None else None
    if isinstance(derived, Derived) and derived.fault is None:
        return reading_of(derived)
    # The rows that say so take long to load, and most files need none of them.
    from pipeline.facts.rows import facts_of_underived, facts_of_unread

    if file.document is None or derived is None:
        return facts_of_unread(raw, str(file.problem), READER_VERSION)
    why = derived if isinstance(derived, str) else str(derived.fault)
    return facts_of_underived(raw, file.document, why, READER_VERSION)


def read_pages_again(
    raws: Iterable[RawFile], pages: Mapping[str, tuple[int, ...]], readers: Readers, spare: Spare | None = None
) -> dict[str, Document | str]:
    """document_id -> the second reading of these pages of it, or why there is none."""
    by_path = {raw.path: raw for raw in raws if raw.document_id in pages}
    wanted = [(raw.path, raw.kind, pages[raw.document_id]) for raw in by_path.values()]
    found: list[FileReading] = []
    if spare is None:
        readers.read_again(wanted, on_done=found.append)
    else:
        found = [spare.read_again(*one, readers) for one in wanted]
    return {by_path[file.path].document_id: file.document or str(file.problem) for file in found}


def check_files(
    raws: Sequence[RawFile], workers: int, on_done: Callable[[RawFile, Reading], None] | None = None
) -> Warehouse:
    """The files read and judged in a warehouse in memory; the caller closes it.

    Without the sample of pages that are read twice in any case: it measures the readers, and somebody waits here.
    """
    with (
        Readers(min(workers, len(raws)), prepares_second=True) as readers,
        ThreadPoolExecutor(1, thread_name_prefix="preparing") as beside,
        Spare(raws[0].kind, LOADING) if len(raws) == 1 < workers else nullcontext() as spare,
    ):
        preparing = beside.submit(_prepared)  # this process has nothing else to do until the first file is read
        readings = read_files(raws, readers, on_done, spare)
        warehouse, workbench = preparing.result()
        try:
            _judge(warehouse, workbench, readings, lambda pages: read_pages_again(raws, pages, readers, spare))
        except BaseException:
            workbench.close()
            warehouse.close()
            raise
    return warehouse


def _judge(
    warehouse: Warehouse, workbench: Workbench, readings: Mapping[str, Reading], second_reading: ReadAgain
) -> None:
    """Store the rows, judge them, and have doubtful pages read again."""
    from expectations.judge import judge
    from expectations.referee import referee
    from pipeline.facts.disclosures import link

    merged: dict[str, list[dict[str, object]]] = {}
    for reading in readings.values():
        for table, rows in reading.rows.items():
            merged.setdefault(table, []).extend(rows)
    with warehouse.transaction():
        warehouse.replace(list(readings), merged)
        link(warehouse.connection)
        judge(warehouse.connection, list(readings), workbench)
        referee(warehouse.connection, list(readings), second_reading, with_sample=False)


def _prepared() -> tuple[Warehouse, Workbench]:
    """What judging needs whatever the files say: a warehouse in memory with its lists, and the rules' workbench."""
    # Loaded while nobody waits, what is wanted first before the others.
    import pipeline.facts.deriving  # noqa: F401, I001
    import expectations.judge
    import expectations.referee  # noqa: F401
    from expectations.catalogue import load_rules
    from expectations.workbench import Workbench
    from pipeline.warehouse import Warehouse

    warehouse = Warehouse(None)
    warehouse.set_lists()
    workbench = Workbench(load_rules())
    workbench.take_lists(warehouse.connection)
    return warehouse, workbench
