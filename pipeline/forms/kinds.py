"""The kinds of official forms: their titles, and which of them a table is.

Belongs here: loading catalogue/*.yml, matching titles (most special first), deciding between kinds that share a title
by what the header and the rows show.
Does not: reading headers and rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from pipeline.errors import CatalogueError
from pipeline.forms.text import squeezed
from pipeline.forms.words import vocabulary
from pipeline.yaml_file import load_mapping

OTHER = "other"


@dataclass(frozen=True, slots=True)
class FormKind:
    """One kind of form; `layout` says which reader reads it, `needs` and `not_with` what its header must show."""

    id: str
    title_zh: str
    title_en: str
    titles: tuple[re.Pattern[str], ...]
    layout: str  # coded · balance · row · performance · list · none
    schemes: tuple[str, ...] = ()
    loose_titles: tuple[re.Pattern[str], ...] = ()  # tried after the titles of all kinds
    needs: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    fund: str | None = None
    stage: str | None = None
    lone_measure: str = "total"
    measures: dict[str, str] = field(default_factory=dict)  # what a measure's words mean in this form
    whole: str | None = None  # the measure this form is the whole of; it is its total
    whole_of: tuple[str, ...] = ()  # a column with these parts is the total, whatever money stands above it
    rank: int = 50


def _tuple(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


@lru_cache(maxsize=1)
def form_kinds() -> dict[str, FormKind]:
    """All kinds, the most special titles first. Raises CatalogueError naming file and key."""
    kinds = []
    for source in sorted(files("pipeline.forms").joinpath("catalogue").iterdir(), key=lambda f: f.name):
        if not source.name.endswith(".yml"):
            continue
        entry = load_mapping(source)
        try:
            kinds.append(
                FormKind(
                    id=source.name.removesuffix(".yml"),
                    title_zh=entry["title_zh"],
                    title_en=entry["title_en"],
                    titles=tuple(re.compile(t) for t in entry.get("titles", [])),
                    loose_titles=tuple(re.compile(t) for t in entry.get("loose_titles", [])),
                    layout=entry["layout"],
                    schemes=_tuple(entry.get("schemes")),
                    needs=_tuple(entry.get("needs")),
                    not_with=_tuple(entry.get("not_with")),
                    fund=entry.get("fund"),
                    stage=entry.get("stage"),
                    lone_measure=entry.get("lone_measure", "total"),
                    measures=dict(entry.get("measures", {})),
                    whole=entry.get("whole"),
                    whole_of=_tuple(entry.get("whole_of")),
                    rank=entry.get("rank", 50),
                )
            )
        except (KeyError, re.error) as error:
            raise CatalogueError(f"catalogue/{source.name}: {error}") from error
    kinds.sort(key=lambda k: (k.rank, k.id))
    return {kind.id: kind for kind in kinds}


_PREFIX = re.compile(r"^.*?(?:20\d\d年度?)")
_YEAR_BEHIND = re.compile(r"\(20\d\d年度?\)$")
_NUMBER = re.compile(
    r"^[-—–_:：]*(?:[一二三四五六七八九十\d]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|附?(?:预算)?表[\d一二三四五六七八九十]{0,3}[-\d]*[:：、.]?)"
)
_BRACKET = re.compile(r"\([^()]*\)$")
# 基本支出情况表—经济分类 says in its second half what others put in brackets.
_AFTER_DASH = re.compile(r"^(.*表)[-—–_:：]+按?(.{2,20})$")
_QUOTES = re.compile(r"[“”\"'‘’《》\ufffd]")


@lru_cache(maxsize=8192)
def title_core(title: str) -> str:
    """The words of a title that say which form it is: no quotes, numbering, place, organisation or year before it.

    Money is called what it is called today.
    """
    text = _YEAR_BEHIND.sub("", _QUOTES.sub("", squeezed(title)))
    text = _NUMBER.sub("", text)
    for name, former in _former_names():
        text = former.sub(name, text)
    return _PREFIX.sub("", text)


@lru_cache(maxsize=1)
def _former_names() -> list[tuple[str, re.Pattern[str]]]:
    """Words of titles by their name of today."""
    names = vocabulary("captions")["former_titles"]
    return [(name, re.compile("|".join(former))) for name, former in names.items()]


@lru_cache(maxsize=8192)
def title_kinds(title: str) -> tuple[str, ...]:
    """The kinds whose titles match, most special first; empty for a line that is no title.

    A title may carry an organisation or a place in front of the form's own words, so patterns match its end.
    """
    core = title_core(title)
    if not 3 <= len(core) <= 60:
        return ()
    # A bracket at the end is part of some titles and a remark after others (不含上年结转).
    cores = (core, _BRACKET.sub("", core), _AFTER_DASH.sub(r"\1(按\2)", core))
    kinds = form_kinds().values()
    found = [k.id for k in kinds if any(t.fullmatch(c) for t in k.titles for c in cores)]
    if found:
        found += [k.id for k in kinds if any(t.fullmatch(c) for t in k.loose_titles for c in cores)]
    return tuple(dict.fromkeys(found))
