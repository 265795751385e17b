"""What must hold for any input: a reading or a sentence that says why not, never a crash, a hang or a lost number.

Belongs here: one function per target. Does not: the inputs (`inputs`), the loop (`__main__`).
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from benchmarks.fuzz import inputs
from pipeline.documents.limits import Limits
from pipeline.documents.model import Document, Paragraph
from pipeline.documents.renewed import Reading
from pipeline.documents.sandbox import Readers
from pipeline.errors import NumberNotUnderstood
from pipeline.facts.identity import identify
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.money import UNITS, is_number, read_number, to_yuan
from pipeline.narrative.claims import claims

Check = Callable[[Any], None]
# A damaged file is small; what takes longer hangs. The clock allows for a busy machine.
LIMITS = Limits(wall_seconds=180, cpu_seconds=30)
# Of a reader that failed in a way it does not name, and of one that never came back.
_FAULTS = ("in a way it does not know", "not read within", "processor time", "answered nonsense")
_SLOW_SECONDS = 5.0


def check_number(text: str) -> None:
    """A number, nothing, or a refusal; and a number has the digits that are printed."""
    try:
        number = read_number(text)
    except NumberNotUnderstood:
        assert not is_number(text)
        return
    if number is None:
        return
    assert is_number(text)
    assert number.value == number.value.quantize(number.step), (text, number)
    for factor in UNITS.values():
        with contextlib.suppress(NumberNotUnderstood):
            assert to_yuan(number.value, factor) == number.value * factor


def check_printed(number: tuple[int, int, bool]) -> None:
    """A number printed in the usual way is read as itself."""
    units, places, grouped = number
    value = Decimal(units).scaleb(-places)
    printed = f"{value:,.{places}f}" if grouped else f"{value:.{places}f}"
    read = read_number(printed)
    assert read is not None
    assert (read.value, read.decimals) == (value, places)


def check_claims(text: str) -> None:
    """Sentences end in claims, each with its words inside its sentence, in a time that grows with the text."""
    started = time.process_time()
    for claim in claims(Document("text", (Paragraph(text),)), 2026):
        assert claim.printed in claim.sentence or not claim.printed, claim
    assert time.process_time() - started < _SLOW_SECONDS, "slow"


def check_document(document: Document) -> None:
    """Any Document gives its rows; every number of them stands in the document."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.html"
        path.write_text("<p>x</p>", encoding="utf-8")
        raw = look_at(path)
    started = time.process_time()
    rows = facts_of(raw, document, "x").rows
    assert time.process_time() - started < _SLOW_SECONDS, "slow"
    printed = {cell.text for table in document.tables for cell in table.cells}
    amounts = rows.get("amount", [])
    assert all(amount["printed_text"] in printed for amount in amounts)
    ids = [amount["amount_id"] for amount in amounts]
    assert len(ids) == len(set(ids)), "an id twice"


def check_said_again(text: str) -> None:
    """Whose a long text is, and what it claims, is worked out in a time that grows with the text."""
    document = Document("text", (Paragraph("某某市某某局2026年部门预算"), Paragraph(text)))
    started = time.process_time()
    identify(document, [])
    claims(document, 2026)
    assert time.process_time() - started < _SLOW_SECONDS, "slow"


class Reader:
    """Damaged files of one kind, read as a night reads them."""

    def __init__(self, kind: str, readers: Readers, folder: Path) -> None:
        self.kind, self.readers, self.path = kind, readers, folder / f"fuzz.{kind}"
        self.refused = self.read = 0

    def check(self, data: bytes) -> None:
        self.path.write_bytes(data)
        done: list[Reading] = []
        self.readers.read([(self.path, self.kind)], LIMITS, done.append)
        (reading,) = done
        if reading.document is None:
            message = str(reading.problem)
            assert message
            assert not any(fault in message for fault in _FAULTS), message
            self.refused += 1
            return
        self.read += 1
        facts_of(look_at(self.path), reading.document, "x")


def grammars() -> dict[str, tuple[st.SearchStrategy[Any], Check]]:
    # More digits than 14 are no amount.
    printed = st.tuples(st.integers(1 - 10**14, 10**14 - 1), st.integers(0, 6), st.booleans())
    return {
        "numbers": (inputs.numbers, check_number),
        "numbers printed as usual": (printed, check_printed),
        "claims": (inputs.sentences(), check_claims),
        "words over and over": (inputs.said_again(), check_said_again),
        "tables, titles and units": (inputs.documents(), check_document),
    }


def files(readers: Readers, folder: Path) -> dict[str, tuple[st.SearchStrategy[Any], Check]]:
    found: dict[str, tuple[st.SearchStrategy[Any], Check]] = {}
    for kind in inputs.seeds():
        found[f"{kind} files"] = (inputs.damaged(kind), Reader(kind, readers, folder).check)
    for kind in ("docx", "xlsx"):
        found[f"{kind} files, XML damaged"] = (inputs.damaged_package(kind), Reader(kind, readers, folder).check)
    return found
