"""What becomes of files that kill, stall or flood the process that reads them."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import pytest

from pipeline.documents import renewed
from pipeline.documents.limits import DEFAULT, Limits
from pipeline.documents.renewed import Reading, Result
from pipeline.documents.sandbox import Readers, read_in_child, read_many
from pipeline.documents.worker import Task
from pipeline.errors import UnreadableFile, UnsupportedFormat, UsageError

HOSTILE = (sys.executable, "-P", str(Path(__file__).with_name("hostile_worker.py")))
MIB = 1024 * 1024
SMALL = Limits(memory_bytes=400 * MIB, wall_seconds=20, cpu_seconds=20)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.txt"
    path.write_text("good\n", encoding="utf-8")
    return path


def refusal(path: Path, kind: str, limits: Limits = SMALL) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_in_child(path, kind, limits, command=HOSTILE)
    return str(caught.value)


def words(reading: Reading) -> str:
    assert reading.document is not None, reading.problem
    return reading.document.paragraphs[0].text


def words_of(path: Path, kind: str, limits: Limits = SMALL) -> str:
    return read_in_child(path, kind, limits, command=HOSTILE).paragraphs[0].text


def test_a_file_is_read_in_another_process(file: Path) -> None:
    assert read_in_child(file, "text").paragraphs[0].text == "good"
    assert words_of(file, "names_its_process") != str(os.getpid())


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("aborts", "died of signal 6 (SIGABRT)"),
        ("reads_address_zero", "died of signal 11 (SIGSEGV)"),
        ("hogs", "needs more than 400 MiB of memory"),
        ("ends_quietly", "status 0"),
        ("raises", "ZeroDivisionError: a defect of the reader"),
    ],
)
def test_the_death_of_the_reader_is_a_problem_that_says_what_happened_and_what_to_do(
    file: Path, kind: str, says: str
) -> None:
    message = refusal(file, kind)
    assert says in message
    assert "print it to a new PDF" in message


def test_a_reader_that_waits_for_ever_is_ended_after_its_time(file: Path) -> None:
    assert "not read within 0.5 seconds" in refusal(file, "sleeps", Limits(wall_seconds=0.5))


def test_a_reader_that_computes_for_ever_is_ended_after_its_processor_time(file: Path) -> None:
    assert "processor time" in refusal(file, "spins", Limits(wall_seconds=20, cpu_seconds=0.5))


def test_a_file_with_many_pages_is_given_more_time(file: Path) -> None:
    limits = Limits(wall_seconds=1.5, seconds_per_page=0.01)
    assert words_of(file, "has_many_pages", limits) == "patience"


def test_a_file_with_too_many_pages_is_refused_before_it_is_read(file: Path) -> None:
    assert "1,000 pages" in refusal(file, "has_many_pages", Limits(max_pages=999))


def test_a_result_that_is_too_large_is_refused(file: Path) -> None:
    assert "more than the 1,000 allowed" in refusal(file, "says_too_much", Limits(max_result_bytes=1000))


def test_a_reader_cannot_fill_the_disk(file: Path) -> None:
    assert "cannot be read" in refusal(file, "writes_a_lot", Limits(max_written_bytes=10_000))
    assert file.with_suffix(".out").stat().st_size <= 10_000


def test_what_a_library_prints_does_not_disturb_the_answer(file: Path) -> None:
    assert words_of(file, "prints") == "quiet"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("print('nonsense', flush=True)", "answered nonsense"),
        ('print(\'{"type":"refused","number":7,"error":"","message":"","peak_bytes":0}\')', "another file"),
        ('print(\'{"type":"refused"}\\n\' * 2, flush=True)', "more than it was asked"),
        ("print('x' * 20000, end='', flush=True)", "more than 1,000 bytes"),
    ],
)
def test_an_answer_that_is_no_answer_is_a_problem_of_the_file(file: Path, answer: str, says: str) -> None:
    command = (sys.executable, "-c", f"input(); {answer}; input()")
    with pytest.raises(UnreadableFile, match=says):
        read_in_child(file, "text", Limits(max_result_bytes=1000), command=command)


def test_the_number_of_pages_and_the_answer_may_arrive_together(file: Path) -> None:
    pages = '{"type":"pages","number":1,"pages":1}'
    refused = '{"type":"refused","number":1,"error":"UnsupportedFormat","message":"no reader","peak_bytes":0}'
    command = (sys.executable, "-c", f"input(); print({pages!r} + chr(10) + {refused!r}, flush=True); input()")
    with pytest.raises(UnsupportedFormat, match="no reader"):
        read_in_child(file, "text", command=command)


def test_a_refusal_by_the_reader_keeps_its_kind_and_its_message(file: Path, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedFormat, match=r"kind odt: .*save it as DOCX or PDF"):
        read_in_child(file, "odt")
    with pytest.raises(UnreadableFile, match="No such file"):
        read_in_child(tmp_path / "absent.txt", "text")


def test_after_every_kind_of_failure_the_next_file_is_read(file: Path) -> None:
    kinds = ["aborts", "text", "ends_quietly", "text", "raises", "doc", "text", "hogs", "text", "sleeps", "text"]
    done: list[Reading] = []
    limits = Limits(memory_bytes=400 * MIB, wall_seconds=2)
    read_many([(file, kind) for kind in kinds], 1, limits, done.append, command=HOSTILE)
    assert [reading.kind for reading in done] == kinds
    assert [reading.document is not None for reading in done] == [kind == "text" for kind in kinds]
    assert all((reading.document is None) != (reading.problem is None) for reading in done)


def test_a_worker_reads_several_files_and_is_then_replaced(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewed, "FILES_PER_WORKER", 3)
    done: list[Reading] = []
    read_many([(file, "names_its_process")] * 6, 1, SMALL, done.append, command=HOSTILE)
    pids = [words(reading) for reading in done]
    assert len(set(pids[:3])) == len(set(pids[3:])) == 1
    assert pids[0] != pids[3]


def test_a_file_does_not_suffer_from_what_another_left_in_the_worker(file: Path) -> None:
    done: list[Reading] = []
    limits = Limits(memory_bytes=300 * MIB)
    read_many([(file, "leaves_memory_behind"), (file, "needs_memory")], 1, limits, done.append, command=HOSTILE)
    assert [words(reading) for reading in done] == ["done", str(160 * MIB)]


def test_several_workers_read_side_by_side_and_report_in_the_thread_of_the_caller(file: Path) -> None:
    done: list[str] = []
    threads: set[int] = set()

    def on_done(reading: Reading) -> None:
        done.append(words(reading))
        threads.add(threading.get_ident())

    read_many(((file, "names_its_process") for _ in range(12)), 2, SMALL, on_done, command=HOSTILE)
    assert len(done) == 12
    assert threads == {threading.get_ident()}


def test_an_error_of_the_caller_ends_the_workers_and_is_raised(file: Path) -> None:
    pids: list[str] = []

    def on_done(reading: Reading) -> None:
        pids.append(words(reading))
        raise KeyboardInterrupt

    files = [(file, "names_its_process"), *[(file, "sleeps")] * 5]
    with pytest.raises(KeyboardInterrupt):
        read_many(files, 2, Limits(wall_seconds=30), on_done, command=HOSTILE)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pids[0]), 0)


def test_no_files_are_no_work() -> None:
    done: list[Reading] = []
    read_many([], 2, DEFAULT, done.append)
    assert done == []


def test_the_sandbox_loads_none_of_the_heavy_libraries() -> None:
    program = "import sys, pipeline.documents.sandbox; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, timeout=30, capture_output=True, text=True)
    heavy = {"dagster", "great_expectations", "duckdb", "pdfplumber", "pypdfium2", "lxml", "pyarrow"}
    assert not heavy & set(loaded.stdout.split())


def test_a_limit_that_is_nonsense_is_refused_by_name() -> None:
    with pytest.raises(UsageError, match="wall_seconds must be greater than 0"):
        Limits(wall_seconds=0)


def task(name: str, given: bytes = b"1") -> Task:
    return Task(f"tests.documents.tasks:{name}", msgspec.Raw(given), 0)


def done(file: Path, *tasks: Task, limits: Limits = SMALL) -> list[Result]:
    results: list[Result] = []
    with Readers(1) as readers:
        readers.do([(file, each) for each in tasks], limits, results.append)
    return results


def test_what_is_made_of_a_document_is_made_by_the_child_that_read_it(file: Path) -> None:
    readings: list[Reading] = []
    with Readers(1) as readers:
        readers.read([(file, "text")] * 2, SMALL, readings.append, lambda path, document: task("names_its_process"))
    assert all(reading.document is not None for reading in readings)
    (pid,) = {reading.result.made for reading in readings if reading.result is not None}
    assert pid != str(os.getpid()).encode()


def test_a_file_that_cannot_be_read_has_no_task(file: Path) -> None:
    readings: list[Reading] = []
    read_many([(file, "odt")], 1, SMALL, readings.append, then=lambda path, document: task("echoes"))
    assert [reading.result for reading in readings] == [None]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("aborts", "died of signal 6 (SIGABRT)"),
        ("sleeps", "was not worked out within 1 seconds"),
        ("spins", "working out what the file says used up its processor time"),
        ("hogs", "working out what the file says needs more than 400 MiB of memory"),
        ("raises", "ZeroDivisionError: a defect of ours"),
        ("says_too_much", "more than the 1,000 allowed"),
    ],
)
def test_a_task_that_ends_badly_is_a_problem_of_its_file_and_the_next_is_done(file: Path, name: str, says: str) -> None:
    limits = Limits(
        memory_bytes=400 * MIB,
        wall_seconds=1 if name == "sleeps" else 20,
        cpu_seconds=0.5,
        max_result_bytes=1000 if name == "says_too_much" else MIB,
    )
    bad, good = done(file, task(name), task("echoes", b'["good"]'), limits=limits)
    assert bad.made is None
    assert says in str(bad.problem)
    assert (good.made, good.problem) == (b'["good"]', None)


def test_a_task_of_many_pages_is_given_more_time(file: Path) -> None:
    limits = Limits(wall_seconds=0.1, seconds_per_page=0.05)
    (result,) = done(file, msgspec.structs.replace(task("echoes"), pages=400), limits=limits)
    assert result.made == b"1"


def test_what_is_made_of_a_file_has_what_its_reading_left_of_the_time(file: Path) -> None:
    started = time.monotonic()
    (result,) = done(file, msgspec.structs.replace(task("sleeps"), spent=9.7), limits=Limits(wall_seconds=10))
    assert "was not worked out within 10 seconds" in str(result.problem)
    assert time.monotonic() - started < 5


def test_the_seconds_of_a_reading_count_for_its_task_and_those_of_its_pictures_do_not(file: Path) -> None:
    read = Reading(file, "text", None, None, 3.5, 0)
    scanned = Reading(file, "pdf", None, None, 23.5, 0, recognising=20.0)
    assert [each.before(task("echoes")).spent for each in (read, scanned)] == [3.5, 3.5]


def test_a_task_tried_again_has_only_the_rest_of_its_time_and_the_first_death_is_told(file: Path) -> None:
    started = time.monotonic()
    _, result = done(file, task("echoes"), task("dies_slowly"), limits=Limits(wall_seconds=1))
    assert "died of signal 6 (SIGABRT)" in str(result.problem)
    assert time.monotonic() - started < 5
