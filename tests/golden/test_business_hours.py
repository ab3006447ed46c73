"""Business hours against answers worked elsewhere: the models' own SQL over hand-made schedules.

The first is the worked example of the definition; the others were counted on a calendar. On the
demo company, a sample of contacts is measured again in Python, from the landing's own schedules.
"""

import gzip
import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.settings import Settings

MODELS = Path("compiled/cx_warehouse/dbt_project/models/intermediate/support")
CHAIN = (
    "int_schedule_hours_unioned",
    "int_closed_days_unioned",
    "int_schedule_days",
    "int_schedule_openings",
    "int_schedule_stretches",
    "zendesk/int_tickets_with_schedules",
    "int_contacts_with_schedules",
    "int_contacts_in_business_time",
)
LONG = [(720, 1560), (2160, 3000), (3600, 4440), (5040, 5880), (6480, 7320), (7920, 8760)]
LONG += [(9360, 10200)]
SHORT = [(2340, 2910), (3780, 4350), (5220, 5790), (6660, 7230), (8100, 8670)]
OFFICE = [(day * 1440 + 540, day * 1440 + 1020) for day in range(1, 6)]
SCHEDULES = {
    "long": ("UTC", LONG),
    "short": ("UTC", SHORT),
    "office": ("Amsterdam", OFFICE),
    "night": ("Amsterdam", [(0, 10080)]),
}
# schedule, begins, replied, business minutes; the first moves from long to short on its way.
CASES = {
    "moves": ("long", "2020-09-29 17:01:38", "2020-09-30 19:01:46", 960.1333),
    "weekend": ("office", "2021-02-05 15:30:00", "2021-02-08 08:30:00", 60.0),
    "spring": ("night", "2021-03-27 23:00:00", "2021-03-28 22:00:00", 1380.0),
    "autumn": ("night", "2020-10-24 22:00:00", "2020-10-25 23:00:00", 1500.0),
    "summer": ("office", "2021-03-26 15:00:00", "2021-03-29 07:30:00", 90.0),
    "leap_day": ("office", "2024-02-28 15:00:00", "2024-03-01 09:00:00", 600.0),
    "holiday": ("office", "2020-12-24 15:00:00", "2020-12-28 09:00:00", 120.0),
    "at_once": ("office", "2021-02-05 12:00:00", "2021-02-05 12:00:00", 0.0),
    "unknown": ("gone", "2021-02-05 12:00:00", "2021-02-05 13:00:00", None),
}


@pytest.fixture(scope="module")
def measured(company: Settings) -> dict[str, tuple[float | None, float | None]]:
    """Business and last-schedule minutes of each case, by what the night compiled."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'; attach ':memory:' as warehouse")
        for schema in ("staging", "intermediate", "seeds", "marts"):
            connection.execute(f"create schema warehouse.{schema}")
        published = company.published_warehouse
        connection.execute(f"attach '{published}' as published (read_only)")
        for table in ("seeds.time_zones", "marts.dim_dates"):
            connection.execute(f"create table warehouse.{table} as from published.{table}")
        _write_cases(connection)
        for model in CHAIN:
            query = (company.target / MODELS / f"{model}.sql").read_text(encoding="utf-8")
            name = model.rpartition("/")[2]
            connection.execute(f"create table warehouse.intermediate.{name} as {query}")
        rows = connection.execute(
            "select contact_id, first_reply_business_minutes, first_reply_last_schedule_minutes"
            " from warehouse.intermediate.int_contacts_in_business_time"
        ).fetchall()
    return {contact.removeprefix("zendesk:"): (total, last) for contact, total, last in rows}


def _write_cases(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create table warehouse.staging.stg_zendesk__schedule_intervals (
            schedule_id varchar, time_zone_code varchar, start_minute bigint, end_minute bigint,
            created_at timestamp
        );
        create table warehouse.staging.stg_zendesk__holidays as select
            'office' as schedule_id, date '2020-12-25' as start_date, date '2020-12-26' as end_date;
        create table warehouse.staging.stg_zendesk__tickets (
            ticket_id varchar, created_at timestamp, first_replied_at timestamp
        );
        create table warehouse.staging.stg_zendesk__audit_events (
            ticket_id varchar, audit_id varchar, event_number bigint, field_name varchar,
            new_value varchar, created_at timestamp
        );
        create view warehouse.intermediate.int_contacts_unioned as select
            'zendesk:' || ticket_id as contact_id, created_at, created_at as waiting_since_at,
            first_replied_at, null::timestamp as first_resolved_at, null::timestamp as resolved_at
        from warehouse.staging.stg_zendesk__tickets;
        """
    )
    connection.executemany(
        "insert into warehouse.staging.stg_zendesk__schedule_intervals"
        " values (?, ?, ?, ?, '2019-01-01')",
        [(name, zone, *hours) for name, (zone, week) in SCHEDULES.items() for hours in week],
    )
    connection.executemany(
        "insert into warehouse.staging.stg_zendesk__tickets values (?, ?, ?)",
        [(name, begins, replied) for name, (_, begins, replied, _) in CASES.items()],
    )
    moves = [(name, begins, schedule) for name, (schedule, begins, _, _) in CASES.items()]
    connection.executemany(
        "insert into warehouse.staging.stg_zendesk__audit_events"
        " values (?, '1', 1, 'schedule_id', ?, ?)",
        [(name, schedule, begins) for name, begins, schedule in moves],
    )
    connection.execute(
        "insert into warehouse.staging.stg_zendesk__audit_events"
        " values ('moves', '2', 1, 'schedule_id', 'short', '2020-09-30 19:01:25')"
    )


