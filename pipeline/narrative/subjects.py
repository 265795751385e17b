"""What the numbers of a sentence can be about: every mention of a total, fund, class, item, part or project.

Belongs here: finding mentions by vocabulary/subjects.yml, 类/款/项 paths with or without codes.
Does not: the code a name means (`code_names`), which mention a number belongs to (`about`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from pipeline.forms.text import squeezed
from pipeline.narrative.code_names import CodeNames, alternatives, folded, shipped
from pipeline.narrative.words import pattern, vocabulary

MONEY, PERCENT, COUNT = "money", "percent", "count"
_LENGTHS = {1: 3, 2: 5, 3: 7}
_ITEM = 3
_SCHEMES = {"2": "functional", "3": "dept_economic", "5": "gov_economic"}
_PREFIXES = {"functional": "func:", "dept_economic": "econ:", "gov_economic": "econ:"}
_SHORTEST_PROJECT = 4


@dataclass(frozen=True, slots=True)
class Names:
    """What a document calls things: (code, printed name) of its rows, names of its projects, and who publishes it."""

    codes: tuple[tuple[str, str], ...] = ()
    projects: tuple[str, ...] = ()
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a sentence that names what a number can be about."""

    start: int
    end: int
    subject: str
    quantities: frozenset[str] = frozenset({MONEY, PERCENT})
    side: str | None = None
    is_whole: bool = False
    scheme: str | None = None
    code: str | None = None
    count_subject: str | None = None
    money_subject: str | None = None
    units: tuple[tuple[str, str], ...] = ()
    within: tuple[tuple[str, str], ...] = ()
    only_within: bool = False

    @property
    def is_project(self) -> bool:
        """Whether it is the name of a project, whose words say nothing about the figure."""
        return self.subject.startswith(vocabulary("subjects")["project_prefix"])

    def of(self, quantity: str, unit: str | None) -> str | None:
        """The subject for a number of this quantity and unit, or None where it cannot be about this."""
        if quantity == COUNT and self.units:
            subjects = {subject for _, subject in self.units}
            # 编制人数42: without a unit it is what it can only be.
            return next(iter(subjects)) if unit is None and len(subjects) == 1 else dict(self.units).get(unit or "")
        if quantity not in self.quantities:
            return None
        if quantity == COUNT:
            return self.count_subject or self.subject
        return self.money_subject or self.subject


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: re.Pattern[str]
    mention: Mention


def _entry(spec: dict[str, Any]) -> list[_Entry]:
    quantities = set(spec.get("for", (MONEY, PERCENT)))
    units = tuple(spec.get("units", {}).items())
    if units:
        quantities.add(COUNT)
    mention = Mention(
        start=0,
        end=0,
        subject=spec["subject"],
        quantities=frozenset(quantities),
        side=spec.get("side"),
        is_whole=bool(spec.get("whole")),
        count_subject=spec.get("count"),
        money_subject=spec.get("money"),
        units=units,
        within=tuple(spec.get("within", {}).items()),
        only_within=bool(spec.get("only_within")),
    )
    return [_Entry(pattern(words, f"subjects.yml: {spec['subject']}"), mention) for words in spec["words"]]


@lru_cache(maxsize=1)
def _entries() -> list[_Entry]:
    return [entry for spec in vocabulary("subjects")["subjects"] for entry in _entry(spec)]


@lru_cache(maxsize=256)
def units_of(subject: str) -> tuple[tuple[str, str], ...]:
    """What a subject's numbers of things are, by their unit."""
    return next(
        (
            tuple(s["units"].items())
            for s in vocabulary("subjects")["subjects"]
            if s["subject"] == subject and "units" in s
        ),
        (),
    )


