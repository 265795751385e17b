"""The national set of a department's accounts, typed by hand: right as it stands, and with one number misprinted."""
# ruff: noqa: E501 - a line of a table is a line here, however long

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.warehouse import Warehouse

from .pages import judged, table

TITLE = "临河县农业农村局2023年度部门决算"
FORMS = {
    "收入支出决算总表": """
        收入 | > | > | 支出 | > | >
        项目 | 行次 | 金额 | 项目 | 行次 | 金额
        栏次 | | 1 | 栏次 | | 2
        一、一般公共预算财政拨款收入 | 1 | 90.00 | 一、社会保障和就业支出 | 9 | 12.00
        二、政府性基金预算财政拨款收入 | 2 | 6.00 | 二、城乡社区支出 | 10 | 9.00
        三、其他收入 | 3 | 4.00 | 三、农林水支出 | 11 | 81.00
        本年收入合计 | 4 | 100.00 | 本年支出合计 | 12 | 102.00
        使用非财政拨款结余（含专用结余） | 5 | | 结余分配 | 13 | 2.00
        | 6 | | 其中：提取专用结余 | 14 | 2.00
        年初结转和结余 | 7 | 9.00 | 年末结转和结余 | 15 | 5.00
        总计 | 8 | 109.00 | 总计 | 16 | 109.00""",
    "财政拨款收入支出决算总表": """
        收入 | > | > | 支出 | > | > | > | > | >
        项目 | 行次 | 金额 | 项目 | 行次 | 合计 | 一般公共预算财政拨款 | 政府性基金预算财政拨款 | 国有资本经营预算财政拨款
        栏次 | | 1 | 栏次 | | 2 | 3 | 4 | 5
        一、一般公共预算财政拨款 | 1 | 90.00 | 一、社会保障和就业支出 | 9 | 12.00 | 12.00 | |
        二、政府性基金预算财政拨款 | 2 | 6.00 | 二、城乡社区支出 | 10 | 9.00 | | 9.00 |
        三、国有资本经营预算财政拨款 | 3 | | 三、农林水支出 | 11 | 79.00 | 79.00 | |
        本年收入合计 | 4 | 96.00 | 本年支出合计 | 12 | 100.00 | 91.00 | 9.00 |
        年初财政拨款结转和结余 | 5 | 9.00 | 年末财政拨款结转和结余 | 13 | 5.00 | 4.00 | 1.00 |
        　　一般公共预算财政拨款 | 6 | 5.00 | | 14 | | | |
        　　政府性基金预算财政拨款 | 7 | 4.00 | | 15 | | | |
        总计 | 8 | 105.00 | 总计 | 16 | 105.00 | 95.00 | 10.00 | """,
    "一般公共预算财政拨款支出决算表": """
        项目 | > | > | > | 本年支出 | > | >
        功能分类科目编码 | > | > | 科目名称 | 小计 | 基本支出 | 项目支出
        类 | 款 | 项 | 栏次 | 1 | 2 | 3
        ^ | ^ | ^ | 合计 | 91.00 | 71.00 | 20.00
        208 | > | > | 社会保障和就业支出 | 12.00 | 12.00 |
        20805 | > | > | 行政事业单位养老支出 | 12.00 | 12.00 |
        2080505 | > | > | 机关事业单位基本养老保险缴费支出 | 12.00 | 12.00 |
        213 | > | > | 农林水支出 | 79.00 | 59.00 | 20.00
        21301 | > | > | 农业农村 | 79.00 | 59.00 | 20.00
        2130101 | > | > | 行政运行 | 59.00 | 59.00 |
        2130199 | > | > | 其他农业农村支出 | 20.00 | | 20.00""",
    "一般公共预算财政拨款基本支出决算明细表": """
        人员经费 | > | > | 公用经费 | > | > | > | > | >
        科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数 | 科目编码 | 科目名称 | 决算数
        301 | 工资福利支出 | 50.00 | 302 | 商品和服务支出 | 18.00 | 30217 | 公务接待费 | 3.00
        30101 | 基本工资 | 38.00 | 30201 | 办公费 | 5.00 | 30231 | 公务用车运行维护费 | 10.00
        30108 | 机关事业单位基本养老保险缴费 | 12.00 | | | | 310 | 资本性支出 | 1.00
        303 | 对个人和家庭的补助 | 2.00 | | | | 31002 | 办公设备购置 | 1.00
        30305 | 生活补助 | 2.00 | | | | | |
        人员经费合计 | > | 52.00 | 公用经费合计 | > | > | > | > | 19.00""",
    "财政拨款“三公”经费支出决算表": """
        项目 | 全年预算数 | 决算数 | 决算数占预算数的比例（%）
        合计 | 20.00 | 13.00 | 65.00
        因公出国（境）费 | | |
        公务用车购置及运行维护费 | 15.00 | 10.00 | 66.67
        其中：公务用车购置费 | 5.00 | |
        公务用车运行维护费 | 10.00 | 10.00 | 100.00
        公务接待费 | 5.00 | 3.00 | 60.00""",
    "政府性基金预算财政拨款收入支出决算表": """
        项目 | > | > | > | 年初结转和结余 | 本年收入 | 本年支出 | > | > | 年末结转和结余
        功能分类科目编码 | > | > | 科目名称 | ^ | ^ | 小计 | 基本支出 | 项目支出 | ^
        类 | 款 | 项 | 栏次 | 1 | 2 | 3 | 4 | 5 | 6
        ^ | ^ | ^ | 合计 | 4.00 | 6.00 | 9.00 | | 9.00 | 1.00
        212 | > | > | 城乡社区支出 | 4.00 | 6.00 | 9.00 | | 9.00 | 1.00
        21208 | > | > | 国有土地使用权出让收入安排的支出 | 4.00 | 6.00 | 9.00 | | 9.00 | 1.00
        2120804 | > | > | 农村基础设施建设支出 | 4.00 | 6.00 | 9.00 | | 9.00 | 1.00""",
}  # fmt: skip

