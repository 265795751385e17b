"""What a night costs when a thousand documents are on record: ten new ones, none, and ten alone for comparison.

    python benchmarks/nights.py [--documents 1000] [--new 10] [--workers 2] [--keep FOLDER]

Documents are the sample data/samples/federation-2024.txt under other names, districts and years: twenty batches, all
nine forms and the whole text. Each run is a new process, `budget run` with Great Expectations and all; its memory is
the sum of its processes' own and shared parts (PSS), asked five times a second. Prints a table, and what the numbers
must keep: a night with new documents costs at most what they cost alone plus 15 s, one with none at most 15 s, and
no process tree takes a gigabyte.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
SAMPLE = PROJECT / "data" / "samples" / "federation-2024.txt"
PUBLISHER, OFFICE, YEAR = "重庆市渝北区工商业联合会", "重庆市渝北区民营经济发展服务中心", 2024
DISTRICTS = ("渝中区", "江北区", "沙坪坝区", "九龙坡区", "南岸区", "北碚区", "渝北区", "巴南区", "长寿区", "江津区")
YEARS = (2023, 2024)
MOST_MORE_SECONDS = 15.0
MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Cost:
    """One run as a process of its own."""

    what: str
    documents: int
    seconds: float
    peak_bytes: int  # the most memory of all its processes at one time
    said: str  # its last line


def write_documents(folder: Path, numbers: range, *, batches: int) -> Path:
    """One disclosure for each number, spread evenly over so many batches."""
    folder.mkdir(parents=True)
    text = SAMPLE.read_text(encoding="utf-8")
    places = [(district, year) for year in YEARS for district in DISTRICTS]
    for number in numbers:
        district, year = places[number % batches]
        named = text.replace(PUBLISHER, f"重庆市{district}第{number}示例局").replace(
            OFFICE, f"重庆市{district}第{number}示例服务中心"
        )
        moved = (
            named.replace(str(YEAR - 1), "<before>").replace(str(YEAR), str(year)).replace("<before>", str(year - 1))
        )
        (folder / f"office-{number:05d}.txt").write_text(moved, encoding="utf-8")
    return folder


def night(what: str, paths: list[Path], data: Path, workers: int, *, looks_at_memory: bool = True) -> Cost:
    """`budget run` of these paths; ends the benchmark where it does not succeed.

    Looking at the memory five times a second takes a run of 30 s two seconds: the system walks through all of it, and
    the run waits meanwhile.
    """
    environment = {**os.environ, "BUDGET_DATA": str(data), "BUDGET_WORKERS": str(workers), "PYTHONPATH": str(PROJECT)}
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "run", *map(str, paths)]
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, cwd=data.parent)
        peak = 0
        while looks_at_memory and process.poll() is None:
            peak = max(peak, tree_bytes(process.pid))
            time.sleep(0.2)
        process.wait()
        seconds = time.perf_counter() - start
        output.seek(0)
        said = output.read()
    if process.returncode:
        sys.exit(f"{what}: exit {process.returncode}\n{said[-4000:]}")
    count = sum(1 for path in paths for _ in path.iterdir())
    cost = Cost(what, count, seconds, peak, said)
    memory = f"{peak / (1 << 20):8.0f} MB" if looks_at_memory else ""
    print(f"{what:42} {count:6} {seconds:8.1f} s {memory}", flush=True)
    return cost


def tree_bytes(root: int) -> int:
    """Memory of a process and all below it; shared pages are counted once."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        children.setdefault(parent, []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        total += sum(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--new", type=int, default=10)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--keep", type=Path, help="work here, and begin with the record an earlier call left there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(asked.keep or Path(temporary), asked.documents, asked.new, asked.workers)


def measure(folder: Path, documents: int, new: int, workers: int) -> None:
    data, record = folder / "data", folder / "record"
    if not record.exists():
        night("the record", [write_documents(record, range(documents), batches=20)], data, workers)
        shutil.copytree(data, folder / "kept", symlinks=True)
    else:
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(folder / "kept", data, symlinks=True)
    for left in folder.glob("new-*"):
        shutil.rmtree(left)
    costs: dict[str, tuple[Cost, Cost]] = {}
    first = documents
    # A year and district each, and all of one: what is done for each batch, and what for its size.
    for where, batches in (("in as many batches", min(new, 20)), ("in one batch", 1)):
        arrived = write_documents(folder / f"new-{batches}", range(first, first + new), batches=batches)
        first += new
        alone = night(f"{new} alone, {where}", [arrived], folder / f"new-{batches}-data", workers)
        costs[where] = alone, night(f"{new} more, {where}", [arrived], data, workers)
    nothing = night("nothing new", [record], data, workers)
    print()
    for where, (alone, more) in costs.items():
        verdict(f"{new} more cost beyond {new} alone, {where}", more.seconds - alone.seconds)
    verdict("a night with nothing new", nothing.seconds)
    peak = max(nothing.peak_bytes, *(cost.peak_bytes for pair in costs.values() for cost in pair))
    print(f"{'most memory of a night':60} {peak / (1 << 20):7.0f} MB {'kept' if peak < MOST_BYTES else 'NOT KEPT'}")


def verdict(what: str, seconds: float) -> None:
    print(f"{what:60} {seconds:7.1f} s  {'kept' if seconds <= MOST_MORE_SECONDS else 'NOT KEPT'}")


if __name__ == "__main__":
    main()
