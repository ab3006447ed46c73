"""The metrics of contracts, purchases and their value, worked by hand."""

from tests.golden.by_hand import ByHand


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


def savings(value: str) -> ByHand:
    return ByHand("fct_churn_savings", "month_date", value, has_customer=False)


START = "sum(mrr_start_amount) filter (is_first)"
AT_START = "count(*) filter (is_first and is_active_at_start)"
BUYERS = "count(*) filter (is_first and is_buyer_at_start)"
CUSTOMER_MONTHS = "count(*) filter (is_active_at_start)"
GONE = "sum(churned_amount) + sum(contraction_amount)"
BASELINE = "sum(baseline_start_count) filter (is_last)"
BASELINE_LOST = "sum(baseline_lost_count) filter (is_last)"
RECENT = "sum(recent_start_count) filter (is_last)"
RECENT_LOST = "sum(recent_lost_count) filter (is_last)"

REVENUE = {
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
    "logo_churn_rate": months(f"1.0 * count(*) filter (is_lost) / nullif({CUSTOMER_MONTHS}, 0)"),
    "gross_revenue_churn_rate": months(f"({GONE}) / nullif(sum(mrr_start_amount), 0)"),
    "gross_revenue_retention_rate": months(f"1 - ({GONE}) / nullif(sum(mrr_start_amount), 0)"),
    "net_revenue_retention_rate": months(
        f"1 + (sum(expansion_amount) - ({GONE})) / nullif(sum(mrr_start_amount), 0)"
    ),
    "retention_12_months_rate": ByHand(
        "fct_retention_curves",
        "observed_until_date",
        "max(survival_rate)",
        "segment_type = 'all' and tenure_months = 12",
        has_customer=False,
    ),
    "contracts_started": ByHand("fct_subscription_spells", "started_month_date", "count(*)"),
    "orders": ByHand("fct_orders", "order_date", "count(*) filter (amount is null or amount >= 0)"),
    "orders_without_amount": ByHand("fct_orders", "order_date", "count(*) filter (amount is null)"),
    "revenue": revenue("sum(amount)"),
    "paying_customers": revenue("count(distinct customer_id) filter (amount >= 0)"),
    "revenue_per_customer": revenue(
        "sum(amount) / nullif(count(distinct customer_id) filter (amount >= 0), 0)"
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
        "1.0 * count(*) filter (is_inferred_lost) / nullif(count(*) filter (is_buyer_at_start), 0)"
    ),
    "buyers_valued": buyers("count(*) filter (is_last)"),
    "buyers_probably_lost": buyers("count(*) filter (is_last and alive_probability < 0.5)"),
    "inferred_churned_share": buyers(
        "1.0 * count(*) filter (is_last and alive_probability < 0.5)"
        " / nullif(count(*) filter (is_last), 0)"
    ),
    "clv_predicted_mean": valuation("avg(predicted_margin_amount) filter (is_last)"),
    "clv_predicted_total": valuation("sum(predicted_margin_amount) filter (is_last)"),
    "clv_historical_mean": valuation("avg(historical_margin_amount) filter (is_last)"),
    "churn_baseline_rate": savings(f"1.0 * {BASELINE_LOST} / nullif({BASELINE}, 0)"),
    "churn_recent_rate": savings(f"1.0 * {RECENT_LOST} / nullif({RECENT}, 0)"),
    "churn_savings": savings(
        f"(1.0 * {BASELINE_LOST} / nullif({BASELINE}, 0) - 1.0 * {RECENT_LOST}"
        f" / nullif({RECENT}, 0)) * sum(horizon_margin_amount) filter (is_last)"
    ),
}
