"""类, 款 and 项 in columns of their own, printed on every row or only where they change.

Belongs here: putting a code together from its steps, carrying those that are not printed again down the rows.
Does not: codes in one cell (`label_cells`).
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.forms.codes import level_of
from pipeline.forms.rows.label_cells import JOINED, Labels
from pipeline.forms.text import bare
from pipeline.forms.words import total_words, vocabulary

STEPS = {"class_code": 0, "section_code": 1, "item_code": 2}


class SteppedCodes:
    """The codes of one group of columns, row by row."""

    def __init__(self, scheme: str | None) -> None:
        self.scheme = scheme
        self.carried = [""] * len(STEPS)

    def read(self, labels: Labels, steps: Sequence[tuple[int, str]]) -> None:
        """Add to `labels` the code that these steps (place, squeezed text) of one row come to."""
        parts = _parts(labels, steps)
        deepest = max((step for step, part in enumerate(parts) if part), default=-1)
        if deepest < 0:
            return
        full = next((part for part in reversed(parts) if len(part) >= 5), None)
        if len(parts[0]) >= 3 and parts[0] in parts[1:]:
            full = parts[0]  # a cell over all three, its text repeated in each
        value = full or self._completed(parts, deepest)
        labels.add_code(self.scheme, value, full or "|".join(part for part in parts if part))
        if labels.codes[-1].value == value:
            labels.codes[-1].level = level_of(full) if full else deepest + 1

    def _completed(self, parts: Sequence[str], deepest: int) -> str:
        """The printed steps behind those of the rows above."""
        for step in range(deepest + 1):
            if parts[step]:
                self.carried[step:] = [parts[step], *[""] * (len(STEPS) - 1 - step)]
        known = self.carried[: deepest + 1]
        return known[0] + "".join(part.zfill(2) if part else "" for part in known[1:])


def _parts(labels: Labels, steps: Sequence[tuple[int, str]]) -> list[str]:
    """The digits of each step; words that stand in the columns go to `labels`."""
    words = vocabulary("columns")["labels"]
    parts = [""] * len(STEPS)
    for step, text in steps:
        if any(text in words[label] for label in STEPS):
            continue
        if not text or text.isdigit():
            parts[step] = text
        elif not total_words().find(bare(text)) and (joined := JOINED.match(text)):
            parts[step] = joined[1]
            labels.name = labels.name or joined[2]
        else:
            labels.other.append(text)
    return parts
