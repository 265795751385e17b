"""Sentences made by programs as people read them."""

import pytest

from pipeline.tables.spoken import in_chinese, in_english


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        ("dept_expenditure_summary 201 [total]：印为 5", "部门支出总表 201 [合计]：印为 5"),
        ("text page 6 2080506 441.25 万元：不符合", "文字第 6 页 2080506 441.25 万元：不符合"),
        ("text: 职责：不符合", "文字 职责：不符合"),
        ("text：4 处差额由四舍五入造成", "文字：4 处差额由四舍五入造成"),
        ("a context: textile", "a context: textile"),
    ],
)
def test_ids_and_places_have_names_in_chinese(sentence: str, chinese: str) -> None:
    assert in_chinese(sentence) == chinese


def test_words_that_are_also_ids_stay_words_in_english() -> None:
    assert in_english("the total of dept_expenditure_summary 201 [total]") == (
        "the total of expenditure of the department 201 [total]"
    )
