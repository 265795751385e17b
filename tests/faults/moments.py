"""The moments at which the tests strike: a call of the product's code, the how-manieth, and before, during or after it.

Belongs here: the list, stage by stage, for a run that takes in a new version of a file and one more file, of a batch
that was published before. Does not: striking (`victims`), what must hold afterwards (`states`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

When = Literal["before", "during", "after"]


@dataclass(frozen=True, slots=True)
class Moment:
    """`where` limits the calls counted to those with this text among their arguments."""

    stage: str
    call: str  # module:attribute; duckdb:<method> is a method of every connection that is opened
    when: When = "before"
    where: str = ""
    nth: int = 1
    delay: float = 0.0005  # seconds into the call, for "during"

    def __str__(self) -> str:
        which = f" no. {self.nth}" if self.nth > 1 else ""
        return (
            f"{self.stage}: {self.when} {self.call.partition(':')[2]}{f'({self.where})' if self.where else ''}{which}"
        )


def _around(stage: str, call: str, where: str = "", nth: int = 1, delay: float = 0.0005) -> list[Moment]:
    return [Moment(stage, call, when, where, nth, delay) for when in ("before", "during", "after")]


def _sides(stage: str, call: str, where: str = "", nth: int = 1) -> list[Moment]:
    return [Moment(stage, call, when, where, nth) for when in ("before", "after")]


KILLS: tuple[Moment, ...] = (
    *_around("raw", "pipeline.raw.register:_copy"),
    *_sides("raw", "pathlib:Path.replace", "/.receiving/record"),
    *_sides("raw", "pathlib:Path.replace", "/.receiving/bytes"),
    Moment("raw", "pipeline.raw.register:_copy", nth=2),
    Moment("documents", "assets.raw:read_and_store"),
    Moment("documents", "assets.raw:read_and_store", "during", delay=0.3),
    Moment("documents", "pipeline.stores:Store.save"),
    *_sides("documents", "pathlib:Path.replace", "/documents/"),
    Moment("documents", "pipeline.stores:Store.save", "after", nth=2),
    *_around("forms", "assets.forms:derive_missing"),
    *_sides("facts", "pathlib:Path.replace", "/batches/"),
    Moment("facts", "pipeline.warehouse:Warehouse.set_lists", "after"),
    *_sides("facts", "assets.facts:columns_of", nth=2),
    *_around("facts", "pipeline.warehouse:Warehouse.replace"),
    *_sides("facts", "assets.facts:link"),
    *_around("facts", "duckdb:commit"),
    *_sides("facts", "pathlib:Path.replace", "/batches/", nth=2),
    *_around("checks", "assets.checks:judge", delay=0.02),
    *_around("checks", "duckdb:commit", nth=2),
    *_around("checks", "duckdb:commit", nth=3),
    *_sides("checks", "pathlib:Path.replace", "/batches/", nth=3),
    Moment("published", "duckdb:commit", "after", nth=4),
    Moment("published", "duckdb:execute", "before", "COPY"),
    Moment("published", "duckdb:execute", "during", "COPY", nth=7),
    Moment("published", "pipeline.published.publish:_content_hash"),
    *_around("published", "pipeline.published.publish:write_database", delay=0.02),
    Moment("published", "duckdb:execute", "during", "CHECKPOINT"),
    *_sides("published", "pathlib:Path.replace", "publication.json"),
    Moment("published", "pipeline.published.publish:sync_tree", "during"),
    *_around("published, the folder's swap", "pathlib:Path.rename", "/.building-"),
    *_sides("published, the link's swap", "pathlib:Path.symlink_to"),
    *_around("published, the link's swap", "pathlib:Path.replace", "/.current-"),
    *_sides("published, dropping", "pathlib:Path.rename", "dropped-"),
    Moment("published, dropping", "pipeline.published.publications:shutil.rmtree", "during", "dropped-"),
    Moment("the report", "assets.run:_write_report"),
)

# The calls that write, each of which finds the disk full.
WRITES: tuple[Moment, ...] = (
    Moment("raw", "pipeline.raw.register:_copy"),
    Moment("raw", "pipeline.raw.register:_write_record"),
    Moment("raw", "pipeline.raw.register:_write_record", nth=2),
    Moment("documents", "pipeline.stores:os.fsync"),
    Moment("documents", "pipeline.stores:Store.save"),
    Moment("documents", "pipeline.stores:Store.save", nth=2),
    Moment("facts", "assets.facts:write_note"),
    Moment("facts", "duckdb:commit"),
    Moment("facts", "assets.facts:write_note", nth=2),
    Moment("checks", "duckdb:execute", where="INSERT INTO finding"),
    Moment("checks", "duckdb:commit", nth=2),
    Moment("checks", "duckdb:commit", nth=3),
    Moment("checks", "assets.checks:write_note"),
    Moment("published", "duckdb:commit", nth=4),
    Moment("published", "duckdb:execute", where="COPY"),
    Moment("published", "duckdb:execute", where="COPY", nth=7),
    Moment("published", "duckdb:execute", where="CHECKPOINT"),
    Moment("published", "pipeline.published.publish:write_json"),
    Moment("published", "pipeline.published.publish:write_json", nth=2),
    Moment("published", "pipeline.published.publish:sync_tree"),
    Moment("published, the link's swap", "pathlib:Path.symlink_to"),
    Moment("the report", "assets.run:_write_report"),
)


def spread(moments: tuple[Moment, ...], count: int) -> tuple[Moment, ...]:
    """So many of them: the first of each stage, and others evenly from what is left."""
    chosen = list({moment.stage: moment for moment in reversed(moments)}.values())
    left = [moment for moment in moments if moment not in chosen]
    wanted = max(0, count - len(chosen))
    chosen += [left[index * len(left) // wanted] for index in range(wanted)]
    return tuple(moment for moment in moments if moment in chosen)
