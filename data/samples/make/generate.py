"""Make the sample disclosures: python -B data/samples/make/generate.py [--into FOLDER].

Belongs here: which samples there are, and writing their files.
Does not: what they say (the YAML files beside it) and how a format looks (`as_*`).

Exit code 3 when the font for the PDFs is not installed.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

import as_html
import as_pdf
import as_text
from content import Sample, load

HERE = Path(__file__).resolve().parent
CONTENTS = ("federation-2024.yml", "library-2025.yml", "waterworks-2025.yml")
RENDERERS: dict[str, Callable[[Sample], bytes]] = {
    "html": as_html.render,
    "pdf": as_pdf.render,
    "txt": as_text.render,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description="Make the sample disclosures.", epilog="example: python -B data/samples/make/generate.py"
    )
    parser.add_argument("--into", type=Path, default=HERE.parent, help="folder to write to (default: data/samples)")
    folder: Path = parser.parse_args().into
    try:
        as_pdf.find_font()
    except as_pdf.FontMissing as problem:
        print(problem, file=sys.stderr)
        return 3
    for name in CONTENTS:
        sample = load(HERE / name)
        for kind in sample.formats:
            path = folder / f"{sample.stem}.{kind}"
            path.write_bytes(RENDERERS[kind](sample))
            print(f"{path.name}: {path.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
