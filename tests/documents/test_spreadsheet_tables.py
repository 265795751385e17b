"""Where the tables of a sheet begin and end, and which columns are theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.documents.read import read
from tests.documents.office_files import RULED, sheet, sheet_cell, xlsx
from tests.documents.office_files import sheet_row as row


def workbook(path: Path, content: str) -> Document:
    return read(xlsx(path / "a.xlsx", {"表一": content}), "xlsx")


def outline(document: Document) -> list[str]:
    """Paragraphs by their text, tables by their size."""
    return [
        block.text if isinstance(block, Paragraph) else f"{block.row_count}x{block.column_count}"
        for block in document.blocks
    ]


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


def test_tables_side_by_side_below_a_title_each_follow_one_another(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "某某局预算", style=0),
            row(1, "收入总表", "", "", "支出总表", style=0),
            row(2, "公开01表", "单位：元", "", "公开02表", "单位：元", style=0),
            sheet_row_of(3, ["科目", "合计"], ["科目", "合计"]),
            sheet_row_of(4, ["教育", "5"], ["教育", "3"]),
            row(5, "注：无", style=0),
        ],
        ["A1:E1", "A2:B2", "D2:E2"],
    )
    document = workbook(tmp_path, content)
    assert outline(document) == [
        "某某局预算",
        *["收入总表", "公开01表", "单位：元", "2x2"],
        *["支出总表", "公开02表", "单位：元", "2x2"],
        "注：无",
    ]
    assert [cell.text for cell in document.tables[1].cells] == ["科目", "合计", "教育", "3"]


def test_two_halves_of_a_table_below_one_title_stay_one(tmp_path: Path) -> None:
    content = sheet(
        [
            row(0, "收支总表", style=0),
            sheet_row_of(1, ["收入", ""], ["支出", ""]),
            sheet_row_of(2, ["科目", "合计"], ["科目", "合计"]),
            sheet_row_of(3, ["教育", "5"], ["教育", "3"]),
        ],
        ["A1:E1", "A2:B2", "D2:E2"],
    )
    document = workbook(tmp_path, content)
    assert outline(document) == ["收支总表", "3x4"]
    assert [cell.text for cell in document.tables[0].cells if cell.row == 2] == ["教育", "5", "教育", "3"]


def sheet_row_of(number: int, left: list[str], right: list[str]) -> str:
    """Ruled cells of two tables with an empty column without rulings between them."""
    cells = [*enumerate(left), *enumerate(right, len(left) + 1)]
    return "".join(sheet_cell(number, column, text, RULED) for column, text in cells)
