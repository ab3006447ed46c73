"""The published bounds: which value meets a goal, which is watched, which calls for action."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from reports.metric_goals import Goals, Judged, status_sql

BOUNDS = [
    ("nps", {"50": "met", "49.9999": "watch"}),
    ("csat", {"240 / 300": "met", "239 / 300": "watch"}),
    ("ces", {"1.9999": "met", "2": "watch"}),
    ("health_score", {"70": "met", "69.9999": "watch"}),
    ("first_contact_resolution_rate", {"0.7": "met", "0.65": "watch", "0.6499": "act"}),
    ("first_reply_minutes_mean", {"119": "met", "120": "watch", "240": "watch", "241": "act"}),
    ("abandonment_rate", {"0.0999": "met", "0.1": "watch", "0.15": "watch", "0.1501": "act"}),
    ("journey_completion_rate", {"0.85": "met", "0.8": "watch", "0.7999": "act"}),
]


@pytest.fixture(scope="module")
def connection(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(("metric", "judged"), BOUNDS)
def test_a_value_is_judged_by_its_published_bounds(
    connection: duckdb.DuckDBPyConnection, metric: str, judged: dict[str, str]
) -> None:
    goals = Goals.read(connection)

    statuses = {}
    for value in judged:
        asked = Judged(value, "date '2026-05-31'", "asked", n="30")
        sql = status_sql(goals.of(metric, []), asked, goals.minimum_n(metric, [], asked))
        statuses[value] = connection.execute(f"select {sql}").fetchall()[0][0]

    assert statuses == judged
