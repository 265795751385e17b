"""A page that is a picture to the blocks of a Document: the way of a drawn page, with another source of ink.

Belongs here: cutting the page into cells and lines, and laying what was recognised back on the page.
Does not: the picture (`picture`), recognition (`words`), grids (`pdf.lattice`), what may be believed (`grammar`).
"""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
from msgspec.structs import replace

from pipeline.documents.model import Box, Document, Paragraph, Remark, Table
from pipeline.documents.readers.pdf.ink import Glyph, PageInk
from pipeline.documents.readers.pdf.lattice import Grid, grids
from pipeline.documents.readers.pdf.reader import read_page
from pipeline.documents.readers.scan.grammar import judged
from pipeline.documents.readers.scan.orientation import turn_of
from pipeline.documents.readers.scan.picture import Picture, Scan, quarter_turned, scan_of
from pipeline.documents.readers.scan.rulings import rulings_of
from pipeline.documents.readers.scan.words import Dots, Line, read_lines

READ_BY = "ocr"

# A patch of ink this many points high and wide is a drawing, not a letter of a headline.
_DRAWING = 40.0
# Letters of a line stand no further apart than this (points), and two columns of print do.
_APART = 22.0
# Of a box's height, inside a line's; and of the line's height, between them.
_SAME_LINE = 0.6
_NEIGHBOURS = 2.5


def read_scanned_page(path: Path, number: int) -> Document:
    """One page of a PDF as recognised: its tables, its lines, and a remark for each cell that cannot be believed.

    Raises UnreadableFile where the page cannot be rendered, UnsupportedFormat where recognition is not installed.
    """
    scan = scan_of(path, number)
    if turn := turn_of(scan):
        scan = quarter_turned(scan, turn)
    return read_scan(scan, number)


def read_scan(scan: Scan, number: int) -> Document:
    """As `read_scanned_page`, for a page already rendered."""
    rulings, covered = rulings_of(scan)
    found = grids(rulings)
    ink = PageInk(number, scan.width, scan.height, rulings=rulings, image_share=1.0, turn=scan.turn)
    letters = cv2.bitwise_and(scan.ink, cv2.bitwise_not(covered))
    boxes = [box for grid in found for box in _cells(grid, scan)]
    areas = [_inside(letters, box, scan) for box in boxes]
    for box in boxes:
        _blank(letters, box)
    in_cells = len(boxes)
    outside = _line_boxes(letters, scan)
    boxes += outside
    areas += [letters[top:bottom, x0:x1] for x0, top, x1, bottom in outside]
    for index, lines in enumerate(read_lines(scan, areas, boxes, in_cells)):
        for line in lines:
            # Outside tables a letter alone is a scrap of a drawing or a shadow of the sheet's edge.
            if index < in_cells or len(line.text) > 1:
                ink.glyphs += _glyphs(line)
    page, blocks = read_page(ink, found, READ_BY)
    kept: list[Paragraph | Table] = []
    remarks: list[Remark] = []
    for block in blocks:
        if isinstance(block, Table):
            table, doubts = judged(block)
            remarks += doubts
            kept.append(table)
        else:
            kept.append(block)
    if scan.degrees:
        kept = [_turned_back(block, scan) for block in kept]
    return Document("pdf", tuple(kept), (page,), tuple(remarks), read_method=READ_BY)


def _turned_back(block: Paragraph | Table, scan: Scan) -> Paragraph | Table:
    """The block where it stands on the page as it is shown: askew."""
    turn = math.radians(-scan.degrees)
    sine, cosine = math.sin(turn), math.cos(turn)
    middle_x, middle_y = scan.width / 2, scan.height / 2

    def back(box: Box | None) -> Box | None:
        if box is None:
            return None
        x, y = (box.x0 + box.x1) / 2 - middle_x, (box.top + box.bottom) / 2 - middle_y
        dx = middle_x + cosine * x - sine * y - (box.x0 + box.x1) / 2
        dy = middle_y + sine * x + cosine * y - (box.top + box.bottom) / 2
        return Box(round(box.x0 + dx, 2), round(box.top + dy, 2), round(box.x1 + dx, 2), round(box.bottom + dy, 2))

    if isinstance(block, Paragraph):
        return replace(block, box=back(block.box))
    cells = tuple(replace(cell, box=back(cell.box), ink=back(cell.ink)) for cell in block.cells)
    return replace(block, box=back(block.box), cells=cells)


