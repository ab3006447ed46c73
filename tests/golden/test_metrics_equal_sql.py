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
from tests.golden.by_hand_support import SUPPORT
from tests.golden.by_hand_voice import VOICE


def answers(metric: str, value: str) -> ByHand:
    where = f"metric_name = '{metric}' and is_valid"
    return ByHand("fct_survey_responses", "answered_date", value, where)


def months(value: str) -> ByHand:
    return ByHand("fct_customer_months", "month_date", value)


def revenue(value: str) -> ByHand:
    return ByHand("fct_revenue", "revenue_date", value)


def purchases(value: str) -> ByHand:
    return ByHand("fct_purchase_months", "month_date", value)


def valuation(value: str) -> ByHand:
    return ByHand("fct_customer_lifetime_value", "valuation_date", value)


def buyers(value: str) -> ByHand:
    where = "method_name = 'no_contract' and alive_probability is not null"
    return ByHand("fct_customer_lifetime_value", "valuation_date", value, where)


def health(value: str) -> ByHand:
    return ByHand("fct_customer_health", "month_end_date", value, "true")


def follow_ups(value: str) -> ByHand:
    value = value.replace("built_on", "(select any_value(as_of) from ops.build)")
    return ByHand("fct_follow_ups", "opened_date", value, "customer_id <> 'unknown'")


def validation(value: str) -> ByHand:
    where = "is_later"
    return ByHand("fct_health_validations", "month_end_date", value, where, has_customer=False)


def invitations(value: str) -> ByHand:
    return ByHand("fct_survey_invitations", "sent_date", value, "is_delivered")


def closing(value: str) -> ByHand:
    return ByHand("fct_customer_nps", "month_date", value)


START = "sum(mrr_start_amount) filter (is_first)"
AT_START = "count(*) filter (is_first and is_active_at_start)"
BUYERS = "count(*) filter (is_first and is_buyer_at_start)"
GONE = "sum(churned_amount) + sum(contraction_amount)"

