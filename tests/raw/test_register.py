"""A file is kept by its bytes, once, with everywhere it came from."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import UnreadableFile
from pipeline.raw import all_raw, register
from pipeline.raw.register import clean_name
from pipeline.settings import Settings

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)


@pytest.fixture
def arrived(tmp_path: Path) -> Path:
    path = tmp_path / "预算.pdf"
    path.write_bytes(b"%PDF-1.7 tiny")
    return path


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_a_file_is_kept_under_its_hash_with_its_origin_beside_it(arrived: Path, settings: Settings) -> None:
    raw = register(arrived, settings, source_url="https://example.org/a.pdf", source_path="in/预算.pdf", now=NOON)
    assert raw.path == settings.raw / raw.sha256[:2] / raw.sha256
    assert raw.path.read_bytes() == b"%PDF-1.7 tiny"
    assert (raw.document_id, raw.kind, raw.byte_size) == (raw.sha256[:16], "pdf", 13)
    origin = json.loads(raw.path.with_name(raw.sha256 + ".json").read_text(encoding="utf-8"))
    assert origin["sightings"] == [
        {
            "file_name": "预算.pdf",
            "source_path": "in/预算.pdf",
            "source_url": "https://example.org/a.pdf",
            "received_at": "2026-01-01T12:00:00+08:00",
        }
    ]


def test_the_same_file_from_the_same_place_adds_nothing(arrived: Path, settings: Settings) -> None:
    first = register(arrived, settings, now=NOON)
    before = files_below(settings.raw)
    second = register(arrived, settings)
    assert second == first
    assert files_below(settings.raw) == before


def test_the_same_bytes_from_another_place_are_one_file_with_two_sightings(arrived: Path, settings: Settings) -> None:
    first = register(arrived, settings, now=NOON)
    other = arrived.rename(arrived.with_name("again.pdf"))
    second = register(other, settings)
    assert [sighting.file_name for sighting in second.sightings] == ["预算.pdf", "again.pdf"]
    assert second.file_name == first.file_name, "what is published from a file does not change when it comes again"
    assert all_raw(settings) == [second]


def test_another_version_from_the_same_place_is_another_file(arrived: Path, settings: Settings) -> None:
    first = register(arrived, settings)
    arrived.write_bytes(b"%PDF-1.7 other")
    second = register(arrived, settings)
    assert first.source_path == second.source_path
    assert {raw.document_id for raw in all_raw(settings)} == {first.document_id, second.document_id}


def test_what_is_kept_is_not_writable_and_a_short_copy_is_mended(arrived: Path, settings: Settings) -> None:
    raw = register(arrived, settings)
    assert raw.path.stat().st_mode & 0o222 == 0
    raw.path.unlink()
    raw.path.write_bytes(b"%PDF")
    assert register(arrived, settings).path.read_bytes() == b"%PDF-1.7 tiny"


def test_a_full_disk_leaves_what_was_kept_and_nothing_half(
    arrived: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(arrived, settings)
    before = files_below(settings.raw)
    arrived.write_bytes(b"%PDF-1.7 other")

    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("fsync", "replace"):
        with monkeypatch.context() as broken:
            broken.setattr(os, name, full_disk)
            with pytest.raises(OSError, match="No space left"):
                register(arrived, settings)
        assert files_below(settings.raw) == before


def test_what_a_killed_process_left_is_removed(arrived: Path, settings: Settings) -> None:
    (settings.raw / ".receiving").mkdir(parents=True)
    (settings.raw / ".receiving" / "bytes").write_bytes(b"half")
    register(arrived, settings)
    assert not (settings.raw / ".receiving").exists()


def test_a_record_without_its_bytes_is_not_a_file_yet(arrived: Path, settings: Settings) -> None:
    raw = register(arrived, settings, now=NOON)
    raw.path.unlink()  # killed between the record and the bytes
    assert all_raw(settings) == []
    assert register(arrived, settings).received_at == raw.received_at


def test_a_file_that_vanished_says_so(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.pdf.*still there"):
        register(tmp_path / "gone.pdf", settings)


def test_a_file_that_is_still_being_written_is_not_kept(
    arrived: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    stat = os.fstat

    def growing(handle: int) -> os.stat_result:
        with arrived.open("ab") as writer:
            writer.write(b"more")
        return stat(handle)

    monkeypatch.setattr(os, "fstat", growing)
    with pytest.raises(UnreadableFile, match="still being written"):
        register(arrived, settings)
    assert all_raw(settings) == []


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("a\nb\x1b[31m.pdf", "ab[31m.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\x\\预算.pdf", "C:_x_预算.pdf"),
        ("fdp\u202eexe.pdf", "fdpexe.pdf"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("部门预算.pdf".encode("gb18030").decode("utf-8", "surrogateescape"), "部门预算.pdf"),
    ],
)
def test_a_name_from_outside_is_one_safe_line(name: str, cleaned: str) -> None:
    assert clean_name(name) == cleaned


def test_a_long_name_is_cut_between_characters() -> None:
    assert clean_name("预" * 300) == "预" * 85


def test_the_record_does_not_name_the_folders_of_the_machine(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings.inbox.mkdir(parents=True)
    (settings.inbox / "a.txt").write_text("x")
    assert register((settings.inbox / "a.txt").absolute(), settings).source_path == "data/inbox/a.txt"
    monkeypatch.chdir("/")
    (settings.inbox / "b.txt").write_text("y")
    away = Settings(data=settings.data, workers=1)
    monkeypatch.chdir(tmp_path.parent / tmp_path.name / "data" / "inbox")
    assert register(settings.inbox / "b.txt", away).source_path == "b.txt"
