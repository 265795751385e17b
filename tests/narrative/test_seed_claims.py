"""The text of the first disclosure, claim by claim, in its three renderings."""

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.rows import facts_of
from pipeline.forms.text import squeezed
from pipeline.journey import look_at
from pipeline.narrative.tokens import tokens

SEED = Path(__file__).resolve().parents[3] / "shared" / "seed"
RENDERINGS = ("000_929efe9fa2739427.txt", "yubei-gsl-2024.html", "yubei-gsl-2024.pdf")
DIRECTIONS = {"increase": "up", "decrease": "down", "flat": "flat"}

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/seed beside the checkout")


@lru_cache(maxsize=1)
def truth() -> list[dict[str, Any]]:
    content = json.loads((SEED / "seed_truth.json").read_text(encoding="utf-8"))
    return list(content["narrative_claims"])


@lru_cache(maxsize=3)
def found(name: str) -> list[dict[str, Any]]:
    raw = look_at(SEED / name)
    return list(facts_of(raw, read(raw.path, raw.kind), READER_VERSION).rows["claim"])


@lru_cache(maxsize=3)
def paired(name: str) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each true claim with the one that was read: same kind and print, in the order of the text."""
    claims, used, position = found(name), set[int](), 0
    pairs: list[tuple[dict[str, Any], dict[str, Any] | None]] = []
    for wanted in truth():
        printed = squeezed(wanted["raw"])
        near = range(position, min(position + 8, len(claims)))
        hit = next(
            (
                i
                for i in near
                if i not in used and claims[i]["value_printed"] == printed and claims[i]["kind"] == wanted["kind"]
            ),
            None,
        )
        pairs.append((wanted, None if hit is None else claims[hit]))
        if hit is not None:
            used.add(hit)
            position = max(position, hit - 3)
    return pairs


def differing(name: str, column: str, key: str, as_read: dict[str, str] | None = None) -> list[tuple[str, Any, Any]]:
    """(id, true, read) where the truth has a value under `key` and the claim another one."""
    return [
        (wanted["id"], expected, claim[column])
        for wanted, claim in paired(name)
        if wanted.get(key) is not None and claim is not None
        for expected in [(as_read or {}).get(wanted[key], wanted[key])]
        if squeezed(str(claim[column])) != squeezed(str(expected))
    ]


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_claim_of_the_text_is_read_with_its_kind_and_value(name: str) -> None:
    assert len(truth()) == 113
    assert [wanted["id"] for wanted, claim in paired(name) if claim is None] == []
    assert differing(name, "value", "value") == []


@pytest.mark.parametrize("name", RENDERINGS)
def test_nearly_every_claim_is_about_the_right_subject(name: str) -> None:
    wrong = differing(name, "subject", "subject")
    assert len(truth()) - len(wrong) >= 111, wrong


@pytest.mark.parametrize("name", RENDERINGS)
def test_years_bases_directions_denominators_reasons_and_units_are_the_true_ones(name: str) -> None:
    assert differing(name, "direction", "direction", DIRECTIONS) == []
    assert differing(name, "base_year", "base_year") == []
    assert differing(name, "denominator", "denominator") == []
    assert differing(name, "reason", "reason") == []
    assert differing(name, "value_unit", "unit") == []
    years = {wanted["year"]: wanted["year"][:4] for wanted in truth() if wanted.get("year")}
    assert differing(name, "value_year", "year", years) == []


@pytest.mark.parametrize("name", RENDERINGS)
def test_little_is_claimed_that_the_text_does_not_say(name: str) -> None:
    matched = [claim["claim_id"] for _, claim in paired(name) if claim is not None]
    more = Counter((c["kind"], c["subject"]) for c in found(name) if c["claim_id"] not in matched)
    # Two notes under empty tables, and the sentence that says that every project has a target.
    assert more == {
        ("qualifier", "performance_covers_all_projects"): 1,
        ("absence", "gov_fund_expenditure"): 1,
        ("absence", "procurement_total"): 1,
    }


@pytest.mark.parametrize("name", RENDERINGS)
def test_every_number_of_the_text_is_a_claim_or_no_amount(name: str) -> None:
    raw = look_at(SEED / name)
    places = {(c["sentence"], c["char_from"]) for c in found(name)}
    left = [
        (sentence.text, token.text)
        for sentence, token in tokens(read(raw.path, raw.kind))
        if not token.is_no_amount and (sentence.text, sentence.char_from + token.start) not in places
    ]
    assert left == []


@pytest.mark.parametrize("name", RENDERINGS)
def test_the_contact_of_the_disclosure_is_in_no_claim(name: str) -> None:
    assert not any("联系" in c["sentence"] for c in found(name))
