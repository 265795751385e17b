"""The words by which a file is told whose it is, and what a name of an organisation looks like.

Belongs here: vocabulary/identity.yml, names cleaned and compared. Does not: where a file says what it is (`publisher`,
`year_and_stage`, `identity`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.facts.places import is_place
from pipeline.forms.text import squeezed
from pipeline.yaml_file import load_mapping

# Lines that may be a cover.
COVER = 15


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """vocabulary/identity.yml."""
    return load_mapping(files("pipeline.facts") / "vocabulary" / "identity.yml")


def organisation_key(name: str) -> str:
    """A name as compared: no white space, brackets or 本级, and one of the ways in which an organ is called."""
    key = re.sub(r"[（(]?(?:本级|汇总)[)）]?$|[\s“”\"（）()]", "", squeezed(name))
    for pattern, same in words()["same_names"].items():
        key = re.sub(pattern, same, key)
    return key


def clean(name: str) -> str:
    """A name without what stands around it on a page; empty where it is none."""
    name = re.sub(words()["year_inside"], "", name)
    name = re.sub(words()["trim"], "", name.strip("—-－_＿·《》 、:："))
    return "" if re.match(words()["not_organisation"], name) else name


def with_digits(line: str) -> str:
    """二〇二四年 as 2024年."""
    digits = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
    return re.sub(words()["year_in_characters"], lambda match: match[0].translate(digits), line)


def is_organisation(name: str) -> bool:
    """Whether it ends as the name of an organisation does, and is no place, year or sentence."""
    sure = re.search(words()["organisation_end"], name) and not re.search(r"[。,;:，；：、]", name)
    return bool(sure) and not is_place(name) and not re.match(words()["year_alone"], name)
