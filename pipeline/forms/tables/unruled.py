"""Pages that print a table without the rulings it could be read by.

Belongs here: telling such pages, so that their numbers are missed aloud. Does not: reading them.
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.documents.model import Document, Paragraph, Table
from pipeline.forms.tables.captions import pattern
from pipeline.forms.text import squeezed

# Amounts as tables print them, with decimals or groups; years, codes and line numbers are neither.
_AMOUNT = re.compile(r"\d\.\d{2,6}(?!\d)|\d{1,3}(?:,\d{3})+")
_LEAST_ROWS = 4


def pages_without_rulings(document: Document) -> list[int]:
    """Pages with a unit line and rows of amounts, but no table."""
    ruled = {block.page for block in document.blocks if isinstance(block, Table)}
    united: set[int] = set()
    rows: dict[int, int] = defaultdict(int)
    for block in document.blocks:
        if not isinstance(block, Paragraph) or block.page is None or block.page in ruled:
            continue
        if pattern("unit").search(squeezed(block.text)):
            united.add(block.page)
        rows[block.page] += bool(_AMOUNT.search(block.text)) and not pattern("sentence_end").search(block.text)
    return sorted(page for page in united if rows[page] >= _LEAST_ROWS)
