"""The schema `ops` of a warehouse: what the night knows of itself, for pages and analysts.

Files loaded, rows refused (counts, no values), checks, names linked by rule, nights, and the
semantic layer that was built with these very marts: one file, one state. Every table is written
anew each night.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.loading.editions import replacing_nights
from orchestration.loading.tables import map_digests
from orchestration.night_records import NightRecord, read_records
from orchestration.refused_rows import refused_rows
from orchestration.settings import Settings

_FILE_LOADS = """
select
    source as source_name, "table" as table_name, file, hash, bytes, rows_in, rows_loaded,
    rows_rejected, status as status_name, reason, extra_columns, loaded_on
from {records}
order by loaded_on, source, "table", file
"""
_LEDGER = {
    "source": "varchar",
    "table": "varchar",
    "file": "varchar",
    "hash": "varchar",
    "bytes": "bigint",
    "rows_in": "bigint",
    "rows_loaded": "bigint",
    "rows_rejected": "bigint",
    "status": "varchar",
    "reason": "varchar",
    "extra_columns": "varchar[]",
    "loaded_on": "date",
}
_REJECTED_ROWS = """
select
    _source as source_name, _table as table_name, _file as file, column_name, reason,
    count(*) as rows
from ({rejects})
where replaced_on is null
group by _source, _table, _file, column_name, reason
order by _source, _table, _file, column_name, reason
"""
_CHECK_RESULTS = """
select
    night, stage as stage_name, "table" as table_name, rule as rule_name, passed as is_passed,
    is_blocking, expected, found
from {verdicts}
where night <= ?
qualify coalesce(attempt, 1) = max(coalesce(attempt, 1)) over (partition by night, stage)
order by night, stage, "table", rule
"""
# Each check that stopped an attempt of a night, also those that a correction has answered since.
_STOPPING_CHECKS = """
select
    night, coalesce(attempt, 1) as attempt_number, stage as stage_name, "table" as table_name,
    rule as rule_name, expected, found
from {verdicts}
where night <= ? and is_blocking and not passed
order by night, stage, attempt_number, "table", rule
"""
_VERDICTS = {
    "attempt": "bigint",
    "night": "date",
    "stage": "varchar",
    "table": "varchar",
    "rule": "varchar",
    "passed": "boolean",
    "is_blocking": "boolean",
    "expected": "varchar",
    "found": "varchar",
}
# How many names each rule linked, without the names.
_IDENTITY_LINKS = """
select
    source_name, identity_type, rule_name, count(*) as names, count(customer_id) as linked_names
from intermediate.int_customer_links
group by source_name, identity_type, rule_name
order by source_name, identity_type, rule_name
"""
# What people said and no metric counts: tests, blanks, codes, and questions the company leaves out.
ANSWERS_LEFT_OUT = """
select
    source_name, survey_id, question_id,
    case
        when exclusion_reason is not null then exclusion_reason
        when metric_name = 'none' then 'declared as none'
        when answer_value is null then 'coded as missing'
        else 'off the scale'
    end as reason,
    count(*) as answers
from intermediate.int_survey_answers_unioned
where
    exclusion_reason is not null
    or metric_name = 'none'
    or not coalesce(answer_value between scale_min and scale_max, false)
group by source_name, survey_id, question_id, reason
order by source_name, survey_id, question_id, reason
"""
_NIGHTS = (
    "night date, status_name varchar, stage_name varchar, reason varchar, started_at varchar, "
    "finished_at varchar, seconds double, rows_loaded bigint, rows_rejected bigint, "
    "stopped_runs bigint"
)
_BUILD = (
    "as_of date, company_name varchar, time_zone varchar, currency_code varchar, "
    "fingerprint varchar, replaced_files bigint, started_at varchar, maps varchar"
)


def write_operations(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    record: NightRecord,
    *,
    fingerprint: str,
    semantic_manifest: str,
) -> None:
    """Write every table of `ops` as it stands at the end of this night."""
    night = record.night
    connection.execute("create schema if not exists ops")
    loads = f"select * from ({file_loads(settings.lake)}) as loads where loaded_on <= ?"
    _table(connection, "file_loads", loads, [night])
    rejects = refused_rows(settings.rejects, settings.lake, f"date '{night}'")
    _table(connection, "rejected_rows", _REJECTED_ROWS.format(rejects=rejects), [])
    verdicts = _json_files(settings.verdicts, "*/*.jsonl", _VERDICTS)
    _table(connection, "check_results", _CHECK_RESULTS.format(verdicts=verdicts), [night])
    _table(connection, "stopping_checks", _STOPPING_CHECKS.format(verdicts=verdicts), [night])
    if _is_built(connection, "int_customer_links"):
        _table(connection, "identity_links", _IDENTITY_LINKS, [])
    if _is_built(connection, "int_survey_answers_unioned"):
        _table(connection, "answers_left_out", ANSWERS_LEFT_OUT, [])
    earlier = [kept for kept in read_records(settings.nights) if kept.night < night]
    _rows(connection, "nights", _NIGHTS, [_night(kept) for kept in [*earlier, record]])
    about = (night, settings.name, settings.time_zone, settings.currency, fingerprint)
    replaced = len(replacing_nights(settings.lake, night))
    build = (*about, replaced, record.started_at.isoformat(), json.dumps(map_digests(settings)))
    _rows(connection, "build", _BUILD, [build])
    write_semantic_manifest(connection, semantic_manifest)


def write_semantic_manifest(connection: duckdb.DuckDBPyConnection, manifest: str) -> None:
    """The semantic layer by which readers ask this warehouse."""
    connection.execute("create schema if not exists ops")
    _rows(connection, "semantic_manifest", "manifest varchar", [(manifest,)])


def _is_built(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the build holds an intermediate table; an unfinished one may not."""
    found = connection.execute(
        "select 1 from information_schema.tables"
        " where table_schema = 'intermediate' and table_name = ?",
        [name],
    ).fetchall()
    return bool(found)


def file_loads(lake: Path) -> str:
    """The query that reads the ledger: one row per file, with its fate."""
    return _FILE_LOADS.format(records=_json_files(lake / "_loads", "*/*/*.json", _LEDGER))


def _night(record: NightRecord) -> tuple[object, ...]:
    return (
        record.night,
        record.status,
        record.stage,
        record.reason,
        record.started_at.isoformat(),
        record.finished_at.isoformat() if record.finished_at else None,
        record.seconds,
        record.rows_loaded,
        record.rows_rejected,
        record.stopped_runs,
    )


def _table(
    connection: duckdb.DuckDBPyConnection, name: str, query: str, values: Sequence[object]
) -> None:
    connection.execute(f"create or replace table ops.{name} as {query}", values)


def _rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: str,
    rows: Sequence[tuple[object, ...]],
) -> None:
    connection.execute(f"create or replace table ops.{name} ({columns})")
    marks = ", ".join("?" for _ in columns.split(", "))
    connection.executemany(f"insert into ops.{name} values ({marks})", rows)


def _json_files(folder: Path, pattern: str, columns: dict[str, str]) -> str:
    if not any(folder.glob(pattern)):
        return _empty(columns)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    return f"read_json('{folder / pattern}', columns = {{{types}}}, format = 'auto')"


def _empty(columns: dict[str, str]) -> str:
    nulls = ", ".join(f'cast(null as {kind}) as "{name}"' for name, kind in columns.items())
    return f"(select {nulls} where false) as nothing"
