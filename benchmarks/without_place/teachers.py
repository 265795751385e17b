"""Which place taught each entry of the vocabulary, and the vocabulary without what one place taught.

Belongs here: noting the entries that the documents of a place use, the words that the law itself prints, taking
entries out.
Does not: reading documents and counting (`__main__`).

An entry is taught by the only place whose documents use it. One that several places use would have been learned
without any of them, and what the official forms print (domain/forms.json, measures.tsv) without samples. Entries are
the words and patterns of columns.yml, lines.yml and performance.yml, the cores of composition.yml and the titles of
the catalogue; the grammar in captions.yml and schemes.yml has no entries of that kind.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.documents.model import Document
from pipeline.forms import kinds, words
from pipeline.forms.kinds import form_kinds, title_core
from pipeline.forms.recognise import recognise
from pipeline.forms.text import bare, header_word
from pipeline.forms.words import Matcher, composition, vocabulary

LAW = "law"
_TITLES = "catalogue titles"
_COMPOSITION = "composition.yml measures"
_BRACKETS = re.compile(r"[（(].*?[)）]")


class Entry(NamedTuple):
    """One word or pattern: the list it stands in, what it means there, itself."""

    where: str
    key: str
    word: str


def entries() -> list[Entry]:
    """All entries of the vocabulary as it is now."""
    found: list[Entry] = []
    found += [Entry(where, key, str(word)) for where, key, listed in _lists() for word in listed]
    found += [Entry(_TITLES, kind.id, title.pattern) for kind in form_kinds().values() for title in kind.titles]
    return found


def _lists() -> Iterator[tuple[str, str, list[Any]]]:
    """(where, key, the list itself) of everything a Matcher is made of; the names are those the Matchers have."""
    columns, lines, tables = vocabulary("columns"), vocabulary("lines"), vocabulary("performance")
    for part in ("labels", "basis"):
        for key, listed in columns[part].items():
            yield f"columns.yml {part}", key, listed
    yield "columns.yml subtotal", "subtotal", columns["subtotal"]
    for key, entry in columns["measures"].items():
        for name in ("words", "performance_words"):
            yield "columns.yml measures", key, entry.get(name, [])
    for key, entry in lines["lines"].items():
        yield "lines.yml lines", key, entry["words"]
    yield "lines.yml total", "total", lines["total"]
    for measure, parts in vocabulary("composition")["measures"].items():
        for listed in parts.values():
            yield _COMPOSITION, measure, listed
    for part in ("indicator_columns", "keys"):
        for key, listed in tables[part].items():
            yield f"performance.yml {part}", key, listed


@contextmanager
def noting(used: dict[Entry, set[str]], place: str) -> Iterator[None]:
    """Note the entries that are used meanwhile as the place's.

    Compositions are asked only for words that no entry knows. To teach one, a word above a column is enough.
    """
    plain = Matcher.entry
    compositions = {one for context in ("", "performance") for one in composition(context)}

    def entry(self: Matcher, word: str) -> tuple[str, str] | None:
        found = plain(self, word)
        if self.where == "columns.yml measures" and word not in seen:
            seen.add(word)
            for one in compositions:
                if one.makes(word):
                    used[Entry(_COMPOSITION, one.measure, one.entry)].add(place)
        if found is not None:
            used[Entry(self.where, *found)].add(place)
        return found

    seen: set[str] = set()
    Matcher.entry = entry  # type: ignore[method-assign]
    try:
        yield
    finally:
        Matcher.entry = plain  # type: ignore[method-assign]


def note_document(used: dict[Entry, set[str]], place: str, document: Document) -> None:
    """The entries one document of a place uses: above columns, beside rows, as titles."""
    with noting(used, place):
        recognition = recognise(document)
    lines = {title_core(paragraph.text) for paragraph in document.paragraphs if len(paragraph.text) < 90}
    lines |= {title_core(title) for form in recognition.forms for title in (form.title, form.title + form.subtitle)}
    for kind in form_kinds().values():
        for title in kind.titles:
            if any(title.fullmatch(line) for line in lines):
                used[Entry(_TITLES, kind.id, title.pattern)].add(place)


def official(domain: Path) -> set[Entry]:
    """Entries that know a word of the official forms: their titles and the standard names of their columns."""
    with (domain / "measures.tsv").open(encoding="utf-8") as file:
        names = {row["title_zh"] for row in csv.DictReader(file, delimiter="\t")}
    printed = {form for name in names for form in (header_word(name)[0], bare(name))}
    forms = json.loads((domain / "forms.json").read_text(encoding="utf-8"))
    titles = {
        title_core(_BRACKETS.sub("", part).strip()) for f in forms for part in (f["final_title"] or "").split("/")
    }
    titles |= {title_core(kind.title_zh) for kind in form_kinds().values()}
    return {
        entry
        for entry in entries()
        if any(re.fullmatch(entry.word, word) for word in (titles if entry.where == _TITLES else printed) if word)
    } | {
        Entry(_COMPOSITION, one.measure, one.entry)
        for context in ("", "performance")
        for one in composition(context)
        if any(one.makes(word) for word in printed if word)
    }


def teachers(used: dict[Entry, set[str]], law: set[Entry]) -> dict[Entry, tuple[str, ...]]:
    """Who taught each entry: `law`, or the places that use it; nobody where it was written without a sample."""
    return {entry: (LAW,) if entry in law else tuple(sorted(used.get(entry, ()))) for entry in entries()}


def withhold(taken: set[Entry]) -> None:
    """Take entries out of the vocabulary of this process; `restore` brings them back."""
    by_list: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in taken:
        by_list[entry.where, entry.key].add(entry.word)
    for where, key, listed in _lists():
        listed[:] = [word for word in listed if str(word) not in by_list[where, key]]
    all_kinds = form_kinds()
    for id_, kind in list(all_kinds.items()):
        kept = tuple(title for title in kind.titles if title.pattern not in by_list[_TITLES, id_])
        all_kinds[id_] = replace(kind, titles=kept)
    _forget_matchers()


def restore() -> None:
    """The vocabulary as it is stored."""
    vocabulary.cache_clear()
    form_kinds.cache_clear()
    _forget_matchers()


def _forget_matchers() -> None:
    """Everything that was made of the vocabulary, in whatever module, is made anew."""
    kinds.title_kinds.cache_clear()
    for name in vars(words).values():
        if hasattr(name, "cache_clear") and name is not vocabulary:
            name.cache_clear()
