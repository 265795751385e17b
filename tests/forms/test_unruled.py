"""Pages that print a table without rulings are told, and pages of sentences are not."""

from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.forms.tables.unruled import pages_without_rulings

ROWS = ("公共安全支出 12.50 12.50", "教育支出 3.00 3.00", "卫生健康支出 1,204.00", "合计 1219.50 15.50")


def document(*texts: str, ruled: bool = False) -> Document:
    table = Table(cells=(Cell(0, 0, "合计", page=1),), row_count=1, column_count=1, page=1)
    return Document(format="pdf", blocks=(*(Paragraph(text, page=1) for text in texts), *((table,) if ruled else ())))


def test_rows_of_amounts_below_a_unit_are_a_table_nobody_read() -> None:
    assert pages_without_rulings(document("支出总表", "单位：万元", *ROWS)) == [1]


def test_a_page_with_a_table_on_it_is_read() -> None:
    assert pages_without_rulings(document("单位：万元", *ROWS, ruled=True)) == []


def test_without_a_unit_line_rows_may_be_anything() -> None:
    assert pages_without_rulings(document("电话一览", *ROWS)) == []


def test_sentences_with_amounts_are_no_table() -> None:
    sentences = [f"{row.split()[0]}{row.split()[1]}万元，与上年持平。" for row in ROWS]
    assert pages_without_rulings(document("单位：万元", *sentences)) == []
