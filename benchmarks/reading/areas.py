"""Ruled areas of a page and the words of each of their fields.

Belongs here: rulings to areas, words to fields.
Does not: what a field's text means (`counter`).

An area is a set of rulings that touch one another. A field is what the nearest rulings around a word enclose; a side
without a ruling is closed by the area's own edge. There is no grid: a word finds its field by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .poppler import Ruling, Sheet, Word

TOUCH = 2.5  # points between two rulings that still touch, and between two parts of one ruling
SAME_LINE = 1.5  # points between two rulings that are one
NARROW = {",": 0.5, ".": 0.5}  # width of a character, where that of a digit is 1
SMALLEST = (60.0, 12.0)  # points: a smaller ruled box is a frame, not a table


@dataclass(frozen=True, slots=True)
class Field:
    """The words between four rulings; the box is the rulings'."""

    left: float
    top: float
    right: float
    bottom: float
    words: tuple[Word, ...]

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Area:
    """Rulings that touch, and the fields with words between them from top to bottom."""

    rulings: list[Ruling]
    fields: list[Field] = field(default_factory=list)
    left: float = 0.0
    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0

    def __post_init__(self) -> None:
        across = [r for r in self.rulings if r.horizontal]
        down = [r for r in self.rulings if not r.horizontal]
        xs = [r.at for r in down] + [x for r in across for x in (r.start, r.end)]
        ys = [r.at for r in across] + [y for r in down for y in (r.start, r.end)]
        self.left, self.right, self.top, self.bottom = min(xs), max(xs), min(ys), max(ys)

    def has(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def around(self, x: float, y: float) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the field at a place."""
        down = [r.at for r in self.rulings if not r.horizontal and r.start - TOUCH <= y <= r.end + TOUCH]
        across = [r.at for r in self.rulings if r.horizontal and r.start - TOUCH <= x <= r.end + TOUCH]
        return (
            max((at for at in down if at <= x), default=self.left),
            max((at for at in across if at <= y), default=self.top),
            min((at for at in down if at > x), default=self.right),
            min((at for at in across if at > y), default=self.bottom),
        )


def areas(sheet: Sheet) -> list[Area]:
    """The ruled areas of a page from top to bottom, with their words."""
    lines = merged(sheet.rulings)
    found = [Area(group) for group in _groups(lines)]
    found = [
        a
        for a in found
        if sum(r.horizontal for r in a.rulings) >= 2
        and sum(not r.horizontal for r in a.rulings) >= 1
        and a.right - a.left >= SMALLEST[0]
        and a.bottom - a.top >= SMALLEST[1]
    ]
    # A frame around everything must not take the words of the tables in it: the smallest area first.
    found.sort(key=lambda a: (a.right - a.left) * (a.bottom - a.top))
    words: dict[int, dict[tuple[float, float, float, float], list[Word]]] = {}
    for word in sheet.words:
        owner = next((n for n, a in enumerate(found) if a.has(word.x, word.y)), None)
        if owner is None:
            continue
        for part in cut(word, found[owner].rulings):
            words.setdefault(owner, {}).setdefault(found[owner].around(part.x, part.y), []).append(part)
    for number, by_box in words.items():
        fields = [Field(*box, tuple(inside)) for box, inside in by_box.items()]
        found[number].fields = sorted(fields, key=lambda f: (f.top, f.left))
    return sorted((a for a in found if a.fields), key=lambda a: a.top)


def cut(word: Word, lines: list[Ruling]) -> list[Word]:
    """A word in two where a vertical ruling goes through it: poppler joins numbers that nearly touch a ruling."""
    inside = [r.at for r in lines if not r.horizontal and r.start <= word.y <= r.end]
    widths = [NARROW.get(c, 1.0 if c.isascii() else 2.0) for c in word.text]
    scale = (word.x1 - word.x0) / sum(widths) if widths else 0.0
    edges = [word.x0]
    for width in widths:
        edges.append(edges[-1] + width * scale)
    for at in inside:
        if word.x0 < at < word.x1:
            place = min(range(len(edges)), key=lambda n: abs(edges[n] - at))
            if 0 < place < len(word.text):
                left = Word(word.x0, word.top, min(edges[place], at), word.bottom, word.text[:place])
                right = Word(max(edges[place], at), word.top, word.x1, word.bottom, word.text[place:])
                return [*cut(left, lines), *cut(right, lines)]
    return [word]


def merged(rulings: tuple[Ruling, ...]) -> list[Ruling]:
    """Rulings drawn in parts or several times, as one each."""
    found: list[Ruling] = []
    for horizontal in (True, False):
        lines: list[list[Ruling]] = []
        for ruling in sorted((r for r in rulings if r.horizontal == horizontal), key=lambda r: r.at):
            if lines and ruling.at - lines[-1][0].at <= SAME_LINE:
                lines[-1].append(ruling)
            else:
                lines.append([ruling])
        for line in lines:
            at = sum(r.at for r in line) / len(line)
            start, end = None, 0.0
            for part in sorted(line, key=lambda r: r.start):
                if start is not None and part.start <= end + TOUCH:
                    end = max(end, part.end)
                    continue
                if start is not None:
                    found.append(Ruling(horizontal, at, start, end))
                start, end = part.start, part.end
            if start is not None:
                found.append(Ruling(horizontal, at, start, end))
    return found


def _groups(lines: list[Ruling]) -> list[list[Ruling]]:
    parent = list(range(len(lines)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    across = [n for n, line in enumerate(lines) if line.horizontal]
    down = [n for n, line in enumerate(lines) if not line.horizontal]
    for i in across:
        for j in down:
            h, v = lines[i], lines[j]
            if h.start - TOUCH <= v.at <= h.end + TOUCH and v.start - TOUCH <= h.at <= v.end + TOUCH:
                parent[root(i)] = root(j)
    groups: dict[int, list[Ruling]] = {}
    for n, line in enumerate(lines):
        groups.setdefault(root(n), []).append(line)
    return list(groups.values())
