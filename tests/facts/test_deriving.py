"""What a child makes of a document is what would be made of it here."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from pipeline.documents.model import Document
from pipeline.documents.read import READER_VERSION, read
from pipeline.documents.renewed import Result
from pipeline.errors import UnreadableFile
from pipeline.facts import child
from pipeline.facts.child import derive
from pipeline.facts.deriving import Derived, answer, columns_of, reading_of, task
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.raw import RawFile
from pipeline.tables import table
from pipeline.warehouse import as_arrow
from tests.conftest import PROJECT

SAMPLE = PROJECT / "data" / "samples" / "federation-2024.txt"


@pytest.fixture(scope="module")
def sample() -> tuple[RawFile, Document]:
    return look_at(SAMPLE), read(SAMPLE, "text")


def derived(raw: RawFile, document: Document) -> Derived:
    made = derive(bytes(task(raw, document, READER_VERSION).given))
    answered = answer(Result(Path(), made, None))
    assert isinstance(answered, Derived)
    return answered


def test_the_rows_are_the_same_on_both_sides_of_the_process(sample: tuple[RawFile, Document]) -> None:
    here, there = facts_of(*sample, READER_VERSION), derived(*sample)
    assert reading_of(there).identity == here.identity
    assert reading_of(there).rows == here.rows
    for name, columns in columns_of(there).items():
        assert as_arrow(table(name), columns) == as_arrow(table(name), here.rows[name])


def test_a_fault_of_ours_is_told_with_its_place_and_who_the_document_is(
    sample: tuple[RawFile, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise KeyError("a column nobody thought of")

    monkeypatch.setattr(child, "facts_of_recognised", faulty)
    told = derived(*sample)
    assert told.fault is not None
    assert "KeyError: 'a column nobody thought of' in test_deriving, line" in told.fault.replace("tests.facts.", "")
    assert told.identity is not None
    assert told.identity.fiscal_year == 2024


@pytest.mark.parametrize("made", [b"", b"[]", b'{"origin": 1}'])
def test_an_answer_that_is_none_is_told(made: bytes) -> None:
    assert "answered nonsense" in str(answer(Result(Path(), made, None)))


def test_no_answer_is_told_in_the_words_of_its_problem() -> None:
    assert answer(Result(Path(), None, UnreadableFile("it died"))) == "it died"


def test_rows_of_other_types_are_refused(sample: tuple[RawFile, Document]) -> None:
    told = msgspec.structs.replace(derived(*sample), columns=msgspec.Raw(b'{"amount": {"amount_id": [1]}}'))
    with pytest.raises(msgspec.DecodeError):
        columns_of(told)
