"""What a file is: whose, which year, budget or final account, department or unit, which region.

Belongs here: reading it from the content, with the line that says so. File names lie and are the last resort.
Does not: linking files that belong together (`pipeline.facts.disclosures`).
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from pipeline.documents.model import Document, Paragraph
from pipeline.facts.model import CENTRAL, UNKNOWN, Identity
from pipeline.facts.places import called_by_less, is_place, mentions, region_in, region_names, region_of
from pipeline.forms.model import RecognisedForm
from pipeline.forms.text import squeezed
from pipeline.yaml_file import load_mapping

# Lines that may be a cover.
_COVER = 15
# As far as a sentence about an organisation is read for whose it is.
_SENTENCE = 80


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    return load_mapping(files("pipeline.facts") / "vocabulary" / "identity.yml")


def organisation_key(name: str) -> str:
    """A name as compared: no white space, brackets or 本级, and one of the ways in which an organ is called."""
    key = re.sub(r"[（(]?(?:本级|汇总)[)）]?$|[\s“”\"（）()]", "", squeezed(name))
    for pattern, same in _words()["same_names"].items():
        key = re.sub(pattern, same, key)
    return key


def organisation_id(identity: Identity) -> str | None:
    """The same for one organisation of one region, however it is written; None where there is no name."""
    if not identity.organisation:
        return None
    key = f"{identity.region_code}|{organisation_key(identity.organisation)}"
    return "org-" + hashlib.sha256(key.encode()).hexdigest()[:12]


def identify(document: Document, forms: list[RecognisedForm]) -> Identity:
    """The identity as the content tells it; what nothing tells stays None (region 000000)."""
    identity = Identity()
    lines = [_with_digits(_last_part(squeezed(p.text))) for p in document.paragraphs[:60]]
    _from_titles(identity, lines)
    if not identity.organisation:
        _from_parts_of_titles(identity, lines)
    _with_its_place(identity, lines)
    _year_beside_title(identity, lines)
    _organisation_from_forms(identity, forms)
    if not identity.organisation:
        _organisation_from_lines(identity, lines)
    if not identity.organisation:
        _organisation_from_words(identity, document)
    _year(identity, document.paragraphs, forms)
    _stage(identity, lines, forms)
    _scope(identity, lines, forms)
    _parent(identity, document)
    _region(identity, document)
    identity.organisation = _as_printed(identity.organisation, document)
    template = re.compile(_words()["template"])
    if sum(bool(template.search(squeezed(p.text))) for p in document.paragraphs) >= 3:
        identity.is_template = True
    return identity


def _as_printed(name: str, document: Document) -> str:
    """The name with the brackets and figures of the page, where it stands there without a break."""
    for paragraph in document.paragraphs:
        printed = re.sub(r"\s+", "", paragraph.text)
        flat = squeezed(paragraph.text)
        start = flat.find(name) if name and len(flat) == len(printed) else -1
        if start >= 0:
            return printed[start : start + len(name)]
    return name


def _last_part(line: str) -> str:
    """A line without the pages or cells in front of its last: 首页>某某局2024年部门预算. A year there is a folder's."""
    parts = [part for part in re.split(_words()["path_signs"], line) if part]
    if len(parts) < 2:
        return "".join(parts)
    return "" if re.match(_words()["year_alone"], parts[-1]) else parts[-1]


def _clean(name: str) -> str:
    name = re.sub(_words()["year_inside"], "", name)
    name = re.sub(_words()["trim"], "", name.strip("—-－_＿·《》 、:："))
    return "" if re.match(_words()["not_organisation"], name) else name


def _from_titles(identity: Identity, lines: list[str]) -> None:
    patterns = [re.compile(p) for p in _words()["title"]]
    year_only = re.compile(_words()["year_only"])
    for index, line in enumerate(lines[:40]):
        if len(line) > 60:
            continue
        match = year_only.match(line)
        if match and index and not identity.organisation:
            before = _clean(lines[index - 1])
            is_dated = re.search(_words()["year_spoken_of"], before) is not None
            if 3 <= len(before) <= 40 and not is_dated and not re.search(r"[。，；,;]", before):
                _take(identity, match, before + line, before)
                return
        for pattern in patterns:
            match = pattern.match(line)
            if match is None:
                continue
            organisation = _clean(match["organisation"])
            if len(organisation) >= 3 and not re.search(r"[。，；：,;:]", organisation) and not is_place(organisation):
                _take(identity, match, line, _begun_before(lines, index, organisation))
                return


