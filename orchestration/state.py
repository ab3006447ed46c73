"""Where a warehouse stands, read from the data folder: nights, tables, refusals, failed checks."""

from dataclasses import dataclass
from datetime import date

import duckdb

from orchestration.nights import NightRecord, read_records
from orchestration.operations import file_loads
from orchestration.publishing import published_state
from orchestration.settings import Settings
from quality.verdicts import read_verdicts


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
    nights: tuple[NightRecord, ...]
    tables: tuple[TableState, ...]
    refusals: tuple[str, ...]
    failed_checks: tuple[str, ...]


def read_state(settings: Settings, *, nights: int) -> State:
    """The state as of now; reads files only, so it works while a night is running."""
    records = read_records(settings.nights)[-nights:]
    published = published_state(settings.published_warehouse)
    last = records[-1].night if records else None
    verdicts = read_verdicts(settings.verdicts, night=last) if last else ()
    with duckdb.connect() as connection:
        connection.execute(f"create view file_loads as {file_loads(settings.lake)}")
        told = connection.execute(_TABLES).fetchall()
        refused = connection.execute(_REFUSALS).fetchall()
    return State(
        published_as_of=published.as_of if published else None,
        nights=records,
        tables=tuple(TableState(*row) for row in told),
        refusals=tuple(f"refused {file}: {reason}" for file, reason in refused),
        failed_checks=tuple(v.message for v in verdicts if not v.passed),
    )


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
select file, reason
from file_loads
where status_name = 'refused'
order by loaded_on desc, file
limit 10
"""
