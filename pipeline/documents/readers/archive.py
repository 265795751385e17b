"""A ZIP of several files that are one disclosure: what its members show, one after the other.

Belongs here: which members are read, in what order, under which limits, and what is said about the others.
Does not: unpacking (`package`), reading a member (its own reader).

No name of a member is ever a path here: members are written to a temporary folder under names of our own, and read
from there. A member that cannot be read is a Remark; the others are read.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from pipeline.documents.limits import Limits, check_document
from pipeline.documents.model import Document, Page, Paragraph, Remark, Table
from pipeline.documents.read import count_pages, read
from pipeline.documents.readers.package import MAX_UNPACKED_BYTES, ZIP_ERRORS, damaged, members, unpack
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


@dataclass(slots=True)
class _Gathered:
    blocks: list[Paragraph | Table]
    pages: list[Page]
    remarks: list[Remark]
    attachments: list[str]
    methods: set[str]
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
            left = min(MAX_UNPACKED_BYTES, limits.max_written_bytes)
            for number, (name, member) in enumerate(wanted):
                data = unpack(archive, member, left)
                left -= len(data)
                # Our own name: the member's may lead out of the folder or be too long for it.
                copy = Path(folder) / f"member-{number}"
                copy.write_bytes(data)
                kind = sniff(data)
                del data
                _add(gathered, name, copy, kind, limits)
                copy.unlink()
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
    )


def _add(gathered: _Gathered, name: str, copy: Path, kind: str, limits: Limits) -> None:
    """Read one member into `gathered`, or remark why not. Raises UnreadableFile where all together are too much."""
    try:
        if kind in ARCHIVES:
            raise UnsupportedFormat("an archive in an archive is not opened: unpack it and register the files in it")
        count_pages(copy, kind, limits)
        document = read(copy, kind, limits)
    except SourceProblem as problem:
        gathered.remarks.append(Remark(what="member_not_read", printed_text=name, detail=str(problem)))
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
    return "".join(char if char.isprintable() else "?" for char in name)[:_LONGEST_NAME]


def _is_litter(name: str) -> bool:
    return name.startswith(_LITTER) or PurePosixPath(name).name.lower() in _LITTER_NAMES
