"""Whole sentences in the wordings of many places: every claim they make, in order.

Belongs here: sentences typed by hand, each of a shape some place prints. Does not: single phrases (test_phrases).
"""

from __future__ import annotations

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.narrative.claims import claims
from pipeline.narrative.subjects import Names

A, C, R, S, N, F = "amount", "change", "rate", "share", "count", "flat"
YEAR = 2031

Expected = tuple[str, str, str, str | None, int | None, int | None]
Q: Expected = ("qualifier", "asset_as_of_month", "12", None, 2031, None)
# The sentence, and of each claim: kind, subject, number as printed, direction, year, base year.
SENTENCES: list[tuple[str, list[Expected]]] = [
    (
        "2031年度收、支总计各812.40万元。与2030年度相比,收、支总计各增加50.20万元,增长6.59%。",
        [
            (A, "balance_total", "812.40", None, 2031, None),
            (C, "balance_total", "50.20", "up", 2031, 2030),
            (R, "balance_total", "6.59%", "up", 2031, 2030),
        ],
    ),
    (
        "2031年度收入总计、支出总计均为812.40万元,与上年相比收、支总计各减少12.30万元,下降1.49%。",
        [
            (A, "balance_total", "812.40", None, 2031, None),
            (C, "balance_total", "12.30", "down", 2031, 2030),
            (R, "balance_total", "1.49%", "down", 2031, 2030),
        ],
    ),
    ("收入总计和支出总计均为812.40万元。", [(A, "balance_total", "812.40", None, 2031, None)]),
    (
        "其他事务规模较大,主要是2014099其他信访事务支出,2031年预算数为36.20万元,占部门支出总额的22.00%。",
        [
            (A, "func:2014099", "36.20", None, 2031, None),
            (S, "func:2014099", "22.00%", None, 2031, None),
        ],
    ),
    (
        "本年收入合计800.00万元,其中:财政拨款收入700.00万元,占87.50%;事业收入60.00万元,占7.50%;经营收入0.00万元,占0.00%;其他收入40.00万元,占5.00%。",
        [
            (A, "revenue_total", "800.00", None, 2031, None),
            (A, "fiscal_appropriation_revenue", "700.00", None, 2031, None),
            (S, "fiscal_appropriation_revenue", "87.50%", None, 2031, None),
            (A, "institution_operating_income", "60.00", None, 2031, None),
            (S, "institution_operating_income", "7.50%", None, 2031, None),
            (A, "business_income", "0.00", None, 2031, None),
            (S, "business_income", "0.00%", None, 2031, None),
            (A, "other_income", "40.00", None, 2031, None),
            (S, "other_income", "5.00%", None, 2031, None),
        ],
    ),
    (
        "“三公”经费由上年的12.50万元减少为10.20万元,减少2.30万元,下降18.40%。",
        [
            (A, "three_public", "12.50", None, 2030, None),
            (A, "three_public", "10.20", None, 2031, None),
            (C, "three_public", "2.30", "down", 2031, 2030),
            (R, "three_public", "18.40%", "down", 2031, 2030),
        ],
    ),
    (
        "公务接待费从2030年的3.10万元增至3.60万元。",
        [(A, "official_reception", "3.10", None, 2030, None), (A, "official_reception", "3.60", None, 2031, None)],
    ),
    (
        "基本支出由2030年的100万元增加到2031年的120万元,净增20万元。",
        [
            (A, "basic_total", "100", None, 2030, None),
            (A, "basic_total", "120", None, 2031, None),
            (C, "basic_total", "20", "up", 2031, None),
        ],
    ),
    (
        "公务接待费压减2.00万元,降幅达12.3%。",
        [(C, "official_reception", "2.00", "down", 2031, None), (R, "official_reception", "12.3%", "down", 2031, None)],
    ),
    ("项目支出比上年增长1.2倍。", [(R, "project_total", "1.2倍", "up", 2031, 2030)]),
    ("基本支出占比较上年提高3.2个百分点。", [("change", "basic_total", "3.2个百分点", "up", 2031, 2030)]),
    (
        "其中,因公出国(境)费、公务用车购置及运行维护费、公务接待费分别为0万元、5.60万元和1.20万元。",
        [
            (A, "overseas_travel", "0", None, 2031, None),
            (A, "vehicle_total", "5.60", None, 2031, None),
            (A, "official_reception", "1.20", None, 2031, None),
        ],
    ),
    (
        "2029年、2030年、2031年支出总额分别为1.10万元、2.20万元、3.30万元。",
        [
            (A, "expenditure_total", "1.10", None, 2029, None),
            (A, "expenditure_total", "2.20", None, 2030, None),
            (A, "expenditure_total", "3.30", None, 2031, None),
        ],
    ),
    (
        "项目支出2030年预算数100万元,2031年预算数120万元,增加20万元,增长20%。",
        [
            (A, "project_total", "100", None, 2030, None),
            (A, "project_total", "120", None, 2031, None),
            (C, "project_total", "20", "up", 2031, None),
            (R, "project_total", "20%", "up", 2031, None),
        ],
    ),
    (
        "授予中小企业合同金额50.00万元,占政府采购支出总额的80.00%,其中:授予小微企业合同金额30.00万元,占授予中小企业合同金额的60.00%;货物采购授予中小企业合同金额占货物支出金额的70.00%,工程采购授予中小企业合同金额占工程支出金额的0.00%,服务采购授予中小企业合同金额占服务支出金额的100.00%。",
        [
            (A, "procurement_sme", "50.00", None, 2031, None),
            (S, "procurement_sme", "80.00%", None, 2031, None),
            (A, "procurement_micro", "30.00", None, 2031, None),
            (S, "procurement_micro", "60.00%", None, 2031, None),
            (S, "procurement_sme_goods", "70.00%", None, 2031, None),
            (S, "procurement_sme_works", "0.00%", None, 2031, None),
            (S, "procurement_sme_services", "100.00%", None, 2031, None),
        ],
    ),
    (
        "2031年度政府采购支出总额62.50万元,其中:政府采购货物支出12.50万元、政府采购工程支出0.00万元、政府采购服务支出50.00万元。",
        [
            (A, "procurement_total", "62.50", None, 2031, None),
            (A, "procurement_goods", "12.50", None, 2031, None),
            (A, "procurement_works", "0.00", None, 2031, None),
            (A, "procurement_services", "50.00", None, 2031, None),
        ],
    ),
    (
        "国内公务接待15批次、120人次,国(境)外公务接待0批次、0人次。",
        [
            (N, "reception_batches", "15", None, 2031, None),
            (N, "reception_visits", "120", None, 2031, None),
            (N, "foreign_reception_batches", "0", None, 2031, None),
            (N, "foreign_reception_visits", "0", None, 2031, None),
        ],
    ),
    (
        "全年使用一般公共预算财政拨款安排出国(境)团组2个,累计6人次。",
        [(N, "overseas_groups", "2", None, 2031, None), (N, "overseas_persons", "6", None, 2031, None)],
    ),
    (
        "公务用车购置0辆,公务用车保有量为5辆。",
        [(N, "vehicle_purchase_total", "0", None, 2031, None), (N, "vehicles_kept", "5", None, 2031, None)],
    ),
    (
        "其中:公务用车购置支出0万元,公务用车运行支出4.00万元,期末公务用车保有量5辆。",
        [
            (A, "vehicle_purchase", "0", None, 2031, None),
            (A, "vehicle_operation", "4.00", None, 2031, None),
            (N, "vehicles_kept", "5", None, 2031, None),
        ],
    ),
    (
        "公务接待费1.20万元,与2030年预算数相同。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "与2030年预算数相同", "flat", 2031, 2030),
        ],
    ),
    (
        "公务接待费1.20万元,较上年无变化。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "较上年无变化", "flat", 2031, 2030),
        ],
    ),
    (
        "公务接待费1.20万元,同上年保持一致。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "同上年保持一致", "flat", 2031, 2030),
        ],
    ),
    (
        "公务接待费1.20万元,较上年没有变动。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "较上年没有变动", "flat", 2031, 2030),
        ],
    ),
    (
        "公务接待费1.20万元,与去年持平。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "与去年持平", "flat", 2031, 2030),
        ],
    ),
    (
        "公务接待费1.20万元,与年初预算持平。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (F, "official_reception", "与年初预算持平", "flat", 2031, 2031),
        ],
    ),
    (
        "公务接待费预算1.20万元,比上年预算数减少0.30万元,减少20%,主要原因是落实过紧日子要求。",
        [
            (A, "official_reception", "1.20", None, 2031, None),
            (C, "official_reception", "0.30", "down", 2031, 2030),
            (R, "official_reception", "20%", "down", 2031, 2030),
        ],
    ),
    (
        "一般公共预算财政拨款支出年初预算为100万元,支出决算为120万元,完成年初预算的120%。",
        [
            (A, "gpb_expenditure", "100", None, 2031, None),
            (A, "gpb_expenditure", "120", None, 2031, None),
            (S, "gpb_expenditure", "120%", None, 2031, None),
        ],
    ),
    (
        "教育支出(类)普通教育(款)小学教育(项)。年初预算为50.00万元,支出决算为48.00万元,完成年初预算的96.00%,决算数小于年初预算数的主要原因是厉行节约。",
        [
            (A, "func:2050202", "50.00", None, 2031, None),
            (A, "func:2050202", "48.00", None, 2031, None),
            (S, "func:2050202", "96.00%", None, 2031, None),
        ],
    ),
    (
        "教育支出(类)普通教育(款)小学教育(项)支出决算48.00万元,较上年决算数增加8.00万元,增长20.00%。",
        [
            (A, "func:2050202", "48.00", None, 2031, None),
            (C, "func:2050202", "8.00", "up", 2031, 2030),
            (R, "func:2050202", "20.00%", "up", 2031, 2030),
        ],
    ),
    (
        "一般公共服务(类)支出5.00万元,占50.00%;教育(类)支出5.00万元,占50.00%。",
        [
            (A, "func:201", "5.00", None, 2031, None),
            (S, "func:201", "50.00%", None, 2031, None),
            (A, "func:205", "5.00", None, 2031, None),
            (S, "func:205", "50.00%", None, 2031, None),
        ],
    ),
    (
        "按功能分类,教育支出5.00万元,占50%;卫生健康支出3.00万元,占30%;住房保障支出2.00万元,占20%。",
        [
            (A, "func:205", "5.00", None, 2031, None),
            (S, "func:205", "50%", None, 2031, None),
            (A, "func:210", "3.00", None, 2031, None),
            (S, "func:210", "30%", None, 2031, None),
            (A, "func:221", "2.00", None, 2031, None),
            (S, "func:221", "20%", None, 2031, None),
        ],
    ),
    (
        "2031年机关运行经费预算12.00万元,比2030年预算增加1.00万元,增长9.09%。",
        [
            (A, "agency_operating_expense", "12.00", None, 2031, None),
            (C, "agency_operating_expense", "1.00", "up", 2031, 2030),
            (R, "agency_operating_expense", "9.09%", "up", 2031, 2030),
        ],
    ),
    (
        "2031年一般公共预算当年拨款812.40万元,比2030年执行数增加34.56万元。",
        [(A, "gpb_expenditure", "812.40", None, 2031, None), (C, "gpb_expenditure", "34.56", "up", 2031, 2030)],
    ),
    ("收入总额1.25亿元。", [(A, "revenue_total", "1.25", None, 2031, None)]),
    (
        "收入预算1234567.89元,比上年增加123,456.00元。",
        [(A, "revenue_total", "1234567.89", None, 2031, None), (C, "revenue_total", "123,456.00", "up", 2031, 2030)],
    ),
    (
        "截至2030年12月31日,本单位共有车辆5辆,其中,主要负责人用车1辆、机要通信用车2辆、其他用车2辆;单价100万元(含)以上设备(不含车辆)3台(套)。",
        [
            ("qualifier", "asset_as_of_month", "12", None, 2031, None),
            (N, "vehicles_total", "5", None, 2030, None),
            (N, "vehicles_leader", "1", None, 2030, None),
            (N, "vehicles_confidential_comm", "2", None, 2030, None),
            (N, "vehicles_other", "2", None, 2030, None),
            ("qualifier", "equipment_threshold_10k_yuan", "100", None, None, None),
            (N, "equipment_over_1m", "3", None, 2030, None),
        ],
    ),
    ("支出预算较年初预算增加5.00万元。", [(C, "expenditure_total", "5.00", "up", 2031, 2031)]),
    ("年末财政拨款结转和结余7.40万元。", [(A, "carry_forward", "7.40", None, 2031, None)]),
    (
        "工资福利支出50.00万元,商品和服务支出30.00万元,对个人和家庭的补助20.00万元,资本性支出10.00万元。",
        [
            (A, "econ:301", "50.00", None, 2031, None),
            (A, "econ:302", "30.00", None, 2031, None),
            (A, "econ:303", "20.00", None, 2031, None),
            (A, "econ:310", "10.00", None, 2031, None),
        ],
    ),
    (
        "人员经费80.00万元,较上年增加(减少)5.00万元。",
        [(A, "personnel_total", "80.00", None, 2031, None), (C, "personnel_total", "5.00", None, 2031, 2030)],
    ),
    (
        "基本支出60.00万元,占总支出的60.00%,比上年减少1.00万元;项目支出40.00万元,占总支出的40.00%,比上年增加2.00万元。",
        [
            (A, "basic_total", "60.00", None, 2031, None),
            (S, "basic_total", "60.00%", None, 2031, None),
            (C, "basic_total", "1.00", "down", 2031, 2030),
            (A, "project_total", "40.00", None, 2031, None),
            (S, "project_total", "40.00%", None, 2031, None),
            (C, "project_total", "2.00", "up", 2031, 2030),
        ],
    ),
    (
        "培训费预算3.00万元,较2030年下降0.50万元,下降幅度为14.29%。",
        [
            (A, "training", "3.00", None, 2031, None),
            (C, "training", "0.50", "down", 2031, 2030),
            (R, "training", "14.29%", "down", 2031, 2030),
        ],
    ),
    (
        "会议费预算3.00万元,同比持平。",
        [(A, "meeting", "3.00", None, 2031, None), (F, "meeting", "同比持平", "flat", 2031, 2030)],
    ),
    (
        "会议费预算3.00万元,与上年预算数一致,无增减变化。",
        [(A, "meeting", "3.00", None, 2031, None), (F, "meeting", "与上年预算数一致", "flat", 2031, 2030)],
    ),
    (
        "因公出国(境)费用0万元,增长0%。",
        [(A, "overseas_travel", "0", None, 2031, None), (R, "overseas_travel", "0%", "up", 2031, None)],
    ),
    (
        "2031年度“三公”经费支出全年预算数为6.00万元,支出决算数为5.00万元,完成全年预算的83.33%。",
        [
            (A, "three_public", "6.00", None, 2031, None),
            (A, "three_public", "5.00", None, 2031, None),
            (S, "three_public", "83.33%", None, 2031, None),
        ],
    ),
    (
        "政府性基金预算财政拨款收入9.00万元,支出9.00万元。",
        [(A, "gov_fund_revenue", "9.00", None, 2031, None), (A, "gov_fund_expenditure", "9.00", None, 2031, None)],
    ),
    (
        "面向中小企业预留政府采购项目预算50.00万元,其中,面向小微企业预留政府采购项目预算30.00万元。",
        [(A, "procurement_sme", "50.00", None, 2031, None), (A, "procurement_micro", "30.00", None, 2031, None)],
    ),
    (
        "支出总计812.40万元,较上年决算数同比下降3.10%,减少26.00万元。",
        [
            (A, "expenditure_total", "812.40", None, 2031, None),
            (R, "expenditure_total", "3.10%", "down", 2031, 2030),
            (C, "expenditure_total", "26.00", "down", 2031, 2030),
        ],
    ),
    (
        "比上年增加36.80万元,增长率为4.75%。",
        [(C, "unresolved", "36.80", "up", 2031, 2030), (R, "unresolved", "4.75%", "up", 2031, 2030)],
    ),
    (
        "公务接待费支出决算3.00万元,比年初预算减少1.00万元,下降25%,比上年增加0.50万元,增长20%。",
        [
            (A, "official_reception", "3.00", None, 2031, None),
            (C, "official_reception", "1.00", "down", 2031, 2031),
            (R, "official_reception", "25%", "down", 2031, 2031),
            (C, "official_reception", "0.50", "up", 2031, 2030),
            (R, "official_reception", "20%", "up", 2031, 2030),
        ],
    ),
    (
        "财政拨款支出年初预算数9.00万元,决算数8.10万元,预决算差异率-10.00%。",
        [
            (A, "fiscal_appropriation_expenditure", "9.00", None, 2031, None),
            (A, "fiscal_appropriation_expenditure", "8.10", None, 2031, None),
            (R, "fiscal_appropriation_expenditure", "-10.00%", "down", 2031, 2031),
        ],
    ),
    (
        "2031年公务接待费预算8.00万元,2030年预算12.00万元,减少4.00万元。",
        [
            (A, "official_reception", "8.00", None, 2031, None),
            (A, "official_reception", "12.00", None, 2030, None),
            (C, "official_reception", "4.00", "down", 2031, None),
        ],
    ),
    (
        "基本支出较上年增17.10万元,增5.2%;项目支出较上年减4.00万元,减幅3.1%。",
        [
            (C, "basic_total", "17.10", "up", 2031, 2030),
            (R, "basic_total", "5.2%", "up", 2031, 2030),
            (C, "project_total", "4.00", "down", 2031, 2030),
            (R, "project_total", "3.1%", "down", 2031, 2030),
        ],
    ),
    (
        "国内公务接待30批次(其中:外事接待2批次),210人次(其中:外事接待9人次)。",
        [
            (N, "reception_batches", "30", None, 2031, None),
            (N, "foreign_reception_batches", "2", None, 2031, None),
            (N, "reception_visits", "210", None, 2031, None),
            (N, "foreign_reception_visits", "9", None, 2031, None),
        ],
    ),
    (
        "公务用车购置及运行费9.00万元(其中:购置费4.00万元,运行费5.00万元),比上年减少1.00万元。",
        [
            (A, "vehicle_total", "9.00", None, 2031, None),
            (A, "vehicle_purchase", "4.00", None, 2031, None),
            (A, "vehicle_operation", "5.00", None, 2031, None),
            (C, "vehicle_total", "1.00", "down", 2031, 2030),
        ],
    ),
    (
        "政府采购预算9.00万元,其中:某种特别方式的采购4.00万元,占44.4%,比上年增加1.00万元。",
        [
            (A, "procurement_total", "9.00", None, 2031, None),
            (A, "unresolved", "4.00", None, 2031, None),
            (S, "unresolved", "44.4%", None, 2031, None),
            (C, "unresolved", "1.00", "up", 2031, 2030),
        ],
    ),
    (
        "单位共有公务用车5辆,其中:一般公务用车3辆、洒水作业车(绿化用)2辆。",
        [(N, "vehicles_total", "5", None, 2031, None), (N, "vehicles_business", "3", None, 2031, None)],
    ),
    (
        "国内接待费2.00万元,共接待国内来访团组6个、来宾51人次;国(境)外接待费0万元,共接待来访团组1个、来访外宾3人次。",
        [
            (A, "domestic_reception", "2.00", None, 2031, None),
            (N, "reception_batches", "6", None, 2031, None),
            (N, "reception_visits", "51", None, 2031, None),
            (A, "foreign_reception", "0", None, 2031, None),
            (N, "foreign_reception_batches", "1", None, 2031, None),
            (N, "foreign_reception_visits", "3", None, 2031, None),
        ],
    ),
    (
        "更新公务用车2辆,年末公务用车保有5辆。",
        [(N, "vehicle_purchase_total", "2", None, 2031, None), (N, "vehicles_kept", "5", None, 2031, None)],
    ),
    ("公务用车购置2辆,与上年持平。", [(N, "vehicle_purchase_total", "2", None, 2031, None)]),
    (
        "2031年度收、支总计各为9.10,9.30万元,各下降2.15%、3.25%。",
        [
            (A, "revenue_total", "9.10", None, 2031, None),
            (A, "expenditure_total", "9.30", None, 2031, None),
            (R, "revenue_total", "2.15%", "down", 2031, None),
            (R, "expenditure_total", "3.25%", "down", 2031, None),
        ],
    ),
    (
        "“三公”经费支出决算9.00万元(其中:一般公共预算支出9.00万元;政府性基金预算支出0万元),比上年减少1.00万元。",
        [
            (A, "three_public", "9.00", None, 2031, None),
            (A, "unresolved", "9.00", None, 2031, None),
            (A, "unresolved", "0", None, 2031, None),
            (C, "three_public", "1.00", "down", 2031, 2030),
        ],
    ),
    (
        "上年结转7.50万元,主要是一般公共预算拨款结转7.50万元,占100.0%,比2030年减少1.00万元。",
        [
            (A, "carry_over", "7.50", None, 2031, None),
            (A, "gpb_appropriation_revenue", "7.50", None, 2031, None),
            (S, "unresolved", "100.0%", None, 2031, None),
            (C, "carry_over", "1.00", "down", 2031, 2030),
        ],
    ),
    ("编制绩效目标的项目12个。", [(N, "performance_projects", "12", None, 2031, None)]),
    ("编制绩效目标12个。", []),
    (
        "2031年预留项目预算金额6.00万元专门面向中小企业采购。",
        [(A, "procurement_sme", "6.00", None, 2031, None)],
    ),
    (
        "本年收入9.00万元,其中:非税收入1.00万元、基金预算收入2.00万元、其他来源收入3.00万元。",
        [
            (A, "revenue_total", "9.00", None, 2031, None),
            (A, "non_tax_revenue", "1.00", None, 2031, None),
            (A, "gov_fund_revenue", "2.00", None, 2031, None),
            (A, "other_income", "3.00", None, 2031, None),
        ],
    ),
    (
        "人员类项目支出5.00万元,运转类项目支出3.00万元,特定目标类项目支出1.00万元。",
        [
            (A, "personnel_projects", "5.00", None, 2031, None),
            (A, "running_projects", "3.00", None, 2031, None),
            (A, "target_projects", "1.00", None, 2031, None),
        ],
    ),
    (
        "公务接待费支出决算4.00万元,完成全年预算10.00万元的40.00%。",
        [
            (A, "official_reception", "4.00", None, 2031, None),
            (A, "official_reception", "10.00", None, 2031, None),
            (S, "official_reception", "40.00%", None, 2031, None),
        ],
    ),
    (
        "公务接待费2031年决算数4.00万元,比2031年年初预算数10.00万元减少6.00万元。",
        [
            (A, "official_reception", "4.00", None, 2031, None),
            (A, "official_reception", "10.00", None, 2031, None),
            (C, "official_reception", "6.00", "down", 2031, 2031),
        ],
    ),
    (
        "一般公共预算拨款支出预算90.00万元,其中,一般公共服务70.00万元,占77.8%;教育20.00万元,占22.2%。",
        [
            (A, "gpb_expenditure", "90.00", None, 2031, None),
            (A, "func:201", "70.00", None, 2031, None),
            (S, "func:201", "77.8%", None, 2031, None),
            (A, "func:205", "20.00", None, 2031, None),
            (S, "func:205", "22.2%", None, 2031, None),
        ],
    ),
    (
        "收支总预算90.00万元,其中:当年收支预算80.00万元;上年结转10.00万元。比2030年预算增加5.00万元。",
        [
            (A, "balance_total", "90.00", None, 2031, None),
            (A, "balance_total", "80.00", None, 2031, None),
            (A, "carry_over", "10.00", None, 2031, None),
            (C, "balance_total", "5.00", "up", 2031, 2030),
        ],
    ),
    (
        "收入总计9.00万元,其中:医疗收入5.00万元,科研收入1.00万元,其他收入3.00万元。",
        [
            (A, "revenue_total", "9.00", None, 2031, None),
            (A, "medical_income", "5.00", None, 2031, None),
            (A, "unresolved", "1.00", None, 2031, None),
            (A, "other_income", "3.00", None, 2031, None),
        ],
    ),
    (
        "公用经费9.00万元,人均公用经费1.50万元。",
        [(A, "operating_total", "9.00", None, 2031, None), (A, "unresolved", "1.50", None, 2031, None)],
    ),
    ("公务用车其他支出2.00万元。", [(A, "unresolved", "2.00", None, 2031, None)]),
    ("“教育支出”(类)2031年决算2.00万元。", [(A, "func:205", "2.00", None, 2031, None)]),
    (
        "一般公共预算财政拨款收、支总计6.00万元,财政拨款收、支总计9.00万元。",
        [(A, "gpb_balance_total", "6.00", None, 2031, None), (A, "fiscal_balance_total", "9.00", None, 2031, None)],
    ),
    (
        "培训费4.00万元;举办2次节庆活动,经费预算1.00万元。",
        [(A, "training", "4.00", None, 2031, None), (A, "unresolved", "1.00", None, 2031, None)],
    ),
    (
        "基本支出、项目支出分别占本年支出合计的60.25%、39.75%。",
        [(S, "basic_total", "60.25%", None, 2031, None), (S, "project_total", "39.75%", None, 2031, None)],
    ),
    (
        "公务接待费2.00万元,分别占0%、69.23%。",
        [
            (A, "official_reception", "2.00", None, 2031, None),
            (S, "unresolved", "0%", None, 2031, None),
            (S, "unresolved", "69.23%", None, 2031, None),
        ],
    ),
    (
        "公务接待费增幅为6.7%、-4.5%。",
        [
            (R, "official_reception", "6.7%", "up", 2031, None),
            (R, "official_reception", "-4.5%", "up", 2031, None),
        ],
    ),
    (
        "“三公”经费决算6.50万元,为预算的65%。",
        [(A, "three_public", "6.50", None, 2031, None), (S, "three_public", "65%", None, 2031, None)],
    ),
    ("会议费较上年零增长。", [(F, "meeting", "较上年零增长", "flat", 2031, 2030)]),
    ("本年度财政拨款结转结余资金3.50万元。", [(A, "fiscal_carry", "3.50", None, 2031, None)]),
    ("205(类)02(款)05(项)高等教育支出9.00万元。", [(A, "func:2050205", "9.00", None, 2031, None)]),
    ("教育支出(205类)9.00万元。", [(A, "func:205", "9.00", None, 2031, None)]),
    (
        "公务用车保有量3辆,当年购置1辆。",
        [(N, "vehicles_kept", "3", None, 2031, None), (N, "vehicle_purchase_total", "1", None, 2031, None)],
    ),
    (
        "固定资产原值9.00万元,累计折旧4.00万元。",
        [(A, "fixed_assets", "9.00", None, 2031, None), (A, "accumulated_depreciation", "4.00", None, 2031, None)],
    ),
    (
        "财政拨款收支总预算9.00万元,其中一般公共预算7.00万元。",
        [
            (A, "fiscal_balance_total", "9.00", None, 2031, None),
            (A, "gpb_appropriation_revenue", "7.00", None, 2031, None),
        ],
    ),
    (
        "实有人员9人,其中行政7人。",
        [(N, "staff", "9", None, 2031, None), (N, "staff_administrative", "7", None, 2031, None)],
    ),
    (
        "2031年用于保障某某局机关正常运转的日常支出30.00元。",
        [(A, "basic_total", "30.00", None, 2031, None)],
    ),
    (
        "本年收入9.00万元,主要包括:一般公共预算拨款收入7.00万元,占77.8%;其他收入2.00万元,占22.2%。",
        [
            (A, "revenue_total", "9.00", None, 2031, None),
            (A, "gpb_appropriation_revenue", "7.00", None, 2031, None),
            (S, "gpb_appropriation_revenue", "77.8%", None, 2031, None),
            (A, "other_income", "2.00", None, 2031, None),
            (S, "other_income", "22.2%", None, 2031, None),
        ],
    ),
    (
        "公务用车运行维护费5.00万元,主要用于燃油费、维修费等,截至2031年12月31日,公务用车保有量3辆。",
        [
            (A, "vehicle_operation", "5.00", None, 2031, None),
            ("qualifier", "asset_as_of_month", "12", None, 2031, None),
            (N, "vehicles_kept", "3", None, 2031, None),
        ],
    ),
    (
        "收支较上年增加3.00万元,增长5%。",
        [(C, "balance_total", "3.00", "up", 2031, 2030), (R, "balance_total", "5%", "up", 2031, 2030)],
    ),
    (
        "“三公”经费按同口径同比减少3.00万元,下降5%。",
        [(C, "three_public", "3.00", "down", 2031, 2030), (R, "three_public", "5%", "down", 2031, 2030)],
    ),
    ("举办活动2场,开支1.00万元。", [(A, "unresolved", "1.00", None, 2031, None)]),
    (
        "2031年度财政拨款收入总计9.00万元,支出总计9.00万元。",
        [
            (A, "fiscal_appropriation_revenue", "9.00", None, 2031, None),
            (A, "fiscal_appropriation_expenditure", "9.00", None, 2031, None),
        ],
    ),
    # Funds by their names alone, in brackets: parts of the appropriation, which has the share behind them.
    (
        "收入合计9.00万元,包括财政拨款收入8.00万元(其中:一般公共预算5.00万元,政府性基金预算3.00万元,"
        "国有资本经营预算0万元),占收入合计88.89%。",
        [
            (A, "revenue_total", "9.00", None, 2031, None),
            (A, "fiscal_appropriation_revenue", "8.00", None, 2031, None),
            (A, "gpb_appropriation_revenue", "5.00", None, 2031, None),
            (A, "gov_fund_revenue", "3.00", None, 2031, None),
            (A, "state_capital_revenue", "0", None, 2031, None),
            (S, "fiscal_appropriation_revenue", "88.89%", None, 2031, None),
        ],
    ),
    (
        "项目支出9.00万元,其中:一般公共预算5.00万元,政府性基金预算4.00万元。",
        [
            (A, "project_total", "9.00", None, 2031, None),
            (A, "unresolved", "5.00", None, 2031, None),
            (A, "unresolved", "4.00", None, 2031, None),
        ],
    ),
    # What a whole is compared with holds for its parts behind a semicolon or a full stop, and for nothing else.
    (
        "“三公”经费决算比2028年减少9.00万元,其中:公务接待费减少5.00万元,下降50%;公务用车运行维护费减少4.00万元,下降20%。",
        [
            (C, "three_public", "9.00", "down", 2031, 2028),
            (C, "official_reception", "5.00", "down", 2031, 2028),
            (R, "official_reception", "50%", "down", 2031, 2028),
            (C, "vehicle_operation", "4.00", "down", 2031, 2028),
            (R, "vehicle_operation", "20%", "down", 2031, 2028),
        ],
    ),
    (
        "“三公”经费比2028年减少9.00万元。其中:公务接待费减少9.00万元。会议费增加3.00万元。",
        [
            (C, "three_public", "9.00", "down", 2031, 2028),
            (C, "official_reception", "9.00", "down", 2031, 2028),
            (C, "meeting", "3.00", "up", 2031, None),
        ],
    ),
    # People without a word behind their number; parts of a kind of posts are not the kind.
    (
        "编制人数42,其中:行政编制人数19、全部补助事业编制人数23。实有人数40,其中:行政在职人数18。退休人数13。",
        [
            (N, "staff_quota", "42", None, 2031, None),
            (N, "staff_quota_administrative", "19", None, 2031, None),
            (N, "staff", "40", None, 2031, None),
            (N, "staff_administrative", "18", None, 2031, None),
            (N, "retirees", "13", None, 2031, None),
        ],
    ),
    (
        "在编在岗职工33人,退休职工17人,其他人员2人。",
        [(N, "staff", "33", None, 2031, None), (N, "retirees", "17", None, 2031, None)],
    ),
    (
        "公务用车8辆,其中:一般公务用车6辆,特种作业车(甲车、乙车)2辆。内设行政科室4个。",
        [
            (N, "vehicles_business", "6", None, 2031, None),
            (N, "vehicles_special_tech", "2", None, 2031, None),
            (N, "internal_offices", "4", None, 2031, None),
        ],
    ),
    # The account of what has a budget in front of it, and money behind money, where the word between them is lost.
    (
        "公务接待费预算数为5.00万元,决算支出数为4.00万元,较2030年决算数3.00万元1.00万元,增长33.33%。",
        [
            (A, "official_reception", "5.00", None, 2031, None),
            (A, "official_reception", "4.00", None, 2031, None),
            (A, "official_reception", "3.00", None, 2030, None),
            (A, "unresolved", "1.00", None, 2030, None),
            (R, "official_reception", "33.33%", "up", 2031, 2030),
        ],
    ),
    (
        "收入预算数9.00万元,决算支出数为8.00万元。",
        [(A, "revenue_total", "9.00", None, 2031, None), (A, "expenditure_total", "8.00", None, 2031, None)],
    ),
    # Money without its last word; people are no money.
    (
        "安排公务用车运行维护费38万。服务群众38万,会议费3万,没有安排出国计划。",
        [
            (A, "vehicle_operation", "38", None, 2031, None),
            (A, "meeting", "3", None, 2031, None),
            ("absence", "overseas_travel", "没有安排出国计划", None, 2031, None),
        ],
    ),
    # A reason ends where the next of the three public items begins with its amount, and not at one that moved.
    (
        "公务用车运行维护费3.00万元,主要原因是厉行节约,公务用车购置费1.00万元。",
        [(A, "vehicle_operation", "3.00", None, 2031, None), (A, "vehicle_purchase", "1.00", None, 2031, None)],
    ),
    # A reason ends where the next item of a list begins.
    (
        "公务用车购置费0万元,主要原因是厉行节约,三、公务接待费预算2.00万元,与2030年预算相比持平。",
        [
            (A, "vehicle_purchase", "0", None, 2031, None),
            (A, "official_reception", "2.00", None, 2031, None),
            (F, "official_reception", "与2030年预算相比持平", "flat", 2031, 2030),
        ],
    ),
    # What an organisation owns is of the day it is counted on.
    ("截至2030年12月31日,资产总额9.00万元。", [Q, (A, "total_assets", "9.00", None, 2030, None)]),
    (
        "因公出国(境)费用没有,公务接待费没有变化。",
        [("absence", "overseas_travel", "因公出国(境)费用没有", None, 2031, None)],
    ),
]


