"""Every file of tests/hostile, read one after the other as a night reads them: how each ends, its memory and time.

    PYTHONPATH=. python benchmarks/hostile.py [--only WORDS] [--write FILE]

Each file is read by a process of its own together with a good file after it, from bytes to rows. Memory is the most
any process of the reading held (resident); seconds are of the processor, for both files, with the start of the readers,
and by the clock for the hostile one alone. Ends with exit code 1 where a file did not end as it must, the good file
suffered, or a limit was passed; on a busy machine the clock says little, and the processor's seconds are judged.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pipeline.documents.limits import DEFAULT, MIB
from tests.hostile.files import SET, Hostile

GOOD = "2026年部门预算\n\n部门\t金额\n合计\t12.00\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="files whose kind and description contain these words")
    parser.add_argument("--write", type=Path, help="write the page here instead of printing it")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make is not None:
        SET[asked.make].make(asked.one)
        return
    if asked.one is not None:
        print(json.dumps(read_one(asked.one)))
        return
    rows, is_good = [], True
    for number, hostile in enumerate(SET):
        if asked.only in f"{hostile.kind} {hostile.what}":
            row, good = measure(number, hostile)
            rows.append(row)
            is_good &= good
            print(row, file=sys.stderr, flush=True)
    page = "\n".join([*HEAD, *rows, ""])
    if asked.write:
        asked.write.write_text(page, encoding="utf-8")
    else:
        print(page)
    sys.exit(0 if is_good else 1)


HEAD = (
    "# Files that are broken or mean harm",
    "",
    "Made by `PYTHONPATH=. python benchmarks/hostile.py --write docs/hostile.md`; change nothing here by hand.",
    "",
    f"Limits: {DEFAULT.memory_bytes // MIB:,} MiB, {DEFAULT.wall_seconds:g} s, {DEFAULT.seconds_per_page:g} s a page.",
    "**read**: all that is visible was read. **reported**: read, and a problem says what was not. **refused**: not",
    "read, and a problem says why. Seconds and memory are of the whole way from bytes to rows; after each file a",
    "good one was read by the same run and gave its amount. Processor seconds are of both and the start.",
    "",
    "| kind | file | bytes | ends | processor s | clock s | MiB | says |",
    "| --- | --- | ---: | --- | ---: | ---: | ---: | --- |",
)


def measure(number: int, hostile: Hostile) -> tuple[str, bool]:
    """A line of the table, and whether the file ended as it must."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--one", f"{folder}/file"]
        # Made by another process: a process passes the memory it held on to its children's record.
        subprocess.run([*command, "--make", str(number)], check=True)
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900)
    if done.returncode:
        return f"| {hostile.kind} | {hostile.what} | – | **the run died** | – | – | – | {done.stderr[-300:]!r} |", False
    found = json.loads(done.stdout)
    wrong = [
        words
        for words, is_wrong in (
            (f"taken for {found['kind']}", found["kind"] != hostile.kind),
            (f"not {hostile.ends}", found["ends"] != hostile.ends),
            (f"does not say {hostile.says}", hostile.says not in found["says"]),
            ("the next file suffered", not found["next_is_good"]),
            ("too slow", min(found["seconds"], found["processor"]) > found["seconds_allowed"]),
            ("too much memory", found["mib"] > DEFAULT.memory_bytes // MIB),
        )
        if is_wrong
    ]
    ends = found["ends"] + (f" **{', '.join(wrong)}**" if wrong else "")
    says = found["says"].replace("|", "\\|").replace("\n", " ")[:160]
    cost = f"{found['processor']:.1f} | {found['seconds']:.1f} | {found['mib']}"
    return f"| {hostile.kind} | {hostile.what} | {found['bytes']:,} | {ends} | {cost} | {says} |", not wrong


def read_one(path: Path) -> dict[str, object]:
    """Read the file and a good one after it, from bytes to rows, in this process and its children; how it ended."""
    from pipeline.documents.read import count_pages
    from pipeline.documents.sandbox import Readers
    from pipeline.errors import SourceProblem
    from pipeline.facts.rows import Reading
    from pipeline.journey import look_at, read_files
    from pipeline.raw import RawFile

    good = path.with_name("good.txt")
    good.write_text(GOOD, encoding="utf-8")
    raws = [look_at(path), look_at(good)]
    finished: dict[str, float] = {}

    def on_done(raw: RawFile, reading: Reading) -> None:
        finished[raw.document_id] = time.monotonic()

    started = time.monotonic()
    with Readers(1) as readers:
        readings = read_files(raws, readers, on_done)
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    rows = readings[raws[0].document_id].rows
    problems = rows.get("problem", [])
    is_unread = any(p["what"] == "not_read" for p in problems)
    is_reported = any(p["stage"] == "documents" for p in problems)
    pages = 0
    if not is_unread:
        with contextlib.suppress(SourceProblem):
            pages = count_pages(path, raws[0].kind)
    return {
        "kind": raws[0].kind,
        "ends": "refused" if is_unread else "reported" if is_reported else "read",
        "says": "; ".join(f"{p['what']} {p['printed_text'] or ''} {p['detail'] or ''}".strip() for p in problems),
        "next_is_good": len(readings[raws[1].document_id].rows.get("amount", [])) == 1,
        "bytes": path.stat().st_size,
        "seconds": finished[raws[0].document_id] - started,
        "seconds_allowed": DEFAULT.wall_seconds_for(pages),
        "processor": sum(one.ru_utime + one.ru_stime for one in used),
        "mib": max(one.ru_maxrss for one in used) >> 10,
    }


if __name__ == "__main__":
    main()
