"""The benchmark of changed numbers runs on a sample: what it measures, it measures of today's program."""

from __future__ import annotations

from pathlib import Path

from benchmarks.mutation.bench import Bench
from benchmarks.mutation.incremental import Incremental
from pipeline.documents.read import read
from pipeline.journey import look_at

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "samples" / "library-2025.html"


def test_a_number_of_a_sample_changed_tenfold_is_noticed() -> None:
    raw = look_at(SAMPLE)
    bench = Bench(raw, read(SAMPLE, raw.kind))
    trials = [trial for trial in Incremental(bench).run(3) if trial.target.envelope == "outside"]
    assert trials
    assert all(trial.rules for trial in trials)