class Subjects:
    """Finds the mentions in the sentences of one document; remembers the class a heading or sentence named last."""

    def __init__(self, names: Names = Names()) -> None:
        words = vocabulary("subjects")
        self._codes = CodeNames()
        other = [(code, name) for name, code in words["other_names"].items()]
        for code, name in (*shipped(), *other, *names.codes):
            self._codes.add(code, name)
        self._codes.own = {code for code, _ in names.codes}
        self._piece = pattern(words["path"]["piece"], "subjects.yml: path")
        self._between = pattern(words["path"]["between"], "subjects.yml: path")
        self._coded = pattern(words["coded"], "subjects.yml: coded")
        self._code_first = pattern(words["code_first"], "subjects.yml: code_first")
        self._split_code = pattern(words["split_code"], "subjects.yml: split_code")
        self._government = pattern(words["government_scheme"], "subjects.yml: government_scheme")
        self._levels: dict[str, int] = words["path"]["levels"]
        classes = {squeezed(name) for code, name in (*shipped(), *other) if len(code) == 3}
        alone = {squeezed(name) for name in words["only_alone"]}
        bare_names = f"(?<![\u4e00-\u9fff])(?:{alternatives(alone).pattern})"
        self._classes = re.compile(f"{alternatives(classes - alone).pattern}|{bare_names}")
        short = {folded(name) for code, name in shipped() if len(code) == 3 and code.startswith("2")}
        short |= {
            folded(name) for name, code in words["other_names"].items() if len(code) == 3 and code.startswith("2")
        }
        self._short_classes = re.compile(words["short_class"].replace("NAMES", alternatives(short).pattern))
        deeper = {folded(name) for code, name in shipped() if len(code) > 3 and code.startswith("2")}
        longer = {name for name in deeper if any(name != one and name.endswith(one) for one in short)}
        self._deeper = re.compile(f"(?:{alternatives(longer).pattern}){words['ending']}")
        costs = {folded(name) for code, name in shipped() if len(code) == 3 and code.startswith("3")}
        below = {folded(name) for code, name in shipped() if len(code) == 5 and code.startswith("3")}
        below -= {folded(name) for name in words["once_classes"]}
        longer = {name for name in below if any(name != one and name.endswith(one) for one in costs)}
        self._deeper_costs = re.compile(f"(?:{alternatives(longer).pattern})(?:{words['ending']})?")
        own = {squeezed(name) for code, name in names.codes if len(code) > 3 and len(squeezed(name)) > 3}
        self._own_items = alternatives(own) if own else None
        projects = {squeezed(name) for name in names.projects if len(squeezed(name)) >= _SHORTEST_PROJECT}
        self._projects = alternatives(projects) if projects else None
        self._project_prefix: str = words["project_prefix"]
        self.context = ""

    def mentions(self, text: str, headings: Sequence[str] = ()) -> list[Mention]:
        """The mentions in one sentence, not overlapping, in order."""
        is_government = any(self._government.search(heading) for heading in (*headings, text))
        paths = [*self._split(text), *self._paths(text)]
        rest = [*self._words(text), *self._named(text, is_government)]
        found = _without_overlaps(text, paths, rest)
        for mention in found:
            if mention.scheme == "functional" and mention.code:
                self.context = mention.code
        return found

    def _words(self, text: str) -> Iterable[Mention]:
        for entry in _entries():
            for match in entry.pattern.finditer(text):
                if match.end() > match.start():
                    yield replace(entry.mention, start=match.start(), end=match.end())

    def _split(self, text: str) -> Iterable[Mention]:
        for match in self._split_code.finditer(text):
            code = match["class"] + match["section"] + (match["item"] or "")
            yield _coded_mention(match.start(), match.end(), "functional", code)

    def _paths(self, text: str) -> list[Mention]:
        pieces = list(self._piece.finditer(text))
        found: list[Mention] = []
        index = 0
        while index < len(pieces):
            run = [pieces[index]]
            while (
                index + 1 < len(pieces)
                and self._between.search(text[run[-1].end() : pieces[index + 1].start()])
                and self._levels[pieces[index + 1]["level"]] > self._levels[run[-1]["level"]]
            ):
                index += 1
                run.append(pieces[index])
            index += 1
            code = self._resolved([(m["name"], self._levels[m["level"]]) for m in run])
            found.append(_coded_mention(run[0].start(), run[-1].end(), "functional", code))
            if code:
                self.context = code
        return found

    def _resolved(self, path: list[tuple[str, int]]) -> str | None:
        """The code of a 类/款/项 path; what is above its first piece comes from what was named before."""
        first = path[0][1]
        prefix = self.context[: _LENGTHS[first] - 2] if first > 1 else ""
        code: str | None = None
        for name, level in path:
            find = self._codes.ending if code is None else self._codes.below
            step = find(name, prefix, _LENGTHS[level]) or self._codes.ending(name, prefix, _LENGTHS[level])
            if len(path) == 1 and level == _ITEM and step not in self._codes.own:
                # 事业运行(项) alone, behind another class: the one item of the tables that is called so.
                step = self._codes.printed(name, _LENGTHS[level]) or step
            if step is None and prefix and level == 3:
                step = self._codes.ending(name, prefix[:3], _LENGTHS[level])
            if step is None and not code and first > 1:
                step = self._codes.ending(name, "2", _LENGTHS[level])
            if step is None:
                code = None
                continue
            code = prefix = step
        return code if code and len(code) == _LENGTHS[path[-1][1]] else None

    def _named(self, text: str, is_government: bool) -> Iterable[Mention]:
        for match in (*self._coded.finditer(text), *self._code_first.finditer(text)):
            scheme = _SCHEMES.get(match["code"][0])
            if scheme:
                yield _coded_mention(match.start(), match.end(), scheme, match["code"])
        for match in self._classes.finditer(text):
            codes = sorted(self._codes.by_name[folded(match[0])])
            three = [c for c in codes if len(c) == 3]
            functional = [c for c in three if c.startswith("2")]
            economic = [c for c in three if c.startswith("5" if is_government else "3")]
            code = (functional or economic or three or [""])[0]
            if code:
                yield _coded_mention(match.start(), match.end(), _SCHEMES.get(code[0], "functional"), code)
        # 某某教育支出 that is an item of its own is not the class 教育支出 that its name ends with.
        for match in self._deeper.finditer(text):
            yield _coded_mention(match.start(), match.end(), "functional", self._item(match[0]))
        # 其他商品和服务支出 is not the class 商品和服务支出; of which money it is the text seldom says.
        for match in self._deeper_costs.finditer(text):
            yield _coded_mention(match.start(), match.end(), "dept_economic", None)
        for match in self._short_classes.finditer(text):
            codes = sorted(c for c in self._codes.by_name[match["name"]] if len(c) == 3 and c.startswith("2"))
            if codes:
                yield _coded_mention(match.start(), match.end(), "functional", codes[0])
        if self._own_items is not None:
            for match in self._own_items.finditer(text):
                item = self._item(match[0])
                if item:
                    yield _coded_mention(match.start(), match.end(), _SCHEMES[item[0]], item)
        if self._projects is not None:
            for match in self._projects.finditer(text):
                yield Mention(match.start(), match.end(), self._project_prefix + match[0])

    def _item(self, name: str) -> str | None:
        """The functional code below a class that a bare name means: in the class named last, or the only one."""
        codes = {c for c in self._codes.by_name.get(folded(name), ()) if c[0] == "2" and len(c) > 3}
        for prefix in (self.context[:5], self.context[:3]):
            inside = {c for c in codes if len(prefix) >= 3 and c.startswith(prefix) and len(c) == 7}
            if len(inside) == 1:
                # Behind another class: the one item of the tables that is called so, where this one is none of theirs.
                return next(iter(inside & self._codes.own), None) or self._codes.printed(name, 7) or next(iter(inside))
        if (printed := self._codes.printed(name, 7)) is not None and printed in codes:
            return printed
        deepest = {c for c in codes if len(c) == 7} or codes
        return next(iter(deepest)) if len(deepest) == 1 else None


