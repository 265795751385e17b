"""Text that a spreadsheet program would run.

Belongs here: finding printed text that begins as a formula and does something, and the remark on it.
Does not: changing it. What is published is what is printed; whoever exports it to a spreadsheet must know.
Source: OWASP, CSV Injection; the signs are those with which Excel, LibreOffice and WPS begin a formula.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.documents.model import Document, Paragraph, Remark

_SIGNS = ("=", "+", "-", "@")
# A call (SUM(...) or a link to another program (cmd|...). "=100%" and "-5" are neither, nor is "-CT(64排)": outside
# its quotes a formula is ASCII.
_QUOTED = re.compile(r'"[^"]*"')
_ACTS = re.compile(r"[A-Za-z_][\w.]*\s*[(|]", re.ASCII)
_LONGEST = 200


def runs_in_a_spreadsheet(text: str) -> bool:
    """Whether a spreadsheet program that is given this text as a cell would call something."""
    text = text.lstrip()
    if not text.startswith(_SIGNS):
        return False
    bare = _QUOTED.sub("", text)
    return bare.isascii() and _ACTS.search(bare) is not None


def formula_remarks(document: Document) -> tuple[Remark, ...]:
    """One remark on all such texts of a document, at the first of them; none where there is none."""
    found = [(text, page) for text, page in _texts(document) if runs_in_a_spreadsheet(text)]
    if not found:
        return ()
    text, page = found[0]
    detail = (
        f"{len(found)} printed texts begin as formulas; they are published as printed: "
        "import the columns as text before opening an export in a spreadsheet program"
    )
    return (Remark("text_like_a_formula", page, text[:_LONGEST], detail),)


def _texts(document: Document) -> Iterator[tuple[str, int]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.page
        else:
            yield from ((cell.text, cell.page) for cell in block.cells)
