"""Tables side by side on a page of a PDF: read column by column where each has a title of its own.

Two tables of two columns and one row, typed by hand: x 20 to 180 and 220 to 380, y 100 to 120 of a page 200 high.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Paragraph
from pipeline.documents.readers.pdf.columns import united
from pipeline.documents.readers.pdf.ink import Ruling
from pipeline.documents.readers.pdf.lattice import Grid, grids
from pipeline.documents.readers.pdf.reader import read_pdf, read_pdf_again

LEFT, RIGHT = ["201", "1.50"], ["205", "2.75"]


def page(path: Path, centred: Sequence[tuple[float, float, str]], at: Sequence[tuple[float, float, str]] = ()) -> Path:
    canvas = Canvas(str(path), pagesize=(400, 200), invariant=1)
    canvas.setFont("Helvetica", 9)
    for left, (code, amount) in ((20, LEFT), (220, RIGHT)):
        canvas.rect(left, 100, 160, 20)
        canvas.line(left + 80, 100, left + 80, 120)
        canvas.drawString(left + 5, 106, code)
        canvas.drawRightString(left + 155, 106, amount)
    for x, y, words in centred:
        canvas.drawCentredString(x, y, words)
    for x, y, words in at:
        canvas.drawString(x, y, words)
    canvas.save()
    return path


@pytest.fixture(params=[lambda path: read_pdf(path, DEFAULT), read_pdf_again], ids=["pdfium", "pdfplumber"])
def read(request: pytest.FixtureRequest) -> Callable[[Path], list[object]]:
    def blocks(path: Path) -> list[object]:
        document = request.param(path)
        return [
            block.text if isinstance(block, Paragraph) else [cell.text for cell in block.cells]
            for block in document.blocks
        ]

    return blocks


def test_tables_side_by_side_with_a_title_each_follow_one_another_with_the_lines_above_them(
    tmp_path: Path, read: Callable[[Path], list[object]]
) -> None:
    titles = [(200, 180, "Budget of the town for 2024"), (100, 150, "Revenue"), (300, 150, "Expenditure")]
    lines = [(20, 130, "Table 1"), (150, 130, "yuan"), (220, 130, "Table 2"), (350, 130, "yuan")]
    below = [(20, 60, "Both tables are of the town itself.")]
    assert read(page(tmp_path / "a.pdf", titles, lines + below)) == [
        "Budget of the town for 2024",
        *["Revenue", "Table 1 yuan", LEFT],
        *["Expenditure", "Table 2 yuan", RIGHT],
        "Both tables are of the town itself.",
    ]


def test_the_heads_of_two_halves_of_a_table_are_no_titles(tmp_path: Path, read: Callable[[Path], list[object]]) -> None:
    titles = [(200, 150, "Revenue and expenditure of the town"), (100, 130, "IN"), (300, 130, "OUT")]
    assert read(page(tmp_path / "a.pdf", titles)) == [
        *["Revenue and expenditure of the town", "IN OUT"],
        [*LEFT, *RIGHT],
    ]


def test_two_halves_of_a_table_below_one_title_are_one_table(
    tmp_path: Path, read: Callable[[Path], list[object]]
) -> None:
    titles = [(200, 150, "Revenue and expenditure of the town")]
    lines = [(20, 130, "Department: roads"), (350, 130, "yuan")]
    assert read(page(tmp_path / "a.pdf", titles, lines)) == [
        *["Revenue and expenditure of the town", "Department: roads yuan"],
        [*LEFT, *RIGHT],
    ]


def ruled(xs: Sequence[float], ys: Sequence[float]) -> Grid:
    across = [Ruling(True, y, xs[0], xs[-1]) for y in ys]
    [grid] = grids(across + [Ruling(False, x, ys[0], ys[-1]) for x in xs])
    return grid


def test_tables_side_by_side_with_other_rows_stay_apart() -> None:
    left, other_rows = ruled((0, 40, 80), (0, 20)), ruled((100, 180), (0, 9, 20))
    assert united([left, other_rows], []) == [left, other_rows]
    [one] = united([left, ruled((100, 140, 180), (1, 21))], [])
    assert (one.xs, one.owner) == ((0, 40, 100, 140, 180), ((0, 1, 2, 3),))
    assert [(cell.row, cell.column) for cell in one.cells] == [(0, 0), (0, 1), (0, 2), (0, 3)]