def _begun_before(lines: list[str], index: int, name: str) -> str:
    """A name that a cover breaks in two, where the text names it whole somewhere else."""
    before = re.sub(_words()["begins_with_year"], "", lines[index - 1]) if index else ""
    rest = lines[: max(0, index - 1)] + lines[index + 1 :]
    return before + name if before and any(before + name in line for line in rest) else name


def _with_digits(line: str) -> str:
    """二〇二四年 as 2024年."""
    digits = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
    return re.sub(_words()["year_in_characters"], lambda match: match[0].translate(digits), line)


def _is_organisation(name: str) -> bool:
    sure = re.search(_words()["organisation_end"], name) and not re.search(r"[。,;:，；：、]", name)
    return bool(sure) and not is_place(name) and not re.match(_words()["year_alone"], name)


def _from_parts_of_titles(identity: Identity, lines: list[str]) -> None:
    """A title with its parts in another order, on one line or over two or three of a cover."""
    patterns = [re.compile(p) for p in _words()["title_of_parts"]]
    cover = [re.sub(_words()["before_title"], "", line) for line in lines[:_COVER]]
    for height in (1, 2, 3):
        for start in range(len(cover) - height + 1):
            line = "".join(cover[start : start + height])
            if len(line) > 60 or not all(cover[start : start + height]):
                continue
            for match in (m for p in patterns if (m := p.match(line)) is not None):
                organisation = _clean(match["organisation"])
                if _is_organisation(organisation):
                    _take(identity, match, line, organisation)
                    return


def _with_its_place(identity: Identity, lines: list[str]) -> None:
    """区某某局 as 某某市某某区某某局, where another line begins with that."""
    if not re.match(_words()["level_alone"], identity.organisation):
        return
    pattern = re.compile(rf"^[\u4e00-\u9fa5]{{2,14}}{re.escape(identity.organisation)}")
    cover = (re.sub(_words()["before_title"], "", line) for line in lines)
    found = (match[0] for line in cover if (match := pattern.match(line)) is not None)
    full = next((name for name in found if region_in(name) != UNKNOWN and _clean(name) == name), None)
    if full:
        identity.organisation, identity.evidence["organisation"] = full, full


def _year_beside_title(identity: Identity, lines: list[str]) -> None:
    """The year where the title has none: on a line of its own, next to it."""
    if identity.fiscal_year is not None or identity.title not in lines:
        return
    place = lines.index(identity.title)
    for line in lines[max(0, place - 2) : place + 3]:
        if match := re.match(_words()["year_alone"], line):
            identity.fiscal_year, identity.evidence["fiscal_year"] = int(match["year"]), line
            return


def _organisation_from_lines(identity: Identity, lines: list[str]) -> None:
    """Where no title names it: a label (部门名称：), the heading of its overview, or a line that is its name."""
    for name in ("organisation_label", "overview"):
        pattern = re.compile(_words()[name])
        for line in lines:
            match = pattern.match(line)
            if match is not None and _is_organisation(_clean(match["name"])):
                identity.organisation, identity.evidence["organisation"] = _clean(match["name"]), line
                return
    for line in lines[:_COVER]:
        # A line of a cover that is a name and nothing else, beginning with its place.
        if _is_organisation(line) and _clean(line) == line and any(one.start == 0 for one in mentions(line)):
            identity.organisation, identity.evidence["organisation"] = line, line
            return


def _take(identity: Identity, match: re.Match[str], line: str, organisation: str) -> None:
    groups = match.groupdict()
    identity.title, identity.organisation = line, organisation
    identity.evidence["organisation"] = line
    inside = re.search(_words()["year_inside"], groups["organisation"]) if groups.get("organisation") else None
    if year := groups.get("year") or (inside and inside["year"]):
        identity.fiscal_year = int(year)
        identity.evidence["fiscal_year"] = line
    if groups.get("stage"):
        identity.stage = str(_words()["stage_words"][groups["stage"]])
        identity.evidence["stage"] = line
    if groups.get("scope"):
        # 部门（单位） says neither.
        identity.scope = _words()["scope_of"].get(groups["scope"])
        identity.evidence["scope"] = line


