"""Cells that print an error of the spreadsheet they were made from: no number, and no blank."""

import pytest

from pipeline.forms.model import SPREADSHEET_ERROR
from pipeline.forms.numbers import is_spreadsheet_error
from tests.forms.tables import amounts, form

TABLE = """
支出预算表
单位：万元
科目编码|科目名称|合计|基本支出|项目支出
201|一般公共服务支出|9.00|4.00|5.00
20101|人大事务|{error}|4.00|5.00
20102|政协事务|2.00|{error}|2.00
"""


@pytest.mark.parametrize(
    "error", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "####", "＃REF！", " # ref! ", "Err:502"]
)
def test_an_error_is_left_out_with_its_reason_and_told_once_for_a_table(error: str) -> None:
    read = form(TABLE.format(error=error))
    assert [printed for _, _, printed in amounts(read)] == ["9.00", "4.00", "5.00", "4.00", "5.00", "2.00", "2.00"]
    assert [(left.row_no, left.column_no) for left in read.left_out if left.reason == SPREADSHEET_ERROR] == [
        (2, 2),
        (3, 3),
    ]
    [trouble] = [trouble for trouble in read.troubles if trouble.what == "spreadsheet_error_printed"]
    assert trouble.detail == "2 cells, the first in row 3, column 3"


@pytest.mark.parametrize("text", ["#", "3#", "#1", "N/A", "**", "-", "", "#REF", "5号楼#"])
def test_a_sign_or_a_word_is_no_error(text: str) -> None:
    assert not is_spreadsheet_error(text)
