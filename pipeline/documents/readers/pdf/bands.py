"""Lines to rows: which lines of a table whose rulings are missing are one row.

Belongs here: rulings between rows, labels broken over lines above or below their numbers, the edges between rows.
Does not: where the table stands (`areas`), its columns (`gaps`).
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from statistics import median

from pipeline.documents.readers.pdf.gaps import Column, phrases_of
from pipeline.documents.readers.pdf.runs import WIDE, Line, Run
from pipeline.documents.readers.pdf.words import pattern


def edge_between(upper: float, lower: float, full: list[float]) -> float:
    """The y of the side between lines that end at `upper` and begin at `lower`: at a ruling of `full` if any."""
    drawn = [y for y in full if upper - 3 <= y <= lower + 3]
    return drawn[-1] if drawn else (upper + lower) / 2


def rows_of(body: list[Line], columns: list[Column], full: list[float]) -> list[list[Line]]:
    """The lines of each row from top to bottom; `full` are the places of the rulings that part rows."""
    if is_banded(body, full):
        return [band for band in _bands(body, full) if band]
    rows: list[list[Line]] = []
    for line in body:
        before = rows[-1] if rows else None
        parted = before is not None and any(before[0].middle < y < line.middle for y in full)
        if before is not None and not parted and _overlaps(before, line) and not _clash(before, line, columns):
            before.append(line)
        else:
            rows.append([line])
    return _with_continuations(rows, columns, full)


def _bands(body: list[Line], full: list[float]) -> list[list[Line]]:
    """The lines between neighbouring rulings."""
    bands: list[list[Line]] = [[] for _ in range(len(full) + 1)]
    for line in body:
        bands[bisect_left(full, line.middle)].append(line)
    return bands


def is_banded(body: list[Line], full: list[float]) -> bool:
    """Whether rulings stand between all rows: hardly a band prints numbers on lines clear of one another."""
    numeric = [[line for line in band if line.has_number] for band in _bands(body, full)]
    several = sum(any(b.top > a.bottom + 0.5 * a.height for a, b in pairwise(band)) for band in numeric)
    return len(full) >= 2 and several <= 0.1 * sum(bool(band) for band in numeric)


def _overlaps(row: list[Line], line: Line) -> bool:
    bottom = max(other.bottom for other in row)
    return bottom - line.top > 0.25 * min(line.bottom - line.top, min(o.bottom - o.top for o in row))


def _clash(row: list[Line], line: Line, columns: list[Column]) -> bool:
    def places(lines: list[Line]) -> set[int]:
        return {
            i
            for other in lines
            for r in other.runs
            if r.is_number
            for i, c in enumerate(columns)
            if c.x0 - 1 <= r.middle <= c.x1 + 1
        }

    return bool(places(row) & places([line]))


def _with_continuations(rows: list[list[Line]], columns: list[Column], full: list[float]) -> list[list[Line]]:
    """Rows with the lines that go on with a label of theirs, before or behind."""
    gaps = [b[0].top - max(line.bottom for line in a) for a, b in pairwise(rows)]
    halves = [_is_half(a, b) for a, b in pairwise(rows)] + [False]
    both = [
        g
        for g, a, b, half in zip(gaps, rows, rows[1:], halves, strict=False)
        if _numeric(a) and _numeric(b) and not half
    ]
    usual = median(both) if both else None
    joined: list[list[Line]] = []
    ahead: list[Line] = []
    for i, row in enumerate(rows):
        up = gaps[i - 1] if i else None
        down = gaps[i] if i + 1 < len(rows) else None
        is_upper = halves[i] and _is_leading(gaps[i], usual, row[0].height, bool(full))
        if is_upper:
            ahead += row
            continue
        if _numeric(row) or len(phrases_of(row[0])) > 1:
            joined.append([*ahead, *row])
            ahead = []
            continue
        height = row[0].height
        ruled_up = i > 0 and any(rows[i - 1][0].middle < y < row[0].middle for y in full)
        ruled_down = down is not None and any(row[0].middle < y < rows[i + 1][0].middle for y in full)
        near_up = up is not None and not ruled_up and _is_leading(up, usual, height, bool(full))
        near_down = down is not None and not ruled_down and _is_leading(down, usual, height, bool(full))
        starts = bool(pattern("begins_row").search(row[0].text))
        if (
            near_down
            and (starts or not near_up or (up or 0) > (down or 0) + 1)
            and not _begins_beside(rows[i + 1], row[0].runs[0])
        ):
            ahead += row
        elif (
            joined
            and not starts
            and (near_up or (up is not None and not ruled_up and _runs_on(joined[-1], row, columns, up, usual)))
        ):
            joined[-1] += row
        else:
            joined.append([*ahead, *row])
            ahead = []
    if ahead:
        joined.append(ahead)
    return joined


def _is_half(row: list[Line], following: list[Line]) -> bool:
    """Whether a row may be the upper lines of the next: a code that stands by itself, then label and amounts.

    Codes stand at half the height of their cell, amounts perhaps at its foot.
    """
    codes = [run for line in row for run in line.runs]
    if not all(run.text.isdigit() for run in codes):
        return False
    runs = [run for line in following for run in line.runs]
    beside = any(run.x0 < code.x1 and run.x1 > code.x0 for run in runs for code in codes)
    starts = pattern("begins_row").search(following[0].text)
    return any(run.is_amount for run in runs) and not beside and not starts


def _begins_beside(row: list[Line], run: Run) -> bool:
    """Whether the label of a row in the column of `run` is numbered: it goes on with nothing printed above."""
    labels = [p for line in row for p in phrases_of(line) if not p.is_number and p.x0 < run.x1 and p.x1 > run.x0]
    return any(pattern("begins_row").search(p.text) for p in labels)


def _numeric(row: list[Line]) -> bool:
    return any(line.has_number for line in row)


def _is_leading(gap: float, usual: float | None, height: float, ruled: bool) -> bool:
    """Whether a gap is one between the lines of a label, and not one between rows."""
    if ruled:
        return gap < 1.2 * height
    return gap < 0.9 * height and usual is not None and gap < 0.6 * usual


def _runs_on(above: list[Line], row: list[Line], columns: list[Column], gap: float, usual: float | None) -> bool:
    """Whether the label above fills its column and this line goes on below it."""
    line = row[0]
    height = line.height
    run = line.runs[0]
    column = next((c for c in columns if c.x0 - 1 <= run.middle <= c.x1 + 1), None)
    if column is None or gap > 0.9 * height or (usual is not None and gap > 1.05 * usual + 0.5):
        return False
    last = next(
        (p for p in phrases_of(above[-1]) if column.x0 - 1 <= p.middle <= column.x1 + 1 and not p.is_number), None
    )
    return last is not None and last.x1 >= column.x1 - WIDE * height and abs(last.x0 - run.x0) < 1.5 * height