# A line as it stands -> the wrong number in it, the right one, and a rule that must break then.
MISPRINTS = {
    "the sum of a lane": ("公用经费合计 | > | > | > | > | ", "19.00", "91.00", "GK2"),
    "a class in the lane of operating money": ("302 | 商品和服务支出 | ", "18.00", "81.00", "C13"),
    "the total beside class, section and item": ("^ | ^ | ^ | 合计 | ", "4.00", "7.00", "C01"),
    "a fund's part of the opening balance": ("　　政府性基金预算财政拨款 | 7 | ", "4.00", "2.00", "C07"),
    "a part of the vehicle item below its head": ("公务用车运行维护费 | 10.00 | ", "10.00", "16.00", "A06"),
    "a fund's revenue of the year": ("二、政府性基金预算财政拨款收入 | 2 | ", "6.00", "8.00", "D21"),
}


def page(before: str = "", right: str = "", wrong: str = "") -> str:
    forms = {title: lines.replace(before + right, before + wrong) for title, lines in FORMS.items()}
    assert (forms != FORMS) == bool(before)
    return "".join(table(title, "万元", lines) for title, lines in forms.items())


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    pages = {TITLE: page()} | {f"{TITLE}<!-- {name} -->": page(*said[:3]) for name, said in MISPRINTS.items()}
    with judged(pages, tmp_path_factory.mktemp("accounts")) as made:
        yield made


def broken(warehouse: Warehouse, number: int) -> set[str]:
    rows = warehouse.connection.execute(
        "SELECT DISTINCT rule_id FROM check_result AS c JOIN document AS d USING (document_id)"
        " WHERE d.file_name = ? AND outcome = 'breaks' AND c.severity <> 'info'",
        [f"{number}.html"],
    ).fetchall()
    return {rule for (rule,) in rows}


def test_the_right_set_is_judged_and_not_accused(warehouse: Warehouse) -> None:
    assert broken(warehouse, 0) == set()
    held = warehouse.connection.execute(
        "SELECT DISTINCT rule_id FROM check_result AS c JOIN document AS d USING (document_id)"
        " WHERE d.file_name = '0.html' AND outcome = 'holds'"
    ).fetchall()
    assert {rule for *_, rule in MISPRINTS.values()} <= {rule for (rule,) in held}


@pytest.mark.parametrize("name", MISPRINTS)
def test_a_misprint_breaks_the_rule_it_falls_under(name: str, warehouse: Warehouse) -> None:
    assert MISPRINTS[name][3] in broken(warehouse, 1 + list(MISPRINTS).index(name))
