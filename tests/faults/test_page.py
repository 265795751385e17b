"""Dagster's page in a browser: the graph, and a batch that failed with its document's name.

With BUDGET_PICTURES set to a folder the test leaves its pictures there; those of docs/pictures were made so.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import dagster as dg
import duckdb
import pytest

from assets.instance import dagster_instance
from assets.run import run
from pipeline.facts import deriving
from pipeline.settings import Settings
from tests.assets.disclosures import write_good
from tests.assets.light import lighten
from tests.conftest import PROJECT
from tests.faults import browser

pytestmark = pytest.mark.skipif(browser.PROGRAM is None, reason="needs chromium, Debian's package")


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder in which a fault of ours on two.txt failed its batch."""
    folder = tmp_path_factory.mktemp("page")
    settings = Settings(data=folder / "data", workers=1)
    write_good(folder / "files")
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch.setattr)
        patch.setattr(deriving, "FUNCTION", "tests.assets.faulty:raises")
        assert [batch for batch, _ in run([folder / "files"], settings).failed] == ["2024-500112"]
    return settings


@pytest.fixture(scope="module")
def server(failed: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Dagster's page over that folder, with all that `make dev` starts."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("server") / "log.txt").open("w+")
    with log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dagster", "dev", "-w", str(PROJECT / "workspace.yaml"), "-h", "127.0.0.1",
             "-p", str(port)],
            cwd=PROJECT, start_new_session=True, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            env={**os.environ, "DAGSTER_HOME": str(failed.dagster_home), "BUDGET_DATA": str(failed.data),
                 "BUDGET_WORKERS": "1", "PYTHONPATH": str(PROJECT)},
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, process, log.name)
            yield address
        finally:
            os.killpg(process.pid, signal.SIGINT)  # with its daemon and the server of our code
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            urlopen(f"{address}/server_info").close()
        except (URLError, ConnectionError):
            assert process.poll() is None, Path(log).read_text()
            assert time.monotonic() < until, Path(log).read_text()
            time.sleep(0.3)
        else:
            return


def test_the_page_shows_the_graph_and_the_document_a_batch_failed_on_and_runs_it_again(
    failed: Settings, server: str, tmp_path: Path
) -> None:
    pictures = Path(os.environ.get("BUDGET_PICTURES") or tmp_path / "pictures")
    with browser.browser(tmp_path / "profile") as page:
        page.open(f"{server}/asset-groups")
        page.wait_for("Global asset lineage", "raw", "documents", "forms", "facts", "checks", "published")
        page.click("Skip")  # an invitation of Dagster's makers, over every first page
        page.press("e", "KeyE", alt=True)  # opens all groups
        page.wait_for("registered_files", "recognised_forms", "amounts", "check_results", "publication")
        page.open(f"{server}/asset-groups")  # which remembers what was opened and fits it into the window
        page.wait_for("registered_files", "publication")
        page.picture(pictures / "graph.png")

        page.open(f"{server}/runs")
        page.wait_for("batch", "Failure")
        page.picture(pictures / "runs.png")
        (failure,) = _runs(failed, dg.DagsterRunStatus.FAILURE)
        page.open(f"{server}/runs/{failure.run_id}")
        shown = page.wait_for("two.txt", "a column nobody thought of")
        assert "budget check" in shown
        page.picture(pictures / "failed-batch.png")

        # The fault was in this test's own process; the server's programs are whole.
        page.click("Re-execute all (*)")
        page.wait_for("Success")
        page.picture(pictures / "executed-again.png")
    succeeded = _runs(failed, dg.DagsterRunStatus.SUCCESS)
    assert failure.run_id in [run.parent_run_id for run in succeeded]
    with duckdb.connect(str(failed.warehouse), read_only=True) as warehouse:
        assert warehouse.execute("SELECT file_name, read_status FROM document ORDER BY 1").fetchall() == [
            ("one.txt", "read"),
            ("two.txt", "read"),
        ]


def _runs(settings: Settings, status: dg.DagsterRunStatus) -> list[dg.DagsterRun]:
    """The runs of batches that ended so."""
    with dagster_instance(settings.dagster_home) as instance:
        return list(instance.get_runs(dg.RunsFilter(job_name="batch", statuses=[status])))
