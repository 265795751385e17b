"""Two runs at once: one does its work, the other is told who is at work, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from tests.faults.states import Story


def test_of_two_runs_started_together_one_is_told_of_the_other_and_nothing_is_lost(
    story: Story, tmp_path: Path
) -> None:
    data = story.begin(tmp_path)
    endings = story.victims.run_at_once(*[(data, story.arriving, None, True)] * 2)
    refused = [ending.said["error"] for ending in endings if "error" in ending.said]
    assert len(refused) == 1
    assert "A run is already at work in" in refused[0]
    assert "wait for it to end, or stop it; nothing was changed" in refused[0]
    assert story.state(data) == "new"
    story.finish(data)
