"""Writes one file's records: what passes to the lake, what does not to the rejects.

Every file appears whole or not at all. What is worth loading is decided in `load.py`.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.atomic import private_folder, write_atomically
from orchestration.loading.batch import Batch, Slice
from orchestration.loading.casting import Typing
from orchestration.loading.failures import with_reasons
from quality.sql import literal

_VALUE_LIMIT = 2000


@dataclass(frozen=True)
class Destination:
    """Where a file's rows go, and what they are called there."""

    lake: Path
    rejects: Path
    source: str
    table: str


def write_slice(
    session: duckdb.DuckDBPyConnection,
    batch: Batch,
    part: Slice,
    *,
    typing: Typing,
    relation: str,
    to: Destination,
) -> tuple[int, int]:
    """Rows loaded and rows rejected; together they are the file's rows, or it is an error."""
    loaded = 0
    if part.last > part.first:
        query = typing.loaded(relation, part.first, source=to.source, file=part.file.in_lake)
        loaded = copy_parquet(session, query, to.lake)
    rejected = 0
    if loaded < part.rows_in:
        told = with_reasons(session, typing, relation, part.first)
        rejected = write_rejects(session, batch, part, told.rejected(relation, part.first), to)
    else:
        to.rejects.unlink(missing_ok=True)
    if loaded + rejected != part.rows_in:
        raise AssertionError(
            f"{part.file.relative}: {part.rows_in} rows in, but {loaded} loaded"
            f" and {rejected} rejected"
        )
    return loaded, rejected


def copy_parquet(
    session: duckdb.DuckDBPyConnection, query: str, path: Path, *, mode: int | None = None
) -> int:
    """Write a query's rows as one Parquet file, atomically; how many there were."""
    counts: list[int] = []

    def fill(temporary: Path) -> None:
        copied = session.execute(
            f"copy ({query}) to {literal(str(temporary))} (format parquet, compression zstd)"
        )
        counts.append(copied.fetchall()[0][0])

    write_atomically(path, fill, mode=mode)
    return counts[0]


def write_rejects(
    session: duckdb.DuckDBPyConnection, batch: Batch, part: Slice, faults: str, to: Destination
) -> int:
    """One row per fault; says how many rows that are."""
    private_folder(to.rejects.parent, levels=3)
    session.execute(
        "create or replace temp table raw_rejects as select"
        f" {literal(to.source)} as _source, {literal(to.table)} as _table,"
        f" {literal(part.file.relative)} as _file, _row::bigint as _row,"
        " column_name::varchar as column_name,"
        f" left(value, {_VALUE_LIMIT}) as value, reason, is_line"
        f" from (select *, true as is_line from ({batch.malformed(part)})"
        f" union all select *, false as is_line from ({faults}))"
    )
    copy_parquet(
        session,
        "select * exclude (is_line) from raw_rejects order by _row, column_name",
        to.rejects,
        mode=0o600,
    )
    counted = session.execute("select count(distinct (_row, is_line)) from raw_rejects")
    return int(counted.fetchall()[0][0])
