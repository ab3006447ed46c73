"""How fast loading is, as a ratio to the floor: DuckDB's bare COPY of the same file.

The floor types what the file holds and writes Parquet; it checks no row, keeps no origin, sees no
unknown key and remembers nothing. Processor seconds, not wall time: a busy machine lies less.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from tests.unit.loading import Desk, column, contract

NIGHT = date(2024, 3, 1)
ROWS = 500_000
COLUMNS = (
    column("id", required=True),
    column("subject"),
    column("priority"),
    column("requester_id", "bigint"),
    column("has_incidents", "boolean"),
    column("amount", "double"),
    column("created_at", "timestamp", required=True),
    column("updated_at", "timestamp", required=True),
    column("via", "json"),
)


@dataclass(frozen=True)
class Result:
    """One measurement."""

    name: str
    rows: int
    seconds: float
    floor: float

    @property
    def line(self) -> str:
        """The measurement as one line."""
        speed = self.rows / self.seconds
        return f"{self.name:<28}{speed:>12,.0f} rows/s {self.seconds / self.floor:>6.2f} x floor"


def main() -> None:
    """Print what was measured."""
    for result in run():
        print(result.line)  # noqa: T201
    print(f"{'a night of 14 small files':<28}{small_night():>12.2f} s")  # noqa: T201


def run() -> list[Result]:
    """Load one large file per format and compare with the floor."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        return [_measure(home, "csv", "csv"), _measure(home, "json_lines", "jsonl")]


def small_night(tables: int = 14) -> float:
    """Wall seconds to load one small file into each of several tables."""
    with tempfile.TemporaryDirectory() as folder:
        desks = [
            Desk(Path(folder), contract(name=f"table_{number}", columns=COLUMNS))
            for number in range(tables)
        ]
        for desk in desks:
            desk.drop("old.csv", "id,created_at,updated_at\n1,2024-01-01,2024-01-01\n")
            desk.load(NIGHT)
            desk.drop("new.csv", "id,created_at,updated_at\n2,2024-01-01,2024-01-01\n")
        start = time.perf_counter()
        for desk in desks:
            desk.load(NIGHT)
        return time.perf_counter() - start


def _measure(home: Path, file_format: str, ending: str) -> Result:
    desk = Desk(home / file_format, contract(format=file_format, columns=COLUMNS))
    path = desk.drop(f"large.{ending}", b"")
    _generate(path, file_format)
    floor = min(_seconds(lambda: _bare_copy(path, file_format)) for _ in range(2))
    seconds = _seconds(lambda: desk.load(NIGHT))
    return Result(f"load {file_format}", ROWS, seconds, floor)


def _generate(path: Path, file_format: str) -> None:
    option = "format csv, header" if file_format == "csv" else "format json"
    duckdb.sql(f"""
        copy (
            select
                range as id,
                'subject line of ticket ' || range || ' ' || hash(range) as subject,
                case when range % 3 > 0 then 'high' end as priority,
                range % 1000 as requester_id,
                range % 7 = 0 as has_incidents,
                range * 0.5 as amount,
                strftime(timestamp '2024-01-01' + interval (range) second, '%Y-%m-%dT%H:%M:%SZ')
                    as created_at,
                strftime(timestamp '2024-01-02' + interval (range) second, '%Y-%m-%dT%H:%M:%SZ')
                    as updated_at,
                {{'channel': 'email', 'source': {{'rel': 'x'}}}}::json as via
            from range({ROWS})
        ) to '{path}' ({option})
    """)


def _bare_copy(path: Path, file_format: str) -> None:
    reader = "read_csv" if file_format == "csv" else "read_json"
    target = path.parents[4] / "floor.parquet"
    with duckdb.connect() as session:
        session.execute(
            f"copy (from {reader}('{path}')) to '{target}' (format parquet, compression zstd)"
        )


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