def _coded_mention(start: int, end: int, scheme: str, code: str | None) -> Mention:
    subject = _PREFIXES[scheme] + code if code else vocabulary("subjects")["unresolved"]
    side = "expenditure"
    return Mention(start, end, subject, side=side, scheme=scheme if code else None, code=code)


def _is_glued(text: str, name: Mention, mention: Mention) -> bool:
    """Whether a mention only goes on with a name in front of it, at once or behind a year."""
    words = vocabulary("subjects")
    if name.end == mention.start:
        return True
    if name.subject not in words["glued"]:
        account = pattern(words["glued_account"], "subjects.yml: glued_account").match(text, name.end)
        if account is not None and account.end() == mention.start:
            return True
    over = pattern(words["glued_over"], "subjects.yml: glued_over").fullmatch(text, name.end, mention.start)
    return over is not None and bool(re.match(words["glued_before"], text[mention.end :]))


def _without_overlaps(text: str, paths: list[Mention], rest: list[Mention]) -> list[Mention]:
    """Paths first, then the leftmost, of those that begin together the longest."""
    kept = list(paths)
    taken_to = -1
    glued = vocabulary("subjects")["glued"]
    for mention in sorted(rest, key=lambda m: (m.start, -m.end)):
        if mention.start < taken_to or any(mention.start < p.end and p.start < mention.end for p in paths):
            continue
        if mention.subject in glued and any(_is_glued(text, other, mention) for other in kept):
            continue
        kept.append(mention)
        taken_to = mention.end
    return sorted(kept, key=lambda m: m.start)
