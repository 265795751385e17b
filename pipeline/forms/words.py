"""The vocabularies: words as data, compiled once.

Belongs here: loading vocabulary/*.yml and turning lists of patterns into one matcher.
Does not: any word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.tables import load_list
from pipeline.yaml_file import load_mapping


@lru_cache(maxsize=16)
def vocabulary(name: str) -> dict[str, Any]:
    """The content of vocabulary/<name>.yml. Raises CatalogueError naming the file."""
    return load_mapping(files("pipeline.forms") / "vocabulary" / f"{name}.yml", f"forms/vocabulary/{name}.yml")


class Matcher:
    """Word patterns to keys: the first key one of whose patterns matches the whole word."""

    def __init__(self, words: dict[str, list[str]], where: str) -> None:
        self.where = where
        self._exact: dict[str, str] = {}
        self._patterns: list[tuple[re.Pattern[str], str]] = []
        for key, patterns in words.items():
            for pattern in map(str, patterns):
                if re.escape(pattern) == pattern:
                    self._exact.setdefault(pattern, key)
                    continue
                try:
                    self._patterns.append((re.compile(pattern), key))
                except re.error as error:
                    raise CatalogueError(f"{where}: {key}: {pattern!r}: {error}") from error
        self._cache: dict[str, tuple[str, str] | None] = {}

    def find(self, word: str) -> str | None:
        """The key of a folded word, or None."""
        found = self.entry(word)
        return found[0] if found else None

    def entry(self, word: str) -> tuple[str, str] | None:
        """The key of a folded word and the entry of the vocabulary that knows it, or None."""
        if word not in self._cache:
            key = self._exact.get(word)
            if key is not None:
                self._cache[word] = (key, word)
            else:
                matches = ((key, pattern.pattern) for pattern, key in self._patterns if pattern.fullmatch(word))
                self._cache[word] = next(matches, None)
        return self._cache[word]


@lru_cache(maxsize=1)
def label_words() -> Matcher:
    """Words above columns that hold labels."""
    return Matcher(vocabulary("columns")["labels"], "columns.yml labels")


@lru_cache(maxsize=1)
def basis_words() -> Matcher:
    """Words above columns that say only which figure of a year it is."""
    return Matcher(vocabulary("columns")["basis"], "columns.yml basis")


@lru_cache(maxsize=1)
def unit_words() -> Matcher:
    """Words above columns that are names of units, where others beside them are."""
    return Matcher({"unit": vocabulary("columns")["units"]}, "columns.yml units")


@lru_cache(maxsize=1)
def subtotal_words() -> Matcher:
    """Words above columns for the whole of the group above."""
    return Matcher({"subtotal": vocabulary("columns")["subtotal"]}, "columns.yml subtotal")


@lru_cache(maxsize=4)
def measure_words(context: str = "") -> Matcher:
    """Words above columns that name a measure; some mean one only in performance tables (`only_in`)."""
    measures = vocabulary("columns")["measures"]
    chosen = {
        key: [*entry["words"], *(entry.get(f"{context}_words", []))]
        for key, entry in measures.items()
        if not entry.get("only_in") or context in entry["only_in"]
    }
    # What a word means in this context it does not mean otherwise.
    own = {word: key for key, entry in measures.items() for word in entry.get(f"{context}_words", [])}
    chosen = {key: [word for word in words if own.get(word, key) == key] for key, words in chosen.items()}
    if context == "performance":
        # The more special meaning first.
        special = {key: words for key, words in chosen.items() if measures[key].get("only_in")}
        chosen = special | chosen
    return Matcher(chosen, "columns.yml measures")


@dataclass(frozen=True, slots=True)
class Composition:
    """An entry of composition.yml: the words it makes up, alone or among other parts, mean the measure."""

    measure: str
    entry: str
    is_core: bool

    def makes(self, word: str) -> bool:
        """Whether the folded word is one of them."""
        entry = _compiled(self.entry, self.measure)
        if not self.is_core:
            return entry.fullmatch(word) is not None
        # Most words do not hold the core, and what may stand around it takes long to compile.
        return entry.search(word) is not None and _among_parts(self.entry, self.measure).fullmatch(word) is not None


@lru_cache(maxsize=1024)
def _among_parts(core: str, measure: str) -> re.Pattern[str]:
    content = vocabulary("composition")
    return _compiled(f"(?:{'|'.join(content['before'])})*(?:{core})(?:{'|'.join(content['after'])})*", measure)


@lru_cache(maxsize=1024)
def _compiled(pattern: str, measure: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise CatalogueError(f"composition.yml: {measure}: {pattern!r}: {error}") from error


@lru_cache(maxsize=4)
def composition(context: str = "") -> list[Composition]:
    """The entries that count in a context, the more special first."""
    content = vocabulary("composition")
    made = []
    for measure, parts in content["measures"].items():
        alone = [*parts.get("alone", []), *parts.get(context, [])]
        made += [Composition(measure, entry, is_core=False) for entry in alone]
        made += [Composition(measure, core, is_core=True) for core in parts.get("core", [])]
    return made


@lru_cache(maxsize=1)
def _economic_names() -> dict[str, str]:
    classes = vocabulary("composition")["economic_classes"]
    return {
        str(row["name_zh"]): classes[str(row["code"])[:3]]
        for row in load_list("economic_code")
        if row["code_scheme"] == "dept_economic" and str(row["code"])[:3] in classes
    }


@lru_cache(maxsize=4096)
def composed_measure(word: str, context: str = "") -> str | None:
    """The measure of a folded word that no entry knows, by its parts, or None; see composition.yml."""
    if not word:
        return None
    named = _economic_names().get(word)
    return named or next((one.measure for one in composition(context) if one.makes(word)), None)


@lru_cache(maxsize=1)
def economic_class_names() -> Matcher:
    """Names of economic classes that the list of codes does not have."""
    return Matcher({"class": vocabulary("composition")["economic_class_names"]}, "composition.yml economic_class_names")


@lru_cache(maxsize=2)
def rest_words(kind: str) -> Matcher:
    """Words for the rest of the `economic` classes or of the `sources` of money, where columns beside have others."""
    return Matcher(vocabulary("composition")[f"{kind}_rest"], f"composition.yml {kind}_rest")


def measure_entry(measure: str) -> dict[str, Any]:
    """What the vocabulary says of a measure; empty for measures made by combination."""
    entry: dict[str, Any] = vocabulary("columns")["measures"].get(measure, {})
    return entry


def makes_up(whole: str, parts: set[str]) -> bool:
    """Whether parts are all there are of a measure (`part_of`): then 其中 before them leaves nothing out."""
    needed = {key for key, entry in vocabulary("columns")["measures"].items() if entry.get("part_of") == whole}
    return bool(needed) and needed <= parts


@lru_cache(maxsize=1)
def line_words() -> Matcher:
    """Labels of balance lines."""
    return Matcher({k: v["words"] for k, v in vocabulary("lines")["lines"].items()}, "lines.yml lines")


def line_role(line: str) -> str:
    """The role of a balance line."""
    return str(vocabulary("lines")["lines"][line]["role"])


@lru_cache(maxsize=1)
def indicator_columns() -> Matcher:
    """Words above the columns of a list of indicators."""
    return Matcher(vocabulary("performance")["indicator_columns"], "performance.yml indicator_columns")


@lru_cache(maxsize=1)
def performance_keys() -> Matcher:
    """Labels of performance tables whose value stands to their right."""
    return Matcher(vocabulary("performance")["keys"], "performance.yml keys")


@lru_cache(maxsize=1)
def distributed_words() -> Matcher:
    """What a surplus is distributed to."""
    return Matcher({"distributed": vocabulary("lines")["distributed"]}, "lines.yml distributed")


@lru_cache(maxsize=1)
def dimension_words() -> Matcher:
    """Names of the levels of indicators."""
    return Matcher(vocabulary("performance")["dimensions"], "performance.yml dimensions")


@lru_cache(maxsize=1)
def total_words() -> Matcher:
    """Labels of rows that are the whole of a table."""
    return Matcher({"total": vocabulary("lines")["total"]}, "lines.yml total")
