"""Files that belong together: renderings, parts and versions of one disclosure."""

import os
from pathlib import Path

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.documents.sandbox import Readers
from pipeline.facts.disclosures import link
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at, read_files
from pipeline.warehouse import Warehouse

TABLES = """2024年部门支出预算总表
部门：青禾县某某局
单位：元
科目编码\t科目名称\t合计\t基本支出\t项目支出
合计\t\t{total}\t{total}\t
201\t一般公共服务支出\t{total}\t{total}\t
20101\t人大事务\t{total}\t{total}\t
2010101\t行政运行\t{total}\t{total}\t
"""
TITLE = "青禾县某某局2024年部门预算\n"


def linked(tmp_path: Path, **files: str) -> dict[str, tuple[str, bool, str | None]]:
    """file -> (disclosure, is preferred, name of the file it supersedes); files arrive in the order given."""
    raws = []
    for order, (name, content) in enumerate(files.items()):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        os.utime(path, (1_700_000_000 + order, 1_700_000_000 + order))
        raws.append(look_at(path))
    names = {raw.document_id: raw.file_name for raw in raws}
    with Warehouse(None) as warehouse:
        for raw in raws:
            facts = facts_of(raw, read(raw.path, raw.kind), READER_VERSION)
            warehouse.replace([raw.document_id], facts.rows)
        link(warehouse.connection)
        rows = warehouse.connection.execute(
            "SELECT document_id, disclosure_id, is_preferred, supersedes_document_id FROM document"
        ).fetchall()
    return {names[i]: (d, p, names.get(s) if s else None) for i, d, p, s in rows}


def test_a_text_file_and_a_table_file_are_parts_of_one_disclosure(tmp_path: Path) -> None:
    found = linked(tmp_path, words=TITLE + "一、情况说明。\n", tables=TITLE + TABLES.format(total="5.00"))
    assert found["words"][0] == found["tables"][0]
    assert found["words"][1]
    assert found["tables"][1]


def test_the_same_numbers_with_other_words_are_a_rendering(tmp_path: Path) -> None:
    one, two = TITLE + TABLES.format(total="5.00"), TITLE + "一、说明。\n" + TABLES.format(total="5.00")
    found = linked(tmp_path, one=one, two=two)
    assert sorted(p for _, p, _ in found.values()) == [False, True]
    assert {s for _, _, s in found.values()} == {None}


def test_other_numbers_in_the_same_forms_are_a_newer_version(tmp_path: Path) -> None:
    found = linked(tmp_path, old=TITLE + TABLES.format(total="5.00"), new=TITLE + TABLES.format(total="6.00"))
    assert found["new"][1:] == (True, "old")
    assert not found["old"][1]


def test_another_year_is_another_disclosure(tmp_path: Path) -> None:
    one = TITLE + TABLES.format(total="5.00")
    found = linked(tmp_path, one=one, two=one.replace("2024", "2023"))
    assert found["one"][0] != found["two"][0]
    assert all(p for _, p, _ in found.values())


@pytest.mark.parametrize("content", ["今天天气很好。\n", "1\t2\t3\n"])
def test_a_text_that_is_no_disclosure_is_not_read_and_says_why(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.txt"
    path.write_text(content, encoding="utf-8")
    raw = look_at(path)
    with Readers(1) as readers:
        rows = read_files([raw], readers)[raw.document_id].rows
    assert [document["read_status"] for document in rows["document"]] == ["not_read"]
    [problem] = rows["problem"]
    assert "check that it is the right file" in str(problem["detail"])
