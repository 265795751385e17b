"""A YAML file of our own package as a mapping: words, rules, kinds, tables.

Belongs here: reading and naming the file in the error. Does not: what its keys mean.
"""

from __future__ import annotations

from importlib.resources.abc import Traversable
from typing import Any

from pipeline.errors import CatalogueError


def load_mapping(source: Traversable, where: str = "") -> dict[str, Any]:
    """The top-level mapping. Raises CatalogueError naming the file, as `where` says or by its name alone."""
    import yaml  # costs 20 ms that `import pipeline.tables` should not

    name = where or source.name
    # In C where libyaml is there: ten times as fast, and the same values.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(source.read_bytes(), Loader=loader)
    except (OSError, yaml.YAMLError) as error:
        raise CatalogueError(f"{name}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise CatalogueError(f"{name}: the top level must be a mapping")
    return content
