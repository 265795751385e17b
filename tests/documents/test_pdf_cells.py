"""Which glyphs stand in which cell: a word that runs over a side is not torn apart, and nothing is lost or doubled."""

from __future__ import annotations

from pipeline.documents.readers.pdf.cells import placed
from pipeline.documents.readers.pdf.ink import Glyph
from pipeline.documents.readers.pdf.lattice import Grid
from pipeline.documents.readers.pdf.rectangles import GridCell


def glyph(text: str, x0: float, x1: float) -> Glyph:
    return Glyph(text, x0, 1.0, x1, 2.0, 2.0)


def test_a_letter_at_the_seam_of_two_words_moves_once() -> None:
    """甲乙 and the first letter 丙 of the next cell are one word; 丙 also stands close to 丁戊 behind it."""
    grid = Grid((0.0, 5.0), (0.0, 10.0, 12.0, 30.0), tuple(GridCell(0, n, 1, 1) for n in range(3)), ((0, 1, 2),))
    word = [glyph("甲", 7.0, 8.0), glyph("乙", 8.1, 9.1), glyph("丙", 9.2, 10.9)]
    next_word = [glyph("丁", 12.6, 13.6), glyph("戊", 13.7, 14.7)]
    inside, outside = placed(word + next_word, [grid])
    assert [["".join(g.text for g in cell) for cell in cells] for cells in inside] == [["甲乙丙", "", "丁戊"]]
    assert outside == []
