"""The words a header prints: which pieces of its lines are one.

Belongs here: letters set apart, words broken over lines, words that touch.
Does not: which columns a word stands above (`heads`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.documents.readers.pdf.gaps import Column, is_one_phrase
from pipeline.documents.readers.pdf.runs import Line, Run
from pipeline.documents.readers.pdf.words import words as listed

# Letters of one word may be set apart as far as this (of the height): 合    计.
_SPACED = 4.0
# Lines of a broken word stand no further apart than this (of the height), and usually nearer than the second.
_LEADING, _NEAR = 1.1, 0.35
# The first line of a broken word may be shorter than the next by this (of the height).
_FULLER = 1.5
# Two words that touch begin with so many of the same letters (公务用车购置公务用车运行).
_ALIKE = 2

_STOPS, _OPENINGS = "、，,：:；;”’》)）", "(（“‘《"

Ruled = tuple[float, float, float]  # y, from x, to x


@dataclass(slots=True, eq=False)
class Word:
    """One cell of the header: its ink, and the columns it stands above once they are known."""

    x0: float
    top: float
    x1: float
    bottom: float
    lines: int = 1
    columns: list[int] = field(default_factory=list)
    floor: float = 0.0  # where the cell ends

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2

    @property
    def centre(self) -> float:
        return (self.top + self.bottom) / 2


def words_of(
    lines: list[Line], body: list[Column], rulings: list[Ruled], height: float, *, is_drawn: bool
) -> list[Word]:
    """The words of the header `lines` above the columns of the body; `is_drawn` where rulings part all words."""
    by_line = [_pieces(line, body) for line in _without_touching(lines)]
    return _joined(by_line, rulings, height, is_drawn=is_drawn)


def _without_touching(lines: list[Line]) -> list[Line]:
    """The lines of a header with the first lines of words apart that touch, each above what goes on with it."""
    found = list(lines)
    for number, line in enumerate(lines):
        following = [run for later in lines[number + 1 : number + 3] for run in later.runs]
        runs = [part for run in line.runs for part in _apart(run, following, line.height)]
        if len(runs) > len(line.runs):
            found[number] = replace(line, runs=runs)
    return found


def _apart(run: Run, following: list[Run], height: float) -> list[Run]:
    """The words of a run that touch, each over the middle of the piece below that goes on with it; else the run.

    Two whose halves begin alike are known by that; others by the pieces below, each shorter than its first line, for a
    word is broken where its line is full, and two of them by lines as near as those of one word.
    """
    near = [r for r in following if 0 <= r.top - run.bottom < _LEADING * height and run.x0 <= r.middle <= run.x1]
    near.sort(key=lambda r: r.x0)
    if len(near) < 2 or {r.text for r in near} <= listed("code_levels"):
        return [run]  # 科目编码 is as wide as 类, 款 and 项 below it
    ends = [run.x0]
    for piece in near:
        ends.append(2 * piece.middle - ends[-1])
    places = [round(len(run.text) * (x - run.x0) / (run.x1 - run.x0)) for x in ends[1:-1]]
    letters = [run.x0 + (run.x1 - run.x0) * place / len(run.text) for place in places]
    slips = [abs(x - letter) for x, letter in zip(ends[1:-1], letters, strict=True)]
    if abs(ends[-1] - run.x1) > 0.5 * height or max(slips) > 0.5 * height or ends != sorted(ends):
        return [run]
    is_alike = len(near) == 2 and run.text.find(run.text[:_ALIKE], _ALIKE) == places[0]
    apart = _NEAR if len(near) == 2 else 2 * _NEAR
    is_near = all(r.top - run.bottom <= apart * height for r in near)
    widths = [right - left for left, right in pairwise(ends)]
    is_full = all(r.x1 - r.x0 < width for r, width in zip(near, widths, strict=True))
    if not is_alike and not (is_near and is_full):
        return [run]
    ends[-1] = run.x1
    texts = [run.text[first:last] for first, last in pairwise([0, *places, len(run.text)])]
    return [
        run._replace(text=text, x0=left, x1=right, is_number=False, is_amount=False)
        for text, (left, right) in zip(texts, pairwise(ends), strict=True)
    ]


def _pieces(line: Line, body: list[Column]) -> list[Word]:
    found: list[Word] = []
    last: Run | None = None
    for run in line.runs:
        if last is not None and _is_one_word(last, run, body, line.height):
            word = found[-1]
            word.x1 = max(word.x1, run.x1)
            word.top, word.bottom = min(word.top, run.top), max(word.bottom, run.bottom)
        else:
            found.append(Word(run.x0, run.top, run.x1, run.bottom))
        last = run
    return found


def _is_one_word(a: Run, b: Run, body: list[Column], height: float) -> bool:
    gap = b.x0 - a.x1
    if a.text[-1] in _STOPS or b.text[0] in _OPENINGS:
        return gap < 1.0 * height
    if a.text[-1].isascii() != b.text[0].isascii() and gap < 0.5 * height:
        return True  # 2026 年: set apart by the program, not by a column
    over_a = {i for i, c in enumerate(body) if a.x0 < c.x1 and a.x1 > c.x0}
    over_b = {i for i, c in enumerate(body) if b.x0 < c.x1 and b.x1 > c.x0}
    are_apart = bool(over_a and over_b) and not over_a & over_b
    if len(a.text) == len(b.text) == 1 and not {a.text, b.text} <= listed("code_levels"):
        # The last letters of two words above neighbouring columns look like one word that is spread over both.
        if are_apart and a.text + b.text not in listed("spaced_words"):
            return False
        return is_one_phrase(a, b, height)
    if are_apart:
        return False
    if over_a and over_a == over_b:
        return gap < (_SPACED if len(over_a) == 1 else 0.8) * height
    return False


def _joined(by_line: list[list[Word]], rulings: list[Ruled], height: float, *, is_drawn: bool) -> list[Word]:
    """Pieces of one word on several lines become one; in a drawn header, all that no ruling parts."""
    words: list[Word] = []
    open_words: list[Word] = []
    for number, pieces in enumerate(by_line):
        uppers = [[w for w in open_words if overlap(w, p) > 0] for p in pieces]
        following = [p for later in by_line[number + 1 : number + 3] for p in later]
        # Decided for all pieces before any is joined: a word grows by its piece, and is then no neighbour's measure.
        joins = [
            _upper(piece, above, uppers, rulings)
            if len(above) == 1 and (is_drawn or _continues(above[0], piece, pieces, open_words, following, height))
            else None
            for piece, above in zip(pieces, uppers, strict=True)
        ]
        taken: list[Word] = []
        for piece, upper in zip(pieces, joins, strict=True):
            if upper is not None:
                upper.x0, upper.x1 = min(upper.x0, piece.x0), max(upper.x1, piece.x1)
                upper.bottom = max(upper.bottom, piece.bottom)
                upper.lines += 1
            else:
                words.append(piece)
            taken.append(upper or piece)
        covered = [w for w in open_words if w not in taken and not any(overlap(w, p) > 0 for p in pieces)]
        open_words = taken + covered
    return words


def _upper(piece: Word, above: list[Word], uppers: list[list[Word]], rulings: list[Ruled]) -> Word | None:
    """The one word above a piece, where no ruling and no other piece comes between."""
    upper = above[0]
    parted = any(upper.centre < y < piece.centre and x0 <= piece.middle <= x1 for y, x0, x1 in rulings)
    return None if parted or sum(upper in other for other in uppers) != 1 else upper


def _continues(
    upper: Word, piece: Word, pieces: list[Word], open_words: list[Word], following: list[Word], height: float
) -> bool:
    gap = piece.top - upper.bottom
    if gap > _LEADING * height:
        return False
    if abs(upper.middle - piece.middle) > 0.9 * height and abs(upper.x0 - piece.x0) > 0.9 * height:
        return False
    if upper.lines == 1 and (piece.x1 - piece.x0) - (upper.x1 - upper.x0) > _FULLER * height:
        return False  # a word is broken where its line is full
    if gap <= _NEAR * height or upper.lines > 1:
        return True
    # A word above the middle one of three columns: its neighbours print on the lower line and not on the upper. The
    # middle line of three of one word stands as low, but has one below it too.
    place = pieces.index(piece)
    neighbours = [
        n
        for n in pieces[max(0, place - 1) : place] + pieces[place + 1 : place + 2]
        if not any(min(n.x1, piece.x1) <= other.x0 and other.x1 <= max(n.x0, piece.x0) for other in open_words)
    ]
    lonely = not any(
        other is not upper and abs(other.bottom - upper.bottom) < 0.3 * height and overlap(other, n) > 0
        for n in neighbours
        for other in open_words
    )
    third = any(overlap(piece, p) > 0 and abs(p.top - piece.bottom - gap) < 0.3 * height for p in following)
    return third or not (len(neighbours) == 2 and lonely)


def overlap(a: Word, b: Word) -> float:
    return min(a.x1, b.x1) - max(a.x0, b.x0)
