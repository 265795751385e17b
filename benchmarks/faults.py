"""Every moment of tests/faults, one after the other: killed, or the disk full; then what is published and whether the
next run completes.

    PYTHONPATH=. python benchmarks/faults.py [--only kills|writes]

Prints one line for each as Markdown: the moment that was struck, the state that was published then (old or new), and
what the next run came to. Ends with exit code 1 where a moment was not struck or a state not whole.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.moments import KILLS, WRITES, Moment
from tests.faults.states import Story, tell


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("kills", "writes"))
    asked = parser.parse_args()
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        story = tell(folder)
        try:
            struck = []
            if asked.only != "writes":
                struck += [strike(story, folder / "at", moment, kills=True) for moment in KILLS]
            if asked.only != "kills":
                struck += [strike(story, folder / "at", moment, kills=False) for moment in WRITES]
        finally:
            story.victims.close()
    print(f"\n{struck.count(True)} of {len(struck)} as they must be, {time.perf_counter() - start:.0f} s")
    sys.exit(0 if all(struck) else 1)


def strike(story: Story, folder: Path, moment: Moment, *, kills: bool) -> bool:
    """Whether it ended as it must."""
    what, published, then, is_good = "killed" if kills else "disk full", "", "", False
    folder.mkdir()
    try:
        data = story.begin(folder)
        ended = story.strike(data, moment, kills=kills)
        if kills:
            assert ended.code == -signal.SIGKILL, ended
        else:
            story.told_of_full_disk(ended)
        assert story.victims.hit() == str(moment), "not struck"
        published = story.state(data)
        story.finish(data)
        then, is_good = "complete", True
    except AssertionError as wrong:
        then = " ".join(str(wrong).split())[:300]
    finally:
        shutil.rmtree(folder)
    print(f"| {what} | {moment} | {published} | {then} |", flush=True)
    return is_good


if __name__ == "__main__":
    main()
