"""Whose a file is, by its titles, the lines above its tables, its labels and its sentences.

Belongs here: the name of the organisation, with the line that says so, and what stands in the title beside it.
Does not: in which order these are asked (`identity`), regions (`places`), words and grammar (vocabulary/identity.yml).
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.documents.model import Document
from pipeline.facts.model import UNKNOWN, Identity
from pipeline.facts.naming import COVER, clean, is_organisation, organisation_key, with_digits, words
from pipeline.facts.places import is_place, mentions, region_in
from pipeline.forms.model import RecognisedForm
from pipeline.forms.text import squeezed

# Lines at the end of a text in which it may be signed.
_SIGNATURE = 6


def as_printed(name: str, document: Document) -> str:
    """The name with the brackets and figures of the page, where it stands there without a break."""
    for paragraph in document.paragraphs:
        printed = re.sub(r"\s+", "", paragraph.text)
        flat = squeezed(paragraph.text)
        start = flat.find(name) if name and len(flat) == len(printed) else -1
        if start >= 0:
            return printed[start : start + len(name)]
    return name


def last_part(line: str) -> str:
    """A line without the pages or cells in front of its last: 首页>某某局2024年部门预算. A year there is a folder's."""
    parts = [part for part in re.split(words()["path_signs"], line) if part]
    if len(parts) < 2:
        return "".join(parts)
    return "" if re.match(words()["year_alone"], parts[-1]) else parts[-1]


def from_titles(identity: Identity, lines: list[str]) -> None:
    """Take the first line that is a title: 某某局2024年部门预算, or the year and kind below the name."""
    patterns = [re.compile(p) for p in words()["title"]]
    year_only = re.compile(words()["year_only"])
    for index, line in enumerate(lines[:40]):
        if len(line) > 60:
            continue
        match = year_only.match(line)
        if match and index and not identity.organisation:
            before = clean(lines[index - 1])
            is_dated = re.search(words()["year_spoken_of"], before) is not None
            if 3 <= len(before) <= 40 and not is_dated and not re.search(r"[。，；,;]", before):
                _take(identity, match, before + line, before)
                return
        for pattern in patterns:
            match = pattern.match(line)
            if match is None:
                continue
            organisation = clean(match["organisation"])
            if len(organisation) >= 3 and not re.search(r"[。，；：,;:]", organisation) and not is_place(organisation):
                _take(identity, match, line, _begun_before(lines, index, organisation))
                return


def _begun_before(lines: list[str], index: int, name: str) -> str:
    """A name that a cover breaks in two, where the text names it whole somewhere else."""
    before = re.sub(words()["begins_with_year"], "", lines[index - 1]) if index else ""
    rest = lines[: max(0, index - 1)] + lines[index + 1 :]
    return before + name if before and any(before + name in line for line in rest) else name


def from_parts_of_titles(identity: Identity, lines: list[str]) -> None:
    """A title with its parts in another order, on one line or over two or three of a cover."""
    patterns = [re.compile(p) for p in words()["title_of_parts"]]
    cover = [re.sub(words()["before_title"], "", line) for line in lines[:COVER]]
    for height in (1, 2, 3):
        for start in range(len(cover) - height + 1):
            line = "".join(cover[start : start + height])
            if len(line) > 60 or not all(cover[start : start + height]):
                continue
            for match in (m for p in patterns if (m := p.match(line)) is not None):
                organisation = clean(match["organisation"])
                if is_organisation(organisation):
                    _take(identity, match, line, organisation)
                    return


def with_its_place(identity: Identity, lines: list[str]) -> None:
    """区某某局 as 某某市某某区某某局, where another line begins with that."""
    if not re.match(words()["level_alone"], identity.organisation):
        return
    pattern = re.compile(rf"^[\u4e00-\u9fa5]{{2,14}}{re.escape(identity.organisation)}")
    cover = (re.sub(words()["before_title"], "", line) for line in lines)
    # A line that is a name goes on to its end: 区人大 of a title is 某某区人大常委会 on the cover.
    begun = ((line, match[0]) for line in cover if (match := pattern.match(line)) is not None)
    found = (line if is_organisation(line) and clean(line) == line else name for line, name in begun)
    full = next((name for name in found if region_in(name) != UNKNOWN and clean(name) == name), None)
    if full:
        identity.organisation, identity.evidence["organisation"] = full, full


