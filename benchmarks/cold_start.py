"""How long a person waits for the findings of one file: `budget check` as a new process, several times.

    python benchmarks/cold_start.py [FILE] [--runs 5]

Prints wall and CPU seconds, pages a second, the peak memory of the largest process, and whether Dagster, Great
Expectations, pandas or NumPy were imported (they must not be).
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

SEED = Path(__file__).resolve().parents[2] / "shared" / "seed" / "yubei-gsl-2024.pdf"
HEAVY = ("dagster", "great_expectations", "pandas", "numpy")
PROGRAM = "from pipeline.cli import program; program()"
PROBE = f"""
import sys
from pipeline.cli import main
try:
    main()
except SystemExit:
    pass
print(",".join(m for m in {HEAVY!r} if m in sys.modules), file=sys.stderr)
"""


def run(code: str, file: Path) -> tuple[float, float, str]:
    """Wall seconds, CPU seconds of the process and its children, the last line of its error output."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(file)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, done.stderr.strip().splitlines()[-1] if done.stderr.strip() else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SEED)
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    if not asked.file.exists():
        sys.exit(f"{asked.file} is not here; name a PDF")
    import pypdfium2

    pages = len(pypdfium2.PdfDocument(asked.file))
    *_, heavy = run(PROBE, asked.file)  # a first one for the file cache
    measured = [run(PROGRAM, asked.file) for _ in range(asked.runs)]
    walls, cpus = [m[0] for m in measured], [m[1] for m in measured]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    middle = statistics.median(walls)
    print(f"{asked.file.name}: {pages} pages, {asked.runs} runs")
    print(f"wall  {min(walls):.2f} / {middle:.2f} / {max(walls):.2f} s (min / median / max)")
    print(f"cpu   {min(cpus):.2f} / {statistics.median(cpus):.2f} / {max(cpus):.2f} s")
    print(f"{pages / middle:.1f} pages/s, peak {peak:.0f} MiB in one process")
    print(f"imported: {heavy or 'neither Dagster, nor Great Expectations, nor pandas, nor NumPy'}")


if __name__ == "__main__":
    main()
