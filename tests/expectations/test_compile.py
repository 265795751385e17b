"""Rules to SQL: what the rules say in tables of words stands in the SQL as these words."""

from __future__ import annotations

from expectations.catalogue import load_rules
from expectations.compile import query


def test_what_the_rules_look_for_in_lists_is_written_out() -> None:
    whole = query([rule for rule in load_rules() if rule.instances], ["d"])
    assert "IN (SELECT word FROM word" not in whole
