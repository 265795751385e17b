"""What a file is: whose, which year, budget or final account, department or unit, which region.

Belongs here: asking the content for each in turn, with the line that says so; scope, parent and region. File names lie
and are the last resort.
Does not: names of organisations (`publisher`), `year_and_stage`, linking files that belong together (`disclosures`).
"""

from __future__ import annotations

import hashlib
import re

from pipeline.documents.model import Document
from pipeline.facts.model import CENTRAL, UNKNOWN, Identity
from pipeline.facts.naming import COVER, is_organisation, organisation_key, with_digits, words
from pipeline.facts.places import begins_with, called_by_less, may_be, region_in, region_names, region_of
from pipeline.facts.publisher import (
    as_printed,
    from_forms,
    from_lines,
    from_parts_of_titles,
    from_sentences,
    from_signature,
    from_titles,
    last_part,
    with_its_place,
)
from pipeline.facts.year_and_stage import find_stage, find_year, year_beside_title
from pipeline.forms.model import RecognisedForm
from pipeline.forms.text import squeezed

# As far as a sentence about an organisation is read for whose it is, and as far as it is looked at in front of it.
_SENTENCE = 80
_IN_FRONT = 8


def organisation_id(identity: Identity) -> str | None:
    """The same for one organisation of one region, however it is written; None where there is no name."""
    if not identity.organisation:
        return None
    key = f"{identity.region_code}|{organisation_key(identity.organisation)}"
    return "org-" + hashlib.sha256(key.encode()).hexdigest()[:12]


def identify(document: Document, forms: list[RecognisedForm]) -> Identity:
    """The identity as the content tells it; what nothing tells stays None (region 000000)."""
    identity = Identity()
    lines = [with_digits(last_part(squeezed(p.text))) for p in document.paragraphs[:60]]
    from_titles(identity, lines)
    if not identity.organisation:
        from_parts_of_titles(identity, lines)
    with_its_place(identity, lines)
    year_beside_title(identity, lines)
    from_forms(identity, forms)
    if not identity.organisation:
        from_lines(identity, lines)
    if not identity.organisation:
        from_sentences(identity, document)
    if not identity.organisation:
        from_signature(identity, [with_digits(squeezed(p.text)) for p in document.paragraphs])
    find_year(identity, document.paragraphs, forms)
    find_stage(identity, lines, forms)
    _scope(identity, lines, forms)
    _parent(identity, document)
    _region(identity, document)
    identity.organisation = as_printed(identity.organisation, document)
    template = re.compile(words()["template"])
    if sum(bool(template.search(squeezed(p.text))) for p in document.paragraphs) >= 3:
        identity.is_template = True
    return identity


def _scope(identity: Identity, lines: list[str], forms: list[RecognisedForm]) -> None:
    if re.search(words()["unit_name"], identity.organisation):
        identity.scope, identity.evidence["scope"] = "unit", identity.organisation
        return
    if identity.scope is not None:
        return
    printed = "".join(lines) + "".join(f.title for f in forms)
    unit, department = (len(re.findall(words()["scope_words"][s], printed)) for s in ("unit", "department"))
    identity.scope = "unit" if unit > department else "department"
    identity.evidence["scope"] = f"unit {unit} times, department {department} times in titles"


def _parent(identity: Identity, document: Document) -> None:
    pattern = re.compile(words()["parent"])
    texts = [squeezed(p.text) for p in document.paragraphs]
    for table in document.tables:
        rows: dict[int, list[str]] = {}
        for cell in table.cells:
            if cell.text.strip():
                rows.setdefault(cell.row, []).append(squeezed(cell.text))
        texts.extend("".join(row[:2]) for row in rows.values() if row and re.match(words()["parent_key"], row[0]))
    own = organisation_key(identity.organisation)
    for text in texts:
        match = pattern.search(text) if len(text) < 80 else None
        is_sure = bool(match) and re.search(words()["coded_parent"], text) is not None
        if match is None:
            match = _said_to_belong(identity.organisation, text)
            is_sure = match is not None
        if match is None or not _is_department(match["name"]):
            continue
        key = organisation_key(match["name"])
        if not own or (own not in key and key not in own):
            identity.parent = match["name"]
            identity.evidence["parent"] = text[:80]
            if own and is_sure:
                # What belongs to a department is one of its units, whatever its title calls the budget.
                identity.scope, identity.evidence["scope"] = "unit", text[:80]
            return


def _is_department(name: str) -> bool:
    above = re.search(words()["above_departments"], name)
    return above is None and re.search(words()["department_name"], name) is not None


def _said_to_belong(organisation: str, text: str) -> re.Match[str] | None:
    """Whose a unit is by a sentence about it."""
    speaks = re.compile(words()["speaks_of_it"])
    called = "|".join(filter(None, [re.escape(organisation), words()["itself"]]))
    starts = [at.start() for at in re.finditer(called, text) if speaks.search(_in_front(text, at.start()))]
    said = [text[start : start + _SENTENCE] for start in starts]
    found = (
        match for one in said for pattern in words()["belongs_to"] if (match := re.search(pattern, one)) is not None
    )
    return next((match for match in found if _is_department(match["name"])), None)


def _in_front(text: str, at: int) -> str:
    """The end of what stands in front of a place; all of it would be looked through for every place of a long text."""
    return text[:at] if at <= _IN_FRONT else "…" + text[at - _IN_FRONT : at]


def _region(identity: Identity, document: Document) -> None:
    """The deepest place named in the organisation's name, or around it in the text."""
    identity.region_code, evidence = _region_and_evidence(identity, document)
    if identity.region_code != UNKNOWN:
        identity.evidence["region"] = evidence
    identity.region_name = region_names().get(identity.region_code)


def _region_and_evidence(identity: Identity, document: Document) -> tuple[str, str]:
    parent, name = squeezed(identity.parent or ""), squeezed(identity.organisation)
    for said in (name, parent):
        if re.match(words()["central"], said):
            return CENTRAL, said
    texts = [squeezed(paragraph.text) for paragraph in document.paragraphs]
    for said in (name, parent):
        if (code := region_in(said)) != UNKNOWN:
            return called_by_less(said, code, texts) or code, said
    approved = re.compile(words()["approved_by"])
    found = region_of(name, [identity.title, *texts])
    says = [match for text in texts for match in approved.finditer(text)] if found == UNKNOWN else []
    places = [(match["place"], match[0]) for match in says]
    named = [
        (region_in(place) if region_in(place) != UNKNOWN else called_by_less(place, UNKNOWN, ()), said)
        for place, said in places
    ]
    codes = {code: said for code, said in named if code is not None}
    if len(codes) == 1:
        return next(iter(codes.items()))
    if found == UNKNOWN and len(begun := _begun_with(name, texts)) == 1:
        return next(iter(begun.items()))
    return found, f"{name}; the places that the text speaks of"


def _begun_with(name: str, texts: list[str]) -> dict[str, str]:
    """The places that titles and names on a cover begin with, each with its line: 某省交通部门2024年预算 of 交通厅."""
    cover = [text for text in texts[:COVER] if len(text) <= 60]
    titles = [text for text in cover if is_organisation(text) or re.search(words()["like_a_title"], text)]
    begun = {begins_with(re.sub(words()["begins_with_year"], "", line)): line for line in titles}
    return {code: line for code, line in begun.items() if code != UNKNOWN and may_be(name, code)}
