"""When a valuation is due, what it reads, and that it is written once and whole."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.forecasts.clv import forecast
from orchestration.forecasts.lake import TABLE
from orchestration.forecasts.months import complete_month_ends, since_last_break
from orchestration.forecasts.readings import read_customers
from orchestration.night_tables import ensure_readable

SCHEMA = """
create schema marts;
create table marts.fct_orders (
    customer_id varchar, order_type varchar, amount double, order_date date,
    margin_amount double generated always as (
        amount * case when customer_id = 'bargain' then 0.1 else 0.5 end
    )
);
create table marts.fct_revenue (
    customer_id varchar, amount double, revenue_date date,
    revenue_type varchar generated always as (
        case when customer_id similar to 'c[0-9]+' then 'subscription' else 'one_off' end
    )
);
create table marts.fct_customer_months (
    customer_id varchar, mrr_end_amount double, month_date date
);
create table marts.fct_subscription_spells (
    customer_id varchar, started_month_date date, lost_month_date date
);
"""

# Forty customers on contract since January 2025, one of whom leaves in June and returns in
# October, and one buyer; in November somebody buys whom December's valuation knows alone.
ROWS = """
insert into marts.fct_customer_months
select 'c' || lpad(n::varchar, 2, '0'), 10.0, (date '2025-01-01' + m * interval 1 month)::date
from range(40) c (n), range(14) t (m) where n > 0;
insert into marts.fct_customer_months values
    ('c00', 10, '2025-05-01'), ('c00', 0, '2025-06-01'), ('c00', 10, '2025-10-01'),
    ('c00', 10, '2025-11-01'), ('c00', 10, '2025-12-01'), ('c00', 10, '2026-01-01');
insert into marts.fct_subscription_spells
select 'c' || lpad(n::varchar, 2, '0'), '2025-01-01', null from range(1, 40) c (n);
insert into marts.fct_subscription_spells values
    ('c00', '2025-05-01', '2025-06-01'), ('c00', '2025-10-01', null);
insert into marts.fct_revenue
select customer_id, mrr_end_amount, month_date from marts.fct_customer_months;
insert into marts.fct_orders values
    ('buyer', 'one_off', 20, '2025-03-01'), ('buyer', 'one_off', 30, '2025-03-15'),
    ('buyer', 'one_off', 10, '2025-03-15'), ('buyer', 'one_off', 99, '2026-01-10'),
    ('unknown', 'one_off', 99, '2025-03-15');
