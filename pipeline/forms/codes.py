"""Codes and names of the budget classifications, from the shipped lists.

Belongs here: level of a code, the code a printed name means in its place.
Does not: judging whether a code and a name agree (`expectations`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from pipeline.forms.model import Code
from pipeline.forms.text import bare
from pipeline.forms.words import vocabulary
from pipeline.tables import load_list

# A name that its cell cuts short is known by as many letters.
_FEWEST_LETTERS = 5
_CODE_IN_FRONT = re.compile(r"^\[?\d{3,7}\]?[-－—_]?")


def level_of(code: str) -> int:
    """1 for 类 (three digits), 2 for 款 (five), 3 for 项 (seven), 4 beyond."""
    return max(1, (len(code) - 1) // 2)


@lru_cache(maxsize=1)
def _by_name() -> dict[str, list[tuple[str, str]]]:
    """Folded name -> (scheme, code)."""
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in load_list("functional_code"):
        names[bare(entry["name_zh"])].append(("functional", entry["code"]))
    for entry in load_list("economic_code"):
        names[bare(entry["name_zh"])].append((entry["code_scheme"], entry["code"]))
    for code, old_names in vocabulary("former_names")["functional"].items():
        for name in old_names:
            names[bare(name)].append(("functional", str(code)))
    return dict(names)


@lru_cache(maxsize=1)
def _section_names() -> dict[str, str]:
    """Functional section (款) -> its folded name."""
    return {e["code"]: bare(e["name_zh"]) for e in load_list("functional_code") if len(e["code"]) == 5}


def standard_item(name: str, section: str) -> Code | None:
    """The item of a functional section that the classification numbers alike in all of them: 行政运行 01, 其他…支出 99.

    The lists are not complete; what they do say of the section goes before this.
    """
    word, rules = bare(name), vocabulary("schemes")["standard_items"]
    number = rules["exceptions"].get(section, {}).get(word)
    number = number or next((str(n) for n, names in rules["names"].items() if word in names), None)
    title = _section_names().get(section)
    if number is None and title and re.fullmatch(rules["rest"].format(section=re.escape(title)), word):
        number = str(rules["rest_number"])
    return Code("functional", section + number, 3) if number is not None else None


@lru_cache(maxsize=1024)
def _class_cut_short(name: str) -> str | None:
    """The functional class whose name begins so, where its cell cuts the rest off and no other class begins so."""
    if len(name) < _FEWEST_LETTERS:
        return None
    found = {c for full, codes in _by_name().items() if full.startswith(name) for s, c in codes if s == "functional"}
    classes = {code for code in found if len(code) == 3}
    return classes.pop() if len(classes) == 1 and len({code[:3] for code in found}) == 1 else None


def is_name_of(name: str, scheme: str, code: str) -> bool:
    """Whether the lists call this code of this classification so, now or formerly."""
    return (scheme, code) in _by_name().get(bare(name), [])


def is_listed(text: str) -> bool:
    """Whether the lists know a name, be its code in front of it or not."""
    return bare(_CODE_IN_FRONT.sub("", bare(text))) in _by_name()


def implied_code(name: str, context: str, schemes: tuple[str, ...] = ()) -> Code | None:
    """The code a name means after the code `context`: below it, beside it, or the only one there is."""
    candidates = [(s, c) for s, c in _by_name().get(bare(name), []) if not schemes or s in schemes]
    if not candidates:
        cut = _class_cut_short(bare(name)) if schemes == ("functional",) else None
        return Code("functional", cut, 1) if cut is not None else None
    for length in (len(context), len(context) - 2, len(context) - 4):
        if length < 3:
            break
        inside = [(s, c) for s, c in candidates if c.startswith(context[:length]) and len(c) == length + 2]
        if len(inside) > 1:
            # A category that moved (其他社会保障缴费 was 30104 and is 30112): lists go upwards.
            inside = [(s, c) for s, c in inside if c > context]
        if len(inside) > 1:  # the rest of a section had another number in some years
            inside = [
                (s, c) for s, c in inside if c.endswith(str(vocabulary("schemes")["standard_items"]["rest_number"]))
            ]
        if len(inside) == 1:
            return Code(inside[0][0], inside[0][1], level_of(inside[0][1]))
    if len(context) >= 3:
        # Another section of the class, or an item where no section is printed before it.
        longest = 5 if len(context) > 3 else 7
        within = [(s, c) for s, c in candidates if c.startswith(context[:3]) and 3 < len(c) <= longest]
        if len(within) == 1:
            return Code(within[0][0], within[0][1], level_of(within[0][1]))
    classes = [(s, c) for s, c in candidates if len(c) == 3]
    if classes:
        scheme, code = classes[0]
        return Code(scheme, code, 1)
    if len(candidates) == 1:
        scheme, code = candidates[0]
        return Code(scheme, code, level_of(code))
    return None
