"""What every room's tests share: a data folder of their own, and the test material beside the checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.settings import Settings

PROJECT = Path(__file__).parents[1]


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
