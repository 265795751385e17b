"""The code lists the package ships, lists/<table>.tsv: regions, codes, kinds of forms, measures.

Belongs here: reading them. Does not: lists made from the documents or the rules (organisation, rule).

The files are facts gathered from disclosures and from the public list of administrative divisions; they are not the
official lists and not complete.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources
from typing import Any

from pipeline.errors import CatalogueError
from pipeline.tables.dictionary import table


def shipped_lists() -> tuple[str, ...]:
    """The names of the list tables whose rows the package ships."""
    folder = resources.files("pipeline.tables") / "lists"
    return tuple(sorted(entry.name.removesuffix(".tsv") for entry in folder.iterdir() if entry.name.endswith(".tsv")))


@cache
def load_list(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of one shipped list: text, whole numbers where the dictionary says so, None for an empty field.

    Raises CatalogueError where there is no such list, or its header is not the table's columns.
    """
    if name not in shipped_lists():
        raise CatalogueError(f"pipeline/tables/lists has no {name}.tsv; there are {', '.join(shipped_lists())}")
    spec = table(name)
    numbers = {column.name for column in spec.columns if column.type == "INTEGER"}
    text = (resources.files("pipeline.tables") / "lists" / f"{name}.tsv").read_text(encoding="utf-8")
    reader = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(reader.fieldnames or ()) != spec.column_names:
        raise CatalogueError(f"{name}.tsv: header: must be {', '.join(spec.column_names)}")
    return tuple(
        {key: None if not value else int(value) if key in numbers else value for key, value in row.items()}
        for row in reader
    )
