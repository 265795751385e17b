"""What a number of the text would have to be: the other side of a check, written as the text writes its numbers.

Belongs here: which checks say it, and when it is certain enough to suggest.
Does not: numbers of tables (`mending`), judging (`judge`), the words of a finding (`explanations`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from expectations.findings.hypotheses import Place, as_printed, slip

# Checks of one number against what it was copied or computed from: the right side is what it should be. Where several
# cells of a table may be meant (`_COPIED`), one slip of the pen must explain the difference, or all cells be alike.
_COMPUTED = frozenset({"E02", "E03", "E04", "F07", "GK3"})
_COPIED = frozenset({"E01", "E11", "E12"})
ALL_ALIKE = "every table prints the same"


def suggested(rule_id: str, left: Decimal | None, right: Decimal | None, why: str | None, said: Place) -> str | None:
    """What the text should print instead of `said`, or None where the check does not say it for certain.

    `left` and `right` are the sides of the check, in yuan, percent or things, a decrease negative. A number that points
    the wrong way has no suggestion: the word is wrong, not the number.
    """
    if left is None or right is None or rule_id not in _COMPUTED | _COPIED:
        return None
    meant = -right if left < 0 else right
    if meant < 0 or not said.step:
        return None
    meant = (meant / said.step).quantize(Decimal(1), ROUND_HALF_UP) * said.step
    if rule_id in _COPIED and why != ALL_ALIKE and slip(said.value, meant, said.step).kind == "unknown":
        return None
    text = as_printed(meant, said)
    return text if text != as_printed(said.value, said) else None
