"""What a run leaves open from step to step, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.place import Place
from pipeline.documents.renewed import Reading
from pipeline.settings import Settings


@pytest.fixture
def place(settings: Settings) -> Iterator[Place]:
    place = Place(settings)
    with place.keeping():
        yield place


def open_elsewhere(settings: Settings) -> bool:
    """Whether this process still has the warehouse open: DuckDB opens no file a second time with other options."""
    try:
        duckdb.connect(str(settings.warehouse), read_only=True).close()
    except duckdb.ConnectionException:
        return True
    return False


def test_the_warehouse_of_one_step_is_that_of_the_next(place: Place) -> None:
    with place.warehouse() as one:
        pass
    assert open_elsewhere(place.settings)
    with place.warehouse() as other:
        assert other is one


def test_after_a_run_the_warehouse_is_closed(settings: Settings) -> None:
    place = Place(settings)
    with place.keeping(), place.warehouse():
        pass
    assert not open_elsewhere(settings)


def test_a_step_alone_closes_the_warehouse(settings: Settings) -> None:
    with Place(settings).warehouse():
        pass
    assert not open_elsewhere(settings)


def test_a_warehouse_with_which_something_went_wrong_is_opened_again(place: Place) -> None:
    with pytest.raises(OSError, match="full"), place.warehouse() as one:
        raise OSError("full")
    with place.warehouse() as other:
        assert other is not one
        assert other.connection.execute("SELECT count(*) FROM document").fetchall() == [(0,)]


def test_the_children_of_one_step_are_those_of_the_next_and_are_replaced_after_a_failure(
    place: Place, tmp_path: Path
) -> None:
    file = tmp_path / "file.txt"
    file.write_text("good\n", encoding="utf-8")
    done: list[Reading] = []
    with place.readers(1) as one:
        one.read([(file, "text")], on_done=done.append)
    with pytest.raises(OSError, match="full"), place.readers(1) as other:
        assert other is one
        raise OSError("full")
    with place.readers(1) as new:
        assert new is not one
        new.read([(file, "text")], on_done=done.append)
    assert [reading.document is not None for reading in done] == [True, True]
