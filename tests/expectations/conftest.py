"""Databases with documents that several tests read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.judge import judge

from .seed import load_lists, load_seed
from .tiny import Disclosures

LISTS = Path(__file__).parents[2] / "pipeline" / "tables" / "lists"


@pytest.fixture(scope="module")
def seed(shared: Path) -> Iterator[Disclosures]:
    """The sample disclosure's answer key, judged. Skips where the test material is absent."""
    disclosures = Disclosures()
    load_lists(disclosures, LISTS)
    load_seed(disclosures, shared / "seed")
    judge(disclosures.connection, ["seed"])
    yield disclosures
    disclosures.connection.close()
