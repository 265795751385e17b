"""The dictionary is the one truth: it is complete, and wrong entries are named by file and key."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from pipeline.errors import CatalogueError
from pipeline.forms.columns.measures_beside import PART_OF_UNIT
from pipeline.forms.kinds import form_kinds
from pipeline.forms.words import vocabulary
from pipeline.tables import (
    TableSpec,
    arrow_schema,
    comments,
    ddl,
    load_list,
    load_tables,
    macros,
    markdown,
    shipped_lists,
    table,
)
from pipeline.tables.dictionary import read_catalogue

GOOD = {
    "columns.yml": "columns:\n  page:\n    type: INTEGER\n    meaning_en: Page.\n    meaning_zh: 页码\n",
    "lists.thing.yml": (
        "title_en: Things\ntitle_zh: 事物\ngrain: one thing\nkept: list\nkey: [thing]\ncolumns:\n"
        "  thing:\n    type: VARCHAR\n    nullable: false\n    meaning_en: A thing.\n    meaning_zh: 事物\n"
        "  page: shared\n"
    ),
}


def catalogue(folder: Path, **changed: str) -> Path:
    for name, content in {**GOOD, **{key.replace("__", "."): value for key, value in changed.items()}}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.mark.parametrize("spec", load_tables().values(), ids=lambda spec: spec.name)
def test_a_table_has_titles_a_grain_and_a_meaning_for_every_column_in_both_languages(spec: TableSpec) -> None:
    assert spec.title_en and spec.title_zh and spec.grain
    assert spec.kept == "view" or spec.key
    for column in spec.columns:
        assert column.meaning_en.endswith("."), column.name
        assert re.search("[\u4e00-\u9fff]", column.meaning_zh), column.name


@pytest.mark.parametrize("spec", load_tables().values(), ids=lambda spec: spec.name)
def test_money_is_decimal_and_names_its_unit(spec: TableSpec) -> None:
    for column in spec.columns:
        if column.name.endswith("_yuan"):
            assert column.type.startswith("DECIMAL") and column.unit and "yuan" in column.unit, column.name
        if column.name.startswith(("is_", "has_")):
            assert column.type == "BOOLEAN", column.name


def test_a_column_of_one_name_has_one_type_everywhere() -> None:
    types: dict[str, set[str]] = {}
    for spec in load_tables().values():
        for column in spec.columns:
            types.setdefault(column.name, set()).add(column.type)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_the_statements_of_the_dictionary_run_in_duckdb_and_agree_with_the_arrow_schema() -> None:
    with duckdb.connect() as connection:
        connection.execute(macros())
        for spec in load_tables().values():
            connection.execute(ddl(spec))
            connection.execute("; ".join(comments(spec)))
            assert connection.execute(f"FROM {spec.name}").to_arrow_table().schema.types == arrow_schema(spec).types


def test_the_columns_of_the_contract_are_there(shared: Path) -> None:
    contract = (shared / "CONTRACT.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^### (\w+) – .*?\n(.*?)(?=^### |\Z)", contract, re.M | re.S):
        listing = text.split("\n\n")[0]
        told = set(re.findall(r"`([a-z][a-z0-9_]*)`", listing)) - set(load_tables())
        values = {value for column in table(name).columns for value in column.allowed}
        missing = told - set(table(name).column_names) - values
        assert missing <= {"rule_coverage", "cell_left_out", "not_read", "other", "unknown"}, name


def test_the_page_of_the_dictionary_names_every_table_and_column() -> None:
    page = markdown()
    for spec in load_tables().values():
        assert f"### {spec.name} · {spec.title_zh}" in page
    assert "| `amount_yuan` | DECIMAL(20, 2) |" in page


def test_a_view_carries_the_columns_of_its_table_and_its_cautions() -> None:
    assert table("preferred_amount").column_names == table("amount").column_names
    assert set(table("amount").cautions) < set(table("preferred_amount").cautions)


def test_a_good_catalogue_is_read(tmp_path: Path) -> None:
    assert read_catalogue(catalogue(tmp_path))["thing"].column("page").type == "INTEGER"


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("type: VARCHAR", "type: TEXTUAL", r"lists\.thing\.yml: columns\.thing: type: 'TEXTUAL'"),
        ("key: [thing]", "key: [other]", r"lists\.thing\.yml: key: no column other"),
        ("key: [thing]", "key: [page]", r"lists\.thing\.yml: key: page must not be nullable"),
        ("key: [thing]", "key: []", r"lists\.thing\.yml: key: must name"),
        ("key: [thing]", "key: [thing]\nsort: [page]", r"lists\.thing\.yml: sort: must contain the key"),
        ("kept: list", "kept: somewhere", r"lists\.thing\.yml: kept: must be one of"),
        ("page: shared", "leaf: shared", r"lists\.thing\.yml: columns\.leaf: columns\.yml has no such column"),
        ("page: shared", "Page: shared", r"lists\.thing\.yml: columns\.Page: a column's name"),
        ("meaning_zh: 事物", "sense: x", r"lists\.thing\.yml: columns\.thing: sense: not a key"),
        ("grain: one thing", "grain: ''", r"lists\.thing\.yml: grain: must be a text"),
        ("title_en: Things", "title_en: [", r"lists\.thing\.yml: not YAML"),
        ("nullable: false", "nullable: false\n    allowed_in: colour", r"allowed_in: no list colour"),
    ],
)
def test_a_wrong_catalogue_is_refused_by_file_and_key(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    content = GOOD["lists.thing.yml"]
    assert wrong in content
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(catalogue(tmp_path, lists__thing__yml=content.replace(wrong, right, 1)))


def test_a_view_without_its_query_and_a_file_of_no_stage_are_refused(tmp_path: Path) -> None:
    view = "title_en: V\ntitle_zh: 视图\ngrain: one thing\nkept: view\ncolumns_of: thing\n"
    with pytest.raises(CatalogueError, match=r"published\.v\.yml: a view needs published\.v\.sql"):
        read_catalogue(catalogue(tmp_path, published__v__yml=view))
    (tmp_path / "published.v.yml").unlink()
    with pytest.raises(CatalogueError, match=r"elsewhere\.v\.yml: the name must be"):
        read_catalogue(catalogue(tmp_path, elsewhere__v__yml=view))


@pytest.mark.parametrize("name", shipped_lists())
def test_a_shipped_list_has_its_columns_unique_keys_and_a_value_where_one_must_be(name: str) -> None:
    spec = table(name)
    rows = load_list(name)
    keys = [tuple(row[part] for part in spec.key) for row in rows]
    assert rows and len(set(keys)) == len(keys)
    required = [column.name for column in spec.columns if not column.nullable]
    assert [row for row in rows if any(row[column] is None for column in required)] == []
    for column in spec.columns:
        if column.allowed:
            assert {row[column.name] for row in rows} - {None} <= set(column.allowed), column.name


def test_regions_hang_together_up_to_the_centre() -> None:
    parents = {row["region_code"]: row["parent_region_code"] for row in load_list("region")}
    assert {parent for parent in parents.values() if parent is not None} <= set(parents)
    assert parents["100000"] is None and parents["000000"] is None


def test_codes_are_text_with_the_digits_of_their_level() -> None:
    for row in load_list("functional_code"):
        assert len(str(row["code"])) == {1: 3, 2: 5, 3: 7}[int(row["level"] or 0)]


def test_the_kinds_of_forms_and_the_measures_are_those_of_the_domain(shared: Path) -> None:
    known = (shared / "domain" / "forms.json").read_text(encoding="utf-8")
    assert set(re.findall(r'"id": "(\w+)"', known)) | {"other"} == {row["form_kind"] for row in load_list("form_kind")}
    lines = (shared / "domain" / "measures.tsv").read_text(encoding="utf-8").splitlines()[1:]
    known_measures = {line.split("\t")[0] for line in lines}
    assert known_measures | measures_of_words() == {row["measure"] for row in load_list("measure")}


def measures_of_words() -> set[str]:
    """Every measure that words above columns, the columns beside one and kinds of forms can give a number."""
    found = {PART_OF_UNIT}
    for name in ("columns", "composition"):
        for measure, entry in vocabulary(name)["measures"].items():
            found |= {measure, *(entry.get("under") or {}).values()}
    for kind in form_kinds().values():
        found |= {kind.lone_measure, *kind.needs, *kind.measures.values()}
    return found


def test_every_measure_a_word_can_have_is_in_the_list_of_measures() -> None:
    """The published column `measure` refers to the list; goods, works and services once were not in it."""
    assert measures_of_words() <= {row["measure"] for row in load_list("measure")}


def test_importing_the_dictionary_loads_neither_arrow_nor_yaml() -> None:
    script = "import sys, pipeline.tables; print({'pyarrow', 'yaml', 'duckdb'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
