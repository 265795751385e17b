"""Measure the reading of a folder of disclosures: `python -m benchmarks.reading ../shared/disclosures`.

Belongs here: the command.
Does not: the measuring (`counter`, `compare`, `costs`) and the tables (`report`).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from .compare import read_and_judge
from .costs import measure
from .counter import count
from .poppler import PopplerFailed
from .report import as_json, as_markdown, measured

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reading.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description="Measure the reading of PDFs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print every difference and leave docs/ alone")
    parser.add_argument("--no-costs", action="store_true", help="skip CPU and memory, which take most of the time")
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    folder: Path = chosen.folder
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.pdf"))
    if not files:
        sys.exit(f"there is no PDF in {folder}")
    warehouse, ids = read_and_judge(files, chosen.workers)
    found = []
    for file in files:
        print(file.name, file=sys.stderr)
        try:
            counted = count(file)
        except PopplerFailed as error:
            print(f"  not counted: {error}", file=sys.stderr)
            continue
        costs = None if chosen.no_costs or chosen.json else measure(file)
        found.append(measured(warehouse.connection, file, ids[file], counted, costs))
    warehouse.close()
    if chosen.json:
        print(json.dumps(as_json(found), ensure_ascii=False, indent=1, default=str))
        return
    # The folder's name as a user would type it from the checkout; never a path of this machine.
    named = folder if not folder.is_absolute() else folder.name
    command = f"python -m benchmarks.reading {named}{' --no-costs' if chosen.no_costs else ''}"
    text = as_markdown(found, command)
    DOCS.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
