"""A page as a picture that can be read: rendered, without stamps, upright.

Belongs here: rendering, what a stamp is, the angle of a page laid askew on the glass, what is ink.
Does not: rulings (`rulings`), letters (`words`).

Pictures are arrays of bytes, rows first; lengths are in points of the page and multiplied by `scale` (dots a point).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pypdfium2

from pipeline.errors import UnreadableFile

cv2.setNumThreads(1)  # its threads reserve address space, the limit of a reading process, and gain nothing here

Picture = npt.NDArray[Any]  # of bytes; cv2 says no more of what it returns

# Small print of a table still has some twenty dots a letter; more cost time and gain nothing (docs/decisions/0008).
DOTS_PER_INCH = 200
# An A3 page has 8 million dots. A larger page is rendered coarser.
MAX_DOTS = 12_000_000
# A scanner's lid does not turn a sheet further; more is another orientation.
_MOST_DEGREES = 3.0
# Red counts as a stamp's where it forms a patch of at least this size and is about as wide as high.
_STAMP_POINTS = 55.0
_RED_IS_LIGHT = 150
_BLOCK = 41  # neighbourhood of the threshold, dots at 200 a inch
DARKER = 14  # than its neighbourhood, of 255


@dataclass(frozen=True, slots=True)
class Scan:
    """One page, upright: `grey` as recognised, `ink` 255 where there is ink; sizes of the page in points."""

    grey: Picture
    ink: Picture
    scale: float
    width: float
    height: float
    degrees: float  # by which the page was turned back
    turn: int = 0  # quarters clockwise by which it was turned before; sizes are those after


def scan_of(path: Path, number: int) -> Scan:
    """Page `number` (from 1). Raises UnreadableFile where it cannot be rendered."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise UnreadableFile(f"the file cannot be opened to look at its pages ({error})") from error
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, (MAX_DOTS / max(1.0, width * height)) ** 0.5)
        image = np.asarray(page.render(scale=scale).to_pil().convert("RGB"), dtype=np.uint8)
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise UnreadableFile(f"page {number} cannot be rendered ({error})") from error
    finally:
        document.close()
    return upright(image, scale, width, height)


def upright(image: Picture, scale: float, width: float, height: float) -> Scan:
    """A rendered page without stamps and turned back."""
    grey = without_stamps(image, scale)
    degrees = askew(grey, scale)
    if degrees:
        grey = _turned(grey, degrees)
    return Scan(grey, ink_of(grey), scale, width, height, degrees)


def quarter_turned(scan: Scan, turn: int) -> Scan:
    """The page turned by so many quarters clockwise, and turned back again where that shows it to be askew."""
    grey: Picture = np.ascontiguousarray(np.rot90(scan.grey, -turn))
    degrees = askew(grey, scan.scale)
    if degrees:
        grey = _turned(grey, degrees)
    width, height = (scan.height, scan.width) if turn % 2 else (scan.width, scan.height)
    return Scan(grey, ink_of(grey), scan.scale, width, height, scan.degrees + degrees, (scan.turn + turn) % 4)


def without_stamps(image: Picture, scale: float) -> Picture:
    """The page in greys without the red of stamps: paper, but for what shows through a red glass. Red figures stay."""
    red, green, blue = (image[:, :, channel].astype(np.int16) for channel in range(3))
    grey: Picture = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    is_red = ((red - np.maximum(green, blue)) > 40).astype(np.uint8)
    if int(is_red.sum()) < _STAMP_POINTS * scale:
        return grey
    reach = max(1, round(4 * scale))
    patches = cv2.morphologyEx(is_red, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(patches, connectivity=8)
    least = _STAMP_POINTS * scale
    for label, (_, _, wide, high, _) in enumerate(stats[1:], 1):
        if min(wide, high) >= least and max(wide, high) <= 2 * min(wide, high):
            stamp = (labels == label) & (is_red > 0)
            # Ink under the stamp is dark in red light too; the stamp is not.
            lighter = np.where(red >= _RED_IS_LIGHT, 255, red).astype(np.uint8)
            grey[stamp] = np.maximum(grey[stamp], lighter[stamp])
            # The rim of a stroke is half as red.
            rim = cv2.dilate(stamp.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            pale = rim & (red - np.minimum(green, blue) > 12)
            grey[pale] = np.maximum(grey[pale], lighter[pale])
    return grey


def ink_of(grey: Picture) -> Picture:
    """255 where a dot is darker than what is around it: lines and letters, also on shaded ground."""
    smooth = cv2.medianBlur(grey, 3)
    ink = darker_than_around(smooth, DARKER)
    # What is much darker than paper is ink whatever surrounds it: the inside of thick strokes.
    ink[smooth < 96] = 255
    return ink


def darker_than_around(grey: Picture, least: int) -> Picture:
    """255 where a dot is darker, by `least` of 255, than the mean of its neighbourhood."""
    found: Picture = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, least)
    return found


def askew(grey: Picture, scale: float) -> float:
    """Degrees by which lines of the page rise to the right, 0 where they are level: the turn that makes rows of ink
    and rows of paper differ most."""
    small = cv2.resize(ink_of(grey), None, fx=1 / scale, fy=1 / scale, interpolation=cv2.INTER_AREA)
    if int(small.max(initial=0)) == 0:
        return 0.0

    def contrast(degrees: float) -> float:
        rows = _turned(small, degrees, 0).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    level = contrast(0.0)
    coarse = max(np.arange(-_MOST_DEGREES, _MOST_DEGREES + 0.1, 0.25), key=contrast)
    fine = max(np.arange(coarse - 0.25, coarse + 0.26, 0.05), key=contrast)
    return round(float(fine), 2) if contrast(float(fine)) > 1.05 * level and abs(fine) >= 0.05 else 0.0


def _turned(picture: Picture, degrees: float, ground: int = 255) -> Picture:
    high, wide = picture.shape
    turn: Any = cv2.getRotationMatrix2D((wide / 2, high / 2), -degrees, 1.0)
    turned: Picture = cv2.warpAffine(picture, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=ground)
    return turned
