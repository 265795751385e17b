"""Spreadsheets: what a sheet shows, what it stores, and sheets that claim more than there is."""

from __future__ import annotations

import time
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document, Paragraph, Table
from pipeline.documents.read import read
from pipeline.documents.readers import office
from pipeline.documents.readers.number_format import plain, shown, stored_number
from pipeline.documents.sandbox import read_in_child
from pipeline.errors import UnreadableFile, UnsupportedFormat
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from tests.documents.office_files import convert, needs_office, package, sheet, sheet_cell, xlsx

RULED = 1


def row(number: int, *values: str, style: int = RULED) -> str:
    return "".join(sheet_cell(number, column, value, style) for column, value in enumerate(values))


def workbook(path: Path, content: str, *formats: str) -> Document:
    return read(xlsx(path / "a.xlsx", {"表一": content}, formats), "xlsx")


def outline(document: Document) -> list[str]:
    """Paragraphs by their text, tables by their size."""
    return [
        block.text if isinstance(block, Paragraph) else f"{block.row_count}x{block.column_count}"
        for block in document.blocks
    ]


def refusal(path: Path, limits: Limits = DEFAULT) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, "xlsx", limits)
    return str(caught.value)


# -- numbers


@pytest.mark.parametrize(
    ("stored", "code", "text"),
    [
        ("1234.5", "General", "1234.5"),
        ("1234.5000000000002", "General", "1234.5"),
        ("1234.5", "#,##0.00", "1,234.50"),
        ("-1234.567", "#,##0.00_ ;[Red]\\-#,##0.00\\ ", "-1,234.57"),
        ("-12", "0.00_);\\(0.00\\)", "(12.00)"),
        ("0.0456", "0.00%", "4.56%"),
        ("1.005", "0.00", "1.01"),
        ("-0.001", "0.00", "0.00"),
        ("12345678", "#,##0.00,", "12,345.68"),
        ("5", "000", "005"),
        ("2010801", "0_ ", "2010801"),
        ("999999999999.99", "#,##0.00", "999,999,999,999.99"),
        ("3", '0.0"万元"', "3.0万元"),
        ("0", '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        ("0", "#,##0.00;-#,##0.00;", ""),
        ("1e3", "0", "1000"),
        ("0", '[=0]"";#,##0.00', ""),
        ("0", "[=0]-;General", "-"),
        ("1234.5", '[=0]"";#,##0.00', "1,234.50"),
        ("-1234.5", '[=0]"";#,##0.00', "-1,234.50"),
        ("-0.125", '[=0]"";[Red]0.0%', "-12.5%"),
        ("12345678.9", '0!.0,"万元"', "1234.6万元"),
        ("-5000", "0\\.0,", "-0.5"),
        ("12345678.9", "#!.0000", "1234.5679"),
    ],
)
def test_a_number_is_shown_as_its_format_says(stored: str, code: str, text: str) -> None:
    display = shown(stored_number(stored), code)
    assert display is not None and display.text == text


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "0.00E+00", "# ?/?", "[>100]0;0.0", "0-0-0", "0!.0.0", "0" * 300])
def test_a_format_that_shows_no_plain_number_is_not_understood(code: str) -> None:
    assert shown(Decimal(1), code) is None


@pytest.mark.parametrize("written", ["", "x", "NaN", "Infinity", "1e999999999"])
def test_what_is_no_number_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="not a number"):
        stored_number(written)


def test_plain_digits_have_no_power_of_ten_and_no_zeros_at_the_end() -> None:
    assert [plain(Decimal(text)) for text in ("1E+3", "1.50", "-0.0", "0.000001")] == ["1000", "1.5", "0", "0.000001"]


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


def test_lines_around_a_ruled_table_are_paragraphs(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "表一", style=0),
            row(1, "收支总表", style=0),
            row(2, "部门：示例", "", "单位：元", style=0),
            row(3, "科目", "a", "b"),
            row(4, "合计", "1", "2"),
            row(5, "甲", "", ""),
            row(6, "注：无", style=0),
            "",
            row(8, "续表", style=0),
            row(9, "科目", "a", "b"),
            row(10, "乙", "1", "2"),
        ],
        ["A2:C2"],
    )
    assert outline(workbook(tmp_path, content)) == [
        "表一", "收支总表", "部门：示例", "单位：元", "3x3", "注：无", "续表", "2x3",
    ]  # fmt: skip


def test_without_rulings_a_table_begins_with_its_first_row_of_cells(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "收支总表", style=0),
            row(1, "部门：示例", "", "单位：元", style=0),
            row(2, "科目", "a", "b", style=0),
            row(3, "一、甲", style=0),
            row(4, "合计", "1", "2", style=0),
            row(5, "注：无", style=0),
            "",
            row(7, "续表", style=0),
            row(8, "科目", "a", "b", style=0),
            row(9, "乙", "1", "2", style=0),
        ],
        ["A1:C1", "A6:C6"],
    )
    assert outline(workbook(tmp_path, content)) == [
        "收支总表", "部门：示例", "单位：元", "3x3", "注：无", "续表", "2x3",
    ]  # fmt: skip


