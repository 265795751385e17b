"""The sample disclosure's answer key as the tables that rules read.

Belongs here: seed_truth.json → form, form_column, form_row, amount, indicator, claim, catalogue_entry.
Does not: reading the sample itself (`pipeline`).
"""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from .tiny import LINES, SCHEMES, Disclosures

PARENTS = {
    "basic": "total",
    "project": "total",
    "personnel": "total",
    "operating": "total",
    "gpb": "total",
    "gov_fund": "total",
    "state_capital": "total",
    "overseas_travel": "total",
    "vehicle_total": "total",
    "official_reception": "total",
    "vehicle_purchase": "vehicle_total",
    "vehicle_operation": "vehicle_total",
    "goods": "total",
    "works": "total",
    "services": "total",
}
FIELDS = {
    "annual_budget": "project_budget",
    "dept_expenditure_budget": "project_budget",
    "district_expenditure": "upper_level_expenditure",
    "township_subsidy": "lower_level_subsidy",
}
KEYS = {"gpb_appropriation": "gpb", "gov_fund_appropriation": "gov_fund"}
WORDS = {
    "合计": "grand_total",
    "收入合计": "grand_total",
    "支出合计": "grand_total",
    "二、上年结转": "carry_over",
    "二、结转下年": "carry_forward",
}


def load_lists(disclosures: Disclosures, lists: Path) -> None:
    """The code lists of the project."""
    for table in ("functional_code", "economic_code"):
        disclosures.connection.execute(f"DELETE FROM {table}")
        with (lists / f"{table}.tsv").open(encoding="utf-8") as source:
            for row in csv.DictReader(source, delimiter="\t"):
                columns = ["code", "name_zh", "level", "first_year", "last_year"]
                columns += ["code_scheme"] if table == "economic_code" else []
                disclosures.insert(table, **{column: row[column] or None for column in columns})


def load_seed(disclosures: Disclosures, seed: Path, document_id: str = "seed") -> str:
    truth = json.loads((seed / "seed_truth.json").read_text(encoding="utf-8"))
    common = {"document_id": document_id, "fiscal_year": 2024, "region_code": "500112"}
    disclosures.insert("document", **common, stage="budget", scope="department")
    found: dict[str, str] = {}
    ordinal = 0
    for table in truth["tables"]:
        if not table["present"]:
            continue
        ordinal += 1
        form_id = f"{document_id}-f{ordinal:03}"
        found.setdefault(table["table_no"], form_id)
        disclosures.insert(
            "form",
            form_id=form_id,
            **common,
            form_kind=table["form"],
            ordinal=ordinal,
            label_printed=table["table_no"] + (f" {table['instance']}" if "instance" in table else ""),
            title_printed=table["title"],
            title_year=int(table["title_year"]),
            is_empty=table["empty"],
            stage="budget",
            page_from=ordinal,
        )
        if table.get("fields"):
            _add_fields(disclosures, form_id, common, table)
        elif table["columns"]:
            _add_grid(disclosures, form_id, common, table)
        for number, indicator in enumerate(table.get("indicators", [])):
            disclosures.insert(
                "indicator",
                indicator_id=f"{form_id}-i{number}",
                **common,
                form_id=form_id,
                name=indicator["name"],
                weight=Decimal(indicator["weight"]),
                operator=indicator["operator"],
                target_unit=indicator["unit"],
                target_value=Decimal(indicator["target"]),
                target_printed=indicator["target"],
                page=ordinal,
            )
    for number, entry in enumerate(truth["catalogue"], 1):
        disclosures.insert(
            "catalogue_entry",
            **common,
            ordinal=number,
            label_printed=entry["label"],
            title_printed=entry["title"],
            form_kind=entry["form"],
            form_id=found.get(entry["label"]) if entry["present"] else None,
        )
    for number, claim in enumerate(truth["narrative_claims"], 1):
        is_money = claim["kind"] == "amount" and claim.get("unit") == "元"
        disclosures.insert(
            "claim",
            claim_id=f"{document_id}-c{number:04}",
            **common,
            ordinal=number,
            kind=claim["kind"],
            subject=claim["subject"],
            amount_yuan=Decimal(claim["value"]) if is_money else None,
            printed_step=Decimal("0.01"),
            value_year=int(claim["year"][:4]) if claim.get("year") else None,
            value_printed=claim["raw"],
            page=1,
        )
    # The text says that every project has a performance target; the facts make a qualifier of it.
    disclosures.insert(
        "claim",
        claim_id=f"{document_id}-c9999",
        **common,
        ordinal=9999,
        sentence=next(claim["sentence"] for claim in truth["narrative_claims"] if claim["id"] == "N088"),
        kind="qualifier",
        subject="performance_covers_all_projects",
    )
    return document_id


