"""Which year a file is of, and whether it is a budget or a final account, by its titles, tables and sentences.

Belongs here: year and stage, with the line that says so. Does not: whose the file is (`publisher`), words and grammar
(vocabulary/identity.yml).
"""

from __future__ import annotations

import re
from collections import Counter

from pipeline.documents.model import Paragraph
from pipeline.facts.model import Identity
from pipeline.facts.naming import COVER, with_digits, words
from pipeline.forms.model import RecognisedForm
from pipeline.forms.text import squeezed


def year_beside_title(identity: Identity, lines: list[str]) -> None:
    """The year where the title has none: on a line of its own, next to it."""
    if identity.fiscal_year is not None or identity.title not in lines:
        return
    place = lines.index(identity.title)
    for line in lines[max(0, place - 2) : place + 3]:
        if match := re.match(words()["year_alone"], line):
            identity.fiscal_year, identity.evidence["fiscal_year"] = int(match["year"]), line
            return


def find_year(identity: Identity, paragraphs: list[Paragraph], forms: list[RecognisedForm]) -> None:
    """The year of the titles of tables, of a line of its own, of the text, or of most columns."""
    if identity.fiscal_year is not None:
        return
    years = Counter(f.title_year for f in forms if f.title_year)
    if years:
        identity.fiscal_year = years.most_common(1)[0][0]
        identity.evidence["fiscal_year"] = f"titles of {years[identity.fiscal_year]} tables"
        return
    alone = (re.match(words()["year_alone"], with_digits(squeezed(p.text))) for p in paragraphs[:COVER])
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


def _years_named(which: str, texts: list[str]) -> Counter[int]:
    pattern = re.compile(words()[which])
    return Counter(int(match["year"]) for text in texts for match in pattern.finditer(text))


def find_stage(identity: Identity, lines: list[str], forms: list[RecognisedForm]) -> None:
    """Budget or final account by the words of titles and headers, or of the text where there is no table."""
    if identity.stage is not None:
        return
    evaluation = re.compile(words()["evaluation_title"])
    if not forms and (said := next((x for x in lines[:COVER] if len(x) <= 60 and evaluation.search(x)), None)):
        identity.stage, identity.evidence["stage"] = "final_account", said
        return
    printed = "".join(f.title for f in forms) + "".join(c.header_printed for f in forms for c in f.columns)
    printed = re.sub(words()["no_stage"], "", printed)
    counts = _stages_named(printed) if printed else _stages_of_text("".join(lines))
    final, budget = counts["final_account"], counts["budget"]
    if final or budget:
        identity.stage = "final_account" if final > budget else "budget"
        identity.evidence["stage"] = f"final account {final} times, budget {budget} times in titles and headers"


def _stages_named(text: str) -> dict[str, int]:
    return {stage: text.count(word) for word, stage in words()["stage_words"].items()}


def _stages_of_text(text: str) -> dict[str, int]:
    """The same for a text without tables: what something is only compared with says no stage, where the rest does."""
    named = re.sub(words()["no_stage"], "", text)
    counts = _stages_named(re.sub(words()["stage_of_base"], "", named))
    # A text that measures its figures against the budget is a final account.
    measured = len(re.findall(words()["measured_by_budget"], text))
    by_account = len(re.findall(words()["measured_by_account"], text))
    if not counts["final_account"] and by_account >= max(words()["least_measured"], counts["budget"] + 1):
        return counts | {"final_account": by_account}
    if counts["final_account"] and counts["final_account"] == counts["budget"]:
        return counts | {"final_account": counts["final_account"] + measured}
    if any(counts.values()):
        return counts
    if measured:
        return counts | {"final_account": measured}
    if any(_stages_named(named).values()):
        return _stages_named(named)
    # 现将部门预算公开如下 alone: what is made public is a budget.
    said = "|".join(words()["scope_words"].values())
    return _stages_named("".join(re.findall(said, text)))
