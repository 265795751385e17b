"""The row of a document, the members of an archive, and what its reader and its text tell against it.

Belongs here: whether it was read, in part or not at all. Does not: who it is (`identity`), what links it to others
(`disclosures`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.documents.model import Document, Table
from pipeline.facts.identity import organisation_id
from pipeline.facts.record import Record
from pipeline.forms.model import RecognisedForm
from pipeline.forms.text import markup_in

# What a reader tells of a document that is not all there.
_LACKING = frozenset(
    {
        "picture_only_page",
        "glyphs_without_unicode",
        "page_on_its_side",
        "picture_in_document",
        "member_not_read",
        "attachment_not_read",
        "cell_not_recognised",
    }
)


def tell_remarks(record: Record, unruled: Sequence[int]) -> None:
    """What the reader remarked, and the pages with rows of amounts that make no table."""
    for remark in record.document.remarks:
        record.problem(
            "documents",
            remark.what,
            page=remark.page,
            printed=remark.printed_text,
            detail=remark.detail,
            box=remark.box,
        )
    for page in unruled:
        record.problem(
            "forms",
            "table_without_rulings",
            page=page,
            detail="rows of amounts stand below a unit, but no rulings that make a table; they are not read",
        )


def status_of(record: Record, forms: Sequence[RecognisedForm], unruled: Sequence[int]) -> str:
    """read, partly_read or not_read; for the last it tells the problem."""
    if unruled or any(remark.what in _LACKING for remark in record.document.remarks):
        return "partly_read"
    if not record.rows.get("amount") and not _states_amounts(record) and not _is_disclosure(record, forms):
        record.problem(
            "facts",
            "no_disclosure",
            detail="no form and no title of a budget or final account was found; check that it is the right file",
        )
        return "not_read"
    return "read"


def _states_amounts(record: Record) -> bool:
    """Whether the text states an amount of something a budget knows; any text can hold numbers."""
    return any(c["kind"] == "amount" and c["subject"] != "unresolved" for c in record.rows.get("claim", []))


def _is_disclosure(record: Record, forms: Sequence[RecognisedForm]) -> bool:
    known = any(form.kind != "other" for form in forms)
    return known or (bool(record.identity.organisation) and record.identity.stage is not None)


def add_document(record: Record, status: str) -> None:
    raw, identity = record.raw, record.identity
    record.add(
        "document",
        sha256=raw.sha256,
        file_name=raw.file_name,
        source_path=raw.source_path,
        source_url=raw.source_url,
        byte_size=raw.byte_size,
        format=raw.kind,
        page_count=len(record.document.pages) if record.has_pages else None,
        blank_pages=_blank_pages(record.document) if record.has_pages else None,
        title=identity.title or None,
        organisation_id=organisation_id(identity),
        organisation_name=identity.organisation or None,
        parent_organisation_name=identity.parent,
        scope=identity.scope,
        stage=identity.stage,
        region_name=identity.region_name,
        received_at=raw.received_at,
        read_status=status,
        read_method=record.document.read_method if status != "not_read" else None,
        reader_version=record.reader_version,
        disclosure_id=raw.document_id,
        is_preferred=True,
        supersedes_document_id=None,
    )


def _blank_pages(document: Document) -> list[int]:
    """Pages without a character, a picture or a table."""
    used = {block.page for block in document.blocks}
    return [p.number for p in document.pages if not p.glyph_count and not p.image_share and p.number not in used]


def add_members(record: Record) -> None:
    for number, member in enumerate(record.document.members, start=1):
        record.add(
            "member",
            member_no=number,
            path_in_archive=member.path,
            sha256=member.sha256 or None,
            byte_size=member.byte_size,
            format=member.kind,
            is_read=not member.left_out,
            left_out_because=member.left_out or None,
        )


def tell_markup(record: Record) -> None:
    """Mark-up that a conversion left in the text, told once: it is read past."""
    texts = (
        t for b in record.document.blocks for t in ([c.text for c in b.cells] if isinstance(b, Table) else [b.text])
    )
    found = Counter(one for text in texts for one in markup_in(text))
    if found:
        detail = ", ".join(f"{one}: {times} times" for one, times in sorted(found.items()))
        record.problem("documents", "markup_left_over", printed=" ".join(sorted(found)), detail=detail)
