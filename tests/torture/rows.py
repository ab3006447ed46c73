"""Rows of the files, counted by nothing of ours, against the rows of lake and rejects."""

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.settings import Settings
from tests.torture.orders import Row

# Qualtrics says twice more what its columns are.
HEADERS = {"qualtrics": 3}


def reconciled(settings: Settings) -> Row:
    """Every table's rows: those in its files, those loaded, those rejected."""
    landed = _landed(settings.landing)
    loaded = Counter({table: _count(settings.lake / table, "*") for table in landed})
    rejected = Counter({table: _count(settings.rejects / table, _ROWS) for table in landed})
    wrong = [
        f"{table}: {landed[table]:,} rows in files, {loaded[table]:,} loaded"
        f" and {rejected[table]:,} rejected"
        for table in landed
        if landed[table] != loaded[table] + rejected[table]
    ]
    said = (
        f"{landed.total():,} of {len(landed)} tables ="
        f" {loaded.total():,} loaded + {rejected.total():,} rejected"
    )
    return "rows reconciled", said, wrong


def _landed(landing: Path) -> Counter[str]:
    found: Counter[str] = Counter()
    for path in landing.rglob("*.*"):
        if path.is_file():
            source, table, *_ = path.relative_to(landing).parts
            found[f"{source}/{table}"] += sum(1 for _ in _records(path, HEADERS.get(source, 1)))
    return found


def _records(path: Path, headers: int) -> Iterator[object]:
    if path.suffix == ".gz":
        with gzip.open(path) as lines:
            yield from lines
    else:
        with path.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.reader(text)
            for _ in range(headers):
                next(rows)
            yield from rows


# A row is told once for every fault of it.
_ROWS = "distinct (_file, _row)"


def _count(folder: Path, what: str) -> int:
    if not any(folder.rglob("*.parquet")):
        return 0
    sql = f"select count({what}) from read_parquet('{folder}/**/*.parquet')"
    (row,) = duckdb.sql(sql).fetchall()
    return int(row[0])
