"""The report's own words in both languages, and what is never shown of a document's.

Belongs here: words.yml and contacts.yml, contacts taken out of text. Does not: templates.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

from markupsafe import Markup, escape

from pipeline.yaml_file import load_mapping


@cache
def hidden() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is never shown: behind a word of contacts.yml what it names, and telephone numbers."""
    patterns = load_mapping(resources.files("pipeline.report") / "contacts.yml")
    return re.compile(patterns["named"]), re.compile(patterns["telephone"])


@cache
def words() -> dict[str, tuple[str, str]]:
    """Key -> (Chinese, English)."""
    content = load_mapping(resources.files("pipeline.report") / "words.yml")
    pairs = {key: text.partition(" | ") for key, text in content.items()}
    return {key: (zh, en) for key, (zh, _, en) in pairs.items()}


@lru_cache(maxsize=4096)
def both(chinese: object, english: object) -> Markup:
    """The two languages as HTML of which the page shows one."""
    zh, en = ("" if text is None else escape(text) for text in (chinese, english))
    return Markup('<span lang="zh-Hans">{}</span><span lang="en">{}</span>').format(zh, en)


@cache
def word(key: str) -> Markup:
    """The words of a key in both languages. KeyError where words.yml has none."""
    return both(*words()[key])


@lru_cache(maxsize=4096)
def without_contacts(text: str) -> str:
    """The text with names and numbers of contacts struck out."""
    named, telephone = hidden()
    return telephone.sub("…", named.sub(r"\1…", text))
