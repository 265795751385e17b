"""What a finding says: its title and its explanation, in both languages.

Belongs here: which phrase tells what, and the numbers in it. Does not: the phrases (wording.yml, hypotheses.yml, what a
rule says), which instances share a cause and which cell is blamed (`explain`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from expectations.catalogue import load_rules, reason_in_chinese
from expectations.findings.hypotheses import Place, as_printed
from expectations.findings.mending import Cause
from expectations.findings.model import Suspect
from expectations.findings.wording import NOTHING_SAID, Said, joined, said
from expectations.rule import Rule

NONE_REPORTED = "—"
# More instances of one finding than these are counted.
_MOST_SENTENCES = 6


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Rule]:
    return {rule.rule_id: rule for rule in load_rules()}


def contradiction(one: Suspect) -> Said:
    """A title that says which rule is broken."""
    return said("contradicts", subject=one.subject, rule=_rule(one))


def likely(cause: Cause, place: Place) -> Said:
    """A title that says which cell is wrong and how."""
    where = f"{place.label} [{place.measure}]"
    return said("is_likely", where=where, printed=place.printed, hypothesis=cause.hypothesis.words)


def only_rounding(group: Sequence[Suspect], worst: Suspect) -> Said:
    """A title that counts the differences which rounding explains."""
    form = worst.subject.split(" ")[0].rstrip(":")
    return said("cut_off" if worst.hypothesis else "rounded", form=form, times=len(group))


def sentences(group: Sequence[Suspect], first: Suspect) -> Said:
    """One sentence per instance, the leading one first; what is more than a few is counted."""
    ordered = sorted(group, key=lambda one: (one is not first, one.rule_id, one.subject))
    told = [
        said(
            "instance",
            subject=one.subject,
            rule=_rule(one),
            rule_id=one.rule_id,
            sides=_sides(one),
            reason=said("reason", reason=Said(reason_in_chinese(one.hypothesis), one.hypothesis))
            if one.hypothesis
            else NOTHING_SAID,
        )
        for one in ordered[:_MOST_SENTENCES]
    ]
    if len(ordered) > len(told):
        told.append(said("more", times=len(ordered) - len(told)))
    return joined(told, "", " ")


def what_fits(cause: Cause, place: Place, places: Mapping[str, Place]) -> Said:
    """What would have to be printed for how many checks to hold, and which other cells would do as well."""
    times = len(cause.mended)
    if cause.missing:
        values = [
            said("value_of_row", measure=places[cell].measure, value=as_printed(value, places[cell]))
            for cell, value in cause.missing.items()
        ]
        return said("with_row", row=joined(values, "，", ", "), times=times)
    fits = [NONE_REPORTED if cause.is_blank else as_printed(v, places[cell]) for cell, v in cause.values.items()]
    fitting = said("with_value", value=Said("、".join(fits), ", ".join(fits)), times=times)
    if cause.is_certain:
        return fitting
    here = said("is_printed", label=place.label, measure=place.measure, printed=place.printed)
    others = [f"{p.label} [{p.measure}] {p.printed}" for cell in cause.others[:4] if (p := places.get(cell))]
    as_well = said("as_well", cells=Said("；".join(others), "; ".join(others)))
    return joined([here, fitting, as_well], "", "")


def _rule(one: Suspect) -> Said:
    return Said(rules()[one.rule_id].says_zh, rules()[one.rule_id].says_en)


def _sides(one: Suspect) -> Said:
    if one.left is None and one.right is None:
        return NOTHING_SAID
    phrase = "sides" if one.difference is None else "sides_and_difference"
    return said(phrase, left=_number(one.left), right=_number(one.right), difference=_number(one.difference))


def _number(value: Decimal | None) -> str:
    if value is None:
        return "–"
    text = f"{value:,.6f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}" if places else whole
