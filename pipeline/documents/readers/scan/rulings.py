"""The rulings in the picture of a page: straight runs of ink longer than any stroke of a letter.

Belongs here: finding them and saying which dots they cover. Does not: grids (`pdf.lattice`).
"""

from __future__ import annotations

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


def rulings_of(scan: Scan) -> tuple[list[Ruling], Picture]:
    """The rulings in points from the top left, and a mask that is 255 on every dot they cover."""
    across, mask_across = _runs(scan, horizontal=True)
    down, mask_down = _runs(scan, horizontal=False)
    mask: Picture = cv2.bitwise_or(mask_across, mask_down)
    return _held(across, down), mask


def _runs(scan: Scan, *, horizontal: bool) -> tuple[list[Ruling], Picture]:
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
    found: list[Ruling] = []
    keeps = np.zeros(len(stats), np.uint8)
    for label, ((x, y, wide, high, area), (middle_x, middle_y)) in enumerate(zip(stats, middles, strict=True)):
        length, breadth = (wide, high) if horizontal else (high, wide)
        # A patch of ink is no line, however long; a line a little askew is as thin as its dots for its length.
        if label == 0 or area / length > _THICKEST * scale or breadth > 3 * _THICKEST * scale:
            continue
        keeps[label] = 255
        start, at = (x, middle_y) if horizontal else (y, middle_x)
        found.append(Ruling(horizontal, float(at) / scale, float(start) / scale, float(start + length) / scale))
    mask: Picture = cv2.dilate(keeps[labels], np.ones((3, 3), np.uint8))
    return found, mask


def _held(across: list[Ruling], down: list[Ruling]) -> list[Ruling]:
    """Without the verticals that stand on no horizontal at both ends: strokes of letters and of stamps."""
    held = [line for line in down if all(_ends_on(line, end, across) for end in (line.start, line.end))]
    return [*across, *held]


def _ends_on(line: Ruling, end: float, others: list[Ruling]) -> bool:
    return any(
        abs(other.at - end) <= _TOUCHES and other.start - _TOUCHES <= line.at <= other.end + _TOUCHES
        for other in others
    )
