"""The inbox: what is taken in, what waits, and names from outside."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import pytest

from assets.inbox import look
from assets.nightly import inbox
from assets.place import Place
from pipeline.raw import all_raw
from pipeline.settings import Settings


@pytest.fixture
def arrivals(settings: Settings) -> Path:
    settings.inbox.mkdir(parents=True)
    return settings.inbox


def names(settings: Settings, at: float) -> list[str]:
    """What a look at that second takes in."""
    return [name for name, _ in look(settings, now=at).registered]


def test_a_file_is_taken_at_the_second_look_that_finds_it_the_same(arrivals: Path, settings: Settings) -> None:
    (arrivals / "one.txt").write_text("all of it")
    assert names(settings, 0) == []
    assert names(settings, 30) == ["one.txt"]
    assert names(settings, 60) == []
    assert len(all_raw(settings)) == 1


def test_a_file_that_grows_waits_even_with_an_old_date(arrivals: Path, settings: Settings) -> None:
    growing = arrivals / "big.txt"
    for at, text in ((0, "a"), (30, "ab"), (60, "abc")):
        growing.write_text(text)
        os.utime(growing, (1_000_000_000, 1_000_000_000))
        assert names(settings, at) == []
        assert look(settings, now=at + 1).waiting == ("big.txt",)
    assert names(settings, 90) == ["big.txt"]


def test_the_same_bytes_under_another_name_are_one_document_seen_twice(arrivals: Path, settings: Settings) -> None:
    (arrivals / "one.txt").write_text("the same")
    (arrivals / "copy.txt").write_text("the same")
    look(settings, now=0)
    look(settings, now=30)
    (raw,) = all_raw(settings)
    assert sorted(sighting.file_name for sighting in raw.sightings) == ["copy.txt", "one.txt"]


def test_another_version_under_the_same_name_is_taken_too(arrivals: Path, settings: Settings) -> None:
    for at, text in ((0, "first"), (60, "second version")):
        (arrivals / "one.txt").write_text(text)
        look(settings, now=at)
        assert names(settings, at + 30) == ["one.txt"]
    assert [raw.source_path for raw in all_raw(settings)] == ["inbox/one.txt"] * 2


def test_a_file_that_vanishes_is_forgotten_and_new_when_it_comes_back(arrivals: Path, settings: Settings) -> None:
    (arrivals / "one.txt").write_text("here")
    look(settings, now=0)
    (arrivals / "one.txt").unlink()
    assert look(settings, now=30) == look(settings, now=31)
    (arrivals / "one.txt").write_text("here")
    assert names(settings, 60) == []
    assert names(settings, 90) == ["one.txt"]


def test_names_from_outside_stay_names(arrivals: Path, settings: Settings) -> None:
    odd = (b"a\\..\\..\\up.txt", b"new\nline.txt", b"\xd4\xa4\xcb\xe3.txt", "‮txt.exe".encode())
    for number, name in enumerate(odd):
        (Path(os.fsdecode(os.fsencode(arrivals) + b"/" + name))).write_text(f"file {number}")
    look(settings, now=0)
    taken = names(settings, 30)
    assert len(taken) == 4
    assert "预算.txt" in taken
    assert all(name.isprintable() and "\\" not in name and "/" not in name for name in taken)
    assert {path.parent.parent for path in (raw.path for raw in all_raw(settings))} == {settings.raw}


def test_a_link_is_refused_by_name(arrivals: Path, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "private").write_text("not for publication")
    (arrivals / "link.pdf").symlink_to(tmp_path / "private")
    assert look(settings, now=0).refused == (
        ("link.pdf", "a link, and links are not followed; put the file itself here"),
    )
    assert all_raw(settings) == []


def test_what_was_taken_is_known_even_when_the_looks_are_forgotten(arrivals: Path, settings: Settings) -> None:
    (arrivals / "one.txt").write_text("once")
    look(settings, now=0)
    look(settings, now=30)
    (settings.runs / "inbox.json").write_text("{half a no")
    look(settings, now=60)
    assert names(settings, 90) == ["one.txt"]
    (raw,) = all_raw(settings)
    assert len(raw.sightings) == 1


def test_the_sensor_registers_what_came_to_rest_and_asks_for_one_run(
    arrivals: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.inbox.REST_SECONDS", 0.0)
    (arrivals / "one.txt").write_text("at rest")
    (arrivals / "big.txt").write_text("begun")
    with dg.DagsterInstance.ephemeral() as instance:

        def tick(cursor: str | None = None) -> dg.SensorResult | dg.SkipReason:
            context = dg.build_sensor_context(instance=instance, cursor=cursor, resources={"place": Place(settings)})
            result = inbox(context)
            assert isinstance(result, dg.SensorResult | dg.SkipReason)
            return result

        assert isinstance(tick(), dg.SkipReason)
        (arrivals / "big.txt").write_text("begun and growing")
        found = tick()
        assert isinstance(found, dg.SensorResult)
        assert found.run_requests is not None
        assert len(found.run_requests) == 1
        assert [raw.file_name for raw in all_raw(settings)] == ["one.txt"]
        later = tick(found.cursor)
        assert isinstance(later, dg.SensorResult)
        assert later.cursor != found.cursor
        assert isinstance(tick(later.cursor), dg.SkipReason)
    assert sorted(raw.file_name for raw in all_raw(settings)) == ["big.txt", "one.txt"]
