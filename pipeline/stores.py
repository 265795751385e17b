"""Documents and their rows between the stages, as files: data/documents and data/facts.

Belongs here: one JSON file per document and stage, written whole or not at all, marked with the version that made it.
Does not: what is in them. Both folders can be deleted; the next run makes them again from data/raw.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

Content = TypeVar("Content")

_ASIDE = ".part"


def aside_of(path: Path) -> Path:
    """Where this process writes a file before it moves it into place."""
    return path.with_suffix(f".{os.getpid()}{_ASIDE}")


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed wrote aside in the folder; what a living one writes stays."""
    for leftover in folder.rglob(f"*{_ASIDE}"):
        process = leftover.suffixes[-2][1:] if len(leftover.suffixes) > 1 else ""
        if process.isdecimal() and not _is_alive(int(process)):
            leftover.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class Stored(msgspec.Struct, Generic[Content], omit_defaults=True):
    """What one reader version made of one file: its content, or the sentence that says why there is none."""

    document_id: str
    version: str
    content: Content | None = None
    problem: str | None = None
    batch: str = "0000-000000"
    seconds: float = 0.0
    peak_bytes: int = 0


class Store(Generic[Content]):
    """A folder of Stored records. `load` gives None for what is missing, of another version, or damaged."""

    def __init__(self, folder: Path, content: type[Content], version: str) -> None:
        self.folder, self.version = folder, version
        self._decoder = msgspec.json.Decoder(Stored[content])  # type: ignore[valid-type]
        self._encoder = msgspec.json.Encoder(decimal_format="string")

    def _path(self, document_id: str) -> Path:
        return self.folder / document_id[:2] / f"{document_id}.json"

    def save(self, stored: Stored[Content]) -> None:
        """Written aside, synced and moved into place."""
        path = self._path(stored.document_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = aside_of(path)
        try:
            with aside.open("wb") as file:
                file.write(self._encoder.encode(stored))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)

    def load(self, document_id: str) -> Stored[Content] | None:
        try:
            stored: Stored[Content] = self._decoder.decode(self._path(document_id).read_bytes())
        except (OSError, msgspec.DecodeError):
            return None
        return stored if stored.version == self.version else None

    def has(self, document_id: str) -> bool:
        return self.load(document_id) is not None

    def ids(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("??/*.json")):
            yield path.stem
