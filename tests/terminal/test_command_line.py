"""The command line: exit codes, JSON, and what it does not load."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
PLANTED = SAMPLES / "waterworks-2025.pdf"
CLEAN = SAMPLES / "library-2025.html"


def budget(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_check_of_a_clean_file_ends_with_0() -> None:
    result = budget("check", CLEAN)
    assert result.exit_code == 0
    assert "云山县图书服务中心" in result.output


def test_check_tells_the_planted_error_with_its_page_and_rules_and_ends_with_1() -> None:
    result = budget("check", PLANTED)
    assert result.exit_code == 1
    [error] = [line for line in result.output.splitlines() if "error:" in line]
    assert "page 6" in error
    assert "21303" in error
    assert "B02" in error


def test_the_json_of_check_has_the_promised_shape() -> None:
    result = budget("check", "--json", PLANTED)
    [document] = json.loads(result.stdout)["documents"]
    assert document["file"] == str(PLANTED)
    assert len(document["document_id"]) == 16
    assert set(document["outcomes"]) == {"holds", "rounding", "breaks", "not_evaluable", "not_applicable"}
    finding = next(f for f in document["findings"] if f["severity"] == "error")
    assert {"severity", "cause", "title_en", "title_zh", "rule_ids", "page", "printed", "suggested"} <= set(finding)
    assert finding["page"] == 6


def test_a_file_that_cannot_be_read_ends_with_2_and_says_what_to_do(tmp_path: Path) -> None:
    empty = tmp_path / "empty.pdf"
    empty.touch()
    result = budget("check", empty)
    assert result.exit_code == 2
    assert "has no bytes" in result.output
    assert "fetch it again" in result.output


def test_a_good_file_is_told_beside_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "picture.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    result = budget("check", tmp_path / "picture.pdf", CLEAN)
    assert result.exit_code == 2
    assert "云山县图书服务中心" in result.output


def test_a_name_that_does_not_exist_is_wrong_usage() -> None:
    result = budget("check", "nowhere.pdf")
    assert result.exit_code == 2
    assert "nowhere.pdf does not exist" in result.output


def test_in_a_folder_files_that_are_never_disclosures_are_skipped_and_listed(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("hello")
    (tmp_path / "library.html").write_bytes(CLEAN.read_bytes())
    result = budget("check", tmp_path)
    assert result.exit_code == 0
    assert "skipped" in result.stderr
    assert "notes.md" in result.stderr


def test_inspect_shows_forms_cells_and_identity() -> None:
    result = budget("inspect", PLANTED, "--page", 6)
    assert result.exit_code == 0
    assert "4,268,320.50" in result.output
    assert "dept_expenditure_summary" in result.output
    assert "青禾县水务局" in result.output


def test_inspect_draws_the_page_with_its_marks(tmp_path: Path) -> None:
    result = budget("inspect", PLANTED, "--page", 6, "--draw", tmp_path)
    assert result.exit_code == 0
    [picture] = tmp_path.glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_inspect_of_a_page_that_is_not_there_says_how_many_there_are(tmp_path: Path) -> None:
    result = budget("inspect", PLANTED, "--page", 99, "--draw", tmp_path)
    assert result.exit_code == 2
    assert "14 pages" in result.output


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_help_ends_with_an_example(command: str) -> None:
    result = budget(command, "--help")
    assert result.exit_code == 0
    tail = result.output.split("Example:")[-1].strip()
    assert tail.startswith(f"budget {command}")


def test_tables_and_rules_are_shown_and_unknown_names_are_refused() -> None:
    assert "一个" in budget("tables").output or "amount" in budget("tables").output
    assert "printed_text" in budget("tables", "amount").output
    assert "A01" in budget("rules").output
    assert budget("tables", "nothing").exit_code == 2
    assert budget("rules", "Z99").exit_code == 2


def test_trace_without_a_publication_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGET_DATA", str(tmp_path))
    result = budget("trace", "x-f001-r1c1")
    assert result.exit_code == 2
    assert "budget run" in result.output


def test_nonsense_in_the_environment_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUDGET_WORKERS", "many")
    result = budget("check", CLEAN)
    assert result.exit_code == 2
    assert "BUDGET_WORKERS" in result.output


def test_check_loads_neither_dagster_nor_great_expectations_nor_pandas_nor_numpy() -> None:
    probe = (
        "import sys\nfrom pipeline.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('dagster', 'great_expectations', 'pandas', 'numpy') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, "check", str(CLEAN)], capture_output=True, text=True, check=True,
        cwd=SAMPLES.parents[1],
    )  # fmt: skip
    assert done.stderr.strip().splitlines()[-1] == "[]"


def test_a_check_ends_as_a_process_with_all_it_found_told() -> None:
    command = [sys.executable, "-m", "pipeline.cli", "check", "--json", str(CLEAN)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=SAMPLES.parents[1])
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert told["documents"][0]["outcomes"]["holds"] > 0
