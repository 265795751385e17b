"""docs/questions.md as data: its queries and the results it shows.

Belongs here: reading the page, running a query as the page shows results, writing the page again.
Does not: the judgement (`test_questions`).

    BUDGET_DATA=<data with data/samples published> .venv/bin/python -m tests.published.questions
"""

from __future__ import annotations

import re
from pathlib import Path

import duckdb

PAGE = Path(__file__).parents[2] / "docs" / "questions.md"
_ANSWER = re.compile(r"```sql\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def answers() -> list[tuple[str, str]]:
    """Every query of the page with the result below it."""
    return _ANSWER.findall(PAGE.read_text(encoding="utf-8"))


def shown(database: duckdb.DuckDBPyConnection, query: str) -> str:
    """A query's result as the page shows it: names and rows, separated by |; blank where NULL."""
    cursor = database.execute(query)
    rows = [[column[0] for column in cursor.description or []], *cursor.fetchall()]
    return "".join(" | ".join("" if value is None else str(value) for value in row).rstrip() + "\n" for row in rows)


def write_again(database: duckdb.DuckDBPyConnection) -> None:
    """Put today's results under the queries."""
    page = PAGE.read_text(encoding="utf-8")
    page = _ANSWER.sub(lambda found: f"```sql\n{found[1]}```\n\n```text\n{shown(database, found[1])}```", page)
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    from pipeline.settings import Settings

    with duckdb.connect(str(Settings.from_environment().published / "current" / "budget.duckdb"), True) as opened:
        write_again(opened)
