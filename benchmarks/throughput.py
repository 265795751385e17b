"""How many disclosures a second go the whole way: read, derived, checked, published, with the report of them.

    PYTHONPATH=. python benchmarks/throughput.py [--documents 100] [--workers 2] [--batches 5] [--keep FOLDER]

The documents are PDFs of about thirty pages with a text layer and ruled tables, made from the sample federation-2024
under other names: all its forms and sentences, and each project in two instalments, each with targets of its own.
One new process, `budget run` with everything it starts and imports, into an empty data folder. Prints documents a
second and where the time went by the steps Dagster recorded; and, of a second run that is not timed because looking at
it takes time, the most memory of the tree of processes at one time.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from assets.instance import dagster_instance
from benchmarks.nights import DISTRICTS, OFFICE, PROJECT, PUBLISHER, night

MAKE = PROJECT / "data" / "samples" / "make"
INSTALMENTS = ("一期", "二期")
WANTED = 3.0  # documents a second
STAGES = {
    "registered_files": "raw: taken in, and read by the children",
    "documents": "documents",
    "recognised_forms": "forms",
    "amounts": "facts",
    "check_results": "checks: judged, doubtful pages read again, Great Expectations",
    "publication": "published",
    "report": "the report",
}
_BUDGET = re.compile(r"(当年预算 \| |区级支出（元） \| )([\d,.]+)")
_PROJECT = re.compile(r"(专项资金名称 \| )([^|]+?)( \|)")


def write_documents(folder: Path, count: int, batches: int) -> Path:
    """One PDF for each number, spread evenly over so many districts."""
    sys.path.insert(0, str(MAKE))
    as_pdf, load = importlib.import_module("as_pdf"), importlib.import_module("content").load

    folder.mkdir(parents=True)
    template = yaml.dump(_longer(MAKE / "federation-2024.yml"), allow_unicode=True, sort_keys=False, width=10_000)
    for number in range(count):
        district = DISTRICTS[number % batches]
        text = template.replace(PUBLISHER, f"重庆市{district}第{number}示例局")
        text = text.replace(OFFICE, f"重庆市{district}第{number}示例服务中心")
        named = folder / f"office-{number:05d}.yml"
        named.write_text(text, encoding="utf-8")
        named.with_suffix(".pdf").write_bytes(as_pdf.render(load(named)))
        named.unlink()
    return folder


def _longer(sample: Path) -> dict[str, Any]:
    """The sample with every project's targets once for each instalment; the instalments add up to the project."""
    content: dict[str, Any] = yaml.safe_load(sample.read_text(encoding="utf-8"))
    blocks = []
    for block in content["blocks"]:
        projects = "专项资金名称" in str(block.get("grid", ""))
        blocks += [_instalment(block, name) for name in INSTALMENTS] if projects else [block]
    times = len(INSTALMENTS)
    said = [re.sub(r"(一般项目绩效目标)5份", rf"\g<1>{5 * times}份", block.get("text", "")) for block in blocks]
    blocks = [{**block, "text": text} if text else block for block, text in zip(blocks, said, strict=True)]
    return {**content, "blocks": blocks, "formats": ["pdf"]}


def _instalment(form: dict[str, str], name: str) -> dict[str, str]:
    def part(match: re.Match[str]) -> str:
        return f"{match[1]}{Decimal(match[2].replace(',', '')) / len(INSTALMENTS):,.2f}"

    return {**form, "grid": _PROJECT.sub(rf"\1\2（{name}）\3", _BUDGET.sub(part, form["grid"]))}


def seconds_by_step(dagster_home: Path) -> dict[str, float]:
    """Seconds of each step over all runs, as Dagster recorded their beginning and end."""
    seconds: dict[str, float] = defaultdict(float)
    with dagster_instance(dagster_home) as instance:
        for run in instance.get_runs():
            for step in instance.get_run_step_stats(run.run_id):
                if step.start_time and step.end_time:
                    seconds[step.step_key] += step.end_time - step.start_time
    return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="make the PDFs here, or take those an earlier call made")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(asked.keep or Path(temporary), asked.documents, asked.workers, asked.batches)


def measure(folder: Path, documents: int, workers: int, batches: int) -> None:
    import pypdfium2

    made = folder / f"{documents}-in-{batches}"
    if not made.exists():
        write_documents(made, documents, batches)
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    pages = sum(len(pypdfium2.PdfDocument(file)) for file in sorted(made.glob("*.pdf"))[:5]) / 5
    before = os.times()
    cost = night(f"{documents} PDFs of {pages:.0f} pages", [made], data, workers, looks_at_memory=False)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    print()
    steps = seconds_by_step(data / "dagster_home")
    for step, what in STAGES.items():
        print(f"{what:66} {steps[step]:7.1f} s {steps[step] / cost.seconds:6.0%}")
    rest = cost.seconds - sum(steps.values())
    print(f"{'starting, importing, between the steps':66} {rest:7.1f} s {rest / cost.seconds:6.0%}")
    print(f"{'CPU of all processes':66} {cpu:7.1f} s, {cpu / documents:.2f} s a document")
    speed = documents / cost.seconds
    print(f"{'documents a second':66} {speed:7.2f}   {'kept' if speed >= WANTED else 'NOT KEPT'}")
    print()
    shutil.rmtree(data)
    night("the same, its memory looked at", [made], data, workers)


if __name__ == "__main__":
    main()
