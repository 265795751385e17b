"""Tiny disclosures typed by hand, as tables in DuckDB.

Belongs here: the tables rules read, and the short notation of the `holds` and `breaks` examples of rules/*.yml.
Does not: real documents (`seed.py`).

Notation of an example: a mapping with `kind`, `columns` and `rows` is one form; `forms` lists several, beside
`claims`. A form with `blocks` has one list of columns and rows per side.

    columns: total basic<0 project<0 growth_pct% prior_year_budget@2023 reception/final_account part<0*
             measure, <n: addend of the n-th column of the block, @ year, / basis, % percent, * "of which"
    claims     kind, subject, amount (yuan, in steps of `step`) or percent or count, year, base_year, direction, code …;
               all stand in one sentence of one paragraph unless they say otherwise
    sentences  the text, one heading or sentence each; one that ends without a stop is a heading; {text, rank, breaks}
    texts      the words of a performance form by part (overview, basis, goal), beside its project and budget

    rows:    [{total: 10 4 6}, {'201 name': 10 4 6}, {gpb<current_total: 10}, {'30101 second=50101 unit=x': 4}]
             code, known line, `total` or any name; <x: addend of the row x; values per column, - for blank,
             ? or #### for what nobody can read
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import duckdb

from pipeline.forms.model import NOT_READABLE, SPREADSHEET_ERROR
from pipeline.tables import ddl, table

# What is printed where a number belongs, and why it is none.
LEFT_OUT = {"?": NOT_READABLE, "####": SPREADSHEET_ERROR}
READ = [
    "document",
    "form",
    "form_column",
    "form_row",
    "amount",
    "indicator",
    "form_text",
    "problem",
    "claim",
    "sentence",
    "catalogue_entry",
    "cell_left_out",
    "functional_code",
    "economic_code",
    "economic_crosswalk",
]
WRITTEN = ("check_result", "finding", "rule_coverage")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """The tables of the dictionary; those that rules read without constraints, so that examples can stay small."""
    for name in READ:
        columns = ", ".join(f'"{column.name}" {column.type}' for column in table(name).columns)
        connection.execute(f"CREATE TABLE {name} ({columns})")
    for name in WRITTEN:
        connection.execute(ddl(table(name)))


LINES = {
    "grand_total": "total",
    "current_total": "subtotal",
    "carry_over": "carry_over",
    "carry_forward": "carry_over",
    "offset": "offset",
    "personnel_total": "subtotal",
    "operating_total": "subtotal",
    **dict.fromkeys(
        ["gpb", "gov_fund", "state_capital", "fiscal_special_account", "other_income", "fiscal_appropriation"], "item"
    ),
    **dict.fromkeys(
        ["institution_operating_income", "higher_level_subsidy", "subordinate_remittance", "business_income"], "item"
    ),
}
SCHEMES = {"2": "functional", "3": "dept_economic", "5": "gov_economic"}
NAMES = [
    ("functional", "201", "一般公共服务支出"),
    ("dept_economic", "30217", "公务接待费"),
    ("gov_economic", "50206", "公务接待费"),
    *(
        ("dept_economic", code, name)
        for code, name in [("30216", "培训费"), ("30304", "抚恤金"), ("30305", "生活补助")]
    ),
    *(
        ("dept_economic", code, name)
        for code, name in [("30203", "咨询费"), ("30205", "水费"), ("30206", "电费"), ("30212", "因公出国（境）费用")]
    ),
    *(
        ("dept_economic", code, name)
        for code, name in [("30108", "机关事业单位基本养老保险缴费"), ("30109", "职业年金缴费")]
    ),
    *(("gov_economic", code, name) for code, name in [("50203", "培训费"), ("50901", "社会福利和救助")]),
]


class Disclosures:
    """A database in memory to which documents are added."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        create_tables(self.connection)
        for scheme, code, name in NAMES:
            if scheme == "functional":
                self.insert("functional_code", code=code, name_zh=name, level=1, first_year=2017, last_year=2026)
            else:
                self.insert(
                    "economic_code",
                    code_scheme=scheme,
                    code=code,
                    name_zh=name,
                    level=2,
                    first_year=2017,
                    last_year=2026,
                )

        for dept_code, gov_code in (("30101", "50101"), ("30305", "50901")):
            self.insert("economic_crosswalk", dept_code=dept_code, gov_code=gov_code)

    def insert(self, table: str, **values: object) -> None:
        marks = ", ".join("?" * len(values))
        self.connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def add(self, document_id: str, example: Mapping[str, Any]) -> str:
        """Add one document written in the notation of the examples."""
        year, stage = 2024, example.get("stage", "budget")
        common = {"document_id": document_id, "fiscal_year": year, "region_code": "000000"}
        self.insert("document", **common, stage=stage, scope=example.get("scope", "department"))
        for ordinal, form in enumerate(example.get("forms", [example] if "kind" in example else []), 1):
            self._add_form(common, stage, ordinal, form)
        for number, claim in enumerate(example.get("claims", [])):
            self._add_claim(document_id, common, number, claim)
        for number, sentence in enumerate(example.get("sentences", [])):
            self._add_sentence(common, number, sentence if isinstance(sentence, dict) else {"text": sentence})
        for number, entry in enumerate(example.get("catalogue", []), 1):
            self.insert(
                "catalogue_entry",
                **common,
                ordinal=number,
                label_printed=entry["label"],
                title_printed=entry.get("title"),
                form_id=f"{document_id}-f001" if entry["found"] else None,
            )
        return document_id

    def _add_form(self, common: dict[str, Any], stage: str, ordinal: int, form: Mapping[str, Any]) -> None:
        form_id = f"{common['document_id']}-f{ordinal:03}"
        self.insert(
            "form",
            form_id=form_id,
            **common,
            form_kind=form["kind"],
            ordinal=ordinal,
            label_printed=form.get("label"),
            title_year=form.get("title_year"),
            is_empty=form.get("empty", False),
            note_printed=form.get("note"),
            title_printed=form.get("title"),
            unit_printed=form.get("unit"),
            organisation_printed=form.get("organisation"),
            project_name=form.get("project"),
            project_budget_yuan=form.get("budget"),
            stage=stage,
            page_from=ordinal,
        )
        first_column = 0
        for block_no, block in enumerate(form.get("blocks", [form])):
            columns = str(block.get("columns", "")).split()
            self._add_block(form, form_id, common, block, block_no, columns, first_column)
            first_column += len(columns)
        for number, indicator in enumerate(form.get("indicators", [])):
            self._add_indicator(common, form_id, number, indicator)
        for number, (part, text) in enumerate(form.get("texts", {}).items(), 1):
            self.insert(
                "form_text", **common, form_id=form_id, ordinal=number, part=part, label_printed=part, text=text
            )
        for what in form.get("problems", []):
            self.insert("problem", **common, problem_id=f"{form_id}-{what}", form_id=form_id, what=what)

    def _add_indicator(self, common: dict[str, Any], form_id: str, number: int, indicator: Mapping[str, Any]) -> None:
        self.insert(
            "indicator",
            indicator_id=f"{form_id}-i{number}",
            **common,
            form_id=form_id,
            name=indicator["name"],
            weight=indicator.get("weight"),
            operator=indicator.get("operator"),
            target_unit=indicator.get("unit"),
            target_value=indicator.get("target"),
            target_printed=str(indicator.get("target")),
            project_budget_yuan=indicator.get("budget"),
            is_core=indicator.get("core"),
            operator_printed=indicator.get("operator_printed"),
            dimension=indicator.get("dimension"),
            page=1,
        )

    def _add_sentence(self, common: dict[str, Any], number: int, sentence: Mapping[str, Any]) -> None:
        self.insert(
            "sentence",
            sentence_id=f"{common['document_id']}-s{number:04}",
            **common,
            ordinal=number,
            paragraph=number,
            is_heading=not sentence["text"].endswith("。"),
            heading_rank=sentence.get("rank"),
            breaks=sentence.get("breaks", 0),
            text=sentence["text"],
            page=1,
        )

    def _add_claim(self, document_id: str, common: dict[str, Any], number: int, claim: Mapping[str, Any]) -> None:
        printed = next((str(claim[key]) for key in ("amount", "percent", "count", "printed") if key in claim), None)
        is_number = any(key in claim for key in ("amount", "percent", "count"))
        step = Decimal(1).scaleb(int(Decimal(printed).as_tuple().exponent)) if "percent" in claim and printed else None
        code = claim.get("code")
        char_from, char_to = map(int, claim["chars"].split()) if "chars" in claim else (None, None)
        self.insert(
            "claim",
            claim_id=f"{document_id}-c{number:04}",
            **common,
            sentence=claim.get("sentence", "一句话。"),
            section=claim.get("section"),
            paragraph=claim.get("paragraph", 1),
            ordinal=number,
            kind=claim["kind"],
            subject=claim["subject"],
            subject_printed=claim.get("subject_printed", claim["subject"]),
            is_aside=False,
            code=code,
            code_scheme=SCHEMES[code[0]] if code else None,
            measure=claim.get("measure"),
            basis=claim.get("basis"),
            amount_yuan=claim.get("amount"),
            value=printed if is_number else None,
            value_unit="%" if "percent" in claim else "元" if "amount" in claim else None,
            printed_step=step or (Decimal(str(claim.get("step", "0.01"))) if "amount" in claim else None),
            value_year=claim.get("year", common["fiscal_year"]),
            base_year=claim.get("base_year"),
            direction=claim.get("direction"),
            denominator=claim.get("denominator"),
            reason=claim.get("reason"),
            value_printed=printed,
            char_from=char_from,
            char_to=char_to,
            page=1,
        )

    def _add_block(
        self,
        form: Mapping[str, Any],
        form_id: str,
        common: dict[str, Any],
        block: Mapping[str, Any],
        block_no: int,
        columns: list[str],
        first_column: int,
    ) -> None:
        side = block.get("side")
        parsed = [_column(text, common["fiscal_year"]) for text in columns]
        for number, column in enumerate(parsed):
            parent = column.pop("parent")
            self.insert(
                "form_column",
                form_id=form_id,
                document_id=common["document_id"],
                column_no=first_column + number,
                block_no=block_no,
                side=side,
                parent_column_no=None if parent is None else first_column + parent,
                **column,
            )
        step = Decimal(str(form.get("step", "0.01")))
        seen: dict[str, int] = {}
        for row_no, entry in enumerate(block.get("rows", [])):
            ((key, printed),) = entry.items()
            row = _row(str(key), seen, row_no)
            self.insert(
                "form_row",
                form_id=form_id,
                document_id=common["document_id"],
                row_no=row_no,
                block_no=block_no,
                side=side,
                **row,
                code_printed=row["code"],
                page=1,
            )
            for number, text in enumerate(str(printed).split()):
                if text == "-":
                    continue
                if text in LEFT_OUT:
                    place = {"form_id": form_id, "row_no": row_no, "column_no": first_column + number}
                    self.insert("cell_left_out", **common, **place, printed_text=text, reason=LEFT_OUT[text])
                    continue
                column, value = parsed[number], Decimal(text)
                is_money = column["quantity"] == "money"
                shared = {
                    name: row[name]
                    for name in (
                        "row_role",
                        "line",
                        "code_scheme",
                        "code",
                        "code_level",
                        "second_code",
                        "item_name",
                        "unit_name",
                        "project_name",
                    )
                }
                self.insert(
                    "amount",
                    amount_id=f"{form_id}-r{row_no}c{first_column + number}",
                    **common,
                    form_id=form_id,
                    form_kind=form["kind"],
                    row_no=row_no,
                    column_no=first_column + number,
                    block_no=block_no,
                    side=side,
                    **shared,
                    measure=column["measure"],
                    basis=column["basis"],
                    value_year=column["value_year"],
                    quantity=column["quantity"],
                    is_of_which=row["is_of_which"] or column["is_of_which"],
                    printed_text=text,
                    value=value,
                    amount_yuan=value if is_money else None,
                    printed_step_yuan=step if is_money else Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0)),
                    page=1,
                    x0=0.0,
                    top=0.0,
                    x1=1.0,
                    bottom=1.0,
                )