insert into marts.fct_revenue select customer_id, amount, order_date from marts.fct_orders;
"""


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(SCHEMA + ROWS)
    return connection


def run(connection: duckdb.DuckDBPyConnection, lake: Path, as_of: date) -> list[date]:
    summary = forecast(connection, lake, as_of=as_of, gross_margin=0.5, discount_rate=0.1)
    return [valuation.valuation_date for valuation in summary.valuations]


def read(lake: Path, where: str) -> list[tuple[object, ...]]:
    return duckdb.sql(
        f"select * from read_parquet('{lake}/{TABLE}/*/*.parquet', union_by_name = true)"
        f" where {where} order by valuation_date, customer_id"
    ).fetchall()


def test_valuations_are_due_from_the_twelfth_complete_month(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert run(connection, tmp_path, date(2025, 12, 30)) == []
    assert run(connection, tmp_path, date(2026, 2, 27)) == [date(2025, 12, 31), date(2026, 1, 31)]


def test_a_date_long_before_all_others_makes_nothing_due(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    connection.execute("insert into marts.fct_revenue values ('old', 5, '1901-03-02')")

    assert run(connection, tmp_path, date(2025, 12, 31)) == [date(2025, 12, 31)]


@pytest.mark.parametrize(
    ("months", "since"),
    [
        ([], None),
        ([date(2024, 1, 1), date(2025, 1, 1), date(2025, 2, 1)], date(2024, 1, 1)),
        ([date(2025, 2, 1), date(2024, 1, 1)], date(2025, 2, 1)),
        ([date(1901, 3, 1), date(2000, 1, 1), date(2025, 1, 1)], date(2025, 1, 1)),
    ],
)
def test_months_count_since_the_last_break_of_more_than_a_year(
    months: list[date], since: date | None
) -> None:
    assert since_last_break(months) == since


def test_month_ends_are_those_of_complete_months() -> None:
    ends = complete_month_ends(date(2024, 2, 10), date(2024, 4, 29))

    assert ends == [date(2024, 2, 29), date(2024, 3, 31)]


def test_a_second_run_writes_nothing(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    run(connection, tmp_path, date(2026, 1, 31))
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.parquet")}

    assert run(connection, tmp_path, date(2026, 1, 31)) == []
    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_an_older_night_does_not_see_what_newer_nights_wrote(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    run(connection, tmp_path, date(2026, 1, 31))

    assert run(connection, tmp_path, date(2025, 12, 31)) == [date(2025, 12, 31)]


def test_a_valuation_uses_nothing_after_its_date(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    run(connection, tmp_path, date(2026, 1, 31))

    rows = read(tmp_path, "customer_id = 'buyer'")

    # Purchases of 60 in December, another 99 in January, at a margin of one half.
    assert [row[3] for row in rows] == [30.0, 79.5]
    assert read(tmp_path, "customer_id = 'unknown'") == []


def test_a_customer_who_returned_starts_a_new_tenure(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    customers = read_customers(connection, date(2025, 12, 31), gross_margin=0.5)

    names = customers.customer_id.to_pylist()
    returned, stayed, buyer = (names.index(name) for name in ("c00", "c01", "buyer"))
    assert customers.tenure[[returned, stayed, buyer]].tolist() == [2, 11, -1]
    # One contract was lost a month after it began; that customer's second one still runs.
    assert sorted(customers.spell_tenure.tolist()) == [1, 2, *[11] * 39]
    assert customers.spell_tenure[customers.spell_ended].tolist() == [1]


def test_orders_of_one_day_are_one_purchase(connection: duckdb.DuckDBPyConnection) -> None:
    customers = read_customers(connection, date(2025, 12, 31), gross_margin=0.5)

    buyer = customers.customer_id.to_pylist().index("buyer")
    assert (customers.frequency[buyer], customers.recency[buyer]) == (1, 2)
    assert customers.spend[buyer] == 40


def test_margin_to_date_is_that_of_the_orders_where_they_tell(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "insert into marts.fct_orders values ('bargain', 'one_off', 30, '2025-04-01');"
        "insert into marts.fct_revenue values ('bargain', 30, '2025-04-01')"
    )

    customers = read_customers(connection, date(2025, 12, 31), gross_margin=0.5)

    told = dict(zip(customers.customer_id.to_pylist(), customers.historical_margin, strict=True))
    assert (told["bargain"], told["buyer"], told["c01"]) == (3, 30, 60)


def test_what_goes_back_is_no_purchase_and_comes_off_the_spend(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute(
        "insert into marts.fct_orders values ('buyer', 'one_off', -25, '2025-04-01'),"
        " ('returner', 'one_off', 200, '2025-03-01'), ('returner', 'one_off', -200, '2025-03-08'),"
        " ('corrected', 'one_off', -9, '2025-02-01')"
    )
    connection.execute(
        "insert into marts.fct_revenue values ('returner', 0, '2025-03-08'),"
        " ('corrected', -9, '2025-02-01')"
    )

    customers = read_customers(connection, date(2025, 12, 31), gross_margin=0.5)

    names = customers.customer_id.to_pylist()
    buyer, returner, corrected = (names.index(name) for name in ("buyer", "returner", "corrected"))
    assert customers.frequency[[buyer, returner, corrected]].tolist() == [1, 0, -1]
    assert customers.recency[[buyer, returner]].tolist() == [2, 0]
    assert customers.spend[[buyer, returner, corrected]].tolist() == [15, 0, 0]


def test_the_table_can_be_read_before_the_first_valuation(tmp_path: Path) -> None:
    ensure_readable(tmp_path)
    ensure_readable(tmp_path)

    assert read(tmp_path, "true") == []


def test_a_company_without_revenue_has_nothing_due(tmp_path: Path) -> None:
    connection = duckdb.connect()
    connection.execute(SCHEMA)

    assert run(connection, tmp_path, date(2026, 1, 31)) == []
