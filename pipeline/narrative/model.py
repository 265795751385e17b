"""What a claim is: one number or statement of the narrative with what it is about.

Belongs here: the claim and a stretch of text. Does not: making claims (`claims`), storing them (`pipeline.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.documents.model import Box
from pipeline.money import UNITS, Number

# The kinds of claims that say how something moved.
MOVED = ("change", "rate", "flat")


@dataclass(frozen=True, slots=True)
class Claim:
    """One number or statement of the narrative, as printed.

    `char_from` and `char_to` count in the squeezed text of the joined paragraph the sentence stands in.
    `reason` is None where none is given and "" where its words stand without one. `measure` is one of the measures
    of amounts (executed, prior_year_budget, delta ...), None where the text does not say which figure it is.
    `subject_printed` holds the words that name the subject, None where an earlier sentence or heading named it;
    `is_aside` says that the number stands in a reason or a purpose. `page` and `box` are those of the lines in one
    piece with the number's first letter.
    """

    sentence: str
    section: str
    subject: str
    kind: str
    measure: str | None
    number: Number | None
    printed: str
    unit: str | None
    page: int
    char_from: int
    char_to: int
    code_scheme: str | None = None
    code: str | None = None
    basis: str | None = None
    value_year: int | None = None
    base_year: int | None = None
    direction: str | None = None
    denominator: str | None = None
    reason: str | None = None
    paragraph: int = 0
    subject_printed: str | None = None
    is_aside: bool = False
    box: Box | None = None

    @property
    def unit_factor(self) -> Decimal | None:
        return UNITS.get(self.unit) if self.unit else None


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a sentence."""

    start: int
    end: int

    def holds(self, place: int) -> bool:
        return self.start <= place < self.end
