"""Spreadsheets: what a sheet shows, what it stores, and sheets that claim more than there is."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document, Table
from pipeline.documents.read import read
from pipeline.documents.readers import office
from pipeline.documents.sandbox import read_in_child
from pipeline.errors import UnreadableFile, UnsupportedFormat
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from tests.documents.office_files import RULED, convert, needs_office, package, sheet, sheet_cell, xlsx
from tests.documents.office_files import sheet_row as row


def workbook(path: Path, content: str, *formats: str) -> Document:
    return read(xlsx(path / "a.xlsx", {"表一": content}, formats), "xlsx")


def refusal(path: Path, limits: Limits = DEFAULT) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, "xlsx", limits)
    return str(caught.value)


# -- numbers


def test_the_stored_number_is_kept_where_the_cell_shows_another(tmp_path: Path) -> None:
    ruled_two_places = 3
    content = sheet(
        [
            row(0, "科目", "金额"),
            sheet_cell(1, 0, "甲", RULED) + sheet_cell(1, 1, "1234.5", ruled_two_places),
            sheet_cell(2, 0, "乙", RULED) + sheet_cell(2, 1, "1.2345", ruled_two_places),
        ]
    )
    document = workbook(tmp_path, content, "#,##0.00")
    assert [(c.text, c.stored) for c in document.tables[0].cells if c.column == 1] == [
        ("金额", None), ("1,234.50", None), ("1.23", "1.2345"),
    ]  # fmt: skip
    (remark,) = document.remarks
    assert (remark.what, remark.printed_text) == ("displayed_number_differs", "表一")
    assert "B3 shows '1.23', stores 1.2345" in remark.detail


def test_a_dash_or_a_blank_for_nothing_is_no_other_number(tmp_path: Path) -> None:
    formats = ['_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "0.00;-0.00;"]
    content = sheet([row(0, "科目", "a", "b"), row(1, "甲") + sheet_cell(1, 1, "0", 3) + sheet_cell(1, 2, "0", 5)])
    document = workbook(tmp_path, content, *formats)
    assert [(cell.text, cell.stored) for cell in document.tables[0].cells][-2:] == [("-", None), ("", None)]
    assert document.remarks == ()


def test_the_stored_number_is_published_beside_the_shown_one_and_the_shown_one_counts(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "项目", "金额（万元）"),
            sheet_cell(1, 0, "甲", RULED) + sheet_cell(1, 1, "1234.5", 3),
            sheet_cell(2, 0, "乙", RULED) + sheet_cell(2, 1, "1.2345", 3),
        ]
    )
    document = workbook(tmp_path, content, "#,##0.00")
    amounts = facts_of(look_at(next(tmp_path.rglob("*.xlsx"))), document, "x").rows["amount"]
    assert [(a["printed_text"], a["stored_text"], a["value"]) for a in amounts] == [
        ("1,234.50", None, Decimal("1234.50")), ("1.23", "1.2345", Decimal("1.23")),
    ]  # fmt: skip


def test_codes_written_as_words_keep_their_zeros(tmp_path: Path) -> None:
    words = '<c r="A2" s="1" t="inlineStr"><is><t>01</t></is></c>'
    content = sheet([row(0, "款", "金额"), words + sheet_cell(1, 1, "5", RULED)])
    assert [cell.text for cell in workbook(tmp_path, content).tables[0].cells] == ["款", "金额", "01", "5"]


def test_nothing_is_calculated_and_a_formula_without_result_is_reported(tmp_path: Path) -> None:
    formulas = '<c r="A2" s="1"><f>1+1</f><v>2</v></c><c r="B2" s="1"><f>HYPERLINK("http://192.0.2.1")</f></c>'
    errors = '<c r="A3" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B3" s="1" t="b"><v>1</v></c>'
    document = workbook(tmp_path, sheet([row(0, "a", "b"), formulas, errors]))
    assert [cell.text for cell in document.tables[0].cells] == ["a", "b", "2", "", "#DIV/0!", "TRUE"]
    error, remark = document.remarks
    assert error.what == "formula_with_error"
    assert remark.what == "formula_without_result" and "B2" in remark.detail


# -- the grid


def test_merged_cells_are_spans_and_every_other_place_is_a_cell(tmp_path: Path) -> None:
    content = sheet(
        [row(0, "科目", "预算数", ""), row(1, "", "基本", "项目"), row(2, "合计", "1", "")], ["A1:A2", "B1:C1"]
    )
    (table,) = workbook(tmp_path, content).tables
    assert table.sheet == "表一"
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "科目"), (0, 1, 1, 2, "预算数"), (1, 1, 1, 1, "基本"), (1, 2, 1, 1, "项目"),
        (2, 0, 1, 1, "合计"), (2, 1, 1, 1, "1"), (2, 2, 1, 1, ""),
    ]  # fmt: skip


def test_hidden_sheets_rows_and_columns_are_left_out_and_reported(tmp_path: Path) -> None:
    columns = '<cols><col min="2" max="2" hidden="1"/></cols>'
    content = sheet([row(0, "a", "", ""), row(1, "d", "e", "f"), row(2, "g", "h", "i")], ["A1:C1"], columns)
    content = content.replace('<row r="2">', '<row r="2" hidden="1">')
    path = xlsx(tmp_path / "a.xlsx", {"表一": content, "草稿": sheet([row(0, "x", "y")])}, hidden=["草稿"])
    document = read(path, "xlsx")
    (table,) = document.tables
    assert [(c.row, c.column, c.column_span, c.text) for c in table.cells] == [
        (0, 0, 2, "a"), (1, 0, 1, "g"), (1, 1, 1, "i"),
    ]  # fmt: skip
    assert [(remark.what, remark.printed_text) for remark in document.remarks] == [
        ("hidden_cells", "表一"), ("hidden_sheet", "草稿"),
    ]  # fmt: skip


def test_rows_without_height_and_columns_without_width_are_hidden(tmp_path: Path) -> None:
    content = sheet(
        [row(0, "a", "b", "c"), row(1, "d", "e", "f"), row(2, "g", "h", "i")],
        before='<cols><col min="2" max="2" width="0"/></cols>',
    )
    content = content.replace('<row r="2">', '<row r="2" ht="0">')
    assert [cell.text for cell in workbook(tmp_path, content).tables[0].cells] == ["a", "c", "g", "i"]


def test_a_sheet_that_shows_no_zeros_has_blanks(tmp_path: Path) -> None:
    content = sheet(
        [row(0, "科目", "a"), row(1, "甲", "0"), row(2, "乙", "5")],
        before='<sheetViews><sheetView showZeros="0" workbookViewId="0"/></sheetViews>',
    )
    assert [cell.text for cell in workbook(tmp_path, content).tables[0].cells] == ["科目", "a", "甲", "", "乙", "5"]


def test_a_formula_that_ends_in_an_error_is_shown_and_reported(tmp_path: Path) -> None:
    failed = '<c r="B2" s="1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    document = workbook(tmp_path, sheet([row(0, "科目", "a"), row(1, "甲") + failed]))
    assert document.tables[0].cells[-1].text == "#DIV/0!"
    assert [(remark.what, remark.detail) for remark in document.remarks] == [
        ("formula_with_error", "1 cells, the first B2: #DIV/0!; mend the formula and save again")
    ]


# -- sheets that claim more than there is


def test_what_a_sheet_declares_is_not_believed(tmp_path: Path) -> None:
    content = sheet([row(0, "a", "b"), row(1, "c", "d")], ["A3:XFD1048576"], '<dimension ref="A1:XFD1048576"/>')
    (table,) = workbook(tmp_path, content).tables
    assert (table.row_count, table.column_count) == (2, 2)


def test_two_cells_a_sheet_apart_are_refused_before_a_grid_is_made(tmp_path: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    content = sheet([row(0, "a", "b")]).replace("</sheetData>", f"{far}</sheetData>")
    started = time.monotonic()
    assert "17,179,869,184 cells, more than" in refusal(xlsx(tmp_path / "a.xlsx", {"1": content}))
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("place", ["A1048577", "XFE1", "A0", "1A", "A99999999999"])
def test_a_cell_outside_every_sheet_is_damage(place: str, tmp_path: Path) -> None:
    content = sheet([f'<c r="{place}"><v>1</v></c>'])
    assert "the file is damaged" in refusal(xlsx(tmp_path / "a.xlsx", {"1": content}))


def test_cells_of_all_sheets_are_counted_together(tmp_path: Path) -> None:
    content = sheet([row(n, "a", "b") for n in range(10)])
    path = xlsx(tmp_path / "a.xlsx", {str(n): content for n in range(3)})
    assert "claim 60 cells" in refusal(path, Limits(max_cells=50))


def test_entities_damage_and_empty_workbooks_end_in_a_sentence(tmp_path: Path) -> None:
    bomb = sheet([row(0, "a", "b")]).replace("<worksheet", '<!DOCTYPE x [<!ENTITY a "aa">]><worksheet')
    assert "declares a document type" in refusal(xlsx(tmp_path / "a.xlsx", {"1": bomb}))
    assert "the file is damaged" in refusal(xlsx(tmp_path / "b.xlsx", {"1": "<worksheet><sheetData>"}))
    assert "the file is damaged" in refusal(package(tmp_path / "c.xlsx", {"xl/nothing.xml": "<a/>"}))
    assert "are empty" in refusal(xlsx(tmp_path / "d.xlsx", {"1": sheet([])}))


def test_a_binary_workbook_is_unsupported_and_the_message_says_what_to_save_it_as(tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match="save it as XLSX"):
        read(package(tmp_path / "a.xlsx", {"xl/workbook.bin": b"\x83"}), "xlsx")


# -- older spreadsheets


@pytest.fixture
def older(tmp_path: Path) -> Path:
    two_places = 3
    amounts = sheet_cell(1, 1, "1234.5", two_places) + sheet_cell(1, 2, "7", two_places)
    content = sheet([row(0, "科目", "预算数", ""), row(1, "合计") + amounts], ["B1:C1"])
    return convert(xlsx(tmp_path / "a.xlsx", {"表一": content}, ["#,##0.00"]), "xls:MS Excel 97", tmp_path)


@needs_office
def test_an_older_spreadsheet_shows_its_numbers_as_a_newer_one_does(older: Path) -> None:
    document = read_in_child(older, "xls")
    assert document.format == "xls"
    assert [(cell.text, cell.column_span) for cell in document.tables[0].cells][:2] == [("科目", 1), ("预算数", 2)]
    assert [cell.text for cell in document.tables[0].cells][2:] == ["合计", "1,234.50", "7.00"]


@needs_office
def test_without_libreoffice_an_older_spreadsheet_gives_stored_numbers_and_says_so(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office.shutil, "which", lambda name: None)
    document = read(older, "xls")
    (table,) = document.tables
    assert isinstance(table, Table) and "1234.5" in [cell.text for cell in table.cells]
    assert [remark.what for remark in document.remarks] == ["number_formats_not_read"]
