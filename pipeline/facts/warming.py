"""What a child that makes rows loads while another one reads the file, as a function that a task can name.

Belongs here: loading. Does not: when it is done, and by which child (`pipeline.documents.spare`).
"""

from __future__ import annotations

from pathlib import Path

from pipeline.documents.model import Cell, Document, Paragraph, Table
from pipeline.facts.child import derive
from pipeline.facts.deriving import task
from pipeline.raw import RawFile, Sighting


def load_words(_: bytes) -> bytes:
    """The vocabularies read and their patterns compiled, which takes longer than the rows of a file: by making the rows
    of a document made up for it, with a column no list knows, a performance form and a sentence."""
    sighting = Sighting("made up", None, None, "2024-01-01T00:00:00+08:00")
    raw = RawFile("0" * 16, "0" * 64, "text", 0, Path("made up"), (sighting,))
    derive(bytes(task(raw, MADE_UP, "").given))
    return b"null"


def _table(*rows: str) -> Table:
    cells = [Cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row.split("|"))]
    return Table(tuple(cells), len(rows), 1 + max(cell.column for cell in cells))


MADE_UP = Document(
    "text",
    (
        Paragraph("2024年部门支出总表"),
        _table("科目编码|科目名称|合计|基本支出|未列", "201|一般公共服务支出|1.00|1.00|", "|合计|1.00|1.00|"),
        Paragraph("2024年项目支出绩效目标表"),
        _table("项目名称|甲|预算金额|1.00", "指标名称|指标性质|指标值|权重", "数量|≥|1|10"),
        Paragraph("2024年支出总计1.00万元，比上年增加0.10万元，增长11.1%，主要是人员经费增加。"),
    ),
)
