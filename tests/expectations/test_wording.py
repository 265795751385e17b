"""What findings say: both languages of every phrase, and what is filled in."""

from __future__ import annotations

from decimal import Decimal
from string import Formatter

import pytest

from expectations.findings.hypotheses import slip
from expectations.findings.wording import Said, load, said

PHRASES = [(name, phrase) for name in ("wording.yml", "hypotheses.yml") for phrase in load(name)]


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


@pytest.mark.parametrize(("name", "phrase"), PHRASES)
def test_a_phrase_fills_in_the_same_in_both_languages(name: str, phrase: str) -> None:
    words = load(name)[phrase]
    chinese, english = (_fields(words[language]) for language in ("zh", "en"))
    assert chinese == english and words["zh"] and words["en"]


def test_a_phrase_within_a_phrase_is_in_the_same_language() -> None:
    told = said("is_likely", where="201", printed="1", hypothesis=Said("少印一位数字", "a digit is missing"))
    assert told == ("201：印为 1，少印一位数字", "201: printed 1, a digit is missing")


def test_large_factors_have_their_chinese_names() -> None:
    (zh, en) = slip(Decimal(87360000), Decimal(8736), Decimal("0.01")).words
    assert zh == "大了 1 万 倍（单位或小数点）" and en.startswith("10000 times too large")
