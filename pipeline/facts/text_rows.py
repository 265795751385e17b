"""Claims and sentences of the text.

Belongs here: the words of the document's own tables that its text uses again, yuan and step of a claim.
Does not: reading sentences (`pipeline.narrative`).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from pipeline.facts.record import Record, step_of
from pipeline.forms.recognise import Recognition
from pipeline.narrative.claims import Claim, claims
from pipeline.narrative.sentences import Sentence, sentences
from pipeline.narrative.subjects import Names
from pipeline.yaml_file import load_mapping

# What an amount of the text is where its words do not say.
_STAGE_MEASURES = {"budget": "budget_amount", "final_account": "final_amount"}
# The same of a year before: what a budget is compared with may be last year's budget or its account.
_MEASURES_BEFORE = {"final_account": "prior_year_actual"}


def add_text(record: Record, recognition: Recognition) -> None:
    """Every claim, and then every sentence."""
    document, year = record.document, record.identity.fiscal_year
    for number, claim in enumerate(claims(document, year, _names(recognition, record.identity.organisation)), start=1):
        _add_claim(record, claim, number)
    for number, sentence in enumerate(sentences(document), start=1):
        _add_sentence(record, sentence, number)


def _add_claim(record: Record, claim: Claim, number: int) -> None:
    printed = claim.number
    factor = claim.unit_factor
    step: Decimal | None = None
    if printed is not None and factor is not None:
        step = step_of(printed, factor)
    elif printed is not None and printed.is_percent:
        step = step_of(printed)
    measure = claim.measure
    if measure is None and claim.kind == "amount":
        year = record.identity.fiscal_year
        is_before = claim.value_year is not None and year is not None and claim.value_year < year
        measure = (_MEASURES_BEFORE if is_before else _STAGE_MEASURES).get(record.identity.stage or "")
    record.add(
        "claim",
        claim_id=f"{record.raw.document_id}-c{number:04d}",
        section=claim.section or None,
        ordinal=number,
        sentence=claim.sentence,
        subject=claim.subject,
        subject_printed=claim.subject_printed,
        is_aside=claim.is_aside,
        paragraph=claim.paragraph,
        code_scheme=claim.code_scheme,
        code=claim.code,
        measure=measure,
        kind=claim.kind,
        value_printed=claim.printed or None,
        value=printed.value if printed is not None else None,
        value_unit=claim.unit,
        amount_yuan=record.yuan(printed, factor, claim.printed, claim.page),
        printed_step=step,
        basis=claim.basis,
        value_year=claim.value_year,
        base_year=claim.base_year,
        direction=claim.direction,
        denominator=claim.denominator,
        reason=claim.reason,
        **record.at(claim.page, claim.box),
        char_from=claim.char_from,
        char_to=claim.char_to,
    )


def _add_sentence(record: Record, sentence: Sentence, number: int) -> None:
    record.add(
        "sentence",
        sentence_id=f"{record.raw.document_id}-s{number:04d}",
        ordinal=number,
        paragraph=sentence.paragraph,
        is_heading=sentence.is_heading,
        heading_rank=sentence.heading_rank or None,
        breaks=sentence.breaks,
        section=sentence.section or None,
        text=sentence.text,
        page=sentence.page if record.has_pages else None,
    )


def _names(recognition: Recognition, organisation: str) -> Names:
    """What the document's own tables call their codes and projects: the text uses the same words."""
    rows = [row for form in recognition.forms for row in form.rows]
    codes = {(row.codes[0].value, row.name) for row in rows if len(row.codes) == 1 and row.name}
    projects = {row.project_name for row in rows} | {form.project_name for form in recognition.forms}
    details = [form for form in recognition.forms if form.kind == "project_detail"]
    # Rows that sum up the projects of an office or unit bear its name.
    projects |= {
        row.name
        for form in details
        for row in form.rows
        if not row.codes and row.role == "item" and not _office().search(row.name)
    }
    return Names(tuple(sorted(codes)), tuple(sorted(projects - {""})), organisation)


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    """The names of offices and units, among rows that name projects."""
    return re.compile(load_mapping(files("pipeline.facts") / "vocabulary" / "identity.yml")["office_among_projects"])
