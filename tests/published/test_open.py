"""What people open the data with: money stays exact, in the ways the page on opening says."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas
import polars
import pytest

from pipeline.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "open.md"


@pytest.fixture(scope="module")
def by_hand(published_samples: Settings) -> Decimal:
    """The sum of all amounts, added one by one."""
    with duckdb.connect(str(published_samples.published / "current" / "budget.duckdb"), read_only=True) as database:
        amounts = database.execute("SELECT amount_yuan FROM amount WHERE amount_yuan IS NOT NULL").fetchall()
    return sum((amount for (amount,) in amounts), Decimal(0))


def test_the_program_of_the_page_runs_and_every_sum_is_exact(
    published_samples: Settings, by_hand: Decimal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").symlink_to(published_samples.data)
    monkeypatch.chdir(tmp_path)
    [program] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    names: dict[str, object] = {}
    exec(program, names)
    assert names["sums"] == [by_hand] * 3 and by_hand > 0


def test_the_surprises_the_page_tells_of_are_real(published_samples: Settings) -> None:
    current = published_samples.published / "current"
    with duckdb.connect(str(current / "budget.duckdb"), read_only=True) as database:
        assert str(database.sql("SELECT amount_yuan FROM amount").df().amount_yuan.dtype) == "float64"
    with pytest.raises(Exception, match="fiscal_year has incompatible types"):
        pandas.read_parquet(current / "parquet" / "amount")


def test_money_is_decimal_in_polars_and_pandas(published_samples: Settings) -> None:
    folder = published_samples.published / "current" / "parquet" / "amount"
    assert polars.read_parquet(folder).schema["amount_yuan"] == polars.Decimal(20, 2)
    column = pandas.read_parquet(folder, partitioning=None).amount_yuan.dropna()
    assert {type(value) for value in column} == {Decimal}
