"""Rows that were refused: which there are, why, and back through the loader.

Reading is free; a replay holds the lock of the night. How rows are typed is the loader's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from orchestration.forgetting.landed import scrub_rejected
from orchestration.loading import newest_loaded_on
from orchestration.loading.batch import texts
from orchestration.loading.ledger import read_records
from orchestration.loading.outcome import RefusedFileError
from orchestration.loading.replay import Replayed, replay, rows_rejected
from orchestration.loading.tables import jobs, later_night
from orchestration.night_records import read_record
from orchestration.nights import hold_lock
from orchestration.publishing import published_state
from orchestration.refused_rows import refused_rows
from orchestration.settings import Settings
from quality.sql import literal

_GROUPS = """
select
    _source || '/' || _table, _file, column_name, reason, count(distinct _row),
    min(_row) as first_row, replaced_on
from rejects
group by all
order by all
"""
_ROWS = """
select _source || '/' || _table, _file, _row, column_name, value, reason, replaced_on
from rejects
order by 1, 2, 3, 4
limit ?
"""


_NAMED = """
select *, case when _source in {feeds} then ' mapped/' || _table else '' end as entity
from ({rows})
"""


class RejectsError(Exception):
    """The rejects that were asked for do not exist."""


@dataclass(frozen=True)
class RejectGroup:
    """Rows of one file that were refused for one reason."""

    table: str
    file: str
    column: str | None
    reason: str
    rows: int
    first_row: int
    replaced_on: date | None


@dataclass(frozen=True)
class RejectedRow:
    """One fault of one row, with the value as it came."""

    table: str
    file: str
    row: int
    column: str | None
    value: str | None
    reason: str
    replaced_on: date | None


@dataclass(frozen=True)
class Wanted:
    """Which rejects are meant; empty means all that are still open."""

    table: str = ""
    file: str = ""
    reason: str = ""
    with_replaced: bool = False

    def condition(self) -> str:
        """The same as SQL over the rows of `_NAMED`."""
        filters = (
            # A feed's table goes by its feed's name, and at the gate by that of its entity.
            ("_source || '/' || _table || entity", self.table),
            ("_file", self.file),
            ("reason", self.reason),
        )
        parts = [f"contains({column}, {literal(wanted)})" for column, wanted in filters if wanted]
        parts += [] if self.with_replaced else ["replaced_on is null"]
        return " and ".join(parts) or "true"


def reject_groups(settings: Settings, wanted: Wanted) -> tuple[RejectGroup, ...]:
    """Counts by table, file, column and reason."""
    return tuple(RejectGroup(*row) for row in _ask(settings, wanted, _GROUPS))


def rejected_rows(settings: Settings, wanted: Wanted, *, limit: int) -> tuple[RejectedRow, ...]:
    """The faults themselves."""
    return tuple(RejectedRow(*row) for row in _ask(settings, wanted, _ROWS, limit))


def night_to_come(settings: Settings) -> date:
    """The night that replayed rows join: one that nobody has published yet."""
    newest = newest_loaded_on(settings)
    if newest is None:
        raise RejectsError(f"nothing has been loaded into {settings.lake} yet; cx nightly")
    record = read_record(settings.nights, newest)
    state = published_state(settings.published_warehouse)
    # A published night that could not be built again has a record that says stopped.
    is_published = (record is not None and record.status == "published") or (
        state is not None and state.as_of >= newest
    )
    return newest + timedelta(days=1) if is_published else newest


def replay_rejects(
    settings: Settings, as_of: date | None = None, *, table: str = ""
) -> tuple[date, tuple[Replayed, ...]]:
    """Load what can be loaded by now; says which night the rows join, and each file's count.

    Raises:
        RejectsError: Rows cannot join a night before the newest one of the lake, or a file cannot
            be searched for who is forgotten.
        NightBusyError: A night is at work on the same data.
    """
    with hold_lock(settings.home):
        night = as_of or night_to_come(settings)
        if later := later_night(settings, night):
            raise RejectsError(f"rows cannot join the night {night}: {later} is loaded already")
        return night, tuple(_replayed(settings, night, table))


def _replayed(settings: Settings, night: date, table: str) -> Iterator[Replayed]:
    for job, feed in jobs(settings, night):
        if table in job.path or table in job.table.path:
            try:
                scrub_rejected(job, feed, rows_rejected(read_records(job.ledger)))
            except RefusedFileError as error:
                raise RejectsError(str(error)) from error
            yield from replay(job)


def _ask(settings: Settings, wanted: Wanted, query: str, *values: object) -> list[tuple[Any, ...]]:
    rows = refused_rows(settings.rejects, settings.lake)
    feeds = texts(["mapped", *(feed.name for feed in settings.mapped)])
    named = _NAMED.format(rows=rows, feeds=feeds)
    with duckdb.connect() as connection:
        connection.execute(
            f"create view rejects as select * from ({named}) where {wanted.condition()}"
        )
        return connection.execute(query, list(values)).fetchall()
