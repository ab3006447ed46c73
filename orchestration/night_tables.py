"""Lake tables that a night computes itself: forecasts, driver weights, comment readings.

Their columns are their contract's. A file lies below the night that made it, is written whole or
not at all, and counts once that night is published. What is in a file is its writer's business.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.atomic import write_atomically
from orchestration.settings import PROJECT
from orchestration.unpublished import own_name
from quality.contract import TableContract, find_table, read_contract

if TYPE_CHECKING:
    import pyarrow as pa

SOURCES = ("forecasts", "feedback")


@cache
def arrow_schema(table: str) -> "pa.Schema":
    """The columns of a table as its contract lists them, and where each row came from."""
    import pyarrow as pa

    types = {
        "varchar": pa.string(),
        "bigint": pa.int64(),
        "double": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
    }
    contract = find_table(_contracts(), table)
    columns = [(column.name, types[column.storage_type]) for column in contract.columns]
    origin = [("_source", pa.string()), ("_file", pa.string()), ("_row", pa.int64())]
    return pa.schema([*columns, *origin, ("_extra", pa.string())])


def ensure_readable(lake: Path) -> None:
    """Make every table readable before its first rows: a Parquet file without any."""
    for contract in _contracts():
        file = lake / contract.path / "_loaded_on=1970-01-01" / "schema.parquet"
        if not file.exists():
            write_rows(arrow_schema(contract.path).empty_table(), file)


def missing_days(table: Path, due: Iterable[date], *, as_of: date) -> list[date]:
    """The due days for which no night up to `as_of` has written a file, oldest first."""
    there = {
        own_name(file)
        for folder in table.glob("_loaded_on=*")
        if folder.name.removeprefix("_loaded_on=") <= as_of.isoformat()
        for file in folder.glob("*.parquet")
    }
    return [day for day in sorted(due) if day.isoformat() not in there]


def write_rows(rows: "pa.Table", file: Path) -> None:
    """Write a Parquet file, whole or not at all."""
    import pyarrow.parquet as pq

    write_atomically(file, partial(pq.write_table, rows, compression="zstd"))


@cache
def _contracts() -> tuple[TableContract, ...]:
    return read_contract(PROJECT / "dbt_project" / "models", SOURCES)