def _organisation_from_forms(identity: Identity, forms: list[RecognisedForm]) -> None:
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
    return re.search(_words()["unit_name"], name) is not None


def _organisation_from_words(identity: Identity, document: Document) -> None:
    """Where neither title nor captions name it: the key 部门名称 of a table, or sentences that speak of it."""
    key = re.compile(_words()["organisation_key"])
    names: Counter[str] = Counter()
    for table in document.tables:
        cells = [cell for cell in table.cells if cell.text.strip()]
        for cell, follower in pairwise(cells):
            if cell.row == follower.row and key.match(squeezed(cell.text)):
                names[squeezed(follower.text)] += 1
    names = names or _named_in_sentences(document, "named_in_sentence")
    if not names:
        pattern = re.compile(_words()["of_itself"])
        for paragraph in document.paragraphs:
            for match in pattern.finditer(squeezed(paragraph.text)):
                is_known = region_in(match["name"]) != UNKNOWN or re.match(_words()["central"], match["name"])
                if is_known and _clean(match["name"]):
                    names[match["name"]] += 1
    names = names or _named_in_sentences(document, "begins_sentence")
    if not names:
        alone = _named_in_sentences(document, "of_itself_alone")
        names = alone if len(alone) == 1 else names
    if names:
        identity.organisation, count = names.most_common(1)[0]
        identity.evidence["organisation"] = f"{count} times: {identity.organisation}"


def _named_in_sentences(document: Document, words: str) -> Counter[str]:
    """Who publishes by the sentences that say so, however long their paragraph is."""
    said = _words()[words]
    patterns = [re.compile(one) for one in (said if isinstance(said, list) else [said])]
    texts = [_with_digits(squeezed(p.text)) for p in document.paragraphs]
    found = (match for text in texts for one in patterns if (match := one.search(text)) is not None)
    names = (_clean(re.sub(_words()["before_title"], "", match["name"])) for match in found)
    return Counter(name for name in names if _is_organisation(name))


def _year(identity: Identity, paragraphs: list[Paragraph], forms: list[RecognisedForm]) -> None:
    if identity.fiscal_year is not None:
        return
    years = Counter(f.title_year for f in forms if f.title_year)
    if years:
        identity.fiscal_year = years.most_common(1)[0][0]
        identity.evidence["fiscal_year"] = f"titles of {years[identity.fiscal_year]} tables"
        return
    alone = (re.match(_words()["year_alone"], _with_digits(squeezed(p.text))) for p in paragraphs[:_COVER])
    if (match := next(filter(None, alone), None)) is not None:
        identity.fiscal_year, identity.evidence["fiscal_year"] = int(match["year"]), match[0]
        return
    texts = [squeezed(p.text) for p in paragraphs]
    found = _years_named("year_in_text", texts)
    if not found:
        found = Counter(c.value_year for f in forms for c in f.columns if c.value_year and c.value_year > 0)
    if not found:
        found = _years_named("year_spoken_of", texts)
    if found:
        most = max(found.values())
        identity.fiscal_year = max(y for y, n in found.items() if n >= 0.5 * most)
        identity.evidence["fiscal_year"] = f"{found[identity.fiscal_year]} mentions"


def _years_named(words: str, texts: list[str]) -> Counter[int]:
    pattern = re.compile(_words()[words])
    return Counter(int(match["year"]) for text in texts for match in pattern.finditer(text))


def _stage(identity: Identity, lines: list[str], forms: list[RecognisedForm]) -> None:
    if identity.stage is not None:
        return
    evaluation = re.compile(_words()["evaluation_title"])
    if not forms and (said := next((x for x in lines[:_COVER] if len(x) <= 60 and evaluation.search(x)), None)):
        identity.stage, identity.evidence["stage"] = "final_account", said
        return
    words = "".join(f.title for f in forms) + "".join(c.header_printed for f in forms for c in f.columns)
    words = re.sub(_words()["no_stage"], "", words)
    counts = _stages_named(words) if words else _stages_of_text("".join(lines))
    final, budget = counts["final_account"], counts["budget"]
    if final or budget:
        identity.stage = "final_account" if final > budget else "budget"
        identity.evidence["stage"] = f"final account {final} times, budget {budget} times in titles and headers"


def _stages_named(words: str) -> dict[str, int]:
    return {stage: words.count(word) for word, stage in _words()["stage_words"].items()}


