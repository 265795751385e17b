"""Pieces of a picture to text, by rapidocr's recogniser on lines found here.

Belongs here: lines of ink inside an area, their recognition, many at a time, and a second look at numbers.
Does not: whether what was recognised may be believed (`grammar`): the recogniser is sure of its mistakes too.

A number in a table is recognised twice, the second time from a softer picture with more paper around it: where grain or
a scrap of a ruling made a digit, it makes another one or none. What differs gets U+FFFD at its end.

The models are inside the wheel and nothing is fetched: the recogniser is made from its file, without the engine around
it that would download what is missing.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime

from pipeline.documents.model import UNREADABLE, Box
from pipeline.documents.readers.scan.grammar import folded, is_like_number
from pipeline.documents.readers.scan.picture import Picture, Scan
from pipeline.errors import UnsupportedFormat

_MODEL = "PP-OCRv6_rec_small.onnx"
_HIGH = 48  # dots of a line as the model was taught
# Dots of a batch across: what the model holds for them fits beside it into the memory of a reading process.
_BATCH_DOTS = 2400
_NARROWEST = 320  # dots the model sees at least
_WIDEST = 2400  # dots after scaling; a line of a page has 1,800
# Points: a speck is smaller both ways; a stop is not.
_SPECK = 0.6
# Rows of ink nearer than this are one line (the dot of an i, the two strokes of 二); as a share of the line's height.
_SAME_LINE = 0.28
_LOWEST_LINE = 5.0
_MARGIN = 1.6
# The second look: more paper, and dots mixed with their neighbours (the width of the bell in dots).
_WIDER_MARGIN = 2.6
_SOFT = 0.9


Dots = tuple[int, int, int, int]  # x0, top, x1, bottom


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and where its ink is, in points of the page."""

    text: str
    box: Box


def read_lines(scan: Scan, areas: Sequence[Picture], boxes: Sequence[Dots], in_cells: int) -> list[list[Line]]:
    """The lines in each area, from top to bottom; `areas` are cut out of the ink at `boxes` (dots).

    The first `in_cells` areas are cells of tables, whose numbers are read twice.
    """
    places: list[tuple[int, Dots]] = []
    usual = _usual_height(areas, scan.scale)
    for index, (area, (x0, top, _, _)) in enumerate(zip(areas, boxes, strict=True)):
        for a, b, c, d in _lines(area, scan.scale, usual):
            places.append((index, (x0 + a, top + b, x0 + c, top + d)))
    texts = recognise([_cut(scan.grey, scan.scale, place, usual, _MARGIN) for _, place in places])
    numbers = [n for n, ((index, _), text) in enumerate(zip(places, texts, strict=True))
               if index < in_cells and is_like_number(text)]  # fmt: skip
    soft = cv2.GaussianBlur(scan.grey, (0, 0), _SOFT)
    again = recognise([_cut(soft, scan.scale, places[n][1], usual, _WIDER_MARGIN) for n in numbers])
    for n, text in zip(numbers, again, strict=True):
        if folded(text) != folded(texts[n]):
            texts[n] += UNREADABLE
    found: list[list[Line]] = [[] for _ in areas]
    for (index, place), text in zip(places, texts, strict=True):
        if text:
            found[index].append(Line(text, Box(*(round(edge / scan.scale, 2) for edge in place))))
    return found


def recognise(pictures: Sequence[Picture]) -> list[str]:
    """The text of each picture of one line. Raises UnsupportedFormat where the models are not installed."""
    letters = _recogniser()[2]
    texts = [""] * len(pictures)
    for chosen, scores in _scored(pictures):
        for index, best in zip(chosen, scores.argmax(axis=2), strict=True):
            texts[index] = _collapsed(best, letters)
    return texts


def sureness(scan: Scan, lines: Sequence[Dots], *, upside_down: bool = False) -> float:
    """How sure the recogniser is, from 0 to 1, of the letters it sees in these lines. It says nothing of one number."""
    cuts = [_cut(scan.grey, scan.scale, line, line[3] - line[1], _MARGIN) for line in lines]
    if upside_down:
        cuts = [np.ascontiguousarray(cut[::-1, ::-1]) for cut in cuts]
    best = np.concatenate([scores.max(axis=2)[scores.argmax(axis=2) > 0] for _, scores in _scored(cuts)])
    return float(best.mean()) if best.size else 0.0


def _scored(pictures: Sequence[Picture]) -> Iterator[tuple[list[int], Any]]:
    """Indices of pictures, and for each of them the scores of every letter from left to right."""
    session, name, _ = _recogniser()
    for chosen in _batches([_width(picture) for picture in pictures]):
        (scores,) = session.run(None, {name: _batch([pictures[index] for index in chosen])})
        yield chosen, scores