def _column(text: str, year: int) -> dict[str, Any]:
    of_which, percent = text.endswith("*"), text.endswith("%")
    text, _, parent = text.rstrip("*%").partition("<")
    text, _, printed_year = text.partition("@")
    measure, _, basis = text.partition("/")
    return {
        "measure": measure,
        "basis": basis or None,
        "value_year": int(printed_year or year),
        "quantity": "percent" if percent else "money",
        "is_of_which": of_which,
        "parent": int(parent) if parent else None,
    }


def _row(text: str, seen: dict[str, int], row_no: int) -> dict[str, Any]:
    key, *words = text.split()
    head, _, parent = key.partition("<")
    given = dict(word.split("=") for word in words if "=" in word)
    name = next((word for word in words if "=" not in word and word not in ("carried", "of_which")), None)
    is_code = head.isdigit()
    row: dict[str, Any] = {
        "row_role": "total" if head == "total" else LINES.get(head, "item"),
        "line": head if head in LINES else None,
        "code_scheme": SCHEMES.get(head[0], "functional") if is_code else None,
        "code": head if is_code else None,
        "code_level": (len(head) - 1) // 2 if is_code else None,
        "second_code_scheme": SCHEMES.get(given["second"][0]) if "second" in given else None,
        "second_code": given.get("second"),
        "item_name": name if is_code or head in LINES else head,
        "unit_name": given.get("unit"),
        "project_name": given.get("project"),
        "is_of_which": "of_which" in words,
    }
    if "carried" in words:
        row["row_role"] = "carry_over"
    parent_row = seen.get(parent) if parent else None
    if is_code and not parent:
        parent_row = next((seen[head[:n]] for n in range(len(head) - 1, 2, -1) if head[:n] in seen), seen.get("total"))
    row["parent_row_no"] = parent_row
    seen.setdefault(head, row_no)
    return row