@pytest.mark.parametrize(
    ("sentence", "expected"), SENTENCES, ids=lambda value: value[:40] if isinstance(value, str) else ""
)
def test_a_sentence_makes_exactly_these_claims(sentence: str, expected: list[Expected]) -> None:
    document = Document(format="text", blocks=(Paragraph(text=sentence),))
    found = [(c.kind, c.subject, c.printed, c.direction, c.value_year, c.base_year) for c in claims(document, YEAR)]
    assert [one for one in found if one[0] != "list"] == expected


def test_the_name_of_a_fund_says_nothing_about_the_figure() -> None:
    document = Document(format="text", blocks=(Paragraph(text="一般公共预算财政拨款支出9.00万元,支出决算7.00万元。"),))
    assert [(c.basis, c.measure) for c in claims(document, YEAR)] == [(None, None), ("final_account", "final_amount")]


def test_why_the_budget_was_missed_is_no_reason_for_a_change_since_last_year() -> None:
    text = "公务接待费决算3.00万元,比上年增加0.50万元,增长20%。决算数小于预算数的主要原因是厉行节约。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.reason for c in claims(document, YEAR)] == [None, None, None]


def test_why_the_budget_was_missed_is_the_reason_for_the_change_against_it() -> None:
    text = "公务接待费决算3.00万元,比年初预算减少1.00万元,决算数小于预算数的主要原因是厉行节约。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.reason for c in claims(document, YEAR)] == [None, "厉行节约"]


