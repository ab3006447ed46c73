"""What the semantic layer tells beside a metric, computed again by hand from rows of the marts."""

from collections.abc import Iterator
from datetime import date
from math import sqrt
from pathlib import Path

import duckdb
import pytest

from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer

Z = 1.959964
FIRST, LAST = date(2025, 12, 1), date(2026, 5, 31)
BEFORE = (date(2025, 6, 1), date(2025, 11, 30))


@pytest.fixture(scope="module")
def layer(warehouse: Path) -> Iterator[SemanticLayer]:
    with SemanticLayer(warehouse) as layer:
        yield layer


def told(layer: SemanticLayer, query: MetricsQuery) -> dict[str, float]:
    result = layer.query(query)
    return dict(zip(result.columns, result.rows[0], strict=True))  # type: ignore[arg-type]


def rows(warehouse: Path, sql: str) -> tuple[float, ...]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found: list[tuple[float, ...]] = connection.execute(sql).fetchall()
    return found[0]


def scores(first: date, last: date, what: str, metric: str = "nps") -> str:
    return (
        f"select {what} from marts.fct_survey_responses where metric_name = '{metric}'"
        f" and is_valid and answered_date between date '{first}' and date '{last}'"
    )


COUNTS = "count(*), count(*) filter (score >= 9), count(*) filter (score <= 6)"


def test_a_score_has_the_adjusted_wald_interval(layer: SemanticLayer, warehouse: Path) -> None:
    n, up, down = rows(warehouse, scores(FIRST, LAST, COUNTS))
    p, d = (up + 0.75) / (n + 3), (down + 0.75) / (n + 3)
    half = Z * sqrt((p + d - (p - d) ** 2) / (n + 3))

    answer = told(
        layer, MetricsQuery(("nps", "nps_weighted"), start=FIRST, end=LAST, interval=True)
    )

    assert answer["nps_n"] == n
    assert answer["nps_low"] == pytest.approx(100 * (p - d - half), abs=1e-4)
    assert answer["nps_high"] == pytest.approx(100 * (p - d + half), abs=1e-4)
    # The demo's answers all weigh one.
    assert answer["nps_weighted_low"] == pytest.approx(answer["nps_low"])


def test_a_share_has_wilsons_interval(layer: SemanticLayer, warehouse: Path) -> None:
    what = "count(*), count(*) filter (is_satisfied)"
    n, good = rows(warehouse, scores(FIRST, LAST, what, "csat"))
    middle, square = (good + Z**2 / 2) / (n + Z**2), good * (n - good) / n + Z**2 / 4
    half = Z * sqrt(square) / (n + Z**2)

    answer = told(layer, MetricsQuery(("csat",), start=FIRST, end=LAST, interval=True))

    assert (answer["csat_low"], answer["csat_high"]) == pytest.approx(
        (middle - half, middle + half), abs=1e-6
    )
    assert answer["csat_goal"] == 0.8
    assert answer["csat_status"] == ("met" if good / n >= 0.8 else "watch")


def test_a_mean_has_its_standard_error(layer: SemanticLayer, warehouse: Path) -> None:
    what = "avg(effort_score), stddev_samp(effort_score) / sqrt(count(*)), count(*)"
    mean, error, n = rows(warehouse, scores(FIRST, LAST, what, "ces"))

    answer = told(layer, MetricsQuery(("ces",), start=FIRST, end=LAST, interval=True))

    assert answer["ces_n"] == n
    assert (answer["ces_low"], answer["ces_high"]) == pytest.approx(
        (mean - Z * error, mean + Z * error), abs=1e-5
    )


def test_two_periods_are_compared_by_their_errors(layer: SemanticLayer, warehouse: Path) -> None:
    def score(first: date, last: date) -> tuple[float, float, float]:
        n, up, down = rows(warehouse, scores(first, last, COUNTS))
        p, d = up / n, down / n
        return n, 100 * (p - d), 100 * sqrt((p + d - (p - d) ** 2) / n)

    (n, now, error), (m, then, other) = score(FIRST, LAST), score(*BEFORE)
    z = (now - then) / sqrt(error**2 + other**2)

    answer = told(layer, MetricsQuery(("nps",), start=FIRST, end=LAST, against=BEFORE))

    assert (answer["nps_n"], answer["nps_against_n"]) == (n, m)
    assert answer["nps_change"] == pytest.approx(now - then)
    assert answer["nps_z"] == pytest.approx(z)
    said = "better" if z > Z else "worse" if z < -Z else "same"
    assert answer["nps_verdict"] == ("few" if min(n, m) < 30 else said)


def test_every_segment_of_either_period_is_compared(layer: SemanticLayer) -> None:
    query = MetricsQuery(
        ("csat",), group_by=("customer__tier_name",), start=FIRST, end=LAST, against=BEFORE
    )
    result = layer.query(query)
    singly = layer.query(MetricsQuery(("csat",), query.group_by, start=FIRST, end=LAST))

    assert [row[:2] for row in result.rows if row[1] is not None] == [
        row for row in singly.rows if row[1] is not None
    ]


def test_every_interval_can_be_asked_and_holds_its_metric(layer: SemanticLayer) -> None:
    names = [metric.name for metric in layer.metrics() if metric.interval]
    answer = told(layer, MetricsQuery(tuple(names), start=FIRST, end=LAST, interval=True))

    assert {"nps", "csat", "ces", "first_contact_resolution_rate", "logo_churn_rate"} <= {*names}
    for name in names:
        if answer[f"{name}_n"]:
            assert answer[f"{name}_low"] <= answer[name] <= answer[f"{name}_high"], name
