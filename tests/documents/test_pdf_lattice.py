"""Rulings become grids: spans come out of the drawing, and what is open is no cell."""

from pipeline.documents.readers.pdf.ink import Ruling, rectangle_rulings
from pipeline.documents.readers.pdf.lattice import grids


def h(y: float, x0: float, x1: float) -> Ruling:
    return Ruling(True, y, x0, x1)


def v(x: float, top: float, bottom: float) -> Ruling:
    return Ruling(False, x, top, bottom)


def test_a_plain_grid_has_a_cell_for_each_closed_rectangle() -> None:
    [grid] = grids([h(0, 0, 90), h(20, 0, 90), h(40, 0, 90), v(0, 0, 40), v(50, 0, 40), v(90, 0, 40)])
    assert [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1),
    ]  # fmt: skip


def test_a_missing_line_between_two_rectangles_makes_one_cell_with_a_span() -> None:
    [grid] = grids([h(0, 0, 90), h(20, 0, 90), h(40, 0, 90), v(0, 0, 40), v(50, 20, 40), v(90, 0, 40)])
    assert [(c.row, c.column, c.row_span, c.column_span) for c in grid.cells] == [
        (0, 0, 1, 2),
        (1, 0, 1, 1),
        (1, 1, 1, 1),
    ]
    assert grid.cell_at(70, 10) == 0
    assert grid.cell_at(70, 30) == 2


def test_line_pieces_that_nearly_touch_are_one_line() -> None:
    [grid] = grids([h(0, 0, 49), h(0.8, 50.5, 90), h(20, 0, 90), h(40, 0, 90), v(0, 0, 40), v(50, 0, 40), v(90, 0, 40)])
    assert len(grid.cells) == 4


def test_two_tables_that_do_not_touch_are_two_grids() -> None:
    first = [h(0, 0, 90), h(20, 0, 90), v(0, 0, 20), v(50, 0, 20), v(90, 0, 20)]
    second = [Ruling(r.horizontal, r.at + 100, r.start, r.end) if r.horizontal else v(r.at, 100, 120) for r in first]
    assert len(grids(first + second)) == 2


def test_a_lone_box_is_no_table() -> None:
    assert grids([h(0, 0, 90), h(20, 0, 90), v(0, 0, 20), v(90, 0, 20)]) == []


def test_a_table_drawn_without_its_outer_sides_is_closed_and_marked() -> None:
    [grid] = grids([h(0, 0, 90), h(20, 0, 90), h(40, 0, 90), v(50, 0, 40)])
    assert grid.trust == "open"
    assert len(grid.cells) == 4


def test_a_row_cut_off_by_the_page_break_keeps_its_cells() -> None:
    # The verticals begin above the first horizontal: the page before took the upper line with it.
    [grid] = grids([h(20, 0, 90), h(40, 0, 90), v(0, 0, 40), v(50, 0, 40), v(90, 0, 40)])
    assert grid.trust == "open"
    assert len(grid.cells) == 4


def test_a_thin_filled_rectangle_is_one_ruling_and_a_box_is_four() -> None:
    assert rectangle_rulings(0, 0, 100, 0.5, stroked=False) == [Ruling(True, 0.25, 0, 100)]
    assert rectangle_rulings(0, 0, 0.5, 100, stroked=False) == [Ruling(False, 0.25, 0, 100)]
    assert len(rectangle_rulings(0, 0, 100, 50, stroked=False)) == 4


def test_a_table_drawn_with_its_inner_lines_only_keeps_its_outer_cells() -> None:
    inner = [h(20, 0, 30), h(40, 0, 30), v(10, 0, 60), v(20, 0, 60)]
    [grid] = grids(inner)
    assert (len(grid.ys) - 1, len(grid.xs) - 1, grid.trust) == (3, 3, "open")
    assert len(grid.cells) == 9
