"""Identity and rows of a document, made in a child process with limits, as its reading is.

Belongs here: the task, what the child is given and what it answers. Does not: the rows (`rows`), the child
(`pipeline.documents.sandbox`).

What stands in a document comes from outside: a text that a grammar takes for ever for must end like a file that a
reader takes for ever for.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypedDict

import msgspec

from pipeline.documents.model import Document
from pipeline.documents.sandbox import Result
from pipeline.documents.worker import Task
from pipeline.facts.archives import identify_all
from pipeline.facts.identity import Identity
from pipeline.facts.record import Rows
from pipeline.facts.rows import Reading, facts_of_recognised
from pipeline.forms.recognise import recognise
from pipeline.raw import RawFile, Sighting
from pipeline.tables import ColumnSpec, tables_kept

# What the child calls, by name: tests put another in its place.
FUNCTION = f"{__name__}:derive"

# table -> column -> its values, one for each row
Columns = dict[str, dict[str, list[Any]]]


class Origin(msgspec.Struct, frozen=True):
    """What the rows say of the file itself, and so depend on."""

    document_id: str
    sha256: str
    kind: str
    byte_size: int
    file_name: str
    source_path: str | None
    source_url: str | None
    received_at: str

    @classmethod
    def of(cls, raw: RawFile) -> Origin:
        return cls(**{name: getattr(raw, name) for name in cls.__struct_fields__})

    def as_raw(self) -> RawFile:
        sighting = Sighting(self.file_name, self.source_path, self.source_url, self.received_at)
        return RawFile(self.document_id, self.sha256, self.kind, self.byte_size, Path(), (sighting,))


class Derived(msgspec.Struct, frozen=True):
    """What a document says: who it is and its rows, or how our code failed on it. The rows stay encoded."""

    origin: Origin
    identity: Identity | None = None
    columns: msgspec.Raw = msgspec.Raw(b"{}")
    kinds: dict[str, int] = {}  # of its forms
    not_understood: dict[str, int] = {}
    fault: str | None = None


class _Given(msgspec.Struct, frozen=True):
    origin: Origin
    document: Document
    reader_version: str


def task(raw: RawFile, document: Document, reader_version: str) -> Task:
    """What a child is asked to do with a Document; it answers with a Derived."""
    given = msgspec.json.encode(_Given(Origin.of(raw), document, reader_version))
    return Task(FUNCTION, msgspec.Raw(given), len(document.pages))


def derive(given: bytes) -> bytes:
    """In the child: a _Given to a Derived. Where our code fails, it says so; memory that ends is left to end it."""
    asked = msgspec.json.decode(given, type=_Given)
    identity = made = None
    with _Fault() as fault:
        recognition = recognise(asked.document)
        identity = identify_all(asked.document, recognition.forms)
        rows = facts_of_recognised(asked.origin.as_raw(), asked.document, recognition, identity, asked.reader_version)
        made = _derived(asked.origin, rows)
    return msgspec.json.encode(made or Derived(asked.origin, identity, fault=fault.told))


class _Fault:
    """Keeps what our code raises in a `with`: whoever asked tells it by document, after the others."""

    told: str | None = None

    def __enter__(self) -> _Fault:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or isinstance(error, MemoryError):
            return False
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        where = f" in {at.tb_frame.f_globals.get('__name__')}, line {at.tb_lineno}" if at is not None else ""
        self.told = f"the program fails on this file: {type(error).__name__}: {error}{where}"
        return True


def _derived(origin: Origin, reading: Reading) -> Derived:
    rows = reading.rows
    columns = {name: {column: [row[column] for row in its] for column in its[0]} for name, its in rows.items()}
    return Derived(
        origin,
        reading.identity,
        msgspec.Raw(msgspec.json.encode(columns)),
        dict(Counter(row["form_kind"] for row in rows.get("form", []))),
        dict(Counter(row["what"] for row in rows.get("problem", []) if row["stage"] == "forms")),
    )


def answer(result: Result) -> Derived | str:
    """What the child answered, or the sentence that says why there is no answer."""
    if result.made is None:
        return str(result.problem)
    try:
        return msgspec.json.decode(result.made, type=Derived)
    except msgspec.DecodeError as error:
        return f"the process that worked out what the file says answered nonsense ({error})"


def columns_of(derived: Derived) -> Columns:
    """The rows as columns, with the types of the dictionary. Raises msgspec.DecodeError where they have others."""
    columns: Columns = msgspec.json.decode(derived.columns, type=_columns_type())
    return columns


def reading_of(derived: Derived) -> Reading:
    """The rows one by one."""
    rows: Rows = {
        name: [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
        for name, columns in columns_of(derived).items()
    }
    return Reading(derived.identity or Identity(), rows, len(rows.get("problem", [])))


_TYPES = {"VARCHAR": str, "INTEGER": int, "BIGINT": int, "BOOLEAN": bool, "DOUBLE": float, "DECIMAL": Decimal}


@cache
def _columns_type() -> Any:
    """JSON knows neither decimals nor which of its numbers are whole."""
    make: Any = TypedDict
    tables = {
        spec.name: make(spec.name, {column.name: list[_type(column)] for column in spec.columns})  # type: ignore[misc]
        for spec in tables_kept("document")
    }
    return make("Columns", tables, total=False)


def _type(column: ColumnSpec) -> Any:
    one = _TYPES.get(column.type.removesuffix("[]").partition("(")[0], Any)
    return (list[one] if column.type.endswith("[]") else one) | None  # type: ignore[valid-type]
