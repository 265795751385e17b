"""Which pages a second reader has to read, and why.

Belongs here: the reasons (referee.yml) and the pages they point to, as the stored rows tell them.
Does not: reading, and what the second reading says (`referee`).

A page is doubtful when a number on it takes part in an identity that breaks, when a number fails its grammar, when a
glyph has no Unicode mapping, or when it falls into the fixed sample. Everything follows from the stored rows and the
bytes of the file, so the same document has the same doubtful pages in every run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

import duckdb

from pipeline.documents.readers import SECOND_READERS
from pipeline.yaml_file import load_mapping

# document_id -> page -> why it is doubtful.
Doubts = dict[str, dict[int, set[str]]]


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """The content of referee.yml."""
    return load_mapping(files("expectations") / "referee.yml")


def in_sample(sha256: str, page: int) -> bool:
    """Whether the page of the file with these bytes falls into the fixed sample."""
    digest = hashlib.sha256(f"{sha256}:{page}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % int(settings()["sample_one_page_in"]) == 0


def doubtful_pages(connection: duckdb.DuckDBPyConnection, document_ids: Sequence[str], *, with_sample: bool) -> Doubts:
    """The pages to be read again, and why; only of formats that have a second reader."""
    doubts: Doubts = {}

    def add(document_id: str, page: int, why: str) -> None:
        doubts.setdefault(document_id, {}).setdefault(page, set()).add(why)

    doubted = [list(document_ids), list(SECOND_READERS)]
    for document_id, page in connection.execute(_PAGES_OF_BREAKS, doubted).fetchall():
        add(document_id, page, "identity_breaks")
    reasons = settings()["doubtful_problems"]
    for document_id, page, what in connection.execute(_PAGES_OF_PROBLEMS, [*doubted, list(reasons)]).fetchall():
        add(document_id, page, reasons[what])
    if with_sample:
        for document_id, sha256, page in connection.execute(_PAGES_WITH_AMOUNTS, doubted).fetchall():
            if in_sample(sha256, page):
                add(document_id, page, "sample")
    return doubts


_DOUBTED = """
doubted AS (SELECT document_id, sha256 FROM document
            WHERE document_id IN (SELECT unnest(?::VARCHAR[])) AND format IN (SELECT unnest(?::VARCHAR[]))
              AND read_status <> 'not_read')
"""
_PAGES_OF_BREAKS = f"""
WITH {_DOUBTED}, operand AS (
  SELECT document_id, unnest(operands, recursive := true) FROM check_result JOIN doubted USING (document_id)
  WHERE outcome = 'breaks'
)
SELECT DISTINCT o.document_id, coalesce(a.page, i.page, c.page) AS page
FROM operand AS o LEFT JOIN amount AS a USING (amount_id) LEFT JOIN indicator AS i USING (indicator_id)
LEFT JOIN claim AS c USING (claim_id)
WHERE coalesce(a.page, i.page, c.page) IS NOT NULL ORDER BY ALL
"""
_PAGES_OF_PROBLEMS = f"""
WITH {_DOUBTED}
SELECT DISTINCT document_id, page, what FROM problem JOIN doubted USING (document_id)
WHERE page IS NOT NULL AND what IN (SELECT unnest(?::VARCHAR[])) ORDER BY ALL
"""
_PAGES_WITH_AMOUNTS = f"""
WITH {_DOUBTED}
SELECT DISTINCT document_id, sha256, page FROM amount JOIN doubted USING (document_id)
WHERE page IS NOT NULL ORDER BY ALL
"""
