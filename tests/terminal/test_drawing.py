"""The marks on the pictures of the pages: nothing printed in a table is without one."""

from pathlib import Path

import pytest

from pipeline.journey import check_files, look_at
from pipeline.terminal import drawing
from pipeline.terminal.drawing import Marks, marks_of, tables_of
from tests.documents.typed_pdfs import TABLE, UP, pdf

PLANTED = Path(__file__).resolve().parents[2] / "data" / "samples" / "waterworks-2025.pdf"


@pytest.fixture(scope="module")
def marks() -> Marks:
    warehouse = check_files([look_at(PLANTED)], 1)
    warehouse.connection.execute(
        "INSERT INTO problem BY NAME SELECT document_id, fiscal_year, region_code, 'p' AS problem_id, 'forms' AS stage,"
        " 6 AS page, 'column_not_understood' AS what FROM document"
    )
    warehouse.connection.execute(
        "INSERT INTO problem BY NAME SELECT document_id, fiscal_year, region_code, 'q' AS problem_id,"
        " 'documents' AS stage, 6 AS page, 'cell_not_recognised' AS what,"
        " 100.0 AS x0, 200.0 AS top, 150.0 AS x1, 210.0 AS bottom FROM document"
    )
    try:
        return marks_of(warehouse, tables_of(PLANTED, "pdf"))
    finally:
        warehouse.close()


def words(marks: Marks, page: int, colour: str) -> list[str]:
    return [mark.word for mark in marks[page] if mark.colour == colour]


def test_each_number_is_marked_with_its_measure(marks: Marks) -> None:
    assert {"total", "basic", "project"} <= set(words(marks, 6, drawing.AMOUNT))


def test_a_code_is_marked_with_the_reason_it_was_left_out_for(marks: Marks) -> None:
    assert "code or name" in words(marks, 6, drawing.LEFT_OUT)


def test_the_form_is_named_and_the_planted_error_is_marked(marks: Marks) -> None:
    assert [word.split()[-1] for word in words(marks, 6, drawing.FORM)] == ["dept_expenditure_summary"]
    assert "error" in words(marks, 6, drawing.PROBLEM)


def test_a_problem_without_a_place_is_written_at_the_head_of_its_page(marks: Marks) -> None:
    assert "column_not_understood" in words(marks, 6, drawing.PROBLEM)


def test_a_problem_of_one_cell_is_marked_where_the_cell_stands(marks: Marks) -> None:
    [mark] = [mark for mark in marks[6] if mark.word == "cell_not_recognised"]
    assert tuple(mark.box) == (100.0, 200.0, 150.0, 210.0)


def test_every_cell_of_the_page_has_a_mark(marks: Marks) -> None:
    cells = [cell for table in tables_of(PLANTED, "pdf") if table.page == 6 for cell in table.cells]
    boxes = [mark for mark in marks[6] if mark.colour in (drawing.CELL, drawing.LEFT_OUT)]
    assert len(boxes) == len(cells) > 20


def test_the_cells_of_a_page_on_its_side_are_drawn_where_people_see_them(tmp_path: Path) -> None:
    [table] = tables_of(pdf(tmp_path / "sideways.pdf", (UP, TABLE)), "pdf")
    box, ink = table.cells[1].box, table.cells[1].ink
    assert table.cells[1].text == "1,234.50"
    assert box == pytest.approx((50, 80, 70, 180), abs=0.3)
    assert ink is not None
    assert (box[0] < ink.x0 < ink.x1 < box[2], box[1] < ink.top < ink.bottom < box[3]) == (True, True)
    assert table.box == pytest.approx((50, 80, 90, 280), abs=0.3)