BY_HAND = {
    "nps": answers(
        "nps", "100.0 * (count(*) filter (score >= 9) - count(*) filter (score <= 6)) / count(*)"
    ),
    "nps_weighted": answers(
        "nps",
        "100 * (sum(weight) filter (score >= 9) - coalesce(sum(weight) filter (score <= 6), 0))"
        " / sum(weight)",
    ),
    "nps_responses": answers("nps", "count(*)"),
    "nps_promoters": answers("nps", "count(*) filter (score >= 9)"),
    "nps_passives": answers("nps", "count(*) filter (score >= 7 and score < 9)"),
    "nps_detractors": answers("nps", "count(*) filter (score < 7)"),
    "promoters_share": answers("nps", "1.0 * count(*) filter (score >= 9) / count(*)"),
    "detractors_share": answers("nps", "1.0 * count(*) filter (score <= 6) / count(*)"),
    "nps_latest": closing(
        "100.0 * (count(*) filter (is_last and score >= 9)"
        " - count(*) filter (is_last and score <= 6)) / nullif(count(*) filter (is_last), 0)"
    ),
    "nps_latest_customers": closing("count(*) filter (is_last)"),
    "survey_invitations_delivered": invitations("count(*) filter (not is_pending)"),
    "survey_invitations_pending": invitations("count(*) filter (is_pending)"),
    "survey_response_rate": invitations(
        "1.0 * count(*) filter (is_answered) / nullif(count(*) filter (not is_pending), 0)"
    ),
    "survey_completion_rate": invitations(
        "1.0 * count(*) filter (is_finished) / nullif(count(*) filter (is_answered), 0)"
    ),
    "csat": answers("csat", "1.0 * count(*) filter (is_satisfied) / count(*)"),
    "csat_responses": answers("csat", "count(*)"),
    "csat_rating_mean": answers("csat", "avg(score) filter (scale_min = 1 and scale_max = 5)"),
    "ces": answers("ces", "avg(effort_score)"),
    "ces_responses": answers("ces", "count(*)"),
    **SUPPORT,
    "mrr": months("sum(mrr_end_amount) filter (is_last)"),
    "customers_at_start": months(AT_START),
    "customers_active": months("count(*) filter (is_last and is_active_at_end)"),
    "customers_lost": months("count(*) filter (is_lost)"),
    "customers_new": months("count(*) filter (state_name = 'new')"),
    "customers_reactivated": months("count(*) filter (state_name = 'reactivated')"),
    "mrr_at_start": months(START),
    "mrr_new": months("sum(new_amount)"),
    "mrr_expanded": months("sum(expansion_amount)"),
    "mrr_contracted": months("sum(contraction_amount)"),
    "mrr_churned": months("sum(churned_amount)"),
    "mrr_lost": months(GONE),
    "mrr_reactivated": months("sum(reactivated_amount)"),
    "arpa": months(
        "sum(mrr_end_amount) filter (is_last)"
        " / nullif(count(*) filter (is_last and is_active_at_end), 0)"
    ),
    "logo_churn_rate": months(f"1.0 * count(*) filter (is_lost) / nullif({AT_START}, 0)"),
    "gross_revenue_churn_rate": months(f"({GONE}) / nullif({START}, 0)"),
    "gross_revenue_retention_rate": months(f"1 - ({GONE}) / nullif({START}, 0)"),
    "net_revenue_retention_rate": months(
        f"({START} + sum(expansion_amount) - ({GONE})) / nullif({START}, 0)"
    ),
    "retention_12_months_rate": ByHand(
        "fct_retention_curves",
        "observed_until_date",
        "max(survival_rate)",
        "segment_type = 'all' and tenure_months = 12",
        has_customer=False,
    ),
    "contracts_started": ByHand("fct_subscription_spells", "started_month_date", "count(*)"),
    **VOICE,
    "orders": ByHand("fct_orders", "order_date", "count(*)"),
    "orders_without_amount": ByHand("fct_orders", "order_date", "count(*) filter (amount is null)"),
    "revenue": revenue("sum(amount)"),
    "paying_customers": revenue("count(distinct customer_id) filter (amount is not null)"),
    "revenue_per_customer": revenue(
        "sum(amount) / nullif(count(distinct customer_id) filter (amount is not null), 0)"
    ),
    "cohort_customers": purchases("count(*)"),
    "cohort_customers_active": purchases("count(*) filter (has_purchase)"),
    "cohort_retention_rate": purchases("1.0 * count(*) filter (has_purchase) / count(*)"),
    "cohort_revenue": purchases("sum(amount)"),
    "cohort_revenue_retention_rate": purchases("sum(amount) / nullif(sum(first_month_amount), 0)"),
    "buyers_at_start": purchases(BUYERS),
    "buyers_active": purchases("count(*) filter (is_last and buyer_state_name = 'active')"),
    "buyers_fallen_silent": purchases("count(*) filter (is_inferred_lost)"),
    "inferred_churn_rate": purchases(
        f"1.0 * count(*) filter (is_inferred_lost) / nullif({BUYERS}, 0)"
    ),
    "buyers_valued": buyers("count(*) filter (is_last)"),
    "buyers_probably_lost": buyers("count(*) filter (is_last and alive_probability < 0.5)"),
    "inferred_churned_share": buyers(
        "1.0 * count(*) filter (is_last and alive_probability < 0.5)"
        " / nullif(count(*) filter (is_last), 0)"
    ),
    "clv_predicted_mean": valuation("avg(predicted_margin_amount) filter (is_last)"),
    "clv_predicted_total": valuation("sum(predicted_margin_amount) filter (is_last)"),
    "health_score": health("avg(health_score) filter (is_last)"),
    "customers_scored": health("count(health_score) filter (is_last)"),
    "customers_at_risk": health("count(*) filter (is_last and health_score < 50)"),
    "customers_at_risk_share": health(
        "1.0 * count(*) filter (is_last and health_score < 50)"
        " / nullif(count(health_score) filter (is_last), 0)"
    ),
    "health_coverage_share": health(
        "1.0 * count(health_score) filter (is_last) / count(*) filter (is_last)"
    ),
    "follow_ups_due": follow_ups("count(*) filter (due_date <= built_on)"),
    "follow_ups_open": follow_ups("count(*) filter (followed_up_date is null)"),
    "follow_up_rate": follow_ups(
        "1.0 * count(*) filter (due_date <= built_on and followed_up_date <= due_date)"
        " / nullif(count(*) filter (due_date <= built_on), 0)"
    ),
    "follow_up_recovery_rate": ByHand(
        "fct_follow_up_outcomes",
        "outcome_date",
        "1.0 * count(*) filter (outcome_name = 'recovered')"
        " / nullif(count(*) filter (outcome_name <> 'unheard'), 0)",
    ),
    "health_auc": validation("sum(ordered_pair_count) / nullif(sum(pair_count), 0)"),
    "health_worst_decile_lift": validation(
        "1.0 * sum(worst_decile_lost_count) / sum(worst_decile_customer_count)"
        " / nullif(1.0 * sum(lost_count) / sum(customer_count), 0)"
    ),
    "clv_historical_mean": valuation("avg(historical_margin_amount) filter (is_last)"),
    **JOURNEYS,
}

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
            from marts.{metric.mart} as mart
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


@pytest.mark.parametrize("name", ["customers_at_start", "logo_churn_rate", "mrr"])
def test_a_year_begins_and_ends_with_its_months(layer: SemanticLayer, name: str) -> None:
    months = {key[0]: value for key, value in asked(layer, name, "month", by_type=False).items()}
    years = {key[0]: value for key, value in asked(layer, name, "year", by_type=False).items()}

    last = cast("date", max(years))
    inside = [cast("date", month) for month in months if cast("date", month).year == last.year]
    if name == "customers_at_start":
        assert years[last] == months[min(inside)]
    elif name == "mrr":
        assert years[last] == pytest.approx(months[max(inside)])
    else:
        lost = asked(layer, "customers_lost", "year", by_type=False)[(last,)]
        start = asked(layer, "customers_at_start", "year", by_type=False)[(last,)]
        assert years[last] == pytest.approx(lost / start)
