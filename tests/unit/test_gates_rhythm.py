"""Tests of a night's hours and mix of codes against nights like it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from quality.contract import ColumnContract, TableContract
from quality.deliveries import Calendar
from quality.suites.rhythm import rhythm_rules

START = date(2026, 1, 5)
NIGHTS = 56
TABLE = TableContract(
    source="desk",
    name="calls",
    description="Calls.",
    format="json_lines",
    key=("id",),
    columns=(
        ColumnContract("created_at", "When.", "timestamp", required=True),
        ColumnContract("channel", "How.", "varchar", accepted=("web", "phone")),
    ),
)


def rows(night: date, *, hours_off: int = 0, phone: float | None = None) -> str:
    """Office hours on working days; in the afternoon, and seldom by telephone, at weekends."""
    is_weekend = night.weekday() >= 5
    random = np.random.default_rng([11, night.toordinal()])
    hour, spread, number, share = (16.0, 4.0, 120, 0.1) if is_weekend else (12.5, 3.0, 400, 0.45)
    seconds = ((random.normal(hour, spread, number) + hours_off) % 24 * 3600).astype(int).tolist()
    calls = (random.random(number) < (share if phone is None else phone)).tolist()
    return (
        f"select timestamp '{night}' + to_seconds(unnest({seconds})) as created_at,"
        f" case when unnest({calls}) then 'phone' else 'web' end as channel"
    )


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("lake")
    with duckdb.connect() as connection:
        for night in (START + timedelta(days=n) for n in range(NIGHTS)):
            folder = lake / TABLE.path / f"_loaded_on={night}"
            folder.mkdir(parents=True)
            connection.execute(f"copy ({rows(night)}) to '{folder}/a.parquet'")
    return lake


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def told(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    night: date,
    batch: str,
    calendar: Calendar | None = None,
    table: TableContract = TABLE,
) -> list[str]:
    """The rules that a night breaks."""
    rules = rhythm_rules(table, lake=lake, as_of=night, calendar=calendar or Calendar())
    query = "from ({}) as offenders".format
    return [
        rule.name
        for rule in rules
        if connection.execute(query(rule.offenders.format(batch=f"({batch})"))).fetchall()
    ]


def test_quiet_weekends_are_quiet(connection: duckdb.DuckDBPyConnection, lake: Path) -> None:
    nights = [START + timedelta(days=n) for n in range(42, NIGHTS)]

    assert [n for n in nights if told(connection, lake, n, rows(n))] == []


def test_another_time_zone_and_another_form_are_told_on_either_part_of_the_week(
    connection: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    for night in (date(2026, 2, 27), date(2026, 2, 28)):
        assert told(connection, lake, night, rows(night, hours_off=9)) == [
            "times_of_day:created_at"
        ]
        assert told(connection, lake, night, rows(night, phone=1.0)) == ["shares_kept:channel"]


def test_a_holiday_is_like_no_other_night(
    connection: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    friday = date(2026, 2, 27)
    closed = Calendar(holidays=frozenset({friday}))

    assert told(connection, lake, friday, rows(friday, phone=1.0), closed) == []


def test_a_feed_that_comes_nightly_is_watched_too(
    connection: duckdb.DuckDBPyConnection, lake: Path
) -> None:
    friday = date(2026, 2, 27)
    feed = replace(TABLE, format="feed", volume="sporadic")

    assert told(connection, lake, friday, rows(friday, phone=1.0), table=feed) == [
        "shares_kept:channel"
    ]
