"""Places: which region of the list a name or a text speaks of.

Belongs here: finding the names of the list in words, and choosing among namesakes. Does not: whose a disclosure is
(`pipeline.facts.identity`), the list itself (pipeline/tables/lists/region.tsv).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from pipeline.facts.model import CENTRAL, UNKNOWN
from pipeline.forms.text import squeezed
from pipeline.tables import load_list
from pipeline.yaml_file import load_mapping

_SHORTEST_NAME = 3
_SHORTEST_STEM = 2
_LONGEST_PLACE = 15


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of the list named in a text; a name that several places share gives one mention for each."""

    start: int
    name: str
    code: str

    @property
    def end(self) -> int:
        return self.start + len(self.name)


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return load_mapping(files("pipeline.facts") / "vocabulary" / "places.yml")


@lru_cache(maxsize=1)
def region_names() -> dict[str, str]:
    """Code -> name, as listed."""
    return {str(row["region_code"]): str(row["name_zh"]) for row in load_list("region")}


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, tuple[str, ...]]:
    codes: dict[str, list[str]] = {}
    for code, name in region_names().items():
        if len(name) >= 2 and code not in (CENTRAL, UNKNOWN) and name not in _words()["no_names"]:
            codes.setdefault(name, []).append(code)
            if (short := _short_autonomous(name, code)) is not None:
                codes.setdefault(short, []).append(code)
    # A city without districts is listed twice: it is the city.
    return {name: tuple(c for c in own if not set(ancestors(c)) & set(own)) for name, own in codes.items()}


def _short_autonomous(name: str, code: str) -> str | None:
    """What an autonomous prefecture or county is called too: 河南县 of 河南蒙古族自治县."""
    if code.endswith("0000") or _words()["autonomous"] not in name:
        return None
    stem = re.sub(_words()["level_of_place"], "", name)
    return stem + name[-1] if len(stem) >= _SHORTEST_STEM else None


@lru_cache(maxsize=1)
def _any_name() -> re.Pattern[str]:
    """Every listed name, longest first: 安吉县 is not 吉县."""
    names = sorted(_codes_by_name(), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, names)))


def mentions(text: str) -> list[Mention]:
    """Every place named in `text`, from left to right."""
    return [
        Mention(match.start(), match[0], code)
        for match in _any_name().finditer(text)
        for code in _codes_by_name()[match[0]]
    ]


@lru_cache(maxsize=1024)
def region_in(text: str) -> str:
    """Code of the place a name begins with or contains, 000000 when none or when several places share the name."""
    return _deepest(_own_places(text)) or _short_name(text) or UNKNOWN


def begins_with(text: str) -> str:
    """Code of the place a text begins with, the deepest of those in a row; 000000 where it begins otherwise."""
    end = 0
    for one in mentions(text):
        end = max(end, one.end) if one.start <= end else end
    return region_in(text[:end]) if end else UNKNOWN


def _own_places(name: str) -> list[Mention]:
    """The places in a name, without the one that its organisation is only posted to: 某某省人民政府驻某某市办事处."""
    posted = re.compile(_words()["posted_to"])
    return [one for one in mentions(name) if not posted.search(name[: one.start])]


def _deepest(named: list[Mention]) -> str | None:
    codes = {mention.code for mention in named}
    # A place inside another named place is that one's, not its namesake elsewhere.
    nested = [mention for mention in named if codes.intersection(ancestors(mention.code))]
    top = [mention for mention in named if mention.code.endswith("0000")]
    if nested:
        return max(nested, key=lambda m: (len(ancestors(m.code)), -m.start)).code
    if top:
        return min(top, key=lambda m: m.start).code
    chosen = {code for code in codes if code.endswith("00")} or codes
    return next(iter(chosen)) if len(chosen) == 1 else None


def _short_name(text: str) -> str | None:
    """The province a name begins with where it says 广西 for 广西壮族自治区."""
    match = re.search(_words()["short_names"], text)
    if match is None:
        return None
    return next(
        code for code, name in region_names().items() if code.endswith("0000") and name.startswith(match["province"])
    )


def region_of(name: str, texts: Iterable[str]) -> str:
    """As `region_in`; what the name leaves open, the document's own words decide: 普陀区 is in the city they name, and
    县教育局 is that of the county they speak of nearly always. 000000 where they do not tell either."""
    certain = region_in(name)
    if certain != UNKNOWN:
        return certain
    texts = list(texts)
    if in_full := _in_full(name, texts) or called_by_less(name, UNKNOWN, texts):
        return in_full
    speaking: Counter[str] = Counter()
    for text in texts:
        speaking.update({mention.code for mention in mentions(text) if _speaks_of_publisher(text, mention)})
    own = {mention.code for mention in _own_places(name)}
    if own:
        inside = {code for code in own if speaking.keys() & {code[:2] + "0000", code[:4] + "00"}}
        return next(iter(inside)) if len(inside) == 1 else UNKNOWN
    return _spoken_of({code: count for code, count in speaking.items() if may_be(name, code)})


