"""Paragraphs to sentences: what page breaks cut is joined again.

Belongs here: which paragraphs continue one another, where sentences end, where each stands.
Does not: what a sentence claims.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from pipeline.documents.model import Document, Paragraph, Table
from pipeline.forms.captions import is_page_number
from pipeline.forms.text import squeezed


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without white space; `char_from` counts in the squeezed text of its joined paragraph."""

    text: str
    page: int
    section: str
    char_from: int


@lru_cache(maxsize=1)
def phrases() -> dict[str, Any]:
    """vocabulary/phrases.yml."""
    source = files("pipeline.narrative") / "vocabulary" / "phrases.yml"
    content: dict[str, Any] = yaml.safe_load(source.read_text(encoding="utf-8"))
    return content


def sentences(document: Document) -> list[Sentence]:
    """The sentences of the narrative in order, joined over page breaks; contact paragraphs are left out."""
    contact = re.compile(phrases()["contact"])
    end = re.compile(phrases()["sentence_end"])
    found: list[Sentence] = []
    section = ""
    for text, page in _joined(document):
        if contact.search(text):
            continue
        heading = re.match(phrases()["starts"], text)
        if heading and len(text) <= 40 and not end.search(text):
            section = text
            continue
        position = 0
        for piece in re.split(f"(?<={phrases()['sentence_end']})", text):
            if piece:
                found.append(Sentence(piece, page, section, position))
            position += len(piece)
    return found


def _joined(document: Document) -> list[tuple[str, int]]:
    """Squeezed paragraphs; one that ends inside a sentence takes the next one up."""
    starts = re.compile(phrases()["starts"])
    complete = re.compile(phrases()["sentence_end"] + r"[”\"』」）)]?$|[:：]$")
    result: list[tuple[str, int]] = []
    open_text, open_page = "", 1
    for block in document.blocks:
        if isinstance(block, Table):
            if open_text:
                result.append((open_text, open_page))
                open_text = ""
            continue
        text = squeezed(block.text)
        if not text or is_page_number(text):
            continue
        if open_text and not _heading(block, starts, text):
            open_text += text
        else:
            if open_text:
                result.append((open_text, open_page))
            open_text, open_page = text, block.page
        if complete.search(open_text) or block.is_heading or len(open_text) < 12:
            result.append((open_text, open_page))
            open_text = ""
    if open_text:
        result.append((open_text, open_page))
    return result


def _heading(block: Paragraph, starts: re.Pattern[str], text: str) -> bool:
    return block.is_heading or bool(starts.match(text))
