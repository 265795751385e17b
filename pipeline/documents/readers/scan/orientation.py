"""Which way the print of a scanned page runs: a wide table is often laid sideways into the scanner.

Belongs here: whether lines run across the picture or down it, and which of their ends comes first.
Does not: turning the picture (`picture`), sheets a little askew (`picture.askew`).

Letters of one line stand nearer to each other than lines do: joined with their neighbours they come to fewer pieces
along the lines than across them. That costs 10 ms. Only where it says sideways are a few lines recognised both ways
round, which costs some tenths of a second: upside down the recogniser is unsure of them.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.documents.readers.scan.picture import Picture, Scan, quarter_turned
from pipeline.documents.readers.scan.words import Dots, sureness

# Points. What is larger is no letter, what is smaller a speck; letters of a line stand no further apart than the last.
_LARGEST, _SMALLEST, _APART = 40.0, 2.0, 2.5
# Fewer letters tell nothing. A level page has at most 0.8 times as many pieces across as down; one that lies sideways
# has more than so many.
_LEAST_LETTERS = 20
_SIDEWAYS = 1.2
# Lines that are recognised both ways, and points of their length and height.
_LINES = 12
_LENGTH, _HEIGHT = (30.0, 200.0), (5.0, 25.0)
# Dots that are this dark (of 255) at half the size are ink.
_INK = 60


def turn_of(scan: Scan) -> int:
    """Quarters clockwise by which the picture is to be turned for its lines to be level: 0, 1 or 3."""
    if not _runs_down(scan):
        return 0
    level = quarter_turned(scan, 1)
    lines = _some_lines(level)
    if not lines:
        return 0
    first, last = sureness(level, lines), sureness(level, lines, upside_down=True)
    return 1 if first >= last else 3


def _runs_down(scan: Scan) -> bool:
    """Whether lines run down the picture and not across it."""
    half = cv2.resize(scan.ink, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    letters, count = _letters((half > _INK).astype(np.uint8), scan.scale / 2)
    if count < _LEAST_LETTERS:
        return False
    reach = 2 * max(1, round(_APART * scan.scale / 2)) + 1
    across, down = (
        cv2.connectedComponents(cv2.dilate(letters, np.ones(shape, np.uint8)))[0] - 1
        for shape in ((1, reach), (reach, 1))
    )
    return bool(across > _SIDEWAYS * down)


def _letters(ink: Picture, scale: float) -> tuple[Picture, int]:
    """The ink without rulings, drawings and specks, and how many patches are left."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    longest = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    keeps = (longest < _LARGEST * scale) & (longest > _SMALLEST * scale)
    keeps[0] = False
    return keeps[labels].astype(np.uint8), int(keeps.sum())


def _some_lines(scan: Scan) -> list[Dots]:
    """Boxes of some lines, long and short ones."""
    letters, _ = _letters((scan.ink > 0).astype(np.uint8), scan.scale)
    reach = 2 * round(_APART * scan.scale) + 1
    _, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(letters, np.ones((1, reach), np.uint8)))
    (shortest, longest), (lowest, highest) = ([side * scan.scale for side in sides] for sides in (_LENGTH, _HEIGHT))
    boxes = [
        (x, y, x + wide, y + high)
        for x, y, wide, high, _ in stats[1:].tolist()
        if shortest <= wide <= longest and lowest <= high <= highest
    ]
    boxes.sort(key=lambda box: (box[0] - box[2], box))
    return boxes[:: max(1, len(boxes) // _LINES)][:_LINES]
