"""Troubles with files, as people are told of them."""

from pathlib import Path

from assets.faults import add_trouble
from pipeline.raw import RawFile, Sighting


def test_two_files_of_one_name_are_both_named() -> None:
    troubles: dict[str, str] = {}
    for number in "12":
        sighting = Sighting("budget.pdf", None, None, "2024-01-01T00:00:00+08:00")
        raw = RawFile(number * 16, number * 64, "pdf", 1, Path(f"{number}.pdf"), (sighting,))
        add_trouble(troubles, raw, f"cannot be read {number}")
    assert troubles == {
        "budget.pdf": "cannot be read 1 (`budget check 1.pdf`)",
        "budget.pdf (2222222222222222)": "cannot be read 2 (`budget check 2.pdf`)",
    }
