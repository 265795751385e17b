"""Where the data lives and how many workers read it.

Belongs here: the environment, read once, and the folders that follow from it.
Does not: creating folders or files.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

MOST_WORKERS = 256


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know of its surroundings. Refuses nonsense when it is made."""

    data: Path  # BUDGET_DATA, default ./data
    workers: int  # BUDGET_WORKERS, default the number of cores: processes that read documents

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= MOST_WORKERS:
            raise UsageError(f"BUDGET_WORKERS is {self.workers}; it must be a whole number from 1 to {MOST_WORKERS}.")
        if self.data.exists() and not self.data.is_dir():
            raise UsageError(f"BUDGET_DATA is {self.data}, which is not a folder; name a folder, or one to be made.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings of the environment; UsageError, naming variable and allowed values, where it makes no sense."""
        given = os.environ if environment is None else environment
        data = given.get("BUDGET_DATA", "data")
        if not data.strip() or "\0" in data:
            raise UsageError("BUDGET_DATA is empty; name a folder, or leave it unset for ./data.")
        workers = given.get("BUDGET_WORKERS", str(os.cpu_count() or 1))
        if not workers.strip().isdecimal():
            raise UsageError(f"BUDGET_WORKERS is {workers!r}; it must be a whole number from 1 to {MOST_WORKERS}.")
        return cls(data=Path(data), workers=int(workers))

    @property
    def inbox(self) -> Path:
        """Where files arrive from outside."""
        return self.data / "inbox"

    @property
    def raw(self) -> Path:
        """Files as received, by their sha256."""
        return self.data / "raw"

    @property
    def documents(self) -> Path:
        """What was read from each file."""
        return self.data / "documents"

    @property
    def facts(self) -> Path:
        """The rows of each document, until its batch is derived."""
        return self.data / "facts"

    @property
    def warehouse(self) -> Path:
        """The pipeline's own DuckDB file; readers never open it."""
        return self.data / "warehouse.duckdb"

    @property
    def data_docs(self) -> Path:
        """What Great Expectations says of each batch, as pages."""
        return self.data / "data_docs"

    @property
    def published(self) -> Path:
        """The publications, and the link `current`."""
        return self.data / "published"

    @property
    def runs(self) -> Path:
        """What each run reports."""
        return self.data / "runs"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage."""
        return self.data / "dagster_home"
