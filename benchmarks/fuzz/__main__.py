"""Feed every reader and every grammar with inputs nobody thought of, for a time.

    make fuzz [MINUTES=1]
    python -m benchmarks.fuzz [--minutes M] [--only WORDS] [--seed N]

Each target is fed for M minutes (a share of one is allowed) and prints how many inputs it took. What fails is printed
as hypothesis shrank it, with the seed that finds it again, and ends in exit code 1; it belongs into a test then.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from benchmarks.fuzz.targets import Check, files, grammars
from pipeline.documents.sandbox import Readers

_ROUND = 200  # inputs between two looks at the clock
_MOST_SAID = 20_000  # characters of a failure: a whole file would bury the rest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    failed = total = 0
    with tempfile.TemporaryDirectory() as folder, Readers(1) as readers:
        targets = {**grammars(), **files(readers, Path(folder))}
        for name, (inputs, check) in targets.items():
            if asked.only not in name:
                continue
            count, failures = feed(inputs, check, 60 * asked.minutes, asked.seed)
            total += count
            failed += len(failures)
            print(f"{name}: {count:,} inputs, {len(failures)} failures", flush=True)
            for failure in failures:
                print(failure, flush=True)
    print(f"{total:,} inputs, {failed} failures")
    sys.exit(1 if failed else 0)


def feed(inputs: st.SearchStrategy[Any], check: Check, seconds: float, seed: int) -> tuple[int, list[str]]:
    """How many inputs were checked in the time, and the failures: one for each round that had one, three at most."""
    end = time.monotonic() + seconds
    count, failures = 0, list[str]()
    while time.monotonic() < end and len(failures) < 3:

        def counted(value: Any) -> None:
            nonlocal count
            if time.monotonic() > end:
                return  # the rest of the round
            count += 1
            check(value)

        once = settings(
            max_examples=_ROUND,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        )
        try:
            once(seeded(seed)(given(inputs)(counted)))()
        except Exception:  # noqa: BLE001 - whatever it is, it is what we are looking for
            failures.append(f"seed {seed}:\n{traceback.format_exc(limit=-6)[:_MOST_SAID]}")
        seed += 1
    return count, failures


if __name__ == "__main__":
    main()