def _in_full(name: str, texts: list[str]) -> str | None:
    """The place in front of the name where the text writes it in full: 甲县乙镇人民政府 for 乙镇人民政府."""
    if len(name) < _SHORTEST_NAME:
        return None
    government = re.compile(_words()["government"])
    township = government.sub("", name)
    called = name if len(township) < _SHORTEST_NAME else township
    starts = ((text, match.start()) for text in texts for match in re.finditer(re.escape(called), text))
    ends = {government.sub("", text[max(0, start - _LONGEST_PLACE) : start]) for text, start in starts}
    found = {one.code for end in ends for one in mentions(end) if one.end == len(end)}
    return next(iter(found)) if len(found) == 1 else None


def called_by_less(name: str, within: str, texts: Sequence[str]) -> str | None:
    """A place that the text names in full and the organisation by less: 丁图书馆 of 丁市, 丙县法院 of 丙族自治县.

    Behind another place it is one inside that, where its level or a court follows it.
    """
    if _level(within) == "county":
        return None
    meant = set(_codes_by_stem(name, within))
    if within == UNKNOWN:
        front = re.match("([一-龥]{2,}?)" + _words()["behind_stem"], name)
        is_clear = front is not None and front[1] in _codes_of_stems()
        meant = {code for code in meant if is_clear or any(region_names()[code] in text for text in texts)}
    return next(iter(meant)) if len(meant) == 1 else None


def _codes_by_stem(name: str, within: str) -> list[str]:
    """The cities and counties that a name may call by less, all over the country or inside a place."""
    if within == UNKNOWN:
        found = [(stem, code) for stem, codes in _codes_of_stems().items() if name.startswith(stem) for code in codes]
        return [code for stem, code in found if _is_of_level(code, name[len(stem) :])]
    rest = name.replace(region_names()[within], "")
    named = re.findall("(?=([一-龥]+?)(" + _words()["behind_stem"] + "))", rest)
    stems = {(one[start:], behind) for one, behind in named for start in range(len(one))}
    found = [(code, behind) for stem, behind in stems for code in _codes_of_stems().get(stem, ())]
    return [code for code, behind in found if within in ancestors(code) and _is_of_level(code, behind)]


def _is_of_level(code: str, behind: str) -> bool:
    """Whether a place is of the level that stands behind its short name, where one does."""
    level = re.match(_words()["said_level"], behind)
    return level is None or region_names()[code].endswith(level[0])


@lru_cache(maxsize=1)
def _codes_of_stems() -> dict[str, tuple[str, ...]]:
    """The cities and counties by their names without 市, 县 or 族自治县."""
    found: dict[str, list[str]] = {}
    for name, codes in _codes_by_name().items():
        stem = re.sub(_words()["level_of_place"], "", name)
        if len(stem) >= _SHORTEST_STEM:
            found.setdefault(stem, []).extend(code for code in codes if not code.endswith("0000"))
    return {stem: tuple(codes) for stem, codes in found.items()}


def may_be(name: str, code: str) -> bool:
    """Whether a name without a place (县教育局) can be that of an organisation of this one, by its level."""
    levels = [level for level, words in _words()["levels"].items() if re.match(words, name)]
    return not levels or _level(code) in levels


def _level(code: str) -> str:
    return "province" if code.endswith("0000") else "city" if code.endswith("00") else "county"


def _speaks_of_publisher(text: str, mention: Mention) -> bool:
    """Whether the place is that of a government, organ or budget, and not of a project or a journey."""
    return re.match(_words()["of_government"], text[mention.end :]) is not None


def _spoken_of(speaking: Mapping[str, int]) -> str:
    """The place that most paragraphs speak of, with those inside it counted for those around it."""
    if not speaking:
        return UNKNOWN
    within = {
        code: sum(count for other, count in speaking.items() if other == code or other in ancestors(code))
        for code in speaking
    }
    code = max(speaking, key=lambda one: (within[one], len(ancestors(one)), one))
    enough = within[code] >= _words()["least_mentions"] and within[code] >= 0.8 * sum(speaking.values())
    return code if enough else UNKNOWN


def is_place(name: str) -> bool:
    """Whether a name, a year after it aside, is that of a place, or of one within another, and of nobody in it."""
    bare = re.sub(r"20\d\d年度?$", "", squeezed(name))
    return bool(bare) and not _any_name().sub("", bare)


def ancestors(code: str) -> list[str]:
    """Codes of the city and the province a place lies in."""
    above = []
    if not code.endswith("00"):
        above.append(code[:4] + "00")
    if not code.endswith("0000"):
        above.append(code[:2] + "0000")
    return above
