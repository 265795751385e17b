"""Pages whose print does not run as the page is shown: they are turned to be read, and every place is told as shown.

One small table typed by hand, 300 points wide and 200 high, is put on its page level, sideways and upside down.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Box, Document, Page
from pipeline.documents.readers.pdf.reader import read_pdf, read_pdf_again
from tests.documents.typed_pdfs import DOWN, LEVEL, TABLE, UP, pdf

FIGURES = ["201", "1,234.50", "203", "76.00"]
# How the table is put on its page: size, /Rotate, matrix; by how many quarters clockwise the page as shown is turned to
# be read; and where people see the cell of 1,234.50.
CASES = {
    "level": (LEVEL, 0, Box(120, 50, 220, 70)),
    "running up": (UP, 1, Box(50, 80, 70, 180)),
    "running down": (DOWN, 3, Box(130, 120, 150, 220)),
    "upside down": ((300, 200, 0, "-1 0 0 -1 300 200"), 2, Box(80, 130, 180, 150)),
    "level once shown turned": ((200, 300, 90, "0 1 -1 0 200 0"), 0, Box(120, 50, 220, 70)),
    "running down once shown turned": ((300, 200, 90, "1 0 0 1 0 0"), 3, Box(130, 120, 150, 220)),
    "running up once shown turned": ((300, 200, 270, "1 0 0 1 0 0"), 1, Box(50, 80, 70, 180)),
    "upside down once shown turned": ((200, 300, 270, "0 1 -1 0 200 0"), 2, Box(80, 130, 180, 150)),
}


@pytest.fixture(params=[lambda path: read_pdf(path, DEFAULT), read_pdf_again], ids=["pdfium", "pdfplumber"])
def read(request: pytest.FixtureRequest) -> Callable[[Path], Document]:
    reader: Callable[[Path], Document] = request.param
    return reader


def texts(document: Document, page: int = 1) -> list[str]:
    return [cell.text for table in document.tables if table.page == page for cell in table.cells]


@pytest.mark.parametrize("origin", [0, 50])
@pytest.mark.parametrize("name", CASES)
def test_a_page_is_read_however_its_print_runs_and_its_cells_are_where_people_see_them(
    tmp_path: Path, read: Callable[[Path], Document], name: str, origin: int
) -> None:
    laid, turn, there = CASES[name]
    document = read(pdf(tmp_path / "page.pdf", (laid, TABLE), origin=origin))
    assert texts(document) == FIGURES
    assert [paragraph.text for paragraph in document.paragraphs] == ["Revenue and expenditure"]
    [page], [table] = document.pages, document.tables
    assert (page.turn, document.remarks) == (turn, ())
    cell = table.cells[1]
    assert cell.box is not None
    assert cell.ink is not None
    assert page.shown(cell.box) == pytest.approx(there, abs=0.3)
    ink = page.shown(cell.ink)
    assert there.contains(ink.x0, ink.top)
    assert there.contains(ink.x1, ink.bottom)


def test_letters_of_a_size_below_nought_are_level_where_their_matrix_is_upside_down(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    content = "BT /F -10 Tf -1 0 0 -1 20 170 Tm (1,234.50) Tj ET\n"
    document = read(pdf(tmp_path / "below.pdf", (LEVEL, content)))
    assert [paragraph.text for paragraph in document.paragraphs] == ["1,234.50"]
    assert document.pages[0].turn == 0


def test_pages_of_one_file_run_each_its_own_way_and_are_read_again_alike(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    document = read(pdf(tmp_path / "pages.pdf", *((laid, TABLE) for laid in (LEVEL, UP, DOWN, LEVEL))))
    assert [page.turn for page in document.pages] == [0, 1, 3, 0]
    assert [texts(document, number)[1] for number in (1, 2, 3, 4)] == ["1,234.50"] * 4
    assert [(page.width, page.height) for page in document.pages] == [(300, 200)] * 4


def test_a_label_that_runs_up_beside_a_table_turns_nothing_and_is_told(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    label = "BT /F 10 Tf 0 1 -1 0 250 110 Tm (Annex 12) Tj ET\n"
    document = read(pdf(tmp_path / "label.pdf", (LEVEL, TABLE + label)))
    assert document.pages[0].turn == 0
    assert texts(document) == FIGURES
    assert [(remark.what, remark.printed_text) for remark in document.remarks] == [("text_at_an_angle", "Annex 12")]


def test_a_label_set_sideways_in_a_cell_of_its_own_is_the_text_of_the_cell(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    # A column on the left with one cell for both rows; above, a row whose last cell is headed downwards in two lines.
    left = "0 110 m 0 190 l 0 110 m 20 110 l 0 150 m 20 150 l "
    above = "0 190 m 220 190 l 120 150 m 120 190 l 220 150 m 220 190 l S\n"
    up = "BT /F 8 Tf 0 1 -1 0 13 115 Tm (Output) Tj ET\n"
    down = "BT /F 8 Tf 0 -1 1 0 180 188 Tm (This) Tj 0 -12 Td (year) Tj ET\n"
    table_below = TABLE.replace("Revenue and expenditure", "Item")
    document = read(pdf(tmp_path / "label.pdf", (LEVEL, table_below + left + above + up + down)))
    [table] = document.tables
    said = {cell.text: cell for cell in table.cells}
    assert set(FIGURES) < set(said)
    assert said["Output"].row_span == 2
    assert said["This\nyear"].column == said["1,234.50"].column
    ink, box = said["Output"].ink, said["Output"].box
    assert ink is not None
    assert box is not None
    assert (box.x0 < ink.x0 < ink.x1 < box.x1, box.top < ink.top < ink.bottom < box.bottom) == (True, True)
    assert not document.remarks


def test_letters_at_a_right_angle_that_run_over_a_side_of_their_cell_are_no_label(
    tmp_path: Path, read: Callable[[Path], Document]
) -> None:
    mark = "BT /F 10 Tf 0 1 -1 0 205 112 Tm (DRAFT 99) Tj ET\n"
    emptied = TABLE.replace("(1,234.50)", "()").replace("(76.00)", "()")
    document = read(pdf(tmp_path / "mark.pdf", (LEVEL, emptied + mark)))
    assert texts(document) == ["201", "", "203", ""]
    assert [(remark.what, remark.printed_text) for remark in document.remarks] == [("text_at_an_angle", "DRAFT 99")]


@pytest.mark.parametrize(
    ("upright", "told"), [("- 12 -", []), ("12.50", ["text_at_an_angle"]), ("Note 1", ["text_at_an_angle"])]
)
def test_what_stands_upright_on_a_page_on_its_side_is_told_but_for_its_number(
    tmp_path: Path, read: Callable[[Path], Document], upright: str, told: list[str]
) -> None:
    number = f"BT /F 10 Tf 0 -1 1 0 10 100 Tm ({upright}) Tj ET\n"  # against the turn of the table around it
    document = read(pdf(tmp_path / "number.pdf", (UP, TABLE + number)))
    assert texts(document) == FIGURES
    assert [remark.what for remark in document.remarks] == told


def test_print_at_an_angle_that_no_turn_makes_level_is_told(tmp_path: Path, read: Callable[[Path], Document]) -> None:
    document = read(pdf(tmp_path / "askew.pdf", ((300, 300, 0, "0.866 0.5 -0.5 0.866 60 0"), TABLE)))
    assert not document.blocks
    assert [(remark.what, remark.page) for remark in document.remarks] == [("page_on_its_side", 1)]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_place_turned_to_be_read_is_turned_back(turn: int) -> None:
    page, box = Page(1, 300, 200, turn=turn), Box(120, 50, 220, 70)
    assert page.as_read(page.shown(box)) == box
    assert (page.shown(box) == box) == (turn == 0)