def from_lines(identity: Identity, lines: list[str]) -> None:
    """Where no title names it: a label (部门名称：), the heading of its overview, or a line that is its name."""
    for name in ("organisation_label", "overview"):
        pattern = re.compile(words()[name])
        for line in lines:
            match = pattern.match(line)
            if match is not None and is_organisation(clean(match["name"])):
                identity.organisation, identity.evidence["organisation"] = clean(match["name"]), line
                return
    for line in lines[:COVER]:
        # A line of a cover that is a name and nothing else, beginning with its place.
        if is_organisation(line) and clean(line) == line and any(one.start == 0 for one in mentions(line)):
            identity.organisation, identity.evidence["organisation"] = line, line
            return


def _take(identity: Identity, match: re.Match[str], line: str, organisation: str) -> None:
    groups = match.groupdict()
    identity.title, identity.organisation = line, organisation
    identity.evidence["organisation"] = line
    inside = re.search(words()["year_inside"], groups["organisation"]) if groups.get("organisation") else None
    if year := groups.get("year") or (inside and inside["year"]):
        identity.fiscal_year = int(year)
        identity.evidence["fiscal_year"] = line
    if groups.get("stage"):
        identity.stage = str(words()["stage_words"][groups["stage"]])
        identity.evidence["stage"] = line
    if groups.get("scope"):
        # 部门（单位） says neither.
        identity.scope = words()["scope_of"].get(groups["scope"])
        identity.evidence["scope"] = line


def from_forms(identity: Identity, forms: list[RecognisedForm]) -> None:
    """Take the name that the lines above the tables agree on (编制单位：…)."""
    names = Counter(squeezed(f.organisation) for f in forms if len(squeezed(f.organisation)) >= 3)
    if not names:
        return
    name, count = names.most_common(1)[0]
    own = organisation_key(identity.organisation)
    # The lines above the tables name the organisation in full; a title may abbreviate it or lose its place. Where they
    # name several, they are the units of who is named in the title.
    is_agreed = 3 * count >= 2 * names.total()
    if not identity.organisation or (count >= 3 and is_agreed and organisation_key(name) != own):
        identity.organisation = name
        identity.evidence["organisation"] = f"above {count} tables: {name}"
    elif organisation_key(name) == own and (count >= 3 or _is_own_level(name) == _is_own_level(identity.organisation)):
        identity.organisation = name
        identity.evidence["organisation"] = f"title and {count} tables: {name}"


def _is_own_level(name: str) -> bool:
    return re.search(words()["unit_name"], name) is not None


def from_sentences(identity: Identity, document: Document) -> None:
    """Where neither title nor captions name it: the key 部门名称 of a table, or sentences that speak of it."""
    key = re.compile(words()["organisation_key"])
    names: Counter[str] = Counter()
    for table in document.tables:
        cells = [cell for cell in table.cells if cell.text.strip()]
        for cell, follower in pairwise(cells):
            if cell.row == follower.row and key.match(squeezed(cell.text)):
                names[squeezed(follower.text)] += 1
    names = names or _named_in_sentences(document, "named_in_sentence")
    if not names:
        pattern = re.compile(words()["of_itself"])
        for paragraph in document.paragraphs:
            for match in pattern.finditer(squeezed(paragraph.text)):
                is_known = region_in(match["name"]) != UNKNOWN or re.match(words()["central"], match["name"])
                if is_known and clean(match["name"]):
                    names[match["name"]] += 1
    names = names or _named_in_sentences(document, "begins_sentence")
    if not names:
        alone = _named_in_sentences(document, "of_itself_alone")
        names = alone if len(alone) == 1 else names
    if names:
        identity.organisation, count = names.most_common(1)[0]
        identity.evidence["organisation"] = f"{count} times: {identity.organisation}"


def from_signature(identity: Identity, lines: list[str]) -> None:
    """The name that a text ends with, above its date."""
    signed = re.compile(words()["signed_on"])
    for name, below in pairwise(lines[-_SIGNATURE:]):
        if signed.match(below) and is_organisation(name) and clean(name) == name:
            identity.organisation, identity.evidence["organisation"] = name, f"signed: {name}"
            return


def _named_in_sentences(document: Document, which: str) -> Counter[str]:
    """Who publishes by the sentences that say so, however long their paragraph is."""
    said = words()[which]
    patterns = [re.compile(one) for one in (said if isinstance(said, list) else [said])]
    texts = [with_digits(squeezed(p.text)) for p in document.paragraphs]
    found = (match for text in texts for one in patterns if (match := one.search(text)) is not None)
    names = (clean(re.sub(words()["before_title"], "", match["name"])) for match in found)
    return Counter(name for name in names if is_organisation(name))