def _add_amount(
    disclosures: Disclosures,
    form_id: str,
    common: dict[str, Any],
    kind: str,
    row: dict[str, Any],
    column: dict[str, Any],
    printed: str,
) -> None:
    value = Decimal(printed)
    is_money = column["quantity"] == "money"
    disclosures.insert(
        "amount",
        amount_id=f"{form_id}-r{row['row_no']}c{column['column_no']}",
        **common,
        form_id=form_id,
        form_kind=kind,
        row_no=row["row_no"],
        column_no=column["column_no"],
        block_no=column["block_no"],
        side=column["side"],
        row_role=row["row_role"],
        line=row["line"],
        code_scheme=row["code_scheme"],
        code=row["code"],
        code_level=row["code_level"],
        item_name=row["item_name"],
        measure=column["measure"],
        value_year=column["value_year"],
        quantity=column["quantity"],
        is_of_which=False,
        printed_text=printed,
        value=value,
        amount_yuan=value if is_money else None,
        printed_step_yuan=Decimal("0.01") if is_money else Decimal(1).scaleb(int(value.as_tuple().exponent)),
        page=1,
    )


def _add_fields(disclosures: Disclosures, form_id: str, common: dict[str, Any], table: dict[str, Any]) -> None:
    for number, (field, measure) in enumerate(FIELDS.items()):
        printed = table["fields"].get(field)
        if printed:
            row = {
                "row_no": number,
                "row_role": "item",
                "line": None,
                "code_scheme": None,
                "code": None,
                "code_level": None,
                "item_name": field,
            }
            column = {
                "column_no": 1,
                "block_no": 0,
                "side": None,
                "measure": measure,
                "value_year": 2024,
                "quantity": "money",
            }
            _add_amount(disclosures, form_id, common, table["form"], row, column, printed)


def _add_grid(disclosures: Disclosures, form_id: str, common: dict[str, Any], table: dict[str, Any]) -> None:
    columns = []
    for number, printed in enumerate(table["columns"]):
        side, _, measure = str(printed["key"]).rpartition(".")
        if measure.endswith(("code", "name", "item")):
            continue
        year = 2023 if measure == "prior_year_budget" else int(printed.get("year", 2024))
        columns.append(
            {
                "column_no": number,
                "block_no": 1 if side == "expenditure" else 0,
                "side": side or None,
                "measure": measure,
                "value_year": year,
                "quantity": "percent" if measure == "growth_pct" else "money",
            }
        )
    for column in columns:
        parents = [
            other["column_no"]
            for other in columns
            if other["measure"] == PARENTS.get(column["measure"])
            and other["value_year"] == column["value_year"]
            and other["block_no"] == column["block_no"]
        ]
        disclosures.insert(
            "form_column",
            form_id=form_id,
            document_id=common["document_id"],
            **column,
            is_of_which=False,
            parent_column_no=parents[0] if parents else None,
        )
    seen: dict[tuple[str | None, str], int] = {}
    lines: dict[int, int] = {}
    for printed in table["rows"]:
        side = printed.get("side")
        row_no = lines.setdefault(printed["line"], len(lines))
        code = printed.get("code") or printed.get("implied_code")
        line, role = None, printed["row_role"]
        if side:
            line = KEYS.get(printed.get("key"), printed.get("key"))
            line = line or (WORDS.get(printed["name"]) if role != "subtotal" else "current_total")
            line = "state_capital" if line == "state_capital_appropriation" else "offset" if role == "offset" else line
        if line and line not in LINES:
            raise AssertionError(line)
        row = {
            "row_no": row_no,
            "row_role": role,
            "line": line or ("function_class" if side and code else None),
            "code_scheme": SCHEMES[code[0]] if code else None,
            "code": code,
            "code_level": (len(code) - 1) // 2 if code else None,
            "item_name": printed.get("name"),
        }
        row["parent_row_no"] = _parent(seen, side, row, code)
        if (side, str(code or line or role)) not in seen:
            seen[side, str(code or line or role)] = row_no
        block = 1 if side == "expenditure" else 0
        if not any(r for r in [printed.get("year")]) or printed["year"] == "2024":
            disclosures.insert(
                "form_row",
                form_id=form_id,
                document_id=common["document_id"],
                block_no=block,
                side=side,
                is_of_which=False,
                code_printed=row["code"],
                **row,
            )
        for measure, value in printed["measures"].items():
            year = int(printed.get("year", 2023 if measure == "prior_year_budget" else 2024))
            column = next(
                c for c in columns if c["measure"] == measure and c["block_no"] == block and c["value_year"] == year
            )
            if value is not None:
                _add_amount(disclosures, form_id, common, table["form"], row, column, value)
    # The grand total of 表四 stands last: its parts are known only then.
    for side, block in (("revenue", 0), ("expenditure", 1)):
        if (side, "grand_total") in seen:
            disclosures.connection.execute(
                "UPDATE form_row SET parent_row_no = ? WHERE form_id = ? AND block_no = ? AND parent_row_no IS NULL"
                " AND line IN ('current_total', 'carry_over', 'carry_forward', 'offset')",
                [seen[side, "grand_total"], form_id, block],
            )


def _parent(
    seen: dict[tuple[str | None, str], int], side: str | None, row: dict[str, Any], code: str | None
) -> int | None:
    if row["line"] in ("grand_total", "current_total", "carry_forward", "offset") or row["row_role"] == "total":
        return None
    if row["row_role"] == "carry_over":
        return seen.get((side, "carry_over"))
    if side:
        return seen[side, "current_total"]
    prefixes = [code[:n] for n in range(len(code) - 1, 2, -1)] if code else []
    return next((seen[side, p] for p in prefixes if (side, p) in seen), seen.get((side, "total")))
