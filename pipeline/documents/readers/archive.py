"""A ZIP of several files that are one disclosure: what its members show, one after the other.

Belongs here: which members are read, in what order, under which limits, what is said about the others, and the record
of each: its place in the archive, its sha256, the pages that show it.
Does not: unpacking (`package`), reading a member (its own reader).

No name of a member is ever a path here: members are written to a temporary folder under names of our own, and read
from there. A member that cannot be read is a Remark; the others are read. The same bytes twice, and the same tables in
two formats, are one disclosure printed twice: they are read once.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from pipeline.documents.limits import Limits, check_document
from pipeline.documents.model import Document, Member, Page, Paragraph, Remark, Table
from pipeline.documents.read import count_pages, read
from pipeline.documents.readers.package import MAX_UNPACKED_BYTES, ZIP_ERRORS, damaged, is_locked, members, unpack
from pipeline.errors import SourceProblem, UnreadableFile, UnsupportedFormat
from pipeline.raw.sniff import sniff

# A disclosure of a department with all its units had thirty files; more are an archive of disclosures.
MAX_FILES = 200
ARCHIVES = frozenset({"zip", "archive"})
_UTF8_NAME = 0x800
# Left behind by programs; nobody published them.
_LITTER = ("__MACOSX/",)
_LITTER_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LONGEST_NAME = 200
# Two members with this share of their tables' numbers in common print the same tables. Fewer numbers say nothing, nor
# do short ones: every empty form prints 0.00.
_SAME_NUMBERS = 0.9
_ENOUGH_NUMBERS = 10
_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_ENOUGH_DIGITS = 4
# Of two renderings the one with more text is read, then: pages can be cited, cells need no guessing.
_TEXT_STEP = 1_000
_PREFERRED = ("pdf", "xlsx", "xls", "docx", "doc", "html", "text")


@dataclass(slots=True)
class _Gathered:
    blocks: list[Paragraph | Table]
    pages: list[Page]
    remarks: list[Remark]
    attachments: list[str]
    methods: set[str]
    members: list[Member] = field(default_factory=list)
    page_offset: int = 0


def read_zip(path: Path, limits: Limits) -> Document:
    """The blocks of all members in the order of their names, pages counted on from member to member.

    An archive in an archive is not opened. Raises UnreadableFile where the archive is damaged, protected, holds too
    much, or no member can be read.
    """
    gathered = _Gathered([], [], [], [], set())
    try:
        with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory(prefix="budget-zip-") as folder:
            named = sorted((_name(member), number, member) for number, member in enumerate(members(archive)))
            wanted = [(name, member) for name, _, member in named if not _is_litter(name)]
            if len(wanted) > MAX_FILES:
                raise UnreadableFile(
                    f"the archive holds {len(wanted):,} files, more than the {MAX_FILES} of one disclosure; "
                    "unpack it and register the files in it"
                )
            read_members = _read(archive, wanted, Path(folder), limits)
            for one in _without_renderings(read_members):
                _add(gathered, one, limits)
    except ZIP_ERRORS as error:
        raise damaged(str(error)) from error
    if not gathered.methods:
        reasons = "; ".join(f"{remark.printed_text}: {remark.detail}" for remark in gathered.remarks[:3])
        raise UnreadableFile(f"no file in the archive can be read ({reasons or 'it is empty'})")
    return Document(
        format="zip",
        blocks=tuple(gathered.blocks),
        pages=tuple(gathered.pages),
        remarks=tuple(gathered.remarks),
        read_method=gathered.methods.pop() if len(gathered.methods) == 1 else "mixed",
        attachments=tuple(gathered.attachments),
        members=tuple(gathered.members),
    )


@dataclass(slots=True)
class _Read:
    """A member with what it shows, or with the problem there was."""

    member: Member
    document: Document | None = None
    is_problem: bool = False

    def without(self, reason: str, *, is_problem: bool = False) -> _Read:
        return _Read(replace(self.member, left_out=reason), None, is_problem)


def _read(
    archive: zipfile.ZipFile, wanted: list[tuple[str, zipfile.ZipInfo]], folder: Path, limits: Limits
) -> list[_Read]:
    """Every member read, or why not. Raises UnreadableFile where all together unpack to too much or are locked."""
    if wanted and all(is_locked(member) for _, member in wanted):
        raise UnreadableFile("the archive is protected by a password; get it without one")
    left = min(MAX_UNPACKED_BYTES, limits.max_written_bytes)
    known: dict[str, str] = {}
    found: list[_Read] = []
    for number, (name, member) in enumerate(wanted):
        if is_locked(member):
            locked = "it is protected by a password; get it without one"
            found.append(_Read(Member(name, "", "unknown", member.file_size, left_out=locked), None, is_problem=True))
            continue
        data = unpack(archive, member, left)
        left -= len(data)
        # Our own name: the member's may lead out of the folder or be too long for it.
        copy = folder / f"member-{number}"
        copy.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        one = _Read(Member(name, sha256, sniff(data), len(data)))
        del data
        if sha256 in known:
            found.append(one.without(f"the same bytes as {known[sha256]}"))
        else:
            known[sha256] = name
            found.append(_with_document(one, copy, limits))
        copy.unlink()
    return found


def _with_document(one: _Read, copy: Path, limits: Limits) -> _Read:
    try:
        if one.member.kind in ARCHIVES:
            raise UnsupportedFormat("an archive in an archive is not opened: unpack it and register the files in it")
        count_pages(copy, one.member.kind, limits)
        return _Read(one.member, read(copy, one.member.kind, limits))
    except SourceProblem as problem:
        return one.without(str(problem), is_problem=True)


def _without_renderings(found: list[_Read]) -> list[_Read]:
    """The members in their order; of those that print the same tables all but one give their reason instead."""
    numbers = [_numbers(one.document) for one in found]
    order = sorted(range(len(found)), key=lambda index: (*_rank(found[index]), index))
    chosen: list[int] = []
    for index in order:
        mine = numbers[index]
        if mine.total() < _ENOUGH_NUMBERS:
            continue
        other = next((i for i in chosen if _are_same(mine, numbers[i])), None)
        if other is None:
            chosen.append(index)
        else:
            found[index] = found[index].without(f"the same tables as {found[other].member.path}")
    return found


def _rank(one: _Read) -> tuple[int, int]:
    kind = one.member.kind
    letters = sum(len(block.text) for block in one.document.paragraphs) if one.document else 0
    return -(letters // _TEXT_STEP), _PREFERRED.index(kind) if kind in _PREFERRED else len(_PREFERRED)


def _are_same(one: Counter[str], other: Counter[str]) -> bool:
    return (one & other).total() >= _SAME_NUMBERS * max(one.total(), other.total())


def _numbers(document: Document | None) -> Counter[str]:
    cells = (cell.text.strip() for table in (document.tables if document else ()) for cell in table.cells)
    return Counter(
        text.replace(",", "")
        for text in cells
        if _NUMBER.fullmatch(text) and sum(char in "123456789" for char in text) >= _ENOUGH_DIGITS
    )


def _add(gathered: _Gathered, one: _Read, limits: Limits) -> None:
    """Put what a member shows behind the others. Raises UnreadableFile where all together are too much."""
    name, document = one.member.path, one.document
    if document is None:
        gathered.members.append(one.member)
        if one.is_problem:
            gathered.remarks.append(Remark("member_not_read", printed_text=name, detail=one.member.left_out))
        return
    offset = gathered.page_offset
    gathered.methods.add(document.read_method)
    gathered.blocks.extend(_moved(block, offset) for block in document.blocks)
    gathered.pages.extend(replace(page, number=page.number + offset) for page in document.pages)
    gathered.attachments.extend(document.attachments)
    gathered.remarks.extend(
        replace(
            remark,
            page=remark.page + offset if remark.page is not None else None,
            detail=f"{name}: {remark.detail}" if remark.detail else name,
        )
        for remark in document.remarks
    )
    # A member without pages is one page, so that no two members share a page.
    used = (*(page.number for page in document.pages), *(block.page for block in document.blocks))
    gathered.page_offset += max(1, *used)
    gathered.members.append(replace(one.member, page_from=offset + 1, page_to=gathered.page_offset))
    check_document(Document(format="zip", blocks=tuple(gathered.blocks)), limits)


def _moved(block: Paragraph | Table, offset: int) -> Paragraph | Table:
    if not offset:
        return block
    if isinstance(block, Paragraph):
        return replace(block, page=block.page + offset)
    cells = tuple(replace(cell, page=cell.page + offset) for cell in block.cells)
    return replace(block, page=block.page + offset, cells=cells)


def _name(member: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: programs in China write it in GBK without saying so."""
    name = member.filename
    if not member.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", errors="replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    printable = "".join(char if char.isprintable() else "?" for char in name.replace("\\", "/"))
    # A place inside the archive: no root, no drive, no step up.
    steps = [step for step in printable.split("/") if step not in ("", ".", "..") and not step.endswith(":")]
    return "/".join(steps)[-_LONGEST_NAME:] or "unnamed"


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or PurePosixPath(name).name.lower() in _LITTER_NAMES
