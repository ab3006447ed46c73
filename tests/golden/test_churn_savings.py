"""What lower churn saved, worked again from the customer months and the company's declaration."""

from datetime import date
from math import sqrt
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer

Z = 1.959964
MONTH, RECENT_FROM = date(2026, 5, 1), date(2026, 3, 1)


def counted(warehouse: Path, first: date, last: date) -> tuple[int, int, float]:
    """Customer months, losses and recurring revenue at the start of the last month."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        row = connection.execute(
            """
            select
                count(*) filter (mrr_start_amount > 0), count(*) filter (state_name = 'churned'),
                sum(mrr_start_amount) filter (month_date = $2)
            from marts.fct_customer_months where month_date between $1 and $2
            """,
            [first, last],
        ).fetchone()
    assert row is not None
    return row


def test_savings_are_the_difference_of_two_rates_with_both_their_errors(
    company: Settings, warehouse: Path
) -> None:
    baseline_n, baseline_lost, _ = counted(warehouse, date(2025, 1, 1), date(2025, 12, 1))
    n, lost, revenue = counted(warehouse, RECENT_FROM, MONTH)
    worth = revenue * company.gross_margin * company.value.churn_horizon_months
    before, now = baseline_lost / baseline_n, lost / n
    error = worth * sqrt(before * (1 - before) / baseline_n + now * (1 - now) / n)

    with SemanticLayer(warehouse) as layer:
        result = layer.query(
            MetricsQuery(
                ("churn_savings",),
                group_by=("churn_saving__baseline_name",),
                start=MONTH,
                end=date(2026, 5, 31),
                interval=True,
            )
        )
    answer = dict(zip(result.columns, result.rows[0], strict=True))

    assert len(result.rows) == 1
    assert answer["churn_saving__baseline_name"] == "2025-01 to 2025-12"
    assert answer["churn_savings"] == pytest.approx((before - now) * worth)
    assert answer["churn_savings_n"] == n
    assert answer["churn_savings_low"] == pytest.approx((before - now) * worth - Z * error)
    assert answer["churn_savings_high"] == pytest.approx((before - now) * worth + Z * error)
