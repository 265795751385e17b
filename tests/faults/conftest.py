"""The story of two states, made once for all tests of the room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.states import Story, tell


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    made = tell(tmp_path_factory.mktemp("story"))
    yield made
    made.victims.close()
