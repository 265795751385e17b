"""The first disclosure and its answer key, when ../shared is there."""

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.model import Reading
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at

SEED = Path(__file__).resolve().parents[2].parent / "shared" / "seed"
RENDERINGS = ("000_929efe9fa2739427.txt", "yubei-gsl-2024.html", "yubei-gsl-2024.pdf")
needs_seed = pytest.mark.skipif(not SEED.exists(), reason="../shared/seed is not here")


@cache
def reading(name: str) -> Reading:
    raw = look_at(SEED / name)
    return facts_of(raw, read(raw.path, raw.kind), READER_VERSION)


@cache
def truth() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SEED / "seed_truth.json").read_text(encoding="utf-8"))
    return content


Key = tuple[str, str, str, str | None, str | None, Decimal]


def printed_cells() -> Counter[Key]:
    """(form kind, code or name, measure, side, year, value) of the 244 numeric cells of the answer key."""
    found: Counter[Key] = Counter()
    for table in truth()["tables"]:
        for row in table.get("rows", []) if table.get("present", True) else []:
            for measure, value in row["measures"].items():
                if value is not None:
                    name = row.get("code") or _unnumbered(row.get("name") or "")
                    found[table["form"], name, measure, row.get("side"), row.get("year"), Decimal(value)] += 1
    return found


def _unnumbered(name: str) -> str:
    return name.split("、", 1)[-1]


def read_cells(facts: Reading) -> Counter[Key]:
    """The same of what was read; budgets in performance tables are further amounts."""
    found: Counter[Key] = Counter()
    for a in facts.rows["amount"]:
        if a["form_kind"].endswith("performance_target"):
            continue
        is_row = a["form_kind"] == "three_public_budget"
        name = "" if is_row else (a["code"] if a["side"] is None and a["code"] else a["item_name"])
        year = str(a["value_year"]) if is_row else None
        found[a["form_kind"], name, a["measure"], a["side"], year, a["value"]] += 1
    return found
