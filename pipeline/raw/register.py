"""Keeping a file as received: its bytes under its hash, and beside them a record of where it came from.

Belongs here: data/raw/<first two of sha256>/<sha256> and <sha256>.json, written whole or not at all.
Does not: reading the file; forgetting one (nothing here deletes what was received).

The record lists the sightings of the bytes, oldest first. The first one gives a file its name, so that the rows made
from it do not change when the same bytes arrive again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.errors import UnreadableFile
from pipeline.raw.sniff import sniff_stream
from pipeline.settings import Settings

SHANGHAI = ZoneInfo("Asia/Shanghai")
_CHUNK_BYTES = 1024 * 1024
_LONGEST_NAME = 255  # bytes, as file systems have it
_LOCK = ".lock"
_RECEIVING = ".receiving"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One time the bytes arrived."""

    file_name: str
    source_path: str | None
    source_url: str | None
    received_at: str  # ISO 8601 with the offset of Asia/Shanghai

    def is_same_place(self, other: Sighting) -> bool:
        """Whether both arrived under one name from one place, whenever that was."""
        here = (self.file_name, self.source_path, self.source_url)
        return here == (other.file_name, other.source_path, other.source_url)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as received. Its name and origin are those of its first sighting."""

    document_id: str  # first 16 hex digits of sha256
    sha256: str
    kind: str  # see pipeline.raw.sniff
    byte_size: int
    path: Path  # where the bytes are kept
    sightings: tuple[Sighting, ...]  # oldest first, at least one

    @property
    def file_name(self) -> str:
        return self.sightings[0].file_name

    @property
    def source_path(self) -> str | None:
        return self.sightings[0].source_path

    @property
    def source_url(self) -> str | None:
        return self.sightings[0].source_url

    @property
    def received_at(self) -> str:
        return self.sightings[0].received_at


def register(
    path: Path,
    settings: Settings,
    *,
    source_url: str | None = None,
    source_path: str | None = None,
    now: datetime | None = None,
) -> RawFile:
    """Keep a file's bytes and note where they came from. Doing it again adds nothing.

    `source_path` is what the record says the path was; by default the path itself, relative to the working folder or
    the data folder where it lies inside one. `now` (with a zone) is the time of arrival, by default the clock's.
    Raises UnreadableFile where the file vanished, may not be read, or is still being written. An OSError means that
    data/raw could not be written; what was kept before is untouched.
    """
    arrived = (now or datetime.now(SHANGHAI)).astimezone(SHANGHAI).isoformat(timespec="seconds")
    sighting = Sighting(
        file_name=clean_name(path.name),
        source_path=_printable(source_path if source_path is not None else _as_seen_from_here(path, settings)),
        source_url=_printable(source_url) if source_url is not None else None,
        received_at=arrived,
    )
    settings.raw.mkdir(parents=True, exist_ok=True)
    with _alone_in(settings.raw):
        receiving = settings.raw / _RECEIVING
        # Whatever lies here was left by a process that died: the lock says nobody else is receiving.
        shutil.rmtree(receiving, ignore_errors=True)
        receiving.mkdir()
        try:
            sha256, copy = _copy(path, receiving)
            kept = settings.raw / sha256[:2] / sha256
            kept.parent.mkdir(exist_ok=True)
            # The record first: bytes without a record would have no name, a record without bytes is not a file yet.
            sightings = _with(sighting, _sightings(_record(kept)))
            _write_record(kept, sha256, copy.stat().st_size, sightings, receiving)
            if not kept.exists() or kept.stat().st_size != copy.stat().st_size:
                copy.chmod(0o444)
                copy.replace(kept)
            _sync_folder(kept.parent)
        finally:
            shutil.rmtree(receiving, ignore_errors=True)
    return _raw_file(kept, sightings)


def all_raw(settings: Settings) -> list[RawFile]:
    """Every file ever received, in the order of their hashes."""
    kept = sorted(path for path in settings.raw.glob("??/*") if path.suffix != ".json" and path.is_file())
    return [_raw_file(path, _sightings(_record(path))) for path in kept]


def clean_name(name: str) -> str:
    """A file name from outside that is safe to print and to store: one line, no folders, no invisible characters.

    A name that is not UTF-8 (common in archives packed on Chinese systems) is read as GB18030.
    """
    flat = _printable(name).replace("/", "_").replace("\\", "_").strip()
    while len(flat.encode()) > _LONGEST_NAME:
        flat = flat[:-1]
    return "unnamed" if flat.strip("._") == "" else flat


def _printable(text: str) -> str:
    """Without characters of Unicode's group C: controls, and marks that turn the order of a line."""
    if any("\udc80" <= char <= "\udcff" for char in text):
        text = os.fsencode(text).decode("gb18030", "replace")
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def _as_seen_from_here(path: Path, settings: Settings) -> str:
    # Not the machine's own folders: the record and what is published from it are the same wherever the data lies.
    absolute = path.absolute()
    for base in (Path.cwd(), settings.data.absolute()):
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).as_posix()
    return path.as_posix()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Wait until no other process receives into the folder. The system ends the lock of a process that dies."""
    with (folder / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _copy(path: Path, receiving: Path) -> tuple[str, Path]:
    """The sha256 of the file and a synced copy of exactly the bytes that were hashed."""
    digest = hashlib.sha256()
    copy = receiving / "bytes"
    try:
        source = path.open("rb")
    except OSError as error:
        raise UnreadableFile(
            f"{path}: cannot be opened ({error.strerror}). Is it still there, and readable?"
        ) from error
    with source, copy.open("wb") as target:
        before = os.fstat(source.fileno())
        while chunk := source.read(_CHUNK_BYTES):
            digest.update(chunk)
            target.write(chunk)
        after = os.fstat(source.fileno())
        target.flush()
        os.fsync(target.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableFile(f"{path}: still being written. It is taken when it has come to rest; try again then.")
    return digest.hexdigest(), copy


def _record(kept: Path) -> Path:
    return kept.with_name(kept.name + ".json")


def _sightings(record: Path) -> tuple[Sighting, ...]:
    if not record.exists():
        return ()
    content = json.loads(record.read_text(encoding="utf-8"))
    return tuple(Sighting(**sighting) for sighting in content["sightings"])


def _with(sighting: Sighting, known: tuple[Sighting, ...]) -> tuple[Sighting, ...]:
    return known if any(sighting.is_same_place(other) for other in known) else (*known, sighting)


def _write_record(kept: Path, sha256: str, byte_size: int, sightings: tuple[Sighting, ...], receiving: Path) -> None:
    if sightings == _sightings(_record(kept)):
        return
    content = {"sha256": sha256, "byte_size": byte_size, "sightings": [asdict(sighting) for sighting in sightings]}
    draft = receiving / "record"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(_record(kept))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _raw_file(kept: Path, sightings: tuple[Sighting, ...]) -> RawFile:
    # Kept bytes whose record was lost by hand still have a name to be cited by.
    known = sightings or (Sighting(kept.name, None, None, _modified(kept)),)
    return RawFile(
        document_id=kept.name[:16],
        sha256=kept.name,
        kind=_kind(kept),
        byte_size=kept.stat().st_size,
        path=kept,
        sightings=known,
    )


@lru_cache(maxsize=1 << 17)
def _kind(kept: Path) -> str:
    """Bytes under their hash never change."""
    with kept.open("rb") as stream:
        return sniff_stream(stream)


def _modified(path: Path) -> str:
    return datetime.fromtimestamp(path.stat().st_mtime, SHANGHAI).isoformat(timespec="seconds")
