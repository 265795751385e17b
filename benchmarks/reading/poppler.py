"""What poppler sees on a page: words with boxes, straight rulings, and where there is ink.

Belongs here: calling pdftotext, pdftocairo and pdftoppm, and their output as small values.
Does not: tables, numbers (`areas`, `counter`).

Boxes are PDF points from the top left of the page. Words come from the text layer, so they may be invisible; the
rendered page says which of them can be seen. Rulings are the thin filled and the stroked straight parts of poppler's
SVG; white ones and those of patterns and images are left out.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from lxml import etree

THIN = 3.0  # points; a filled rectangle thinner than this is a ruling
SHORTEST = 3.0  # points
STRAIGHT = 0.5  # points a ruling may be off its axis
WHITE = 97.0  # percent of each colour from which on a ruling cannot be seen
INK_DPI = 72
CONTRAST = 40  # of 255 grey levels: less than this within a word's box is no ink

# Characters that XML refuses and some text layers hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_TOKENS = re.compile(r"[MLHVCZ]|-?[\d.]+(?:e-?\d+)?", re.IGNORECASE)
_COLOUR = re.compile(r"rgb\(([\d.]+)%\s*,\s*([\d.]+)%\s*,\s*([\d.]+)%\)")
_SVG = "{http://www.w3.org/2000/svg}"
_HIDDEN_PARTS = frozenset(_SVG + name for name in ("defs", "symbol", "clipPath", "mask", "pattern"))

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class PopplerFailed(Exception):
    """A poppler program is missing or refused the file; the message is its own."""


class Word(NamedTuple):
    x0: float
    top: float
    x1: float
    bottom: float
    text: str

    @property
    def x(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


class Ruling(NamedTuple):
    """A straight line: at y `at` from x `start` to x `end` if horizontal, else at x `at` from y to y."""

    horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as poppler sees it; `number` is 1-based."""

    number: int
    width: float
    height: float
    words: tuple[Word, ...]
    hidden: tuple[Word, ...]  # in the text layer, not to be seen
    rulings: tuple[Ruling, ...]


def sheets(path: Path) -> list[Sheet]:
    """All pages of a PDF. Raises PopplerFailed."""
    html = _run("pdftotext", "-bbox", "-cropbox", str(path), "-").decode("utf-8", "replace")
    root = etree.fromstring(_CONTROL.sub("", html).encode(), etree.XMLParser(recover=True, huge_tree=True))
    found = []
    with tempfile.TemporaryDirectory() as folder:
        _run("pdftoppm", "-gray", "-cropbox", "-r", str(INK_DPI), str(path), f"{folder}/p")
        pictures = {int(p.stem.rpartition("-")[2]): p for p in Path(folder).iterdir()}
        for number, page in enumerate(root.iter("{*}page"), 1):
            words = [
                Word(x0, top, x1, bottom, "".join(w.itertext()))
                for w in page.iter("{*}word")
                for x0, top, x1, bottom in [[float(w.get(k) or 0) for k in ("xMin", "yMin", "xMax", "yMax")]]
            ]
            seen, hidden = split_by_ink(words, pictures[number].read_bytes())
            svg = _run("pdftocairo", "-svg", "-f", str(number), "-l", str(number), str(path), "-")
            width, height = float(page.get("width") or 0), float(page.get("height") or 0)
            found.append(Sheet(number, width, height, tuple(seen), tuple(hidden), tuple(rulings(svg))))
    return found


def _run(*command: str) -> bytes:
    try:
        return subprocess.run(command, check=True, capture_output=True, timeout=600).stdout
    except FileNotFoundError as error:
        raise PopplerFailed(f"{command[0]} is missing; install poppler-utils") from error
    except subprocess.CalledProcessError as error:
        message = error.stderr.decode("utf-8", "replace").strip().splitlines()
        raise PopplerFailed(f"{command[0]}: {message[-1] if message else error.returncode}") from error


def split_by_ink(words: list[Word], picture: bytes) -> tuple[list[Word], list[Word]]:
    """(words that can be seen, words that cannot) on a page drawn as a binary PGM at INK_DPI."""
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", picture)
    if header is None:
        raise PopplerFailed("pdftoppm did not draw a grey picture")
    width, height = int(header[1]), int(header[2])
    pixels = memoryview(picture)[header.end() :]
    scale = INK_DPI / 72
    seen: list[Word] = []
    hidden: list[Word] = []
    for word in words:
        left, right = max(int(word.x0 * scale), 0), min(int(word.x1 * scale) + 1, width)
        # Line boxes reach far above and below the ink and may touch rulings: look at the middle.
        margin = (word.bottom - word.top) / 4
        rows = range(max(int((word.top + margin) * scale), 0), min(int((word.bottom - margin) * scale) + 1, height))
        values = [value for y in rows for value in pixels[y * width + left : y * width + right]]
        (seen if values and max(values) - min(values) >= CONTRAST else hidden).append(word)
    return seen, hidden


