"""Change printed cells one at a time and see what the checks say.

    python -m benchmarks.mutation [FOLDER…] [--each N] [--whole N] [--workers N] [--write FILE] [--misses FILE]

Without a folder: ../shared; every cell of the first disclosure by its last digit, N cells of each kind of change of a
number in every disclosure (by the sums of the unchanged document), and of every kind some that go the whole way again
from the changed document.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.mutation.bench import Bench
from benchmarks.mutation.changes import KINDS
from benchmarks.mutation.incremental import Incremental
from benchmarks.mutation.outcome import Outcome, Trial
from benchmarks.mutation.report import markdown
from benchmarks.mutation.trials import Trials
from pipeline.documents.read import read
from pipeline.errors import BudgetError
from pipeline.journey import look_at
from pipeline.raw import find_files

SHARED = Path(__file__).resolve().parents[3] / "shared"


def one(path: Path, each: int | None, whole: int | None, kinds: tuple[str, ...]) -> Outcome | None:
    """The trials of one file; None where it cannot be read or has no numbers in forms."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    start = time.perf_counter()
    raw = look_at(path)
    try:
        document = read(path, raw.kind)
    except BudgetError:
        return None
    bench = Bench(raw, document)
    if not bench.printed:
        return None
    outcome = Outcome(path.name, [], [], bench.unchanged, bench.passes)
    if bench.passes:
        outcome.quick = Incremental(bench).run(each) if each else []
        outcome.trials = Trials(bench).run(whole, kinds)
    bench.warehouse.close()
    outcome.seconds = time.perf_counter() - start
    return outcome


def _missed(trial: Trial) -> bool:
    return trial.target.envelope == "outside" and not (trial.is_named and trial.is_suggested)


def _told(trial: Trial) -> str:
    target = trial.target
    changes = ", ".join(f"{cell[-12:]} {value}" for cell, value in target.values.items())
    state = "not detected" if not trial.rules else "not named" if not trial.is_named else "no value"
    rules = " ".join(trial.rules)
    return (
        f"{state}\t{trial.file}\t{target.kind}\t{target.form_kind}\t{target.old_text}\t{changes}\t{rules}\t{trial.told}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--each", type=int, default=60, help="cells per kind of change of a number and disclosure")
    parser.add_argument("--whole", type=int, default=2, help="cells per kind and disclosure that go the whole way")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--misses", type=Path, help="where to list changes not detected, named or mended")
    arguments = parser.parse_args()
    start = time.perf_counter()
    folders = arguments.folders or [SHARED / "disclosures"]
    files = list(find_files(folders)[0])
    firsts = [] if arguments.folders else find_files([SHARED / "seed"])[0]
    if not files:
        sys.exit(f"there is no disclosure in {', '.join(map(str, folders))}")
    with ProcessPoolExecutor(arguments.workers) as pool:
        seed = [pool.submit(one, path, 0, None, KINDS[:1]) for path in firsts]
        waiting = [pool.submit(one, path, arguments.each, arguments.whole, KINDS) for path in files]
        first = [outcome for job in seed if (outcome := job.result()) is not None]
        outcomes = [outcome for job in waiting if (outcome := job.result()) is not None]
    trials = [trial for outcome in [*first, *outcomes] for trial in outcome.quick + outcome.trials]
    command = f"python -m benchmarks.mutation --each {arguments.each} --whole {arguments.whole}"
    page = markdown(outcomes, first, command, time.perf_counter() - start)
    if arguments.write:
        arguments.write.write_text(page, encoding="utf-8")
    print(page)
    if arguments.misses:
        lines = [_told(trial) for trial in trials if _missed(trial)]
        arguments.misses.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
