"""The journeys of the warehouse are those that the simulated customers really made."""

from datetime import timedelta
from pathlib import Path

import duckdb

from orchestration.demo.world import read_world
from orchestration.settings import Settings
from tests.conftest import THROUGH

# The longest window has passed, and what was sent late has come.
DECIDED = THROUGH - timedelta(days=60)


def test_journeys_begin_end_and_stop_where_they_really_did(
    company: Settings, warehouse: Path
) -> None:
    grain = "lower(journey), date_trunc('month', started_at)"
    counted = f"""
        select {grain}, count(*), sum(stage_count)::bigint, count(*) filter (is_completed)
        from {{source}} where started_at < date '{DECIDED}' group by all order by all
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found, truth = (
            connection.execute(counted.format(source=source)).fetchall()
            for source in (
                "(select *, journey_name as journey from marts.fct_journeys)",
                f"'{company.demo}/truth/journeys.parquet'",
            )
        )

    assert {journey for journey, *_ in truth} == {"onboarding", "purchase", "renewal"}
    assert found == truth


def test_the_badly_onboarded_drop_out_of_onboarding(company: Settings, warehouse: Path) -> None:
    world = read_world(company.home)
    assert world is not None
    first, last = world.bad_cohort_months
    rate = "select avg(is_abandoned::int) from marts.fct_journeys where journey_code = 'onboarding'"
    month = f"date_diff('month', date '{world.start}', started_date)"

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        (bad,) = connection.execute(f"{rate} and {month} between {first} and {last}").fetchone()
        (good,) = connection.execute(
            f"{rate} and {month} not between {first} and {last}"
        ).fetchone()

    assert bad > good + 0.2


def test_a_message_delivered_twice_is_one_event(company: Settings, warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        deliveries, messages, events = connection.execute(
            f"""
            select
                count(*), count(distinct "messageId"),
                (select count(*) from marts.fct_touchpoints where source_name = 'segment')
            from '{company.lake}/segment/tracks/*/*.parquet'
            """
        ).fetchone() or (0, 0, 0)

    assert deliveries > messages == events
