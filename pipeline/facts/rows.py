"""A file as read to the rows of the stored tables: the one entry of this room.

Belongs here: the order in which they are made, and what becomes of a file of which there are none.
Does not: the rows (`document_rows`, `form_rows`, `text_rows`), storing (`pipeline.warehouse`), judging
(`expectations`).
"""

from __future__ import annotations

from pipeline.documents.model import Document
from pipeline.facts.archives import identify_all
from pipeline.facts.document_rows import add_document, add_members, status_of, tell_markup, tell_remarks
from pipeline.facts.form_rows import add_catalogue, add_form
from pipeline.facts.model import Identity, Reading
from pipeline.facts.record import Record
from pipeline.facts.text_rows import add_text
from pipeline.forms.recognise import Recognition, recognise
from pipeline.forms.tables.unruled import pages_without_rulings
from pipeline.raw.register import RawFile


def facts_of(raw: RawFile, document: Document, reader_version: str) -> Reading:
    """All rows of one file that could be read."""
    recognition = recognise(document)
    identity = identify_all(document, recognition.forms)
    return facts_of_recognised(raw, document, recognition, identity, reader_version)


def facts_of_recognised(
    raw: RawFile, document: Document, recognition: Recognition, identity: Identity, reader_version: str
) -> Reading:
    """All rows of one file whose forms are known, and who it is."""
    record = Record(raw, document, identity, reader_version)
    _write(record, recognition)
    return _reading(record)


def facts_of_unread(raw: RawFile, reason: str, reader_version: str) -> Reading:
    """The rows of a file that could not be read: its document and the problem that says why."""
    return _without_facts(raw, Document(format=raw.kind, blocks=()), reader_version, ("documents", "not_read", reason))


def facts_of_underived(raw: RawFile, document: Document, reason: str, reader_version: str) -> Reading:
    """The rows of a file whose pages could be read and nothing be made of them: its document and the problem."""
    return _without_facts(raw, document, reader_version, ("facts", "not_derived", reason))


def _without_facts(raw: RawFile, document: Document, reader_version: str, problem: tuple[str, str, str]) -> Reading:
    record = Record(raw, document, Identity(), reader_version)
    add_document(record, "not_read")
    stage, what, reason = problem
    record.problem(stage, what, detail=reason)
    return _reading(record)


def _reading(record: Record) -> Reading:
    return Reading(record.identity, record.rows, len(record.rows.get("problem", [])))


def _write(record: Record, recognition: Recognition) -> None:
    if record.identity.is_template:
        record.problem("facts", "blank_template", detail="placeholders stand where names and numbers belong")
        add_document(record, "partly_read")
        return
    if record.identity.several:
        add_members(record)
        listed = "; ".join(record.identity.several)
        record.problem("facts", "several_disclosures", detail=f"{listed}. Unpack it and register the files in it")
        add_document(record, "not_read")
        return
    unruled = pages_without_rulings(record.document)
    tell_remarks(record, unruled)
    add_members(record)
    form_ids = [add_form(record, form, ordinal) for ordinal, form in enumerate(recognition.forms, start=1)]
    tell_markup(record)
    add_catalogue(record, recognition, form_ids)
    add_text(record, recognition)
    add_document(record, status_of(record, recognition.forms, unruled))
