"""The hostile set: one entry per way in which a file is broken or means harm, and how reading it must end.

Belongs here: the list, shared by the tests (what is small) and benchmarks/hostile.py (all of it).
Does not: making the files (`pdfs`, `packages`, `webs`).

`ends` is `read` (harmless here: everything visible is read), `reported` (read, and a problem says what was not) or
`refused` (not read, and the problem says why); `says` are words of the problem.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import packages, pdfs, webs

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Hostile:
    what: str
    kind: str
    make: Callable[[Path], Path]
    ends: str
    says: str = ""
    is_small: bool = False  # made and read in well under a second: part of the tests

    def __str__(self) -> str:
        return self.what


def small(what: str, kind: str, make: Callable[[Path], Path], ends: str, says: str = "") -> Hostile:
    return Hostile(what, kind, make, ends, says, is_small=True)


PDF = (
    small("encrypted, no password needed", "pdf", lambda p: pdfs.words_on_a_page(p, ""), "read"),
    small("encrypted with a password", "pdf", lambda p: pdfs.words_on_a_page(p, "secret"), "refused", "password"),
    small("cut in half", "pdf", lambda p: pdfs.cut(p, 0.5), "refused", "damaged"),
    small("its last bytes missing", "pdf", lambda p: pdfs.cut(p, 0.97), "refused", "damaged"),
    small(
        "claims two billion pages and has none",
        "pdf",
        lambda p: pdfs.claims_pages(p, 2_000_000_000),
        "refused",
        "no page",
    ),
    small("page tree in a ring", "pdf", pdfs.pages_in_a_ring, "refused"),
    small("a form that shows itself", "pdf", pdfs.a_form_in_itself, "refused"),
    Hostile("forms in forms, 10 to the 30th", "pdf", lambda p: pdfs.forms_in_forms(p, 30, 10), "refused"),
    Hostile("forms in forms, 10 to the 7th", "pdf", lambda p: pdfs.forms_in_forms(p, 7, 10), "refused"),
    Hostile("a million strokes", "pdf", lambda p: pdfs.strokes(p, 1_000_000), "refused"),
    Hostile("a path of a million points", "pdf", lambda p: pdfs.one_long_path(p, 1_000_000), "refused"),
    small("lines that cross in 4 million cells", "pdf", lambda p: pdfs.crossing_lines(p, 2000), "refused", "lines"),
    Hostile("a million characters on a page", "pdf", lambda p: pdfs.characters(p, 1_000_000), "refused"),
    Hostile("200,000 characters on a page", "pdf", lambda p: pdfs.characters(p, 199_000), "read"),
    Hostile("5,000 pages", "pdf", lambda p: pdfs.many_pages(p, 5_000), "read"),
    small("ten thousand pages", "pdf", lambda p: pdfs.many_pages(p, 10_000), "refused", "10,000 pages"),
    Hostile("a page that unpacks to 2 GiB", "pdf", lambda p: pdfs.bomb(p, 2048 * MIB), "refused"),
    Hostile("the same, packed twice", "pdf", lambda p: pdfs.bomb(p, 2048 * MIB, twice=True), "refused"),
    Hostile("a picture of 10 billion points", "pdf", lambda p: pdfs.picture(p, 100_000), "reported"),
    Hostile("a page 5 metres wide, a picture", "pdf", lambda p: pdfs.picture(p, 100, 14_400), "reported"),
    small("100,000 lists in lists", "pdf", lambda p: pdfs.deep_lists(p, 100_000), "read"),
)

WEB = (
    small("a table of 200,000 cells and one row", "html", lambda p: webs.cells(p, 20_001, 10), "refused", "cells"),
    Hostile("a table of a million cells", "html", lambda p: webs.cells(p, 100_000, 10), "refused", "cells"),
    Hostile("a table of 190,000 cells", "html", lambda p: webs.cells(p, 19_000, 10), "read"),
    small("one cell spans a billion", "html", lambda p: webs.one_cell_claims(p, 1_000_000_000), "refused", "cells"),
    small("a million elements in each other", "html", lambda p: webs.nested(p, 1_000_000), "refused"),
    small("5,000 tables in each other", "html", lambda p: webs.nested_tables(p, 5_000), "refused"),
    small("an entity that names a file", "html", lambda p: webs.outside_entity(p, Path("/etc/passwd")), "read"),
    small("entities that multiply", "html", webs.multiplying_entities, "read"),
    small("an attribute of 20 MB", "html", lambda p: webs.long_attribute(p, 20_000_000), "refused"),
    Hostile("30,000 tables of four cells", "html", lambda p: webs.many_tables(p, 30_000), "read"),
    Hostile("a table of 10,000 columns", "html", lambda p: webs.cells(p, 19, 10_000), "read"),
    Hostile("a table of 95,000 rows", "html", lambda p: webs.cells(p, 95_000, 2), "read"),
    Hostile("a cell of 1.4 million characters", "html", lambda p: webs.one_cell(p, 1_400_000), "read"),
    small("cells a spreadsheet would run", "html", webs.formulas, "reported", "=cmd|"),
    small("a million rows of cells", "text", lambda p: webs.lines(p, 1_000_000, "1\t2"), "refused", "characters"),
    Hostile("130,000 paragraphs", "text", lambda p: webs.lines(p, 130_000, "支出12.00万元。"), "read"),
    Hostile("one line of 490,000 characters", "text", lambda p: webs.one_line(p, 490_000), "read"),
    small("a line that speaks of itself 150,000 times", "text", lambda p: webs.said_again(p, "本院", 150_000), "read"),
    Hostile("a line of 1.4 million characters", "text", lambda p: webs.one_line(p, 1_400_000), "refused", "paragraph"),
    Hostile("a line of 20 million characters", "text", lambda p: webs.one_line(p, 20_000_000), "refused", "characters"),
)

OFFICE = (
    small("a part that unpacks to 8 MB", "docx", lambda p: packages.word_bomb(p, 8 * MIB), "refused"),
    Hostile("a part that unpacks to 200 MB", "docx", lambda p: packages.word_bomb(p, 200 * MIB), "refused"),
    small("a document type with entities", "docx", packages.word_with_entities, "refused", "document type"),
    Hostile("a table of 100,000 cells", "docx", lambda p: packages.word_table_of(p, 10_000, 10), "refused", "cells"),
    Hostile("a table of 50,000 cells", "docx", lambda p: packages.word_table_of(p, 5_000, 10), "read"),
    small("2,000 tables in each other", "docx", lambda p: packages.word_tables_in_tables(p, 2_000), "refused"),
    small("cells a billion columns wide", "docx", lambda p: packages.word_wide_cell(p, 10**9), "refused"),
    small("declares a billion rows", "xlsx", lambda p: packages.sheet_that_claims(p, "A1:A1000000000"), "read"),
    small("two cells a sheet apart", "xlsx", packages.two_cells_apart, "refused", "cells"),
    small("a cell in row one billion", "xlsx", packages.cell_beyond_every_sheet, "refused"),
    small("a merge over a whole sheet", "xlsx", lambda p: packages.merged_sheet(p, "A1:XFD1048576"), "read"),
    Hostile("a sheet of a million cells", "xlsx", lambda p: packages.sheet_of(p, 100_000, 10), "refused", "cells"),
    Hostile("a sheet of 190,000 cells", "xlsx", lambda p: packages.sheet_of(p, 19_000, 10), "read"),
    small("a document type with entities", "xlsx", packages.sheet_with_entities, "refused", "document type"),
    small("cells a spreadsheet would run", "xlsx", packages.sheet_with_formulas, "reported", "=cmd|"),
    Hostile("noise behind the head of a workbook", "xls", lambda p: packages.ole(p, "Workbook"), "refused"),
    Hostile("noise behind the head of a document", "doc", lambda p: packages.ole(p, "WordDocument"), "refused"),
)

ARCHIVES = (
    small("a file that unpacks to 8 MiB", "zip", lambda p: packages.archive_bomb(p, 8 * MIB), "refused"),
    Hostile("a file that unpacks to 1 GiB", "zip", lambda p: packages.archive_bomb(p, 1024 * MIB), "refused"),
    small("archives in archives", "zip", lambda p: packages.archive_of_bombs(p, 5, 10, MIB), "refused"),
    small("10,000 names for one file", "zip", lambda p: packages.overlapping(p, 10_000, MIB), "refused"),
    small("20,000 files", "zip", lambda p: packages.archive_of(p, 20_000), "refused", "files"),
    small("paths that lead out of the folder", "zip", packages.paths_that_lead_out, "read"),
    small("protected by a password", "zip", packages.locked_archive, "refused", "password"),
    small("cut short", "zip", packages.cut_archive, "refused", "damaged"),
)

SET = (*PDF, *WEB, *OFFICE, *ARCHIVES)
