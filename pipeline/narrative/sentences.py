"""Paragraphs to sentences: what page breaks cut is joined again.

Belongs here: which paragraphs continue one another, which are headings, where sentences end, where each stands.
Does not: what a sentence claims.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.documents.model import Box, Document, Table
from pipeline.forms.tables.captions import is_page_number
from pipeline.forms.text import numbering_depth, squeezed
from pipeline.narrative.words import vocabulary

_LONGEST_HEADING = 45
# Brackets that hold whole clauses are closed within so many characters.
_LONGEST_INSERTION = 200
# A line that repeats on this many pages is the running head of the pages.
_RUNNING_HEAD_PAGES = 5
# The longest piece without a stop that was seen, a list of names, has 836 characters. Time grows with the square of it,
# so a text without any stop is read in parts, cut where a clause ends.
LONGEST_SENTENCE = 1_000


class Line(NamedTuple):
    """What the file has in one piece of a joined paragraph: the place of its first letter there, its page and box."""

    char_from: int
    page: int
    box: Box | None


class Joined(NamedTuple):
    """A paragraph as read: its squeezed text, whether and how deep it is marked as a heading, and its pieces."""

    text: str
    is_heading: bool
    rank: int
    lines: tuple[Line, ...]

    def pieces(self, start: int, end: int) -> tuple[Line, ...]:
        """The pieces that hold the letters from `start` to `end`, the first of them at `start` or before."""
        first = max((n for n, line in enumerate(self.lines) if line.char_from <= start), default=0)
        return tuple(line for n, line in enumerate(self.lines) if n == first or start < line.char_from < end)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence without white space; `char_from` counts in the squeezed text of its joined paragraph.

    `paragraph` counts the joined paragraphs from 0; `path` holds the headings above, outermost first;
    a heading is a sentence too, so that a number in it is seen.
    """

    text: str
    page: int
    section: str
    char_from: int
    paragraph: int = 0
    path: tuple[str, ...] = ()
    is_heading: bool = False
    heading_rank: int = 0  # as the format marks it, 1 to 6; 0 where it does not
    breaks: int = 0  # how often the file ends a paragraph inside it
    lines: tuple[Line, ...] = ()  # the pieces of the file it stands in; their letters count as `char_from` does

    def line_of(self, place: int) -> Line:
        """The piece of the file that holds the letter at a place of this sentence."""
        before = [line for line in self.lines if line.char_from <= self.char_from + place]
        return before[-1] if before else Line(self.char_from, self.page, None)


def sentences(document: Document) -> list[Sentence]:
    """The sentences of the narrative in order, joined over page breaks; contact paragraphs are left out."""
    words = vocabulary("sentences")
    contact = re.compile(words["contact"])
    end = re.compile(words["sentence_end"])
    starts = re.compile(words["starts"])
    after_end = re.compile(f"(?<={words['sentence_end']})")
    found: list[Sentence] = []
    headings: list[tuple[int, str]] = []
    for number, paragraph in enumerate(_joined(document)):
        text = paragraph.text
        if contact.search(text):
            continue
        path = tuple(heading for _, heading in headings)
        section = path[-1] if path else ""
        is_heading = (
            len(text) <= _LONGEST_HEADING and not end.search(text) and bool(starts.match(text) or paragraph.is_heading)
        )
        if is_heading:
            depth = numbering_depth(text)
            headings = [(d, t) for d, t in headings if depth and d < depth] + [(depth, text)]
            section = text
            path = tuple(heading for _, heading in headings)
            lines, rank = paragraph.lines, paragraph.rank
            found.append(Sentence(text, lines[0].page, section, 0, number, path, True, rank, lines=lines))
            continue
        position = 0
        for piece in _pieces(after_end.split(text)):
            for part in _parts(piece, words["clause_end"]):
                lines = paragraph.pieces(position, position + len(part))
                inside = len(lines) - 1
                found.append(Sentence(part, lines[0].page, section, position, number, path, breaks=inside, lines=lines))
                position += len(part)
    return found


def _pieces(pieces: list[str]) -> Iterator[str]:
    """Pieces up to a stop, joined where it stands inside brackets: 9元(甲4元;乙5元),比上年, 9元(甲4元。)比上年."""
    held = ""
    for number, piece in enumerate(pieces):
        held += piece
        is_open = held.endswith(";") and held.count("(") > held.count(")")
        if is_open and ")" in "".join(pieces[number + 1 : number + 4])[:_LONGEST_INSERTION]:
            continue
        if held.count("(") > held.count(")") and "".join(pieces[number + 1 : number + 2]).startswith(")"):
            continue
        yield held
        held = ""
    if held:
        yield held


def _parts(piece: str, clause_ends: str) -> Iterator[str]:
    """A piece up to a stop, itself or, where it is longer than any sentence, cut after the last clause that fits."""
    start = 0
    while len(piece) - start > LONGEST_SENTENCE:
        ends = (piece.rfind(mark, start, start + LONGEST_SENTENCE) + 1 for mark in clause_ends)
        end = max(ends) or start + LONGEST_SENTENCE
        yield piece[start:end]
        start = end
    if start < len(piece):
        yield piece[start:]


def _running_heads(document: Document) -> frozenset[str]:
    pages: dict[str, set[int]] = defaultdict(set)
    for block in document.paragraphs:
        pages[squeezed(block.text)].add(block.page)
    return frozenset(text for text, where in pages.items() if len(where) >= _RUNNING_HEAD_PAGES)


def _joined(document: Document) -> list[Joined]:
    """The paragraphs of the narrative; one that ends inside a sentence takes on the next."""
    words = vocabulary("sentences")
    starts = re.compile(words["starts"])
    heading_end = re.compile(words["heading_end"])
    complete = re.compile(words["sentence_end"] + r"[”\"』」）)]?$|[:：]$|" + words["leader"] + r"\d*$")
    heads = _running_heads(document)
    result: list[Joined] = []
    open_text = ""
    lines: list[Line] = []

    def close(is_heading: bool = False, rank: int = 0) -> None:
        nonlocal open_text
        if open_text:
            result.append(Joined(open_text, is_heading, rank, tuple(lines)))
        open_text = ""
        lines.clear()

    for block in document.blocks:
        if isinstance(block, Table):
            close()
            continue
        text = squeezed(block.text)
        if not text or is_page_number(text) or text in heads:
            continue
        begins = block.is_heading or bool(starts.match(text)) or len(open_text) > LONGEST_SENTENCE
        if begins or not open_text:
            close()
        lines.append(Line(len(open_text), block.page, block.box))
        open_text += text
        if block.is_heading:
            close(True, block.heading_rank)
        elif complete.search(open_text) or len(open_text) < 12 or _is_heading(open_text, starts, heading_end):
            close()
    close()
    return result


def _is_heading(text: str, starts: re.Pattern[str], heading_end: re.Pattern[str]) -> bool:
    return len(text) <= _LONGEST_HEADING and bool(starts.match(text)) and bool(heading_end.search(text))
