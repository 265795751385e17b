"""datapackage.json: a valid Data Package v2 whose files are what it says, with roles a program can follow."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest

from pipeline.published.datapackage import describe, describe_csv, describe_schemas
from pipeline.settings import Settings
from pipeline.tables import load_tables, roles, table

STORED = [spec for spec in load_tables().values() if spec.kept in ("document", "list")]


@pytest.fixture(scope="module")
def folder(published_samples: Settings) -> Path:
    return published_samples.published / "current"


@pytest.fixture(scope="module")
def descriptor(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def fields(folder: Path, name: str) -> dict[str, dict[str, Any]]:
    schema = json.loads((folder / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    return {field["name"]: field for field in schema["fields"]}


def test_the_descriptor_and_every_schema_keep_the_profiles_of_version_2(
    folder: Path, descriptor: dict[str, Any]
) -> None:
    assert descriptor["$schema"].endswith("/2.0/datapackage.json")
    whole = {
        **descriptor,
        "resources": [
            {**each, "schema": json.loads((folder / each["schema"]).read_text(encoding="utf-8"))}
            for each in descriptor["resources"]
        ],
    }
    for described in (descriptor, whole, describe_csv(STORED, "v1-0")):
        assert profile_errors(described) == []


def profile_errors(described: dict[str, Any]) -> list[str]:
    """What the JSON Schema of Data Package 2.0, which dplib ships, says of a descriptor."""
    package = importlib.util.find_spec("dplib")
    assert package is not None and package.origin is not None
    profile = Path(package.origin).parent / "profiles" / "2.0" / "datapackage.json"
    checker = jsonschema.Draft7Validator(json.loads(profile.read_text(encoding="utf-8")))
    return [f"{error.json_path}: {error.message[:200]}" for error in checker.iter_errors(described)]


@pytest.mark.parametrize("name", ["document-2024-500112", "amount-2024-500112", "finding-2025-000000", "rule"])
def test_frictionless_reads_the_rows_of_a_resource_and_finds_them_as_described(folder: Path, name: str) -> None:
    report = frictionless.Package(str(folder / "datapackage.json")).get_resource(name).validate()
    assert report.valid, report.to_summary()


def test_frictionless_finds_rows_that_are_not_as_described(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder, tmp_path / "copy")
    file = tmp_path / "copy" / "schemas" / "amount.json"
    file.write_text(file.read_text(encoding="utf-8").replace('"money"', '"gold"'), encoding="utf-8")
    package = frictionless.Package(str(tmp_path / "copy" / "datapackage.json"))
    assert not package.get_resource("amount-2024-500112").validate().valid


def test_every_parquet_file_is_a_resource_of_its_own(folder: Path, descriptor: dict[str, Any]) -> None:
    named = {each["path"]: each["name"] for each in descriptor["resources"]}
    assert set(named) == {str(file.relative_to(folder)) for file in folder.rglob("*.parquet")}
    assert named["parquet/amount/fiscal_year=2024/region=500112/part.parquet"] == "amount-2024-500112"
    assert len(set(named.values())) == len(named)


def test_a_field_tells_its_meaning_in_both_languages_its_unit_and_its_role(folder: Path) -> None:
    amount = fields(folder, "amount")
    assert amount["amount_yuan"] == {
        "name": "amount_yuan",
        "title": "金额（元）；百分比和数量为空",
        "type": "number",
        "description": "Amount in yuan; NULL for percentages and counts, and where the unit is not known.",
        "unit": "yuan",
        "duckdbType": "DECIMAL(20, 2)",
        "role": "value",
        "columnType": "value",
    }
    assert amount["code"]["role"] == "code" and amount["code_scheme"]["role"] == "code_list"
    assert (amount["item_name"]["role"], amount["item_name"]["labelFor"]) == ("label", "code")
    assert amount["basis"]["role"] == "phase"
    document = fields(folder, "document")
    assert document["organisation_id"]["role"] == "organisation"
    assert (document["organisation_name"]["role"], document["organisation_name"]["labelFor"]) == (
        "label",
        "organisation_id",
    )
    assert document["stage"]["role"] == "phase"


def test_a_column_whose_name_promises_a_role_has_it() -> None:
    ends = {
        "_code": {"code", "place"},
        "_code_scheme": {"code_list"},
        "_year": {"year"},
        "organisation_id": {"organisation"},
    }
    for spec in STORED:
        for column in spec.columns:
            for end, allowed in ends.items():
                if column.name.endswith(end):
                    assert roles()[column.name].role in allowed, column.name


def test_a_list_without_files_is_not_described_and_not_referred_to() -> None:
    described = describe("v1-0", "2026-01-01T00:00:00+08:00", {"amount": ["parquet/amount/part.parquet"], "region": []})
    assert [each["name"] for each in described["resources"]] == ["amount"]
    assert list(describe_schemas({"amount": ["parquet/amount/part.parquet"], "region": []})) == ["schemas/amount.json"]
    [amount] = describe_csv([table("amount")], "v1-0")["resources"]
    assert "foreignKeys" not in amount["schema"]
