"""How long a night takes, against the floor: the same SQL and the same copies by bare DuckDB.

Prints wall seconds of the whole command, of each stage, of one more night and of a full refresh,
the floor of load and models, the peak memory of the process, what one question costs, and how long
a customer is being forgotten.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from orchestration.dbt_manifest import manifest_path
from orchestration.dbt_runner import run_nodes
from orchestration.demo.writing import write_demo
from orchestration.publishing import ensure_build
from orchestration.settings import Settings, load_settings
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer
from tests.benchmarks import forgetting

THROUGH = date(2026, 5, 31)
SECOND, LAST = THROUGH + timedelta(days=1), THROUGH + timedelta(days=2)
MONTHS = 24
# What a customer of the demo company writes to its desk in two years.
CONTACTS_PER_CUSTOMER = 10.3
ASKED = ("nps", "first_contact_resolution_rate", "net_revenue_retention_rate")


@dataclass(frozen=True)
class Run:
    """One command: how long it took, how much memory it held, what its record says."""

    name: str
    seconds: float
    peak_mib: float
    timings: dict[str, float]


def main(*, contacts: int) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("CX_BENCH_FOLDER")) as folder:
        settings = load_settings(None, {"CX_HOME": folder})
        customers = max(10, round(contacts / CONTACTS_PER_CUSTOMER))
        write_demo(settings.home, through=THROUGH, months=MONTHS, customers=customers, seed=1)
        floor_load = bare_load(settings)
        runs = [run("first night", settings, THROUGH, "nightly")]
        # The night behind the history reads all of it once more: a watermark may not leave out
        # what came late in its own night. So one more night is the one behind that.
        for name, night in (("night behind it", SECOND), ("one more night", LAST)):
            write_demo(settings.home, through=night)
            runs.append(run(name, settings, night, "nightly"))
        runs.append(run("full refresh", settings, LAST, "build", "--full-refresh"))
        floor_models = bare_models(settings, LAST)
        report(runs, floor_load, floor_models, counted(settings))
        for name in ASKED:
            first, again = question(settings, name)
            print(f"{name} by month and tier: {first:.0f} ms, again {again:.0f} ms")  # noqa: T201
        forgetting.main(settings, LAST)


def run(name: str, settings: Settings, as_of: date, *words: str) -> Run:
    """Run `cx` as a process of its own and measure it."""
    command = [sys.executable, "-m", "orchestration.cli", *words, "--as-of", str(as_of), "--json"]
    began = time.perf_counter()
    process = subprocess.Popen(
        ["/usr/bin/env", *command],
        env={**os.environ, "CX_HOME": str(settings.home)},
        cwd=settings.project,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{name} ended with {os.waitstatus_to_exitcode(status)}: {out.decode()}")
    seconds = time.perf_counter() - began
    return Run(name, seconds, usage.ru_maxrss / 1024, json.loads(out)["timings"])


def bare_load(settings: Settings) -> float:
    """Seconds DuckDB alone needs to turn the landing into Parquet, typed by its own guess."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as scratch, duckdb.connect() as connection:
        for number, path in enumerate(sorted(settings.landing.rglob("*.*"))):
            reader = "read_json" if ".json" in path.name else "read_csv"
            guess = "" if reader == "read_json" else ", all_varchar = true"
            connection.execute(
                f"copy (from {reader}('{path}'{guess})) to '{scratch}/{number}.parquet'"
            )
    return time.perf_counter() - began


def bare_models(settings: Settings, as_of: date) -> float:
    """Seconds DuckDB alone needs for the SQL of all models, each built anew, in dbt's order."""
    ensure_build(settings)
    run_nodes(settings, as_of, ["compile", "--full-refresh", "--select", "resource_type:model"])
    statements = list(compiled(settings))
    scratch = settings.home / "floor.duckdb"
    with duckdb.connect() as copied:
        copied.execute("set TimeZone = 'UTC'")
        copied.execute("set preserve_insertion_order = false")
        copied.execute(f"attach '{settings.build_warehouse}' as warehouse (read_only)")
        copied.execute(f"attach '{scratch}' as floor")
        copied.execute("use warehouse")
        began = time.perf_counter()
        for number, statement in enumerate(statements):
            copied.execute(f"create table floor.model_{number} as {statement}")
        return time.perf_counter() - began


def compiled(settings: Settings) -> Iterator[str]:
    """The compiled SQL of every model that is SQL."""
    manifest = json.loads(manifest_path(settings).read_text(encoding="utf-8"))
    root = settings.target / "compiled" / manifest["metadata"]["project_name"]
    for node in manifest["nodes"].values():
        path = root / node["original_file_path"]
        is_model = node["resource_type"] == "model" and node["language"] == "sql"
        if is_model and path.exists():
            yield re.sub(r";\s*$", "", path.read_text(encoding="utf-8"))


def counted(settings: Settings) -> int:
    """How many contacts the warehouse holds."""
    with duckdb.connect(str(settings.published_warehouse), read_only=True) as connection:
        (rows,) = connection.execute("select count(*) from marts.fct_contacts").fetchone() or (0,)
    return int(rows)


def question(settings: Settings, metric: str) -> tuple[float, float]:
    """Milliseconds of a metric by month and segment in this process: compiled, and asked again."""
    query = MetricsQuery((metric,), group_by=("metric_time__month", "customer__tier_name"))
    spent = []
    with SemanticLayer(settings.published_warehouse) as layer:
        layer.metrics()
        for _ in range(2):
            began = time.perf_counter()
            layer.query(query)
            spent.append(1000 * (time.perf_counter() - began))
    return spent[0], spent[1]


def report(runs: list[Run], floor_load: float, floor_models: float, contacts: int) -> None:
    """Print the table."""
    stages = sorted({stage for one in runs for stage in one.timings}, key=ORDER.index)
    print(f"\n{contacts:,} contacts, {os.cpu_count()} cores")  # noqa: T201
    print(f"{'seconds':<16}" + "".join(f"{one.name:>16}" for one in runs) + f"{'floor':>10}")  # noqa: T201
    floors = {"land": floor_load, "build": floor_models}
    for stage in stages:
        cells = "".join(f"{one.timings.get(stage, 0.0):>16.2f}" for one in runs)
        floor = f"{floors[stage]:>10.2f}" if stage in floors else ""
        print(f"{stage:<16}{cells}{floor}")  # noqa: T201
    print(f"{'wall':<16}" + "".join(f"{one.seconds:>16.2f}" for one in runs))  # noqa: T201
    print(f"{'peak MiB':<16}" + "".join(f"{one.peak_mib:>16.0f}" for one in runs))  # noqa: T201


ORDER = ["land", "gate", "build", "forecast", "read", "audit", "publish", "site"]
