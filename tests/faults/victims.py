"""A program that runs the pipeline in forked processes and strikes them where it is told to.

Belongs here: patching the one call a moment names, and killing there, or finding the disk full there. Does not: which
moments there are (`moments`). The product has no such hooks; everything is patched from here.

    python -m tests.faults.victims < orders

An order is a line of JSON, a list of runs to start at once; the answer is a line with how each ended. The program has
imported everything before it forks, so that a run takes a second and not five.

Judging is light (tests/assets/light.py): it writes the same tables, and takes less time than the rest of a run.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial, wraps
from pathlib import Path
from typing import Any

import duckdb

import assets.raw
import assets.run
import pipeline.published.publications
from pipeline.errors import BudgetError
from pipeline.raw.register import SHANGHAI, register
from pipeline.settings import Settings
from tests.assets.disclosures import write_good
from tests.assets.light import lighten
from tests.faults.moments import Moment

# The same files are the same rows, whenever they arrive.
ARRIVAL = datetime(2026, 11, 23, 2, tzinfo=SHANGHAI)


@dataclass(slots=True)
class Striker:
    """Counts the calls that a moment means and strikes at one of them."""

    moment: Moment
    kills: bool  # otherwise the disk is full
    hit: Path  # gets the moment's name when it strikes
    count: int = 0

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call as it will be made from now on."""

        @wraps(call)
        def struck(*args: Any, **named: Any) -> Any:
            if self.moment.where and not any(self.moment.where in str(arg) for arg in args):
                return call(*args, **named)
            self.count += 1
            if self.count != self.moment.nth:
                return call(*args, **named)
            self.hit.write_text(str(self.moment), encoding="utf-8")
            if not self.kills:
                raise self.full()
            if self.moment.when == "before":
                kill()
            if self.moment.when == "during":
                threading.Thread(target=self.kill_soon, daemon=True).start()
            try:
                return call(*args, **named)
            finally:
                kill()

        return struck

    def kill_soon(self) -> None:
        time.sleep(self.moment.delay)
        kill()

    def full(self) -> Exception:
        text = os.strerror(errno.ENOSPC)
        if self.moment.call.startswith("duckdb:"):
            return duckdb.IOException(f'IO Error: Could not write file "x": {text}')
        return OSError(errno.ENOSPC, text)


class Connection:
    """A DuckDB connection, whose methods cannot be patched, with one method struck."""

    def __init__(self, real: duckdb.DuckDBPyConnection, method: str, striker: Striker) -> None:
        self._real = real
        setattr(self, method, striker.around(getattr(real, method)))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *error: object) -> None:
        self._real.close()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def strike(striker: Striker) -> None:
    """Patch the call."""
    module, _, attribute = striker.moment.call.partition(":")
    if module == "duckdb":
        connect = duckdb.connect
        duckdb.connect = lambda *args, **named: Connection(connect(*args, **named), attribute, striker)  # type: ignore[assignment,misc]
        return
    *owners, name = attribute.split(".")
    owner: Any = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    setattr(owner, name, striker.around(getattr(owner, name)))


def victim(order: dict[str, Any]) -> None:
    """One run, in a process of its own; never returns to what forked it."""
    assets.raw.register = partial(register, now=ARRIVAL)  # type: ignore[attr-defined]
    lighten()
    pipeline.published.publications.KEPT = 1  # so that every new publication drops an old one
    said: dict[str, Any] = {}
    if order["moment"] is not None:
        moment = Moment(**order["moment"])
        strike(Striker(moment, order["kills"], Path(order["hit"])))
    try:
        summary = assets.run.run([Path(file) for file in order["files"]], Settings(Path(order["data"]), workers=1))
        said = {"failed": summary.failed, "on_record": summary.on_record}
    except (BudgetError, OSError) as error:
        said = {"error": f"{type(error).__name__}: {error}"}
    finally:
        Path(order["said"]).write_text(json.dumps(said), encoding="utf-8")


def warm_up(folder: Path) -> None:
    """A whole run before any is forked: what Dagster and the rules make on first use is then made."""
    write_good(folder / "files")
    victim({"moment": None, "files": [folder / "files"], "data": folder / "data", "said": folder / "said"})
    gc.collect()
    if threading.active_count() > 1:
        raise RuntimeError(f"{threading.enumerate()}: a process forked from here may wait for them for ever")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        warm_up(Path(folder))
    for line in sys.stdin:
        processes = []
        for order in json.loads(line):
            process = os.fork()
            if process == 0:
                null = os.open(os.devnull, os.O_RDWR)
                os.dup2(null, 0)
                os.dup2(null, 1)
                code = 1
                try:
                    victim(order)
                    code = 0
                finally:  # whatever it was goes into the error output, and never back into the loop
                    if code:
                        traceback.print_exc()
                    sys.stderr.flush()
                    os._exit(code)
            processes.append(process)
        ended = [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]
        print(json.dumps(ended), flush=True)


if __name__ == "__main__":
    main()
