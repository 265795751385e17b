"""What a child makes of a Document: who published it, and its rows.

Belongs here: the order of the steps, and keeping what our code raises. Does not: what is asked and answered
(`deriving`), the rows (`rows`).
"""

from __future__ import annotations

from collections import Counter
from types import TracebackType

import msgspec

from pipeline.facts.archives import identify_all
from pipeline.facts.deriving import Derived, Given, Origin
from pipeline.facts.model import Reading
from pipeline.facts.rows import facts_of_recognised
from pipeline.forms.recognise import recognise


def derive(given: bytes) -> bytes:
    """In the child: a Given to a Derived. Where our code fails, it says so; memory that ends is left to end it."""
    asked = msgspec.json.decode(given, type=Given)
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
