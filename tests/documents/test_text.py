"""Plain text: what is a table, a heading, a paragraph, and which encoding it is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT
from pipeline.documents.model import Document, Paragraph, Table
from pipeline.documents.read import read
from pipeline.documents.readers.encoding import decode
from pipeline.documents.readers.text import text_blocks
from pipeline.errors import UnreadableFile

SEED = Path(__file__).parents[3] / "shared/seed/000_929efe9fa2739427.txt"
TEXT = "合计\t7,563,832.99\n人员经费 2,479,023.25 元\n"


def read_bytes(tmp_path: Path, data: bytes) -> Document:
    path = tmp_path / "file.txt"
    path.write_bytes(data)
    return read(path, "text")


def grid(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        assert cell.column == len(rows[cell.row])
        rows[cell.row].append(cell.text)
    return rows


def one_table(text: str) -> Table:
    (table,) = text_blocks(text, DEFAULT)
    assert isinstance(table, Table)
    return table


def test_lines_with_tabs_are_a_table_and_other_lines_are_paragraphs() -> None:
    before, table, after = text_blocks("单位：元\n收入\t支出\n1\t2\n备注：无\n", DEFAULT)
    assert before == Paragraph(text="单位：元")
    assert isinstance(table, Table) and grid(table) == [["收入", "支出"], ["1", "2"]]
    assert after == Paragraph(text="备注：无")


def test_rows_stay_as_ragged_as_they_are_printed() -> None:
    table = one_table("a\tb\tc\nd\t\ne\tf\t\t\n")
    assert grid(table) == [["a", "b", "c"], ["d", ""], ["e", "f", "", ""]]
    assert table.column_count == 4


def test_a_title_followed_by_empty_cells_is_not_taken_for_a_span() -> None:
    table = one_table("2024年预算数\t\t\n合计\t小计\t其他\n")
    assert all(cell.column_span == 1 for cell in table.cells)
    assert grid(table)[0] == ["2024年预算数", "", ""]


def test_an_empty_line_ends_a_table() -> None:
    first, second = text_blocks("a\tb\n\nc\td\n", DEFAULT)
    assert isinstance(first, Table) and isinstance(second, Table)


def test_a_ruling_of_dashes_is_not_a_row_and_does_not_end_the_table() -> None:
    assert grid(one_table("a\tb\n-----\t:--\nc\td\n")) == [["a", "b"], ["c", "d"]]


def test_dashes_that_mean_none_reported_are_cells() -> None:
    assert grid(one_table("合计\t--\n-\t--\n")) == [["合计", "--"], ["-", "--"]]


def test_a_heading_loses_its_marks_and_nothing_else() -> None:
    assert text_blocks("## **七、联系方式**  \n#1 楼\n", DEFAULT) == (
        Paragraph(text="**七、联系方式**", is_heading=True, heading_rank=2),
        Paragraph(text="#1 楼"),
    )


def test_cells_and_paragraphs_keep_mark_up_and_spaces_as_they_are() -> None:
    assert grid(one_table("<b>合计</b>\t 1 \t\n")) == [["<b>合计</b>", " 1 ", ""]]
    assert text_blocks("　　一、概况\xa0\n", DEFAULT) == (Paragraph(text="　　一、概况\xa0"),)


def test_a_line_indented_by_a_tab_is_a_paragraph() -> None:
    assert text_blocks("\t本单位无此项。\n", DEFAULT) == (Paragraph(text="\t本单位无此项。"),)


def test_a_row_that_begins_with_empty_cells_stays_a_row_of_its_table() -> None:
    assert grid(one_table("a\tb\n\t补助\n")) == [["a", "b"], ["", "补助"]]


def test_lines_of_tabs_alone_are_nothing_printed() -> None:
    assert text_blocks("甲\n\t\t\n乙\n", DEFAULT) == (Paragraph(text="甲"), Paragraph(text="乙"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\f"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    assert [block.text for block in text_blocks(f"a{end}b", DEFAULT) if isinstance(block, Paragraph)] == ["a", "b"]


@pytest.mark.parametrize("inside", ["\u2028", "\x85", "\x0b"])
def test_characters_that_only_python_calls_line_ends_do_not_cut_a_cell(inside: str) -> None:
    assert grid(one_table(f"a{inside}b\tc")) == [[f"a{inside}b", "c"]]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_the_encodings_of_chinese_offices_are_recognised(tmp_path: Path, encoding: str) -> None:
    document = read_bytes(tmp_path, (TEXT * 3).encode(encoding))
    assert document == read_bytes(tmp_path, (TEXT * 3).encode())
    assert document.remarks == ()


def test_utf8_wins_over_a_label_that_was_never_changed() -> None:
    assert decode("一般公共预算".encode(), declared="gb2312").text == "一般公共预算"


def test_a_rare_character_beyond_the_declared_gb2312_is_read() -> None:
    assert decode("联系人：朱镕基".encode("gbk"), declared="GB2312").text == "联系人：朱镕基"


def test_a_character_that_cannot_be_decoded_is_replaced_and_remarked_with_its_place(tmp_path: Path) -> None:
    document = read_bytes(tmp_path, TEXT.encode() + b"\xff" + "元".encode())
    (remark,) = document.remarks
    assert remark.what == "characters could not be decoded"
    assert "1 replaced by U+FFFD, read as utf-8" in remark.detail
    assert "\ufffd元" in remark.printed_text


@pytest.mark.parametrize("data", [bytes(100), bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_bytes_that_are_no_text_are_unreadable(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="not text"):
        read_bytes(tmp_path, data)


def test_a_file_of_nothing_but_spaces_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="contains no text"):
        read_bytes(tmp_path, b" \n\t\n")


@pytest.mark.skipif(not SEED.exists(), reason="the shared sample disclosure is not beside the checkout")
def test_the_sample_disclosure_gives_its_tables_and_every_character_of_its_cells() -> None:
    document = read(SEED, "text")
    assert len(document.tables) == 24
    assert [(table.row_count, table.column_count) for table in document.tables[:5]] == [
        (18, 3), (15, 4), (20, 5), (12, 7), (21, 7),
    ]  # fmt: skip
    # The printed lines of the performance form are in two tables, and the rulings between them in none.
    assert not any(cell.text.startswith("---") for table in document.tables for cell in table.cells)
    lines = [line for line in SEED.read_text(encoding="utf-8").split("\n") if "\t" in line and "----" not in line]
    printed = [row for table in document.tables for row in grid(table)]
    assert printed == [line.split("\t") for line in lines]