def rulings(svg: bytes) -> list[Ruling]:
    """The straight lines that poppler's SVG of a page draws, in page points."""
    root = etree.fromstring(svg, etree.XMLParser(recover=True, huge_tree=True))
    found: list[Ruling] = []
    _collect(root, IDENTITY, found)
    return found


def _collect(parent: etree._Element, matrix: Matrix, found: list[Ruling]) -> None:
    for element in parent:
        if element.tag in _HIDDEN_PARTS:
            continue
        own = _times(matrix, _matrix(element.get("transform")))
        if element.tag == _SVG + "path":
            found.extend(_of_path(element, own))
        elif element.tag == _SVG + "rect" and _visible(element, "fill"):
            x, y, w, h = (float((element.get(k) or "0").rstrip("%")) for k in ("x", "y", "width", "height"))
            found.extend(_of_box([_at(own, x, y), _at(own, x + w, y + h)]))
        else:
            _collect(element, own, found)


def _of_path(element: etree._Element, matrix: Matrix) -> list[Ruling]:
    found: list[Ruling] = []
    for points, is_straight in _parts(element.get("d") or ""):
        corners = [_at(matrix, x, y) for x, y in points]
        if _visible(element, "stroke"):
            for (ax, ay), (bx, by) in pairwise(corners):
                if abs(ay - by) <= STRAIGHT and abs(ax - bx) >= SHORTEST:
                    found.append(Ruling(True, (ay + by) / 2, min(ax, bx), max(ax, bx)))
                elif abs(ax - bx) <= STRAIGHT and abs(ay - by) >= SHORTEST:
                    found.append(Ruling(False, (ax + bx) / 2, min(ay, by), max(ay, by)))
        if is_straight and len(corners) > 3 and _visible(element, "fill"):
            found.extend(_of_box(corners))
    return found


def _of_box(corners: list[tuple[float, float]]) -> list[Ruling]:
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    width, height = right - left, bottom - top
    if height <= THIN and width >= SHORTEST and width > height:
        return [Ruling(True, (top + bottom) / 2, left, right)]
    if width <= THIN and height >= SHORTEST and height > width:
        return [Ruling(False, (left + right) / 2, top, bottom)]
    return []


def _parts(d: str) -> list[tuple[list[tuple[float, float]], bool]]:
    """The sub-paths of an SVG path: their corners, and whether all of them are joined by straight lines."""
    parts: list[tuple[list[tuple[float, float]], bool]] = []
    points: list[tuple[float, float]] = []
    straight, command, numbers = True, "", list[float]()
    for token in [*_TOKENS.findall(d), "M"]:
        if not token[0].isalpha():
            numbers.append(float(token))
            if command in ("M", "L") and len(numbers) == 2:
                points.append((numbers[0], numbers[1]))
                numbers = []
            elif command == "C" and len(numbers) == 6:
                straight = False
                points.append((numbers[4], numbers[5]))
                numbers = []
            elif command in ("H", "V") and points:
                points.append((numbers[0], points[-1][1]) if command == "H" else (points[-1][0], numbers[0]))
                numbers = []
            continue
        if token == "Z" and points:
            points.append(points[0])
        if token == "M" and points:
            parts.append((points, straight))
            points, straight = [], True
        command, numbers = token, []
    return parts


def _visible(element: etree._Element, what: str) -> bool:
    style = dict(part.split(":", 1) for part in (element.get("style") or "").split(";") if ":" in part)
    style = {key.strip(): value.strip() for key, value in style.items()}
    colour = element.get(what) or style.get(what) or "none"
    if colour == "none" or (element.get(f"{what}-opacity") or style.get(f"{what}-opacity")) == "0":
        return False
    parts = _COLOUR.search(colour)
    return parts is None or min(float(part) for part in parts.groups()) < WHITE


def _matrix(text: str | None) -> Matrix:
    numbers = re.findall(r"-?[\d.]+(?:e-?\d+)?", text or "")
    if text is None or not text.startswith("matrix") or len(numbers) != 6:
        return IDENTITY
    a, b, c, d, e, f = (float(number) for number in numbers)
    return a, b, c, d, e, f


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def _at(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
