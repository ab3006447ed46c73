"""What a weighing of drivers may know of a customer: what had happened, over days seen."""

from collections.abc import Iterator
from datetime import date

import duckdb
import numpy as np
import pytest

from orchestration.forecasts.observations import Observed, read_observations

SCHEMA = """
create schema marts;
create schema intermediate;
create schema seeds;
create table seeds.drivers (driver_name text, filter_value text);
create table intermediate.int_customers_begun (customer_id text, first_date date);
create table marts.fct_customer_signs (
    customer_month_end_id text, customer_id text, nps_score double, is_on_contract boolean,
    month_end_date date
);
create table marts.fct_customer_months (customer_id text, is_lost boolean, month_date date);
create table marts.fct_survey_responses (
    survey_response_id text, customer_id text, metric_name text, score double, scale_min double,
    scale_max double, effort_score double, is_valid boolean, is_higher_better boolean,
    answered_date date, answered_at timestamp
);
create table marts.fct_contacts (
    customer_id text, channel_name text, topic_name text, first_reply_minutes double,
    resolution_minutes double, is_counted boolean, is_reopened boolean, is_repeat boolean,
    created_date date, first_replied_at timestamp, resolved_at timestamp
);
"""


@pytest.fixture
def build() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA)
        # The desk has reported for long.
        contact(connection, "other", "2020-01-01", None, None, is_reopened=False)
        yield connection


def contact(
    build: duckdb.DuckDBPyConnection,
    customer: str,
    created: str,
    replied_at: str | None,
    resolved_at: str | None,
    *,
    is_reopened: bool,
) -> None:
    build.execute(
        "insert into marts.fct_contacts values (?, 'chat', 'bill', 60, 600, true, ?, false,"
        " ?, ?, ?)",
        [customer, is_reopened, created, replied_at, resolved_at],
    )


def answer(build: duckdb.DuckDBPyConnection, customer: str, began: str | None, at: str) -> None:
    build.execute("insert into intermediate.int_customers_begun values (?, ?)", [customer, began])
    build.execute(
        "insert into marts.fct_survey_responses values"
        " (?, ?, 'nps', 9, 0, 10, null, true, true, cast(? as date), ?)",
        [customer, customer, at, at],
    )


def observed(build: duckdb.DuckDBPyConnection) -> Observed:
    return read_observations(build, first=date(2026, 3, 31), last=date(2026, 3, 31))


def test_an_answer_knows_nothing_of_what_happened_after_it(
    build: duckdb.DuckDBPyConnection,
) -> None:
    answer(build, "a", "2024-01-01", "2026-03-10 12:00:00")
    contact(build, "a", "2026-03-01", "2026-03-01 10:00", "2026-03-10 13:00:00", is_reopened=True)
    contact(build, "a", "2026-03-09", "2026-03-11 10:00", None, is_reopened=False)

    told = {name: values[0] for name, values in observed(build).drivers.items()}

    assert told["first_reply_minutes"] == 60
    assert np.isnan(told["resolution_minutes"])
    assert np.isnan(told["reopened_share"])
    assert told["contacts_per_month"] == pytest.approx(2 * 30 / 180)


@pytest.mark.parametrize(
    ("began", "rate"), [("2026-02-08", 1.0), ("2026-03-01", float("nan")), (None, 2 * 30 / 180)]
)
def test_contacts_a_month_are_over_the_days_of_a_customer(
    build: duckdb.DuckDBPyConnection, began: str | None, rate: float
) -> None:
    # Thirty days to the answer; one contact came before the first purchase.
    answer(build, "a", began, "2026-03-10 12:00:00")
    for created in ("2026-02-01", "2026-03-02"):
        contact(build, "a", created, f"{created} 10:00", f"{created} 11:00", is_reopened=False)

    found = observed(build).drivers["contacts_per_month"][0]

    assert found == pytest.approx(rate, nan_ok=True)
