"""Sentences become claims; each phrase reads its own example and not its counter-example."""

import pytest

from pipeline.documents.model import Document, Paragraph
from pipeline.narrative.claims import claims
from pipeline.narrative.sentences import phrases, sentences


def text(*paragraphs: str) -> Document:
    return Document(format="text", blocks=tuple(Paragraph(text=p) for p in paragraphs))


@pytest.mark.parametrize("entry", phrases()["claims"], ids=lambda e: e["subject"])
def test_a_phrase_reads_its_example_and_not_its_counter_example(entry: dict[str, str]) -> None:
    assert [c.subject for c in claims(text(entry["reads"] + "。"))] == [entry["subject"]]
    assert claims(text(entry["not_in"] + "。")) == []


def test_a_sentence_cut_by_a_page_break_is_one_sentence() -> None:
    found = sentences(text("（一）机关运行经费情况说明如下，本年度本单位", "的机关运行经费预算12.50万元。"))
    assert [s.text for s in found] == ["(一)机关运行经费情况说明如下,本年度本单位的机关运行经费预算12.50万元。"]


def test_a_numbered_paragraph_starts_a_sentence_of_its_own() -> None:
    assert len(sentences(text("一、收入情况说明如下没有句号", "二、支出情况说明如下没有句号。"))) >= 1
    assert not any(
        "二、" in s.text and "一、" in s.text for s in sentences(text("一、收入情况没有句号的一行文字", "二、支出。"))
    )


def test_the_paragraph_with_a_contact_is_never_read() -> None:
    assert sentences(text("联系人：某某，联系电话：000-00000000。")) == []


def test_the_place_of_a_claims_number_is_kept() -> None:
    [claim] = claims(text("机关运行经费预算12.50万元。"))
    assert (claim.printed, claim.unit) == ("12.50", "万元")
    assert claim.sentence[claim.char_from : claim.char_to] == "12.50"
