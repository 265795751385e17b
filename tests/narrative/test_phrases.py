"""Every phrase form reads the sentence it carries, and does not match the one it must not."""

import re
from typing import Any

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.narrative.claims import Claim, claims
from pipeline.narrative.tokens import Token, tokens_of
from pipeline.narrative.words import pattern, vocabulary

MARK = re.compile("‹(.*)›")


def read(*paragraphs: str) -> list[Claim]:
    return claims(Document(format="text", blocks=tuple(Paragraph(text=p) for p in paragraphs)), 2031)


def marked(sentence: str) -> tuple[str, str]:
    """The sentence without the marks, and the number between them."""
    match = MARK.search(sentence)
    assert match, f"no ‹number› in {sentence}"
    return sentence.replace("‹", "").replace("›", ""), match[1]


def token(sentence: str) -> Token | None:
    text, number = marked(sentence)
    start = sentence.index("‹")
    return next(
        (t for t in tokens_of(text) if t.start <= start < t.end or (t.text == number and t.start == start)), None
    )


def ids(entry: dict[str, Any]) -> str:
    return f"{entry.get('kind', '')} {entry.get('subject', '')} {entry['reads']}"


SUBJECTS = vocabulary("subjects")["subjects"]
TOKENS = vocabulary("tokens")["kinds"]
FORMS = [entry for entry in vocabulary("phrases")["forms"] if entry["pattern"]]
STATEMENTS = vocabulary("phrases")["claims"]
WHOLE_PATTERNS = [entry for name in ("flat", "base", "bases") for entry in vocabulary("phrases")[name]]


def test_there_are_many_phrase_forms() -> None:
    assert len(FORMS) + len(STATEMENTS) + len(WHOLE_PATTERNS) >= 60, (
        "names of subjects and kinds of numbers not counted"
    )


@pytest.mark.parametrize("entry", SUBJECTS, ids=ids)
def test_a_subject_is_read_in_its_sentence_and_not_in_the_other(entry: dict[str, Any]) -> None:
    wanted = {entry["subject"], entry.get("count"), entry.get("money"), *entry.get("units", {}).values()} - {None}
    assert wanted & {c.subject for c in read(entry["reads"] + "。")}, [c.subject for c in read(entry["reads"] + "。")]
    assert entry["subject"] not in {c.subject for c in read(entry["not_in"] + "。")}


@pytest.mark.parametrize("entry", TOKENS, ids=ids)
def test_a_number_is_of_its_kind_in_its_sentence_and_not_in_the_other(entry: dict[str, Any]) -> None:
    found = token(entry["reads"])
    assert found and found.kind == entry["kind"], found
    other = token(entry["not_in"])
    assert other is None or other.kind != entry["kind"] or entry["kind"] in ("money", "percent", "count"), other


@pytest.mark.parametrize("entry", FORMS, ids=ids)
def test_a_form_claims_the_number_of_its_sentence_and_not_that_of_the_other(entry: dict[str, Any]) -> None:
    compiled = pattern(entry["pattern"], "phrases.yml")
    assert compiled.search(entry["reads"].split("‹")[0])
    assert not compiled.search(entry["not_in"].split("‹")[0])
    text, number = marked(entry["reads"])
    [claim] = [c for c in read(text + "。") if c.printed.removesuffix(c.unit or "") == number and c.kind != "qualifier"]
    expected = "flat" if entry.get("direction") == "flat" and entry["kind"] == "change" else entry["kind"]
    direction = "up" if entry.get("direction") == "signed" else entry.get("direction")
    assert (claim.kind, claim.direction) == (expected, direction)


@pytest.mark.parametrize("entry", STATEMENTS, ids=ids)
def test_a_statement_is_read_in_its_sentence_and_not_in_the_other(entry: dict[str, Any]) -> None:
    key = (entry["kind"], entry["subject"])
    assert key in {(c.kind, c.subject) for c in read(entry["reads"] + "。")}
    assert key not in {(c.kind, c.subject) for c in read(entry["not_in"] + "。")}


@pytest.mark.parametrize("entry", WHOLE_PATTERNS, ids=ids)
def test_a_pattern_matches_its_sentence_and_not_the_other(entry: dict[str, Any]) -> None:
    compiled = pattern(entry["pattern"], "phrases.yml")
    assert compiled.search(entry["reads"])
    assert not compiled.search(entry["not_in"])
