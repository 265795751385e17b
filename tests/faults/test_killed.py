"""SIGKILL at moments of every stage: the publication is one whole state, and the next run completes.

A sample of the moments; `benchmarks/faults.py` goes through all of them.
"""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.faults.moments import KILLS, Moment, spread
from tests.faults.states import Story


@pytest.mark.parametrize("moment", spread(KILLS, 10), ids=str)
def test_killed_at_any_moment_the_publication_is_whole_and_the_next_run_completes(
    story: Story, tmp_path: Path, moment: Moment
) -> None:
    data = story.begin(tmp_path)
    assert story.strike(data, moment, kills=True).code == -signal.SIGKILL
    assert story.victims.hit() == str(moment)
    story.state(data)
    story.finish(data)


def test_there_are_fifty_moments_in_every_stage_and_both_swaps() -> None:
    assert len(KILLS) >= 50
    assert len(set(KILLS)) == len(KILLS)
    stages = {moment.stage for moment in KILLS}
    assert {"raw", "documents", "forms", "facts", "checks", "published"} <= stages
    assert {"published, the folder's swap", "published, the link's swap"} <= stages
