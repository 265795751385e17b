"""Which files a list of paths means.

Belongs here: what is looked at in a folder and what is skipped. Does not: what a file is (`sniff`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import UsageError

# Kinds of files that lie beside disclosures and never are one. Only in folders: a file that is named is always tried.
NEVER_DISCLOSURES = frozenset({".json", ".tsv", ".md", ".py", ".pyc", ".yml", ".yaml", ".toml"})
_HIDDEN = (".", "~$")  # "~$" marks the lock file an office program leaves beside an open document


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """The files to read, and the files of folders that are skipped; both in the order of the paths, sorted in folders.

    Folders are searched to any depth; links to folders are not followed. A file meant twice is given once.
    Raises UsageError where a path does not exist or is neither file nor folder.
    """
    files: dict[Path, Path] = {}
    skipped: dict[Path, Path] = {}
    for path in paths:
        if path.is_dir():
            for file in _files_below(path):
                into = skipped if _is_skipped(file, path) else files
                into.setdefault(file.resolve(), file)
        elif path.is_file():
            files.setdefault(path.resolve(), path)
            skipped.pop(path.resolve(), None)
        elif path.exists():
            raise UsageError(f"{path} is neither a file nor a folder.")
        else:
            raise UsageError(f"{path} does not exist.")
    return list(files.values()), [file for real, file in skipped.items() if real not in files]


def _files_below(folder: Path) -> list[Path]:
    found = [Path(parent) / name for parent, _, names in os.walk(folder) for name in names]
    return sorted(file for file in found if file.is_file())


def _is_skipped(file: Path, folder: Path) -> bool:
    hidden = any(part.startswith(_HIDDEN) for part in file.relative_to(folder).parts)
    return hidden or file.suffix.lower() in NEVER_DISCLOSURES
