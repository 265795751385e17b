"""The first disclosure, judged as read: what is told is what is wrong, and nothing else."""

import duckdb
import pytest

from pipeline.documents.readers.pdf.reader import read_pdf_again
from pipeline.facts.rows import facts_of
from pipeline.journey import check_files, look_at
from tests.facts.seed import RENDERINGS, SEED, needs_seed, read_cells, reading

pytestmark = needs_seed


def findings(connection: duckdb.DuckDBPyConnection, document_id: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = connection.execute(
        "SELECT severity, rule_ids FROM finding WHERE document_id = ? AND severity <> 'info'", [document_id]
    ).fetchall()
    return sorted((severity, tuple(rules)) for severity, rules in rows)


@pytest.mark.parametrize("name", RENDERINGS)
def test_only_the_known_anomalies_are_told_above_info(name: str) -> None:
    raw = look_at(SEED / name)
    with check_files([raw], 1) as warehouse:
        assert findings(warehouse.connection, raw.document_id) == [
            ("error", ("D19",)),  # SA08
            ("error", ("J01",)),  # SA02
            ("error", ("J03",)),  # SA06
            ("error", ("J03",)),  # SA07
            ("warning", ("I06",)),  # SA03
            ("warning", ("I06",)),  # SA04
            ("warning", ("I07",)),  # SA05
        ]


def test_three_renderings_are_one_disclosure_and_count_once() -> None:
    raws = [look_at(SEED / name) for name in RENDERINGS]
    with check_files(raws, 2) as warehouse:
        rows = warehouse.connection.execute(
            "SELECT format, disclosure_id, is_preferred, supersedes_document_id FROM document ORDER BY format"
        ).fetchall()
        assert len({row[1] for row in rows}) == 1
        assert [(row[0], row[2]) for row in rows] == [("html", False), ("pdf", True), ("text", False)]
        assert {row[3] for row in rows} == {None}
        all_documents, preferred = warehouse.connection.execute(
            """SELECT sum(amount_yuan), sum(amount_yuan) FILTER (is_preferred)
               FROM amount JOIN document USING (document_id)
               WHERE form_kind = 'dept_expenditure_summary' AND row_role = 'total' AND measure = 'total'"""
        ).fetchone() or (None, None)
        assert str(preferred) == "7563832.99"
        assert str(all_documents) == "22691498.97"


def test_the_second_reading_gives_the_same_244_numbers() -> None:
    raw = look_at(SEED / RENDERINGS[2])
    assert read_cells(facts_of(raw, read_pdf_again(raw.path), "second")) == read_cells(reading(RENDERINGS[2]))
