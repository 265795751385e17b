"""The promises of the house, over every file of the project."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[1]
ROOMS = ("pipeline", "expectations", "assets")
MODULES = sorted(path for room in ROOMS for path in (PROJECT / room).rglob("*.py"))
LONGEST_FUNCTION = 50
CHINESE = re.compile("[\u4e00-\u9fff]")


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def names(module: Path) -> str:
    return str(module.relative_to(PROJECT))


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_a_module_says_what_belongs_in_it_and_what_does_not(module: Path) -> None:
    if not module.read_text(encoding="utf-8").strip():
        pytest.skip("an empty __init__ has nothing to say")
    said = ast.get_docstring(tree(module)) or ""
    assert said, "no docstring"
    if module.name != "__init__.py":
        assert "Belongs here" in said, said
        assert "Does not" in said, said


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_a_function_is_read_on_one_screen(module: Path) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_words_are_data_and_no_condition_holds_chinese(module: Path) -> None:
    """A condition is the test of an if, a comparison, or a case; an invariable mark such as 年 belongs in a pattern."""
    conditions = [
        node.test if isinstance(node, ast.If | ast.IfExp | ast.While) else node
        for node in ast.walk(tree(module))
        if isinstance(node, ast.If | ast.IfExp | ast.While | ast.Compare | ast.match_case)
    ]
    found = {
        part.value
        for condition in conditions
        for part in ast.walk(condition.pattern if isinstance(condition, ast.match_case) else condition)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and CHINESE.search(part.value)
    }
    assert not found


@pytest.mark.parametrize("module", MODULES, ids=names)
def test_no_module_catches_what_it_cannot_name(module: Path) -> None:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ExceptHandler):
            swallows = isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")
            raises = any(isinstance(part, ast.Raise) for part in ast.walk(node))
            assert not (node.type is None or swallows) or raises, f"line {node.lineno} catches what it cannot name"


def committed_texts() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("needs the git checkout")
    texts = (PROJECT / name for name in listed.stdout.splitlines())
    return [path for path in texts if path.suffix not in (".pdf", ".png", ".lock", ".docx", ".doc") and path.is_file()]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    folder = re.compile(r"(?<![\w.])/(home|root|Users|work|tmp)/\w")
    found = [
        f"{path.relative_to(PROJECT)}: {line.strip()[:80]}"
        for path in committed_texts()
        if path != Path(__file__)
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if folder.search(line)
    ]
    assert not found


def test_the_ladder_of_imports_holds() -> None:
    checked = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_the_makefile_installs_a_uv_that_the_project_accepts() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = re.search(r"^UV_VERSION := (\d+)\.(\d+)\.\d+$", (PROJECT / "Makefile").read_text(), re.M)
    assert pinned
    wanted = f">={pinned[1]}.{pinned[2]},<{pinned[1]}.{int(pinned[2]) + 1}"
    assert project["tool"]["uv"]["required-version"] == wanted


def test_the_wheel_ships_every_data_file_of_the_packages() -> None:
    """The build takes whole packages, so a data file outside a package would be missing from the wheel."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(ROOMS)
    for data_file in (
        path for room in ROOMS for path in (PROJECT / room).rglob("*") if path.suffix in (".yml", ".tsv")
    ):
        packages = [folder for folder in data_file.parents if (folder / "__init__.py").exists()]
        assert packages, data_file


def test_every_yaml_file_reads_the_same_without_libyaml() -> None:
    """libyaml takes a few things that YAML in Python refuses, and not every machine has it."""
    for path in (path for path in committed_texts() if path.suffix == ".yml"):
        text = path.read_text(encoding="utf-8")
        assert yaml.load(text, Loader=yaml.SafeLoader) == yaml.load(text, Loader=yaml.CSafeLoader), path


def test_settings_come_from_the_environment_and_nonsense_is_refused() -> None:
    from pipeline.errors import UsageError
    from pipeline.settings import Settings

    settings = Settings.from_environment({"BUDGET_DATA": "elsewhere", "BUDGET_WORKERS": "3"})
    assert (settings.warehouse, settings.workers) == (Path("elsewhere/warehouse.duckdb"), 3)
    assert Settings.from_environment({}).data == Path("data")
    for nonsense in ({"BUDGET_WORKERS": "0"}, {"BUDGET_WORKERS": "many"}, {"BUDGET_WORKERS": "-1"}):
        with pytest.raises(UsageError, match=r"BUDGET_WORKERS .* whole number from 1 to 256"):
            Settings.from_environment(nonsense)
    for nonsense in ({"BUDGET_DATA": " "}, {"BUDGET_DATA": __file__}):
        with pytest.raises(UsageError, match=r"BUDGET_DATA .* folder"):
            Settings.from_environment(nonsense)
