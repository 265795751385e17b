"""True texts and tables that look wrong at first sight are not accused; the same with one number changed are.

The figures are made up and right, each rounded by itself; each page says what is special about it.
"""
# ruff: noqa: E501 - a line of a table is a line here, however long

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.warehouse import Warehouse

from .pages import judged, table

BUDGET = "临河县农业农村局2025年部门预算公开"


def text(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


FISCAL = table(
    "财政拨款收支总表",
    "万元",
    """
    收入 | > | 支出 | >
    项目 | 预算数 | 项目 | 预算数
    一、本年收入 | 90.00 | 一、本年支出 | 93.00
    （一）一般公共预算拨款 | 90.00 | （一）农林水支出 | 93.00
    二、上年结转 | 7.00 | 二、结转下年 | 4.00
    收入总计 | 97.00 | 支出总计 | 97.00""",
)

ITEMS = """
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
    210 | 卫生健康支出 | 8.00 | 8.00 |
    21011 | 行政事业单位医疗 | 8.00 | 8.00 |
    2101102 | 事业单位医疗 | 8.00 | 8.00 |
    213 | 农林水支出 | 85.00 | 63.00 | 22.00
    21301 | 农业农村 | 85.00 | 63.00 | 22.00
    2130104 | 事业运行 | 63.00 | 63.00 |
    2130108 | 病虫害控制 | 22.00 | | 22.00
    合计 | > | 93.00 | 71.00 | 22.00"""

# name: (page, what of it is changed, into what, a rule that tells the change)
TRUE = {
    "money kept for later years is revenue and no expenditure": (
        FISCAL + table("一般公共预算支出表", "万元", """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            213 | 农林水支出 | 93.00 | 71.00 | 22.00
            21301 | 农业农村 | 93.00 | 71.00 | 22.00
            2130104 | 事业运行 | 93.00 | 71.00 | 22.00
            合计 | > | 93.00 | 71.00 | 22.00"""),
        "<td colspan=\"1\" rowspan=\"1\">7.00</td>", "<td colspan=\"1\" rowspan=\"1\">6.00</td>", "D05",
    ),
    "an operating expense in yuan beside a table in hundreds of yuan": (
        table("一般公共预算基本支出表（按政府预算支出经济分类）", "万元", """
            科目编码 | 科目名称 | 合计
            501 | 机关工资福利支出 | 300.00
            50101 | 工资奖金津补贴 | 300.00
            502 | 机关商品和服务支出 | 50.43
            50201 | 办公经费 | 50.43
            合计 | > | 350.43""")
        + text("2025年机关运行经费预算504298元。"),
        "504298元", "503298元", "H08",
    ),
    "an operating expense of two rows, each rounded": (
        table("一般公共预算基本支出表（按政府预算支出经济分类）", "万元", """
            科目编码 | 科目名称 | 合计
            501 | 机关工资福利支出 | 300.00
            50101 | 工资奖金津补贴 | 300.00
            502 | 机关商品和服务支出 | 32.07
            50201 | 办公经费 | 32.07
            503 | 机关资本性支出 | 4.99
            50306 | 设备购置 | 4.99
            合计 | > | 337.06""")
        + text("2025年机关运行经费预算37.05万元。"),
        "37.05", "35.05", "H08",
    ),
    "a total with what is kept for later years, and one of the general budget without it": (
        table("部门收支总表", "万元", """
            收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算拨款收入 | 4559 | 一、农林水支出 | 4556
            | | 结转下年 | 3
            收入总计 | 4559 | 支出总计 | 4559""")
        + text("2025年收支总预算4559万元。", "2025年支出预算4556万元。"),
        "支出预算4556", "支出预算4256", "E01",
    ),
    "a source of money nobody has heard of": (
        table("项目支出表", "万元", """
            项目名称 | 合计 | 本年拨款 | > | 单位资金结转 | 某某善款
            ^ | ^ | 一般公共预算 | 单位资金 | ^ | ^
            合计 | 60.00 | 40.00 | 10.00 | 4.00 | 6.00
            良种示范 | 46.00 | 40.00 | | | 6.00
            土壤检测 | 14.00 | | 10.00 | 4.00 | """),
        ">46.00<", ">64.00<", "C10",
    ),
    "purchases in whole ten thousands of yuan": (
        text("政府采购支出总额2万元，其中：政府采购货物支出1万元、政府采购工程支出0万元、政府采购服务支出0万元。")
        + text("全年公用经费31万元。", "公务用车运行维护费5万元。"),
        "总额2万元", "总额5万元", "F10",
    ),
    "a rate on a base that rounding hides": (
        text("一、“三公”经费预算情况说明", "公务接待费1万元，比上年预算数增加1万元，增长62.9%，主要是业务增加。"),
        "62.9%", "-62.9%", "F05",
    ),
    "whole ten thousands of yuan, one change of which is none": (
        text("一、“三公”经费预算情况说明", "2025年“三公”经费预算数为50万元。", "公务用车购置费46万元。", "公务用车运行维护费4万元，比上年预算增加0万元，增长4.1%。")
        + table("一般公共预算“三公”经费支出表", "元", """
            2024年预算数 | > | > | 2025年预算数 | > | >
            公务用车购置及运行费 | > | > | 公务用车购置及运行费 | > | >
            小计 | 公务用车购置费 | 公务用车运行费 | 小计 | 公务用车购置费 | 公务用车运行费
            501,000.00 | 459,740.00 | 41,260.00 | 502,700.00 | 459,740.00 | 42,960.00"""),
        "增加0万元", "增加3万元", "E03",
    ),
    "a whole with what is kept for later years, and expenditure without it": (
        table("部门收支总表", "万元", """
            收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算拨款收入 | 97.00 | 一、农林水支出 | 93.00
            本年收入合计 | 97.00 | 本年支出合计 | 93.00
            | | 结转下年 | 4.00
            收入总计 | 97.00 | 支出总计 | 97.00""")
        + text("2025年支出总预算97.00万元，其中：农林水支出93.00万元、结转下年4.00万元。", "2025年支出预算93.00万元，其中：基本支出71.00万元，占76.3%；项目支出22.00万元，占23.7%。"),
        "占76.3%", "占74.3%", "E02",
    ),
    "a change of all money beside a table of the general budget": (
        table("部门收支总表", "万元", """
            收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算拨款收入 | 93.00 | 一、农林水支出 | 120.00
            二、其他收入 | 27.00 | |
            收入总计 | 120.00 | 支出总计 | 120.00""")
        + table("一般公共预算支出表", "万元", """
            科目编码 | 科目名称 | 2024年预算数 | 2025年预算数 | 增减额
            2130104 | 事业运行 | 80.00 | 71.00 | -9.00
            2130108 | 病虫害控制 | 20.00 | 22.00 | 2.00
            合计 | > | 100.00 | 93.00 | -7.00""")
        + text("2025年收入总预算120.00万元，其中：一般公共预算拨款收入93.00万元、其他收入27.00万元。收支总预算比2024年增加10.00万元，增长9.1%，主要是项目增加。"),
        "其他收入27.00", "其他收入28.00", "E01",
    ),
    "names without codes, some of which no list knows": (
        table("部门支出总表", "万元", """
            项目 | 合计 | 基本支出 | 项目支出
            一般公共服务支出 | 46.00 | 46.00 |
            政府办公厅（室）及相关机构事务 | 46.00 | 46.00 |
            行政运行 | 46.00 | 46.00 |
            农林水支出 | 34.00 | | 34.00
            农业农村 | 22.00 | | 22.00
            病虫害控制 | 22.00 | | 22.00
            田间道路综合整治改革 | 12.00 | | 12.00
            对田间道路的补助 | 12.00 | | 12.00
            合计 | 80.00 | 46.00 | 34.00"""),
        "政府办公厅（室）及相关机构事务</td><td colspan=\"1\" rowspan=\"1\">46.00", "政府办公厅（室）及相关机构事务</td><td colspan=\"1\" rowspan=\"1\">64.00", "B01",
    ),
    "an item called by a name that stands below several classes": (
        table("一般公共预算支出表", "万元", ITEMS)
        + text("1.事业单位医疗（项）支出8.00万元，占8.6%。", "2.事业运行（项）支出63.00万元，占67.7%。", "3.病虫害控制（项）支出22.00万元，占23.7%。"),
        "支出63.00万元", "支出36.00万元", "E01",
    ),
    "a class of this year's money beside a balance with money carried over": (
        FISCAL + table("一般公共预算支出表", "万元", """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            2130104 | 事业运行 | 68.00 | 68.00 |
            2130108 | 病虫害控制 | 22.00 | | 22.00
            合计 | > | 90.00 | 68.00 | 22.00""")
        + text("农林水（类）支出90.00万元，占100.0%。"),
        "增加", "减少", None,
    ),
    "money carried over in one line that may be of a fund": (
        table("财政拨款收支总表", "万元", """
            收入 | > | 支出 | >
            项目 | 预算数 | 项目 | 预算数
            一、本年收入 | 90.00 | 一、本年支出 | 97.00
            （一）一般公共预算拨款 | 90.00 | （一）城乡社区支出 | 3.00
            | | （二）农林水支出 | 94.00
            二、上年结转 | 7.00 | |
            收入总计 | 97.00 | 支出总计 | 97.00""")
        + table("一般公共预算支出表", "万元", """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            2130104 | 事业运行 | 94.00 | 72.00 | 22.00
            合计 | > | 94.00 | 72.00 | 22.00""")
        + table("政府性基金预算支出表", "万元", """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            2120804 | 农村基础设施建设支出 | 3.00 | | 3.00
            合计 | > | 3.00 | | 3.00"""),
        "<td colspan=\"1\" rowspan=\"1\">7.00</td>", "<td colspan=\"1\" rowspan=\"1\">6.00</td>", "C07",
    ),
    "nothing spent on running cars that are only bought": (
        table("一般公共预算“三公”经费支出表", "万元", """
            项目 | 预算数
            合计 | 51.55
            公务用车购置及运行维护费 | 51.55
            公务用车购置费 | 51.55
            公务用车运行维护费 | """)
        + text("公务用车购置及运行维护费515512元，其中：公务用车购置费515512元；公务用车运行维护费0元。"),
        "费515512元；", "费515612元；", "E01",
    ),
    "a rate from digits that neither text nor table prints": (
        table("一般公共预算“三公”经费支出表", "万元", """
            项目 | 2024年预算数 | 2025年预算数 | 增减额 | 增减率（%）
            合计 | 1.20 | 154.90 | 153.70 | 12773.17
            公务接待费 | 1.20 | 154.90 | 153.70 | 12773.17""")
        + text("2025年“三公”经费预算数为154.9万元，比上年增加153.7万元，增长12773.17%，主要是业务增加。"),
        "为154.9万元", "为145.9万元", "E01",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    pages = {}
    for name, (page, old, new, _) in TRUE.items():
        head = BUDGET.replace(
            "临河县", f"临河第{'一二三四五六七八九十'[len(pages) // 2 % 10]}{'县区'[len(pages) // 20]}"
        )
        pages[f"{head}<!-- {name} -->"] = page
        head = head.replace("农业农村局", "农业农村中心")
        pages[f"{head}<!-- changed: {name} -->"] = page.replace(old, new, 1)
    with judged(pages, tmp_path_factory.mktemp("true")) as made:
        yield made


def told(warehouse: Warehouse, number: int) -> set[str]:
    return {
        rule
        for (rule,) in warehouse.connection.execute(
            "SELECT DISTINCT rule_id FROM check_result AS c JOIN document AS d USING (document_id)"
            " WHERE d.file_name = ? AND outcome = 'breaks' AND c.severity <> 'info' AND rule_id NOT IN ('J09', 'J02')",
            [f"{number}.html"],
        ).fetchall()
    }


@pytest.mark.parametrize("name", TRUE)
def test_what_is_true_is_not_accused(name: str, warehouse: Warehouse) -> None:
    assert told(warehouse, 2 * list(TRUE).index(name)) == set()


@pytest.mark.parametrize("name", [name for name, case in TRUE.items() if case[3]])
def test_one_number_changed_is_told(name: str, warehouse: Warehouse) -> None:
    assert TRUE[name][3] in told(warehouse, 2 * list(TRUE).index(name) + 1)
