"""The rulings in the picture of a page: straight runs of ink longer than any stroke of a letter.

Belongs here: finding them and saying which dots they cover. Does not: grids (`pdf.lattice`).
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np

from pipeline.documents.readers.pdf.ink import Ruling
from pipeline.documents.readers.scan.picture import Picture, Scan

# Points. The strokes of a letter are shorter; those of headlines are longer, but touch no line across.
_SHORTEST_ACROSS = 16.0
_SHORTEST_DOWN = 11.0
_THICKEST = 3.5
# Noise and a coarse scan cut a line; so many points are bridged.
_BRIDGED = 1.5
# A line ends on another: as near as this.
_TOUCHES = 3.0
# No word is as long and as level.
_LONG = 100.0


def rulings_of(scan: Scan) -> tuple[list[Ruling], Picture]:
    """The rulings in points from the top left, and a mask that is 255 on every dot they cover."""
    across, labels_across = _runs(scan, horizontal=True)
    down, labels_down = _runs(scan, horizontal=False)
    across, down = _held(across, down)
    mask: Picture = cv2.bitwise_or(_mask(labels_across, across), _mask(labels_down, down))
    return [*across.values(), *down.values()], mask


def _mask(labels: Picture, lines: dict[int, Ruling]) -> Picture:
    keeps = np.zeros(int(labels.max()) + 1, np.uint8)
    keeps[list(lines)] = 255
    return cv2.dilate(keeps[labels], np.ones((3, 3), np.uint8))


def _runs(scan: Scan, *, horizontal: bool) -> tuple[dict[int, Ruling], Picture]:
    """Long thin runs of ink by their label, and the picture of labels."""
    scale = scan.scale
    shortest = round((_SHORTEST_ACROSS if horizontal else _SHORTEST_DOWN) * scale)
    bridge = max(1, round(_BRIDGED * scale))

    def bar(length: int) -> Picture:
        return np.ones((1, length) if horizontal else (length, 1), np.uint8)

    # A line half a dot off the grid of dots is in two rows by turns: thicken it across itself before looking along it.
    thick = cv2.dilate(scan.ink, np.ones((2, 1) if horizontal else (1, 2), np.uint8))
    joined = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, bar(bridge))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, bar(shortest))
    _, labels, stats, middles = cv2.connectedComponentsWithStats(runs, connectivity=8)
    found: dict[int, Ruling] = {}
    for label, ((x, y, wide, high, area), (middle_x, middle_y)) in enumerate(zip(stats, middles, strict=True)):
        length, breadth = (wide, high) if horizontal else (high, wide)
        # A patch of ink is no line, however long; a line a little askew is as thin as its dots for its length.
        if label == 0 or area / length > _THICKEST * scale or breadth > 3 * _THICKEST * scale:
            continue
        start, at = (x, middle_y) if horizontal else (y, middle_x)
        found[label] = Ruling(horizontal, float(at) / scale, float(start) / scale, float(start + length) / scale)
    return found, labels


def _held(across: dict[int, Ruling], down: dict[int, Ruling]) -> tuple[dict[int, Ruling], dict[int, Ruling]]:
    """Without what holds to nothing: strokes of letters, rows of digits that ran together, arcs of stamps.

    A vertical ends on horizontals at both ends; a horizontal has one such vertical, or is too long for a word.
    """
    down = {
        label: line
        for label, line in down.items()
        if all(_ends_on(line, end, across.values()) for end in (line.start, line.end))
    }
    across = {
        label: line
        for label, line in across.items()
        if line.end - line.start >= _LONG or any(_meets(line, other) for other in down.values())
    }
    return across, down


def _meets(line: Ruling, other: Ruling) -> bool:
    return (
        line.start - _TOUCHES <= other.at <= line.end + _TOUCHES
        and other.start - _TOUCHES <= line.at <= other.end + _TOUCHES
    )


def _ends_on(line: Ruling, end: float, others: Iterable[Ruling]) -> bool:
    return any(
        abs(other.at - end) <= _TOUCHES and other.start - _TOUCHES <= line.at <= other.end + _TOUCHES
        for other in others
    )
