"""The health score against what became of the simulated customers, pairs counted one by one."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer


@pytest.fixture(scope="module")
def marts(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def test_pairs_by_ranks_are_pairs_counted_one_by_one(marts: duckdb.DuckDBPyConnection) -> None:
    found = marts.execute(
        """
        with judged as (
            select
                health.customer_id,
                health.month_end_date,
                health.health_score,
                coalesce(bool_or(months.is_lost), false) as is_lost
            from marts.fct_customer_health as health
            left join marts.fct_customer_months as months
                on months.customer_id = health.customer_id
                and months.month_date > health.month_end_date
                and months.month_date <= health.month_end_date + interval 3 month
            where health.is_on_contract and health.health_score is not null
            group by all
        ),

        pairs as (
            select
                month_end_date,
                count(*) as pairs,
                sum(case
                    when lost.health_score < kept.health_score then 1
                    when lost.health_score = kept.health_score then 0.5
                    else 0
                end) as in_order
            from judged as lost
            inner join judged as kept using (month_end_date)
            where lost.is_lost and not kept.is_lost
            group by month_end_date
        )

        select count(*), max(abs(pairs - pair_count)), max(abs(in_order - ordered_pair_count))
        from marts.fct_health_validations
        inner join pairs using (month_end_date)
        """
    ).fetchone()

    assert found is not None
    months, pairs, in_order = found
    assert months >= 8
    assert (pairs, in_order) == (0, 0)


def test_the_score_foretells_who_really_left(
    marts: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    truth = settings.demo / "truth" / "churn.parquet"
    found = marts.execute(
        f"""
        with judged as (
            select
                health.month_end_date,
                health.health_score,
                coalesce(bool_or(
                    churn.churned_on > health.month_end_date
                    and churn.churned_on <= health.month_end_date + 90
                ), false) as is_lost
            from marts.fct_customer_health as health
            left join read_parquet('{truth}') as churn
                on health.customer_id = 'salesforce:' || churn.account_id
            where
                health.is_on_contract
                and health.is_scored
                and health.month_end_date between date '2025-07-01' and date '2026-02-28'
            group by health.customer_id, health.month_end_date, health.health_score
        )

        select avg(case
            when lost.health_score < kept.health_score then 1
            when lost.health_score = kept.health_score then 0.5
            else 0
        end)
        from judged as lost
        inner join judged as kept using (month_end_date)
        where lost.is_lost and not kept.is_lost
        """
    ).fetchone()

    assert found is not None
    assert found[0] > 0.58


def test_a_score_is_the_weighted_mean_of_its_points(marts: duckdb.DuckDBPyConnection) -> None:
    weights = dict(
        marts.execute("select component_name, weight from seeds.health_components").fetchall()
    )
    columns = {
        "recency_points": weights["recency_days"],
        "contact_points": weights["contacts_per_month"],
        "open_contact_points": weights["open_contact_days"],
        "nps_points": weights["nps_score"],
        "satisfaction_points": weights["satisfaction_share"],
        "tenure_points": weights["tenure_months"],
    }
    rows = marts.execute(
        f"select {', '.join(columns)}, health_score from marts.fct_customer_health"
    ).fetchall()

    scored = 0
    for *points, score in rows:
        known = [(p, w) for p, w in zip(points, columns.values(), strict=True) if p is not None]
        weight = sum(w for _, w in known)
        if 2 * weight < sum(columns.values()):
            assert score is None
        else:
            scored += 1
            assert score == pytest.approx(sum(p * w for p, w in known) / weight, abs=1e-4)
    assert scored > 1000


def test_a_group_that_has_left_counts_nobody(
    warehouse: Path, marts: duckdb.DuckDBPyConnection
) -> None:
    found = marts.execute(
        """
        select customer_since_date
        from marts.fct_customer_signs
        inner join marts.dim_customers using (customer_id)
        group by customer_since_date
        having max(month_end_date) < (select max(month_end_date) from marts.fct_customer_signs)
        order by customer_since_date
        limit 1
        """
    ).fetchone()
    assert found is not None
    asked = MetricsQuery(
        metrics=("customers_scored", "customers_at_risk", "mrr_at_risk", "health_score"),
        where=(f"customer__customer_since_date = '{found[0]}'",),
    )

    with SemanticLayer(warehouse) as layer:
        answer = layer.query(asked)

    assert answer.rows == ((0, 0, 0.0, None),)