@pytest.mark.parametrize("case", CASES)
def test_business_minutes_are_as_worked_by_hand(
    measured: dict[str, tuple[float | None, float | None]], case: str
) -> None:
    right = CASES[case][3]

    assert measured[case][0] == (None if right is None else pytest.approx(right, abs=0.0001))


def test_the_last_schedule_alone_gives_another_answer(
    measured: dict[str, tuple[float | None, float | None]],
) -> None:
    assert measured["moves"][1] == pytest.approx(690.1333, abs=0.0001)
    assert measured["weekend"][1] == measured["weekend"][0]


def test_a_sample_of_the_demo_is_measured_again_in_python(company: Settings) -> None:
    schedules = {str(one["id"]): one for one in _lines(company, "schedules")}
    closed = {(str(one["schedule_id"]), one["start_date"]) for one in _lines(company, "holidays")}
    with duckdb.connect(str(company.published_warehouse), read_only=True) as connection:
        sample = connection.execute(
            """
            select
                schedules.schedule_id, contacts.created_at, contacts.first_replied_at,
                contacts.first_reply_last_schedule_minutes
            from marts.fct_contacts as contacts
            inner join intermediate.int_contacts_with_schedules as schedules using (contact_id)
            where contacts.first_reply_minutes > 0
                and contacts.first_replied_at >= schedules.held_from_at
                and contacts.first_replied_at < coalesce(schedules.held_until_at, '2100-01-01')
                and contacts.created_at = schedules.created_at
                and schedules.waiting_since_at = schedules.created_at
            order by contacts.first_reply_minutes desc, contacts.contact_id
            limit 60
            """
        ).fetchall()

    again = [
        _open_minutes(schedules[schedule.removeprefix("zendesk:")], closed, begins, ends)
        for schedule, begins, ends, _ in sample
    ]

    assert len(sample) == 60
    assert [minutes for *_, minutes in sample] == pytest.approx(again)


def _lines(company: Settings, table: str) -> Iterator[dict[str, object]]:
    for path in sorted((company.landing / "zendesk" / table).iterdir()):
        for line in gzip.decompress(path.read_bytes()).splitlines():
            yield json.loads(line)


def _open_minutes(
    schedule: dict[str, object], closed: set[tuple[str, object]], begins: datetime, ends: datetime
) -> float:
    """Walk through the days of the calendar: slow, and nothing like the SQL."""
    zone, total = ZoneInfo("Europe/Amsterdam"), 0.0
    day = begins.date() - timedelta(days=1)
    while day <= ends.date() + timedelta(days=1):
        if (str(schedule["id"]), day.isoformat()) not in closed:
            total += sum(
                _overlap(_instant(day, start, zone), _instant(day, end, zone), begins, ends)
                for start, end in _hours(schedule, day)
            )
        day += timedelta(days=1)
    return total / 60


def _hours(schedule: dict[str, object], day: date) -> Iterator[tuple[int, int]]:
    intervals = schedule["intervals"]
    assert isinstance(intervals, list)
    sunday = day.isoweekday() % 7 * 1440
    for one in intervals:
        if sunday <= one["start_time"] < sunday + 1440:
            yield one["start_time"] - sunday, one["end_time"] - sunday


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, time(minutes // 60, minutes % 60), zone)
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _overlap(opens: datetime, closes: datetime, begins: datetime, ends: datetime) -> float:
    return max(0.0, (min(closes, ends) - max(opens, begins)).total_seconds())


def test_who_gave_up_in_the_queue_is_who_really_did(company: Settings) -> None:
    query = """
        select channel, count(*), count(*) filter (not is_answered and wait_seconds >= 10),
            count(*) filter (not is_answered and wait_seconds < 10)
        from read_parquet(?) group by channel
    """
    with duckdb.connect(str(company.published_warehouse), read_only=True) as connection:
        truth = connection.execute(query, [str(company.demo / "truth" / "queue.parquet")])
        right = {name: tuple(counts) for name, *counts in truth.fetchall()}
        answer = connection.execute(
            """
            select channel_name, count(*), count(*) filter (is_abandoned),
                count(*) filter (is_abandoned_early)
            from marts.fct_queue_contacts group by channel_name
            """
        )
        found = {name: tuple(counts) for name, *counts in answer.fetchall()}

    assert found == right
    assert all(early > 0 for _, _, early in right.values())
