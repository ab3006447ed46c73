"""The metrics of the relationship: health, follow-ups, what is at risk; worked by hand."""

from tests.golden.by_hand import ByHand


def health(value: str) -> ByHand:
    return ByHand("fct_customer_health", "month_end_date", value, "true")


def follow_ups(value: str) -> ByHand:
    value = value.replace("built_on", "(select any_value(as_of) from ops.build)")
    return ByHand("fct_follow_ups", "opened_date", value, "customer_id <> 'unknown'")


def validation(value: str) -> ByHand:
    where = "is_later"
    return ByHand("fct_health_validations", "month_end_date", value, where, has_customer=False)


RELATIONSHIP = {
    "health_score": health("avg(health_score) filter (is_last)"),
    "customers_scored": health("count(health_score) filter (is_last)"),
    "customers_at_risk": health("count(*) filter (is_last and health_score < 50)"),
    "customers_at_risk_share": health(
        "1.0 * count(*) filter (is_last and health_score < 50)"
        " / nullif(count(health_score) filter (is_last), 0)"
    ),
    "health_coverage_share": health(
        "1.0 * count(health_score) filter (is_last) / count(*) filter (is_last and is_customer)"
    ),
    "follow_ups_due": follow_ups("count(*) filter (due_date <= built_on and is_told)"),
    "follow_ups_open": follow_ups("count(*) filter (followed_up_date is null)"),
    "follow_up_rate": follow_ups(
        "1.0 * count(*) filter (due_date <= built_on and is_told and followed_up_date <= due_date)"
        " / nullif(count(*) filter (due_date <= built_on and is_told), 0)"
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
    "mrr_at_risk": health("sum(mrr_amount) filter (is_last and health_score < 50)"),
    "mrr_at_risk_share": health(
        "sum(mrr_amount) filter (is_last and health_score < 50)"
        " / nullif(sum(mrr_amount) filter (is_last and health_score is not null), 0)"
    ),
    "contacts_per_customer_month": ByHand(
        "(select customer_id, created_date as day, true as is_contact from marts.fct_contacts"
        " where is_counted union all select customer_id, month_end_date, false"
        " from marts.fct_customer_health where is_customer)",
        "day",
        "1.0 * count(*) filter (is_contact) / nullif(count(*) filter (not is_contact), 0)",
    ),
}
