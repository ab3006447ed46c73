"""What a night brought for one table, read from the ledger and the lake's partitions.

Filled columns of past nights come from Parquet's footers, so that a long history costs nothing.
Judging what was read is the gate's work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quality.contract import TableContract
from quality.deliveries import (
    Calendar,
    LoadedFile,
    Stream,
    newest_delivery,
    read_ledger,
    resent,
    standing,
    streams,
)
from quality.sql import Query, literal, quoted
from quality.volume import HISTORY

# How far a first load's own days say what a night brings.
FIRST_DAYS = 28

# Rows, and how many have a value in each column.
Filled = tuple[int, dict[str, int]]


# How the loader names the Parquet of rejected rows that were loaded later.
REPLAYED = "-replayed-"


@dataclass(frozen=True)
class Arrivals:
    """A table's night and the nights before it.

    Args:
        files: The night's files, refused ones included.
        resent: The night's files whose rows had come before under another name; an empty file
            has none and is no resend.
        standing: Refused files of earlier nights that nobody replaced or removed.
        rows: Rows of the night in the lake.
        filled: How many of these rows have a value, by column.
        streams: The night and the nights before it of each place that rows come from.
        first_days: Rows of the first load by their own day, for a table with few nights.
        past_filled: Share of past rows that have a value, by column; the first night included.
        past_total: Rows behind `past_filled`.
        nights_filled: Rows of each past night to learn from, and how many have a value, by column.
        newest: The newest night, this one included, in which anything was delivered.
        parquet: The night's files in the lake.
    """

    files: tuple[LoadedFile, ...]
    resent: tuple[LoadedFile, ...]
    standing: tuple[LoadedFile, ...]
    rows: int
    filled: dict[str, int]
    streams: tuple[Stream, ...]
    first_days: Mapping[date, int]
    past_filled: dict[str, float]
    past_total: int
    nights_filled: Mapping[date, Filled]
    newest: date | None
    parquet: tuple[Path, ...]

    @property
    def loaded(self) -> tuple[LoadedFile, ...]:
        """The night's files that were loaded."""
        return tuple(file for file in self.files if file.status == "loaded")

    @property
    def refused(self) -> tuple[LoadedFile, ...]:
        """The night's files that were refused."""
        return tuple(file for file in self.files if file.status == "refused")


def read_arrivals(
    lake: Path, table: TableContract, *, as_of: date, query: Query, calendar: Calendar
) -> Arrivals:
    """Read ledger and partitions of a table as they were at the end of a night.

    Args:
        lake: The lake's folder.
        table: The table's contract.
        as_of: The night; what was loaded later is not seen.
        query: Runs a statement on any DuckDB.
        calendar: Which past nights are worth learning from.
    """
    ledger = read_ledger(lake, table, as_of)
    partitions = _partitions(lake / table.source / table.name, as_of)
    tonight = tuple(partitions.pop(as_of, ()))
    if table.format == "feed":
        partitions = _of_the_same_feeds(partitions, tonight)
    first = min(partitions, default=None)
    recent = {night: paths for night, paths in partitions.items() if night >= as_of - HISTORY}
    recent = recent or ({first: partitions[first]} if first else {})
    past = _footers([path for paths in recent.values() for path in paths], query)
    past_total = sum(total for total, _ in past.values())
    rows, filled = _footers(tonight, query).get(as_of, (0, {}))
    return Arrivals(
        files=tuple(file for file in ledger if file.loaded_on == as_of),
        resent=resent(ledger, as_of),
        standing=standing(ledger, home=lake.parent, as_of=as_of),
        rows=rows,
        filled=filled,
        streams=streams(ledger, table, as_of, calendar),
        first_days=_first_days(table, first, partitions[first], query)
        if first and as_of - first <= timedelta(days=FIRST_DAYS)
        else {},
        past_filled=_shares(past.values(), past_total),
        past_total=past_total,
        nights_filled={
            night: footer
            for night, footer in past.items()
            if night != first and calendar.counts(night, table.path)
        },
        newest=newest_delivery(ledger),
        parquet=tuple(sorted((lake / table.path).glob(f"_loaded_on={as_of}/*.parquet"))),
    )


def _first_days(
    table: TableContract, first: date, paths: Iterable[Path], query: Query
) -> dict[date, int]:
    """How many rows of the first load each of its last days brought, by their own time."""
    moment = next((c.name for c in table.required if c.data_type == "timestamp"), None)
    if moment is None or table.volume != "daily":
        return {}
    files = ", ".join(literal(str(path)) for path in paths)
    start = first - timedelta(days=FIRST_DAYS)
    counts = query(
        f"select cast({quoted(moment)} as date) as day, count(*) from read_parquet([{files}])"
        f" where {quoted(moment)} >= date '{start}' and {quoted(moment)} < date '{first}'"
        " group by day"
    )
    by_day: dict[date, int] = dict(counts)
    days = (start + timedelta(days=n) for n in range(FIRST_DAYS))
    return {day: by_day.get(day, 0) for day in days} if by_day else {}


def _partitions(folder: Path, as_of: date) -> dict[date, list[Path]]:
    """The files of each night, without rows of older files that were replayed in it."""
    partitions: dict[date, list[Path]] = {}
    for path in sorted(folder.glob("_loaded_on=*")):
        night = date.fromisoformat(path.name.partition("=")[2])
        files = sorted(file for file in path.glob("*.parquet") if REPLAYED not in file.name)
        # 1970-01-01 holds the table's empty shape.
        if date(1970, 1, 1) < night <= as_of and files:
            partitions[night] = files
    return partitions


def _of_the_same_feeds(
    partitions: Mapping[date, Sequence[Path]], tonight: Iterable[Path]
) -> dict[date, list[Path]]:
    """Past files of the feeds that delivered tonight: each fills columns of its own."""
    feeds = {_feed(path) for path in tonight}
    same = {
        night: [path for path in paths if _feed(path) in feeds]
        for night, paths in partitions.items()
    }
    return {night: paths for night, paths in same.items() if paths}


def _feed(path: Path) -> str:
    """The feed of a Parquet file, which is named `<feed>-<hash>`."""
    return path.name.rpartition("-")[0]


def _footers(paths: Sequence[Path], query: Query) -> dict[date, Filled]:
    """Rows of each night, and how many have a value in each column; no data page is read."""
    if not paths:
        return {}
    files = ", ".join(literal(str(path)) for path in paths)
    nights: dict[date, Filled] = {}
    for loaded_on, column, rows, filled in query(
        "select regexp_extract(file_name, '_loaded_on=([0-9-]+)', 1), path_in_schema,"
        " sum(row_group_num_rows)::bigint,"
        " sum(row_group_num_rows - coalesce(stats_null_count, 0))::bigint"
        f" from parquet_metadata([{files}]) group by all"
    ):
        night = date.fromisoformat(loaded_on)
        total, by_column = nights.get(night, (0, {}))
        nights[night] = (max(total, rows), {**by_column, column: filled})
    return nights


def _shares(past: Any, total: int) -> dict[str, float]:
    filled: dict[str, int] = {}
    for _, by_column in past:
        for name, number in by_column.items():
            filled[name] = filled.get(name, 0) + number
    return {name: number / total for name, number in filled.items()} if total else {}
