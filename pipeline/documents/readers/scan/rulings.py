"""The rulings in the picture of a page: straight runs of dots darker than the paper on both sides of them.

Belongs here: finding them and saying which dots they cover. Does not: grids (`pdf.lattice`).

A hairline of a coarse scan is one dot of pale grey: the threshold that finds letters loses it. It is darker than what
lies on either side of it all along, though, and so a few dots along it are looked at together. A row of print is dark
along too, but has gaps between its letters, which a ruling has not.
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
_BRIDGED = 4.0
# So many points along a line are looked at together, and paper on both sides so far off is what they are compared with.
_ALONG = 2.2
_BESIDE = 1.5
_FINE = 1.0
# Greys (of 255) by which a line is darker than paper; the share of its length that has to be as dark as the rest, or
# nearly.
_DARKER = 14
_UNBROKEN = 0.9
_LIKE_THE_REST = 0.4
_WITH_PAPER = 0.6
# A line thicker than this has no paper near its middle: it is ink.
_THICK = 2.0
# A line ends on another: as near as this.
_TOUCHES = 1.4
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
    """Long thin runs of dark dots by their label, and the picture of labels."""
    scale = scan.scale
    shortest = round((_SHORTEST_ACROSS if horizontal else _SHORTEST_DOWN) * scale)
    bridge = max(1, round(_BRIDGED * scale))
    streaks, _ = _streaks(scan, _ALONG, horizontal=horizontal)
    dark = cv2.threshold(streaks, _DARKER - 1, 255, cv2.THRESH_BINARY)[1]
    thick = cv2.morphologyEx(scan.ink, cv2.MORPH_OPEN, _bar(round(_THICK * scale), horizontal=not horizontal))
    thick = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(shortest, horizontal=horizontal))
    dark = cv2.bitwise_or(dark, thick)
    # A line half a dot off the grid of dots is in two rows by turns: thicken it across itself before looking along it.
    dark = cv2.dilate(dark, _bar(2, horizontal=not horizontal))
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _bar(bridge, horizontal=horizontal))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, _bar(shortest, horizontal=horizontal))
    _, labels, stats, middles = cv2.connectedComponentsWithStats(runs, connectivity=8)
    fine, paper = _streaks(scan, _FINE, horizontal=horizontal)
    found: dict[int, Ruling] = {}
    for label, ((x, y, wide, high, area), (middle_x, middle_y)) in enumerate(zip(stats, middles, strict=True)):
        length, breadth = (wide, high) if horizontal else (high, wide)
        # A patch of ink is no line, however long; a line a little askew is as thin as its dots for its length.
        if label == 0 or area / length > _THICKEST * scale or breadth > 3 * _THICKEST * scale:
            continue
        place = slice(y, y + high), slice(x, x + wide)
        first, last = 0, length
        if not thick[place].any():
            first, last = _unbroken(labels[place] == label, fine[place], paper[place], horizontal)
        if last - first >= shortest - bridge:
            start, at = (x, middle_y) if horizontal else (y, middle_x)
            ends = (float(start + first) / scale, float(start + last) / scale)
            found[label] = Ruling(horizontal, float(at) / scale, *ends)
    return found, labels


def _unbroken(inside: Picture, streaks: Picture, paper: Picture, horizontal: bool) -> tuple[int, int]:
    """First dot and end of what is dark in a run, nothing where that is dark by turns, as letters are.

    Where another line crosses there is no paper beside it: such dots say nothing.
    """
    axis = 0 if horizontal else 1
    darkest = np.where(inside, streaks, 0).max(axis=axis).astype(np.int16)
    beside = np.where(inside, paper, 0).max(axis=axis).astype(np.int16)
    depth = np.percentile(darkest, 60)
    is_dark = darkest >= _LIKE_THE_REST * depth
    dark = np.flatnonzero(is_dark)
    if not dark.size:
        return 0, 0
    first, last = int(dark[0]), int(dark[-1]) + 1
    says = (beside >= np.percentile(beside, 80) - depth / 2)[first:last]
    is_whole = says.mean() >= _WITH_PAPER and is_dark[first:last][says].mean() >= _UNBROKEN
    return (first, last) if is_whole else (0, 0)


def _bar(length: int, *, horizontal: bool) -> Picture:
    return np.ones((1, length) if horizontal else (length, 1), np.uint8)


def _streaks(scan: Scan, along: float, *, horizontal: bool) -> tuple[Picture, Picture]:
    """How much darker (of 255) each dot and its neighbours along are than the paper on both sides across, and the
    darker of these papers."""
    dots, beside = max(1, round(along * scan.scale)), round(_BESIDE * scan.scale)
    smooth = cv2.blur(scan.grey, (dots, 1) if horizontal else (1, dots))
    paper = cv2.blur(smooth, (1, 3) if horizontal else (3, 1))
    high, wide = paper.shape
    edge = (beside, beside, 0, 0) if horizontal else (0, 0, beside, beside)
    framed = cv2.copyMakeBorder(paper, *edge, cv2.BORDER_REPLICATE)
    darker: Picture = cv2.min(framed[:high, :wide], framed[-high:, -wide:])
    return cv2.subtract(darker, smooth), darker


def _held(across: dict[int, Ruling], down: dict[int, Ruling]) -> tuple[dict[int, Ruling], dict[int, Ruling]]:
    """Without what holds to nothing: strokes of letters, rows of digits that ran together, arcs of stamps.

    Lines too long for a word hold the others. A vertical reaches from one horizontal to another, and what hangs over is
    a letter below it; a short horizontal reaches from one such vertical to another.
    """
    held = {label: line for label, line in across.items() if line.end - line.start >= _LONG}
    between = _between(down, held)
    held |= {label: line for label, line in _between(across, between).items() if label not in held}
    return held, _between(down, held)


def _between(lines: dict[int, Ruling], others: dict[int, Ruling]) -> dict[int, Ruling]:
    """The lines that meet two others, each cut where it meets the outermost of them."""
    kept = {}
    for label, line in lines.items():
        met = [other.at for other in others.values() if _meets(line, other)]
        if met and max(met) - min(met) >= _SHORTEST_DOWN - 2 * _TOUCHES:
            kept[label] = Ruling(line.horizontal, line.at, max(line.start, min(met)), min(line.end, max(met)))
    return kept


def _meets(line: Ruling, other: Ruling) -> bool:
    return (
        line.start - _TOUCHES <= other.at <= line.end + _TOUCHES
        and other.start - _TOUCHES <= line.at <= other.end + _TOUCHES
    )
