"""What came into one table, file by file and night by night, read from the ledger.

A vendor's table is one stream of rows, an entity of mapped feeds has one per feed. Which past
nights are worth learning from is decided here, for every rule alike (DECISIONS D148).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from quality.contract import TableContract

# A file that comes by the month is known by a year of them.
HISTORY = timedelta(days=400)


@dataclass(frozen=True)
class LoadedFile:
    """One file of the ledger."""

    file: str
    hash: str
    status: str
    reason: str
    rows_in: int
    rows_rejected: int
    extra_columns: tuple[str, ...]
    loaded_on: date
    stream: str = ""
    is_reload: bool = False

    @property
    def rows(self) -> int:
        """What it added to the lake."""
        return self.rows_in - self.rows_rejected


@dataclass(frozen=True)
class Stream:
    """What comes into a table from one place: a vendor's table has one, an entity one per feed.

    Args:
        name: `source/table`, as in landing and ledger.
        files: Number of the night's new files.
        rows: What they brought.
        past_rows: Rows of each past night to learn from: nights that ran, that no gate stopped, and
            that came after the first load; a night without a file has none.
        past_files: The nights among them that brought a file.
    """

    name: str
    files: int
    rows: int
    past_rows: Mapping[date, int]
    past_files: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """What the company and earlier nights tell of nights.

    Args:
        holidays: Days on which the company is closed.
        judged: The nights in which the table's gate was asked, and whether it let them go on.
        since: The night from which a stream's volume is another, by the stream's name.
    """

    holidays: frozenset[date] = frozenset()
    judged: Mapping[date, bool] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)

    def counts(self, night: date, stream: str) -> bool:
        """Whether a past night is one to learn from."""
        if night < self.since.get(stream, date.min):
            return False
        before = not self.judged or night < min(self.judged)
        return before or self.judged.get(night, False)


def read_ledger(lake: Path, table: TableContract, as_of: date) -> list[LoadedFile]:
    """What became of each file until a night ended; a replay of rejected rows brings none."""
    records = (
        (f"{folder.parent.name}/{folder.name}", json.loads(path.read_bytes()))
        for folder in _ledgers(lake, table)
        for path in sorted(folder.glob("*.json"))
    )
    return [
        LoadedFile(
            file=record["file"],
            hash=record["hash"],
            status=record["status"],
            reason=_reason(record.get("reason")),
            rows_in=record.get("rows_in") or 0,
            rows_rejected=record.get("rows_rejected") or 0,
            extra_columns=tuple(record.get("extra_columns") or ()),
            loaded_on=date.fromisoformat(record["loaded_on"]),
            stream=stream,
            is_reload=record.get("is_reload", False),
        )
        for stream, record in records
        if record["status"] != "replayed" and record["loaded_on"] <= as_of.isoformat()
    ]


def _ledgers(lake: Path, table: TableContract) -> list[Path]:
    """A feed's records lie under the feed's name, its rows under that of the mapped source."""
    if table.format != "feed":
        return [lake / "_loads" / table.source / table.name]
    return [
        folder
        for folder in sorted(lake.glob(f"_loads/*/{table.name}"))
        if not (lake / folder.parent.name).exists()
    ]


def newest_delivery(ledger: Sequence[LoadedFile]) -> date | None:
    """The last night in which a file was loaded; bytes that had come before are no delivery.

    Except an empty file: its bytes are the same each time, and it says that nothing changed.
    """
    empty = _empty(ledger)
    nights = (
        file.loaded_on
        for file in ledger
        if file.status == "loaded" or (file.status == "resent" and file.hash in empty)
    )
    return max(nights, default=None)


def resent(ledger: Sequence[LoadedFile], as_of: date) -> tuple[LoadedFile, ...]:
    """The night's files whose bytes had come before; an empty file has no rows to come again."""
    empty = _empty(ledger)
    return tuple(
        file
        for file in ledger
        if file.status == "resent" and file.loaded_on == as_of and file.hash not in empty
    )


def _empty(ledger: Sequence[LoadedFile]) -> set[str]:
    return {file.hash for file in ledger if file.status == "loaded" and not file.rows_in}


def _reason(reason: str | dict[str, str] | None) -> str:
    return "; ".join(reason.values()) if isinstance(reason, dict) else reason or ""


def standing(ledger: Sequence[LoadedFile], *, home: Path, as_of: date) -> tuple[LoadedFile, ...]:
    """Refused files of earlier nights that nobody replaced or removed."""
    loaded = {file.file: file.loaded_on for file in ledger if file.status == "loaded"}
    return tuple(
        file
        for file in ledger
        if file.status == "refused"
        and file.loaded_on < as_of
        and loaded.get(file.file, date.min) < file.loaded_on
        and (home / file.file).exists()
    )


def streams(
    ledger: Sequence[LoadedFile], table: TableContract, as_of: date, calendar: Calendar
) -> tuple[Stream, ...]:
    """What came from each place; a file that a changed map loaded again came another night."""
    names = sorted({file.stream for file in ledger}) if table.format == "feed" else [table.path]
    return tuple(
        _stream(
            name,
            [f for f in ledger if f.stream == name and f.status == "loaded" and not f.is_reload],
            as_of,
            calendar,
            is_daily=table.volume == "daily",
        )
        for name in names
    )


def _stream(
    name: str, loaded: Sequence[LoadedFile], as_of: date, calendar: Calendar, *, is_daily: bool
) -> Stream:
    by_night: dict[date, int] = {}
    for file in loaded:
        by_night[file.loaded_on] = by_night.get(file.loaded_on, 0) + file.rows
    first = min((night for night, rows in by_night.items() if rows), default=as_of)
    start = max(first + timedelta(days=1), as_of - HISTORY)
    nights = (start + timedelta(days=n) for n in range((as_of - start).days))
    past = {
        night: by_night.get(night, 0)
        for night in nights
        # A daily table owes a file: a night without one tells nothing of how many rows it has.
        if (night in by_night or not is_daily) and calendar.counts(night, name)
    }
    return Stream(
        name=name,
        files=sum(file.loaded_on == as_of for file in loaded),
        rows=by_night.get(as_of, 0),
        past_rows=past,
        past_files=frozenset(night for night in past if night in by_night),
    )