def test_a_reason_that_follows_below_is_not_an_empty_one() -> None:
    text = "公务接待费比上年减少0.50万元。主要变动原因如下:"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.reason for c in claims(document, YEAR)] == [None]


def test_a_share_is_of_the_whole_that_is_named_without_its_amount() -> None:
    text = "支出预算9元。一般公共预算支出主要用于以下方面:教育支出5元,占62.5%;住房保障支出3元,占37.5%。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.denominator for c in claims(document, YEAR) if c.kind == "share"] == ["gpb_expenditure"] * 2


def test_shares_after_one_that_names_its_whole_are_of_that_whole() -> None:
    text = "教育支出6元,占支出预算的60%;住房保障支出4元,占40%。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.denominator for c in claims(document, YEAR) if c.kind == "share"] == ["expenditure_total"] * 2


def test_a_part_of_a_total_that_is_called_a_total_too_has_a_share_of_it() -> None:
    text = "收入决算总计9元,其中本年收入8元,占88.9%,其他收入1元,占11.1%。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    assert [c.denominator for c in claims(document, YEAR) if c.kind == "share"] == ["revenue_total"] * 2


def test_parts_of_last_years_budget_are_of_that_budget() -> None:
    document = Document(format="text", blocks=(Paragraph(text="2030年部门预算总收入9元,其中:一般公共预算拨款8元。"),))
    assert [(c.basis, c.measure) for c in claims(document, YEAR)] == [("budget", "prior_year_budget")] * 2