def _stages_of_text(text: str) -> dict[str, int]:
    """The same for a text without tables: what something is only compared with says no stage, where the rest does."""
    named = re.sub(_words()["no_stage"], "", text)
    counts = _stages_named(re.sub(_words()["stage_of_base"], "", named))
    # A text that measures its figures against the budget is a final account.
    measured = len(re.findall(_words()["measured_by_budget"], text))
    by_account = len(re.findall(_words()["measured_by_account"], text))
    if not counts["final_account"] and by_account >= max(_words()["least_measured"], counts["budget"] + 1):
        return counts | {"final_account": by_account}
    if any(counts.values()):
        return counts
    if measured:
        return counts | {"final_account": measured}
    if any(_stages_named(named).values()):
        return _stages_named(named)
    # 现将部门预算公开如下 alone: what is made public is a budget.
    said = "|".join(_words()["scope_words"].values())
    return _stages_named("".join(re.findall(said, text)))


def _scope(identity: Identity, lines: list[str], forms: list[RecognisedForm]) -> None:
    if re.search(_words()["unit_name"], identity.organisation):
        identity.scope, identity.evidence["scope"] = "unit", identity.organisation
        return
    if identity.scope is not None:
        return
    words = "".join(lines) + "".join(f.title for f in forms)
    unit, department = (len(re.findall(_words()["scope_words"][s], words)) for s in ("unit", "department"))
    identity.scope = "unit" if unit > department else "department"
    identity.evidence["scope"] = f"unit {unit} times, department {department} times in titles"


def _parent(identity: Identity, document: Document) -> None:
    pattern = re.compile(_words()["parent"])
    texts = [squeezed(p.text) for p in document.paragraphs]
    for table in document.tables:
        rows: dict[int, list[str]] = {}
        for cell in table.cells:
            if cell.text.strip():
                rows.setdefault(cell.row, []).append(squeezed(cell.text))
        texts.extend("".join(row[:2]) for row in rows.values() if row and re.match(_words()["parent_key"], row[0]))
    own = organisation_key(identity.organisation)
    for text in texts:
        match = pattern.search(text) if len(text) < 80 else None
        is_sure = bool(match) and re.search(_words()["coded_parent"], text) is not None
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
    above = re.search(_words()["above_departments"], name)
    return above is None and re.search(_words()["department_name"], name) is not None


def _said_to_belong(organisation: str, text: str) -> re.Match[str] | None:
    """Whose a unit is by a sentence about it."""
    speaks = re.compile(_words()["speaks_of_it"])
    called = "|".join(filter(None, [re.escape(organisation), _words()["itself"]]))
    starts = [at.start() for at in re.finditer(called, text) if speaks.search(text[: at.start()])]
    said = [text[start : start + _SENTENCE] for start in starts]
    found = (match for one in said for words in _words()["belongs_to"] if (match := re.search(words, one)) is not None)
    return next((match for match in found if _is_department(match["name"])), None)


def _region(identity: Identity, document: Document) -> None:
    """The deepest place named in the organisation's name, or around it in the text."""
    identity.region_code, evidence = _region_and_evidence(identity, document)
    if identity.region_code != UNKNOWN:
        identity.evidence["region"] = evidence
    identity.region_name = region_names().get(identity.region_code)


def _region_and_evidence(identity: Identity, document: Document) -> tuple[str, str]:
    parent, name = squeezed(identity.parent or ""), squeezed(identity.organisation)
    for said in (name, parent):
        if re.match(_words()["central"], said):
            return CENTRAL, said
    texts = [squeezed(paragraph.text) for paragraph in document.paragraphs]
    for said in (name, parent):
        if (code := region_in(said)) != UNKNOWN:
            return called_by_less(said, code, texts) or code, said
    approved = re.compile(_words()["approved_by"])
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
    if found == UNKNOWN and len(begun := _begun_with(texts)) == 1:
        return next(iter(begun.items()))
    return found, f"{name}; the places that the text speaks of"


def _begun_with(texts: list[str]) -> dict[str, str]:
    """The places that lines like titles begin with, each with its line: 某省交通部门2024年预算情况说明 of 交通厅."""
    titles = [text for text in texts[:_COVER] if len(text) <= 60 and re.search(_words()["like_a_title"], text)]
    return {place.code: line for line in titles for place in mentions(line) if place.start == 0}
