"""Pages typed by hand, read and judged like files that arrive.

Belongs here: the notation and the way to check_result. Does not: real files (tests/facts).

A table is its title, its unit and its lines; `|` parts cells, `>` continues the cell to the left, `^` the one above.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from expectations.judge import judge
from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.warehouse import Warehouse


def table(title: str, unit: str, lines: str, note: str = "") -> str:
    """One table as HTML with its caption lines."""
    grid = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    rows = []
    for r, cells in enumerate(grid):
        made = []
        for c, text in enumerate(cells):
            if text in (">", "^"):
                continue
            columns = next((n for n in range(1, len(cells) - c) if cells[c + n] != ">"), len(cells) - c)
            below = [row[c] if c < len(row) else "" for row in grid[r + 1 :]]
            height = next((n for n, one in enumerate(below, start=1) if one != "^"), len(below) + 1)
            made.append(f'<td colspan="{columns}" rowspan="{height}">{text}</td>')
        rows.append(f"<tr>{''.join(made)}</tr>")
    return f"<p>{title}</p><p>单位：{unit}</p><table>{''.join(rows)}</table>" + (f"<p>{note}</p>" if note else "")


def judged(pages: Mapping[str, str], folder: Path) -> Warehouse:
    """A warehouse in memory with every page (name -> HTML) as a document of its own, judged."""
    warehouse = Warehouse(None)
    warehouse.set_lists()
    merged: dict[str, list[dict[str, object]]] = {}
    ids = []
    for number, (name, content) in enumerate(pages.items()):
        path = folder / f"{number}.html"
        path.write_text(f"<html><body><h1>{name}</h1>{content}</body></html>", encoding="utf-8")
        raw = look_at(path)
        ids.append(raw.document_id)
        for kept, rows in facts_of(raw, read(path, raw.kind), READER_VERSION).rows.items():
            merged.setdefault(kept, []).extend(rows)
    warehouse.replace(ids, merged)
    judge(warehouse.connection, ids)
    return warehouse
