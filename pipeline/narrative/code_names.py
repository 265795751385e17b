"""Names of codes as a text uses them: folded for comparison, and the code each means.

Belongs here: the names of the shipped lists and of one document's tables.
Does not: where a text uses one (`subjects`), the lists (`pipeline.tables`), codes in cells (`pipeline.forms.codes`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.forms.text import bare, squeezed
from pipeline.narrative.words import vocabulary
from pipeline.tables import load_list


def folded(name: str) -> str:
    """A name as compared: without brackets and quotation marks, one spelling, and without 支出 at its end."""
    text = bare(name)
    for variant, usual in vocabulary("subjects")["variants"].items():
        text = text.replace(variant, usual)
    ending = vocabulary("subjects")["ending"]
    return text[: -len(ending)] if text.endswith(ending) and len(text) > len(ending) + 1 else text


@dataclass
class CodeNames:
    """Folded name -> codes, of the shipped lists and of one document, whose own decide where there are two."""

    by_name: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    own: set[str] = field(default_factory=set)

    def add(self, code: str, name: str) -> None:
        self.by_name[folded(name)].add(code)

    def below(self, name: str, prefix: str, length: int) -> str | None:
        """The one code of `length` digits that begins with `prefix` and has this name."""
        found = {c for c in self.by_name.get(folded(name), ()) if len(c) == length and c.startswith(prefix)}
        chosen = found if len(found) == 1 else found & self.own
        return next(iter(chosen)) if len(chosen) == 1 else None

    def printed(self, name: str, length: int) -> str | None:
        """The one code of `length` digits that the document prints beside this name."""
        found = {c for c in self.by_name.get(folded(name), set()) & self.own if len(c) == length}
        return next(iter(found)) if len(found) == 1 else None

    def ending(self, name: str, prefix: str, length: int) -> str | None:
        """The same for the longest end of `name` that is one: words in front of a name are not part of it."""
        for start in range(max(len(name) - 1, 1)):
            code = self.below(name[start:], prefix, length)
            if code:
                return code
        return None


@lru_cache(maxsize=1)
def shipped() -> list[tuple[str, str]]:
    pairs = [(str(entry["code"]), str(entry["name_zh"])) for entry in load_list("functional_code")]
    return pairs + [(str(entry["code"]), str(entry["name_zh"])) for entry in load_list("economic_code")]


def alternatives(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names, the longest first."""
    ordered = sorted({squeezed(name) for name in names}, key=lambda name: (-len(name), name))
    return re.compile("|".join(re.escape(name) for name in ordered))