def test_tables_one_under_the_other_without_rulings_are_told_apart_and_have_columns_of_their_own(
    tmp_path: Path,
) -> None:
    content = sheet(
        [
            row(0, "收支总表", style=0),
            row(1, "单位：元", style=0),
            row(2, "科目", "", "金额", style=0),
            row(3, "合计", "", "1", style=0),
            row(4, "三公经费表", style=0),
            row(5, "单位：元", style=0),
            row(6, "合计", "甲", "乙", "丙", style=0),
            row(7, "6", "1", "2", "3", style=0),
        ],
        ["A1:D1", "A2:D2", "A3:B3", "A4:B4", "A5:D5", "A6:D6"],
    )
    document = workbook(tmp_path, content)
    assert outline(document) == ["收支总表", "单位：元", "2x2", "三公经费表", "单位：元", "2x4"]
    assert [(cell.column, cell.column_span, cell.text) for cell in document.tables[0].cells] == [
        (0, 1, "科目"), (1, 1, "金额"), (0, 1, "合计"), (1, 1, "1"),
    ]  # fmt: skip


def test_one_line_as_wide_as_the_sheet_stays_in_its_form(tmp_path: Path) -> None:
    content = sheet(
        [row(0, "项目", "甲", "乙", style=0), row(1, "年度目标：完成", style=0), row(2, "合计", "1", "2", style=0)],
        ["A2:C2"],
    )
    assert outline(workbook(tmp_path, content)) == ["3x3"]


def test_names_with_their_numbers_in_one_cell_stay_in_their_form(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "绩效目标表", style=0),
            row(1, "单位：万元", style=0),
            row(2, "项目名称", "清淤", "", style=0),
            row(3, "项目资金", "总额： 8.00", "", style=0),
            row(4, "", "其中：财政拨款： 5.00", "", style=0),
            row(5, "", "其他资金：3", "", style=0),
            row(6, "资金：5.00万元", style=0),
            row(7, "其他：1.00万元", style=0),
            row(8, "指标", "目标", "值", style=0),
        ],
        ["A1:C1", "A2:C2", "B3:C3", "B4:C4", "A4:A6", "B5:C5", "B6:C6", "A7:C7", "A8:C8"],
    )
    assert outline(workbook(tmp_path, content)) == ["绩效目标表", "单位：万元", "7x3"]


def test_lines_in_a_merged_group_stay_in_their_form(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "绩效目标表", style=0),
            row(1, "项目", "甲", "乙", style=0),
            row(2, "目标", "总目标：清淤", "", style=0),
            row(3, "", "目标1：两公里", "", style=0),
            row(4, "", "目标2：三公里", "", style=0),
            row(5, "指标", "值", "", style=0),
        ],
        ["A1:C1", "A3:A5", "B3:C3", "B4:C4", "B5:C5"],
    )
    assert outline(workbook(tmp_path, content)) == ["绩效目标表", "5x3"]


@pytest.mark.parametrize(
    ("labels", "merges"),
    [
        (("部门：示例", "", "单位：元"), ["A1:F1", "A4:C4"]),
        (("部门：示例", "", "单位：元"), ["A1:F1"]),
        (("", "", "单位：元"), ["A1:F1", "A4:C4"]),
    ],
)
def test_a_title_narrower_than_the_sheet_begins_another_table(
    labels: tuple[str, ...], merges: list[str], tmp_path: Path
) -> None:
    content = sheet(
        [
            row(0, "支出总表", style=0),
            row(1, "科目", "a", "b", "c", "d", "e", style=0),
            row(2, "合计", "1", "2", "3", "4", "5", style=0),
            row(3, "收支总表", style=0),
            row(4, *labels, style=0),
            row(5, "科目", "a", "b", style=0),
            row(6, "合计", "1", "2", style=0),
        ],
        merges,
    )
    lines = [label for label in labels if label]
    assert outline(workbook(tmp_path, content)) == ["支出总表", "2x6", "收支总表", *lines, "2x3"]


def test_blank_ruled_rows_stay_in_their_table(tmp_path: Path) -> None:
    content = sheet([row(0, "科目", "a"), row(1, "", ""), row(2, "合计", "1")])
    assert outline(workbook(tmp_path, content)) == ["3x2"]


def test_a_sheet_of_one_column_is_text(tmp_path: Path) -> None:
    content = sheet([row(0, "一、概况", style=0), row(1, "说明。", style=0)])
    assert outline(workbook(tmp_path, content)) == ["一、概况", "说明。"]


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
    assert outline(workbook(tmp_path, content)) == ["2x2"]


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
