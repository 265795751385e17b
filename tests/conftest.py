"""What every room's tests share: a data folder of their own, and the test material beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import Settings

PROJECT = Path(__file__).parents[1]

# Files that take longest, the longest first, measured alone: begun early, they do not keep one core waiting at the end.
# The page's browser and server mostly wait, beside whatever the other cores do.
LONGEST = (
    "faults/test_page.py",
    "faults/test_killed.py",
    "faults/test_full_disk.py",
    "assets/test_run.py",
    "expectations/test_rules.py",
    "documents/test_docx_and_all_formats.py",
    "facts/test_known_findings.py",
    "published/test_publish.py",
    "terminal/test_command_line.py",
    "expectations/test_suites.py",
    "documents/test_doc.py",
    "documents/test_spreadsheet.py",
    "documents/test_scans.py",
    "expectations/test_referee.py",
    "published/test_questions.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {PROJECT / "tests" / name: place for place, name in enumerate(LONGEST)}
    missing = [str(file) for file in places if not file.is_file()]
    assert not missing, f"no such file any more, see LONGEST: {missing}"
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose data folder is empty and belongs to this test."""
    return Settings(data=tmp_path / "data", workers=1)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of published disclosures and answer keys beside the checkout; skips where it is absent."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the test material in ../shared, which is not part of the project")
    return folder
