"""Office packages (DOCX, XLSX): a ZIP of XML parts, opened so that nothing in it can do harm.

Belongs here: what a package may unpack to, and that its parts define no entities.
Does not: what the parts say (`docx`, `workbook`), archives of files (`archive`).

Sizes are counted while unpacking, not believed. The libraries behind this are given a package made anew of the
parts read here, without pictures and embedded files: there is nothing left in it that was not counted.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from pipeline.documents.limits import MIB, Limits
from pipeline.errors import UnreadableFile

MAX_MEMBERS = 10_000
# XML as trees takes ten to twenty times its size; more than this ends at the limit on memory anyway.
MAX_UNPACKED_BYTES = 96 * MIB
# Sheets of equal rows reach 60:1, bombs 1,000:1. Small members are not judged: they do no harm.
MAX_RATIO = 250
FREE_OF_RATIO_BYTES = 4 * MIB
_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_MAIN = "/officeDocument"  # how the type of the relation to the main part ends
_XML = (".xml", ".rels", ".vml")
# An XML part of an office file never declares a document type ([ECMA-376-2] 10.1.2); entities need one.
_DECLARATIONS = tuple(
    word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be")
)

# Whatever zipfile and zlib raise over damaged bytes; NotImplementedError is a compression nobody uses here.
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Package:
    """The XML parts of an office file by their name in it, and the names of all other parts."""

    parts: dict[str, bytes]
    others: tuple[str, ...]

    def repacked(self) -> io.BytesIO:
        """The XML parts as a package again, for a library that wants a file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
        buffer.seek(0)
        return buffer

    def xml(self, name: str) -> etree._Element | None:
        """The root of a part; None where there is no such part. Raises UnreadableFile for damaged XML."""
        data = self.parts.get(name)
        if data is None:
            return None
        try:
            return etree.fromstring(data, safe_parser())
        except etree.XMLSyntaxError as error:
            raise damaged(f"{name}: {error.msg}") from error

    def main_part(self, usual: str) -> str:
        """The name of the part everything else hangs on; `usual` where the package does not say."""
        relations = self.xml("_rels/.rels")
        for relation in relations if relations is not None else ():
            target = (relation.get("Target") or "").lstrip("/")
            if (relation.get("Type") or "").endswith(_MAIN) and target in self.parts:
                return target
        return usual

    def targets(self, part: str) -> dict[str, str]:
        """The parts that `part` refers to, by the name of the reference."""
        folder, _, name = part.rpartition("/")
        relations = self.xml(f"{folder}/_rels/{name}.rels")
        return {
            relation.get("Id") or "": posixpath.normpath(posixpath.join("/", folder, relation.get("Target") or ""))[1:]
            for relation in (relations if relations is not None else ())
        }


def safe_parser() -> etree.XMLParser:
    """A parser that loads nothing, resolves nothing, and gives up at libxml2's limits on depth and size."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def open_package(path: Path, limits: Limits) -> Package:
    """The parts of `path`. Raises UnreadableFile where it is damaged, protected, or unpacks to too much."""
    parts: dict[str, bytes] = {}
    others: list[str] = []
    try:
        with zipfile.ZipFile(path) as archive:
            left = min(MAX_UNPACKED_BYTES, limits.max_written_bytes)
            for member in members(archive):
                name = member.filename.lstrip("/")
                if not name.endswith(_XML) or name in parts:
                    others.append(name)
                    continue
                data = unpack(archive, member, left)
                left -= len(data)
                if any(word in data for word in _DECLARATIONS):
                    raise UnreadableFile(
                        f"the part {name} declares a document type, which no office program writes; "
                        "the file was made to do harm: do not open it"
                    )
                parts[name] = data
    except ZIP_ERRORS as error:
        raise damaged(str(error)) from error
    return Package(parts, tuple(others))


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files in an archive. Raises UnreadableFile where there are too many."""
    found = archive.infolist()
    if len(found) > MAX_MEMBERS:
        raise UnreadableFile(
            f"the archive holds {len(found):,} files, more than the {MAX_MEMBERS:,} allowed; "
            "look at it, and split it if it is real"
        )
    # Not `is_dir`, which fails on a file without a name (found by fuzzing).
    return [member for member in found if not member.filename.endswith("/")]


def is_locked(member: zipfile.ZipInfo) -> bool:
    """Whether it opens with a password only."""
    return bool(member.flag_bits & _ENCRYPTED)


def unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    """The bytes of a member, at most `most`. Raises UnreadableFile over that, over MAX_RATIO, and for a password."""
    if is_locked(member):
        raise UnreadableFile("the archive is protected by a password; get it without one")
    if member.file_size > FREE_OF_RATIO_BYTES and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise UnreadableFile(
            f"a file in the archive claims to unpack to {member.file_size:,} bytes from {member.compress_size:,}; "
            "no document shrinks so far: do not unpack it"
        )
    data = bytearray()
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            data += chunk
            if len(data) > most:
                raise UnreadableFile(
                    f"the archive unpacks to more than the {most:,} bytes left for it; "
                    "look at it, and split it if it is real"
                )
    return bytes(data)


def damaged(detail: str) -> UnreadableFile:
    return UnreadableFile(f"the file is damaged ({detail}); fetch it again, or open it and save it anew")