def _cells(grid: Grid, scan: Scan) -> list[Dots]:
    """The boxes of a grid's cells in dots."""
    high, wide = scan.ink.shape

    def dots(x: float, y: float) -> tuple[int, int]:
        return min(wide, max(0, round(x * scan.scale))), min(high, max(0, round(y * scan.scale)))

    found = []
    for cell in grid.cells:
        x0, top = dots(grid.xs[cell.column], grid.ys[cell.row])
        x1, bottom = dots(grid.xs[cell.column + cell.column_span], grid.ys[cell.row + cell.row_span])
        found.append((x0, top, x1, bottom))
    return found


def _inside(letters: Picture, box: Dots, scan: Scan) -> Picture:
    """The ink in a cell without the edge of its rulings."""
    x0, top, x1, bottom = box
    area = letters[top:bottom, x0:x1].copy()
    edge = max(1, round(0.5 * scan.scale))
    area[:edge] = area[-edge:] = 0
    area[:, :edge] = area[:, -edge:] = 0
    return area


def _blank(letters: Picture, box: Dots) -> None:
    x0, top, x1, bottom = box
    letters[top:bottom, x0:x1] = 0


def _line_boxes(letters: Picture, scan: Scan) -> list[Dots]:
    """The lines of print outside tables, drawings left out."""
    scale = scan.scale
    count, labels, stats, _ = cv2.connectedComponentsWithStats(letters, connectivity=8)
    if count < 2:
        return []
    filled = stats[:, cv2.CC_STAT_AREA] > 0.2 * stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT]
    large = (stats[:, cv2.CC_STAT_WIDTH] >= _DRAWING * scale) & (stats[:, cv2.CC_STAT_HEIGHT] >= _DRAWING * scale)
    small = (stats[:, cv2.CC_STAT_WIDTH] < 0.6 * scale) & (stats[:, cv2.CC_STAT_HEIGHT] < 0.6 * scale)
    keeps = ~(large | small)
    keeps[0] = False
    for x, y, wide, high, _ in stats[large & filled][1 if (large & filled)[0] else 0 :].tolist():
        letters[y : y + high, x : x + wide] = 0  # and what is written into the drawing
    letters *= keeps[labels].astype(np.uint8)
    reach = max(1, round(_APART * scale) // 2)
    joined = cv2.dilate(letters, np.ones((1, 2 * reach + 1), np.uint8))
    _, _, runs, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    wide = letters.shape[1]
    boxes = [
        (max(0, x + reach), y, min(wide, x + w - reach), y + h) if x and x + w < wide else (x, y, x + w, y + h)
        for x, y, w, h, _ in runs[1:].tolist()
    ]
    return [box for box in _merged(boxes) if box[3] - box[1] >= 2 * scale and box[2] - box[0] > 1]


def _merged(boxes: list[Dots]) -> list[Dots]:
    """Boxes on one line as one: the upper stroke of 二, a letter set apart. Columns of print stay apart."""
    lines: list[Dots] = []
    for box in sorted(boxes, key=lambda b: b[1] - b[3]):  # the highest first
        for index, line in enumerate(lines):
            high = line[3] - line[1]
            overlap = min(box[3], line[3]) - max(box[1], line[1])
            gap = max(box[0] - line[2], line[0] - box[2])
            if overlap >= _SAME_LINE * (box[3] - box[1]) and gap <= _NEIGHBOURS * high:
                lines[index] = (min(box[0], line[0]), min(box[1], line[1]), max(box[2], line[2]), max(box[3], line[3]))
                break
        else:
            lines.append(box)
    return lines


def _glyphs(line: Line) -> list[Glyph]:
    """The letters of a line, side by side in its box: a wide letter is a square, a narrow one half of it."""
    shares = [0.5 if char.isascii() else 1.0 for char in line.text]
    step = line.box.width / sum(shares)
    x, glyphs = line.box.x0, []
    for char, share in zip(line.text, shares, strict=True):
        glyphs.append(Glyph(char, x, line.box.top, x + step * share, line.box.bottom, line.box.bottom))
        x += step * share
    return glyphs
