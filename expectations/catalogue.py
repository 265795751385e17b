"""The rules, facts, counterparts and words of rules/*.yml, each file read once.

Belongs here: which files there are, and what the rest of the program asks of them.
Does not: what a rule is (`rule`), what an entry of a file means (`rule_files`), SQL (`compile`), judging (`judge`).
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from expectations.rule import Counterpart, Fact, Group, Rule
from expectations.rule_files import Reader, flat, read_rule, texts
from pipeline.errors import CatalogueError
from pipeline.yaml_file import load_mapping


def _load(name: str) -> dict[str, Any]:
    return load_mapping(files("expectations") / "rules" / name, f"expectations/rules/{name}")


# The files of each group; where there are several, the first one names the group.
GROUPS = {
    "A": ("a",),
    "B": ("b",),
    "C": ("c",),
    "D": ("d",),
    "E": ("e",),
    "F": ("f",),
    "H": ("h",),
    "I": ("i", "i_text", "i_words"),
    "J": ("j", "j_text", "j_marks"),
    "K": ("k",),
    "GK": ("gk_text",),
}


@lru_cache(maxsize=1)
def load_groups() -> tuple[Group, ...]:
    """Every group of rules, in the order of the alphabet. Raises CatalogueError naming file, rule and key."""
    groups = []
    for name, stems in GROUPS.items():
        titles: list[tuple[str, str]] = []
        rules = []
        for stem in stems:
            where = f"expectations/rules/{stem}.yml"
            reader = Reader(_load(f"{stem}.yml"), where)
            reader.take("lists")  # anchors for the rules below it
            titles.append((str(reader.need("title_zh")), str(reader.need("title_en"))))
            rules += [read_rule(content, name, where) for content in reader.need("rules")]
            reader.done()
        groups.append(Group(name, *titles[0], tuple(rules)))
    identifiers = [rule.rule_id for group in groups for rule in group.rules]
    twice = {rule_id for rule_id in identifiers if identifiers.count(rule_id) > 1}
    if twice:
        raise CatalogueError(f"expectations/rules: {', '.join(sorted(twice))} is there twice")
    return tuple(groups)


def load_rules() -> tuple[Rule, ...]:
    """Every rule."""
    return tuple(rule for group in load_groups() for rule in group.rules)


@lru_cache(maxsize=1)
def load_facts() -> tuple[Fact, ...]:
    """The facts about documents that conditions of rules name."""
    return tuple(
        Fact(str(name), str(content["says_en"]), str(content["sql"])) for name, content in _load("facts.yml").items()
    )


@lru_cache(maxsize=1)
def load_counterparts() -> tuple[Counterpart, ...]:
    """The cells that may print the figure of a subject of the text; coded subjects under the subject `coded`."""
    where = "expectations/rules/counterparts.yml"
    reader = Reader(_load("counterparts.yml"), where)
    reader.take("lists")
    coded = Reader(reader.need("coded"), f"{where}: coded")
    found = [Counterpart("coded", texts(coded.need("forms")) or (), texts(coded.need("measure")) or ())]
    coded.done()
    for subject, entries in reader.need("subjects").items():
        for entry in flat(entries):
            one = Reader(entry, f"{where}: {subject}")
            forms, measures = texts(one.need("form")) or (), texts(one.need("measure")) or ()
            lines, roles, names, codes = (texts(one.take(key)) for key in ("line", "row", "name", "code"))
            found.append(Counterpart(str(subject), forms, measures, one.take("side"), lines, roles, names, codes))
            one.done()
    reader.done()
    return tuple(found)


@lru_cache(maxsize=1)
def load_words() -> tuple[tuple[str, str, str], ...]:
    """(list, word, meaning) of rules/words.yml; a plain list has meaning ''."""
    words = []
    for name, content in _load("words.yml").items():
        pairs = content.items() if isinstance(content, dict) else ((word, "") for word in content)
        words += [(str(name), str(word), str(meaning)) for word, meaning in pairs]
    return tuple(words)


def reason_in_chinese(reason: str) -> str:
    """Why an instance breaks, as rules/reasons.yml says it; as it stands where that has no words for it."""
    for english, chinese in _reasons():
        if reason.startswith(english):
            return chinese + reason.removeprefix(english)
    return reason


@lru_cache(maxsize=1)
def _reasons() -> tuple[tuple[str, str], ...]:
    """The longest beginning first."""
    pairs = ((str(english), str(chinese)) for english, chinese in _load("reasons.yml").items())
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1)
def rule_version() -> str:
    """Ten hex digits over every rule file and SQL template: another version may judge differently."""
    digest = hashlib.sha256()
    for folder in ("rules", "sql"):
        for source in sorted((files("expectations") / folder).iterdir(), key=lambda item: item.name):
            if source.name.endswith((".yml", ".sql")):
                digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:10]


def rule_rows() -> list[dict[str, object]]:
    """The published list of rules, one row each (pipeline/tables/catalogue/lists.rule.yml)."""
    return [
        {
            "rule_id": rule.rule_id,
            "rule_group": rule.group,
            "severity": rule.severity,
            "says_zh": rule.says_zh,
            "says_en": rule.says_en,
            "basis": rule.basis,
            "applies": "; ".join(" or ".join(forms) for forms in rule.needs) or None,
            "restriction": rule.restriction,
            "tolerance_class": rule.tolerance,
        }
        for rule in load_rules()
    ]
