"""One run at a time: a lock on the data folder that is taken before anything is written.

Belongs here: the lock and its message. Does not: DuckDB's own lock, which guards one file while it is open.

The system gives the lock back when its holder dies, however it dies. A run takes it once and its steps take it again.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TextIO

from pipeline.errors import WarehouseBusy
from pipeline.raw.register import SHANGHAI
from pipeline.settings import Settings

_LOCK_FILE = ".run.lock"


class _Held:
    """What this process holds of one data folder."""

    def __init__(self, owner: int, file: TextIO) -> None:
        self.owner, self.file, self.depth = owner, file, 1


_held: dict[Path, _Held] = {}
_guard = threading.Lock()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep every other run away from the data folder; inside another `alone` of the same thread it is part of that.

    Raises WarehouseBusy at once, saying who holds it, where another process or thread does.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    path = (settings.data / _LOCK_FILE).resolve()
    _take(path)
    try:
        yield
    finally:
        _give_back(path)


def _take(path: Path) -> None:
    with _guard:
        held = _held.get(path)
        if held is not None and held.owner == threading.get_ident():
            held.depth += 1
            return
        file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise WarehouseBusy(
                f"A run is already at work in {path.parent} ({holder}). One run at a time: wait for it to end, or stop "
                "it; nothing was changed. To look at the data open published/current/budget.duckdb."
            ) from None
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} since {datetime.now(SHANGHAI).isoformat(timespec='seconds')}\n")
        file.flush()
        _held[path] = _Held(threading.get_ident(), file)


def _give_back(path: Path) -> None:
    with _guard:
        held = _held[path]
        held.depth -= 1
        if held.depth == 0:
            del _held[path]
            # The file stays: removing it would let two processes lock two files of one name.
            held.file.close()
