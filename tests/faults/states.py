"""Whole states, and whether a data folder shows one of them.

Belongs here: the two states of the story (two offices published; then a new version of one and a third office),
starting victims in copies of the first, comparing what they leave. Does not: where they are struck (`moments`).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO

import duckdb

from pipeline.published.publications import publications
from pipeline.settings import Settings
from pipeline.tables import tables_kept
from tests.assets.disclosures import disclosure, write_good
from tests.conftest import PROJECT
from tests.faults.moments import Moment

LEFT_BEHIND = (".building-*", ".current-*", ".receiving", "*.part")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    code: int  # negative: the signal that killed it
    said: dict[str, Any]  # {} where it was killed


class Victims:
    """The program that forks them, started once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._errors = (folder / "errors.txt").open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.victims"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, text=True,
            cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )  # fmt: skip

    def close(self) -> None:
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()
        self._errors.close()

    def run(self, data: Path, *files: Path, moment: Moment | None = None, kills: bool = True) -> Ended:
        """One run in that data folder."""
        (ended,) = self.run_at_once((data, files, moment, kills))
        return ended

    def run_at_once(self, *runs: tuple[Path, Sequence[Path], Moment | None, bool]) -> list[Ended]:
        """Several runs, started together."""
        orders = [
            {
                "data": str(data),
                "files": [str(file) for file in files],
                "moment": asdict(moment) if moment is not None else None,
                "kills": kills,
                "hit": str(self._note("hit", number)),
                "said": str(self._note("said", number)),
            }
            for number, (data, files, moment, kills) in enumerate(runs)
        ]
        for order in orders:
            for note in ("said", "hit"):
                Path(str(order[note])).unlink(missing_ok=True)
        stdin = self._pipe(self._process.stdin)
        stdin.write(json.dumps(orders) + "\n")
        stdin.flush()
        codes = json.loads(self._pipe(self._process.stdout).readline() or "[]")
        if not codes or any(code > 0 for code in codes):
            raise AssertionError((self.folder / "errors.txt").read_text(encoding="utf-8"))
        saids = [Path(str(order["said"])) for order in orders]
        return [
            Ended(code, json.loads(said.read_text()) if said.exists() else {})
            for code, said in zip(codes, saids, strict=True)
        ]

    def hit(self) -> str:
        """The moment that struck in the last run; empty where none did."""
        note = self._note("hit", 0)
        return note.read_text(encoding="utf-8") if note.exists() else ""

    def _note(self, what: str, number: int) -> Path:
        # Not beside the data, whose disk may be full.
        return self.folder / f"{what}-{number}"

    @staticmethod
    def _pipe(pipe: Any) -> TextIO:
        assert pipe is not None
        return pipe  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Story:
    """A data folder with the first state, the files that lead to the second, and the published bytes of both."""

    victims: Victims
    before: Path
    arriving: tuple[Path, ...]
    old: dict[str, str]
    new: dict[str, str]
    new_rows: dict[str, int]

    def begin(self, folder: Path) -> Path:
        """A data folder of one's own in the first state."""
        return Path(shutil.copytree(self.before, folder / "data", symlinks=True))

    def strike(self, data: Path, moment: Moment, *, kills: bool) -> Ended:
        return self.victims.run(data, *self.arriving, moment=moment, kills=kills)

    def state(self, data: Path) -> str:
        """`old` or `new`; AssertionError where the current publication is neither, or does not open."""
        found = published(data)
        assert found in (self.old, self.new), f"the current publication is neither state: {sorted(found)[:5]}"
        with duckdb.connect(str(data / "published/current/budget.duckdb"), read_only=True) as database:
            counted = database.execute("SELECT count(*) FROM document").fetchone()
        assert counted == ((self.new_rows["document"],) if found == self.new else (2,))
        return "new" if found == self.new else "old"

    def told_of_full_disk(self, ended: Ended) -> None:
        """The run ended by itself and said why."""
        assert ended.code == 0
        said = json.dumps(ended.said, ensure_ascii=False)
        assert "No space left on device" in said or "Make room and run again" in said, said

    def finish(self, data: Path) -> None:
        """The next run completes, nothing is lost, nothing doubled, and nothing of the dead run is left."""
        ended = self.victims.run(data, *self.arriving)
        assert ended == Ended(0, {"failed": [], "on_record": self.new_rows["document"]}), ended
        assert published(data) == self.new
        assert rows(data) == self.new_rows
        (kept,) = publications(Settings(data, workers=1))
        assert kept.publication_id == os.readlink(data / "published/current")
        left = [str(path.relative_to(data)) for pattern in LEFT_BEHIND for path in data.rglob(pattern)]
        assert left == []


def tell(folder: Path) -> Story:
    """Make both states in this folder. Close `victims` when done."""
    victims = Victims(folder)
    try:
        return _told(folder, victims)
    except BaseException:
        victims.close()
        raise


def _told(folder: Path, victims: Victims) -> Story:
    write_good(folder / "files")
    later = folder / "later"
    later.mkdir()
    (later / "one.txt").write_text(disclosure("重庆市渝北区示例一局", 600, 400), encoding="utf-8")
    # Its sums do not hold: the new state has findings.
    (later / "three.txt").write_text(
        disclosure("重庆市渝北区示例三局", 9, 1).replace("\t9.00", "\t8.00"), encoding="utf-8"
    )
    before, after = folder / "before", folder / "after"
    assert victims.run(before, folder / "files").code == 0
    old = published(before)
    shutil.copytree(before, after, symlinks=True)
    assert victims.run(after, later).code == 0
    return Story(victims, before, (later,), old, published(after), rows(after))


def published(data: Path) -> dict[str, str]:
    """sha256 of each Parquet file of the current publication; {} where nothing is published."""
    current = (data / "published" / "current").resolve()
    return {
        path.relative_to(current).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(current.rglob("*.parquet"))
    }


def rows(data: Path) -> dict[str, int]:
    """Rows of each table of the warehouse, after making sure that no key is there twice."""
    counts = {}
    with duckdb.connect(str(data / "warehouse.duckdb"), read_only=True) as database:
        for spec in tables_kept("document"):
            (count,) = database.execute(f"SELECT count(*) FROM {spec.name}").fetchone() or (0,)
            if spec.key:
                key = ", ".join(spec.key)
                distinct = f"SELECT count(*) FROM (SELECT DISTINCT {key} FROM {spec.name})"
                (keys,) = database.execute(distinct).fetchone() or (0,)
                assert keys == count, f"{spec.name}: {count} rows, {keys} keys"
            counts[spec.name] = int(count)
    return counts
