"""The words of tables without rulings: each entry fits its own example, gives a reason, and no module holds another."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.documents.readers import pdf
from pipeline.documents.readers.pdf.words import pattern, words
from pipeline.errors import CatalogueError

FOLDER = Path(pdf.__file__).parent
CONTENT: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "words.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", CONTENT["patterns"])
def test_a_pattern_fits_its_example_and_not_the_other(name: str) -> None:
    entry = CONTENT["patterns"][name]
    assert entry["reason"]
    assert pattern(name).search(entry["reads"])
    assert not pattern(name).search(entry["not_in"])


@pytest.mark.parametrize("name", CONTENT["lists"])
def test_a_list_gives_its_reason(name: str) -> None:
    assert CONTENT["lists"][name]["reason"]
    assert words(name) == set(CONTENT["lists"][name]["words"])


def test_a_name_that_is_not_there_is_an_error_of_the_vocabulary() -> None:
    with pytest.raises(CatalogueError, match="patterns has no missing"):
        pattern("missing")


def test_no_module_of_the_reader_holds_a_chinese_word() -> None:
    """In a string that is not its docstring."""
    quoted = re.compile(r'"[^"\n]*[\u4e00-\u9fff][^"\n]*"')
    for module in FOLDER.glob("*.py"):
        code = [line for line in module.read_text(encoding="utf-8").splitlines() if '"""' not in line]
        assert not quoted.search("\n".join(code)), module.name
