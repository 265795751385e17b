"""The samples, read, judged and published once for the tests that look at what people get."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.published import organisations
from expectations.catalogue import rule_rows
from pipeline.documents.read import READER_VERSION
from pipeline.journey import check_files
from pipeline.published.publish import publish
from pipeline.raw import register
from pipeline.settings import Settings

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


@pytest.fixture(scope="session")
def published_samples(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a data folder whose current publication holds data/samples."""
    files = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".pdf", ".html", ".txt"))
    return published(files, tmp_path_factory.mktemp("samples"))


def published(files: list[Path], data: Path) -> Settings:
    """Settings of this data folder, whose current publication holds the files."""
    settings = Settings(data=data, workers=2)
    with check_files([register(path, settings) for path in files], settings.workers) as warehouse:
        warehouse.set_lists({"organisation": organisations(warehouse.connection), "rule": rule_rows()})
        publish(warehouse.connection, settings, run_id="test", reader_version=READER_VERSION, rule_version="test")
    return settings
