"""What a child loads before it is asked to make rows."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import msgspec

from pipeline.facts import LOADING
from pipeline.facts.child import derive
from pipeline.facts.deriving import Derived, columns_of, task
from pipeline.facts.warming import MADE_UP, load_words
from pipeline.raw import RawFile, Sighting

SEEN = Sighting("a.txt", None, None, "2024-01-01T00:00:00+08:00")
RAW = RawFile("0" * 16, "0" * 64, "text", 0, Path("a.txt"), (SEEN,))


def test_the_child_is_told_a_function_that_is_there() -> None:
    module, _, name = LOADING.partition(":")
    assert getattr(import_module(module), name) is load_words


def test_the_made_up_document_asks_for_every_kind_of_words() -> None:
    """A document our code fails on would load nothing, and say nothing either."""
    derived = msgspec.json.decode(derive(bytes(task(RAW, MADE_UP, "").given)), type=Derived)
    assert derived.fault is None
    assert {"amount", "indicator", "claim", "problem"} <= columns_of(derived).keys()
    assert load_words(b"null") == b"null"
