"""The second reading is kept: pages are asked for once, and only what is asked for is given."""

from __future__ import annotations

from typing import Any

import pytest

from assets import second
from assets.place import Place
from pipeline.documents.model import Document
from pipeline.documents.sandbox import Readers
from pipeline.raw import register
from pipeline.settings import Settings
from tests.conftest import PROJECT


def numbers(document: Document | str) -> list[int]:
    assert isinstance(document, Document)
    assert {block.page for block in document.blocks} <= {page.number for page in document.pages}
    return [page.number for page in document.pages]


def test_a_page_is_read_again_once_and_no_page_is_given_that_was_not_asked_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(settings)
    id_ = register(PROJECT / "data/samples/federation-2024.pdf", settings).document_id
    asked: list[tuple[int, ...]] = []

    class Counting(Readers):
        def read_again(self, files: Any, *rest: Any, **named: Any) -> None:
            asked.extend(pages for _, _, pages in files)
            super().read_again(files, *rest, **named)

    monkeypatch.setattr("assets.place.Readers", Counting)
    assert numbers(second.read_again(place, {id_: (6,)})[id_]) == [6]
    assert numbers(second.read_again(place, {id_: (5, 6)})[id_]) == [5, 6]
    assert numbers(second.read_again(place, {id_: (5,)})[id_]) == [5]
    assert asked == [(6,), (5,)]


def test_pages_that_are_read_while_something_else_is_done_are_those_asked_for(settings: Settings) -> None:
    place = Place(settings)
    id_ = register(PROJECT / "data/samples/federation-2024.pdf", settings).document_id
    with second.reading_ahead(place, {id_: {6: {"sample"}, 5: {"sample"}}}) as answer:
        assert numbers(answer({id_: (5, 6)})[id_]) == [5, 6]
        assert numbers(answer({id_: (6,)})[id_]) == [6]


def test_a_file_that_is_not_kept_any_more_says_so(settings: Settings) -> None:
    assert second.read_again(Place(settings), {"0" * 16: (1,)}) == {"0" * 16: "the file is not kept any more"}
