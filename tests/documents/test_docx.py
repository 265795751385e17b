"""Word documents: spans, order, numbers Word prints, pictures; and packages that mean harm."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.model import Document, Paragraph, Table
from pipeline.documents.read import read
from pipeline.documents.readers.numbering import chinese
from pipeline.errors import UnreadableFile
from tests.documents.office_files import docx, package, paragraph, word_cell, word_table

MIB = 1024 * 1024


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def refusal(path: Path, limits: Limits = DEFAULT) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(path, "docx", limits)
    return str(caught.value)


def test_paragraphs_and_tables_come_in_the_order_of_the_document(tmp_path: Path) -> None:
    table = word_table(word_cell("科目") + word_cell("金额"), word_cell("合计") + word_cell("1.00"))
    path = docx(tmp_path / "a.docx", paragraph("收支总表") + paragraph("单位：元") + table + paragraph("注：无"))
    blocks = read(path, "docx").blocks
    assert [block.text if isinstance(block, Paragraph) else "table" for block in blocks] == [
        "收支总表", "单位：元", "table", "注：无",
    ]  # fmt: skip


def test_merged_cells_keep_their_spans(tmp_path: Path) -> None:
    start, go_on, two = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    table = word_table(
        word_cell("科目", start) + word_cell("2024年预算数", two),
        word_cell("", go_on) + word_cell("基本支出") + word_cell("项目支出"),
        word_cell("合计") + word_cell("1.00") + word_cell(""),
    )
    (read_table,) = read(docx(tmp_path / "a.docx", table), "docx").tables
    assert (read_table.row_count, read_table.column_count) == (3, 3)
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in read_table.cells] == [
        (0, 0, 2, 1, "科目"), (0, 1, 1, 2, "2024年预算数"),
        (1, 1, 1, 1, "基本支出"), (1, 2, 1, 1, "项目支出"),
        (2, 0, 1, 1, "合计"), (2, 1, 1, 1, "1.00"), (2, 2, 1, 1, ""),
    ]  # fmt: skip


def test_a_cell_keeps_its_lines_and_the_spaces_that_indent_its_label(tmp_path: Path) -> None:
    two_lines = f"<w:tc>{paragraph('第一行')}{paragraph('第二行')}</w:tc>"
    table = word_table(two_lines + word_cell("  行政  运行"), word_cell("a") + word_cell("b"))
    (read_table,) = read(docx(tmp_path / "a.docx", table), "docx").tables
    assert [cell.text for cell in read_table.cells[:2]] == ["第一行\n第二行", "  行政  运行"]


def test_a_table_in_a_cell_is_a_table_of_its_own(tmp_path: Path) -> None:
    inner = word_table(word_cell("甲") + word_cell("1"), word_cell("乙") + word_cell("2"))
    outer = word_table(
        word_cell("项目") + word_cell("内容"),
        word_cell("名称") + word_cell("示例"),
        word_cell("明细") + f"<w:tc>{inner}{paragraph('')}</w:tc>",
    )
    tables = read(docx(tmp_path / "a.docx", outer), "docx").tables
    assert [(table.row_count, table.column_count) for table in tables] == [(3, 2), (2, 2)]


def test_hidden_and_deleted_text_is_not_read(tmp_path: Path) -> None:
    deleted = "<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins></w:p>"
    shown = paragraph("可见", run_properties='<w:vanish w:val="0"/>')
    path = docx(tmp_path / "a.docx", paragraph("隐藏", run_properties="<w:vanish/>") + shown + deleted)
    assert texts(read(path, "docx")) == ["可见", "新"]


def test_a_heading_style_makes_a_heading(tmp_path: Path) -> None:
    styles = (
        '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    path = docx(tmp_path / "a.docx", paragraph("概况", '<w:pStyle w:val="1"/>'), {"word/styles.xml": styles})
    assert read(path, "docx").paragraphs[0].is_heading


LISTS = (
    '<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def test_numbers_word_prints_before_paragraphs_are_read_as_printed(tmp_path: Path) -> None:
    def item(text: str, depth: int) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>')

    body = "".join(item(*entry) for entry in (("收入", 0), ("甲", 1), ("乙", 1), ("支出", 0), ("丙", 1), ("丁", 2)))
    path = docx(tmp_path / "a.docx", body, {"word/numbering.xml": LISTS})
    assert texts(read(path, "docx")) == ["一、收入", "1.甲", "2.乙", "二、支出", "1.丙", "丁"]


@pytest.mark.parametrize(
    ("number", "written"), [(1, "一"), (10, "十"), (19, "十九"), (20, "二十"), (21, "二十一"), (105, "一百零五"),
                            (110, "一百一十"), (1001, "一千零一")],
)  # fmt: skip
def test_chinese_numbers_are_written_as_word_writes_them(number: int, written: str) -> None:
    assert chinese(number) == written


def picture(width: int, height: int) -> str:
    emu = f'cx="{width * 12700}" cy="{height * 12700}"'
    inside = f'<wp:extent {emu}/><a:blip r:embed="rId9"/>'
    return f"<w:p><w:r><w:drawing><wp:inline>{inside}</wp:inline></w:drawing></w:r></w:p>"


def test_a_picture_as_large_as_a_table_is_reported_with_the_words_before_it(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("收入支出决算总表") + picture(500, 600) + picture(60, 60))
    (remark,) = read(path, "docx").remarks
    assert (remark.what, remark.printed_text) == ("picture_in_document", "收入支出决算总表")
    assert "500 by 600 points" in remark.detail


# -- packages that mean harm


def test_a_document_type_is_refused_before_any_entity_is_looked_at(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document/>'
    assert "declares a document type" in refusal(package(tmp_path / "a.docx", {"word/document.xml": bomb}))
    wide = '<?xml version="1.0" encoding="UTF-16"?>' + bomb
    assert "declares a document type" in refusal(
        package(tmp_path / "b.docx", {"word/document.xml": wide.encode("utf-16")})
    )


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    path = package(tmp_path / "a.docx", {"word/document.xml": b" " * (8 * MIB)})
    assert "no document shrinks so far" in refusal(path)


def test_parts_are_counted_together_and_by_what_they_unpack_to(tmp_path: Path) -> None:
    path = package(tmp_path / "a.docx", {f"word/{n}.xml": b"<a/>" * 1000 for n in range(4)})
    assert "unpacks to more than the" in refusal(path, Limits(max_written_bytes=10_000))


def test_a_package_of_very_many_parts_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"word/{number}", b"")
    assert "10,001 files" in refusal(tmp_path / "a.docx")


def test_a_part_in_an_encoding_nobody_knows_is_damage(tmp_path: Path) -> None:
    odd = b'<?xml version="1.0" encoding="UT0F-8"?><Types/>'
    path = docx(tmp_path / "a.docx", paragraph("甲"), {"[Content_Types].xml": odd})
    assert "damaged" in refusal(path)


@pytest.mark.parametrize(
    "body",
    [
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='many'/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
        "<w:sdt>" * 100 + paragraph("x") + "</w:sdt>" * 100 + "<w:footnoteReference/>",
        "<w:p><w:r><w:t>never closed",
        "<w:p>" * 400 + "</w:p>" * 400,
        "",
    ],
)
def test_a_damaged_document_is_a_sentence_not_a_traceback(body: str, tmp_path: Path) -> None:
    assert "the file is damaged" in (said := refusal(docx(tmp_path / "a.docx", body))) or "shows no text" in said


def test_a_document_cut_short_is_damaged(tmp_path: Path) -> None:
    path = docx(tmp_path / "a.docx", paragraph("x"))
    path.write_bytes(path.read_bytes()[:-40])
    assert "the file is damaged" in refusal(path)


def test_a_table_wider_than_the_limit_is_refused(tmp_path: Path) -> None:
    wide = '<w:gridSpan w:val="900"/>'
    rows = (word_cell("a", wide) + word_cell("b", wide) for _ in range(3))
    path = docx(tmp_path / "a.docx", word_table(*rows))
    assert "cells, more than the 1,000 allowed" in refusal(path, Limits(max_cells=1_000))


def test_a_linked_picture_is_neither_fetched_nor_opened(tmp_path: Path) -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" TargetMode="External" '
        'Target="http://192.0.2.1/x.png"/></Relationships>'
    )
    body = paragraph("x") + picture(500, 600).replace("r:embed", "r:link")
    document = read(docx(tmp_path / "a.docx", body, {"word/_rels/document.xml.rels": relations}), "docx")
    assert texts(document) == ["x"] and len(document.remarks) == 1
    assert not any(isinstance(block, Table) for block in document.blocks)


def tabbed(*fields: str) -> str:
    runs = "<w:tab/>".join(f"<w:t>{field}</w:t>" for field in fields)
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def test_paragraphs_whose_amounts_stand_at_tabs_are_a_table_below_their_line_of_organisation_and_unit(
    tmp_path: Path,
) -> None:
    lines = [
        tabbed("编制单位：甲局", "单位：万元"),
        tabbed("项目", "预算数"),
        tabbed("一、事业收入", "3.00"),
        tabbed("收入总计", "3.00"),
    ]
    line, table = read(docx(tmp_path / "a.docx", "".join(lines)), "docx").blocks
    assert isinstance(line, Paragraph) and line.text == "编制单位：甲局 单位：万元"
    assert isinstance(table, Table) and [cell.text for cell in table.cells] == [
        "项目", "预算数", "一、事业收入", "3.00", "收入总计", "3.00",
    ]  # fmt: skip


def test_a_list_of_contents_with_tabs_is_no_table(tmp_path: Path) -> None:
    lines = [tabbed("一、部门职责", "1"), tabbed("二、收支总表", "12"), tabbed("三、名词解释", "25")]
    assert texts(read(docx(tmp_path / "a.docx", "".join(lines)), "docx")) == [
        "一、部门职责 1", "二、收支总表 12", "三、名词解释 25",
    ]  # fmt: skip


def test_the_mark_of_a_footnote_is_no_part_of_the_number_it_stands_behind(tmp_path: Path) -> None:
    word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    notes = f'<w:footnotes {word}><w:footnote w:id="1">{paragraph("含上年结转。")}</w:footnote></w:footnotes>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    )
    noted = '<w:tc><w:p><w:r><w:t>12.00</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p></w:tc>'
    table = word_table(word_cell("科目") + word_cell("金额"), word_cell("合计") + noted)
    parts = {"word/footnotes.xml": notes, "word/_rels/document.xml.rels": relations}
    document = read(docx(tmp_path / "a.docx", table, parts), "docx")
    assert [cell.text for cell in document.tables[0].cells] == ["科目", "金额", "合计", "12.00"]
    assert texts(document) == ["含上年结转。"]
