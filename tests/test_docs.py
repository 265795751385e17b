"""The documents say what is: generated pages are up to date, and the README's commands run and print what it shows."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.tables import load_list, load_tables

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "command"),
    [("docs/data-dictionary.md", ["tables", "--markdown"]), ("docs/rules.md", ["rules", "--markdown"])],
)
def test_a_generated_page_is_what_its_command_prints(page: str, command: list[str]) -> None:
    printed = CliRunner().invoke(main, command).stdout
    assert (ROOT / page).read_text(encoding="utf-8") == printed, f"run: budget {' '.join(command)} > {page}"


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_every_command(command: str) -> None:
    assert f"budget {command}" in README or f"`{command}`" in README


def test_the_page_of_the_benchmarks_names_every_one() -> None:
    page = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    scripts = {path.name for path in (ROOT / "benchmarks").glob("*.py")}
    packages = {f"{path.parent.name}/" for path in (ROOT / "benchmarks").glob("*/__init__.py")}
    assert scripts | packages == set(re.findall(r"^\| `([^`]+)` \|", page, flags=re.M))


def test_every_link_of_the_documents_leads_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "data" / "samples").glob("*.md")]
    for page in pages:
        for target in re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_a_word_of_the_glossary_is_a_name_of_the_published_data() -> None:
    known = set(load_tables())
    for spec in load_tables().values():
        known |= {spec.name, *spec.column_names, *(value for column in spec.columns for value in column.allowed)}
    known |= {row["measure"] for row in load_list("measure")} | {row["form_kind"] for row in load_list("form_kind")}
    named = re.findall(r"`(\w+)`", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
    assert len(named) > 90
    assert set(named) - known == set()


def test_every_measure_most_documents_have_stands_in_the_glossary() -> None:
    named = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")))
    assert {"basic", "project", "personnel", "operating", "gpb", "gov_fund", "state_capital", "carry_over"} <= named


def blocks() -> list[str]:
    return re.findall(r"```\n(.*?)```", README, flags=re.DOTALL)


def run(command: str, data: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BUDGET_DATA": str(data), "COLUMNS": "200"}
    return subprocess.run(
        command, shell=True, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )  # fmt: skip


def test_the_readmes_commands_print_what_the_readme_shows(tmp_path: Path) -> None:
    commands = [block.strip() for block in blocks() if block.startswith(".venv/bin/")]
    shown = [block.strip().splitlines() for block in blocks() if not block.startswith((".venv/bin/", "make"))]
    done = run(".venv/bin/budget run data/samples", tmp_path)
    assert done.returncode == 0, done.stderr
    for line in shown[0]:
        assert line in done.stdout.splitlines(), line
    check = run(commands[0], tmp_path)
    assert check.returncode == 1
    assert shown[1] == check.stdout.splitlines()[: len(shown[1])]
    query = run(commands[1].replace("data/published", f"{tmp_path}/published"), tmp_path)
    assert query.returncode == 0, query.stderr
    assert "重庆市渝北区工商业联合会" in query.stdout
    assert "6824024.28" in query.stdout
