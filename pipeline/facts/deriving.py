"""Identity and rows of a document, made in a child process with limits, as its reading is.

Belongs here: the task, what the child is given and what it answers; nothing that only the child needs to load.
Does not: what it does (`child`), the rows (`rows`), the process (`pipeline.documents.sandbox`).

What stands in a document comes from outside: a text that a grammar takes for ever for must end like a file that a
reader takes for ever for.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import msgspec

from pipeline.documents.model import Document
from pipeline.documents.renewed import Result
from pipeline.documents.worker import Task
from pipeline.facts.model import Identity, Reading, Rows
from pipeline.raw import RawFile, Sighting
from pipeline.tables import ColumnSpec, tables_kept

# What the child calls, by name: tests put another in its place.
FUNCTION = "pipeline.facts.child:derive"

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


class Given(msgspec.Struct, frozen=True):
    """What the child is told."""

    origin: Origin
    document: Document
    reader_version: str


def task(raw: RawFile, document: Document, reader_version: str) -> Task:
    """What a child is asked to do with a Document; it answers with a Derived."""
    given = msgspec.json.encode(Given(Origin.of(raw), document, reader_version))
    return Task(FUNCTION, msgspec.Raw(given), len(document.pages))


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
