"""Archives that hold several disclosures: whose each member is, and whether two of them are disclosures of their own.

Belongs here: telling them apart from the files of one disclosure (text, tables, targets of single projects). Does not:
who a single document is (`identity`), linking files that arrive apart (`disclosures`).

The numbers of two organisations, or of two years, under one name are worse than none: such an archive is not read, and
says which disclosures to take out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import msgspec

from pipeline.documents.model import Document, Member
from pipeline.facts.identity import identify
from pipeline.facts.model import Identity
from pipeline.facts.naming import organisation_key
from pipeline.forms.model import RecognisedForm

# Kinds of forms that two members must both have: files of one disclosure hold different ones.
_FORMS_IN_COMMON = 2


def identify_all(document: Document, forms: Sequence[RecognisedForm]) -> Identity:
    """Who the document is; of an archive of several disclosures only what is common to them, and their list."""
    identity = identify(document, list(forms))
    if sum(not member.left_out for member in document.members) < 2:
        return identity
    found = list(_members(document, forms))
    apart = [
        (one, other)
        for one, other in combinations(found, 2)
        if len(one[2] & other[2]) >= _FORMS_IN_COMMON and _differ(one[1], other[1])
    ]
    if not apart:
        return identity
    named = {member.path: (member, who) for pair in apart for member, who, _ in pair}
    identities = [who for _, who in named.values()]
    common = Identity(several=tuple(f"{path}: {_told(who)}" for path, (_, who) in sorted(named.items())))
    for name in ("fiscal_year", "region_code", "region_name", "stage"):
        values = {getattr(who, name) for who in identities}
        if len(values) == 1:
            setattr(common, name, values.pop())
    return common


def _members(document: Document, forms: Sequence[RecognisedForm]) -> Iterator[tuple[Member, Identity, set[str]]]:
    """Each member that was read with who it is by itself, and the kinds of its forms."""
    for member in document.members:
        if member.left_out:
            continue
        pages = range(member.page_from, member.page_to + 1)
        part = msgspec.structs.replace(
            document, blocks=tuple(block for block in document.blocks if block.page in pages), members=()
        )
        its = [form for form in forms if form.page_from in pages]
        yield member, identify(part, its), {form.kind for form in its} - {"other", "form_catalogue"}


def _differ(one: Identity, other: Identity) -> bool:
    """Whether both say so: what one does not say is no difference, nor is a name without its place."""
    for name in ("fiscal_year", "stage"):
        mine, its = getattr(one, name), getattr(other, name)
        if mine is not None and its is not None and mine != its:
            return True
    names = sorted((organisation_key(one.organisation), organisation_key(other.organisation)), key=len)
    return bool(names[0]) and not names[1].endswith(names[0])


def _told(who: Identity) -> str:
    return " ".join(str(part) for part in (who.organisation, who.fiscal_year, who.stage) if part)
