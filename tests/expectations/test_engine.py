"""Great Expectations is loaded without what no expectation here needs."""

from __future__ import annotations

import subprocess
import sys

PROBE = """
import sys
from expectations.gx.engine import load
load()
loaded = [name for name in sys.modules if name.startswith(("scipy.stats._", "altair.vegalite"))]
print(len(loaded), "great_expectations" in sys.modules, any("_WhenUsed" in repr(finder) for finder in sys.meta_path))
import scipy.stats, altair
print(scipy.stats.norm.cdf(0), altair.Chart.__name__)
"""

# Loading beside is not begun, so that what is there was loaded before.
BEFORE = """
import sys, threading
from expectations.gx.engine import load_beside
threading.Thread.start = lambda thread: None
load_beside()
print(*(name in sys.modules for name in ("sqlalchemy.orm", "great_expectations")))
"""


def test_charts_and_distributions_are_loaded_when_somebody_looks_into_them() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["0 True False", "0.5 Chart"]


def test_what_statements_of_other_threads_ask_is_whole_before_loading_begins() -> None:
    done = subprocess.run([sys.executable, "-c", BEFORE], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]
