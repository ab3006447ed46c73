"""Every public metric equals SQL written by hand over the marts, knowing nothing of the YAML."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import duckdb
import pytest

from reports.metric_queries import Grain, MetricsQuery
from reports.semantic import SemanticLayer
from tests.golden.by_hand import ByHand
from tests.golden.by_hand_journeys import JOURNEYS
from tests.golden.by_hand_relationship import RELATIONSHIP
from tests.golden.by_hand_revenue import REVENUE
from tests.golden.by_hand_support import SUPPORT
from tests.golden.by_hand_surveys import SURVEYS
from tests.golden.by_hand_voice import VOICE

BY_HAND = {**SURVEYS, **SUPPORT, **REVENUE, **RELATIONSHIP, **VOICE, **JOURNEYS}

Answer = dict[tuple[object, ...], float]


@pytest.fixture(scope="module")
def layer(warehouse: Path) -> Iterator[SemanticLayer]:
    with SemanticLayer(warehouse) as layer:
        yield layer


@pytest.fixture(scope="module")
def marts(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def by_hand(
    marts: duckdb.DuckDBPyConnection, metric: ByHand, grain: str, *, by_type: bool
) -> Answer:
    keys = "period, customer_type" if by_type else "period"
    customers = "left join marts.dim_customers using (customer_id)" if metric.has_customer else ""
    rows = marts.execute(
        f"""
        with rows as (
            select
                *,
                cast(date_trunc('{grain}', {metric.day}) as date) as period
            from {metric.relation} as mart
            {customers}
            where {metric.where} and {metric.day} is not null
        ),

        placed as (
            select
                rows.*,
                {metric.day} = min({metric.day}) over (partition by period) as is_first,
                {metric.day} = max({metric.day}) over (partition by period) as is_last
            from rows
        )

        select {keys}, {metric.value} from placed group by {keys}
        """
    ).fetchall()
    return known(rows)


def asked(layer: SemanticLayer, name: str, grain: str, *, by_type: bool) -> Answer:
    columns, rows = answer_of_mart(layer, BY_HAND[name].mart, grain, by_type=by_type)
    keys, place = (2 if by_type else 1), columns.index(name)
    return known([(*row[:keys], row[place]) for row in rows])


@cache
def answer_of_mart(
    layer: SemanticLayer, mart: str, grain: str, *, by_type: bool
) -> tuple[tuple[str, ...], tuple[tuple[object, ...], ...]]:
    """All metrics of a mart in one question, as a page asks."""
    query = MetricsQuery(
        metrics=tuple(name for name, metric in BY_HAND.items() if metric.mart == mart),
        group_by=("customer__customer_type",) if by_type else (),
        grain=cast("Grain", grain),
    )
    result = layer.query(query)
    return result.columns, result.rows


def known(rows: object) -> Answer:
    """Values by group; what is unknown, and what counts nothing, need not have a row."""
    assert isinstance(rows, list | tuple)
    return {tuple(row[:-1]): float(row[-1]) for row in rows if row[-1] not in (None, 0)}


def test_every_public_metric_is_worked_by_hand(layer: SemanticLayer) -> None:
    assert {metric.name for metric in layer.metrics()} == set(BY_HAND)


@pytest.mark.parametrize(
    ("name", "grain", "by_type"),
    [
        (name, grain, by_type)
        for name, metric in BY_HAND.items()
        for grain, by_type in (("month", False), ("quarter", False), ("month", True))
        if metric.has_customer or not by_type
    ],
)
def test_a_metric_equals_its_sql(
    layer: SemanticLayer,
    marts: duckdb.DuckDBPyConnection,
    name: str,
    grain: str,
    by_type: bool,
) -> None:
    right = by_hand(marts, BY_HAND[name], grain, by_type=by_type)

    answer = asked(layer, name, grain, by_type=by_type)

    assert right, f"the demo has no data for {name}"
    assert answer == pytest.approx(right, rel=1e-9)


@pytest.mark.parametrize("name", ["customers_at_start", "mrr"])
def test_a_year_begins_and_ends_with_its_months(layer: SemanticLayer, name: str) -> None:
    months = {key[0]: value for key, value in asked(layer, name, "month", by_type=False).items()}
    years = {key[0]: value for key, value in asked(layer, name, "year", by_type=False).items()}

    last = cast("date", max(years))
    inside = [cast("date", month) for month in months if cast("date", month).year == last.year]
    if name == "customers_at_start":
        assert years[last] == months[min(inside)]
    else:
        assert years[last] == pytest.approx(months[max(inside)])


def test_churn_of_a_year_is_no_more_than_that_of_its_worst_month(layer: SemanticLayer) -> None:
    # In a growing company's year more customers may leave than were there when it began.
    for name in (
        "logo_churn_rate",
        "inferred_churn_rate",
        "gross_revenue_churn_rate",
        "net_revenue_retention_rate",
    ):
        months = asked(layer, name, "month", by_type=False)
        for (year,), rate in asked(layer, name, "year", by_type=False).items():
            inside = [
                told
                for (month,), told in months.items()
                if cast("date", month).year == cast("date", year).year
            ]
            assert rate <= max(inside), (name, year)


# What customers pay more may outweigh what others stopped to pay.
GROWING = frozenset({"net_revenue_retention_rate", "cohort_revenue_retention_rate"})


@pytest.mark.parametrize("grain", ["month", "quarter", "year"])
def test_a_share_is_between_none_and_all_at_any_grain(layer: SemanticLayer, grain: str) -> None:
    # SQL by hand repeats a definition, and a wrong one with it.
    shares = {metric.name: metric for metric in layer.metrics() if metric.unit == "share"}
    marts = {BY_HAND[name].mart for name in shares}

    for mart in marts:
        names = tuple(name for name in shares if BY_HAND[name].mart == mart)
        query = MetricsQuery(metrics=names, grain=cast("Grain", grain), interval=True)
        result = layer.query(query)
        for row in result.rows:
            told = dict(zip(result.columns, row, strict=True))
            for name in names:
                _assert_share(name, told, has_interval=bool(shares[name].interval))


def _assert_share(name: str, told: dict[str, object], *, has_interval: bool) -> None:
    value = cast("float | None", told[name])
    if value is not None and name not in GROWING:
        assert 0 <= value <= 1, (name, told)
    if has_interval and told[f"{name}_n"]:
        low, high = cast("float", told[f"{name}_low"]), cast("float", told[f"{name}_high"])
        assert 0 <= low <= cast("float", value) <= high <= 1, (name, told)
