"""The first disclosure: every printed number, in three renderings, against the answer key."""

from collections import Counter
from decimal import Decimal

import pytest

from tests.facts.seed import RENDERINGS, needs_seed, printed_cells, read_cells, reading, truth

pytestmark = needs_seed


@pytest.mark.parametrize("name", RENDERINGS)
def test_all_244_numbers_have_their_form_code_measure_and_value(name: str) -> None:
    expected = printed_cells()
    assert sum(expected.values()) == 244
    assert read_cells(reading(name)) == expected


@pytest.mark.parametrize("name", RENDERINGS)
def test_all_41_indicators_have_their_weight_operator_and_target(name: str) -> None:
    expected = Counter(
        (i["name"], Decimal(i["weight"]), i["unit"], i["operator"], i["target"], i["core"] == "是")
        for table in truth()["tables"]
        for i in table.get("indicators", [])
    )
    assert sum(expected.values()) == 41
    assert expected == Counter(
        (i["name"], i["weight"], i["target_unit"], i["operator"], i["target_printed"], i["is_core"])
        for i in reading(name).rows["indicator"]
    )


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_19_printed_tables_have_their_kind_and_the_two_absent_ones_are_reported(name: str) -> None:
    expected = [t["form"] for t in truth()["tables"] if t["present"]]
    assert len(expected) == 19
    kinds = [f["form_kind"] for f in reading(name).rows["form"]]
    assert kinds == ["form_catalogue", *expected]
    entries = reading(name).rows["catalogue_entry"]
    assert [e["label_printed"] for e in entries if e["form_id"] is None] == ["表二", "表十三"]


def test_three_renderings_give_the_same_amounts_cell_for_cell() -> None:
    def cells(name: str) -> list[tuple[object, ...]]:
        ordinals = {f["form_id"]: f["ordinal"] for f in reading(name).rows["form"]}
        same = ("code", "item_name", "measure", "fund", "basis", "side", "value_year", "amount_yuan", "value")
        return [(ordinals[a["form_id"]], *(a[key] for key in same)) for a in reading(name).rows["amount"]]

    text, html, pdf = (cells(name) for name in RENDERINGS)
    assert text == html == pdf
    assert len(text) == 255  # 244 and eleven budgets of the performance tables


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_document_says_whose_it_is(name: str) -> None:
    identity = reading(name).identity
    assert identity.organisation == truth()["document"]["department"]
    assert (identity.fiscal_year, identity.stage, identity.scope) == (2024, "budget", "department")
    assert (identity.region_code, identity.region_name) == ("500112", "渝北区")
    assert set(identity.evidence) >= {"organisation", "fiscal_year", "stage", "scope", "region"}


def test_every_number_of_the_pdf_cites_its_place() -> None:
    amounts = reading(RENDERINGS[2]).rows["amount"]
    assert all(a["page"] and a["x0"] < a["x1"] and a["top"] < a["bottom"] for a in amounts)


def test_no_contact_is_copied() -> None:
    person, number = truth()["document"]["contact"].split()
    for name in RENDERINGS:
        kept = repr(reading(name).rows)
        assert person not in kept
        assert number not in kept
