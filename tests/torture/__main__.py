"""`make torture`: nights killed, starved and shuffled, faults, hostile files; 1 if one is wrong.

Bounded in time: what does not fit into the minutes is left out, and the table says how much ran.
"""

import argparse
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from orchestration.defs.run import run_nightly
from orchestration.demo.faults import plant
from orchestration.demo.writing import write_demo
from orchestration.settings import Settings
from tests.pipeline.nights import copy_of
from tests.torture.kills import plan, tell, torture
from tests.torture.orders import Orders, Row, compared, scenarios, small_company
from tests.torture.quarter import mixed, quiet
from tests.torture.rows import reconciled
from tests.torture.suites import faults, fuzzed
from tests.torture.understood import understood

THROUGH = date(2026, 5, 31)
NEXT = THROUGH + timedelta(days=1)
# A line that cannot be loaded comes with the night that is killed.
REJECTED = "half_json_line"
PARTS = ("faults", "files", "odd", "kills", "orders", "quarter")


def main() -> int:
    """Run everything that fits and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--points", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--customers", type=int, default=150)
    parser.add_argument("--months", type=int, default=6)
    parser.add_argument("--sources", default="zendesk,qualtrics,salesforce,segment")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--examples", type=int, default=140, help="hostile files of each kind")
    parser.add_argument("--days", type=int, default=90, help="nights of the quarter")
    parser.add_argument("--folder", type=Path)
    told = parser.parse_args()
    deadline = time.monotonic() + 60 * told.minutes
    with tempfile.TemporaryDirectory(prefix="cx-torture-", dir=told.folder) as scratch:
        return _print(_rows(told, Path(scratch), deadline))


def _rows(told: argparse.Namespace, folder: Path, deadline: float) -> list[Row]:
    rows: list[Row] = []
    if told.only in (None, "faults"):
        tell("faults of the catalogue")
        rows.append(faults(folder))
    if told.only in (None, "files"):
        tell("hostile files")
        rows.append(fuzzed(folder, told.examples))
    if told.only in ("faults", "files"):
        return rows
    first = small_company(
        folder, THROUGH, customers=told.customers, months=told.months, sources=told.sources
    )
    tell("the first night")
    _night(first, THROUGH)
    if told.only in (None, "odd"):
        tell("odd files")
        rows.append(understood(first, THROUGH, folder))
    if told.only in (None, "kills"):
        rows += _kills(first, folder, told.points, told.seed, deadline)
    if told.only in (None, "orders"):
        rows += _orders(first, folder, deadline)
    if told.only == "quarter":
        rows += _quarter(first, folder, told.days)
    return rows


def _night(settings: Settings, night: date) -> float:
    began = time.monotonic()
    record = run_nightly(settings, night)
    assert record.status == "published", f"{record.stage}: {record.reason}"
    return time.monotonic() - began


def _kills(first: Settings, folder: Path, count: int, seed: int, deadline: float) -> list[Row]:
    delivered = copy_of(first, folder / "delivered")
    write_demo(delivered.home, through=NEXT)
    plant(REJECTED, delivered.landing, NEXT)
    reference = copy_of(delivered, folder / "reference")
    seconds = _night(reference, NEXT)
    # A process of its own starts for some seconds first.
    outcome = torture(delivered, reference, NEXT, plan(count, seed, seconds + 6), deadline)
    done = sum(outcome.points.values())
    kinds = ", ".join(f"{number} {kind}" for kind, number in sorted(outcome.points.items()))
    return [
        ("points", f"{done} of {count} ({kinds})", []),
        ("looks of readers", f"{outcome.looks:,}", []),
        ("wrong publications, lost or doubled rows", f"{len(outcome.faults)}", outcome.faults),
        reconciled(outcome.settings),
    ]


def _orders(first: Settings, folder: Path, deadline: float) -> list[Row]:
    orders = Orders(first, THROUGH, folder / "orders")
    rows: list[Row] = []
    for name, scenario in scenarios().items():
        if time.monotonic() > deadline:
            rows.append((name, "left out: no time", []))
            continue
        tell(name)
        try:
            found = orders.differences(scenario(orders))
        except Exception as error:
            rows.append(_stopped(name, error))
            continue
        rows.append(compared(name, found, "as if in order"))
    return rows


def _stopped(name: str, error: Exception) -> Row:
    return name, "stopped", [f"{name}: {error}"]


def _quarter(first: Settings, folder: Path, days: int) -> list[Row]:
    """Two hours: asked for by name, and not bounded by the minutes."""
    tell(f"{days} quiet nights")
    orders = Orders(first, THROUGH, folder / "quarter", days)
    in_order = quiet(orders)
    name = "the same days in disorder"
    tell(f"{in_order[1]}; {name}")
    try:
        return [in_order, *mixed(orders)]
    except Exception as error:
        return [in_order, _stopped(name, error)]


def _print(rows: list[Row]) -> int:
    wrong = [told for *_, many in rows for told in many]
    for name, result, _ in rows:
        sys.stdout.write(f"{name:<42} {result}\n")
    for told in wrong:
        sys.stdout.write(f"WRONG {told}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
