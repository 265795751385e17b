"""data/inbox: which of the files there have come to rest, and taking those in.

Belongs here: what was seen at the last look, kept in data/runs/inbox.json. Does not: reading what was taken in.

A file is taken when two looks at least REST_SECONDS apart found it with the same size and time; the time alone would
miss a file copied with an old date. What was taken is known by size, time and sha256 and stays where it is. Names come
from outside: a link, or a folder reached through one, is not followed, and no name becomes a path of ours.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from pipeline.errors import SourceProblem
from pipeline.raw import RawFile, find_files, register
from pipeline.raw.register import clean_name
from pipeline.settings import Settings

REST_SECONDS = 2.0


class Seen(msgspec.Struct, frozen=True):
    """A file as the last look found it."""

    size: int
    modified_ns: int
    since: float  # seconds of the epoch: the first look that found it so
    sha256: str | None = None  # of the bytes that were taken in; None while it waits


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the inbox came to; names are safe to print."""

    registered: tuple[tuple[str, RawFile], ...]
    waiting: tuple[str, ...]  # still arriving, or seen for the first time
    refused: tuple[tuple[str, str], ...]  # name and why


def look(settings: Settings, *, most: int | None = None, now: float | None = None) -> Look:
    """Take in what has come to rest since the last look, at most so many files.

    `now` is the time in seconds of the epoch, by default the clock's. Raises OSError where data/raw or data/runs cannot
    be written; files taken before that are known by their bytes, and taking them again adds nothing.
    """
    if not settings.inbox.is_dir():
        return Look((), (), ())
    moment = time.time() if now is None else now
    registered: list[tuple[str, RawFile]] = []
    waiting: list[str] = []
    refused: list[tuple[str, str]] = []
    with _manifest(settings) as (before, after):
        for path, key in _files(settings):
            name = clean_name(path.name)
            if path.is_symlink():
                refused.append((name, "a link, and links are not followed; put the file itself here"))
                continue
            try:
                seen = after[key] = _as_seen(path, before.get(key), moment)
            except FileNotFoundError:
                continue  # vanished since the folder was listed; a file that comes back is new
            if seen.sha256 is not None:
                continue
            is_new = seen is not before.get(key)
            if is_new or moment - seen.since < REST_SECONDS or (most is not None and len(registered) >= most):
                waiting.append(name)
                continue
            try:
                raw = register(path, settings, source_path=f"inbox/{path.relative_to(settings.inbox)}")
            except SourceProblem as problem:
                refused.append((name, str(problem)))
                continue
            after[key] = Seen(seen.size, seen.modified_ns, seen.since, raw.sha256)
            registered.append((name, raw))
    return Look(tuple(registered), tuple(waiting), tuple(refused))


def _as_seen(path: Path, before: Seen | None, moment: float) -> Seen:
    """The file as the look before found it, or as new where it is another since."""
    status = path.stat()
    now = status.st_size, status.st_mtime_ns
    return before if before is not None and (before.size, before.modified_ns) == now else Seen(*now, moment)


def look_twice(settings: Settings) -> Look:
    """For a night that nothing looked before: what does not change while it waits is taken now."""
    first = look(settings)
    if not first.waiting:
        return first
    time.sleep(REST_SECONDS + 0.1)
    second = look(settings)
    return Look(first.registered + second.registered, second.waiting, second.refused)


def _files(settings: Settings) -> list[tuple[Path, str]]:
    """The files in the inbox with the key each has in the manifest: its name as bytes, in ASCII."""
    files, _ = find_files([settings.inbox])
    return [(path, os.fsencode(path.relative_to(settings.inbox)).decode("latin-1")) for path in files]


@contextmanager
def _manifest(settings: Settings) -> Iterator[tuple[dict[str, Seen], dict[str, Seen]]]:
    """The last look, and the one being made, which is kept however the block ends. One look at a time."""
    settings.runs.mkdir(parents=True, exist_ok=True)
    path = settings.runs / "inbox.json"
    with (settings.runs / ".inbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            before = msgspec.json.decode(path.read_bytes(), type=dict[str, Seen])
        except (FileNotFoundError, msgspec.DecodeError):
            before = {}
        after: dict[str, Seen] = {}
        try:
            yield before, after
        finally:
            if after != before:
                aside = path.with_suffix(".part")
                aside.write_bytes(msgspec.json.encode(after))
                aside.replace(path)
