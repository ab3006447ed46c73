"""Where a warehouse stands, read from the data folder: nights, tables, refusals, failed checks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from orchestration.loading.outcome import Note, notes
from orchestration.loading.tables import newest_loaded_on, read_ledger
from orchestration.night_records import NightRecord, read_record, read_records
from orchestration.nights import is_held
from orchestration.operations import file_loads
from orchestration.passed_over import all_passed_over
from orchestration.publishing import published_state
from orchestration.settings import Settings
from quality.verdicts import Verdict, read_verdicts


@dataclass(frozen=True)
class TableState:
    """How much of a source table is in the lake, and how fresh."""

    table: str
    newest: date | None
    files: int
    rows: int
    rejected: int
    refused: int


@dataclass(frozen=True)
class State:
    """Everything `cx status` says."""

    published_as_of: date | None
    late: str | None
    nights: tuple[NightRecord, ...]
    tables: tuple[TableState, ...]
    ahead: str | None
    refusals: tuple[str, ...]
    notes: tuple[Note, ...]
    failed_checks: tuple[str, ...]


def read_state(settings: Settings, *, nights: int, now: datetime) -> State:
    """The state as of now; reads files only, so it works while a night is running."""
    records = read_records(settings.nights)[-nights:]
    published = published_state(settings.published_warehouse)
    is_at_work = is_held(settings.home)
    last = records[-1].night if records else None
    verdicts = read_verdicts(settings.verdicts, night=last) if last else ()
    with duckdb.connect() as connection:
        connection.execute(f"create view file_loads as {file_loads(settings.lake)}")
        rows = connection.execute(_TABLES).fetchall()
        refused = connection.execute(_REFUSALS).fetchall()
    return State(
        published_as_of=published.as_of if published else None,
        late=lateness(settings, published.as_of if published else None, now, is_at_work=is_at_work),
        nights=records,
        tables=tuple(TableState(*row) for row in rows),
        ahead=ahead(settings, now),
        refusals=tuple(f"refused {reason}" for (reason,) in refused),
        notes=(*_of_newest_night(settings), *all_passed_over(settings)),
        failed_checks=tuple(_as_told_here(v) for v in verdicts if not v.passed),
    )


def _as_told_here(broken: Verdict) -> str:
    """With the command that looks further, unless it is the one that says this."""
    return broken.sentence if broken.look == "cx status" else broken.message


def _of_newest_night(settings: Settings) -> tuple[Note, ...]:
    """Files of the newest night with files that brought no rows, by the ledger."""
    records = read_ledger(settings)
    newest = max((record.loaded_on for record in records), default=None)
    return notes(record for record in records if record.loaded_on == newest)


def ahead(settings: Settings, now: datetime) -> str | None:
    """Why nights load nothing although data comes: the lake is ahead of the clock."""
    newest, last = newest_loaded_on(settings), settings.last_complete_day(now)
    if newest is None or newest <= last + timedelta(days=1):
        return None
    return (
        f"the lake holds the night of {newest}, which lies ahead, and nights before it load"
        f" nothing: restore {settings.lake} from before, or go on with cx nightly --as-of {newest}"
    )


def lateness(
    settings: Settings, published_as_of: date | None, now: datetime, *, is_at_work: bool
) -> str | None:
    """Why the newest night that is due is not published; None if it is."""
    due = settings.last_due_night(now)
    if published_as_of is not None and published_as_of >= due:
        return None
    record = read_record(settings.nights, due)
    local = settings.due_at(due).astimezone(ZoneInfo(settings.time_zone))
    held = published_as_of or "nothing"
    late = f"the night of {due} was due by {local:%Y-%m-%d %H:%M} {settings.time_zone}"
    if record is None:
        why = f"it did not start; cx nightly --as-of {due}"
    elif record.status == "stopped":
        why = f"it was stopped at {record.stage}: {record.reason}"
    elif record.status == "published":
        why = "an older night has been published since"
    elif is_at_work:
        why = f"it is still at {record.stage}"
    else:
        why = f"it was killed at {record.stage}; cx nightly --as-of {due}"
    return f"{late}, published is {held}: {why}"


_TABLES = """
select
    source_name || '/' || table_name,
    max(loaded_on) filter (where status_name = 'loaded'),
    count(*) filter (where status_name = 'loaded'),
    coalesce(cast(sum(rows_loaded) as bigint), 0),
    coalesce(cast(sum(rows_rejected) as bigint), 0),
    count(*) filter (where status_name = 'refused')
from file_loads
group by source_name, table_name
order by source_name, table_name
"""
_REFUSALS = """
select reason
from file_loads
where status_name = 'refused'
order by loaded_on desc, file
limit 10
"""
