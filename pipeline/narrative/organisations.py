"""Of whom a sentence speaks: of who publishes the document, or of another organisation, such as one of its units.

Belongs here: the name a sentence begins with, and whether it is the document's own. Does not: what is said (`figures`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.narrative.phrases import phrase
from pipeline.narrative.sentences import Sentence

# A name said so often is a way the document calls who publishes it (县纪委监委).
_OFTEN = 3
_NO_WORD = re.compile("[^\u4e00-\u9fff]")


def named_organisation(text: str) -> str:
    """The organisation a sentence begins with, where a year follows its name; "" where there is none."""
    match = phrase("named_organisation").match(text)
    return match["name"] if match is not None else ""


def others_named(sentences: Iterable[Sentence], own: str) -> frozenset[str]:
    """The names that sentences begin with and that are not the publisher's; none where it is not known."""
    own = _NO_WORD.sub("", own)
    if not own:
        return frozenset()
    names = Counter(name for sentence in sentences if (name := named_organisation(sentence.text)))
    return frozenset(
        name
        for name, count in names.items()
        if count < _OFTEN and not _is_short_for(phrase("autonomy").sub("", name), own) and not name.endswith(own)
    )


def _is_short_for(name: str, own: str) -> bool:
    """Whether the letters of a name stand in the publisher's in their order: 县教育局 of 甲县教育局."""
    rest = iter(own)
    return all(letter in rest for letter in name)
