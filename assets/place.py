"""Where a run works: settings, stores and the warehouse, as the one resource of every asset.

Belongs here: opening things under the lock, who hears of progress, what is worth trying again.
Does not: what is done with them (the asset modules), what is left to do (`state`).
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import dagster as dg
import msgspec

from assets.batches import UNIDENTIFIED
from assets.lock import alone
from assets.program import derivation_version
from pipeline.documents.model import Document
from pipeline.documents.read import READER_VERSION, SECOND_READER_VERSION
from pipeline.documents.sandbox import Readers
from pipeline.errors import WarehouseBusy, WarehouseDamaged
from pipeline.facts import LOADING
from pipeline.facts.deriving import Derived
from pipeline.raw import RawFile, all_raw
from pipeline.settings import Settings
from pipeline.stores import Store
from pipeline.warehouse import Warehouse, set_aside

WRITER_POOL = "duckdb_writer"

# Troubles of a machine that pass by themselves. A full disk or a missing permission waits for somebody.
_PASSING = frozenset({errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM,
                      errno.ESTALE, errno.ETIMEDOUT})  # fmt: skip


class Head(msgspec.Struct, frozen=True):
    """What of a stored reading is needed to plan, without its content."""

    document_id: str
    version: str
    batch: str = UNIDENTIFIED
    problem: str | None = None


@dataclass(slots=True)
class Arrivals:
    """What one intake took in, by the names people know."""

    names: dict[str, str] = field(default_factory=dict)  # document_id -> the path as given
    skipped: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    not_taken: dict[str, str] = field(default_factory=dict)  # name -> why
    newly_read: int = 0


class Place:
    """Made once per process; without settings it reads the environment when it is first asked."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        files: Iterable[Path] = (),
        say: Callable[[str], None] = lambda line: None,
        retries: int = 3,
        seconds_to_wait: float = 20,
    ) -> None:
        self._given = settings
        self.files = tuple(files)  # what the caller of this process wants taken in
        self.say = say
        self.arrivals = Arrivals()  # of the last intake in this process
        self.retries, self.seconds_to_wait = retries, seconds_to_wait
        self._heads: dict[Path, tuple[tuple[int, int], Head]] = {}
        self._raw: dict[str, RawFile] = {}
        self._is_keeping = False
        self._kept_warehouse: Warehouse | None = None
        self._kept_readers: Readers | None = None

    @cached_property
    def settings(self) -> Settings:
        return self._given if self._given is not None else Settings.from_environment()

    @cached_property
    def documents(self) -> Store[Document]:
        return Store(self.settings.documents, Document, READER_VERSION)

    @cached_property
    def derived(self) -> Store[Derived]:
        """The rows of each document as this program makes them."""
        return Store(self.settings.facts, Derived, derivation_version())

    @cached_property
    def second_readings(self) -> Store[Document]:
        """Pages that were read a second time, one Document for all of a file."""
        return Store(self.settings.documents / "second", Document, SECOND_READER_VERSION)

    def heads(self) -> dict[str, Head]:
        """The stored readings of this reader version by document_id; only files that changed are opened again."""
        found: dict[Path, tuple[tuple[int, int], Head]] = {}
        for path in sorted(self.settings.documents.glob("??/*.json")):
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            known = self._heads.get(path)
            if known is not None and known[0] == stamp:
                found[path] = known
                continue
            try:
                found[path] = (stamp, msgspec.json.decode(path.read_bytes(), type=Head))
            except msgspec.DecodeError:
                continue  # damaged: the file is read again from data/raw
        self._heads = found
        return {head.document_id: head for _, head in found.values() if head.version == READER_VERSION}

    def raw(self) -> dict[str, RawFile]:
        """Every file ever received, by document_id."""
        self._raw = {raw.document_id: raw for raw in all_raw(self.settings)}
        return self._raw

    def raw_of(self, document_ids: Iterable[str]) -> dict[str, RawFile]:
        """These files; those whose bytes are not kept any more are left out."""
        wanted = list(document_ids)
        known = self._raw if all(id_ in self._raw for id_ in wanted) else self.raw()
        return {id_: known[id_] for id_ in wanted if id_ in known}

    @contextmanager
    def keeping(self) -> Iterator[None]:
        """Leave open from step to step what the block opens. The run lock is held by whoever calls it.

        Opening the warehouse and closing it cost a fifth of a second, ten times a batch, and more with every document
        on record; children load what their readers need once.
        """
        self._is_keeping = True
        try:
            yield
        finally:
            self._is_keeping = False
            self._let_go()

    def _let_go(self) -> None:
        with ExitStack() as stack:
            for kept in (self._kept_warehouse, self._kept_readers):
                if kept is not None:
                    stack.callback(kept.close)
            self._kept_warehouse = self._kept_readers = None

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The open warehouse, nobody else at work. Raises WarehouseBusy and WarehouseDamaged."""
        with alone(self.settings):
            if not self._is_keeping:
                with Warehouse(self.settings.warehouse) as warehouse:
                    yield warehouse
                return
            if self._kept_warehouse is None:
                self._kept_warehouse = Warehouse(self.settings.warehouse)
            try:
                yield self._kept_warehouse
            except BaseException:  # a database may have closed itself
                self._let_go()
                raise

    def load_readers(self) -> None:
        """Have the children of a run that keeps them load their readers and words while files are taken in, once."""
        if self._is_keeping and self._kept_readers is None:
            self._kept_readers = Readers(self.settings.workers)
            self._kept_readers.load(LOADING)

    @contextmanager
    def readers(self, files: int) -> Iterator[Readers]:
        """Children for so many files."""
        if not self._is_keeping:
            with Readers(min(self.settings.workers, files)) as readers:
                yield readers
            return
        if self._kept_readers is None:
            self._kept_readers = Readers(self.settings.workers)
        try:
            yield self._kept_readers
        except BaseException:  # children may be dead
            self._kept_readers.close()
            self._kept_readers = None
            raise

    def repair_warehouse(self) -> None:
        """Set a damaged warehouse aside. Only intake may: after it every document is found missing and made again."""
        try:
            with self.warehouse():
                pass
        except WarehouseDamaged as damage:
            with alone(self.settings):
                aside = set_aside(self.settings.warehouse)
            self.say(f"{damage} It is now {aside.name}; its rows are made again.")

    @contextmanager
    def trying_again(self) -> Iterator[None]:
        """Let Dagster try the step again where waiting can help, and nowhere else: bad data stays bad."""
        try:
            yield
        except (WarehouseBusy, OSError) as error:
            if isinstance(error, OSError) and error.errno not in _PASSING:
                raise
            if not self.retries:
                raise
            raise dg.RetryRequested(max_retries=self.retries, seconds_to_wait=self.seconds_to_wait) from error