def test_what_parts_call_the_total_is_their_own_whole() -> None:
    text = "“三公”经费支出决算9元,其中:公务接待费支出决算3元,占总支出决算的33.33%。培训费2元,占总支出的5%。"
    document = Document(format="text", blocks=(Paragraph(text=text),))
    shares = [c.denominator for c in claims(document, YEAR) if c.kind == "share"]
    assert shares == ["three_public", "expenditure_total"]


def test_what_others_are_is_not_said_of_the_one_named_before() -> None:
    document = Document(format="text", blocks=(Paragraph(text="公务接待费3元,其他均为0元。"),))
    assert [(c.subject, c.printed) for c in claims(document, YEAR)] == [
        ("official_reception", "3"),
        ("unresolved", "0"),
    ]


def test_an_organisation_of_an_autonomous_county_is_the_same_by_its_short_name() -> None:
    document = Document(format="text", blocks=(Paragraph(text="甲乙族丙族自治县水务局2031年公务接待费3元。"),))
    assert [c.subject for c in claims(document, YEAR, Names(organisation="甲县水务局"))] == ["official_reception"]
    assert [c.subject for c in claims(document, YEAR, Names(organisation="甲县教育局"))] == ["unresolved"]


def test_figures_of_a_year_before_are_what_their_heading_says() -> None:
    lines = ("二、2030年“三公”经费决算情况", "2030年“三公”经费合计支出9元,其中:公务接待费3元。")
    document = Document(format="text", blocks=tuple(Paragraph(text=line) for line in lines))
    assert [c.measure for c in claims(document, YEAR) if c.kind == "amount"] == ["prior_year_actual"] * 2
