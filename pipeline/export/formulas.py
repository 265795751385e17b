"""Text that a spreadsheet program takes for a formula when it opens a CSV file.

Belongs here: which text that is, and the apostrophe before it, in Python and in SQL.
Does not: finding such text in documents, which is told as a problem (`pipeline.documents.formulas`).

A spreadsheet program reads a cell of a CSV file as if it were typed: `=1+1` is run, `-2+3` too, and what stands behind
`=cmd|` may start a program. Only text columns need it; numbers are written as numbers. Text that is led by apostrophes
already gets one more, so that taking one away gives back every text as it was.
Source: OWASP, CSV Injection: = + - @, tab, carriage return, line feed, and the full-width signs.
"""

from __future__ import annotations

import re

_BLANK = " \u00a0\u3000\t\r\n\v\f"  # skipped by some programs before they look at the sign
_SIGNS = "=+@＝＋－＠\\-"
# Also RE2, which DuckDB uses.
_PATTERN = f"^(?:'*[\t\r\n]|['{_BLANK}]*[{_SIGNS}])"
_STARTS = re.compile(_PATTERN)


def looks_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet program may run the text when it reads it from a CSV file."""
    return _STARTS.match(text) is not None


def made_harmless(text: str) -> str:
    """The text with an apostrophe before it where it looks like a formula."""
    return f"'{text}" if looks_like_a_formula(text) else text


def as_it_was(text: str) -> str:
    """What `made_harmless` was given, from what it gave."""
    return text[1:] if text.startswith("'") and looks_like_a_formula(text[1:]) else text


def made_harmless_in_sql(column: str) -> str:
    """An SQL expression over a text column that is `made_harmless`."""
    pattern = _PATTERN.replace("'", "''")
    return f"CASE WHEN regexp_matches({column}, '{pattern}') THEN '''' || {column} ELSE {column} END"