def _width(picture: Picture) -> int:
    """Dots across after scaling to the height the model was taught."""
    high, wide = picture.shape[:2]
    return min(_WIDEST, max(8, int(_HIGH * wide / high + 0.5)))


def _batches(widths: Sequence[int]) -> Iterator[list[int]]:
    """Indices of pictures of like width, together: all are as wide as the widest of their batch."""
    batch: list[int] = []
    for index in sorted(range(len(widths)), key=widths.__getitem__):
        if batch and (len(batch) + 1) * max(_NARROWEST, widths[index]) > _BATCH_DOTS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def _batch(pictures: Sequence[Picture]) -> Any:
    wide = [_width(picture) for picture in pictures]
    batch = np.zeros((len(pictures), 3, _HIGH, max(_NARROWEST, *wide)), np.float32)
    for row, (picture, width) in enumerate(zip(pictures, wide, strict=True)):
        scaled = cv2.resize(picture, (width, _HIGH), interpolation=cv2.INTER_AREA if picture.shape[0] > _HIGH else 2)
        batch[row, :, :, :width] = scaled.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1.0
    return batch


def _collapsed(best: Any, letters: list[str]) -> str:
    """The letters of a row of guesses, where 0 stands between letters and a repeated guess is the same letter."""
    kept = [int(now) for before, now in zip([0, *best[:-1]], best, strict=True) if now and now != before]
    return "".join(letters[index] for index in kept).strip()


@cache
def _recogniser() -> tuple[Any, str, list[str]]:
    # Not imported: what it imports is for finding, downloading and drawing, and takes a second and 60 MB.
    package = importlib.util.find_spec("rapidocr")
    if package is None or package.origin is None:
        raise UnsupportedFormat("the models of rapidocr are not installed: pip install 'budget-disclosures[ocr]'")
    options = onnxruntime.SessionOptions()
    # One thread a child; without an arena it gives memory back after a page.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    model = Path(package.origin).parent / "models" / _MODEL
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    letters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
    return session, session.get_inputs()[0].name, ["", *letters, " "]


def _lines(ink: Picture, scale: float, usual: float) -> list[Dots]:
    """Boxes (dots in the area) of the lines of ink in an area: runs of rows with ink, specks left out."""
    clean = _without_specks(ink, scale)
    rows = np.flatnonzero(clean.any(axis=1))
    if not rows.size:
        return []
    gap = max(1, round(_SAME_LINE * usual))
    breaks = np.flatnonzero(np.diff(rows) > gap)
    starts = [rows[0], *rows[breaks + 1]]
    ends = [*rows[breaks], rows[-1]]
    found = []
    for top, bottom in zip(starts, ends, strict=True):
        columns = np.flatnonzero(clean[top : bottom + 1].any(axis=0))
        found.append((int(columns[0]), int(top), int(columns[-1]) + 1, int(bottom) + 1))
    return found


def _without_specks(ink: Picture, scale: float) -> Picture:
    least = _SPECK * scale
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return ink
    keeps = (stats[:, cv2.CC_STAT_WIDTH] >= least) & (stats[:, cv2.CC_STAT_HEIGHT] >= least)
    keeps &= stats[:, cv2.CC_STAT_AREA] >= least * least
    # A dash is thinner than a speck is high.
    keeps |= (stats[:, cv2.CC_STAT_WIDTH] >= 4 * least) & (stats[:, cv2.CC_STAT_AREA] >= 3 * least)
    keeps[0] = False
    kept: Picture = ink * keeps[labels].astype(np.uint8)
    return kept


def _usual_height(areas: Sequence[Picture], scale: float) -> float:
    """The height of a line of print on this page, in dots."""
    heights = []
    for area in areas:
        rows = np.flatnonzero(area.any(axis=1))
        if rows.size:
            breaks = np.flatnonzero(np.diff(rows) > 1)
            tops, bottoms = [rows[0], *rows[breaks + 1]], [*rows[breaks], rows[-1]]
            heights += [int(b - t) + 1 for t, b in zip(tops, bottoms, strict=True)]
    tall = [height for height in heights if height >= _LOWEST_LINE * scale]
    return float(np.median(tall)) if tall else 9.0 * scale


def _cut(grey: Picture, scale: float, place: Dots, usual: float, points: float) -> Picture:
    """The line with so much paper around it, in three equal colours; a lone dash keeps the height of a line."""
    x0, top, x1, bottom = place
    margin = round(points * scale)
    missing = max(0, round((usual - (bottom - top)) / 2))
    above, below = max(0, top - missing), min(grey.shape[0], bottom + missing)
    cut = grey[above:below, x0:x1]
    padded = cv2.copyMakeBorder(cut, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    paper = int(np.percentile(cut, 95)) if cut.size else 255
    padded[:margin] = padded[-margin:] = paper
    padded[:, :margin] = padded[:, -margin:] = paper
    return np.repeat(padded[None], 3, axis=0).transpose(1, 2, 0)
