"""Codes and names of the budget classifications, from the shipped lists.

Belongs here: level of a code, the code a printed name means in its place.
Does not: judging whether a code and a name agree (`expectations`).
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from pipeline.forms.model import Code
from pipeline.forms.text import bare
from pipeline.forms.words import vocabulary
from pipeline.tables import load_list


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
    for scheme, former in vocabulary("former_names").items():
        for code, old_names in former.items():
            for name in old_names:
                names[bare(name)].append((scheme, str(code)))
    return dict(names)


def function_class(name: str) -> str | None:
    """The three-digit functional class a printed name means, or None."""
    return next((c for s, c in _by_name().get(bare(name), []) if s == "functional" and len(c) == 3), None)


def implied_code(name: str, context: str, schemes: tuple[str, ...] = ()) -> Code | None:
    """The code a name means after the code `context`: below it, beside it, or the only one there is."""
    candidates = [(s, c) for s, c in _by_name().get(bare(name), []) if not schemes or s in schemes]
    if not candidates:
        return None
    for length in (len(context), len(context) - 2, len(context) - 4):
        if length < 3:
            break
        inside = [(s, c) for s, c in candidates if c.startswith(context[:length]) and len(c) == length + 2]
        if len(inside) == 1:
            return Code(inside[0][0], inside[0][1], level_of(inside[0][1]))
    if len(context) >= 3:
        within = [(s, c) for s, c in candidates if c.startswith(context[:3]) and len(c) > 3]
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
