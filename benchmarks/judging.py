"""All rules over many documents: seconds, documents a second, peak memory.

    python benchmarks/judging.py [DOCUMENTS] [FOLDER]

The documents of FOLDER (data/samples) are read once and their rows copied under other ids until there are DOCUMENTS
(1000), in a warehouse file as in a night. Judging, findings and the ledger are measured; reading and copying are not.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from expectations.catalogue import load_rules
from expectations.judge import judge
from expectations.workbench import Workbench
from pipeline.documents.read import READER_VERSION, read
from pipeline.facts.rows import facts_of
from pipeline.journey import look_at
from pipeline.raw import find_files
from pipeline.tables import table, tables_kept
from pipeline.warehouse import Warehouse

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
NOT_OWN = {"organisation_id"}
ALONE = 12  # documents judged one at a time: one of each kind of the folder


def fill(warehouse: Warehouse, folder: Path, documents: int) -> list[str]:
    """Read the folder and copy its rows until there are as many documents; their ids."""
    raws = {raw.document_id: raw for raw in map(look_at, find_files([folder])[0])}
    readings = {id_: facts_of(raw, read(raw.path, raw.kind), READER_VERSION) for id_, raw in raws.items()}
    readings = {id_: reading for id_, reading in readings.items() if reading.rows.get("amount")}
    names = {name for reading in readings.values() for name in reading.rows}
    merged = {name: [row for reading in readings.values() for row in reading.rows.get(name, [])] for name in names}
    warehouse.set_lists()
    warehouse.replace(list(readings), merged)
    copies = -(-documents // len(readings)) - 1
    for spec in tables_kept("document"):
        if spec.name in names and copies:
            own = [c.name for c in table(spec.name).columns if c.name.endswith("_id") and c.name not in NOT_OWN]
            # The first digits of an id are the copy's number.
            changed = ", ".join(f"lpad(copy::VARCHAR, 5, '0') || substr({name}, 6) AS {name}" for name in own)
            rows = f"{spec.name} AS t, range(1, {copies + 1}) AS r(copy)"
            warehouse.connection.execute(f"INSERT INTO {spec.name} SELECT t.* REPLACE ({changed}) FROM {rows}")
    found = warehouse.connection.execute("SELECT document_id FROM document ORDER BY 1").fetchall()
    return [document_id for (document_id,) in found][:documents]


def judge_alone(warehouse: Warehouse, document_id: str) -> tuple[float, float]:
    """Seconds to get the rules ready, and to judge the document and store what comes of it."""
    start = time.perf_counter()
    bench = Workbench(load_rules())
    bench.take_lists(warehouse.connection)
    ready = time.perf_counter()
    judge(warehouse.connection, [document_id], bench)
    return ready - start, time.perf_counter() - ready


def main() -> None:
    documents = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else SAMPLES
    with tempfile.TemporaryDirectory() as kept, Warehouse(Path(kept) / "warehouse.duckdb") as warehouse:
        ids = fill(warehouse, folder, documents)
        warehouse.connection.execute("CHECKPOINT")
        amounts = warehouse.connection.execute(
            "SELECT count(*) FROM amount WHERE document_id IN (SELECT unnest(?))", [ids]
        ).fetchall()[0][0]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start, cpu = time.perf_counter(), time.process_time()
        judge(warehouse.connection, ids)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        checks = warehouse.connection.execute("SELECT count(*) FROM check_result").fetchall()[0][0]
        alone = [judge_alone(warehouse, document_id) for document_id in ids[:ALONE]]
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"{len(ids)} documents, {amounts} amounts, {checks} checks")
    print(f"judged in {seconds:.1f} s ({cpu:.1f} s of CPU)")
    ready, judged = (sorted(times) for times in zip(*alone, strict=True))
    print(
        f"one document alone, smallest, median, largest of {len(judged)}: "
        f"{judged[0]:.2f} / {judged[len(judged) // 2]:.2f} / {judged[-1]:.2f} s, "
        f"and {ready[len(ready) // 2]:.2f} s for the rules, which `budget check` gets ready while it reads"
    )
    print(f"peak memory {after / 1024:.0f} MB, {before / 1024:.0f} MB of it with the rows loaded")


if __name__ == "__main__":
    main()
