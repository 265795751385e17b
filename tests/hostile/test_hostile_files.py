"""Every small file of the hostile set, from bytes to rows: how it ends, and that the next file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.documents.formulas import runs_in_a_spreadsheet
from pipeline.documents.model import Document, Paragraph
from pipeline.documents.sandbox import Readers
from pipeline.facts.model import Reading
from pipeline.journey import look_at, read_files
from pipeline.narrative.claims import claims
from pipeline.narrative.sentences import LONGEST_SENTENCE, sentences
from tests.hostile.files import SET, Hostile

SMALL = [hostile for hostile in SET if hostile.is_small]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> dict[Hostile, tuple[str, Reading, Reading]]:
    """The kind each file was taken for, its rows, and the rows of the good file read after it by the same process."""
    folder = tmp_path_factory.mktemp("hostile")
    hostile = [look_at(one.make(folder / f"{number}")) for number, one in enumerate(SMALL)]
    good = []
    for number in range(len(SMALL)):
        path = folder / f"good-{number}.txt"
        path.write_text(f"2026年部门预算\n\n部门\t金额\n合计\t12.{number:02}\n", encoding="utf-8")
        good.append(look_at(path))
    with Readers(1) as readers:
        readings = read_files([raw for pair in zip(hostile, good, strict=True) for raw in pair], readers)
    return {
        one: (raw.kind, readings[raw.document_id], readings[after.document_id])
        for one, raw, after in zip(SMALL, hostile, good, strict=True)
    }


@pytest.mark.parametrize("hostile", SMALL, ids=lambda hostile: f"{hostile.kind}: {hostile.what}")
def test_a_file_that_is_broken_or_means_harm_ends_as_it_must_and_the_next_is_read(
    ended: dict[Hostile, tuple[str, Reading, Reading]], hostile: Hostile
) -> None:
    kind, reading, after = ended[hostile]
    problems = reading.rows.get("problem", [])
    assert kind == hostile.kind
    not_read = [problem["detail"] for problem in problems if problem["what"] == "not_read"]
    reported = [f"{p['printed_text']} {p['detail']}" for p in problems if p["stage"] == "documents"]
    match hostile.ends:
        case "refused":
            assert hostile.says in " ".join(not_read)
            assert not_read
            assert reading.rows["document"][0]["read_status"] == "not_read"
        case "reported":
            assert not not_read
            assert hostile.says in " ".join(reported)
            assert reported
        case _:
            assert not reported
    # What it says was worked out within its limits, too.
    assert not [problem["detail"] for problem in problems if problem["what"] == "not_derived"]
    assert [amount["printed_text"][:3] for amount in after.rows["amount"]] == ["12."]


def test_a_path_in_an_archive_or_an_entity_brings_in_no_file_from_outside(
    ended: dict[Hostile, tuple[str, Reading, Reading]],
) -> None:
    secret = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    for one in ("paths that lead out of the folder", "an entity that names a file"):
        (reading,) = [reading for hostile, (_, reading, _) in ended.items() if hostile.what == one]
        assert secret not in str(reading.rows)


@pytest.mark.parametrize(
    "text", ["=SUM(A1:A9)", "=cmd|'/c calc'!A1", "+A1+cmd|'x'!A0", '=HYPERLINK("http://a.b","看")', " @SUM(1)"]
)
def test_text_that_a_spreadsheet_program_would_run_is_told(text: str) -> None:
    assert runs_in_a_spreadsheet(text)


@pytest.mark.parametrize(
    "text", ["=100%", "-5.00", "-CT(64排)采购", "@所有单位", "≥90%", "+3", "一般(公共)", "-", "", "=1次(每年)"]
)
def test_text_that_only_looks_like_it_is_not(text: str) -> None:
    assert not runs_in_a_spreadsheet(text)


def test_a_text_without_stops_is_cut_where_clauses_end_and_nothing_is_lost() -> None:
    text = "支出12.00万元," * 500
    document = Document(format="text", blocks=(Paragraph(text=text),))
    found = sentences(document)
    assert "".join(sentence.text for sentence in found) == text
    assert all(sentence.text.endswith(",") and len(sentence.text) <= LONGEST_SENTENCE for sentence in found)
    assert [s.char_from for s in found] == [sum(len(t.text) for t in found[:n]) for n in range(len(found))]


def test_numbers_in_a_sentence_as_long_as_any_are_read_as_in_a_short_one() -> None:
    found = claims(Document(format="text", blocks=(Paragraph(text="支出12.00万元," * 110),)), 2031)
    assert len(found) == 110
    assert {(c.kind, c.subject, c.printed, c.value_year) for c in found[1:]} == {
        ("amount", "expenditure_total", "12.00", 2031)
    }
